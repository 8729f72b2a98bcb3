import type { AssessedInstance } from '../model/assessment.ts';
import { grantPermit } from '../model/permit.ts';
import type { Permit } from '../model/permit.ts';
import type { Course, EntryEnd } from './apply-entry.ts';
import { driftOf } from './drift.ts';
import { isThereAlready, toObservation, WORDS } from './operation.ts';

/** How old the facts behind a call may be when it leaves, in seconds. */
const FRESH_FOR = 60;

/** Why no call may leave for an entry now. */
export interface Hold {
  readonly detail: string;
  readonly rule: string | null;
  /** No other entry may start either. */
  readonly endsAll: boolean;
}

/** Ends an entry without a call. */
export function withhold(course: Course, { detail, rule, endsAll }: Hold): EntryEnd {
  course.record('withheld', 0, { detail, rule });
  return course.end('withheld', detail, { rule, endsAll });
}

/** The end of an instance that has what is asked for; null where it has not, or where it can only be another's. */
export function endWithoutCall(course: Course, instance: AssessedInstance, so: { readonly attempt: number; readonly wasLost: boolean }): EntryEnd | null {
  const { entry, world } = course;
  if (!isThereAlready(world.operation, instance)) return null;
  const seen = toObservation(world.operation, instance.facts, entry);
  const words = WORDS[world.operation];
  const isTold = seen.kind === 'there' || (seen.kind === 'unread' && entry.prefix === null && entry.port === null);
  if (!isTold && so.wasLost) return null; // whether it came of the lost call is for reading to show
  if (!isTold) return withhold(course, strangeEndpoint(course, instance));
  const part = seen.kind === 'there' ? { endpoint: seen.endpoint, port: seen.port } : {};
  course.record('done', so.wasLost ? Math.max(1, so.attempt) : 0, { ...part, detail: so.wasLost ? words.lost : words.already });
  return so.wasLost ? course.end('done', words.lost, part) : course.end('already', words.already, part);
}

function strangeEndpoint(course: Course, instance: AssessedInstance): Hold {
  const seen = toObservation(course.world.operation, instance.facts, course.entry);
  const detail = seen.kind === 'another'
    ? `It has another direct endpoint, ${seen.endpoint} port ${seen.port}, than the one asked for; nothing was sent.`
    : 'It has a direct endpoint, and whether it is the one asked for could not be read; nothing was sent.';
  return { detail, rule: 'no-direct-endpoint', endsAll: false };
}

/** Why no call may leave on these facts: a strange endpoint, a rule, a change since the plan was made, or no room beside others. */
export function reasonToHold(course: Course, instance: AssessedInstance): Hold | null {
  if (isThereAlready(course.world.operation, instance)) return strangeEndpoint(course, instance);
  return ruleToHold(instance) ?? driftToHold(course, instance) ?? shortBesideOthers(course, instance);
}

/** The rule of severity error that did not pass. */
export function ruleToHold(instance: AssessedInstance): Hold | null {
  const errors = instance.findings.filter((finding) => finding.severity === 'error').toSorted((a, b) => a.order - b.order);
  const short = errors.find((finding) => finding.verdict === 'fail') ?? errors.find((finding) => finding.verdict === 'unknown');
  return short === undefined ? null : { detail: short.message, rule: short.rule, endsAll: false };
}

/** What changed since the plan was made, where every rule passes all the same. */
function driftToHold({ entry, world }: Course, instance: AssessedInstance): Hold | null {
  const changes = driftOf(entry, instance);
  if (changes.length === 0) return null;
  return { detail: `Every rule passes, but since the plan was made this changed: ${changes.join('; ')}. Make a new plan.`, rule: null, endsAll: world.onDrift === 'stop' };
}

/** Where what is free is spoken for by earlier entries whose endpoints are not there yet. */
function shortBesideOthers({ entry, world }: Course, instance: AssessedInstance): Hold | null {
  const free = instance.facts.get('vswitch.availableAddresses');
  const held = world.heldOn(entry.vSwitchId);
  if (world.operation === 'ReleaseDirectConnection' || free?.kind !== 'known' || held === 0 || Number(free.value) - held >= entry.addressesNeeded) return null;
  const detail = `vSwitch ${entry.vSwitchId} has ${String(free.value)} free addresses, of which earlier entries may still take ${held}; ${entry.addressesNeeded} are needed.`;
  return { detail, rule: 'vswitch-has-addresses', endsAll: false };
}

/** Leave to send the one call, or the end of the entry where it is refused. */
export function permitFor(course: Course, instance: AssessedInstance, readSince: Date): { readonly kind: 'granted'; readonly permit: Permit } | { readonly kind: 'refused'; readonly end: EntryEnd } {
  const { entry, world } = course;
  const decision = grantPermit({
    operation: world.operation, instance, request: { prefix: entry.prefix, port: entry.port }, rules: world.rules.map(({ rule }) => rule),
    findings: instance.findings, readSince, now: world.now(), maxAge: FRESH_FOR,
  });
  return decision.kind === 'granted' ? decision : { kind: 'refused', end: withhold(course, { detail: decision.detail, rule: decision.rule, endsAll: false }) };
}
