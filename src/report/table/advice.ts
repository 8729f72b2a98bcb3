import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../../model/result.ts';
import { sawOf } from '../findings.ts';
import { count, heading, listIds, paragraph, showGroups, withoutId } from '../page.ts';
import type { Page } from '../page.ts';

interface Noted {
  readonly instance: ResultInstance;
  readonly finding: ResultFinding;
}

/** Warnings and hints that failed, by rule. What is unknown of them changes nothing and is only counted. */
export function adviceSection(result: Result, page: Page): string[] {
  const advice = findingsOf(result, (finding) => finding.severity !== 'error');
  const failed = advice.filter(({ finding }) => finding.verdict === 'fail');
  const unknown = advice.filter(({ finding }) => finding.verdict === 'unknown').length;
  const rest = unknown === 0 ? [] : paragraph(page, `${count(unknown, 'advice check')} could not be decided, which changes no standing (see --format json).`, 2).map(page.paint.dim);
  if (failed.length === 0) return rest;
  const groups = [...groupBy(failed, ({ finding }) => `${finding.severity === 'warning' ? 0 : 1} ${finding.rule}`)].toSorted(([a], [b]) => compareText(a, b)).map(([, group]) => group);
  return [heading(page, 'Advice', failed.length), ...showGroups(page, groups, (group) => showAdvice(page, group), 'rule'), ...rest];
}

function findingsOf(result: Result, holds: (finding: ResultFinding) => boolean): Noted[] {
  return result.instances
    .filter((instance) => instance.standing !== 'enabled')
    .flatMap((instance) => instance.findings.filter(holds).map((finding): Noted => ({ instance, finding })));
}

function showAdvice(page: Page, group: readonly Noted[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { finding, instance } = first;
  const isAlike = group.every((noted) => withoutId(sawOf(noted.finding), noted.instance) === withoutId(sawOf(finding), instance));
  const [step] = finding.remedy;
  return [
    ...paragraph(page, `${finding.severity}, ${count(group.length, 'instance')}: ${finding.title} (${finding.rule})`, 2),
    ...(isAlike ? paragraph(page, group.length === 1 ? sawOf(finding) : withoutId(sawOf(finding), instance), 4, 'Saw: ') : []),
    ...(step === undefined ? [] : paragraph(page, step.do, 4, 'Do: ')),
    ...listIds(page, group.map((noted) => noted.instance.instanceId), 4),
  ];
}

/** The failures that were approved: who stands for them, and until when. */
export function waivedSection(result: Result, page: Page): string[] {
  const waived = findingsOf(result, (finding) => finding.verdict === 'waived');
  if (waived.length === 0) return [];
  const groups = [...groupBy(waived, ({ finding }) => JSON.stringify([finding.rule, finding.waiver]))].toSorted(([a], [b]) => compareText(a, b)).map(([, group]) => group);
  return [heading(page, 'Waived', waived.length), ...showGroups(page, groups, (group) => showWaived(page, group), 'waiver')];
}

function showWaived(page: Page, group: readonly Noted[]): string[] {
  const waiver = group[0]?.finding.waiver ?? null;
  const by = waiver === null ? '' : ` Approved by ${waiver.owner}${waiver.expires === null ? '' : ` until ${waiver.expires}`}: ${waiver.reason}`;
  return [
    ...paragraph(page, `${group[0]?.finding.rule ?? ''}, ${count(group.length, 'instance')}.${by}`, 2),
    ...listIds(page, group.map((noted) => noted.instance.instanceId), 4),
  ];
}
