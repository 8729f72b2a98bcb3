import { UsageError } from '../model/faults.ts';

/** One wave of `--waves 1,5,25%,rest`: a number of entries, a share of all entries (rounded up), or all that are left. */
export type WaveSize = { readonly kind: 'count'; readonly value: number } | { readonly kind: 'percent'; readonly value: number } | { readonly kind: 'rest' };

export const ONE_WAVE: readonly WaveSize[] = [{ kind: 'rest' }];

/** The wave of each of so many entries, from 1. Throws a UsageError where the waves do not hold all of them. */
export function toWaves(entries: number, sizes: readonly WaveSize[]): number[] {
  const waves: number[] = [];
  for (const [at, size] of sizes.entries()) {
    const left = entries - waves.length;
    const wanted = size.kind === 'rest' ? left : size.kind === 'count' ? size.value : Math.ceil((entries * size.value) / 100);
    for (let taken = 0; taken < Math.min(left, wanted); taken++) waves.push(at + 1);
  }
  if (waves.length < entries) throw new UsageError(`The waves hold ${waves.length} entries and the plan has ${entries}. End --waves with "rest", for example 1,5,rest.`);
  return renumber(waves);
}

/** Empty waves are left out, so that they are numbered without gaps. */
function renumber(waves: readonly number[]): number[] {
  const used = [...new Set(waves)];
  return waves.map((wave) => used.indexOf(wave) + 1);
}
