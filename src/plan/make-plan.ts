import type { AssessedInstance, Assessment } from '../model/assessment.ts';
import type { FactName, FactValue } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import { byPlace, compareText, groupBy } from '../model/group-by.ts';
import { PLAN_SCHEMA } from '../model/plan.ts';
import type { MutatingOperation, Plan, PlanEntry } from '../model/plan.ts';
import { valueOf } from '../model/value-of.ts';
import { factsDigest, planDigest, planId } from './digests.ts';
import { reserve } from './reserve.ts';
import type { PlanOrder } from './reserve.ts';
import { toWaves } from './waves.ts';
import type { WaveSize } from './waves.ts';

export interface PlanOptions extends Pick<Plan, 'tool' | 'rulebook' | 'attested'> {
  readonly operation: MutatingOperation;
  readonly port: number | null;
  /** Whether one prefix that cannot be used refuses the whole plan (the default): where a template made them, not where one was typed. */
  readonly refusePrefixes?: boolean;
  readonly keepFree: number;
  readonly order: PlanOrder;
  readonly waves: readonly WaveSize[];
  readonly createdAt: Date;
  /** How long the plan may be started, in seconds. */
  readonly expiresIn: number;
}

/**
 * The plan for an assessed scope: eligible instances become entries as far as their vSwitches have room, in waves.
 * Throws a UsageError that names each prefix that cannot be used, where prefixes were asked for: such a plan is refused as a whole.
 */
export function makePlan(assessment: Assessment, options: PlanOptions): Plan {
  if (options.refusePrefixes ?? true) assertPrefixes(assessment);
  const eligible = assessment.instances.filter((instance) => instance.standing === 'eligible');
  const { admitted, deferred, ledger } = reserve(eligible, options.order, options.keepFree);
  const inOrder = options.order.kind === 'smallest' ? admitted.toSorted(byPlace) : admitted;
  const waves = toWaves(inOrder.length, options.waves);
  return seal(options, {
    entries: inOrder.map((instance, at) => toEntry(instance, waves[at] ?? 1, options.port)),
    ledger,
    deferred,
    excluded: assessment.instances.flatMap(({ instanceId, region, standing }) => (standing === 'eligible' ? [] : [{ instanceId, region, standing }])).toSorted(byPlace),
  });
}

/** The plan to release the direct endpoints of the given instances, in one wave. It takes no addresses, it gives them back. */
export function makeReleasePlan(instances: readonly AssessedInstance[], excluded: Plan['excluded'], options: Omit<PlanOptions, 'keepFree' | 'order' | 'waves' | 'port' | 'refusePrefixes'>): Plan {
  return seal(options, { entries: instances.map(toReleaseEntry), ledger: [], deferred: [], excluded });
}

function toReleaseEntry(instance: AssessedInstance): PlanEntry {
  const facts = planFacts(instance);
  const [name, vSwitchId] = [valueOf(instance.facts, 'instance.name'), valueOf(instance.facts, 'instance.vSwitchId')];
  if (instance.region === null) throw new Error(`${instance.instanceId} is to be released without a region.`);
  return {
    accountId: instance.accountId, region: instance.region, instanceId: instance.instanceId, name: typeof name === 'string' ? name : null, prefix: null, port: null, wave: 1,
    vSwitchId: typeof vSwitchId === 'string' ? vSwitchId : '', addressesNeeded: 0, facts, factsDigest: factsDigest(facts),
  };
}

function seal(options: Pick<PlanOptions, 'operation' | 'createdAt' | 'expiresIn' | 'tool' | 'rulebook' | 'attested'>, content: Pick<Plan, 'entries' | 'ledger' | 'deferred' | 'excluded'>): Plan {
  const body = {
    schema: PLAN_SCHEMA,
    operation: options.operation,
    createdAt: options.createdAt.toISOString(),
    expiresAt: new Date(options.createdAt.getTime() + options.expiresIn * 1000).toISOString(),
    tool: options.tool,
    rulebook: options.rulebook,
    attested: options.attested,
    ...content,
  } as const;
  const withDigest = { ...body, digest: planDigest(body) };
  return { ...withDigest, id: planId(withDigest) };
}

function toEntry(instance: AssessedInstance, wave: number, port: number | null): PlanEntry {
  const facts = planFacts(instance);
  const [name, prefix, vSwitchId] = [valueOf(instance.facts, 'instance.name'), valueOf(instance.facts, 'request.prefix'), valueOf(instance.facts, 'instance.vSwitchId')];
  if (instance.region === null || typeof vSwitchId !== 'string' || instance.addressesNeeded === null) throw new Error(`${instance.instanceId} was admitted without region, vSwitch or need.`);
  return {
    accountId: instance.accountId,
    region: instance.region,
    instanceId: instance.instanceId,
    name: typeof name === 'string' ? name : null,
    prefix: typeof prefix === 'string' ? prefix : null,
    port,
    wave,
    vSwitchId,
    addressesNeeded: instance.addressesNeeded,
    facts,
    factsDigest: factsDigest(facts),
    ...warningsFor(instance),
    ...waivedFor(instance),
  };
}

/** The warnings that failed, by rule; nothing where none did. */
function warningsFor({ findings }: AssessedInstance): Pick<PlanEntry, 'warnings'> {
  const warnings = findings.filter(({ severity, verdict }) => severity === 'warning' && verdict === 'fail')
    .map(({ rule, title, saw, message }) => ({ rule, title, saw: saw ?? message })).toSorted((a, b) => compareText(a.rule, b.rule));
  return warnings.length === 0 ? {} : { warnings };
}

/** The failures that a waiver covers, by rule; nothing where there are none. Hints are nobody's concern here. */
function waivedFor({ findings }: AssessedInstance): Pick<PlanEntry, 'waived'> {
  const waived = findings.flatMap(({ rule, title, severity, waiver }) => {
    if (waiver === null || severity === 'info') return [];
    const { reason, owner, ticket, expires } = waiver;
    return [{ rule, title, reason, owner, ticket, expires }];
  }).toSorted((a, b) => compareText(a.rule, b.rule));
  return waived.length === 0 ? {} : { waived };
}

/** What our own work changes, or what is not of the cloud: judged again when applied, not compared. */
function isCompared(name: FactName): boolean {
  return name !== 'vswitch.availableAddresses' && name !== 'account.prefixesSeen' && !name.startsWith('request.');
}

/** The values that rules of severity error and enforced rules rest on, and those that their waivers approved, by fact name, sorted. */
function planFacts(instance: AssessedInstance): Record<string, FactValue> {
  const names = new Set(instance.findings.filter((finding) => finding.severity === 'error' || finding.enforced).flatMap((finding) => [...finding.looked, ...finding.waiver?.approved?.keys() ?? []]));
  const values = [...names].filter(isCompared).toSorted().flatMap((name): [string, FactValue][] => {
    const value = valueOf(instance.facts, name);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(values);
}

const PREFIX_RULES = ['valid-prefix', 'prefix-not-in-use'];

function assertPrefixes(assessment: Assessment): void {
  const faults: string[] = [];
  const wanted: AssessedInstance[] = [];
  for (const instance of assessment.instances) {
    const failed = instance.findings.filter((finding) => finding.severity === 'error' && finding.verdict === 'fail');
    if (failed.length > 0 && failed.every((finding) => PREFIX_RULES.includes(finding.rule))) {
      faults.push(...failed.map((finding) => `${instance.instanceId}: prefix ${JSON.stringify(valueOf(instance.facts, 'request.prefix'))}. ${finding.message}`));
    }
    if (instance.standing === 'eligible' && valueOf(instance.facts, 'request.prefix') !== null) wanted.push(instance);
  }
  for (const [prefix, instances] of groupBy(wanted, (instance) => String(valueOf(instance.facts, 'request.prefix')))) {
    if (instances.length > 1) faults.push(`Prefix ${JSON.stringify(prefix)} would go to ${instances.map((instance) => instance.instanceId).join(', ')}: put {id} or {n} into --prefix-template.`);
  }
  if (faults.length > 0) throw new UsageError(faults);
}
