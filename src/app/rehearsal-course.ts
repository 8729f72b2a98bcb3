import type { RequestRecord } from '../emulator/emulated-service.ts';
import { isThrottlingCode } from '../model/codes.ts';
import { groupBy } from '../model/group-by.ts';
import type { JournalLine } from '../model/journal.ts';
import type { EntryOutcome, Outcome } from '../model/outcome.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import type { CallAnswer } from '../model/rehearsal.ts';
import { faultOf } from './rehearsal-faults.ts';

/** One call of an entry: what came back, and whether reading showed afterwards that nothing had happened. */
export interface Attempt {
  readonly attempt: number;
  readonly answer: CallAnswer;
  readonly errorCode: string | null;
  readonly fault: string | null;
  readonly isKnownUndone: boolean;
}

/** An entry of the plan with everything that was sent for it, and its end. */
export interface EntryCourse {
  readonly entry: PlanEntry;
  readonly outcome: EntryOutcome;
  readonly attempts: readonly Attempt[];
}

/** The course of each entry, in the order of the plan, from the journal and from what arrived at the emulator. */
export function toCourses(plan: Plan, outcome: Outcome, lines: readonly JournalLine[], records: readonly RequestRecord[]): EntryCourse[] {
  const ended = new Map(outcome.entries.map((one) => [keyOf(one), one]));
  const written = groupBy(lines, keyOf);
  const arrived = groupBy(records.filter((record) => record.action === plan.operation), (record) => record.instanceId ?? '');
  return plan.entries.flatMap((entry): EntryCourse[] => {
    const end = ended.get(keyOf(entry));
    if (end === undefined) return [];
    return [{ entry, outcome: end, attempts: toAttempts(written.get(keyOf(entry)) ?? [], arrived.get(entry.instanceId) ?? []) }];
  });
}

function keyOf({ region, instanceId }: { readonly region: string | null; readonly instanceId: string }): string {
  return `${region ?? ''} ${instanceId}`;
}

function toAttempts(lines: readonly JournalLine[], arrived: readonly RequestRecord[]): Attempt[] {
  const sent = [...groupBy(lines.filter((line) => line.attempt > 0), (line) => line.attempt)].filter(([, events]) => events.some((line) => line.event === 'sent'));
  const left = [...arrived];
  return sent.toSorted(([a], [b]) => a - b).map(([attempt, events]) => {
    const rejected = events.find((line) => line.event === 'rejected');
    const answer = answerOf(events);
    const record = answer === 'not-sent' ? undefined : left.shift();
    return {
      attempt, answer,
      errorCode: rejected?.errorCode ?? null,
      fault: record === undefined ? null : faultOf(record),
      isKnownUndone: answer === 'ambiguous' && events.some((line) => line.event === 'reconciled') && !events.some((line) => line.event === 'done'),
    };
  });
}

function answerOf(events: readonly JournalLine[]): CallAnswer {
  const has = (event: JournalLine['event']): boolean => events.some((line) => line.event === event);
  if (has('accepted')) return 'accepted';
  if (has('rejected')) return events.some((line) => line.event === 'rejected' && line.errorCode !== null && isThrottlingCode(line.errorCode)) ? 'throttled' : 'rejected';
  if (has('ambiguous')) return 'ambiguous';
  return has('reconciled') ? 'not-sent' : 'ambiguous';
}
