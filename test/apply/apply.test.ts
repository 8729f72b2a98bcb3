import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { apply } from '../../src/app/apply.ts';
import type { Confirm } from '../../src/app/apply.ts';
import { APPLY_DEFAULTS } from '../../src/app/options.ts';
import type { ApplyOptions } from '../../src/app/options.ts';
import type { World } from '../../src/app/world.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { EntryOutcome, Outcome } from '../../src/model/outcome.ts';
import { optionsFor, testWorld } from '../support/world.ts';

const VSWITCH = { id: 'vsw-a', vpc: 'vpc-a', zone: 'cn-hangzhou-h', region: 'cn-hangzhou', cidr: '10.0.0.0/24', available: 200 };

let emulator: Emulator;
afterEach(() => emulator.stop());

async function start(instances: FleetFile['instances'], more: Partial<FleetFile> = {}, faults: readonly Fault[] = []): Promise<void> {
  emulator = await startEmulator({ fleet: { vSwitches: [VSWITCH], settings: { settle: 0.1, ...more.settings }, ...more, instances }, faults });
}

const yes: Confirm = () => Promise.resolve(true);

async function run(ids: readonly string[], more: Partial<ApplyOptions> = {}, world: Partial<World> = {}, confirm: Confirm = yes): Promise<Outcome> {
  const options = { ...optionsFor(emulator), ...APPLY_DEFAULTS, journal: join(mkdtempSync(join(tmpdir(), 'tair-preflight-')), 'a.journal'), poll: 0.05, settle: 0.3, wait: 5, requestTimeout: 0.5, instances: ids, ...more };
  const applied = await apply(options, testWorld(world), confirm);
  if (applied === null) throw new Error('declined');
  return applied.outcome;
}

async function runOne(more: Partial<ApplyOptions> = {}, world: Partial<World> = {}): Promise<EntryOutcome> {
  const outcome = await run(['r-a'], more, world);
  expect(outcome.entries).toHaveLength(1);
  return outcome.entries[0] as EntryOutcome;
}

/** A world that does something once, when a line is said that holds these words: just before a call leaves, say. */
function when(words: string, what: () => void): Partial<World> {
  let done = false;
  return { say: (line) => {
    if (done || !line.includes(words)) return;
    done = true;
    what();
  } };
}

const sends = (): number => emulator.calls()['AllocateDirectConnection'] ?? 0;

describe('an eligible instance', () => {
  it('is called once, waited for, and reported with endpoint, port and request id', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }]);
    const entry = await runOne({ prefix: 'redisdirect123', port: 6380 });
    expect(entry).toMatchObject({ outcome: 'done', endpoint: 'redisdirect123.redis.rds.aliyuncs.com', port: 6380, errorCode: null, region: 'cn-hangzhou', accountId: '1234567890123456' });
    expect(entry.requestId).toMatch(/^[0-9A-F-]{36}$/);
    expect(emulator.accepted()).toMatchObject([{ instanceId: 'r-a', prefix: 'redisdirect123' }]);
    expect(emulator.requests().filter((request) => request.action === 'AllocateDirectConnection').map((request) => request.query)).toMatchObject([{ InstanceId: 'r-a', ConnectionString: 'redisdirect123', Port: '6380' }]);
  });

  it('is sent neither prefix nor port where none was asked for', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }]);
    expect(await runOne()).toMatchObject({ outcome: 'done', port: 6379 });
    const query = emulator.requests().find((request) => request.action === 'AllocateDirectConnection')?.query ?? {};
    expect(Object.keys(query)).not.toContain('ConnectionString');
    expect(Object.keys(query)).not.toContain('Port');
  });

  it('is not called in a dry run, which tells the request', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }]);
    expect(await runOne({ dryRun: true, prefix: 'redisdirect123' })).toMatchObject({ outcome: 'not-started', detail: expect.stringContaining('AllocateDirectConnection InstanceId=r-a ConnectionString=redisdirect123') });
    expect(sends()).toBe(0);
  });

  it('is not called when the user declines', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }]);
    await expect(run(['r-a'], {}, {}, () => Promise.resolve(false))).rejects.toThrow('declined');
    expect(sends()).toBe(0);
  });

  it('is pending where the endpoint is not seen in time', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], { settings: { settle: 30 } });
    expect(await runOne({ wait: 0.3 })).toMatchObject({ outcome: 'pending' });
    expect(emulator.accepted()).toHaveLength(1);
  });

  it('has failed where the service gives up after it accepted', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], { settings: { settle: 0.3, failAfterAccept: ['r-a'] } });
    expect(await runOne()).toMatchObject({ outcome: 'failed', endpoint: null });
  });
});

describe('an instance that may not be called', () => {
  it.each([
    ['ssl-disabled', { ssl: 'on' as const }],
    ['cluster-architecture', { architecture: 'standard', class: 'redis.master.small.default' }],
    ['instance-normal', { status: 'Changing' }],
    ['no-active-task', { tasks: [{ type: 'ModifyInsSpec', status: 'Running' }] }],
    ['vpc-network', { network: 'CLASSIC' as const }],
  ])('is withheld by %s', async (rule, change) => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a', ...change }]);
    expect(await runOne()).toMatchObject({ outcome: 'withheld', rule });
    expect(sends()).toBe(0);
  });

  it('is withheld where a fact cannot be read, and the reason is told', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], {}, [{ operation: 'DescribeInstanceSSL', kind: 'deny' }]);
    expect(await runOne()).toMatchObject({ outcome: 'withheld', rule: 'ssl-disabled', detail: expect.stringContaining('kvstore:DescribeInstanceSSL') });
    expect(sends()).toBe(0);
  });

  it('is withheld in the preset reference too, where an enforced rule is only a warning', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a', deployment: 'cloud-native', connectionMode: 'proxy', class: 'redis.shard.with.proxy.small.ce', shards: 4, engineVersion: '5.0' }]);
    expect(await runOne({ preset: 'reference' })).toMatchObject({ outcome: 'withheld', rule: 'classic-deployment' });
  });

  it('is already there with the endpoint that was asked for, and withheld with another', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a', directEndpoint: { prefix: 'redisdirect123', port: 6379 } }]);
    expect(await runOne()).toMatchObject({ outcome: 'already', endpoint: 'redisdirect123.redis.rds.aliyuncs.com', port: 6379 });
    expect(await runOne({ prefix: 'redisdirect123' })).toMatchObject({ outcome: 'already' });
    expect(await runOne({ prefix: 'redisother456' })).toMatchObject({ outcome: 'withheld' });
    expect(await runOne({ port: 6380 })).toMatchObject({ outcome: 'withheld' });
    expect(sends()).toBe(0);
  });

  it('is withheld where it changed between the check and the call', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }]);
    const spoil: Confirm = () => {
      emulator.mutate((state) => { const one = state.instances.get('r-a'); if (one !== undefined) one.ssl = 'on'; });
      return Promise.resolve(true);
    };
    const outcome = await run(['r-a'], {}, {}, spoil);
    expect(outcome.entries).toMatchObject([{ outcome: 'withheld', rule: 'ssl-disabled' }]);
    expect(sends()).toBe(0);
  });

  it('does not exist: withheld by instance-exists', async () => {
    await start([]);
    expect(await runOne()).toMatchObject({ outcome: 'withheld', rule: 'instance-exists' });
  });
});

describe('an answer that was lost', () => {
  const lostCases: readonly (readonly [string, Fault])[] = [
    ['reset after the change', { operation: 'AllocateDirectConnection', kind: 'lost', times: 1 }],
    ['a timeout after the change', { operation: 'AllocateDirectConnection', kind: 'hang', changeMade: true, times: 1 }],
    ['a 502 page after the change', { operation: 'AllocateDirectConnection', kind: 'html', status: 502, changeMade: true, times: 1 }],
    ['a reply without RequestId', { operation: 'AllocateDirectConnection', kind: 'noRequestId', times: 1 }],
    ['a reply that is cut off', { operation: 'AllocateDirectConnection', kind: 'truncate', times: 1 }],
  ];
  it.each(lostCases)('%s: reading shows the endpoint, nothing is sent again', async (_name, fault) => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], {}, [fault]);
    expect(await runOne({ prefix: 'redisdirect123' })).toMatchObject({ outcome: 'done', endpoint: 'redisdirect123.redis.rds.aliyuncs.com' });
    expect(emulator.accepted()).toHaveLength(1);
    expect(sends()).toBe(1);
  });

  const nothingDone: readonly (readonly [string, Fault])[] = [
    ['reset before the change', { operation: 'AllocateDirectConnection', kind: 'reset', times: 1 }],
    ['a 500', { operation: 'AllocateDirectConnection', kind: 'error', status: 500, code: 'InternalError', times: 1 }],
  ];
  it.each(nothingDone)('%s: sent again only after the settling time showed nothing', async (_name, fault) => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], {}, [fault]);
    expect(await runOne()).toMatchObject({ outcome: 'done' });
    expect(emulator.accepted()).toHaveLength(1);
    expect(sends()).toBe(2);
    const [first, second] = emulator.requests().filter((request) => request.action === 'AllocateDirectConnection').map((request) => new Date(request.at).getTime());
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(300);
  });

  it('stays ambiguous where nothing can be read afterwards', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], {}, [{ operation: 'AllocateDirectConnection', kind: 'lost', times: 1 }]);
    const blind = when('no clear answer', () => emulator.setFaults([{ operation: 'DescribeDBInstanceNetInfo', kind: 'deny' }]));
    expect(await runOne({ wait: 0.5 }, blind)).toMatchObject({ outcome: 'ambiguous' });
    expect(sends()).toBe(1);
  });

  it('stays ambiguous where a status keeps it from settling: a status proves nothing', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], {}, [{ operation: 'AllocateDirectConnection', kind: 'reset', times: 1 }]);
    const busy = when('no clear answer', () => emulator.mutate((state) => { const one = state.instances.get('r-a'); if (one !== undefined) one.status = 'Changing'; }));
    expect(await runOne({ wait: 0.6 }, busy)).toMatchObject({ outcome: 'ambiguous' });
    expect(sends()).toBe(1);
  });

  it('stays ambiguous where an endpoint of another name appeared', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], {}, [{ operation: 'AllocateDirectConnection', kind: 'reset', times: 1 }]);
    const other = when('no clear answer', () => emulator.mutate((state) => {
      state.instances.get('r-a')?.endpoints.push({ connectionString: 'somebodyelse1.redis.rds.aliyuncs.com', port: 6379, type: 'private', direct: true });
    }));
    expect(await runOne({ prefix: 'redisdirect123' }, other)).toMatchObject({ outcome: 'ambiguous' });
    expect(sends()).toBe(1);
  });
});

describe('a refusal', () => {
  it('by throttling proves that nothing was done, and the call may leave again', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], {}, [{ operation: 'AllocateDirectConnection', kind: 'error', status: 400, code: 'Throttling.User', times: 1 }]);
    expect(await runOne()).toMatchObject({ outcome: 'done' });
    expect(emulator.accepted()).toHaveLength(1);
    expect(sends()).toBe(2);
  });

  it('for lack of permission ends the whole apply at once', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }, { id: 'r-b', vSwitch: 'vsw-a' }], {}, [{ operation: 'AllocateDirectConnection', kind: 'deny' }]);
    const outcome = await run(['r-a', 'r-b'], { maxFailures: 9 });
    expect(outcome.entries).toMatchObject([{ instanceId: 'r-a', outcome: 'rejected', errorCode: 'Forbidden.RAM' }, { instanceId: 'r-b', outcome: 'not-started' }]);
    expect(sends()).toBe(1);
  });

  it('that no rule foresaw is told as a rule-book miss', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }], { settings: { settle: 0.1, previewGranted: false } });
    expect(await runOne()).toMatchObject({ outcome: 'rejected', errorCode: 'OperationDenied.Preview', detail: expect.stringContaining('rule-book miss') });
    expect(sends()).toBe(1);
  });

  it('that a rule explains now is told as a race', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-a' }]);
    const race = when('sending', () => emulator.mutate((state) => { const one = state.instances.get('r-a'); if (one !== undefined) one.status = 'Changing'; }));
    expect(await runOne({}, race)).toMatchObject({ outcome: 'rejected', errorCode: 'InstanceStatus.NotSupport', rule: 'instance-normal', detail: expect.stringContaining('race') });
  });
});

describe('a batch', () => {
  const three = [{ id: 'r-a', vSwitch: 'vsw-a' }, { id: 'r-b', vSwitch: 'vsw-a' }, { id: 'r-c', vSwitch: 'vsw-a' }];

  it('stops at --max-mutations', async () => {
    await start(three);
    const outcome = await run(['r-a', 'r-b', 'r-c'], { maxMutations: 1 });
    expect(outcome.entries.map((entry) => entry.outcome)).toEqual(['done', 'not-started', 'not-started']);
    expect(outcome.summary).toMatchObject({ done: 1, 'not-started': 2, mutationsSent: 1 });
  });

  it('stops at --max-failures, of which withheld is none', async () => {
    await start([{ id: 'r-0', vSwitch: 'vsw-a', ssl: 'on' as const }, ...three], { settings: { settle: 0.1, previewGranted: false } });
    const outcome = await run(['r-0', 'r-a', 'r-b', 'r-c'], { maxFailures: 2 });
    expect(outcome.entries.map((entry) => [entry.instanceId, entry.outcome])).toEqual([['r-0', 'withheld'], ['r-a', 'rejected'], ['r-b', 'rejected'], ['r-c', 'not-started']]);
  });

  it('sees what it took from a shared vSwitch itself: the next one that does not fit is withheld', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-s' }, { id: 'r-b', vSwitch: 'vsw-s' }], { vSwitches: [{ ...VSWITCH, id: 'vsw-s', available: 12 }] });
    const outcome = await run(['r-a', 'r-b']);
    expect(outcome.entries).toMatchObject([{ instanceId: 'r-a', outcome: 'done' }, { instanceId: 'r-b', outcome: 'withheld', rule: 'vswitch-has-addresses' }]);
  });

  it('counts what a pending entry may still take', async () => {
    await start([{ id: 'r-a', vSwitch: 'vsw-s' }, { id: 'r-b', vSwitch: 'vsw-s' }], { vSwitches: [{ ...VSWITCH, id: 'vsw-s', available: 12 }], settings: { settle: 60 } });
    const outcome = await run(['r-a', 'r-b'], { wait: 0.2 });
    expect(outcome.entries).toMatchObject([{ instanceId: 'r-a', outcome: 'pending' }, { instanceId: 'r-b', outcome: 'withheld', rule: 'vswitch-has-addresses' }]);
    expect(sends()).toBe(1);
  });

  it('finishes the entry in flight when interrupted, and starts nothing new', async () => {
    await start(three);
    let interrupted = false;
    const outcome = await run(['r-a', 'r-b', 'r-c'], {}, { say: (line) => { interrupted ||= line.includes('accepted'); }, isInterrupted: () => interrupted });
    expect(outcome.entries.map((entry) => entry.outcome)).toEqual(['done', 'not-started', 'not-started']);
    expect(outcome.interrupted).toBe(true);
  });
});
