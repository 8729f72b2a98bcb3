import { acceptAllocation, acceptRelease } from '../changes.ts';
import { createVSwitch } from './create-vswitch.ts';
import { describeActiveOperationTasks, describeEngineVersion, describeInstanceSsl, describeNetInfo, describeRoleZoneInfo, describeSecurityIps, describeTopology } from './describe-instance.ts';
import { describeHistoryMonitorValues } from './history-monitor.ts';
import { describeHistoryTasks } from './history-tasks.ts';
import { describeInstanceAttribute, describeInstances, describeInstancesOverview, describeRegions } from './list-instances.ts';
import { modifyInstanceMajorVersion, modifyInstanceMinorVersion, modifyInstanceSsl, modifySecurityIps, switchNetwork } from './modify-instance.ts';
import { findInstance, required, type Body, type Call, type Operation } from './operation.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { describeVSwitchAttributes, describeVSwitches } from './vswitches.ts';

export interface Product {
  readonly name: 'kvstore' | 'vpc' | 'sts';
  readonly operations: ReadonlyMap<string, Operation>;
}

/** The products that the emulator speaks, by API version. */
export const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  ['2015-01-01', product('kvstore', {
    DescribeRegions: describeRegions,
    DescribeInstances: describeInstances,
    DescribeInstancesOverview: describeInstancesOverview,
    DescribeInstanceAttribute: describeInstanceAttribute,
    DescribeInstanceSSL: describeInstanceSsl,
    DescribeDBInstanceNetInfo: describeNetInfo,
    DescribeEngineVersion: describeEngineVersion,
    DescribeLogicInstanceTopology: describeTopology,
    DescribeRoleZoneInfo: describeRoleZoneInfo,
    DescribeHistoryTasks: describeHistoryTasks,
    DescribeSecurityIps: describeSecurityIps,
    DescribeActiveOperationTasks: describeActiveOperationTasks,
    DescribeHistoryMonitorValues: describeHistoryMonitorValues,
  }, {
    AllocateDirectConnection: allocate,
    ReleaseDirectConnection: release,
    SwitchNetwork: switchNetwork,
    ModifyInstanceSSL: modifyInstanceSsl,
    ModifyInstanceMinorVersion: modifyInstanceMinorVersion,
    ModifyInstanceMajorVersion: modifyInstanceMajorVersion,
    ModifySecurityIps: modifySecurityIps,
  })],
  ['2016-04-28', product('vpc', { DescribeVSwitches: describeVSwitches, DescribeVSwitchAttributes: describeVSwitchAttributes }, { CreateVSwitch: createVSwitch })],
  ['2015-04-01', product('sts', { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole }, {})],
]);

function product(name: Product['name'], reads: Readonly<Record<string, Operation['run']>>, writes: Readonly<Record<string, Operation['run']>>): Product {
  const toEntry = (mutates: boolean) => ([action, run]: [string, Operation['run']]) => [action, { ram: `${name}:${action}`, mutates, run }] as const;
  return { name, operations: new Map([...Object.entries(reads).map(toEntry(false)), ...Object.entries(writes).map(toEntry(true))]) };
}

function allocate(call: Call): Body {
  const { parameters, state, now } = call;
  const instanceId = required(call, 'InstanceId');
  const elsewhere = call.hostRegion !== null && state.instances.get(instanceId)?.region !== call.hostRegion;
  const asked = { instanceId: elsewhere ? '' : instanceId, prefix: parameters.get('ConnectionString'), port: parameters.get('Port') };
  call.accept(acceptAllocation(state, asked, now));
  return {};
}

function release(call: Call): Body {
  const instance = findInstance(call, 'InvalidDbInstanceId.NotFound');
  call.accept(acceptRelease(call.state, instance.id, call.now));
  return {};
}
