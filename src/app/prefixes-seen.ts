import { listInstances } from '../facts/list-instances.ts';
import { unknown } from '../model/known.ts';
import type { Unknown } from '../model/known.ts';
import type { Plan } from '../model/plan.ts';
import type { Run } from './open-run.ts';

/** Endpoint prefixes that were seen before an entry is read anew, or why they could not be. */
export interface PrefixesSeen {
  readonly prefixesSeen?: readonly string[];
  readonly prefixesUnread?: Unknown;
}

const WHOLE_REGION = { ids: [], vpcId: null, vSwitchId: null, resourceGroupId: null, tags: [] };

/** Lists the regions of a plan that asks for prefixes once: what one instance tells of itself is not all that is in use. */
export async function readPrefixes(run: Run, plan: Pick<Plan, 'entries' | 'operation'>): Promise<PrefixesSeen> {
  if (plan.operation !== 'AllocateDirectConnection' || plan.entries.every((entry) => entry.prefix === null)) return {};
  return readPrefixesIn(run, [...new Set(plan.entries.map((entry) => entry.region))].toSorted());
}

/** The prefixes that the lists of whole regions tell, whatever the scope of the run; unread where one of them could not be read. */
export async function readPrefixesIn(run: Run, regions: readonly string[]): Promise<PrefixesSeen> {
  const lists = await Promise.all(regions.map((region) => listInstances(run.cloud.reader, region, WHOLE_REGION)));
  const failure = lists.find((list) => list.failure !== null)?.failure;
  if (failure !== undefined && failure !== null) {
    return { prefixesUnread: unknown(failure.reason, failure.detail, { operation: failure.what.operation, requestId: failure.requestId, ramAction: failure.ramAction, isUnread: true }) };
  }
  const hosts = lists.flatMap((list) => list.items.map((item) => item.fields['ConnectionDomain'])).filter((host) => typeof host === 'string');
  return { prefixesSeen: hosts.map((host) => host.split('.', 1)[0] ?? '').filter((label) => label !== '') };
}
