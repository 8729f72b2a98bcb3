import type { Reader } from '../cloud/types.ts';
import type { Unread } from '../model/fleet.ts';
import { known, unknown } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import { askById } from './list-instances.ts';
import type { RegionList, Scope, SingleAnswer } from './list-instances.ts';
import { ACCOUNT_TO_COME } from './readings.ts';
import type { Readings } from './readings.ts';

/**
 * Ids that were asked for and that no list returned, each asked for by itself in every region that answered.
 * It exists where one region knows it; it does not where every region says NotFound; else that is unknown.
 */
export async function findMissing(reader: Reader, lists: readonly RegionList[], scope: Scope, unreadRegions: readonly Unread[]): Promise<Readings[]> {
  const returned = new Set(lists.flatMap((list) => list.items.map((item) => item.fields['InstanceId'])));
  const missing = scope.ids.filter((id) => !returned.has(id));
  return Promise.all(missing.map((id) => findOne(reader, lists, id, unreadRegions)));
}

async function findOne(reader: Reader, lists: readonly RegionList[], instanceId: string, unreadRegions: readonly Unread[]): Promise<Readings> {
  const reading = { instanceId, accountId: ACCOUNT_TO_COME, listed: null, tasks: null, maintenance: null, vSwitch: null };
  const answering = lists.filter((list) => list.failure === null && !list.withoutService);
  const answers = await Promise.all(answering.map((list) => askById(reader, list.region, instanceId)));
  for (const [at, answer] of answers.entries()) {
    if (answer.kind !== 'found') continue;
    const told = answer.item.fields['RegionId'];
    const region = typeof told === 'string' && told !== '' ? told : answering[at]?.region ?? null;
    return { ...reading, region, exists: known(true, answer.item.evidence), singles: new Map([['DescribeInstanceAttribute', answer.result]]) };
  }
  const [only] = lists;
  return { ...reading, region: lists.length === 1 && only !== undefined ? only.region : null, exists: existence(instanceId, lists, answers, unreadRegions), singles: new Map() };
}

function existence(instanceId: string, lists: readonly RegionList[], answers: readonly SingleAnswer[], unreadRegions: readonly Unread[]): Known<boolean> {
  const unread = lists.find((list) => list.failure !== null)?.failure ?? unreadRegions[0];
  if (unread !== undefined) {
    const detail = `${instanceId} was not found in the regions that could be read, and ${unread.what.region ?? 'the list of regions'} could not be: ${unread.detail}`;
    return unknown(unread.reason, detail, { operation: unread.what.operation, requestId: unread.requestId, ramAction: unread.ramAction });
  }
  const open = answers.find((answer) => answer.kind === 'unread');
  if (open?.kind === 'unread') return open.unknown;
  const last = answers.findLast((answer) => answer.kind === 'not-found');
  if (last?.kind !== 'not-found') return unknown('not-asked', `${instanceId} was not asked for: no region in scope offers the service.`);
  const { operation, requestId, readAt } = last.result;
  return known(false, { operation, requestId, readAt });
}
