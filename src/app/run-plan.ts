import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { applyEntries } from '../apply/apply-entries.ts';
import type { Task } from '../apply/apply-entries.ts';
import type { EntryWorld } from '../apply/apply-entry.ts';
import type { Journal } from '../apply/journal-file.ts';
import { lockPlan } from '../apply/lock-file.ts';
import type { Lock } from '../apply/lock-file.ts';
import { toObservation } from '../apply/operation.ts';
import { assess } from '../evaluate/assess.ts';
import { readObserved } from '../facts/read-observed.ts';
import { UsageError } from '../model/faults.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { EntryOutcome, Outcome } from '../model/outcome.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import { withWindowRule } from './maintenance-window.ts';
import { load } from './open-run.ts';
import type { Run } from './open-run.ts';
import type { ApplyOptions } from './options.ts';
import type { World } from './world.ts';

export type GuardOptions = Pick<ApplyOptions, 'dryRun' | 'maxMutations' | 'maxFailures' | 'wait' | 'poll' | 'settle' | 'onDrift' | 'inWindow' | 'concurrency'>;

export interface PlanRun {
  readonly run: Run;
  readonly plan: Plan;
  readonly tasks: readonly Task[];
  readonly guards: GuardOptions;
  /** Null in a dry run, which leaves it unwritten. */
  readonly journal: Journal | null;
  readonly lock: Lock | null;
  readonly prefixesSeen: readonly string[];
  readonly closed: () => string | null;
}

/** Where the journal of a plan is kept when none is named. */
export function journalFileFor(plan: Pick<Plan, 'id'>, named: string | null): string {
  return named ?? `tair-preflight-${plan.id}.journal`;
}

/** A plan whose journal is there was begun: it is resumed, not applied a second time. */
export function assertNotBegun(file: string): void {
  if (existsSync(file)) throw new UsageError(`${file} is there: the plan was begun. Go on with \`tair-preflight resume ${file}\`.`);
}

/** Locks a plan in the folder of its journal, so that no second run touches either. */
export function lockFor(plan: Pick<Plan, 'id'>, journalFile: string, world: World): Lock {
  return lockPlan({ folder: resolve(dirname(journalFile)), planId: plan.id, owner: world.self, now: () => world.now(), isAlive: (pid) => world.isAlive(pid) });
}

/** Runs what is left of a plan, with every event on disk; gives the lock back. */
export async function runPlan(given: PlanRun): Promise<Outcome> {
  const { run, plan, journal, lock, guards } = given;
  const { world } = run;
  try {
    return await applyEntries({
      planId: plan.id,
      journalFile: () => (journal?.exists() === true ? journal.file : null),
      tasks: given.tasks,
      limits: { maxMutations: guards.maxMutations, maxFailures: guards.maxFailures, concurrency: guards.concurrency },
      world: await entryWorld(given),
      isInterrupted: () => world.isInterrupted(),
      closed: given.closed,
      onOutcome: (outcome, done, of) => tell(given, outcome, done, of),
    });
  } finally {
    journal?.close();
    lock?.release();
  }
}

function tell({ run }: PlanRun, outcome: EntryOutcome, done: number, of: number): void {
  run.world.say(`[${done}/${of}] ${outcome.instanceId}: ${outcome.outcome}. ${outcome.detail}`);
}

async function entryWorld({ run, plan, guards, journal, prefixesSeen }: PlanRun): Promise<Omit<EntryWorld, 'admit' | 'heldOn'>> {
  const { world, cloud } = run;
  const rules = guards.inWindow ? withWindowRule(run.rules) : run.rules;
  const previewAccess = plan.attested.includes('preview-access=granted') ? 'granted' as const : plan.attested.includes('preview-access=denied') ? 'denied' as const : null;
  const planned = { ...run, rules, options: { ...run.options, previewAccess, vpc: null, vswitch: null, resourceGroup: null, tags: [] } };
  return {
    operation: plan.operation,
    rules,
    times: { wait: guards.wait, poll: guards.poll, settle: guards.settle },
    onDrift: guards.onDrift,
    writer: guards.dryRun ? null : await cloud.openWriter(),
    reread: async (entry) => {
      const readSince = world.now();
      const fleet = await load(planned, [entry.region], [entry.instanceId], { prefixesSeen, request: { prefix: entry.prefix, prefixTemplate: null, port: entry.port } });
      const [instance] = assess(fleet, rules).instances;
      if (instance === undefined) throw new Error(`Reading ${entry.instanceId} again brought no instance.`);
      return { readSince, instance };
    },
    observe: async (entry: PlanEntry) => toObservation(plan.operation, await readObserved(cloud.reader, entry.region, entry.instanceId, world.now()), entry),
    record: (event: JournalEvent) => journal?.append(event),
    isImpatient: () => world.isImpatient(),
    now: () => world.now(),
    sleep: (seconds) => world.sleep(seconds),
    say: (line) => world.say(line),
  };
}
