import type { Result } from '../model/result.ts';
import { adviseMarkdown } from './advise/markdown.ts';
import { changePart, neverPart, notFoundPart } from './markdown/blocked.ts';
import { prose } from './markdown/marks.ts';
import { contendedPart, eligiblePart, headPart } from './markdown/now.ts';
import { advicePart, enabledPart, unknownPart, waivedPart } from './markdown/rest.ts';
import { sheetFor } from './markdown/sheet.ts';
import { worseMarkdown } from './markdown/worse.ts';
import type { Sheet } from './markdown/sheet.ts';
import type { Report } from './report.ts';
import { totals } from './totals.ts';

/** A part of the page; no lines where it has nothing to say. */
type Part = (result: Result, sheet: Sheet) => readonly string[];

const PARTS: readonly Part[] = [
  headPart, eligiblePart, contendedPart, changePart, neverPart, notFoundPart, unknownPart, enabledPart, advicePart, waivedPart,
  ({ advice }, { language }) => (advice === undefined ? [] : [adviseMarkdown(advice, language)]),
  (result, { language }) => ['---', '', prose(totals(result, language))],
];

/**
 * The page for people as Markdown for GitHub: the same parts as the table. Whatever comes from outside stands in code spans
 * or is escaped, so that it cannot make markup, links, mentions or cells. Long lists are capped and counted; the size is
 * bounded whatever the fleet. Ends with a newline.
 */
export function reportMarkdown({ inLanguage, look, diff = null }: Pick<Report, 'inLanguage' | 'look' | 'diff'>): string {
  const sheet = sheetFor(look.language ?? 'en');
  const result = inLanguage(sheet.language);
  const [head = [], ...others] = PARTS.map((part) => part(result, sheet));
  const parts = [head, worseMarkdown(diff, sheet.language), ...others].map((lines) => lines.join('\n').trimEnd()).filter((text) => text !== '');
  return `${parts.join('\n\n')}\n`;
}
