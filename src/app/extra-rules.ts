import { UsageError } from '../model/faults.ts';
import type { Rule, RuleBook } from '../model/rule.ts';
import { canonicalText, makeRuleBook } from '../rulebook/index.ts';

/**
 * The rule book with rules written in TypeScript, which count in its digest like any other. Throws a UsageError with every
 * rule that `defineRule` did not make (nothing would hold it to the facts it needs) or whose id is taken.
 */
export function withExtraRules(book: RuleBook, extra: readonly Rule[]): RuleBook {
  if (extra.length === 0) return book;
  const files = new Map(book.rules.map((rule) => [rule.id, rule.file]));
  const faults: string[] = [];
  for (const [at, rule] of extra.entries()) {
    if (canonicalText(rule) === null) {
      faults.push(`extraRules, number ${at + 1}: expected a rule that defineRule of this copy of tair-preflight made; saw something else.`);
      continue;
    }
    const other = files.get(rule.id);
    if (other !== undefined) faults.push(`extraRules: the id "${rule.id}" is taken by ${other === '(code)' ? 'another of them' : other}; every rule has an id of its own.`);
    files.set(rule.id, rule.file);
  }
  if (faults.length > 0) throw new UsageError(faults);
  return makeRuleBook([...book.rules, ...extra]);
}
