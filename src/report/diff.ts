import type { Diff, DiffCause, InstanceDiff } from '../model/diff.ts';
import type { FactValue } from '../model/facts.ts';
import type { Standing } from '../model/finding.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { heading, makePage, paragraph, shown, showGroups, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { clean, cut } from './text.ts';
import { DIFF_WORDS } from './words/diff.ts';

const MOST_CAUSES = 8;
const MOST_PARTS = 10;

/** What changed between two results, for a terminal: the worse first, and why. Ends with a newline. */
export function reportDiffTable(diff: Diff, look: Look): string {
  const page = makePage(look);
  const words = DIFF_WORDS[page.language];
  const of = (holds: (one: InstanceDiff) => boolean): readonly InstanceDiff[] => diff.instances.filter(holds);
  const parts = [
    headLines(diff, page),
    section(page, words.worse, of((one) => one.isWorse), 'red'),
    section(page, words.better, of((one) => one.isBetter), 'green'),
    section(page, words.added, of((one) => isOther(one) && one.change === 'added')),
    section(page, words.removed, of((one) => isOther(one) && one.change === 'removed')),
    section(page, words.otherwise, of((one) => isOther(one) && (one.change === 'standing' || one.change === 'findings'))),
    unreadLines(page, words.newlyUnread, diff.unread.newly),
    unreadLines(page, words.readAgain, diff.unread.noLonger),
    ...(diff.instances.length + diff.unread.newly.length + diff.unread.noLonger.length === 0 ? [[words.nothing]] : []),
    paragraph(page, words.summary(diff.summary), 0).map(page.paint.bold),
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function isOther(one: InstanceDiff): boolean {
  return !one.isWorse && !one.isBetter;
}

/** The same as one JSON object. Ends with a newline. */
export function reportDiffJson(diff: Diff): string {
  return jsonText(diff);
}

/** In the page of a result: what became worse since the last run, and why; one line where nothing did, none where there is nothing to compare. */
export function worseSection(diff: Diff | null, page: Page): string[] {
  if (diff === null) return [];
  const words = DIFF_WORDS[page.language];
  const worse = diff.instances.filter((one) => one.isWorse);
  const unread = unreadLines(page, words.newlyUnread, diff.unread.newly);
  if (worse.length + unread.length === 0) return paragraph(page, words.notWorseSince(diff.old.finishedAt, diff.summary.better), 0);
  return [...section(page, words.worseSince(diff.old.finishedAt), worse, 'red'), ...unread, ...paragraph(page, words.allInHistory, 2).map(page.paint.dim)];
}

function headLines(diff: Diff, page: Page): string[] {
  const words = DIFF_WORDS[page.language];
  return [
    ...paragraph(page, words.title(diff.old.finishedAt, diff.new.finishedAt), 0).map(page.paint.bold),
    ...(diff.old.rulebook.digest === diff.new.rulebook.digest ? [] : paragraph(page, words.otherBook, 0).map(page.paint.yellow)),
    ...(diff.old.rulebook.preset === diff.new.rulebook.preset ? [] : paragraph(page, words.otherPreset(diff.old.rulebook.preset, diff.new.rulebook.preset), 0).map(page.paint.yellow)),
    ...(diff.old.hypothetical || diff.new.hypothetical ? paragraph(page, words.hypothetical, 0).map(page.paint.yellow) : []),
  ];
}

function section(page: Page, title: string, instances: readonly InstanceDiff[], color?: 'red' | 'green'): string[] {
  if (instances.length === 0) return [];
  return [heading(page, title, instances.length, color), ...showGroups(page, instances, (one) => showInstance(page, one), 'instance')];
}

function showInstance(page: Page, one: InstanceDiff): string[] {
  const words = DIFF_WORDS[page.language];
  const { comma, clause, colon } = wordsOf(page);
  const called = (standing: Standing | null): string | null => (standing === null ? null : words.standings[standing]);
  const name = [one.instanceId, ...(one.name === null ? [] : [one.name]), ...(one.region === null ? [] : [one.region])].map((text) => shown(text)).join(clause);
  const causes = one.causes.slice(0, MOST_CAUSES).map((cause) => causeText(cause, page));
  const left = one.causes.length - causes.length;
  return [
    ...paragraph(page, `${name}${colon}${words.moved(called(one.from), called(one.to))}`, 2),
    ...(one.failed.newly.length === 0 ? [] : paragraph(page, words.failsNow(one.failed.newly.map((rule) => shown(rule)).join(comma)), 4)),
    ...(one.failed.noLonger.length === 0 ? [] : paragraph(page, words.failsNoLonger(one.failed.noLonger.map((rule) => shown(rule)).join(comma)), 4)),
    ...(causes.length === 0 ? paragraph(page, words.unknownCause, 4, words.because) : causes.flatMap((cause) => paragraph(page, cause, 4, words.because))),
    ...(left > 0 ? paragraph(page, wordsOf(page).leftOut(left, 'cause'), 4) : []),
  ];
}

/** One cause in a few words. */
export function causeText(cause: DiffCause, { language }: Pick<Page, 'language'>): string {
  const words = DIFF_WORDS[language];
  switch (cause.kind) {
    case 'fact':
      return words.fact(cause.fact, valueText(cause.from), valueText(cause.to));
    case 'rule':
      return cause.change === 'severity' ? words.severity(shown(cause.rule), cause.from ?? '', cause.to ?? '') : words.rule[cause.change](shown(cause.rule));
    case 'waiver':
      return words.waiver[cause.change](shown(cause.rule));
    case 'coverage':
      if (cause.change === 'unread' || cause.change === 'read') return words[cause.change](cause.fact, valueText(cause.value), cause.reason);
      return words.presence[cause.change];
  }
}

function valueText(value: FactValue): string {
  return cut(clean(typeof value === 'string' ? value : JSON.stringify(value)), 80);
}

function unreadLines(page: Page, title: string, parts: Diff['unread']['newly']): string[] {
  if (parts.length === 0) return [];
  const lines = parts.slice(0, MOST_PARTS).flatMap(({ what, reason }) => paragraph(page, [what.operation, ...(what.region === null ? [] : [what.region]), reason].map((text) => shown(text)).join(', '), 2));
  return [heading(page, title, parts.length, 'yellow'), ...lines, ...(parts.length > MOST_PARTS ? paragraph(page, wordsOf(page).leftOut(parts.length - MOST_PARTS, 'read'), 2) : [])];
}
