import { createHash } from 'node:crypto';

import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import { quoteWord } from './remedy-script/command-words.ts';
import { isByHand, scriptBody, scriptEnd } from './remedy-script/script-frame.ts';
import { scriptSteps } from './remedy-script/script-steps.ts';
import type { ScriptCommand, ScriptStep } from './remedy-script/script-steps.ts';
import { factText } from './findings.ts';
import { shown, withoutId } from './page.ts';
import { clean } from './text.ts';
import { SCRIPT_WORDS } from './words/remedy-script.ts';
import type { ScriptWords } from './words/remedy-script.ts';

/**
 * A POSIX shell script with the `aliyun` commands of all remedies in place of the blocked fixable instances, by rule, then
 * region, in the order of the rules. Reading, sourcing or starting it runs nothing; `--run STEP…` runs steps. Every command
 * is one plain program with quoted words: what is more than that stands in a comment, with the reason. Pure; ends with a
 * newline.
 */
export function remedyScript(result: Result, language: Language): string {
  const words = SCRIPT_WORDS[language];
  const steps = scriptSteps(result);
  const repeated = repeatedCommands(steps);
  const parts = [
    head(result, steps, words),
    ...(steps.length === 0 ? [[comment(words.empty)]] : []),
    scriptBody(words),
    ...steps.map((step) => stepLines(step, repeated, words)),
  ];
  const text = parts.map((lines) => lines.join('\n')).join('\n\n');
  const mark = markOf(text);
  const end = scriptEnd(mark, steps.map((step) => ({ step, lines: shownLines(step, words), toDo: toDoOf(step) })), words);
  return `${['#!/bin/sh', mark, text].join('\n')}\n\n${end.join('\n')}\n`;
}

/** The second line, by which a script knows that it was started and not sourced by another: no two have the same. */
function markOf(text: string): string {
  return `# tair-preflight: remedies, format 1, ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** How many commands that change something a script holds that can be run, in how many steps. */
export function sizeOfScript(result: Result): { readonly commands: number; readonly steps: number } {
  return sizeOf(scriptSteps(result).filter(({ isRead }) => !isRead));
}

function sizeOf(steps: readonly ScriptStep[]): { readonly commands: number; readonly steps: number } {
  const runnable = steps.filter(({ isRunnable }) => isRunnable);
  return { commands: runnable.flatMap(({ commands }) => commands).filter(({ command }) => command?.kind === 'words').length, steps: runnable.length };
}

/** A line that a shell passes over, whatever the text holds: one line, no character that cannot be seen, no backslash at its end. */
function comment(text: string, indent = ''): string {
  const line = clean(text);
  return `${indent}# ${line}${line.endsWith('\\') ? ' .' : ''}`;
}

function head({ tool, finishedAt, instances }: Result, steps: readonly ScriptStep[], words: ScriptWords): string[] {
  const { commands, steps: runnable } = sizeOf(steps.filter(({ isRead }) => !isRead));
  const { commands: reads } = sizeOf(steps.filter(({ isRead }) => isRead));
  const mendable = instances.filter(({ standing, fixable }) => standing === 'blocked' && fixable).length;
  const told = [words.madeBy(tool.name, tool.version, finishedAt), words.holds({ commands, steps: runnable, reads, instances: mendable })];
  return [...told.map((line) => comment(line)), '#', ...[...words.promise, ...words.caution].map((line) => `# ${line}`)];
}

/** Commands that stand in the script more than once, each with a number of its own: in one run each is run once. */
function repeatedCommands(steps: readonly ScriptStep[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { commands } of steps) {
    for (const { command } of commands) if (command?.kind === 'words') times.set(JSON.stringify(command.words), (times.get(JSON.stringify(command.words)) ?? 0) + 1);
  }
  return new Map([...times].filter(([, size]) => size > 1).map(([key], at) => [key, at + 1]));
}

/** The function of a step, or comments alone where it is done by hand. */
function stepLines(step: ScriptStep, repeated: ReadonlyMap<string, number>, words: ScriptWords): string[] {
  const told = [comment(words.step(step.number, step.name)), ...shownLines(step, words).map((line) => comment(line))];
  const same = { toDo: alike(step, doOf), impact: alike(step, impactOf) };
  const lines = step.commands.flatMap((command) => commandLines(command, same, repeated, words));
  if (isByHand(step)) return [...told, ...lines.map((line) => line.trimStart())];
  const ready = step.isRunnable ? [] : [`tair_preflight_complete_${step.number}=no`];
  return [...told, ...ready, `tair_preflight_step_${step.number}() {`, `  tair_preflight_say ${quoteWord(words.step(step.number, step.name))}`, ...lines, '}'];
}

/** What all commands of a step say, told at the step; null: they differ, and each tells its own. */
interface Same {
  readonly toDo: string | null;
  readonly impact: string | null;
}

function commandLines(one: ScriptCommand, same: Same, repeated: ReadonlyMap<string, number>, words: ScriptWords): string[] {
  const { instance, command } = one;
  const [start, end] = ['instance.maintainStartTime', 'instance.maintainEndTime'].map((name) => factText(instance, name));
  const window = typeof start === 'string' && typeof end === 'string' ? words.window(shown(start, 20), shown(end, 20)) : words.noWindow;
  const name = instance.name === null ? [] : [JSON.stringify(shown(instance.name, 60))];
  const own = [...(same.toDo === null ? [`${words.toDo}${one.step.do}`] : []), ...(same.impact === null && one.step.impact !== null ? [`${words.impact}${one.step.impact}`] : [])];
  const about = [[shown(instance.instanceId, 60), ...name, window].join(', '), ...own].map((line) => comment(line, '  '));
  if (command === null) return about;
  const run = (number: number, rest: string): string => `tair_preflight_run ${number} ${quoteWord(shown(instance.instanceId, 60))} ${rest}`;
  if (command.kind === 'words') return [...about, `  ${run(repeated.get(JSON.stringify(command.words)) ?? 0, command.words.map(quoteWord).join(' '))}`];
  const text = one.step.run ?? '';
  return [...about, comment(words.leftOut(command.because), '  '), comment(command.because.kind === 'blank' ? run(0, text) : text, '  ')];
}

/** What is told of a step, in its comments and when the script is started. */
function shownLines(step: ScriptStep, words: ScriptWords): string[] {
  const run = step.commands.filter(({ command }) => command?.kind === 'words').length;
  const state = isByHand(step) ? words.byHand : `${words.commands(run, step.commands.length - run)}${conditionOf(step, words)}`;
  const [toDo, impact] = [alike(step, doOf), alike(step, impactOf)];
  const ram = [...new Set(step.commands.flatMap((command) => command.step.ram))].toSorted();
  return [
    step.title,
    state,
    ...(toDo === null ? [] : [`${words.toDo}${toDo}`]),
    ...(impact === null || impact === '' ? [] : [`${words.impact}${impact}`]),
    ...(ram.length === 0 ? [] : [`${words.ram}${ram.join(', ')}`]),
    ...(step.changedBefore === 0 ? [] : [words.changedBefore(step.changedBefore)]),
  ].map(clean);
}

/** Why "all" leaves the step out. */
function conditionOf({ isChoice, isRunnable, isLasting, isRead }: ScriptStep, words: ScriptWords): string {
  const reasons = [...(isChoice ? [words.choice] : []), ...(isRunnable ? [] : [words.toFill]), ...(isRead ? [words.read] : []), ...(isLasting ? [words.lasting] : [])];
  return reasons.join('');
}

/** What is to be done by hand: what all say, else the first three of what they say. */
function toDoOf(step: ScriptStep): string {
  return clean(alike(step, doOf) ?? [...new Set(step.commands.map(doOf))].slice(0, 3).join(' / '));
}

/** What all commands of a step say, their ids aside; null where they differ. */
function alike(step: ScriptStep, textOf: (command: ScriptCommand) => string): string | null {
  const [first] = step.commands;
  if (first === undefined) return null;
  const text = step.commands.length === 1 ? textOf(first) : withoutId(textOf(first), first.instance);
  return step.commands.every((command) => step.commands.length === 1 || withoutId(textOf(command), command.instance) === text) ? text : null;
}

function doOf({ step }: ScriptCommand): string {
  return step.do;
}

function impactOf({ step }: ScriptCommand): string {
  return step.impact ?? '';
}
