import type { Language } from '../../model/language.ts';

/** The words of what a history keeps. */
export interface HistoryWords {
  readonly none: string;
  readonly head: readonly [string, ...string[]];
  readonly trendHead: readonly [string, ...string[]];
  /** What the signs of a bar stand for. */
  readonly share: string;
  scope(scope: string, others: number): string;
}

/** One object a language: what one of them does not say does not compile. */
export const HISTORY_WORDS: Readonly<Record<Language, HistoryWords>> = {
  en: {
    none: 'The folder keeps no result.',
    head: ['run', 'scope', 'preset', 'instances', 'eligible', 'fixable', 'blocked', 'unknown', 'enabled'],
    trendHead: ['run', 'instances', 'enabled', 'eligible', 'fixable', 'never', 'unknown', ''],
    share: '# enabled, + eligible, ~ after a change, x never, ? unknown.',
    scope: (scope, others) => `Scope ${scope}${others > 0 ? `; the folder keeps results of ${others} other ${others === 1 ? 'scope' : 'scopes'}, see \`history list\` and --scope` : ''}.`,
  },
  zh: {
    none: '该目录中没有结果。',
    head: ['运行时间', '范围', '预设', '实例', '可开通', '可修复', '受阻', '未知', '已开通'],
    trendHead: ['运行时间', '实例', '已开通', '可开通', '可修复', '不可开通', '未知', ''],
    share: '# 已开通，+ 可开通，~ 变更后可开通，x 不可开通，? 未知。',
    scope: (scope, others) => `范围 ${scope}${others > 0 ? `；目录中另有 ${others} 个范围的结果，见 \`history list\` 和 --scope` : ''}。`,
  },
};
