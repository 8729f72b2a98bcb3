import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { FactName, FactSet, FactShape, FactValue } from '../../src/model/facts.ts';
import { FACTS } from '../../src/model/facts.ts';
import { known, UNKNOWN_REASONS, unknown } from '../../src/model/known.ts';
import type { Known } from '../../src/model/known.ts';
import { compileRule, loadRuleBook } from '../../src/rulebook/index.ts';
import { ruleText } from './fixtures.ts';

/** Words that rules ask for, so that random facts reach every branch. */
const WORDS = ['', 'cluster', 'standard', 'classic', 'cloud-native', 'redis', 'Community', 'Enterprise', 'VPC', 'CLASSIC', 'Normal', 'Available', '4.0', '5.0', '7.0', 'Running', 'Waiting', 'granted', 'redisdirect123', '127.0.0.1', 'team'];
const word = fc.constantFrom(...WORDS);
const int = fc.constantFrom(0, 1, 8, 9, 1023, 1024, 6379, 65536);

function valueOf(shape: FactShape): fc.Arbitrary<FactValue> {
  switch (shape.kind) {
    case 'string': return word;
    case 'int': return int;
    case 'bool': return fc.boolean();
    case 'timestamp': return fc.constantFrom('2026-11-24T00:00:00Z', '2027-11-24T00:00:00Z');
    case 'list': return fc.array(word, { maxLength: 3 });
    case 'map': return fc.dictionary(word, word, { maxKeys: 3 });
    case 'list-of': return fc.array(fc.record(Object.fromEntries(Object.entries(shape.fields).map(([field, kind]) => [field, kind === 'string' ? word : kind === 'int' ? int : fc.boolean()]))), { maxLength: 3 });
  }
}

const reason = fc.constantFrom(...UNKNOWN_REASONS).map((why): Known<FactValue> => unknown(why, 'Made unknown by the test.'));
const facts: fc.Arbitrary<FactSet> = fc.record(Object.fromEntries(Object.entries(FACTS).map(([name, shape]) => {
  const value = valueOf(shape).map((given): Known<FactValue> => known(given, { operation: 'test', requestId: null, readAt: '2026-11-24T00:00:00Z' }));
  return [name, fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: reason })];
}))).map((record) => new Map(Object.entries(record)) as FactSet);

const FURTHER = [
  'ssl.enabled || tasks.active.exists(t, t.status == "Running") || "team" in instance.tags',
  'ssl.enabled ? version.isLatestMinor : tasks.active.all(t, t.status != "Running")',
  'tasks.active.exists_one(t, t.status == instance.status) != (instance.shardCount > 8)',
  'instance.tags.exists(k, instance.tags[k] == instance.status) || has(instance.tags.team)',
  'access.whitelist.filter(a, a != instance.name).map(a, size(a)).exists(n, n > instance.shardCount) || instance.tags.team == "VPC"',
  '!(instance.shardCount / request.port > 0) || ssl.enabled || !(instance.status.matches("^N"))',
  'cel.bind(n, instance.shardCount, n > 3 || ssl.enabled) && (request.prefix in account.prefixesSeen || versionAtLeast(instance.engineVersion, "5.0"))',
].map((assert) => compileRule(ruleText({ assert }), 'a-rule.yaml'));
const RULES = [...loadRuleBook({ builtIn: 'rules', extra: [] }).rules, ...FURTHER];

test('making a fact unknown never turns a verdict into pass or skipped, and pass only into pass or unknown', () => {
  fc.assert(fc.property(facts, reason, (given, made) => {
    for (const rule of RULES) {
      const before = rule.decide(given).verdict;
      for (const name of [...rule.needs, ...rule.whenNeeds]) {
        const after = rule.decide(new Map<FactName, Known<FactValue>>(given).set(name, made)).verdict;
        expect([before, 'unknown'], `${rule.id} without ${name}`).toContain(after);
      }
    }
  }), { numRuns: 300 });
});

test('a verdict other than unknown does not need the facts that were unknown', () => {
  fc.assert(fc.property(facts, facts, (given, other) => {
    for (const rule of RULES) {
      const { verdict } = rule.decide(given);
      if (verdict === 'unknown') continue;
      const filled = new Map([...given].map(([name, fact]) => [name, fact.kind === 'unknown' ? (other.get(name) ?? fact) : fact] as const));
      expect(rule.decide(filled).verdict).toBe(verdict);
    }
  }), { numRuns: 300 });
});
