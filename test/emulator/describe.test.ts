import {
  DescribeActiveOperationTasksRequest, DescribeDBInstanceNetInfoRequest, DescribeEngineVersionRequest, DescribeHistoryMonitorValuesRequest, DescribeHistoryTasksRequest, DescribeInstanceAttributeRequest,
  DescribeInstanceSSLRequest, DescribeInstancesOverviewRequest, DescribeInstancesRequest, DescribeLogicInstanceTopologyRequest, DescribeRoleZoneInfoRequest, DescribeSecurityIpsRequest,
} from '@alicloud/r-kvstore20150101';
import { DescribeVSwitchAttributesRequest, DescribeVSwitchesRequest } from '@alicloud/vpc20160428';
import { afterEach, describe, expect, it } from 'vitest';

import type { FleetFile } from '../../src/emulator/fleet-file.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import { callRpc, kvstoreClient, thrownBy, vpcClient } from './clients.ts';
import { fleetOf, instance } from './fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

async function start(fleet: FleetFile, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  emulator = await startEmulator({ fleet, ...options });
  return emulator;
}

const KV = '2015-01-01';

async function list(port: number, request: Record<string, string> = {}): Promise<readonly Record<string, unknown>[]> {
  const body = await callRpc(port, 'DescribeInstances', KV, { RegionId: 'cn-hangzhou', ...request });
  const { Instances } = body as { Instances: { KVStoreInstance: Record<string, unknown>[] } };
  return Instances.KVStoreInstance;
}

async function ids(port: number, request: Record<string, string>): Promise<readonly unknown[]> {
  return (await list(port, request)).map((one) => one['InstanceId']);
}

describe('DescribeInstances', () => {
  it('answers with the documented fields, nesting and types', async () => {
    const { port } = await start(fleetOf([instance('r-1', { tags: { team: 'shop' } })]));
    expect(await callRpc(port, 'DescribeInstances', KV, { RegionId: 'cn-hangzhou' })).toMatchObject({ PageNumber: 1, PageSize: 30, TotalCount: 1, RequestId: expect.any(String) });
    const [one] = await list(port);
    expect(one).toMatchObject({
      InstanceId: 'r-1', InstanceName: 'name-of-r-1', ArchitectureType: 'cluster', EditionType: 'Community', EngineVersion: '5.0', NetworkType: 'VPC',
      VpcId: 'vpc-a', VSwitchId: 'vsw-a', GlobalInstanceId: '', InstanceStatus: 'Normal', HasRenewChangeOrder: false, ComputingType: 'Machine', Port: 6379,
      Tags: { Tag: [{ Key: 'team', Value: 'shop' }] },
    });
    expect(one).not.toHaveProperty('ShardCount');
  });

  it('parses through the models of the SDK', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    const reply = await kvstoreClient(port).describeInstances(new DescribeInstancesRequest({ regionId: 'cn-hangzhou' }));
    expect(reply.body?.instances?.KVStoreInstance).toMatchObject([{ instanceId: 'r-1', engineVersion: '5.0', vSwitchId: 'vsw-a', editionType: 'Community' }]);
  });

  it('tells ShardCount of a cloud-native cluster', async () => {
    const { port } = await start(fleetOf([instance('r-1', { class: 'tair.rdb.with.proxy.1g', shards: 4 })]));
    expect(await list(port)).toMatchObject([{ ShardCount: 4, ComputingType: 'Ecs', EditionType: 'Community' }]);
  });

  it('pages, 30 at first and 50 at most', async () => {
    const { port } = await start(fleetOf(Array.from({ length: 61 }, (_, index) => instance(`r-${index}`))));
    expect(await list(port)).toHaveLength(30);
    expect(await ids(port, { PageSize: '50', PageNumber: '2' })).toEqual(Array.from({ length: 11 }, (_, index) => `r-${50 + index}`));
    expect(await list(port, { PageNumber: '9' })).toEqual([]);
    expect(await thrownBy(list(port, { PageSize: '51' }))).toMatchObject({ code: 'InvalidPageSize', statusCode: 400 });
    expect(await thrownBy(list(port, { PageNumber: '0' }))).toMatchObject({ code: 'InvalidPageNumber' });
  });

  it('leaves out unknown ids and those of another region without a word, and refuses more than 30', async () => {
    const fleet = fleetOf([instance('r-1'), instance('r-2', { region: 'cn-beijing', vpc: 'vpc-b' })]);
    const { port } = await start(fleet);
    expect(await ids(port, { InstanceIds: 'r-1,r-2,r-none' })).toEqual(['r-1']);
    const thirty = Array.from({ length: 30 }, (_, index) => `r-${index}`);
    expect(await ids(port, { InstanceIds: thirty.join(',') })).toEqual(['r-1']);
    expect(await thrownBy(list(port, { InstanceIds: [...thirty, 'r-30'].join(',') }))).toMatchObject({ code: 'InvalidInstanceIds.Malformed', statusCode: 400 });
  });

  it('wants a region', async () => {
    const { port } = await start(fleetOf([]));
    expect(await thrownBy(callRpc(port, 'DescribeInstances', KV, {}))).toMatchObject({ code: 'MissingParameter' });
  });

  const FILTERS: readonly { readonly filter: Record<string, string>; readonly found: readonly string[] }[] = [
    { filter: { VpcId: 'vpc-b' }, found: ['r-vpc'] },
    { filter: { VSwitchId: 'vsw-b' }, found: ['r-vswitch'] },
    { filter: { InstanceStatus: 'Changing' }, found: ['r-status'] },
    { filter: { ArchitectureType: 'standard' }, found: ['r-standard'] },
    { filter: { EngineVersion: '4.0' }, found: ['r-version'] },
    { filter: { NetworkType: 'CLASSIC' }, found: ['r-classic'] },
    { filter: { EditionType: 'Enterprise' }, found: ['r-edition'] },
    { filter: { ResourceGroupId: 'rg-1' }, found: ['r-group'] },
    { filter: { 'Tag.1.Key': 'team' }, found: ['r-tag', 'r-tag2'] },
    { filter: { 'Tag.1.Key': 'team', 'Tag.1.Value': 'shop' }, found: ['r-tag'] },
    { filter: { 'Tag.1.Key': 'team', 'Tag.2.Key': 'env', 'Tag.2.Value': 'test' }, found: ['r-tag2'] },
    { filter: { 'Tag.1.Key': 'toString' }, found: [] },
  ];

  it.each(FILTERS)('selects by $filter', async ({ filter, found }) => {
    const { port } = await start(fleetOf([
      instance('r-vpc', { vpc: 'vpc-b' }), instance('r-vswitch', { vSwitch: 'vsw-b', vpc: 'vpc-a' }), instance('r-status', { status: 'Changing' }),
      instance('r-standard', { architecture: 'standard' }), instance('r-version', { engineVersion: '4.0' }), instance('r-classic', { network: 'CLASSIC' }),
      instance('r-edition', { edition: 'Enterprise' }), instance('r-group', { resourceGroup: 'rg-1' }), instance('r-tag', { tags: { team: 'shop' } }),
      instance('r-tag2', { tags: { team: 'bank', env: 'test' } }),
    ]));
    expect(await ids(port, filter)).toEqual(found);
  });

  it('shows a field that the fleet drops, mistypes or invents as it says', async () => {
    const { port } = await start(fleetOf([instance('r-1', { raw: { DescribeInstances: { EngineVersion: 5, EditionType: null, NewField: { a: [1] } } } })]));
    const [one] = await list(port);
    expect(one).toMatchObject({ EngineVersion: 5, NewField: { a: [1] } });
    expect(one).not.toHaveProperty('EditionType');
  });
});

describe('one instance', () => {
  const NONE: readonly (readonly [string, Record<string, string>])[] = [
    ['DescribeInstanceAttribute', {}], ['DescribeInstanceSSL', {}], ['DescribeDBInstanceNetInfo', {}], ['DescribeEngineVersion', {}],
    ['DescribeLogicInstanceTopology', {}], ['DescribeRoleZoneInfo', {}], ['DescribeSecurityIps', {}],
  ];

  it.each(NONE)('that does not exist is InvalidInstanceId.NotFound to %s, and a missing id a missing parameter', async (action) => {
    const { port } = await start(fleetOf([]));
    expect(await thrownBy(callRpc(port, action, KV, { InstanceId: 'r-none' }))).toMatchObject({ code: 'InvalidInstanceId.NotFound', statusCode: 404 });
    expect(await thrownBy(callRpc(port, action, KV, {}))).toMatchObject({ code: 'MissingParameter', statusCode: 400 });
  });

  it.each(NONE)('can be made to answer anything: %s', async (action) => {
    const { port } = await start(fleetOf([instance('r-1', { raw: { [action]: { Unheard: 1 } } })]));
    expect(JSON.stringify(await callRpc(port, action, KV, { InstanceId: 'r-1' }))).toContain('"Unheard":1');
  });

  it('has its attributes', async () => {
    const { port } = await start(fleetOf([instance('r-1', { orderCompleted: false, renewalChangeBooked: true, passwordFree: true })]));
    const reply = await kvstoreClient(port).describeInstanceAttribute(new DescribeInstanceAttributeRequest({ instanceId: 'r-1' }));
    expect(reply.body?.instances?.DBInstanceAttribute).toMatchObject([{ isOrderCompleted: false, hasRenewChangeOrder: 'true', vpcAuthMode: 'Close', maintainStartTime: '18:00Z', engineVersion: '5.0' }]);
    expect(JSON.stringify(reply.body)).not.toContain('ditionType');
  });

  it('has SSL on or off, or does not tell', async () => {
    const { port } = await start(fleetOf([instance('r-on', { ssl: 'on' }), instance('r-off'), instance('r-old', { ssl: 'unsupported' })]));
    const ssl = async (instanceId: string) => (await kvstoreClient(port).describeInstanceSSL(new DescribeInstanceSSLRequest({ instanceId }))).body?.SSLEnabled;
    expect([await ssl('r-on'), await ssl('r-off')]).toEqual(['Enable', 'Disable']);
    expect(await thrownBy(ssl('r-old'))).toMatchObject({ code: 'IncorrectEngineVersion', statusCode: 403 });
  });

  it('has endpoints of every kind', async () => {
    const endpoints = [{ connectionString: 'out.redis.rds.aliyuncs.com', type: 'public' as const, port: 6380 }, { connectionString: 'in.redis.rds.aliyuncs.com', type: 'classic' as const }];
    const { port } = await start(fleetOf([instance('r-1', { endpoints, directEndpoint: { prefix: 'mydirect' } })]));
    const reply = await kvstoreClient(port).describeDBInstanceNetInfo(new DescribeDBInstanceNetInfoRequest({ instanceId: 'r-1' }));
    expect(reply.body).toMatchObject({ instanceNetworkType: 'VPC' });
    expect(reply.body?.netInfoItems?.instanceNetInfo).toMatchObject([
      { DBInstanceNetType: '0', IPType: 'Public', port: '6380', directConnection: 0 },
      { DBInstanceNetType: '1', IPType: 'Inner', port: '6379', directConnection: 0 },
      { DBInstanceNetType: '2', IPType: 'Private', connectionString: 'mydirect.redis.rds.aliyuncs.com', directConnection: 1 },
    ]);
  });

  it('that is cloud-native in direct mode has a direct endpoint by birth', async () => {
    const { port } = await start(fleetOf([instance('r-1', { class: 'tair.rdb.1g' })]));
    const reply = await kvstoreClient(port).describeDBInstanceNetInfo(new DescribeDBInstanceNetInfoRequest({ instanceId: 'r-1' }));
    expect(reply.body?.netInfoItems?.instanceNetInfo).toMatchObject([{ directConnection: 1 }]);
  });

  it.each([{ latestMinor: true, minor: 'redis-5.0_0.5.4' }, { latestMinor: false, minor: 'redis-5.0_0.5.0' }])('tells its minor version: latest $latestMinor', async ({ latestMinor, minor }) => {
    const { port } = await start(fleetOf([instance('r-1', { latestMinor })]));
    const reply = await kvstoreClient(port).describeEngineVersion(new DescribeEngineVersionRequest({ instanceId: 'r-1' }));
    expect(reply.body).toMatchObject({ isLatestVersion: latestMinor, enableUpgradeMinorVersion: !latestMinor, minorVersion: minor, majorVersion: '5.0', isSSLEnable: '0', engine: 'redis', DBLatestMinorVersion: { minorVersion: 'redis-5.0_0.5.4' } });
  });

  it('has as many shards as its class or the fleet says', async () => {
    const { port } = await start(fleetOf([instance('r-8'), instance('r-32', { class: 'redis.sharding.8xlarge.default' }), instance('r-3', { shards: 3 }), instance('r-s', { architecture: 'standard' })]));
    const topology = (instanceId: string) => kvstoreClient(port).describeLogicInstanceTopology(new DescribeLogicInstanceTopologyRequest({ instanceId }));
    const shards = async (instanceId: string) => (await topology(instanceId)).body?.redisShardList?.nodeInfo?.map((node: { nodeType?: string; subInstanceType?: string }) => `${node.nodeType}/${node.subInstanceType}`);
    expect(await shards('r-8')).toEqual(Array(8).fill('db/master'));
    expect(await shards('r-32')).toHaveLength(32);
    expect(await shards('r-3')).toHaveLength(3);
    expect(await thrownBy(topology('r-s'))).toMatchObject({ statusCode: 403 });
  });

  it('has nodes in zones, paged', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    const reply = await kvstoreClient(port).describeRoleZoneInfo(new DescribeRoleZoneInfoRequest({ instanceId: 'r-1' }));
    expect(reply.body).toMatchObject({ totalCount: 16, pageSize: 10 });
    expect(reply.body?.node?.nodeInfo).toHaveLength(10);
    expect(reply.body?.node?.nodeInfo?.[0]).toMatchObject({ role: 'master', isLatestVersion: 1, currentMinorVersion: 'redis-5.0_0.5.4' });
  });

  it('has a whitelist', async () => {
    const { port } = await start(fleetOf([instance('r-1', { whitelist: ['10.1.0.0/16', '127.0.0.1'] })]));
    const reply = await kvstoreClient(port).describeSecurityIps(new DescribeSecurityIpsRequest({ instanceId: 'r-1' }));
    expect(reply.body?.securityIpGroups?.securityIpGroup).toMatchObject([{ securityIpGroupName: 'default', securityIpList: '10.1.0.0/16,127.0.0.1' }]);
  });
});

describe('DescribeInstancesOverview', () => {
  it('answers every instance of the region at once, as a plain list and without the edition', async () => {
    const { port } = await start(fleetOf(Array.from({ length: 60 }, (_, index) => instance(`r-${index}`))));
    const reply = await kvstoreClient(port).describeInstancesOverview(new DescribeInstancesOverviewRequest({ regionId: 'cn-hangzhou' }));
    expect(reply.body?.instances).toHaveLength(60);
    expect(reply.body?.instances?.[0]).toMatchObject({ instanceId: 'r-0', architectureType: 'cluster', networkType: 'VPC' });
    const [first] = (await callRpc(port, 'DescribeInstancesOverview', KV, { RegionId: 'cn-hangzhou' }))['Instances'] as Record<string, unknown>[];
    expect(first).not.toHaveProperty('EditionType');
    expect(first).not.toHaveProperty('ShardCount');
  });
});

const at = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z/, 'Z');

describe('tasks', () => {
  const day = 86_400_000;
  const tasks = (port: number, request: Record<string, string>) => kvstoreClient(port).describeHistoryTasks(new DescribeHistoryTasksRequest({
    regionId: 'cn-hangzhou', fromStartTime: at(Date.now() - day), toStartTime: at(Date.now()), ...request,
  }));

  it('are told for the instances named, within the window', async () => {
    const old = { type: 'HaSwitch', status: 'Succeed', startedAt: at(Date.now() - 3 * day) };
    const { port } = await start(fleetOf([
      instance('r-1', { tasks: [{ type: 'ModifyInsSpec', status: 'Running' }, old] }), instance('r-2', { tasks: [{ type: 'RestartIns', status: 'Scheduled' }] }), instance('r-3', { region: 'cn-beijing', tasks: [old] }),
    ]));
    const shown = async (request: Record<string, string>) => (await tasks(port, request)).body?.items?.map((item: { instanceId?: string; taskType?: string; status?: string }) => `${item.instanceId} ${item.taskType} ${item.status}`);
    expect(await shown({ instanceId: 'r-1,r-2,r-3' })).toEqual(['r-1 ModifyInsSpec Running', 'r-2 RestartIns Scheduled']);
    expect(await shown({ instanceId: 'r-1', fromStartTime: at(Date.now() - 5 * day) })).toEqual(['r-1 ModifyInsSpec Running', 'r-1 HaSwitch Succeed']);
    expect(await shown({ instanceId: 'r-1,r-2', status: 'Scheduled,Waiting' })).toEqual(['r-2 RestartIns Scheduled']);
    expect(await shown({})).toHaveLength(2);
  });

  it('are refused for more than 30 instances, more than 30 days, a time that is none, a page that is too small', async () => {
    const { port } = await start(fleetOf([]));
    const many = Array.from({ length: 31 }, (_, index) => `r-${index}`).join(',');
    expect(await thrownBy(tasks(port, { instanceId: many }))).toMatchObject({ code: 'InvalidInstanceId.Malformed', statusCode: 400 });
    expect(await thrownBy(tasks(port, { fromStartTime: at(Date.now() - 30 * day - 5000) }))).toMatchObject({ code: 'InvalidStartTime.Malformed', statusCode: 400 });
    expect(await thrownBy(tasks(port, { fromStartTime: at(Date.now() - 32 * day), toStartTime: at(Date.now() - 31 * day) }))).toMatchObject({ code: 'InvalidStartTime.Malformed' });
    expect(await thrownBy(tasks(port, { fromStartTime: 'yesterday' }))).toMatchObject({ code: 'InvalidStartTime.Malformed' });
    const small = callRpc(port, 'DescribeHistoryTasks', KV, { RegionId: 'cn-hangzhou', FromStartTime: at(Date.now() - day), ToStartTime: at(Date.now()), PageSize: '9' });
    expect(await thrownBy(small)).toMatchObject({ code: 'InvalidPageSize' });
    await tasks(port, { fromStartTime: at(Date.now() - 30 * day + 60_000) });
  });

  it('that the service has booked are told by region or instance', async () => {
    const { port } = await start(fleetOf([instance('r-1', { maintenance: [{ type: 'rds_apsaradb_upgrade', switchTime: '2026-12-01T18:00:00Z' }] }), instance('r-2')]));
    const booked = async (insName?: string) => (await kvstoreClient(port).describeActiveOperationTasks(new DescribeActiveOperationTasksRequest({ region: 'all', insName, productId: 'Redis' }))).body?.items;
    expect(await booked()).toMatchObject([{ insName: 'r-1', taskType: 'rds_apsaradb_upgrade', switchTime: '2026-12-01T18:00:00Z', status: 3 }]);
    expect(await booked('r-2')).toEqual([]);
  });
});

describe('the monitoring', () => {
  const DAY = { startTime: '2026-11-23T10:00:00Z', endTime: '2026-11-24T10:00:00Z', intervalForHistory: '01m' };
  const historyOf = async (port: number, instanceId: string, change: { readonly startTime?: string; readonly endTime?: string; readonly monitorKeys?: string } = {}): Promise<Record<string, Record<string, string>>> => {
    const { body } = await kvstoreClient(port).describeHistoryMonitorValues(new DescribeHistoryMonitorValuesRequest({ instanceId, monitorKeys: 'UsedConnection', ...DAY, ...change }));
    return JSON.parse(body?.monitorHistory ?? '') as Record<string, Record<string, string>>;
  };
  const fleet = fleetOf([instance('r-1', { connections: 1500 }), instance('r-2'), instance('r-3', { connections: 0 })]);
  const clock = { now: () => new Date('2026-11-24T10:00:00Z') };

  it('tells the connections as texts by time, once at their peak', async () => {
    const { port } = await start(fleet, clock);
    const history = await historyOf(port, 'r-1');
    const values = Object.values(history).map((point) => point['UsedConnection']);
    expect([Object.keys(history)[0], new Set(values)]).toEqual(['2026-11-23T10:00:00Z', new Set(['1200', '1500'])]);
    expect(values.filter((value) => value === '1500')).toHaveLength(1);
  });

  it('leaves out what is zero, what nobody measured and what was not asked for', async () => {
    const { port } = await start(fleet, clock);
    const points = await Promise.all([historyOf(port, 'r-2'), historyOf(port, 'r-3'), historyOf(port, 'r-1', { monitorKeys: 'CpuUsage' })]);
    for (const history of points) expect(new Set(Object.values(history).map((point) => Object.keys(point).length))).toEqual(new Set([0]));
  });

  it('refuses a window that is too long, too old or no window', async () => {
    const { port } = await start(fleet, clock);
    for (const change of [{ startTime: '2026-11-16T10:00:00Z' }, { startTime: '2026-10-01T10:00:00Z', endTime: '2026-10-02T10:00:00Z' }, { startTime: '2026-11-23' }, { startTime: DAY.endTime }]) {
      expect(await thrownBy(historyOf(port, 'r-1', change))).toMatchObject({ code: expect.stringMatching(/^Invalid(Start|End)Time\.Malformed$/) });
    }
  });
});

const found = async (port: number, request: Record<string, unknown>) => (await vpcClient(port).describeVSwitches(new DescribeVSwitchesRequest(request))).body;
const attributes = async (port: number, vSwitchId: string) => (await vpcClient(port).describeVSwitchAttributes(new DescribeVSwitchAttributesRequest({ vSwitchId }))).body;

describe('vSwitches', () => {
  const fleet = fleetOf([], {
    vSwitches: [
      { id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', zone: 'cn-hangzhou-h', available: 12, cidr: '10.1.0.0/28' },
      { id: 'vsw-lent', vpc: 'vpc-a', region: 'cn-hangzhou', available: 5, owner: '99', status: 'Pending' },
      { id: 'vsw-hidden', vpc: 'vpc-a', region: 'cn-hangzhou', available: 5, visible: false },
      ...Array.from({ length: 12 }, (_, index) => ({ id: `vsw-b${index}`, vpc: 'vpc-b', region: 'cn-hangzhou', available: index })),
      { id: 'vsw-far', vpc: 'vpc-far', region: 'cn-beijing', available: 1, raw: { DescribeVSwitchAttributes: { AvailableIpAddressCount: null } } },
    ],
  });

  it('are listed by VPC or region, ten at first and 50 at most', async () => {
    const { port } = await start(fleet);
    expect((await found(port, { vpcId: 'vpc-a' }))?.vSwitches?.vSwitch).toMatchObject([
      { vSwitchId: 'vsw-a', availableIpAddressCount: 12, status: 'Available', shareType: '', cidrBlock: '10.1.0.0/28', zoneId: 'cn-hangzhou-h', ownerId: 1234567890123456 },
      { vSwitchId: 'vsw-lent', availableIpAddressCount: 5, status: 'Pending', shareType: 'Shared', ownerId: 99 },
    ]);
    expect(await found(port, { regionId: 'cn-hangzhou' })).toMatchObject({ totalCount: 14, pageSize: 10, vSwitches: { vSwitch: { length: 10 } } });
    expect(await found(port, { regionId: 'cn-hangzhou', pageSize: 50 })).toMatchObject({ vSwitches: { vSwitch: { length: 14 } } });
    expect(await thrownBy(found(port, { regionId: 'cn-hangzhou', pageSize: 51 }))).toMatchObject({ code: 'InvalidPageSize', statusCode: 400 });
    expect(await found(port, { regionId: 'cn-hangzhou', vSwitchId: 'vsw-b3' })).toMatchObject({ totalCount: 1 });
    expect(await found(port, { vpcId: 'vpc-far', regionId: 'cn-hangzhou' })).toMatchObject({ totalCount: 0 });
  });

  it('are told one by one, unless they do not exist or are hidden', async () => {
    const { port } = await start(fleet);
    expect(await attributes(port, 'vsw-a')).toMatchObject({ vSwitchId: 'vsw-a', availableIpAddressCount: 12, vpcId: 'vpc-a' });
    expect((await attributes(port, 'vsw-far'))?.availableIpAddressCount).toBeUndefined();
    for (const id of ['vsw-none', 'vsw-hidden']) {
      expect(await thrownBy(attributes(port, id))).toMatchObject({ code: 'InvalidVSwitchId.NotFound', statusCode: 400 });
    }
  });
});

describe('the fleet in memory', () => {
  it('can be changed between calls, and lists follow', async () => {
    const { port, mutate } = await start(fleetOf([instance('r-1')]));
    mutate((state) => {
      const one = state.instances.get('r-1');
      if (one === undefined) throw new Error('r-1 is missing');
      one.region = 'cn-beijing';
      one.ssl = 'on';
    });
    expect(await ids(port, {})).toEqual([]);
    expect(await ids(port, { RegionId: 'cn-beijing' })).toEqual(['r-1']);
    expect(await callRpc(port, 'DescribeInstanceSSL', KV, { InstanceId: 'r-1' })).toMatchObject({ SSLEnabled: 'Enable' });
  });

  it('of 20,000 instances starts and answers fast', async () => {
    const fleet = fleetOf(Array.from({ length: 20_000 }, (_, index) => instance(`r-${index}`)));
    const began = performance.now();
    const { port } = await start(fleet);
    const started = performance.now();
    for (let n = 0; n < 200; n += 1) await callRpc(port, 'DescribeInstanceSSL', KV, { InstanceId: `r-${n * 100}` });
    const answered = performance.now();
    expect(started - began).toBeLessThan(5000);
    expect((answered - started) / 200).toBeLessThan(50);
  });

  it('refuses a port that is taken', async () => {
    const { port } = await start(fleetOf([]));
    await expect(startEmulator({ fleet: fleetOf([]), port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
