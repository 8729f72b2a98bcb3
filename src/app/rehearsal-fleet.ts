import type { FleetFile, FleetInstance, FleetVSwitch } from '../emulator/fleet-file.ts';
import type { BuiltInFactName, FactValue } from '../model/facts.ts';
import { compareText, groupBy } from '../model/group-by.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import type { AssumedFact } from '../model/rehearsal.ts';

export interface RehearsalFleet {
  readonly fleet: FleetFile;
  /** What decides whether the service accepts and the plan does not record, by fact name. */
  readonly assumed: readonly AssumedFact[];
  readonly notEmulated: readonly string[];
}

/**
 * The fleet that a plan was made for, as far as its entries record it: the vSwitches have what the ledger says was free, and
 * what is not recorded takes a value that fits what is. Accepted changes take `settle` seconds.
 */
export function toRehearsalFleet(plan: Pick<Plan, 'entries' | 'ledger'>, settle: number): RehearsalFleet {
  const assumed = new Assumptions();
  const vpcs = new Map(plan.entries.flatMap((entry) => {
    const vpc = recordedOf<string>(entry, 'instance.vpcId');
    return vpc === undefined ? [] : [[entry.vSwitchId, vpc] as const];
  }));
  const vpcOf: VpcOf = (vSwitchId) => vpcs.get(vSwitchId) ?? `vpc-of-${vSwitchId}`;
  const instances = plan.entries.map((entry) => toInstance(entry, assumed, vpcOf));
  const account = plan.entries[0]?.accountId;
  const names = plan.entries.flatMap((entry) => Object.keys(entry.facts));
  return {
    fleet: {
      ...(account === null || account === undefined ? {} : { account: { id: account } }),
      vSwitches: toVSwitches(plan, assumed, vpcOf),
      instances,
      settings: { settle },
    },
    assumed: assumed.list(),
    notEmulated: [...new Set(names)].filter((name) => !EMULATED.has(name) && !name.startsWith('x.')).toSorted(), // x. facts come from --facts
  };
}

/** The VPC of a vSwitch: as recorded for any entry on it, else one that is made up. */
type VpcOf = (vSwitchId: string) => string;

/** Facts that an emulated instance shows as they are recorded. */
const EMULATED: ReadonlySet<string> = new Set<BuiltInFactName>([
  'instance.exists', 'instance.id', 'instance.name', 'instance.accountId', 'instance.region', 'instance.zone', 'instance.status', 'instance.architecture',
  'instance.deployment', 'instance.edition', 'instance.engine', 'instance.engineVersion', 'instance.instanceClass', 'instance.networkType', 'instance.vpcId',
  'instance.vSwitchId', 'instance.shardCount', 'instance.chargeType', 'instance.expiresAt', 'instance.resourceGroupId', 'instance.globalInstanceId',
  'instance.orderInProgress', 'instance.renewalChangeBooked', 'instance.passwordFree', 'instance.maintainStartTime', 'instance.maintainEndTime', 'instance.tags',
  'version.minor', 'version.latestMinor', 'version.isLatestMinor', 'version.canUpgradeMajor', 'ssl.enabled', 'network.hasDirectEndpoint',
  'network.hasPublicEndpoint', 'network.endpoints', 'vswitch.id', 'vswitch.zone', 'vswitch.status', 'vswitch.cidr', 'vswitch.ownedByAnotherAccount',
  'tasks.active', 'tasks.maintenance', 'load.connections', 'load.connectionsPerShardLimit', 'access.whitelist', 'account.previewAccess',
]);

/** What was taken where nothing is recorded. */
class Assumptions {
  readonly #taken = new Map<string, Map<string, string>>();

  /** The recorded value; where there is none the other one, which is noted. */
  take<T extends FactValue>(entry: PlanEntry, fact: BuiltInFactName, otherwise: T): T {
    const recorded = recordedOf<T>(entry, fact);
    if (recorded !== undefined) return recorded;
    const shown = Array.isArray(otherwise) && otherwise.length === 0 ? 'none' : String(otherwise);
    const taken = this.#taken.get(fact) ?? new Map<string, string>();
    this.#taken.set(fact, taken.set(`${entry.region} ${entry.instanceId}`, shown));
    return otherwise;
  }

  list(): AssumedFact[] {
    return [...this.#taken].toSorted(([a], [b]) => compareText(a, b))
      .map(([fact, taken]) => ({ fact, values: [...new Set(taken.values())].toSorted(), entries: taken.size }));
  }
}

/** A plan file is checked by its digests: what it records has the shape of the dictionary. */
function recordedOf<T extends FactValue>(entry: PlanEntry, fact: BuiltInFactName): T | undefined {
  return Object.hasOwn(entry.facts, fact) ? entry.facts[fact] as T : undefined;
}

function toInstance(entry: PlanEntry, assumed: Assumptions, vpcOf: VpcOf): FleetInstance {
  const shards = Math.max(1, entry.addressesNeeded - 1);
  const edition = assumed.take<string>(entry, 'instance.edition', 'Community');
  const network = assumed.take<string>(entry, 'instance.networkType', 'VPC');
  return {
    ...plainFields(entry),
    id: entry.instanceId,
    region: entry.region,
    vSwitch: entry.vSwitchId,
    shards,
    edition,
    class: assumed.take(entry, 'instance.instanceClass', classFor(edition, shards)),
    architecture: assumed.take<string>(entry, 'instance.architecture', 'cluster'),
    deployment: assumed.take<string>(entry, 'instance.deployment', 'classic') === 'cloud-native' ? 'cloud-native' : 'classic',
    engine: assumed.take<string>(entry, 'instance.engine', 'redis') === 'memcache' ? 'memcache' : 'redis',
    engineVersion: assumed.take<string>(entry, 'instance.engineVersion', '5.0'),
    status: assumed.take<string>(entry, 'instance.status', 'Normal'),
    network: network === 'CLASSIC' ? 'CLASSIC' : 'VPC',
    vpc: assumed.take(entry, 'instance.vpcId', vpcOf(entry.vSwitchId)),
    ssl: assumed.take<boolean>(entry, 'ssl.enabled', false) ? 'on' : 'off',
    latestMinor: assumed.take<boolean>(entry, 'version.isLatestMinor', true),
    orderCompleted: !assumed.take<boolean>(entry, 'instance.orderInProgress', false),
    tasks: assumed.take<readonly Row[]>(entry, 'tasks.active', []).map((task) => ({ id: String(task['id']), type: String(task['type']), status: String(task['status']) })),
    ...endpointFields(entry, assumed.take<boolean>(entry, 'network.hasDirectEndpoint', false)),
  };
}

/** Fields, each of which may be missing. */
type Told<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

function withoutMissing<T>(told: Told<T>): Partial<T> {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<T>;
}

type Row = Readonly<Record<string, string | number | boolean>>;

/** A class of the vendor's naming that tells this many shards. */
function classFor(edition: string, shards: number): string {
  return edition === 'Enterprise' ? `redis.amber.logic.sharding.1g.${shards}db.0rodb.${shards}proxy.multithread` : `redis.logic.sharding.1g.${shards}db.0rodb.${shards}proxy.default`;
}

/** What decides nothing for the service, but may be looked at by a rule: taken where it is recorded. */
function plainFields(entry: PlanEntry): Partial<FleetInstance> {
  const charge = recordedOf<string>(entry, 'instance.chargeType');
  const upgradable = recordedOf<boolean>(entry, 'version.canUpgradeMajor');
  const told: Told<FleetInstance> = {
    name: recordedOf<string>(entry, 'instance.name') ?? entry.name ?? undefined,
    zone: recordedOf<string>(entry, 'instance.zone'),
    chargeType: charge === 'PostPaid' || charge === 'PrePaid' ? charge : undefined,
    expiresAt: recordedOf<string>(entry, 'instance.expiresAt'),
    resourceGroup: recordedOf<string>(entry, 'instance.resourceGroupId'),
    globalInstance: recordedOf<string>(entry, 'instance.globalInstanceId'),
    renewalChangeBooked: recordedOf<boolean>(entry, 'instance.renewalChangeBooked'),
    passwordFree: recordedOf<boolean>(entry, 'instance.passwordFree'),
    maintainStart: recordedOf<string>(entry, 'instance.maintainStartTime'),
    maintainEnd: recordedOf<string>(entry, 'instance.maintainEndTime'),
    tags: recordedOf<Record<string, string>>(entry, 'instance.tags'),
    minorVersion: recordedOf<string>(entry, 'version.minor'),
    latestMinorVersion: recordedOf<string>(entry, 'version.latestMinor'),
    connections: recordedOf<number>(entry, 'load.connections'),
    maintenance: recordedOf<readonly Row[]>(entry, 'tasks.maintenance')?.map(toMaintenance).filter((one) => one !== null),
    whitelist: recordedOf<string[]>(entry, 'access.whitelist'),
    raw: upgradable === undefined ? undefined : { DescribeEngineVersion: { EnableUpgradeMajorVersion: upgradable } },
  };
  return withoutMissing(told);
}

/** Maintenance as the emulator takes it: 3 is pending, 4 is running. What tells no time cannot be shown. */
function toMaintenance(row: Row): NonNullable<FleetInstance['maintenance']>[number] | null {
  const switchTime = String(row['switchTime']);
  return Number.isNaN(Date.parse(switchTime)) ? null : { type: String(row['type']), switchTime, status: row['status'] === 'Running' ? 4 : 3 };
}

const ENDPOINT_TYPES: Readonly<Record<string, 'private' | 'public' | 'classic'>> = { Private: 'private', Public: 'public', Inner: 'classic' };

/** The recorded endpoints; else the one that every instance is born with, and those that are recorded to exist. */
function endpointFields(entry: PlanEntry, hasDirect: boolean): Pick<FleetInstance, 'endpoints' | 'directEndpoint'> {
  const recorded = recordedOf<readonly Row[]>(entry, 'network.endpoints');
  if (recorded !== undefined) {
    return { endpoints: recorded.map((row) => ({ connectionString: String(row['connectionString']), port: Number(row['port']), type: ENDPOINT_TYPES[String(row['type'])], direct: row['direct'] === true })) };
  }
  const born = { connectionString: `${entry.instanceId}.redis.rds.aliyuncs.com` };
  return {
    ...(recordedOf<boolean>(entry, 'network.hasPublicEndpoint') === true ? { endpoints: [born, { connectionString: `${entry.instanceId}-pub.redis.rds.aliyuncs.com`, type: 'public' as const }] } : {}),
    ...(hasDirect ? { directEndpoint: {} } : {}),
  };
}

/** Any but ours: whose it is decides nothing. */
const OTHER_ACCOUNT = '1';

/** The vSwitches of the entries, each with what was free when the plan was made. */
function toVSwitches({ entries, ledger }: Pick<Plan, 'entries' | 'ledger'>, assumed: Assumptions, vpcOf: VpcOf): FleetVSwitch[] {
  return [...groupBy(entries, (entry) => `${entry.region} ${entry.vSwitchId}`).values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const row = ledger.find((one) => one.region === first.region && one.vSwitchId === first.vSwitchId);
    const told: Told<FleetVSwitch> = {
      zone: recordedOf<string>(first, 'vswitch.zone') ?? recordedOf<string>(first, 'instance.zone'),
      cidr: recordedOf<string>(first, 'vswitch.cidr'),
      owner: recordedOf<boolean>(first, 'vswitch.ownedByAnotherAccount') === true ? OTHER_ACCOUNT : undefined,
    };
    const statuses = members.map((member) => assumed.take<string>(member, 'vswitch.status', 'Available'));
    return [{
      ...withoutMissing(told),
      id: first.vSwitchId,
      region: first.region,
      vpc: vpcOf(first.vSwitchId),
      status: statuses[0] ?? 'Available',
      available: Math.max(0, row?.available ?? 0),
    }];
  });
}
