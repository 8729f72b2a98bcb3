import { expect, test } from 'vitest';

import { loadRuleBook, testRule } from '../../src/rulebook/index.ts';

const book = loadRuleBook({ builtIn: 'rules', extra: [] });

test.each(book.rules.map((rule) => [rule.id, rule] as const))('every example of %s holds', (_, rule) => {
  const wrong = testRule(rule).filter((result) => !result.passed);
  expect(wrong).toEqual([]);
});
