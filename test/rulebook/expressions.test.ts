import { evaluate as evaluateByLibrary } from '@marcbachmann/cel-js';
import { describe, expect, test } from 'vitest';

import { UsageError } from '../../src/model/faults.ts';
import type { FactName, FactSet } from '../../src/model/facts.ts';
import { compileRule } from '../../src/rulebook/index.ts';
import { healthyWith, ruleText } from './fixtures.ts';

/** Everything that a verdict may depend on, read or not. */
const READ = healthyWith({
  'instance.tags': { team: 'cache', empty: '' },
  'tasks.active': [{ id: '1', type: 'HaSwitch', status: 'Running' }, { id: '2', type: 'RestartIns', status: 'Waiting' }],
  'x.owner': 'alice',
  'x.limit': 5,
});
const UNREAD = healthyWith({
  'ssl.enabled': { unknown: 'denied' },
  'instance.tags': { unknown: 'not-returned' },
  'tasks.active': { unknown: 'throttled' },
  'instance.shardCount': { unknown: 'conflict' },
  'x.owner': { unknown: 'not-asked' },
});

function judge(assertion: string, facts: FactSet): string {
  try {
    return compileRule(ruleText({ assert: assertion }), 'a-rule.yaml').decide(facts).verdict;
  } catch (error) {
    if (error instanceof UsageError) return 'refused';
    throw error;
  }
}

type Expected = 'pass' | 'fail' | 'unknown' | 'refused';
const TABLE: readonly (readonly [expression: string, read: Expected, unread: Expected])[] = [
  // a fact by itself
  ['ssl.enabled', 'fail', 'unknown'],
  ['!ssl.enabled', 'pass', 'unknown'],
  ['ssl.enabled == false', 'pass', 'unknown'],
  ['ssl.enabled != true', 'pass', 'unknown'],
  ['(ssl.enabled)', 'fail', 'unknown'],
  ['ssl . enabled == false', 'pass', 'unknown'],
  // and, or
  ['false && ssl.enabled', 'fail', 'fail'],
  ['ssl.enabled && false', 'fail', 'fail'],
  ['true && !ssl.enabled', 'pass', 'unknown'],
  ['true || ssl.enabled', 'pass', 'pass'],
  ['ssl.enabled || true', 'pass', 'pass'],
  ['ssl.enabled || false', 'fail', 'unknown'],
  ['!(ssl.enabled && true)', 'pass', 'unknown'],
  ['!(ssl.enabled && false)', 'pass', 'pass'],
  ['ssl.enabled || !ssl.enabled', 'pass', 'unknown'],
  ['ssl.enabled && !ssl.enabled', 'fail', 'unknown'],
  // conditions
  ['ssl.enabled ? false : true', 'pass', 'unknown'],
  ['ssl.enabled ? true : true', 'pass', 'unknown'],
  ['true ? true : ssl.enabled', 'pass', 'pass'],
  // comparison and arithmetic
  ['instance.shardCount > 4', 'pass', 'unknown'],
  ['instance.shardCount + 1 == 9', 'pass', 'unknown'],
  ['-instance.shardCount < 0', 'pass', 'unknown'],
  ['instance.shardCount * 0 == 0', 'pass', 'unknown'],
  ['instance.shardCount - instance.shardCount == 0', 'pass', 'unknown'],
  ['instance.shardCount in [8, 16]', 'pass', 'unknown'],
  ['8 in [instance.shardCount]', 'pass', 'unknown'],
  ['size([ssl.enabled]) == 1', 'pass', 'unknown'],
  ['{"a": ssl.enabled}.size() == 1', 'pass', 'unknown'],
  ['string(instance.shardCount) == "8"', 'pass', 'unknown'],
  ['cel.bind(n, instance.shardCount, true)', 'pass', 'unknown'],
  ['cel.bind(n, instance.shardCount, n > 4 && n < 9)', 'pass', 'unknown'],
  ['instance.shardCount / 0 == 1', 'unknown', 'unknown'],
  ['instance.shardCount % 3 == 2', 'pass', 'unknown'],
  ['9223372036854775807 + instance.shardCount > 0', 'unknown', 'unknown'],
  ['instance.expiresAt > request.now + duration("720h")', 'pass', 'pass'],
  ['instance.expiresAt - request.now > duration("720h")', 'pass', 'pass'],
  ['instance.expiresAt.getFullYear() == 2027', 'pass', 'pass'],
  // facts that are maps
  ['has(instance.tags.team)', 'pass', 'unknown'],
  ['has(instance.tags.owner)', 'fail', 'unknown'],
  ['!has(instance.tags.owner)', 'pass', 'unknown'],
  ['"team" in instance.tags', 'pass', 'unknown'],
  ['"__proto__" in instance.tags', 'fail', 'unknown'],
  ['"constructor" in instance.tags', 'fail', 'unknown'],
  ['has(instance.tags.constructor)', 'fail', 'unknown'],
  ['instance.tags.team == "cache"', 'pass', 'unknown'],
  ['instance.tags["team"] == "cache"', 'pass', 'unknown'],
  ['instance.tags.owner == "cache"', 'unknown', 'unknown'],
  ['instance.tags.owner != "cache"', 'unknown', 'unknown'],
  ['"owner" in instance.tags && instance.tags.owner == "x"', 'fail', 'unknown'],
  ['instance.tags == {}', 'fail', 'unknown'],
  ['size(instance.tags) == 2', 'pass', 'unknown'],
  ['instance.tags.exists(key, key == "team")', 'pass', 'unknown'],
  // facts that are lists
  ['tasks.active == []', 'fail', 'unknown'],
  ['size(tasks.active) == 2', 'pass', 'unknown'],
  ['tasks.active[0].id == "1"', 'pass', 'unknown'],
  ['tasks.active[7].id == "1"', 'unknown', 'unknown'],
  ['tasks.active.exists(t, t.status == "Running")', 'pass', 'unknown'],
  ['tasks.active.exists(t, true)', 'pass', 'unknown'],
  ['tasks.active.all(t, t.status != "Cancelling")', 'pass', 'unknown'],
  ['tasks.active.exists_one(t, t.status == "Waiting")', 'pass', 'unknown'],
  ['tasks.active.filter(t, t.status == "Waiting").map(t, t.id) == ["2"]', 'pass', 'unknown'],
  ['tasks.active.map(t, t.status == "Waiting", t.id).join("") == "2"', 'pass', 'unknown'],
  ['tasks.active.exists(t, has(t.status))', 'pass', 'unknown'],
  ['has(tasks.active[0].status)', 'refused', 'refused'],
  ['[].all(x, ssl.enabled)', 'pass', 'pass'],
  ['[1, 2].exists(x, x == 2 || ssl.enabled)', 'pass', 'pass'],
  ['[1, 2].all(x, x == 9 && ssl.enabled)', 'fail', 'fail'],
  ['[1, 2].exists_one(x, x == 2 || ssl.enabled)', 'pass', 'unknown'],
  ['[1, 2].map(x, ssl.enabled).size() == 2', 'pass', 'unknown'],
  // facts of one's own
  ['x.owner == "alice"', 'pass', 'unknown'],
  ['x.owner != "bob"', 'pass', 'unknown'],
  ['x.owner in ["alice"]', 'pass', 'unknown'],
  ['x.limit >= 5', 'pass', 'unknown'],
  ['x.limit != "5"', 'unknown', 'unknown'],
  ['!(x.limit in ["5"])', 'unknown', 'unknown'],
  ['x.nobody == 1', 'unknown', 'unknown'],
  ['x.owner', 'unknown', 'unknown'],
  ['tasks.active.exists(x, x.id == "2")', 'pass', 'unknown'],
  // a group of facts is not a value, and a fact is never absent
  ...['has(ssl.enabled)', 'has(x.owner)', 'has(ssl.enabled) ? ssl.enabled : true', '!has(x.owner) || true', '"enabled" in ssl', '"owner" in x', 'size(ssl) == 0', 'ssl.size() == 0', 'ssl == {}', 'x == {}', 'ssl != ssl',
    'dyn(ssl) == 1', 'dyn(ssl).enabled', 'dyn(ssl)["enabled"]', 'ssl["enabled"]', 'x["owner"] == ""', 'ssl.?enabled.orValue(false)', 'ssl[?"enabled"].orValue(false)', 'optional.of(ssl).hasValue()', 'x.?owner.hasValue()',
    'instance.tags.?team.orValue("cache") == "cache"', '[ssl].exists(s, !s.enabled)', '[ssl][0].enabled', '{"a": ssl}.a.enabled', '{"a": ssl}["a"].enabled', '(true ? ssl : ssl).enabled', 'cel.bind(s, ssl, !s.enabled)', 'ssl.exists(key, key == "enabled")',
    'x.all(key, false)', 'ssl.map(key, key) == []', 'ssl', 'has(ssl)', 'has(dyn(ssl).enabled)', 'has((ssl).enabled)', 'type(ssl) == map', 'string(ssl) == ""', '[1].exists(ssl, ssl == 1)', '[{"enabled": false}].exists(ssl, !ssl.enabled)', 'cel.bind(instance, 1, true)']
    .map((expression) => [expression, 'refused', 'refused'] as const),
  // versions
  ['versionAtLeast(instance.engineVersion, "5.0")', 'pass', 'pass'],
  ['versionAtLeast(instance.engineVersion, "10.0")', 'fail', 'fail'],
  ['versionAtLeast("10.0", instance.engineVersion)', 'pass', 'pass'],
  ['versionAtLeast("5", "5.0")', 'pass', 'pass'],
  ['versionAtLeast(version.minor, "5.0")', 'unknown', 'unknown'],
  ['versionAtLeast(instance.engineVersion, "five")', 'refused', 'refused'],
  ['instance.engineVersion in ["4.0", "5.0"]', 'pass', 'pass'],
  ['int(instance.engineVersion.split(".")[0]) >= 5', 'pass', 'pass'],
  ['size(instance.engineVersion) < 4', 'pass', 'pass'],
  ...['instance.engineVersion < "6.0"', 'instance.engineVersion <= "6.0"', 'instance.engineVersion > "4.0"', 'instance.engineVersion >= "5.0"', '"6.0" > instance.engineVersion', '(instance.engineVersion) < "6.0"', 'string(instance.engineVersion) < "6.0"',
    'dyn(instance.engineVersion) < "6.0"', '(true ? instance.engineVersion : "1.0") < "6.0"', 'double(instance.engineVersion) >= 5.0', 'version.minor < version.latestMinor', '[instance.engineVersion].exists(v, v < "6.0")', 'cel.bind(v, instance.engineVersion, v < "6.0")',
    'instance.engineVersion.substring(0, 1) < "6"', '[instance.engineVersion][0] < "6"', '(instance.engineVersion + "") < "6"', '{"v": instance.engineVersion}.v < "6"', '[instance.engineVersion].map(v, v)[0] < "6"', '[instance.engineVersion].filter(v, true)[0] < "6"']
    .map((expression) => [expression, 'refused', 'refused'] as const),
  // patterns
  ['instance.name.matches("^heal+thy$")', 'pass', 'pass'],
  ['matches(instance.name, "alt")', 'pass', 'pass'],
  [String.raw`instance.name.matches(r"^\w+$")`, 'pass', 'pass'],
  ...['instance.name.matches(instance.id)', 'instance.name.matches("a" + "b")', 'matches(instance.name, instance.name)', 'instance.name.matches("(a")', 'instance.name.matches("(?=a)")', String.raw`instance.name.matches("(a)\\1")`, 'instance.name.matches()', 'instance.name.matches(string("a"))']
    .map((expression) => [expression, 'refused', 'refused'] as const),
  // what is not an expression, or not of a fitting type
  ...['ssl.enabeld', 'sll.enabled', 'instance.status', 'instance.shardCount == "8"', 'instance.shardCount && true', 'ssl.enabled = false', 'ssl.enabled ==', 'foo(1)', 'instance.status.foo()', 'b"a" == b"a"', '1u == 1u', 'unknown', 'tasks.active.exists(t, t.statu == "Running")',
    'request.now.getHours("Europe/Berlin") == 1', 'instance.region.size(1) == 1', '1', '"true"', 'ssl.enabled.foo', 'instance.status.x == 1']
    .map((expression) => [expression, 'refused', 'refused'] as const),
];

describe('an expression', () => {
  test.each(TABLE)('%s is %s where the facts are read and %s where they are not', (expression, read, unread) => {
    expect(judge(expression, READ)).toBe(read);
    expect(judge(expression, UNREAD)).toBe(unread);
  });

  test('tells every unknown fact that it reached, sorted, and the faults on the way', () => {
    const rule = compileRule(ruleText({ assert: 'ssl.enabled == (instance.shardCount == 8) && tasks.active == [] && instance.vpcId.substring(90) == ""' }), 'a-rule.yaml');
    const { unknown, looked } = rule.decide(UNREAD);
    expect(unknown.map(({ fact, unknown: { reason } }) => [fact, reason])).toEqual([['instance.shardCount', 'conflict'], ['ssl.enabled', 'denied'], ['tasks.active', 'throttled'], [null, 'rule-error']]);
    expect(unknown.at(-1)?.unknown.detail).toBe('substring reaches outside the text.');
    expect(looked).toEqual(['instance.shardCount', 'instance.vpcId', 'ssl.enabled', 'tasks.active']);
  });

  test('is unknown where a fact has a value of another type than the dictionary says', () => {
    const odd = healthyWith({ 'instance.shardCount': 'eight', 'ssl.enabled': 0 });
    expect(judge('instance.shardCount != 8', odd)).toBe('unknown');
    expect(judge('ssl.enabled == false', odd)).toBe('unknown');
  });

  test.each([
    '1 + 2 * 3 == 7', '7 / 2 == 3', '-7 / 2 == -3', '-7 % 3 == -1', '1.5 + 1.5 == 3.0', '"a" + "b" == "ab"', '[1] + [2] == [1, 2]', '2 in [1, 2]', '"a" in {"a": 1}', '{"a": [1]} == {"a": [1]}', '[1, 2] != [2, 1]', '"b" > "a"', 'size("añ日") == 3',
    '"abc".startsWith("ab") && "abc".endsWith("bc") && "abc".contains("b")', '"abc".indexOf("c") == 2', '"abca".lastIndexOf("a") == 3', '"abc".substring(1, 2) == "b"', '"a,b".split(",") == ["a", "b"]', '"a,b,c".split(",", 2) == ["a", "b,c"]', '["a", "b"].join("-") == "a-b"',
    '" a ".trim() == "a"', '"aB".lowerAscii() == "ab"', '"aB".upperAscii() == "AB"', 'int("12") == 12', 'int(3.9) == 3', 'double("1.5") == 1.5', 'string(12) == "12"', 'bool("true")', 'timestamp("2026-11-24T00:00:00Z").getMonth() == 10', 'timestamp("2026-11-24T00:00:00Z").getDayOfWeek() == 2',
    'timestamp("2026-11-24T12:34:56Z").getHours() == 12', 'duration("90m").getHours() == 1', 'duration("1.5s").getMilliseconds() == 1500', 'timestamp("2026-11-24T00:00:00Z") + duration("24h") == timestamp("2026-11-25T00:00:00Z")', '[1, 2, 3].filter(x, x > 1).map(x, x * 2) == [4, 6]', '[1, 2].all(x, x > 0)',
    '[1, 2].exists_one(x, x > 1)', '{"a": 1, "b": 2}.all(k, k != "c")', '[[1, 2], [3]].map(l, l.map(x, x + 1)) == [[2, 3], [4]]', 'cel.bind(a, 2, a * a) == 4', 'true ? true : false', '!false', '"x".matches("^x$")', 'false || true && true', '1 < 2 && 2.0 >= 2.0', "'single' == \"single\"", '"""a\nb""" == "a\\nb"',
  ])('%s holds here as it holds in the CEL library', (expression) => {
    expect(evaluateByLibrary(expression)).toBe(true);
    expect(judge(expression, READ)).toBe('pass');
    expect(judge(`!(${expression})`, READ)).toBe('fail');
  });
});

test('a rule that does not apply is skipped, and one of which that is unknown is unknown', () => {
  const rule = compileRule(ruleText({ when: 'instance.architecture == "cluster"', assert: 'ssl.enabled == false' }), 'a-rule.yaml');
  const looked: FactName[] = ['instance.architecture'];
  expect(rule.decide(healthyWith({ 'instance.architecture': 'standard', 'ssl.enabled': { unknown: 'not-asked' } }))).toEqual({ verdict: 'skipped', looked, unknown: [] });
  expect(rule.decide(healthyWith({ 'instance.architecture': { unknown: 'denied' } }))).toMatchObject({ verdict: 'unknown', looked, unknown: [{ fact: 'instance.architecture' }] });
  expect(rule.decide(healthyWith({ 'ssl.enabled': true }))).toEqual({ verdict: 'fail', looked: ['ssl.enabled'], unknown: [] });
  expect(rule.applies(healthyWith({ 'instance.architecture': { unknown: 'denied' } }))).toBe('unknown');
  expect([rule.whenNeeds, rule.needs]).toEqual([looked, ['ssl.enabled']]);
});
