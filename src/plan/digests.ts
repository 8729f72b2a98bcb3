import { createHash } from 'node:crypto';

import { toCanonicalJson } from '../model/canonical-json.ts';
import type { FactValue } from '../model/facts.ts';
import type { Plan } from '../model/plan.ts';

function sha256(value: unknown): string {
  return createHash('sha256').update(toCanonicalJson(value)).digest('hex');
}

/** Of the facts that one entry stands on. */
export function factsDigest(facts: Readonly<Record<string, FactValue>>): string {
  return sha256(facts);
}

/** Of what is to be done and the facts behind it. Names, times and the ledger are left out: they may differ between two plans for the same work. */
export function planDigest(plan: Pick<Plan, 'operation' | 'rulebook' | 'attested' | 'entries'>): string {
  const entries = plan.entries.map(({ accountId, region, instanceId, prefix, port, wave, vSwitchId, addressesNeeded, factsDigest: facts }) => ({ accountId, region, instanceId, prefix, port, wave, vSwitchId, addressesNeeded, facts }));
  return sha256({ operation: plan.operation, rulebook: plan.rulebook, attested: plan.attested, entries });
}

/** Of the whole plan but its id: one changed byte of meaning changes it. */
export function planId(plan: Omit<Plan, 'id'>): string {
  return sha256({ ...plan, id: undefined });
}

/** What an edited plan fails by: null where the plan is the one that was made. */
export function whatWasEdited(plan: Plan): string | null {
  const entry = plan.entries.find((one) => factsDigest(one.facts) !== one.factsDigest);
  if (entry !== undefined) return `the facts of ${entry.instanceId}`;
  if (planDigest(plan) !== plan.digest) return 'what is to be done';
  return planId(plan) === plan.id ? null : 'a part of it';
}
