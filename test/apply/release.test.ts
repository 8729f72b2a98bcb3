import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { apply } from '../../src/app/apply.ts';
import { APPLY_DEFAULTS } from '../../src/app/options.ts';
import type { ApplyOptions } from '../../src/app/options.ts';
import { release } from '../../src/app/release.ts';
import type { ReleaseOptions } from '../../src/app/release.ts';
import { resume } from '../../src/app/resume.ts';
import { readJournal } from '../../src/apply/journal-file.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { cli, envFor } from '../support/cli.ts';
import { optionsFor, testWorld } from '../support/world.ts';

const VSWITCH = { id: 'vsw-a', vpc: 'vpc-a', zone: 'cn-hangzhou-h', region: 'cn-hangzhou', cidr: '10.0.0.0/24', available: 200 };
const ENABLED = { vSwitch: 'vsw-a', directEndpoint: { prefix: 'redisdirect123', port: 6379 } };

let emulator: Emulator;
afterEach(() => emulator.stop());

async function start(instances: readonly FleetInstance[], faults: readonly Fault[] = [], settle = 0.1): Promise<string> {
  emulator = await startEmulator({ fleet: { vSwitches: [VSWITCH], instances: [...instances], settings: { settle } }, faults });
  return mkdtempSync(join(tmpdir(), 'tair-preflight-'));
}

const base = (more: Partial<ApplyOptions>): ApplyOptions => ({ ...optionsFor(emulator), ...APPLY_DEFAULTS, poll: 0.05, settle: 0.3, wait: 5, requestTimeout: 0.5, ...more });
const yes = (): Promise<boolean> => Promise.resolve(true);

async function releaseAll(more: Partial<ReleaseOptions>): Promise<Outcome> {
  const done = await release({ ...base(more), acknowledgeDisconnect: true, undo: null, ...more }, testWorld(), yes);
  if (done === null) throw new Error('declined');
  return done.outcome;
}

const sends = (): number => emulator.calls()['ReleaseDirectConnection'] ?? 0;

describe('release', () => {
  it('is called once, waited for until the endpoint is gone, and journaled', async () => {
    const folder = await start([{ id: 'r-a', ...ENABLED }]);
    const journal = join(folder, 'j');
    expect(await releaseAll({ instances: ['r-a'], journal })).toMatchObject({ operation: 'ReleaseDirectConnection', entries: [{ instanceId: 'r-a', outcome: 'done' }], summary: { mutationsSent: 1 } });
    expect(emulator.accepted()).toMatchObject([{ action: 'ReleaseDirectConnection', instanceId: 'r-a' }]);
    expect(readJournal(journal).lines.map((line) => [line.event, line.operation])).toEqual(['intent', 'sent', 'accepted', 'done'].map((event) => [event, 'ReleaseDirectConnection']));
    expect(await releaseAll({ instances: ['r-a'], journal: join(folder, 'again') })).toMatchObject({ entries: [{ outcome: 'already' }], summary: { mutationsSent: 0 } });
  });

  it.each<readonly [string, string, Partial<FleetInstance>]>([
    ['instance-normal', 'a status that is not Normal', { status: 'Changing' }],
    ['no-active-task', 'a task that runs', { tasks: [{ type: 'HaSwitch', status: 'Running' }] }],
  ])('is withheld by %s: %s', async (rule, _name, change) => {
    const folder = await start([{ id: 'r-a', ...ENABLED, ...change }]);
    expect(await releaseAll({ instances: ['r-a'], journal: join(folder, 'j') })).toMatchObject({ entries: [{ outcome: 'withheld', rule }] });
    expect(sends()).toBe(0);
  });

  it('is withheld where it cannot be read whether there is an endpoint', async () => {
    const folder = await start([{ id: 'r-a', ...ENABLED }], [{ operation: 'DescribeDBInstanceNetInfo', kind: 'deny' }]);
    expect(await releaseAll({ instances: ['r-a'], journal: join(folder, 'j') })).toMatchObject({ entries: [{ outcome: 'withheld', rule: 'has-direct-endpoint' }] });
    expect(sends()).toBe(0);
  });

  it('never touches the endpoint that a cloud-native cluster was born with', async () => {
    const folder = await start([{ id: 'r-a', vSwitch: 'vsw-a', deployment: 'cloud-native', connectionMode: 'direct', class: 'tair.rdb.4g', shards: 4, engineVersion: '6.0' }]);
    expect(await releaseAll({ instances: ['r-a'], journal: join(folder, 'j') })).toMatchObject({ entries: [{ outcome: 'withheld', rule: 'classic-cluster' }] });
    expect(sends()).toBe(0);
  });

  it('settles a lost answer by reading', async () => {
    const folder = await start([{ id: 'r-a', ...ENABLED }], [{ operation: 'ReleaseDirectConnection', kind: 'lost', times: 1 }]);
    expect(await releaseAll({ instances: ['r-a'], journal: join(folder, 'j') })).toMatchObject({ entries: [{ outcome: 'done' }] });
    expect(sends()).toBe(1);
  });

  it('is resumed like an apply', async () => {
    const folder = await start([{ id: 'r-a', ...ENABLED }], [], 1);
    const journal = join(folder, 'j');
    expect(await releaseAll({ instances: ['r-a'], journal, wait: 0.1 })).toMatchObject({ entries: [{ outcome: 'pending' }] });
    expect((await resume(journal, base({ journal }), testWorld(), yes))?.outcome).toMatchObject({ operation: 'ReleaseDirectConnection', entries: [{ outcome: 'done' }], summary: { mutationsSent: 0 } });
    expect(sends()).toBe(1);
  });

  it('undoes a batch by its journal, and leaves alone what somebody else made since', async () => {
    const folder = await start([{ id: 'r-a', vSwitch: 'vsw-a' }, { id: 'r-b', vSwitch: 'vsw-a' }, { id: 'r-c', ...ENABLED }]);
    const made = join(folder, 'made');
    await apply(base({ instances: ['r-a', 'r-b', 'r-c'], journal: made, prefixTemplate: 'direct{id}' }), testWorld(), yes);
    emulator.mutate((state) => {
      const one = state.instances.get('r-b');
      if (one !== undefined) one.endpoints = one.endpoints.map((endpoint) => (endpoint.direct ? { ...endpoint, connectionString: 'somebodyelse1.redis.rds.aliyuncs.com' } : endpoint));
    });
    const outcome = await releaseAll({ undo: made, journal: join(folder, 'undo') });
    expect(outcome.entries.map((entry) => [entry.instanceId, entry.outcome])).toEqual([['r-a', 'done'], ['r-b', 'withheld']]);
    expect(emulator.accepted().filter((call) => call.action === 'ReleaseDirectConnection').map((call) => call.instanceId)).toEqual(['r-a']);
  });

  it('wants the disconnection acknowledged, which --yes does not imply', async () => {
    await start([{ id: 'r-a', ...ENABLED }]);
    const run = await cli(['release', 'r-a', '--region', 'cn-hangzhou', '--yes'], envFor(emulator));
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toMatch(/--acknowledge-disconnect/);
    expect(emulator.requests()).toEqual([]);
  });

  it('tells all that it lacks at once', async () => {
    await start([{ id: 'r-a', ...ENABLED }]);
    const lacks = async (...words: string[]): Promise<string[]> => (await cli(['release', ...words], envFor(emulator))).err.trimEnd().split('\n');
    expect(await lacks('--journal', 'j')).toEqual([expect.stringContaining('Give --yes'), expect.stringContaining('Give --acknowledge-disconnect')]);
    expect(await lacks()).toEqual([expect.stringContaining('wants the ids of instances'), expect.stringContaining('Give --yes'), expect.stringContaining('Give --acknowledge-disconnect')]);
  });
});
