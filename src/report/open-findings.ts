import type { Result, ResultFinding, ResultInstance } from '../model/result.ts';
import { isUndecided } from './findings.ts';

/** A finding with the instance that it is about. */
export interface Told {
  readonly instance: ResultInstance;
  readonly finding: ResultFinding;
}

const SEVERITIES: readonly string[] = ['error', 'warning', 'info'];

/**
 * Every finding that is not in order (fail, unknown or waived), the gravest first and otherwise in the order of the result.
 * Left out are those of instances that have a direct endpoint already, which do not count, and advice that is unknown
 * because it was left unasked on purpose.
 */
export function openFindings(result: Result): Told[] {
  const ranks: Told[][] = [];
  for (const instance of result.instances) {
    if (instance.standing === 'enabled') continue;
    for (const finding of instance.findings) {
      const rank = rankOf(finding);
      if (rank !== null) (ranks[rank] ??= []).push({ instance, finding });
    }
  }
  return ranks.flat();
}

function rankOf(finding: ResultFinding): number | null {
  const { severity, verdict } = finding;
  if (verdict === 'pass' || verdict === 'skipped') return null;
  if (verdict === 'unknown' && severity !== 'error' && !isUndecided(finding)) return null;
  if (verdict === 'waived') return 2 * SEVERITIES.length;
  return 2 * SEVERITIES.indexOf(severity) + (verdict === 'fail' ? 0 : 1);
}

/** What to do about a finding, in order: the steps of its remedy with their commands. */
export function stepTexts(finding: ResultFinding): string[] {
  return finding.remedy.map((step) => `${step.do}${step.run === null ? '' : ` ${step.run}`}`);
}

/** The RAM actions whose grant would make an unknown finding known, sorted. */
export function ramActionsOf(finding: ResultFinding): string[] {
  return [...new Set(finding.unknown.flatMap(({ ramAction }) => (ramAction === null ? [] : [ramAction])))].toSorted();
}
