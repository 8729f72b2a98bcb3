import type { UnknownReason } from './known.ts';
import type { Language } from './language.ts';

interface ReasonWords {
  /** What happened, as the end of a sentence that begins with the operation. */
  readonly happened: string;
  /** What to do about it. */
  readonly advice: string;
}

const EN = {
  denied: { happened: 'was denied', advice: 'Grant the RAM action that it needs and run again.' },
  throttled: { happened: 'was throttled', advice: 'Run again later, or with a lower --concurrency.' },
  timeout: { happened: 'did not answer in time', advice: 'Run again, or with a longer --request-timeout.' },
  unreachable: { happened: 'could not be reached', advice: 'Check the network path to the endpoint and run again.' },
  'server-error': { happened: 'failed at the service', advice: 'Run again later.' },
  malformed: { happened: 'gave an answer that cannot be read', advice: 'Run again; if it stays, look in the console.' },
  'not-found': { happened: 'did not find it', advice: 'Check that it was not deleted and that this account may see it.' },
  'not-returned': { happened: 'did not tell it', advice: 'Look it up in the console.' },
  unrecognised: { happened: 'gave a value that this version does not know', advice: 'Look it up in the console, and try a newer version of this tool.' },
  conflict: { happened: 'and another source contradict each other', advice: 'Look in the console which of them is right.' },
  unsupported: { happened: 'is not offered here', advice: 'Look it up in the console.' },
  'not-asked': { happened: 'was not asked', advice: 'Ask for it: `tair-preflight explain INSTANCE RULE` reads what one rule needs.' },
  'rule-error': { happened: 'gave facts that a rule could not work with', advice: 'Mend the rule.' },
} as const satisfies Record<UnknownReason, ReasonWords>;

const ZH = {
  denied: { happened: '被拒绝', advice: '请授予所需的 RAM 操作权限后重新运行。' },
  throttled: { happened: '被限流', advice: '请稍后重新运行，或降低 --concurrency。' },
  timeout: { happened: '未在时限内应答', advice: '请重新运行，或加大 --request-timeout。' },
  unreachable: { happened: '无法连接', advice: '请检查到接入点的网络后重新运行。' },
  'server-error': { happened: '在服务端失败', advice: '请稍后重新运行。' },
  malformed: { happened: '返回了无法解读的应答', advice: '请重新运行；若仍如此，请在控制台查看。' },
  'not-found': { happened: '没有找到它', advice: '请确认它未被删除，且本账号有权查看。' },
  'not-returned': { happened: '没有给出该值', advice: '请在控制台查看。' },
  unrecognised: { happened: '返回了本版本不认识的值', advice: '请在控制台查看，并尝试本工具的新版本。' },
  conflict: { happened: '与另一来源相互矛盾', advice: '请在控制台确认哪一个正确。' },
  unsupported: { happened: '在此处不可用', advice: '请在控制台查看。' },
  'not-asked': { happened: '没有被查询', advice: '`tair-preflight explain 实例 规则` 会查询该规则所需的事实。' },
  'rule-error': { happened: '给出了规则无法处理的事实', advice: '请修正该规则。' },
} as const satisfies Record<UnknownReason, ReasonWords>;

interface Sentences {
  readonly byReason: ReadonlyMap<string, ReasonWords>;
  /** The whole sentence, with where it happened and the reason's own name where the words do not hold it. */
  happened(operation: string | null, reason: string, words: string | null, where: string): string;
  grant(ramAction: string): string;
  /** For a fact that the user gives in a file. */
  readonly ownFact: string;
  /** For what no API tells. */
  readonly attest: string;
  readonly otherwise: string;
}

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  en: {
    byReason: new Map(Object.entries(EN)),
    happened(operation, reason, words, where) {
      const text = words ?? `ended as ${reason}`;
      const subject = operation ?? (reason === 'rule-error' ? 'The reads' : 'The read');
      return `${subject} ${text}${where === '' ? '' : ` in ${where}`}${text.includes(reason) ? '' : ` (${reason})`}.`;
    },
    grant: (ramAction) => `Grant ${ramAction} and run again.`,
    ownFact: 'Give it in the file of --facts.',
    attest: 'No API tells it: give --attest preview-access=granted where you know it.',
    otherwise: 'Look it up in the console.',
  },
  zh: {
    byReason: new Map(Object.entries(ZH)),
    happened: (operation, reason, words, where) => `${operation === null ? '读取' : where === '' ? `${operation} ` : operation}${where === '' ? '' : `（${where}）`}${words ?? `以 ${reason} 结束`}${words === null ? '' : `（${reason}）`}。`,
    grant: (ramAction) => `请授予 ${ramAction} 权限后重新运行。`,
    ownFact: '请在 --facts 文件中给出该值。',
    attest: '没有 API 提供该信息：如已确认，请使用 --attest preview-access=granted。',
    otherwise: '请在控制台查看。',
  },
};

/** "DescribeInstanceSSL was denied in cn-beijing.", with the reason's own name where the words do not hold it. A reason that this version does not know is named as it is. `where` names regions; empty: not told. */
export function whatHappened(operation: string | null, reason: string, language: Language, where = ''): string {
  const { byReason, happened } = SENTENCES[language];
  return happened(operation, reason, byReason.get(reason)?.happened ?? null, where);
}

/** What only people can know. */
const ATTESTED = 'account.previewAccess';

/** The sentence that says what to do: for what only people know how to attest it, for a denial the RAM action to grant, for facts of the user's own where to give them. */
export function whatToDo(unknown: { readonly reason: string; readonly ramAction: string | null; readonly facts: readonly string[] }, language: Language): string {
  const { byReason, grant, ownFact, attest, otherwise } = SENTENCES[language];
  if (unknown.ramAction !== null) return grant(unknown.ramAction);
  if (unknown.reason !== 'rule-error' && unknown.facts.length > 0 && unknown.facts.every((fact) => fact.startsWith('x.'))) return ownFact;
  if (unknown.reason === 'not-asked' && unknown.facts.length > 0 && unknown.facts.every((fact) => fact === ATTESTED)) return attest;
  return byReason.get(unknown.reason)?.advice ?? otherwise;
}
