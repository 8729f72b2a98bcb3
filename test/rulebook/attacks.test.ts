import { describe, expect, test } from 'vitest';

import { assessOne } from '../../src/evaluate/assess.ts';
import { judge, waive } from '../../src/evaluate/judge.ts';
import { rulesInForce } from '../../src/evaluate/rules-in-force.ts';
import type { FactName, FactSet, FactValue } from '../../src/model/facts.ts';
import { UsageError } from '../../src/model/faults.ts';
import type { Standing } from '../../src/model/finding.ts';
import type { Waiver } from '../../src/model/waiver.ts';
import { UNKNOWN_REASONS, unknown } from '../../src/model/known.ts';
import type { Rule } from '../../src/model/rule.ts';
import { compileRule, defineRule, makeRuleBook } from '../../src/rulebook/index.ts';
import { traceRule } from '../../src/rulebook/make-rule.ts';
import { testRule } from '../../src/rulebook/test-rule.ts';
import { ASSAULTS, REFUSED } from './attack-table.ts';
import { healthyWith, ruleText } from './fixtures.ts';

interface Attack {
  readonly expression: string;
  readonly names: readonly FactName[];
  readonly read: FactSet;
  readonly otherwise: FactSet;
}

const ATTACKS = ASSAULTS.flatMap(({ good, bad, expressions }) => expressions.map((expression): Attack => ({ expression, names: Object.keys(good) as FactName[], read: healthyWith(good), otherwise: healthyWith(bad) })));

/** Every way in which facts can be unread: each reason, never asked for, and a value that is none of the fact's type. */
const WAYS: Readonly<Record<string, (attack: Attack) => FactSet>> = {
  ...Object.fromEntries(UNKNOWN_REASONS.map((reason) => [reason, ({ read, names }: Attack) => new Map([...read, ...names.map((name) => [name, unknown(reason, 'Made unknown by the test.')] as const)])])),
  absent: ({ read, names }) => new Map([...read].filter(([name]) => !names.includes(name))),
  'of another type': ({ read, names }) => {
    const odd = healthyWith(Object.fromEntries(names.filter((name) => !name.startsWith('x.')).map((name) => [name, { odd: [null] } as unknown as FactValue])));
    return new Map([...read, ...names.map((name) => [name, name.startsWith('x.') ? unknown('malformed', 'Made unknown by the test.') : odd.get(name) ?? unknown('malformed', 'x')] as const)]);
  },
};

const DENIED = WAYS['denied'] ?? ((attack: Attack) => attack.read);

function compile(parts: Readonly<Record<string, unknown>>): Rule {
  return compileRule(ruleText({ ...parts }), 'a-rule.yaml');
}

/** The standing of an instance of which everything is waived that can be, in a run that leads to a call. */
function standingOf(rule: Rule, facts: FactSet): Standing {
  const waiver: Waiver = { rule: rule.id, reason: 'Let it through.', owner: 'me', ticket: null, expires: null };
  const inForce = rulesInForce(makeRuleBook([rule]), { preset: 'reference', only: [], skip: [], leadsToCall: true });
  const instance = { accountId: '1', region: 'cn-hangzhou', instanceId: 'r-a', facts };
  return assessOne(instance, waive(judge(instance, inForce, ['cn-hangzhou']), () => waiver)).standing;
}

describe('the attacks', () => {
  test('are many, and no two are the same', () => {
    const all = [...ATTACKS.map(({ expression }) => expression), ...REFUSED];
    expect(new Set(all.map((expression) => expression.replaceAll(/\s/g, ''))).size).toBe(all.length);
    expect(ATTACKS.length).toBeGreaterThanOrEqual(300);
    expect(REFUSED.length).toBeGreaterThanOrEqual(60);
  });

  test('are real: most of them pass or not by what the facts say', () => {
    const deciding = ATTACKS.filter(({ expression, otherwise }) => compile({ assert: expression }).decide(otherwise).verdict !== 'pass');
    expect(deciding.length).toBeGreaterThan(ATTACKS.length / 2);
  });
});

describe('could not read is never a pass', () => {
  test.each(ATTACKS)('$expression', (attack) => {
    const rule = compile({ assert: attack.expression });
    expect(rule.decide(attack.read).verdict, 'with the facts read it passes, or it is no attack').toBe('pass');
    for (const [way, unread] of Object.entries(WAYS)) {
      const { verdict, unknown: told } = rule.decide(unread(attack));
      expect(verdict, way).toBe('unknown');
      expect(told.length, 'what could not be read is told').toBeGreaterThan(0);
    }
  });

  test.each(REFUSED.map((expression) => [expression]))('%s is refused when the rule is loaded', (expression) => {
    for (const parts of [{ assert: expression }, { when: expression }, { remedy: [{ do: 'Do it.', if: expression }] }, { saw: `Saw {{ ${expression} }}.`, assert: expression }]) {
      expect(() => compile(parts)).toThrow(UsageError);
    }
  });
});

test.each(['2026-02-31T00:00:00Z', '2027-13-01T00:00:00Z', 'never 2099', '2099'])('a time that is none, %s, is not the nearest that is one', (time) => {
  const rule = compile({ assert: 'instance.expiresAt > timestamp(0)' });
  expect(rule.decide(healthyWith({ 'instance.expiresAt': time })).verdict).toBe('unknown');
  expect(compile({ assert: `instance.expiresAt != timestamp("${time}")` }).decide(healthyWith({})).verdict).toBe('unknown');
});

describe('could not read whether a rule applies is never a skip', () => {
  test.each(ATTACKS)('when: $expression', (attack) => {
    const [applies, exempts] = [compile({ when: attack.expression, assert: 'true' }), compile({ when: `!(${attack.expression})`, assert: 'false' })];
    expect([applies.decide(attack.read).verdict, exempts.decide(attack.read).verdict]).toEqual(['pass', 'skipped']);
    for (const [way, unread] of Object.entries(WAYS)) {
      const facts = unread(attack);
      expect([applies.decide(facts).verdict, exempts.decide(facts).verdict, exempts.applies(facts)], way).toEqual(['unknown', 'unknown', 'unknown']);
    }
  });
});

describe('could not read is never eligible, whatever is waived', () => {
  test.each(ATTACKS)('$expression', (attack) => {
    const places = [{ assert: attack.expression }, { when: attack.expression, assert: 'true' }, { when: `!(${attack.expression})`, assert: 'false' }, { when: 'true', assert: attack.expression, severity: 'off' }];
    for (const parts of places) {
      const rule = compile({ ...parts, enforced: true });
      expect(standingOf(rule, attack.read)).toBe('eligible');
      expect(standingOf(rule, DENIED(attack))).toBe('unknown');
    }
  });
});

describe('what is only shown', () => {
  test.each(ATTACKS)('$expression shows no value and gives no advice', (attack) => {
    const rule = compile({ saw: `Saw {{ ${attack.expression} }}.`, remedy: [{ do: 'Do it.', if: attack.expression, run: `x {{${attack.expression}}}` }] });
    expect([rule.saw(attack.read), rule.remedy(attack.read).length]).toEqual(['Saw true.', 1]);
    const unread = DENIED(attack);
    expect([rule.saw(unread), rule.remedy(unread)]).toEqual(['Saw unknown.', []]);
    expect(JSON.stringify(traceRule(compile({ assert: attack.expression }), attack.read).assert)).not.toBe(JSON.stringify(traceRule(compile({ assert: attack.expression }), unread).assert));
  });
});

describe('a rule file that tries it another way', () => {
  const base = ruleText({});
  test.each([
    ['a key that says what unknown becomes', `${base}\nonUnknown: pass`],
    ['a default', `${base}\ndefault: { ssl.enabled: false }`],
    ['the same key twice', `${base}\nassert: "true"`],
    ['the same key twice, by an escape', `${base}\n"\\x61ssert": "true"`],
    ['a merge key', `base: &base { assert: "true" }\n<<: *base\n${base}`],
    ['an alias', base.replace('why: "It matters."', 'why: &t "true"').replace('assert: "ssl.enabled == false"', 'assert: *t')],
    ['a list of assertions', base.replace('assert: "ssl.enabled == false"', 'assert: ["ssl.enabled == false", "true"]')],
    ['a map as an assertion', base.replace('assert: "ssl.enabled == false"', 'assert: { or: "true" }')],
    ['an assertion that is empty', base.replace('assert: "ssl.enabled == false"', 'assert: ""')],
    ['no assertion', base.replace('assert: "ssl.enabled == false"', '')],
    ['a key that only looks like "when"', `${base}\nwh\u0435n: "false"`],
    ['a second document', `${base}\n---\n${base}`],
    ['a severity of unknown', base.replace('severity: "error"', 'severity: { unknown: off }')],
    ['a verdict that is none', `${base.replace('examples: []', '')}\nexamples: [{ given: { ssl.enabled: { unknown: denied } }, then: eligible }]`],
    ['a reason that is none', `${base.replace('examples: []', '')}\nexamples: [{ given: { ssl.enabled: { unknown: fine } }, then: pass }]`],
  ])('%s is refused', (_name, text) => {
    expect(() => compileRule(text, 'a-rule.yaml')).toThrow(UsageError);
  });

  test('an example that wants a pass of an unread fact fails', () => {
    const rule = compile({ examples: [{ given: { 'ssl.enabled': { unknown: 'denied' } }, then: 'pass' }], never: { fail: 'x', unknown: 'It is said never to be so.' } });
    expect(testRule(rule)).toMatchObject([{ saw: 'unknown', passed: false }]);
    expect(rule.decide(healthyWith({ 'ssl.enabled': { unknown: 'denied' } })).verdict).toBe('unknown');
  });
});

describe('a rule in TypeScript', () => {
  const make = (assert: (values: { readonly 'ssl.enabled': boolean }) => unknown, when?: string): Rule => defineRule({
    id: 'code', title: 'x', severity: 'error', enforced: true, why: 'x', needs: ['ssl.enabled'], assert: assert as () => boolean, ...(when === undefined ? {} : { when }),
  });

  test.each(Object.keys(WAYS))('is never called where what it needs is unread: %s', (way) => {
    let calls = 0;
    const rule = make(() => (calls += 1) > 0);
    const attack = { expression: '', names: ['ssl.enabled'] as const, read: healthyWith({}), otherwise: healthyWith({}) };
    const facts = WAYS[way]?.(attack) ?? attack.read;
    expect([rule.decide(facts).verdict, standingOf(rule, facts), calls]).toEqual(['unknown', 'unknown', 0]);
    expect([rule.decide(attack.read).verdict, calls]).toEqual(['pass', 1]);
  });

  test('is never called where it is unread whether it applies', () => {
    let calls = 0;
    const call = (): boolean => (calls += 1) > 0;
    const verdicts = ATTACKS.map((attack) => make(call, attack.expression).decide(DENIED(attack)).verdict);
    expect([new Set(verdicts), calls]).toEqual([new Set(['unknown']), 0]);
  });

  test.each<[string, () => unknown]>([
    ['a number', () => 1], ['a text', () => 'true'], ['a boxed true', () => new Boolean(true)], ['a promise', () => Promise.resolve(true)], ['what is thrown', () => { throw true; }],
    ['an object that converts to true', () => ({ valueOf: () => true })], ['a verdict', () => 'pass'], ['a decision', () => ({ verdict: 'pass', looked: [], unknown: [] })], ['nothing', () => undefined], ['null', () => null],
  ])('that answers with %s does not pass', (_name, answer) => {
    expect(make(answer).decide(healthyWith({})).verdict).toBe('unknown');
  });

  test.each<[string, (values: Readonly<Record<string, unknown>>) => unknown]>([
    ['by its name', (values) => values['instance.status'] !== 'Changing'],
    ['asking whether it is there', (values) => !('instance.status' in values)],
    ['taking it apart', ({ 'instance.status': status = 'Normal' }) => status === 'Normal'],
    ['asking whether it is its own', (values) => !Object.hasOwn(values, 'instance.status')],
    ['with a default', (values) => (values['instance.status'] ?? 'Normal') === 'Normal'],
    ['one of its own', (values) => values['x.blocked'] !== true],
  ])('that looks at a fact it does not need, %s, does not pass: it would see nothing, read or not', (_name, assert) => {
    const rule = make(assert as () => unknown);
    for (const facts of [healthyWith({}), healthyWith({ 'instance.status': { unknown: 'denied' } })]) {
      expect(rule.decide(facts)).toMatchObject({ verdict: 'unknown', unknown: [{ fact: null, unknown: { reason: 'rule-error', detail: expect.stringMatching(/needs/) } }] });
    }
  });
});
