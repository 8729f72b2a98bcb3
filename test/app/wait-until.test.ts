import { afterEach, describe, expect, test } from 'vitest';

import { checkUntilEligible } from '../../src/app/wait-until.ts';
import type { Waited } from '../../src/app/wait-until.ts';
import type { CheckOptions } from '../../src/app/options.ts';
import type { World } from '../../src/app/world.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { InstanceState } from '../../src/emulator/cloud-state.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import { cli, envFor } from '../support/cli.ts';
import { optionsFor, testWorld } from '../support/world.ts';

const open: Emulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.stop()));
});

async function cloudOf(instances: readonly FleetInstance[], more: Partial<FleetFile> = {}, faults: readonly Fault[] = []): Promise<Emulator> {
  const vSwitches = [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 }, { id: 'vsw-b', vpc: 'vpc-b', region: 'cn-beijing', available: 200 }];
  const emulator = await startEmulator({ fleet: { regions: [{ id: 'cn-hangzhou' }, { id: 'cn-beijing' }], vSwitches, ...more, instances: [...instances] }, faults });
  open.push(emulator);
  return emulator;
}

const on = (id: string, more: Partial<FleetInstance> = {}): FleetInstance => ({ id, vSwitch: 'vsw-a', ...more });

function change(emulator: Emulator, id: string, what: (instance: InstanceState) => void): void {
  emulator.mutate((state) => {
    const instance = state.instances.get(id);
    if (instance === undefined) throw new Error(`no instance ${id}`);
    what(instance);
  });
}

/**
 * A world whose sleeps take no time but move its clock, and in which something happens once waiting has taken so many
 * seconds. Facts are read by the emulator's clock, which this one does not touch.
 */
function patientWorld(happens: Readonly<Record<number, () => void>> = {}, more: Partial<World> = {}): World & { readonly said: string[] } {
  const begun = Date.now();
  let slept = 0;
  const left = new Map(Object.entries(happens).map(([at, what]) => [Number(at), what]));
  return testWorld({
    now: () => new Date(begun + slept * 1000),
    sleep: async (seconds) => {
      slept += seconds;
      for (const [at, what] of left) {
        if (slept + 0.001 < at) continue;
        left.delete(at);
        what();
      }
      await new Promise((resolve) => { setTimeout(resolve, 1); });
    },
    ...more,
  });
}

function wait(emulator: Emulator, world: World, more: Partial<CheckOptions & { wait: number; poll: number }> = {}): Promise<Waited> {
  return checkUntilEligible({ ...optionsFor(emulator), wait: 60, poll: 5, ...more }, world);
}

const standings = (waited: Waited): Record<string, string> => Object.fromEntries(waited.assessment.instances.map((instance) => [instance.instanceId, instance.standing]));

/** The requests about one instance by itself since a moment, by action. */
function asked(emulator: Emulator, id: string, from = 0): string[] {
  return emulator.requests().slice(from).filter((request) => request.instanceId === id).map((request) => request.action);
}

describe('waiting until all are eligible', () => {
  test('ends at once where all are, with the calls of a check', async () => {
    const emulator = await cloudOf([on('r-a'), on('r-b', { directEndpoint: {} })]);
    const waited = await wait(emulator, patientWorld());
    expect([waited.ended, standings(waited), emulator.calls()['DescribeInstances']]).toEqual(['all-ready', { 'r-a': 'eligible', 'r-b': 'enabled' }, 1]);
  });

  test('goes on until a remedy has worked, and asks only about what stands in the way', async () => {
    const emulator = await cloudOf([on('r-ready'), on('r-ssl', { ssl: 'on' }), on('r-enabled', { directEndpoint: {} }), on('r-never', { architecture: 'standard', class: 'redis.master.small.default' })]);
    let first = 0;
    const world = patientWorld({ 1: () => { first = emulator.requests().length; }, 12: () => change(emulator, 'r-ssl', (instance) => { instance.ssl = 'off'; }) });
    const waited = await wait(emulator, world);
    expect([waited.ended, standings(waited)]).toEqual(['nothing-can-change', { 'r-ready': 'eligible', 'r-ssl': 'eligible', 'r-enabled': 'enabled', 'r-never': 'blocked' }]);
    for (const id of ['r-ready', 'r-enabled', 'r-never']) expect(asked(emulator, id, first), id).toEqual([]);
    // looks after 5, 10 and 15 s ask about SSL alone; the last finds it off and reads the instance once in full
    const own = asked(emulator, 'r-ssl', first);
    expect(own.filter((action) => action === 'DescribeInstanceSSL')).toHaveLength(4);
    expect(own.filter((action) => action === 'DescribeDBInstanceNetInfo')).toHaveLength(1);
    expect(own.filter((action) => action === 'DescribeEngineVersion')).toHaveLength(4); // it tells of SSL too
    const calls = emulator.requests().slice(first).map((request) => request.action);
    expect(calls.filter((action) => action === 'DescribeInstances')).toHaveLength(4);
    expect(calls.filter((action) => action === 'DescribeVSwitches' || action === 'DescribeVSwitchAttributes')).toHaveLength(1);
    expect(world.said).toEqual(['r-ssl: eligible.']);
  });

  test('is not content with what became eligible by facts of different times', async () => {
    const emulator = await cloudOf([on('r-a', { ssl: 'on' })]);
    const world = patientWorld({
      4: () => change(emulator, 'r-a', (instance) => { instance.ssl = 'off'; instance.latestMinor = false; }),
      20: () => change(emulator, 'r-a', (instance) => { instance.latestMinor = true; }),
    });
    const waited = await wait(emulator, world);
    expect([waited.ended, standings(waited)]).toEqual(['all-ready', { 'r-a': 'eligible' }]);
    const minor = waited.assessment.instances[0]?.facts.get('version.isLatestMinor');
    expect(minor).toMatchObject({ kind: 'known', value: true });
  });

  test('reads again what could not be read', async () => {
    const emulator = await cloudOf([on('r-a')], {}, [{ operation: 'DescribeInstanceSSL', kind: 'deny' }]);
    const waited = await wait(emulator, patientWorld({ 9: () => emulator.setFaults([]) }));
    expect([waited.ended, standings(waited), waited.result.unread]).toEqual(['all-ready', { 'r-a': 'eligible' }, []]);
  });

  test('looks for the instances of a region that could not be read, and leaves the other region alone', async () => {
    const emulator = await cloudOf([on('r-a'), { id: 'r-b', vSwitch: 'vsw-b', region: 'cn-beijing', ssl: 'on' }], {}, [{ operation: 'DescribeInstances', region: 'cn-beijing', kind: 'deny' } as Fault]);
    let first = 0;
    const world = patientWorld({ 1: () => { first = emulator.requests().length; }, 8: () => emulator.setFaults([]), 18: () => change(emulator, 'r-b', (instance) => { instance.ssl = 'off'; }) });
    const waited = await wait(emulator, world, { regions: ['cn-hangzhou', 'cn-beijing'] });
    expect([waited.ended, standings(waited), waited.fleet.unread]).toEqual(['all-ready', { 'r-a': 'eligible', 'r-b': 'eligible' }, []]);
    expect(asked(emulator, 'r-a', first)).toEqual([]);
  });

  test('sees an endpoint that somebody else made', async () => {
    const emulator = await cloudOf([on('r-a', { tasks: [{ type: 'Restart', status: 'Running' }] })]);
    const waited = await wait(emulator, patientWorld({ 7: () => change(emulator, 'r-a', (instance) => {
      instance.tasks = [];
      instance.endpoints.push({ connectionString: 'direct.redis.rds.aliyuncs.com', port: 6379, type: 'private', direct: true });
    }) }));
    expect([waited.ended, standings(waited)]).toEqual(['all-ready', { 'r-a': 'enabled' }]);
  });

  test('sees an instance that was released meanwhile, and does not wait for it', async () => {
    const emulator = await cloudOf([on('r-a', { ssl: 'on' }), on('r-b')]);
    const waited = await wait(emulator, patientWorld({ 7: () => emulator.mutate((state) => state.instances.delete('r-a')) }));
    expect([waited.ended, standings(waited)]).toEqual(['nothing-can-change', { 'r-a': 'blocked', 'r-b': 'eligible' }]);
    expect(waited.assessment.instances[0]?.findings.filter((finding) => finding.verdict === 'fail').map((finding) => finding.rule)).toEqual(['instance-exists']);
  });
});

describe('waiting ends', () => {
  test('when the time is up, after a last look', async () => {
    const emulator = await cloudOf([on('r-a', { ssl: 'on' })]);
    const waited = await wait(emulator, patientWorld(), { wait: 12 });
    expect([waited.ended, standings(waited), emulator.calls()['DescribeInstances'], emulator.calls()['DescribeInstanceSSL']]).toEqual(['time-is-up', { 'r-a': 'blocked' }, 4, 4]);
  });

  test.each<[name: string, instance: Partial<FleetInstance>, options: Partial<CheckOptions>]>([
    ['an instance that can never be eligible', { architecture: 'standard', class: 'redis.master.small.default' }, {}],
    ['a prefix that is not allowed', {}, { prefix: 'Bad' }],
    ['a prefix that another has', {}, { prefix: 'takenprefix' }],
    ['a port that is not allowed', {}, { port: 80 }],
    ['an assumption', {}, { assume: new Map([['ssl.enabled', true]]) }],
    ['access that was attested as denied', {}, { previewAccess: 'denied' }],
  ])('at once over %s', async (_, instance, options) => {
    const emulator = await cloudOf([on('r-a', instance), on('r-b', { endpoints: [{ connectionString: 'takenprefix.redis.rds.aliyuncs.com' }], region: 'cn-beijing', vSwitch: 'vsw-b' })]);
    const waited = await wait(emulator, patientWorld(), { ...options, regions: ['cn-hangzhou', 'cn-beijing'], ...(options.prefix === undefined ? {} : { prefix: null, prefixTemplate: options.prefix }) });
    expect(waited.ended).toBe('nothing-can-change');
    expect(emulator.calls()['DescribeInstances']).toBe(2);
  });

  test('when the user asks to stop, in a pause or in the midst of a look', async () => {
    const emulator = await cloudOf([on('r-a', { ssl: 'on' })], {});
    let stop = false;
    const inPause = await wait(emulator, patientWorld({ 3: () => { stop = true; } }, { isInterrupted: () => stop }));
    expect([inPause.ended, standings(inPause), emulator.calls()['DescribeInstances']]).toEqual(['interrupted', { 'r-a': 'blocked' }, 1]);
    stop = false;
    const hanging = patientWorld({ 4: () => emulator.setFaults([{ operation: 'DescribeInstances', kind: 'hang' }]), 8: () => { stop = true; } }, { isInterrupted: () => stop });
    const began = Date.now();
    expect((await wait(emulator, hanging, { requestTimeout: 30 })).ended).toBe('interrupted');
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

describe('--wait-until eligible', () => {
  const HANGZHOU = ['--region', 'cn-hangzhou'];

  test('exits by the last state, and says why it ended', async () => {
    const emulator = await cloudOf([on('r-a', { ssl: 'on' })]);
    const done = cli(['check', ...HANGZHOU, '--wait-until', 'eligible', '--wait', '20s', '--poll', '0.05', '--format', 'json'], envFor(emulator));
    setTimeout(() => change(emulator, 'r-a', (instance) => { instance.ssl = 'off'; }), 500);
    const { code, out, err } = await done;
    expect([code, err]).toEqual([0, 'r-a: eligible.\nEvery instance is eligible or enabled.\n']);
    expect(JSON.parse(out)).toMatchObject({ summary: { eligible: 1, mutationsSent: 0 } });
  });

  test('exits 1 where the time is up, and says so', async () => {
    const emulator = await cloudOf([on('r-a', { ssl: 'on' })]);
    const { code, err } = await cli(['check', ...HANGZHOU, '--wait-until', 'eligible', '--wait', '0.2', '--poll', '0.05'], envFor(emulator));
    expect([code, err]).toEqual([1, 'The time to wait is up; this is the last state.\n']);
  });

  test('exits 130 where it was interrupted, with the last state', async () => {
    const emulator = await cloudOf([on('r-a', { ssl: 'on' })]);
    let signal: 'SIGINT' | null = null;
    const { code, out } = await cli(['check', ...HANGZHOU, '--wait-until', 'eligible', '--poll', '1'], envFor(emulator), {
      stopSignal: () => signal,
      holdSignals: () => { setTimeout(() => { signal = 'SIGINT'; }, 50); },
    });
    expect([code, out.includes('ssl-disabled')]).toEqual([130, true]);
  });

  test.each([
    [['--wait', '30m'], '--wait belongs to --wait-until'],
    [['--wait', '30m', '--poll', '1'], '--wait and --poll belong to --wait-until'],
    [['--wait-until', 'enabled'], 'Allowed choices are eligible'],
    [['--wait-until', 'eligible', '--wait', 'soon'], 'Expected a length of time'],
    [['--wait-until', 'eligible', '--poll', '0'], 'Expected seconds above 0'],
  ])('%j is exit 2', async (argv, sentence) => {
    const { code, out, err } = await cli(['check', ...HANGZHOU, ...argv], {});
    expect([code, out, err.includes(sentence)], err).toEqual([2, '', true]);
  });
});
