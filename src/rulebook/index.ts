export { compileRule } from './compile-rule.ts';
export { defineRule } from './define-rule.ts';
export type { RuleDefinition, StepDefinition, ValueOfFact, ValuesOfFacts } from './define-rule.ts';
export { digestOf } from './digest-of.ts';
export { HEALTHY, healthyToYaml } from './healthy.ts';
export { loadRuleBook, makeRuleBook } from './load-rule-book.ts';
export type { RuleBookSources } from './load-rule-book.ts';
export { testRule, toFacts } from './test-rule.ts';
export type { ExampleResult } from './test-rule.ts';
