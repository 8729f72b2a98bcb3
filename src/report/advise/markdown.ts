import type { Advice, AdvisedRemedy } from '../../model/advice.ts';
import type { Language } from '../../model/language.ts';
import { code, prose, table } from '../markdown/marks.ts';
import { ADVISE_WORDS, SHOWN_FIRST_STEPS } from '../words/advise.ts';
import { COMMON_WORDS, number } from '../words/common.ts';

/** Rows of a table; the others are counted. */
const MOST_ROWS = 30;
const SHOWN_OTHERS = 5;

/**
 * What to mend first, as Markdown for GitHub: a heading of the second level, the best choices, the remedies in their order,
 * and the vSwitches that may be too small. What comes from outside can make no markup. Ends without a newline.
 */
export function adviseMarkdown(advice: Advice, language: Language): string {
  const words = ADVISE_WORDS[language];
  const head = [`## ${COMMON_WORDS[language].heading(words.title, number(advice.freed))}`];
  if (advice.remedies.length === 0) return [head, [words.nothing]].map((lines) => lines.join('\n')).join('\n\n');
  const parts = [head, [words.total(advice)], ...bestParts(advice, language), ...remedyParts(advice, language), ...vSwitchParts(advice, language)];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function bestParts({ best }: Advice, language: Language): string[][] {
  const words = ADVISE_WORDS[language];
  if (best.length === 0) return [];
  const rows = best.map(({ rules, frees, disturbances }) => [number(rules.length), number(frees), number(disturbances), rules.map((rule) => code(rule)).join(COMMON_WORDS[language].comma)]);
  return [
    [`### ${words.bestTitle}`],
    table([`#${words.columns.remedies}`, `#${words.columns.frees}`, `#${words.columns.disturbs}`, words.columns.rules], rows),
    [words.legend, ...(best.every(({ isExact }) => isExact) ? [] : [words.notExact])],
  ];
}

function remedyParts({ remedies }: Advice, language: Language): string[][] {
  const { titlesOf, remediesTitle } = ADVISE_WORDS[language];
  const left = remedies.length - MOST_ROWS;
  const rows = remedies.slice(0, MOST_ROWS).map((remedy) => remedyRow(remedy, language));
  return [
    [`### ${remediesTitle}`],
    table(
      [titlesOf.rule, `#${titlesOf.failed}`, `#${titlesOf.alone}`, `#${titlesOf.perhaps}`, titlesOf.together, titlesOf.after, titlesOf.impact],
      rows,
    ),
    ...(left > 0 ? [[COMMON_WORDS[language].leftOut(left, 'rule')]] : []),
  ];
}

function remedyRow(remedy: AdvisedRemedy, language: Language): string[] {
  const words = ADVISE_WORDS[language];
  const { comma, gap } = COMMON_WORDS[language];
  const others = remedy.withOthers.slice(0, SHOWN_OTHERS).map(({ rules, frees }) => words.withOthers(frees, rules.map((rule) => code(rule))));
  const left = remedy.withOthers.length - others.length + remedy.othersLeftOut;
  return [
    `${prose(remedy.title)}${gap}${code(remedy.rule)}`, number(remedy.instances), number(remedy.freesAlone), number(remedy.perhaps),
    [...others, ...(left > 0 ? [words.otherSets(left)] : [])].join('<br>'), remedy.after.map((rule) => code(rule)).join(comma),
    firstCell(remedy, language),
  ];
}

function firstCell({ firstSteps, firstStepsLeftOut, otherImpacts }: AdvisedRemedy, language: Language): string {
  const words = ADVISE_WORDS[language];
  const { gap, impact: label } = COMMON_WORDS[language];
  const shown = firstSteps.slice(0, SHOWN_FIRST_STEPS);
  const left = firstSteps.length - shown.length + firstStepsLeftOut;
  return [
    ...shown.map(({ do: text, impact, instances, toldOf }) => `${words.first(prose(text), instances)}${toldOf === null ? '' : words.toldOf(code(toldOf))}${gap}${impact === null ? words.noImpact : `${label}${prose(impact)}`}`),
    ...(left > 0 ? [words.moreFirst(left)] : []),
    ...(otherImpacts ? [words.otherImpacts] : []),
  ].join('<br>');
}

function vSwitchParts({ vSwitches, unplaced, freed }: Advice, language: Language): string[][] {
  const words = ADVISE_WORDS[language];
  const doubtful = vSwitches.filter(({ holds }) => holds !== true);
  if (freed === 0) return [];
  if (doubtful.length === 0 && unplaced === 0) return [[words.allFit]];
  const left = doubtful.length - MOST_ROWS;
  return [
    [`### ${words.vSwitchesTitle}`],
    [
      ...doubtful.slice(0, MOST_ROWS).map((vSwitch) => `- ${words.vSwitch(vSwitch, code(vSwitch.vSwitchId), code(vSwitch.region))}`),
      ...(left > 0 ? [`- ${words.vSwitchesLeftOut(left)}`] : []),
      ...(unplaced > 0 ? [`- ${words.unplaced(unplaced)}`] : []),
    ],
  ];
}
