import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import { undecidedErrors } from '../advise/lacking.ts';
import { failedErrors, isMendable, isNotFound, sawOf } from '../findings.ts';
import { withoutId } from '../page.ts';
import { cut, clean } from '../text.ts';
import { number } from '../words/common.ts';
import { PERHAPS_WORDS } from '../words/perhaps.ts';
import { code, prose, table } from './marks.ts';
import { ids, MOST_GROUPS, MOST_ROWS, stepLines, WIDEST_NAME, WIDEST_TEXT } from './sheet.ts';
import type { Sheet } from './sheet.ts';

/** Unknown rules that are named at a group. */
const MOST_UNDECIDED = 10;

interface Blocked {
  readonly instance: ResultInstance;
  readonly failed: readonly ResultFinding[];
}

/**
 * What can go after a change in place, by the rules that failed and the kind of their steps; the largest group first. Those
 * of which an error rule is unknown besides come after the others.
 */
export function changePart(result: Result, sheet: Sheet): string[] {
  const blocked = blockedOf(result, (instance) => instance.fixable);
  if (blocked.length === 0) return [];
  const groups = [false, true].flatMap((perhaps) => bySize(groupBy(blocked.filter((one) => isPerhaps(one) === perhaps), sameSteps)));
  return [`## ${sheet.common.heading(sheet.table.change.title, number(blocked.length))}`, ...capped(sheet, groups, (group) => changeGroup(group, sheet))];
}

function isPerhaps({ instance }: Blocked): boolean {
  return undecidedErrors(instance).length > 0;
}

/** The rules and the shape of their steps, without the values of the instance. */
function sameSteps({ failed }: Blocked): string {
  return JSON.stringify(failed.map((finding) => [finding.rule, finding.remedy.map((step) => [step.inPlace, step.run !== null, ...step.ram])]));
}

function blockedOf({ instances }: Result, holds: (instance: ResultInstance) => boolean): Blocked[] {
  return instances.filter((instance) => instance.standing === 'blocked' && holds(instance)).map((instance) => ({ instance, failed: failedErrors(instance) }));
}

function bySize<T>(groups: ReadonlyMap<string, readonly T[]>): (readonly T[])[] {
  return [...groups].toSorted(([a, one], [b, other]) => other.length - one.length || compareText(a, b)).map(([, group]) => group);
}

function capped<T>(sheet: Sheet, groups: readonly T[], show: (group: T) => readonly string[]): string[] {
  const left = groups.length - MOST_GROUPS;
  return [...groups.slice(0, MOST_GROUPS).flatMap((group) => ['', ...show(group)]), ...(left > 0 ? ['', sheet.common.leftOut(left, 'group')] : [])];
}

function changeGroup(group: readonly Blocked[], sheet: Sheet): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { columns } = sheet.own;
  const steps = first.failed.flatMap((finding) => finding.remedy.filter((step) => step.inPlace));
  const instead = first.failed.flatMap((finding) => finding.remedy.filter((step) => !step.inPlace));
  const undecided = [...new Set(group.flatMap(({ instance }) => undecidedErrors(instance).map(({ rule }) => rule)))].toSorted(compareText);
  const open = `${undecided.slice(0, MOST_UNDECIDED).map((rule) => code(rule)).join(sheet.common.comma)}${undecided.length > MOST_UNDECIDED ? sheet.common.andMore(undecided.length - MOST_UNDECIDED) : ''}`;
  const rows = group.slice(0, MOST_ROWS).map(({ instance, failed }) => [
    code(instance.instanceId), code(instance.name, WIDEST_NAME), code(instance.region), prose(cut(clean(failed.map(sawOf).join(' ')), WIDEST_TEXT)),
  ]);
  return [
    `### ${title(first.failed, sheet)}${sheet.common.colon}${sheet.common.count(group.length, 'instance')}`, '',
    ...first.failed.map((finding) => `- ${prose(`${sheet.common.expected}${finding.title}`)} ${code(finding.rule)}`),
    ...(undecided.length === 0 ? [] : [`- ${PERHAPS_WORDS[sheet.language].besides(undecided.length, open)}`]), '',
    ...table([columns.instance, columns.name, columns.region, columns.saw], rows), '',
    ...(group.length > MOST_ROWS ? [sheet.common.leftOut(group.length - MOST_ROWS, 'instance'), ''] : []),
    ...(group.length > 1 && steps.length > 0 ? [sheet.table.change.stepsAreOf(code(first.instance.instanceId)), ''] : [sheet.own.steps, '']),
    ...stepLines(sheet, steps),
    ...(instead.length === 0 ? [] : ['']), ...instead.map((step) => `- ${prose(sheet.table.change.notInPlace(step.do))}`),
  ];
}

function title(failed: readonly ResultFinding[], sheet: Sheet): string {
  return failed.slice(0, 6).map(({ rule }) => code(rule)).join(sheet.common.comma);
}

/** What no change in place can help, by the first rule that says so and what it saw. */
export function neverPart(result: Result, sheet: Sheet): string[] {
  const blocked = blockedOf(result, (instance) => !instance.fixable && !isNotFound(instance)).flatMap(({ instance, failed }) => {
    const deciding = failed.find((finding) => !isMendable(finding)) ?? failed[0];
    return deciding === undefined ? [] : [{ instance, failed, deciding, saw: withoutId(sawOf(deciding), instance) }];
  });
  if (blocked.length === 0) return [];
  const groups = bySize(groupBy(blocked, ({ deciding, saw }) => JSON.stringify([deciding.rule, saw])));
  return [`## ${sheet.common.heading(sheet.table.never.title, number(blocked.length))}`, ...capped(sheet, groups, (group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { deciding, failed } = first;
    const steps = [deciding, ...failed].find((finding) => !isMendable(finding) && finding.remedy.length > 0)?.remedy ?? [];
    const also = [...new Set(group.flatMap((one) => one.failed.map(({ rule }) => rule)))].filter((rule) => rule !== deciding.rule).toSorted(compareText);
    return [
      `### ${code(deciding.rule)}${sheet.common.colon}${sheet.common.count(group.length, 'instance')}`, '',
      `- ${prose(`${sheet.common.expected}${deciding.title}`)}`, `- ${prose(`${sheet.common.saw}${cut(group.length === 1 ? sawOf(deciding) : first.saw, WIDEST_TEXT)}`)}`,
      ...(also.length === 0 ? [] : [`- ${sheet.table.never.alsoFailed(also.slice(0, 10).map((rule) => code(rule)).join(sheet.common.comma))}`]),
      `- ${ids(sheet, group.map(({ instance }) => instance))}`,
      ...(steps.length === 0 ? [] : ['', group.length > 1 ? sheet.table.never.insteadStepsOf(code(first.instance.instanceId)) : sheet.table.never.instead, '', ...stepLines(sheet, steps)]),
    ];
  })];
}

/** Ids for which every region says that it has no such instance. */
export function notFoundPart(result: Result, sheet: Sheet): string[] {
  const missing = result.instances.filter(isNotFound);
  if (missing.length === 0) return [];
  const regions = result.scope.regions.slice(0, 10).map((region) => code(region)).join(sheet.common.comma);
  return [`## ${sheet.common.heading(sheet.table.notFound.title, number(missing.length))}`, '', ids(sheet, missing), '', sheet.table.notFound.lookedIn(regions)];
}
