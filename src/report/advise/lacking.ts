import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { failedErrors } from '../findings.ts';

/** A blocked instance that can be mended in place, with what it lacks. */
export interface Lacking {
  readonly instance: ResultInstance;
  /** Its failed error rules, in the order of their remedies. */
  readonly failed: readonly ResultFinding[];
  /** True where an error rule is unknown besides: mending what failed may not be enough. */
  readonly hasUnknown: boolean;
}

/** The blocked fixable instances, as the result sorts them. */
export function lackingOf(result: Result): Lacking[] {
  return result.instances.filter(({ standing, fixable }) => standing === 'blocked' && fixable).map((instance) => ({
    instance,
    failed: failedErrors(instance),
    hasUnknown: undecidedErrors(instance).length > 0,
  }));
}

/** The error rules that are unknown: where others failed, mending those may not be enough. */
export function undecidedErrors({ findings }: ResultInstance): ResultFinding[] {
  return findings.filter(({ severity, verdict }) => severity === 'error' && verdict === 'unknown');
}

/** The steps of a remedy that work in place. */
export function stepsInPlace(finding: ResultFinding): RemedyStep[] {
  return finding.remedy.filter((step) => step.inPlace);
}

/** The first step in place: where several may stand for one another, the one that is recommended. */
export function firstStep(finding: ResultFinding): RemedyStep | null {
  return stepsInPlace(finding)[0] ?? null;
}

/** How often an instance is disturbed when all that it lacks is mended by the first steps: a change that mends two rules counts once. */
export function disturbancesOf({ failed }: Lacking): number {
  return new Set(failed.flatMap((finding) => {
    const step = firstStep(finding);
    return step === null || step.impact === null ? [] : [step.run ?? finding.rule];
  })).size;
}
