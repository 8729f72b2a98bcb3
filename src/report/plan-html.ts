import type { Language } from '../model/language.ts';
import type { Deferral, LedgerRow, Plan, PlanEntry } from '../model/plan.ts';
import { bdi, code, escape, hashOf, pageMeta } from './html/markup.ts';
import { number } from './page.ts';
import { PLAN_STYLE } from './plan-style.ts';
import { alternativesOf, endpointText, exclusionsOf, headOf, leadTexts, ledgerBar, nextOf, reasonOf, requestOf, waivedOf, warningsOf, wavesOf, wordsFor } from './plan-view.ts';
import type { PlanContext, Wave } from './plan-view.ts';
import { COMMON_WORDS } from './words/common.ts';
import type { CommonWords } from './words/common.ts';
import type { PlanWords } from './words/plan.ts';

const BAR_PARTS = 1000;
const WIDEST_ID = 80;
/** Waves that the contents link to; the others follow them on the page. */
const MOST_LINKED_WAVES = 12;
/** Only the one style of this page: no scripts, pictures, fonts, frames, forms or requests of any kind. */
const POLICY = `default-src 'none'; style-src ${hashOf(PLAN_STYLE)}; base-uri 'none'; form-action 'none'`;

/**
 * The plan as one HTML page that needs nothing else and does nothing: every entry, the ledger with bars, what is deferred
 * and excluded, and what to run next. Whatever comes from outside is escaped. Ends with a newline.
 */
export function reportPlanHtml(plan: Plan, language: Language = 'en', context: PlanContext = {}): string {
  const words: Words = { ...COMMON_WORDS[language], ...wordsFor(language), tag: TAGS[language] };
  const title = words.titles[plan.operation];
  const waves = waveSections(plan, words);
  const others = otherSections(plan, words, context);
  const sections = [...waves, ...others];
  const linked = [...waves.slice(0, MOST_LINKED_WAVES), ...others];
  return `<!DOCTYPE html>
<html lang="${words.tag}">
<head>
${pageMeta(POLICY)}
<title>${escape(title, WIDEST_ID)} ${escape(plan.digest, 12)}</title>
<style>${PLAN_STYLE}</style>
</head>
<body>
<header>
<h1>${escape(title, WIDEST_ID)}</h1>
<p>${escape(leadTexts(plan, words, context).join(words.gap), 800)}</p>
<dl>
${headOf(plan, words).map(({ label, value, note }) => `<dt>${escape(label, WIDEST_ID)}</dt><dd>${code(value, 200)}${note === '' ? '' : `${words.comma}${escape(note, WIDEST_ID)}`}</dd>`).join('\n')}
</dl>
</header>
<nav aria-label="${escape(words.contents, WIDEST_ID)}">
<ul>
${linked.map((one) => `<li><a href="#${one.id}">${escape(one.title, WIDEST_ID)}</a></li>`).join('\n')}
</ul>
</nav>
<main>
${sections.map((one) => `<section aria-labelledby="${one.id}">\n<h2 id="${one.id}">${escape(one.title, WIDEST_ID)}</h2>\n${one.body}\n</section>`).join('\n')}
</main>
<footer>
<p>${words.writtenBy(escape(plan.tool.name, WIDEST_ID), escape(plan.tool.version, WIDEST_ID))}</p>
</footer>
</body>
</html>
`;
}

/** The words of the page, with the tag of their language. */
type Words = Omit<CommonWords, keyof PlanWords> & PlanWords & { readonly tag: string };

const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

function waveSections(plan: Plan, words: Words): Section[] {
  return wavesOf(plan, words).map((wave, at) => ({ id: `wave-${at + 1}`, title: words.heading(wave.title, wave.size), body: waveTable(plan, wave, `wave-${at + 1}`, words) }));
}

function otherSections(plan: Plan, words: Words, context: PlanContext): Section[] {
  const { ledger, deferred, excluded } = plan;
  const titled = (title: string, size: number): string => words.heading(title, number(size));
  return [
    ...(ledger.length === 0 ? [] : [{ id: 'ledger', title: titled(words.ledger, ledger.length), body: ledgerTable(ledger, words) }]),
    ...(deferred.length === 0 ? [] : [{ id: 'deferred', title: titled(words.deferred, deferred.length), body: deferredTable(plan, words) }]),
    ...(excluded.length === 0 ? [] : [{ id: 'excluded', title: titled(words.excluded, excluded.length), body: excludedTable(plan, words) }]),
    { id: 'next', title: words.next, body: nextText(plan, words, context) },
  ];
}

function waveTable(plan: Plan, { title, entries }: Wave, id: string, words: Words): string {
  const { instance, name: named, region, endpoint, addresses, vSwitch, request, warnings, waived } = words.titlesOf;
  const notes = [{ title: warnings, cell: warningsCell, is: warningsOf }, { title: waived, cell: waivedCell, is: waivedOf }].filter(({ is }) => entries.some((entry) => is(entry).length > 0));
  return table(words, {
    id,
    caption: words.captionOfWave(title),
    columns: [{ title: instance }, { title: named }, { title: region }, { title: endpoint }, { title: addresses, kind: 'number' }, { title: vSwitch }, { title: request, kind: 'request' }, ...notes.map((note) => ({ title: note.title, kind: 'request' } as const))],
    rows: entries.map((entry) => [...entryCells(plan, entry, words), ...notes.map(({ cell }) => cell(entry, words))]),
  });
}

function entryCells(plan: Plan, entry: PlanEntry, words: Words): string[] {
  const endpoint = plan.operation === 'AllocateDirectConnection' ? code(endpointText(entry, words)) : '–';
  return [code(entry.instanceId), bdi(entry.name), code(entry.region), endpoint, number(entry.addressesNeeded), code(entry.vSwitchId), code(requestOf(plan, entry), 400)];
}

function warningsCell(entry: PlanEntry, words: Words): string {
  const lines = warningsOf(entry).flatMap(({ rule, title, saw }) => [`${words.expected}<bdi>${escape(title, 200)}</bdi>${words.aside(code(rule))}`, `${words.saw}<bdi>${escape(saw, 400)}</bdi>`]);
  return lines.length === 0 ? '–' : lines.join('<br>');
}

function waivedCell(entry: PlanEntry, words: Words): string {
  const lines = waivedOf(entry).flatMap((one) => [`<bdi>${escape(one.title, 200)}</bdi>${words.aside(code(one.rule))}`, `<bdi>${escape(words.approved(one), 800)}</bdi>`]);
  return lines.length === 0 ? '–' : lines.join('<br>');
}

function ledgerTable(ledger: readonly LedgerRow[], words: Words): string {
  const { vSwitch, region, share, free, keptFree, reserved, remaining } = words.titlesOf;
  const keys = (['reserved', 'kept', 'spare'] as const).map((kind) => key(kind, words.barParts[kind]));
  return `<p>${keys.join(words.comma)}${words.stop}${words.remains}</p>
${table(words, {
    id: 'ledger',
    caption: words.captions.ledger,
    columns: [{ title: vSwitch }, { title: region }, { title: share }, ...[free, keptFree, reserved, remaining].map((title) => ({ title, kind: 'number' } as const))],
    rows: ledger.map((row) => [code(row.vSwitchId), code(row.region), drawBar(row), number(row.available), number(row.keepFree), number(row.reserved), number(row.remaining)]),
  })}`;
}

function key(kind: string, words: string): string {
  return `<svg class="key" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true"><rect class="${kind}" width="1" height="1"/></svg> ${words}`;
}

/** The numbers stand in the cells beside it, so that the bar is for the eye alone. */
function drawBar(row: LedgerRow): string {
  const { reserved, keptFree, spare } = ledgerBar(row, BAR_PARTS);
  return `<svg class="bar" viewBox="0 0 ${BAR_PARTS} 1" preserveAspectRatio="none" aria-hidden="true">${part('reserved', 0, reserved)}${part('kept', reserved, keptFree)}${part('spare', reserved + keptFree, spare)}</svg>`;
}

function part(kind: string, from: number, width: number): string {
  return width === 0 ? '' : `<rect class="${kind}" x="${from}" width="${width}" height="1"/>`;
}

function deferredTable(plan: Plan, words: Words): string {
  const { instance, name: named, region, vSwitch, needs, shortBy, why, room } = words.titlesOf;
  return table(words, {
    id: 'deferred',
    caption: words.captions.deferred,
    columns: [instance, named, region, vSwitch, needs, shortBy, why, room].map((title) => ({ title })),
    rows: plan.deferred.map((one) => [
      code(one.instanceId), bdi(one.name), code(one.region), one.vSwitchId === null ? words.notKnown : code(one.vSwitchId), words.needs(one), words.shortBy(one),
      `<bdi>${escape(reasonOf(plan, one, words), 400)}</bdi>`, alternativesCell(one, words),
    ]),
  });
}

function alternativesCell(one: Deferral, words: Words): string {
  const { named, left } = alternativesOf(one, words);
  if (named.length === 0) return escape(words.noRoom, WIDEST_ID);
  return `${named.map(({ id, free }) => `${code(id)}${words.aside(free)}`).join(words.comma)}${left > 0 ? words.andMore(left) : ''}`;
}

function excludedTable(plan: Plan, words: Words): string {
  const { standing: title, instances, meaning: means } = words.titlesOf;
  return `${table(words, {
    id: 'excluded',
    caption: words.captions.excluded,
    columns: [{ title }, { title: instances, kind: 'number' }, { title: means }],
    rows: exclusionsOf(plan, words).map(({ standing, size, meaning }) => [standing, number(size), escape(meaning, WIDEST_ID)]),
  })}
<p>${words.tellsWhy('<code>tair-preflight check</code>')}</p>`;
}

function nextText(plan: Plan, words: Words, context: PlanContext): string {
  const { sentence, command } = nextOf(plan, words, context);
  return `<p>${escape(sentence, 400)}</p>${command === null ? '' : `\n<pre><code>${escape(command, 10_000)}</code></pre>`}`;
}

interface TableParts {
  /** That of its section. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly kind?: 'number' | 'request' }[];
  /** Cells as markup; the first of each row names the row. */
  readonly rows: readonly (readonly string[])[];
}

/** A table that can be scrolled sideways by keyboard too where it is wider than the page. */
function table(words: Words, { id, caption, columns, rows }: TableParts): string {
  const kindOf = (at: number): string => (columns[at]?.kind === undefined ? '' : ` class="${columns[at].kind}"`);
  const line = (cells: readonly string[]): string => `<tr>${cells.map((cell, at) => (at === 0 ? `<th scope="row">${cell}</th>` : `<td${kindOf(at)}>${cell}</td>`)).join('')}</tr>`;
  return `<div class="wide" role="group" aria-labelledby="${id}-table" tabindex="0">
<table>
<caption id="${id}-table">${escape(caption, 200)}${words.rows(rows.length)}</caption>
<thead><tr>${columns.map(({ title }, at) => `<th scope="col"${kindOf(at)}>${title}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody>
</table>
</div>`;
}
