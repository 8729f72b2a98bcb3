import type { AdvisedRemedy } from '../../model/advice.ts';
import { compareText, groupBy } from '../../model/group-by.ts';
import type { ResultFinding } from '../../model/result.ts';
import { byOrder, factText } from '../findings.ts';
import { withoutId } from '../page.ts';
import { disturbingStep, stepsInPlace } from './lacking.ts';
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
    impact: usualImpact(group),
    disturbed: group.filter(({ finding }) => disturbingStep(finding) !== null).length,
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

/** The impact that is told most often. Where it differs, what is one instance's own in it is replaced. */
function usualImpact(group: readonly Failure[]): string | null {
  const impacts = group.flatMap((failure) => {
    const impact = disturbingStep(failure.finding)?.impact ?? null;
    return impact === null ? [] : [{ failure, impact }];
  });
  const exact = new Set(impacts.map(({ impact }) => impact));
  if (exact.size <= 1) return impacts[0]?.impact ?? null;
  const kinds = groupBy(impacts, ({ failure, impact }) => ofAnyInstance(impact, failure));
  return [...kinds].toSorted(([a, one], [b, other]) => other.length - one.length || compareText(a, b))[0]?.[0] ?? null;
}

function ofAnyInstance(text: string, { instance }: Failure): string {
  const [start, end] = ['instance.maintainStartTime', 'instance.maintainEndTime'].map((name) => factText(instance, name) ?? '');
  const times = [[start, '<start>'], [end, '<end>']] as const;
  return times.reduce((told, [time, name]) => (time === undefined || time === '' ? told : told.replaceAll(time, name)), withoutId(text, instance));
}
