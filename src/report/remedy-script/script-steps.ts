import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { lackingOf, stepsInPlace } from '../advise/lacking.ts';
import { commandWords } from './command-words.ts';
import type { CommandWords } from './command-words.ts';
import { isIrreversible, isReading, operationOf } from './operations.ts';

/** A step of a remedy on one instance. */
export interface ScriptCommand {
  readonly instance: ResultInstance;
  readonly step: RemedyStep;
  /** Null: the step has no `aliyun` command, and is done by hand. */
  readonly command: CommandWords | null;
}

/** The commands of one rule in one region; those of a remedy with several steps by operation. */
export interface ScriptStep {
  readonly number: number;
  /** By which it is asked for: "ssl-disabled@cn-hangzhou". */
  readonly name: string;
  readonly rule: string;
  readonly title: string;
  readonly region: string;
  /** True where its remedy has several steps, which may stand for one another: one has to be chosen. */
  readonly isChoice: boolean;
  /** True where at least one command can be run as it is. */
  readonly isRunnable: boolean;
  /** True where a command of it cannot be undone: it has to be chosen by name. */
  readonly isLasting: boolean;
  /** True where its commands change nothing. */
  readonly isRead: boolean;
  readonly commands: readonly ScriptCommand[];
  /** Instances that an earlier step changes as well: they must be Normal again before this one. */
  readonly changedBefore: number;
}

interface Part extends ScriptCommand {
  readonly finding: ResultFinding;
  readonly isChoice: boolean;
  /** The operation, where one has to be chosen. */
  readonly choice: string;
}

const BY_HAND = 'by-hand';

/** The steps in place of every blocked fixable instance: by the order of the rules, then region, in the order of the result. */
export function scriptSteps(result: Result): ScriptStep[] {
  const parts = lackingOf(result).flatMap(({ instance, failed }) => failed.flatMap((finding) => partsOf(instance, finding)));
  const groups = [...groupBy(parts, (part) => JSON.stringify([part.finding.rule, part.instance.region, part.choice])).values()];
  const changed = new Set<ResultInstance>();
  return groups.toSorted(compareParts).flatMap((group, at) => {
    const [first] = group;
    if (first === undefined) return [];
    const isRunnable = group.some(isRun);
    const isLasting = group.some(isIrreversible);
    const isRead = isRunnable && group.every(isReading);
    const changes = isRead ? [] : group.filter(isRun);
    const changedBefore = new Set(changes.filter((part) => changed.has(part.instance)).map(({ instance }) => instance)).size;
    for (const part of changes) changed.add(part.instance);
    const { rule, title } = first.finding;
    const region = first.instance.region ?? '';
    return [{ number: at + 1, name: nameOf(first, region), rule, title, region, isChoice: first.isChoice, isRunnable, isLasting, isRead, commands: group, changedBefore }];
  });
}

function partsOf(instance: ResultInstance, finding: ResultFinding): Part[] {
  const steps = stepsInPlace(finding);
  const isChoice = steps.length > 1;
  return steps.map((step): Part => {
    const command = step.run !== null && /^\s*aliyun(\s|$)/.test(step.run) ? commandWords(step.run) : null;
    const operation = command === null ? BY_HAND : (operationOf({ step, command })?.split(' ')[1] ?? 'other');
    return { instance, finding, step, command, isChoice, choice: isChoice || command === null ? operation : '' };
  });
}

function isRun({ command }: ScriptCommand): boolean {
  return command?.kind === 'words';
}

function compareParts([a]: readonly Part[], [b]: readonly Part[]): number {
  if (a === undefined || b === undefined) return 0;
  return a.finding.order - b.finding.order || compareText(a.finding.rule, b.finding.rule) || compareText(a.instance.region ?? '', b.instance.region ?? '');
}

/** Words without a blank or anything that a shell minds. */
function nameOf({ finding, choice }: Part, region: string): string {
  return `${finding.rule}${choice === '' ? '' : `:${choice}`}${region === '' ? '' : `@${region}`}`.replaceAll(/[^A-Za-z0-9._@:-]/g, '-');
}
