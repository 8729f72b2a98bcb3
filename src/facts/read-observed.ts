import type { Reader } from '../cloud/types.ts';
import type { FactSet } from '../model/facts.ts';
import { known, unknown } from '../model/known.ts';
import { readTasks } from './read-tasks.ts';
import type { Readings, SingleRead } from './readings.ts';
import { toFacts } from './to-facts.ts';

const ASKED: readonly SingleRead[] = ['DescribeDBInstanceNetInfo', 'DescribeInstanceAttribute'];

/** What tells how a change is going: the endpoints, the status and the active tasks of one instance, read now. */
export async function readObserved(reader: Reader, region: string, instanceId: string, now: Date): Promise<FactSet> {
  const [tasks, ...answers] = await Promise.all([
    readTasks(reader, region, [instanceId], now),
    ...ASKED.map(async (operation) => [operation, await reader.read(operation, region, { InstanceId: instanceId })] as const),
  ]);
  const readings: Readings = {
    instanceId, region, listed: null, vSwitch: null,
    accountId: unknown('not-asked', 'The account is known from the check.'),
    exists: known(true, { operation: 'the check before', requestId: null, readAt: now.toISOString() }),
    singles: new Map(answers),
    tasks: tasks.get(instanceId) ?? null,
    maintenance: null,
  };
  return toFacts(readings);
}
