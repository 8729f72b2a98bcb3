import type { NoReply, Parameters, Reader } from '../cloud/types.ts';
import { chunk } from './list-instances.ts';
import { readTaskPages } from './read-task-pages.ts';
import type { TaskReading } from './readings.ts';

const IDS_A_CALL = 30;
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

function readBatch(reader: Reader, region: string, batch: readonly string[], now: Date): Promise<TaskReading> {
  return readTaskPages(reader, 'DescribeHistoryTasks', region, {
    RegionId: region, InstanceType: 'Instance', InstanceId: batch.join(','),
    ...tasksWindow(now),
  });
}

/** The time that DescribeHistoryTasks is asked for: as long as it allows. */
export function tasksWindow(now: Date): Pick<Parameters, 'FromStartTime' | 'ToStartTime'> {
  return { FromStartTime: toSeconds(now.getTime() - WINDOW_MS), ToStartTime: toSeconds(now.getTime() + 999) };
}

/** UTC ISO to the second, as the service takes times. */
export function toSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
