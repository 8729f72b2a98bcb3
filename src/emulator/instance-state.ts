import type { Address, EndpointState, InstanceState, TaskState, VSwitchState } from './cloud-state.ts';
import type { FleetInstance } from './fleet-file.ts';

const DEFAULT_CLASS = 'redis.logic.sharding.2g.8db.0rodb.8proxy.default';
const DOMAIN = 'redis.rds.aliyuncs.com';
const HOUR = 3_600_000;

/** The instance that a fleet describes; whatever it leaves out is that of a healthy classic cluster, as far as its class allows. */
export function toInstanceState(given: FleetInstance, vSwitches: ReadonlyMap<string, VSwitchState>, now: Date): InstanceState {
  const vSwitch = given.vSwitch === undefined ? undefined : vSwitches.get(given.vSwitch);
  const name = given.class ?? DEFAULT_CLASS;
  const deployment = given.deployment ?? (isCloudNativeClass(name) ? 'cloud-native' : 'classic');
  const network = given.network ?? 'VPC';
  const region = given.region ?? vSwitch?.region ?? 'cn-hangzhou';
  const engineVersion = given.engineVersion ?? '5.0';
  const latestMinor = given.latestMinor ?? true;
  const latestMinorVersion = given.latestMinorVersion ?? latestMinorOf(engineVersion);
  const architecture = given.architecture ?? architectureOf(name);
  const connectionMode = deployment === 'classic' ? null : (given.connectionMode ?? (name.includes('.with.proxy.') ? 'proxy' : 'direct'));
  return {
    ...plainFields(given),
    region,
    zone: given.zone ?? vSwitch?.zone ?? `${region}-h`,
    class: name,
    architecture,
    deployment,
    connectionMode,
    edition: given.edition ?? (/^tair\.|\.amber\./.test(name) ? 'Enterprise' : 'Community'),
    engineVersion,
    shards: given.shards ?? (architecture === 'cluster' ? (shardsOfClass(name) ?? 2) : 1),
    network,
    vpc: given.vpc ?? (network === 'VPC' ? (vSwitch?.vpc ?? '') : ''),
    vSwitch: given.vSwitch ?? '',
    latestMinor,
    minorVersion: given.minorVersion ?? (latestMinor ? latestMinorVersion : `redis-${engineVersion}_0.5.0`),
    latestMinorVersion,
    endpoints: endpointsOf(given, network, connectionMode),
    tasks: (given.tasks ?? []).map((task, index) => toTask(task, `t-${given.id}-${index + 1}`, now)),
    computingType: given.computingType ?? (deployment === 'classic' ? 'Machine' : 'Ecs'),
  };
}

/** The minor version that is the latest of an engine version, where a fleet names none. */
export function latestMinorOf(engineVersion: string): string {
  return `redis-${engineVersion}_0.5.4`;
}

/** The host name that a prefix gets; the instance id with "-direct" where the caller names none, as the id itself is the proxy's. */
export function directHost(instanceId: string, prefix: string | null): string {
  return `${prefix ?? `${instanceId}-direct`}.${DOMAIN}`;
}

/** Shards by a class name, by the vendor's naming alone: "8db", or the sizes of the old sharding classes. Null where it tells nothing. */
export function shardsOfClass(name: string): number | null {
  const counted = /\.(\d+)db\./.exec(name);
  if (counted?.[1] !== undefined) return Number(counted[1]);
  const sized = /^redis\.sharding\.(\w+)\.default$/.exec(name);
  const sizes: Readonly<Record<string, number>> = { small: 8, mid: 8, large: 8, '2xlarge': 16, '4xlarge': 16, '8xlarge': 32 };
  return sized?.[1] === undefined ? null : (sizes[sized[1]] ?? null);
}

type Derived = 'region' | 'zone' | 'class' | 'architecture' | 'deployment' | 'connectionMode' | 'edition' | 'engineVersion' | 'shards'
  | 'network' | 'vpc' | 'vSwitch' | 'latestMinor' | 'minorVersion' | 'latestMinorVersion' | 'endpoints' | 'tasks' | 'computingType';

function plainFields(given: FleetInstance): Omit<InstanceState, Derived> {
  return {
    id: given.id,
    name: given.name ?? given.id,
    engine: given.engine ?? 'redis',
    status: given.status ?? 'Normal',
    ssl: given.ssl ?? 'off',
    dataPlane: given.dataPlane === undefined ? null : { direct: given.dataPlane.direct, proxy: given.dataPlane.proxy ?? null },
    maintenance: (given.maintenance ?? []).map((one) => ({ type: one.type, switchTime: one.switchTime, status: one.status ?? 3 })),
    connections: given.connections ?? null,
    whitelist: [...(given.whitelist ?? ['10.0.0.0/8'])],
    tags: { ...given.tags },
    orderCompleted: given.orderCompleted ?? true,
    renewalChangeBooked: given.renewalChangeBooked ?? false,
    globalInstance: given.globalInstance ?? '',
    resourceGroup: given.resourceGroup ?? 'rg-default',
    chargeType: given.chargeType ?? 'PostPaid',
    expiresAt: given.expiresAt ?? null,
    passwordFree: given.passwordFree ?? false,
    maintainStart: given.maintainStart ?? '18:00Z',
    maintainEnd: given.maintainEnd ?? '22:00Z',
    raw: given.raw ?? {},
  };
}

function isCloudNativeClass(name: string): boolean {
  return name.startsWith('tair.') || name.endsWith('.ce');
}

function architectureOf(name: string): string {
  if (/splitrw|\.[1-9]\d*rodb\./.test(name)) return 'rwsplit';
  if (/\.master\.|\.drredissdb/.test(name)) return 'standard';
  return 'cluster';
}

function endpointsOf(given: FleetInstance, network: 'VPC' | 'CLASSIC', connectionMode: 'proxy' | 'direct' | null): EndpointState[] {
  const here = network === 'VPC' ? 'private' : 'classic';
  const born = [{ connectionString: `${given.id}.${DOMAIN}`, direct: connectionMode === 'direct' }];
  const endpoints = (given.endpoints ?? born).map((one: NonNullable<FleetInstance['endpoints']>[number]): EndpointState => ({
    connectionString: one.connectionString,
    port: one.port ?? 6379,
    type: one.type ?? here,
    direct: one.direct ?? false,
  }));
  const direct = given.directEndpoint;
  if (direct !== undefined) {
    endpoints.push({ connectionString: directHost(given.id, direct.prefix ?? null), port: direct.port ?? 6379, type: 'private', direct: true });
  }
  return endpoints;
}

/** Where an endpoint is told to be: at the Redis that stands behind it, else at its own name. */
export function toldAddress({ dataPlane }: InstanceState, endpoint: EndpointState): Address {
  const behind = endpoint.direct ? dataPlane?.direct : endpoint.type === 'public' ? null : dataPlane?.proxy;
  return behind ?? { host: endpoint.connectionString, port: endpoint.port };
}

function toTask(given: NonNullable<FleetInstance['tasks']>[number], id: string, now: Date): TaskState {
  const startedAt = given.startedAt ?? toIsoSeconds(now.getTime() - HOUR);
  const ended = ['Succeed', 'Failed', 'Canceled'].includes(given.status);
  return { id: given.id ?? id, type: given.type, status: given.status, startedAt, endedAt: ended ? startedAt : null };
}

/** UTC ISO to the second, as the service writes times. */
export function toIsoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
