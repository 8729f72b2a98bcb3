import type { Advice } from '../model/advice.ts';
import type { Result } from '../model/result.ts';
import { bestSets } from './advise/best-sets.ts';
import { lackingOf } from './advise/lacking.ts';
import { remediesOf } from './advise/remedies.ts';
import { vSwitchesOf } from './advise/vswitches.ts';

/**
 * What to mend first: for each remedy that works in place what it frees, and for each number of remedies the choice that
 * frees the most. Pure, in the language of the result. An instance of which something that counts is unknown is never
 * counted as freed.
 */
export function adviseOn(result: Result): Advice {
  const lacking = lackingOf(result);
  const freed = lacking.filter(({ hasUnknown }) => !hasUnknown);
  return {
    remedies: remediesOf(lacking),
    best: bestSets(freed),
    freed: freed.length,
    perhaps: lacking.length - freed.length,
    never: result.instances.filter(({ standing, fixable }) => standing === 'blocked' && !fixable).length,
    ...vSwitchesOf(result, freed),
  };
}
