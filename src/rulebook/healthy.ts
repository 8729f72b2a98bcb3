import { stringify } from 'yaml';

import type { BuiltInFactName, FactName, FactSet, FactValue } from '../model/facts.ts';
import { known, unknown } from '../model/known.ts';

const READ_AT = '2026-11-24T00:00:00Z';

/** The value of every fact of the healthy instance; null where it is not asked for: there is nothing to ask, or nobody wanted it. */
const VALUES = {
  'instance.exists': true,
  'instance.id': 'r-healthy0000000001',
  'instance.name': 'healthy',
  'instance.accountId': '1234567890123456',
  'instance.region': 'cn-hangzhou',
  'instance.zone': 'cn-hangzhou-h',
  'instance.status': 'Normal',
  'instance.architecture': 'cluster',
  'instance.deployment': 'classic',
  'instance.connectionMode': null,
  'instance.edition': 'Community',
  'instance.engine': 'redis',
  'instance.engineVersion': '5.0',
  'instance.instanceClass': 'redis.logic.sharding.2g.8db.0rodb.8proxy.default',
  'instance.networkType': 'VPC',
  'instance.vpcId': 'vpc-healthy00000000001',
  'instance.vSwitchId': 'vsw-healthy00000000001',
  'instance.shardCount': 8,
  'instance.chargeType': 'PostPaid',
  'instance.expiresAt': '2027-11-24T00:00:00Z',
  'instance.resourceGroupId': 'rg-healthy00000001',
  'instance.globalInstanceId': '',
  'instance.orderInProgress': false,
  'instance.renewalChangeBooked': false,
  'instance.passwordFree': false,
  'instance.maintainStartTime': '18:00Z',
  'instance.maintainEndTime': '22:00Z',
  'instance.tags': { team: 'cache' },
  'version.minor': 'redis-5.0_0.5.0',
  'version.latestMinor': 'redis-5.0_0.5.0',
  'version.isLatestMinor': true,
  'version.canUpgradeMajor': false,
  'ssl.enabled': false,
  'network.hasDirectEndpoint': false,
  'network.hasPublicEndpoint': false,
  'network.endpoints': [{ connectionString: 'r-healthy0000000001.redis.rds.aliyuncs.com', port: 6379, type: 'Private', direct: false }],
  'vswitch.id': 'vsw-healthy00000000001',
  'vswitch.zone': 'cn-hangzhou-h',
  'vswitch.status': 'Available',
  'vswitch.cidr': '10.0.0.0/24',
  'vswitch.availableAddresses': 240,
  'vswitch.ownedByAnotherAccount': false,
  'vswitch.alternatives': [],
  'tasks.active': [],
  'tasks.maintenance': [],
  'load.connections': 1200,
  'load.connectionsPerShardLimit': 10000,
  'access.whitelist': ['10.0.0.0/8'],
  'account.prefixesSeen': ['r-healthy0000000001'],
  'account.previewAccess': null,
  'request.hasPrefix': false,
  'request.prefix': null,
  'request.port': 6379,
  'request.now': READ_AT,
  'request.previewAttested': false,
} as const satisfies Record<BuiltInFactName, FactValue | null>;

/**
 * The one published healthy instance, over which the examples of rules are laid: a classic cluster of the
 * Community Edition 5.0 with eight shards in a VPC, of which nothing keeps it from a direct endpoint.
 */
export const HEALTHY: FactSet = new Map(Object.entries(VALUES).map(([name, value]) => [toFactName(name),
  value === null
    ? unknown('not-asked', `Fact ${name} was not asked for.`)
    : known<FactValue>(value, { operation: 'example', requestId: null, readAt: READ_AT })]));

/** The healthy instance as YAML, fact by fact, in the form that `given` takes. */
export function healthyToYaml(): string {
  return stringify(Object.fromEntries(Object.entries(VALUES).map(([name, value]) => [name, value ?? { unknown: 'not-asked' }])), { lineWidth: 0 });
}

function toFactName(name: string): FactName {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the keys of VALUES are fact names by its type
  return name as FactName;
}
