import { compareText } from '../../model/group-by.ts';
import type { ResultFinding, ResultInstance } from '../../model/result.ts';
import { isUndecided } from '../findings.ts';
import { paragraph, shown, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { TABLE_WORDS } from '../words/table.ts';
import type { Noted } from './expected.ts';

const MOST_RULES = 10;

/** The line that tells of error rules that are unknown at instances of a group which failed another; none where there are none. */
export function showUndecidedErrors(page: Page, instances: readonly ResultInstance[], indent: number): string[] {
  const open = undecidedOf(instances, (finding) => finding.severity === 'error');
  return open.length === 0 ? [] : paragraph(page, TABLE_WORDS[page.language].undecided(open.length, rulesWithReasons(page, open, instances.length)), indent);
}

/** The findings that could not be decided although their facts were asked for. */
export function undecidedOf(instances: readonly ResultInstance[], holds: (finding: ResultFinding) => boolean): Noted[] {
  return instances.flatMap((instance) => instance.findings.filter((finding) => isUndecided(finding) && holds(finding)).map((finding): Noted => ({ instance, finding })));
}

/** "ssl-disabled (denied), x (conflict, 3 instances)": each rule with its reasons, and of how many where that is not all of them. */
export function rulesWithReasons(page: Page, open: readonly Noted[], all: number): string {
  const words = wordsOf(page);
  const rules = new Map<string, { reasons: Set<string>; times: number }>();
  for (const { finding } of open) {
    const rule = rules.get(finding.rule) ?? { reasons: new Set(), times: 0 };
    rules.set(finding.rule, rule);
    rule.times += 1;
    for (const { reason } of finding.unknown) if (reason !== 'not-asked') rule.reasons.add(reason);
  }
  const told = [...rules].toSorted(([a], [b]) => compareText(a, b)).map(([id, { reasons, times }]) => {
    const remark = [...[...reasons].toSorted(compareText).map((reason) => shown(reason)), ...(times === all ? [] : [words.count(times, 'instance')])];
    return `${shown(id, 60)}${remark.length === 0 ? '' : words.aside(remark.join(words.clause))}`;
  });
  return `${told.slice(0, MOST_RULES).join(words.comma)}${told.length > MOST_RULES ? words.andMore(told.length - MOST_RULES) : ''}`;
}
