import type { CallResult, Writer } from '../cloud/types.ts';
import type { AssessedInstance } from '../model/assessment.ts';
import type { Finding } from '../model/finding.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { EntryOutcome } from '../model/outcome.ts';
import { grantPermit } from '../model/permit.ts';
import type { Permit } from '../model/permit.ts';
import { requestText } from '../model/plan.ts';
import type { MutatingOperation, PlanEntry } from '../model/plan.ts';
import type { RuleInForce } from '../model/rule.ts';
import { driftOf } from './drift.ts';
import { isThereAlready, toObservation, WORDS } from './operation.ts';
import type { Observation } from './operation.ts';
import { reconcile, waitFor } from './wait.ts';

/** The times of an apply, in seconds. */
export interface ApplyTimes {
  readonly wait: number;
  readonly poll: number;
  readonly settle: number;
}

/** How old the facts behind a call may be when it leaves, in seconds. */
const FRESH_FOR = 60;
/** How often a call may leave for one entry: after throttling, or after reading showed that nothing happened. */
export const MOST_ATTEMPTS = 5;
/** Lost answers after which nothing is sent again, whatever reading shows. */
const MOST_AMBIGUOUS = 2;

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
  | { readonly kind: 'accepted'; readonly attempt: number; readonly requestId: string | null }
  | { readonly kind: 'open'; readonly attempt: number; readonly requestId: string | null; readonly detail: string }
  /** Earlier attempts are known to have done nothing. */
  | { readonly kind: 'again'; readonly attempt: number };

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
 * leaves again only after throttling, which proves that nothing was done, or after reading showed for the settling time that nothing happened.
 */
export async function applyEntry(entry: PlanEntry, world: EntryWorld, begun: Begun = { kind: 'not' }): Promise<EntryEnd> {
  const course = makeCourse(entry, world);
  let attempt = begun.kind === 'not' ? 0 : begun.attempt;
  let lost = 0;
  if (begun.kind === 'accepted') return waitFor(course, attempt, begun.requestId);
  if (begun.kind === 'open') {
    lost = 1;
    const ended = await reconcile(course, attempt, begun, true);
    if (ended !== 'again') return ended;
  }
  for (;;) {
    const { readSince, instance } = await world.reread(entry);
    const settled = endWithoutCall(course, instance, lost > 0) ?? endOfDrift(course, instance) ?? shortBesideOthers(course, instance);
    if (settled !== null) return settled;
    const permit = permitFor(course, instance, readSince);
    if (permit.kind === 'refused') return permit.end;
    const stop = world.admit();
    if (stop !== null) return course.end('not-started', stop);
    if (world.writer === null) return course.end('not-started', `Dry run: ${requestText(world.operation, entry)} would be sent.`);
    attempt++;
    course.record('intent', attempt);
    course.record('sent', attempt);
    world.say(`${entry.instanceId}: sending ${requestText(world.operation, entry)}.`);
    const result = await world.writer.call(permit.permit);
    if (result.kind === 'ambiguous') lost++;
    const next = await afterCall(course, result, { attempt, lost });
    if (next !== 'again') return next;
  }
}

/** The end of an instance that no entry was made for, or for whose entry no call may leave: it has what is asked for, or a rule did not pass. */
export function withoutCall(entry: PlanEntry, world: Pick<EntryWorld, 'operation'>, instance: AssessedInstance): EntryOutcome | null {
  const course = makeCourse(entry, { ...world, record: () => undefined } as unknown as EntryWorld);
  return endWithoutCall(course, instance, false)?.outcome ?? null;
}

function endWithoutCall(course: Course, instance: AssessedInstance, wasSent: boolean): EntryEnd | null {
  const { operation } = course.world;
  if (isThereAlready(operation, instance)) return endThere(course, instance, wasSent);
  const errors = instance.findings.filter((finding) => finding.severity === 'error').toSorted((a, b) => a.order - b.order);
  const short = errors.find((finding) => finding.verdict === 'fail') ?? errors.find((finding) => finding.verdict === 'unknown');
  return short === undefined ? null : withhold(course, short.message, short.rule);
}

function withhold(course: Course, detail: string, rule: string | null, endsAll = false): EntryEnd {
  course.record('withheld', 0, { detail, rule });
  return course.end('withheld', detail, { rule, endsAll });
}

function endThere(course: Course, instance: AssessedInstance, wasSent: boolean): EntryEnd {
  const { entry, world } = course;
  const seen = toObservation(world.operation, instance.facts, entry);
  const words = WORDS[world.operation];
  if (seen.kind === 'another') return withhold(course, `It has another direct endpoint, ${seen.endpoint} port ${seen.port}, than the one asked for; nothing was sent.`, 'no-direct-endpoint');
  if (seen.kind === 'unread' && (entry.prefix !== null || entry.port !== null)) {
    return withhold(course, 'It has a direct endpoint, and whether it is the one asked for could not be read; nothing was sent.', 'no-direct-endpoint');
  }
  const part = seen.kind === 'there' ? { endpoint: seen.endpoint, port: seen.port } : {};
  course.record('done', wasSent ? 1 : 0, { ...part, detail: wasSent ? words.lost : words.already });
  return wasSent ? course.end('done', words.lost, part) : course.end('already', words.already, part);
}

/** What changed since the plan was made, where every rule passes all the same. */
function endOfDrift(course: Course, instance: AssessedInstance): EntryEnd | null {
  const changes = driftOf(course.entry, instance);
  if (changes.length === 0) return null;
  return withhold(course, `Every rule passes, but since the plan was made this changed: ${changes.join('; ')}. Make a new plan.`, null, course.world.onDrift === 'stop');
}

/** Where what is free is spoken for by earlier entries whose endpoints are not there yet. */
function shortBesideOthers(course: Course, instance: AssessedInstance): EntryEnd | null {
  const { entry, world } = course;
  const free = instance.facts.get('vswitch.availableAddresses');
  const held = world.heldOn(entry.vSwitchId);
  if (world.operation === 'ReleaseDirectConnection' || free?.kind !== 'known' || held === 0 || Number(free.value) - held >= entry.addressesNeeded) return null;
  return withhold(course, `vSwitch ${entry.vSwitchId} has ${String(free.value)} free addresses, of which earlier entries may still take ${held}; ${entry.addressesNeeded} are needed.`, 'vswitch-has-addresses');
}

function permitFor(course: Course, instance: AssessedInstance, readSince: Date): { readonly kind: 'granted'; readonly permit: Permit } | { readonly kind: 'refused'; readonly end: EntryEnd } {
  const { entry, world } = course;
  const decision = grantPermit({
    operation: world.operation, instance, request: { prefix: entry.prefix, port: entry.port }, rules: world.rules.map(({ rule }) => rule),
    findings: instance.findings, readSince, now: world.now(), maxAge: FRESH_FOR,
  });
  return decision.kind === 'granted' ? decision : { kind: 'refused', end: withhold(course, decision.detail, decision.rule) };
}

async function afterCall(course: Course, result: CallResult, so: { readonly attempt: number; readonly lost: number }): Promise<EntryEnd | 'again'> {
  const { entry, world } = course;
  const { attempt } = so;
  switch (result.kind) {
    case 'accepted':
      course.record('accepted', attempt, { requestId: result.requestId });
      world.say(`${entry.instanceId}: accepted (request ${result.requestId}); waiting.`);
      return waitFor(course, attempt, result.requestId);
    case 'rejected':
      course.record('rejected', attempt, { errorCode: result.code, requestId: result.requestId, detail: result.message });
      return endRejected(course, result, attempt, so.lost > 0);
    case 'denied':
      course.record('rejected', attempt, { errorCode: result.code, requestId: result.requestId, detail: result.message });
      return course.end('rejected', `${result.code}: ${result.message} Grant ${result.ramAction}; no further call was tried.`, { errorCode: result.code, requestId: result.requestId, endsAll: true });
    case 'throttled':
      course.record('rejected', attempt, { errorCode: result.code, requestId: result.requestId, detail: 'Throttled: nothing was done.' });
      if (attempt >= MOST_ATTEMPTS) return course.end('rejected', `The call was throttled ${attempt} times (${result.code}); nothing was done. Try later.`, { errorCode: result.code, requestId: result.requestId });
      await world.sleep(Math.min(2 ** attempt, 16) * 0.5);
      return 'again';
    case 'not-sent':
      course.record('reconciled', attempt, { detail: result.detail });
      if (attempt >= MOST_ATTEMPTS) return withhold(course, `The call did not leave: ${result.detail}`, null);
      await world.sleep(Math.min(2 ** attempt, 16) * 0.5);
      return 'again';
    case 'ambiguous':
      course.record('ambiguous', attempt, { requestId: result.requestId, detail: result.detail });
      world.say(`${entry.instanceId}: no clear answer (${result.detail}) Reading what happened.`);
      return reconcile(course, attempt, result, so.lost < MOST_AMBIGUOUS);
  }
}

/** Reads again: where a rule that predicts this code fails now, something changed in between; else the rule book missed it. */
async function endRejected(course: Course, result: Extract<CallResult, { kind: 'rejected' }>, attempt: number, wasLost: boolean): Promise<EntryEnd> {
  const { entry, world } = course;
  const { instance } = await world.reread(entry);
  const seen = toObservation(world.operation, instance.facts, entry);
  if (wasLost && seen.kind === 'there') {
    course.record('done', attempt, { endpoint: seen.endpoint, port: seen.port, detail: WORDS[world.operation].lost });
    return course.end('done', WORDS[world.operation].lost, { endpoint: seen.endpoint, port: seen.port });
  }
  const part = { errorCode: result.code, requestId: result.requestId };
  const culprit = instance.findings.find((finding) => finding.verdict === 'fail' && predicts(finding, result.code));
  if (culprit !== undefined) return course.end('rejected', `race: ${result.code}. Since the facts were read, this changed: ${culprit.message}`, { ...part, rule: culprit.rule });
  return course.end('rejected', `rule-book miss: ${result.code}: ${result.message} Every rule passed, and none that fails now foretells this code; please report the answer.`, part);
}

function predicts(finding: Finding, code: string): boolean {
  return finding.predicts.some((prediction) => prediction.code === code);
}
