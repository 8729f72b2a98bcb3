import { beforeAll, describe, expect, test } from 'vitest';

import type { Result, ResultFact, ResultInstance } from '../../src/model/result.ts';
import { groupsOf, makeDetails } from '../../src/report/html/client/detail.ts';
import type { Detail } from '../../src/report/html/client/detail.ts';
import { openFleet, undecidedOf } from '../../src/report/html/client/fleet.ts';
import { selectRows } from '../../src/report/html/client/select-rows.ts';
import { plainView } from '../../src/report/html/client/view.ts';
import { toPacked } from '../../src/report/html/pack.ts';
import { demoFleet } from '../browser/fleets.ts';
import type { Told } from '../browser/fleets.ts';
import { enabled, finding, instance, needsSsl, result, sslOn, unknownFact, unread } from './results.ts';

let demo: Told;
beforeAll(async () => { demo = await demoFleet(); });

function opened(told: Told) {
  const { packed, uuids } = toPacked(told, 'en', '');
  const fleet = openFleet(JSON.parse(JSON.stringify(packed)) as typeof packed);
  return { fleet, packed, details: makeDetails(fleet, new Uint8Array(Buffer.from(uuids, 'hex'))) };
}
const same = (one: Result): Told => ({ en: one, zh: one });

describe('what is packed and opened again', () => {
  test('is every fact of every instance, with its evidence', () => {
    const { fleet, details } = opened(demo);
    for (const [at, one] of demo.en.instances.entries()) {
      const row = fleet.rows[at];
      if (row === undefined) throw new Error('An instance is missing.');
      expect([row.id, row.name, row.region, row.needs, row.isContended]).toEqual([one.instanceId, one.name, one.region, one.addressesNeeded, one.contended]);
      const { facts, codes } = details(row, 'en');
      expect(codes).toEqual(one.standing === 'enabled' ? [] : one.predictedErrorCodes);
      expect(facts.map(({ name, operation, requestId, readAt, isKnown }) => ({ name, operation, requestId, readAt, isKnown }))).toEqual(
        Object.entries(one.facts).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, { operation, requestId, readAt, ...fact }]) => ({ name, operation, requestId, readAt, isKnown: 'value' in fact })));
      for (const { name, text, isKnown } of facts) if (isKnown) expect(text).toBe(shown(one.facts[name]));
    }
  });

  test.each(['en', 'zh'] as const)('is every finding in %s, with the remedy for that very instance', (language) => {
    const { fleet, details } = opened(demo);
    for (const [at, one] of demo[language].instances.entries()) {
      const row = fleet.rows[at];
      if (row === undefined) throw new Error('An instance is missing.');
      expect(byRule(toldOf(details(row, language)))).toEqual(byRule(one.findings.map(({ rule, title, severity, verdict, message, looked, remedy }) => ({
        rule, title, severity, verdict, message: message.replaceAll(/\s+/g, ' ').trim(), looked: looked.filter((fact) => Object.hasOwn(one.facts, fact)),
        steps: remedy.map((step) => ({ text: step.do, run: step.run, impact: step.impact, ram: step.ram, inPlace: step.inPlace })),
      }))));
    }
  });

  test('holds a text once, however many instances it is told of', () => {
    const many = result(Array.from({ length: 500 }, (_, at) => needsSsl(`r-${at}`)));
    const { packed } = opened(same(many));
    expect(packed.profiles).toHaveLength(1);
    expect(packed.texts.length).toBeLessThan(10);
    const { fleet, details } = opened(same(many));
    const row = fleet.rows[321];
    expect(row === undefined ? null : details(row, 'en').findings[0]?.steps[0]?.run).toBe('aliyun r-kvstore ModifyInstanceSSL --InstanceId r-321 --SSLEnabled Disable');
  });

  test('of an instance that has a direct endpoint nothing stands in the way, and no code is predicted', () => {
    const findings = [sslOn('r-1')].map((one) => ({ ...one, predicts: [{ code: 'SSL.Enabled', basis: 'documented' as const }] }));
    const { fleet, details } = opened(same(result([enabled('r-1', { findings }), needsSsl('r-2', { findings })])));
    const told = fleet.rows.map((row) => ({ groups: groupsOf(details(row, 'en'), row), codes: details(row, 'en').codes }));
    expect(told.map(({ groups, codes }) => [groups.counts.length, groups.rest.length, codes])).toEqual([[0, 1, []], [1, 0, ['SSL.Enabled']]]);
  });

  test('tells which may need more than what failed, after the others of their standing', () => {
    const unsure = needsSsl('r-1', { findings: [sslOn('r-1'), finding('no-active-task', { verdict: 'unknown', unknown: [unknownFact()] })] });
    const { fleet } = opened(same(result([unsure, needsSsl('r-2'), unread('r-3'), instance('r-4')])));
    expect(selectRows(fleet, { ...plainView('en'), sort: 'outlook' }).map((row) => [row.id, undecidedOf(row)])).toEqual([['r-4', 0], ['r-2', 0], ['r-1', 1], ['r-3', 0]]);
  });

  test('tells instances of the same id apart', () => {
    const { fleet } = opened(same(result([instance('r-1'), enabled('r-1', { region: 'cn-beijing' }), instance('r-2')])));
    expect(fleet.rows.map(({ key }) => key)).toEqual(['1234567890/cn-hangzhou/r-1', '1234567890/cn-beijing/r-1', 'r-2']);
    expect(fleet.byKey.get('1234567890/cn-beijing/r-1')?.outlook).toBe('enabled');
  });

  test('keeps every request id up to 32,000 of them, then those of lists and of what did not pass', () => {
    const fact = (at: number): ResultFact => ({ value: true, operation: 'DescribeInstanceSSL', requestId: `0000000${at % 2}-0000-4000-8000-${String(at).padStart(12, '0')}`, readAt: '2026-11-24T10:00:01.234Z' });
    const told = (count: number): Told => same(result(Array.from({ length: count }, (_, at): ResultInstance => {
      const one = at === 7 ? needsSsl(`r-${at}`) : instance(`r-${at}`);
      return { ...one, findings: one.findings.map((each) => ({ ...each, looked: ['ssl.enabled'] })), facts: { ...one.facts, 'ssl.enabled': fact(at) } };
    })));
    const lineOf = (count: number, at: number) => {
      const { fleet, details } = opened(told(count));
      const row = fleet.rows[at];
      return row === undefined ? [] : details(row, 'en').facts.map(({ name, requestId, isLeftOut, readAt }) => [name, requestId, isLeftOut, readAt]);
    };
    const list = ['instance.vSwitchId', 'req-1', false];
    expect(lineOf(31_999, 8)).toEqual([[...list, '2026-11-24T10:00:00.000Z'], ['ssl.enabled', '00000000-0000-4000-8000-000000000008', false, '2026-11-24T10:00:01.234Z']]);
    expect(lineOf(32_001, 8)).toEqual([[...list, '2026-11-24T10:00:00Z'], ['ssl.enabled', null, true, '2026-11-24T10:00:01Z']]);
    expect(lineOf(32_001, 7)).toEqual([[...list, '2026-11-24T10:00:00Z'], ['ssl.enabled', '00000001-0000-4000-8000-000000000007', false, '2026-11-24T10:00:01Z']]);
  });
});

function shown(fact: ResultFact | undefined): string {
  if (fact === undefined || !('value' in fact)) throw new Error('The fact is not known.');
  return typeof fact.value === 'string' ? (fact.value === '' ? '""' : fact.value) : JSON.stringify(fact.value);
}

function toldOf({ findings }: Detail) {
  return findings.map(({ rule, title, severity, verdict, message, looked, steps }) => ({ rule, title, severity, verdict, message, looked: looked.map(({ name }) => name), steps }));
}

function byRule<T extends { readonly rule: string }>(findings: readonly T[]): readonly T[] {
  return findings.toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}
