import type { Language } from './language.ts';
import type { Rule, RuleTexts } from './rule.ts';

/** What a rule says in a language; where it is not translated, its own words. */
export function textsOf(rule: Rule, language: Language): RuleTexts {
  return language === 'en' ? rule : rule.translations[language] ?? rule;
}
