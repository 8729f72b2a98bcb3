import type { Course, EntryEnd } from './apply-entry.ts';
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
  const deadline = world.now().getTime() + world.times.wait * 1000;
  let left = false;
  let idleSince: number | null = null;
  for (;;) {
    const seen = await world.observe(entry);
    const time = world.now().getTime();
    if (seen.kind === 'there' && seen.isNormal) {
      course.record('done', attempt, { requestId, endpoint: seen.endpoint, port: seen.port, detail: words.done });
      return course.end('done', words.done, { requestId, endpoint: seen.endpoint, port: seen.port });
    }
    left ||= seen.kind === 'changing' || (since !== null && time - since.getTime() >= world.times.wait * 1000);
    idleSince = seen.kind === 'nothing' ? idleSince ?? time : null;
    if (left && idleSince !== null && time - idleSince >= world.times.settle * 1000) {
      course.record('failed', attempt, { requestId, detail: words.failed });
      return course.end('failed', words.failed, { requestId });
    }
    if (time >= deadline || world.isImpatient() || seen.kind === 'another') return pending(course, seen, requestId);
    await world.sleep(Math.min(Math.max(world.times.poll, 0.01), Math.max(0, deadline - time) / 1000));
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
  const deadline = world.now().getTime() + Math.max(world.times.wait, world.times.settle) * 1000;
  let idleSince: number | null = null;
  for (;;) {
    const seen = await world.observe(entry);
    const time = world.now().getTime();
    if (seen.kind === 'there' && seen.isNormal) {
      const part = { requestId: lost.requestId, endpoint: seen.endpoint, port: seen.port };
      course.record('reconciled', attempt, { ...part, detail: words.lost });
      course.record('done', attempt, { ...part, detail: words.lost });
      return course.end('done', words.lost, part);
    }
    if (seen.kind === 'another') return course.end('ambiguous', `The answer was lost (${lost.detail}), and a direct endpoint other than the one asked for is there: ${seen.endpoint} port ${seen.port}.`, { requestId: lost.requestId });
    idleSince = seen.kind === 'nothing' ? idleSince ?? time : null;
    const settled = idleSince !== null && time - idleSince >= world.times.settle * 1000;
    if (settled && mayRepeat) {
      course.record('reconciled', attempt, { detail: `Reading showed for ${world.times.settle} s that nothing happened.` });
      return 'again';
    }
    if (settled || time >= deadline || world.isImpatient()) {
      return course.end('ambiguous', `The answer was lost (${lost.detail}); ${describe(seen, words.awaited)}. Nothing is sent again before that is known.`, { requestId: lost.requestId });
    }
    await world.sleep(Math.min(Math.max(world.times.poll, 0.01), Math.max(0, deadline - time) / 1000));
  }
}
