import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { exitOfApply } from '../../src/cli/exit-code.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { withFaultyDisk, withRival } from './faulty-disk.ts';
import type { DiskFault } from './faulty-disk.ts';
import { ALLOCATE, applyOf, callsOf, change, cloudOf, endsOf, entryOf, expectOnce, filesIn, lastEvents, on, planOn, refuse, resumeOf, when } from './runs.ts';
import type { Written } from './runs.ts';

/** Writes of an undisturbed apply of these: the plan, a withholding that waited for it, then intent, sent, accepted and done of two. */
const WRITES = 1 + 1 + 4 + 4;

/** Three entries on one vSwitch, of which the first is withheld; the disk fails while it is applied. */
async function applyOnFaultyDisk(fault: DiskFault): Promise<{ readonly written: Written; readonly outcome: Outcome }> {
  const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1', 'r-c': 'vsw-1' }));
  const written = await planOn(emulator);
  change(emulator, 'r-a', (one) => { one.ssl = 'on'; });
  const outcome = await withFaultyDisk(written.journal, fault, () => applyOf(written));
  return { written, outcome };
}

/** That what is told of each entry is what happened to it in the cloud. */
function expectTruth({ emulator }: Written, outcome: Outcome): void {
  for (const { instanceId, outcome: end, detail } of outcome.entries) {
    const wasCalled = callsOf(emulator).some((call) => call.instanceId === instanceId);
    expect([instanceId, end, detail], JSON.stringify(endsOf(outcome))).toEqual([instanceId, expect.stringMatching(wasCalled ? /^(done|pending|ambiguous)$/ : /^(withheld|not-started)$/), detail]);
    if (!wasCalled) expect(detail).not.toMatch(/call had left|call was accepted/);
  }
}

describe('a disk that is full', () => {
  it.each(Array.from({ length: WRITES }, (_, at) => at + 1))('from write %d on: nothing further starts, the truth is told, and it can be resumed', async (from) => {
    const { written, outcome } = await applyOnFaultyDisk({ kind: from % 3 === 0 ? 'torn' : 'full', from });
    const { emulator } = written;
    expectTruth(written, outcome);
    const sent = callsOf(emulator).length;
    expect(sent, 'a call leaves only when its intent and "sent" are on disk').toBe(from <= 4 ? 0 : from <= 8 ? 1 : 2);
    const told = outcome.entries.map((entry) => entry.detail).join('\n');
    if (sent < 2) expect(told).toMatch(/journal could not be written \(ENOSPC\)/);
    expect(exitOfApply(outcome, null)).toBe(Object.values(endsOf(outcome)).includes('pending') ? 5 : 4);
    expect(filesIn(written.folder).filter((name) => name !== 'plan.json' && name !== 'j')).toEqual([]);

    const again = existsSync(written.journal) ? await resumeOf(written) : await applyOf(written);
    expect(endsOf(again)).toEqual({ 'r-a': 'withheld', 'r-b': 'done', 'r-c': 'done' });
    expectOnce(emulator, ['r-b', 'r-c']);
    expect(callsOf(emulator).map((call) => call.instanceId)).toEqual(['r-b', 'r-c']);
    expect(lastEvents(written.journal)).toMatchObject({ 'r-b': 'done', 'r-c': 'done' });
  });

  it('for one write only: what was in flight is finished and told, nothing new starts, though there is room again', async () => {
    const { written, outcome } = await applyOnFaultyDisk({ kind: 'full', from: 5, to: 5 });
    expect(entryOf(outcome, 'r-b')).toMatchObject({ outcome: 'done', endpoint: 'r-b-direct.redis.rds.aliyuncs.com', requestId: expect.any(String) });
    expect(entryOf(outcome, 'r-c')).toMatchObject({ outcome: 'not-started', detail: expect.stringMatching(/^The journal could not be written \(ENOSPC\); nothing further starts\./) });
    expect(lastEvents(written.journal)).toMatchObject({ 'r-a': 'withheld', 'r-b': 'done' });
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'withheld', 'r-b': 'done', 'r-c': 'done' });
    expect(callsOf(written.emulator)).toHaveLength(2);
  });

  it('that takes what is written and does not keep it: no call leaves on an intent that is not synced', async () => {
    for (const from of [1, 3, 4]) {
      const { written, outcome } = await applyOnFaultyDisk({ kind: 'sync', from });
      expect(callsOf(written.emulator)).toEqual([]);
      expectTruth(written, outcome);
      const again = existsSync(written.journal) ? await resumeOf(written) : await applyOf(written);
      expect(endsOf(again)).toEqual({ 'r-a': 'withheld', 'r-b': 'done', 'r-c': 'done' });
    }
  });
});

describe('a journal that fails on one vSwitch', () => {
  it('lets the call in flight on another end, and tells how', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-2', 'r-c': 'vsw-1', 'r-d': 'vsw-2' }), { settings: { settle: 0.4 } });
    const written = await planOn(emulator);
    emulator.setFaults([{ operation: ALLOCATE, kind: 'latency', ms: 1000 }]); // so that both have left before the first is answered
    const outcome = await withFaultyDisk(written.journal, { kind: 'full', from: 6 }, () => applyOf(written, { requestTimeout: 5 }));
    emulator.setFaults([]);
    expect(endsOf(outcome)).toEqual({ 'r-a': 'done', 'r-b': 'done', 'r-c': 'not-started', 'r-d': 'not-started' });
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done', 'r-c': 'done', 'r-d': 'done' });
    expectOnce(emulator, ['r-a', 'r-b', 'r-c', 'r-d']);
  });

  it('tells a refusal that it could not record as one', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' }));
    const written = await planOn(emulator);
    emulator.setFaults([{ operation: ALLOCATE, kind: 'error', status: 400, code: 'InvalidConnType', message: 'No.' }]);
    const outcome = await withFaultyDisk(written.journal, { kind: 'full', from: 4 }, () => applyOf(written));
    expect(outcome.entries).toMatchObject([{ outcome: 'rejected', errorCode: 'InvalidConnType' }, { outcome: 'not-started' }]);
    emulator.setFaults([]);
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
    expectOnce(emulator, ['r-a', 'r-b']);
  });
});

describe('a fault that nobody foresaw in one entry', () => {
  it('tells how all entries stand, and starts nothing new', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-2', 'r-c': 'vsw-2' }), { settings: { settle: 0.3 } });
    const written = await planOn(emulator);
    let hungUp = false;
    const outcome = await applyOf(written, {}, { say: (line) => {
      if (hungUp || !line.includes('sending')) return;
      hungUp = true;
      throw new Error('The other side hung up.');
    } });
    expect(outcome.entries.some((entry) => entry.outcome === 'ambiguous' && entry.detail.includes('The other side hung up.'))).toBe(true);
    expect(outcome.entries.every((entry) => ['done', 'ambiguous', 'not-started'].includes(entry.outcome))).toBe(true);
    expect(filesIn(written.folder)).toEqual(['j', 'plan.json']);
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done', 'r-c': 'done' });
    expectOnce(emulator, ['r-a', 'r-b', 'r-c']);
  });

  it('tells what the service had answered', async () => {
    for (const [words, faults, end] of [
      ['sending', [refuse('InvalidConnType')], { outcome: 'rejected', errorCode: 'InvalidConnType' }],
      ['accepted', [], { outcome: 'pending', requestId: expect.any(String) }],
    ] as const) {
      const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' }));
      const written = await planOn(emulator);
      emulator.setFaults(faults);
      const spoil = words === 'sending'
        ? when('sending', () => emulator.setFaults([...faults, { operation: 'DescribeInstances', kind: 'error', status: 404, code: 'InvalidAccessKeyId.NotFound' }]))
        : when('accepted', () => { throw new Error('The other side hung up.'); });
      const outcome = await applyOf(written, {}, spoil);
      expect(outcome.entries).toMatchObject([end, { outcome: 'not-started' }]);
      emulator.setFaults([]);
      expect(endsOf(await resumeOf(written, { maxFailures: 9 }))).toEqual({ 'r-a': words === 'sending' ? 'rejected' : 'done', 'r-b': 'done' });
    }
  });

  it('where its end is told leaves the calls in flight elsewhere in the journal', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-2', 'r-c': 'vsw-2' }), { settings: { settle: 0.3 } });
    const written = await planOn(emulator);
    const broken = applyOf(written, {}, { say: (line) => {
      if (line.includes('[1/3]')) throw new Error('The other side hung up.');
    } });
    await expect(broken).rejects.toThrow('hung up');
    expect(Object.values(lastEvents(written.journal)).filter((event) => event !== 'done')).toEqual([]);
    expect(filesIn(written.folder)).toEqual(['j', 'plan.json']);
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done', 'r-c': 'done' });
    expectOnce(emulator, ['r-a', 'r-b', 'r-c']);
  });
});

describe('a journal of another plan under the same name', () => {
  it('that appears at the last moment is left alone, and nothing is sent without a journal of our own', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }));
    const written = await planOn(emulator);
    const outcome = await withRival(written.journal, 'the journal of another', () => applyOf(written));
    expect(outcome.entries).toMatchObject([{ outcome: 'not-started', detail: expect.stringMatching(/^The journal could not be written/) }]);
    expect([callsOf(emulator), readFileSync(written.journal, 'utf8'), filesIn(written.folder)]).toEqual([[], 'the journal of another', ['j', 'plan.json']]);
  });

  it('that is being made at the same time does not get into ours', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-2' }));
    const [one, other] = [await planOn(emulator, { instances: ['r-a'] }), await planOn(emulator, { instances: ['r-b'] })];
    writeFileSync(`${one.journal}.new`, 'half of what another');
    const ends = await Promise.all([applyOf(one), applyOf({ ...other, journal: one.journal })]);
    expect(ends.map((end) => end.summary.done + end.summary['not-started'])).toEqual([1, 1]);
    expect(callsOf(emulator)).toHaveLength(1);
    expect(Object.values(lastEvents(one.journal))).toEqual(['done']);
    expect(readFileSync(`${one.journal}.new`, 'utf8')).toBe('half of what another');
  });
});
