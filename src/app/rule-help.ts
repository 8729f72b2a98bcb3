import type { Language } from '../model/language.ts';
import type { Rule } from '../model/rule.ts';
import { textsOf } from '../model/rule-texts.ts';
import type { RuleHelp } from '../report/report.ts';
import { failingFacts } from './rule-book.ts';

/** What rules say of themselves, by id: texts in the language where they are translated, remedies with the values of their own example. */
export function ruleHelp(rules: readonly Rule[], language: Language): (rule: string) => RuleHelp | null {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (id) => {
    const rule = byId.get(id);
    if (rule === undefined) return null;
    const texts = textsOf(rule, language);
    return { title: texts.title, why: texts.why, remedy: texts.remedy(failingFacts(rule)).map((step) => step.do), source: rule.sources[0]?.url ?? null };
  };
}
