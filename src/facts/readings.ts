import type { NoReply, ReadResult } from '../cloud/types.ts';
import { unknown } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import type { Item } from './field.ts';

/** The operations that are asked for one instance by itself. */
export const SINGLE_READS = [
  'DescribeInstanceAttribute', 'DescribeInstanceSSL', 'DescribeDBInstanceNetInfo', 'DescribeEngineVersion',
  'DescribeLogicInstanceTopology', 'DescribeSecurityIps',
] as const;
export type SingleRead = (typeof SINGLE_READS)[number];

/** What may still be asked about an instance: single reads, and the two that serve several instances at once. */
export type Demand = SingleRead | 'DescribeHistoryTasks' | 'vSwitch';

export type TaskReading = { readonly kind: 'pages'; readonly pages: readonly Item[]; readonly entries: readonly Item[] } | { readonly kind: 'failed'; readonly failure: NoReply };

/** What was read of a vSwitch: one or two sources, and its neighbours where the whole VPC was listed. */
export interface VSwitchReading {
  readonly sources: readonly (Item | NoReply)[];
  readonly neighbours: readonly Item[] | null;
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
  vSwitch: VSwitchReading | null;
}
