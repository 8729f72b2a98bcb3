import { describe, expect, test } from 'vitest';

import { UsageError } from '../../src/model/faults.ts';
import { compileRule } from '../../src/rulebook/index.ts';
import { healthyWith, ruleText } from './fixtures.ts';

const NUMBERS = `[${Array.from({ length: 300 }, (_, index) => index % 10).join(',')}]`;
const times = (count: number, part: string): string => part.repeat(count);

/** Facts of a size that no cloud sends. */
const HUGE = healthyWith({
  'instance.name': times(200_000, 'a'),
  'instance.tags': Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, times(50, 'v')])),
  'tasks.active': Array.from({ length: 20_000 }, (_, index) => ({ id: `${index}`, type: 'HaSwitch', status: 'Succeed' })),
  'access.whitelist': Array.from({ length: 20_000 }, (_, index) => `10.0.${index % 256}.${index >> 8}`),
});

/** Expressions that try to take forever or to fill the memory. */
const HOSTILE: Readonly<Record<string, string>> = {
  'macros in macros': `${NUMBERS}.all(a, ${NUMBERS}.all(b, ${NUMBERS}.all(c, a + b + c >= 0)))`,
  'macros in macros over facts': 'tasks.active.all(a, tasks.active.all(b, tasks.active.all(c, a.id != b.id || c.id != "")))',
  'a text doubled by macros': `["x"]${times(60, '.map(s, s + s)')}.size() == 1`,
  'a text doubled by bindings': `cel.bind(a, instance.name + instance.name, cel.bind(b, a + a + a + a + a + a + a + a, cel.bind(c, b + b + b + b + b + b, size(c) > 0)))`,
  'a list doubled by macros': `[${NUMBERS}]${times(60, '.map(l, l + l)')}.size() == 1`,
  'lists that hold one another': `[1]${times(80, '.map(l, [l, l])')} == [1]${times(80, '.map(l, [l, l])')}`,
  'a list within lists': `[1]${times(80, '.map(l, [l, l])')} in [[1]${times(80, '.map(l, [l, l])')}]`,
  'a text split over and over': 'tasks.active.map(t, instance.name.split("")).size() > 0',
  'a text joined over and over': 'tasks.active.map(t, access.whitelist.join(",")).size() > 0',
  'a part searched in a text': 'tasks.active.exists(t, instance.name.contains(instance.name.substring(0, 100000) + "b"))',
  'counting a text over and over': 'tasks.active.all(t, size(instance.name) > 0)',
  'casing a text over and over': 'tasks.active.all(t, instance.name.upperAscii() != "")',
  'a pattern that backtracks': 'instance.name.matches("^(a+)+$") || instance.name.matches("^(a|aa)+b$") || instance.name.matches("(.*)*x")',
  'a pattern on every item': 'tasks.active.all(t, instance.name.matches("(a?){50}a{50}"))',
  'a large pattern': `instance.name.matches("${times(20, '(a{0,100})')}b")`,
  'a pattern that repeats repeats': 'instance.name.matches("((a{1,100}){1,100}){1,100}")',
  'a pattern of many classes': `instance.name.matches("${times(450, String.raw`\\pL{99}`)}")`,
  'maps compared with maps': 'tasks.active.all(t, instance.tags == instance.tags)',
  'a key sought in the keys': 'instance.tags.all(a, instance.tags.exists(b, a == b + "x"))',
  'lists compared': 'tasks.active.all(t, access.whitelist == access.whitelist + [])',
  'many nots': `${times(100_000, '!')}true`,
  'many minuses': `${times(3_000, '-')}1 == 1`,
  'many brackets': `${times(2_000, '(')}true${times(2_000, ')')}`,
  'brackets never closed': times(100_000, '('),
  'lists in lists': `size(${times(1_500, '[')}${times(1_500, ']')}) == 0`,
  'many conditions': `${times(300, 'true?true:')}true`,
  'many operands': Array.from({ length: 800 }, () => 'true').join('&&'),
  'long selections': `instance.tags${times(900, '.a')} == ""`,
  'long indices': `tasks.active${times(900, '[0]')} == ""`,
  'calls in calls': `${times(400, 'string(')}"a"${times(400, ')')} == "a"`,
  'a long text': `"${times(100_000, 'a')}" == ""`,
  'a long duration': `duration("${times(2_000, '1h')}") > duration("1h")`,
  'a large number': `${times(4_000, '9')} > 1`,
};

function run(assertion: string): string {
  try {
    const { verdict, unknown } = compileRule(ruleText({ assert: assertion }), 'a-rule.yaml').decide(HUGE);
    return verdict === 'unknown' ? `unknown: ${unknown[0]?.unknown.reason}` : verdict;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    expect(error.faults.join('\n')).toMatch(/^a-rule\.yaml:\d+:\d+: [A-Z"]/);
    return 'refused';
  }
}

describe('judging an expression is bounded', () => {
  test.each(Object.entries(HOSTILE))('%s ends within a second', (_, assertion) => {
    const before = performance.now();
    const outcome = run(assertion);
    const taken = performance.now() - before;
    expect(outcome).toMatch(/^(?:refused|pass|fail|unknown: rule-error)$/);
    expect(taken).toBeLessThan(1_000);
  });

  test('what is too costly says so', () => {
    const { unknown } = compileRule(ruleText({ assert: HOSTILE['macros in macros'] }), 'a-rule.yaml').decide(HUGE);
    expect(unknown[0]?.unknown).toMatchObject({ reason: 'rule-error', detail: expect.stringContaining('too costly to judge within bounds') });
  });

  test('a list of a thousand tasks is judged', () => {
    const facts = healthyWith({ 'tasks.active': Array.from({ length: 1_000 }, (_, index) => ({ id: `${index}`, type: 'HaSwitch', status: 'Waiting' })) });
    const rule = compileRule(ruleText({ assert: '!tasks.active.exists(t, t.status in ["Running", "Cancelling"] || t.type.matches("^Mod.*Spec$"))' }), 'a-rule.yaml');
    expect(rule.decide(facts).verdict).toBe('pass');
  });

  test('many costly placeholders share one budget', () => {
    const costly = '{{tasks.active.map(t, t.id + "x").size()}}';
    const rule = compileRule(ruleText({ saw: times(2_000, costly), remedy: Array.from({ length: 200 }, () => ({ do: costly, run: `x ${costly}` })) }), 'a-rule.yaml');
    const before = performance.now();
    expect(rule.saw(HUGE)).toContain('unknown');
    expect(rule.remedy(HUGE)).toHaveLength(200);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  test('a placeholder that shows a list without end is cut off', () => {
    const rule = compileRule(ruleText({ saw: `Saw {{[1]${times(80, '.map(l, [l, l])')}}} and {{instance.tags}}.` }), 'a-rule.yaml');
    const before = performance.now();
    expect(rule.saw(HUGE)?.length).toBeLessThan(1_200);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
