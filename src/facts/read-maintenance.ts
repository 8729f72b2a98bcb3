import type { Reader } from '../cloud/types.ts';
import { readTaskPages } from './read-task-pages.ts';
import type { TaskReading } from './readings.ts';

/** All states: the filter takes one, and two are wanted. */
const EVERY_STATUS = -1;

/**
 * Reads the maintenance that the service has booked by itself in a region (DescribeActiveOperationTasks): one list for all
 * instances, or where only one is looked at the list of that one.
 */
export function readMaintenance(reader: Reader, region: string, onlyInstance: string | null): Promise<TaskReading> {
  return readTaskPages(reader, 'DescribeActiveOperationTasks', region, {
    Region: region, ProductId: 'Redis', Status: EVERY_STATUS, ...(onlyInstance === null ? {} : { InsName: onlyInstance }),
  });
}
