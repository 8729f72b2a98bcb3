import { describe, expect, test } from 'vitest';

import { UsageError } from '../../src/model/faults.ts';
import { defineRule, makeRuleBook } from '../../src/rulebook/index.ts';
import { healthyWith } from './fixtures.ts';

const spacious = defineRule({
  id: 'spacious',
  title: 'There is room.',
  severity: { recommended: 'warning', strict: 'error' },
  why: 'Room is needed.',
  needs: ['vswitch.availableAddresses', 'instance.shardCount', 'tasks.active'],
  when: 'instance.networkType == "VPC"',
  saw: '{{vswitch.availableAddresses}} are free.',
  remedy: [{ do: 'Free some.', run: 'x {{instance.id}}' }],
  assert: (values) => values['vswitch.availableAddresses'] > values['instance.shardCount'] && values['tasks.active'].every((task) => task.status !== 'Running'),
});

function define(): unknown {
  return defineRule({ id: 'faulty', title: 'x', severity: 'error', why: 'x', needs: ['ssl.enabeld' as 'ssl.enabled'], when: 'sll.enabled', saw: '{{', remedy: [{ do: 'x', if: '1' }], assert: () => true });
}

describe('a rule written in TypeScript', () => {
  test('is judged like one from a file', () => {
    expect(spacious.decide(healthyWith({})).verdict).toBe('pass');
    expect(spacious.decide(healthyWith({ 'vswitch.availableAddresses': 3 })).verdict).toBe('fail');
    expect(spacious.decide(healthyWith({ 'instance.networkType': 'CLASSIC' })).verdict).toBe('skipped');
    expect(spacious.saw(healthyWith({ 'vswitch.availableAddresses': 3 }))).toBe('3 are free.');
    expect(spacious.remedy(healthyWith({}))).toEqual([{ do: 'Free some.', run: 'x r-healthy0000000001', impact: null, ram: [], inPlace: true }]);
    expect(spacious).toMatchObject({ severity: { reference: 'off', recommended: 'warning', strict: 'error' }, order: 100, enforced: false, file: '(code)', text: null, whenNeeds: ['instance.networkType'] });
    expect(spacious.needs).toEqual(['instance.shardCount', 'tasks.active', 'vswitch.availableAddresses']);
  });

  test('is called only when everything it needs is known', () => {
    let calls = 0;
    const rule = defineRule({ id: 'counting', title: 'x', severity: 'error', why: 'x', needs: ['ssl.enabled', 'instance.id'], assert: () => (calls += 1) > 0 });
    const decision = rule.decide(healthyWith({ 'ssl.enabled': { unknown: 'denied' } }));
    expect([calls, decision.verdict, decision.unknown.map(({ fact, unknown }) => [fact, unknown.reason])]).toEqual([0, 'unknown', [['ssl.enabled', 'denied']]]);
    expect(rule.decide(new Map()).unknown.map(({ unknown }) => unknown.reason)).toEqual(['not-asked', 'not-asked']);
    expect([rule.decide(healthyWith({})).verdict, calls]).toEqual(['pass', 1]);
  });

  test.each([
    ['throws', () => { throw new Error('Oops'); }, 'Rule "broken" failed: Oops.'],
    ['throws something odd', () => { throw null; }, 'Rule "broken" failed: something was thrown that is no error.'],
    ['answers with a promise', async () => true, 'Rule "broken" answered with a object; true or false was expected.'],
    ['answers with a number', () => 1, 'Rule "broken" answered with a number; true or false was expected.'],
    ['answers with nothing', () => undefined, 'Rule "broken" answered with a undefined; true or false was expected.'],
  ])('is unknown where it %s', (_, assert, detail) => {
    const rule = defineRule({ id: 'broken', title: 'x', severity: 'error', why: 'x', needs: [], assert: assert as unknown as () => boolean });
    expect(rule.decide(healthyWith({}))).toMatchObject({ verdict: 'unknown', unknown: [{ fact: null, unknown: { reason: 'rule-error', detail } }] });
  });

  test('cannot change the facts', () => {
    const rule = defineRule({ id: 'changing', title: 'x', severity: 'error', why: 'x', needs: ['access.whitelist'], assert: (values) => (values['access.whitelist'] as string[]).pop() === '10.0.0.0/8' });
    const facts = healthyWith({});
    expect([rule.decide(facts).verdict, rule.decide(facts).verdict]).toEqual(['pass', 'pass']);
  });

  test('tells all its faults at once', () => {
    expect(define).toThrow(UsageError);
    expect(define).toThrow(/needs: Fact "ssl\.enabeld"[\s\S]*when: Fact "sll\.enabled"[\s\S]*saw: "\{\{"[\s\S]*if: The expression must give/);
  });

  test('takes part in the digest of a rule book', () => {
    const other = defineRule({ id: 'spacious', title: 'There is room.', severity: 'error', why: 'Room is needed.', needs: [], assert: () => true });
    expect(makeRuleBook([spacious]).digest).not.toBe(makeRuleBook([other]).digest);
    expect(makeRuleBook([spacious]).digest).toBe(makeRuleBook([spacious]).digest);
  });
});
