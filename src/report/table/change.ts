import { groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import { failedErrors, sawOf } from '../findings.ts';
import { count, heading, leftOut, listIds, paragraph, shown, showGroups, withoutId } from '../page.ts';
import type { Page } from '../page.ts';
import { showSteps } from '../steps.ts';

interface Blocked {
  readonly instance: ResultInstance;
  readonly failed: readonly ResultFinding[];
}

/** Groups that are shown with their steps, besides those in which a rule appears for the first time. */
const MOST_WITH_STEPS = 15;
const MOST_OBSERVATIONS = 5;
const FEW_IDS = 3;

/** The instances that can go after a change in place; those with the same failed rules and the same kind of steps stand together, the largest group first. */
export function changeSection(result: Result, page: Page): string[] {
  const blocked = result.instances.filter((instance) => instance.standing === 'blocked' && instance.fixable).map((instance): Blocked => ({ instance, failed: failedErrors(instance) }));
  if (blocked.length === 0) return [];
  const groups = [...groupBy(blocked, sameSteps).values()].toSorted((a, b) => b.length - a.length);
  const told = new Set<string>();
  const lines = showGroups(page, groups, (group) => {
    const rules = (group[0]?.failed ?? []).map((finding) => finding.rule);
    const isFull = groups.indexOf(group) < MOST_WITH_STEPS || rules.some((rule) => !told.has(rule));
    for (const rule of rules) told.add(rule);
    return [...(group === groups[0] ? [] : ['']), ...(isFull ? showGroup(page, group) : showBriefly(page, group, rules))];
  });
  return [heading(page, 'Can go after a change', blocked.length, 'yellow'), ...lines];
}

/** A group all of whose rules were told of above. */
function showBriefly(page: Page, group: readonly Blocked[], rules: readonly string[]): string[] {
  return [
    ...paragraph(page, `${count(group.length, 'instance')}: ${rules.join(', ')}. The steps are those above, one rule after the other.`, 2),
    ...listIds(page, group.map(({ instance }) => instance.instanceId), 4),
  ];
}

/** The rules and the shape of their steps, without the values of the instance. */
function sameSteps({ failed }: Blocked): string {
  return JSON.stringify(failed.map((finding) => [finding.rule, finding.remedy.map((step) => [step.inPlace, step.run !== null, ...step.ram])]));
}

function showGroup(page: Page, group: readonly Blocked[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { instance, failed } = first;
  const steps = failed.flatMap((finding) => finding.remedy.filter((step) => step.inPlace));
  const instead = failed.flatMap((finding) => finding.remedy.filter((step) => !step.inPlace));
  const isOfMany = group.length > 1 && steps.some((step) => step.run !== null);
  return [
    ...(group.length === 1 ? paragraph(page, nameOf(instance), 2) : [...paragraph(page, `${count(group.length, 'instance')} with the same findings:`, 2), ...listIds(page, group.map((member) => member.instance.instanceId), 4)]),
    ...failed.flatMap((finding, at) => [...paragraph(page, `${finding.title} (${finding.rule})`, 4, 'Expected: '), ...observations(page, group, at)]),
    ...(isOfMany ? paragraph(page, `The commands are those for ${shown(instance.instanceId)}; those for the others stand in --format json.`, 4).map(page.paint.dim) : []),
    ...showSteps(page, steps, 4),
    ...instead.flatMap((step) => paragraph(page, `Or, not in place: ${step.do}`, 4)),
  ];
}

function nameOf(instance: ResultInstance): string {
  return [shown(instance.instanceId), ...(instance.name === null ? [] : [shown(instance.name)]), ...(instance.region === null ? [] : [shown(instance.region)])].join(', ');
}

/** What was seen at the failed rule of that place, each sentence once. */
function observations(page: Page, group: readonly Blocked[], at: number): string[] {
  const seen = groupBy(group, ({ instance, failed }) => {
    const finding = failed[at];
    return finding === undefined ? '' : withoutId(sawOf(finding), instance);
  });
  const lines = [...seen].slice(0, MOST_OBSERVATIONS).flatMap(([saw, members]) => {
    const [first] = members;
    const finding = first?.failed[at];
    const text = members.length > 1 || finding === undefined ? saw : sawOf(finding);
    const ids = members.map((member) => shown(member.instance.instanceId));
    const who = seen.size === 1 ? '' : ` (${ids.slice(0, FEW_IDS).join(', ')}${ids.length > FEW_IDS ? ` and ${ids.length - FEW_IDS} more` : ''})`;
    return paragraph(page, `${text}${who}`, 9, 'Saw: ');
  });
  return seen.size > MOST_OBSERVATIONS ? [...lines, ...paragraph(page, leftOut(seen.size - MOST_OBSERVATIONS, 'observations'), 14)] : lines;
}
