import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { applyPlanFile } from '../../src/app/apply.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { InstanceState } from '../../src/emulator/cloud-state.ts';
import { UsageError } from '../../src/model/faults.ts';
import { isWithinWindow } from '../../src/model/window.ts';
import { testWorld } from '../support/world.ts';
import { ALLOCATE, applyOf, applyOptions, callsOf, change, cloudOf, endsOf, entryOf, expectOnce, filesIn, newFolder, on, planOn, refuse, resumeOf, when, yes } from './runs.ts';
import type { Written } from './runs.ts';

const TWO = on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' });
const EIGHT = on({ 'r-1': 'vsw-1', 'r-2': 'vsw-2', 'r-3': 'vsw-3', 'r-4': 'vsw-4', 'r-5': 'vsw-1', 'r-6': 'vsw-2', 'r-7': 'vsw-3', 'r-8': 'vsw-4' });

/** That an apply is refused in one sentence with nothing sent and nothing written. */
async function expectRefused(written: Written, words: RegExp, more: Parameters<typeof applyOf>[1] = {}, world: Parameters<typeof applyOf>[2] = {}, confirm = yes): Promise<void> {
  const before = filesIn(written.folder);
  const sent = callsOf(written.emulator).length;
  const fault = await applyPlanFile(written.file, applyOptions(written, more), testWorld(world), confirm).then(() => null, (reason: unknown) => reason);
  if (!(fault instanceof UsageError)) throw new Error(`Expected a UsageError, saw ${String(fault)}.`);
  expect(fault.faults).toEqual([expect.stringMatching(words)]);
  expect(callsOf(written.emulator)).toHaveLength(sent);
  expect(filesIn(written.folder)).toEqual(before);
}

describe('a fact that changed since the plan was made', () => {
  const changes: readonly (readonly [name: string, change: (instance: InstanceState) => void, told: string])[] = [
    ['its vSwitch', (one) => { one.vSwitch = 'vsw-2'; }, 'instance.vSwitchId from "vsw-1" to "vsw-2"'],
    ['its engine version', (one) => { one.engineVersion = '4.0'; }, 'instance.engineVersion from "5.0" to "4.0"'],
  ];

  it.each(changes)('%s, every rule passing: withheld and told from what to what; the rest goes on', async (_name, what, told) => {
    const emulator = await cloudOf(TWO);
    const written = await planOn(emulator);
    change(emulator, 'r-a', what);
    const outcome = await applyOf(written);
    expect(endsOf(outcome)).toEqual({ 'r-a': 'withheld', 'r-b': 'done' });
    expect(entryOf(outcome, 'r-a')).toMatchObject({ rule: null, detail: expect.stringContaining(told) });
    expect(endsOf(await resumeOf(written)), 'a withheld entry has ended').toEqual({ 'r-a': 'withheld', 'r-b': 'done' });
  });

  it('with --on-drift stop ends everything, also on other vSwitches', async () => {
    const emulator = await cloudOf(EIGHT);
    const written = await planOn(emulator);
    change(emulator, 'r-1', (one) => { one.vSwitch = 'vsw-2'; });
    const outcome = await applyOf(written, { onDrift: 'stop', concurrency: 1 });
    expect(endsOf(outcome)).toMatchObject({ 'r-1': 'withheld', 'r-2': 'not-started', 'r-5': 'not-started', 'r-8': 'not-started' });
    expect(entryOf(outcome, 'r-5').detail).toContain('r-1');
    expect([callsOf(emulator), existsSync(written.journal)], 'a plan counts as used from its first intent on').toEqual([[], false]);
  });

  it('is no drift where our own work or others changed the free addresses: that is judged anew', async () => {
    const emulator = await cloudOf(TWO);
    const written = await planOn(emulator);
    emulator.mutate((state) => { const one = state.vSwitches.get('vsw-1'); if (one !== undefined) one.available = 12; });
    const outcome = await applyOf(written);
    expect(outcome.entries).toMatchObject([{ outcome: 'done' }, { outcome: 'withheld', rule: 'vswitch-has-addresses' }]);
    expect(callsOf(emulator)).toHaveLength(1);
  });

  it('and fails or cannot be read is withheld by its rule, and the rest goes on', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1', 'r-c': 'vsw-1', 'r-d': 'vsw-1' }));
    const written = await planOn(emulator);
    change(emulator, 'r-a', (one) => { one.ssl = 'on'; });
    change(emulator, 'r-b', (one) => { one.raw = { DescribeInstanceSSL: { SSLEnabled: null } }; });
    emulator.mutate((state) => state.instances.delete('r-c'));
    const outcome = await applyOf(written);
    expect(outcome.entries).toMatchObject([{ outcome: 'withheld', rule: 'ssl-disabled' }, { outcome: 'withheld', rule: 'ssl-disabled' }, { outcome: 'withheld', rule: 'instance-exists' }, { outcome: 'done' }]);
    expect(callsOf(emulator)).toHaveLength(1);
  });

  it('is seen although it changes between two entries of one run', async () => {
    const emulator = await cloudOf(TWO);
    const written = await planOn(emulator);
    const outcome = await applyOf(written, {}, when('r-a: done', () => change(emulator, 'r-b', (one) => { one.status = 'Changing'; })));
    expect(outcome.entries).toMatchObject([{ outcome: 'done' }, { outcome: 'withheld', rule: 'instance-normal' }]);
  });
});

describe('--max-mutations', () => {
  it.each([0, 1, 3, 7, 8, 9])('%d: never more calls, also over vSwitches side by side', async (maxMutations) => {
    const emulator = await cloudOf(EIGHT);
    const outcome = await applyOf(await planOn(emulator), { maxMutations, concurrency: 4 });
    expect(callsOf(emulator)).toHaveLength(Math.min(8, maxMutations));
    expect(outcome.summary).toMatchObject({ done: Math.min(8, maxMutations), 'not-started': Math.max(0, 8 - maxMutations) });
  });

  it('counts calls, not entries: one that is throttled uses up two', async () => {
    const emulator = await cloudOf(TWO);
    const written = await planOn(emulator);
    emulator.setFaults([refuse('Throttling.User', { instance: 'r-a', times: 1 })]);
    const outcome = await applyOf(written, { maxMutations: 2 });
    expect(endsOf(outcome)).toEqual({ 'r-a': 'done', 'r-b': 'not-started' });
    expect(callsOf(emulator)).toHaveLength(2);
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });
});

describe('--max-failures', () => {
  it.each([[1, 1, 1], [1, 3, 3], [4, 1, 4]])('with %d vSwitches side by side and a limit of %d at most %d calls leave', async (concurrency, maxFailures, most) => {
    const emulator = await cloudOf(EIGHT);
    const written = await planOn(emulator);
    emulator.setFaults([refuse('InvalidConnType')]);
    const outcome = await applyOf(written, { concurrency, maxFailures });
    expect(callsOf(emulator).length).toBeLessThanOrEqual(most);
    expect(callsOf(emulator).length).toBeGreaterThanOrEqual(maxFailures);
    expect(outcome.summary.rejected).toBe(callsOf(emulator).length);
    expect(outcome.summary.rejected + outcome.summary['not-started']).toBe(8);
  });

  it('counts failed and ambiguous, not withheld', async () => {
    const emulator = await cloudOf([...on({ 'r-0': 'vsw-1', 'r-1': 'vsw-1', 'r-2': 'vsw-1', 'r-3': 'vsw-1', 'r-4': 'vsw-1' })], { settings: { failAfterAccept: ['r-1'], settle: 0.1 } });
    const written = await planOn(emulator);
    change(emulator, 'r-0', (one) => { one.ssl = 'on'; });
    emulator.setFaults([{ operation: ALLOCATE, instance: 'r-2', kind: 'reset' }]);
    expect(endsOf(await applyOf(written, { maxFailures: 2 }))).toEqual({ 'r-0': 'withheld', 'r-1': 'failed', 'r-2': 'ambiguous', 'r-3': 'not-started', 'r-4': 'not-started' });
  });
});

describe('--in-window', () => {
  const DAY = 86_400_000;
  /** A clock that begins at a time of day, tomorrow or so. */
  const clockAt = (time: string): (() => Date) => {
    const start = new Date(`${new Date(Date.now() + DAY).toISOString().slice(0, 10)}T${time}`).getTime();
    const begun = Date.now();
    return () => new Date(start + Date.now() - begun);
  };

  async function runAt(time: string, instance: Partial<Parameters<typeof on>[1]>, more: Parameters<typeof applyOf>[1] = { inWindow: true }): Promise<readonly [string, string | null, number]> {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }, instance));
    const now = clockAt(time);
    const written = await planOn(emulator, {}, { now });
    const entry = entryOf(await applyOf(written, more, { now }), 'r-a');
    return [entry.outcome, entry.rule, callsOf(emulator).length];
  }

  const HELD = ['withheld', 'within-maintenance-window', 0] as const;
  const SENT = ['done', null, 1] as const;
  it.each<[name: string, time: string, window: readonly [string, string], end: readonly [string, string | null, number]]>([
    ['inside', '19:30:00Z', ['18:00Z', '22:00Z'], SENT],
    ['outside', '12:00:00Z', ['18:00Z', '22:00Z'], HELD],
    ['over midnight, before it', '23:30:00Z', ['23:00Z', '01:00Z'], SENT],
    ['over midnight, after it', '00:30:00Z', ['23:00Z', '01:00Z'], SENT],
    ['over midnight, outside', '12:00:00Z', ['23:00Z', '01:00Z'], HELD],
    ['a window that is no time', '12:00:00Z', ['99:00Z', '24:00Z'], HELD],
    ['a window in words', '12:00:00Z', ['noon', 'one'], HELD],
  ])('%s', async (_name, time, [maintainStart, maintainEnd], end) => {
    expect(await runAt(time, { maintainStart, maintainEnd })).toEqual(end);
  });

  it('holds back an instance whose window is not known, and only where it was asked for', async () => {
    const unknown = { raw: { DescribeInstanceAttribute: { MaintainEndTime: null } } };
    expect(await runAt('19:30:00Z', unknown)).toEqual(HELD);
    expect(await runAt('19:30:00Z', unknown, { inWindow: false })).toEqual(SENT);
  });

  it('holds back the entries for which the window has closed in the middle of a run', async () => {
    const emulator = await cloudOf(TWO.map((one) => ({ ...one, maintainStart: '18:00Z', maintainEnd: '22:00Z' })));
    let shift = 0;
    const clock = clockAt('21:59:00Z');
    const now = (): Date => new Date(clock().getTime() + shift);
    const written = await planOn(emulator, {}, { now });
    const outcome = await applyOf(written, { inWindow: true }, { now, ...when('r-a: done', () => { shift = 120_000; }) });
    expect(outcome.entries).toMatchObject([{ outcome: 'done' }, { outcome: 'withheld', rule: 'within-maintenance-window' }]);
  });

  it('begins with its first minute and ends before its last', () => {
    const within = (time: string, start: string, end: string): boolean => isWithinWindow(start, end, new Date(`2026-11-24T${time}Z`));
    expect([within('18:00:00', '18:00Z', '22:00Z'), within('17:59:59', '18:00Z', '22:00Z'), within('21:59:59', '18:00Z', '22:00Z'), within('22:00:00', '18:00Z', '22:00Z')]).toEqual([true, false, true, false]);
    expect([within('00:00:00', '23:00Z', '00:00Z'), within('23:59:59', '23:00Z', '00:00Z'), within('05:00:00', '06:00Z', '06:00Z')]).toEqual([false, true, false]);
  });
});

describe('--dry-run', () => {
  it('walks the whole road, tells every request, and leaves nothing behind', async () => {
    const emulator = await cloudOf(TWO);
    const written = await planOn(emulator, { prefixTemplate: 'dc{id}direct', port: 6380 });
    change(emulator, 'r-b', (one) => { one.ssl = 'on'; });
    const outcome = await applyOf(written, { dryRun: true });
    expect(outcome).toMatchObject({ dryRun: true, journal: null, summary: { mutationsSent: 0 } });
    expect(entryOf(outcome, 'r-a')).toMatchObject({ outcome: 'not-started', detail: expect.stringContaining('AllocateDirectConnection InstanceId=r-a ConnectionString=dcradirect Port=6380') });
    expect(entryOf(outcome, 'r-b')).toMatchObject({ outcome: 'withheld', rule: 'ssl-disabled' });
    expect([callsOf(emulator), filesIn(written.folder)]).toEqual([[], ['plan.json']]);
    expect(endsOf(await applyOf(written)), 'the plan is not used by it').toMatchObject({ 'r-a': 'done' });
  });

  it('tells as many requests as --max-mutations would let out', async () => {
    const emulator = await cloudOf(TWO);
    const outcome = await applyOf(await planOn(emulator), { dryRun: true, maxMutations: 1 });
    expect(outcome.entries.map((entry) => entry.detail.includes('would be sent'))).toEqual([true, false]);
  });
});

describe('a plan is applied as it was approved, once, and in time', () => {
  it('with another digest than the one expected it is refused', async () => {
    const written = await planOn(await cloudOf(TWO));
    await expectRefused(written, /not the one that was approved/, { expect: 'f'.repeat(64) });
    expect(endsOf(await applyOf(written, { expect: written.plan.digest }))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('used, it is refused and resume is named', async () => {
    const written = await planOn(await cloudOf(TWO));
    await applyOf(written, { maxMutations: 1 });
    await expectRefused(written, /(was begun|was used).*tair-preflight resume/);
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
    expectOnce(written.emulator, ['r-a', 'r-b']);
  });

  it('used, it is refused under another --journal and another name of the folder too; a new plan under its old name is not', async () => {
    const written = await planOn(await cloudOf(TWO));
    await applyOf(written, { maxMutations: 1 });
    await expectRefused(written, /was used.*tair-preflight resume/, { journal: join(written.folder, 'k') });
    await expectRefused(written, /was used.*tair-preflight resume/, { journal: join(newFolder(), 'j') });
    const old = readFileSync(written.file);
    const next = await planOn(written.emulator);
    writeFileSync(written.file, readFileSync(next.file));
    expect(endsOf(await applyOf(written, { journal: join(written.folder, 'k') }))).toEqual({ 'r-b': 'done' });
    await expectRefused(written, /was used/, { journal: join(written.folder, 'l') });
    writeFileSync(written.file, old);
    await expectRefused(written, /was used/, { journal: join(written.folder, 'l') });
    expectOnce(written.emulator, ['r-a', 'r-b']);
  });

  it('used while the question was open, it is refused', async () => {
    const written = await planOn(await cloudOf(TWO));
    await expect(applyOf(written, {}, {}, async () => {
      await applyOf(written, { maxMutations: 1 });
      return true;
    })).rejects.toThrow(UsageError);
    expect(callsOf(written.emulator)).toHaveLength(1);
    expect(filesIn(written.folder)).not.toContainEqual(expect.stringMatching(/lock|new/));
  });

  it('begun by another run with another journal while the question was open, it starts nothing', async () => {
    const written = await planOn(await cloudOf(TWO));
    const outcome = await applyOf(written, { journal: join(written.folder, 'k') }, {}, async () => {
      await applyOf(written, { maxMutations: 1 });
      return true;
    });
    expect(outcome.entries).toMatchObject([{ outcome: 'already' }, { outcome: 'not-started', detail: expect.stringContaining(`tair-preflight resume ${written.journal}`) }]);
    expect([callsOf(written.emulator).length, outcome.journal, filesIn(written.folder)]).toEqual([1, null, ['j', 'plan.json']]);
    expect(endsOf(await resumeOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('expired, it is refused, also where it expires while the question is open', async () => {
    const written = await planOn(await cloudOf(TWO), { expires: 3600 });
    let late = 0;
    const now = (): Date => new Date(Date.now() + late);
    await expectRefused(written, /expired/, {}, { now }, () => {
      late = 3_601_000;
      return Promise.resolve(true);
    });
    await expectRefused(written, /expired at .*new plan/, {}, { now });
    late = 3_590_000;
    expect(endsOf(await applyOf(written, {}, { now }))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('of another account, it is refused; where the account cannot be read, too', async () => {
    const written = await planOn(await cloudOf(TWO));
    const { emulator } = written;
    emulator.mutate((state) => { state.account.id = '9999999999999999'; });
    await expectRefused(written, /is for account 1234567890123456, and these credentials are of 9999999999999999/);
    emulator.mutate((state) => { state.account.id = '1234567890123456'; });
    emulator.setFaults([{ operation: 'GetCallerIdentity', kind: 'deny' }]);
    await expectRefused(written, /account could not be read.*sts:GetCallerIdentity/);
    emulator.setFaults([]);
    expect(endsOf(await applyOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('made where the account could not be read, it is applied: there is nothing to compare', async () => {
    const emulator: Emulator = await cloudOf(TWO, {}, {});
    emulator.setFaults([{ operation: 'GetCallerIdentity', kind: 'deny' }]);
    const written = await planOn(emulator);
    expect(written.plan.entries.map((entry) => entry.accountId)).toEqual([null, null]);
    expect(endsOf(await applyOf(written))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('made with another rule book, it is refused, whether rules came or went', async () => {
    const rules = newFolder();
    const rule = readFileSync(new URL('../../rules/ssl-disabled.yaml', import.meta.url), 'utf8').replace('id: ssl-disabled', 'id: ssl-disabled-too');
    writeFileSync(join(rules, 'ssl-disabled-too.yaml'), rule);
    const emulator = await cloudOf(TWO);
    await expectRefused(await planOn(emulator), /another rule book/, { rules: [rules] });
    const withMore = await planOn(emulator, { rules: [rules] });
    await expectRefused(withMore, /another rule book/);
    expect(endsOf(await applyOf(withMore, { rules: [rules] }))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('where the folder of its journal cannot be written, it is refused', async () => {
    const written = await planOn(await cloudOf(TWO));
    await expectRefused(written, /folder of the journal cannot be written \(ENOENT/, { journal: join(written.folder, 'none', 'j') });
    await expectRefused(written, /folder of the journal cannot be written/, { journal: '/proc/j' });
    await expectRefused(written, /folder of the journal cannot be written \(ENOTDIR/, { journal: join(written.file, 'j') });
  });

  it('that holds no entry sends nothing and is no failure', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1' }, { ssl: 'on' }));
    const written = await planOn(emulator);
    expect((await applyOf(written)).entries).toEqual([]);
    expect(filesIn(written.folder)).toEqual(['plan.json']);
  });
});
