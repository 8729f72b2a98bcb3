import type { MutatingOperation, Plan } from './plan.ts';

export const JOURNAL_SCHEMA = 'tair-preflight/journal/v1';

export const JOURNAL_EVENTS = ['intent', 'sent', 'accepted', 'rejected', 'ambiguous', 'reconciled', 'done', 'failed', 'withheld'] as const;
export type JournalEventKind = (typeof JOURNAL_EVENTS)[number];

/** The first line of a journal: the whole plan, so that a resume needs nothing else. */
export interface JournalHead {
  readonly schema: typeof JOURNAL_SCHEMA;
  readonly seq: 0;
  readonly prev: null;
  readonly at: string;
  readonly plan: Plan;
}

/** What happened to one entry. Intent and sent are on disk before the call leaves. */
export interface JournalEvent {
  readonly accountId: string | null;
  readonly region: string;
  readonly instanceId: string;
  readonly operation: MutatingOperation;
  /** From 1; 0 where no call was meant to leave. */
  readonly attempt: number;
  readonly event: JournalEventKind;
  readonly requestId: string | null;
  readonly errorCode: string | null;
  readonly endpoint: string | null;
  readonly port: number | null;
  /** The rule that withheld the call or explains a rejection. */
  readonly rule: string | null;
  readonly detail: string;
}

/** A line after the first. `prev` is the SHA-256, hex, of the line before it, so that a missing or edited line is found. */
export interface JournalLine extends JournalEvent {
  readonly schema: typeof JOURNAL_SCHEMA;
  readonly seq: number;
  readonly prev: string;
  readonly at: string;
  /** The id of the plan. */
  readonly plan: string;
}
