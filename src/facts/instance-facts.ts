import type { BuiltInFactName, FactValue } from '../model/facts.ts';
import { parseIsoTime } from '../model/iso-time.ts';
import { known } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import { booleanField, convert, countField, isMissing, isRecord, listField, show, textField, unusable, wordField } from './field.ts';
import type { Item } from './field.ts';
import { conflict } from './combine.ts';
import { readInstanceClass } from './instance-class.ts';
import { versionField } from './version.ts';

/** What one source says, by fact name. */
export type Claims = Partial<Record<BuiltInFactName, Known<FactValue>>>;

/** Documented instance states (DescribeInstances, InstanceStatus), with those that the states page and older replies add. */
const STATUSES = [
  'Normal', 'Creating', 'Changing', 'Inactive', 'Flushing', 'Released', 'Transforming', 'Unavailable', 'Error', 'Migrating',
  'BackupRecovering', 'MinorVersionUpgrading', 'NetworkModifying', 'SSLModifying', 'MajorVersionUpgrading', 'Rebooting',
];

const STATUS_WORDS = new Map(STATUSES.map((status) => [status, status]));
const ARCHITECTURE_WORDS = new Map([['cluster', 'cluster'], ['standard', 'standard'], ['rwsplit', 'rwsplit'], ['SplitRW', 'rwsplit']]);
const EDITION_WORDS = new Map([['Community', 'Community'], ['Enterprise', 'Enterprise']]);
/** The engine family: Tair is Redis. */
export const ENGINE_WORDS = new Map([
  ['Redis', 'redis'], ['redis', 'redis'], ['Tair', 'redis'], ['tair', 'redis'],
  ['tair_rdb', 'redis'], ['tair_scm', 'redis'], ['tair_essd', 'redis'], ['Memcache', 'memcache'], ['memcache', 'memcache'],
]);
export const NETWORK_WORDS = new Map([['VPC', 'VPC'], ['CLASSIC', 'CLASSIC']]);
const COMPUTING_WORDS = new Map([['Machine', 'classic'], ['Ecs', 'cloud-native']]);
const PASSWORD_WORDS = new Map([['Open', 'Open'], ['Close', 'Close']]);

/** The facts in one entry of DescribeInstances (Instances.KVStoreInstance), EditionType apart. */
export function listedClaims(item: Item): Claims {
  return { ...sharedClaims(item), 'instance.edition': editionOfClass(item) };
}

/** The facts in DescribeInstanceAttribute (Instances.DBInstanceAttribute[0]), which knows no edition but in the class name. */
export function attributeClaims(item: Item): Claims {
  return {
    ...listedClaims(item),
    'instance.orderInProgress': convert(booleanField(item, 'IsOrderCompleted'), (completed) => !completed),
    'instance.passwordFree': convert(wordField(item, 'VpcAuthMode', PASSWORD_WORDS), (mode) => mode === 'Close'),
    'instance.maintainStartTime': timeOfDayField(item, 'MaintainStartTime'),
    'instance.maintainEndTime': timeOfDayField(item, 'MaintainEndTime'),
  };
}

/** A time such as 18:00Z, as it is. */
function timeOfDayField(item: Item, name: string): Known<string> {
  const time = textField(item, name);
  if (time.kind === 'unknown' || /^([01]\d|2[0-3]):[0-5]\dZ$/.test(time.value)) return time;
  if (time.value === '') return unusable(item, 'not-returned', `${item.evidence.operation} returned an empty ${name}.`);
  return unusable(item, 'malformed', `Expected a time such as 18:00Z in ${name}; ${item.evidence.operation} returned ${show(time.value)}.`);
}

function sharedClaims(item: Item): Claims {
  const networkType = wordField(item, 'NetworkType', NETWORK_WORDS);
  const classic = networkType.kind === 'known' && networkType.value === 'CLASSIC';
  return {
    'instance.id': textField(item, 'InstanceId'),
    'instance.name': textField(item, 'InstanceName'),
    'instance.region': textField(item, 'RegionId'),
    'instance.zone': textField(item, 'ZoneId'),
    'instance.status': wordField(item, 'InstanceStatus', STATUS_WORDS),
    'instance.architecture': architectureClaim(item),
    'instance.deployment': deploymentClaim(item),
    'instance.engine': engineClaim(item),
    'instance.engineVersion': versionField(item, 'EngineVersion'),
    'instance.instanceClass': textField(item, 'InstanceClass'),
    'instance.networkType': networkType,
    'instance.vpcId': classic ? emptyWhenAbsent(item, 'VpcId') : textField(item, 'VpcId'),
    'instance.vSwitchId': classic ? emptyWhenAbsent(item, 'VSwitchId') : textField(item, 'VSwitchId'),
    'instance.chargeType': textField(item, 'ChargeType'),
    'instance.expiresAt': timeField(item, 'EndTime'),
    'instance.resourceGroupId': textField(item, 'ResourceGroupId'),
    'instance.globalInstanceId': emptyWhenAbsent(item, 'GlobalInstanceId'),
    'instance.renewalChangeBooked': booleanField(item, 'HasRenewChangeOrder'),
    'instance.tags': tagsClaim(item),
  };
}

/** DescribeInstanceAttribute tells the engine in Engine too; InstanceType is the family. */
function engineClaim(item: Item): Known<string> {
  return wordField(item, item.fields['InstanceType'] === undefined && item.fields['Engine'] !== undefined ? 'Engine' : 'InstanceType', ENGINE_WORDS);
}

function emptyWhenAbsent(item: Item, name: string): Known<string> {
  return isMissing(item.fields[name]) ? known('', item.evidence) : textField(item, name);
}

function timeField(item: Item, name: string): Known<string> {
  const text = textField(item, name);
  if (text.kind === 'unknown') return text;
  const time = parseIsoTime(text.value);
  if (time === null) return unusable(item, text.value === '' ? 'not-returned' : 'malformed', `Expected a time in ${name}; ${item.evidence.operation} returned ${show(text.value)}.`);
  return known(time.toISOString(), item.evidence);
}

function architectureClaim(item: Item): Known<string> {
  const told = wordField(item, 'ArchitectureType', ARCHITECTURE_WORDS);
  const name = textField(item, 'InstanceClass');
  const byClass = name.kind === 'known' ? readInstanceClass(name.value).architecture : null;
  if (told.kind === 'unknown' || byClass === null || byClass === told.value) return told;
  return conflict('the architecture', told, known(`${byClass} by the class ${name.kind === 'known' ? name.value : ''}`, item.evidence));
}

function deploymentClaim(item: Item): Known<string> {
  const name = textField(item, 'InstanceClass');
  if (name.kind === 'unknown') return name;
  const { deployment } = readInstanceClass(name.value);
  if (deployment === null) {
    return unusable(item, 'unrecognised', `The instance class ${show(name.value)} tells neither classic nor cloud-native deployment.`);
  }
  const computing = wordField(item, 'ComputingType', COMPUTING_WORDS);
  if (computing.kind === 'unknown') return computing.reason === 'not-returned' ? known(deployment, item.evidence) : computing;
  if (computing.value === deployment) return known(deployment, item.evidence);
  return conflict('the deployment', known(`${deployment} (class ${name.value})`, item.evidence), known(`${computing.value} (ComputingType)`, item.evidence));
}

/** EditionType, which DescribeInstances alone returns. */
export function editionTypeClaim(item: Item): Known<string> {
  return wordField(item, 'EditionType', EDITION_WORDS);
}

/** What the class name tells of the edition; it counts only where EditionType is absent. */
function editionOfClass(item: Item): Known<string> {
  const name = textField(item, 'InstanceClass');
  const edition = name.kind === 'known' ? readInstanceClass(name.value).edition : null;
  if (edition !== null) return known(edition, item.evidence);
  return unusable(item, 'not-returned', `${item.evidence.operation} returned no EditionType, and the class does not tell it.`);
}

function tagsClaim(item: Item): Known<Readonly<Record<string, string>>> {
  const held = item.fields['Tags'];
  if (isMissing(held) || (isRecord(held) && isMissing(held['Tag']))) return known({}, item.evidence);
  const list = listField(item, 'Tags', 'Tag');
  if (list.kind === 'unknown') return list;
  const tags = new Map<string, string>();
  for (const tag of list.value) {
    const { Key: key, Value: value } = tag.fields;
    if (typeof key !== 'string' || (typeof value !== 'string' && value !== undefined && value !== null)) {
      return unusable(item, 'malformed', `Expected Key and Value in each tag; ${item.evidence.operation} returned ${show(tag.fields)}.`);
    }
    tags.set(key, value ?? '');
  }
  return known(Object.fromEntries([...tags].toSorted(([a], [b]) => (a < b ? -1 : 1))), item.evidence);
}

/** The mode of a cloud-native instance, by its class names: one name that holds `.with.proxy.` decides. */
export function connectionModeClaim(item: Item): Known<string> {
  const modes = ['InstanceClass', 'RealInstanceClass'].map((field) => {
    const name = textField(item, field);
    return name.kind === 'known' ? readInstanceClass(name.value).connectionMode : null;
  });
  const mode = modes.includes('proxy') ? 'proxy' : modes.find((told) => told !== null);
  if (mode !== undefined && mode !== null) return known(mode, item.evidence);
  return unusable(item, 'unrecognised', `The instance class ${show(item.fields['InstanceClass'])} tells neither proxy nor direct mode.`);
}

/** What the list itself tells of the shard count: certain from the class, else the weaker ShardCount. */
export function shardClaims(item: Item): { readonly byClass: Known<number>; readonly byCount: Known<number> } {
  const name = textField(item, 'InstanceClass');
  const count = name.kind === 'known' ? readInstanceClass(name.value).shardCount : null;
  const byClass = count !== null ? known(count, item.evidence)
    : name.kind === 'unknown' ? name
    : unusable(item, 'not-returned', `The instance class ${show(name.value)} tells no shard count.`);
  const told = countField(item, 'ShardCount');
  const byCount = told.kind === 'known' && told.value === 0 ? unusable(item, 'not-returned', `${item.evidence.operation} returned ShardCount 0.`) : told;
  return { byClass, byCount };
}
