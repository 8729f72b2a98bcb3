import type { Preset, Prediction, Severity } from './rule.ts';
import type { MutatingOperation } from './plan.ts';

export const CODE_SCHEMA = 'tair-preflight/code/v1';

/** How well the meaning of a code is documented: described in words, only listed with its message, common to all APIs of the cloud, or not at all. */
export const DOCUMENTATIONS = ['described', 'listed', 'common', 'undocumented'] as const;
export type Documentation = (typeof DOCUMENTATIONS)[number];

/** What a code says about the request that it answers. */
export const EFFECTS = ['nothing-done', 'not-known'] as const;
export type Effect = (typeof EFFECTS)[number];

/** What is said of an error code, in one language. */
export interface CodeTexts {
  /** In a sentence or two. */
  readonly meaning: string;
  /** In the order in which to try. */
  readonly advice: readonly string[];
}

/** What is known of an error code of the service, told in English. */
export interface ServiceCode extends CodeTexts {
  readonly code: string;
  /** Codes that go on with a dot after it say the same. */
  readonly isFamily: boolean;
  /** HTTP status; null where it varies or is not known. */
  readonly status: number | null;
  /** The operations whose pages list it; empty: every operation may answer it. */
  readonly operations: readonly string[];
  readonly documentation: Documentation;
  readonly effect: Effect;
}

/** A rule whose failure predicts a code. */
export interface PredictingRule {
  readonly rule: string;
  readonly title: string;
  /** The call that the rule stands before. */
  readonly operation: MutatingOperation;
  readonly basis: Prediction['basis'];
  readonly severity: Readonly<Record<Preset, Severity>>;
  readonly enforced: boolean;
}

/** What `explain CODE --format json` writes. */
export interface CodeExplanation extends Omit<ServiceCode, 'isFamily'> {
  readonly schema: typeof CODE_SCHEMA;
  /** The family under which it is known, where the code itself is not: Throttling for Throttling.Anything. */
  readonly knownAs: string | null;
  readonly predictedBy: readonly PredictingRule[];
}
