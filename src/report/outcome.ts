import { groupBy } from '../model/group-by.ts';
import { OUTCOMES } from '../model/outcome.ts';
import type { EntryOutcome, Outcome, OutcomeKind } from '../model/outcome.ts';
import { jsonLines, jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { heading, makePage, paragraph, shown, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { clean } from './text.ts';
import { reportVerifyTable } from './verify.ts';
import { OUTCOME_WORDS } from './words/outcome.ts';
import type { OutcomeWords } from './words/outcome.ts';

const MOST_ENTRIES = 60;

/** How each ending is shown: its colour, and how many of its entries; those that somebody must look at are all shown. */
const SHOWN = {
  done: { color: 'green', most: MOST_ENTRIES },
  already: { color: 'green', most: MOST_ENTRIES },
  withheld: { color: 'yellow', most: MOST_ENTRIES },
  rejected: { color: 'red', most: MOST_ENTRIES },
  pending: { color: 'red', most: Infinity },
  ambiguous: { color: 'red', most: Infinity },
  failed: { color: 'red', most: MOST_ENTRIES },
  'not-started': { color: undefined, most: MOST_ENTRIES },
} as const satisfies Record<OutcomeKind, { readonly color: 'green' | 'red' | 'yellow' | undefined; readonly most: number }>;

interface OutcomePage extends Page {
  readonly words: OutcomeWords;
}

/** What apply tells people at its end: a block for each ending with its own sentence, then how many ended so and how many calls were sent. Ends with a newline. */
export function reportOutcomeTable(outcome: Outcome, look: Look): string {
  const page: OutcomePage = { ...makePage(look), words: OUTCOME_WORDS[look.language ?? 'en'] };
  const byKind = groupBy(outcome.entries, (entry) => entry.outcome);
  const blocks = OUTCOMES.flatMap((kind) => {
    const entries = byKind.get(kind);
    return entries === undefined ? [] : [showKind(page, outcome, kind, entries)];
  });
  const parts = [...leadOf(page, outcome), ...blocks, paragraph(page, summaryText(page, outcome), 0).map(page.paint.bold)];
  const verified = outcome.dataPlane === null ? '' : `\n${reportVerifyTable(outcome.dataPlane, look)}`;
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n${verified}`;
}

function leadOf(page: OutcomePage, outcome: Outcome): string[][] {
  const { words } = page;
  const lines = [
    ...(outcome.dryRun ? paragraph(page, words.dryRun, 0) : []),
    ...(outcome.interrupted ? paragraph(page, `${words.interrupted}${goOn(page, outcome)}`, 0) : []),
  ];
  return lines.length === 0 ? [] : [lines.map(page.paint.yellow)];
}

function goOn({ words }: OutcomePage, { journal }: Outcome): string {
  return journal === null ? '' : `${words.gap}${words.goOn(`tair-preflight resume ${journal}`)}`;
}

function showKind(page: OutcomePage, outcome: Outcome, kind: OutcomeKind, entries: readonly EntryOutcome[]): string[] {
  const { words } = page;
  const { color, most } = SHOWN[kind];
  const left = entries.length - most;
  return [
    heading(page, words.of[outcome.operation][kind]?.title ?? words.kinds[kind].title, entries.length, color),
    ...paragraph(page, sentenceOf(page, outcome, kind, entries), 2),
    ...entries.slice(0, most).flatMap((entry) => showEntry(page, entry)),
    ...(left > 0 ? paragraph(page, wordsOf(page).leftOut(left), 2) : []),
  ];
}

/** What a kind of ending means for the operation, and what to do about it. */
function sentenceOf(page: OutcomePage, outcome: Outcome, kind: OutcomeKind, entries: readonly EntryOutcome[]): string {
  const { words } = page;
  if (kind === 'not-started' && outcome.dryRun) return words.dryRunEnd;
  const fromJournal = entries.filter(({ asOf }) => asOf !== undefined).length;
  if (fromJournal === entries.length && (kind === 'done' || kind === 'already')) return words.allFromJournal;
  const sentence = `${words.of[outcome.operation][kind]?.sentence ?? words.kinds[kind].sentence}${fromJournal === 0 ? '' : `${words.gap}${words.someFromJournal}`}`;
  if (kind === 'pending' || kind === 'ambiguous') return `${sentence}${goOn(page, outcome)}`;
  const byRule = entries.filter(({ rule }) => rule !== null);
  const [first] = byRule;
  if (kind !== 'withheld' || outcome.operation !== 'AllocateDirectConnection' || first === undefined) return sentence;
  const named = byRule.length > 1 ? 'ID' : `${shown(first.instanceId)}${first.region === null ? '' : ` --region ${shown(first.region)}`}`;
  return `${sentence}${words.gap}${words.tellsAll(`tair-preflight check ${named}`)}`;
}

function showEntry(page: OutcomePage, entry: EntryOutcome): string[] {
  const { words } = page;
  const { endpoint, port, requestId, errorCode, rule, detail, asOf } = entry;
  const ends = [
    ...(errorCode === null ? [] : [words.code(clean(errorCode))]),
    ...(rule === null ? [] : [words.rule(clean(rule))]),
    ...(requestId === null ? [] : [words.request(clean(requestId))]),
    ...(asOf === undefined ? [] : [words.asOf(clean(asOf))]),
  ];
  return [
    ...paragraph(page, [shown(entry.instanceId), ...(entry.region === null ? [] : [shown(entry.region)])].join(words.comma), 2),
    ...(endpoint === null ? [] : [`    ${clean(endpoint)}${port === null ? '' : `:${port}`}`]),
    ...(ends.length === 0 ? [] : paragraph(page, ends.join(words.comma), 4)),
    ...(detail === '' ? [] : paragraph(page, words.detail(detail), 4)),
  ];
}

function summaryText({ words }: OutcomePage, { entries, summary }: Outcome): string {
  const ends = OUTCOMES.flatMap((kind) => (summary[kind] > 0 ? [{ kind, size: summary[kind] }] : []));
  const open = summary.pending + summary.ambiguous;
  return [words.summary(entries.length, ends), words.sent(summary.mutationsSent), ...(open === 0 ? [] : [words.mustBeLookedAt(open)])].join(words.gap);
}

/** The outcome as one JSON object. Ends with a newline. */
export function reportOutcomeJson(outcome: Outcome): string {
  return jsonText(outcome);
}

/** One entry a line, then a line with everything of the outcome but its entries. Each line ends with a newline. */
export function reportOutcomeNdjson(outcome: Outcome): string {
  const { entries, ...rest } = outcome;
  return jsonLines([...entries, rest]);
}
