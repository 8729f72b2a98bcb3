import type { Course, EntryEnd, EntryWorld } from './apply-entry.ts';
import { WORDS } from './operation.ts';
import type { Observation } from './operation.ts';

/**
 * After acceptance: until what was asked for is there and the status is Normal again, at most the waiting time. It has failed
 * where the instance was seen to change and nothing came of it; where an earlier run accepted it (`since`), also where the
 * waiting time has passed since then and nothing is going on.
 */
export async function waitFor(course: Course, attempt: number, requestId: string | null, since: Date | null = null): Promise<EntryEnd> {
  const { entry, world } = course;
  const words = WORDS[world.operation];
  const patience = new Patience(world, world.times.wait);
  let left = false;
  for (;;) {
    const seen = await world.observe(entry);
    patience.note(seen);
    if (seen.kind === 'there' && seen.isNormal) {
      course.record('done', attempt, { requestId, endpoint: seen.endpoint, port: seen.port, detail: words.done });
      return course.end('done', words.done, { requestId, endpoint: seen.endpoint, port: seen.port });
    }
    left ||= seen.kind === 'changing' || (since !== null && world.now().getTime() - since.getTime() >= world.times.wait * 1000);
    if (left && patience.isSettled()) {
      course.record('failed', attempt, { requestId, detail: words.failed });
      return course.end('failed', words.failed, { requestId });
    }
    if (patience.isOver() || world.isImpatient() || seen.kind === 'another') return pending(course, seen, requestId);
    await patience.pause();
  }
}

function pending(course: Course, seen: Observation, requestId: string | null): EntryEnd {
  const { operation, times } = course.world;
  if (seen.kind === 'another') return course.end('pending', `The call was accepted, but the direct endpoint is ${seen.endpoint} port ${seen.port}, not the one asked for.`, { requestId });
  const part = seen.kind === 'there' ? { endpoint: seen.endpoint, port: seen.port } : {};
  return course.end('pending', `The call was accepted; ${describe(seen, WORDS[operation].awaited)} ${course.world.isImpatient() ? 'before the interruption' : `within ${times.wait} s`}.`, { requestId, ...part });
}

function describe(seen: Observation, awaited: string): string {
  switch (seen.kind) {
    case 'there':
      return 'the instance was not Normal again';
    case 'changing':
      return `${awaited} (${seen.what})`;
    case 'unread':
      return `its end could not be read (${seen.detail})`;
    case 'nothing':
    case 'another':
      return awaited;
  }
}

/** After a lost answer: what was asked for proves the call when it is there; nothing for the whole settling time allows another. */
export async function reconcile(course: Course, attempt: number, lost: { readonly detail: string; readonly requestId: string | null }, mayRepeat: boolean): Promise<EntryEnd | 'again'> {
  const { entry, world } = course;
  const words = WORDS[world.operation];
  const patience = new Patience(world, Math.max(world.times.wait, world.times.settle));
  for (;;) {
    const seen = await world.observe(entry);
    patience.note(seen);
    if (seen.kind === 'there' && seen.isNormal) {
      const part = { requestId: lost.requestId, endpoint: seen.endpoint, port: seen.port };
      course.record('reconciled', attempt, { ...part, detail: words.lost });
      course.record('done', attempt, { ...part, detail: words.lost });
      return course.end('done', words.lost, part);
    }
    if (seen.kind === 'another') return course.end('ambiguous', `The answer was lost (${lost.detail}), and a direct endpoint other than the one asked for is there: ${seen.endpoint} port ${seen.port}.`, { requestId: lost.requestId });
    const settled = patience.isSettled();
    if (settled && mayRepeat) {
      course.record('reconciled', attempt, { detail: `Reading showed for ${world.times.settle} s that nothing happened.` });
      return 'again';
    }
    if (settled || (patience.isOver() && seen.kind !== 'nothing') || world.isImpatient()) {
      return course.end('ambiguous', `The answer was lost (${lost.detail}); ${describe(seen, words.awaited)}. Nothing is sent again before that is known.`, { requestId: lost.requestId });
    }
    await patience.pause();
  }
}

/** Seconds between two looks at least. */
const SHORTEST_PAUSE = 0.01;

/** How long there has been waiting, and for how long reading has shown nothing. */
class Patience {
  readonly #world: EntryWorld;
  readonly #most: number;
  readonly #start: number;
  #slept = 0;
  #idle: number | null = null;

  /** `most`: how long to wait, in seconds. */
  constructor(world: EntryWorld, most: number) {
    this.#world = world;
    this.#most = most;
    this.#start = world.now().getTime();
  }

  note(seen: Observation): void {
    this.#idle = seen.kind === 'nothing' ? this.#idle ?? 0 : null;
  }

  /** Reading has shown nothing for the settling time. What was slept counts, so that a clock that is set cannot shorten it. */
  isSettled(): boolean {
    return this.#idle !== null && this.#idle >= this.#world.times.settle;
  }

  isOver(): boolean {
    return this.#left() <= 0;
  }

  /** Until the next look. */
  async pause(): Promise<void> {
    const poll = Math.max(this.#world.times.poll, SHORTEST_PAUSE);
    const left = this.#left();
    const seconds = left > 0 ? Math.min(poll, left) : poll;
    await this.#world.sleep(seconds);
    this.#slept += seconds;
    if (this.#idle !== null) this.#idle += seconds;
  }

  /** Seconds; by what was slept where the clock was set back. */
  #left(): number {
    return this.#most - Math.max((this.#world.now().getTime() - this.#start) / 1000, this.#slept);
  }
}
