import type { FactValue } from './facts.ts';
import type { Standing } from './finding.ts';
import type { Preset } from './rule.ts';
import type { Waiver } from './waiver.ts';

/** The name of the format, in every plan. */
export const PLAN_SCHEMA = 'tair-preflight/plan/v1';

/** The mutating operations, each with a road of its own through apply. */
export const OPERATIONS = ['AllocateDirectConnection', 'ReleaseDirectConnection'] as const;
export type MutatingOperation = (typeof OPERATIONS)[number];

/** Advice that failed when the plan was made: it keeps no call back, and who approves should know it. */
export interface PlanWarning {
  readonly rule: string;
  readonly title: string;
  /** What was seen: a sentence. */
  readonly saw: string;
}

/** A failure that was approved, and on whose approval an entry rests. */
export interface PlanWaived extends Waiver {
  readonly title: string;
}

/** One call that a plan means to make, with the facts it stands on. */
export interface PlanEntry {
  readonly accountId: string | null;
  readonly region: string;
  readonly instanceId: string;
  readonly name: string | null;
  readonly prefix: string | null;
  readonly port: number | null;
  /** From 1; a wave starts when all entries of the one before have ended. */
  readonly wave: number;
  readonly vSwitchId: string;
  readonly addressesNeeded: number;
  /** Values of the facts that rules of severity error and enforced rules looked at, without those that our own work changes. */
  readonly facts: Readonly<Record<string, FactValue>>;
  /** SHA-256, hex, over the canonical JSON of `facts`. */
  readonly factsDigest: string;
  /** By rule; left out where there are none. Not part of the digest, which is of what is to be done. */
  readonly warnings?: readonly PlanWarning[] | undefined;
  /** By rule; left out where there are none. Not part of the digest: apply judges with the waivers it is given. */
  readonly waived?: readonly PlanWaived[] | undefined;
}

/** What a plan takes from one vSwitch, in IPv4 addresses. */
export interface LedgerRow {
  readonly vSwitchId: string;
  readonly region: string;
  readonly available: number;
  readonly keepFree: number;
  readonly reserved: number;
  readonly remaining: number;
}

/** An eligible instance that the plan has no room for. */
export interface Deferral {
  readonly instanceId: string;
  readonly region: string;
  readonly name: string | null;
  readonly vSwitchId: string | null;
  readonly addressesNeeded: number | null;
  /** One sentence. */
  readonly reason: string;
  /** How many addresses are missing; null where the capacity is unknown. */
  readonly shortBy: number | null;
  /** Other vSwitches of the same VPC and zone that have room for it. */
  readonly alternatives: readonly { readonly id: string; readonly availableAddresses: number }[];
}

/** An instance that the plan leaves out, and how it stands. */
export interface Exclusion {
  readonly instanceId: string;
  readonly region: string | null;
  readonly standing: Exclude<Standing, 'eligible'>;
}

/** Everything that apply does, before it does it. Canonical: the same facts, options and clock give the same bytes. */
export interface Plan {
  readonly schema: typeof PLAN_SCHEMA;
  /** SHA-256, hex, over the canonical JSON of the plan without `id`: an edited plan is found by it. */
  readonly id: string;
  /** SHA-256, hex, over what is to be done and the facts it stands on, times left out: what a colleague approves. */
  readonly digest: string;
  readonly operation: MutatingOperation;
  /** UTC ISO. */
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly tool: { readonly name: 'tair-preflight'; readonly version: string };
  readonly rulebook: { readonly preset: Preset; readonly digest: string };
  /** What was attested when it was made: judged the same way when applied. */
  readonly attested: readonly string[];
  readonly entries: readonly PlanEntry[];
  readonly ledger: readonly LedgerRow[];
  readonly deferred: readonly Deferral[];
  readonly excluded: readonly Exclusion[];
}

/** The request as it leaves, for people. */
export function requestText(operation: MutatingOperation, entry: Pick<PlanEntry, 'instanceId' | 'prefix' | 'port'>): string {
  const parts = [`InstanceId=${entry.instanceId}`];
  if (operation === 'AllocateDirectConnection' && entry.prefix !== null) parts.push(`ConnectionString=${entry.prefix}`);
  if (operation === 'AllocateDirectConnection' && entry.port !== null) parts.push(`Port=${entry.port}`);
  return `${operation} ${parts.join(' ')}`;
}
