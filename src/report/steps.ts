import type { RemedyStep } from '../model/rule.ts';
import { paragraph, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { cleanLine } from './text.ts';

/** The steps of a remedy, numbered from `first`. A command stands whole after "$ ", however long it is, so that it can be copied. */
export function showSteps(page: Page, steps: readonly RemedyStep[], indent: number, first = 1): string[] {
  const words = wordsOf(page);
  return steps.flatMap((step, at) => {
    const mark = `${first + at}. `;
    const under = indent + mark.length;
    return [
      ...paragraph(page, step.do, indent, mark),
      ...showCommand(step, under),
      ...(step.impact === null ? [] : paragraph(page, `${words.impact}${step.impact}`, under)),
      ...(step.ram.length === 0 ? [] : paragraph(page, words.needsRam(step.ram), under)),
    ];
  });
}

function showCommand(step: RemedyStep, indent: number): string[] {
  if (step.run === null) return [];
  return step.run.split(/\r?\n/).map((line, at) => `${' '.repeat(indent)}${at === 0 ? '$ ' : '  '}${cleanLine(line)}`);
}
