import { pickUp } from '../apply/pick-up.ts';
import { continueJournal, newJournal, readJournal } from '../apply/journal-file.ts';
import { UsageError } from '../model/faults.ts';
import { toOutcome } from '../model/outcome.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { assertExpected, regionsOf } from './apply.ts';
import { openRun } from './open-run.ts';
import type { ApplyOptions } from './options.ts';
import { refuseAssumptions } from './plan.ts';
import { toPlan } from './plan-file.ts';
import { readPrefixes } from './prefixes-seen.ts';
import { runPlan } from './run-plan.ts';
import type { PlanRun } from './run-plan.ts';
import { assertSameWorld } from './same-world.ts';
import type { World } from './world.ts';

export interface Resumed {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/** Shown the plan and how many of its entries are not ended; answers whether to go on. */
export type ConfirmResume = (plan: Plan, open: number) => Promise<boolean>;

/**
 * Finishes what a journal says was begun: an answer that was lost is settled by reading, what was accepted is waited for, and
 * what was not begun starts, unless the plan has expired. A journal in which every entry has ended sends nothing. Null where the user declined.
 */
export async function resume(file: string, options: ApplyOptions, world: World, confirm: ConfirmResume): Promise<Resumed | null> {
  refuseAssumptions(options, 'resume');
  const read = readJournal(file);
  const plan = toPlan(read.plan, `The plan in ${file}`);
  assertExpected(plan, options.expect);
  const tasks = pickUp(plan, read.lines);
  const open = tasks.filter((task) => task.ended === null);
  if (open.length === 0) {
    const entries = tasks.flatMap((task) => task.ended ?? []);
    return { plan, outcome: toOutcome({ operation: plan.operation, plan: plan.id, journal: file, entries, dryRun: false, interrupted: false, mutationsSent: 0 }) };
  }
  const run = await openRun({ ...options, ...choicesFor(plan), regions: regionsOf(plan), allRegions: false, instances: [], preset: plan.rulebook.preset }, world, { leadsToCall: true, pack: plan.operation });
  try {
    await assertSameWorld(run, plan, file);
    if (!options.dryRun && !(await confirm(plan, open.length))) return null;
    const outcome = await runPlan({
      run, plan, file, guards: options, prefixesSeen: await readPrefixes(run, plan),
      begin: () => takeUp(file, plan, options, world),
      closed: () => (world.now() >= new Date(plan.expiresAt) ? `The plan expired at ${plan.expiresAt}: what was begun is finished, nothing new starts.` : null),
    });
    return { plan, outcome };
  } finally {
    run.cloud.close();
  }
}

/** Severities, waivers and rules of one's own are for an allocation; a release takes none, whatever the configuration says. */
function choicesFor({ operation }: Pick<Plan, 'operation'>): Partial<ApplyOptions> {
  return operation === 'AllocateDirectConnection' ? {} : { severities: new Map(), waivers: null, rules: [] };
}

/** Opens the journal and tells what is left. It is read again, under the lock: another run may have gone on with it. */
function takeUp(file: string, plan: Plan, options: ApplyOptions, world: World): ReturnType<PlanRun['begin']> {
  const now = readJournal(file);
  if (toPlan(now.plan, `The plan in ${file}`).id !== plan.id) throw new UsageError(`${file} was replaced by the journal of another plan meanwhile: nothing was sent. Resume it anew.`);
  const clock = (): Date => world.now();
  return { tasks: pickUp(plan, now.lines), journal: options.dryRun ? newJournal(file, plan, clock) : continueJournal(file, plan.id, now, clock) };
}
