import type { Language } from '../../model/language.ts';
import type { Verdict } from '../../model/rule.ts';
import type { Documentation, Effect } from '../../model/service-codes.ts';
import { COMMON_WORDS, number } from './common.ts';

/** The words of the pages that `explain` shows, in one language. */
export interface ExplainWords {
  readonly documented: Readonly<Record<Documentation, string>>;
  readonly effects: Readonly<Record<Effect, string>>;
  readonly code: Readonly<Record<'knownAs' | 'answeredBy' | 'status' | 'documented' | 'means', string>>;
  readonly anyOperation: string;
  readonly predictedBy: string;
  readonly noRule: string;
  readonly whatToDo: string;
  predicting(rule: string, basis: string, title: string): string;
  before(operation: string, levels: readonly { readonly preset: string; readonly severity: string }[], isEnforced: boolean): string;
  run(tool: string, version: string, preset: string, at: string): string;
  hypothetical(facts: readonly string[]): string;
  readonly unread: string;
  inRegion(region: string): string;
  account(id: string): string;
  counts(standing: string, rules: number, verdicts: readonly { readonly verdict: Verdict; readonly size: number }[]): string;
  skipped(rules: number): string;
  readonly facts: string;
  ruleKind(severity: string, isEnforced: boolean): string;
  readonly noCode: string;
  expects(codes: readonly { readonly code: string; readonly basis: string }[]): string;
  readonly decides: string;
  andMore(left: number): string;
  unknownBecause(reasons: readonly string[]): string;
  unknownFact(name: string, reason: string): string;
  /** Why a fact was not asked for; null where the explanation itself says it. */
  notAsked(fact: string): string | null;
  agrees(source: string): string;
  readonly sameReply: string;
  request(id: string): string;
  readonly comma: string;
}

const { count } = COMMON_WORDS.en;
const { count: countZh } = COMMON_WORDS.zh;

const EN: ExplainWords = {
  documented: {
    described: 'described on the page of the operation',
    listed: 'listed on the page of the operation, without a description',
    common: 'common to all APIs of the cloud, not listed on the page of the operation',
    undocumented: 'not documented',
  },
  effects: { 'nothing-done': 'the request was not carried out', 'not-known': 'the request may or may not have been carried out' },
  code: { knownAs: 'Known as:', answeredBy: 'Answered by:', status: 'HTTP status:', documented: 'Documented:', means: 'It means:' },
  anyOperation: 'any operation',
  predictedBy: 'Predicted by',
  noRule: 'No rule.',
  whatToDo: 'What to do',
  predicting: (rule, basis, title) => `${rule} (${basis}): ${title}`,
  before: (operation, levels, isEnforced) => `before ${operation}; ${levels.map(({ preset, severity }) => `${severity} in ${preset}`).join(', ')}${isEnforced ? '; enforced' : ''}`,
  run: (tool, version, preset, at) => `${tool} ${version}, preset ${preset}, ${at}`,
  hypothetical: (facts) => `Hypothetical: ${facts.join(', ')} ${facts.length === 1 ? 'was' : 'were'} assumed with --assume.`,
  unread: 'Could not be read',
  inRegion: (region) => ` in ${region}`,
  account: (id) => `account ${id}`,
  counts: (standing, rules, verdicts) => `${standing}: ${count(rules, 'rule')}, ${verdicts.map(({ verdict, size }) => `${size} ${verdict}`).join(', ')}.`,
  skipped: (rules) => `skipped  ${count(rules, 'rule')}`,
  facts: 'Facts looked at',
  ruleKind: (severity, isEnforced) => ` (${severity}${isEnforced ? ', enforced' : ''})`,
  noCode: 'No code is documented for it.',
  expects: (codes) => `The service is expected to answer ${codes.map(({ code, basis }) => `${code} (${basis})`).join(', ')}.`,
  decides: '<- decides',
  andMore: (left) => `and ${number(left)} more`,
  unknownBecause: (reasons) => `unknown (${reasons.join(', ')})`,
  unknownFact: (name, reason) => `${name}: unknown (${reason})`,
  notAsked: () => null,
  agrees: (source) => `agrees: ${source}`,
  sameReply: 'another field of the same reply',
  request: (id) => `request ${id}`,
  comma: ', ',
};

const ZH: ExplainWords = {
  documented: { described: '操作的 API 页面有说明', listed: '操作的 API 页面列出了它，但没有说明', common: '各云产品 API 的公共错误码，操作的 API 页面未列出', undocumented: '没有文档' },
  effects: { 'nothing-done': '请求没有执行', 'not-known': '请求可能已执行，也可能没有' },
  code: { knownAs: '所属类别：', answeredBy: '返回它的操作：', status: 'HTTP 状态码：', documented: '文档：', means: '结论：' },
  anyOperation: '任意操作',
  predictedBy: '预测它的规则',
  noRule: '无。',
  whatToDo: '处理办法',
  predicting: (rule, basis, title) => `${rule}（${basis}）：${title}`,
  before: (operation, levels, isEnforced) => `在 ${operation} 之前判定；${levels.map(({ preset, severity }) => `${preset} 中为 ${severity}`).join('，')}${isEnforced ? '；强制' : ''}`,
  run: (tool, version, preset, at) => `${tool} ${version}，规则预设 ${preset}，${at}`,
  hypothetical: (facts) => `假设性结果：已用 --assume 假设 ${facts.join('、')}。`,
  unread: '未能读取',
  inRegion: (region) => `（${region}）`,
  account: (id) => `账号 ${id}`,
  counts: (standing, rules, verdicts) => `${standing}：${countZh(rules, 'rule')}，${verdicts.map(({ verdict, size }) => `${verdict} ${size}`).join('，')}。`,
  skipped: (rules) => `skipped  ${countZh(rules, 'rule')}`,
  facts: '查看过的事实',
  ruleKind: (severity, isEnforced) => `（${severity}${isEnforced ? '，强制' : ''}）`,
  noCode: '没有为它记载的错误码。',
  expects: (codes) => `预计服务端返回 ${codes.map(({ code, basis }) => `${code}（${basis}）`).join('、')}。`,
  decides: '<- 决定结果',
  andMore: (left) => `另有 ${number(left)} 项`,
  unknownBecause: (reasons) => `unknown（${reasons.join('、')}）`,
  unknownFact: (name, reason) => `${name}：unknown（${reason}）`,
  notAsked: (fact) => {
    if (fact === 'account.previewAccess') return '没有 API 提供该信息：请用 --attest preview-access=granted 或 denied 声明。';
    if (fact === 'request.prefix') return '没有给出前缀。';
    return fact.startsWith('x.') ? '该事实应由 --facts 给出，但没有给出。' : '没有查询该事实。仅用于建议的事实，只有在其他规则全部满足时才会读取。';
  },
  agrees: (source) => `一致：${source}`,
  sameReply: '同一应答中的另一字段',
  request: (id) => `请求 ID ${id}`,
  comma: '，',
};

/** One object a language: what one of them does not say does not compile. */
export const EXPLAIN_WORDS: Readonly<Record<Language, ExplainWords>> = { en: EN, zh: ZH };
