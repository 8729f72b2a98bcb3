import { builtInRules } from '../../src/app/built-in-rules.ts';
import { assess } from '../../src/evaluate/assess.ts';
import { rulesInForce } from '../../src/evaluate/rules-in-force.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import type { FactName, FactSet, FactValue } from '../../src/model/facts.ts';
import type { Instance } from '../../src/model/fleet.ts';
import { known, unknown } from '../../src/model/known.ts';
import type { Known, UnknownReason } from '../../src/model/known.ts';
import type { RuleInForce } from '../../src/model/rule.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { PlanOptions } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import { HEALTHY, loadRuleBook } from '../../src/rulebook/index.ts';

export const NOW = new Date('2026-11-24T08:00:00Z');
const EVIDENCE = { operation: 'DescribeInstances', requestId: 'R', readAt: NOW.toISOString() };
const BOOK = loadRuleBook({ builtIn: builtInRules(), extra: [] });
const RULES: readonly RuleInForce[] = rulesInForce(BOOK, { preset: 'recommended', only: [], skip: [], leadsToCall: true });

/** One instance of a made-up fleet: healthy but for what is said here. Addresses needed are shards + 1. */
export interface Sketch {
  readonly id: string;
  readonly region?: string;
  readonly vSwitch: string;
  readonly available: number;
  readonly shards: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly prefix?: string;
  /** Facts by name that differ: a value, or the reason why it is unknown, or undefined where it was not asked for. */
  readonly facts?: readonly (readonly [FactName, FactValue | { readonly unknown: UnknownReason } | undefined])[];
}

function isUnknown(value: FactValue | { readonly unknown: UnknownReason }): value is { readonly unknown: UnknownReason } {
  return typeof value === 'object' && value !== null && 'unknown' in value;
}

/** An instance with every fact that the rules look at, read just now. */
export function toInstance(sketch: Sketch): Instance {
  const facts = new Map<FactName, Known<FactValue>>();
  for (const [name, fact] of HEALTHY) facts.set(name, fact.kind === 'known' ? known(fact.value, EVIDENCE) : fact);
  const set = (name: FactName, value: FactValue): void => void facts.set(name, known(value, EVIDENCE));
  set('instance.id', sketch.id);
  set('instance.name', `name of ${sketch.id}`);
  set('instance.vSwitchId', sketch.vSwitch);
  set('instance.shardCount', sketch.shards);
  set('instance.tags', sketch.tags ?? {});
  set('vswitch.id', sketch.vSwitch);
  set('vswitch.availableAddresses', sketch.available);
  if (sketch.prefix !== undefined) {
    set('request.hasPrefix', true);
    set('request.prefix', sketch.prefix);
  }
  for (const [name, value] of sketch.facts ?? []) {
    if (value === undefined) facts.delete(name);
    else if (isUnknown(value)) facts.set(name, unknown(value.unknown, 'Made unknown.'));
    else set(name, value);
  }
  return { accountId: '1', region: sketch.region ?? 'cn-hangzhou', instanceId: sketch.id, facts: facts as FactSet };
}

/** The built-in rules on a made-up fleet. */
export function assessed(sketches: readonly Sketch[]): Assessment {
  return assess({ accountId: '1', instances: sketches.map(toInstance), unread: [], regions: ['cn-hangzhou'], withoutService: [] }, RULES);
}

export const OPTIONS: PlanOptions = {
  operation: 'AllocateDirectConnection', tool: { name: 'tair-preflight', version: '0.0.0-test' }, rulebook: { preset: 'recommended', digest: BOOK.digest }, attested: [],
  port: null, keepFree: 0, order: { kind: 'smallest' }, waves: [{ kind: 'rest' }], createdAt: NOW, expiresIn: 86_400,
};

export function planOf(sketches: readonly Sketch[], more: Partial<PlanOptions> = {}): Plan {
  return makePlan(assessed(sketches), { ...OPTIONS, ...more });
}

export const idsOf = (plan: Pick<Plan, 'entries'>): string[] => plan.entries.map((entry) => entry.instanceId);
