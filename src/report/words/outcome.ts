import type { Language } from '../../model/language.ts';
import type { OutcomeKind } from '../../model/outcome.ts';
import type { MutatingOperation } from '../../model/plan.ts';
import { COMMON_WORDS, number } from './common.ts';

interface KindWords {
  readonly title: string;
  /** What this ending means, and what to do. */
  readonly sentence: string;
}

/** The words of the page of an outcome, in one language. */
export interface OutcomeWords {
  readonly kinds: Readonly<Record<OutcomeKind, KindWords>>;
  /** Where an ending means something else for an operation. */
  readonly of: Readonly<Record<MutatingOperation, Partial<Readonly<Record<OutcomeKind, Partial<KindWords>>>>>>;
  /** What "not started" means in a dry run. */
  readonly dryRunEnd: string;
  /** Of endings that are told from the journal alone: all of a kind, or some of it. */
  readonly allFromJournal: string;
  readonly someFromJournal: string;
  asOf(time: string): string;
  /** How an ending is named where it is counted. */
  readonly counted: Readonly<Record<OutcomeKind, string>>;
  readonly dryRun: string;
  readonly interrupted: string;
  goOn(command: string): string;
  /** After the sentence of the withheld: what tells all that keeps one of them back. */
  tellsAll(command: string): string;
  code(code: string): string;
  rule(rule: string): string;
  request(id: string): string;
  /** The detail of an entry, which the file has in English: in the language where it is one of the usual sentences, else as it is. */
  detail(detail: string): string;
  summary(entries: number, ends: readonly { readonly kind: OutcomeKind; readonly size: number }[]): string;
  sent(calls: number): string;
  mustBeLookedAt(entries: number): string;
  /** Between the parts of one line: ", ". */
  readonly comma: string;
  /** Between two sentences. */
  readonly gap: string;
}

const { count } = COMMON_WORDS.en;
const { count: countZh } = COMMON_WORDS.zh;

const EN: OutcomeWords = {
  kinds: {
    done: { title: 'Done', sentence: 'The call was accepted and the direct endpoint is there.' },
    already: { title: 'Already enabled', sentence: 'They have a direct endpoint; nothing was sent for them.' },
    withheld: { title: 'Withheld', sentence: 'No call left, for the reason that is named. Mend it and run again.' },
    rejected: { title: 'Rejected', sentence: 'The service refused the call, so nothing was done.' },
    pending: { title: 'Pending', sentence: 'The call was accepted, and its end was not seen in time. Each must be looked at; do not send the call again.' },
    ambiguous: { title: 'Ambiguous', sentence: 'The call may or may not have been done. Each must be looked at before anything is sent again.' },
    failed: { title: 'Failed', sentence: 'The call was accepted, and then the service gave up.' },
    'not-started': { title: 'Not started', sentence: 'No call left for them.' },
  },
  of: {
    AllocateDirectConnection: {},
    ReleaseDirectConnection: {
      done: { sentence: 'The call was accepted and the direct endpoint is gone.' },
      already: { title: 'Already released', sentence: 'They have no direct endpoint; nothing was sent for them.' },
    },
  },
  dryRunEnd: 'The dry run ended here: this is what would be sent.',
  allFromJournal: 'So they ended by the journal, at the times given; they were not looked at again, and may have changed since.',
  someFromJournal: 'Those with a time ended so by the journal, and were not looked at again.',
  asOf: (time) => `by the journal, at ${time}`,
  counted: { done: 'done', already: 'already', withheld: 'withheld', rejected: 'rejected', pending: 'pending', ambiguous: 'ambiguous', failed: 'failed', 'not-started': 'not-started' },
  dryRun: 'DRY RUN: everything was read and judged, and nothing was sent.',
  interrupted: 'INTERRUPTED: no further call left.',
  goOn: (command) => `Go on with: ${command}`,
  tellsAll: (command) => `${command} tells all of it.`,
  code: (code) => `code ${code}`,
  rule: (rule) => `rule ${rule}`,
  request: (id) => `request ${id}`,
  detail: (detail) => detail,
  summary: (entries, ends) => `${count(entries, 'entry')}${ends.length === 0 ? '' : `: ${ends.map(({ kind, size }) => `${number(size)} ${EN.counted[kind]}`).join(', ')}`}.`,
  sent: (calls) => (calls === 0 ? 'Nothing was sent.' : `${count(calls, 'call')} sent.`),
  mustBeLookedAt: (entries) => `${count(entries, 'entry')} must be looked at.`,
  comma: ', ',
  gap: ' ',
};

/** The usual details and what is said for them. */
const USUAL_ZH: readonly (readonly [RegExp, string])[] = [
  [/^The endpoint is there and the instance is Normal\.$/, '直连地址已存在，实例状态为 Normal。'],
  [/^The answer was lost; reading shows the endpoint\.$/, '应答丢失；读取显示直连地址已存在。'],
  [/^It has a direct endpoint already; nothing was sent\.$/, '已有直连地址；没有发送任何请求。'],
  [/^The call was accepted, the instance changed and returned to Normal without a direct endpoint\.$/, '调用已被接受，实例变更后恢复为 Normal，但没有直连地址。'],
  [/^The direct endpoint is gone and the instance is Normal\.$/, '直连地址已释放，实例状态为 Normal。'],
  [/^The answer was lost; reading shows that the direct endpoint is gone\.$/, '应答丢失；读取显示直连地址已释放。'],
  [/^It has no direct endpoint; nothing was sent\.$/, '没有直连地址；没有发送任何请求。'],
  [/^The call was accepted, the instance changed and returned to Normal with its direct endpoint\.$/, '调用已被接受，实例变更后恢复为 Normal，但直连地址仍在。'],
  [/^Dry run: (.+) would be sent\.$/, '试运行：将发送 $1。'],
  [/^Interrupted before its call\.$/, '在发出调用之前已中断。'],
  [/^--max-mutations (\d+) was reached\.$/, '已达到 --max-mutations $1。'],
  [/^(?:One failure|\d+ failures) reached --max-failures (\d+)\.$/, '失败次数已达到 --max-failures $1。'],
];

const ZH: OutcomeWords = {
  kinds: {
    done: { title: '已完成', sentence: '调用已被接受，直连地址已出现。' },
    already: { title: '已有直连地址', sentence: '这些实例已有直连地址；没有为其发送任何请求。' },
    withheld: { title: '未放行', sentence: '因所列原因没有发出调用。请解决后重新运行。' },
    rejected: { title: '被拒绝', sentence: '服务端拒绝了调用，因此没有任何变更。' },
    pending: { title: '待确认', sentence: '调用已被接受，但未在时限内看到结果。每一项都必须确认；请勿再次发送调用。' },
    ambiguous: { title: '结果不明', sentence: '调用可能已执行，也可能没有。再次发送任何请求之前，每一项都必须确认。' },
    failed: { title: '失败', sentence: '调用已被接受，随后服务端放弃了执行。' },
    'not-started': { title: '未开始', sentence: '没有为其发出调用。' },
  },
  of: {
    AllocateDirectConnection: {},
    ReleaseDirectConnection: {
      done: { sentence: '调用已被接受，直连地址已释放。' },
      already: { title: '已无直连地址', sentence: '这些实例没有直连地址；没有为其发送任何请求。' },
    },
  },
  dryRunEnd: '试运行到此为止：以下是将要发送的请求。',
  allFromJournal: '以上结果来自执行日志，时间如各项所列；没有重新读取，此后可能已有变化。',
  someFromJournal: '列有时间的各项结果来自执行日志，没有重新读取。',
  asOf: (time) => `执行日志记录于 ${time}`,
  counted: { done: '已完成', already: '无需操作', withheld: '未放行', rejected: '被拒绝', pending: '待确认', ambiguous: '结果不明', failed: '失败', 'not-started': '未开始' },
  dryRun: '试运行：已读取并判定全部内容，没有发送任何请求。',
  interrupted: '已中断：此后没有再发出调用。',
  goOn: (command) => `继续执行请运行：${command}`,
  tellsAll: (command) => `全部原因请运行 ${command} 查看。`,
  code: (code) => `错误码 ${code}`,
  rule: (rule) => `规则 ${rule}`,
  request: (id) => `请求 ID ${id}`,
  detail: (detail) => {
    const usual = USUAL_ZH.find(([pattern]) => pattern.test(detail));
    return usual === undefined ? detail : detail.replace(...usual);
  },
  summary: (entries, ends) => `共 ${countZh(entries, 'entry')}${ends.length === 0 ? '' : `：${ends.map(({ kind, size }) => `${ZH.counted[kind]} ${number(size)}`).join('，')}`}。`,
  sent: (calls) => (calls === 0 ? '没有发送任何请求。' : `已发送 ${countZh(calls, 'call')}。`),
  mustBeLookedAt: (entries) => `${countZh(entries, 'entry')}必须确认。`,
  comma: '，',
  gap: '',
};

/** One object a language: what one of them does not say does not compile. */
export const OUTCOME_WORDS: Readonly<Record<Language, OutcomeWords>> = { en: EN, zh: ZH };
