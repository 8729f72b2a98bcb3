import type { Language } from '../../model/language.ts';

/** What pages count. */
export type Noun =
  | 'account' | 'address' | 'advice' | 'apiCall' | 'call' | 'cause' | 'change' | 'check' | 'detail' | 'entry' | 'fault' | 'group' | 'id' | 'instance'
  | 'observation' | 'problem' | 'read' | 'region' | 'rule' | 'second' | 'shard' | 'vSwitch' | 'waiver' | 'wave';

/** The words that all pages share, in one language. */
export interface CommonWords {
  /** Between the parts of an enumeration: ", ". */
  readonly comma: string;
  /** Between the parts of a sentence: ", ". */
  readonly clause: string;
  /** Between a label and what it labels: ": ". */
  readonly colon: string;
  /** Between two sentences: a space, or nothing. */
  readonly gap: string;
  /** A remark in brackets, after a space where the language wants one: " (remark)". */
  aside(remark: string): string;
  /** The noun with its number: "1 instance", "2 instances". */
  count(value: number, noun: Noun): string;
  /** The end of an enumeration that was cut: " and 3 more". */
  andMore(left: number): string;
  /** Between an enumeration and what says that something was left out. */
  readonly beforeLeftOut: string;
  /** What says that something was left out, and where it stands: "and 3 more groups (see --format json)". */
  leftOut(left: number, noun?: Noun): string;
  /** A title with its count: "Can go now (9)". */
  heading(title: string, size: string): string;
  /** The label of what an operation costs its users. */
  readonly impact: string;
  /** The sentence that names the RAM actions that a step needs. */
  needsRam(actions: readonly string[]): string;
  readonly expected: string;
  readonly saw: string;
  readonly hypothetical: string;
}

/** 1,985 for 1985, in every language. */
export function number(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

const EN_NOUNS: Readonly<Record<Noun, readonly [string, string]>> = {
  account: ['account', 'accounts'], address: ['address', 'addresses'], advice: ['piece of advice', 'pieces of advice'], apiCall: ['API call', 'API calls'],
  call: ['call', 'calls'], cause: ['cause', 'causes'], change: ['change', 'changes'], check: ['check', 'checks'], detail: ['detail', 'details'],
  entry: ['entry', 'entries'], fault: ['fault', 'faults'], group: ['group', 'groups'], id: ['id', 'ids'], instance: ['instance', 'instances'],
  observation: ['observation', 'observations'], problem: ['problem', 'problems'], read: ['read', 'reads'], region: ['region', 'regions'],
  rule: ['rule', 'rules'], second: ['second', 'seconds'], shard: ['shard', 'shards'], vSwitch: ['vSwitch', 'vSwitches'], waiver: ['waiver', 'waivers'],
  wave: ['wave', 'waves'],
};

/** The measure word and the noun. */
const ZH_NOUNS: Readonly<Record<Noun, string>> = {
  account: '个账号', address: '个地址', advice: '条建议', apiCall: '次 API 调用', call: '次调用', cause: '个原因', change: '次变更', check: '项检查', detail: '条详情',
  entry: '个条目', fault: '个故障', group: '个分组', id: '个 ID', instance: '个实例', observation: '条观测', problem: '个问题', read: '次读取', region: '个地域',
  rule: '条规则', second: '秒', shard: '个分片', vSwitch: '台交换机', waiver: '条豁免', wave: '个批次',
};

/** One object a language: what one of them does not say does not compile. */
export const COMMON_WORDS: Readonly<Record<Language, CommonWords>> = {
  en: {
    comma: ', ',
    clause: ', ',
    colon: ': ',
    gap: ' ',
    aside: (remark) => ` (${remark})`,
    count: (value, noun) => `${number(value)} ${EN_NOUNS[noun][value === 1 ? 0 : 1]}`,
    andMore: (left) => ` and ${number(left)} more`,
    beforeLeftOut: ' ',
    leftOut: (left, noun) => `and ${number(left)} more${noun === undefined ? '' : ` ${EN_NOUNS[noun][left === 1 ? 0 : 1]}`} (see --format json)`,
    heading: (title, size) => `${title} (${size})`,
    impact: 'Impact: ',
    needsRam: (actions) => `Needs the RAM ${actions.length === 1 ? 'action' : 'actions'} ${actions.join(', ')}.`,
    expected: 'Expected: ',
    saw: 'Saw: ',
    hypothetical: 'HYPOTHETICAL',
  },
  zh: {
    comma: '、',
    clause: '，',
    colon: '：',
    gap: '',
    aside: (remark) => `（${remark}）`,
    count: (value, noun) => `${number(value)} ${ZH_NOUNS[noun]}`,
    andMore: (left) => `，另有 ${number(left)} 个`,
    beforeLeftOut: '，',
    leftOut: (left, noun) => `另有 ${number(left)} ${noun === undefined ? '个' : ZH_NOUNS[noun]}（见 --format json）`,
    heading: (title, size) => `${title}（${size}）`,
    impact: '影响：',
    needsRam: (actions) => `需要 RAM 操作权限：${actions.join('、')}。`,
    expected: '期望：',
    saw: '实际：',
    hypothetical: '假设性结果',
  },
};
