import type { Language } from '../../model/language.ts';
import type { OutcomeKind } from '../../model/outcome.ts';
import type { CallAnswer } from '../../model/rehearsal.ts';
import { COMMON_WORDS, number } from './common.ts';
import { OUTCOME_WORDS } from './outcome.ts';

/** The times that a rehearsal rests on, each as it is to be shown. */
export interface RehearsedTimes {
  readonly settle: string;
  readonly vSwitches: number;
  readonly poll: string;
  readonly wait: string;
  readonly reconcile: string;
}

/** The words of the page of a rehearsal, in one language. */
export interface RehearsalWords {
  run(tool: string, version: string, at: string): string;
  digest(digest: string): string;
  readonly lead: string;
  expired(at: string): string;
  readonly interrupted: string;
  readonly noCall: string;
  readonly calls: string;
  readonly answers: Readonly<Record<CallAnswer, string>>;
  byFault(kind: string): string;
  call(place: { readonly wave: number; readonly vSwitchId: string; readonly attempt: number }, ends: readonly string[]): string;
  readonly noEntries: string;
  readonly entries: string;
  done(size: number): string;
  readonly ends: Readonly<Record<OutcomeKind, string>>;
  code(code: string): string;
  rule(rule: string): string;
  entry(place: { readonly instanceId: string; readonly region: string; readonly wave: number }, ends: readonly string[]): string;
  readonly faults: string;
  readonly notEnded: string;
  readonly everyOperation: string;
  fault(kind: string, operation: string, parameters: string): string;
  readonly struckNone: string;
  struck(requests: number, ends: readonly { readonly who: string; readonly outcome: string }[]): string;
  estimated(time: string): string;
  times(times: RehearsedTimes): string;
  wave(parts: { readonly wave: number; readonly entries: number; readonly vSwitches: number; readonly calls: number; readonly time: string }, bound: string): string;
  longest(vSwitch: string, region: string): string;
  boundBy(operation: string): string;
  readonly units: Readonly<Record<'hours' | 'minutes' | 'seconds', string>>;
  readonly apiCalls: string;
  quota(calls: number, seconds: number, isAssumed: boolean): string;
  readonly assumed: string;
  readonly assumedOfOthers: string;
  readonly assumedFacts: string;
  /** How many entries a value was taken for; null: for all. */
  assumedFact(fact: string, values: string, entries: number | null): string;
  notEmulated(facts: string): string;
  summary(entries: number, ends: readonly { readonly kind: OutcomeKind; readonly size: number }[]): string;
  wouldBeSent(calls: number, time: string): string;
}

const { count } = COMMON_WORDS.en;
const { count: countZh } = COMMON_WORDS.zh;

const EN: RehearsalWords = {
  run: (tool, version, at) => `${tool} ${version} apply --rehearse, ${at}`,
  digest: (digest) => `Plan digest ${digest}`,
  lead: 'REHEARSAL: the plan was run on an emulated cloud on this machine, made of the facts that it records. Nothing was sent to the cloud, and the plan is not used up.',
  expired: (at) => `The plan expired at ${at}: it can be rehearsed, but apply refuses it.`,
  interrupted: 'INTERRUPTED: what follows is not the whole plan.',
  noCall: 'No call would be sent.',
  calls: 'Calls, in order',
  answers: { accepted: 'accepted', rejected: 'rejected', throttled: 'throttled', ambiguous: 'ambiguous', 'not-sent': 'not-sent' },
  byFault: (kind) => `by fault ${kind}`,
  call: ({ wave, vSwitchId, attempt }, ends) => `wave ${number(wave)}, ${vSwitchId}${attempt === 1 ? '' : `, attempt ${attempt}`}: ${ends.join(', ')}`,
  noEntries: 'The plan has no entries.',
  entries: 'Entries',
  done: (size) => `${number(size)} done.`,
  ends: OUTCOME_WORDS.en.counted,
  code: (code) => `code ${code}`,
  rule: (rule) => `rule ${rule}`,
  entry: ({ instanceId, region, wave }, ends) => `${instanceId}, ${region}, wave ${number(wave)}: ${ends.join(', ')}`,
  faults: 'Faults',
  notEnded: 'not ended',
  everyOperation: 'every operation',
  fault: (kind, operation, parameters) => `${kind} on ${operation}${parameters === '' ? '' : ` (${parameters})`}: `,
  struckNone: 'struck no request.',
  struck: (requests, ends) => `struck ${number(requests)} ${requests === 1 ? 'request' : 'requests'}${ends.length === 0 ? '' : `; ${ends.map(({ who, outcome }) => `${who} ended ${outcome}`).join(', ')}`}.`,
  estimated: (time) => `Estimated time: ${time}`,
  times: ({ settle, vSwitches, poll, wait, reconcile }) =>
    `Assumed are ${settle} from an accepted call to its endpoint (--assume-settle), ${count(vSwitches, 'vSwitch')} at a time, a look every ${poll}, ${wait} of waiting at most and ${reconcile} of reading after a lost answer; the time that requests take on the wire is left out.`,
  wave: ({ wave, entries, vSwitches, calls, time }, bound) => `wave ${number(wave)}: ${count(entries, 'entry')} on ${count(vSwitches, 'vSwitch')}, ${count(calls, 'call')}, ${time}; ${bound}`,
  longest: (vSwitch, region) => `longest on ${vSwitch} in ${region}:`,
  boundBy: (operation) => `bound by the quota of ${operation}.`,
  units: { hours: ' h', minutes: ' min', seconds: ' s' },
  apiCalls: 'API calls of the apply, by the estimate',
  quota: (calls, seconds, isAssumed) => `${number(calls)} in ${seconds} s${isAssumed ? ', assumed' : ''}`,
  assumed: 'What the rehearsal assumes',
  assumedOfOthers: 'Every vSwitch still has the free addresses that it had when the plan was made. Not rehearsed are changes since then, what others do meanwhile, and endpoints of instances outside the plan.',
  assumedFacts: 'The plan does not record these facts. The rehearsal took values that fit the plan; the apply reads the true ones:',
  assumedFact: (fact, values, entries) => `${fact} = ${values} (${entries === null ? 'all entries' : count(entries, 'entry')})`,
  notEmulated: (facts) => `The plan records these facts, and the emulated cloud cannot show them: ${facts}. Entries whose rules look at them are withheld in the rehearsal; in the apply they need not be.`,
  summary: (entries, ends) => `${count(entries, 'entry')}${ends.length === 0 ? '' : `: ${ends.map(({ kind, size }) => `${number(size)} ${kind}`).join(', ')}`}.`,
  wouldBeSent: (calls, time) => ` ${calls === 0 ? 'No call' : count(calls, 'call')} would be sent, in about ${time}.`,
};

const ZH: RehearsalWords = {
  run: (tool, version, at) => `${tool} ${version} apply --rehearse，${at}`,
  digest: (digest) => `计划摘要 ${digest}`,
  lead: '演练：计划已在本机的模拟云上运行，模拟云由计划所记录的事实构成。没有向阿里云发送任何请求，计划也没有被使用。',
  expired: (at) => `计划已于 ${at} 失效：可以演练，但 apply 会拒绝执行。`,
  interrupted: '已中断：以下并非完整的计划。',
  noCall: '不会发送任何调用。',
  calls: '调用，按先后顺序',
  answers: { accepted: '已接受', rejected: '被拒绝', throttled: '被限流', ambiguous: '结果不明', 'not-sent': '未发出' },
  byFault: (kind) => `由故障 ${kind} 引起`,
  call: ({ wave, vSwitchId, attempt }, ends) => `第 ${number(wave)} 批，${vSwitchId}${attempt === 1 ? '' : `，第 ${attempt} 次尝试`}：${ends.join('，')}`,
  noEntries: '计划没有条目。',
  entries: '条目',
  done: (size) => `已完成 ${number(size)} 个。`,
  ends: OUTCOME_WORDS.zh.counted,
  code: (code) => `错误码 ${code}`,
  rule: (rule) => `规则 ${rule}`,
  entry: ({ instanceId, region, wave }, ends) => `${instanceId}，${region}，第 ${number(wave)} 批：${ends.join('，')}`,
  faults: '故障',
  notEnded: '未结束',
  everyOperation: '所有操作',
  fault: (kind, operation, parameters) => `${operation} 上的 ${kind}${parameters === '' ? '' : `（${parameters}）`}：`,
  struckNone: '没有命中任何请求。',
  struck: (requests, ends) => `命中 ${number(requests)} 个请求${ends.length === 0 ? '' : `；${ends.map(({ who, outcome }) => `${who} 的结果为${outcome}`).join('，')}`}。`,
  estimated: (time) => `预计用时：${time}`,
  times: ({ settle, vSwitches, poll, wait, reconcile }) =>
    `假设：调用被接受后 ${settle}出现直连地址（--assume-settle），同时处理 ${countZh(vSwitches, 'vSwitch')}，每 ${poll}查看一次，最多等待 ${wait}，应答丢失后读取 ${reconcile}；不计请求在网络上的时间。`,
  wave: ({ wave, entries, vSwitches, calls, time }, bound) => `第 ${number(wave)} 批：${countZh(entries, 'entry')}，${countZh(vSwitches, 'vSwitch')}，${countZh(calls, 'call')}，${time}；${bound}`,
  longest: (vSwitch, region) => `用时最长的是 ${region} 的交换机 ${vSwitch}：`,
  boundBy: (operation) => `受限于 ${operation} 的限额。`,
  units: { hours: ' 小时', minutes: ' 分钟', seconds: ' 秒' },
  apiCalls: '执行时的 API 调用次数（估算）',
  quota: (calls, seconds, isAssumed) => `每 ${seconds} 秒 ${number(calls)} 次${isAssumed ? '（假设）' : ''}`,
  assumed: '演练的假设',
  assumedOfOthers: '各交换机的空闲地址数仍与生成计划时相同。此后的变化、他人同时进行的操作，以及计划之外实例的连接地址均不在演练范围内。',
  assumedFacts: '计划没有记录以下事实。演练采用了与计划相符的值；执行时会读取真实值：',
  assumedFact: (fact, values, entries) => `${fact} = ${values}（${entries === null ? '全部条目' : countZh(entries, 'entry')}）`,
  notEmulated: (facts) => `计划记录了以下事实，但模拟云无法呈现：${facts}。规则用到它们的条目在演练中不予放行，实际执行时未必如此。`,
  summary: (entries, ends) => `共 ${countZh(entries, 'entry')}${ends.length === 0 ? '' : `：${ends.map(({ kind, size }) => `${OUTCOME_WORDS.zh.counted[kind]} ${number(size)}`).join('，')}`}。`,
  wouldBeSent: (calls, time) => (calls === 0 ? `不会发送任何调用，约需 ${time}。` : `将发送 ${countZh(calls, 'call')}，约需 ${time}。`),
};

/** One object a language: what one of them does not say does not compile. */
export const REHEARSAL_WORDS: Readonly<Record<Language, RehearsalWords>> = { en: EN, zh: ZH };
