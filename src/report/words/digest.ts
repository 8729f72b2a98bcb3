import type { UnknownReason } from '../../model/known.ts';
import type { Language } from '../../model/language.ts';
import { COMMON_WORDS, number } from './common.ts';
import { STANDING_WORDS } from './standing.ts';
import type { StandingWords } from './standing.ts';

/** The words of a message about one run. Names, ids and titles come in as they are shown. */
export interface DigestWords extends StandingWords {
  /** At the end of a sentence. */
  readonly stop: string;
  /** What the list of notifications shows: how many instances, and how many of them are in trouble. */
  title(instances: number, blocked: number, unknown: number): string;
  lookedIn(regions: string): string;
  accounts(names: string): string;
  readonly hypothetical: string;
  readonly partial: string;
  readonly worse: string;
  since(at: string, worse: number, better: number): string;
  moved(from: string | null, to: string | null): string;
  readonly remedies: string;
  remedy(title: string, rule: string, instances: number, freesAlone: number): string;
  readonly unread: string;
  gap(operation: string, region: string | null, account: string | null, reason: UnknownReason): string;
  grant(ramAction: string): string;
  left(count: number): string;
}

const en = COMMON_WORDS.en;
const zh = COMMON_WORDS.zh;

const EN: DigestWords = {
  ...STANDING_WORDS.en,
  stop: '.',
  title: (instances, blocked, unknown) => `tair-preflight: ${blocked + unknown === 0 ? 'nothing is blocked or unknown' : `${number(blocked)} blocked, ${number(unknown)} unknown`} of ${en.count(instances, 'instance')}`,
  lookedIn: (regions) => `Looked in ${regions}.`,
  accounts: (names) => `Account: ${names}.`,
  hypothetical: 'HYPOTHETICAL: this result rests on assumptions.',
  partial: 'PARTIAL: some rules were left out.',
  worse: 'Worse than before',
  since: (at, worse, better) => `Since ${at}: ${number(worse)} worse, ${number(better)} better.`,
  moved: (from, to) => (from === null ? `new, ${to ?? 'unknown'}` : to === null ? `was ${from}` : from === to ? `${to} as before` : `${from} → ${to}`),
  remedies: 'To mend in place',
  remedy: (title, rule, instances, freesAlone) => `${title} (${rule}) Fails on ${number(instances)}; mending it alone lets ${number(freesAlone)} go.`,
  unread: 'Could not be read',
  gap: (operation, region, account, reason) => `${operation}${region === null ? '' : ` in ${region}`}${account === null ? '' : ` of account ${account}`}: ${reason}.`,
  grant: (ramAction) => `Grant ${ramAction}.`,
  left: (count) => `and ${number(count)} more`,
};

const ZH_REASONS: Readonly<Partial<Record<UnknownReason, string>>> = {
  denied: '无权限', throttled: '被限流', timeout: '超时', unreachable: '无法连接', 'server-error': '服务端错误', malformed: '返回内容有误',
  'not-found': '未找到', 'not-returned': '未返回', unrecognised: '返回值无法识别', conflict: '数据相互矛盾', unsupported: '不支持', 'not-asked': '未查询', 'rule-error': '规则出错',
};

const ZH: DigestWords = {
  ...STANDING_WORDS.zh,
  stop: '。',
  title: (instances, blocked, unknown) => `tair-preflight：${zh.count(instances, 'instance')}中${blocked + unknown === 0 ? '没有受阻或未知的' : ` ${number(blocked)} 个受阻，${number(unknown)} 个未知`}`,
  lookedIn: (regions) => `检查的地域：${regions}。`,
  accounts: (names) => `账号：${names}。`,
  hypothetical: '假设性结果：基于假设得出。',
  partial: '部分结果：未检查全部规则。',
  worse: '比上次变差',
  since: (at, worse, better) => `自 ${at} 以来：${number(worse)} 个变差，${number(better)} 个变好。`,
  moved: (from, to) => (from === null ? `新出现，${to ?? '未知'}` : to === null ? `原为${from}` : from === to ? `仍为${to}` : `${from} → ${to}`),
  remedies: '可就地修复',
  remedy: (title, rule, instances, freesAlone) => `${title}（${rule}）${number(instances)} 个实例未通过；仅修复此项即可开通 ${number(freesAlone)} 个。`,
  unread: '未能读取',
  gap: (operation, region, account, reason) => `${operation}${region === null ? '' : `，地域 ${region}`}${account === null ? '' : `，账号 ${account}`}：${ZH_REASONS[reason] ?? reason}。`,
  grant: (ramAction) => `请授予 ${ramAction}。`,
  left: (count) => `另有 ${number(count)} 项`,
};

/** One object a language: what one of them does not say does not compile. */
export const DIGEST_WORDS: Readonly<Record<Language, DigestWords>> = { en: EN, zh: ZH };
