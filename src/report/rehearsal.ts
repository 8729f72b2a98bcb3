import { groupBy } from '../model/group-by.ts';
import { OUTCOMES } from '../model/outcome.ts';
import type { EstimatedWave, Rehearsal, RehearsedCall, RehearsedEntry, RehearsedFault } from '../model/rehearsal.ts';
import { jsonLines, jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { heading, listIds, listNames, makePage, number, paragraph, shown, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { clean, pad } from './text.ts';
import { OUTCOME_WORDS } from './words/outcome.ts';
import { REHEARSAL_WORDS } from './words/rehearsal.ts';
import type { RehearsalWords } from './words/rehearsal.ts';

const MOST_CALLS = 200;
const MOST_ENTRIES = 60;
const MOST_FAULTS = 50;
const MOST_WAVES = 30;
const MOST_VALUES = 3;

interface RehearsalPage extends Page {
  readonly words: RehearsalWords;
}

/**
 * What a rehearsal showed, for people: the calls in the order in which they would leave, how the entries ended, what the
 * faults did, how long the apply would take, and what was taken for granted. Long lists are capped and counted. Ends with a newline.
 */
export function reportRehearsalTable(rehearsal: Rehearsal, look: Look): string {
  const page: RehearsalPage = { ...makePage(look), words: REHEARSAL_WORDS[look.language ?? 'en'] };
  const parts = [
    headLines(page, rehearsal), callLines(page, rehearsal.calls), endLines(page, rehearsal.entries), faultLines(page, rehearsal),
    timeLines(page, rehearsal), apiLines(page, rehearsal), assumedLines(page, rehearsal),
    paragraph(page, summaryText(page.words, rehearsal), 0).map(page.paint.bold),
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The rehearsal as one JSON object. Ends with a newline. */
export function reportRehearsalJson(rehearsal: Rehearsal): string {
  return jsonText(rehearsal);
}

/** One entry a line, then a line with everything of the rehearsal but its entries. Each line ends with a newline. */
export function reportRehearsalNdjson(rehearsal: Rehearsal): string {
  const { entries, ...rest } = rehearsal;
  return jsonLines([...entries, rest]);
}

function headLines(page: RehearsalPage, { tool, plan, run, interrupted }: Rehearsal): string[] {
  const { words } = page;
  return [
    ...paragraph(page, words.run(tool.name, tool.version, run.startedAt), 0),
    words.digest(clean(plan.digest)),
    ...paragraph(page, words.lead, 0).map(page.paint.yellow),
    ...(run.planExpired ? paragraph(page, words.expired(plan.expiresAt), 0).map(page.paint.yellow) : []),
    ...(interrupted ? paragraph(page, words.interrupted, 0).map(page.paint.yellow) : []),
  ];
}

function callLines(page: RehearsalPage, calls: readonly RehearsedCall[]): string[] {
  if (calls.length === 0) return paragraph(page, page.words.noCall, 0);
  const left = calls.length - MOST_CALLS;
  return [
    heading(page, page.words.calls, calls.length),
    ...calls.slice(0, MOST_CALLS).flatMap((call) => showCall(page, call)),
    ...(left > 0 ? paragraph(page, wordsOf(page).leftOut(left, 'call'), 2) : []),
  ];
}

const CELLS_OF_TIME = 8;

function showCall(page: RehearsalPage, { offset, wave, vSwitchId, request, attempt, answer, errorCode, fault }: RehearsedCall): string[] {
  const { words } = page;
  const ends = [words.answers[answer], ...(errorCode === null ? [] : [shown(errorCode)]), ...(fault === null ? [] : [words.byFault(shown(fault))])];
  return [
    ...paragraph(page, words.call({ wave, vSwitchId: shown(vSwitchId), attempt }, ends), 2, `${pad(clock(offset), CELLS_OF_TIME)}  `),
    ...paragraph(page, shown(request, 200), CELLS_OF_TIME + 4),
  ];
}

/** 1:02:03 after the start. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part, at) => (at === 0 ? part : String(part).padStart(2, '0'))).join(':');
}

function endLines(page: RehearsalPage, entries: readonly RehearsedEntry[]): string[] {
  const { words } = page;
  const others = entries.filter((entry) => entry.outcome !== 'done');
  const done = entries.length - others.length;
  const left = others.length - MOST_ENTRIES;
  if (entries.length === 0) return paragraph(page, words.noEntries, 0);
  return [
    heading(page, words.entries, entries.length, others.length === 0 ? 'green' : 'yellow'),
    ...(done === 0 ? [] : paragraph(page, words.done(done), 2)),
    ...others.slice(0, MOST_ENTRIES).flatMap((entry) => showEntry(page, entry)),
    ...(left > 0 ? paragraph(page, wordsOf(page).leftOut(left, 'entry'), 2) : []),
  ];
}

function showEntry(page: RehearsalPage, { instanceId, region, wave, outcome, errorCode, rule, detail }: RehearsedEntry): string[] {
  const { words } = page;
  const ends = [words.ends[outcome], ...(errorCode === null ? [] : [words.code(shown(errorCode))]), ...(rule === null ? [] : [words.rule(shown(rule))])];
  return [
    ...paragraph(page, words.entry({ instanceId: shown(instanceId), region: shown(region), wave }, ends), 2),
    ...(detail === '' ? [] : paragraph(page, OUTCOME_WORDS[page.language].detail(detail), 4)),
  ];
}

function faultLines(page: RehearsalPage, { faults, entries }: Rehearsal): string[] {
  if (faults.length === 0) return [];
  const left = faults.length - MOST_FAULTS;
  return [
    heading(page, page.words.faults, faults.length),
    ...faults.slice(0, MOST_FAULTS).flatMap((fault) => showFault(page, fault, entries)),
    ...(left > 0 ? paragraph(page, wordsOf(page).leftOut(left, 'fault'), 2) : []),
  ];
}

function showFault(page: RehearsalPage, { fault, struck, instances }: RehearsedFault, entries: readonly RehearsedEntry[]): string[] {
  const { words } = page;
  const { kind, operation, ...rest } = fault;
  const more = Object.entries(rest).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const ends = groupBy(instances, (id) => entries.find((entry) => entry.instanceId === id)?.outcome ?? null);
  const told = [...ends].map(([outcome, ids]) => ({ who: listNames(ids.map((id) => shown(id)), 5, page.language), outcome: outcome === null ? words.notEnded : words.ends[outcome] }));
  const where = words.fault(shown(kind), operation === '*' ? words.everyOperation : shown(operation), more.length === 0 ? '' : shown(more.join(', '), 120));
  return paragraph(page, `${where}${struck === 0 ? words.struckNone : words.struck(struck, told)}`, 2, '- ');
}

function timeLines(page: RehearsalPage, { estimate, assumptions }: Rehearsal): string[] {
  const { words } = page;
  const { settle, poll, wait, reconcile, concurrency } = assumptions;
  const left = estimate.waves.length - MOST_WAVES;
  const time = (seconds: number): string => duration(words, seconds);
  return [
    page.paint.bold(words.estimated(time(estimate.seconds))),
    ...paragraph(page, words.times({ settle: time(settle), vSwitches: concurrency, poll: time(poll), wait: time(wait), reconcile: time(reconcile) }), 2),
    ...estimate.waves.slice(0, MOST_WAVES).flatMap((wave) => showWave(page, wave)),
    ...(left > 0 ? paragraph(page, wordsOf(page).leftOut(left, 'wave'), 2) : []),
  ];
}

function showWave(page: RehearsalPage, { wave, entries, calls, vSwitches, startsAt, seconds, boundBy, longest }: EstimatedWave): string[] {
  const { words } = page;
  const bound = boundBy === 'settling' ? words.longest(shown(longest.vSwitchId), shown(longest.region)) : words.boundBy(boundBy);
  return [
    ...paragraph(page, words.wave({ wave, entries, vSwitches, calls, time: duration(words, seconds) }, bound), 2, `${pad(clock(startsAt), CELLS_OF_TIME)}  `),
    ...(boundBy === 'settling' ? listIds(page, longest.instances, CELLS_OF_TIME + 4, { lines: 2 }) : []),
  ];
}

const HALF_A_MINUTE = 30;

/** "2 h 3 min 4 s"; fractions only below half a minute. */
function duration({ units }: RehearsalWords, seconds: number): string {
  if (seconds < HALF_A_MINUTE) return `${Math.round(seconds * 10) / 10}${units.seconds}`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return [...(hours > 0 ? [`${number(hours)}${units.hours}`] : []), ...(minutes > 0 ? [`${minutes}${units.minutes}`] : []), ...(rest > 0 ? [`${rest}${units.seconds}`] : [])].join(' ');
}

function apiLines(page: RehearsalPage, { estimate }: Rehearsal): string[] {
  const byOperation = [...groupBy(estimate.apiCalls, (one) => one.operation)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (byOperation.length === 0) return [];
  const widest = Math.max(...byOperation.map(([operation]) => operation.length));
  const total = estimate.apiCalls.reduce((sum, one) => sum + one.calls, 0);
  return [
    heading(page, page.words.apiCalls, total),
    ...byOperation.map(([operation, rows]) => {
      const quota = rows[0]?.quota;
      const calls = rows.reduce((sum, row) => sum + row.calls, 0);
      return `  ${pad(operation, widest)}  ${number(calls).padStart(7)}  ${quota === undefined ? '' : page.words.quota(quota.calls, quota.seconds, quota.basis === 'assumed')}`;
    }),
  ];
}

function assumedLines(page: RehearsalPage, { assumptions, entries }: Rehearsal): string[] {
  const { words, language } = page;
  const { facts, notEmulated } = assumptions;
  return [
    page.paint.bold(words.assumed),
    ...paragraph(page, words.assumedOfOthers, 2),
    ...(facts.length === 0 ? [] : paragraph(page, words.assumedFacts, 2)),
    ...facts.flatMap(({ fact, values, entries: size }) => paragraph(page, words.assumedFact(fact, listNames(values.map((value) => shown(value, 60)), MOST_VALUES, language), size === entries.length ? null : size), 2, '- ')),
    ...(notEmulated.length === 0 ? [] : paragraph(page, words.notEmulated(listNames(notEmulated.map((name) => shown(name)), 10, language)), 2)),
  ];
}

function summaryText(words: RehearsalWords, { entries, summary, estimate }: Rehearsal): string {
  const ends = OUTCOMES.flatMap((kind) => (summary[kind] > 0 ? [{ kind, size: summary[kind] }] : []));
  return `${words.summary(entries.length, ends)}${words.wouldBeSent(summary.mutationsSent, duration(words, estimate.seconds))}`;
}
