import { createHash } from 'node:crypto';

import type { Deferral, LedgerRow, Plan, PlanEntry } from '../model/plan.ts';
import { count, number } from './page.ts';
import { PLAN_STYLE } from './plan-style.ts';
import { alternativesOf, endpointText, exclusionsOf, headOf, leadTexts, ledgerBar, needText, nextOf, NO_ALTERNATIVE, requestOf, shortText, titleOf, wavesOf } from './plan-view.ts';
import type { Wave } from './plan-view.ts';
import { clean, cut } from './text.ts';

const BAR_PARTS = 1000;
const WIDEST_ID = 80;
const WIDEST_NAME = 120;
/** Waves that the contents link to; the others follow them on the page. */
const MOST_LINKED_WAVES = 12;
/** Only the one style of this page: no scripts, pictures, fonts, frames, forms or requests of any kind. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PLAN_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/**
 * The plan as one HTML page that needs nothing else and does nothing: every entry, the ledger with bars, what is deferred
 * and excluded, and what to run next. Whatever comes from outside is escaped. Ends with a newline.
 */
export function reportPlanHtml(plan: Plan): string {
  const waves = waveSections(plan);
  const others = otherSections(plan);
  const sections = [...waves, ...others];
  const linked = [...waves.slice(0, MOST_LINKED_WAVES), ...others];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escape(titleOf(plan))} ${escape(plan.digest, 12)}</title>
<style>${PLAN_STYLE}</style>
</head>
<body>
<header>
<h1>${escape(titleOf(plan))}</h1>
<p>${escape(leadTexts(plan).join(' '), 400)}</p>
<dl>
${headOf(plan).map(({ label, value, note }) => `<dt>${escape(label)}</dt><dd>${code(value, 200)}${note === '' ? '' : `, ${escape(note)}`}</dd>`).join('\n')}
</dl>
</header>
<nav aria-label="Contents">
<ul>
${linked.map(({ id, title }) => `<li><a href="#${id}">${escape(title)}</a></li>`).join('\n')}
</ul>
</nav>
<main>
${sections.map(({ id, title, body }) => `<section aria-labelledby="${id}">\n<h2 id="${id}">${escape(title)}</h2>\n${body}\n</section>`).join('\n')}
</main>
<footer>
<p>Written by ${escape(plan.tool.name)} ${escape(plan.tool.version)}. This page shows the plan; the plan file is what is applied.</p>
</footer>
</body>
</html>
`;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

function waveSections(plan: Plan): Section[] {
  return wavesOf(plan).map((wave, at) => ({ id: `wave-${at + 1}`, title: `${wave.title} (${wave.size})`, body: waveTable(plan, wave, `wave-${at + 1}`) }));
}

function otherSections(plan: Plan): Section[] {
  const { ledger, deferred, excluded } = plan;
  return [
    ...(ledger.length === 0 ? [] : [{ id: 'ledger', title: `Addresses by vSwitch (${number(ledger.length)})`, body: ledgerTable(ledger) }]),
    ...(deferred.length === 0 ? [] : [{ id: 'deferred', title: `Deferred (${number(deferred.length)})`, body: deferredTable(deferred) }]),
    ...(excluded.length === 0 ? [] : [{ id: 'excluded', title: `Excluded (${number(excluded.length)})`, body: excludedTable(plan) }]),
    { id: 'next', title: 'Next', body: nextText(plan) },
  ];
}

function waveTable(plan: Plan, { title, entries }: Wave, id: string): string {
  return table({
    id,
    caption: `What ${title.toLowerCase()} does, and the request that each entry sends`,
    columns: [{ title: 'Instance' }, { title: 'Name' }, { title: 'Region' }, { title: 'Endpoint' }, { title: 'Addresses', kind: 'number' }, { title: 'vSwitch' }, { title: 'Request', kind: 'request' }],
    rows: entries.map((entry) => entryCells(plan, entry)),
  });
}

function entryCells(plan: Plan, entry: PlanEntry): string[] {
  const endpoint = plan.operation === 'AllocateDirectConnection' ? code(endpointText(entry)) : '–';
  return [code(entry.instanceId), name(entry.name), code(entry.region), endpoint, number(entry.addressesNeeded), code(entry.vSwitchId), code(requestOf(plan, entry), 400)];
}

function ledgerTable(ledger: readonly LedgerRow[]): string {
  return `<p>${[key('reserved', 'reserved by this plan'), key('kept', 'kept free'), key('spare', 'spare')].join(', ')}. What remains is what is kept free and what is spare.</p>
${table({
    id: 'ledger',
    caption: 'What the plan takes of the free addresses of each vSwitch',
    columns: [{ title: 'vSwitch' }, { title: 'Region' }, { title: 'Share' }, { title: 'Free', kind: 'number' }, { title: 'Kept free', kind: 'number' }, { title: 'Reserved', kind: 'number' }, { title: 'Remaining', kind: 'number' }],
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

function deferredTable(deferred: readonly Deferral[]): string {
  return table({
    id: 'deferred',
    caption: 'Eligible instances that the plan has no room for',
    columns: [{ title: 'Instance' }, { title: 'Name' }, { title: 'Region' }, { title: 'vSwitch' }, { title: 'Needs' }, { title: 'Short by' }, { title: 'Why' }, { title: 'Room in the same VPC and zone' }],
    rows: deferred.map((one) => [
      code(one.instanceId), name(one.name), code(one.region), one.vSwitchId === null ? 'not known' : code(one.vSwitchId), needText(one), shortText(one), `<bdi>${escape(one.reason, 400)}</bdi>`, alternativesCell(one),
    ]),
  });
}

function alternativesCell(one: Deferral): string {
  const { named, left } = alternativesOf(one);
  if (named.length === 0) return escape(NO_ALTERNATIVE);
  return `${named.map(({ id, free }) => `${code(id)} (${free})`).join(', ')}${left > 0 ? ` and ${number(left)} more` : ''}`;
}

function excludedTable(plan: Plan): string {
  return `${table({
    id: 'excluded',
    caption: 'Instances in scope that the plan leaves out, by standing',
    columns: [{ title: 'Standing' }, { title: 'Instances', kind: 'number' }, { title: 'Meaning' }],
    rows: exclusionsOf(plan).map(({ standing, size, meaning }) => [standing, number(size), escape(meaning)]),
  })}
<p><code>tair-preflight check</code> tells why, one by one.</p>`;
}

function nextText(plan: Plan): string {
  const { sentence, command } = nextOf(plan);
  return `<p>${escape(sentence, 400)}</p>${command === null ? '' : `\n<pre><code>${escape(command, 400)}</code></pre>`}`;
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
function table({ id, caption, columns, rows }: TableParts): string {
  const kindOf = (at: number): string => (columns[at]?.kind === undefined ? '' : ` class="${columns[at].kind}"`);
  const line = (cells: readonly string[]): string => `<tr>${cells.map((cell, at) => (at === 0 ? `<th scope="row">${cell}</th>` : `<td${kindOf(at)}>${cell}</td>`)).join('')}</tr>`;
  return `<div class="wide" role="group" aria-labelledby="${id}-table" tabindex="0">
<table>
<caption id="${id}-table">${escape(caption, 200)} (${count(rows.length, 'row')})</caption>
<thead><tr>${columns.map(({ title }, at) => `<th scope="col"${kindOf(at)}>${title}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody>
</table>
</div>`;
}

/** A text as markup, on one line and cut where it is longer than any true one. */
function escape(text: string, cells = WIDEST_ID): string {
  return cut(clean(text), cells).replaceAll(/[&<>"'`]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A name given by people may be written in any direction: it is kept from turning what stands around it. */
function name(text: string | null): string {
  const shown = escape(text ?? '', WIDEST_NAME);
  return shown === '' ? '–' : `<bdi>${shown}</bdi>`;
}

function code(text: string, cells = WIDEST_ID): string {
  return `<code><bdi>${escape(text, cells)}</bdi></code>`;
}
