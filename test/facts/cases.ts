import { beforeAll, describe, expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import type { CheckOptions } from '../../src/app/options.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Standing } from '../../src/model/finding.ts';
import type { FactValue } from '../../src/model/facts.ts';
import type { UnknownReason } from '../../src/model/known.ts';
import type { Result, ResultInstance } from '../../src/model/result.ts';
import type { Verdict } from '../../src/model/rule.ts';
import { optionsFor, testWorld } from '../support/world.ts';

/** A fact as a table writes it: its value, the reason why it is unknown, or "absent" where nothing was asked. */
export type ExpectedFact = FactValue | { readonly unknown: UnknownReason } | 'absent';

export interface Expected {
  readonly standing?: Standing;
  readonly facts?: Readonly<Record<string, ExpectedFact>>;
  readonly verdicts?: Readonly<Record<string, Verdict>>;
  readonly codes?: readonly string[];
  readonly addressesNeeded?: number | null;
  /** Texts that the detail of an unknown fact must hold. */
  readonly details?: Readonly<Record<string, string>>;
}

/** One instance that differs from a healthy one, what befalls its reads, and what must come of it. */
export interface Case {
  readonly name: string;
  readonly given?: Partial<FleetInstance>;
  /** Each strikes the reads of this instance alone. */
  readonly faults?: readonly Fault[];
  readonly becomes: Expected;
}

/** A class that tells eight shards, so that no topology is asked for. */
export const CLUSTER_CLASS = 'redis.logic.sharding.2g.8db.0rodb.8proxy.default';
/** A cluster class that tells no shards. */
export const SHARDLESS_CLASS = 'redis.sharding.basic.16xlarge.default';

/** Reads are tried again at once: no pause between tries. */
export const impatient = (): ReturnType<typeof testWorld> => testWorld({ random: () => 0 });

export const healthy = (id: string, change: Partial<FleetInstance> = {}): FleetInstance => ({ id, name: `name-of-${id}`, region: 'cn-hangzhou', class: CLUSTER_CLASS, vSwitch: 'vsw-a', ...change });

export const roomy: FleetFile = { regions: [{ id: 'cn-hangzhou' }, { id: 'cn-beijing' }], vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 4000 }] };

/** Checks a fleet in an emulator of its own. */
export async function checkFleet(fleet: FleetFile, options: Partial<CheckOptions> = {}, faults: readonly Fault[] = []): Promise<Result> {
  const emulator = await startEmulator({ fleet: { ...roomy, ...fleet }, faults });
  try {
    return (await check(optionsFor(emulator, options), impatient())).result;
  } finally {
    await emulator.stop();
  }
}

const idOf = (at: number): string => `r-case-${at}`;

/** One test a case; all instances of a table stand in one fleet and are checked at once. */
export function describeCases(title: string, cases: readonly Case[], surroundings: { readonly fleet?: FleetFile; readonly options?: Partial<CheckOptions> } = {}): void {
  describe(title, () => {
    let result: Result;
    beforeAll(async () => {
      const instances = cases.map((one, at) => healthy(idOf(at), one.given));
      const faults = cases.flatMap((one, at) => (one.faults ?? []).map((fault) => ({ ...fault, instance: idOf(at) })));
      result = await checkFleet({ ...surroundings.fleet, instances }, surroundings.options, faults);
    });

    it('keeps every instance in the report', () => {
      expect(result.instances.map((instance) => instance.instanceId)).toEqual(cases.map((_, at) => idOf(at)).toSorted());
    });

    it.each(cases.map((one, at) => ({ ...one, at })))('$name', ({ at, becomes }) => {
      const instance = result.instances.find((one) => one.instanceId === idOf(at));
      if (instance === undefined) throw new Error('It is not in the report.');
      expectAll(instance, becomes);
    });
  });
}

/** Holds an instance of a result against what a table says of it. */
export function expectAll(instance: ResultInstance, outcome: Expected): void {
  const seen = Object.fromEntries(Object.keys(outcome.facts ?? {}).map((name) => [name, factOf(instance, name)]));
  const verdicts = Object.fromEntries(Object.keys(outcome.verdicts ?? {}).map((rule) => [rule, findingOf(instance, rule).verdict]));
  expect({ facts: seen, verdicts }).toEqual({ facts: outcome.facts ?? {}, verdicts: outcome.verdicts ?? {} });
  if (outcome.standing !== undefined) expect({ standing: instance.standing, because: because(instance) }).toMatchObject({ standing: outcome.standing });
  if (outcome.codes !== undefined) expect(instance.predictedErrorCodes).toEqual(outcome.codes);
  if (outcome.addressesNeeded !== undefined) expect(instance.addressesNeeded).toBe(outcome.addressesNeeded);
  for (const [name, text] of Object.entries(outcome.details ?? {})) expect(instance.facts[name]).toMatchObject({ detail: expect.stringContaining(text) });
}

/** A fact of a result as a table writes it. */
export function factOf(instance: ResultInstance, name: string): ExpectedFact {
  const fact = instance.facts[name];
  if (fact === undefined) return 'absent';
  return 'value' in fact ? fact.value : { unknown: fact.reason };
}

export function findingOf(instance: ResultInstance, rule: string): ResultInstance['findings'][number] {
  const finding = instance.findings.find((one) => one.rule === rule);
  if (finding === undefined) throw new Error(`There is no finding of ${rule}.`);
  return finding;
}

export function instanceOf(result: Result, id: string): ResultInstance {
  const instance = result.instances.find((one) => one.instanceId === id);
  if (instance === undefined) throw new Error(`${id} is not in the report.`);
  return instance;
}

/** The rules that keep an instance from being eligible, for the message of a failed test. */
function because(instance: ResultInstance): string[] {
  return instance.findings.filter((finding) => finding.severity === 'error' && (finding.verdict === 'fail' || finding.verdict === 'unknown')).map((finding) => `${finding.rule}: ${finding.message}`);
}
