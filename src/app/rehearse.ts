import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { newJournal, readJournal } from '../apply/journal-file.ts';
import { DEFAULT_KEY } from '../emulator/cloud-state.ts';
import { seededRandom } from '../emulator/fault-injector.ts';
import { startEmulator } from '../emulator/start-emulator.ts';
import type { Emulator } from '../emulator/start-emulator.ts';
import { UsageError } from '../model/faults.ts';
import { toOutcome } from '../model/outcome.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Rehearsal } from '../model/rehearsal.ts';
import { assertExpected, regionsOf } from './apply.ts';
import { readFaults } from './emulate.ts';
import { makeRehearsal } from './make-rehearsal.ts';
import type { Seen } from './make-rehearsal.ts';
import { openRun } from './open-run.ts';
import type { ApplyOptions } from './options.ts';
import { refuseAssumptions } from './plan.ts';
import { readPlanFile } from './plan-file.ts';
import { toRehearsalFleet } from './rehearsal-fleet.ts';
import { runPlan } from './run-plan.ts';
import { readPrefixes } from './prefixes-seen.ts';
import { assertSameWorld } from './same-world.ts';
import type { World } from './world.ts';

export interface RehearseOptions extends ApplyOptions {
  /** A faults file as the emulator takes it; null: none. */
  readonly faults: string | null;
  /** From an accepted call to its endpoint, in seconds, for the estimate. */
  readonly assumeSettle: number;
}

export const REHEARSE_DEFAULTS = { faults: null, assumeSettle: 120 } as const;

export interface Rehearsed {
  readonly rehearsal: Rehearsal;
  /** As the apply's own: the exit code follows from it. */
  readonly outcome: Outcome;
}

/** What the emulator and the apply take in real seconds, so that a rehearsal is short. */
const SHORT = { settle: 0.1, wait: 30, poll: 0.05, reconcile: 0.5 };
/** The same where the assumed settling time reaches the wait: then no endpoint comes in time. */
const NEVER_IN_TIME = { ...SHORT, settle: 86_400, wait: 0.2 };
/** The emulator draws from this seed, so that a fault with a rate strikes the same calls again. */
const SEED = 1;

/**
 * Applies a plan to an emulated cloud on this machine that is made of the facts the plan records. Nothing leaves the
 * machine: neither the user's credentials nor endpoints nor proxy are looked at. The plan may have expired, and stays unused.
 * Throws a UsageError where it was edited, is no plan to allocate or of another rule book, or where the faults file is wrong.
 */
export async function rehearse(file: string, options: RehearseOptions, world: World): Promise<Rehearsed> {
  refuseAssumptions(options, 'apply --rehearse');
  const plan = readPlanFile(file);
  if (plan.operation !== 'AllocateDirectConnection') throw new UsageError(`${file} is a plan for ${plan.operation}; only a plan to allocate can be rehearsed.`);
  assertExpected(plan, options.expect);
  const faults = readFaults(options.faults);
  const startedAt = world.now();
  const times = options.assumeSettle < options.wait ? SHORT : NEVER_IN_TIME;
  const { fleet, assumed, notEmulated } = toRehearsalFleet(plan, times.settle);
  const seen = plan.entries.length === 0 ? nothing(plan) : await runOn(await startEmulator({ fleet, faults, random: seededRandom(SEED) }), { file, plan, options, world, times });
  const rehearsal = makeRehearsal({
    ...seen, plan, faults, assumed, notEmulated, startedAt, finishedAt: world.now(), version: world.version, random: seededRandom(SEED),
    times: { settle: options.assumeSettle, wait: options.wait, poll: options.poll, reconcile: options.settle, concurrency: options.concurrency },
  });
  return { rehearsal, outcome: seen.outcome };
}

function nothing(plan: Plan): Seen {
  const outcome = toOutcome({ operation: plan.operation, plan: plan.id, journal: null, entries: [], dryRun: false, interrupted: false, mutationsSent: 0 });
  return { outcome, lines: [], records: [], apiCalls: {} };
}

interface Stage {
  readonly file: string;
  readonly plan: Plan;
  readonly options: RehearseOptions;
  readonly world: World;
  readonly times: typeof SHORT;
}

/** Runs the plan against the emulator with its key alone, the journal in a folder that is removed; ends the emulator. */
async function runOn(emulator: Emulator, { file, plan, options, world, times }: Stage): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-rehearsal-'));
  try {
    const { url } = emulator;
    // What each call and entry came to is told by the rehearsal itself, once.
    const local: World = { ...world, env: { ALIBABA_CLOUD_ACCESS_KEY_ID: DEFAULT_KEY.id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: DEFAULT_KEY.secret }, say: () => undefined };
    const run = await openRun({
      ...options, regions: regionsOf(plan), allRegions: false, instances: [], prefix: null, prefixTemplate: null, port: null, preset: plan.rulebook.preset,
      profile: null, network: 'public', endpoints: { kvstore: url, vpc: url, sts: url },
    }, local, { leadsToCall: true });
    try {
      await assertSameWorld(run, plan, file);
      const name = join(folder, 'rehearsal.journal');
      const journal = newJournal(name, plan, () => local.now());
      const outcome = await runPlan({
        run, plan, file: name, prefixesSeen: await readPrefixes(run, plan), closed: () => null,
        begin: () => ({ journal, tasks: plan.entries.map((entry) => ({ entry, begun: { kind: 'not' }, ended: null })) }),
        guards: { ...options, dryRun: false, inWindow: false, observations: null, wait: times.wait, poll: times.poll, settle: times.reconcile },
      });
      return { outcome: inApplyTime(outcome, times.wait, options.wait), lines: journal.exists() ? readJournal(name).lines : [], records: emulator.requests(), apiCalls: sorted(emulator.calls()) };
    } finally {
      run.cloud.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await emulator.stop();
  }
}

/** The sentences name the wait of the apply, not that of the rehearsal. */
function inApplyTime(outcome: Outcome, short: number, wait: number): Outcome {
  return { ...outcome, entries: outcome.entries.map((entry) => ({ ...entry, detail: entry.detail.replace(` within ${short} s.`, ` within ${wait} s.`) })) };
}

function sorted(calls: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(calls).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
