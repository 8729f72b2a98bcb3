import { withoutCall } from '../apply/apply-entry.ts';
import { readJournal } from '../apply/journal-file.ts';
import { directEndpoints } from '../apply/operation.ts';
import type { AssessedInstance } from '../model/assessment.ts';
import { UsageError } from '../model/faults.ts';
import { toOutcome } from '../model/outcome.ts';
import type { EntryOutcome } from '../model/outcome.ts';
import type { Plan, PlanEntry } from '../model/plan.ts';
import { makeReleasePlan } from '../plan/make-plan.ts';
import { assertExpected, mergeOutcome, startPlan } from './apply.ts';
import type { Applied, Confirm } from './apply.ts';
import { checkScope } from './check.ts';
import { openRun } from './open-run.ts';
import type { ApplyOptions } from './options.ts';
import { refuseAssumptions } from './plan.ts';
import { toPlan } from './plan-file.ts';
import { assertNotBegun, journalFileFor } from './run-plan.ts';
import { assertSameAccount } from './same-world.ts';
import type { World } from './world.ts';

export interface ReleaseOptions extends ApplyOptions {
  /** That the clients of the endpoint are cut off at once is understood. */
  readonly acknowledgeDisconnect: boolean;
  /** The journal of an apply whose endpoints are to be released; null: the instances that are named. */
  readonly undo: string | null;
}

/** What release says where nobody acknowledged what it does. */
export const NOT_ACKNOWLEDGED = 'Releasing a direct endpoint cuts its clients off at once. Give --acknowledge-disconnect when that is meant; --yes does not imply it.';
/** What it says where it is told nothing to release. */
export const NOTHING_TO_RELEASE = 'release wants the ids of instances, or --journal of an apply to undo.';

/**
 * Releases direct endpoints, guarded by rules of its own and journaled like an apply. With `undo`, those that a journal says
 * were made, as far as they are still the ones it made. Throws a UsageError before anything is sent; null where the user declined.
 */
export async function release(options: ReleaseOptions, world: World, confirm: Confirm): Promise<Applied | null> {
  refuseAssumptions(options, 'release');
  if (!options.acknowledgeDisconnect) throw new UsageError(NOT_ACKNOWLEDGED);
  const made = options.undo === null ? null : madeBy(options.undo);
  const scope = made === null ? options : { ...options, instances: made.map((one) => one.instanceId), regions: [...new Set(made.map((one) => one.region))], allRegions: false };
  if (scope.instances.length === 0) throw new UsageError(made === null ? NOTHING_TO_RELEASE : `${options.undo} says of no entry that it is done: there is nothing to release.`);
  const run = await openRun(scope, world, { leadsToCall: true, pack: 'ReleaseDirectConnection' });
  try {
    if (made !== null) await assertSameAccount(run, made.map((one) => one.accountId), `The journal ${options.undo}`);
    const checked = await checkScope(run, world.now());
    const { entries, settled } = sortOut(checked.assessment.instances, made);
    const plan = makeReleasePlan(entries, [], {
      operation: 'ReleaseDirectConnection', tool: checked.result.tool, rulebook: checked.result.rulebook, attested: [], createdAt: world.now(), expiresIn: 24 * 3600,
    });
    assertExpected(plan, options.expect);
    const nothing = toOutcome({ operation: plan.operation, plan: plan.id, journal: null, entries: [], dryRun: options.dryRun, interrupted: false, mutationsSent: 0 });
    if (entries.length === 0) return { checked, plan, outcome: mergeOutcome(nothing, settled) };
    const file = journalFileFor(plan, options.journal);
    if (!options.dryRun) assertNotBegun(file);
    if (!options.dryRun && !(await confirm(plan))) return null;
    const outcome = await startPlan({ run, plan, options, file, prefixesSeen: {} });
    return { checked, plan, outcome: mergeOutcome(outcome, settled) };
  } finally {
    run.cloud.close();
  }
}

interface Made {
  readonly accountId: string | null;
  readonly region: string;
  readonly instanceId: string;
  readonly endpoint: string | null;
}

/** What a journal says an apply made: its entries that are done, with their endpoints. */
function madeBy(file: string): Made[] {
  const read = readJournal(file);
  const plan: Plan = toPlan(read.plan, `The plan in ${file}`);
  if (plan.operation !== 'AllocateDirectConnection') throw new UsageError(`${file} is the journal of ${plan.operation}; only an apply can be undone.`);
  const done = read.lines.filter((line) => line.event === 'done' && line.attempt > 0);
  return done.map(({ accountId, region, instanceId, endpoint }) => ({ accountId, region, instanceId, endpoint }));
}

function sortOut(instances: readonly AssessedInstance[], made: readonly Made[] | null): { readonly entries: readonly AssessedInstance[]; readonly settled: readonly EntryOutcome[] } {
  const entries: AssessedInstance[] = [];
  const settled: EntryOutcome[] = [];
  for (const instance of instances) {
    const entry: PlanEntry = {
      accountId: instance.accountId, region: instance.region ?? '', instanceId: instance.instanceId, name: null, prefix: null, port: null,
      wave: 1, vSwitchId: '', addressesNeeded: 0, facts: {}, factsDigest: '',
    };
    const ended = withoutCall(entry, { operation: 'ReleaseDirectConnection' }, instance) ?? notOurs(entry, instance, made);
    if (ended === null) entries.push(instance);
    else settled.push(ended);
  }
  return { entries, settled };
}

/** An undo releases what the journal made, not what somebody made since. */
function notOurs(entry: PlanEntry, instance: AssessedInstance, made: readonly Made[] | null): EntryOutcome | null {
  if (made === null) return null;
  const wanted = made.find((one) => one.instanceId === entry.instanceId && one.region === entry.region)?.endpoint ?? null;
  const hosts = directEndpoints(instance.facts)?.map((endpoint) => endpoint.host) ?? [];
  if (wanted !== null && hosts.includes(wanted)) return null;
  const { accountId, region, instanceId } = entry;
  const detail = `The journal made ${wanted ?? 'an endpoint whose name it does not tell'}, and the direct endpoint now is ${hosts.join(', ') || 'not readable'}; nothing was sent.`;
  return { accountId, region, instanceId, outcome: 'withheld', requestId: null, endpoint: null, port: null, errorCode: null, rule: null, detail };
}
