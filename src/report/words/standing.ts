import type { Standing } from '../../model/finding.ts';
import type { Language } from '../../model/language.ts';

/** How instances stand, and how that changed, for everything that compares two runs. */
export interface StandingWords {
  readonly standings: Readonly<Record<Standing, string>>;
  failsNow(rules: string): string;
}

/** One object a language: what one of them does not say does not compile. */
export const STANDING_WORDS: Readonly<Record<Language, StandingWords>> = {
  en: {
    standings: { enabled: 'enabled', eligible: 'eligible', blocked: 'blocked', unknown: 'unknown' },
    failsNow: (rules) => `Fails now: ${rules}.`,
  },
  zh: {
    standings: { enabled: '已有直连地址', eligible: '可立即开通', blocked: '受阻', unknown: '未知' },
    failsNow: (rules) => `新增未通过的规则：${rules}。`,
  },
};
