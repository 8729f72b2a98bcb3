import type { Language } from '../../model/language.ts';
import { COMMON_WORDS, number } from './common.ts';
import { CLIENT_WORDS } from './html-client.ts';
import type { ClientWords } from './html-client.ts';
import { PERHAPS_WORDS } from './perhaps.ts';
import type { PerhapsWords } from './perhaps.ts';

/** The five groups that a fleet falls into, in the order in which people act on them. */
export const OUTLOOKS = ['eligible', 'fixable', 'unknown', 'never', 'enabled'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

/** The columns by which the list of instances can be sorted. */
export const COLUMNS = ['id', 'region', 'outlook', 'why', 'needs', 'vSwitch'] as const;
export type Column = (typeof COLUMNS)[number];

type Label =
  | 'account' | 'accounts' | 'preset' | 'read' | 'regions' | 'narrowed' | 'asked' | 'attested' | 'assumed' | 'withoutService' | 'tool'
  | 'tags' | 'vSwitch' | 'zone' | 'needs' | 'codes' | 'ruleBook';

/** The words of the page of a check, in one language: what the document says and what its script adds. */
export interface HtmlWords {
  readonly lang: string;
  readonly title: string;
  readonly contents: string;
  readonly skip: string;
  readonly sections: Readonly<Record<'summary' | 'trend' | 'remedies' | 'vSwitches' | 'unread' | 'instances', string>>;
  readonly labels: Readonly<Record<Label, string>>;
  readonly outlooks: Readonly<Record<Outlook, string>>;
  readonly outlookHints: Readonly<Record<Outlook, string>>;
  readonly hypothetical: string;
  partialOnly(rules: string): string;
  partialWithout(rules: string): string;
  readonly nothing: string;
  instances(count: number): string;
  contendedCount(count: number): string;
  readonly undecided: PerhapsWords;
  share(part: number, whole: number): string;
  readonly remedyColumns: Readonly<Record<'remedy' | 'alone' | 'fails' | 'share' | 'impact', string>>;
  readonly remedyKey: Readonly<Record<'alone' | 'others', string>>;
  readonly remedyLead: string;
  bestSet(rules: number, frees: number, isExact: boolean): string;
  setsLeftOut(count: number): string;
  perhaps(count: number): string;
  readonly vSwitchColumns: Readonly<Record<'vSwitch' | 'region' | 'share' | 'free' | 'now' | 'freed' | 'state', string>>;
  readonly vSwitchKey: Readonly<Record<'now' | 'freed' | 'spare' | 'short', string>>;
  readonly vSwitchStates: Readonly<Record<'contended' | 'later' | 'holds' | 'unknown', string>>;
  readonly vSwitchLead: string;
  readonly contendedAdvice: string;
  moreRows(count: number): string;
  leftOutRows(count: number): string;
  readonly unreadColumns: Readonly<Record<'what' | 'region' | 'todo' | 'request', string>>;
  readonly unreadLead: string;
  readonly trendColumns: { readonly at: string };
  readonly trendTable: string;
  readonly trendLead: string;
  readonly columns: Readonly<Record<Column | 'name' | 'tags', string>>;
  leftOutInstances(shown: number, all: number): string;
  readonly footer: string;
  readonly notKnown: string;
  readonly client: ClientWords;
}

const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : part === whole ? 100 : Math.min(99, Math.round((part / whole) * 100))}%`;

const EN: HtmlWords = {
  lang: 'en',
  title: 'Direct connection: which instances can move',
  contents: 'Contents',
  skip: 'Go to the instances',
  sections: { summary: 'The fleet', trend: 'Over time', remedies: 'What to mend first', vSwitches: 'Room on the vSwitches', unread: 'What could not be read', instances: 'Instances' },
  labels: {
    account: 'Account', accounts: 'Accounts', preset: 'Preset', read: 'Read', regions: 'Regions', narrowed: 'Narrowed to', asked: 'Asked for', attested: 'Attested, not read',
    assumed: 'Assumed', withoutService: 'Without the service', tool: 'Written by', tags: 'Tags', vSwitch: 'vSwitch', zone: 'Zone', needs: 'Addresses needed',
    codes: 'Predicted error codes', ruleBook: 'Rule book',
  },
  outlooks: { eligible: 'Can go now', fixable: 'After a change', unknown: 'Not known', never: 'Never, as they are', enabled: 'Enabled already' },
  outlookHints: {
    eligible: 'Every rule that counts passes.', fixable: 'What failed can be mended in place.', unknown: 'Something that counts could not be read.',
    never: 'What failed cannot be mended in place.', enabled: 'A direct endpoint is there.',
  },
  hypothetical: 'Hypothetical: facts were assumed. plan and apply refuse this result.',
  partialOnly: (rules) => `Partial: judged by these rules alone: ${rules}.`,
  partialWithout: (rules) => `Partial: not judged by these rules: ${rules}.`,
  nothing: 'No instance is in scope.',
  instances: (count) => COMMON_WORDS.en.count(count, 'instance'),
  undecided: PERHAPS_WORDS.en,
  contendedCount: (count) => `${number(count)} of them contended: their vSwitch cannot hold them all.`,
  share: percent,
  remedyColumns: { remedy: 'Requirement that failed', alone: 'Frees alone', fails: 'Failed on', share: 'Share', impact: 'First step and its impact' },
  remedyKey: { alone: 'can go once this is mended', others: 'lack something else too' },
  remedyLead: 'Ranked by how many instances can go once this one thing is mended. The links narrow the list below.',
  bestSet: (rules, frees, isExact) => `${rules === 1 ? 'One remedy frees' : `${number(rules)} remedies together free`} ${COMMON_WORDS.en.count(frees, 'instance')}${isExact ? '' : ' or more'}:`,
  setsLeftOut: (count) => `${number(count)} more ${count === 1 ? 'combination' : 'combinations'} between these are left out here and stand in --format json of check --advise.`,
  perhaps: (count) => `For ${COMMON_WORDS.en.count(count, 'instance')} of those something is unknown besides; mending what failed may not be enough.`,
  vSwitchColumns: { vSwitch: 'vSwitch', region: 'Region', share: 'Share', free: 'Free', now: 'Needed now', freed: 'After changes', state: 'Holds them' },
  vSwitchKey: { now: 'needed by those that can go now', freed: 'by those after a change', spare: 'spare', short: 'more than is free' },
  vSwitchStates: { contended: 'No: contended', later: 'Now, not after the changes', holds: 'Yes', unknown: 'Not known' },
  vSwitchLead: 'Free addresses beside what is needed of them, the scarcest vSwitch first.',
  contendedAdvice: 'tair-preflight plan reserves addresses over the whole batch and names those that must wait.',
  moreRows: (count) => `Show ${number(count)} more`,
  leftOutRows: (count) => `${number(count)} more are left out here and stand in --format json.`,
  unreadColumns: { what: 'What happened', region: 'Region', todo: 'What to do', request: 'Request id' },
  unreadLead: 'What could not be read counts as unknown and blocks; it is never taken for a pass.',
  trendColumns: { at: 'Read' },
  trendTable: 'As a table',
  trendLead: 'Each column is one result, the latest at the end.',
  columns: { id: 'Instance', name: 'Name', region: 'Region', outlook: 'Standing', why: 'Why', needs: 'Needs', vSwitch: 'vSwitch', tags: 'Tags' },
  leftOutInstances: (shown, all) => `The first ${number(shown)} of ${number(all)} instances are shown. The page shows all of them, with filters, where its script may run.`,
  footer: 'This page is one file. It sends nothing and asks for nothing.',
  notKnown: 'not known',
  client: CLIENT_WORDS.en,
};

const ZH: HtmlWords = {
  lang: 'zh-CN',
  title: '直连模式：哪些实例可以开通',
  contents: '目录',
  skip: '转到实例列表',
  sections: { summary: '总览', trend: '变化趋势', remedies: '优先处理什么', vSwitches: '交换机余量', unread: '未能读取的内容', instances: '实例' },
  labels: {
    account: '账号', accounts: '账号', preset: '预设', read: '读取时间', regions: '地域', narrowed: '范围限定', asked: '请求参数', attested: '声明（未读取）',
    assumed: '假设', withoutService: '无此服务的地域', tool: '生成工具', tags: '标签', vSwitch: '交换机', zone: '可用区', needs: '所需地址数',
    codes: '预计错误码', ruleBook: '规则集',
  },
  outlooks: { eligible: '现在可以开通', fixable: '变更后可以', unknown: '未知', never: '现状下不可能', enabled: '已开通' },
  outlookHints: {
    eligible: '所有计入的规则均通过。', fixable: '未通过的项可以原地修复。', unknown: '有计入的内容未能读取。',
    never: '未通过的项无法原地修复。', enabled: '直连地址已存在。',
  },
  hypothetical: '假设性结果：部分事实是假设的，plan 与 apply 会拒绝此结果。',
  partialOnly: (rules) => `部分结果：仅按以下规则判断：${rules}。`,
  partialWithout: (rules) => `部分结果：未按以下规则判断：${rules}。`,
  nothing: '范围内没有实例。',
  instances: (count) => COMMON_WORDS.zh.count(count, 'instance'),
  undecided: PERHAPS_WORDS.zh,
  contendedCount: (count) => `其中 ${number(count)} 个存在争用：所在交换机容不下全部。`,
  share: percent,
  remedyColumns: { remedy: '未满足的要求', alone: '单独放行', fails: '未通过', share: '占比', impact: '第一步及其影响' },
  remedyKey: { alone: '修复此项即可开通', others: '还缺少其他条件' },
  remedyLead: '按“只修复这一项即可开通的实例数”排序。点击链接可筛选下方列表。',
  bestSet: (rules, frees, isExact) => `${rules === 1 ? '修复一项' : `同时修复 ${number(rules)} 项`}，可放行${isExact ? '' : '至少'} ${COMMON_WORDS.zh.count(frees, 'instance')}：`,
  setsLeftOut: (count) => `其间另有 ${number(count)} 种组合未在此列出，见 check --advise 的 --format json。`,
  perhaps: (count) => `变更后可以的实例中，有 ${number(count)} 个还存在未知项；仅修复未通过的项可能不够。`,
  vSwitchColumns: { vSwitch: '交换机', region: '地域', share: '占比', free: '可用', now: '现在需要', freed: '变更后需要', state: '是否够用' },
  vSwitchKey: { now: '现在可以开通的实例所需', freed: '变更后的实例所需', spare: '余量', short: '超出可用' },
  vSwitchStates: { contended: '否：存在争用', later: '现在够，变更后不够', holds: '是', unknown: '未知' },
  vSwitchLead: '可用地址与所需地址的对比，最紧张的交换机在前。',
  contendedAdvice: 'tair-preflight plan 会为整批实例预留地址，并指出哪些实例必须等待。',
  moreRows: (count) => `显示另外 ${number(count)} 行`,
  leftOutRows: (count) => `另有 ${number(count)} 行未在此列出，见 --format json。`,
  unreadColumns: { what: '发生了什么', region: '地域', todo: '怎么办', request: '请求 ID' },
  unreadLead: '未能读取的内容按未知处理并阻止开通，绝不会当作通过。',
  trendColumns: { at: '读取时间' },
  trendTable: '以表格显示',
  trendLead: '每一列是一次结果，最新的在最后。',
  columns: { id: '实例', name: '名称', region: '地域', outlook: '状态', why: '原因', needs: '需要', vSwitch: '交换机', tags: '标签' },
  leftOutInstances: (shown, all) => `此处显示 ${number(all)} 个实例中的前 ${number(shown)} 个。允许脚本运行时，本页可显示并筛选全部实例。`,
  footer: '本页是单个文件，不发送也不请求任何内容。',
  notKnown: '未知',
  client: CLIENT_WORDS.zh,
};

/** One object a language: what one of them does not say does not compile. */
export const HTML_WORDS: Readonly<Record<Language, HtmlWords>> = { en: EN, zh: ZH };
