export const OUTCOME_SCHEMA = 'tair-preflight/outcome/v1';

/** How an entry of an apply can end; each has its sentence in the contract. */
export const OUTCOMES = ['done', 'already', 'withheld', 'rejected', 'pending', 'ambiguous', 'failed', 'not-started'] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

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
}

/** What `apply --format json` writes. */
export interface Outcome {
  readonly schema: typeof OUTCOME_SCHEMA;
  readonly plan: string | null;
  readonly dryRun: boolean;
  readonly interrupted: boolean;
  readonly entries: readonly EntryOutcome[];
  readonly summary: Readonly<Record<OutcomeKind, number>> & { readonly mutationsSent: number };
}

/** One instance to be called for. */
export interface ApplyEntry {
  readonly accountId: string | null;
  readonly region: string;
  readonly instanceId: string;
  readonly prefix: string | null;
  readonly port: number | null;
}

/** The request as it leaves, for people. */
export function requestText(entry: ApplyEntry): string {
  const parts = [`InstanceId=${entry.instanceId}`, entry.prefix === null ? '' : `ConnectionString=${entry.prefix}`, entry.port === null ? '' : `Port=${entry.port}`];
  return `AllocateDirectConnection ${parts.filter((part) => part !== '').join(' ')}`;
}
