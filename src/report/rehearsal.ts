import { groupBy } from '../model/group-by.ts';
import { OUTCOMES } from '../model/outcome.ts';
import type { EstimatedWave, Rehearsal, RehearsedCall, RehearsedEntry, RehearsedFault } from '../model/rehearsal.ts';
import type { Look } from './look.ts';
import { count, heading, leftOut, listIds, listNames, makePage, number, paragraph, shown } from './page.ts';
import type { Page } from './page.ts';
import { clean, pad } from './text.ts';

const MOST_CALLS = 200;
const MOST_ENTRIES = 60;
const MOST_FAULTS = 50;
const MOST_WAVES = 30;
const MOST_VALUES = 3;

/**
 * What a rehearsal showed, for people: the calls in the order in which they would leave, how the entries ended, what the
 * faults did, how long the apply would take, and what was taken for granted. Long lists are capped and counted. Ends with a newline.
 */
export function reportRehearsalTable(rehearsal: Rehearsal, look: Look): string {
  const page = makePage(look);
  const parts = [
    headLines(page, rehearsal), callLines(page, rehearsal.calls), endLines(page, rehearsal.entries), faultLines(page, rehearsal),
    timeLines(page, rehearsal), apiLines(page, rehearsal), assumedLines(page, rehearsal),
    paragraph(page, summaryText(rehearsal), 0).map(page.paint.bold),
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The rehearsal as one JSON object. Ends with a newline. */
export function reportRehearsalJson(rehearsal: Rehearsal): string {
  return `${JSON.stringify(rehearsal, null, 2)}\n`;
}

/** One entry a line, then a line with everything of the rehearsal but its entries. Each line ends with a newline. */
export function reportRehearsalNdjson(rehearsal: Rehearsal): string {
  const { entries, ...rest } = rehearsal;
  return [...entries, rest].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function headLines(page: Page, { tool, plan, run, interrupted }: Rehearsal): string[] {
  return [
    ...paragraph(page, `${tool.name} ${tool.version} apply --rehearse, ${run.startedAt}`, 0),
    `Plan digest ${clean(plan.digest)}`,
    ...paragraph(page, 'REHEARSAL: the plan was run on an emulated cloud on this machine, made of the facts that it records. Nothing was sent to the cloud, and the plan is not used up.', 0).map(page.paint.yellow),
    ...(run.planExpired ? paragraph(page, `The plan expired at ${plan.expiresAt}: it can be rehearsed, but apply refuses it.`, 0).map(page.paint.yellow) : []),
    ...(interrupted ? paragraph(page, 'INTERRUPTED: what follows is not the whole plan.', 0).map(page.paint.yellow) : []),
  ];
}

function callLines(page: Page, calls: readonly RehearsedCall[]): string[] {
  if (calls.length === 0) return paragraph(page, 'No call would be sent.', 0);
  const left = calls.length - MOST_CALLS;
  return [
    heading(page, 'Calls, in order', calls.length),
    ...calls.slice(0, MOST_CALLS).flatMap((call) => showCall(page, call)),
    ...(left > 0 ? paragraph(page, leftOut(left, left === 1 ? 'call' : 'calls'), 2) : []),
  ];
}

const CELLS_OF_TIME = 8;

function showCall(page: Page, { offset, wave, vSwitchId, request, attempt, answer, errorCode, fault }: RehearsedCall): string[] {
  const ends = [answer, ...(errorCode === null ? [] : [shown(errorCode)]), ...(fault === null ? [] : [`by fault ${shown(fault)}`])].join(', ');
  return [
    ...paragraph(page, `wave ${number(wave)}, ${shown(vSwitchId)}${attempt === 1 ? '' : `, attempt ${attempt}`}: ${ends}`, 2, `${pad(clock(offset), CELLS_OF_TIME)}  `),
    ...paragraph(page, shown(request, 200), CELLS_OF_TIME + 4),
  ];
}

/** 1:02:03 after the start. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part, at) => (at === 0 ? part : String(part).padStart(2, '0'))).join(':');
}

function endLines(page: Page, entries: readonly RehearsedEntry[]): string[] {
  const others = entries.filter((entry) => entry.outcome !== 'done');
  const done = entries.length - others.length;
  const left = others.length - MOST_ENTRIES;
  if (entries.length === 0) return paragraph(page, 'The plan has no entries.', 0);
  return [
    heading(page, 'Entries', entries.length, others.length === 0 ? 'green' : 'yellow'),
    ...(done === 0 ? [] : paragraph(page, `${number(done)} done.`, 2)),
    ...others.slice(0, MOST_ENTRIES).flatMap((entry) => showEntry(page, entry)),
    ...(left > 0 ? paragraph(page, leftOut(left, left === 1 ? 'entry' : 'entries'), 2) : []),
  ];
}

function showEntry(page: Page, { instanceId, region, wave, outcome, errorCode, rule, detail }: RehearsedEntry): string[] {
  const ends = [outcome, ...(errorCode === null ? [] : [`code ${shown(errorCode)}`]), ...(rule === null ? [] : [`rule ${shown(rule)}`])].join(', ');
  return [
    ...paragraph(page, `${shown(instanceId)}, ${shown(region)}, wave ${number(wave)}: ${ends}`, 2),
    ...(detail === '' ? [] : paragraph(page, detail, 4)),
  ];
}

function faultLines(page: Page, { faults, entries }: Rehearsal): string[] {
  if (faults.length === 0) return [];
  const left = faults.length - MOST_FAULTS;
  return [
    heading(page, 'Faults', faults.length),
    ...faults.slice(0, MOST_FAULTS).flatMap((fault) => showFault(page, fault, entries)),
    ...(left > 0 ? paragraph(page, leftOut(left, left === 1 ? 'fault' : 'faults'), 2) : []),
  ];
}

function showFault(page: Page, { fault, struck, instances }: RehearsedFault, entries: readonly RehearsedEntry[]): string[] {
  const { kind, operation, ...rest } = fault;
  const more = Object.entries(rest).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const ends = groupBy(instances, (id) => entries.find((entry) => entry.instanceId === id)?.outcome ?? 'not ended');
  const told = [...ends].map(([outcome, ids]) => `${listNames(ids.map((id) => shown(id)), 5)} ended ${outcome}`);
  const effect = struck === 0 ? 'struck no request.' : `struck ${count(struck, 'request')}${told.length === 0 ? '' : `; ${told.join(', ')}`}.`;
  return paragraph(page, `${shown(kind)} on ${operation === '*' ? 'every operation' : shown(operation)}${more.length === 0 ? '' : ` (${shown(more.join(', '), 120)})`}: ${effect}`, 2, '- ');
}

function timeLines(page: Page, { estimate, assumptions }: Rehearsal): string[] {
  const { settle, poll, wait, reconcile, concurrency } = assumptions;
  const left = estimate.waves.length - MOST_WAVES;
  return [
    page.paint.bold(`Estimated time: ${duration(estimate.seconds)}`),
    ...paragraph(page, `Assumed are ${duration(settle)} from an accepted call to its endpoint (--assume-settle), ${count(concurrency, 'vSwitch', 'vSwitches')} at a time, a look every ${duration(poll)}, ${duration(wait)} of waiting at most and ${duration(reconcile)} of reading after a lost answer; the time that requests take on the wire is left out.`, 2),
    ...estimate.waves.slice(0, MOST_WAVES).flatMap((wave) => showWave(page, wave)),
    ...(left > 0 ? paragraph(page, leftOut(left, left === 1 ? 'wave' : 'waves'), 2) : []),
  ];
}

function showWave(page: Page, { wave, entries, calls, vSwitches, startsAt, seconds, boundBy, longest }: EstimatedWave): string[] {
  const size = `${count(entries, 'entry', 'entries')} on ${count(vSwitches, 'vSwitch', 'vSwitches')}, ${count(calls, 'call')}`;
  const bound = boundBy === 'settling' ? `longest on ${shown(longest.vSwitchId)} in ${shown(longest.region)}:` : `bound by the quota of ${boundBy}.`;
  return [
    ...paragraph(page, `wave ${number(wave)}: ${size}, ${duration(seconds)}; ${bound}`, 2, `${pad(clock(startsAt), CELLS_OF_TIME)}  `),
    ...(boundBy === 'settling' ? listIds(page, longest.instances, CELLS_OF_TIME + 4, { lines: 2 }) : []),
  ];
}

const HALF_A_MINUTE = 30;

/** "2 h 3 min 4 s"; fractions only below half a minute. */
function duration(seconds: number): string {
  if (seconds < HALF_A_MINUTE) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return [...(hours > 0 ? [`${number(hours)} h`] : []), ...(minutes > 0 ? [`${minutes} min`] : []), ...(rest > 0 ? [`${rest} s`] : [])].join(' ');
}

function apiLines(page: Page, { estimate }: Rehearsal): string[] {
  const byOperation = [...groupBy(estimate.apiCalls, (one) => one.operation)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (byOperation.length === 0) return [];
  const widest = Math.max(...byOperation.map(([operation]) => operation.length));
  const total = estimate.apiCalls.reduce((sum, one) => sum + one.calls, 0);
  return [
    heading(page, 'API calls of the apply, by the estimate', total),
    ...byOperation.map(([operation, rows]) => {
      const quota = rows[0]?.quota;
      const calls = rows.reduce((sum, row) => sum + row.calls, 0);
      return `  ${pad(operation, widest)}  ${number(calls).padStart(7)}  ${quota === undefined ? '' : `${number(quota.calls)} in ${quota.seconds} s${quota.basis === 'assumed' ? ', assumed' : ''}`}`;
    }),
  ];
}

function assumedLines(page: Page, { assumptions, entries }: Rehearsal): string[] {
  const { facts, notEmulated } = assumptions;
  return [
    page.paint.bold('Taken for granted'),
    ...paragraph(page, 'Each vSwitch has what was free when the plan was made. What others do meanwhile, endpoints of other instances and changes since then are not rehearsed.', 2),
    ...facts.flatMap(({ fact, values, entries: size }) => paragraph(page, `${fact}: ${listNames(values.map((value) => shown(value, 60)), MOST_VALUES)} (not in the plan, ${size === entries.length ? 'all entries' : count(size, 'entry', 'entries')})`, 2, '- ')),
    ...(notEmulated.length === 0 ? [] : paragraph(page, `Recorded, but cannot be emulated: ${listNames(notEmulated.map((name) => shown(name)), 10)}. Entries that stand on these are withheld here.`, 2, '- ')),
  ];
}

function summaryText({ entries, summary, estimate }: Rehearsal): string {
  const ends = OUTCOMES.flatMap((kind) => (summary[kind] > 0 ? [`${number(summary[kind])} ${kind}`] : []));
  return `${count(entries.length, 'entry', 'entries')}${ends.length === 0 ? '' : `: ${ends.join(', ')}`}. ${summary.mutationsSent === 0 ? 'No call' : count(summary.mutationsSent, 'call')} would be sent, in about ${duration(estimate.seconds)}.`;
}
