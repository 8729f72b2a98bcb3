import type { Language } from '../../model/language.ts';
import type { Refusal } from '../remedy-script/command-words.ts';
import { COMMON_WORDS, number } from './common.ts';

/** What a script of remedies says, in its comments and when it is started. */
export interface ScriptWords {
  madeBy(tool: string, version: string, time: string): string;
  /** What is in it. */
  holds(sizes: { readonly commands: number; readonly steps: number; readonly reads: number; readonly instances: number }): string;
  /** That it does nothing by itself, and how it is used; sentences. */
  readonly promise: readonly string[];
  /** That commands fail while an instance is busy; sentences. */
  readonly caution: readonly string[];
  readonly empty: string;
  step(number: number, name: string): string;
  readonly impact: string;
  readonly ram: string;
  readonly toDo: string;
  /** The maintenance window of an instance. */
  window(start: string, end: string): string;
  readonly noWindow: string;
  changedBefore(instances: number): string;
  /** Sentences about the state of a step, one after another. */
  commands(run: number, leftOut: number): string;
  readonly choice: string;
  readonly byHand: string;
  readonly toFill: string;
  readonly lasting: string;
  readonly read: string;
  leftOut(because: Refusal): string;
  /** What the script says when it is started. */
  readonly usage: readonly string[];
  readonly sourced: string;
  readonly runWants: string;
  /** Of these the argument is added at the end. */
  readonly unknownArgument: string;
  readonly unknownStep: string;
  /** That the step of that number and name is done by hand; what is to be done is added at the end. */
  isByHand(at: number, name: string): string;
  readonly chooseOne: string;
  /** That the commands of the step of that number must be completed; its name is added at the end. */
  fillIn(number: number): string;
  readonly noAliyun: string;
  readonly failed: string;
  readonly failedWith: string;
  readonly again: string;
  readonly done: string;
}

const { count } = COMMON_WORDS.en;
const { count: countZh } = COMMON_WORDS.zh;

const EN: ScriptWords = {
  madeBy: (tool, version, time) => `Remedies, by ${tool} ${version}, of the check that ended ${time}.`,
  holds: ({ commands, steps, reads, instances }) => `${number(commands)} ${commands === 1 ? 'command that changes' : 'commands that change'} something, in ${number(steps)} ${steps === 1 ? 'step' : 'steps'}${reads === 0 ? '' : `, and ${number(reads)} that only ${reads === 1 ? 'reads' : 'read'}`}, for ${count(instances, 'instance')} that can go after a change.`,
  promise: [
    'This file runs nothing by being read, sourced or started: it shows its steps.',
    'sh FILE                  shows the steps',
    'sh FILE --run STEP...    runs these steps, in the order of the file: the number, the name, or the rule for all of its regions',
    'sh FILE --run all        runs all changes but those that have to be chosen or filled in, or cannot be undone',
  ],
  caution: [
    'The first command that fails ends the run. A command is refused by the service while its instance is not Normal:',
    'between two steps on the same instance wait, for example with tair-preflight check INSTANCE --wait-until eligible.',
  ],
  empty: 'There is nothing to run: no blocked instance can be mended in place.',
  step: (at, name) => `Step ${number(at)}: ${name}`,
  impact: 'Impact: ',
  ram: 'Needs the RAM actions: ',
  toDo: 'To do: ',
  window: (start, end) => `maintenance window ${start} to ${end} (UTC)`,
  noWindow: 'maintenance window not known',
  changedBefore: (instances) => `An earlier step changes ${count(instances, 'instance')} of this one as well: wait until the status is Normal again.`,
  commands: (run, leftOut) => `${number(run)} ${run === 1 ? 'command' : 'commands'}${leftOut === 0 ? '' : `, ${number(leftOut)} left out`}.`,
  choice: ' One of several steps of its remedy: choose it by name, "all" leaves it out.',
  byHand: 'To be done by hand: this file has no command for it.',
  toFill: ' To be completed in this file before it can be run, "all" leaves it out.',
  lasting: ' It cannot be undone: choose it by name, "all" leaves it out.',
  read: ' It only reads: choose it by name, "all" leaves it out.',
  leftOut: (because) => {
    switch (because.kind) {
      case 'blank':
        return `Left out: put in what ${because.blank} stands for, and take the mark before the command away.`;
      case 'character':
        return `Left out: it holds ${JSON.stringify(because.character)} outside of quotes, which a shell reads as more than a letter.`;
      case 'open':
        return 'Left out: a quote in it is not closed.';
      case 'invisible':
        return 'Left out: it holds characters that cannot be seen.';
      case 'form':
        return 'Left out: it is not of the form "aliyun PRODUCT OPERATION --Name value ...".';
    }
  },
  usage: ['Nothing was run. To run steps, name them by number, by name or by rule, or all of them:'],
  sourced: 'This file was sourced or piped, not started by its name: nothing is run.',
  runWants: '--run wants the steps to run, or all. Nothing was run.',
  unknownArgument: 'Expected no argument, or --run STEP...; nothing was run; saw: ',
  unknownStep: 'There is no such step, nothing was run: ',
  isByHand: (at, name) => `Step ${number(at)} is done by hand, nothing was run: ${name}: `,
  chooseOne: 'This remedy has several steps, name the one to run by its number or its whole name; nothing was run: ',
  fillIn: (at) => `The commands of this step have to be completed in the file, and tair_preflight_complete_${at} set to yes there; nothing was run: `,
  noAliyun: 'aliyun, the CLI of Alibaba Cloud, is not on the PATH: nothing was run.',
  failed: 'Stopped, the command failed for: ',
  failedWith: 'What stands before it was run; nothing after it. aliyun ended with ',
  again: 'was run already in this run: ',
  done: 'Done. When the instances are Normal again, check them again with tair-preflight check.',
};

const ZH: ScriptWords = {
  madeBy: (tool, version, time) => `补救措施，由 ${tool} ${version} 生成，依据 ${time} 结束的检查。`,
  holds: ({ commands, steps, reads, instances }) => `共 ${number(steps)} 个步骤、${number(commands)} 条变更命令${reads === 0 ? '' : `，另有 ${number(reads)} 条仅读取的命令`}，涉及 ${countZh(instances, 'instance')}（变更后即可开通）。`,
  promise: [
    '读取、source 或启动本文件都不会执行任何命令：只会列出步骤。',
    'sh FILE                  列出步骤',
    'sh FILE --run STEP...    按文件中的顺序执行这些步骤：编号、名称，或规则名（其所有地域）',
    'sh FILE --run all        执行全部变更，须选择、须补全或不可撤销的除外',
  ],
  caution: [
    '遇到第一条失败的命令即停止。实例状态不是 Normal 时，服务会拒绝命令：',
    '同一实例的两个步骤之间请等待，例如使用 tair-preflight check INSTANCE --wait-until eligible。',
  ],
  empty: '没有可执行的内容：没有可就地修复的受阻实例。',
  step: (at, name) => `步骤 ${number(at)}：${name}`,
  impact: '影响：',
  ram: '需要 RAM 操作权限：',
  toDo: '操作：',
  window: (start, end) => `可维护时间段 ${start} 至 ${end}（UTC）`,
  noWindow: '可维护时间段未知',
  changedBefore: (instances) => `本步骤中有 ${countZh(instances, 'instance')}也被前面的步骤变更：请等待状态恢复为 Normal。`,
  commands: (run, leftOut) => `${number(run)} 条命令${leftOut === 0 ? '' : `，${number(leftOut)} 条未列入`}。`,
  choice: '其补救措施有多个步骤，须按名称选择其一，all 不包括它。',
  byHand: '须手工处理：本文件没有相应命令。',
  toFill: '须先在本文件中补全命令，all 不包括它。',
  lasting: '不可撤销：须按名称选择，all 不包括它。',
  read: '仅读取：须按名称选择，all 不包括它。',
  leftOut: (because) => {
    switch (because.kind) {
      case 'blank':
        return `未列入：请填入 ${because.blank} 所代表的值，并去掉命令前的注释符号。`;
      case 'character':
        return `未列入：引号之外含有 ${JSON.stringify(because.character)}，shell 会对其作特殊解释。`;
      case 'open':
        return '未列入：其中的引号没有闭合。';
      case 'invisible':
        return '未列入：含有不可见字符。';
      case 'form':
        return '未列入：不是 "aliyun PRODUCT OPERATION --Name value ..." 的形式。';
    }
  },
  usage: ['没有执行任何命令。如需执行，请给出步骤的编号、名称或规则名，或全部执行：'],
  sourced: '本文件是被 source 或经管道读入的，而不是按文件名启动的：没有执行任何命令。',
  runWants: '--run 之后须给出要执行的步骤，或 all。没有执行任何命令。',
  unknownArgument: '应不带参数，或使用 --run STEP...；没有执行任何命令；实际为：',
  unknownStep: '没有这个步骤，没有执行任何命令：',
  isByHand: (at, name) => `步骤 ${number(at)} 须手工处理，没有执行任何命令：${name}：`,
  chooseOne: '该补救措施有多个步骤，请用编号或完整名称指定其一；没有执行任何命令：',
  fillIn: (at) => `该步骤的命令须先在文件中补全，并在其中将 tair_preflight_complete_${at} 设为 yes；没有执行任何命令：`,
  noAliyun: 'PATH 中没有阿里云 CLI aliyun：没有执行任何命令。',
  failed: '已停止，命令失败的实例：',
  failedWith: '在它之前的命令已执行，之后的均未执行。aliyun 的退出码为 ',
  again: '本次运行中已执行过：',
  done: '完成。待实例状态恢复为 Normal 后，请用 tair-preflight check 重新检查。',
};

/** One object a language: what one of them does not say does not compile. */
export const SCRIPT_WORDS: Readonly<Record<Language, ScriptWords>> = { en: EN, zh: ZH };
