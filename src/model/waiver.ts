import type { FactName, FactValue } from './facts.ts';

/** The approval of one failure: it turns a fail into "waived", never an unknown into anything. */
export interface Waiver {
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  /** A day, good through its end in UTC, or a time; null: without end (waivers from files always have one). */
  readonly expires: string | null;
  /** The values that were approved: where one is another now, or unknown, the waiver does not hold. */
  readonly approved?: ReadonlyMap<FactName, FactValue>;
}

/** Which instances a waiver is for: all that is named must hold. A fact that is not known holds nothing. */
export interface WaiverScope {
  readonly instances?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly vpcs?: readonly string[] | undefined;
  readonly vswitches?: readonly string[] | undefined;
  readonly resourceGroups?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A waiver as a file has it. */
export interface ScopedWaiver extends Waiver {
  readonly expires: string;
  /** Null: every instance. */
  readonly scope: WaiverScope | null;
  readonly approved: ReadonlyMap<FactName, FactValue>;
}

/** A failure that a waiver is for, and which it does not cover any more, since a fact is not what was approved. */
export interface ChangedFact {
  readonly region: string | null;
  readonly instanceId: string;
  readonly fact: string;
  readonly approved: FactValue;
  /** Null: unknown. */
  readonly now: FactValue | null;
}

/** What can become of a waiver in a run. */
export const WAIVER_STATES = ['applied', 'changed', 'expired', 'unused'] as const;
export type WaiverState = (typeof WAIVER_STATES)[number];

/** What became of a waiver in one run. `expired` and `changed` were not applied where they say so. */
export interface WaiverUse {
  readonly waiver: ScopedWaiver;
  readonly state: WaiverState;
  /** Instances on which it was applied. */
  readonly applied: number;
  /** Instances of the run within its scope, whatever its rule says of them. */
  readonly inScope: number;
  readonly changed: readonly ChangedFact[];
}
