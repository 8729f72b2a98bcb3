import type { HistoryEntry, TrendPoint } from '../model/history.ts';
import { columns } from './columns.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph } from './page.ts';
import { number } from './words/common.ts';
import { HISTORY_WORDS } from './words/history.ts';

/** Rows that are shown: the table library is quadratic. */
const MOST_ROWS = 60;
const BAR_CELLS = 20;

/** What a history folder keeps, the latest first. Ends with a newline. */
export function reportHistory(entries: readonly HistoryEntry[], look: Look): string {
  const page = makePage(look);
  const words = HISTORY_WORDS[page.language];
  if (entries.length === 0) return `${words.none}\n`;
  const rows = entries.slice(0, MOST_ROWS).map((entry) => [entry.at, entry.scope, entry.preset, ...[entry.instances, entry.eligible, entry.fixable, entry.blocked, entry.unknown, entry.enabled].map(number)]);
  return `${columns({ rows: [[...words.head], ...rows], aligns: words.head.map((_, at) => (at < 3 ? 'left' : 'right')) }).join('\n')}\n${moreText(entries.length)}`;
}

/** How a scope went over its runs, the latest last, with a bar for each; `others` is how many scopes the folder keeps besides. Ends with a newline. */
export function reportTrend(points: readonly HistoryEntry[], others: number, look: Look): string {
  const page = makePage(look);
  const words = HISTORY_WORDS[page.language];
  if (points.length === 0) return `${words.none}\n`;
  const rows = points.slice(-MOST_ROWS).map((point) => [point.at, ...[point.instances, point.enabled, point.eligible, point.fixable, point.blocked - point.fixable, point.unknown].map(number), barOf(point)]);
  const lead = [...paragraph(page, words.scope(points[0]?.scope ?? '', others), 0), ''];
  return `${[...lead, ...columns({ rows: [[...words.trendHead], ...rows], aligns: words.trendHead.map((_, at) => (at === 0 || at === 7 ? 'left' : 'right')) }), '', ...paragraph(page, words.share, 0)].join('\n')}\n`;
}

/** A list, of entries or of points, as JSON. Ends with a newline. */
export function historyJson(entries: readonly (HistoryEntry | TrendPoint)[]): string {
  return jsonText(entries);
}

function moreText(size: number): string {
  return size > MOST_ROWS ? `… ${size - MOST_ROWS}\n` : '';
}

/** The shares of a run in so many cells; every share that is not none has one at least. */
function barOf({ enabled, eligible, fixable, blocked, unknown, instances }: TrendPoint): string {
  if (instances === 0) return '';
  const parts: readonly (readonly [string, number])[] = [['#', enabled], ['+', eligible], ['~', fixable], ['x', blocked - fixable], ['?', unknown]];
  return parts.map(([mark, size]) => mark.repeat(size === 0 ? 0 : Math.max(1, Math.round((size / instances) * BAR_CELLS)))).join('');
}
