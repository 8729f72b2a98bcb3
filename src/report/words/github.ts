import type { Language } from '../../model/language.ts';
import { number } from './common.ts';

/** What annotations say besides their findings. */
export interface GithubWords {
  unread(operation: string, region: string | null): string;
  readonly more: string;
  left(count: number): string;
  /** A line of Markdown. */
  readonly cutOff: string;
}

/** One object a language: what one of them does not say does not compile. */
export const GITHUB_WORDS: Readonly<Record<Language, GithubWords>> = {
  en: {
    unread: (operation, region) => `${operation} could not be read${region === null ? '' : ` in ${region}`}`,
    more: 'More of this kind',
    left: (count) => `${number(count)} more of this kind; GitHub shows ten. The others stand in the step summary and in --format json.`,
    cutOff: '_The rest was left out: the summary of a step holds 1 MiB._',
  },
  zh: {
    unread: (operation, region) => `${operation}${region === null ? '' : `（${region}）`}无法读取`,
    more: '更多同类条目',
    left: (count) => `另有 ${number(count)} 条同类条目；GitHub 只显示十条，其余见步骤摘要与 --format json。`,
    cutOff: '_其余部分已省略：一个步骤的摘要最多 1 MiB。_',
  },
};
