import type { RequestRecord } from '../emulator/emulated-service.ts';
import type { Fault } from '../emulator/fault-file.ts';
import type { RehearsedFault } from '../model/rehearsal.ts';

export interface FaultsSeen {
  readonly faults: readonly Fault[];
  /** Every request, in the order of arrival. */
  readonly records: readonly RequestRecord[];
  readonly regionOf: (record: RequestRecord) => string | null;
  /** The numbers that the emulator drew for faults with a rate, from the start. */
  readonly random: () => number;
  readonly planned: ReadonlySet<string>;
}

interface Count {
  readonly fault: Fault;
  seen: number;
  struck: number;
  readonly instances: Set<string>;
}

/**
 * What each fault did. The records tell the kind that struck; which of several of one kind follows from their counts, in the
 * order of the file. Of two throttles that a request fits, the first is named: which was out of tokens is not recorded.
 */
export function faultsSeen({ faults, records, regionOf, random, planned }: FaultsSeen): RehearsedFault[] {
  const counts = faults.map((fault): Count => ({ fault, seen: 0, struck: 0, instances: new Set() }));
  for (const record of records) {
    const named = instancesOf(record);
    const region = regionOf(record);
    const observed = faultOf(record);
    for (const count of counts) {
      if (!matches(count.fault, record, named, region) || !isDue(count, random)) continue;
      if (count.fault.kind === 'throttle' && observed !== 'throttle') continue;
      count.struck++;
      for (const id of named) if (planned.has(id)) count.instances.add(id);
      if (count.fault.kind !== 'latency') break;
    }
  }
  return counts.map(({ fault, struck, instances }) => ({ fault, struck, instances: [...instances].toSorted() }));
}

/** The kind of the fault that took the reply's place; null where none did. */
export function faultOf(record: Pick<RequestRecord, 'outcome'>): string | null {
  return record.outcome.startsWith('fault:') ? record.outcome.slice('fault:'.length) : null;
}

/** The instances that a request names. */
export function instancesOf({ query }: Pick<RequestRecord, 'query'>): string[] {
  return ['InstanceId', 'InstanceIds', 'InsName'].flatMap((name) => listIn(query, name));
}

function listIn(query: RequestRecord['query'], name: string): string[] {
  return (query[name] ?? '').split(',').filter((id) => id !== '');
}

function matches(fault: Fault, record: RequestRecord, named: readonly string[], region: string | null): boolean {
  return (fault.operation === '*' || fault.operation === record.action)
    && (fault.instance === undefined || named.includes(fault.instance))
    && (fault.vSwitch === undefined || listIn(record.query, 'VSwitchId').includes(fault.vSwitch))
    && (fault.region === undefined || fault.region === region);
}

function isDue(count: Count, random: () => number): boolean {
  const { fault } = count;
  count.seen++;
  if (count.seen <= (fault.after ?? 0) || count.struck >= (fault.times ?? Infinity)) return false;
  return fault.rate === undefined || random() < fault.rate;
}
