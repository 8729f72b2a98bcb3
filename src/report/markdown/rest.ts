import { compareText, groupBy } from '../../model/group-by.ts';
import { whatHappened, whatToDo } from '../../model/reason-words.ts';
import type { Result, ResultFinding, ResultInstance, ResultUnknownFact } from '../../model/result.ts';
import { isUndecided, sawOf } from '../findings.ts';
import { missingParts } from '../missing-parts.ts';
import { openFindings } from '../open-findings.ts';
import type { Told } from '../open-findings.ts';
import { withoutId } from '../page.ts';
import { clean, cut } from '../text.ts';
import { number } from '../words/common.ts';
import { code, NONE, prose, table } from './marks.ts';
import { ids, MOST_ROWS, WIDEST_TEXT } from './sheet.ts';
import type { Sheet } from './sheet.ts';

interface Cause {
  readonly unknown: ResultUnknownFact;
  readonly instance: ResultInstance;
}

/** What could not be read, a row for each cause and not for each instance; then the parts of the scope that are missing. */
export function unknownPart(result: Result, sheet: Sheet): string[] {
  const unknown = result.instances.filter((instance) => instance.standing === 'unknown');
  const parts = missingParts(result);
  if (unknown.length === 0 && parts.length === 0) return [];
  const { columns } = sheet.own;
  const causes = unknown.flatMap((instance) => instance.findings.flatMap((finding) => (finding.severity === 'error' && finding.verdict === 'unknown' ? finding.unknown.map((fact): Cause => ({ unknown: fact, instance })) : [])));
  const groups = [...groupBy(causes, ({ unknown: { reason, operation, ramAction } }) => JSON.stringify([reason, operation, ramAction])).values()].toSorted((a, b) => b.length - a.length);
  const rows = groups.map((group) => causeRow(group, sheet));
  const counted = [...(unknown.length > 0 ? [sheet.common.count(unknown.length, 'instance')] : []), ...(parts.length > 0 ? [sheet.table.unknown.partsOfScope(parts.length)] : [])];
  return [
    `## ${sheet.common.heading(sheet.table.unknown.title, counted.join(sheet.common.comma))}`, '',
    ...(rows.length === 0 ? [] : table([columns.what, columns.why, columns.toDo, columns.instances], rows.slice(0, MOST_ROWS))),
    ...(rows.length > MOST_ROWS ? ['', sheet.common.leftOut(rows.length - MOST_ROWS, 'cause')] : []),
    ...(parts.length === 0 ? [] : ['', ...parts.slice(0, MOST_ROWS).map((part) => `- ${partText(part, sheet)}`)]),
    ...(parts.length > MOST_ROWS ? ['', sheet.common.leftOut(parts.length - MOST_ROWS, 'cause')] : []),
  ];
}

function causeRow(group: readonly Cause[], sheet: Sheet): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { reason, operation, ramAction, detail } = first.unknown;
  const facts = [...new Set(group.flatMap(({ unknown }) => (unknown.fact === null ? [] : [unknown.fact])))].toSorted(compareText);
  const instances = [...new Set(group.map(({ instance }) => instance))];
  const why = `${whatHappened(operation, reason, sheet.language)} ${ramAction === null ? sheet.table.unknown.detail(instances.length === 1 ? detail : withoutId(detail, first.instance)) : ''}`;
  return [
    `${facts.slice(0, 6).map((fact) => code(fact)).join(sheet.common.comma)}${facts.length > 6 ? sheet.common.andMore(facts.length - 6) : ''}` || NONE,
    prose(cut(clean(why), WIDEST_TEXT)), prose(whatToDo({ reason, ramAction, facts }, sheet.language)), `${number(instances.length)}${sheet.common.colon}${ids(sheet, instances)}`,
  ];
}

function partText({ what, reason, detail, ramAction }: Result['unread'][number], sheet: Sheet): string {
  const sentences = [whatHappened(what.operation, reason, sheet.language, what.region ?? ''), sheet.table.unknown.mayBeMissing, whatToDo({ reason, ramAction, facts: [] }, sheet.language), ...(ramAction === null ? [sheet.table.unknown.detail(detail)] : [])];
  return prose(cut(clean(sentences.join(' ')), WIDEST_TEXT));
}

/** The instances that have a direct endpoint. */
export function enabledPart(result: Result, sheet: Sheet): string[] {
  const enabled = result.instances.filter((instance) => instance.standing === 'enabled');
  return enabled.length === 0 ? [] : [`## ${sheet.common.heading(sheet.table.enabled.title, number(enabled.length))}`, '', ids(sheet, enabled)];
}

/** Warnings and hints that failed, by rule; those that could not be decided are only named. */
export function advicePart(result: Result, sheet: Sheet): string[] {
  const advice = openFindings(result).filter(({ finding }) => finding.severity !== 'error');
  const failed = advice.filter(({ finding }) => finding.verdict === 'fail');
  const open = [...new Set(advice.filter(({ finding }) => isUndecided(finding)).map(({ finding }) => finding.rule))].toSorted(compareText);
  const rest = open.length === 0 ? [] : ['', sheet.table.advice.undecided(open.slice(0, 20).map((rule) => code(rule)).join(sheet.common.comma))];
  if (failed.length === 0 && rest.length === 0) return [];
  const { columns } = sheet.own;
  const groups = [...groupBy(failed, ({ finding }) => `${finding.severity} ${finding.rule}`).values()];
  const rows = groups.slice(0, MOST_ROWS).map((group) => adviceRow(group, sheet));
  return [
    `## ${sheet.common.heading(sheet.table.advice.title, number(failed.length))}`,
    ...(rows.length === 0 ? [] : ['', ...table([columns.rule, columns.severity, columns.expected, columns.saw, columns.toDo, columns.instances], rows)]),
    ...(groups.length > MOST_ROWS ? ['', sheet.common.leftOut(groups.length - MOST_ROWS, 'rule')] : []),
    ...rest,
  ];
}

/** What was seen, the same sentence for all instances of which it is the same. */
function seen({ finding, instance }: Told): string {
  return withoutId(sawOf(finding), instance);
}

function adviceRow(group: readonly Told[], sheet: Sheet): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { finding } = first;
  const isAlike = group.every((one) => seen(one) === seen(first));
  const [step] = finding.remedy;
  return [
    code(finding.rule), sheet.table.advice.severity[finding.severity], prose(cut(finding.title, WIDEST_TEXT)), isAlike ? prose(cut(group.length === 1 ? sawOf(finding) : seen(first), WIDEST_TEXT)) : NONE,
    step === undefined ? NONE : prose(cut(step.do, WIDEST_TEXT)), `${number(group.length)}${sheet.common.colon}${ids(sheet, group.map((one) => one.instance))}`,
  ];
}

/** The failures that were approved: who stands for them, and until when. */
export function waivedPart(result: Result, sheet: Sheet): string[] {
  const waived = openFindings(result).filter(({ finding }) => finding.verdict === 'waived');
  if (waived.length === 0) return [];
  const { columns } = sheet.own;
  const groups = [...groupBy(waived, ({ finding }) => JSON.stringify([finding.rule, finding.waiver]))].toSorted(([a], [b]) => compareText(a, b)).map(([, group]) => group);
  const rows = groups.slice(0, MOST_ROWS).map((group) => [...waiverCells(group[0]?.finding), `${number(group.length)}${sheet.common.colon}${ids(sheet, group.map(({ instance }) => instance))}`]);
  return [
    `## ${sheet.common.heading(sheet.table.waived.title, number(waived.length))}`, '',
    ...table([columns.rule, columns.owner, columns.until, columns.reason, columns.instances], rows),
    ...(groups.length > MOST_ROWS ? ['', sheet.common.leftOut(groups.length - MOST_ROWS, 'waiver')] : []),
    ...(waived.some(({ finding }) => finding.enforced) ? ['', enforcedText(waived, sheet)] : []),
  ];
}

function enforcedText(waived: readonly Told[], sheet: Sheet): string {
  const rules = [...new Set(waived.flatMap(({ finding }) => (finding.enforced ? [finding.rule] : [])))].toSorted();
  return `${rules.slice(0, MOST_ROWS).map((rule) => code(rule)).join(sheet.common.comma)}${sheet.common.colon}${prose(sheet.table.waived.refused)}`;
}

function waiverCells(finding: ResultFinding | undefined): string[] {
  const waiver = finding?.waiver ?? null;
  return [code(finding?.rule ?? null), code(waiver?.owner ?? null), code(waiver?.expires ?? null), waiver === null ? NONE : prose(cut(waiver.reason, WIDEST_TEXT))];
}
