import type { FactValue } from './facts.ts';
import type { Standing } from './finding.ts';
import type { UnknownReason } from './known.ts';
import type { Result } from './result.ts';

/** The name of the format, in every diff. */
export const DIFF_SCHEMA = 'tair-preflight/diff/v1';

/** Why an instance stands otherwise than before. */
export type DiffCause =
  /** A fact has another value. */
  | { readonly kind: 'fact'; readonly fact: string; readonly from: FactValue; readonly to: FactValue }
  /** A rule came, went, counts otherwise, or says something else. */
  | { readonly kind: 'rule'; readonly rule: string; readonly change: 'added' | 'removed' | 'severity' | 'text'; readonly from: string | null; readonly to: string | null }
  /** A failure was waived, or is not any more. */
  | { readonly kind: 'waiver'; readonly rule: string; readonly change: 'applied' | 'ended' }
  /** A fact could be read in one of the results alone; the value is that of the other. */
  | { readonly kind: 'coverage'; readonly change: 'read' | 'unread'; readonly fact: string; readonly value: FactValue; readonly reason: UnknownReason }
  /** The instance is in one of the results alone: its region, or the filter, was not looked at; its list could not be read; or it is new, or gone. */
  | { readonly kind: 'coverage'; readonly change: 'scope' | 'list-unread' | 'appeared' | 'gone' };

/** What can have become of an instance between two results. */
export const DIFF_CHANGES = ['added', 'removed', 'standing', 'findings'] as const;

/** One instance that is not as before, and why. */
export interface InstanceDiff {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instanceId: string;
  readonly name: string | null;
  /** What changed: `findings` where the standing is the same and other error rules fail. */
  readonly change: (typeof DIFF_CHANGES)[number];
  /** Null where it was not in the result. */
  readonly from: Standing | null;
  readonly to: Standing | null;
  /** Blocked or unknown, and it was not so before; or blocked by more rules, or no longer by what can be mended. */
  readonly isWorse: boolean;
  readonly isBetter: boolean;
  readonly failed: { readonly newly: readonly string[]; readonly noLonger: readonly string[] };
  readonly causes: readonly DiffCause[];
}

type Side = Pick<Result, 'finishedAt' | 'rulebook' | 'tool' | 'hypothetical'> & { readonly instances: number };

/** What changed between two results, and why. */
export interface Diff {
  readonly schema: typeof DIFF_SCHEMA;
  readonly old: Side;
  readonly new: Side;
  readonly summary: { readonly worse: number; readonly better: number; readonly changed: number; readonly added: number; readonly removed: number; readonly same: number };
  /** What changed, by region and id. */
  readonly instances: readonly InstanceDiff[];
  /** Parts of the scope that could not be read in one of the results alone. */
  readonly unread: { readonly newly: Result['unread']; readonly noLonger: Result['unread'] };
}
