import { makePlan } from '../plan/make-plan.ts';
import { UsageError } from '../model/faults.ts';
import type { Plan } from '../model/plan.ts';
import { checkScope } from './check.ts';
import type { Checked } from './check.ts';
import { openRun, scopeRegions } from './open-run.ts';
import type { Run } from './open-run.ts';
import type { PlanRunOptions } from './options.ts';
import { readPrefixesIn } from './prefixes-seen.ts';
import type { PrefixesSeen } from './prefixes-seen.ts';
import type { World } from './world.ts';

export interface Planned {
  readonly checked: Checked;
  readonly plan: Plan;
}

/** Checks a scope with every enforced rule and reserves addresses over the whole batch. Holds a reader only. Throws a UsageError for what cannot be planned. */
export async function plan(options: PlanRunOptions, world: World): Promise<Planned> {
  refuseAssumptions(options, 'plan');
  const run = await openRun(options, world, { leadsToCall: true });
  try {
    return await planScope(run, options);
  } finally {
    run.cloud.close();
  }
}

/** The same within an open run: `apply INSTANCE…` makes a plan for itself. */
export async function planScope(run: Run, options: PlanRunOptions): Promise<Planned> {
  const { world } = run;
  const startedAt = world.now();
  const checked = await checkScope(run, startedAt, { listVpcs: true, ...await prefixesBeyondScope(run, options) });
  const order = typeof options.order === 'object' ? { kind: 'tag', key: options.order.tag } as const
    : options.order === 'as-given' ? { kind: 'as-given', ids: options.instances } as const : { kind: 'smallest' } as const;
  const made = makePlan(checked.assessment, {
    operation: 'AllocateDirectConnection', tool: checked.result.tool, rulebook: checked.result.rulebook, attested: checked.result.scope.attested,
    port: options.port, refusePrefixes: options.prefixTemplate !== null, keepFree: options.keepFree, order, waves: options.waves, createdAt: world.now(), expiresIn: options.expires,
  });
  return { checked, plan: made };
}

/** Names made from a template are unique over the account, so that instances outside a narrow scope count too. A whole region is read anyway. */
async function prefixesBeyondScope(run: Run, options: PlanRunOptions): Promise<PrefixesSeen> {
  const isNarrow = options.instances.length > 0 || options.vpc !== null || options.vswitch !== null || options.resourceGroup !== null || options.tags.length > 0;
  return options.prefixTemplate !== null && isNarrow ? readPrefixesIn(run, (await scopeRegions(run)).regions) : {};
}

/** A thought is not acted on. */
export function refuseAssumptions(options: Pick<PlanRunOptions, 'assume'>, command: string): void {
  if (options.assume.size > 0) throw new UsageError(`--assume makes a result hypothetical, and ${command} acts on facts alone: leave it out, or use check.`);
}
