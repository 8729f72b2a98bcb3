import { groupBy } from '../../model/group-by.ts';
import { whatHappened, whatToDo } from '../../model/reason-words.ts';
import type { Result, ResultInstance, ResultUnknownFact } from '../../model/result.ts';
import { heading, listIds, listNames, paragraph, showGroups, withoutId, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { TABLE_WORDS } from '../words/table.ts';
import { someIds } from './expected.ts';

/** One reason that keeps instances from their verdict, whatever their number. */
interface Cause {
  readonly reason: string;
  readonly operation: string | null;
  readonly ramAction: string | null;
  readonly facts: Set<string>;
  readonly instances: Set<ResultInstance>;
  readonly details: Map<string, Detail>;
}

interface Detail {
  /** As it was told of the first instance. */
  readonly text: string;
  readonly instances: Set<ResultInstance>;
}

type Unread = Result['unread'][number];

const MOST_FACTS = 6;
const MOST_DETAILS = 5;
/** Reads whose failure means that instances may be missing altogether. */
const LISTS: readonly string[] = ['DescribeInstances', 'DescribeRegions'];

/** What could not be read: one entry a cause, not one an instance, then the parts of the scope that are missing. */
export function unknownSection(result: Result, page: Page): string[] {
  const unknown = result.instances.filter((instance) => instance.standing === 'unknown');
  const causes = causesOf(unknown);
  const covered = new Set(causes.map(({ operation, reason }) => `${operation} ${reason}`));
  const parts = result.unread.filter(({ what, reason }) => LISTS.includes(what.operation) || !covered.has(`${what.operation} ${reason}`));
  if (unknown.length === 0 && parts.length === 0) return [];
  const words = TABLE_WORDS[page.language].unknown;
  const counted = [...(unknown.length > 0 ? [wordsOf(page).count(unknown.length, 'instance')] : []), ...(parts.length > 0 ? [words.partsOfScope(parts.length)] : [])];
  const groups = [...groupBy(parts, ({ what, reason, ramAction }) => JSON.stringify([what.operation, reason, ramAction])).values()];
  return [
    heading(page, words.title, counted.join(wordsOf(page).clause), 'yellow'),
    ...showGroups(page, causes, (cause) => showCause(page, cause), 'cause'),
    ...showGroups(page, groups, (group) => showPart(page, group), 'cause'),
  ];
}

function causesOf(instances: readonly ResultInstance[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const instance of instances) {
    for (const finding of instance.findings) {
      if (finding.severity !== 'error' || finding.verdict !== 'unknown') continue;
      for (const unknown of finding.unknown) addTo(causes, instance, unknown);
    }
  }
  return [...causes.values()].toSorted((a, b) => b.instances.size - a.instances.size);
}

function addTo(causes: Map<string, Cause>, instance: ResultInstance, unknown: ResultUnknownFact): void {
  const { reason, operation, ramAction, fact } = unknown;
  const key = JSON.stringify([reason, operation, ramAction]);
  const cause = causes.get(key) ?? { reason, operation, ramAction, facts: new Set(), instances: new Set(), details: new Map() };
  causes.set(key, cause);
  if (fact !== null) cause.facts.add(fact);
  cause.instances.add(instance);
  const alike = withoutId(unknown.detail, instance);
  const detail = cause.details.get(alike) ?? { text: unknown.detail, instances: new Set() };
  cause.details.set(alike, detail);
  detail.instances.add(instance);
}

function showCause(page: Page, cause: Cause): string[] {
  const { language } = page;
  const facts = listNames([...cause.facts], MOST_FACTS, language);
  const why = [whatHappened(cause.operation, cause.reason, language), whatToDo({ ...cause, facts: [...cause.facts] }, language)].join(wordsOf(page).gap);
  return [
    ...paragraph(page, `${TABLE_WORDS[language].unknown.cause(facts, cause.instances.size)}${why}`, 2, '- '),
    ...(cause.ramAction === null ? showDetails(page, cause) : []),
    ...listIds(page, [...cause.instances].map((instance) => instance.instanceId), 4),
  ];
}

function showDetails(page: Page, cause: Cause): string[] {
  const { details } = cause;
  const words = wordsOf(page);
  const lines = [...details].slice(0, MOST_DETAILS).flatMap(([alike, { text, instances }]) => {
    const who = details.size === 1 ? '' : `${someIds(page, [...instances])}${words.colon}`;
    return paragraph(page, `${who}${TABLE_WORDS[page.language].unknown.detail(instances.size === 1 ? text : alike)}`, 4);
  });
  return details.size > MOST_DETAILS ? [...lines, ...paragraph(page, words.leftOut(details.size - MOST_DETAILS, 'detail'), 4)] : lines;
}

function showPart(page: Page, group: readonly Unread[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { what, reason, ramAction, detail } = first;
  const regions = [...new Set(group.flatMap((part) => (part.what.region === null ? [] : [part.what.region])))];
  const { language } = page;
  const words = TABLE_WORDS[language].unknown;
  const sentences = [
    whatHappened(what.operation, reason, language, listNames(regions, MOST_FACTS, language)),
    ...(LISTS.includes(what.operation) ? [words.mayBeMissing] : []),
    whatToDo({ reason, ramAction, facts: [] }, language),
  ];
  return [
    ...paragraph(page, sentences.join(wordsOf(page).gap), 2, '- '),
    ...(ramAction === null ? paragraph(page, words.detail(detail), 4) : []),
  ];
}
