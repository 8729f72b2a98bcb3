import type { Advice } from './advice.ts';
import type { Standing } from './finding.ts';
import type { FactValue } from './facts.ts';
import type { UnknownReason } from './known.ts';
import type { ChangedFact, Waiver, WaiverScope, WaiverState } from './waiver.ts';
import type { Prediction, Preset, RemedyStep, Severity, Verdict } from './rule.ts';

/** The name of the format, in every result. */
export const RESULT_SCHEMA = 'tair-preflight/result/v1';

/** A fact that is not known, and why. */
export interface ResultUnknownFact {
  readonly fact: string | null;
  readonly reason: UnknownReason;
  readonly detail: string;
  readonly operation: string | null;
  readonly requestId: string | null;
  readonly ramAction: string | null;
}

/** A fact in a result: known with its evidence, or unknown with its reason and no value. */
export type ResultFact =
  | { readonly value: FactValue; readonly operation: string; readonly requestId: string | null; readonly readAt: string; readonly leftOut?: number }
  | Omit<ResultUnknownFact, 'fact'> & { readonly readAt: string | null };

/** What one rule found on one instance. */
export interface ResultFinding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Exclude<Severity, 'off'>;
  readonly enforced: boolean;
  /** Where its remedy stands among those of other rules: lower first. */
  readonly order: number;
  readonly verdict: Verdict;
  readonly message: string;
  /** What was seen where the verdict is fail (or a waived fail): the message without the expectation. Null at other verdicts. */
  readonly saw: string | null;
  readonly looked: readonly string[];
  readonly unknown: readonly ResultUnknownFact[];
  readonly predicts: readonly Prediction[];
  readonly remedy: readonly RemedyStep[];
  readonly waiver: Omit<Waiver, 'rule' | 'approved'> | null;
}

/** One instance with its standing and all that was found on it. */
export interface ResultInstance {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instanceId: string;
  readonly name: string | null;
  readonly standing: Standing;
  readonly fixable: boolean;
  readonly contended: boolean;
  readonly addressesNeeded: number | null;
  readonly predictedErrorCodes: readonly string[];
  readonly facts: Readonly<Record<string, ResultFact>>;
  readonly findings: readonly ResultFinding[];
}

/** How many instances stand where, and what the run cost. */
export interface ResultSummary {
  readonly instances: number;
  readonly eligible: number;
  readonly blocked: number;
  readonly fixable: number;
  readonly unknown: number;
  readonly enabled: number;
  readonly contended: number;
  readonly mutationsSent: number;
  /** HTTP requests sent, tries included, by operation. */
  readonly apiCalls: Readonly<Record<string, number>>;
}

/** What `check --format json` writes, and every reporter renders. */
export interface Result {
  readonly schema: typeof RESULT_SCHEMA;
  readonly operation: 'AllocateDirectConnection';
  readonly tool: { readonly name: 'tair-preflight'; readonly version: string };
  readonly rulebook: { readonly preset: Preset; readonly digest: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly scope: ResultScope;
  /** True where a fact was assumed: such a result is a thought, and plan and apply refuse it. */
  readonly hypothetical: boolean;
  readonly summary: ResultSummary;
  readonly vSwitches: readonly { readonly vSwitchId: string; readonly region: string; readonly available: number | null; readonly neededByEligible: number; readonly instances: number; readonly contended: boolean }[];
  readonly instances: readonly ResultInstance[];
  readonly unread: readonly {
    readonly what: { readonly accountId: string | null; readonly region: string | null; readonly operation: string };
    readonly reason: UnknownReason;
    readonly detail: string;
    readonly requestId: string | null;
    readonly ramAction: string | null;
  }[];
  /** The waivers of --waivers, in the order of their file; absent where none was given. */
  readonly waivers?: readonly ResultWaiver[];
  /** What to mend first; absent where it was not asked for. */
  readonly advice?: Advice;
}

/** What became of one waiver of the file that was given. */
export interface ResultWaiver extends Omit<Waiver, 'approved'> {
  readonly scope: WaiverScope | 'all';
  readonly state: WaiverState;
  /** Instances on which it was applied. */
  readonly applied: number;
  /** Instances of the result within its scope; absent in results of older versions. */
  readonly inScope?: number | undefined;
  readonly changed: readonly ChangedFact[];
}

/** What was asked for, as it was asked. */
export interface ResultScope {
  readonly regions: readonly string[];
  readonly withoutService: readonly string[];
  readonly instances: readonly string[];
  readonly vpc: string | null;
  readonly vswitch: string | null;
  readonly resourceGroup: string | null;
  readonly tags: readonly string[];
  readonly prefix: string | null;
  readonly port: number | null;
  /** The rules to which the run was narrowed, and those that were left out: where any is named the result is partial. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly assumed: readonly string[];
  readonly attested: readonly string[];
}
