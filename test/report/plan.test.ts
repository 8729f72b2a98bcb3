import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { planText } from '../../src/report/plan.ts';
import { ledgerBar } from '../../src/report/plan-view.ts';
import { entry, ledgerRow, makePlan, smallPlan } from './plans.ts';

/** The same with the keys of every object but maps of facts the other way round. */
function turned<T>(value: T): T;
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => turned(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, item]) => [key, turned(item)]));
}

describe('the plan file', () => {
  test('is the whole plan as indented JSON, with a newline at its end', () => {
    expect(JSON.parse(planText(smallPlan()))).toEqual(smallPlan());
    expect(planText(smallPlan())).toMatch(/^\{\n {2}"schema": "tair-preflight\/plan\/v1",\n {2}"id": [^]*\n\}\n$/);
  });

  test('has the same bytes however the plan was put together', () => {
    expect(planText(turned(smallPlan()))).toBe(planText(smallPlan()));
  });

  test('has its keys in the order of the model', () => {
    const keys = (of: object): string => Object.keys(of).join(' ');
    const read = JSON.parse(planText(turned(smallPlan()))) as Plan;
    expect(keys(read)).toBe('schema id digest operation createdAt expiresAt tool rulebook attested entries ledger deferred excluded');
    expect(read.entries.map(keys)[0]).toBe('accountId region instanceId name prefix port wave vSwitchId addressesNeeded facts factsDigest');
    expect(read.entries.map((one) => keys(one.facts))[0]).toBe('instance.architecture ssl.enabled');
    expect(read.ledger.map(keys)[0]).toBe('vSwitchId region available keepFree reserved remaining');
    expect(read.deferred.map(keys)[0]).toBe('instanceId region name vSwitchId addressesNeeded reason shortBy alternatives');
    expect(read.excluded.map(keys)[0]).toBe('instanceId region standing');
  });

  test('keeps the order of the entries, which is the order of the calls', () => {
    const plan = makePlan({ entries: [entry('r-2'), entry('r-1')] });
    expect((JSON.parse(planText(plan)) as Plan).entries.map((one) => one.instanceId)).toEqual(['r-2', 'r-1']);
  });
});

describe('the bar of a ledger row', () => {
  test.each([
    ['half reserved', { available: 100, keepFree: 20, reserved: 50, remaining: 50 }, { reserved: 10, keptFree: 4, spare: 6 }],
    ['nothing reserved', { available: 100, keepFree: 0, reserved: 0, remaining: 100 }, { reserved: 0, keptFree: 0, spare: 20 }],
    ['all reserved', { available: 9, keepFree: 0, reserved: 9, remaining: 0 }, { reserved: 20, keptFree: 0, spare: 0 }],
    ['a little is seen', { available: 10_000, keepFree: 1, reserved: 1, remaining: 9_999 }, { reserved: 1, keptFree: 1, spare: 18 }],
    ['less is free than is to be kept free', { available: 3, keepFree: 8, reserved: 0, remaining: 3 }, { reserved: 0, keptFree: 20, spare: 0 }],
    ['nothing is free', { available: 0, keepFree: 8, reserved: 0, remaining: 0 }, { reserved: 0, keptFree: 0, spare: 0 }],
  ])('%s', (_, given, bar) => {
    expect(ledgerBar(ledgerRow('vsw-a', given), 20)).toEqual(bar);
  });

  test('is as long as it shall be whatever the numbers', () => {
    for (let reserved = 0; reserved <= 60; reserved += 1) {
      for (let keepFree = 0; keepFree <= 70; keepFree += 7) {
        const { reserved: taken, keptFree, spare } = ledgerBar(ledgerRow('vsw-a', { available: 60, keepFree, reserved, remaining: 60 - reserved }), 20);
        expect(taken + keptFree + spare).toBe(20);
        expect(taken > 0).toBe(reserved > 0);
        expect(Math.min(taken, keptFree, spare)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
