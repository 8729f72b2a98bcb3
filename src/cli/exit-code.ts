import type { Diff } from '../model/diff.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Result } from '../model/result.ts';
import { missingParts } from '../report/missing-parts.ts';
import type { FailOn } from './values.ts';

/** The exit codes of the contract: a fixed table, never a count. */
export const EXIT = { ok: 0, blocked: 1, usage: 2, unknown: 3, notDone: 4, needsResume: 5, fault: 70 } as const;

export type StopSignal = 'SIGINT' | 'SIGTERM';

export const SIGNAL_EXIT: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Of check, and of a result that was saved: unknown (or a part of the scope unread) outranks blocked. `diff` tells what is
 * new since the last run; null: there was none, and then all of it is.
 */
export function exitOfCheck(result: Pick<Result, 'instances' | 'unread'>, failOn: readonly FailOn[], diff: Diff | null = null): number {
  if (failOn.includes('never')) return EXIT.ok;
  return Math.max(exitOfState(result, failOn), failOn.includes('new') ? exitOfNew(result, diff) : EXIT.ok);
}

/** What is worse than before: 3 outranks 1. */
function exitOfNew(result: Pick<Result, 'instances' | 'unread'>, diff: Diff | null): number {
  if (diff === null) return exitOfState(result, ['unknown', 'blocked']);
  const worse = diff.instances.filter(({ isWorse }) => isWorse);
  if (diff.unread.newly.length > 0 || worse.some(({ to }) => to === 'unknown')) return EXIT.unknown;
  return worse.length > 0 ? EXIT.blocked : EXIT.ok;
}

function exitOfState(result: Pick<Result, 'instances' | 'unread'>, failOn: readonly FailOn[]): number {
  const { instances } = result;
  if (failOn.includes('unknown') && (missingParts(result).length > 0 || instances.some((instance) => instance.standing === 'unknown'))) return EXIT.unknown;
  const counts = instances.some((instance) =>
    (failOn.includes('blocked') && instance.standing === 'blocked')
    || (failOn.includes('fixable') && instance.fixable)
    || (failOn.includes('warning') && instance.standing !== 'enabled' && instance.findings.some((finding) => finding.severity === 'warning' && finding.verdict === 'fail')));
  return counts ? EXIT.blocked : EXIT.ok;
}

/** Of apply: an open outcome outranks an interruption, which outranks an entry not done. */
export function exitOfApply(outcome: Outcome, signal: StopSignal | null): number {
  const { summary, entries } = outcome;
  if (summary.ambiguous + summary.pending > 0) return EXIT.needsResume;
  if (signal !== null) return SIGNAL_EXIT[signal];
  const notDone = entries.filter((entry) => entry.outcome !== 'done' && entry.outcome !== 'already' && !(outcome.dryRun && entry.outcome === 'not-started'));
  return notDone.length > 0 ? EXIT.notDone : EXIT.ok;
}
