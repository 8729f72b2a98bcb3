import type { CallResult, Writer } from '../cloud/types.ts';
import type { AssessedInstance } from '../model/assessment.ts';
import type { Finding } from '../model/finding.ts';
import { requestText } from '../model/outcome.ts';
import type { ApplyEntry, EntryOutcome } from '../model/outcome.ts';
import { grantPermit } from '../model/permit.ts';
import type { Permit } from '../model/permit.ts';
import type { RuleInForce } from '../model/rule.ts';
import { toObservation } from './observation.ts';
import type { Observation } from './observation.ts';

/** The times of an apply, in seconds. */
export interface ApplyTimes {
  readonly wait: number;
  readonly poll: number;
  readonly settle: number;
}

/** How old the facts behind a call may be when it leaves, in seconds. */
const FRESH_FOR = 60;
/** How often a call may leave for one entry: after throttling, or after reading showed that nothing happened. */
const MOST_ATTEMPTS = 5;
/** Requests that may have reached the service, of which one may have been accepted, are fewer. */
const MOST_AMBIGUOUS = 2;

/** The world as one entry sees it. Everything that reads does so anew. */
export interface EntryWorld {
  readonly rules: readonly RuleInForce[];
  readonly times: ApplyTimes;
  /** Null: a dry run, which judges all and sends nothing. */
  readonly writer: Writer | null;
  reread(entry: ApplyEntry): Promise<{ readonly readSince: Date; readonly instance: AssessedInstance }>;
  observe(entry: ApplyEntry): Promise<Observation>;
  /** Why no further call may leave (a limit, an interruption), null where one may. */
  mayCall(): string | null;
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
  /** What the entry may still take from its vSwitch: it was accepted, or perhaps accepted, and its endpoint is not there. */
  readonly holds: { readonly vSwitchId: string; readonly addresses: number } | null;
}

type Part = Partial<Omit<EntryOutcome, 'accountId' | 'region' | 'instanceId' | 'outcome' | 'detail'>>;

function end(entry: ApplyEntry, outcome: EntryOutcome['outcome'], detail: string, part: Part = {}, endsAll = false): EntryEnd {
  const { accountId, region, instanceId } = entry;
  return { endsAll, holds: null, outcome: { accountId, region: region === '' ? null : region, instanceId, outcome, requestId: null, endpoint: null, port: null, errorCode: null, rule: null, ...part, detail } };
}

/**
 * Takes one entry from re-reading to its end: judge on fresh facts, call once, wait for the endpoint. The call leaves
 * again only after throttling, which proves that nothing was done, or after reading showed for the settling time that nothing happened.
 */
export async function applyEntry(entry: ApplyEntry, world: EntryWorld): Promise<EntryEnd> {
  let ambiguous = 0;
  for (let attempt = 1; ; attempt++) {
    const { readSince, instance } = await world.reread(entry);
    const ended = endWithoutCall(entry, instance, ambiguous > 0);
    if (ended !== null) return ended;
    const permit = permitFor(entry, instance, readSince, world);
    if (permit.kind === 'withheld') return permit.end;
    const stop = world.mayCall();
    if (stop !== null) return end(entry, 'not-started', stop);
    if (world.writer === null) return end(entry, 'not-started', `Dry run: ${requestText(entry)} would be sent.`);
    world.say(`${entry.instanceId}: sending ${requestText(entry)}.`);
    const result = await world.writer.allocateDirectConnection(permit.permit);
    const next = await afterCall(entry, world, result, { attempt, ambiguous });
    if (next !== 'again') return { ...next, holds: holdOf(next.outcome, instance) };
    if (result.kind === 'ambiguous') ambiguous++;
  }
}

function holdOf(outcome: EntryOutcome, instance: AssessedInstance): EntryEnd['holds'] {
  const vSwitchId = vSwitchOf(instance);
  const isOpen = outcome.outcome === 'pending' || outcome.outcome === 'ambiguous';
  return isOpen && vSwitchId !== null ? { vSwitchId, addresses: instance.addressesNeeded ?? 0 } : null;
}

function vSwitchOf(instance: AssessedInstance): string | null {
  const fact = instance.facts.get('instance.vSwitchId');
  return fact?.kind === 'known' && typeof fact.value === 'string' ? fact.value : null;
}

/** The end of an entry for which no call may leave: it has an endpoint, or a rule did not pass. Null where a call may follow. */
export function endWithoutCall(entry: ApplyEntry, instance: AssessedInstance, wasSent = false): EntryEnd | null {
  if (instance.standing === 'enabled') return endEnabled(entry, instance, wasSent);
  const errors = instance.findings.filter((finding) => finding.severity === 'error');
  const short = errors.find((finding) => finding.verdict === 'fail') ?? errors.find((finding) => finding.verdict === 'unknown');
  return short === undefined ? null : end(entry, 'withheld', short.message, { rule: short.rule });
}

function endEnabled(entry: ApplyEntry, instance: AssessedInstance, wasSent: boolean): EntryEnd {
  const seen = toObservation(instance.facts, entry);
  if (seen.kind === 'ours') {
    const part = { endpoint: seen.endpoint, port: seen.port };
    return wasSent ? end(entry, 'done', 'The answer was lost; reading shows the endpoint.', part) : end(entry, 'already', 'It has a direct endpoint already; nothing was sent.', part);
  }
  if (seen.kind === 'another') return end(entry, 'withheld', `It has another direct endpoint, ${seen.endpoint} port ${seen.port}, than the one asked for; nothing was sent.`, { rule: 'no-direct-endpoint' });
  if (entry.prefix === null && entry.port === null) return end(entry, 'already', 'It has a direct endpoint by birth; nothing was sent.');
  return end(entry, 'withheld', `It has a direct endpoint, and whether it is the one asked for could not be read; nothing was sent.`, { rule: 'no-direct-endpoint' });
}

function permitFor(entry: ApplyEntry, instance: AssessedInstance, readSince: Date, world: EntryWorld): { readonly kind: 'granted'; readonly permit: Permit } | { readonly kind: 'withheld'; readonly end: EntryEnd } {
  const contended = shortBesideOthers(instance, world);
  if (contended !== null) return { kind: 'withheld', end: end(entry, 'withheld', contended, { rule: 'vswitch-has-addresses' }) };
  const decision = grantPermit({
    instance, request: { prefix: entry.prefix, port: entry.port }, rules: world.rules.map(({ rule }) => rule),
    findings: instance.findings, readSince, now: world.now(), maxAge: FRESH_FOR,
  });
  if (decision.kind === 'refused') return { kind: 'withheld', end: end(entry, 'withheld', decision.detail, { rule: decision.rule }) };
  return decision;
}

/** The sentence that says that what is free is spoken for by earlier entries; null where there is room. */
function shortBesideOthers(instance: AssessedInstance, world: EntryWorld): string | null {
  const vSwitchId = vSwitchOf(instance);
  const free = instance.facts.get('vswitch.availableAddresses');
  if (vSwitchId === null || free?.kind !== 'known' || instance.addressesNeeded === null) return null;
  const held = world.heldOn(vSwitchId);
  if (held === 0 || Number(free.value) - held >= instance.addressesNeeded) return null;
  return `vSwitch ${vSwitchId} has ${String(free.value)} free addresses, of which earlier entries may still take ${held}; ${instance.addressesNeeded} are needed.`;
}

async function afterCall(entry: ApplyEntry, world: EntryWorld, result: CallResult, so: { readonly attempt: number; readonly ambiguous: number }): Promise<EntryEnd | 'again'> {
  switch (result.kind) {
    case 'accepted':
      world.say(`${entry.instanceId}: accepted (request ${result.requestId}); waiting for the endpoint.`);
      return waitForEndpoint(entry, world, result.requestId);
    case 'rejected':
      return endRejected(entry, world, result, so.ambiguous > 0);
    case 'denied':
      return end(entry, 'rejected', `${result.code}: ${result.message} Grant ${result.ramAction}; no further call was tried.`, { errorCode: result.code, requestId: result.requestId }, true);
    case 'throttled':
      if (so.attempt >= MOST_ATTEMPTS) return end(entry, 'rejected', `The call was throttled ${so.attempt} times (${result.code}); nothing was done. Try later.`, { errorCode: result.code, requestId: result.requestId });
      await world.sleep(Math.min(2 ** so.attempt, 16) * 0.5);
      return 'again';
    case 'not-sent':
      if (so.attempt >= MOST_ATTEMPTS) return end(entry, 'withheld', `The call did not leave: ${result.detail}`);
      await world.sleep(Math.min(2 ** so.attempt, 16) * 0.5);
      return 'again';
    case 'ambiguous':
      world.say(`${entry.instanceId}: no clear answer (${result.detail}); reading what happened.`);
      return reconcile(entry, world, result, so.ambiguous + 1 < MOST_AMBIGUOUS);
  }
}

/** After acceptance: until the endpoint is there and the status is Normal again, at most the waiting time. */
async function waitForEndpoint(entry: ApplyEntry, world: EntryWorld, requestId: string): Promise<EntryEnd> {
  const deadline = world.now().getTime() + world.times.wait * 1000;
  let left = false;
  let idleSince: number | null = null;
  let last: Observation = { kind: 'unread', detail: 'Nothing was read yet.' };
  for (;;) {
    last = await world.observe(entry);
    if (last.kind === 'ours' && last.isNormal) return end(entry, 'done', 'The endpoint is there and the instance is Normal.', { requestId, endpoint: last.endpoint, port: last.port });
    if (last.kind === 'another') return end(entry, 'pending', `The call was accepted, but the direct endpoint is ${last.endpoint} port ${last.port}, not the one asked for.`, { requestId });
    left ||= last.kind === 'changing';
    const time = world.now().getTime();
    idleSince = last.kind === 'nothing' ? idleSince ?? time : null;
    if (left && idleSince !== null && time - idleSince >= world.times.settle * 1000) return end(entry, 'failed', 'The call was accepted, the instance changed and returned to Normal without a direct endpoint.', { requestId });
    if (time >= deadline || world.isImpatient()) break;
    await world.sleep(Math.min(world.times.poll, Math.max(0, deadline - time) / 1000));
  }
  const seen = last.kind === 'ours' ? { endpoint: last.endpoint, port: last.port } : {};
  return end(entry, 'pending', `The call was accepted; ${describe(last)} after ${world.times.wait} s. Run the same command again to see the end of it.`, { requestId, ...seen });
}

function describe(seen: Observation): string {
  switch (seen.kind) {
    case 'ours':
      return 'the endpoint is there but the instance is not Normal yet';
    case 'changing':
      return `no endpoint was seen (${seen.what})`;
    case 'unread':
      return `the endpoint could not be read (${seen.detail})`;
    default:
      return 'no endpoint was seen';
  }
}

/** After a lost answer: an endpoint that is ours proves the call; nothing for the whole settling time allows another. */
async function reconcile(entry: ApplyEntry, world: EntryWorld, lost: { readonly detail: string; readonly requestId: string | null }, mayRepeat: boolean): Promise<EntryEnd | 'again'> {
  const deadline = world.now().getTime() + Math.max(world.times.wait, world.times.settle) * 1000;
  let idleSince: number | null = null;
  for (;;) {
    const seen = await world.observe(entry);
    const time = world.now().getTime();
    if (seen.kind === 'ours' && seen.isNormal) return end(entry, 'done', 'The answer was lost; reading shows the endpoint.', { requestId: lost.requestId, endpoint: seen.endpoint, port: seen.port });
    if (seen.kind === 'another') return end(entry, 'ambiguous', `The answer was lost (${lost.detail}), and a direct endpoint other than the one asked for is there: ${seen.endpoint} port ${seen.port}.`, { requestId: lost.requestId });
    idleSince = seen.kind === 'nothing' ? idleSince ?? time : null;
    const settled = idleSince !== null && time - idleSince >= world.times.settle * 1000;
    if (settled && mayRepeat) return 'again';
    if (settled || time >= deadline || world.isImpatient()) return end(entry, 'ambiguous', `The answer was lost (${lost.detail}); ${describe(seen)}. Look at the instance before anything is sent again.`, { requestId: lost.requestId });
    await world.sleep(Math.min(world.times.poll, Math.max(0, deadline - time) / 1000));
  }
}

/** Reads again: where a rule that predicts this code fails now, something changed in between; else the rule book missed it. */
async function endRejected(entry: ApplyEntry, world: EntryWorld, result: Extract<CallResult, { kind: 'rejected' }>, wasAmbiguous: boolean): Promise<EntryEnd> {
  const { instance } = await world.reread(entry);
  const seen = toObservation(instance.facts, entry);
  if (wasAmbiguous && instance.standing === 'enabled' && seen.kind === 'ours') {
    return end(entry, 'done', 'An earlier answer was lost; reading shows the endpoint.', { endpoint: seen.endpoint, port: seen.port });
  }
  const part = { errorCode: result.code, requestId: result.requestId };
  const culprit = instance.findings.find((finding) => finding.verdict === 'fail' && predicts(finding, result.code));
  if (culprit !== undefined) return end(entry, 'rejected', `race: ${result.code}. Since the facts were read, this changed: ${culprit.message}`, { ...part, rule: culprit.rule });
  return end(entry, 'rejected', `rule-book miss: ${result.code}: ${result.message} Every rule passed, and passes still; please report this answer.`, part);
}

function predicts(finding: Finding, code: string): boolean {
  return finding.predicts.some((prediction) => prediction.code === code);
}
