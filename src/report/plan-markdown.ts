import type { Deferral, Plan, PlanEntry, PlanWaived, PlanWarning } from '../model/plan.ts';
import type { Language } from '../model/language.ts';
import { groupBy } from '../model/group-by.ts';
import { code, NONE, prose, table } from './markdown/marks.ts';
import { number, shown } from './page.ts';
import { alternativesOf, cappedWaves, endpointText, exclusionsOf, headOf, leadTexts, ledgerBar, MOST_ROWS, nextOf, reasonOf, requestOf, waivedOf, warningsOf, wordsFor } from './plan-view.ts';
import type { PlanContext } from './plan-view.ts';
import { COMMON_WORDS } from './words/common.ts';
import type { CommonWords } from './words/common.ts';
import type { PlanWords } from './words/plan.ts';

const BAR_CELLS = 20;
const WIDEST_NAME = 60;
/** Warnings that are told entry by entry; where there are more they are told rule by rule, so that the page stays bounded. */
const MOST_BY_ENTRY = 12;
const MOST_RULES = 10;
const MOST_NAMED = 3;

/**
 * The plan as Markdown for GitHub, to be read in a review: the same parts as the table, capped alike. Whatever comes
 * from outside stands in code spans or is escaped, so that it cannot make markup, links, mentions or cells. Ends with a newline.
 */
export function reportPlanMarkdown(plan: Plan, language: Language = 'en', context: PlanContext = {}): string {
  const words: Words = { ...COMMON_WORDS[language], ...wordsFor(language) };
  const parts = [headPart(plan, words, context), ...waveParts(plan, words), warningPart(plan, words), waivedPart(plan, words), ledgerPart(plan, words), deferredPart(plan, words), excludedPart(plan, words), nextPart(plan, words, context)];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

type Words = Omit<CommonWords, keyof PlanWords> & PlanWords;

function headPart(plan: Plan, words: Words, context: PlanContext): string[] {
  const rows = headOf(plan, words).map(({ label, value, note }) => [label, `${code(value, 200)}${note === '' ? '' : `${words.comma}${prose(note)}`}`]);
  return [`# ${words.titles[plan.operation]}`, '', prose(leadTexts(plan, words, context).join(words.gap)), '', ...table([words.titlesOf.what, words.titlesOf.value], rows)];
}

function waveParts(plan: Plan, words: Words): string[][] {
  const { waves, left } = cappedWaves(plan, words);
  const parts = waves.map(({ wave, rows, left: more }) => [
    `## ${words.heading(wave.title, wave.size)}`,
    ...(rows.length === 0 ? [] : ['', ...entryTable(plan, rows, words), ...noteLines(plan, rows, words)]),
    ...(more > 0 ? ['', words.leftInPlan(more, 'entry')] : []),
  ]);
  return left > 0 ? [...parts, [words.leftInPlan(left, 'wave')]] : parts;
}

function entryTable(plan: Plan, entries: readonly PlanEntry[], words: Words): string[] {
  const { instance, name, region, endpoint, addresses, vSwitch, request } = words.titlesOf;
  return table(
    [instance, name, region, endpoint, `#${addresses}`, vSwitch, request],
    entries.map((entry) => [
      code(entry.instanceId), code(entry.name, WIDEST_NAME), code(entry.region), plan.operation === 'AllocateDirectConnection' ? code(endpointText(entry, words)) : NONE,
      number(entry.addressesNeeded), code(entry.vSwitchId), code(requestOf(plan, entry), 400),
    ]),
  );
}

/** Below the table: what those who approve should know of its entries. */
function noteLines(plan: Plan, entries: readonly PlanEntry[], words: Words): string[] {
  const lines = [
    ...(warnedOf(plan).length > MOST_BY_ENTRY ? [] : entries.flatMap((entry) => warningsOf(entry).map((warning) => `- ${code(entry.instanceId)}${words.colon}${prose(words.warning(warning))}${words.stop}${words.saw}${prose(warning.saw)}`))),
    ...(waivedIn(plan).length > MOST_BY_ENTRY ? [] : entries.flatMap((entry) => waivedOf(entry).map((one) => `- ${code(entry.instanceId)}${words.colon}${prose(words.waived(one))}${words.stop}${prose(words.approved(one))}`))),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

interface Warned {
  readonly instanceId: string;
  readonly warning: PlanWarning;
}

function warnedOf({ entries }: Plan): Warned[] {
  return entries.flatMap((entry) => warningsOf(entry).map((warning) => ({ instanceId: entry.instanceId, warning })));
}

/** Where many entries are warned of: each rule once, with how many it concerns, the first of them, and what was seen at the first. */
function warningPart(plan: Plan, words: Words): string[] {
  const warned = warnedOf(plan);
  if (warned.length <= MOST_BY_ENTRY) return [];
  const groups = [...groupBy(warned, ({ warning }) => warning.rule).values()];
  const lines = groups.slice(0, MOST_RULES).map((group) => warnedLine(group, words));
  const left = groups.length - MOST_RULES;
  return [`## ${words.heading(words.titlesOf.warnings, number(warned.length))}`, '', ...lines, ...(left > 0 ? ['', words.leftInPlan(left, 'rule')] : [])];
}

function warnedLine(group: readonly Warned[], words: Words): string {
  const [first] = group;
  if (first === undefined) return '';
  return `- ${prose(words.warning(first.warning))}${words.colon}${namedOf(group, words)}${words.stop}${prose(words.sawAt(shown(first.instanceId), shown(first.warning.saw, 160)))}`;
}

function namedOf(group: readonly { readonly instanceId: string }[], words: Words): string {
  const left = group.length - MOST_NAMED;
  return `${group.slice(0, MOST_NAMED).map(({ instanceId }) => code(instanceId)).join(words.comma)}${left > 0 ? words.andMore(left) : ''}`;
}

interface Waived {
  readonly instanceId: string;
  readonly waived: PlanWaived;
}

function waivedIn({ entries }: Plan): Waived[] {
  return entries.flatMap((entry) => waivedOf(entry).map((waived) => ({ instanceId: entry.instanceId, waived })));
}

/** Where many entries rest on waivers: each waiver once, with those it is for. */
function waivedPart(plan: Plan, words: Words): string[] {
  const all = waivedIn(plan);
  if (all.length <= MOST_BY_ENTRY) return [];
  const groups = [...groupBy(all, ({ waived }) => JSON.stringify(waived)).values()];
  const lines = groups.slice(0, MOST_RULES).flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [`- ${prose(words.waived(first.waived))}${words.colon}${namedOf(group, words)}${words.stop}${prose(words.approved({ ...first.waived, reason: shown(first.waived.reason, 160) }))}`];
  });
  const left = groups.length - MOST_RULES;
  return [`## ${words.heading(words.titlesOf.waived, number(all.length))}`, '', ...lines, ...(left > 0 ? ['', words.leftInPlan(left, 'waiver')] : [])];
}

function ledgerPart({ ledger }: Plan, words: Words): string[] {
  if (ledger.length === 0) return [];
  const left = ledger.length - MOST_ROWS;
  const rows = ledger.slice(0, MOST_ROWS).map((row) => {
    const bar = ledgerBar(row, BAR_CELLS);
    const drawn = `${'#'.repeat(bar.reserved)}${'='.repeat(bar.keptFree)}${'.'.repeat(bar.spare)}`.padEnd(BAR_CELLS);
    return [code(row.vSwitchId), code(row.region), `\`[${drawn}]\``, ...[row.available, row.keepFree, row.reserved, row.remaining].map(number)];
  });
  const { vSwitch, region, share, free, keptFree, reserved, remaining } = words.titlesOf;
  return [
    `## ${words.heading(words.ledger, number(ledger.length))}`, '',
    words.legend('`#`', '`=`', '`.`'), '',
    ...table([vSwitch, region, share, ...[free, keptFree, reserved, remaining].map((title) => `#${title}`)], rows),
    ...(left > 0 ? ['', words.leftInPlan(left, 'vSwitch')] : []),
  ];
}

function deferredPart(plan: Plan, words: Words): string[] {
  const { deferred } = plan;
  if (deferred.length === 0) return [];
  const left = deferred.length - MOST_ROWS;
  const rows = deferred.slice(0, MOST_ROWS).map((one) => [
    code(one.instanceId), code(one.name, WIDEST_NAME), code(one.region), code(one.vSwitchId), words.needs(one), words.shortBy(one), prose(reasonOf(plan, one, words)) || NONE, alternativesText(one, words),
  ]);
  const { instance, name, region, vSwitch, needs, shortBy, why, room } = words.titlesOf;
  return [
    `## ${words.heading(words.deferred, number(deferred.length))}`, '',
    ...table([instance, name, region, vSwitch, needs, shortBy, why, room], rows),
    ...(left > 0 ? ['', words.leftInPlan(left, 'instance')] : []),
  ];
}

function alternativesText(one: Deferral, words: Words): string {
  const { named, left } = alternativesOf(one, words);
  if (named.length === 0) return words.noRoom;
  return `${named.map(({ id, free }) => `${code(id)}${words.aside(free)}`).join(words.comma)}${left > 0 ? words.andMore(left) : ''}`;
}

function excludedPart(plan: Plan, words: Words): string[] {
  const exclusions = exclusionsOf(plan, words);
  if (exclusions.length === 0) return [];
  const { standing: title, instances, meaning: means } = words.titlesOf;
  return [
    `## ${words.heading(words.excluded, number(plan.excluded.length))}`, '',
    ...table([title, `#${instances}`, means], exclusions.map(({ standing, size, meaning }) => [standing, number(size), meaning])), '',
    words.tellsWhy('`tair-preflight check`'),
  ];
}

function nextPart(plan: Plan, words: Words, context: PlanContext): string[] {
  const { sentence, command } = nextOf(plan, words, context);
  return [`## ${words.next}`, '', prose(sentence), ...(command === null ? [] : ['', '```sh', command, '```'])];
}
