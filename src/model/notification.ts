import type { Standing } from './finding.ts';
import type { UnknownReason } from './known.ts';
import type { Result, ResultSummary } from './result.ts';

/** The name of the format, in every message to a webhook. */
export const NOTIFICATION_SCHEMA = 'tair-preflight/notification/v1';

/** Where a digest can be sent. */
export const CHANNELS = ['webhook', 'slack', 'dingtalk'] as const;
export type Channel = (typeof CHANNELS)[number];

/** An instance that stands worse than in the run before. */
export interface WorseInstance {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instanceId: string;
  readonly name: string | null;
  /** Null where it was not in the result before. */
  readonly from: Standing | null;
  readonly to: Standing | null;
  /** Rules of severity error that fail now and did not before; the first few. */
  readonly failsNow: readonly string[];
}

/** A remedy that works in place, and what it brings. */
export interface NotifiedRemedy {
  readonly rule: string;
  readonly title: string;
  /** Blocked instances that can be mended on which the rule fails. */
  readonly instances: number;
  /** Of these, the instances that lack nothing else. */
  readonly freesAlone: number;
  /** Of the first step in place, as it is told for most instances; null: none is told. */
  readonly impact: string | null;
}

/** A part of the scope that could not be read. */
export interface NotifiedGap {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly operation: string;
  readonly reason: UnknownReason;
  readonly ramAction: string | null;
}

/** One run of `check` in a few lines: what the generic webhook is sent, and what messages for people are made of. Lists are cut; what follows them says by how much. */
export interface Notification extends Pick<Result, 'operation' | 'tool' | 'rulebook' | 'startedAt' | 'finishedAt' | 'hypothetical'> {
  readonly schema: typeof NOTIFICATION_SCHEMA;
  /** The same for every try to deliver this message: a receiver drops what it has had. */
  readonly id: string;
  /** True where rules were left out with --only or --skip. */
  readonly partial: boolean;
  readonly regions: readonly string[];
  readonly regionsLeftOut: number;
  readonly accounts: readonly string[];
  readonly accountsLeftOut: number;
  readonly summary: Omit<ResultSummary, 'apiCalls' | 'mutationsSent'> & { readonly never: number; readonly notFound: number };
  /** Against the run before; null where none is known. */
  readonly change: { readonly since: string; readonly worse: number; readonly better: number; readonly added: number; readonly removed: number } | null;
  readonly worse: readonly WorseInstance[];
  readonly worseLeftOut: number;
  /** What to mend first, in the order of the remedies that free the most. */
  readonly remedies: readonly NotifiedRemedy[];
  readonly remediesLeftOut: number;
  readonly unread: readonly NotifiedGap[];
  readonly unreadLeftOut: number;
}
