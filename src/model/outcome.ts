import type { Verification } from './data-plane.ts';
import type { MutatingOperation } from './plan.ts';

/** The name of the format, in every outcome. */
export const OUTCOME_SCHEMA = 'tair-preflight/outcome/v1';

/** How an entry of an apply can end; each has its sentence in the contract. */
export const OUTCOMES = ['done', 'already', 'withheld', 'rejected', 'pending', 'ambiguous', 'failed', 'not-started'] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

/** How one entry of a plan ended. */
export interface EntryOutcome {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instanceId: string;
  readonly outcome: OutcomeKind;
  readonly requestId: string | null;
  /** Host name of the direct endpoint. */
  readonly endpoint: string | null;
  readonly port: number | null;
  readonly errorCode: string | null;
  /** The rule that withheld the call, or that a rejection is traced to. */
  readonly rule: string | null;
  readonly detail: string;
  /** When the journal says that it ended so, UTC ISO; only where it ended in an earlier run and was not looked at again. */
  readonly asOf?: string | undefined;
}

/** What `apply --format json` writes. */
export interface Outcome {
  readonly schema: typeof OUTCOME_SCHEMA;
  readonly operation: MutatingOperation;
  readonly plan: string | null;
  /** Where its journal is; null where none was written. */
  readonly journal: string | null;
  readonly dryRun: boolean;
  readonly interrupted: boolean;
  readonly entries: readonly EntryOutcome[];
  /** What connecting to the new endpoints showed (`--verify-data-plane`); null where that was not asked for or nothing was made. */
  readonly dataPlane: Verification | null;
  readonly summary: Readonly<Record<OutcomeKind, number>> & { readonly mutationsSent: number };
}

/** The outcome of a run, counted. */
export function toOutcome(run: Pick<Outcome, 'operation' | 'plan' | 'journal' | 'entries' | 'dryRun' | 'interrupted'> & { readonly mutationsSent: number }): Outcome {
  const count = (kind: OutcomeKind): number => run.entries.filter((entry) => entry.outcome === kind).length;
  const counts = Object.fromEntries(OUTCOMES.map((kind) => [kind, count(kind)])) as Record<OutcomeKind, number>;
  const { operation, plan, journal, dryRun, interrupted, entries } = run;
  return { schema: OUTCOME_SCHEMA, operation, plan, journal, dryRun, interrupted, entries, dataPlane: null, summary: { ...counts, mutationsSent: run.mutationsSent } };
}
