import type { Language } from '../../model/language.ts';
import type { ConfusionRow, Replay } from '../../model/observation-record.ts';
import { COMMON_WORDS, number } from './common.ts';

type Column = keyof ConfusionRow;

/** The words of the page of a replay, in one language. */
export interface ReplayWords {
  answered(summary: Replay['summary']): string;
  foretold(summary: Replay['summary'], preset: string): string;
  readonly columns: Readonly<Record<Column, string>>;
  readonly noRule: string;
  readonly anyRefusal: string;
  readonly nothing: string;
  readonly misses: string;
  toOperation(operation: string): string;
  readonly falseAlarms: string;
  left(size: number): string;
}

function counted(value: number, one: string, several = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : several}`;
}

const EN: ReplayWords = {
  answered: ({ observations, accepted, refused, races, notOfInstance, unanswered }) => {
    const aside = [
      ...(races === 0 ? [] : [`${number(races)} by a race (the facts had changed in between)`]),
      ...(notOfInstance === 0 ? [] : [`${number(notOfInstance)} that say nothing of the instance (throttled, or no permission)`]),
    ];
    const answers = [`${number(accepted)} accepted`, `${number(refused)} refused${aside.length === 0 ? '' : `, of these ${aside.join(' and ')}`}`, ...(unanswered === 0 ? [] : [`${number(unanswered)} without an answer`])];
    return `${counted(observations, 'observation')}: ${answers.join(', ')}.`;
  },
  foretold: ({ right, otherCode, falseAlarms, misses, undecided }, preset) => {
    const parts = [`${number(right)} as answered`, `${number(otherCode)} refused with another code`, counted(falseAlarms, 'false alarm'), counted(misses, 'rule-book miss', 'rule-book misses'), ...(undecided === 0 ? [] : [`${number(undecided)} undecided`])];
    return `Foretold by the rules of now, preset ${preset}: ${parts.join(', ')}.`;
  },
  columns: { rule: 'rule', code: 'code', right: 'right', otherCode: 'other code', falseAlarm: 'false alarm', missed: 'missed', neither: 'neither', unknown: 'unknown' },
  noRule: '(no rule)',
  anyRefusal: '(any refusal)',
  nothing: 'No rule failed on these facts, and no code was answered.',
  misses: 'Rule-book misses: every rule passes, and the service refused',
  toOperation: (operation) => ` to ${operation}`,
  falseAlarms: 'False alarms: a rule fails, and the service accepted',
  left: (size) => COMMON_WORDS.en.leftOut(size),
};

const ZH: ReplayWords = {
  answered: ({ observations, accepted, refused, races, notOfInstance, unanswered }) => {
    const aside = [
      ...(races === 0 ? [] : [`${number(races)} 次属于竞态（其间事实已变化）`]),
      ...(notOfInstance === 0 ? [] : [`${number(notOfInstance)} 次与实例无关（限流或无权限）`]),
    ];
    const answers = [`接受 ${number(accepted)} 次`, `拒绝 ${number(refused)} 次${aside.length === 0 ? '' : `，其中 ${aside.join('、')}`}`, ...(unanswered === 0 ? [] : [`没有应答 ${number(unanswered)} 次`])];
    return `共 ${COMMON_WORDS.zh.count(observations, 'observation')}：${answers.join('；')}。`;
  },
  foretold: ({ right, otherCode, falseAlarms, misses, undecided }, preset) => {
    const parts = [`与应答一致 ${number(right)} 次`, `以其他错误码拒绝 ${number(otherCode)} 次`, `误报 ${number(falseAlarms)} 次`, `规则集漏判 ${number(misses)} 次`, ...(undecided === 0 ? [] : [`无法判定 ${number(undecided)} 次`])];
    return `用当前规则预测（规则预设 ${preset}）：${parts.join('，')}。`;
  },
  columns: { rule: '规则', code: '错误码', right: '命中', otherCode: '其他错误码', falseAlarm: '误报', missed: '漏判', neither: '均无', unknown: '未知' },
  noRule: '（无规则）',
  anyRefusal: '（任意拒绝）',
  nothing: '这些事实上没有规则未通过，也没有返回错误码。',
  misses: '规则集漏判：所有规则均通过，但服务端拒绝',
  toOperation: (operation) => `（${operation}）`,
  falseAlarms: '误报：有规则未通过，但服务端接受',
  left: (size) => COMMON_WORDS.zh.leftOut(size),
};

/** One object a language: what one of them does not say does not compile. */
export const REPLAY_WORDS: Readonly<Record<Language, ReplayWords>> = { en: EN, zh: ZH };
