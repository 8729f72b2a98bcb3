import { describe, expect, it } from 'vitest';

import type { Emulator } from '../../src/emulator/start-emulator.ts';
import { acceptedIds, ALLOCATE, applyOf, cloudOf, endsOf, entryOf, expectOnce, on, planOn, refuse, resumeOf } from './runs.ts';

const TWO_WAVES = { waves: [{ kind: 'count', value: 2 }, { kind: 'rest' }] } as const;
const SIX = on({ 'r-1': 'vsw-1', 'r-2': 'vsw-2', 'r-3': 'vsw-1', 'r-4': 'vsw-2', 'r-5': 'vsw-3', 'r-6': 'vsw-1' });

/** Where the requests for an instance lie among all that arrived during the apply: from its call to the last that was read of it. */
function span(emulator: Emulator, id: string): { readonly from: number; readonly to: number } {
  const requests = emulator.requests();
  return {
    from: requests.findIndex((request) => request.action === ALLOCATE && request.instanceId === id),
    to: requests.findLastIndex((request) => request.instanceId === id),
  };
}

describe('a wave', () => {
  it('starts only when all of the one before have ended', async () => {
    const emulator = await cloudOf(SIX, { settings: { settle: 0.15 } });
    const written = await planOn(emulator, TWO_WAVES);
    expect(written.plan.entries.map((entry) => entry.wave)).toEqual([1, 1, 2, 2, 2, 2]);
    const outcome = await applyOf(written);
    expect(outcome.summary).toMatchObject({ done: 6, mutationsSent: 6 });
    const ended = Math.max(span(emulator, 'r-1').to, span(emulator, 'r-2').to);
    for (const id of ['r-3', 'r-4', 'r-5', 'r-6']) expect(span(emulator, id).from, id).toBeGreaterThan(ended);
  });

  it('starts after a withheld and an allowed failure', async () => {
    const emulator = await cloudOf(SIX);
    const written = await planOn(emulator, TWO_WAVES);
    emulator.mutate((state) => { const one = state.instances.get('r-1'); if (one !== undefined) one.ssl = 'on'; });
    emulator.setFaults([refuse('InvalidConnType', { instance: 'r-2' })]);
    expect(endsOf(await applyOf(written, { maxFailures: 2 }))).toEqual({ 'r-1': 'withheld', 'r-2': 'rejected', 'r-3': 'done', 'r-4': 'done', 'r-5': 'done', 'r-6': 'done' });
  });

  it('does not start while an entry of the one before is pending: it has not ended; resume goes on', async () => {
    const emulator = await cloudOf(SIX, { settings: { settle: 1.2 } });
    const written = await planOn(emulator, TWO_WAVES);
    const outcome = await applyOf(written, { wait: 0.2, maxFailures: 9 });
    expect(endsOf(outcome)).toEqual({ 'r-1': 'pending', 'r-2': 'pending', 'r-3': 'not-started', 'r-4': 'not-started', 'r-5': 'not-started', 'r-6': 'not-started' });
    expect(entryOf(outcome, 'r-3').detail).toMatch(/wave 1/i);
    expect(acceptedIds(emulator).toSorted()).toEqual(['r-1', 'r-2']);
    expect((await resumeOf(written)).summary).toMatchObject({ done: 6, mutationsSent: 4 });
    expectOnce(emulator, SIX.map((one) => one.id));
  });

  it('does not start while an entry of the one before is ambiguous, whatever --max-failures says', async () => {
    const emulator = await cloudOf(SIX, { settings: { settle: 0.05 } });
    const written = await planOn(emulator, TWO_WAVES);
    emulator.setFaults([{ operation: ALLOCATE, instance: 'r-1', kind: 'reset', times: 9 }]);
    const outcome = await applyOf(written, { maxFailures: 9 });
    expect(endsOf(outcome)).toMatchObject({ 'r-1': 'ambiguous', 'r-2': 'done', 'r-3': 'not-started', 'r-5': 'not-started' });
    emulator.setFaults([]);
    expect((await resumeOf(written, { maxFailures: 9 })).summary).toMatchObject({ done: 6 });
    expectOnce(emulator, SIX.map((one) => one.id));
  });
});

describe('within a wave', () => {
  it('entries on one vSwitch go one after another, also over account-wide faults', async () => {
    const emulator = await cloudOf(on({ 'r-1': 'vsw-1', 'r-2': 'vsw-1', 'r-3': 'vsw-1' }), { settings: { settle: 0.1 } });
    const outcome = await applyOf(await planOn(emulator));
    expect(outcome.summary.done).toBe(3);
    expect(span(emulator, 'r-2').from).toBeGreaterThan(span(emulator, 'r-1').to);
    expect(span(emulator, 'r-3').from).toBeGreaterThan(span(emulator, 'r-2').to);
  });

  it('different vSwitches are worked on side by side, as many as --concurrency says', async () => {
    const ids = ['r-1', 'r-2', 'r-3', 'r-4'];
    const fleet = on({ 'r-1': 'vsw-1', 'r-2': 'vsw-2', 'r-3': 'vsw-3', 'r-4': 'vsw-4' });
    const most = async (concurrency: number): Promise<number> => {
      const emulator = await cloudOf(fleet, { settings: { settle: 0.6 } });
      expect((await applyOf(await planOn(emulator), { concurrency })).summary.done).toBe(4);
      const spans = ids.map((id) => span(emulator, id));
      return Math.max(...spans.map(({ from }) => spans.filter((other) => other.from <= from && from <= other.to).length));
    };
    expect([await most(1), await most(2), await most(4)]).toEqual([1, 2, 4]);
  });

  it('vSwitches of one name in two regions are two', async () => {
    const place = (id: string, region: string) => ({ id, vpc: `vpc-${region}`, region, available: 900 });
    const emulator = await cloudOf([{ id: 'r-1', vSwitch: 'vsw-1' }, { id: 'r-2', vSwitch: 'vsw-2' }], { vSwitches: [place('vsw-1', 'cn-hangzhou'), place('vsw-2', 'cn-beijing')], settings: { settle: 0.2 } });
    const written = await planOn(emulator, { regions: ['cn-hangzhou', 'cn-beijing'] });
    expect(written.plan.entries.map((entry) => [entry.region, entry.instanceId])).toEqual([['cn-beijing', 'r-2'], ['cn-hangzhou', 'r-1']]);
    expect((await applyOf(written)).summary).toMatchObject({ done: 2 });
  });
});
