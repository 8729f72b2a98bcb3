import type { Language } from '../../model/language.ts';
import { COMMON_WORDS, number } from './common.ts';

/** What pages say of instances that can go after a change, unless what is unknown of them stands in the way too. */
export interface PerhapsWords {
  /** Over the groups of such instances. */
  title(instances: number): string;
  /** Which error rules are unknown besides those that failed. */
  besides(checks: number, rules: string): string;
  /** The mark of one such instance, with the number of its rules. */
  mark(checks: number): string;
  /** The same where there is little room. */
  readonly short: string;
  /** How many of those of a group they are. */
  count(instances: number): string;
}

const { count } = COMMON_WORDS.en;
const { count: countZh } = COMMON_WORDS.zh;

/** One object a language: what one of them does not say does not compile. */
export const PERHAPS_WORDS: Readonly<Record<Language, PerhapsWords>> = {
  en: {
    title: (instances) => `${count(instances, 'instance')} may need more: checks that count could not be decided`,
    besides: (checks, rules) => `Besides, ${count(checks, 'check')} could not be decided: ${rules}. It may need more.`,
    mark: (checks) => `and ${count(checks, 'check')} could not be decided: it may need more`,
    short: 'may need more',
    count: (instances) => `${number(instances)} of them may need more: checks that count could not be decided.`,
  },
  zh: {
    title: (instances) => `${countZh(instances, 'instance')}可能还需其他变更：有计入的检查未能判定`,
    besides: (checks, rules) => `此外，有 ${countZh(checks, 'check')}未能判定：${rules}。可能还需其他变更。`,
    mark: (checks) => `另有 ${countZh(checks, 'check')}未能判定：可能还需其他变更`,
    short: '可能还需变更',
    count: (instances) => `其中 ${countZh(instances, 'instance')}可能还需其他变更：有计入的检查未能判定。`,
  },
};
