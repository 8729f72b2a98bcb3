import type { NoReply, Reader } from '../cloud/types.ts';
import { listField } from './field.ts';
import type { Item } from './field.ts';
import { announcedTotal, isLastPage } from './is-last-page.ts';
import { chunk, toItem } from './list-instances.ts';
import type { TaskReading } from './readings.ts';

const IDS_A_CALL = 30;
const PAGE_SIZE = 100;
/** A little less than the 30 days that DescribeHistoryTasks allows, so that a clock that is off does not matter. */
const WINDOW_MS = 29.5 * 24 * 3600 * 1000;

/** Reads the task history of instances of one region, 30 a call. A batch that the service refuses is asked one by one. */
export async function readTasks(reader: Reader, region: string, ids: readonly string[], now: Date): Promise<ReadonlyMap<string, TaskReading>> {
  const batches = await Promise.all(chunk(ids, IDS_A_CALL).map(async (batch): Promise<readonly (readonly [string, TaskReading])[]> => {
    const reading = await readBatch(reader, region, batch, now);
    if (batch.length === 1 || reading.kind === 'pages' || !isAboutOneId(reading.failure)) return batch.map((id) => [id, reading] as const);
    return Promise.all(batch.map(async (id) => [id, await readBatch(reader, region, [id], now)] as const));
  }));
  return new Map(batches.flat());
}

function isAboutOneId(failure: NoReply): boolean {
  return failure.reason === 'not-found' || failure.reason === 'unrecognised';
}

async function readBatch(reader: Reader, region: string, ids: readonly string[], now: Date): Promise<TaskReading> {
  const parameters = {
    RegionId: region, InstanceType: 'Instance', InstanceId: ids.join(','), PageSize: PAGE_SIZE,
    FromStartTime: toSeconds(now.getTime() - WINDOW_MS), ToStartTime: toSeconds(now.getTime() + 999),
  };
  const pages: Item[] = [];
  const entries = new Map<string, Item>();
  for (let page = 1; ; page++) {
    const result = await reader.read('DescribeHistoryTasks', region, { ...parameters, PageNumber: page });
    if (result.kind === 'no-reply') return { kind: 'failed', failure: result };
    const reply = toItem(result);
    const list = listField(reply, 'Items');
    if (list.kind === 'unknown') return { kind: 'failed', failure: incomplete(result, list.reason === 'not-returned' ? 'not-returned' : 'malformed', list.detail) };
    pages.push(reply);
    const before = entries.size;
    for (const entry of list.value) entries.set(JSON.stringify(entry.fields), entry);
    const total = result.body['TotalCount'];
    if (isLastPage({ total, seen: entries.size, came: list.value.length, size: PAGE_SIZE })) return { kind: 'pages', pages, entries: [...entries.values()] };
    if (entries.size === before) return { kind: 'failed', failure: incomplete(result, 'not-returned', `DescribeHistoryTasks announced ${announcedTotal(total) ?? 'more'} tasks and returned ${entries.size}.`) };
  }
}

/** A reply that came but does not tell the tasks. */
function incomplete(reply: { readonly requestId: string; readonly readAt: string }, reason: 'not-returned' | 'malformed', detail: string): NoReply {
  return { kind: 'no-reply', operation: 'DescribeHistoryTasks', reason, code: null, status: null, detail, requestId: reply.requestId, ramAction: null, readAt: reply.readAt };
}

function toSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
