import type { Diff } from '../model/diff.ts';
import type { Result } from '../model/result.ts';
import type { Look } from './look.ts';
import { makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';
import { adviseSection } from './advise/section.ts';
import { worseSection } from './diff.ts';
import { adviceSection, waivedSection } from './table/advice.ts';
import { changeSection } from './table/change.ts';
import { contendedSection, eligibleSection } from './table/eligible.ts';
import { enabledSection } from './table/enabled.ts';
import { headline, nothingText } from './table/headline.ts';
import { neverSection } from './table/never.ts';
import { notFoundSection } from './table/not-found.ts';
import { summarySection } from './table/summary.ts';
import { unknownSection } from './table/unknown.ts';
import { notAppliedSection } from './waivers.ts';

/** A part of the page; no lines where it has nothing to say. */
type Section = (result: Result, page: Page) => readonly string[];

const SECTIONS: readonly Section[] = [
  headline, eligibleSection, contendedSection, changeSection, neverSection, notFoundSection, unknownSection, enabledSection, adviceSection, waivedSection, notAppliedSection, adviseSection, summarySection,
];

/**
 * The page for people: what became worse since the last run where `diff` tells it, what can go now, what after which change, what never, what could not be read and why.
 * The result and the look are in the same language. No line is longer than the width but commands, which stand whole on lines
 * of their own. Long lists are capped and counted; the number of lines is bounded whatever the fleet. Ends with a newline.
 */
export function reportTable(result: Result, look: Look, diff: Diff | null = null): string {
  const page = makePage(look);
  if (result.instances.length === 0 && result.unread.length === 0) return `${paragraph(page, nothingText(result, page), 0).join('\n')}\n`;
  const [head, ...others] = SECTIONS.map((section) => section(result, page));
  const parts = [head ?? [], worseSection(diff, page), ...others].filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
