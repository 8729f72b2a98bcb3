import { groupBy } from '../../model/group-by.ts';
import type { ResultFinding, ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { sawOf } from '../findings.ts';
import { paragraph, shown, withoutId, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { displayWidth } from '../text.ts';

/** A finding of an instance. */
export interface Noted {
  readonly instance: ResultInstance;
  readonly finding: ResultFinding;
}

const MOST_OBSERVATIONS = 5;
const FEW_IDS = 3;
const INDENT = 4;

/** What a rule asks, then what was seen of it at the instances of a group: each sentence once, the first few. */
export function showExpected(page: Page, group: readonly Noted[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const words = wordsOf(page);
  return [...paragraph(page, `${first.finding.title}${words.aside(first.finding.rule)}`, INDENT, words.expected), ...observations(page, group)];
}

function observations(page: Page, group: readonly Noted[]): string[] {
  const words = wordsOf(page);
  const indent = INDENT + displayWidth(words.expected) - displayWidth(words.saw);
  const seen = groupBy(group, ({ instance, finding }) => withoutId(sawOf(finding), instance));
  const lines = [...seen].slice(0, MOST_OBSERVATIONS).flatMap(([saw, members]) => {
    const [first] = members;
    const text = members.length > 1 || first === undefined ? saw : sawOf(first.finding);
    return paragraph(page, `${text}${seen.size === 1 ? '' : words.aside(someIds(page, members.map(({ instance }) => instance)))}`, indent, words.saw);
  });
  return seen.size > MOST_OBSERVATIONS ? [...lines, ...paragraph(page, words.leftOut(seen.size - MOST_OBSERVATIONS, 'observation'), INDENT + displayWidth(words.expected))] : lines;
}

/** The first few ids, and how many more. */
export function someIds(page: Page, instances: readonly ResultInstance[]): string {
  const words = wordsOf(page);
  const ids = instances.map((instance) => shown(instance.instanceId));
  return `${ids.slice(0, FEW_IDS).join(words.comma)}${ids.length > FEW_IDS ? words.andMore(ids.length - FEW_IDS) : ''}`;
}

/** True where the steps say the same of each instance, but for its id. */
export function areAlike(members: readonly { readonly instance: ResultInstance; readonly steps: readonly RemedyStep[] }[]): boolean {
  const texts = members.map(({ instance, steps }) => JSON.stringify(steps.map((step) => withoutId(step.do, instance))));
  return texts.every((text) => text === texts[0]);
}
