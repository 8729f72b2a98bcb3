import type { DiffCause } from '../../model/diff.ts';
import type { Language } from '../../model/language.ts';
import { STANDING_WORDS } from './standing.ts';
import type { StandingWords } from './standing.ts';

type Presence = Extract<DiffCause, { kind: 'coverage'; change: 'scope' | 'list-unread' | 'appeared' | 'gone' }>['change'];

/** The words of what changed between two results. */
export interface DiffWords extends StandingWords {
  title(from: string, to: string): string;
  readonly worse: string;
  readonly better: string;
  readonly added: string;
  readonly removed: string;
  readonly otherwise: string;
  readonly nothing: string;
  moved(from: string | null, to: string | null): string;
  failsNoLonger(rules: string): string;
  fact(fact: string, from: string, to: string): string;
  readonly rule: Readonly<Record<'added' | 'removed' | 'text', (rule: string) => string>>;
  severity(rule: string, from: string, to: string): string;
  readonly waiver: Readonly<Record<'applied' | 'ended', (rule: string) => string>>;
  unread(fact: string, value: string, reason: string): string;
  read(fact: string, value: string, reason: string): string;
  readonly presence: Readonly<Record<Presence, string>>;
  readonly because: string;
  readonly unknownCause: string;
  readonly otherBook: string;
  readonly otherPreset: (from: string, to: string) => string;
  readonly hypothetical: string;
  readonly newlyUnread: string;
  /** The heading, in a result, of what became worse since the last run. */
  worseSince(at: string): string;
  notWorseSince(at: string, better: number): string;
  readonly allInHistory: string;
  readonly readAgain: string;
  summary(counts: { readonly worse: number; readonly better: number; readonly changed: number; readonly added: number; readonly removed: number; readonly same: number }): string;
}

/** One object a language: what one of them does not say does not compile. */
export const DIFF_WORDS: Readonly<Record<Language, DiffWords>> = {
  en: {
    ...STANDING_WORDS.en,
    title: (from, to) => `What changed from ${from} to ${to}`,
    worse: 'Worse',
    better: 'Better',
    added: 'New in scope',
    removed: 'No longer in scope',
    otherwise: 'Changed otherwise',
    nothing: 'Nothing changed.',
    moved: (from, to) => (from === null ? `now ${to}` : to === null ? `was ${from}` : from === to ? `${to} as before` : `${from} → ${to}`),
    failsNoLonger: (rules) => `Fails no longer: ${rules}.`,
    fact: (fact, from, to) => `${fact}: ${from} → ${to}`,
    rule: { added: (rule) => `rule ${rule} is new`, removed: (rule) => `rule ${rule} is gone`, text: (rule) => `rule ${rule} says something else than before` },
    severity: (rule, from, to) => `rule ${rule}: severity ${from} → ${to}`,
    waiver: { applied: (rule) => `the failure of ${rule} is waived now`, ended: (rule) => `the failure of ${rule} is waived no longer` },
    unread: (fact, value, reason) => `${fact} was ${value} and could not be read this time (${reason})`,
    read: (fact, value, reason) => `${fact} is ${value}, and could not be read before (${reason})`,
    presence: {
      scope: 'the scope was another', 'list-unread': 'the list of instances could not be read in one of the runs', appeared: 'it was not there before', gone: 'it is not there any more',
    },
    because: 'Because: ',
    unknownCause: 'what the results hold does not tell why',
    otherBook: 'The rule book is another than before.',
    otherPreset: (from, to) => `The preset is another: ${from} → ${to}.`,
    hypothetical: 'At least one of the results is hypothetical: it rests on assumptions.',
    newlyUnread: 'Could not be read this time',
    worseSince: (at) => `Worse than in the last run, ${at}`,
    notWorseSince: (at, better) => `Since the last run, ${at}, nothing became worse${better === 0 ? '' : ` and ${better} better`}.`,
    allInHistory: '`tair-preflight diff` of two files of the history tells all that changed.',
    readAgain: 'Could be read again',
    summary: ({ worse, better, changed, added, removed, same }) => `${worse} worse, ${better} better; ${changed} changed, ${added} new, ${removed} gone, ${same} as before.`,
  },
  zh: {
    ...STANDING_WORDS.zh,
    title: (from, to) => `从 ${from} 到 ${to} 的变化`,
    worse: '变差',
    better: '变好',
    added: '新进入范围',
    removed: '已不在范围内',
    otherwise: '其他变化',
    nothing: '没有变化。',
    moved: (from, to) => (from === null ? `现为${to}` : to === null ? `原为${from}` : from === to ? `仍为${to}` : `${from} → ${to}`),
    failsNoLonger: (rules) => `不再未通过的规则：${rules}。`,
    fact: (fact, from, to) => `${fact}：${from} → ${to}`,
    rule: { added: (rule) => `规则 ${rule} 为新增`, removed: (rule) => `规则 ${rule} 已移除`, text: (rule) => `规则 ${rule} 的内容已变` },
    severity: (rule, from, to) => `规则 ${rule} 的级别：${from} → ${to}`,
    waiver: { applied: (rule) => `${rule} 的未通过现已豁免`, ended: (rule) => `${rule} 的豁免已结束` },
    unread: (fact, value, reason) => `${fact} 原为 ${value}，此次无法读取（${reason}）`,
    read: (fact, value, reason) => `${fact} 为 ${value}，此前无法读取（${reason}）`,
    presence: {
      scope: '两次运行的范围不同', 'list-unread': '其中一次运行无法读取实例列表', appeared: '此前不存在', gone: '现已不存在',
    },
    because: '原因：',
    unknownCause: '结果中没有说明原因',
    otherBook: '规则库与此前不同。',
    otherPreset: (from, to) => `预设不同：${from} → ${to}。`,
    hypothetical: '至少有一份结果是假设性的：它基于假设的事实。',
    newlyUnread: '此次无法读取',
    worseSince: (at) => `与上次运行（${at}）相比变差`,
    notWorseSince: (at, better) => `自上次运行（${at}）以来没有变差${better === 0 ? '' : `，变好 ${better} 个`}。`,
    allInHistory: '`tair-preflight diff` 可比较历史目录中的两个文件，给出全部变化。',
    readAgain: '已能重新读取',
    summary: ({ worse, better, changed, added, removed, same }) => `变差 ${worse} 个，变好 ${better} 个；有变化 ${changed} 个，新增 ${added} 个，消失 ${removed} 个，不变 ${same} 个。`,
  },
};
