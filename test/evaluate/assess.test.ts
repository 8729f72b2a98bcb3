import { describe, expect, it } from 'vitest';

import type { FleetInstance, FleetVSwitch } from '../../src/emulator/fleet-file.ts';
import { assess } from '../../src/evaluate/assess.ts';
import { waive } from '../../src/evaluate/judge.ts';
import type { Waiver } from '../../src/model/waiver.ts';
import type { Fleet, Instance } from '../../src/model/fleet.ts';
import type { FactName, FactValue } from '../../src/model/facts.ts';
import { known } from '../../src/model/known.ts';
import type { Known } from '../../src/model/known.ts';
import { defineRule } from '../../src/rulebook/index.ts';
import { checkFleet, expectAll, findingOf, healthy, instanceOf } from '../facts/cases.ts';

const evidence = { operation: 'test', requestId: null, readAt: '2026-11-24T10:00:00.000Z' };
const vSwitch = (id: string, available: number, change: Partial<FleetVSwitch> = {}): FleetVSwitch => ({ id, vpc: 'vpc-a', region: 'cn-hangzhou', available, ...change });
const on = (id: string, vSwitchId: string, change: Partial<FleetInstance> = {}): FleetInstance => healthy(id, { vSwitch: vSwitchId, ...change });

describe('contended', () => {
  it('is every eligible instance on a vSwitch that cannot hold all of them', async () => {
    const result = await checkFleet({ vSwitches: [vSwitch('vsw-1', 17), vSwitch('vsw-2', 18)], instances: [on('r-1', 'vsw-1'), on('r-2', 'vsw-1'), on('r-3', 'vsw-2'), on('r-4', 'vsw-2')] });
    expect(result.instances.map(({ instanceId, standing, contended }) => [instanceId, standing, contended])).toEqual([['r-1', 'eligible', true], ['r-2', 'eligible', true], ['r-3', 'eligible', false], ['r-4', 'eligible', false]]);
    expect(result.vSwitches).toEqual([
      { vSwitchId: 'vsw-1', region: 'cn-hangzhou', available: 17, neededByEligible: 18, instances: 2, contended: true },
      { vSwitchId: 'vsw-2', region: 'cn-hangzhou', available: 18, neededByEligible: 18, instances: 2, contended: false },
    ]);
    expect(result.summary).toMatchObject({ eligible: 4, contended: 2 });
  });

  it('does not count what blocked, unknown and enabled instances would need', async () => {
    const instances = [on('r-1', 'vsw-1'), on('r-2', 'vsw-1', { ssl: 'on' }), on('r-3', 'vsw-1', { status: 'Hibernating' }), on('r-4', 'vsw-1', { directEndpoint: {} })];
    const result = await checkFleet({ vSwitches: [vSwitch('vsw-1', 9)], instances });
    expect(result.vSwitches).toEqual([{ vSwitchId: 'vsw-1', region: 'cn-hangzhou', available: 9, neededByEligible: 9, instances: 1, contended: false }]);
    expect(result.instances.map(({ contended }) => contended)).toEqual([false, false, false, false]);
  });

  it('is told apart by region, where two vSwitches have one name', () => {
    const place = (region: string, instanceId: string): Instance => ({
      accountId: '1', region, instanceId,
      facts: new Map<FactName, Known<FactValue>>([['instance.vSwitchId', known('vsw-1', evidence)], ['instance.shardCount', known(8, evidence)], ['vswitch.availableAddresses', known(region === 'cn-beijing' ? 9 : 8, evidence)]]),
    });
    const { instances, vSwitches } = assess({ accountId: '1', regions: ['cn-hangzhou', 'cn-beijing'], withoutService: [], unread: [], instances: [place('cn-beijing', 'r-1'), place('cn-hangzhou', 'r-2')] }, []);
    expect(vSwitches).toEqual([
      { vSwitchId: 'vsw-1', region: 'cn-beijing', available: 9, neededByEligible: 9, instances: 1, contended: false },
      { vSwitchId: 'vsw-1', region: 'cn-hangzhou', available: 8, neededByEligible: 9, instances: 1, contended: true },
    ]);
    expect(instances.map(({ contended }) => contended)).toEqual([false, true]);
  });

  it('tells no addresses where they could not be read, and contends nothing', async () => {
    const result = await checkFleet({ vSwitches: [vSwitch('vsw-1', 9, { visible: false })], instances: [on('r-1', 'vsw-1'), on('r-2', 'vsw-1')] });
    expect(result.vSwitches).toEqual([{ vSwitchId: 'vsw-1', region: 'cn-hangzhou', available: null, neededByEligible: 0, instances: 0, contended: false }]);
    expect(result.instances.map(({ standing, contended }) => [standing, contended])).toEqual([['unknown', false], ['unknown', false]]);
  });
});

describe('fixable, by the built-in rules', () => {
  it.each<{ readonly name: string; readonly given: Partial<FleetInstance>; readonly becomes: boolean }>([
    { name: 'SSL can be turned off', given: { ssl: 'on' }, becomes: true },
    { name: 'the minor version can be updated', given: { latestMinor: false }, becomes: true },
    { name: 'a task ends', given: { tasks: [{ type: 'ModifyInsSpec', status: 'Running' }] }, becomes: true },
    { name: 'a status becomes Normal', given: { status: 'Changing' }, becomes: true },
    { name: 'an order is completed', given: { orderCompleted: false }, becomes: true },
    { name: 'addresses can be freed', given: { vSwitch: 'vsw-full' }, becomes: true },
    { name: 'the classic network can be left', given: { network: 'CLASSIC' }, becomes: true },
    { name: '2.8 can be upgraded', given: { engineVersion: '2.8' }, becomes: true },
    { name: 'several that can all be mended', given: { engineVersion: '2.8', ssl: 'on', latestMinor: false }, becomes: true },
    { name: '6.0 cannot be taken back', given: { engineVersion: '6.0' }, becomes: false },
    { name: 'one that cannot be mended spoils the others', given: { engineVersion: '6.0', ssl: 'on' }, becomes: false },
    { name: 'a released instance is gone', given: { status: 'Released' }, becomes: false },
    { name: 'an instance that is no cluster', given: { class: 'redis.master.small.default' }, becomes: false },
    { name: 'a cloud-native instance behind a proxy', given: { class: 'redis.shard.with.proxy.small.ce', engineVersion: '5.0' }, becomes: false },
  ])('$name', async ({ given, becomes }) => {
    const result = await checkFleet({ vSwitches: [vSwitch('vsw-a', 4000), vSwitch('vsw-full', 3, { vpc: 'vpc-b' })], instances: [healthy('r-1', given)] });
    expect(instanceOf(result, 'r-1')).toMatchObject({ standing: 'blocked', fixable: becomes });
    expect(result.summary.fixable).toBe(becomes ? 1 : 0);
  });
});

describe('advice', () => {
  const advice = ['DescribeSecurityIps'];
  it.each(advice)('that could not be read (%s) changes no standing and is not unread', async (operation) => {
    const result = await checkFleet({ instances: [healthy('r-1')] }, {}, [{ operation, kind: 'deny' }]);
    expect(instanceOf(result, 'r-1').standing).toBe('eligible');
    expect(findingOf(instanceOf(result, 'r-1'), 'whitelist-not-empty')).toMatchObject({ severity: 'warning', verdict: 'unknown' });
    expect(result.unread).toEqual([]);
  });

  it('stays advice where an error rule looks at the same reply', async () => {
    const raw = { DescribeInstances: { HasRenewChangeOrder: 'perhaps' }, DescribeInstanceAttribute: { HasRenewChangeOrder: 'perhaps' } };
    const result = await checkFleet({ instances: [healthy('r-1', { raw })] });
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', facts: { 'instance.renewalChangeBooked': { unknown: 'unrecognised' } }, verdicts: { 'no-scheduled-task': 'unknown', 'no-order-in-progress': 'pass' } });
  });

  it('is what a rule of another preset is: latest-minor-version unknown counts by its severity', async () => {
    const raw = { DescribeEngineVersion: { IsLatestVersion: null, EnableUpgradeMinorVersion: null } };
    const by = async (preset: 'reference' | 'recommended'): Promise<string> => instanceOf(await checkFleet({ instances: [healthy('r-1', { raw })] }, { preset }), 'r-1').standing;
    expect([await by('reference'), await by('recommended')]).toEqual(['eligible', 'unknown']);
  });
});

describe('what is unread', () => {
  it('is one row for each region, operation and reason, however many instances it concerns', async () => {
    const instances = [healthy('r-1'), healthy('r-2'), healthy('r-3')];
    const result = await checkFleet({ instances, settings: { accessRules: [{ deny: 'kvstore:DescribeInstanceSSL' }, { deny: 'kvstore:DescribeHistoryTasks' }] } });
    expect(result.unread.map(({ what, reason }) => [what.operation, reason])).toEqual([['DescribeHistoryTasks', 'denied'], ['DescribeInstanceSSL', 'denied']]);
  });

  it('leaves out what an enabled instance could not be asked', async () => {
    const result = await checkFleet({ instances: [healthy('r-1', { directEndpoint: {} })], settings: { accessRules: [{ deny: 'kvstore:DescribeInstanceSSL' }] } });
    expect(instanceOf(result, 'r-1').standing).toBe('enabled');
    expect(result.unread).toEqual([]);
  });
});

const rule = defineRule({ id: 'named-well', title: 'The name is good.', severity: 'error', why: 'Names matter.', needs: ['instance.name'], assert: (values) => values['instance.name'] === 'good' });
const fleet: Fleet = {
  accountId: '1', regions: ['cn-hangzhou'], withoutService: [], unread: [],
  instances: ['good', 'bad', null].map((name, at) => ({ accountId: '1', region: 'cn-hangzhou', instanceId: `r-${at}`, facts: new Map(name === null ? [] : [['instance.name' as const, known(name, evidence)]]) })),
};
const WAIVER: Waiver = { rule: 'named-well', reason: 'We like it so.', owner: 'us', ticket: null, expires: null };

describe('a waiver', () => {
  it('turns a fail into waived, and nothing else into anything', () => {
    const assessed = assess(fleet, [{ rule, severity: 'error' }], { waiverFor: () => WAIVER });
    expect(assessed.instances.map(({ standing, findings }) => [standing, findings[0]?.verdict, findings[0]?.waiver])).toEqual([
      ['eligible', 'pass', null],
      ['eligible', 'waived', WAIVER],
      ['unknown', 'unknown', null],
    ]);
  });

  it('is asked for only where a rule failed', () => {
    const asked: string[] = [];
    const { instances } = assess(fleet, [{ rule, severity: 'error' }]);
    for (const { findings, instanceId } of instances) waive(findings, () => { asked.push(instanceId); return null; });
    expect(asked).toEqual(['r-1']);
  });
});
