import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { FactName, FactSet } from '../../src/model/facts.ts';
import { unknown } from '../../src/model/known.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { ExpressionTrace, RuleTrace, TraceStep } from '../../src/model/trace.ts';
import { compileRule, defineRule, HEALTHY, loadRuleBook } from '../../src/rulebook/index.ts';
import { traceRule } from '../../src/rulebook/make-rule.ts';
import { healthyWith, ruleText } from './fixtures.ts';

function ruleOf(parts: Readonly<Record<string, unknown>>): Rule {
  return compileRule(ruleText(parts), 'a-rule.yaml');
}

function assertTrace(assert: string, facts: FactSet): ExpressionTrace {
  const { assert: trace } = traceRule(ruleOf({ assert }), facts);
  if (trace === null) throw new Error('The assertion was not reached.');
  return trace;
}

/** A step and all under it, as lines `expression = value` with * before those on which the result rests. */
function lines(step: TraceStep, depth = 0): string[] {
  const result = step.result.kind === 'value' ? JSON.stringify(step.result.value) : `unknown ${step.result.because.map(({ fact }) => fact ?? 'fault').join()}`;
  const item = step.item === null ? '' : `[${step.item.name} ${JSON.stringify(step.item.value)}] `;
  return [`${' '.repeat(depth)}${step.decides ? '*' : '-'} ${item}${step.expression} = ${result}`, ...step.steps.flatMap((part) => lines(part, depth + 1))];
}

const TASKS = [{ id: 't-1', type: 'HaSwitch', status: 'Waiting' }, { id: 't-2', type: 'ModifyInsSpec', status: 'Running' }, { id: 't-3', type: 'CreateIns', status: 'Running' }];

describe('the steps of an expression', () => {
  test('a comparison shows what it compared', () => {
    expect(lines(assertTrace('vswitch.availableAddresses >= instance.shardCount + 1', healthyWith({ 'vswitch.availableAddresses': 3 })))).toEqual([
      '* vswitch.availableAddresses >= instance.shardCount + 1 = false',
      ' * vswitch.availableAddresses = 3',
      ' * instance.shardCount + 1 = 9',
      '  * instance.shardCount = 8',
    ]);
  });

  test.each([
    ['(ssl.enabled || version.isLatestMinor) && (instance.shardCount > 1 || ssl.enabled)', ['(ssl.enabled || version.isLatestMinor) && (instance.shardCount > 1 || ssl.enabled)', 'ssl.enabled || version.isLatestMinor', 'instance.shardCount > 1 || ssl.enabled']],
    ['version.isLatestMinor && ( (instance.shardCount + 1) * (2 + 1) > 1 )', ['version.isLatestMinor && ( (instance.shardCount + 1) * (2 + 1) > 1 )', '(instance.shardCount + 1) * (2 + 1) > 1', '(instance.shardCount + 1) * (2 + 1)']],
    ['(instance.status == ")" || (instance.status != "(")) && version.isLatestMinor', ['(instance.status == ")" || (instance.status != "(")) && version.isLatestMinor', 'instance.status == ")" || (instance.status != "(")', 'instance.status != "("']],
    ['!(ssl.enabled && version.isLatestMinor)', ['!(ssl.enabled && version.isLatestMinor)', 'ssl.enabled && version.isLatestMinor']],
    ['(version.isLatestMinor ? (instance.shardCount) : (1)) > 0', ['(version.isLatestMinor ? (instance.shardCount) : (1)) > 0', 'version.isLatestMinor ? (instance.shardCount) : (1)']],
  ])('of %s are told with their own brackets', (assert, expected) => {
    const told = lines(assertTrace(assert, HEALTHY)).map((line) => line.replace(/^ *[*-] /, '').replace(/ = (?:true|false|\S+)$/, ''));
    expect(told).toEqual(expect.arrayContaining([...expected]));
    for (const text of told) {
      const bare = text.replaceAll(/"[^"]*"/g, '');
      expect(bare.split('(').length, text).toBe(bare.split(')').length);
    }
  });

  test('what was not reached has no step, and the part that decided alone is the only one that decides', () => {
    expect(lines(assertTrace('version.isLatestMinor && ssl.enabled && instance.passwordFree', HEALTHY))).toEqual([
      '* version.isLatestMinor && ssl.enabled && instance.passwordFree = false',
      ' * version.isLatestMinor && ssl.enabled = false',
      '  - version.isLatestMinor = true',
      '  * ssl.enabled = false',
    ]);
  });

  test('an unknown part that another overrules does not decide', () => {
    const facts = healthyWith({ 'ssl.enabled': { unknown: 'denied' } });
    expect(lines(assertTrace('ssl.enabled || version.isLatestMinor', facts))).toEqual([
      '* ssl.enabled || version.isLatestMinor = true',
      ' - ssl.enabled = unknown ssl.enabled',
      ' * version.isLatestMinor = true',
    ]);
    expect(assertTrace('ssl.enabled || version.isLatestMinor', facts).decidedBy).toEqual(['version.isLatestMinor']);
  });

  test('an unknown result rests on the unknown parts alone, each with its reason', () => {
    const trace = assertTrace('version.isLatestMinor && !ssl.enabled', healthyWith({ 'ssl.enabled': { unknown: 'throttled' } }));
    expect(trace.result).toEqual({ kind: 'unknown', because: [{ fact: 'ssl.enabled', reason: 'throttled', detail: 'Made unknown by the test.' }] });
    expect(trace.decidedBy).toEqual(['ssl.enabled']);
    expect(trace.steps.map(({ decides }) => decides)).toEqual([false, true]);
  });

  test('of a list the item that decided is shown, and the walk ends with it', () => {
    expect(lines(assertTrace('!tasks.active.exists(t, t.status == "Running")', healthyWith({ 'tasks.active': TASKS })))).toEqual([
      '* !tasks.active.exists(t, t.status == "Running") = false',
      ' * tasks.active.exists(t, t.status == "Running") = true',
      `  - tasks.active = ${JSON.stringify(TASKS)}`,
      `  - [t ${JSON.stringify(TASKS[0])}] t.status == "Running" = false`,
      '   - t.status = "Waiting"',
      `  * [t ${JSON.stringify(TASKS[1])}] t.status == "Running" = true`,
      '   * t.status = "Running"',
    ]);
  });

  test('of a condition the branch that was taken is shown', () => {
    const trace = assertTrace('ssl.enabled ? instance.passwordFree : version.isLatestMinor', HEALTHY);
    expect(trace.steps.map(({ expression }) => expression)).toEqual(['ssl.enabled', 'version.isLatestMinor']);
  });

  test('a fault of the expression is told where it happened', () => {
    const trace = assertTrace('instance.tags.cost == "low"', HEALTHY);
    expect(trace.result).toMatchObject({ kind: 'unknown', because: [{ fact: null, reason: 'rule-error', detail: 'There is no key "cost".' }] });
    expect(lines(trace)).toEqual(['* instance.tags.cost == "low" = unknown fault', ' * instance.tags.cost = unknown fault', '  - instance.tags = {"team":"cache"}']);
  });

  test('a literal alone is a whole expression', () => {
    expect(assertTrace('true', HEALTHY)).toMatchObject({ expression: 'true', result: { kind: 'value', value: true }, steps: [], decidedBy: ['true'] });
  });

  test.each([
    ['size(instance.name)', 7], ['request.now', '2026-11-24T00:00:00.000Z'], ['duration("90s")', '90s'], ['instance.tags', { team: 'cache' }], ['[[1.5], [2.0]]', [[1.5], [2]]], ['9223372036854775807', '9223372036854775807'],
  ])('the value of %s is plain JSON', (expression, value) => {
    const [first] = assertTrace(`dyn(${expression}) == dyn(${expression})`, HEALTHY).steps;
    expect(first?.result).toEqual({ kind: 'value', value, isShortened: false });
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });
});

describe('a trace stays small', () => {
  test('of a long list the first items and the last are kept, the others counted', () => {
    const addresses = Array.from({ length: 1000 }, (_, at) => `10.0.0.${at}`);
    const trace = assertTrace('access.whitelist.exists(a, a == "10.0.0.999")', healthyWith({ 'access.whitelist': addresses }));
    expect(trace.steps).toHaveLength(21);
    expect(trace.leftOut).toBe(1000 + 1 - 21);
    expect(trace.steps.at(-1)).toMatchObject({ decides: true, item: { value: '10.0.0.999' } });
    expect(trace.steps[0]?.result).toMatchObject({ kind: 'value', isShortened: true });
  });

  test('walks in walks, long texts and an expression beyond its bounds end in reasonable size', () => {
    const addresses = Array.from({ length: 2000 }, (_, at) => 'x'.repeat(1000) + at);
    const facts = healthyWith({ 'access.whitelist': addresses });
    const trace = assertTrace('access.whitelist.all(a, access.whitelist.all(b, a + b != ""))', facts);
    expect(trace.result).toMatchObject({ kind: 'unknown', because: [{ fact: null, reason: 'rule-error' }] });
    expect(JSON.stringify(trace).length).toBeLessThan(5_000_000);
  });
});

describe('the trace of a rule', () => {
  const gated = ruleOf({ when: 'instance.architecture == "cluster"', assert: 'ssl.enabled == false' });

  test.each([
    ['reaches the assertion where the condition holds', HEALTHY, true, false],
    ['ends with a condition that does not hold', healthyWith({ 'instance.architecture': 'standard' }), false, undefined],
  ] as const)('%s', (_name, facts, when, ends) => {
    const trace = traceRule(gated, facts);
    expect(trace.when?.result).toMatchObject({ value: when });
    expect(trace.assert === null).toBe(ends === undefined);
  });

  test('ends with a condition that is unknown', () => {
    const trace = traceRule(gated, healthyWith({ 'instance.architecture': { unknown: 'malformed' } }));
    expect(trace).toMatchObject({ when: { result: { kind: 'unknown' } }, assert: null });
  });

  test('a rule written in TypeScript has the trace of its condition alone', () => {
    const rule = defineRule({ id: 'a', title: 'A.', severity: 'error', why: 'W.', needs: ['ssl.enabled'], when: 'instance.architecture == "cluster"', assert: (values) => !values['ssl.enabled'] });
    expect(traceRule(rule, HEALTHY)).toMatchObject({ when: { result: { value: true } }, assert: null });
  });
});

/** The verdict that a trace tells. */
function verdictOf({ when, assert }: RuleTrace): string {
  const told = assert ?? when;
  if (told === null || told.result.kind === 'unknown') return 'unknown';
  if (assert === null) return 'skipped';
  return told.result.value === true ? 'pass' : 'fail';
}

function stepsOf(step: TraceStep): TraceStep[] {
  return [step, ...step.steps.flatMap(stepsOf)];
}

test('the trace and the verdict agree, whatever is known, and every unknown fact of the decision is in the trace', () => {
  const { rules } = loadRuleBook({ builtIn: 'rules', extra: [] });
  const names = [...HEALTHY.keys()];
  const lost = fc.array(fc.constantFrom<FactName>(...names), { maxLength: 6 });
  const changed = fc.record({ 'instance.architecture': fc.constantFrom('cluster', 'standard'), 'instance.status': fc.constantFrom('Normal', 'Changing'), 'ssl.enabled': fc.boolean(), 'request.hasPrefix': fc.boolean(), 'tasks.active': fc.subarray(TASKS) });
  fc.assert(fc.property(lost, changed, (gone, changes) => {
    const facts = new Map([...healthyWith(changes), ...gone.map((name) => [name, unknown('denied', 'Denied by the test.')] as const)]);
    for (const rule of rules) {
      const decision = rule.decide(facts);
      const trace = traceRule(rule, facts);
      expect(verdictOf(trace), rule.id).toBe(decision.verdict);
      const told = [trace.when, trace.assert].flatMap((one) => (one === null ? [] : stepsOf(one))).map(({ expression }) => expression);
      for (const { fact } of decision.unknown) expect(told, `${rule.id} ${fact}`).toContain(fact);
    }
  }), { numRuns: 200 });
});
