import type { Reader } from '../cloud/types.ts';
import type { FactName, FactValue } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import type { Fleet, Instance, Unread } from '../model/fleet.ts';
import { byPlace, groupBy } from '../model/group-by.ts';
import { known } from '../model/known.ts';
import type { Known, Unknown } from '../model/known.ts';
import type { RuleInForce } from '../model/rule.ts';
import { textOf } from '../model/value-of.ts';
import { demands } from './demand.ts';
import { hostNames } from './detail-facts.ts';
import type { Item } from './field.ts';
import { connectionsParameters } from './load-facts.ts';
import { listInstances, toItem } from './list-instances.ts';
import type { RegionList, Scope } from './list-instances.ts';
import { findMissing } from './find-missing.ts';
import { readTasks } from './read-tasks.ts';
import { readVSwitches } from './read-vswitches.ts';
import { ACCOUNT_TO_COME, SINGLE_READS } from './readings.ts';
import type { Demand, Readings, SingleRead } from './readings.ts';
import { makeSharedReads } from './shared-reads.ts';
import type { SharedReads } from './shared-reads.ts';
import { toFacts } from './to-facts.ts';

export interface LoadOptions {
  readonly reader: Reader;
  readonly regions: readonly string[];
  readonly scope: Scope;
  /** The rules decide what is asked: nothing is read that none of them looks at. */
  readonly rules: readonly RuleInForce[];
  readonly accountId: Promise<Known<string>>;
  /** Regions in scope that could not even be named. */
  readonly unreadRegions?: readonly Unread[];
  /** Facts that do not come from the cloud (request, attestation, one's own, assumptions), laid over those that do. */
  readonly overlay: (instance: { readonly instanceId: string; readonly name: string; readonly region: string | null }) => ReadonlyMap<FactName, Known<FactValue>>;
  /** Read the neighbours of every vSwitch too, to say where there is room. */
  readonly listVpcs?: boolean;
  /** Read also what the remedies of the failed rules name, where all of those can be mended in place. */
  readonly forRemedies?: boolean;
  /** Endpoint prefixes seen earlier in this run. */
  readonly prefixesSeen?: readonly string[];
  /** Why the prefixes in use could not be seen: then nobody knows whether one is taken. */
  readonly prefixesUnread?: Unknown;
  readonly now: () => Date;
  readonly onProgress?: (progress: { readonly listed: number; readonly asked: number; readonly open: number }) => void;
}

/**
 * Reads a fleet: the lists first, then round by round what the rules still need, each question once.
 * Never throws for what the cloud answers; throws a UsageError where the service does not accept our credentials at all.
 */
export async function loadFleet(options: LoadOptions): Promise<Fleet> {
  const { reader, regions, scope } = options;
  const lists = await Promise.all(regions.map((region) => listInstances(reader, region, scope)));
  assertCredentials(lists);
  const unreadRegions = options.unreadRegions ?? [];
  const readings = [...listedReadings(lists, scope), ...await findMissing(reader, lists, scope, unreadRegions)].toSorted(byPlace);
  const shared = makeSharedReads(reader);
  await askInRounds(options, readings, shared);
  const accountId = await options.accountId; // last: a slow answer holds nothing up but itself
  for (const reading of readings) reading.accountId = accountId;
  await askInRounds(options, readings, shared); // a rule may apply to this account alone
  const seen = prefixesSeen(lists, readings, options);
  const account = accountId.kind === 'known' ? accountId.value : null;
  const instances = readings.map((reading): Instance => ({ accountId: account, region: reading.region, instanceId: reading.instanceId, facts: factsOf(options, reading, seen) }));
  return {
    accountId: account,
    instances,
    unread: [...unreadRegions, ...lists.flatMap((list) => list.failure ?? [])].map((part): Unread => ({ ...part, what: { ...part.what, accountId: account } })),
    regions,
    withoutService: lists.filter((list) => list.withoutService).map((list) => list.region),
  };
}

function assertCredentials(lists: readonly RegionList[]): void {
  const faults = lists.map((list) => list.credentialsFault);
  const [first] = faults;
  if (first !== undefined && first !== null && faults.every((fault) => fault !== null)) {
    throw new UsageError(`The credentials were not accepted: ${first} Check the access key, its secret and this machine's clock.`);
  }
}

function listedReadings(lists: readonly RegionList[], scope: Scope): Readings[] {
  const byId = new Map<string, Readings>();
  for (const list of lists) {
    for (const item of list.items) {
      const instanceId = String(item.fields['InstanceId']);
      if (!isInScope(item, instanceId, scope)) continue;
      const told = item.fields['RegionId'];
      const region = typeof told === 'string' && told !== '' ? told : list.region;
      if (byId.has(instanceId) && region !== list.region) continue;
      byId.set(instanceId, { instanceId, region, accountId: ACCOUNT_TO_COME, exists: known(true, item.evidence), listed: item, singles: new Map(), tasks: null, maintenance: null, vSwitch: null });
    }
  }
  return [...byId.values()];
}

/** The service filters; what it returns all the same and is known to lie outside is left out here. */
function isInScope(item: Item, instanceId: string, scope: Scope): boolean {
  if (scope.ids.length > 0 && !scope.ids.includes(instanceId)) return false;
  const differs = (field: string, wanted: string | null): boolean => wanted !== null && typeof item.fields[field] === 'string' && item.fields[field] !== wanted;
  return !differs('VpcId', scope.vpcId) && !differs('VSwitchId', scope.vSwitchId) && !differs('ResourceGroupId', scope.resourceGroupId);
}

function factsOf(options: LoadOptions, reading: Readings, seen: Known<FactValue> | null): Map<FactName, Known<FactValue>> {
  const facts = toFacts(reading);
  if (seen !== null) facts.set('account.prefixesSeen', seen);
  const name = textOf(facts, 'instance.name') ?? '';
  for (const [fact, value] of options.overlay({ instanceId: reading.instanceId, name, region: reading.region })) facts.set(fact, value);
  return facts;
}

/** Asks until no rule needs anything that was not asked. Each question is put once, so it ends. */
async function askInRounds(options: LoadOptions, readings: readonly Readings[], shared: SharedReads): Promise<void> {
  let asked = 0;
  for (;;) {
    const seen = prefixesSeen([], readings, options);
    const open = readings.map((reading) => {
      const facts = factsOf(options, reading, seen);
      return { reading, facts, demands: [...demands(reading, facts, options.rules, options.forRemedies)] };
    }).filter((entry) => entry.demands.length > 0);
    if (open.length === 0) return;
    const count = open.reduce((sum, entry) => sum + entry.demands.length, 0);
    const done = (): void => options.onProgress?.({ listed: readings.length, asked: ++asked, open: count });
    await Promise.all([
      ...open.flatMap(({ reading, demands: wanted }) => wanted.filter(isSingle).map((operation) => askSingle(options, reading, operation).then(done))),
      ...byRegion(open.filter((entry) => entry.demands.includes('DescribeHistoryTasks'))).map(([region, entries]) => askTasks(options, region, entries.map((entry) => entry.reading)).then(done)),
      ...byRegion(open.filter((entry) => entry.demands.includes('DescribeActiveOperationTasks'))).map(([region, entries]) => askMaintenance(shared, region, entries.map((entry) => entry.reading), readings).then(done)),
      ...byVpc(open.filter((entry) => entry.demands.includes('vSwitch') || entry.demands.includes('vpc'))).map((group) => askVSwitches(options, group, shared).then(done)),
    ]);
  }
}

function isSingle(demand: Demand): demand is SingleRead {
  return (SINGLE_READS as readonly Demand[]).includes(demand);
}

async function askSingle({ reader, now }: LoadOptions, { instanceId, region, singles }: Readings, operation: SingleRead): Promise<void> {
  if (region === null) return;
  const parameters = operation === 'DescribeHistoryMonitorValues' ? connectionsParameters(instanceId, now()) : { InstanceId: instanceId };
  singles.set(operation, await reader.read(operation, region, parameters));
}

async function askTasks(options: LoadOptions, region: string, readings: readonly Readings[]): Promise<void> {
  const tasks = await readTasks(options.reader, region, readings.map((reading) => reading.instanceId), options.now());
  for (const reading of readings) reading.tasks = tasks.get(reading.instanceId) ?? null;
}

async function askMaintenance(shared: SharedReads, region: string, wanted: readonly Readings[], all: readonly Readings[]): Promise<void> {
  const [only, ...others] = all.filter((reading) => reading.region === region);
  const maintenance = await shared.maintenance(region, others.length === 0 ? only?.instanceId ?? null : null);
  for (const reading of wanted) reading.maintenance = maintenance;
}

interface Open {
  readonly reading: Readings;
  readonly facts: ReadonlyMap<FactName, Known<FactValue>>;
  readonly demands: readonly Demand[];
}

interface VpcGroup {
  readonly region: string;
  readonly vpcId: string;
  readonly members: readonly { readonly reading: Readings; readonly vSwitchId: string }[];
  /** Whether one of them wants to know its neighbours. */
  readonly listWhole: boolean;
}

function byRegion<T extends Open>(open: readonly T[]): readonly (readonly [string, readonly T[]])[] {
  return [...groupBy(open, (entry) => entry.reading.region ?? '')];
}

function byVpc(open: readonly Open[]): readonly VpcGroup[] {
  const groups = groupBy(open, (entry) => `${entry.reading.region} ${textOf(entry.facts, 'instance.vpcId')}`);
  return [...groups.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    const members = entries.map((entry) => ({ reading: entry.reading, vSwitchId: textOf(entry.facts, 'instance.vSwitchId') ?? '' }));
    return [{ region: first.reading.region ?? '', vpcId: textOf(first.facts, 'instance.vpcId') ?? '', members, listWhole: entries.some((entry) => entry.demands.includes('vpc')) }];
  });
}

async function askVSwitches(options: LoadOptions, { region, vpcId, members, listWhole }: VpcGroup, shared: SharedReads): Promise<void> {
  const unread = members.filter((member) => member.reading.vSwitch === null);
  const ids = [...new Set(unread.map((member) => member.vSwitchId))].toSorted();
  const { readings, neighbours } = await readVSwitches(options.reader, { region, vpcId, ids, listWhole: listWhole || options.listVpcs === true }, shared.vpc);
  for (const { reading, vSwitchId } of members) reading.vSwitch = reading.vSwitch === null ? readings.get(vSwitchId) ?? null : { ...reading.vSwitch, neighbours };
}

/** The first labels of all endpoints that were read: taken names, as far as we can know. */
function prefixesSeen(lists: readonly RegionList[], readings: readonly Readings[], options: Pick<LoadOptions, 'prefixesSeen' | 'prefixesUnread'>): Known<FactValue> | null {
  if (options.prefixesUnread !== undefined) return options.prefixesUnread;
  const items: Item[] = [...lists.flatMap((list) => list.items), ...readings.flatMap((reading) => (reading.listed === null ? [] : [reading.listed]))];
  const hosts = items.map((item) => item.fields['ConnectionDomain']).filter((host) => typeof host === 'string');
  let evidence = items[0]?.evidence ?? null;
  for (const reading of readings) {
    const netInfo = reading.singles.get('DescribeDBInstanceNetInfo');
    if (netInfo?.kind !== 'reply') continue;
    evidence = toItem(netInfo).evidence;
    hosts.push(...hostNames(toItem(netInfo)));
  }
  if (evidence === null) return null;
  const labels = hosts.map((host) => host.split('.', 1)[0] ?? '').filter((label) => label !== '');
  return known([...new Set([...options.prefixesSeen ?? [], ...labels])].toSorted(), evidence);
}
