import type { AssessedInstance, Assessment, VSwitchLoad } from '../model/assessment.ts';
import type { Finding } from '../model/finding.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { compareText, groupBy } from '../model/group-by.ts';
import type { Language } from '../model/language.ts';
import type { RuleInForce } from '../model/rule.ts';
import type { Waiver } from '../model/waiver.ts';
import { freeAddresses, textOf } from '../model/value-of.ts';
import { judge, waive } from './judge.ts';
import { addressesNeeded, isFixable, predictedErrorCodes, standingOf } from './standing.ts';

export interface AssessOptions {
  /** The waiver that holds for a failure; default: none does. */
  readonly waiverFor?: (instance: Instance, finding: Finding) => Waiver | null;
  /** The language of titles, messages and remedies; default English. */
  readonly language?: Language;
  /** Whether the regions of the fleet are all that there are; default: they may not be. */
  readonly everywhere?: boolean;
}

/** Judges a whole fleet. Pure: the same fleet, rules and options give the same assessment. */
export function assess(fleet: Fleet, rules: readonly RuleInForce[], { waiverFor = () => null, language = 'en', everywhere = false }: AssessOptions = {}): Assessment {
  const regions = fleet.regions.filter((region) => !fleet.withoutService.includes(region));
  const judged = fleet.instances.map((instance) => assessOne(instance, waive(judge(instance, rules, regions, language, everywhere), (finding) => waiverFor(instance, finding))));
  const vSwitches = vSwitchLoads(judged);
  const contended = new Set(vSwitches.filter((load) => load.contended).map((load) => `${load.region} ${load.vSwitchId}`));
  const instances = judged.map((instance) => ({ ...instance, contended: instance.standing === 'eligible' && contended.has(vSwitchKey(instance)) }));
  return { instances, vSwitches };
}

/** Judges one instance that stands alone. */
export function assessOne(instance: Instance, findings: readonly Finding[]): AssessedInstance {
  const standing = standingOf(instance.facts, findings);
  return {
    ...instance,
    findings,
    standing,
    fixable: isFixable(standing, findings),
    contended: false,
    addressesNeeded: addressesNeeded(instance.facts),
    predictedErrorCodes: predictedErrorCodes(findings),
  };
}

function vSwitchKey(instance: Instance): string {
  return `${instance.region} ${textOf(instance.facts, 'instance.vSwitchId')}`;
}

/** Every vSwitch whose addresses were read. What enabled, blocked and unknown instances would need does not count. */
function vSwitchLoads(instances: readonly AssessedInstance[]): VSwitchLoad[] {
  const connected = instances.filter((instance) => textOf(instance.facts, 'instance.vSwitchId') !== null && instance.facts.has('vswitch.availableAddresses'));
  return [...groupBy(connected, vSwitchKey).values()].flatMap((members): VSwitchLoad[] => {
    const [first] = members;
    const vSwitchId = first === undefined ? null : textOf(first.facts, 'instance.vSwitchId');
    if (first === undefined || first.region === null || vSwitchId === null) return [];
    const eligible = members.filter((member) => member.standing === 'eligible');
    const neededByEligible = eligible.reduce((sum, member) => sum + (member.addressesNeeded ?? 0), 0);
    const available = freeAddresses(members.map((member) => member.facts));
    return [{ vSwitchId, region: first.region, available, neededByEligible, instances: eligible.length, contended: available !== null && neededByEligible > available }];
  }).toSorted((a, b) => compareText(a.region, b.region) || compareText(a.vSwitchId, b.vSwitchId));
}
