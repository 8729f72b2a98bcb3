import type { Known } from './known.ts';

/**
 * The types a fact may have. `timestamp` is an ISO string in results and a CEL timestamp in expressions;
 * `list` holds strings, `list-of` holds flat objects with the given fields; `map` is string to string.
 */
export type FactShape =
  | { readonly kind: 'string' | 'int' | 'bool' | 'timestamp' | 'list' | 'map' }
  | { readonly kind: 'list-of'; readonly fields: Readonly<Record<string, 'string' | 'int' | 'bool'>> };

/** A value a fact can hold, as plain JSON. */
export type FactValue =
  | string | number | boolean
  | readonly string[]
  | readonly Readonly<Record<string, string | number | boolean>>[]
  | Readonly<Record<string, string>>;

const string = { kind: 'string' } as const;
const int = { kind: 'int' } as const;
const bool = { kind: 'bool' } as const;
const timestamp = { kind: 'timestamp' } as const;
const list = { kind: 'list' } as const;
const map = { kind: 'map' } as const;

/** The dictionary: every fact that a rule may name, with its shape. `x.` facts come from the user's own files. */
export const FACTS = {
  'instance.exists': bool,
  'instance.id': string,
  'instance.name': string,
  'instance.accountId': string,
  'instance.region': string,
  'instance.zone': string,
  'instance.status': string,
  'instance.architecture': string,
  'instance.deployment': string,
  'instance.connectionMode': string,
  'instance.edition': string,
  'instance.engine': string,
  'instance.engineVersion': string,
  'instance.instanceClass': string,
  'instance.networkType': string,
  'instance.vpcId': string,
  'instance.vSwitchId': string,
  'instance.shardCount': int,
  'instance.chargeType': string,
  'instance.expiresAt': timestamp,
  'instance.resourceGroupId': string,
  'instance.globalInstanceId': string,
  'instance.orderInProgress': bool,
  'instance.renewalChangeBooked': bool,
  'instance.passwordFree': bool,
  'instance.maintainStartTime': string,
  'instance.maintainEndTime': string,
  'instance.tags': map,
  'version.minor': string,
  'version.latestMinor': string,
  'version.isLatestMinor': bool,
  'version.canUpgradeMajor': bool,
  'ssl.enabled': bool,
  'network.hasDirectEndpoint': bool,
  'network.hasPublicEndpoint': bool,
  'network.endpoints': { kind: 'list-of', fields: { connectionString: 'string', port: 'int', type: 'string', direct: 'bool' } },
  'vswitch.id': string,
  'vswitch.zone': string,
  'vswitch.status': string,
  'vswitch.cidr': string,
  'vswitch.availableAddresses': int,
  'vswitch.ownedByAnotherAccount': bool,
  'vswitch.alternatives': { kind: 'list-of', fields: { id: 'string', zone: 'string', availableAddresses: 'int' } },
  'tasks.active': { kind: 'list-of', fields: { id: 'string', type: 'string', status: 'string' } },
  'tasks.maintenance': { kind: 'list-of', fields: { type: 'string', switchTime: 'string', status: 'string' } },
  'load.connections': int,
  'load.connectionsPerShardLimit': int,
  'access.whitelist': list,
  'account.prefixesSeen': list,
  'account.previewAccess': string,
  'request.hasPrefix': bool,
  'request.previewAttested': bool,
  'request.prefix': string,
  'request.port': int,
  'request.now': timestamp,
} as const satisfies Record<string, FactShape>;

/** The name of a fact of the user's own: `x.` and one word. */
export const OWN_FACT_NAME = /^x\.[A-Za-z_][A-Za-z0-9_]*$/;

export type BuiltInFactName = keyof typeof FACTS;
/** The name of any fact: one of the dictionary, or one of the user's own. */
export type FactName = BuiltInFactName | `x.${string}`;

/** The facts of one instance. A name that is absent was not asked for. */
export type FactSet = ReadonlyMap<FactName, Known<FactValue>>;
