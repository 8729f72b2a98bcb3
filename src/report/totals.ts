import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import { isNotFound, refusedFor } from './findings.ts';
import { COMMON_WORDS } from './words/common.ts';
import { TABLE_WORDS } from './words/table.ts';

/** In sentences: whether the result is a thought or partial, how many instances stand where, and what it cost. */
export function totals(result: Result, language: Language): string {
  const { summary, scope } = result;
  const words = TABLE_WORDS[language].summary;
  const notFound = result.instances.filter(isNotFound).length;
  return [
    ...(result.hypothetical ? [words.hypothetical] : []),
    ...(scope.only.length + scope.skip.length > 0 ? [words.partial] : []),
    words.standings({ ...summary, never: Math.max(0, summary.blocked - summary.fixable - notFound), notFound, refused: result.instances.filter((instance) => refusedFor(instance).length > 0).length }),
    ...(result.unread.length > 0 ? [words.readsFailed(result.unread.length)] : []),
    words.apiCalls(Object.values(summary.apiCalls).reduce((sum, sent) => sum + sent, 0)),
    ...(summary.mutationsSent > 0 ? [words.changesSent(summary.mutationsSent)] : []),
  ].join(COMMON_WORDS[language].gap);
}
