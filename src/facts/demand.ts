import type { FactName, FactSet } from '../model/facts.ts';
import type { RuleInForce } from '../model/rule.ts';
import { textOf } from '../model/value-of.ts';
import { readInstanceClass } from './instance-class.ts';
import { attributeItem } from './list-instances.ts';
import type { Demand, Readings } from './readings.ts';
import { sourcesOf } from './sources.ts';

/** Another source heals only what was not read or not returned; a doubtful answer stays doubtful. */
const HEALABLE = ['not-returned', 'denied', 'throttled', 'timeout', 'unreachable', 'server-error', 'not-asked'];

/**
 * What must still be asked about one instance. First what rules of severity error and enforced rules look at; then, only
 * where all of those hold, what mere advice looks at. Where some fail, each can be mended in place, and it is wanted
 * (`forRemedies`), what their remedies name: an instance that is hopeless costs no call for that. An instance that is not
 * there needs nothing more.
 */
export function demands(readings: Readings, facts: FactSet, rules: readonly RuleInForce[], forRemedies = false): ReadonlySet<Demand> {
  if (readings.exists.kind === 'unknown' || !readings.exists.value) return new Set();
  const deciding = rules.filter(({ rule, severity }) => severity === 'error' || rule.enforced);
  const verdicts = deciding.map(({ rule }) => rule.decide(facts).verdict);
  const blocked = verdicts.includes('fail');
  const open = asked(readings, facts, deciding, !blocked);
  if (open.size > 0) return open;
  if (blocked) return forRemedies ? remedyDemands(readings, facts, deciding) : open;
  if (verdicts.includes('unknown')) return open;
  return asked(readings, facts, rules, true);
}

function asked(readings: Readings, facts: FactSet, rules: readonly RuleInForce[], mayHeal: boolean): Set<Demand> {
  const found = new Set<Demand>();
  for (const { rule } of rules) {
    const applies = rule.applies(facts);
    const names = applies === 'no' ? [] : applies === 'yes' ? rule.needs : rule.whenNeeds;
    for (const name of names) for (const demand of askedFor(name, readings, facts, mayHeal)) found.add(demand);
  }
  return found;
}

/** What the remedies of failed errors name and nobody asked. They only show it: what is not healed for a rule is not healed for them. */
function remedyDemands(readings: Readings, facts: FactSet, rules: readonly RuleInForce[]): ReadonlySet<Demand> {
  const failed = rules.filter(({ rule, severity }) => severity === 'error' && rule.decide(facts).verdict === 'fail');
  const hopeless = failed.some(({ rule }) => !rule.remedy(facts).some((step) => step.inPlace));
  if (hopeless || isKnownTrue(facts, 'network.hasDirectEndpoint')) return new Set();
  return new Set(failed.flatMap(({ rule }) => rule.remedyNeeds).flatMap((name) => askedFor(name, readings, facts, false)));
}

function isKnownTrue(facts: FactSet, name: FactName): boolean {
  const fact = facts.get(name);
  return fact?.kind === 'known' && fact.value === true;
}

function askedFor(name: FactName, readings: Readings, facts: FactSet, mayHeal: boolean): Demand[] {
  if (name === 'instance.shardCount') return shardsAreCertain(readings) ? [] : ['DescribeLogicInstanceTopology' as const].filter((demand) => isOpen(demand, readings, facts));
  const { always, healing } = sourcesOf(name);
  const fact = facts.get(name);
  const heals = mayHeal && (fact === undefined || (fact.kind === 'unknown' && HEALABLE.includes(fact.reason)));
  return [...always, ...(heals ? healing : [])].filter((demand) => isOpen(demand, readings, facts));
}

/** Whether the class tells the shards: in the list, or in what an id that no list returned says of itself. */
function shardsAreCertain(readings: Readings): boolean {
  const described = readings.singles.get('DescribeInstanceAttribute');
  const own = readings.listed ?? (described?.kind === 'reply' ? attributeItem(described) : null);
  const name = own !== null && 'fields' in own ? own.fields['InstanceClass'] : undefined;
  return typeof name === 'string' && readInstanceClass(name).shardCount !== null;
}

function isOpen(demand: Demand, readings: Readings, facts: FactSet): boolean {
  switch (demand) {
    case 'DescribeHistoryTasks':
      return readings.tasks === null;
    case 'DescribeActiveOperationTasks':
      return readings.maintenance === null;
    case 'vSwitch':
      return readings.vSwitch === null && isOnVSwitch(facts);
    case 'vpc':
      return (readings.vSwitch === null || readings.vSwitch.neighbours === null) && isOnVSwitch(facts);
    default:
      return !readings.singles.has(demand);
  }
}

function isOnVSwitch(facts: FactSet): boolean {
  return textOf(facts, 'instance.vSwitchId') !== null && textOf(facts, 'instance.vpcId') !== null;
}

