import type { Language } from '../model/language.ts';

/** The sentences in which findings are told. */
export interface FindingWords {
  missing(instanceId: string, regions: string): string;
  /** The same where every region was asked. */
  missingEverywhere(instanceId: string, regions: string): string;
  readonly skippedAsMissing: string;
  readonly skipped: string;
  fail(expected: string, saw: string): string;
  /** A fact and its value, as one part of what was seen; parts are joined by `comma`, and `stop` ends them. */
  is(fact: string, value: string): string;
  readonly comma: string;
  readonly stop: string;
  unknown(expected: string, reasons: string): string;
  unread(fact: string | null, reason: string, detail: string, advice: string): string;
}

/** One object a language: what one of them does not say does not compile. */
export const FINDING_WORDS: Readonly<Record<Language, FindingWords>> = {
  en: {
    missing: (instanceId, regions) => `NotFound for ${instanceId} in ${regions}. Check the id and the account, or look in every region with --all-regions.`,
    missingEverywhere: (instanceId, regions) => `NotFound for ${instanceId} in ${regions}, which is every region. Check the id and the account.`,
    skippedAsMissing: 'Skipped: the instance does not exist.',
    skipped: 'Skipped: the rule does not apply to this instance.',
    fail: (expected, saw) => `Expected: ${expected} Saw: ${saw}`,
    is: (fact, value) => `${fact} is ${value}`,
    comma: ', ',
    stop: '.',
    unknown: (expected, reasons) => `Unknown whether: ${expected} ${reasons}`,
    unread: (fact, reason, detail, advice) => `${fact ?? 'The expression'} could not be read (${reason}): ${detail} ${advice}`,
  },
  zh: {
    missing: (instanceId, regions) => `在 ${regions} 中查询 ${instanceId} 得到 NotFound。请检查实例 ID 与账号，或用 --all-regions 在所有地域中查找。`,
    missingEverywhere: (instanceId, regions) => `在所有地域（${regions}）中查询 ${instanceId} 均得到 NotFound。请检查实例 ID 与账号。`,
    skippedAsMissing: '已跳过：该实例不存在。',
    skipped: '已跳过：该规则不适用于此实例。',
    fail: (expected, saw) => `期望：${expected} 实际：${saw}`,
    is: (fact, value) => `${fact} 为 ${value}`,
    comma: '，',
    stop: '。',
    unknown: (expected, reasons) => `未知是否满足：${expected} ${reasons}`,
    unread: (fact, reason, detail, advice) => `${fact ?? '表达式'} 无法读取（${reason}）：${detail} ${advice}`,
  },
};
