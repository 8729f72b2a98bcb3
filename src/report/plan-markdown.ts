import type { Deferral, Plan, PlanEntry } from '../model/plan.ts';
import { number } from './page.ts';
import { alternativesOf, cappedWaves, endpointText, exclusionsOf, headOf, leadTexts, ledgerBar, leftInPlan, MOST_ROWS, needText, nextOf, NO_ALTERNATIVE, requestOf, shortText, titleOf } from './plan-view.ts';
import { clean, cut } from './text.ts';

const BAR_CELLS = 20;
const WIDEST_NAME = 60;
const WIDEST_ID = 80;
const NONE = '–';

/**
 * The plan as Markdown for GitHub, to be read in a review: the same parts as the table, capped alike. Whatever comes
 * from outside stands in code spans or is escaped, so that it cannot make markup, links, mentions or cells. Ends with a newline.
 */
export function reportPlanMarkdown(plan: Plan): string {
  const parts = [headPart(plan), ...waveParts(plan), ledgerPart(plan), deferredPart(plan), excludedPart(plan), nextPart(plan)];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headPart(plan: Plan): string[] {
  const rows = headOf(plan).map(({ label, value, note }) => [label, `${code(value, 200)}${note === '' ? '' : `, ${prose(note)}`}`]);
  return [`# ${titleOf(plan)}`, '', leadTexts(plan).join(' '), '', ...table(['What', 'Value'], rows)];
}

function waveParts(plan: Plan): string[][] {
  const { waves, left } = cappedWaves(plan);
  const parts = waves.map(({ wave, rows, left: more }) => [
    `## ${wave.title} (${wave.size})`,
    ...(rows.length === 0 ? [] : ['', ...entryTable(plan, rows)]),
    ...(more > 0 ? ['', leftInPlan(more, 'entry', 'entries')] : []),
  ]);
  return left > 0 ? [...parts, [leftInPlan(left, 'wave')]] : parts;
}

function entryTable(plan: Plan, entries: readonly PlanEntry[]): string[] {
  return table(
    ['Instance', 'Name', 'Region', 'Endpoint', '#Addresses', 'vSwitch', 'Request'],
    entries.map((entry) => [
      code(entry.instanceId), code(entry.name, WIDEST_NAME), code(entry.region), plan.operation === 'AllocateDirectConnection' ? code(endpointText(entry)) : NONE,
      number(entry.addressesNeeded), code(entry.vSwitchId), code(requestOf(plan, entry), 400),
    ]),
  );
}

function ledgerPart(plan: Plan): string[] {
  const { ledger } = plan;
  if (ledger.length === 0) return [];
  const left = ledger.length - MOST_ROWS;
  const rows = ledger.slice(0, MOST_ROWS).map((row) => {
    const bar = ledgerBar(row, BAR_CELLS);
    const drawn = `${'#'.repeat(bar.reserved)}${'='.repeat(bar.keptFree)}${'.'.repeat(bar.spare)}`.padEnd(BAR_CELLS);
    return [code(row.vSwitchId), code(row.region), `\`[${drawn}]\``, ...[row.available, row.keepFree, row.reserved, row.remaining].map(number)];
  });
  return [
    `## Addresses by vSwitch (${number(ledger.length)})`, '',
    'In the bars `#` is reserved by this plan, `=` is kept free, `.` is spare. What remains is what is kept free and what is spare.', '',
    ...table(['vSwitch', 'Region', 'Share', '#Free', '#Kept free', '#Reserved', '#Remaining'], rows),
    ...(left > 0 ? ['', leftInPlan(left, 'vSwitch', 'vSwitches')] : []),
  ];
}

function deferredPart(plan: Plan): string[] {
  const { deferred } = plan;
  if (deferred.length === 0) return [];
  const left = deferred.length - MOST_ROWS;
  const rows = deferred.slice(0, MOST_ROWS).map((one) => [
    code(one.instanceId), code(one.name, WIDEST_NAME), code(one.region), code(one.vSwitchId), needText(one), shortText(one), prose(cut(clean(one.reason), 400)) || NONE, alternativesText(one),
  ]);
  return [
    `## Deferred (${number(deferred.length)})`, '',
    ...table(['Instance', 'Name', 'Region', 'vSwitch', 'Needs', 'Short by', 'Why', 'Room in the same VPC and zone'], rows),
    ...(left > 0 ? ['', leftInPlan(left, 'instance')] : []),
  ];
}

function alternativesText(one: Deferral): string {
  const { named, left } = alternativesOf(one);
  if (named.length === 0) return NO_ALTERNATIVE;
  return `${named.map(({ id, free }) => `${code(id)} (${free})`).join(', ')}${left > 0 ? ` and ${number(left)} more` : ''}`;
}

function excludedPart(plan: Plan): string[] {
  const exclusions = exclusionsOf(plan);
  if (exclusions.length === 0) return [];
  return [
    `## Excluded (${number(plan.excluded.length)})`, '',
    ...table(['Standing', '#Instances', 'Meaning'], exclusions.map(({ standing, size, meaning }) => [standing, number(size), meaning])), '',
    '`tair-preflight check` tells why, one by one.',
  ];
}

function nextPart(plan: Plan): string[] {
  const { sentence, command } = nextOf(plan);
  return ['## Next', '', prose(sentence), ...(command === null ? [] : ['', '```sh', command, '```'])];
}

/** A table; a column whose title begins with # holds numbers. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [titles.map((title) => title.replace('#', '')), titles.map((title) => (title.startsWith('#') ? '--:' : '---')), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** A foreign text as a code span, in which GitHub makes neither markup nor links nor mentions; a dash where there is none. */
function code(text: string | null, cells = WIDEST_ID): string {
  const line = cut(clean(text ?? ''), cells).trim();
  if (line === '') return NONE;
  const fence = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${forCell(line)}${space}${fence}`;
}

/** Pipes escaped, as tables want them in code too. After a backslash no escape holds, so that pipe is drawn broken. */
function forCell(text: string): string {
  return text.replaceAll(/\\\|/g, '\\¦').replaceAll('|', '\\|');
}

/**
 * A sentence in which nothing is markup, a link or a mention: the marks of each are written as entities, and what GitHub
 * would link by itself (addresses, people, issues) is parted by an empty element, since it looks at the text without entities.
 */
function prose(text: string): string {
  return clean(text).replaceAll(/[&<>"\\`*_[\]{}|~!^$@#]|:(?=\/\/)|\bwww(?=\.)/gi, (mark) => {
    if (mark === ':' || mark.length > 1) return `${mark}<span></span>`;
    return `&#${mark.charCodeAt(0)};${mark === '@' || mark === '#' ? '<span></span>' : ''}`;
  });
}
