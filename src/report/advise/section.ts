import type { Advice, AdvisedRemedy } from '../../model/advice.ts';
import type { Result } from '../../model/result.ts';
import { columns } from '../columns.ts';
import { heading, listIds, number, paragraph, shown, showGroups, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { clean } from '../text.ts';
import { ADVISE_WORDS, SHOWN_FIRST_STEPS } from '../words/advise.ts';

const MOST_VSWITCHES = 15;
const SHOWN_OTHERS = 5;

/** What to mend first, for a terminal; nothing where no advice was asked for. */
export function adviseSection({ advice }: Result, page: Page): string[] {
  if (advice === undefined) return [];
  const words = ADVISE_WORDS[page.language];
  const head = heading(page, words.title, advice.freed, 'yellow');
  if (advice.remedies.length === 0) return [head, ...paragraph(page, words.nothing, 2)];
  return [
    head,
    ...paragraph(page, words.total(advice), 2),
    ...bestLines(advice, page),
    '',
    ...paragraph(page, `${words.remediesTitle}${wordsOf(page).colon}`, 2).map(page.paint.bold),
    ...showGroups(page, advice.remedies, (remedy) => remedyLines(remedy, page), 'rule'),
    ...vSwitchLines(advice, page),
  ];
}

function bestLines({ best }: Advice, page: Page): string[] {
  const words = ADVISE_WORDS[page.language];
  if (best.length === 0) return [];
  const rows = best.map(({ rules, frees, disturbances }) => [number(rules.length), number(frees), number(disturbances), rules.map((rule) => shown(rule, 60)).join(wordsOf(page).comma)]);
  const head = [words.columns.remedies, words.columns.frees, words.columns.disturbs, words.columns.rules];
  const narrow = 3 * 2 + 8 + 6 + 7; // the gaps, and the widest that the first three columns are
  const [titles = '', ...lines] = columns({ rows: [head, ...rows], aligns: ['right', 'right', 'right', 'left'], widths: [null, null, null, page.width - 2 - narrow] });
  return [
    '',
    ...paragraph(page, `${words.bestTitle}${wordsOf(page).colon}`, 2).map(page.paint.bold),
    page.paint.dim(`  ${titles}`),
    ...lines.map((line) => `  ${line}`),
    ...paragraph(page, words.legend, 2).map(page.paint.dim),
    ...(best.every(({ isExact }) => isExact) ? [] : paragraph(page, words.notExact, 2)),
  ];
}

function remedyLines(remedy: AdvisedRemedy, page: Page): string[] {
  const words = ADVISE_WORDS[page.language];
  const { aside } = wordsOf(page);
  const others = remedy.withOthers.slice(0, SHOWN_OTHERS).map(({ rules, frees }) => words.withOthers(frees, rules.map((rule) => shown(rule, 60))));
  const left = remedy.withOthers.length - others.length + remedy.othersLeftOut;
  const all = [...others, ...(left > 0 ? [words.otherSets(left)] : [])];
  return [
    ...paragraph(page, `${clean(remedy.title)}${aside(clean(remedy.rule))}`, 2, '- '),
    ...paragraph(page, words.brings(remedy), 4),
    ...(all.length === 0 ? [] : paragraph(page, `${words.with}${all.join(words.semicolon)}`, 4)),
    ...(remedy.after.length === 0 ? [] : paragraph(page, words.after(remedy.after.map((rule) => shown(rule, 60))), 4)),
    ...firstLines(remedy, page),
    ...listIds(page, [...remedy.ids, ...Array.from({ length: remedy.idsLeftOut }, () => '')], 4), // those without a name are counted alone
  ];
}

function firstLines({ firstSteps, firstStepsLeftOut, otherImpacts }: AdvisedRemedy, page: Page): string[] {
  const words = ADVISE_WORDS[page.language];
  const { gap, impact: label } = wordsOf(page);
  const left = firstSteps.length - Math.min(firstSteps.length, SHOWN_FIRST_STEPS) + firstStepsLeftOut;
  return [
    ...firstSteps.slice(0, SHOWN_FIRST_STEPS).flatMap((step) => paragraph(page, [
      `${words.first(clean(step.do), step.instances)}${step.toldOf === null ? '' : words.toldOf(shown(step.toldOf, 60))}`,
      step.impact === null ? words.noImpact : `${label}${clean(step.impact)}`,
    ].join(gap), 4)),
    ...(left > 0 ? paragraph(page, words.moreFirst(left), 4) : []),
    ...(otherImpacts ? paragraph(page, words.otherImpacts, 4) : []),
  ];
}

function vSwitchLines(advice: Advice, page: Page): string[] {
  const words = ADVISE_WORDS[page.language];
  const doubtful = advice.vSwitches.filter(({ holds }) => holds !== true);
  const left = doubtful.length - MOST_VSWITCHES;
  const lines = [
    ...doubtful.slice(0, MOST_VSWITCHES).flatMap((vSwitch) => paragraph(page, words.vSwitch(vSwitch, shown(vSwitch.vSwitchId), shown(vSwitch.region)), 2, '- ')),
    ...(left > 0 ? paragraph(page, words.vSwitchesLeftOut(left), 4) : []),
    ...(advice.unplaced > 0 ? paragraph(page, words.unplaced(advice.unplaced), 2, '- ') : []),
  ];
  if (advice.freed === 0) return [];
  if (lines.length === 0) return ['', ...paragraph(page, words.allFit, 2)];
  return ['', ...paragraph(page, `${words.vSwitchesTitle}${wordsOf(page).colon}`, 2).map(page.paint.bold), ...lines];
}
