import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { missingParts } from '../report/missing-parts.ts';
import type { PlanEnding } from '../report/words/plan.ts';
import { EXIT, exitOfCheck } from './exit-code.ts';
import type { FailOn } from './values.ts';

/** How `plan` ends: as a check of its scope does, where what is deferred counts as blocked; with what made it end so. */
export function endingOf(result: Pick<Result, 'instances' | 'unread'>, plan: Pick<Plan, 'deferred'>, failOn: readonly FailOn[]): PlanEnding {
  const counts = (what: FailOn): boolean => failOn.includes(what);
  const isDeferred = plan.deferred.length > 0 && counts('blocked') && !counts('never');
  const exitCode = exitOfCheck(result, failOn);
  if (exitCode === EXIT.ok && !isDeferred) return { exitCode, because: [] };
  if (exitCode === EXIT.unknown) {
    return { exitCode, because: some([['unknown', standing(result, 'unknown')], ['unread', missingParts(result).length]]) };
  }
  const warned = result.instances.filter(({ standing: at, findings }) => at !== 'enabled' && findings.some(({ severity, verdict }) => severity === 'warning' && verdict === 'fail')).length;
  return {
    exitCode: EXIT.blocked,
    because: some([
      ['blocked', counts('blocked') ? standing(result, 'blocked') : counts('fixable') ? result.instances.filter(({ fixable }) => fixable).length : 0],
      ['deferred', counts('blocked') ? plan.deferred.length : 0],
      ['warned', counts('warning') ? warned : 0],
    ]),
  };
}

function standing({ instances }: Pick<Result, 'instances'>, which: 'blocked' | 'unknown'): number {
  return instances.filter((instance) => instance.standing === which).length;
}

function some(causes: readonly (readonly [PlanEnding['because'][number]['what'], number])[]): PlanEnding['because'] {
  return causes.flatMap(([what, size]) => (size === 0 ? [] : [{ what, size }]));
}
