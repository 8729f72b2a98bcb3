import type { AdvisedRemedy, Advice } from '../../model/advice.ts';
import { number } from '../words/common.ts';
import type { HtmlWords } from '../words/html.ts';
import { bar, code, escape, filterLink, legend, section, table } from './markup.ts';

const MOST_SETS = 5;

/** The remedies, ranked by how many instances each frees alone, and the smallest choices of several. Empty where nothing can be mended. */
export function remediesSection({ remedies, best, perhaps }: Advice, words: HtmlWords): string {
  if (remedies.length === 0) return '';
  const ranked = remedies.toSorted((a, b) => b.freesAlone - a.freesAlone || b.instances - a.instances || a.order - b.order);
  const most = Math.max(...ranked.map(({ instances }) => instances));
  const { remedyColumns: titles, remedyKey: key } = words;
  const sets = best.filter(({ rules }) => rules.length > 0).slice(0, MOST_SETS);
  return section('remedies', words.sections.remedies, `${legend([['fixable', key.alone], ['others', key.others]])}
${table({
    id: 'remedies',
    caption: words.remedyLead,
    columns: [{ title: titles.remedy }, { title: titles.alone, kind: 'number' }, { title: titles.fails, kind: 'number' }, { title: titles.share, kind: 'bar' }, { title: titles.impact, kind: 'text' }],
    rows: ranked.map((remedy) => [
      `${filterLink({ standing: 'fixable', rule: remedy.rule }, escape(remedy.title))}<br>${code(remedy.rule)}`,
      number(remedy.freesAlone), number(remedy.instances),
      bar([{ kind: 'fixable', size: remedy.freesAlone }, { kind: 'others', size: remedy.instances - remedy.freesAlone }], most),
      stepText(remedy),
    ]),
  })}
${sets.length === 0 ? '' : `<ul>${sets.map(({ rules, frees, isExact }) => `<li>${escape(words.bestSet(rules.length, frees, isExact))} ${rules.map((rule) => code(rule)).join(' + ')}</li>`).join('')}</ul>`}
${perhaps > 0 ? `<p>${escape(words.perhaps(perhaps))}</p>` : ''}`);
}

/** The first step; values of the one instance that it was told of stand for those of the others. */
function stepText({ steps, impact }: AdvisedRemedy): string {
  const [first] = steps;
  if (first === undefined) return '–';
  return `${escape(first.do)}${impact === null ? '' : `<br><span class="soft">${escape(impact)}</span>`}`;
}
