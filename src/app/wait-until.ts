import type { Fleet } from '../model/fleet.ts';
import { checkScope, toChecked } from './check.ts';
import type { Checked } from './check.ts';
import { lookAgain, openParts } from './look-again.ts';
import type { OpenParts } from './look-again.ts';
import { openRun } from './open-run.ts';
import type { Run } from './open-run.ts';
import type { CheckOptions } from './options.ts';
import type { World } from './world.ts';

/** Times in seconds. */
export interface WaitOptions {
  /** How long to wait at most. */
  readonly wait: number;
  /** How long between two looks. */
  readonly poll: number;
}

export const WAIT_DEFAULTS: WaitOptions = { wait: 1800, poll: 5 };

/** Why the waiting ended: every instance is eligible or enabled, the time is up, what is left cannot change, or the user asked to stop. */
export type WaitEnd = 'all-ready' | 'time-is-up' | 'nothing-can-change' | 'interrupted';

export interface Waited extends Checked {
  readonly ended: WaitEnd;
}

/** How soon an interruption is noticed, in seconds. */
const HEED = 0.1;

/**
 * Checks a scope, then looks again at what can change, until every instance is eligible or enabled, the time is up, or what
 * is left can never be. Gives the last state. Holds a reader only. `onWait` is called once, before the first pause.
 */
export async function checkUntilEligible(options: CheckOptions & WaitOptions, world: World, onWait: () => void = () => undefined): Promise<Waited> {
  const { wait, poll, ...scope } = options;
  const run = await openRun(scope, world, { leadsToCall: false });
  try {
    const startedAt = world.now();
    const numbers = new Map<string, number>();
    let checked = await checkScope(run, startedAt, { numbers });
    let missing = missingRegions(checked.fleet, run);
    let looks = 0;
    for (;;) {
      const open = openParts(run, checked, missing.regions);
      const left = wait - (world.now().getTime() - startedAt.getTime()) / 1000;
      const ended = endOf(checked, open, missing.all, left, world);
      if (ended !== null) return { ...checked, ended };
      if (looks++ === 0) onWait();
      world.progress(`waiting for ${countOf(open, missing.all)}, ${Math.ceil(left)} s left`);
      await pause(Math.min(Math.max(poll, 0.01), left), world);
      const next = await unlessInterrupted(world, () => (missing.all ? checkScope(run, startedAt, { numbers }) : lookOnce(run, startedAt, checked, open, numbers)));
      if (next === null) return { ...checked, ended: 'interrupted' };
      if (missing.regions.length > 0 || missing.all) missing = missingRegions(next.fleet, run, missing.all ? null : missing.regions);
      tellChanges(checked, next, world);
      checked = next;
    }
  } finally {
    run.cloud.close();
  }
}

async function lookOnce(run: Run, startedAt: Date, checked: Checked, open: OpenParts, numbers: Map<string, number>): Promise<Checked> {
  return toChecked(run, startedAt, await lookAgain(run, checked, open, numbers));
}

interface Missing {
  /** Not even the regions are known. */
  readonly all: boolean;
  /** Regions that were not read as a whole yet. Where ids are named their instances are looked for by id instead. */
  readonly regions: readonly string[];
}

function missingRegions(fleet: Fleet, run: Run, among: readonly string[] | null = null): Missing {
  const regions = [...new Set(fleet.unread.map((part) => part.what.region))];
  return {
    all: regions.includes(null),
    regions: run.options.instances.length > 0 ? [] : regions.filter((region) => region !== null).filter((region) => among === null || among.includes(region)),
  };
}

function endOf(checked: Checked, open: OpenParts, isScopeUnread: boolean, left: number, world: World): WaitEnd | null {
  if (world.isInterrupted()) return 'interrupted';
  const waits = open.instances.length > 0 || open.regions.length > 0 || isScopeUnread;
  if (!waits) return checked.assessment.instances.every(({ standing }) => standing === 'eligible' || standing === 'enabled') ? 'all-ready' : 'nothing-can-change';
  return left <= 0 ? 'time-is-up' : null;
}

function countOf(open: OpenParts, isScopeUnread: boolean): string {
  const parts = [
    open.instances.length > 0 ? `${open.instances.length} ${open.instances.length === 1 ? 'instance' : 'instances'}` : '',
    isScopeUnread ? 'the list of regions' : open.regions.join(', '),
  ];
  return parts.filter((part) => part !== '').join(' and ');
}

function tellChanges(before: Checked, after: Checked, world: World): void {
  const standings = new Map(before.assessment.instances.map((instance) => [instance.instanceId, instance.standing]));
  for (const { instanceId, standing } of after.assessment.instances) {
    if (standings.get(instanceId) !== standing) world.say(`${instanceId}: ${standing}.`);
  }
}

/** Sleeps, but not through an interruption. */
async function pause(seconds: number, world: World): Promise<void> {
  const until = world.now().getTime() + seconds * 1000;
  for (;;) {
    const left = (until - world.now().getTime()) / 1000;
    if (left <= 0 || world.isInterrupted()) return;
    await world.sleep(Math.min(left, HEED));
  }
}

/** What a look brings; null where the user asked to stop, before it or in the midst of it. */
async function unlessInterrupted<T>(world: World, act: () => Promise<T>): Promise<T | null> {
  if (world.isInterrupted()) return null;
  const look = { isOver: false };
  const stopped = async (): Promise<null> => {
    while (!look.isOver && !world.isInterrupted()) await world.sleep(HEED);
    return null;
  };
  const acting = act().finally(() => { look.isOver = true; });
  acting.catch(() => undefined); // where nobody waits for it any more
  return Promise.race([acting, stopped()]);
}
