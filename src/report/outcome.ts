import { groupBy } from '../model/group-by.ts';
import { OUTCOMES } from '../model/outcome.ts';
import type { EntryOutcome, Outcome, OutcomeKind } from '../model/outcome.ts';
import type { Look } from './look.ts';
import { count, heading, leftOut, makePage, paragraph, shown } from './page.ts';
import type { Page } from './page.ts';
import { clean } from './text.ts';
import { reportVerifyTable } from './verify.ts';

interface KindWords {
  readonly title: string;
  /** What this ending means, and what to do. */
  readonly sentence: string;
  readonly color: 'green' | 'red' | 'yellow' | undefined;
  /** How many entries are shown; those that somebody must look at are all shown. */
  readonly most: number;
}

const MOST_ENTRIES = 60;

const WORDS = {
  done: { title: 'Done', sentence: 'The call was accepted and the direct endpoint is there.', color: 'green', most: MOST_ENTRIES },
  already: { title: 'Already enabled', sentence: 'They have a direct endpoint; nothing was sent for them.', color: 'green', most: MOST_ENTRIES },
  withheld: { title: 'Withheld', sentence: 'No call left, for the reason that is named. Mend it and run again.', color: 'yellow', most: MOST_ENTRIES },
  rejected: { title: 'Rejected', sentence: 'The service refused the call, so nothing was done.', color: 'red', most: MOST_ENTRIES },
  pending: { title: 'Pending', sentence: 'The call was accepted, and its end was not seen in time. Each must be looked at; do not send the call again.', color: 'red', most: Infinity },
  ambiguous: { title: 'Ambiguous', sentence: 'The call may or may not have been done. Each must be looked at before anything is sent again.', color: 'red', most: Infinity },
  failed: { title: 'Failed', sentence: 'The call was accepted, and then the service gave up.', color: 'red', most: MOST_ENTRIES },
  'not-started': { title: 'Not started', sentence: 'No call left for them.', color: undefined, most: MOST_ENTRIES },
} as const satisfies Record<OutcomeKind, KindWords>;

/** What apply tells people at its end: a block for each ending with its own sentence, then how many ended so and how many calls were sent. Ends with a newline. */
export function reportOutcomeTable(outcome: Outcome, look: Look): string {
  const page = makePage(look);
  const byKind = groupBy(outcome.entries, (entry) => entry.outcome);
  const blocks = OUTCOMES.flatMap((kind) => {
    const entries = byKind.get(kind);
    return entries === undefined ? [] : [showKind(page, outcome, kind, entries)];
  });
  const parts = [...leadOf(page, outcome), ...blocks, paragraph(page, summaryText(outcome), 0).map(page.paint.bold)];
  const verified = outcome.dataPlane === null ? '' : `\n${reportVerifyTable(outcome.dataPlane, look)}`;
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n${verified}`;
}

function leadOf(page: Page, outcome: Outcome): string[][] {
  const lines = [
    ...(outcome.dryRun ? paragraph(page, 'DRY RUN: everything was read and judged, and nothing was sent.', 0) : []),
    ...(outcome.interrupted ? paragraph(page, `INTERRUPTED: no further call left.${outcome.journal === null ? '' : ` Go on with: tair-preflight resume ${outcome.journal}`}`, 0) : []),
  ];
  return lines.length === 0 ? [] : [lines.map(page.paint.yellow)];
}

function showKind(page: Page, outcome: Outcome, kind: OutcomeKind, entries: readonly EntryOutcome[]): string[] {
  const words: KindWords = WORDS[kind];
  const sentence = sentenceOf(outcome, kind);
  const left = entries.length - words.most;
  return [
    heading(page, kind === 'already' && outcome.operation === 'ReleaseDirectConnection' ? 'Already released' : words.title, entries.length, words.color),
    ...paragraph(page, sentence, 2),
    ...entries.slice(0, words.most).flatMap((entry) => showEntry(page, entry)),
    ...(left > 0 ? paragraph(page, leftOut(left), 2) : []),
  ];
}

/** What a kind of ending means for the operation, and what to do about it. */
function sentenceOf(outcome: Outcome, kind: OutcomeKind): string {
  if (kind === 'not-started' && outcome.dryRun) return 'The dry run ended here: this is what would be sent.';
  const isRelease = outcome.operation === 'ReleaseDirectConnection';
  if (kind === 'done' && isRelease) return 'The call was accepted and the direct endpoint is gone.';
  if (kind === 'already' && isRelease) return 'They have no direct endpoint; nothing was sent for them.';
  const isOpen = kind === 'pending' || kind === 'ambiguous';
  const goOn = outcome.journal === null ? '' : ` Go on with: tair-preflight resume ${outcome.journal}`;
  return isOpen ? `${WORDS[kind].sentence}${goOn}` : WORDS[kind].sentence;
}

function showEntry(page: Page, entry: EntryOutcome): string[] {
  const { endpoint, port, requestId, errorCode, rule, detail } = entry;
  const ends = [
    ...(errorCode === null ? [] : [`code ${clean(errorCode)}`]),
    ...(rule === null ? [] : [`rule ${clean(rule)}`]),
    ...(requestId === null ? [] : [`request ${clean(requestId)}`]),
  ];
  return [
    ...paragraph(page, [shown(entry.instanceId), ...(entry.region === null ? [] : [shown(entry.region)])].join(', '), 2),
    ...(endpoint === null ? [] : [`    ${clean(endpoint)}${port === null ? '' : `:${port}`}`]),
    ...(ends.length === 0 ? [] : paragraph(page, ends.join(', '), 4)),
    ...(detail === '' ? [] : paragraph(page, detail, 4)),
  ];
}

function summaryText(outcome: Outcome): string {
  const ends = OUTCOMES.flatMap((kind) => (outcome.summary[kind] > 0 ? [`${outcome.summary[kind]} ${kind}`] : []));
  const open = outcome.summary.pending + outcome.summary.ambiguous;
  return [
    `${count(outcome.entries.length, 'entry', 'entries')}${ends.length === 0 ? '' : `: ${ends.join(', ')}`}.`,
    outcome.summary.mutationsSent === 0 ? 'Nothing was sent.' : `${count(outcome.summary.mutationsSent, 'call')} sent.`,
    ...(open === 0 ? [] : [`${count(open, 'entry must', 'entries must')} be looked at.`]),
  ].join(' ');
}

/** The outcome as one JSON object. Ends with a newline. */
export function reportOutcomeJson(outcome: Outcome): string {
  return `${JSON.stringify(outcome, null, 2)}\n`;
}

/** One entry a line, then a line with everything of the outcome but its entries. Each line ends with a newline. */
export function reportOutcomeNdjson(outcome: Outcome): string {
  const { entries, ...rest } = outcome;
  return [...entries, rest].map((line) => `${JSON.stringify(line)}\n`).join('');
}
