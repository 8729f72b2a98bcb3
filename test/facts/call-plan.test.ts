import { describe, expect, it } from 'vitest';

import type { CheckOptions } from '../../src/app/options.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetInstance, FleetVSwitch } from '../../src/emulator/fleet-file.ts';
import { checkFleet, healthy, SHARDLESS_CLASS } from './cases.ts';

const LIST = { DescribeInstances: 1, GetCallerIdentity: 1 };
const ESSENTIALS = { ...LIST, DescribeDBInstanceNetInfo: 1, DescribeEngineVersion: 1, DescribeHistoryTasks: 1, DescribeInstanceAttribute: 1, DescribeInstanceSSL: 1, DescribeVSwitchAttributes: 1 };
const ADVICE = { DescribeActiveOperationTasks: 1, DescribeHistoryMonitorValues: 1, DescribeSecurityIps: 1 };
const ALL = { ...ESSENTIALS, ...ADVICE };

interface PlanCase {
  readonly name: string;
  readonly given: Partial<FleetInstance>;
  readonly options?: Partial<CheckOptions>;
  readonly faults?: readonly Fault[];
  readonly calls: Readonly<Record<string, number>>;
}

const PLANS: readonly PlanCase[] = [
  { name: 'an eligible instance is asked for everything, once', given: {}, calls: ALL },
  { name: 'its topology is asked only where the class tells no shards', given: { class: SHARDLESS_CLASS, shards: 4 }, calls: { ...ALL, DescribeLogicInstanceTopology: 1 } },
  { name: 'a standard instance costs no detail call', given: { class: 'redis.master.small.default' }, calls: LIST },
  { name: 'a read/write-splitting instance costs no detail call', given: { class: 'redis.logic.splitrw.sharding2g.2db.1rodb.4proxy.default' }, calls: LIST },
  { name: 'a cloud-native instance behind a proxy costs no detail call', given: { class: 'redis.shard.with.proxy.small.ce', engineVersion: '7.0' }, calls: LIST },
  { name: 'a cloud-native instance in direct mode costs no detail call', given: { class: 'tair.rdb.4g', engineVersion: '6.0' }, calls: LIST },
  { name: 'nothing is healed for an instance that can never qualify', given: { class: 'redis.master.small.default', raw: { DescribeInstances: { EditionType: null, EngineVersion: null, InstanceStatus: null } } }, calls: LIST },
  { name: 'a blocked classic cluster is still asked for its endpoint, and not for advice', given: { engineVersion: '2.8' }, calls: ESSENTIALS },
  { name: 'one with SSL on is asked for everything but advice', given: { ssl: 'on' }, calls: ESSENTIALS },
  { name: 'one that has a direct endpoint is asked for everything but advice', given: { directEndpoint: {} }, calls: ESSENTIALS },
  { name: 'one that is unknown is asked for everything but advice', given: { status: 'Hibernating' }, calls: ESSENTIALS },
  { name: 'one in the classic network is not asked for a vSwitch', given: { network: 'CLASSIC' }, calls: { ...LIST, DescribeDBInstanceNetInfo: 1, DescribeEngineVersion: 1, DescribeHistoryTasks: 1, DescribeInstanceAttribute: 1, DescribeInstanceSSL: 1 } },
  { name: 'one whose deployment nobody can tell is asked for nothing that only a classic cluster has', given: { class: 'redis.quantum.small', architecture: 'cluster' }, calls: LIST },
  { name: 'with the reference preset, one with SSL on is asked for the window that its remedy names', given: { ssl: 'on' }, options: { preset: 'reference' }, calls: ESSENTIALS },
  { name: 'one on a short vSwitch is asked for the others of its VPC', given: { vSwitch: 'vsw-short' }, calls: { ...ESSENTIALS, DescribeVSwitches: 1 } },
  { name: 'one on a short vSwitch that no change in place can help is not', given: { vSwitch: 'vsw-short', engineVersion: '6.0' }, calls: ESSENTIALS },
  { name: 'one on a short vSwitch that has a direct endpoint is not', given: { vSwitch: 'vsw-short', directEndpoint: {} }, calls: ESSENTIALS },
  { name: 'the reference preset asks for no order', given: {}, options: { preset: 'reference' }, calls: { ...LIST, DescribeDBInstanceNetInfo: 1, DescribeEngineVersion: 1, DescribeHistoryTasks: 1, DescribeInstanceSSL: 1, DescribeVSwitchAttributes: 1 } },
  { name: 'a single rule asks for what it names', given: {}, options: { only: ['ssl-disabled'] }, calls: { ...LIST, DescribeEngineVersion: 1, DescribeInstanceSSL: 1 } },
  { name: 'a rule about the list asks for nothing more', given: {}, options: { only: ['instance-normal'] }, calls: LIST },
  { name: 'a rule about the list asks where the list left it open', given: { raw: { DescribeInstances: { InstanceStatus: null } } }, options: { only: ['instance-normal'] }, calls: { ...LIST, DescribeInstanceAttribute: 1 } },
  { name: 'what the list told wrongly is not asked again', given: { status: 'Hibernating' }, options: { only: ['instance-normal'] }, calls: LIST },
  { name: 'tries are counted', given: {}, options: { only: ['ssl-disabled'] }, faults: [{ operation: 'DescribeInstanceSSL', kind: 'error', status: 500, times: 2 }], calls: { ...LIST, DescribeEngineVersion: 1, DescribeInstanceSSL: 3 } },
  { name: 'a read is tried five times at most', given: {}, options: { only: ['ssl-disabled'] }, faults: [{ operation: 'DescribeInstanceSSL', kind: 'error', status: 500 }], calls: { ...LIST, DescribeEngineVersion: 1, DescribeInstanceSSL: 5 } },
  { name: 'a read that is denied is tried once', given: {}, options: { only: ['ssl-disabled'] }, faults: [{ operation: 'DescribeInstanceSSL', kind: 'deny' }], calls: { ...LIST, DescribeEngineVersion: 1, DescribeInstanceSSL: 1 } },
];

const vSwitch = (id: string, vpc: string): FleetVSwitch => ({ id, vpc, region: 'cn-hangzhou', available: 4000 });

describe('what is asked', () => {
  it.each(PLANS)('$name', async ({ given, options, faults, calls }) => {
    const result = await checkFleet({ vSwitches: [vSwitch('vsw-a', 'vpc-a'), { ...vSwitch('vsw-short', 'vpc-a'), available: 3 }], instances: [healthy('r-1', given)] }, options, faults);
    expect(result.summary.apiCalls).toEqual(calls);
    expect(result.summary.mutationsSent).toBe(0);
  });

  const DETAILS = { GetCallerIdentity: 1, DescribeInstances: 2, DescribeDBInstanceNetInfo: 65, DescribeEngineVersion: 65, DescribeHistoryTasks: 3, DescribeInstanceAttribute: 65, DescribeInstanceSSL: 65, DescribeSecurityIps: 65, DescribeActiveOperationTasks: 1, DescribeHistoryMonitorValues: 65 };

  it.each([
    { name: 'in one VPC', vSwitches: [vSwitch('vsw-0', 'vpc-a'), vSwitch('vsw-1', 'vpc-a'), vSwitch('vsw-2', 'vpc-a')], calls: { ...DETAILS, DescribeVSwitches: 1 } },
    { name: 'in three VPCs', vSwitches: [vSwitch('vsw-0', 'vpc-a'), vSwitch('vsw-1', 'vpc-b'), vSwitch('vsw-2', 'vpc-c')], calls: { ...DETAILS, DescribeVSwitchAttributes: 3 } },
  ])('65 healthy instances on 3 vSwitches $name', async ({ vSwitches, calls }) => {
    const instances = Array.from({ length: 65 }, (_, at) => healthy(`r-${at}`, { vSwitch: `vsw-${at % 3}` }));
    const result = await checkFleet({ vSwitches, instances });
    expect(result.summary).toMatchObject({ instances: 65, eligible: 65 });
    expect(result.summary.apiCalls).toEqual(calls);
  });
});
