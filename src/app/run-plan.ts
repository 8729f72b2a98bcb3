import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { applyEntries } from '../apply/apply-entries.ts';
import type { Task } from '../apply/apply-entries.ts';
import type { EntryWorld } from '../apply/apply-entry.ts';
import type { Journal } from '../apply/journal-file.ts';
import { lockPlan } from '../apply/lock-file.ts';
import type { Lock } from '../apply/lock-file.ts';
import { toObservation } from '../apply/operation.ts';
import { assess } from '../evaluate/assess.ts';
import { waiverAt } from '../evaluate/waivers.ts';
import { readObserved } from '../facts/read-observed.ts';
import { UsageError } from '../model/faults.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { EntryOutcome, Outcome } from '../model/outcome.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import { clean } from '../report/text.ts';
import { withWindowRule } from './maintenance-window.ts';
import { liveView } from './live-view.ts';
import type { LiveView } from './live-view.ts';
import { load } from './open-run.ts';
import type { Run } from './open-run.ts';
import { observerFor } from './observations.ts';
import type { Observer } from './observations.ts';
import type { ApplyOptions } from './options.ts';
import type { PrefixesSeen } from './prefixes-seen.ts';
import type { World } from './world.ts';

export type GuardOptions = Pick<ApplyOptions, 'dryRun' | 'maxMutations' | 'maxFailures' | 'wait' | 'poll' | 'settle' | 'onDrift' | 'inWindow' | 'concurrency' | 'observations'>;

export interface PlanRun {
  readonly run: Run;
  readonly plan: Plan;
  readonly guards: GuardOptions;
  /** Where the journal is kept. A dry run leaves it unwritten. */
  readonly file: string;
  /** Opens the journal, under the lock, and tells what is left to do. */
  readonly begin: () => { readonly journal: Journal; readonly tasks: readonly Task[] };
  readonly prefixesSeen: PrefixesSeen;
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

/** A plan file is used once, wherever its journal is: the mark beside it says where. A new plan under the name of an old one is another plan. */
export function assertNotUsed(planFile: string, plan: Pick<Plan, 'id'>): void {
  const journal = usedBy(planFile, plan);
  if (journal !== null) throw new UsageError(`${planFile} was used: go on with \`tair-preflight resume ${journal}\`, or make a new plan.`);
}

/**
 * Leaves the mark that a plan file was used. Throws a UsageError where another run was quicker. Where its folder is closed
 * to us the journal alone tells, and that is said.
 */
export function markUsed(planFile: string, plan: Pick<Plan, 'id'>, journalFile: string, world: World): void {
  const journal = resolve(journalFile);
  try {
    appendFileSync(markOf(planFile), `${plan.id} ${journal}\n`);
  } catch {
    world.say(`${markOf(planFile)} could not be written: do not apply ${planFile} a second time with another --journal.`);
    return;
  }
  if (usedBy(planFile, plan) !== journal) assertNotUsed(planFile, plan); // the first line counts
}

function markOf(planFile: string): string {
  return `${planFile}.used`;
}

/** The journal that a plan was first used with, by the mark beside its file; null where there is none. */
export function usedBy(planFile: string, plan: Pick<Plan, 'id'>): string | null {
  try {
    const line = readFileSync(markOf(planFile), 'utf8').split('\n').find((one) => one.startsWith(`${plan.id} `));
    return line === undefined ? null : clean(line.slice(plan.id.length + 1));
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw new UsageError(`${markOf(planFile)} could not be read, so that it is not known whether ${planFile} was used. Mend its permissions.`);
  }
}

/** Locks a plan in the folder of its journal, so that no second run touches either. */
function lockFor(plan: Pick<Plan, 'id'>, journalFile: string, world: World): Lock {
  return lockPlan({ folder: resolve(dirname(journalFile)), planId: plan.id, owner: world.self, now: () => world.now(), isAlive: (pid) => world.isAlive(pid) });
}

/** Runs what is left of a plan under its lock, with every event on disk; gives the lock back whatever happens. */
export async function runPlan(given: PlanRun): Promise<Outcome> {
  const { run, plan, file, guards } = given;
  const { world } = run;
  if (guards.dryRun) return runTasks(given, null, given.begin().tasks, () => true);
  const lock = lockFor(plan, file, world);
  try {
    const { journal, tasks } = given.begin();
    try {
      return await runTasks(given, journal, tasks, () => lock.isMine());
    } finally {
      journal.close();
    }
  } finally {
    lock.release();
  }
}

async function runTasks(given: PlanRun, journal: Journal | null, tasks: readonly Task[], isMine: () => boolean): Promise<Outcome> {
  const { run, plan, guards } = given;
  const { world } = run;
  const observer = observerFor(guards.observations, plan, world);
  const live = liveView(world, tasks.length);
  return applyEntries({
    planId: plan.id,
    journalFile: () => (journal?.exists() === true ? journal.file : null),
    tasks,
    limits: { maxMutations: guards.maxMutations, maxFailures: guards.maxFailures, concurrency: guards.concurrency },
    world: await entryWorld(given, journal, observer, live),
    isInterrupted: () => world.isInterrupted(),
    closed: () => given.closed() ?? (isMine() ? null : 'The lock of the plan was lost to another run, or removed: nothing further starts.'),
    onOutcome: (outcome, done, of) => {
      tell(given, outcome, done, of);
      live.ended(outcome.instanceId, done, of);
      observer.ended(outcome);
    },
  });
}

/** What would be sent in a dry run is told by the outcome. */
function tell({ run, plan, guards }: PlanRun, outcome: EntryOutcome, done: number, of: number): void {
  run.world.say(`[${done}/${of}] ${waveText(plan, outcome)}${outcome.instanceId}: ${outcome.outcome}.${guards.dryRun ? '' : ` ${outcome.detail}`}`);
}

/** "wave 2, " of a plan that has several; nothing of one that has not. */
function waveText({ entries }: Pick<Plan, 'entries'>, { region, instanceId }: Pick<EntryOutcome, 'region' | 'instanceId'>): string {
  const entry = entries.find((one) => one.instanceId === instanceId && one.region === region);
  return entry === undefined || entries.every(({ wave }) => wave === entry.wave) ? '' : `wave ${entry.wave}, `;
}

async function entryWorld({ run, plan, guards, prefixesSeen }: PlanRun, journal: Journal | null, observer: Observer, live: LiveView): Promise<Omit<EntryWorld, 'admit' | 'heldOn'>> {
  const { world, cloud } = run;
  // Advice costs no read before a call, unless every verdict is to be recorded.
  const deciding = guards.observations === null ? run.rules.filter(({ rule, severity }) => severity === 'error' || rule.enforced) : run.rules;
  const rules = guards.inWindow ? withWindowRule(deciding) : deciding;
  const previewAccess = plan.attested.includes('preview-access=granted') ? 'granted' as const : plan.attested.includes('preview-access=denied') ? 'denied' as const : null;
  const planned = { ...run, world: { ...world, progress: () => undefined }, rules, options: { ...run.options, previewAccess, assume: new Map(), vpc: null, vswitch: null, resourceGroup: null, tags: [] } };
  return {
    operation: plan.operation,
    rules,
    times: { wait: guards.wait, poll: guards.poll, settle: guards.settle },
    onDrift: guards.onDrift,
    writer: guards.dryRun ? null : await cloud.openWriter(),
    reread: async (entry) => {
      live.at(entry.instanceId, 'reading');
      const readSince = world.now();
      const fleet = await load(planned, [entry.region], [entry.instanceId], { ...prefixesSeen, request: { prefix: entry.prefix, prefixTemplate: null, port: entry.port } });
      const [instance] = assess(fleet, rules, { waiverFor: waiverAt(run.waivers ?? [], readSince) }).instances;
      if (instance === undefined) throw new Error(`Reading ${entry.instanceId} again brought no instance.`);
      return { readSince, instance };
    },
    observe: async (entry: PlanEntry) => {
      const seen = toObservation(plan.operation, await readObserved(cloud.reader, entry.region, entry.instanceId, world.now()), entry);
      live.observed(entry.instanceId, seen);
      return seen;
    },
    record: (event: JournalEvent) => journal?.append(event),
    answered: (entry, instance, result) => observer.answered(entry, instance, result),
    isImpatient: () => world.isImpatient(),
    now: () => world.now(),
    sleep: (seconds) => world.sleep(seconds),
    say: (line) => world.say(line),
  };
}
