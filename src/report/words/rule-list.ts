import type { Language } from '../../model/language.ts';
import type { Prediction, Preset, Severity } from '../../model/rule.ts';
import { COMMON_WORDS, number } from './common.ts';

/** The words of the list of rules and of one rule shown whole, in one language. */
export interface RuleListWords {
  /** The line under the list: how many rules there are, in which preset, and what the mark of an enforced one means. */
  foot(rules: number, preset: Preset, enforced: number): string;
  /** The labels of the first lines, with colon and blanks: all of one width. */
  readonly labels: Readonly<Record<'severity' | 'enforced' | 'order' | 'file', string>>;
  severityIn(severity: Severity, preset: Preset): string;
  readonly enforced: string;
  readonly notEnforced: string;
  readonly titles: Readonly<Record<'decides' | 'why' | 'predicts' | 'remedy' | 'examples' | 'sources', string>>;
  /** The labels of what a rule decides by, with blanks: all of one width. The first two are the words of a rule file. */
  readonly decides: Readonly<Record<'when' | 'assert' | 'reads', string>>;
  readonly noFacts: string;
  readonly noCode: string;
  predicted(code: string, basis: Prediction['basis']): string;
  /** Whose values the remedy shows. */
  readonly valuesOfExample: string;
  isGiven(fact: string, value: string): string;
  isUnread(fact: string, reason: string): string;
  readonly healthy: string;
  example(given: readonly string[], then: string): string;
  never(verdict: string, reason: string): string;
  source(url: string, seen: string): string;
}

const EN: RuleListWords = {
  foot: (rules, preset, enforced) => `${COMMON_WORDS.en.count(rules, 'rule')}, preset ${preset}. * enforced (${number(enforced)}): without its pass no call leaves.`,
  labels: { severity: 'Severity: ', enforced: 'Enforced: ', order: 'Order:    ', file: 'File:     ' },
  severityIn: (severity, preset) => `${severity} in ${preset}`,
  enforced: 'yes: no call leaves without its pass, whatever the preset',
  notEnforced: 'no',
  titles: { decides: 'Decides', why: 'Why', predicts: 'Predicts', remedy: 'Remedy', examples: 'Examples', sources: 'Sources' },
  decides: { when: 'when   ', assert: 'assert ', reads: 'reads  ' },
  noFacts: 'no facts',
  noCode: 'No code is documented: a failure may be answered with any.',
  predicted: (code, basis) => `${code} (${basis})`,
  valuesOfExample: 'With the values of an example; steps that would not help it are left out.',
  isGiven: (fact, value) => `${fact} = ${value}`,
  isUnread: (fact, reason) => `${fact} unknown (${reason})`,
  healthy: 'the healthy instance',
  example: (given, then) => `${given.join(', ')}: ${then}`,
  never: (verdict, reason) => `never ${verdict}: ${reason}`,
  source: (url, seen) => `${url} (seen ${seen})`,
};

const BASES: Readonly<Record<Prediction['basis'], string>> = { documented: '见于文档', inferred: '推断', observed: '实际观察到' };

const ZH: RuleListWords = {
  foot: (rules, preset, enforced) => `共 ${COMMON_WORDS.zh.count(rules, 'rule')}，预设 ${preset}。* 强制（${number(enforced)} 条）：未通过则不发出任何调用。`,
  labels: { severity: '级别：', enforced: '强制：', order: '顺序：', file: '文件：' },
  severityIn: (severity, preset) => `${preset} 中为 ${severity}`,
  enforced: '是，无论使用哪个预设，未通过时都不会发出任何调用',
  notEnforced: '否',
  titles: { decides: '判定', why: '原因', predicts: '预计错误码', remedy: '处理方法', examples: '示例', sources: '来源' },
  decides: { when: 'when   ', assert: 'assert ', reads: '读取   ' },
  noFacts: '不读取任何事实',
  noCode: '没有文档记载的错误码：不满足时可能返回任何错误码。',
  predicted: (code, basis) => `${code}（${BASES[basis]}）`,
  valuesOfExample: '其中的值取自示例；对该示例没有帮助的步骤已略去。',
  isGiven: (fact, value) => `${fact} = ${value}`,
  isUnread: (fact, reason) => `${fact} 未知（${reason}）`,
  healthy: '健康的实例',
  example: (given, then) => `${given.join('，')}：${then}`,
  never: (verdict, reason) => `不会出现 ${verdict}：${reason}`,
  source: (url, seen) => `${url} （查阅于 ${seen}）`,
};

/** One object a language: what one of them does not say does not compile. */
export const RULE_LIST_WORDS: Readonly<Record<Language, RuleListWords>> = { en: EN, zh: ZH };
