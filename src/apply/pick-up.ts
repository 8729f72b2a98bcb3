import { isThrottlingCode } from '../model/codes.ts';
import { groupBy } from '../model/group-by.ts';
import type { JournalLine } from '../model/journal.ts';
import type { EntryOutcome, OutcomeKind } from '../model/outcome.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import { MOST_ATTEMPTS } from './after-call.ts';
import type { Begun } from './apply-entry.ts';
import type { Task } from './apply-entries.ts';

/** Where each entry of a plan stands by its journal: ended with its outcome, or to be gone on with. */
export function pickUp(plan: Plan, lines: readonly JournalLine[]): Task[] {
  const byEntry = groupBy(lines, keyOf);
  return plan.entries.map((entry) => {
    const own = byEntry.get(keyOf(entry)) ?? [];
    return { entry, begun: begunAt(own), ended: endedAt(entry, own.at(-1)) };
  });
}

function keyOf({ region, instanceId }: Pick<PlanEntry, 'region' | 'instanceId'>): string {
  return `${region} ${instanceId}`;
}

/** Intent without sent: the call had not left. Sent without an answer: it may have been done, and only reading can tell. */
function begunAt(own: readonly JournalLine[]): Begun {
  const line = own.at(-1);
  if (line === undefined) return { kind: 'not' };
  const { attempt, requestId, at: since } = line;
  const wasLost = own.some(({ event }) => event === 'ambiguous' || event === 'reconciled');
  switch (line.event) {
    case 'accepted':
      return { kind: 'accepted', attempt, requestId, since };
    case 'sent':
      return { kind: 'open', attempt, requestId, detail: 'the run ended before the answer came' };
    case 'ambiguous':
      return { kind: 'open', attempt, requestId, detail: line.detail };
    case 'intent':
      return { kind: 'again', attempt: attempt - 1, wasLost };
    case 'reconciled':
      return line.endpoint === null ? { kind: 'again', attempt, wasLost } : { kind: 'accepted', attempt, requestId, since };
    case 'rejected':
      return { kind: 'again', attempt, wasLost };
    case 'done':
    case 'failed':
    case 'withheld':
      return { kind: 'not' };
  }
}

function endedAt(entry: PlanEntry, line: JournalLine | undefined): EntryOutcome | null {
  if (line === undefined) return null;
  const outcome = outcomeAt(line);
  if (outcome === null) return null;
  const { accountId, region, instanceId } = entry;
  const { requestId, endpoint, port, errorCode, rule, detail, at: asOf } = line;
  return { accountId, region, instanceId, outcome, requestId, endpoint, port, errorCode, rule, detail, asOf };
}

function outcomeAt(line: JournalLine): OutcomeKind | null {
  switch (line.event) {
    case 'done':
      return line.attempt === 0 ? 'already' : 'done';
    case 'failed':
    case 'withheld':
      return line.event;
    case 'rejected':
      return line.errorCode !== null && isThrottlingCode(line.errorCode) && line.attempt < MOST_ATTEMPTS ? null : 'rejected';
    case 'intent':
    case 'sent':
    case 'accepted':
    case 'ambiguous':
    case 'reconciled':
      return null;
  }
}
