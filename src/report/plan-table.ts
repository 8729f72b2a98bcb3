import type { Deferral, LedgerRow, Plan, PlanEntry } from '../model/plan.ts';
import { columns } from './columns.ts';
import type { Look } from './look.ts';
import { heading, makePage, number, paragraph, shown } from './page.ts';
import type { Page } from './page.ts';
import { alternativesOf, cappedWaves, endpointText, exclusionsOf, headOf, leadTexts, ledgerBar, leftInPlan, MOST_ROWS, needText, nextOf, NO_ALTERNATIVE, requestOf, shortText, titleOf } from './plan-view.ts';
import { clean, cut, displayWidth, pad } from './text.ts';

const LABEL_CELLS = 11;
const BAR_CELLS = 20;
const NARROWEST_NAME = 8;
const WIDEST_NAME = 40;

/**
 * The plan for a terminal: what it is approved by, the entries by wave with the request each sends, what it takes from
 * which vSwitch, what is deferred and why, and what to run next. No line is longer than the width but hashes and the
 * command, which stand whole. Long lists are capped and counted. Ends with a newline.
 */
export function reportPlanTable(plan: Plan, look: Look): string {
  const page = makePage(look);
  const parts = [headLines(page, plan), ...waveBlocks(page, plan), ledgerLines(page, plan), deferredLines(page, plan), excludedLines(page, plan), nextLines(page, plan)];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines(page: Page, plan: Plan): string[] {
  return [
    page.paint.bold(titleOf(plan)),
    ...leadTexts(plan).flatMap((sentence) => paragraph(page, sentence, 0)),
    ...headOf(plan).flatMap(({ label, value, isHash, note }) => {
      const mark = pad(label, LABEL_CELLS);
      return isHash ? [`${mark}${shown(value, 100)}`] : paragraph(page, `${shown(value, 200)}${note === '' ? '' : `, ${note}`}`, 0, mark);
    }),
  ];
}

function waveBlocks(page: Page, plan: Plan): string[][] {
  const { waves, left } = cappedWaves(plan);
  const blocks = waves.map(({ wave, rows, left: more }) => [
    heading(page, wave.title, wave.size, 'green'),
    ...(rows.length === 0 ? [] : entryLines(page, plan, rows)),
    ...(more > 0 ? paragraph(page, leftInPlan(more, 'entry', 'entries'), 2) : []),
  ]);
  return left > 0 ? [...blocks, paragraph(page, leftInPlan(left, 'wave'), 0)] : blocks;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly needs: string;
  readonly vSwitch: string;
}

function entryLines(page: Page, plan: Plan, entries: readonly PlanEntry[]): string[] {
  const rows = entries.map((entry): Row => ({
    id: shown(entry.instanceId), name: shown(entry.name ?? ''), region: shown(entry.region), needs: number(entry.addressesNeeded), vSwitch: shown(entry.vSwitchId),
  }));
  const set = setColumns(page, rows);
  const lines = rows.flatMap((row, at) => {
    const entry = entries[at];
    if (entry === undefined) return [];
    const top = set === null ? showStacked(page, row) : [`  ${set.lines[at] ?? ''}`];
    return [...top, ...paragraph(page, `${plan.operation === 'AllocateDirectConnection' ? `${endpointText(entry)} by ` : ''}${requestOf(plan, entry)}`, 4)];
  });
  return set === null ? lines : [...set.head, ...lines];
}

/** The rows in columns, the name taking what the others leave of the line; null where that is too little. */
function setColumns(page: Page, rows: readonly Row[]): { readonly head: readonly string[]; readonly lines: readonly string[] } | null {
  const head: Row = { id: 'instance', name: 'name', region: 'region', needs: 'addresses', vSwitch: 'vSwitch' };
  const isOneRegion = rows.every((row) => row.region === rows[0]?.region);
  const order: readonly (keyof Row)[] = isOneRegion ? ['id', 'name', 'needs', 'vSwitch'] : ['id', 'name', 'region', 'needs', 'vSwitch'];
  const widest = (column: keyof Row): number => Math.max(...[head, ...rows].map((row) => displayWidth(row[column])));
  const left = page.width - 2 - order.filter((column) => column !== 'name').reduce((sum, column) => sum + widest(column) + 2, 0);
  if (left < Math.min(NARROWEST_NAME, widest('name'))) return null;
  const name = Math.min(left, WIDEST_NAME, widest('name'));
  const [first = '', ...lines] = columns({
    rows: [head, ...rows].map((row) => order.map((column) => (column === 'name' ? cut(row.name, name) : row[column]))),
    aligns: order.map((column) => (column === 'needs' ? 'right' : 'left')),
  });
  return { head: [...(isOneRegion ? paragraph(page, `all in ${rows[0]?.region ?? ''}`, 2) : []), page.paint.dim(`  ${first}`)], lines };
}

function showStacked(page: Page, row: Row): string[] {
  return [
    ...paragraph(page, `${row.id}${row.name === '' ? '' : `, ${row.name}`}`, 2),
    ...paragraph(page, `${row.region}, ${row.needs} addresses on ${row.vSwitch}`, 4),
  ];
}

function ledgerLines(page: Page, plan: Plan): string[] {
  const { ledger } = plan;
  if (ledger.length === 0) return [];
  const left = ledger.length - MOST_ROWS;
  return [
    heading(page, 'Addresses by vSwitch', ledger.length),
    ...paragraph(page, '# reserved by this plan, = kept free, . spare. What remains is what is kept free and what is spare.', 2).map(page.paint.dim),
    ...ledger.slice(0, MOST_ROWS).flatMap((row) => showLedgerRow(page, row)),
    ...(left > 0 ? paragraph(page, leftInPlan(left, 'vSwitch', 'vSwitches'), 2) : []),
  ];
}

function showLedgerRow(page: Page, row: LedgerRow): string[] {
  const bar = ledgerBar(row, BAR_CELLS);
  const drawn = `${'#'.repeat(bar.reserved)}${'='.repeat(bar.keptFree)}${'.'.repeat(bar.spare)}`.padEnd(BAR_CELLS);
  const numbers = `${number(row.available)} free, ${number(row.reserved)} reserved, ${number(row.keepFree)} kept free, ${number(row.remaining)} remaining`;
  return [...paragraph(page, `${shown(row.vSwitchId)}, ${shown(row.region)}`, 2), ...paragraph(page, numbers, 4, `[${drawn}] `)];
}

function deferredLines(page: Page, plan: Plan): string[] {
  const { deferred } = plan;
  if (deferred.length === 0) return [];
  const left = deferred.length - MOST_ROWS;
  return [
    heading(page, 'Deferred', deferred.length, 'yellow'),
    ...deferred.slice(0, MOST_ROWS).flatMap((one) => showDeferral(page, one)),
    ...(left > 0 ? paragraph(page, leftInPlan(left, 'instance'), 2) : []),
  ];
}

function showDeferral(page: Page, one: Deferral): string[] {
  const { named, left } = alternativesOf(one);
  const others = named.length === 0
    ? NO_ALTERNATIVE
    : `Room in the same VPC and zone: ${named.map(({ id, free }) => `${id} (${free})`).join(', ')}${left > 0 ? ` and ${number(left)} more` : ''}.`;
  return [
    ...paragraph(page, [one.instanceId, ...(one.name === null ? [] : [one.name]), one.region].map((text) => shown(text)).filter((text) => text !== '').join(', '), 2),
    ...paragraph(page, `Needs ${needText(one)} on ${one.vSwitchId === null ? 'a vSwitch that is not known' : shown(one.vSwitchId)}; short by: ${shortText(one)}.`, 4),
    ...paragraph(page, cut(clean(one.reason), 400), 4),
    ...paragraph(page, others, 4),
  ];
}

function excludedLines(page: Page, plan: Plan): string[] {
  const exclusions = exclusionsOf(plan);
  if (exclusions.length === 0) return [];
  return [
    heading(page, 'Excluded', plan.excluded.length),
    ...exclusions.flatMap(({ standing, size, meaning }) => paragraph(page, `${number(size)} ${standing}: ${meaning}`, 2)),
    ...paragraph(page, 'tair-preflight check tells why, one by one.', 2).map(page.paint.dim),
  ];
}

function nextLines(page: Page, plan: Plan): string[] {
  const { sentence, command } = nextOf(plan);
  return [page.paint.bold('Next'), ...paragraph(page, sentence, 2), ...(command === null ? [] : [`    ${command}`])];
}
