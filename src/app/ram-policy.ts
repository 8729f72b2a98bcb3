import { READ_OPERATIONS } from '../cloud/types.ts';
import type { ReadOperation } from '../cloud/types.ts';
import { rulesInForce } from '../evaluate/rules-in-force.ts';
import { sourcesOf } from '../facts/sources.ts';
import type { FactName, FactSet } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import { compareText, groupBy } from '../model/group-by.ts';
import { unknown } from '../model/known.ts';
import type { MutatingOperation } from '../model/plan.ts';
import type { RamCommand, RamNeed, RamPolicy, RamPolicyDocument } from '../model/ram-policy.ts';
import type { Rule, RuleInForce } from '../model/rule.ts';
import { HEALTHY, loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';
import type { RuleOptions } from './options.ts';

export interface RamPolicyOptions extends Pick<RuleOptions, 'preset' | 'rules' | 'only' | 'skip'> {
  readonly command: RamCommand;
  /** Whether regions are found with DescribeRegions. */
  readonly allRegions: boolean;
}

const MUTATES: Readonly<Record<RamCommand, MutatingOperation | null>> = { check: null, plan: null, apply: 'AllocateDirectConnection', release: 'ReleaseDirectConnection' };

/** The least RAM policy for a command with the rules that are in force in it. Offline. Throws a UsageError for what is wrong with the rules or their choice. */
export function ramPolicy(options: RamPolicyOptions): RamPolicy {
  const { command, preset, only, skip } = options;
  if (command === 'release' && [...options.rules, ...only, ...skip].length > 0) throw new UsageError('release has rules of its own, which are not chosen: leave out --rules, --only and --skip.');
  const book = loadRuleBook({ builtIn: builtInRules(MUTATES[command] ?? 'AllocateDirectConnection'), extra: options.rules });
  const rules = rulesInForce(book, { preset, only, skip, leadsToCall: command !== 'check' });
  const needs = ramNeeds(rules, options);
  return { command, document: toDocument(needs), needs, rules };
}

/** Every operation that a command calls with these rules, with the rules that are unknown without it. */
export function ramNeeds(rules: readonly RuleInForce[], { command, allRegions }: Pick<RamPolicyOptions, 'command' | 'allRegions'>): RamNeed[] {
  const named = new Set(rules.flatMap(({ rule }) => [...rule.whenNeeds, ...rule.needs]));
  const purposes = purposesOf(command, allRegions);
  const brought = new Set([...named].flatMap((fact) => [...rolesFor(fact).keys()]));
  const reads = (Object.keys(READ_OPERATIONS) as ReadOperation[]).filter((operation) => purposes.has(operation) || brought.has(operation));
  const mutating = MUTATES[command];
  const write = mutating === null ? [] : [writeNeed(mutating)];
  return [...reads.map((operation) => readNeed(operation, rules, [...named].toSorted(), purposes.get(operation) ?? null)), ...write];
}

/** What is called whatever the rules, and why. */
function purposesOf(command: RamCommand, allRegions: boolean): ReadonlyMap<ReadOperation, string> {
  const purposes = new Map<ReadOperation, string>([
    ['DescribeInstances', 'Lists the instances in scope; without it nothing is judged.'],
    ['DescribeInstanceAttribute', 'Asks for an id that no list returns.'],
    ['GetCallerIdentity', 'Names the account; every identity may call it.'],
  ]);
  if (allRegions) purposes.set('DescribeRegions', 'Finds the regions of --all-regions; without it none is read.');
  if (command === 'check') return purposes;
  if (command === 'plan') return purposes.set('DescribeVSwitches', 'Tells where there is room for what is deferred.');
  purposes.set('DescribeInstanceAttribute', 'Asks for an id that no list returns, and sees how the change is going.');
  for (const operation of ['DescribeDBInstanceNetInfo', 'DescribeHistoryTasks'] as const) purposes.set(operation, 'Sees how the change is going, and what became of a call whose answer was lost.');
  return purposes;
}

/** What an operation is to a fact: it alone decides it, another may stand in for it, or it only confirms. */
type Role = 'decides' | 'helps' | 'confirms';

/** The operations that a fact rests on; none for the request, attestations and facts of one's own. */
function rolesFor(fact: FactName): ReadonlyMap<ReadOperation, Role> {
  if (/^(x|request)\./.test(fact) || fact === 'account.previewAccess') return new Map();
  if (fact === 'instance.accountId') return new Map([['GetCallerIdentity', 'decides']]);
  const roles = new Map<ReadOperation, Role>([['DescribeInstances', 'decides']]);
  if (fact === 'instance.exists') roles.set('DescribeInstanceAttribute', 'helps');
  const { always, healing } = sourcesOf(fact);
  for (const demand of healing) if (demand !== 'vSwitch' && demand !== 'vpc') roles.set(demand, 'helps');
  for (const demand of always) {
    if (demand === 'vpc') roles.set('DescribeVSwitches', 'decides');
    else if (demand !== 'vSwitch') roles.set(demand, roleOf(fact, demand));
    else for (const operation of ['DescribeVSwitches', 'DescribeVSwitchAttributes'] as const) roles.set(operation, 'helps');
  }
  return roles;
}

/** The class name tells the shards of most instances; DescribeEngineVersion can only contradict what DescribeInstanceSSL says (contract, facts). */
function roleOf(fact: FactName, operation: ReadOperation): Role {
  if (fact === 'instance.shardCount') return 'helps';
  return fact === 'ssl.enabled' && operation === 'DescribeEngineVersion' ? 'confirms' : 'decides';
}

function readNeed(operation: ReadOperation, rules: readonly RuleInForce[], named: readonly FactName[], purpose: string | null): RamNeed {
  const withRole = (role: Role): FactName[] => named.filter((fact) => rolesFor(fact).get(operation) === role);
  const [decided, helped] = [withRole('decides'), withRole('helps')];
  const lost = deny(HEALTHY, decided, operation);
  const isLost = ({ rule }: RuleInForce): boolean => rule.decide(lost).unknown.some((one) => one.unknown.ramAction === READ_OPERATIONS[operation]);
  const unknowns = rules.filter(isLost).map(({ rule }) => rule.id);
  const maybe = rules.filter(({ rule }) => names(rule, [...decided, ...helped]) && !unknowns.includes(rule.id)).map(({ rule }) => rule.id);
  const isFree = operation === 'GetCallerIdentity';
  return {
    operation, action: isFree ? null : READ_OPERATIONS[operation], resource: resourceOf(operation), purpose,
    facts: [...decided, ...helped].toSorted(), unknown: unknowns.toSorted(), mayBeUnknown: maybe.toSorted(), confirms: withRole('confirms'),
  };
}

function names(rule: Rule, facts: readonly FactName[]): boolean {
  return [...rule.whenNeeds, ...rule.needs].some((fact) => facts.includes(fact));
}

/** The healthy instance as it looks where one operation is denied. */
function deny(facts: FactSet, lost: readonly FactName[], operation: ReadOperation): FactSet {
  const ramAction = READ_OPERATIONS[operation];
  const denied = unknown('denied', `${operation} is denied.`, { operation, ramAction, isUnread: true });
  return new Map([...facts, ...lost.map((name) => [name, denied] as const)]);
}

function writeNeed(operation: MutatingOperation): RamNeed {
  return { operation, action: `kvstore:${operation}`, resource: INSTANCES, purpose: 'The call itself; without it the first call is refused and no other is sent.', facts: [], unknown: [], mayBeUnknown: [], confirms: [] };
}

const INSTANCES = 'acs:kvstore:*:*:instance/*';
const V_SWITCHES = 'acs:vpc:*:*:vswitch/*';

/** Operations that RAM can allow for single resources; the others are allowed for all or none. */
const RESOURCES: Readonly<Partial<Record<ReadOperation, string>>> = {
  DescribeInstances: INSTANCES,
  DescribeInstanceAttribute: INSTANCES,
  DescribeInstanceSSL: INSTANCES,
  DescribeDBInstanceNetInfo: INSTANCES,
  DescribeSecurityIps: INSTANCES,
  DescribeHistoryMonitorValues: INSTANCES,
  DescribeVSwitches: V_SWITCHES,
  DescribeVSwitchAttributes: V_SWITCHES,
};

function resourceOf(operation: ReadOperation): string {
  return RESOURCES[operation] ?? '*';
}

/** One statement for each resource, reads and writes apart; actions sorted. */
function toDocument(needs: readonly RamNeed[]): RamPolicyDocument {
  const groups = groupBy(needs.filter(({ action }) => action !== null), ({ operation, resource }) => `${Object.hasOwn(READ_OPERATIONS, operation) ? 'read' : 'write'} ${resource}`);
  const statements = [...groups.values()].map((group) => ({
    Effect: 'Allow' as const,
    Action: group.flatMap(({ action }) => action ?? []).toSorted(compareText),
    Resource: group[0]?.resource ?? '*',
  }));
  return { Version: '1', Statement: statements };
}
