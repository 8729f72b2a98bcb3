import type { FactName, FactSet } from '../model/facts.ts';
import type { RuleInForce } from '../model/rule.ts';
import { readInstanceClass } from './instance-class.ts';
import { attributeItem } from './list-instances.ts';
import type { Demand, Readings } from './readings.ts';
import { sourcesOf } from './sources.ts';

/** Another source heals only what was not read or not returned; a doubtful answer stays doubtful. */
const HEALABLE = ['not-returned', 'denied', 'throttled', 'timeout', 'unreachable', 'server-error', 'not-asked'];

/**
 * What must still be asked about one instance. First what rules of severity error and enforced rules look at; then, only
 * where all of those hold, what mere advice looks at. An instance that is not there needs nothing more.
 */
export function demands(readings: Readings, facts: FactSet, rules: readonly RuleInForce[]): ReadonlySet<Demand> {
  if (readings.exists.kind === 'unknown' || !readings.exists.value) return new Set();
  const deciding = rules.filter(({ rule, severity }) => severity === 'error' || rule.enforced);
  const verdicts = deciding.map(({ rule }) => rule.decide(facts).verdict);
  const blocked = verdicts.includes('fail');
  const open = asked(readings, facts, deciding, !blocked);
  if (open.size > 0 || blocked || verdicts.includes('unknown')) return open;
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
    case 'vSwitch':
      return readings.vSwitch === null && textOf(facts, 'instance.vSwitchId') !== '' && textOf(facts, 'instance.vpcId') !== '';
    default:
      return !readings.singles.has(demand);
  }
}

/** A text fact's value, empty where it is unknown. For choosing what to ask, never for judging. */
export function textOf(facts: FactSet, name: FactName): string {
  const fact = facts.get(name);
  return fact?.kind === 'known' && typeof fact.value === 'string' ? fact.value : '';
}
