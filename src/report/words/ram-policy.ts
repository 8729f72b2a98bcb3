import type { Language } from '../../model/language.ts';
import type { RamCommand, RamNeed } from '../../model/ram-policy.ts';
import { COMMON_WORDS, number } from './common.ts';

/** The words of the table of a RAM policy, in one language. */
export interface RamPolicyWords {
  lead(command: RamCommand, rules: number, actions: number): string;
  readonly noGrant: string;
  on(resource: string): string;
  /** What an operation is called for, beyond the rules; null where there is nothing. */
  purpose(need: RamNeed, command: RamCommand): string | null;
  unknown(rules: string): string;
  mayBeUnknown(rules: string): string;
  oneSource(facts: readonly string[]): string;
  readonly document: string;
}

const EN: RamPolicyWords = {
  lead: (command, rules, actions) => `${command} with ${COMMON_WORDS.en.count(rules, 'rule')} needs ${number(actions)} RAM ${actions === 1 ? 'action' : 'actions'}.`,
  noGrant: 'needs no grant',
  on: (resource) => `on ${resource}`,
  purpose: ({ purpose }) => purpose,
  unknown: (rules) => `Without it unknown: ${rules}.`,
  mayBeUnknown: (rules) => `Unknown for some instances: ${rules}.`,
  oneSource: (facts) => `Without it ${facts.join(', ')} ${facts.length === 1 ? 'rests' : 'rest'} on one source.`,
  document: 'The policy document: `tair-preflight ram-policy --format json`, with the same options.',
};

const WATCHES = '查看变更进展';

const ZH: RamPolicyWords = {
  lead: (command, rules, actions) => `${command} 使用 ${COMMON_WORDS.zh.count(rules, 'rule')}，需要 ${number(actions)} 项 RAM 操作权限。`,
  noGrant: '无需授权',
  on: (resource) => `资源：${resource}`,
  purpose: ({ operation, purpose }, command) => {
    if (purpose === null) return null;
    switch (operation) {
      case 'DescribeInstances': return '列出范围内的实例；缺少它则无法判定任何内容。';
      case 'DescribeInstanceAttribute': return `查询列表未返回的实例 ID${command === 'check' || command === 'plan' ? '' : `，并${WATCHES}`}。`;
      case 'GetCallerIdentity': return '得知账号；任何身份都可调用。';
      case 'DescribeVSwitches': return '得知被推迟的实例在哪里有余量。';
      case 'DescribeRegions': return '查找 --all-regions 的地域；缺少它则不会读取任何地域。';
      case 'DescribeDBInstanceNetInfo':
      case 'DescribeHistoryTasks': return `${WATCHES}，以及应答丢失的调用的结果。`;
      case 'AllocateDirectConnection':
      case 'ReleaseDirectConnection': return '变更调用本身；缺少它，第一次调用即被拒绝，此后不再发送。';
      default: return purpose;
    }
  },
  unknown: (rules) => `缺少它时为 unknown：${rules}。`,
  mayBeUnknown: (rules) => `对部分实例为 unknown：${rules}。`,
  oneSource: (facts) => `缺少它时，${facts.join('、')} 仅有一个来源。`,
  document: '权限策略文档：使用相同选项运行 `tair-preflight ram-policy --format json`。',
};

/** One object a language: what one of them does not say does not compile. */
export const RAM_POLICY_WORDS: Readonly<Record<Language, RamPolicyWords>> = { en: EN, zh: ZH };
