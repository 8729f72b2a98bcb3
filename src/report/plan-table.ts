import type { Deferral, LedgerRow, Plan, PlanEntry } from '../model/plan.ts';
import { instanceColumns } from './instance-columns.ts';
import type { InstanceRow } from './instance-columns.ts';
import type { Look } from './look.ts';
import { heading, makePage, number, paragraph, shown, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { alternativesOf, cappedWaves, endpointText, exclusionsOf, headOf, leadTexts, ledgerBar, MOST_ROWS, nextOf, reasonOf, requestOf, waivedOf, warningsOf, wordsFor } from './plan-view.ts';
import type { PlanContext } from './plan-view.ts';
import { displayWidth, pad } from './text.ts';
import type { PlanEnding, PlanWords } from './words/plan.ts';

const LABEL_GAP = 2;
const BAR_CELLS = 20;

/**
 * The plan for a terminal: what it is approved by, the entries by wave with the request each sends, what it takes from
 * which vSwitch, what is deferred and why, what to run next and, where the ending is named, why the exit code is not 0. No line is longer than the width but hashes and the
 * command, which stand whole. Long lists are capped and counted. Ends with a newline.
 */
export function reportPlanTable(plan: Plan, look: Look, context: PlanContext = {}): string {
  const page: PlanPage = { ...makePage(look), words: wordsFor(look.language) };
  const parts = [headLines(page, plan, context), ...waveBlocks(page, plan), ledgerLines(page, plan), deferredLines(page, plan), excludedLines(page, plan), nextLines(page, plan, context), endLines(page, context.ending ?? null)];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

interface PlanPage extends Page {
  readonly words: PlanWords;
}

function headLines(page: PlanPage, plan: Plan, context: PlanContext): string[] {
  const head = headOf(plan, page.words);
  const cells = LABEL_GAP + Math.max(...Object.values(page.words.head).map(displayWidth));
  return [
    page.paint.bold(page.words.titles[plan.operation]),
    ...leadTexts(plan, page.words, context).flatMap((sentence) => paragraph(page, sentence, 0)),
    ...head.flatMap(({ label, value, isHash, note }) => {
      const mark = pad(label, cells);
      return isHash ? [`${mark}${shown(value, 100)}`] : paragraph(page, `${shown(value, 200)}${note === '' ? '' : `${page.words.comma}${note}`}`, 0, mark);
    }),
  ];
}

function waveBlocks(page: PlanPage, plan: Plan): string[][] {
  const { words } = page;
  const { waves, left } = cappedWaves(plan, words);
  const blocks = waves.map(({ wave, rows, left: more }) => [
    heading(page, wave.title, wave.size, 'green'),
    ...(rows.length === 0 ? [] : entryLines(page, plan, rows)),
    ...(more > 0 ? paragraph(page, words.leftInPlan(more, 'entry'), 2) : []),
  ]);
  return left > 0 ? [...blocks, paragraph(page, words.leftInPlan(left, 'wave'), 0)] : blocks;
}

function entryLines(page: PlanPage, plan: Plan, entries: readonly PlanEntry[]): string[] {
  const rows = entries.map((entry): InstanceRow => ({
    id: shown(entry.instanceId), name: shown(entry.name ?? ''), region: shown(entry.region), needs: number(entry.addressesNeeded), vSwitch: shown(entry.vSwitchId),
  }));
  const set = instanceColumns(page, rows, page.words);
  const lines = rows.flatMap((row, at) => {
    const entry = entries[at];
    if (entry === undefined) return [];
    const top = set === null ? showStacked(page, row, entry) : [`  ${set.lines[at] ?? ''}`];
    const request = requestOf(plan, entry);
    return [
      ...top,
      ...paragraph(page, plan.operation === 'AllocateDirectConnection' ? page.words.asked(endpointText(entry, page.words), request) : request, 4),
      ...warningLines(page, entry),
      ...waivedLines(page, entry),
    ];
  });
  return set === null ? lines : [...set.head, ...lines];
}

function warningLines(page: PlanPage, entry: PlanEntry): string[] {
  const { expected, saw: seen, aside } = wordsOf(page);
  return warningsOf(entry).flatMap(({ rule, title, saw }) => [
    ...paragraph(page, `${title}${aside(rule)}`, 4, expected).map(page.paint.yellow),
    ...paragraph(page, saw, 4 + displayWidth(expected) - displayWidth(seen), seen),
  ]);
}

function waivedLines(page: PlanPage, entry: PlanEntry): string[] {
  return waivedOf(entry).flatMap((one) => [
    ...paragraph(page, page.words.waived(one), 4).map(page.paint.yellow),
    ...paragraph(page, page.words.approved(one), 6),
  ]);
}

function showStacked(page: PlanPage, row: InstanceRow, entry: PlanEntry): string[] {
  const { comma, addressesOn } = page.words;
  return [
    ...paragraph(page, `${row.id}${row.name === '' ? '' : `${comma}${row.name}`}`, 2),
    ...paragraph(page, `${row.region}${comma}${addressesOn(entry.addressesNeeded, row.vSwitch)}`, 4),
  ];
}

function ledgerLines(page: PlanPage, { ledger }: Plan): string[] {
  if (ledger.length === 0) return [];
  const { words } = page;
  const left = ledger.length - MOST_ROWS;
  return [
    heading(page, words.ledger, ledger.length),
    ...paragraph(page, words.legend('#', '=', '.'), 2).map(page.paint.dim),
    ...ledger.slice(0, MOST_ROWS).flatMap((row) => showLedgerRow(page, row)),
    ...(left > 0 ? paragraph(page, words.leftInPlan(left, 'vSwitch'), 2) : []),
  ];
}

function showLedgerRow(page: PlanPage, row: LedgerRow): string[] {
  const bar = ledgerBar(row, BAR_CELLS);
  const drawn = `${'#'.repeat(bar.reserved)}${'='.repeat(bar.keptFree)}${'.'.repeat(bar.spare)}`.padEnd(BAR_CELLS);
  return [...paragraph(page, `${shown(row.vSwitchId)}${page.words.comma}${shown(row.region)}`, 2), ...paragraph(page, page.words.shares(row), 4, `[${drawn}] `)];
}

function deferredLines(page: PlanPage, plan: Plan): string[] {
  const { deferred } = plan;
  if (deferred.length === 0) return [];
  const left = deferred.length - MOST_ROWS;
  return [
    heading(page, page.words.deferred, deferred.length, 'yellow'),
    ...deferred.slice(0, MOST_ROWS).flatMap((one) => showDeferral(page, plan, one)),
    ...(left > 0 ? paragraph(page, page.words.leftInPlan(left, 'instance'), 2) : []),
  ];
}

function showDeferral(page: PlanPage, plan: Plan, one: Deferral): string[] {
  const { words } = page;
  const { comma, aside, andMore } = wordsOf(page);
  const { named, left } = alternativesOf(one, words);
  const others = named.length === 0 ? words.noRoom : words.roomIn(`${named.map(({ id, free }) => `${id}${aside(free)}`).join(comma)}${left > 0 ? andMore(left) : ''}`);
  return [
    ...paragraph(page, [one.instanceId, ...(one.name === null ? [] : [one.name]), one.region].map((text) => shown(text)).filter((text) => text !== '').join(words.comma), 2),
    ...paragraph(page, words.deferral(one, one.vSwitchId === null ? null : shown(one.vSwitchId)), 4),
    ...paragraph(page, reasonOf(plan, one, words), 4),
    ...paragraph(page, others, 4),
  ];
}

function excludedLines(page: PlanPage, plan: Plan): string[] {
  const { words } = page;
  const exclusions = exclusionsOf(plan, words);
  if (exclusions.length === 0) return [];
  return [
    heading(page, words.excluded, plan.excluded.length),
    ...exclusions.flatMap(({ standing, size, meaning }) => paragraph(page, words.excludedAs(size, standing, meaning), 2)),
    ...paragraph(page, words.tellsWhy('tair-preflight check'), 2).map(page.paint.dim),
  ];
}

function nextLines(page: PlanPage, plan: Plan, context: PlanContext): string[] {
  const { sentence, command } = nextOf(plan, page.words, context);
  return [page.paint.bold(page.words.next), ...paragraph(page, sentence, 2), ...(command === null ? [] : [`    ${command}`])];
}

function endLines(page: PlanPage, ending: PlanEnding | null): string[] {
  return ending === null || ending.because.length === 0 ? [] : paragraph(page, page.words.ends(ending), 0).map(page.paint.yellow);
}
