import type { AdvisedRemedy } from '../../model/advice.ts';
import { compareText, groupBy } from '../../model/group-by.ts';
import type { ResultFinding } from '../../model/result.ts';
import { byOrder } from '../findings.ts';
import { firstStepsOf } from './first-steps.ts';
import { stepsInPlace } from './lacking.ts';
import type { Lacking } from './lacking.ts';

/** Ids that are listed at a remedy. */
const MOST_IDS = 20;
/** Sets of other rules that are listed at a remedy. */
const MOST_OTHERS = 10;

/** A rule that failed on an instance. */
interface Failure extends Lacking {
  readonly finding: ResultFinding;
}

/** Every rule that failed on one of the instances, with what mending it brings, in the order of the remedies. */
export function remediesOf(lacking: readonly Lacking[]): AdvisedRemedy[] {
  const failures = lacking.flatMap((one) => one.failed.map((finding): Failure => ({ ...one, finding })));
  return [...groupBy(failures, ({ finding }) => finding.rule).values()].flatMap(remedyOf).toSorted(byOrder);
}

function remedyOf(group: readonly Failure[]): AdvisedRemedy[] {
  const alone = group.filter(isFreedAlone);
  const [first] = alone.length > 0 ? alone : group;
  if (first === undefined) return [];
  const { rule, title, order } = first.finding;
  const others = othersOf(group, rule);
  const ids = [...alone, ...group.filter((failure) => !isFreedAlone(failure))].map(({ instance }) => instance.instanceId);
  return [{
    rule, title, order,
    instances: group.length,
    freesAlone: alone.length,
    perhaps: group.filter(({ hasUnknown }) => hasUnknown).length,
    withOthers: others.slice(0, MOST_OTHERS),
    othersLeftOut: Math.max(0, others.length - MOST_OTHERS),
    after: earlierOf(group, order),
    ids: ids.slice(0, MOST_IDS),
    idsLeftOut: Math.max(0, ids.length - MOST_IDS),
    ...firstStepsOf(group),
    steps: stepsInPlace(first.finding),
  }];
}

function isFreedAlone({ failed, hasUnknown }: Failure): boolean {
  return failed.length === 1 && !hasUnknown;
}

/** The sets of other rules that fail with it, each with the number of instances that lack exactly these and it. */
function othersOf(group: readonly Failure[], rule: string): AdvisedRemedy['withOthers'] {
  const several = group.filter(({ failed, hasUnknown }) => failed.length > 1 && !hasUnknown);
  return [...groupBy(several, ({ failed }) => JSON.stringify(failed.map((finding) => finding.rule)))]
    .toSorted(([a, one], [b, other]) => other.length - one.length || compareText(a, b))
    .map(([, members]) => ({ rules: members[0]?.failed.map((finding) => finding.rule).filter((other) => other !== rule) ?? [], frees: members.length }));
}

/** The rules of a lower order that fail with it, in their order. */
function earlierOf(group: readonly Failure[], order: number): string[] {
  const earlier = new Map<string, ResultFinding>();
  for (const { failed } of group) {
    for (const finding of failed) {
      if (finding.order >= order) break;
      earlier.set(finding.rule, finding);
    }
  }
  return [...earlier.values()].toSorted(byOrder).map((finding) => finding.rule);
}
