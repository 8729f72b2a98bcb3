import type { CloudState } from '../cloud-state.ts';
import { reindex } from '../cloud-state.ts';
import { ServiceError } from '../service-error.ts';
import { required, type Body, type Call } from './operation.ts';

/** A new vSwitch in a VPC that has one already or holds an instance; Pending at first. The first and the last three addresses are the service's own. */
export function createVSwitch(call: Call): Body {
  const { state } = call;
  const vpc = required(call, 'VpcId');
  const zone = required(call, 'ZoneId');
  const cidr = required(call, 'CidrBlock');
  const region = regionOfVpc(state, vpc);
  const asked = call.parameters.get('RegionId') ?? call.hostRegion ?? region;
  if (region === null || asked !== region) throw new ServiceError(404, 'InvalidVpcId.NotFound', 'There is no such VPC in this region.');
  if (!zonesOf(state, region).has(zone)) throw new ServiceError(404, 'InvalidZoneId.NotFound', 'There is no such zone in this region.');
  const block = toBlock(cidr);
  if (block === null) throw new ServiceError(400, 'InvalidCidrBlock.Malformed', 'CidrBlock is not a block of 16 to 29 bits with the rest of its address zero.');
  const others = state.index.vSwitchesByVpc.get(vpc) ?? [];
  if (others.some((one) => overlaps(block, toBlock(one.cidr)))) throw new ServiceError(400, 'InvalidCidrBlock.Overlapped', 'CidrBlock overlaps that of another vSwitch of the VPC.');
  const id = newId(state);
  state.vSwitches.set(id, {
    id, vpc, zone, region, cidr, available: block.last - block.first + 1 - 4, status: 'Pending', shareType: '', owner: state.account.id, visible: true, raw: {},
  });
  state.coming.push({ vSwitchId: id, due: call.now.getTime() + state.settings.settle * 1000 });
  reindex(state);
  return { VSwitchId: id };
}

function regionOfVpc(state: CloudState, vpc: string): string | null {
  const vSwitch = state.index.vSwitchesByVpc.get(vpc)?.[0];
  return vSwitch?.region ?? [...state.instances.values()].find((one) => one.vpc === vpc)?.region ?? null;
}

function zonesOf(state: CloudState, region: string): ReadonlySet<string> {
  const used = [...state.instances.values(), ...state.vSwitches.values()].filter((one) => one.region === region).map((one) => one.zone);
  return new Set([...used, ...(state.regions.get(region)?.zones ?? [])]);
}

interface Block {
  readonly first: number;
  readonly last: number;
}

function toBlock(cidr: string): Block | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return null;
  const [bits = 0, ...bytes] = [Number(match[5]), ...match.slice(1, 5).map(Number)];
  if (bytes.some((byte) => byte > 255) || bits < 16 || bits > 29) return null;
  const first = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1 } : null;
}

function overlaps(one: Block, other: Block | null): boolean {
  return other !== null && one.first <= other.last && other.first <= one.last;
}

function newId(state: CloudState): string {
  let number = state.vSwitches.size + 1;
  while (state.vSwitches.has(`vsw-new-${number}`)) number += 1;
  return `vsw-new-${number}`;
}
