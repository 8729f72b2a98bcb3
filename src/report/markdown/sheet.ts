import type { Language } from '../../model/language.ts';
import type { ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { COMMON_WORDS } from '../words/common.ts';
import type { CommonWords } from '../words/common.ts';
import { MARKDOWN_WORDS } from '../words/markdown.ts';
import type { MarkdownWords } from '../words/markdown.ts';
import { TABLE_WORDS } from '../words/table.ts';
import type { TableWords } from '../words/table.ts';
import { code, commandBlock, prose } from './marks.ts';

/** The words with which every part of a page is written. */
export interface Sheet {
  readonly language: Language;
  readonly own: MarkdownWords;
  readonly table: TableWords;
  readonly common: CommonWords;
}

/** Rows of a table, and groups of a part; the others are counted. */
export const MOST_ROWS = 50;
export const MOST_GROUPS = 25;
const MOST_IDS = 15;
export const WIDEST_NAME = 60;
export const WIDEST_TEXT = 600;

export function sheetFor(language: Language): Sheet {
  return { language, own: MARKDOWN_WORDS[language], table: TABLE_WORDS[language], common: COMMON_WORDS[language] };
}

/** Ids in one sentence, the first fifteen; then how many more there are. */
export function ids(sheet: Sheet, instances: readonly ResultInstance[]): string {
  const left = instances.length - MOST_IDS;
  return `${instances.slice(0, MOST_IDS).map(({ instanceId }) => code(instanceId)).join(sheet.common.comma)}${left > 0 ? sheet.common.andMore(left) : ''}`;
}

/** The steps of a remedy as a numbered list, each command whole in a block of code. */
export function stepLines(sheet: Sheet, steps: readonly RemedyStep[]): string[] {
  return steps.flatMap((step, at) => {
    const mark = `${at + 1}. `;
    const after = [...(step.impact === null ? [] : [prose(`${sheet.common.impact}${step.impact}`)]), ...(step.ram.length === 0 ? [] : [prose(sheet.common.needsRam(step.ram))])];
    const indent = ' '.repeat(mark.length);
    return [
      ...(at === 0 ? [] : ['']),
      `${mark}${prose(step.do)}`,
      ...(step.run === null ? [] : ['', ...commandBlock([step.run], mark.length)]),
      ...(after.length === 0 ? [] : ['', `${indent}${after.join(sheet.common.gap)}`]),
    ];
  });
}
