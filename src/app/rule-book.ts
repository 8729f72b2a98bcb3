import type { FactSet } from '../model/facts.ts';
import { OPERATIONS } from '../model/plan.ts';
import type { Rule, RuleBook } from '../model/rule.ts';
import { HEALTHY, loadRuleBook, testRule, toFacts } from '../rulebook/index.ts';
import type { ExampleResult } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';

export { healthyToYaml } from '../rulebook/index.ts';

/** The built-in rules with those of further folders. Throws a UsageError with every fault of every file. */
export function readRuleBook(folders: readonly string[]): RuleBook {
  return loadRuleBook({ builtIn: builtInRules(), extra: folders });
}

/** Runs the examples of the given folders alone; of the built-in rules where none is given. */
export function runExamples(folders: readonly string[]): readonly ExampleResult[] {
  const books = folders.length > 0 ? [loadRuleBook({ builtIn: null, extra: folders })] : OPERATIONS.map((operation) => loadRuleBook({ builtIn: builtInRules(operation), extra: [] }));
  return books.flatMap((book) => book.rules.flatMap((rule) => testRule(rule)));
}

/** The facts of the rule's first failing example, so that its remedy can be shown; the healthy instance where it has none. */
export function failingFacts(rule: Rule): FactSet {
  const example = rule.examples.find((one) => one.then === 'fail');
  return example === undefined ? HEALTHY : toFacts(example);
}
