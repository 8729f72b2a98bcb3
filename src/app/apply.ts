import { newJournal } from '../apply/journal-file.ts';
import { withoutCall } from '../apply/apply-entry.ts';
import { UsageError } from '../model/faults.ts';
import { byPlace } from '../model/group-by.ts';
import { toOutcome } from '../model/outcome.ts';
import type { EntryOutcome, Outcome } from '../model/outcome.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import type { Checked } from './check.ts';
import { openRun } from './open-run.ts';
import type { Run } from './open-run.ts';
import { PLAN_DEFAULTS } from './options.ts';
import type { ApplyOptions } from './options.ts';
import { planScope, refuseAssumptions } from './plan.ts';
import { readPlanFile } from './plan-file.ts';
import { readPrefixes } from './prefixes-seen.ts';
import type { PrefixesSeen } from './prefixes-seen.ts';
import { assertNotBegun, assertNotUsed, journalFileFor, markUsed, runPlan } from './run-plan.ts';
import { assertSameWorld } from './same-world.ts';
import type { World } from './world.ts';

export interface Applied {
  /** What the instances were before; null where a plan file was applied, whose facts are compared entry by entry. */
  readonly checked: Checked | null;
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/** What apply says where it is told nothing to apply. */
export const NOTHING_TO_APPLY = 'apply wants a plan file or the ids of instances: `tair-preflight apply plan.json`, or `tair-preflight apply r-… --region …`.';

/** Shown what would be done; answers whether to go on. */
export type Confirm = (plan: Plan) => Promise<boolean>;

/**
 * Checks the named instances, makes a plan for those that are eligible and applies it, each re-read and judged again just
 * before its call. Throws a UsageError before anything is sent; null where the user declined.
 */
export async function apply(options: ApplyOptions, world: World, confirm: Confirm): Promise<Applied | null> {
  refuseAssumptions(options, 'apply');
  if (options.instances.length === 0) throw new UsageError(NOTHING_TO_APPLY);
  const run = await openRun(options, world, { leadsToCall: true });
  try {
    const { checked, plan } = await planScope(run, { ...PLAN_DEFAULTS, ...options, order: 'as-given' });
    assertExpected(plan, options.expect);
    const settled = settledOutcomes(checked, plan);
    if (plan.entries.length === 0) return { checked, plan, outcome: mergeOutcome(emptyOutcome(plan, options, world), settled) };
    const file = journalFileFor(plan, options.journal);
    if (!options.dryRun) assertNotBegun(file);
    if (!options.dryRun && !(await confirm(plan))) return null;
    const outcome = await startPlan({ run, plan, options, file, prefixesSeen: { prefixesSeen: prefixesSeen(checked) } });
    return { checked, plan, outcome: mergeOutcome(outcome, settled) };
  } finally {
    run.cloud.close();
  }
}

/** Applies a plan file as it was approved. Throws a UsageError where it was edited, expired, used, or is of another account or rule book. */
export async function applyPlanFile(file: string, options: ApplyOptions, world: World, confirm: Confirm): Promise<Applied | null> {
  refuseAssumptions(options, 'apply');
  const plan = readPlanFile(file);
  if (!options.dryRun) assertNotUsed(file, plan);
  return applyPlan(plan, file, options, world, confirm, () => markUsed(file, plan, journalFileFor(plan, options.journal), world));
}

/** The same for a plan that was read already; `file` names it in messages. */
export async function applyPlan(plan: Plan, file: string, options: ApplyOptions, world: World, confirm: Confirm, onBegun: () => void = () => undefined): Promise<Applied | null> {
  refuseAssumptions(options, 'apply');
  if (plan.operation !== 'AllocateDirectConnection') throw new UsageError(`${file} is a plan for ${plan.operation}, which \`release\` makes and runs itself.`);
  assertInTime(plan, file, world);
  assertExpected(plan, options.expect);
  const journal = journalFileFor(plan, options.journal);
  if (!options.dryRun) assertNotBegun(journal);
  if (plan.entries.length === 0) return { checked: null, plan, outcome: emptyOutcome(plan, options, world) };
  const run = await openRun({ ...options, regions: regionsOf(plan), allRegions: false, instances: [], preset: plan.rulebook.preset }, world, { leadsToCall: true });
  try {
    await assertSameWorld(run, plan, file);
    if (!options.dryRun && !(await confirm(plan))) return null;
    assertInTime(plan, file, world); // again: the question may have been open for long
    return { checked: null, plan, outcome: await startPlan({ run, plan, options, file: journal, prefixesSeen: await readPrefixes(run, plan), onBegun }) };
  } finally {
    run.cloud.close();
  }
}

/** Starts a plan from its beginning. */
export function startPlan({ run, plan, options, file, prefixesSeen: seen, onBegun }: Start): Promise<Outcome> {
  const begun = (): void => {
    onBegun?.();
    run.world.say(`Journal: ${file}`);
  };
  return runPlan({
    run, plan, file, guards: options, prefixesSeen: seen, closed: () => null,
    begin: () => {
      if (!options.dryRun) assertNotBegun(file);
      return { journal: newJournal(file, plan, () => run.world.now(), begun), tasks: plan.entries.map((entry) => ({ entry, begun: { kind: 'not' }, ended: null })) };
    },
  });
}

export interface Start {
  readonly run: Run;
  readonly plan: Plan;
  readonly options: ApplyOptions;
  readonly file: string;
  readonly prefixesSeen: PrefixesSeen;
  /** When the journal is there and the plan counts as used. */
  readonly onBegun?: () => void;
}

function assertInTime(plan: Plan, file: string, world: World): void {
  if (world.now() >= new Date(plan.expiresAt)) throw new UsageError(`${file} expired at ${plan.expiresAt}: the facts behind it are too old. Make a new plan.`);
}

export function regionsOf(plan: Pick<Plan, 'entries'>): string[] {
  return [...new Set(plan.entries.map((entry) => entry.region))].toSorted();
}

export function assertExpected(plan: Pick<Plan, 'digest'>, expected: string | null): void {
  if (expected === null || expected === plan.digest) return;
  throw new UsageError(`The plan is not the one that was approved: its digest is ${plan.digest}, --expect says ${expected}. Have this plan approved, or apply the other.`);
}

/** The outcomes of instances for which the plan holds no entry. */
function settledOutcomes(checked: Checked, plan: Plan): EntryOutcome[] {
  return checked.assessment.instances.flatMap((instance): EntryOutcome[] => {
    if (plan.entries.some((entry) => entry.instanceId === instance.instanceId && entry.region === instance.region)) return [];
    const prefix = instance.facts.get('request.prefix');
    const entry: PlanEntry = {
      accountId: instance.accountId, region: instance.region ?? '', instanceId: instance.instanceId, name: null, wave: 1, vSwitchId: '', addressesNeeded: 0, facts: {}, factsDigest: '',
      prefix: prefix?.kind === 'known' ? String(prefix.value) : null, port: checked.result.scope.port,
    };
    const ended = withoutCall(entry, { operation: plan.operation }, instance);
    if (ended !== null) return [ended];
    const deferral = plan.deferred.find((one) => one.instanceId === instance.instanceId);
    const { accountId, region, instanceId } = instance;
    return [{ accountId, region, instanceId, outcome: 'withheld', requestId: null, endpoint: null, port: null, errorCode: null, rule: 'vswitch-has-addresses', detail: deferral?.reason ?? 'The plan has no room for it.' }];
  });
}

/** The outcomes of a run with those that were known before it, by region and id. */
export function mergeOutcome(outcome: Outcome, settled: readonly EntryOutcome[]): Outcome {
  const entries = [...settled, ...outcome.entries].toSorted(byPlace);
  return toOutcome({ ...outcome, entries, mutationsSent: outcome.summary.mutationsSent });
}

function emptyOutcome(plan: Plan, options: ApplyOptions, world: World): Outcome {
  return toOutcome({ operation: plan.operation, plan: plan.id, journal: null, entries: [], dryRun: options.dryRun, interrupted: world.isInterrupted(), mutationsSent: 0 });
}

function prefixesSeen(checked: Checked): readonly string[] {
  const fact = checked.assessment.instances.find((instance) => instance.facts.get('account.prefixesSeen')?.kind === 'known')?.facts.get('account.prefixesSeen');
  return fact?.kind === 'known' && Array.isArray(fact.value) ? fact.value.map(String) : [];
}
