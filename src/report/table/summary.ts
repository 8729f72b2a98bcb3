import type { Result } from '../../model/result.ts';
import { isNotFound, refusedFor } from '../findings.ts';
import { paragraph, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { TABLE_WORDS } from '../words/table.ts';

/** The last line: how many stand where, and what it cost. */
export function summarySection(result: Result, page: Page): string[] {
  const { summary, scope } = result;
  const words = TABLE_WORDS[page.language].summary;
  const notFound = result.instances.filter(isNotFound).length;
  const calls = Object.values(summary.apiCalls).reduce((sum, sent) => sum + sent, 0);
  const sentences = [
    ...(result.hypothetical ? [words.hypothetical] : []),
    ...(scope.only.length + scope.skip.length > 0 ? [words.partial] : []),
    words.standings({ ...summary, never: summary.blocked - summary.fixable - notFound, notFound, refused: result.instances.filter((instance) => refusedFor(instance).length > 0).length }),
    ...(result.unread.length > 0 ? [words.readsFailed(result.unread.length)] : []),
    words.apiCalls(calls),
    ...(summary.mutationsSent > 0 ? [words.changesSent(summary.mutationsSent)] : []),
  ];
  return paragraph(page, sentences.join(wordsOf(page).gap), 0).map(page.paint.bold);
}
