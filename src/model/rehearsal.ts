import type { OutcomeKind } from './outcome.ts';
import type { Plan } from './plan.ts';

export const REHEARSAL_SCHEMA = 'tair-preflight/rehearsal/v1';

/** How many calls of an operation the service takes in a time (in seconds), per region and account. */
export interface Quota {
  readonly calls: number;
  readonly seconds: number;
  /** published: on the vendor's page of quotas; assumed: it is not there, and this is taken for it. */
  readonly basis: 'published' | 'assumed';
}

const PUBLISHED: Readonly<Record<string, Quota>> = {
  AllocateDirectConnection: { calls: 200, seconds: 60, basis: 'published' },
  DescribeInstanceAttribute: { calls: 1000, seconds: 1, basis: 'published' },
  DescribeEngineVersion: { calls: 1000, seconds: 60, basis: 'published' },
  DescribeSecurityIps: { calls: 200, seconds: 60, basis: 'published' },
};

/** The quota of an operation; 200 calls in 60 s are assumed where none is published. */
export function quotaOf(operation: string): Quota {
  return PUBLISHED[operation] ?? { calls: 200, seconds: 60, basis: 'assumed' };
}

export const CALL_ANSWERS = ['accepted', 'rejected', 'throttled', 'ambiguous', 'not-sent'] as const;
/** What came back for one call. `not-sent`: no connection was made, so nothing left. */
export type CallAnswer = (typeof CALL_ANSWERS)[number];

/** One mutating call, as it would leave. */
export interface RehearsedCall {
  /** From 1. */
  readonly order: number;
  /** Seconds from the start of the apply, by the estimate. */
  readonly offset: number;
  readonly wave: number;
  readonly region: string;
  readonly vSwitchId: string;
  readonly instanceId: string;
  /** From 1. */
  readonly attempt: number;
  /** The operation and its parameters. */
  readonly request: string;
  readonly answer: CallAnswer;
  readonly errorCode: string | null;
  /** The kind of the fault that struck it; null where none did. */
  readonly fault: string | null;
}

/** How an entry of the plan ended. */
export interface RehearsedEntry {
  readonly accountId: string | null;
  readonly region: string;
  readonly instanceId: string;
  readonly name: string | null;
  readonly wave: number;
  readonly vSwitchId: string;
  readonly outcome: OutcomeKind;
  readonly errorCode: string | null;
  readonly rule: string | null;
  readonly detail: string;
}

/** A fault of the faults file, and what it did. */
export interface RehearsedFault {
  /** As the file has it. */
  readonly fault: { readonly kind: string; readonly operation: string } & Readonly<Record<string, unknown>>;
  /** Requests that it struck. */
  readonly struck: number;
  /** The instances of the plan that those requests named, sorted. */
  readonly instances: readonly string[];
}

/** A fact that the plan does not record and the rehearsal had to choose. */
export interface AssumedFact {
  readonly fact: string;
  /** What was taken; several values where the entries differ, sorted. */
  readonly values: readonly string[];
  /** How many entries it was taken for. */
  readonly entries: number;
}

/** Calls of one operation in one region. `leastSeconds` is the time below which the quota does not let them through. */
export interface EstimatedCalls {
  /** Null for what belongs to no region. */
  readonly region: string | null;
  readonly operation: string;
  readonly calls: number;
  readonly quota: Quota;
  readonly leastSeconds: number;
}

export interface EstimatedWave {
  readonly wave: number;
  readonly entries: number;
  readonly calls: number;
  readonly vSwitches: number;
  /** From the start of the apply. */
  readonly startsAt: number;
  readonly seconds: number;
  /** "settling": the longest line of entries decides; else the operation whose quota does. */
  readonly boundBy: string;
  /** The entries on the vSwitch that ends last, one after another. */
  readonly longest: { readonly region: string; readonly vSwitchId: string; readonly instances: readonly string[] };
}

/** How long the apply would take, in seconds: settling times and quotas alone, without the time that requests take on the wire. */
export interface Estimate {
  readonly seconds: number;
  readonly waves: readonly EstimatedWave[];
  readonly apiCalls: readonly EstimatedCalls[];
}

/** What `apply --rehearse --format json` writes. The same plan, options and faults give the same, but for `run`. */
export interface Rehearsal {
  readonly schema: typeof REHEARSAL_SCHEMA;
  readonly tool: { readonly name: 'tair-preflight'; readonly version: string };
  readonly plan: Pick<Plan, 'id' | 'digest' | 'operation' | 'createdAt' | 'expiresAt'>;
  /** The rehearsal itself: it runs in a shorter time than the apply, and how often it polls depends on this machine. */
  readonly run: { readonly startedAt: string; readonly finishedAt: string; readonly planExpired: boolean; readonly apiCalls: Readonly<Record<string, number>> };
  /** All times in seconds. */
  readonly assumptions: {
    /** From an accepted call to its endpoint. */
    readonly settle: number;
    readonly wait: number;
    readonly poll: number;
    /** How long reading must show nothing before an ambiguous call is sent again. */
    readonly reconcile: number;
    readonly concurrency: number;
    readonly facts: readonly AssumedFact[];
    /** Recorded facts that the emulator cannot show, sorted: a rule that looks at them withholds. */
    readonly notEmulated: readonly string[];
  };
  readonly interrupted: boolean;
  readonly calls: readonly RehearsedCall[];
  readonly entries: readonly RehearsedEntry[];
  readonly faults: readonly RehearsedFault[];
  readonly estimate: Estimate;
  readonly summary: Readonly<Record<OutcomeKind, number>> & { readonly mutationsSent: number };
}
