import pLimit from 'p-limit';

import { groupBy } from '../model/group-by.ts';
import { UsageError } from '../model/faults.ts';
import type { JournalEvent } from '../model/journal.ts';
import { toOutcome } from '../model/outcome.ts';
import type { EntryOutcome, Outcome, OutcomeKind } from '../model/outcome.ts';
import type { PlanEntry } from '../model/plan.ts';
import { applyEntry } from './apply-entry.ts';
import type { Begun, EntryWorld } from './apply-entry.ts';
import { JournalFault } from './journal-file.ts';

export interface ApplyLimits {
  /** Most calls that may leave; null: no limit. */
  readonly maxMutations: number | null;
  /** Rejected, failed and ambiguous entries after which nothing new starts. */
  readonly maxFailures: number;
  /** vSwitches that are worked on at the same time. */
  readonly concurrency: number;
}

/** An entry of the plan with how far it came before; `ended` where it needs nothing more. */
export interface Task {
  readonly entry: PlanEntry;
  readonly begun: Begun;
  readonly ended: EntryOutcome | null;
}

export interface ApplyRun {
  readonly planId: string | null;
  /** The journal, null while none is written. */
  readonly journalFile: () => string | null;
  readonly tasks: readonly Task[];
  readonly limits: ApplyLimits;
  readonly world: Omit<EntryWorld, 'admit' | 'heldOn'>;
  readonly isInterrupted: () => boolean;
  /** Why nothing new may start (an expired plan), null where it may; what was begun is finished all the same. */
  readonly closed: () => string | null;
  readonly onOutcome: (outcome: EntryOutcome, done: number, of: number) => void;
}

const FAILURES: readonly OutcomeKind[] = ['rejected', 'failed', 'ambiguous'];

/** What all entries of a run share: who has ended, what is held, how many calls were admitted. */
class Ledger {
  readonly outcomes = new Map<PlanEntry, EntryOutcome>();
  readonly held = new Map<string, number>();
  admitted = 0;
  endedBy: string | null = null;

  /** Entries that had ended before this run. */
  readonly before = new Set<PlanEntry>();

  /** Of this run: who resumes has seen those of the one before. */
  failures(): number {
    return [...this.outcomes].filter(([entry, outcome]) => !this.before.has(entry) && FAILURES.includes(outcome.outcome)).length;
  }
}

/**
 * Applies a plan: wave after wave, the vSwitches of a wave side by side, the entries of one vSwitch one after another.
 * Nothing new starts after a limit, an interruption, a permission error or a journal that cannot be written.
 */
export async function applyEntries(run: ApplyRun): Promise<Outcome> {
  const ledger = new Ledger();
  for (const { entry, ended } of run.tasks) {
    if (ended === null) continue;
    ledger.outcomes.set(entry, ended);
    ledger.before.add(entry);
  }
  const limit = pLimit(run.limits.concurrency);
  const waves = [...groupBy(run.tasks.filter((task) => task.ended === null), (task) => task.entry.wave)].toSorted(([a], [b]) => a - b);
  for (const [wave, tasks] of waves) {
    if (run.world.writer !== null && run.tasks.some(({ entry }) => entry.wave !== wave)) run.world.say(`Wave ${wave}: ${tasks.length === 1 ? '1 entry' : `${tasks.length} entries`}.`);
    const lines = [...groupBy(tasks, ({ entry }) => `${entry.region} ${entry.vSwitchId}`).values()].map(acceptedFirst);
    const ends = await Promise.allSettled(lines.map((line) => limit(async () => {
      for (const task of line) await takeTask(run, ledger, task);
    })));
    // Only now: a fault must not close the journal under the calls that are in flight elsewhere.
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    ledger.endedBy ??= whyNoNextWave(ledger, wave);
  }
  const entries = run.tasks.flatMap(({ entry }) => ledger.outcomes.get(entry) ?? []);
  return toOutcome({ operation: run.world.operation, plan: run.planId, journal: run.journalFile(), entries, mutationsSent: run.world.writer?.sent() ?? 0, dryRun: run.world.writer === null, interrupted: run.isInterrupted() });
}

/** What was accepted comes first: the addresses it may still take must be known before another call leaves. */
function acceptedFirst(tasks: readonly Task[]): readonly Task[] {
  const rank = ({ begun }: Task): number => (begun.kind === 'accepted' ? 0 : begun.kind === 'open' ? 1 : 2);
  return tasks.toSorted((a, b) => rank(a) - rank(b));
}

async function takeTask(run: ApplyRun, ledger: Ledger, { entry, begun }: Task): Promise<void> {
  const stop = begun.kind === 'accepted' || begun.kind === 'open' ? null : whyStop(run, ledger);
  if (stop !== null) {
    ledger.outcomes.set(entry, notStarted(entry, stop));
    return;
  }
  const admit = (): string | null => {
    const reason = whyStop(run, ledger);
    if (reason === null) ledger.admitted++;
    return reason;
  };
  let last: JournalEvent | null = null;
  const record = (event: JournalEvent): void => {
    recordFor(run, ledger, event);
    last = event;
  };
  const place = `${entry.region} ${entry.vSwitchId}`;
  try {
    const { outcome, endsAll, isOpen } = await applyEntry(entry, { ...run.world, record, admit, heldOn: () => ledger.held.get(place) ?? 0 }, begun);
    ledger.outcomes.set(entry, outcome);
    if (isOpen) ledger.held.set(place, (ledger.held.get(place) ?? 0) + entry.addressesNeeded);
    if (endsAll) ledger.endedBy ??= `Ended by ${outcome.errorCode ?? 'a change'} on ${outcome.instanceId}.`;
  } catch (fault) {
    // Whatever it was: what became of this entry and of the others is told, and nothing new starts.
    ledger.endedBy ??= fault instanceof JournalFault ? fault.message : `Ended on ${entry.instanceId}: ${sentenceOf(fault)}`;
    ledger.outcomes.set(entry, fault instanceof JournalFault ? notStarted(entry, fault.message) : brokenOff(entry, last, begun, sentenceOf(fault)));
  }
  const outcome = ledger.outcomes.get(entry);
  if (outcome === undefined) return;
  try {
    run.onOutcome(outcome, ledger.outcomes.size, run.tasks.length);
  } catch (fault) {
    ledger.endedBy ??= sentenceOf(fault);
    throw fault;
  }
}

/** Writes an event. Without its intent on disk no call leaves; what could not be written of a call that has left is told all the same, and nothing new starts. */
function recordFor(run: ApplyRun, ledger: Ledger, event: JournalEvent): void {
  try {
    run.world.record(event);
  } catch (fault) {
    if (!(fault instanceof JournalFault)) throw fault;
    if (ledger.endedBy === null) run.world.say(fault.message);
    ledger.endedBy ??= fault.message;
    if (event.event === 'intent' || event.event === 'sent') throw fault;
  }
}

function whyNoNextWave(ledger: Ledger, wave: number): string | null {
  const open = [...ledger.outcomes.values()].filter(({ outcome }) => outcome === 'pending' || outcome === 'ambiguous');
  if (open.length === 0) return null;
  return `Wave ${wave} has not ended: ${open.map(({ instanceId, outcome }) => `${instanceId} is ${outcome}`).slice(0, 5).join(', ')}. Resume: what comes after it starts when it has.`;
}

function whyStop(run: ApplyRun, ledger: Ledger): string | null {
  if (ledger.endedBy !== null) return ledger.endedBy;
  if (run.isInterrupted()) return 'Interrupted before its call.';
  const closed = run.closed();
  if (closed !== null) return closed;
  const failures = ledger.failures();
  if (failures >= run.limits.maxFailures) return `${failures === 1 ? 'One failure' : `${failures} failures`} reached --max-failures ${run.limits.maxFailures}.`;
  if (run.limits.maxMutations !== null && ledger.admitted >= run.limits.maxMutations) return `--max-mutations ${run.limits.maxMutations} was reached.`;
  return null;
}

/** An entry whose course broke off: open where its call may have left, as it was answered where it was, else not started. */
function brokenOff(entry: PlanEntry, last: JournalEvent | null, begun: Begun, why: string): EntryOutcome {
  const event = last?.event ?? (begun.kind === 'accepted' ? 'accepted' : begun.kind === 'open' ? 'sent' : null);
  const { requestId, errorCode } = last ?? { requestId: begun.kind === 'accepted' ? begun.requestId : null, errorCode: null };
  if (event === 'accepted') return { ...notStarted(entry, `The call was accepted; its end was not seen: ${why}`), outcome: 'pending', requestId };
  if (event === 'sent' || event === 'ambiguous') return { ...notStarted(entry, `The call had left; what became of it was not read: ${why}`), outcome: 'ambiguous', requestId };
  if (event === 'rejected') return { ...notStarted(entry, `The service refused the call (${errorCode ?? 'no code'}); why was not read: ${why}`), outcome: 'rejected', requestId, errorCode };
  return notStarted(entry, why);
}

function sentenceOf(fault: unknown): string {
  if (fault instanceof UsageError) return fault.message;
  return `tair-preflight itself failed (${fault instanceof Error ? `${fault.name}: ${fault.message.split('\n', 1)[0]}` : String(fault)}); please report it.`;
}

function notStarted(entry: PlanEntry, detail: string): EntryOutcome {
  const { accountId, region, instanceId } = entry;
  return { accountId, region, instanceId, outcome: 'not-started', requestId: null, endpoint: null, port: null, errorCode: null, rule: null, detail };
}
