import { distance } from 'fastest-levenshtein';

/** The candidate nearest to a word, when it is near enough to be a slip of the pen (a third of its letters); else null. */
export function didYouMean(word: string, candidates: readonly string[]): string | null {
  const most = Math.max(1, Math.floor(word.length / 3));
  const [best] = candidates
    .map((candidate) => ({ candidate, away: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= most)
    .toSorted((a, b) => a.away - b.away);
  return best?.candidate ?? null;
}
