import { FACTS } from '../model/facts.ts';
import type { BuiltInFactName, FactName, FactValue } from '../model/facts.ts';
import { known, unknown } from '../model/known.ts';
import type { Known, Unknown } from '../model/known.ts';
import { combine, conflict } from './combine.ts';
import { activeTasks, engineVersionClaims, netInfoClaims, sslClaims, topologyShards, whitelistClaims } from './detail-facts.ts';
import type { Item } from './field.ts';
import { connectionClaims, shardLimit } from './load-facts.ts';
import { openMaintenance } from './maintenance-facts.ts';
import { attributeClaims, connectionModeClaim, editionTypeClaim, listedClaims, shardClaims } from './instance-facts.ts';
import type { Claims } from './instance-facts.ts';
import { attributeItem, toItem, toUnknown } from './list-instances.ts';
import type { Readings, SingleRead } from './readings.ts';
import { PROVIDES, VSWITCH_FACTS } from './sources.ts';
import { vSwitchClaims } from './vswitch-facts.ts';

/** Facts that change by themselves between two reads: the later one wins. */
const CHANGING: ReadonlySet<FactName> = new Set<FactName>(['instance.status', 'vswitch.status', 'vswitch.availableAddresses']);

const NAMES = Object.keys(FACTS) as BuiltInFactName[];

/** The facts that the readings of one instance give. Pure: the same readings give the same facts. Facts that nothing was asked for are absent. */
export function toFacts(readings: Readings): Map<FactName, Known<FactValue>> {
  const sources = [...instanceSources(readings), ...detailSources(readings), ...vSwitchSources(readings), taskSource(readings), maintenanceSource(readings)];
  const facts = new Map<FactName, Known<FactValue>>();
  facts.set('instance.exists', readings.exists);
  facts.set('instance.accountId', readings.accountId);
  for (const name of NAMES) {
    const claims = sources.flatMap((source) => source[name] ?? []);
    if (claims.length > 0) facts.set(name, combine(name, claims, CHANGING.has(name)));
  }
  settleIdentity(readings, facts);
  settleEdition(readings, facts);
  settleShardLimit(facts);
  settleSsl(readings, facts);
  settleShards(readings, facts);
  settleMode(readings, facts);
  return facts;
}

/** The result of a single read as an item, or the unknown that all its facts become. */
function single(readings: Readings, operation: SingleRead): Item | Unknown | null {
  const result = readings.singles.get(operation);
  if (result === undefined) return null;
  if (result.kind === 'no-reply') return toUnknown(result);
  return operation === 'DescribeInstanceAttribute' ? attributeItem(result) : toItem(result);
}

function isUnknown(value: Item | Unknown): value is Unknown {
  return 'kind' in value;
}

function claimsOf(readings: Readings, operation: SingleRead, read: (item: Item) => Claims): Claims {
  const item = single(readings, operation);
  if (item === null) return {};
  if (!isUnknown(item)) return read(item);
  return Object.fromEntries(PROVIDES[operation].map((name) => [name, item]));
}

function instanceSources(readings: Readings): Claims[] {
  return [readings.listed === null ? {} : listedClaims(readings.listed), claimsOf(readings, 'DescribeInstanceAttribute', attributeClaims)];
}

function detailSources(readings: Readings): Claims[] {
  return [
    claimsOf(readings, 'DescribeInstanceSSL', sslClaims),
    claimsOf(readings, 'DescribeDBInstanceNetInfo', netInfoClaims),
    claimsOf(readings, 'DescribeEngineVersion', (item) => engineVersionClaims(item).claims),
    claimsOf(readings, 'DescribeSecurityIps', whitelistClaims),
    claimsOf(readings, 'DescribeHistoryMonitorValues', connectionClaims),
  ];
}

function vSwitchSources(readings: Readings): Claims[] {
  if (readings.vSwitch === null) return [];
  const sources = readings.vSwitch.sources.map((source): Claims => {
    if ('fields' in source) return vSwitchClaims(source);
    return Object.fromEntries(VSWITCH_FACTS.map((name) => [name, toUnknown(source)]));
  });
  const { neighbours } = readings.vSwitch;
  if (neighbours === null) return sources;
  return [...sources, { 'vswitch.alternatives': 'kind' in neighbours ? toUnknown(neighbours) : alternatives(readings, neighbours) }];
}

/** The other vSwitches of the same VPC and zone that are available, those with most room first. */
function alternatives(readings: Readings, neighbours: readonly Item[]): Known<FactValue> {
  const own = readings.vSwitch?.sources.find((source): source is Item => 'fields' in source);
  const zone = own?.fields['ZoneId'];
  const evidence = neighbours[0]?.evidence;
  if (evidence === undefined || typeof zone !== 'string') return unknown('not-asked', 'The vSwitches of the VPC were not listed.');
  const rows = neighbours.flatMap((item) => {
    const { 'vswitch.id': id, 'vswitch.zone': place, 'vswitch.status': status, 'vswitch.availableAddresses': free } = vSwitchClaims(item);
    if (id?.kind !== 'known' || place?.kind !== 'known' || status?.kind !== 'known' || free?.kind !== 'known') return [];
    if (place.value !== zone || status.value !== 'Available' || id.value === own?.fields['VSwitchId']) return [];
    return [{ id: String(id.value), zone, availableAddresses: Number(free.value) }];
  });
  return known(rows.toSorted((a, b) => b.availableAddresses - a.availableAddresses || (a.id < b.id ? -1 : 1)), evidence);
}

function taskSource(readings: Readings): Claims {
  const { tasks } = readings;
  if (tasks === null) return {};
  if (tasks.kind === 'failed') return { 'tasks.active': toUnknown(tasks.failure) };
  return { 'tasks.active': activeTasks(readings.instanceId, tasks.pages, tasks.entries) };
}

function maintenanceSource(readings: Readings): Claims {
  const { maintenance } = readings;
  if (maintenance === null) return {};
  if (maintenance.kind === 'failed') return { 'tasks.maintenance': toUnknown(maintenance.failure) };
  return { 'tasks.maintenance': openMaintenance(readings.instanceId, maintenance.pages, maintenance.entries) };
}

/** The id is what was asked for, the region is where it was found. */
function settleIdentity(readings: Readings, facts: Map<FactName, Known<FactValue>>): void {
  if (readings.exists.kind === 'unknown') {
    for (const name of NAMES) if (!/^(request|account)\./.test(name) && name !== 'instance.accountId') facts.set(name, readings.exists);
    return;
  }
  facts.set('instance.id', known(readings.instanceId, readings.exists.evidence));
  if (readings.region !== null) facts.set('instance.region', known(readings.region, readings.exists.evidence));
}

/** EditionType decides; a class name, in whichever reply, tells the edition only where EditionType is absent. */
function settleEdition(readings: Readings, facts: Map<FactName, Known<FactValue>>): void {
  if (readings.listed === null) return;
  const told = editionTypeClaim(readings.listed);
  if (told.kind === 'known' || told.reason !== 'not-returned') facts.set('instance.edition', told);
}

function settleShardLimit(facts: Map<FactName, Known<FactValue>>): void {
  const edition = facts.get('instance.edition');
  if (edition !== undefined) facts.set('load.connectionsPerShardLimit', shardLimit(edition));
}

/** DescribeInstanceSSL decides; DescribeEngineVersion.IsSSLEnable can contradict it or be doubtful, never replace it. */
function settleSsl(readings: Readings, facts: Map<FactName, Known<FactValue>>): void {
  const decided = facts.get('ssl.enabled');
  const item = single(readings, 'DescribeEngineVersion');
  if (decided?.kind !== 'known' || item === null) return;
  const seen = isUnknown(item) ? item : engineVersionClaims(item).sslSeen;
  if (seen.kind === 'known' && seen.value !== decided.value) facts.set('ssl.enabled', conflict('ssl.enabled', decided, seen));
  else facts.set('ssl.enabled', combine('ssl.enabled', [decided, seen]));
}

/** The class decides; a topology that was read must agree; ShardCount counts only where the class tells nothing. */
function settleShards(readings: Readings, facts: Map<FactName, Known<FactValue>>): void {
  const attribute = single(readings, 'DescribeInstanceAttribute');
  const items = [readings.listed, attribute].filter((item): item is Item => item !== null && !isUnknown(item));
  const classes = items.map((item) => shardClaims(item).byClass);
  const topology = topologyClaim(readings);
  const byClass = combine('instance.shardCount', classes);
  const claims = byClass.kind === 'known' || byClass.reason === 'conflict' ? [byClass, ...topology] : [...topology, ...items.map((item) => shardClaims(item).byCount)];
  if (claims.length > 0) facts.set('instance.shardCount', combine('instance.shardCount', claims));
}

function topologyClaim(readings: Readings): Known<number>[] {
  const item = single(readings, 'DescribeLogicInstanceTopology');
  if (item === null) return [];
  return [isUnknown(item) ? item : topologyShards(item)];
}

function settleMode(readings: Readings, facts: Map<FactName, Known<FactValue>>): void {
  const deployment = facts.get('instance.deployment');
  if (deployment?.kind !== 'known' || deployment.value !== 'cloud-native') return;
  const attribute = single(readings, 'DescribeInstanceAttribute');
  const items = [readings.listed, attribute].filter((item): item is Item => item !== null && !isUnknown(item));
  const modes = items.map(connectionModeClaim);
  const telling = modes.filter((mode) => mode.kind === 'known');
  facts.set('instance.connectionMode', combine('instance.connectionMode', telling.length > 0 ? telling : modes));
}
