import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { failedErrors, isMendable, isNotFound, sawOf } from '../findings.ts';
import { heading, listIds, number, paragraph, shown, showGroups, withoutId, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { showSteps } from '../steps.ts';
import { TABLE_WORDS } from '../words/table.ts';
import { areAlike } from './expected.ts';
import { showUndecidedErrors } from './undecided.ts';

interface Hopeless {
  readonly instance: ResultInstance;
  readonly deciding: ResultFinding;
  readonly saw: string;
}

/** The instances that no change in place can help, by the first rule that says so and what it saw; the largest group first. */
export function neverSection(result: Result, page: Page): string[] {
  const blocked = result.instances.filter((instance) => instance.standing === 'blocked' && !instance.fixable && !isNotFound(instance));
  if (blocked.length === 0) return [];
  const groups = groupBy(blocked.flatMap(toHopeless), ({ deciding, saw }) => JSON.stringify([deciding.rule, saw]));
  const sorted = [...groups].toSorted(([a, one], [b, other]) => other.length - one.length || compareText(a, b)).map(([, group]) => group);
  return [heading(page, TABLE_WORDS[page.language].never.title, blocked.length, 'red'), ...showGroups(page, sorted, (group) => [...(group === sorted[0] ? [] : ['']), ...showGroup(page, group)])];
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
  const words = wordsOf(page);
  return [
    ...paragraph(page, TABLE_WORDS[page.language].never.group(group.length, saw), 2),
    ...paragraph(page, `${deciding.title}${words.aside(deciding.rule)}`, 4, words.expected),
    ...alsoFailed(page, group),
    ...showUndecidedErrors(page, group.map(({ instance }) => instance), 4),
    ...(steps.length === 0 ? [] : paragraph(page, instead(page, group, first), 4)),
    ...showSteps(page, steps, 4),
    ...listIds(page, group.map(({ instance }) => instance.instanceId), 4),
  ];
}

/** What introduces the steps, and whose they are where there are several of them. */
function instead(page: Page, group: readonly Hopeless[], first: Hopeless): string {
  const words = TABLE_WORDS[page.language].never;
  if (group.length === 1) return words.instead;
  const id = shown(first.instance.instanceId);
  if (!areAlike(group.map((member) => ({ instance: member.instance, steps: insteadOf(member) })))) return words.insteadStepsOf(id);
  return insteadOf(first).some((step) => step.run !== null) ? words.insteadCommandsOf(id) : words.instead;
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
  const words = wordsOf(page);
  return paragraph(page, TABLE_WORDS[page.language].never.alsoFailed(also.map(([rule, times]) => (times === group.length ? rule : `${rule}${words.aside(number(times))}`)).join(words.comma)), 4);
}
