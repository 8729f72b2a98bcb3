import type { HistoryEntry, TrendPoint } from '../model/history.ts';
import type { Language } from '../model/language.ts';
import { columns } from './columns.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph } from './page.ts';
import { number } from './words/common.ts';

interface HistoryWords {
  readonly none: string;
  readonly head: readonly [string, ...string[]];
  readonly trendHead: readonly [string, ...string[]];
  readonly share: string;
  scope(scope: string, others: number): string;
}

const WORDS: Readonly<Record<Language, HistoryWords>> = {
  en: {
    none: 'The folder keeps no result.',
    head: ['run', 'scope', 'preset', 'instances', 'eligible', 'fixable', 'blocked', 'unknown', 'enabled'],
    trendHead: ['run', 'instances', 'enabled', 'eligible', 'fixable', 'never', 'unknown', ''],
    share: '# enabled, + eligible, ~ after a change, x never, ? unknown.',
    scope: (scope, others) => `Scope ${scope}${others > 0 ? `; the folder keeps results of ${others} other ${others === 1 ? 'scope' : 'scopes'}, see \`history list\` and --scope` : ''}.`,
  },
  zh: {
    none: '该目录中没有结果。',
    head: ['运行时间', '范围', '预设', '实例', '可开通', '可修复', '受阻', '未知', '已开通'],
    trendHead: ['运行时间', '实例', '已开通', '可开通', '可修复', '不可开通', '未知', ''],
    share: '# 已开通，+ 可开通，~ 变更后可开通，x 不可开通，? 未知。',
    scope: (scope, others) => `范围 ${scope}${others > 0 ? `；目录中另有 ${others} 个范围的结果，见 \`history list\` 和 --scope` : ''}。`,
  },
};

/** Rows that are shown: the table library is quadratic. */
const MOST_ROWS = 60;
const BAR_CELLS = 20;

/** What a history folder keeps, the latest first. Ends with a newline. */
export function reportHistory(entries: readonly HistoryEntry[], look: Look): string {
  const page = makePage(look);
  const words = WORDS[page.language];
  if (entries.length === 0) return `${words.none}\n`;
  const rows = entries.slice(0, MOST_ROWS).map((entry) => [entry.at, entry.scope, entry.preset, ...[entry.instances, entry.eligible, entry.fixable, entry.blocked, entry.unknown, entry.enabled].map(number)]);
  return `${columns({ rows: [[...words.head], ...rows], aligns: words.head.map((_, at) => (at < 3 ? 'left' : 'right')) }).join('\n')}\n${moreText(entries.length)}`;
}

/** How a scope went over its runs, the latest last, with a bar for each; `others` is how many scopes the folder keeps besides. Ends with a newline. */
export function reportTrend(points: readonly HistoryEntry[], others: number, look: Look): string {
  const page = makePage(look);
  const words = WORDS[page.language];
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
