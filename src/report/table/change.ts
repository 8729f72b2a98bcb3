import { groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import { undecidedErrors } from '../advise/lacking.ts';
import { failedErrors } from '../findings.ts';
import { heading, listIds, paragraph, shown, showGroups, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { showSteps } from '../steps.ts';
import { PERHAPS_WORDS } from '../words/perhaps.ts';
import { TABLE_WORDS } from '../words/table.ts';
import { areAlike, showExpected } from './expected.ts';
import { rulesWithReasons } from './undecided.ts';

interface Blocked {
  readonly instance: ResultInstance;
  readonly failed: readonly ResultFinding[];
  /** Error rules that are unknown besides. */
  readonly undecided: readonly ResultFinding[];
}

/** Groups that are shown with their steps, besides those in which a rule appears for the first time. */
const MOST_WITH_STEPS = 15;

/**
 * The instances that can go after a change in place; those with the same failed rules and the same kind of steps stand
 * together, the largest group first. Those of which an error rule is unknown besides stand apart, after the others.
 */
export function changeSection(result: Result, page: Page): string[] {
  const blocked = result.instances.filter((instance) => instance.standing === 'blocked' && instance.fixable).map((instance): Blocked => ({ instance, failed: failedErrors(instance), undecided: undecidedErrors(instance) }));
  if (blocked.length === 0) return [];
  const groups = [...groupBy(blocked, sameSteps).values()].toSorted((a, b) => Number(isPerhaps(a)) - Number(isPerhaps(b)) || b.length - a.length);
  const firstPerhaps = groups.find(isPerhaps);
  const told = new Set<string>();
  const lines = showGroups(page, groups, (group) => {
    const rules = (group[0]?.failed ?? []).map((finding) => finding.rule);
    const isFull = groups.indexOf(group) < MOST_WITH_STEPS || rules.some((rule) => !told.has(rule));
    for (const rule of rules) told.add(rule);
    return [...(group === groups[0] ? [] : ['']), ...(group === firstPerhaps ? perhapsTitle(page, blocked) : []), ...(isFull ? showGroup(page, group) : showBriefly(page, group, rules))];
  });
  return [heading(page, TABLE_WORDS[page.language].change.title, blocked.length, 'yellow'), ...lines];
}

/** True of a group for which mending what failed may not be enough. */
function isPerhaps(group: readonly Blocked[]): boolean {
  return group.some(({ undecided }) => undecided.length > 0);
}

function perhapsTitle(page: Page, blocked: readonly Blocked[]): string[] {
  const perhaps = blocked.filter(({ undecided }) => undecided.length > 0).length;
  return paragraph(page, `${PERHAPS_WORDS[page.language].title(perhaps)}${wordsOf(page).colon}`, 2).map(page.paint.bold);
}

/** The error rules that are unknown at the instances of a group. */
function showUndecided(page: Page, group: readonly Blocked[], indent: number): string[] {
  const open = group.flatMap(({ instance, undecided }) => undecided.map((finding) => ({ instance, finding })));
  const rules = new Set(open.map(({ finding }) => finding.rule));
  return rules.size === 0 ? [] : paragraph(page, PERHAPS_WORDS[page.language].besides(rules.size, rulesWithReasons(page, open, group.length)), indent);
}

/** A group all of whose rules were told of above. */
function showBriefly(page: Page, group: readonly Blocked[], rules: readonly string[]): string[] {
  return [
    ...paragraph(page, TABLE_WORDS[page.language].change.brief(group.length, rules.join(wordsOf(page).comma)), 2),
    ...showUndecided(page, group, 4),
    ...listIds(page, group.map(({ instance }) => instance.instanceId), 4),
  ];
}

/** The rules and the shape of their steps, without the values of the instance; and whether anything is unknown besides. */
function sameSteps({ failed, undecided }: Blocked): string {
  return JSON.stringify([undecided.length > 0, failed.map((finding) => [finding.rule, finding.remedy.map((step) => [step.inPlace, step.run !== null, ...step.ram])])]);
}

function showGroup(page: Page, group: readonly Blocked[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { instance, failed } = first;
  const steps = failed.flatMap((finding) => finding.remedy.filter((step) => step.inPlace));
  const instead = failed.flatMap((finding) => finding.remedy.filter((step) => !step.inPlace));
  const words = TABLE_WORDS[page.language].change;
  return [
    ...(group.length === 1 ? paragraph(page, nameOf(page, instance), 2) : [...paragraph(page, words.sameFindings(group.length), 2), ...listIds(page, group.map((member) => member.instance.instanceId), 4)]),
    ...failed.flatMap((_, at) => showExpected(page, group.flatMap((member) => (member.failed[at] === undefined ? [] : [{ instance: member.instance, finding: member.failed[at] }])))),
    ...showUndecided(page, group, 4),
    ...whoseSteps(page, group),
    ...showSteps(page, steps, 4),
    ...instead.flatMap((step) => paragraph(page, words.notInPlace(step.do), 4)),
  ];
}

function nameOf(page: Page, instance: ResultInstance): string {
  return [shown(instance.instanceId), ...(instance.name === null ? [] : [shown(instance.name)]), ...(instance.region === null ? [] : [shown(instance.region)])].join(wordsOf(page).clause);
}

/** Whose steps or commands are shown, where there are several of them. */
function whoseSteps(page: Page, group: readonly Blocked[]): string[] {
  const words = TABLE_WORDS[page.language].change;
  const members = group.map(({ instance, failed }) => ({ instance, steps: failed.flatMap((finding) => finding.remedy) }));
  const [first] = members;
  if (first === undefined || members.length === 1) return [];
  const id = shown(first.instance.instanceId);
  if (!areAlike(members)) return paragraph(page, words.stepsAreOf(id), 4).map(page.paint.dim);
  return first.steps.some((step) => step.inPlace && step.run !== null) ? paragraph(page, words.commandsAreOf(id), 4).map(page.paint.dim) : [];
}
