import { compareText } from '../model/group-by.ts';
import { known } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import type { Claims } from './instance-facts.ts';
import { ENGINE_WORDS, NETWORK_WORDS } from './instance-facts.ts';
import { booleanField, convert, countField, listField, textField, unusable, wordField } from './field.ts';
import type { Item } from './field.ts';
import { combine, conflict } from './combine.ts';
import { versionField } from './version.ts';

const SSL_WORDS = new Map([['Enable', 'on'], ['Disable', 'off']]);

/** DescribeInstanceSSL decides whether TLS is on. */
export function sslClaims(item: Item): Claims {
  return { 'ssl.enabled': convert(wordField(item, 'SSLEnabled', SSL_WORDS), (word) => word === 'on') };
}

/** DescribeEngineVersion. `sslSeen` is its second opinion on TLS: it can contradict, never replace. */
export function engineVersionClaims(item: Item): { readonly claims: Claims; readonly sslSeen: Known<boolean> } {
  const latest = item.fields['DBLatestMinorVersion'];
  const latestItem: Item = { ...item, fields: typeof latest === 'object' && latest !== null ? latest as Item['fields'] : {} };
  return {
    sslSeen: booleanField(item, 'IsSSLEnable'),
    claims: {
      'instance.engine': wordField(item, 'Engine', ENGINE_WORDS),
      'instance.engineVersion': versionField(item, 'MajorVersion'),
      'version.minor': textField(item, 'MinorVersion'),
      'version.latestMinor': textField(latestItem, 'MinorVersion'),
      'version.isLatestMinor': latestMinorClaim(item),
      'version.canUpgradeMajor': booleanField(item, 'EnableUpgradeMajorVersion'),
    },
  };
}

/** IsLatestVersion and "no minor upgrade is offered" must agree; where one is missing the other decides. */
function latestMinorClaim(item: Item): Known<boolean> {
  const isLatest = booleanField(item, 'IsLatestVersion');
  const noneOffered = convert(booleanField(item, 'EnableUpgradeMinorVersion'), (offered) => !offered);
  if (isLatest.kind === 'known' && noneOffered.kind === 'known' && isLatest.value !== noneOffered.value) {
    return conflict('the minor version', known(`IsLatestVersion ${isLatest.value}`, item.evidence), known(`EnableUpgradeMinorVersion ${!noneOffered.value}`, item.evidence));
  }
  return combine('version.isLatestMinor', [isLatest, noneOffered]);
}

interface Endpoint {
  readonly [field: string]: string | number | boolean;
  readonly connectionString: string;
  readonly port: number;
  readonly type: string;
  readonly direct: boolean;
}

/** DescribeDBInstanceNetInfo: the endpoints, and whether one of them is direct or public. */
export function netInfoClaims(item: Item): Claims {
  const items = listField(item, 'NetInfoItems', 'InstanceNetInfo');
  const networkType = wordField(item, 'InstanceNetworkType', NETWORK_WORDS);
  if (items.kind === 'unknown') {
    return { 'instance.networkType': networkType, 'network.hasDirectEndpoint': items, 'network.hasPublicEndpoint': items, 'network.endpoints': items };
  }
  return {
    'instance.networkType': networkType,
    'network.hasDirectEndpoint': anyOf(item, items.value.map((entry) => booleanField(entry, 'DirectConnection'))),
    'network.hasPublicEndpoint': anyOf(item, items.value.map(isPublic)),
    'network.endpoints': endpoints(item, items.value),
  };
}

/** True where one entry says so; false where all entries say no; unknown where one of them is silent or doubtful. */
function anyOf(item: Item, answers: readonly Known<boolean>[]): Known<boolean> {
  const yes = answers.find((answer) => answer.kind === 'known' && answer.value);
  const silent = answers.find((answer) => answer.kind === 'unknown');
  return yes ?? silent ?? known(false, item.evidence);
}

const IP_TYPES = new Map([['Public', 'Public'], ['Private', 'Private'], ['Inner', 'Inner']]);
const NET_TYPES = new Map([['0', 'Public'], ['1', 'Inner'], ['2', 'Private']]);

function isPublic(entry: Item): Known<boolean> {
  return convert(combine('the endpoint type', [wordField(entry, 'IPType', IP_TYPES)].concat(entry.fields['IPType'] === undefined ? [wordField(entry, 'DBInstanceNetType', NET_TYPES)] : [])), (type) => type === 'Public');
}

function endpoints(item: Item, entries: readonly Item[]): Known<readonly Endpoint[]> {
  const read: Endpoint[] = [];
  for (const entry of entries) {
    const connectionString = textField(entry, 'ConnectionString');
    const port = countField(entry, 'Port');
    const type = textField(entry, 'IPType');
    const direct = booleanField(entry, 'DirectConnection');
    for (const field of [connectionString, port, type, direct]) if (field.kind === 'unknown') return field;
    if (connectionString.kind === 'known' && port.kind === 'known' && type.kind === 'known' && direct.kind === 'known') {
      read.push({ connectionString: connectionString.value, port: port.value, type: type.value, direct: direct.value });
    }
  }
  return known(inOneOrder(read), item.evidence);
}

/** The same rows in the same order, in whatever order they came. */
export function inOneOrder<T>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
}

/** The host names in a DescribeDBInstanceNetInfo reply, whatever else it lacks. */
export function hostNames(item: Item): readonly string[] {
  const items = listField(item, 'NetInfoItems', 'InstanceNetInfo');
  if (items.kind === 'unknown') return [];
  return items.value.map((entry) => entry.fields['ConnectionString']).filter((host): host is string => typeof host === 'string' && host !== '');
}

/** The node types of DescribeLogicInstanceTopology: only "db" is a shard. */
const NODE_WORDS = new Map([['db', 'db'], ['proxy', 'proxy'], ['normal', 'normal'], ['cs', 'cs']]);

/** DescribeLogicInstanceTopology: master shards are counted; older replies put a proxy into the list, newer ones replicas. */
export function topologyShards(item: Item): Known<number> {
  const nodes = listField(item, 'RedisShardList', 'NodeInfo');
  if (nodes.kind === 'unknown') return nodes;
  const shards = new Set<string>();
  for (const node of nodes.value) {
    const type = wordField(node, 'NodeType', NODE_WORDS);
    if (type.kind === 'unknown') return type;
    if (type.value !== 'db') continue;
    const role = node.fields['SubInstanceType'];
    if (role !== undefined && role !== null && role !== '' && role !== 'master') continue;
    const id = textField(node, 'NodeId');
    if (id.kind === 'unknown') return id;
    shards.add(id.value.split('#', 1)[0] ?? id.value);
  }
  if (shards.size > 0) return known(shards.size, item.evidence);
  return unusable(item, 'not-returned', `${item.evidence.operation} returned no master shard.`);
}

/** DescribeSecurityIps: every address of every group that is not the system's own. */
export function whitelistClaims(item: Item): Claims {
  const groups = listField(item, 'SecurityIpGroups', 'SecurityIpGroup');
  if (groups.kind === 'unknown') return { 'access.whitelist': groups };
  const addresses = new Set<string>();
  for (const group of groups.value) {
    if (group.fields['SecurityIpGroupAttribute'] === 'hidden') continue;
    const list = group.fields['SecurityIpList'] === '' ? known('', item.evidence) : textField(group, 'SecurityIpList');
    if (list.kind === 'unknown') return { 'access.whitelist': list };
    for (const address of list.value.split(',')) if (address.trim() !== '') addresses.add(address.trim());
  }
  return { 'access.whitelist': known([...addresses].toSorted(), item.evidence) };
}

/** Task states of DescribeHistoryTasks: those that still hold the instance, and those that have ended. */
const ACTIVE = ['Scheduled', 'Waiting', 'Running', 'Cancelling'];
const TASK_WORDS = new Map([...ACTIVE, 'Succeed', 'Failed', 'Canceled', 'Cancelled'].map((status) => [status, status]));

interface Task {
  readonly [field: string]: string;
  readonly id: string;
  readonly type: string;
  readonly status: string;
}

/** The active tasks of one instance among the entries of all pages; an entry that cannot be placed makes them unknown. */
export function activeTasks(instanceId: string, pages: readonly Item[], entries: readonly Item[]): Known<readonly Task[]> {
  const tasks: Task[] = [];
  for (const entry of entries) {
    const owner = textField(entry, 'InstanceId');
    if (owner.kind === 'unknown') return owner;
    if (owner.value !== instanceId) continue;
    const status = wordField(entry, 'Status', TASK_WORDS);
    if (status.kind === 'unknown') return status;
    if (!ACTIVE.includes(status.value)) continue;
    tasks.push({ id: String(entry.fields['TaskId'] ?? ''), type: String(entry.fields['TaskType'] ?? ''), status: status.value });
  }
  const last = pages.at(-1);
  if (last === undefined) throw new Error('activeTasks needs the pages that were read.');
  return known(inOneOrder(tasks), last.evidence);
}
