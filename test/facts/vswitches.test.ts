import { describe, expect, it } from 'vitest';

import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetInstance, FleetVSwitch } from '../../src/emulator/fleet-file.ts';
import { check } from '../../src/app/check.ts';
import type { Result } from '../../src/model/result.ts';
import { optionsFor } from '../support/world.ts';
import { checkFleet, describeCases, expectAll, findingOf, healthy, impatient, instanceOf } from './cases.ts';
import type { Case } from './cases.ts';
import { startSpoiltCloud } from './spoiling-proxy.ts';

const FREE = 'vswitch.availableAddresses';

/** A vSwitch that differs from a roomy one, and what becomes of the instance of eight shards on it. */
interface VSwitchCase extends Omit<Case, 'given'> {
  readonly vSwitch: Partial<FleetVSwitch>;
}

const both = (fields: NonNullable<FleetVSwitch['raw']>[string]): Partial<FleetVSwitch> => ({ raw: { DescribeVSwitchAttributes: fields, DescribeVSwitches: fields } });

const VALUES: readonly VSwitchCase[] = [
  { name: 'free = shards + 1 is enough', vSwitch: { available: 9 }, becomes: { standing: 'eligible', facts: { [FREE]: 9 }, addressesNeeded: 9 } },
  { name: 'free = shards is one too few', vSwitch: { available: 8 }, becomes: { standing: 'blocked', facts: { [FREE]: 8 }, verdicts: { 'vswitch-has-addresses': 'fail' }, codes: [] } },
  { name: 'none free', vSwitch: { available: 0 }, becomes: { standing: 'blocked', facts: { [FREE]: 0 } } },
  { name: 'a count that comes as a text', vSwitch: both({ AvailableIpAddressCount: '40' }), becomes: { standing: 'eligible', facts: { [FREE]: 40 } } },
  { name: 'no count', vSwitch: both({ AvailableIpAddressCount: null }), becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'not-returned' } }, verdicts: { 'vswitch-has-addresses': 'unknown' } } },
  { name: 'a count below zero', vSwitch: both({ AvailableIpAddressCount: -1 }), becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } } } },
  { name: 'a count that is no whole number', vSwitch: both({ AvailableIpAddressCount: 12.5 }), becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } } } },
  { name: 'a count beyond what can be exact', vSwitch: both({ AvailableIpAddressCount: '99999999999999999999' }), becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } } } },
  { name: 'a count that is a word', vSwitch: both({ AvailableIpAddressCount: 'plenty' }), becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } }, details: { [FREE]: '"plenty"' } } },
  { name: 'a count that is true', vSwitch: both({ AvailableIpAddressCount: true }), becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } } } },
  { name: 'a vSwitch that is not ready', vSwitch: { status: 'Pending' }, becomes: { standing: 'blocked', facts: { 'vswitch.status': 'Pending' }, codes: ['InvalidVPCParamGroup'] } },
  { name: 'a status of no list', vSwitch: { status: 'Broken' }, becomes: { standing: 'unknown', facts: { 'vswitch.status': { unknown: 'unrecognised' } }, details: { 'vswitch.status': '"Broken"' } } },
  { name: 'no status', vSwitch: both({ Status: null }), becomes: { standing: 'unknown', facts: { 'vswitch.status': { unknown: 'not-returned' } } } },
  { name: 'a vSwitch that is not found', vSwitch: { visible: false }, becomes: { standing: 'unknown', facts: { 'vswitch.status': { unknown: 'not-found' }, [FREE]: { unknown: 'not-found' } }, verdicts: { 'vswitch-available': 'unknown', 'vswitch-has-addresses': 'unknown' } } },
  { name: 'a vSwitch that another account shares with us', vSwitch: { owner: '1999' }, becomes: { standing: 'eligible', facts: { 'vswitch.ownedByAnotherAccount': true, [FREE]: 4000 } } },
  { name: 'a vSwitch of ours that is lent out', vSwitch: { shareType: 'Sharing' }, becomes: { standing: 'eligible', facts: { 'vswitch.ownedByAnotherAccount': false } } },
  { name: 'a vSwitch that is not shared', vSwitch: { shareType: '' }, becomes: { standing: 'eligible', facts: { 'vswitch.ownedByAnotherAccount': false } } },
  { name: 'a vSwitch that does not say whether it is shared', vSwitch: both({ ShareType: null }), becomes: { standing: 'eligible', facts: { 'vswitch.ownedByAnotherAccount': { unknown: 'not-returned' } } } },
  { name: 'a share type of no list', vSwitch: both({ ShareType: 'Leased' }), becomes: { standing: 'eligible', facts: { 'vswitch.ownedByAnotherAccount': { unknown: 'unrecognised' } } } },
  { name: 'its id, zone and addresses', vSwitch: { zone: 'cn-hangzhou-k', cidr: '192.168.7.0/24' }, becomes: { facts: { 'vswitch.zone': 'cn-hangzhou-k', 'vswitch.cidr': '192.168.7.0/24' } } },
];

/** One vSwitch a case, each in a VPC of its own (asked for by itself) or all in one (found by listing the VPC). */
function vSwitchesOf(cases: readonly VSwitchCase[], vpcOf: (at: number) => string): FleetVSwitch[] {
  return cases.map(({ vSwitch }, at) => ({ id: `vsw-${at}`, vpc: vpcOf(at), region: 'cn-hangzhou', available: 4000, ...vSwitch }));
}

const onVSwitch = (cases: readonly VSwitchCase[]): Case[] => cases.map((one, at) => ({ name: one.name, becomes: one.becomes, given: { vSwitch: `vsw-${at}` } }));

describeCases('a vSwitch that is asked for by itself', onVSwitch(VALUES), { fleet: { vSwitches: vSwitchesOf(VALUES, (at) => `vpc-${at}`) } });
describeCases('a vSwitch that is found by listing its VPC', onVSwitch(VALUES), { fleet: { vSwitches: vSwitchesOf(VALUES, () => 'vpc-a') } });

const ONE: FleetVSwitch[] = [{ id: 'vsw-1', vpc: 'vpc-a', region: 'cn-hangzhou', available: 4000 }];
const TWO: FleetVSwitch[] = [...ONE, { id: 'vsw-2', vpc: 'vpc-a', region: 'cn-hangzhou', available: 4000 }];

const deny = (operation: string): Fault => ({ operation, kind: 'deny' });
const onOne = [healthy('r-1', { vSwitch: 'vsw-1' })];
const onTwo = [healthy('r-1', { vSwitch: 'vsw-1' }), healthy('r-2', { vSwitch: 'vsw-2' })];

describe('the two ways to read vSwitches', () => {
  it.each<Omit<Case, 'given'> & { readonly vSwitches: FleetVSwitch[]; readonly instances: FleetInstance[] }>([
    { name: 'one that may not be read by itself is read from the list', vSwitches: ONE, instances: onOne, faults: [deny('DescribeVSwitchAttributes')], becomes: { standing: 'eligible', facts: { [FREE]: 4000 } } },
    { name: 'several that may not be listed are read one by one', vSwitches: TWO, instances: onTwo, faults: [deny('DescribeVSwitches')], becomes: { standing: 'eligible', facts: { [FREE]: 4000 } } },
    { name: 'one that may be read in neither way is denied', vSwitches: ONE, instances: onOne, faults: [deny('DescribeVSwitchAttributes'), deny('DescribeVSwitches')], becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'denied' }, 'vswitch.status': { unknown: 'denied' } } } },
    { name: 'several that may be read in neither way are denied', vSwitches: TWO, instances: onTwo, faults: [deny('DescribeVSwitchAttributes'), deny('DescribeVSwitches')], becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'denied' } } } },
    { name: 'a list that is malformed is not healed', vSwitches: TWO, instances: onTwo, faults: [{ operation: 'DescribeVSwitches', kind: 'html', status: 200 }], becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } } } },
    { name: 'a single read that is malformed is not healed', vSwitches: ONE, instances: onOne, faults: [{ operation: 'DescribeVSwitchAttributes', kind: 'html', status: 200 }], becomes: { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } } } },
  ])('$name', async ({ vSwitches, instances, faults, becomes }) => {
    const result = await checkFleet({ vSwitches, instances }, {}, faults);
    for (const { id } of instances) expectAll(instanceOf(result, id), becomes);
  });

  it('names the permission to grant', async () => {
    const result = await checkFleet({ vSwitches: ONE, instances: onOne, settings: { accessRules: [{ deny: 'vpc:*' }] } });
    expect(findingOf(instanceOf(result, 'r-1'), 'vswitch-has-addresses').unknown).toEqual([expect.objectContaining({ reason: 'denied', operation: 'DescribeVSwitchAttributes', ramAction: 'vpc:DescribeVSwitchAttributes' })]);
    expect(result.unread).toEqual([expect.objectContaining({ what: expect.objectContaining({ region: 'cn-hangzhou', operation: 'DescribeVSwitchAttributes' }), reason: 'denied' })]);
  });

  it('lists a VPC once, page after page, for all instances in it', async () => {
    const vSwitches = Array.from({ length: 70 }, (_, at): FleetVSwitch => ({ id: `vsw-${at}`, vpc: 'vpc-a', region: 'cn-hangzhou', available: 100 + at }));
    const result = await checkFleet({ vSwitches, instances: [healthy('r-1', { vSwitch: 'vsw-3' }), healthy('r-2', { vSwitch: 'vsw-69' }), healthy('r-3', { vSwitch: 'vsw-69' })] });
    expect(result.instances.map((instance) => instance.facts[FREE])).toMatchObject([{ value: 103 }, { value: 169 }, { value: 169 }]);
    expect(result.summary.apiCalls).toMatchObject({ DescribeVSwitches: 2 });
    expect(result.summary.apiCalls).not.toHaveProperty('DescribeVSwitchAttributes');
  });

  it('names the other vSwitches of the VPC and zone that have room, the roomiest first', async () => {
    const vSwitches: FleetVSwitch[] = [
      { id: 'vsw-1', vpc: 'vpc-a', region: 'cn-hangzhou', available: 3 },
      { id: 'vsw-2', vpc: 'vpc-a', region: 'cn-hangzhou', available: 50 },
      { id: 'vsw-3', vpc: 'vpc-a', region: 'cn-hangzhou', available: 60 },
      { id: 'vsw-4', vpc: 'vpc-a', region: 'cn-hangzhou', available: 70, zone: 'cn-hangzhou-x' },
      { id: 'vsw-5', vpc: 'vpc-a', region: 'cn-hangzhou', available: 80, status: 'Pending' },
      { id: 'vsw-6', vpc: 'vpc-b', region: 'cn-hangzhou', available: 90 },
    ];
    const result = await checkFleet({ vSwitches, instances: onTwo });
    expectAll(instanceOf(result, 'r-1'), { standing: 'blocked', facts: { 'vswitch.alternatives': [{ id: 'vsw-3', zone: 'cn-hangzhou-h', availableAddresses: 60 }, { id: 'vsw-2', zone: 'cn-hangzhou-h', availableAddresses: 50 }] } });
  });
});

async function checkSpoilt(spoilList: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>): Promise<Result> {
  const cloud = await startSpoiltCloud({ vSwitches: TWO, instances: onTwo }, ({ action, body }) => (action === 'DescribeVSwitches' ? spoilList(body) : body));
  try {
    return (await check(optionsFor(cloud), impatient())).result;
  } finally {
    await cloud.stop();
  }
}

describe('a list of vSwitches', () => {
  it('that lacks its entries leaves them to the single reads', async () => {
    const result = await checkSpoilt((body) => ({ ...body, VSwitches: null }));
    expect(result.instances.map((instance) => instance.standing)).toEqual(['eligible', 'eligible']);
  });

  it('that is empty leaves them to the single reads', async () => {
    const result = await checkSpoilt((body) => ({ ...body, TotalCount: 0, VSwitches: { VSwitch: [] } }));
    expect(result.instances.map((instance) => instance.standing)).toEqual(['eligible', 'eligible']);
  });

  it('that is malformed inside is not healed', async () => {
    const result = await checkSpoilt((body) => ({ ...body, VSwitches: { VSwitch: 'two' } }));
    for (const instance of result.instances) expectAll(instance, { standing: 'unknown', facts: { [FREE]: { unknown: 'malformed' } } });
  });

  it('that announces more than it brings ends, and the rest is read one by one', async () => {
    const result = await checkSpoilt((body) => ({ ...body, TotalCount: 900 }));
    expect(result.instances.map((instance) => instance.standing)).toEqual(['eligible', 'eligible']);
    expect(result.summary.apiCalls).toMatchObject({ DescribeVSwitches: 2 });
  });
});
