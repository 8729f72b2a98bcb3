import type { VSwitchState } from '../cloud-state.ts';
import { ServiceError } from '../service-error.ts';
import { csv, override, pageOf, required, type Body, type Call } from './operation.ts';

export function describeVSwitches(call: Call): Body {
  const { state, parameters } = call;
  const vpc = parameters.get('VpcId');
  const region = parameters.get('RegionId') ?? call.hostRegion ?? undefined;
  if (vpc === undefined && region === undefined) throw new ServiceError(400, 'MissingParameter', 'Either RegionId or VpcId must be given.');
  const ids = csv(call, 'VSwitchId', 20, 'InvalidVSwitchIdNumber.NotSupported');
  const zone = parameters.get('ZoneId');
  const candidates = vpc === undefined ? state.index.vSwitchesByRegion.get(region ?? '') : state.index.vSwitchesByVpc.get(vpc);
  const found = (candidates ?? []).filter((one) => one.visible && (region === undefined || one.region === region)
    && (zone === undefined || one.zone === zone) && (ids?.includes(one.id) ?? true));
  const page = pageOf(call, found, { default: 10, max: 50 });
  return {
    PageNumber: page.number,
    PageSize: page.size,
    TotalCount: page.total,
    VSwitches: { VSwitch: page.items.map((one) => override(toVSwitch(one), one.raw, 'DescribeVSwitches')) },
  };
}

export function describeVSwitchAttributes(call: Call): Body {
  const vSwitch = call.state.vSwitches.get(required(call, 'VSwitchId'));
  const region = call.parameters.get('RegionId') ?? call.hostRegion;
  if (vSwitch === undefined || !vSwitch.visible || (region !== null && vSwitch.region !== region)) {
    throw new ServiceError(400, 'InvalidVSwitchId.NotFound', 'There is no such vSwitch.');
  }
  return override(toVSwitch(vSwitch), vSwitch.raw, 'DescribeVSwitchAttributes');
}

function toVSwitch(one: VSwitchState): Body {
  return {
    VSwitchId: one.id,
    VpcId: one.vpc,
    VSwitchName: one.id,
    ZoneId: one.zone,
    CidrBlock: one.cidr,
    Status: one.status,
    AvailableIpAddressCount: one.available,
    ShareType: one.shareType,
    OwnerId: Number(one.owner),
    IsDefault: false,
    CreationTime: '2025-01-10T10:40:25Z',
    Description: '',
    NetworkAclId: '',
    ResourceGroupId: 'rg-default',
    Ipv6CidrBlock: '',
    EnabledIpv6: false,
    RouteTable: { RouteTableId: `vtb-${one.id}`, RouteTableType: 'System' },
    Tags: { Tag: [] },
  };
}
