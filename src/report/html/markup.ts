import { createHash } from 'node:crypto';

import { clean, cut } from '../text.ts';

const WIDEST_ID = 80;
const WIDEST_NAME = 120;

/** A text as markup, cleaned to one line and cut where it is longer than any true one. */
export function escape(text: string, cells = 400): string {
  return cut(clean(text), cells).replaceAll(/[&<>"'`]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** How a content security policy names a script or a style of our own. */
export function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What every page says of itself, before its title; the policy is all that it may do. */
export function pageMeta(policy: string): string {
  return `<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">`;
}

/** A name given by people may be written in any direction: it is kept from turning what stands around it. */
export function bdi(text: string | null): string {
  const shown = escape(text ?? '', WIDEST_NAME);
  return shown === '' ? '–' : `<bdi>${shown}</bdi>`;
}

/** An id, or another word of the machine's. */
export function code(text: string, cells = WIDEST_ID): string {
  return `<code><bdi>${escape(text, cells)}</bdi></code>`;
}

/** The link that narrows the list of instances, where the script runs; its text is markup. */
export function filterLink(filter: Readonly<Record<string, string>>, markup: string): string {
  return `<a href="#${escape(new URLSearchParams(filter).toString())}">${markup}</a>`;
}

export interface Column {
  readonly title: string;
  readonly kind?: 'number' | 'bar' | 'text';
}

interface TableParts {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  /** Cells as markup; the first of each row names the row. */
  readonly rows: readonly (readonly string[])[];
}

/** A table that can be scrolled sideways, by keyboard too, where it is wider than the page. The caption is for those who do not see the heading. */
export function table({ id, caption, columns, rows }: TableParts): string {
  const kindOf = (at: number): string => (columns[at]?.kind === undefined ? '' : ` class="${columns[at].kind}"`);
  const line = (cells: readonly string[]): string => `<tr>${cells.map((cell, at) => (at === 0 ? `<th scope="row">${cell}</th>` : `<td${kindOf(at)} data-label="${escape(columns[at]?.title ?? '')}">${cell}</td>`)).join('')}</tr>`;
  return `<div class="wide" role="group" aria-labelledby="${id}-caption" tabindex="0">
<table class="stack">
<caption id="${id}-caption">${escape(caption)}</caption>
<thead><tr>${columns.map(({ title }, at) => `<th scope="col"${kindOf(at)}>${escape(title)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody>
</table>
</div>`;
}

/** A part of a bar: its colour by the name of a class, its size in any unit. */
export interface BarPart {
  readonly kind: string;
  readonly size: number;
}

const BAR_PARTS = 1000;

/** A bar for the eye alone: its numbers stand beside it. `whole` is the size of its full width. */
export function bar(parts: readonly BarPart[], whole: number, className = 'bar'): string {
  let from = 0;
  const rects = parts.map(({ kind, size }) => {
    const [start, end] = [scaled(from, whole), scaled(from + size, whole)];
    from += size;
    return end > start ? `<rect class="${kind}" x="${start}" width="${end - start}" height="1"/>` : '';
  });
  return `<svg class="${className}" viewBox="0 0 ${BAR_PARTS} 1" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg>`;
}

function scaled(size: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(BAR_PARTS, Math.round((size / whole) * BAR_PARTS));
}

/** The explanation of the colours of a bar. */
export function legend(entries: readonly (readonly [kind: string, words: string])[]): string {
  return `<ul class="legend">${entries.map(([kind, words]) => `<li><svg class="key" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true"><rect class="${kind}" width="1" height="1"/></svg> ${escape(words)}</li>`).join('')}</ul>`;
}

/** A section of the page with its heading. */
export function section(id: string, title: string, body: string): string {
  return `<section class="${id}" aria-labelledby="${id}"><h2 id="${id}">${escape(title)}</h2>\n${body}\n</section>`;
}
