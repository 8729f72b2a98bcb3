import type { FleetFile, RawOverrides } from './fleet-file.ts';
import { toInstanceState } from './instance-state.ts';

export interface EndpointState {
  connectionString: string;
  port: number;
  type: 'private' | 'public' | 'classic';
  direct: boolean;
  /** When a retained classic endpoint is to go, milliseconds since the epoch; absent: it stays. */
  expires?: number;
}

export interface Address {
  host: string;
  port: number;
}

export interface TaskState {
  id: string;
  type: string;
  status: string;
  /** UTC ISO, to the second. */
  startedAt: string;
  endedAt: string | null;
}

/** An instance as the cloud knows it: may be changed by the service itself and by tests. */
export interface InstanceState {
  id: string;
  name: string;
  region: string;
  zone: string;
  class: string;
  architecture: string;
  deployment: 'classic' | 'cloud-native';
  connectionMode: 'proxy' | 'direct' | null;
  edition: string;
  engine: 'redis' | 'memcache';
  engineVersion: string;
  /** Master shards; 1 for an instance that is not a cluster. */
  shards: number;
  status: string;
  network: 'VPC' | 'CLASSIC';
  vpc: string;
  vSwitch: string;
  ssl: 'on' | 'off' | 'unsupported';
  latestMinor: boolean;
  minorVersion: string;
  latestMinorVersion: string;
  endpoints: EndpointState[];
  /** Addresses that are told in the place of the endpoints' own; null where those are told. */
  dataPlane: { direct: Address; proxy: Address | null } | null;
  tasks: TaskState[];
  maintenance: { type: string; switchTime: string; status: number }[];
  /** Peak of a day; null: the monitoring has no such metric. */
  connections: number | null;
  whitelist: string[];
  tags: Record<string, string>;
  orderCompleted: boolean;
  renewalChangeBooked: boolean;
  /** Null: not told. */
  computingType: string | null;
  globalInstance: string;
  resourceGroup: string;
  chargeType: 'PostPaid' | 'PrePaid';
  expiresAt: string | null;
  passwordFree: boolean;
  maintainStart: string;
  maintainEnd: string;
  raw: RawOverrides;
}

export interface VSwitchState {
  id: string;
  vpc: string;
  zone: string;
  region: string;
  cidr: string;
  available: number;
  status: string;
  shareType: string;
  owner: string;
  visible: boolean;
  raw: RawOverrides;
}

export interface RegionState {
  id: string;
  endpoint: string;
  zones: string[];
  service: boolean;
}

export interface KeyState {
  id: string;
  secret: string;
  securityToken: string | null;
  /** RAM actions; null: all. */
  allow: readonly string[] | null;
  /** Of temporary keys: when they end, milliseconds since the epoch; null: never. */
  expiresAt: number | null;
  /** Whose temporary keys these are; null: a user's own. */
  role: { name: string; session: string } | null;
}

export interface RoleState {
  name: string;
  allow: readonly string[] | null;
}

export interface Settings {
  settle: number;
  waitForMaintenance: boolean;
  failAfterAccept: string[];
  accessRules: { deny: string; instance?: string | undefined; key?: string | undefined }[];
  refuseOldMinor: boolean;
  previewGranted: boolean;
  regionalHosts: boolean;
  takenPrefixes: string[];
}

/** What an accepted change does once it takes place. */
export type Effect =
  | { readonly kind: 'allocate' | 'release'; readonly connectionString: string; readonly port: number; readonly vSwitchId: string; readonly addresses: number }
  /** The proxy's endpoint takes one address of the new vSwitch. `retained`: when the classic endpoint is to go, milliseconds since the epoch; null: at once. */
  | { readonly kind: 'switch-network'; readonly vpc: string; readonly vSwitchId: string; readonly addresses: number; readonly retained: number | null }
  | { readonly kind: 'ssl'; readonly ssl: 'on' | 'off' }
  | { readonly kind: 'minor-version' }
  | { readonly kind: 'major-version'; readonly version: string };

/** An accepted change of an instance that has not taken place yet. Times are milliseconds since the epoch. */
export interface PendingChange {
  readonly instanceId: string;
  readonly taskId: string;
  /** When it is begun: at once, or with the maintenance window. */
  readonly begins: number;
  readonly due: number;
  readonly fails: boolean;
  readonly effect: Effect;
}

/** The whole emulated cloud. After changing it by hand call `reindex`. */
export interface CloudState {
  /** `roles` null: whichever role is asked for is there. */
  account: { id: string; keys: Map<string, KeyState>; roles: Map<string, RoleState> | null };
  regions: Map<string, RegionState>;
  instances: Map<string, InstanceState>;
  vSwitches: Map<string, VSwitchState>;
  settings: Settings;
  pending: PendingChange[];
  /** vSwitches that were created and are not available yet. */
  coming: { vSwitchId: string; due: number }[];
  /** How many tasks the service has begun by itself. */
  tasksBegun: number;
  readonly index: StateIndex;
}

/** What is looked up instead of searched; rebuilt by `reindex`. */
export interface StateIndex {
  instancesByRegion: Map<string, InstanceState[]>;
  vSwitchesByRegion: Map<string, VSwitchState[]>;
  vSwitchesByVpc: Map<string, VSwitchState[]>;
  /** Prefixes of all connection strings in the cloud, in lower case. */
  prefixes: Set<string>;
}

/** The key pair of a fleet that names none. It opens the emulator and nothing else. */
export const DEFAULT_KEY = { id: 'emulator', secret: 'emulator-secret' } as const;
const DEFAULT_ACCOUNT = '1234567890123456';

/** Builds the cloud from a fleet; what the fleet leaves out is filled in so that an instance is healthy. */
export function makeCloudState(fleet: FleetFile, now: Date): CloudState {
  const accountId = fleet.account?.id ?? DEFAULT_ACCOUNT;
  const vSwitches = new Map((fleet.vSwitches ?? []).map((one) => [one.id, toVSwitchState(one, accountId)]));
  const instances = new Map((fleet.instances ?? []).map((one) => [one.id, toInstanceState(one, vSwitches, now)]));
  const keys = (fleet.account?.keys ?? [DEFAULT_KEY]).map((key): KeyState => ({ securityToken: null, allow: null, expiresAt: null, role: null, ...key }));
  const roles = fleet.account?.roles?.map((role): RoleState => ({ allow: null, ...role })) ?? null;
  const state: CloudState = {
    account: { id: accountId, keys: new Map(keys.map((key) => [key.id, key])), roles: roles && new Map(roles.map((role) => [role.name, role])) },
    regions: toRegions(fleet, instances, vSwitches),
    instances,
    vSwitches,
    settings: toSettings(fleet.settings ?? {}),
    pending: [],
    coming: [],
    tasksBegun: 0,
    index: { instancesByRegion: new Map(), vSwitchesByRegion: new Map(), vSwitchesByVpc: new Map(), prefixes: new Set() },
  };
  reindex(state);
  return state;
}

/** Brings the index up to date after instances or vSwitches were changed by hand. */
export function reindex(state: CloudState): void {
  const { index } = state;
  const vSwitches = [...state.vSwitches.values()];
  index.instancesByRegion = groupBy(state.instances.values(), (one) => one.region);
  index.vSwitchesByRegion = groupBy(vSwitches, (one) => one.region);
  index.vSwitchesByVpc = groupBy(vSwitches, (one) => one.vpc);
  index.prefixes = new Set(state.settings.takenPrefixes.map((prefix) => prefix.toLowerCase()));
  for (const instance of state.instances.values()) {
    for (const endpoint of instance.endpoints) index.prefixes.add(prefixOf(endpoint.connectionString));
  }
  for (const { effect } of state.pending) {
    if (effect.kind === 'allocate' || effect.kind === 'release') index.prefixes.add(prefixOf(effect.connectionString));
  }
}

/** The part of a host name before its first dot, in lower case: the name that must be unique in the whole cloud. */
export function prefixOf(connectionString: string): string {
  return (connectionString.split('.')[0] ?? '').toLowerCase();
}

function groupBy<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function toSettings(given: NonNullable<FleetFile['settings']>): Settings {
  return {
    settle: given.settle ?? 1,
    waitForMaintenance: given.waitForMaintenance ?? false,
    failAfterAccept: given.failAfterAccept ?? [],
    accessRules: given.accessRules ?? [],
    refuseOldMinor: given.refuseOldMinor ?? true,
    previewGranted: given.previewGranted ?? true,
    regionalHosts: given.regionalHosts ?? false,
    takenPrefixes: given.takenPrefixes ?? [],
  };
}

function toVSwitchState(given: NonNullable<FleetFile['vSwitches']>[number], accountId: string): VSwitchState {
  const owner = given.owner ?? accountId;
  return {
    id: given.id,
    vpc: given.vpc,
    zone: given.zone ?? `${given.region}-h`,
    region: given.region,
    cidr: given.cidr ?? '10.0.0.0/24',
    available: given.available,
    status: given.status ?? 'Available',
    shareType: given.shareType ?? (owner === accountId ? '' : 'Shared'),
    owner,
    visible: given.visible ?? true,
    raw: given.raw ?? {},
  };
}

function toRegions(fleet: FleetFile, instances: CloudState['instances'], vSwitches: CloudState['vSwitches']): Map<string, RegionState> {
  const used = [...new Set([...vSwitches.values(), ...instances.values()].map((one) => one.region))];
  const given = fleet.regions ?? used.map((id) => ({ id }));
  return new Map(given.map((one: NonNullable<FleetFile['regions']>[number]) => [one.id, {
    id: one.id,
    endpoint: one.endpoint ?? `r-kvstore.${one.id}.aliyuncs.com`,
    zones: one.zones ?? [`${one.id}-h`],
    service: one.service ?? true,
  }]));
}
