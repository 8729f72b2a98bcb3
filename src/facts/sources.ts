import { FACTS } from '../model/facts.ts';
import type { BuiltInFactName, FactName } from '../model/facts.ts';
import type { Demand, SingleRead } from './readings.ts';

const LIST_FACTS = [
  'instance.name', 'instance.zone', 'instance.status', 'instance.architecture', 'instance.deployment', 'instance.engine',
  'instance.engineVersion', 'instance.instanceClass', 'instance.networkType', 'instance.vpcId', 'instance.vSwitchId', 'instance.chargeType',
  'instance.expiresAt', 'instance.resourceGroupId', 'instance.globalInstanceId', 'instance.renewalChangeBooked', 'instance.tags', 'instance.edition',
] as const satisfies readonly BuiltInFactName[];

export const VSWITCH_FACTS = [
  'vswitch.id', 'vswitch.zone', 'vswitch.status', 'vswitch.cidr', 'vswitch.availableAddresses', 'vswitch.ownedByAnotherAccount',
] as const satisfies readonly BuiltInFactName[];

/** The facts that each single read brings, also as unknown when it fails. */
export const PROVIDES: Readonly<Record<SingleRead, readonly BuiltInFactName[]>> = {
  DescribeInstanceAttribute: [...LIST_FACTS, 'instance.orderInProgress', 'instance.passwordFree', 'instance.maintainStartTime', 'instance.maintainEndTime'],
  DescribeInstanceSSL: ['ssl.enabled'],
  DescribeDBInstanceNetInfo: ['instance.networkType', 'network.hasDirectEndpoint', 'network.hasPublicEndpoint', 'network.endpoints'],
  DescribeEngineVersion: ['instance.engine', 'instance.engineVersion', 'version.minor', 'version.latestMinor', 'version.isLatestMinor', 'version.canUpgradeMajor'],
  DescribeLogicInstanceTopology: ['instance.shardCount'],
  DescribeSecurityIps: ['access.whitelist'],
  DescribeHistoryMonitorValues: ['load.connections'],
};

/** What a fact rests on: `always` is asked whenever a rule needs the fact, `healing` only where the list left it open. */
export interface FactSources {
  readonly always: readonly Demand[];
  readonly healing: readonly Demand[];
}

const DETAIL: Partial<Record<BuiltInFactName, readonly Demand[]>> = {
  'instance.orderInProgress': ['DescribeInstanceAttribute'],
  'instance.passwordFree': ['DescribeInstanceAttribute'],
  'instance.maintainStartTime': ['DescribeInstanceAttribute'],
  'instance.maintainEndTime': ['DescribeInstanceAttribute'],
  'version.minor': ['DescribeEngineVersion'],
  'version.latestMinor': ['DescribeEngineVersion'],
  'version.isLatestMinor': ['DescribeEngineVersion'],
  'version.canUpgradeMajor': ['DescribeEngineVersion'],
  'ssl.enabled': ['DescribeInstanceSSL', 'DescribeEngineVersion'],
  'network.hasDirectEndpoint': ['DescribeDBInstanceNetInfo'],
  'network.hasPublicEndpoint': ['DescribeDBInstanceNetInfo'],
  'network.endpoints': ['DescribeDBInstanceNetInfo'],
  'tasks.active': ['DescribeHistoryTasks'],
  'access.whitelist': ['DescribeSecurityIps'],
  'vswitch.alternatives': ['vpc'],
  'tasks.maintenance': ['DescribeActiveOperationTasks'],
  'load.connections': ['DescribeHistoryMonitorValues'],
  'instance.shardCount': ['DescribeLogicInstanceTopology'],
};

/** Facts of the list, and what follows from one of them: the edition tells how many connections a shard takes. */
const FROM_LIST: ReadonlySet<FactName> = new Set<FactName>([...LIST_FACTS, 'load.connectionsPerShardLimit']);

/** Where a fact comes from besides the list. */
export function sourcesOf(name: FactName): FactSources {
  if (!isBuiltIn(name)) return { always: [], healing: [] };
  const always = (VSWITCH_FACTS as readonly FactName[]).includes(name) ? (['vSwitch'] as const) : DETAIL[name] ?? [];
  return { always, healing: FROM_LIST.has(name) ? ['DescribeInstanceAttribute'] : [] };
}

function isBuiltIn(name: FactName): name is BuiltInFactName {
  return Object.hasOwn(FACTS, name);
}
