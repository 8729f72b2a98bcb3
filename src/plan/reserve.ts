import type { AssessedInstance } from '../model/assessment.ts';
import { byPlace, compareText, groupBy } from '../model/group-by.ts';
import type { Deferral, LedgerRow } from '../model/plan.ts';
import { freeAddresses, valueOf } from '../model/value-of.ts';

/** Which of those that share a vSwitch come first: the smallest need (so that most fit), the value of a tag, or the order given. */
export type PlanOrder = { readonly kind: 'smallest' } | { readonly kind: 'tag'; readonly key: string } | { readonly kind: 'as-given'; readonly ids: readonly string[] };

export interface Reservation {
  /** In the order in which room was given. */
  readonly admitted: readonly AssessedInstance[];
  readonly deferred: readonly Deferral[];
  readonly ledger: readonly LedgerRow[];
}

/**
 * Gives the addresses of each vSwitch to the eligible instances on it, first come first served in the order asked for,
 * never more than are free beyond `keepFree`. What does not fit is deferred; unknown capacity defers.
 */
export function reserve(eligible: readonly AssessedInstance[], order: PlanOrder, keepFree: number): Reservation {
  const queue = eligible.toSorted(comparator(order));
  const groups = groupBy(queue, (instance) => JSON.stringify([instance.region, valueOf(instance.facts, 'instance.vSwitchId')]));
  const admitted = new Set<AssessedInstance>();
  const deferred: Deferral[] = [];
  const ledger: LedgerRow[] = [];
  for (const members of groups.values()) {
    const available = freeAddresses(members.map((member) => member.facts));
    const [first] = members;
    const vSwitchId = first === undefined ? null : valueOf(first.facts, 'instance.vSwitchId');
    if (first === undefined || available === null || typeof vSwitchId !== 'string' || first.region === null) {
      deferred.push(...members.map((member) => deferral(member, 'Its vSwitch, or the addresses that are free there, could not be read.', null)));
      continue;
    }
    let left = available - keepFree;
    const short: { readonly member: AssessedInstance; readonly needed: number }[] = [];
    for (const member of members) {
      const needed = member.addressesNeeded;
      if (needed === null) deferred.push(deferral(member, 'Its shards, and so the addresses it needs, could not be read.', null));
      else if (needed > left) short.push({ member, needed });
      else {
        left -= needed;
        admitted.add(member);
      }
    }
    // Told last, beside all entries: by a priority, smaller ones may still have come in after it.
    deferred.push(...short.map(({ member, needed }) => deferral(member, shortSentence(vSwitchId, available, keepFree, left, needed), needed - left)));
    const reserved = available - keepFree - left;
    ledger.push({ vSwitchId, region: first.region, available, keepFree, reserved, remaining: available - reserved });
  }
  return {
    admitted: queue.filter((instance) => admitted.has(instance)),
    deferred: deferred.toSorted(byPlace),
    ledger: ledger.toSorted((a, b) => compareText(a.region, b.region) || compareText(a.vSwitchId, b.vSwitchId)),
  };
}

function comparator(order: PlanOrder): (a: AssessedInstance, b: AssessedInstance) => number {
  switch (order.kind) {
    case 'smallest':
      return (a, b) => (a.addressesNeeded ?? Infinity) - (b.addressesNeeded ?? Infinity) || byPlace(a, b);
    case 'tag':
      return (a, b) => compareTag(tagOf(a, order.key), tagOf(b, order.key)) || byPlace(a, b);
    case 'as-given': {
      const place = new Map([...new Set(order.ids)].map((id, at) => [id, at]));
      return (a, b) => (place.get(a.instanceId) ?? Infinity) - (place.get(b.instanceId) ?? Infinity) || byPlace(a, b);
    }
  }
}

function tagOf(instance: AssessedInstance, key: string): string | null {
  const tags = valueOf(instance.facts, 'instance.tags');
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags) || !Object.hasOwn(tags, key)) return null;
  return String((tags as Readonly<Record<string, unknown>>)[key]);
}

/** Numbers first, by size, then texts by letter, those without the tag last: one order for any mixture of them. */
function compareTag(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const [one, other] = [numberOf(a), numberOf(b)];
  if (one === null || other === null) return one === other ? compareText(a, b) : one === null ? 1 : -1;
  return one - other || compareText(a, b);
}

function numberOf(tag: string): number | null {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(tag) ? Number(tag) : null;
}

function shortSentence(vSwitchId: string, available: number, keepFree: number, left: number, needed: number): string {
  const kept = keepFree > 0 ? `, of which ${keepFree} are kept free` : '';
  return `vSwitch ${vSwitchId} has ${available} free addresses${kept}; ${Math.max(0, left)} left beside the entries of this plan, ${needed} are needed.`;
}

function deferral(instance: AssessedInstance, reason: string, shortBy: number | null): Deferral {
  const vSwitchId = valueOf(instance.facts, 'instance.vSwitchId');
  const name = valueOf(instance.facts, 'instance.name');
  return {
    instanceId: instance.instanceId,
    region: instance.region ?? '',
    name: typeof name === 'string' ? name : null,
    vSwitchId: typeof vSwitchId === 'string' ? vSwitchId : null,
    addressesNeeded: instance.addressesNeeded,
    reason,
    shortBy,
    alternatives: alternativesFor(instance),
  };
}

function alternativesFor(instance: AssessedInstance): Deferral['alternatives'] {
  const list = valueOf(instance.facts, 'vswitch.alternatives');
  const needed = instance.addressesNeeded;
  if (!Array.isArray(list) || needed === null) return [];
  return (list as readonly Readonly<Record<string, unknown>>[])
    .map((row) => ({ id: String(row['id']), availableAddresses: Number(row['availableAddresses']) }))
    .filter((row) => row.availableAddresses >= needed);
}
