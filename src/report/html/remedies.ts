import type { AdvisedRemedy, Advice } from '../../model/advice.ts';
import type { Language } from '../../model/language.ts';
import { ADVISE_WORDS, SHOWN_FIRST_STEPS } from '../words/advise.ts';
import type { AdviseWords } from '../words/advise.ts';
import { number } from '../words/common.ts';
import { HTML_WORDS } from '../words/html.ts';
import { bar, code, escape, filterLink, legend, section, table } from './markup.ts';

/** Combinations that are listed; where there are more, the last, which frees all, stands after the first. */
const MOST_SETS = 50;

/** The remedies, ranked by how many instances each frees alone, and the smallest choices of several. Empty where nothing can be mended. */
export function remediesSection({ remedies, best, perhaps }: Advice, language: Language): string {
  if (remedies.length === 0) return '';
  const words = HTML_WORDS[language];
  const ranked = remedies.toSorted((a, b) => b.freesAlone - a.freesAlone || b.instances - a.instances || a.order - b.order);
  const most = Math.max(...ranked.map(({ instances }) => instances));
  const { remedyColumns: titles, remedyKey: key } = words;
  const choices = best.filter(({ rules }) => rules.length > 0);
  const sets = choices.length <= MOST_SETS ? choices : [...choices.slice(0, MOST_SETS - 1), ...choices.slice(-1)];
  return section('remedies', words.sections.remedies, `${legend([['fixable', key.alone], ['others', key.others]])}
${table({
    id: 'remedies',
    caption: words.remedyLead,
    columns: [{ title: titles.remedy }, { title: titles.alone, kind: 'number' }, { title: titles.fails, kind: 'number' }, { title: titles.share, kind: 'bar' }, { title: titles.impact, kind: 'text' }],
    rows: ranked.map((remedy) => [
      `${filterLink({ standing: 'fixable', rule: remedy.rule }, escape(remedy.title))}<br>${code(remedy.rule)}`,
      number(remedy.freesAlone), number(remedy.instances),
      bar([{ kind: 'fixable', size: remedy.freesAlone }, { kind: 'others', size: remedy.instances - remedy.freesAlone }], most),
      stepText(remedy, ADVISE_WORDS[language]),
    ]),
  })}
${sets.length === 0 ? '' : `<ul>${sets.map(({ rules, frees, isExact }) => `<li>${escape(words.bestSet(rules.length, frees, isExact))} ${rules.map((rule) => code(rule)).join(' + ')}</li>`).join('')}</ul>`}
${choices.length > sets.length ? `<p>${escape(words.setsLeftOut(choices.length - sets.length))}</p>\n` : ''}${perhaps > 0 ? `<p>${escape(words.perhaps(perhaps))}</p>` : ''}`);
}

function soft(text: string): string {
  return `<span class="soft">${escape(text)}</span>`;
}

/** The first steps, each with its own impact and, where there are several, the number of instances. */
function stepText({ firstSteps, firstStepsLeftOut, otherImpacts }: AdvisedRemedy, words: AdviseWords): string {
  if (firstSteps.length === 0) return '–';
  const shown = firstSteps.slice(0, SHOWN_FIRST_STEPS);
  const left = firstSteps.length - shown.length + firstStepsLeftOut;
  return [
    ...shown.flatMap(({ do: text, impact, instances, toldOf }) => [
      `${escape(firstSteps.length > 1 ? words.firstOn(text, instances) : text)}${toldOf === null ? '' : escape(words.toldOf(toldOf))}`,
      soft(impact ?? words.noImpact),
    ]),
    ...(left > 0 ? [soft(words.moreFirst(left))] : []),
    ...(otherImpacts ? [soft(words.otherImpacts)] : []),
  ].join('<br>');
}
