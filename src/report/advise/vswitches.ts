import type { Advice, AdvisedVSwitch } from '../../model/advice.ts';
import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result, ResultInstance } from '../../model/result.ts';
import { factText } from '../findings.ts';
import type { Lacking } from './lacking.ts';

/** The vSwitches on which instances would be freed, each with what it has and what it would have to give. */
export function vSwitchesOf(result: Result, freed: readonly Lacking[]): Pick<Advice, 'vSwitches' | 'unplaced'> {
  const instances = freed.map(({ instance }) => instance);
  const placed = groupBy(instances.filter((instance) => keyOf(instance) !== null), (instance) => keyOf(instance));
  const eligible = groupBy(result.instances.filter(({ standing }) => standing === 'eligible'), (instance) => keyOf(instance));
  const available = new Map(result.vSwitches.map((vSwitch) => [JSON.stringify([vSwitch.region, vSwitch.vSwitchId]), vSwitch.available]));
  const vSwitches = [...placed].flatMap(([key, members]) => loadOf(members, eligible.get(key) ?? [], available.get(key ?? '') ?? null));
  return {
    vSwitches: vSwitches.toSorted((a, b) => compareText(a.region, b.region) || compareText(a.vSwitchId, b.vSwitchId)),
    unplaced: instances.filter((instance) => keyOf(instance) === null).length,
  };
}

/** Region and vSwitch; null where the instance is on none, or on none that is known. */
function keyOf(instance: ResultInstance): string | null {
  const vSwitchId = factText(instance, 'instance.vSwitchId') ?? '';
  return instance.region === null || vSwitchId === '' ? null : JSON.stringify([instance.region, vSwitchId]);
}

function loadOf(freed: readonly ResultInstance[], eligible: readonly ResultInstance[], available: number | null): AdvisedVSwitch[] {
  const [first] = freed;
  const vSwitchId = first === undefined ? null : factText(first, 'instance.vSwitchId');
  if (first === undefined || first.region === null || vSwitchId === null) return [];
  const [neededByEligible, neededByFreed] = [neededBy(eligible), neededBy(freed)];
  const unknownNeeds = [...freed, ...eligible].filter(({ addressesNeeded }) => addressesNeeded === null).length;
  const isTooSmall = available !== null && neededByEligible + neededByFreed > available;
  const holds = isTooSmall ? false : available === null || unknownNeeds > 0 ? null : true;
  return [{ vSwitchId, region: first.region, available, neededByEligible, neededByFreed, instances: freed.length, unknownNeeds, holds }];
}

function neededBy(instances: readonly ResultInstance[]): number {
  return instances.reduce((sum, { addressesNeeded }) => sum + (addressesNeeded ?? 0), 0);
}
