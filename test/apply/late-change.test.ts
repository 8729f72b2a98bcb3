import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { acceptAllocation } from '../../src/emulator/changes.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import { ALLOCATE, applyOf, callsOf, change, cloudOf, endsOf, entryOf, lastEvents, on, planOn, refuse, resumeOf, when } from './runs.ts';

/** The first call, whose answer was lost, is carried out by the service now: later than the settling time. */
function land(emulator: Emulator, prefix: string | null = null): void {
  emulator.mutate((state) => acceptAllocation(state, { instanceId: 'r-a', prefix }, new Date()));
}

/** Lands the first call when the second is about to leave. */
function landAtSecondCall(emulator: Emulator): { say: (line: string) => void } {
  let sending = 0;
  return { say: (line) => {
    if (line.includes('sending') && ++sending === 2) land(emulator);
  } };
}

const ONE = on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' });
const RESET = { operation: ALLOCATE, instance: 'r-a', kind: 'reset', times: 1 } as const;

describe('a lost call that is carried out after the settling time', () => {
  it('is not told as refused, where the second call comes too late: the first is found', async () => {
    const emulator = await cloudOf(ONE, { settings: { settle: 0.15 } });
    const written = await planOn(emulator);
    emulator.setFaults([RESET]);
    const outcome = await applyOf(written, {}, landAtSecondCall(emulator));
    expect(entryOf(outcome, 'r-a')).toMatchObject({ outcome: 'done', endpoint: 'r-a-direct.redis.rds.aliyuncs.com', errorCode: null, rule: null });
    expect(endsOf(outcome)).toEqual({ 'r-a': 'done', 'r-b': 'done' });
    expect(callsOf(emulator).filter((call) => call.instanceId === 'r-a').map((call) => call.outcome)).toEqual(['fault:reset', 'InstanceStatus.NotSupport']);
    expect(lastEvents(written.journal)).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('is not told as withheld, where it shows when the facts are read again', async () => {
    let emulator: Emulator | null = null;
    let lists = 0;
    emulator = await cloudOf(ONE, { settings: { settle: 0.15 } }, { log: (line) => {
      // The second reading of the facts of r-a begins with a list; the status is read after it.
      if (emulator !== null && callsOf(emulator).length === 1 && line.includes('DescribeInstances ') && ++lists === 1) land(emulator);
    } });
    const written = await planOn(emulator);
    emulator.setFaults([RESET]);
    expect(entryOf(await applyOf(written), 'r-a')).toMatchObject({ outcome: 'done', detail: expect.stringContaining('lost') });
    expect(callsOf(emulator).filter((call) => call.instanceId === 'r-a')).toHaveLength(1);
  });

  it('is ours, not "already", where a resume finds it', async () => {
    const emulator = await cloudOf(ONE, { settings: { settle: 0.01 } });
    const written = await planOn(emulator);
    emulator.setFaults([RESET]);
    let interrupted = false;
    const first = await applyOf(written, {}, { say: (line) => { interrupted ||= line.includes('no clear answer'); }, isInterrupted: () => interrupted });
    expect(entryOf(first, 'r-a')).toMatchObject({ outcome: 'not-started', detail: expect.stringMatching(/sent before/) });
    expect(lastEvents(written.journal)).toEqual({ 'r-a': 'reconciled' });
    land(emulator);
    await sleep(50);
    expect(entryOf(await resumeOf(written), 'r-a')).toMatchObject({ outcome: 'done', endpoint: 'r-a-direct.redis.rds.aliyuncs.com' });
    expect(entryOf(await resumeOf(written), 'r-a')).toMatchObject({ outcome: 'done' });
    expect(callsOf(emulator).filter((call) => call.instanceId === 'r-a')).toHaveLength(1);
  });

  it('is found by a resume also where the second call is refused', async () => {
    const emulator = await cloudOf(ONE, { settings: { settle: 0.15 } });
    const written = await planOn(emulator);
    emulator.setFaults([RESET]);
    let interrupted = false;
    await applyOf(written, {}, { say: (line) => { interrupted ||= line.includes('no clear answer'); }, isInterrupted: () => interrupted });
    let once = false;
    const outcome = await resumeOf(written, {}, { say: (line) => {
      if (line.includes('sending') && !once) { once = true; land(emulator); }
    } });
    expect(entryOf(outcome, 'r-a')).toMatchObject({ outcome: 'done', errorCode: null });
  });

  it('is ambiguous where an endpoint of another name came: nothing is told as if no call had left', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }), { settings: { settle: 0.01 } });
    const written = await planOn(emulator, { prefix: 'redisdirect123' });
    emulator.setFaults([RESET]);
    let interrupted = false;
    await applyOf(written, {}, { say: (line) => { interrupted ||= line.includes('no clear answer'); }, isInterrupted: () => interrupted });
    land(emulator, 'somebodyelse1');
    await sleep(50);
    expect(entryOf(await resumeOf(written), 'r-a')).toMatchObject({ outcome: 'ambiguous' });
  });
});

describe('a refusal after a lost call', () => {
  it('stands where reading shows again that nothing happened', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }));
    const written = await planOn(emulator);
    emulator.setFaults([RESET, refuse('InvalidConnType')]);
    const outcome = await applyOf(written);
    expect(entryOf(outcome, 'r-a')).toMatchObject({ outcome: 'rejected', errorCode: 'InvalidConnType' });
    expect(entryOf(await resumeOf(written), 'r-a')).toEqual({ ...entryOf(outcome, 'r-a'), asOf: expect.any(String) });
    expect(callsOf(emulator)).toHaveLength(2);
  });

  it('leaves a withholding as it is: a fact that failed in the meantime is named', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }));
    const written = await planOn(emulator);
    emulator.setFaults([RESET]);
    const outcome = await applyOf(written, {}, when('no clear answer', () => change(emulator, 'r-a', (one) => { one.ssl = 'on'; })));
    expect(entryOf(outcome, 'r-a')).toMatchObject({ outcome: 'withheld', rule: 'ssl-disabled' });
    expect(callsOf(emulator)).toHaveLength(1);
  });
});

describe('an accepted call that comes to nothing', () => {
  it('between two runs has failed: a resume says so instead of waiting for ever', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }), { settings: { settle: 0.3, failAfterAccept: ['r-a'] } });
    const written = await planOn(emulator);
    expect(endsOf(await applyOf(written, { wait: 0.05 }))).toEqual({ 'r-a': 'pending' });
    await sleep(2000);
    const resumed = await resumeOf(written, { wait: 2 });
    expect(entryOf(resumed, 'r-a')).toMatchObject({ outcome: 'failed', requestId: expect.any(String) });
    expect(entryOf(await resumeOf(written), 'r-a')).toEqual({ ...entryOf(resumed, 'r-a'), asOf: expect.any(String) });
    expect(callsOf(emulator)).toHaveLength(1);
  });

  it('is pending while it is younger than the waiting time: the service may not have begun', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }), { settings: { settle: 60 } });
    const written = await planOn(emulator);
    expect(endsOf(await applyOf(written, { wait: 0.05 }))).toEqual({ 'r-a': 'pending' });
    change(emulator, 'r-a', (one) => { one.status = 'Normal'; one.tasks = []; });
    let impatient = false;
    setTimeout(() => { impatient = true; }, 700);
    expect(endsOf(await resumeOf(written, { wait: 30 }, { isImpatient: () => impatient }))).toEqual({ 'r-a': 'pending' });
  });
});

describe('a clock that is set while an answer is being looked for', () => {
  it.each([3, 20, 60].flatMap((reads) => [[3_600_000, reads], [-3_600_000, reads]] as const))('by %d ms at its look number %d makes the settling time neither shorter nor endless', async (jump, reads) => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }));
    const written = await planOn(emulator);
    emulator.setFaults([RESET]);
    let isLost = false;
    let asked = 0;
    const outcome = await applyOf(written, { settle: 0.5 }, {
      say: (line) => { isLost ||= line.includes('no clear answer'); },
      now: () => new Date(Date.now() + (isLost && ++asked > reads ? jump : 0)),
    });
    expect(asked).toBeGreaterThan(reads);
    expect(endsOf(outcome)).toEqual({ 'r-a': 'done' });
    const [first, second] = callsOf(emulator).map((call) => Date.parse(call.at));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(500);
  });
});
