import {
  AllocateDirectConnectionRequest, DescribeDBInstanceNetInfoRequest, DescribeEngineVersionRequest, DescribeHistoryTasksRequest, DescribeInstanceSSLRequest, DescribeInstancesRequest,
  DescribeSecurityIpsRequest, ModifyInstanceMajorVersionRequest, ModifyInstanceMinorVersionRequest, ModifyInstanceSSLRequest, ModifySecurityIpsRequest, SwitchNetworkRequest,
} from '@alicloud/r-kvstore20150101';
import { CreateVSwitchRequest, DescribeVSwitchAttributesRequest } from '@alicloud/vpc20160428';
import { afterEach, describe, expect, it } from 'vitest';

import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import { kvstoreClient, thrownBy, vpcClient } from './clients.ts';
import { fleetOf, instance } from './fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

/** 12:00 UTC, outside the maintenance window of 18:00–22:00. */
const NOON = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
let now = NOON;

async function start(given: Partial<FleetInstance> = {}, fleet: Partial<FleetFile> = {}, options: Partial<EmulatorOptions> = {}): Promise<number> {
  now = NOON;
  emulator = await startEmulator({ fleet: fleetOf([instance('r-1', given)], { vSwitches: VSWITCHES, ...fleet }), now: () => new Date(now), ...options });
  return emulator.port;
}

const REGION = 'cn-hangzhou';
const VSWITCHES: FleetFile['vSwitches'] = [
  { id: 'vsw-a', vpc: 'vpc-a', region: REGION, available: 100 },
  { id: 'vsw-b', vpc: 'vpc-a', region: REGION, available: 50, cidr: '10.0.1.0/24' },
  { id: 'vsw-full', vpc: 'vpc-a', region: REGION, available: 0 },
  { id: 'vsw-pending', vpc: 'vpc-a', region: REGION, available: 50, status: 'Pending' },
  { id: 'vsw-hidden', vpc: 'vpc-a', region: REGION, available: 50, owner: '9', visible: false },
  { id: 'vsw-far', vpc: 'vpc-a', region: REGION, available: 50, zone: 'cn-hangzhou-i' },
  { id: 'vsw-north', vpc: 'vpc-north', region: 'cn-beijing', available: 50 },
];

const switchNetwork = (port: number, request: Partial<SwitchNetworkRequest> = {}) => kvstoreClient(port).switchNetwork(new SwitchNetworkRequest({ instanceId: 'r-1', targetNetworkType: 'VPC', vpcId: 'vpc-a', vSwitchId: 'vsw-b', ...request }));
const modifySsl = (port: number, SSLEnabled: string, instanceId = 'r-1') => kvstoreClient(port).modifyInstanceSSL(new ModifyInstanceSSLRequest({ instanceId, SSLEnabled }));
const minor = (port: number, request: Partial<ModifyInstanceMinorVersionRequest> = {}) => kvstoreClient(port).modifyInstanceMinorVersion(new ModifyInstanceMinorVersionRequest({ instanceId: 'r-1', ...request }));
const major = (port: number, request: Partial<ModifyInstanceMajorVersionRequest> = {}) => kvstoreClient(port).modifyInstanceMajorVersion(new ModifyInstanceMajorVersionRequest({ instanceId: 'r-1', majorVersion: '5.0', ...request }));
const allow = (port: number, securityIps: string) => kvstoreClient(port).modifySecurityIps(new ModifySecurityIpsRequest({ instanceId: 'r-1', securityIps, modifyMode: 'Append' }));

async function shown(port: number) {
  const reply = await kvstoreClient(port).describeInstances(new DescribeInstancesRequest({ regionId: REGION, instanceIds: 'r-1' }));
  return reply.body?.instances?.KVStoreInstance?.[0];
}

async function netInfo(port: number) {
  const { body } = await kvstoreClient(port).describeDBInstanceNetInfo(new DescribeDBInstanceNetInfoRequest({ instanceId: 'r-1' }));
  return { type: body?.instanceNetworkType, items: (body?.netInfoItems?.instanceNetInfo ?? []).map((one) => [one.IPType, one.connectionString, one.vSwitchId, one.expiredTime]) };
}

async function tasks(port: number) {
  const at = (time: number) => new Date(time).toISOString().replace(/\.\d+Z/, 'Z');
  const { body } = await kvstoreClient(port).describeHistoryTasks(new DescribeHistoryTasksRequest({ regionId: REGION, instanceId: 'r-1', fromStartTime: at(now - 48 * HOUR), toStartTime: at(now + HOUR) }));
  return (body?.items ?? []).map((item) => [item.taskType, item.status, item.taskId]);
}

async function free(port: number, vSwitchId: string) {
  const { body } = await vpcClient(port).describeVSwitchAttributes(new DescribeVSwitchAttributesRequest({ vSwitchId, regionId: REGION }));
  return body?.availableIpAddressCount;
}

async function version(port: number) {
  const { body } = await kvstoreClient(port).describeEngineVersion(new DescribeEngineVersionRequest({ instanceId: 'r-1' }));
  return { major: body?.majorVersion, minor: body?.minorVersion, isLatest: body?.isLatestVersion, canMinor: body?.enableUpgradeMinorVersion, canMajor: body?.enableUpgradeMajorVersion };
}

describe('SwitchNetwork', () => {
  it('moves an instance to another vSwitch, whose address its endpoint then takes', async () => {
    const port = await start();
    const { body } = await switchNetwork(port);
    expect(await shown(port)).toMatchObject({ instanceStatus: 'NetworkModifying', vSwitchId: 'vsw-a' });
    expect(await tasks(port)).toEqual([['SwitchNetwork', 'Running', body?.taskId]]);
    now += 1000;
    expect(await shown(port)).toMatchObject({ instanceStatus: 'Normal', networkType: 'VPC', vpcId: 'vpc-a', vSwitchId: 'vsw-b' });
    expect(await tasks(port)).toEqual([['SwitchNetwork', 'Succeed', body?.taskId]]);
    expect([await free(port, 'vsw-a'), await free(port, 'vsw-b')]).toEqual([101, 49]);
    expect(await netInfo(port)).toEqual({ type: 'VPC', items: [['Private', 'r-1.redis.rds.aliyuncs.com', 'vsw-b', '0']] });
    expect(emulator?.accepted()).toEqual([{ action: 'SwitchNetwork', instanceId: 'r-1', at: '2026-11-24T12:00:00.000Z', prefix: null, port: null }]);
  });

  it('from the classic network takes the name along', async () => {
    const port = await start({ network: 'CLASSIC', vSwitch: undefined });
    await switchNetwork(port);
    now += 1000;
    expect(await shown(port)).toMatchObject({ networkType: 'VPC', vpcId: 'vpc-a', vSwitchId: 'vsw-b' });
    expect(await netInfo(port)).toEqual({ type: 'VPC', items: [['Private', 'r-1.redis.rds.aliyuncs.com', 'vsw-b', '0']] });
    expect([await free(port, 'vsw-a'), await free(port, 'vsw-b')]).toEqual([100, 49]);
  });

  it('keeps the classic endpoint for as long as it is asked to', async () => {
    const port = await start({ network: 'CLASSIC', vSwitch: undefined });
    await switchNetwork(port, { retainClassic: 'True', classicExpiredDays: '14' });
    now += 1000;
    const seconds = String(14 * 24 * 3600 - 1);
    expect((await netInfo(port)).items).toEqual([['Private', 'r-1-vpc.redis.rds.aliyuncs.com', 'vsw-b', '0'], ['Inner', 'r-1.redis.rds.aliyuncs.com', undefined, seconds]]);
  });

  it('comes to nothing where the fleet says so', async () => {
    const port = await start({}, { settings: { failAfterAccept: ['r-1'] } });
    await switchNetwork(port);
    now += 1000;
    expect(await shown(port)).toMatchObject({ instanceStatus: 'Normal', vSwitchId: 'vsw-a' });
    expect(await tasks(port)).toEqual([['SwitchNetwork', 'Failed', 't-1']]);
    expect([await free(port, 'vsw-a'), await free(port, 'vsw-b')]).toEqual([100, 50]);
  });

  const REFUSED: readonly { readonly name: string; readonly given?: Partial<FleetInstance>; readonly request?: Partial<SwitchNetworkRequest>; readonly code: string; readonly status: number }[] = [
    { name: 'a direct endpoint exists', given: { directEndpoint: {} }, code: 'ResourceAlreadyExists', status: 403 },
    { name: 'password-free access is on', given: { passwordFree: true }, code: 'VpcFreePasswordNoSupport', status: 403 },
    { name: 'nothing would change', request: { vSwitchId: 'vsw-a' }, code: 'VpcAndVSwitchNotChange', status: 400 },
    { name: 'the vSwitch does not exist', request: { vSwitchId: 'vsw-none' }, code: 'VpcVerifyError', status: 400 },
    { name: 'the vSwitch is in another VPC', request: { vpcId: 'vpc-b' }, code: 'VpcVerifyError', status: 400 },
    { name: 'the vSwitch is in another region', request: { vpcId: 'vpc-north', vSwitchId: 'vsw-north' }, code: 'VpcVerifyError', status: 400 },
    { name: 'the vSwitch is not ours to see', request: { vSwitchId: 'vsw-hidden' }, code: 'VpcVerifyError', status: 400 },
    { name: 'the vSwitch is in another zone', request: { vSwitchId: 'vsw-far' }, code: 'IzNotSupportVpcError', status: 400 },
    { name: 'the vSwitch is being changed', request: { vSwitchId: 'vsw-pending' }, code: 'VpcServiceError', status: 400 },
    { name: 'the vSwitch is full', request: { vSwitchId: 'vsw-full' }, code: 'InsufficientResourceCapacity', status: 403 },
    { name: 'it should go back to the classic network', request: { targetNetworkType: 'CLASSIC' }, code: 'IzNotSupportSwitchNetworkError', status: 400 },
    { name: 'the target is a word of nobody', request: { targetNetworkType: 'vpc' }, code: 'InvalidParameters.Format', status: 400 },
    { name: 'the days to retain are missing', given: { network: 'CLASSIC', vSwitch: undefined }, request: { retainClassic: 'True' }, code: 'InvalidParameters.Format', status: 400 },
    { name: 'the days to retain are others', given: { network: 'CLASSIC', vSwitch: undefined }, request: { retainClassic: 'True', classicExpiredDays: '15' }, code: 'InvalidParameters.Format', status: 400 },
    { name: 'the VPC is missing', request: { vpcId: undefined }, code: 'MissingParameter', status: 400 },
    { name: 'the status is not Normal', given: { status: 'Changing' }, code: 'InstanceStatus.NotSupport', status: 403 },
    { name: 'a task is running', given: { tasks: [{ type: 'HaSwitch', status: 'Running' }] }, code: 'TaskHasExist', status: 400 },
    { name: 'there is no such instance', request: { instanceId: 'r-none' }, code: 'InvalidInstanceId.NotFound', status: 404 },
  ];

  it.each(REFUSED)('is refused with $code where $name', async ({ given, request, code, status }) => {
    const port = await start(given);
    expect(await thrownBy(switchNetwork(port, request))).toMatchObject({ code, statusCode: status });
    expect(emulator?.accepted()).toEqual([]);
  });

  it('counts the address that an earlier call is about to take', async () => {
    const port = await start({}, { vSwitches: [...VSWITCHES ?? [], { id: 'vsw-last', vpc: 'vpc-a', region: REGION, available: 1 }], instances: [instance('r-1'), instance('r-2')] });
    await switchNetwork(port, { vSwitchId: 'vsw-last' });
    expect(await thrownBy(switchNetwork(port, { instanceId: 'r-2', vSwitchId: 'vsw-last' }))).toMatchObject({ code: 'InsufficientResourceCapacity' });
  });
});

describe('ModifyInstanceSSL', () => {
  const isOn = async (port: number) => (await kvstoreClient(port).describeInstanceSSL(new DescribeInstanceSSLRequest({ instanceId: 'r-1' }))).body?.SSLEnabled;

  it('turns SSL off, which restarts the instance', async () => {
    const port = await start({ ssl: 'on' });
    const { body } = await modifySsl(port, 'Disable');
    expect(body?.instanceId).toBe('r-1');
    expect([(await shown(port))?.instanceStatus, await isOn(port)]).toEqual(['SSLModifying', 'Enable']);
    expect(await thrownBy(modifySsl(port, 'Disable'))).toMatchObject({ code: 'IncorrectDBInstanceState', statusCode: 403 });
    now += 1000;
    expect([(await shown(port))?.instanceStatus, await isOn(port)]).toEqual(['Normal', 'Disable']);
    expect(await tasks(port)).toEqual([['ModifyInstanceSSL', 'Succeed', body?.taskId], ['RestartIns', 'Succeed', expect.any(String)]]);
  });

  it('turns SSL on, and no direct endpoint is given then', async () => {
    const port = await start();
    await modifySsl(port, 'Enable');
    now += 1000;
    expect(await isOn(port)).toBe('Enable');
    await modifySsl(port, 'Update');
    now += 1000;
    expect(await thrownBy(kvstoreClient(port).allocateDirectConnection(new AllocateDirectConnectionRequest({ instanceId: 'r-1' })))).toMatchObject({ code: 'IncorrectSSLStatus' });
  });

  it.each([
    { name: 'another word', given: {}, word: 'Off', code: 'InvalidParameters.Format', status: 400 },
    { name: 'a version without SSL', given: { ssl: 'unsupported' as const }, word: 'Disable', code: 'IncorrectEngineVersion', status: 403 },
    { name: 'Enable while a direct endpoint exists', given: { directEndpoint: {} }, word: 'Enable', code: 'EnabledSSLNotSupport', status: 404 },
    { name: 'Update while it is off', given: {}, word: 'Update', code: 'IncorrectDBInstanceState', status: 403 },
  ])('is refused for $name', async ({ given, word, code, status }) => {
    const port = await start(given);
    expect(await thrownBy(modifySsl(port, word))).toMatchObject({ code, statusCode: status });
  });
});

describe('ModifyInstanceMinorVersion', () => {
  it('brings the latest minor version', async () => {
    const port = await start({ latestMinor: false, minorVersion: 'redis-5.0_0.3.10', latestMinorVersion: 'redis-5.0_0.5.9' });
    await minor(port, { minorversion: 'latest_version', effectiveTime: 'Immediately' });
    expect((await shown(port))?.instanceStatus).toBe('MinorVersionUpgrading');
    expect(await version(port)).toMatchObject({ minor: 'redis-5.0_0.3.10', isLatest: false, canMinor: true });
    now += 1000;
    expect((await shown(port))?.instanceStatus).toBe('Normal');
    expect(await version(port)).toMatchObject({ minor: 'redis-5.0_0.5.9', isLatest: true, canMinor: false });
  });

  it('takes place in the maintenance window where the fleet wants that to be waited for', async () => {
    const port = await start({ latestMinor: false }, { settings: { waitForMaintenance: true } });
    await minor(port, { effectiveTime: 'MaintainTime' });
    now = NOON + 6 * HOUR - 1;
    expect((await shown(port))?.instanceStatus).toBe('MinorVersionUpgrading');
    expect(await tasks(port)).toEqual([['ModifyInstanceMinorVersion', 'Waiting', 't-1']]);
    now += 1;
    expect(await tasks(port)).toEqual([['ModifyInstanceMinorVersion', 'Running', 't-1']]);
    now += 1000;
    expect(await tasks(port)).toEqual([['ModifyInstanceMinorVersion', 'Succeed', 't-1']]);
    expect(await version(port)).toMatchObject({ isLatest: true });
  });

  it('takes place at once within a window that reaches over midnight', async () => {
    const port = await start({ latestMinor: false, maintainStart: '22:00Z', maintainEnd: '13:00Z' }, { settings: { waitForMaintenance: true } });
    await minor(port, { effectiveTime: '1' });
    now += 1000;
    expect(await version(port)).toMatchObject({ isLatest: true });
  });

  it('is refused for another version, another time and another status', async () => {
    const port = await start({ status: 'Changing' });
    expect(await thrownBy(minor(port, { minorversion: 'redis-5.0_0.5.0' }))).toMatchObject({ code: 'InvalidParameters.Format', statusCode: 400 });
    expect(await thrownBy(minor(port, { effectiveTime: 'Tonight' }))).toMatchObject({ code: 'InvalidParameters.Format', statusCode: 400 });
    expect(await thrownBy(minor(port))).toMatchObject({ code: 'InstanceStatus.NotSupport', statusCode: 403 });
  });
});

describe('ModifyInstanceMajorVersion', () => {
  it('brings 5.0 with its latest minor version', async () => {
    const port = await start({ engineVersion: '4.0', latestMinor: false });
    expect(await version(port)).toMatchObject({ major: '4.0', canMajor: true });
    await major(port, { effectiveTime: 'MaintainTime' });
    expect((await shown(port))?.instanceStatus).toBe('MajorVersionUpgrading');
    now += 1000;
    expect(await shown(port)).toMatchObject({ instanceStatus: 'Normal', engineVersion: '5.0' });
    expect(await version(port)).toEqual({ major: '5.0', minor: 'redis-5.0_0.5.4', isLatest: true, canMinor: false, canMajor: false });
  });

  it.each([
    { name: 'the version that it has', given: {}, request: {}, code: 'UnsupportedEngineVersion', status: 403 },
    { name: 'a lower version', given: {}, request: { majorVersion: '4.0' }, code: 'UnsupportedEngineVersion', status: 403 },
    { name: 'a version that classic instances never have', given: {}, request: { majorVersion: '6.0' }, code: 'InvalidParameters.Format', status: 400 },
    { name: 'no version', given: {}, request: { majorVersion: undefined }, code: 'MissingParameter', status: 400 },
    { name: 'a cloud-native instance', given: { class: 'tair.rdb.with.proxy.1g', engineVersion: '4.0' }, request: {}, code: 'UnsupportedEngineVersion', status: 403 },
    { name: 'an instance with a direct endpoint', given: { engineVersion: '4.0', directEndpoint: {} }, request: {}, code: 'DirectConnectionAlreadyExists', status: 400 },
    { name: 'an instance with an order under way', given: { engineVersion: '4.0', orderCompleted: false }, request: {}, code: 'TaskHasExist', status: 400 },
  ])('is refused for $name', async ({ given, request, code, status }) => {
    const port = await start(given);
    expect(await thrownBy(major(port, request))).toMatchObject({ code, statusCode: status });
  });
});

describe('ModifySecurityIps', () => {
  it('adds to the whitelist at once, and refuses what is no address', async () => {
    const port = await start({ whitelist: ['127.0.0.1'] });
    await allow(port, '10.1.0.0/16,192.168.0.7');
    const { body } = await kvstoreClient(port).describeSecurityIps(new DescribeSecurityIpsRequest({ instanceId: 'r-1' }));
    expect(body?.securityIpGroups?.securityIpGroup?.[0]?.securityIpList).toBe('127.0.0.1,10.1.0.0/16,192.168.0.7');
    expect(await thrownBy(allow(port, 'everybody'))).toMatchObject({ code: 'InvalidSecurityIPList.Format', statusCode: 400 });
  });
});

describe('CreateVSwitch', () => {
  const create = (port: number, request: Partial<CreateVSwitchRequest> = {}) => vpcClient(port).createVSwitch(new CreateVSwitchRequest({ regionId: REGION, vpcId: 'vpc-a', zoneId: 'cn-hangzhou-h', cidrBlock: '10.0.8.0/26', ...request }));

  it('makes a vSwitch that an instance can be moved to once it is available', async () => {
    const port = await start();
    const id = (await create(port)).body?.vSwitchId ?? '';
    expect(await thrownBy(switchNetwork(port, { vSwitchId: id }))).toMatchObject({ code: 'VpcServiceError' });
    now += 1000;
    expect(await free(port, id)).toBe(60);
    await switchNetwork(port, { vSwitchId: id });
    now += 1000;
    expect(await shown(port)).toMatchObject({ vSwitchId: id });
  });

  it.each([
    { name: 'an unknown VPC', request: { vpcId: 'vpc-none' }, code: 'InvalidVpcId.NotFound' },
    { name: 'another region than the VPC\'s', request: { regionId: 'cn-beijing' }, code: 'InvalidVpcId.NotFound' },
    { name: 'an unknown zone', request: { zoneId: 'cn-hangzhou-z' }, code: 'InvalidZoneId.NotFound' },
    { name: 'a block that is none', request: { cidrBlock: '10.0.8.1/26' }, code: 'InvalidCidrBlock.Malformed' },
    { name: 'a block that is too small', request: { cidrBlock: '10.0.8.0/30' }, code: 'InvalidCidrBlock.Malformed' },
    { name: 'a block within another', request: { cidrBlock: '10.0.1.64/26' }, code: 'InvalidCidrBlock.Overlapped' },
  ])('is refused for $name', async ({ request, code }) => {
    const port = await start();
    expect(await thrownBy(create(port, request))).toMatchObject({ code });
  });
});

describe('permission', () => {
  it('is asked for each of them', async () => {
    const port = await start({}, { settings: { accessRules: [{ deny: 'kvstore:Modify*' }, { deny: 'kvstore:SwitchNetwork' }, { deny: 'vpc:Create*' }] } });
    for (const call of [switchNetwork(port), modifySsl(port, 'Disable'), minor(port), major(port), allow(port, '10.0.0.1')]) {
      expect(await thrownBy(call)).toMatchObject({ code: 'Forbidden.RAM', statusCode: 403 });
    }
  });
});
