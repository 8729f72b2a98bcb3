import type { Observation } from '../apply/operation.ts';
import type { World } from './world.ts';

/** What a terminal shows while a plan runs, in one line that is overwritten: how many entries have ended, and what the others are at. */
export interface LiveView {
  at(instanceId: string, what: string): void;
  observed(instanceId: string, seen: Observation): void;
  ended(instanceId: string, done: number, of: number): void;
}

export function liveView(world: Pick<World, 'progress'>, entries: number): LiveView {
  const under = new Map<string, string>();
  let done = 0;
  let all = entries;
  const show = (): void => world.progress(`${done} of ${all} ended${under.size === 0 ? '' : `; ${[...under].map(([id, what]) => `${id} ${what}`).join(', ')}`}`);
  const at = (instanceId: string, what: string): void => {
    under.set(instanceId, what);
    show();
  };
  return {
    at,
    observed: (instanceId, seen) => at(instanceId, describe(seen)),
    ended: (instanceId, ended, of) => {
      under.delete(instanceId);
      done = ended;
      all = of;
      show();
    },
  };
}

function describe(seen: Observation): string {
  switch (seen.kind) {
    case 'there':
      return seen.isNormal ? 'is there' : 'is there, not Normal yet';
    case 'changing':
      return `changing (${seen.what})`;
    case 'nothing':
      return 'waiting';
    case 'another':
      return 'has another endpoint';
    case 'unread':
      return 'cannot be read';
  }
}
