import { AllocateDirectConnectionRequest, DescribeDBInstanceNetInfoRequest, DescribeHistoryTasksRequest, DescribeInstancesRequest, ReleaseDirectConnectionRequest } from '@alicloud/r-kvstore20150101';
import { DescribeVSwitchAttributesRequest } from '@alicloud/vpc20160428';
import { afterEach, describe, expect, it } from 'vitest';

import { makeCloudState } from '../../src/emulator/cloud-state.ts';
import { decideAllocation } from '../../src/emulator/decide-allocation.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import { kvstoreClient, thrownBy, vpcClient } from './clients.ts';
import { fleetOf, instance } from './fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

async function start(fleet: FleetFile, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  emulator = await startEmulator({ fleet, ...options });
  return emulator;
}

function allocate(port: number, request: { instanceId: string; connectionString?: string; port?: string }) {
  return kvstoreClient(port).allocateDirectConnection(new AllocateDirectConnectionRequest(request));
}

async function netItems(port: number, instanceId: string) {
  const reply = await kvstoreClient(port).describeDBInstanceNetInfo(new DescribeDBInstanceNetInfoRequest({ instanceId }));
  return reply.body?.netInfoItems?.instanceNetInfo ?? [];
}

async function statusOf(port: number, instanceIds: string) {
  const reply = await kvstoreClient(port).describeInstances(new DescribeInstancesRequest({ regionId: 'cn-hangzhou', instanceIds }));
  return reply.body?.instances?.KVStoreInstance?.[0]?.instanceStatus;
}

async function addresses(port: number) {
  const reply = await vpcClient(port).describeVSwitchAttributes(new DescribeVSwitchAttributesRequest({ vSwitchId: 'vsw-a', regionId: 'cn-hangzhou' }));
  return reply.body?.availableIpAddressCount;
}

async function tasksOf(port: number, instanceId: string, now = Date.now()) {
  const reply = await kvstoreClient(port).describeHistoryTasks(new DescribeHistoryTasksRequest({
    regionId: 'cn-hangzhou', instanceId, fromStartTime: toIso(now - 86_400_000), toStartTime: toIso(now + 60_000),
  }));
  return (reply.body?.items ?? []).map((item) => [item.taskType, item.status]);
}

function toIso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z/, 'Z');
}

interface Case {
  readonly name: string;
  readonly given: Partial<FleetInstance>;
  readonly fleet?: Partial<FleetFile>;
  readonly request?: { connectionString?: string; port?: string };
  readonly code: string;
  readonly status: number;
}

const vSwitch = (change: object) => ({ vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 100, ...change }] });

const REFUSALS: readonly Case[] = [
  { name: 'a standard instance', given: { architecture: 'standard' }, code: 'InvalidConnType', status: 400 },
  { name: 'a read/write splitting instance', given: { architecture: 'rwsplit' }, code: 'InvalidConnType', status: 400 },
  { name: 'a cloud-native cluster with proxies', given: { class: 'tair.rdb.with.proxy.1g', edition: 'Enterprise' }, code: 'InvalidConnType', status: 400 },
  { name: 'a cloud-native cluster in direct mode', given: { class: 'tair.rdb.1g', edition: 'Enterprise' }, code: 'NetTypeExists', status: 400 },
  { name: 'Community 2.8', given: { engineVersion: '2.8' }, code: 'UnsupportedEngineVersion', status: 403 },
  { name: 'Community 6.0', given: { engineVersion: '6.0' }, code: 'UnsupportedEngineVersion', status: 403 },
  { name: 'Enterprise 4.0', given: { engineVersion: '4.0', edition: 'Enterprise' }, code: 'UnsupportedEngineVersion', status: 403 },
  { name: 'an edition nobody has heard of', given: { edition: 'Ultimate' }, code: 'UnsupportedEngineVersion', status: 403 },
  { name: 'Memcache', given: { engine: 'memcache' }, code: 'UnsupportedEngineVersion', status: 403 },
  { name: 'an old minor version', given: { latestMinor: false }, code: 'IncorrectMinorVersion', status: 403 },
  { name: 'the classic network', given: { network: 'CLASSIC' }, code: 'InvalidVPCParamGroup', status: 400 },
  { name: 'a vSwitch that is not available', given: {}, fleet: vSwitch({ status: 'Pending' }), code: 'InvalidVPCParamGroup', status: 400 },
  { name: 'a vSwitch that does not exist', given: { vSwitch: 'vsw-none', vpc: 'vpc-a' }, code: 'InvalidVPCParamGroup', status: 400 },
  { name: 'SSL switched on', given: { ssl: 'on' }, code: 'IncorrectSSLStatus', status: 403 },
  { name: 'one address too few', given: {}, fleet: vSwitch({ available: 8 }), code: 'InsufficientVSwitchIp', status: 400 },
  { name: 'a status that is not Normal', given: { status: 'Changing' }, code: 'InstanceStatus.NotSupport', status: 403 },
  { name: 'a running task', given: { tasks: [{ type: 'ModifyInsSpec', status: 'Running' }] }, code: 'TaskHasExist', status: 400 },
  { name: 'a task being cancelled', given: { tasks: [{ type: 'ModifyInsSpec', status: 'Cancelling' }] }, code: 'TaskHasExist', status: 400 },
  { name: 'an order in progress', given: { orderCompleted: false }, code: 'TaskHasExist', status: 400 },
  { name: 'a direct endpoint that is there', given: { directEndpoint: { prefix: 'alreadythere' } }, code: 'DirectConnectionAlreadyExists', status: 400 },
  { name: 'a prefix with a dash', given: {}, request: { connectionString: 'redis-direct' }, code: 'InvalidConnectionString', status: 400 },
  { name: 'a prefix of seven characters', given: {}, request: { connectionString: 'redis12' }, code: 'InvalidConnectionString.Format', status: 400 },
  { name: 'a prefix of 41 characters', given: {}, request: { connectionString: `a${'1'.repeat(40)}` }, code: 'InvalidConnectionString.Format', status: 400 },
  { name: 'a prefix with a capital letter', given: {}, request: { connectionString: 'redisDirect' }, code: 'InvalidConnectionString.Format', status: 400 },
  { name: 'a prefix that another account uses', given: {}, fleet: { settings: { takenPrefixes: ['redisdirect123'] } }, request: { connectionString: 'redisdirect123' }, code: 'ConnectionStringAlreadyExists', status: 400 },
  { name: 'a port below 1024', given: {}, request: { port: '1023' }, code: 'InvalidPort.Malformed', status: 400 },
  { name: 'a port that is no number', given: {}, request: { port: 'abc' }, code: 'InvalidPort.Malformed', status: 400 },
  { name: 'an account without access to the preview', given: {}, fleet: { settings: { previewGranted: false } }, code: 'OperationDenied.Preview', status: 403 },
];

describe('AllocateDirectConnection is refused for', () => {
  it.each(REFUSALS)('$name, with $code', async ({ given, fleet, request, code, status }) => {
    const { port, accepted, requests } = await start(fleetOf([instance('r-1', given)], fleet));
    const error = await thrownBy(allocate(port, { instanceId: 'r-1', ...request }));
    expect(error).toMatchObject({ code, statusCode: status });
    expect(error.data['RequestId']).toMatch(/^[0-9A-F-]{36}$/);
    expect(accepted()).toEqual([]);
    expect(requests()).toMatchObject([{ action: 'AllocateDirectConnection', instanceId: 'r-1', outcome: code }]);
  });

  it('an instance that does not exist, with InvalidDbInstanceId.NotFound', async () => {
    const { port } = await start(fleetOf([]));
    expect(await thrownBy(allocate(port, { instanceId: 'r-none' }))).toMatchObject({ code: 'InvalidDbInstanceId.NotFound', statusCode: 404 });
  });

  it('a prefix that another instance has', async () => {
    const { port } = await start(fleetOf([instance('r-1'), instance('r-2', { directEndpoint: { prefix: 'takenbytwo' } })]));
    expect(await thrownBy(allocate(port, { instanceId: 'r-1', connectionString: 'takenbytwo' }))).toMatchObject({ code: 'ConnectionStringAlreadyExists' });
  });

  it('a prefix that an earlier call is about to take', async () => {
    const { port } = await start(fleetOf([instance('r-1'), instance('r-2')]));
    await allocate(port, { instanceId: 'r-1', connectionString: 'redisdirect123' });
    expect(await thrownBy(allocate(port, { instanceId: 'r-2', connectionString: 'redisdirect123' }))).toMatchObject({ code: 'ConnectionStringAlreadyExists' });
  });

  it('addresses that an earlier call is about to take', async () => {
    const { port } = await start(fleetOf([instance('r-1'), instance('r-2')], vSwitch({ available: 17 })));
    await allocate(port, { instanceId: 'r-1' });
    expect(await thrownBy(allocate(port, { instanceId: 'r-2' }))).toMatchObject({ code: 'InsufficientVSwitchIp' });
  });
});

describe('AllocateDirectConnection is accepted for', () => {
  const ELIGIBLE: readonly { readonly name: string; readonly given: Partial<FleetInstance>; readonly fleet?: Partial<FleetFile> }[] = [
    { name: 'Community 5.0', given: {} },
    { name: 'Community 4.0', given: { engineVersion: '4.0' } },
    { name: 'Enterprise 5.0', given: { class: 'redis.amber.logic.sharding.1g.2db.0rodb.6proxy.multithread', edition: 'Enterprise' } },
    { name: 'a class of the old naming', given: { class: 'redis.sharding.small.default' } },
    { name: 'exactly as many addresses as it takes', given: {}, fleet: vSwitch({ available: 9 }) },
    { name: 'a scheduled task', given: { tasks: [{ type: 'ModifyInsSpec', status: 'Scheduled' }] } },
    { name: 'an old minor version, where the service does not mind', given: { latestMinor: false }, fleet: { settings: { refuseOldMinor: false } } },
  ];

  it.each(ELIGIBLE)('$name', async ({ given, fleet }) => {
    const { port, accepted } = await start(fleetOf([instance('r-1', given)], fleet));
    const reply = await allocate(port, { instanceId: 'r-1' });
    expect(reply.body?.requestId).toMatch(/^[0-9A-F-]{36}$/);
    expect(accepted()).toMatchObject([{ instanceId: 'r-1', action: 'AllocateDirectConnection', prefix: null, port: null }]);
  });
});

describe('an accepted change takes its course', () => {
  it('leaves Normal at once, then takes addresses, shows the endpoint and returns to Normal', async () => {
    let now = Date.now();
    const { port, accepted } = await start(fleetOf([instance('r-1')]), { now: () => new Date(now) });
    await allocate(port, { instanceId: 'r-1', connectionString: 'redisdirect123', port: '6380' });
    expect(await statusOf(port, 'r-1')).toBe('NetworkModifying');
    expect(await addresses(port)).toBe(100);
    expect(await tasksOf(port, 'r-1')).toEqual([['AllocateDirectConnection', 'Running']]);
    expect(await netItems(port, 'r-1')).toHaveLength(1);
    now += 1000;
    expect(await statusOf(port, 'r-1')).toBe('Normal');
    expect(await addresses(port)).toBe(91);
    expect(await tasksOf(port, 'r-1')).toEqual([['AllocateDirectConnection', 'Succeed']]);
    expect(await netItems(port, 'r-1')).toMatchObject([
      { directConnection: 0, connectionString: 'r-1.redis.rds.aliyuncs.com', port: '6379' },
      { directConnection: 1, IPType: 'Private', DBInstanceNetType: '2', connectionString: 'redisdirect123.redis.rds.aliyuncs.com', port: '6380', vSwitchId: 'vsw-a' },
    ]);
    expect(accepted()).toMatchObject([{ prefix: 'redisdirect123', port: 6380 }]);
    expect(await thrownBy(allocate(port, { instanceId: 'r-1' }))).toMatchObject({ code: 'DirectConnectionAlreadyExists' });
  });

  it('takes place after the real second that a fleet has by default', async () => {
    const { port } = await start(fleetOf([instance('r-1')], { settings: { settle: 0.05 } }));
    await allocate(port, { instanceId: 'r-1' });
    await expect.poll(() => statusOf(port, 'r-1')).toBe('Normal');
    expect((await netItems(port, 'r-1')).map((item) => item.connectionString)).toEqual(['r-1.redis.rds.aliyuncs.com', 'r-1-direct.redis.rds.aliyuncs.com']);
  });

  it('comes to nothing where the fleet says so: the task fails and the prefix is free again', async () => {
    let now = Date.now();
    const { port } = await start(fleetOf([instance('r-1')], { settings: { failAfterAccept: ['r-1'] } }), { now: () => new Date(now) });
    await allocate(port, { instanceId: 'r-1', connectionString: 'redisdirect123' });
    now += 1000;
    expect(await tasksOf(port, 'r-1')).toEqual([['AllocateDirectConnection', 'Failed']]);
    expect(await netItems(port, 'r-1')).toHaveLength(1);
    expect(await addresses(port)).toBe(100);
    expect(await statusOf(port, 'r-1')).toBe('Normal');
    await allocate(port, { instanceId: 'r-1', connectionString: 'redisdirect123' });
  });

  it('goes the other way with ReleaseDirectConnection', async () => {
    let now = Date.now();
    const { port, accepted } = await start(fleetOf([instance('r-1', { directEndpoint: { prefix: 'redisdirect123' } })]), { now: () => new Date(now) });
    const release = () => kvstoreClient(port).releaseDirectConnection(new ReleaseDirectConnectionRequest({ instanceId: 'r-1' }));
    await release();
    expect(await thrownBy(release())).toMatchObject({ code: 'InstanceStatus.NotSupport', statusCode: 403 });
    expect(await statusOf(port, 'r-1')).toBe('NetworkModifying');
    now += 1000;
    expect(await netItems(port, 'r-1')).toMatchObject([{ directConnection: 0 }]);
    expect(await addresses(port)).toBe(109);
    expect(await thrownBy(release())).toMatchObject({ code: 'NetTypeNotExists', statusCode: 400 });
    expect(accepted()).toMatchObject([{ action: 'ReleaseDirectConnection', instanceId: 'r-1' }]);
    await allocate(port, { instanceId: 'r-1', connectionString: 'redisdirect123' });
  });

  it('refuses to release an instance that does not exist', async () => {
    const { port } = await start(fleetOf([]));
    const call = kvstoreClient(port).releaseDirectConnection(new ReleaseDirectConnectionRequest({ instanceId: 'r-none' }));
    expect(await thrownBy(call)).toMatchObject({ code: 'InvalidDbInstanceId.NotFound', statusCode: 404 });
  });
});

describe('the decision without a server', () => {
  it('tells the first code in its order when several hold', () => {
    const state = makeCloudState(fleetOf([instance('r-1', { ssl: 'on', status: 'Changing', engineVersion: '6.0', architecture: 'standard' })]), new Date());
    const decide = (change: { prefix?: string; port?: number } = {}) => decideAllocation(state, { instanceId: 'r-1', ...change }).code;
    expect(decide({ prefix: 'a-b', port: 1 })).toBe('InvalidConnectionString');
    expect(decide({ port: 1 })).toBe('InvalidPort.Malformed');
    expect(decide()).toBe('InvalidConnType');
  });
});
