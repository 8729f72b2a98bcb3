import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { failedErrors, isMendable, sawOf } from '../findings.ts';
import { count, heading, listIds, paragraph, shown, showGroups, withoutId } from '../page.ts';
import type { Page } from '../page.ts';
import { showSteps } from '../steps.ts';

interface Hopeless {
  readonly instance: ResultInstance;
  readonly deciding: ResultFinding;
  readonly saw: string;
}

/** The instances that no change in place can help, by the first rule that says so and what it saw; the largest group first. */
export function neverSection(result: Result, page: Page): string[] {
  const blocked = result.instances.filter((instance) => instance.standing === 'blocked' && !instance.fixable);
  if (blocked.length === 0) return [];
  const groups = groupBy(blocked.flatMap(toHopeless), ({ deciding, saw }) => JSON.stringify([deciding.rule, saw]));
  const sorted = [...groups].toSorted(([a, one], [b, other]) => other.length - one.length || compareText(a, b)).map(([, group]) => group);
  return [heading(page, 'Never, as they are', blocked.length, 'red'), ...showGroups(page, sorted, (group) => [...(group === sorted[0] ? [] : ['']), ...showGroup(page, group)])];
}

function toHopeless(instance: ResultInstance): Hopeless[] {
  const failed = failedErrors(instance);
  const deciding = failed.find((finding) => !isMendable(finding)) ?? failed[0];
  return deciding === undefined ? [] : [{ instance, deciding, saw: withoutId(sawOf(deciding), instance) }];
}

function showGroup(page: Page, group: readonly Hopeless[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { deciding } = first;
  const saw = group.length === 1 ? sawOf(deciding) : first.saw;
  const steps = insteadOf(first);
  const isOfMany = group.length > 1 && steps.some((step) => step.run !== null);
  return [
    ...paragraph(page, `${count(group.length, 'instance')}: ${saw}`, 2),
    ...paragraph(page, `${deciding.title} (${deciding.rule})`, 4, 'Expected: '),
    ...alsoFailed(page, group),
    ...(steps.length === 0 ? [] : paragraph(page, isOfMany ? `Instead (the commands are those for ${shown(first.instance.instanceId)}):` : 'Instead:', 4)),
    ...showSteps(page, steps, 4),
    ...listIds(page, group.map(({ instance }) => instance.instanceId), 4),
  ];
}

/** What to do instead: the steps of the deciding rule, or of the next that has any. */
function insteadOf({ instance, deciding }: Hopeless): readonly RemedyStep[] {
  return [deciding, ...failedErrors(instance)].find((finding) => !isMendable(finding) && finding.remedy.length > 0)?.remedy ?? [];
}

/** The other rules that failed on them, counted: mending those would not be enough. */
function alsoFailed(page: Page, group: readonly Hopeless[]): string[] {
  const counts = new Map<string, number>();
  for (const { instance, deciding } of group) {
    for (const finding of failedErrors(instance)) if (finding.rule !== deciding.rule) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const also = [...counts].toSorted(([a, one], [b, other]) => other - one || compareText(a, b));
  return paragraph(page, `Also failed: ${also.map(([rule, times]) => (times === group.length ? rule : `${rule} (${times})`)).join(', ')}.`, 4);
}
