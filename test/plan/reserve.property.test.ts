import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { FactName } from '../../src/model/facts.ts';
import { UNKNOWN_REASONS } from '../../src/model/known.ts';
import type { Plan } from '../../src/model/plan.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { PlanOrder } from '../../src/plan/reserve.ts';
import { planText } from '../../src/report/plan.ts';
import { assessed, idsOf, OPTIONS, planOf } from './fleets.ts';
import type { Sketch } from './fleets.ts';

/** Up to nine instances on a few vSwitches; a tag that is a number, a text, both or missing. */
const fleets = fc.record({
  room: fc.record({ 'vsw-1': fc.nat(30), 'vsw-2': fc.nat(30), 'vsw-3': fc.nat(60) }),
  members: fc.array(fc.record({
    vSwitch: fc.constantFrom('vsw-1', 'vsw-2', 'vsw-3'),
    region: fc.constantFrom('cn-hangzhou', 'cn-beijing'),
    shards: fc.integer({ min: 1, max: 9 }),
    priority: fc.option(fc.constantFrom('1', '2', '10', '9', '1a', '01', '1.0', 'b', '', ' ', '0x10', 'Infinity', '-3', '1e1')),
    spoiled: fc.boolean(),
  }), { maxLength: 9 }),
}).map(({ room, members }): Sketch[] => members.map((member, at) => ({
  id: `r-${at}`,
  region: member.region,
  vSwitch: member.vSwitch,
  available: room[member.vSwitch] ?? 0,
  shards: member.shards,
  ...(member.priority === null ? {} : { tags: { priority: member.priority } }),
  facts: member.spoiled && at % 3 === 0 ? [['ssl.enabled', true]] : [],
})));

const orders = fc.constantFrom<PlanOrder>({ kind: 'smallest' }, { kind: 'tag', key: 'priority' }, { kind: 'as-given', ids: ['r-4', 'r-1', 'r-8', 'r-4', 'r-0'] });
const headroom = fc.integer({ min: 0, max: 35 });

const place = (of: { readonly region: string | null; readonly vSwitchId: string | null }): string => `${of.region} ${of.vSwitchId}`;
const needOn = (plan: Plan, where: string): number => plan.entries.filter((entry) => place(entry) === where).reduce((sum, entry) => sum + entry.addressesNeeded, 0);

/** The most of some needs that fit into a room, by trying all of them. */
function most(needs: readonly number[], room: number): number {
  let best = 0;
  for (let choice = 0; choice < 2 ** needs.length; choice++) {
    const chosen = needs.filter((_, at) => (choice >> at) % 2 === 1);
    if (chosen.reduce((sum, need) => sum + need, 0) <= room) best = Math.max(best, chosen.length);
  }
  return best;
}

describe('a plan, over random fleets', () => {
  it('never reserves more than is free beyond the headroom, and its ledger adds up', () => {
    fc.assert(fc.property(fleets, orders, headroom, (fleet, order, keepFree) => {
      const plan = planOf(fleet, { order, keepFree });
      const room = new Map(fleet.map((one) => [`${one.region} ${one.vSwitch}`, one.available]));
      for (const where of new Set(plan.entries.map(place))) expect(needOn(plan, where)).toBeLessThanOrEqual((room.get(where) ?? 0) - keepFree);
      for (const row of plan.ledger) {
        expect(row).toMatchObject({ keepFree, reserved: needOn(plan, place(row)), available: room.get(place(row)), remaining: row.available - row.reserved });
      }
      for (const where of new Set(plan.entries.map(place))) expect(plan.ledger.map(place)).toContain(where);
    }), { numRuns: 300, seed: 3 });
  });

  it('holds each instance of the scope once: as an entry, deferred or excluded', () => {
    fc.assert(fc.property(fleets, orders, headroom, (fleet, order, keepFree) => {
      const plan = planOf(fleet, { order, keepFree });
      expect([...plan.entries, ...plan.deferred, ...plan.excluded].map((one) => one.instanceId).toSorted()).toEqual(fleet.map((one) => one.id).toSorted());
    }), { numRuns: 200, seed: 4 });
  });

  it('is the same, byte for byte, in whatever order the instances come', () => {
    const shuffled = fleets.chain((fleet) => fc.tuple(fc.constant(fleet), fc.shuffledSubarray(fleet, { minLength: fleet.length })));
    fc.assert(fc.property(shuffled, orders, headroom, ([fleet, other], order, keepFree) => {
      expect(planText(planOf(other, { order, keepFree, waves: [{ kind: 'count', value: 2 }, { kind: 'rest' }] }))).toBe(planText(planOf(fleet, { order, keepFree, waves: [{ kind: 'count', value: 2 }, { kind: 'rest' }] })));
    }), { numRuns: 300, seed: 5 });
  });

  it('holds as many instances on each vSwitch as any choice could, by the default order', () => {
    fc.assert(fc.property(fleets, headroom, (fleet, keepFree) => {
      const plan = planOf(fleet, { keepFree });
      const { instances } = assessed(fleet);
      for (const row of plan.ledger) {
        const needs = instances.filter((one) => one.standing === 'eligible' && `${one.region} ${String((one.facts.get('instance.vSwitchId') as { value?: unknown }).value)}` === place(row)).map((one) => one.addressesNeeded ?? 0);
        expect(plan.entries.filter((entry) => place(entry) === place(row))).toHaveLength(most(needs, row.available - keepFree));
      }
    }), { numRuns: 200, seed: 6 });
  });

  it('says what is short so that it is just enough: with so many addresses more, the instance has room beside the entries', () => {
    fc.assert(fc.property(fleets, orders, headroom, (fleet, order, keepFree) => {
      const plan = planOf(fleet, { order, keepFree });
      for (const { instanceId, region, vSwitchId, shortBy } of plan.deferred) {
        const beside = fleet.filter((one) => one.id === instanceId || idsOf(plan).includes(one.id));
        const fitsWith = (more: number): boolean => planOf(beside.map((one) => (one.region === region && one.vSwitch === vSwitchId ? { ...one, available: one.available + more } : one)), { order, keepFree }).deferred.length === 0;
        expect([instanceId, shortBy, fitsWith(shortBy ?? 0), fitsWith((shortBy ?? 0) - 1)]).toEqual([instanceId, shortBy, true, false]);
      }
    }), { numRuns: 100, seed: 7 });
  });
});

describe('ignorance', () => {
  /** Those that rules of severity error look at, and a few that only the plan does. */
  const names: readonly FactName[] = [
    'instance.exists', 'instance.architecture', 'instance.deployment', 'instance.edition', 'instance.engineVersion', 'instance.networkType', 'instance.vpcId', 'instance.vSwitchId', 'instance.status', 'instance.shardCount', 'instance.orderInProgress',
    'version.isLatestMinor', 'ssl.enabled', 'network.hasDirectEndpoint', 'vswitch.status', 'vswitch.availableAddresses', 'tasks.active', 'request.hasPrefix', 'request.port', 'instance.name', 'instance.tags', 'vswitch.alternatives',
  ];
  const removals = fc.record({ who: fc.nat(8), name: fc.constantFrom(...names), reason: fc.option(fc.constantFrom(...UNKNOWN_REASONS)) });

  it('never adds an entry: one fact less never brings its instance in, nor makes the plan hold more', () => {
    let lost = 0;
    fc.assert(fc.property(fleets, headroom, fc.array(removals, { minLength: 1, maxLength: 2 }), (fleet, keepFree, removed) => {
      const before = planOf(fleet, { keepFree });
      const less = fleet.map((one, at): Sketch => ({ ...one, facts: [...(one.facts ?? []), ...removed.filter(({ who }) => who === at).map(({ name, reason }) => [name, reason === null ? undefined : { unknown: reason }] as const)] }));
      const after = planOf(less, { keepFree });
      const touched = new Set(removed.map(({ who }) => `r-${who}`));
      expect(after.entries.length).toBeLessThanOrEqual(before.entries.length);
      expect(idsOf(after).filter((id) => touched.has(id) && !idsOf(before).includes(id))).toEqual([]);
      // Another may take the room of one that fell out on its vSwitch, and for no other reason.
      const out = before.entries.filter((entry) => !idsOf(after).includes(entry.instanceId));
      for (const entry of after.entries.filter(({ instanceId }) => !idsOf(before).includes(instanceId))) expect(out.map(place)).toContain(place(entry));
      if (out.length > 0) lost++;
    }), { numRuns: 1_000, seed: 8 });
    expect(lost).toBeGreaterThan(100);
  });

  it.each<[string, Sketch['facts']]>([
    ['the free addresses are', [['vswitch.availableAddresses', { unknown: 'denied' }]]],
    ['the vSwitch is', [['instance.vSwitchId', { unknown: 'conflict' }]]],
    ['the number of shards is', [['instance.shardCount', { unknown: 'conflict' }]]],
  ])('defers an instance that was found eligible all the same, where %s unknown', (_name, facts) => {
    const healthy = assessed([{ id: 'r-a', vSwitch: 'vsw-1', available: 99, shards: 8 }, { id: 'r-b', vSwitch: 'vsw-2', available: 99, shards: 8 }]);
    const [blind] = assessed([{ id: 'r-a', vSwitch: 'vsw-1', available: 99, shards: 8, facts: facts ?? [] }]).instances;
    if (blind === undefined) throw new Error('nothing assessed');
    // As if every rule had passed: the plan itself must not admit what it cannot count.
    const plan = makePlan({ ...healthy, instances: [{ ...blind, standing: 'eligible' }, ...healthy.instances.slice(1)] }, OPTIONS);
    expect(idsOf(plan)).toEqual(['r-b']);
    expect(plan.deferred).toMatchObject([{ instanceId: 'r-a', shortBy: null, reason: expect.stringContaining('could not be read') }]);
  });

  it('of one of several reads of a vSwitch defers all on it; where they differ, the least counts', () => {
    const two = assessed([{ id: 'r-a', vSwitch: 'vsw-1', available: 99, shards: 8 }, { id: 'r-b', vSwitch: 'vsw-1', available: 12, shards: 8 }]);
    expect(idsOf(makePlan(two, OPTIONS))).toEqual(['r-a']);
    const blind = assessed([{ id: 'r-b', vSwitch: 'vsw-1', available: 99, shards: 8, facts: [['vswitch.availableAddresses', { unknown: 'timeout' }]] }]).instances.map((one) => ({ ...one, standing: 'eligible' as const }));
    expect(idsOf(makePlan({ ...two, instances: [...two.instances.slice(0, 1), ...blind] }, OPTIONS))).toEqual([]);
  });

  it('is told apart by region, where two vSwitches have one name', () => {
    const plan = planOf([{ id: 'r-a', vSwitch: 'vsw-1', available: 9, shards: 8 }, { id: 'r-b', region: 'cn-beijing', vSwitch: 'vsw-1', available: 9, shards: 8 }]);
    expect(idsOf(plan)).toEqual(['r-b', 'r-a']);
  });
});
