import type { CallResult, Writer } from '../cloud/types.ts';
import type { AssessedInstance } from '../model/assessment.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { EntryOutcome } from '../model/outcome.ts';
import { requestText } from '../model/plan.ts';
import type { MutatingOperation, PlanEntry } from '../model/plan.ts';
import type { RuleInForce } from '../model/rule.ts';
import { afterCall } from './after-call.ts';
import { endWithoutCall, permitFor, reasonToHold, ruleToHold, withhold } from './before-call.ts';
import type { Observation } from './operation.ts';
import { reconcile, waitFor } from './wait.ts';

/** The times of an apply, in seconds. */
export interface ApplyTimes {
  readonly wait: number;
  readonly poll: number;
  readonly settle: number;
}

/** The world as one entry sees it. Everything that reads does so anew. */
export interface EntryWorld {
  readonly operation: MutatingOperation;
  readonly rules: readonly RuleInForce[];
  readonly times: ApplyTimes;
  readonly onDrift: 'skip' | 'stop';
  /** Null: a dry run, which judges all and sends nothing. */
  readonly writer: Writer | null;
  reread(entry: PlanEntry): Promise<{ readonly readSince: Date; readonly instance: AssessedInstance }>;
  observe(entry: PlanEntry): Promise<Observation>;
  /** On disk when it returns. Throws where that cannot be had. */
  record(event: JournalEvent): void;
  /** Why no further call may leave (a limit, an interruption, an expired plan), null where one may; a yes counts as a call. */
  admit(): string | null;
  /** Told of every call, with the facts it was made on. */
  answered?(entry: PlanEntry, instance: AssessedInstance, result: CallResult): void;
  isImpatient(): boolean;
  /** Addresses of a vSwitch that earlier entries, accepted or perhaps accepted, may still take. */
  heldOn(vSwitchId: string): number;
  now(): Date;
  sleep(seconds: number): Promise<void>;
  say(line: string): void;
}

/** What an entry came to; `endsAll` where no other call would fare better. */
export interface EntryEnd {
  readonly outcome: EntryOutcome;
  readonly endsAll: boolean;
  /** It was accepted, or perhaps accepted, and what it asked for is not there: it may still take its addresses. */
  readonly isOpen: boolean;
}

/** How far an entry came in an earlier run. */
export type Begun =
  | { readonly kind: 'not' }
  /** `since`: when that was written, UTC ISO. */
  | { readonly kind: 'accepted'; readonly attempt: number; readonly requestId: string | null; readonly since: string }
  | { readonly kind: 'open'; readonly attempt: number; readonly requestId: string | null; readonly detail: string }
  /** Earlier attempts are known to have done nothing; `wasLost`: of one of them only because reading showed nothing for the settling time. */
  | { readonly kind: 'again'; readonly attempt: number; readonly wasLost: boolean };

/** One entry in its world, with the shapes in which its endings and events are told. */
export interface Course {
  readonly entry: PlanEntry;
  readonly world: EntryWorld;
  end(outcome: EntryOutcome['outcome'], detail: string, part?: EndPart): EntryEnd;
  record(event: JournalEvent['event'], attempt: number, part?: Partial<JournalEvent>): void;
}

export type EndPart = Partial<Pick<EntryOutcome, 'requestId' | 'endpoint' | 'port' | 'errorCode' | 'rule'>> & { readonly endsAll?: boolean };

function makeCourse(entry: PlanEntry, world: EntryWorld): Course {
  const { accountId, region, instanceId } = entry;
  return {
    entry,
    world,
    end: (outcome, detail, { endsAll = false, ...part } = {}) => ({
      endsAll,
      isOpen: outcome === 'pending' || outcome === 'ambiguous',
      outcome: { accountId, region: region === '' ? null : region, instanceId, outcome, requestId: null, endpoint: null, port: null, errorCode: null, rule: null, ...part, detail },
    }),
    record: (event, attempt, part = {}) => world.record({
      accountId, region, instanceId, operation: world.operation, attempt, event, requestId: null, errorCode: null, endpoint: null, port: null, rule: null, detail: '', ...part,
    }),
  };
}

/**
 * Takes one entry from where it stands to its end: judge on fresh facts, call once, wait for what was asked for. The call
 * leaves again only after throttling, which proves that nothing was done, or after reading showed for the settling time that
 * nothing happened. After a lost answer nothing is told as refused or withheld before reading showed that once more.
 */
export async function applyEntry(entry: PlanEntry, world: EntryWorld, begun: Begun = { kind: 'not' }): Promise<EntryEnd> {
  const course = makeCourse(entry, world);
  let attempt = begun.kind === 'not' ? 0 : begun.attempt;
  let lost = begun.kind === 'again' && begun.wasLost ? 1 : 0;
  let isSettled = false;
  if (begun.kind === 'accepted') return waitFor(course, attempt, begun.requestId, new Date(begun.since));
  if (begun.kind === 'open') {
    lost = 1;
    const ended = await reconcile(course, attempt, begun, true);
    if (ended !== 'again') return ended;
  }
  for (;;) {
    const { readSince, instance } = await world.reread(entry);
    const there = endWithoutCall(course, instance, { attempt, wasLost: lost > 0 });
    if (there !== null) return there;
    const hold = reasonToHold(course, instance);
    if (hold !== null && (lost === 0 || isSettled)) return withhold(course, hold);
    if (hold !== null) {
      const late = await reconcile(course, attempt, { detail: 'of an earlier call', requestId: null }, true);
      if (late !== 'again') return late;
      isSettled = true;
      continue;
    }
    const permit = permitFor(course, instance, readSince);
    if (permit.kind === 'refused') return permit.end;
    const stop = world.admit();
    if (stop !== null) return course.end('not-started', attempt > 0 ? `${stop} What was sent before did nothing.` : stop);
    if (world.writer === null) return course.end('not-started', `Dry run: ${requestText(world.operation, entry)} would be sent.`);
    attempt++;
    course.record('intent', attempt);
    course.record('sent', attempt);
    world.say(`${entry.instanceId}: sending ${requestText(world.operation, entry)}.`);
    const result = await world.writer.call(permit.permit);
    world.answered?.(entry, instance, result);
    if (result.kind === 'ambiguous') lost++;
    const next = await afterCall(course, result, { attempt, lost });
    if (next !== 'again') return next;
  }
}

/** The end of an instance that no entry was made for, or for whose entry no call may leave: it has what is asked for, or a rule did not pass. */
export function withoutCall(entry: PlanEntry, world: Pick<EntryWorld, 'operation'>, instance: AssessedInstance): EntryOutcome | null {
  const course = makeCourse(entry, { ...world, record: () => undefined } as unknown as EntryWorld);
  const there = endWithoutCall(course, instance, { attempt: 0, wasLost: false });
  if (there !== null) return there.outcome;
  const hold = ruleToHold(instance);
  return hold === null ? null : withhold(course, hold).outcome;
}
