import type { Checked } from '../app/check.ts';
import { UsageError } from '../model/faults.ts';

/** Throws a UsageError where nothing is in scope, all of it was read, and that was not allowed. */
export function assertNotEmpty({ result, fleet }: Pick<Checked, 'result' | 'fleet'>, allowed: boolean): void {
  if (result.summary.instances > 0 || fleet.unread.length > 0 || allowed) return;
  const { regions, withoutService } = result.scope;
  const without = withoutService.length === 0 ? '' : ` ${withoutService.join(', ')} offers no ApsaraDB for Redis, or is not the name of a region.`;
  throw new UsageError(`No instance is in scope: ${regions.join(', ') || 'no region'} ${regions.length > 1 ? 'were' : 'was'} read and returned none.${without} Check region, filters and account, or give --allow-empty.`);
}
