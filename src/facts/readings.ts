import type { NoReply, ReadResult } from '../cloud/types.ts';
import { unknown } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import type { Item } from './field.ts';

/** The operations that are asked for one instance by itself. */
export const SINGLE_READS = [
  'DescribeInstanceAttribute', 'DescribeInstanceSSL', 'DescribeDBInstanceNetInfo', 'DescribeEngineVersion',
  'DescribeLogicInstanceTopology', 'DescribeSecurityIps', 'DescribeHistoryMonitorValues',
] as const;
export type SingleRead = (typeof SINGLE_READS)[number];

/** What may still be asked about an instance: single reads, and those that serve several instances at once. `vpc` is the whole list of the VPC's vSwitches. */
export type Demand = SingleRead | 'DescribeHistoryTasks' | 'DescribeActiveOperationTasks' | 'vSwitch' | 'vpc';

export type TaskReading = { readonly kind: 'pages'; readonly pages: readonly Item[]; readonly entries: readonly Item[] } | { readonly kind: 'failed'; readonly failure: NoReply };

/** What was read of a vSwitch: one or two sources, and all vSwitches of its VPC or why they could not be listed; null where nobody asked. */
export interface VSwitchReading {
  readonly sources: readonly (Item | NoReply)[];
  readonly neighbours: readonly Item[] | NoReply | null;
}

/** The account while its name has not come in yet. */
export const ACCOUNT_TO_COME = unknown('not-asked', 'The account was not read yet.');

/** Everything that was read about one instance so far; absent means not asked. */
export interface Readings {
  readonly instanceId: string;
  readonly region: string | null;
  accountId: Known<string>;
  readonly exists: Known<boolean>;
  /** Its entry in DescribeInstances; null for an id that the list did not return. */
  readonly listed: Item | null;
  readonly singles: Map<SingleRead, ReadResult>;
  tasks: TaskReading | null;
  /** The maintenance of its region, or of itself alone. */
  maintenance: TaskReading | null;
  vSwitch: VSwitchReading | null;
}
