import type { AdvisedFirstStep, AdvisedRemedy } from '../../model/advice.ts';
import { compareText, groupBy } from '../../model/group-by.ts';
import type { ResultFinding, ResultInstance } from '../../model/result.ts';
import type { RemedyStep } from '../../model/rule.ts';
import { factText } from '../findings.ts';
import { withoutId } from '../page.ts';
import { firstStep, stepsInPlace } from './lacking.ts';

/** First steps that are told of at a remedy. */
const MOST_STEPS = 10;

/** A rule that failed on an instance. */
interface Failed {
  readonly instance: ResultInstance;
  readonly finding: ResultFinding;
}

interface Begun extends Failed {
  readonly step: RemedyStep;
}

/**
 * The steps with which a rule that failed is mended, each with the impact of that step alone. Steps whose words differ only
 * in the values of their instances are one. `group` holds one rule on several instances.
 */
export function firstStepsOf(group: readonly Failed[]): Pick<AdvisedRemedy, 'impact' | 'disturbed' | 'firstSteps' | 'firstStepsLeftOut' | 'otherImpacts'> {
  const begun = group.flatMap((failed): Begun[] => {
    const step = firstStep(failed.finding);
    return step === null ? [] : [{ ...failed, step }];
  });
  const kinds = [...groupBy(begun, (one) => JSON.stringify([withoutValues(one.step.do, one), one.step.impact === null]))].toSorted(([a, one], [b, other]) => other.length - one.length || compareText(a, b));
  return {
    impact: usualImpact(begun),
    disturbed: begun.filter(({ step }) => step.impact !== null).length,
    firstSteps: kinds.slice(0, MOST_STEPS).flatMap(([, members]) => toFirstStep(members)),
    firstStepsLeftOut: Math.max(0, kinds.length - MOST_STEPS),
    otherImpacts: begun.some(({ finding, step }) => stepsInPlace(finding).some(({ impact }) => impact !== null && impact !== step.impact)),
  };
}

function toFirstStep(members: readonly Begun[]): AdvisedFirstStep[] {
  const [first] = members;
  if (first === undefined) return [];
  const isAlike = members.every((member) => member.step.do === first.step.do);
  return [{ do: first.step.do, impact: usualImpact(members), instances: members.length, toldOf: isAlike ? null : first.instance.instanceId }];
}

/** The impact that is told most often. Where it differs, what is one instance's own in it is replaced. */
function usualImpact(begun: readonly Begun[]): string | null {
  const impacts = begun.flatMap((one) => (one.step.impact === null ? [] : [{ one, impact: one.step.impact }]));
  const exact = new Set(impacts.map(({ impact }) => impact));
  if (exact.size <= 1) return impacts[0]?.impact ?? null;
  const kinds = groupBy(impacts, ({ one, impact }) => ofAnyInstance(impact, one));
  return [...kinds].toSorted(([a, one], [b, other]) => other.length - one.length || compareText(a, b))[0]?.[0] ?? null;
}

function ofAnyInstance(text: string, { instance }: Failed): string {
  const [start, end] = ['instance.maintainStartTime', 'instance.maintainEndTime'].map((name) => factText(instance, name) ?? '');
  const times = [[start, '<start>'], [end, '<end>']] as const;
  return times.reduce((told, [time, name]) => (time === undefined || time === '' ? told : told.replaceAll(time, name)), withoutId(text, instance));
}

/** A text without what is one instance's own: ids and names that its facts hold, and every word with a number in it. */
function withoutValues(text: string, { instance }: Failed): string {
  const values = Object.keys(instance.facts).flatMap((name) => factText(instance, name) ?? []).filter((value) => value.length > 3).toSorted((a, b) => b.length - a.length || compareText(a, b));
  return values.reduce((told, value) => told.replaceAll(value, '#'), withoutId(text, instance)).replaceAll(/[\w.:/-]*\d(?:[\w.:/-]*\w)?/g, '#');
}
