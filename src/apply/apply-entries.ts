import { OUTCOME_SCHEMA, OUTCOMES } from '../model/outcome.ts';
import type { ApplyEntry, EntryOutcome, Outcome, OutcomeKind } from '../model/outcome.ts';
import { applyEntry } from './apply-entry.ts';
import type { EntryWorld } from './apply-entry.ts';

export interface ApplyLimits {
  /** Most calls that may leave; null: no limit. */
  readonly maxMutations: number | null;
  /** Rejected, failed and ambiguous entries after which nothing new starts. */
  readonly maxFailures: number;
}

export interface ApplyRun {
  readonly entries: readonly ApplyEntry[];
  readonly limits: ApplyLimits;
  readonly world: Omit<EntryWorld, 'mayCall' | 'heldOn'>;
  /** Entries that ended before anything could be sent. */
  readonly settled: readonly EntryOutcome[];
  readonly isInterrupted: () => boolean;
}

const FAILURES: readonly OutcomeKind[] = ['rejected', 'failed', 'ambiguous'];

/** Takes the entries one after another; stops starting new ones at a limit, an interruption, or a permission error. */
export async function applyEntries(run: ApplyRun): Promise<Outcome> {
  const outcomes: EntryOutcome[] = [];
  const sent = (): number => run.world.writer?.sent() ?? 0;
  const held = new Map<string, number>();
  let endedBy: string | null = null;
  const failures = (): number => outcomes.filter((outcome) => FAILURES.includes(outcome.outcome)).length;
  const mayCall = (): string | null => {
    if (endedBy !== null) return endedBy;
    if (run.isInterrupted()) return 'Interrupted before its call.';
    if (failures() >= run.limits.maxFailures) return `${failures()} failure(s) reached --max-failures ${run.limits.maxFailures}.`;
    if (run.limits.maxMutations !== null && sent() >= run.limits.maxMutations) return `--max-mutations ${run.limits.maxMutations} was reached.`;
    return null;
  };
  for (const entry of run.entries) {
    const stop = mayCall();
    if (stop !== null) {
      outcomes.push(notStarted(entry, stop));
      continue;
    }
    const { outcome, endsAll, holds } = await applyEntry(entry, { ...run.world, mayCall, heldOn: (vSwitchId) => held.get(vSwitchId) ?? 0 });
    outcomes.push(outcome);
    if (holds !== null) held.set(holds.vSwitchId, (held.get(holds.vSwitchId) ?? 0) + holds.addresses);
    run.world.say(`${outcome.instanceId}: ${outcome.outcome}. ${outcome.detail}`);
    if (endsAll) endedBy = `Ended by ${outcome.errorCode} on ${outcome.instanceId}.`;
  }
  return toOutcome([...run.settled, ...outcomes], sent(), run.world.writer === null, run.isInterrupted());
}

function notStarted(entry: ApplyEntry, detail: string): EntryOutcome {
  const { accountId, region, instanceId } = entry;
  return { accountId, region, instanceId, outcome: 'not-started', requestId: null, endpoint: null, port: null, errorCode: null, rule: null, detail };
}

function toOutcome(entries: readonly EntryOutcome[], mutationsSent: number, dryRun: boolean, interrupted: boolean): Outcome {
  const counts = Object.fromEntries(OUTCOMES.map((kind) => [kind, entries.filter((entry) => entry.outcome === kind).length])) as Record<OutcomeKind, number>;
  return { schema: OUTCOME_SCHEMA, plan: null, dryRun, interrupted, entries, summary: { ...counts, mutationsSent } };
}

