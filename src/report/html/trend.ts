import { compareText } from '../../model/group-by.ts';
import type { TrendPoint } from '../../model/history.ts';
import { number } from '../words/common.ts';
import { OUTLOOKS } from '../words/html.ts';
import type { HtmlWords, Outlook } from '../words/html.ts';
import { escape, legend, section, table } from './markup.ts';

const MOST_POINTS = 60;
const [HEIGHT, STEP, BAR] = [100, 12, 10];

/** Earlier results beside this one, as columns and as a table. Empty where there are fewer than two. */
export function trendSection(trend: readonly TrendPoint[], words: HtmlWords): string {
  const points = trend.toSorted((a, b) => compareText(a.at, b.at)).slice(-MOST_POINTS);
  if (points.length < 2) return '';
  const most = Math.max(1, ...points.map((point) => point.eligible + point.blocked + point.unknown + point.enabled));
  const columns = points.map((point, at) => {
    let top = HEIGHT;
    return OUTLOOKS.map((outlook) => {
      const height = Math.round((sizeOf(point, outlook) / most) * HEIGHT * 10) / 10;
      top = Math.round((top - height) * 10) / 10;
      return height === 0 ? '' : `<rect class="${outlook}" x="${at * STEP}" y="${top}" width="${BAR}" height="${height}"/>`;
    }).join('');
  });
  return section('trend', words.sections.trend, `<p class="soft">${escape(words.trendLead)}</p>
${legend(OUTLOOKS.map((outlook) => [outlook, words.outlooks[outlook]]))}
<svg class="columns" viewBox="0 0 ${points.length * STEP} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${columns.join('')}</svg>
<details><summary>${escape(words.trendTable)}</summary>
${table({
    id: 'trend', caption: words.sections.trend,
    columns: [{ title: words.trendColumns.at }, ...OUTLOOKS.map((outlook) => ({ title: words.outlooks[outlook], kind: 'number' as const }))],
    rows: points.map((point) => [`<time>${escape(point.at)}</time>`, ...OUTLOOKS.map((outlook) => number(sizeOf(point, outlook)))]),
  })}
</details>`);
}

function sizeOf(point: TrendPoint, outlook: Outlook): number {
  return outlook === 'never' ? Math.max(0, point.blocked - point.fixable) : point[outlook];
}
