import { compareText, groupBy } from '../../model/group-by.ts';
import type { Result, ResultFinding } from '../../model/result.ts';
import { heading, listIds, paragraph, showGroups, withoutId } from '../page.ts';
import type { Page } from '../page.ts';
import { TABLE_WORDS } from '../words/table.ts';
import { areAlike, showExpected } from './expected.ts';
import type { Noted } from './expected.ts';
import { rulesWithReasons, undecidedOf } from './undecided.ts';

/** Warnings and hints that failed, by rule; then the rules that could not be decided where everything else holds: the others are not asked for advice. */
export function adviceSection(result: Result, page: Page): string[] {
  const words = TABLE_WORDS[page.language].advice;
  const failed = findingsOf(result, (finding) => finding.severity !== 'error' && finding.verdict === 'fail');
  const eligible = result.instances.filter((instance) => instance.standing === 'eligible');
  const open = undecidedOf(eligible, (finding) => finding.severity !== 'error');
  const rest = open.length === 0 ? [] : paragraph(page, words.undecided(rulesWithReasons(page, open, eligible.length)), failed.length === 0 ? 0 : 2).map(page.paint.dim);
  if (failed.length === 0) return rest;
  const groups = [...groupBy(failed, ({ finding }) => `${finding.severity === 'warning' ? 0 : 1} ${finding.rule}`)].toSorted(([a], [b]) => compareText(a, b)).map(([, group]) => group);
  return [heading(page, words.title, failed.length), ...showGroups(page, groups, (group) => showAdvice(page, group), 'rule'), ...rest];
}

function findingsOf(result: Result, holds: (finding: ResultFinding) => boolean): Noted[] {
  return result.instances
    .filter((instance) => instance.standing !== 'enabled')
    .flatMap((instance) => instance.findings.filter(holds).map((finding): Noted => ({ instance, finding })));
}

function showAdvice(page: Page, group: readonly Noted[]): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const words = TABLE_WORDS[page.language].advice;
  return [
    ...paragraph(page, words.group(words.severity[first.finding.severity], group.length), 2),
    ...showExpected(page, group),
    ...showWhatToDo(page, group, first),
    ...listIds(page, group.map((noted) => noted.instance.instanceId), 4),
  ];
}

/** The steps in words, where they are the same for all of the group. */
function showWhatToDo(page: Page, group: readonly Noted[], { instance, finding }: Noted): string[] {
  const words = TABLE_WORDS[page.language].advice;
  if (!areAlike(group.map((noted) => ({ instance: noted.instance, steps: noted.finding.remedy })))) return paragraph(page, words.stepsDiffer, 4);
  return finding.remedy.flatMap((step) => paragraph(page, group.length === 1 ? step.do : withoutId(step.do, instance), 4, words.do));
}

/** The failures that were approved: who stands for them, and until when. */
export function waivedSection(result: Result, page: Page): string[] {
  const waived = findingsOf(result, (finding) => finding.verdict === 'waived');
  if (waived.length === 0) return [];
  const groups = [...groupBy(waived, ({ finding }) => JSON.stringify([finding.rule, finding.waiver]))].toSorted(([a], [b]) => compareText(a, b)).map(([, group]) => group);
  return [heading(page, TABLE_WORDS[page.language].waived.title, waived.length), ...showGroups(page, groups, (group) => showWaived(page, group), 'waiver')];
}

function showWaived(page: Page, group: readonly Noted[]): string[] {
  const words = TABLE_WORDS[page.language].waived;
  const [first] = group;
  const waiver = first?.finding.waiver ?? null;
  const approved = waiver === null ? '' : words.approved(waiver.owner, waiver.ticket, waiver.expires, waiver.reason);
  return [
    ...paragraph(page, `${words.group(first?.finding.rule ?? '', group.length)}${approved}`, 2),
    ...(first?.finding.enforced === true ? paragraph(page, words.refused, 4).map(page.paint.red) : []),
    ...listIds(page, group.map((noted) => noted.instance.instanceId), 4),
  ];
}
