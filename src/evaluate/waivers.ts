import type { AssessedInstance } from '../model/assessment.ts';
import { toCanonicalJson } from '../model/canonical-json.ts';
import type { FactValue } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Instance } from '../model/fleet.ts';
import type { ChangedFact, ScopedWaiver, Waiver, WaiverScope, WaiverUse } from '../model/waiver.ts';
import { valueOf } from '../model/value-of.ts';

const DAY_MS = 24 * 3600 * 1000;

/** The waiver that holds for a failure: the first in the file's order that is for it, has not expired, and whose approved values are still those. */
export function waiverAt(waivers: readonly ScopedWaiver[], now: Date): (instance: Instance, finding: Finding) => Waiver | null {
  const inTime = waivers.filter((waiver) => !isExpired(waiver, now));
  return (instance, finding) => inTime.find((waiver) => isFor(waiver, instance, finding.rule) && changedFacts(waiver, instance).length === 0) ?? null;
}

/** True after the day, or the time, that a waiver names. */
export function isExpired({ expires }: Pick<ScopedWaiver, 'expires'>, now: Date): boolean {
  return now.getTime() >= endOf(expires);
}

/** Whole days that a waiver is still good for; 0 on its last day and after it. */
export function daysLeft({ expires }: Pick<ScopedWaiver, 'expires'>, now: Date): number {
  return Math.max(0, Math.floor((endOf(expires) - now.getTime()) / DAY_MS));
}

/** When a waiver ends, in milliseconds: a day ends with its last moment in UTC. */
function endOf(expires: string): number {
  return Date.parse(expires) + (/^\d{4}-\d{2}-\d{2}$/.test(expires) ? DAY_MS : 0);
}

/** What became of each waiver, in the order of the file. */
export function usesOf(waivers: readonly ScopedWaiver[], instances: readonly AssessedInstance[], now: Date): WaiverUse[] {
  return waivers.map((waiver): WaiverUse => {
    const meant = instances.flatMap((instance) => instance.findings.filter((finding) => isFor(waiver, instance, finding.rule)).map((finding) => ({ instance, finding })));
    const applied = meant.filter(({ finding }) => finding.verdict === 'waived' && finding.waiver === waiver).length;
    const changed = isExpired(waiver, now) ? [] : meant.filter(({ finding }) => finding.verdict === 'fail').flatMap(({ instance }) => changedFacts(waiver, instance));
    const inScope = instances.filter((instance) => isInScope(waiver, instance)).length;
    return { waiver, applied, inScope, changed, state: isExpired(waiver, now) ? 'expired' : changed.length > 0 ? 'changed' : applied > 0 ? 'applied' : 'unused' };
  });
}

function isFor(waiver: ScopedWaiver, instance: Instance, rule: string): boolean {
  return waiver.rule === rule && isInScope(waiver, instance);
}

function isInScope({ scope }: ScopedWaiver, instance: Instance): boolean {
  return scope === null || isWithin(scope, instance);
}

function isWithin(scope: WaiverScope, instance: Instance): boolean {
  const tags = valueOf(instance.facts, 'instance.tags');
  return isAmong(scope.instances, instance.instanceId)
    && isAmong(scope.regions, instance.region)
    && isAmong(scope.vpcs, valueOf(instance.facts, 'instance.vpcId'))
    && isAmong(scope.vswitches, valueOf(instance.facts, 'instance.vSwitchId'))
    && isAmong(scope.resourceGroups, valueOf(instance.facts, 'instance.resourceGroupId'))
    && Object.entries(scope.tags ?? {}).every(([key, value]) => typeof tags === 'object' && tags !== null && Object.hasOwn(tags, key) && Reflect.get(tags, key) === value);
}

function isAmong(names: readonly string[] | undefined, value: FactValue | null): boolean {
  return names === undefined || names.some((name) => name === value);
}

function changedFacts(waiver: ScopedWaiver, instance: Instance): ChangedFact[] {
  return [...waiver.approved].flatMap(([fact, approved]): ChangedFact[] => {
    const now = valueOf(instance.facts, fact);
    if (now !== null && toCanonicalJson(now) === toCanonicalJson(approved)) return [];
    return [{ region: instance.region, instanceId: instance.instanceId, fact, approved, now }];
  });
}
