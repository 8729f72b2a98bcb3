import { describe, expect, it } from 'vitest';

import { addressesNeeded, isFixable, predictedErrorCodes, standingOf } from '../../src/evaluate/standing.ts';
import type { FactName, FactSet, FactValue } from '../../src/model/facts.ts';
import type { Finding, Standing } from '../../src/model/finding.ts';
import { known, unknown } from '../../src/model/known.ts';
import type { Severity, Verdict } from '../../src/model/rule.ts';

const evidence = { operation: 'test', requestId: null, readAt: '2026-11-24T10:00:00.000Z' };
const facts = (values: Partial<Record<FactName, FactValue | null>>): FactSet => new Map(Object.entries(values).map(([name, value]) =>
  [name as FactName, value === null || value === undefined ? unknown('denied', 'It was denied.') : known(value, evidence)]));

let number = 0;
function finding(verdict: Verdict, severity: Exclude<Severity, 'off'> = 'error', more: Partial<Finding> = {}): Finding {
  number += 1;
  return { rule: `rule-${number}`, title: 'All is well.', severity, enforced: severity === 'error', order: 100, verdict, message: '', saw: null, looked: [], unknown: [], predicts: [], remedy: [], waiver: null, ...more };
}

const step = (inPlace: boolean): Finding['remedy'][number] => ({ do: 'Do it.', run: null, impact: null, ram: [], inPlace });
const codes = (...names: string[]): Partial<Finding> => ({ predicts: names.map((code) => ({ code, basis: 'documented' as const })) });

const ENDPOINT = facts({ 'network.hasDirectEndpoint': true });
const BORN_DIRECT = { 'instance.architecture': 'cluster', 'instance.deployment': 'cloud-native', 'instance.connectionMode': 'direct' } as const;

describe('standing: the first of enabled, blocked, unknown, eligible that holds', () => {
  const table: readonly { readonly name: string; readonly given: FactSet; readonly findings: readonly Finding[]; readonly becomes: Standing }[] = [
    { name: 'a direct endpoint comes before a failure', given: ENDPOINT, findings: [finding('fail')], becomes: 'enabled' },
    { name: 'a direct endpoint comes before an unknown', given: ENDPOINT, findings: [finding('unknown')], becomes: 'enabled' },
    { name: 'a direct endpoint that was read and is none is no endpoint', given: facts({ 'network.hasDirectEndpoint': false }), findings: [finding('pass')], becomes: 'eligible' },
    { name: 'a direct endpoint that could not be read is no known one', given: facts({ 'network.hasDirectEndpoint': null }), findings: [finding('unknown')], becomes: 'unknown' },
    { name: 'a cloud-native cluster in direct mode has one by birth', given: facts(BORN_DIRECT), findings: [finding('fail')], becomes: 'enabled' },
    { name: 'a cloud-native cluster behind a proxy has none', given: facts({ ...BORN_DIRECT, 'instance.connectionMode': 'proxy' }), findings: [finding('fail')], becomes: 'blocked' },
    { name: 'a cloud-native cluster of unknown mode has none', given: facts({ ...BORN_DIRECT, 'instance.connectionMode': null }), findings: [finding('fail')], becomes: 'blocked' },
    { name: 'a cloud-native instance that is no cluster has none', given: facts({ ...BORN_DIRECT, 'instance.architecture': 'standard' }), findings: [finding('fail')], becomes: 'blocked' },
    { name: 'an instance of unknown deployment has none', given: facts({ ...BORN_DIRECT, 'instance.deployment': null }), findings: [finding('unknown')], becomes: 'unknown' },
    { name: 'a failure comes before an unknown', given: facts({}), findings: [finding('unknown'), finding('fail'), finding('pass')], becomes: 'blocked' },
    { name: 'an unknown comes before a pass', given: facts({}), findings: [finding('pass'), finding('unknown')], becomes: 'unknown' },
    { name: 'pass, skipped and waived are eligible', given: facts({}), findings: [finding('pass'), finding('skipped'), finding('waived')], becomes: 'eligible' },
    { name: 'a warning that fails changes nothing', given: facts({}), findings: [finding('pass'), finding('fail', 'warning')], becomes: 'eligible' },
    { name: 'a warning that is unknown changes nothing', given: facts({}), findings: [finding('pass'), finding('unknown', 'warning')], becomes: 'eligible' },
    { name: 'an info that fails or is unknown changes nothing', given: facts({}), findings: [finding('fail', 'info'), finding('unknown', 'info')], becomes: 'eligible' },
    { name: 'a warning does not turn an unknown into blocked', given: facts({}), findings: [finding('unknown'), finding('fail', 'warning')], becomes: 'unknown' },
  ];
  it.each(table)('$name', ({ given, findings, becomes }) => {
    expect(standingOf(given, findings)).toBe(becomes);
    expect(standingOf(given, findings.toReversed())).toBe(becomes);
  });
});

describe('fixable: blocked, and every failed error rule has a remedy in place', () => {
  const table: readonly { readonly name: string; readonly standing?: Standing; readonly findings: readonly Finding[]; readonly becomes: boolean }[] = [
    { name: 'one failure that can be mended in place', findings: [finding('fail', 'error', { remedy: [step(true)] })], becomes: true },
    { name: 'one step in place among others is enough', findings: [finding('fail', 'error', { remedy: [step(false), step(true)] })], becomes: true },
    { name: 'no step in place', findings: [finding('fail', 'error', { remedy: [step(false)] })], becomes: false },
    { name: 'no step at all', findings: [finding('fail', 'error', { remedy: [] })], becomes: false },
    { name: 'one of two failures cannot be mended', findings: [finding('fail', 'error', { remedy: [step(true)] }), finding('fail', 'error', { remedy: [step(false)] })], becomes: false },
    { name: 'a warning that cannot be mended does not count', findings: [finding('fail', 'error', { remedy: [step(true)] }), finding('fail', 'warning', { remedy: [] })], becomes: true },
    { name: 'a waived failure does not count', findings: [finding('fail', 'error', { remedy: [step(true)] }), finding('waived', 'error', { remedy: [step(false)] })], becomes: true },
    { name: 'an unknown beside it does not count', findings: [finding('fail', 'error', { remedy: [step(true)] }), finding('unknown')], becomes: true },
    { name: 'an instance that is enabled is not', standing: 'enabled', findings: [finding('fail', 'error', { remedy: [step(true)] })], becomes: false },
    { name: 'an instance that is unknown is not', standing: 'unknown', findings: [finding('unknown')], becomes: false },
    { name: 'an instance that is eligible is not', standing: 'eligible', findings: [finding('pass')], becomes: false },
  ];
  it.each(table)('$name', ({ standing, findings, becomes }) => {
    expect(isFixable(standing ?? 'blocked', findings)).toBe(becomes);
  });
});

describe('predictedErrorCodes: the sorted set over all failed error rules', () => {
  const table: readonly { readonly name: string; readonly findings: readonly Finding[]; readonly becomes: readonly string[] }[] = [
    { name: 'none', findings: [finding('pass', 'error', codes('A'))], becomes: [] },
    { name: 'each once, sorted by code unit', findings: [finding('fail', 'error', codes('TaskHasExist', 'InstanceStatus.NotSupport')), finding('fail', 'error', codes('InvalidConnType', 'TaskHasExist'))], becomes: ['InstanceStatus.NotSupport', 'InvalidConnType', 'TaskHasExist'] },
    { name: 'not those of warnings', findings: [finding('fail', 'warning', codes('A'))], becomes: [] },
    { name: 'not those of unknown, skipped and waived rules', findings: [finding('unknown', 'error', codes('A')), finding('skipped', 'error', codes('B')), finding('waived', 'error', codes('C'))], becomes: [] },
    { name: 'a failed rule without a code adds none', findings: [finding('fail'), finding('fail', 'error', codes('A'))], becomes: ['A'] },
  ];
  it.each(table)('$name', ({ findings, becomes }) => {
    expect(predictedErrorCodes(findings)).toEqual(becomes);
    expect(predictedErrorCodes(findings.toReversed())).toEqual(becomes);
  });
});

describe('addressesNeeded', () => {
  it.each([
    { name: 'one a shard and one for the endpoint', given: facts({ 'instance.shardCount': 8 }), becomes: 9 },
    { name: 'not known where the shards are not', given: facts({ 'instance.shardCount': null }), becomes: null },
    { name: 'not known where the shards were not asked for', given: facts({}), becomes: null },
  ])('$name', ({ given, becomes }) => {
    expect(addressesNeeded(given)).toBe(becomes);
  });
});
