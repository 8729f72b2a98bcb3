import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UsageError } from '../../src/model/faults.ts';
import { toWaves } from '../../src/plan/waves.ts';
import type { WaveSize } from '../../src/plan/waves.ts';
import { idsOf, planOf } from './fleets.ts';
import type { Sketch } from './fleets.ts';

/** On one vSwitch, each needing nine addresses. */
const tagged = (tags: Readonly<Record<string, string | null>>, available = 999): Sketch[] =>
  Object.entries(tags).map(([id, tag]) => ({ id, vSwitch: 'vsw-1', available, shards: 8, ...(tag === null ? {} : { tags: { prio: tag } }) }));

describe('--order', () => {
  const byTag = { order: { kind: 'tag', key: 'prio' } } as const;

  it.each<[name: string, tags: Readonly<Record<string, string | null>>, order: readonly string[]]>([
    ['numbers by size', { 'r-a': '10', 'r-b': '9', 'r-c': '-1', 'r-d': '9.5' }, ['r-c', 'r-b', 'r-d', 'r-a']],
    ['numbers before texts, texts by letter, none last', { 'r-a': 'low', 'r-b': null, 'r-c': '2', 'r-d': 'high', 'r-e': '' }, ['r-c', 'r-e', 'r-d', 'r-a', 'r-b']],
    ['equal ones by place', { 'r-b': '1', 'r-a': '1', 'r-c': '1' }, ['r-a', 'r-b', 'r-c']],
    ['a tag that an object has by birth is none', { 'r-a': null, 'r-b': 'z' }, ['r-b', 'r-a']],
  ])('tag:KEY puts %s', (_name, tags, order) => {
    expect(idsOf(planOf(tagged(tags), byTag))).toEqual(order);
    expect(idsOf(planOf(tagged(tags).toReversed(), byTag))).toEqual(order);
  });

  it('tag:KEY is one order for any mixture of values', () => {
    const value = fc.oneof(fc.constantFrom('9', '10', '1a', '1', '01', '1.0', ' 1', '0x10', 'Infinity', 'NaN', '', 'b', '１'), fc.string({ maxLength: 3 }));
    fc.assert(fc.property(fc.array(value, { minLength: 2, maxLength: 6 }), fc.gen(), (values, gen) => {
      const fleet = tagged(Object.fromEntries(values.map((tag, at) => [`r-${at}`, tag])));
      const other = gen(() => fc.shuffledSubarray(fleet, { minLength: fleet.length }));
      expect(idsOf(planOf(other, byTag))).toEqual(idsOf(planOf(fleet, byTag)));
    }), { numRuns: 150, seed: 11 });
  });

  it('tag:constructor finds no tag where none is', () => {
    expect(idsOf(planOf(tagged({ 'r-b': null, 'r-a': null }), { order: { kind: 'tag', key: 'constructor' } }))).toEqual(['r-a', 'r-b']);
  });

  it('a priority gets the room, although more would fit without it', () => {
    const fleet: Sketch[] = [
      { id: 'r-big', vSwitch: 'vsw-1', available: 10, shards: 8, tags: { prio: '1' } },
      { id: 'r-small1', vSwitch: 'vsw-1', available: 10, shards: 2, tags: { prio: '2' } },
      { id: 'r-small2', vSwitch: 'vsw-1', available: 10, shards: 2, tags: { prio: '3' } },
    ];
    expect(idsOf(planOf(fleet))).toEqual(['r-small1', 'r-small2']);
    expect(idsOf(planOf(fleet, byTag))).toEqual(['r-big']);
    expect(planOf(fleet, byTag).deferred).toMatchObject([{ instanceId: 'r-small1', shortBy: 2 }, { instanceId: 'r-small2', shortBy: 2 }]);
  });

  it('what a smaller one took afterwards is told as taken', () => {
    const fleet: Sketch[] = [
      { id: 'r-first', vSwitch: 'vsw-1', available: 10, shards: 11, tags: { prio: '1' } },
      { id: 'r-second', vSwitch: 'vsw-1', available: 10, shards: 5, tags: { prio: '2' }, facts: [] },
    ].map((one) => ({ ...one, facts: one.id === 'r-first' ? [['instance.shardCount', 9] as const] : [] }));
    const plan = planOf([...fleet, { id: 'r-zero', vSwitch: 'vsw-1', available: 10, shards: 7, tags: { prio: '0' }, facts: [['instance.shardCount', 1]] }], byTag);
    expect(idsOf(plan)).toEqual(['r-zero', 'r-second']);
    expect(plan.deferred).toMatchObject([{ instanceId: 'r-first', addressesNeeded: 10, shortBy: 8, reason: expect.stringContaining('2 left beside the entries of this plan, 10 are needed') }]);
  });

  it('as-given follows the order of the command line, each where it was named first', () => {
    const order = { kind: 'as-given', ids: ['r-c', 'r-a', 'r-b', 'r-c'] } as const;
    expect(idsOf(planOf(tagged({ 'r-a': null, 'r-b': null, 'r-c': null }), { order }))).toEqual(['r-c', 'r-a', 'r-b']);
  });
});

describe('--keep-free', () => {
  const fleet = tagged({ 'r-a': null, 'r-b': null }, 20);
  it.each([[0, 2], [2, 2], [3, 1], [11, 1], [12, 0], [20, 0], [21, 0], [1_000_000, 0]])('%d leaves room for %d of two', (keepFree, entries) => {
    const plan = planOf(fleet, { keepFree });
    expect([plan.entries.length, plan.deferred.length]).toEqual([entries, 2 - entries]);
    expect(plan.ledger).toEqual([{ vSwitchId: 'vsw-1', region: 'cn-hangzhou', available: 20, keepFree, reserved: 9 * entries, remaining: 20 - 9 * entries }]);
  });

  it('names the vSwitches that have room, and no others', () => {
    const alternatives = [{ id: 'vsw-8', zone: 'cn-hangzhou-h', availableAddresses: 8 }, { id: 'vsw-9', zone: 'cn-hangzhou-h', availableAddresses: 9 }];
    const plan = planOf([{ id: 'r-a', vSwitch: 'vsw-1', available: 9, shards: 8, facts: [['vswitch.alternatives', alternatives]] }], { keepFree: 1 });
    expect(plan.deferred).toMatchObject([{ instanceId: 'r-a', vSwitchId: 'vsw-1', addressesNeeded: 9, shortBy: 1, alternatives: [{ id: 'vsw-9', availableAddresses: 9 }] }]);
  });
});

describe('waves', () => {
  const count = (value: number): WaveSize => ({ kind: 'count', value });
  const percent = (value: number): WaveSize => ({ kind: 'percent', value });
  const rest: WaveSize = { kind: 'rest' };
  const sizes = (entries: number, given: readonly WaveSize[]): number[] => {
    const waves = toWaves(entries, given);
    expect(waves).toEqual(waves.toSorted((a, b) => a - b));
    return [...new Set(waves)].map((wave) => waves.filter((one) => one === wave).length);
  };

  it.each<[entries: number, given: readonly WaveSize[], sizes: readonly number[]]>([
    [0, [count(5)], []],
    [0, [rest], []],
    [1, [count(1), count(5), percent(25), rest], [1]],
    [60, [count(1), count(5), percent(25), rest], [1, 5, 15, 39]],
    [10, [percent(25), rest], [3, 7]],
    [3, [percent(1), percent(1), rest], [1, 1, 1]],
    [7, [percent(100)], [7]],
    [5, [count(9), count(9)], [5]],
    [5, [count(5), rest], [5]],
    [3, [percent(34), percent(34), percent(34)], [2, 1]],
  ])('of %d entries by %j are %j', (entries, given, expected) => {
    expect(sizes(entries, given)).toEqual(expected);
    expect([...new Set(toWaves(entries, given))]).toEqual(expected.map((_, at) => at + 1));
  });

  it('that are too small without "rest" are refused in one sentence', () => {
    expect(() => toWaves(10, [count(1), percent(25)])).toThrow(UsageError);
    expect(() => toWaves(10, [count(1), percent(25)])).toThrow(/^The waves hold 4 entries and the plan has 10\..*"rest"/);
    expect(() => planOf(tagged({ 'r-a': null, 'r-b': null }), { waves: [count(1)] })).toThrow(UsageError);
  });

  it('hold every entry once, without gaps, whatever the sizes', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 9 }).map(count), fc.integer({ min: 1, max: 100 }).map(percent));
    fc.assert(fc.property(fc.nat(80), fc.array(size, { maxLength: 5 }), (entries, given) => {
      const waves = toWaves(entries, [...given, rest]);
      expect(waves).toHaveLength(entries);
      expect([...new Set(waves)]).toEqual(Array.from({ length: new Set(waves).size }, (_, at) => at + 1));
      let left = entries;
      const wanted = given.map((one) => Math.min(left, one.kind === 'count' ? one.value : one.kind === 'percent' ? Math.ceil(entries * one.value / 100) : left)).map((taken) => { const now = Math.min(taken, left); left -= now; return now; });
      expect(sizes(entries, [...given, rest])).toEqual([...wanted, left].filter((one) => one > 0));
    }), { numRuns: 300, seed: 12 });
  });

  it('of a plan follow the order of its entries', () => {
    const plan = planOf(tagged({ 'r-a': '3', 'r-b': '1', 'r-c': '2' }), { order: { kind: 'tag', key: 'prio' }, waves: [count(1), rest] });
    expect(plan.entries.map((entry) => [entry.instanceId, entry.wave])).toEqual([['r-b', 1], ['r-c', 2], ['r-a', 2]]);
  });

  it('of a very large plan are made', () => {
    expect(toWaves(300_000, [rest])).toHaveLength(300_000);
  });
});
