import type { FactName, FactSet, FactValue } from '../model/facts.ts';
import { known, UNKNOWN_REASONS, unknown } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import type { Decision, Example, Rule } from '../model/rule.ts';
import { HEALTHY } from './healthy.ts';

/** What became of one example of a rule. */
export interface ExampleResult {
  readonly rule: string;
  /** Which example it was, counted from 0. */
  readonly index: number;
  readonly expected: Example['then'];
  readonly saw: Decision['verdict'];
  readonly passed: boolean;
  /** One sentence, with the reasons where the verdict is unknown. */
  readonly detail: string;
}

/** Runs the examples of a rule, each laid over the healthy instance. */
export function testRule(rule: Rule): readonly ExampleResult[] {
  return rule.examples.map((example, index) => {
    const decision = rule.decide(toFacts(example));
    const passed = decision.verdict === example.then;
    const outcome = passed ? 'as expected' : `but ${example.then} was expected`;
    return { rule: rule.id, index, expected: example.then, saw: decision.verdict, passed, detail: `Example ${index + 1} gives ${decision.verdict}, ${outcome}${reasons(decision)}.` };
  });
}

/** The facts of an example: the healthy instance with what is given laid over it. */
export function toFacts(example: Pick<Example, 'given'>): FactSet {
  const facts = new Map<FactName, Known<FactValue>>(HEALTHY);
  for (const [name, given] of example.given) {
    const reason = given.kind === 'unknown' ? UNKNOWN_REASONS.find((word) => word === given.reason) : undefined;
    facts.set(name, given.kind === 'value'
      ? known(given.value, { operation: 'example', requestId: null, readAt: '2026-11-24T00:00:00Z' })
      : unknown(reason ?? 'not-asked', `The example gives ${name} as unknown.`));
  }
  return facts;
}

function reasons(decision: Decision): string {
  if (decision.unknown.length === 0) return '';
  return `: ${decision.unknown.map(({ fact, unknown: cause }) => (fact === null ? cause.detail.replace(/\.$/, '') : `${fact} is unknown (${cause.reason})`)).join('; ')}`;
}
