import type { AdvisedSet } from '../../model/advice.ts';
import { groupBy } from '../../model/group-by.ts';
import type { ResultFinding } from '../../model/result.ts';
import { byOrder } from '../findings.ts';
import { disturbancesOf } from './lacking.ts';
import type { Lacking } from './lacking.ts';

/** Rules of which every choice is tried: a million choices. */
const MOST_RULES = 20;

/** Instances that lack the same rules, which are given as places in the list of all rules. */
interface Kind {
  readonly places: readonly number[];
  readonly instances: number;
  readonly disturbances: number;
}

/**
 * For each number of remedies with which more instances are freed than with fewer: the choice that frees the most, of
 * equals the one that disturbs least, then the one of the lowest orders. With more than MOST_RULES rules not every choice
 * is tried, and the sets say so.
 */
export function bestSets(freed: readonly Lacking[]): AdvisedSet[] {
  const rules = [...new Map(freed.flatMap(({ failed }) => failed).map((finding): [string, ResultFinding] => [finding.rule, finding])).values()].toSorted(byOrder).map(({ rule }) => rule);
  const placeOf = new Map(rules.map((rule, place) => [rule, place]));
  const kinds = [...groupBy(freed, ({ failed }) => failed.map(({ rule }) => placeOf.get(rule)).join()).values()].map((group): Kind => ({
    places: group[0]?.failed.flatMap(({ rule }) => placeOf.get(rule) ?? []) ?? [],
    instances: group.length,
    disturbances: group.reduce((sum, one) => sum + disturbancesOf(one), 0),
  }));
  return rules.length <= MOST_RULES ? everyChoice(rules, kinds) : greedyChoices(rules, kinds);
}

/** Tries every choice of rules. A choice is a number whose bits are the rules in it, the first rule the lowest bit. */
function everyChoice(rules: readonly string[], kinds: readonly Kind[]): AdvisedSet[] {
  const frees = new Int32Array(2 ** rules.length);
  const disturbances = new Int32Array(frees.length);
  for (const kind of kinds) {
    const choice = kind.places.reduce((bits, place) => bits | (1 << place), 0);
    frees[choice] = (frees[choice] ?? 0) + kind.instances;
    disturbances[choice] = (disturbances[choice] ?? 0) + kind.disturbances;
  }
  for (const sums of [frees, disturbances]) addSubsets(sums, rules.length);
  const best = rules.map(() => 0);
  for (let choice = 1; choice < frees.length; choice += 1) {
    const size = bitsOf(choice) - 1;
    const known = best[size] ?? 0;
    const more = (frees[choice] ?? 0) - (frees[known] ?? 0);
    if (known === 0 || more > 0 || (more === 0 && (disturbances[choice] ?? 0) < (disturbances[known] ?? 0))) best[size] = choice;
  }
  return rising(best.map((choice) => ({
    rules: rules.filter((_, place) => (choice & (1 << place)) !== 0),
    frees: frees[choice] ?? 0,
    disturbances: disturbances[choice] ?? 0,
    isExact: true,
  })));
}

/** Makes the sum of each choice the sum over all choices within it. */
function addSubsets(sums: Int32Array, rules: number): void {
  for (let bit = 1; bit < 2 ** rules; bit *= 2) {
    for (let choice = bit; choice < sums.length; choice += 1) {
      if ((choice & bit) !== 0) sums[choice] = (sums[choice] ?? 0) + (sums[choice ^ bit] ?? 0);
    }
  }
}

function bitsOf(choice: number): number {
  let bits = 0;
  for (let rest = choice; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}

/** Adds, again and again, the missing rules that free the most instances for each rule that is added. */
function greedyChoices(rules: readonly string[], kinds: readonly Kind[]): AdvisedSet[] {
  const chosen = new Set<number>();
  const sets: AdvisedSet[] = [];
  for (;;) {
    const missing = groupBy(kinds.map((kind) => ({ kind, lacks: kind.places.filter((place) => !chosen.has(place)) })), ({ lacks }) => lacks.join());
    const gains = [...missing.values()].flatMap((group) => {
      const lacks = group[0]?.lacks ?? [];
      return lacks.length === 0 ? [] : [{ lacks, gain: group.reduce((sum, { kind }) => sum + kind.instances, 0) / lacks.length }];
    });
    const [next] = gains.toSorted((a, b) => b.gain - a.gain || comparePlaces(a.lacks, b.lacks));
    if (next === undefined) return rising(sets);
    for (const place of next.lacks) chosen.add(place);
    const within = kinds.filter(({ places }) => places.every((place) => chosen.has(place)));
    sets.push({
      rules: rules.filter((_, place) => chosen.has(place)),
      frees: within.reduce((sum, { instances }) => sum + instances, 0),
      disturbances: within.reduce((sum, kind) => sum + kind.disturbances, 0),
      isExact: chosen.size === rules.length,
    });
  }
}

function comparePlaces(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((place, index) => place !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}

/** The sets that free more than every smaller one. */
function rising(sets: readonly AdvisedSet[]): AdvisedSet[] {
  return sets.filter(({ frees }, at) => frees > 0 && sets.slice(0, at).every((smaller) => smaller.frees < frees));
}
