import { applyEntries } from '../apply/apply-entries.ts';
import { endWithoutCall } from '../apply/apply-entry.ts';
import type { EntryWorld } from '../apply/apply-entry.ts';
import { toObservation } from '../apply/observation.ts';
import type { Observation } from '../apply/observation.ts';
import { assess } from '../evaluate/assess.ts';
import { readObserved } from '../facts/read-observed.ts';
import { UsageError } from '../model/faults.ts';
import type { ApplyEntry, EntryOutcome, Outcome } from '../model/outcome.ts';
import { checkScope } from './check.ts';
import type { Checked } from './check.ts';
import { load, openRun } from './open-run.ts';
import type { Run } from './open-run.ts';
import type { ApplyOptions } from './options.ts';
import { prefixFor } from './request-facts.ts';
import type { World } from './world.ts';

export interface Applied {
  readonly checked: Checked;
  readonly outcome: Outcome;
}

/** Shown what would be sent; answers whether to go on. */
export type Confirm = (entries: readonly ApplyEntry[], checked: Checked) => Promise<boolean>;

/**
 * Checks the named instances and calls AllocateDirectConnection for those that are eligible, each re-read and judged again
 * just before its call. Throws a UsageError before anything is sent; null where the user declined.
 */
export async function apply(options: ApplyOptions, world: World, confirm: Confirm): Promise<Applied | null> {
  assertApplicable(options);
  const run = await openRun(options, world, true);
  try {
    const checked = await checkScope(run, world.now());
    const { entries, settled } = sortOut(checked, run);
    if (entries.length > 0 && !options.dryRun && !(await confirm(entries.map(({ entry }) => entry), checked))) return null;
    const outcome = await applyEntries({
      entries: entries.map(({ entry }) => entry),
      settled,
      limits: { maxMutations: options.maxMutations, maxFailures: options.maxFailures },
      world: await entryWorld(run, options, checked, entries),
      isInterrupted: () => world.isInterrupted(),
    });
    return { checked, outcome };
  } finally {
    run.cloud.close();
  }
}

function assertApplicable(options: ApplyOptions): void {
  const faults: string[] = [];
  if (options.instances.length === 0) faults.push('apply wants the ids of instances: `tair-preflight apply r-… --region …`.');
  if (options.assume.size > 0) faults.push('--assume makes a result hypothetical, and apply acts on facts alone: leave it out, or use check.');
  if (faults.length > 0) throw new UsageError(faults);
}

interface Numbered {
  readonly entry: ApplyEntry;
  readonly number: number;
  readonly name: string;
}

/** Eligible instances become entries; for all others the outcome is known from the first reading. */
function sortOut(checked: Checked, run: Run): { readonly entries: readonly Numbered[]; readonly settled: readonly EntryOutcome[] } {
  const entries: Numbered[] = [];
  const settled: EntryOutcome[] = [];
  for (const [at, instance] of checked.assessment.instances.entries()) {
    const nameFact = instance.facts.get('instance.name');
    const name = nameFact?.kind === 'known' ? String(nameFact.value) : '';
    const prefixFact = instance.facts.get('request.prefix');
    const number = at + 1;
    const prefix = prefixFact?.kind === 'known' ? String(prefixFact.value) : prefixFor(run.options, { instanceId: instance.instanceId, name, number });
    const entry = { accountId: instance.accountId, region: instance.region ?? '', instanceId: instance.instanceId, prefix, port: run.options.port };
    const ended = endWithoutCall(entry, instance);
    if (ended === null) entries.push({ entry, number, name });
    else settled.push(ended.outcome);
  }
  return { entries, settled };
}

async function entryWorld(run: Run, options: ApplyOptions, checked: Checked, entries: readonly Numbered[]): Promise<Omit<EntryWorld, 'mayCall' | 'heldOn'>> {
  const { world, cloud } = run;
  const seen = prefixesSeen(checked);
  const places = new Map(entries.map(({ entry, number, name }) => [entry.instanceId, { instanceId: entry.instanceId, name, number }]));
  return {
    rules: run.rules,
    times: { wait: options.wait, poll: options.poll, settle: options.settle },
    writer: options.dryRun ? null : await cloud.openWriter(),
    reread: async (entry) => {
      const readSince = world.now();
      const place = places.get(entry.instanceId);
      const fleet = await load(run, [entry.region], [entry.instanceId], { prefixesSeen: seen, ...(place === undefined ? {} : { place }) });
      const [instance] = assess(fleet, run.rules).instances;
      if (instance === undefined) throw new Error(`Reading ${entry.instanceId} again brought no instance.`);
      return { readSince, instance };
    },
    observe: async (entry): Promise<Observation> => toObservation(await readObserved(cloud.reader, entry.region, entry.instanceId, world.now()), entry),
    isImpatient: () => world.isImpatient(),
    now: () => world.now(),
    sleep: (seconds) => world.sleep(seconds),
    say: (line) => world.say(line),
  };
}

function prefixesSeen(checked: Checked): readonly string[] {
  const fact = checked.assessment.instances.find((instance) => instance.facts.get('account.prefixesSeen')?.kind === 'known')?.facts.get('account.prefixesSeen');
  return fact?.kind === 'known' && Array.isArray(fact.value) ? fact.value.map(String) : [];
}
