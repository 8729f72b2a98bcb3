import { distance } from 'fastest-levenshtein';

/**
 * The candidate nearest to a word when it is near enough to be a slip of the pen (two letters, or a third of them) or the
 * word is how it begins, for "Did you mean …?"; else null.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > 80) return null;
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const begins = word.length >= 3 && candidate.startsWith(word);
    const away = begins ? 1 : distance(word.toLowerCase(), candidate.toLowerCase());
    if (away >= least || away >= candidate.length) continue;
    best = candidate;
    least = away;
  }
  return best;
}
