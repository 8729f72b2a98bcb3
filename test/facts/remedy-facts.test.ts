import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { CheckOptions } from '../../src/app/options.ts';
import type { FleetInstance, FleetVSwitch } from '../../src/emulator/fleet-file.ts';
import type { Result, ResultFinding } from '../../src/model/result.ts';
import { checkFleet, expectAll, findingOf, healthy, instanceOf } from './cases.ts';

const vSwitch = (id: string, available: number, change: Partial<FleetVSwitch> = {}): FleetVSwitch => ({ id, vpc: 'vpc-a', region: 'cn-hangzhou', zone: 'cn-hangzhou-h', available, ...change });
const VSWITCHES: readonly FleetVSwitch[] = [
  vSwitch('vsw-short', 3),
  vSwitch('vsw-roomy', 90),
  vSwitch('vsw-just', 10),
  vSwitch('vsw-tight', 9),
  vSwitch('vsw-far', 500, { zone: 'cn-hangzhou-i' }),
  vSwitch('vsw-pending', 500, { status: 'Pending' }),
  vSwitch('vsw-other', 500, { vpc: 'vpc-b' }),
];
const ALTERNATIVES = 'vswitch.alternatives';
const MOVE = 'Or move the instance to a vSwitch of the same VPC and zone that has room: vsw-roomy (90 free), vsw-just (10 free). The move itself takes one address.';

const short = (change: Partial<FleetInstance> = {}): FleetInstance => healthy('r-1', { vSwitch: 'vsw-short', ...change });

async function checkOne(instance: FleetInstance, options: Partial<CheckOptions> = {}, denied: readonly string[] = []): Promise<Result> {
  return checkFleet({ vSwitches: [...VSWITCHES], instances: [instance], settings: { accessRules: denied.map((deny) => ({ deny })) } }, options);
}

const remedyOf = (result: Result, rule: string): ResultFinding['remedy'] => findingOf(instanceOf(result, 'r-1'), rule).remedy;
const doing = (result: Result, rule = 'vswitch-has-addresses'): string[] => remedyOf(result, rule).map((step) => step.do);

describe('one instance on a short vSwitch', () => {
  it('is told the vSwitches of its VPC and zone that have room, by id and free addresses', async () => {
    const result = await checkOne(short(), { instances: ['r-1'] });
    expectAll(instanceOf(result, 'r-1'), { standing: 'blocked', verdicts: { 'vswitch-has-addresses': 'fail' } });
    expect(doing(result)[1]).toBe(MOVE);
    expect(remedyOf(result, 'vswitch-has-addresses')[1]?.run).toBe('aliyun r-kvstore SwitchNetwork --InstanceId r-1 --TargetNetworkType VPC --VpcId vpc-a --VSwitchId vsw-roomy --region cn-hangzhou');
    expect(result.summary.apiCalls).toMatchObject({ DescribeVSwitchAttributes: 1, DescribeVSwitches: 1 });
  });

  it('that has another fault that can be mended is told them, too', async () => {
    expect(doing(await checkOne(short({ ssl: 'on' })))[1]).toBe(MOVE);
  });

  it('is not told them where the list is denied: the verdicts are the same, and nothing counts as unread', async () => {
    const [told, denied] = await Promise.all([checkOne(short()), checkOne(short(), {}, ['vpc:DescribeVSwitches'])]);
    expect(doing(denied)).toEqual(doing(told).filter((step) => step !== MOVE));
    expect(doing(denied)).toHaveLength(2);
    const verdicts = (result: Result): string[] => instanceOf(result, 'r-1').findings.map((finding) => `${finding.rule} ${finding.verdict}`);
    expect(verdicts(denied)).toEqual(verdicts(told));
    expect([denied.unread, instanceOf(denied, 'r-1').fixable, instanceOf(denied, 'r-1').standing]).toEqual([[], true, 'blocked']);
  });

  it('that can never be mended costs no list', async () => {
    expect((await checkOne(short({ engineVersion: '6.0' }))).summary.apiCalls).not.toHaveProperty('DescribeVSwitches');
  });

  it('shares one list with all others of its VPC', async () => {
    const instances = Array.from({ length: 5 }, (_, at) => healthy(`r-${at + 1}`, { vSwitch: 'vsw-short', ...(at % 2 === 0 ? {} : { class: 'redis.sharding.basic.16xlarge.default', architecture: 'cluster', shards: 8 }) }));
    const result = await checkFleet({ vSwitches: [...VSWITCHES], instances });
    expect(result.summary.apiCalls).toMatchObject({ DescribeVSwitches: 1, DescribeVSwitchAttributes: 1 });
    for (const { id } of instances) expect(findingOf(instanceOf(result, id), 'vswitch-has-addresses').remedy[1]?.do).toContain('vsw-roomy (90 free)');
  });
});

/** A rule of one's own, in a folder of its own. */
function folderWith(id: string, assert: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-'));
  writeFileSync(join(folder, `${id}.yaml`), `id: ${id}
title: The VPC has room elsewhere.
severity: warning
assert: '${assert}'
why: For tests.
remedy: [{ do: Make room. }]
sources: [{ url: https://example.com/, seen: 2026-11-24 }]
examples:
  - { given: { ${ALTERNATIVES}: [{ id: vsw-b, zone: z, availableAddresses: 9 }] }, then: pass }
  - { given: { ${ALTERNATIVES}: [] }, then: fail }
  - { given: { ${ALTERNATIVES}: { unknown: denied } }, then: unknown }
`);
  return folder;
}

describe('a rule of one’s own that looks at the alternatives', () => {
  it('has the VPC of an eligible instance listed, once', async () => {
    const rules = [folderWith('room-elsewhere', `size(${ALTERNATIVES}) > 0`)];
    const result = await checkOne(healthy('r-1', { vSwitch: 'vsw-roomy' }), { rules });
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', verdicts: { 'room-elsewhere': 'pass' }, facts: { [ALTERNATIVES]: [{ id: 'vsw-just', zone: 'cn-hangzhou-h', availableAddresses: 10 }, { id: 'vsw-tight', zone: 'cn-hangzhou-h', availableAddresses: 9 }, { id: 'vsw-short', zone: 'cn-hangzhou-h', availableAddresses: 3 }] } });
    expect(result.summary.apiCalls).toMatchObject({ DescribeVSwitches: 1, DescribeVSwitchAttributes: 1 });
    const denied = await checkOne(healthy('r-1', { vSwitch: 'vsw-roomy' }), { rules }, ['vpc:DescribeVSwitches']);
    expectAll(instanceOf(denied, 'r-1'), { standing: 'eligible', verdicts: { 'room-elsewhere': 'unknown' }, facts: { [ALTERNATIVES]: { unknown: 'denied' } } });
  });
});

describe('the window of an instance stands in the remedy', () => {
  const WINDOW = { maintainStart: '02:00Z', maintainEnd: '06:00Z' };
  const UPDATES = [
    { rule: 'latest-minor-version', given: { latestMinor: false } },
    { rule: 'supported-engine-version', given: { engineVersion: '2.8' } },
    { rule: 'ssl-disabled', given: { ssl: 'on' as const } },
  ];

  it.each(UPDATES)('of $rule', async ({ rule, given }) => {
    const [step] = remedyOf(await checkOne(healthy('r-1', { vSwitch: 'vsw-roomy', ...WINDOW, ...given })), rule);
    expect(step?.impact).toContain('maintenance window (02:00Z to 06:00Z, UTC)');
  });

  it.each(UPDATES)('of $rule, unless nobody tells it', async ({ rule, given }) => {
    const raw = { DescribeInstanceAttribute: { MaintainStartTime: null } };
    const [step] = remedyOf(await checkOne(healthy('r-1', { vSwitch: 'vsw-roomy', ...given, raw })), rule);
    expect(step?.impact).toMatch(/maintenance window[ ;]/);
    expect(step?.impact).not.toMatch(/unknown|UTC/);
  });

  it('is empty in a reply that tells none', async () => {
    const raw = { DescribeInstanceAttribute: { MaintainEndTime: '' } };
    const [step] = remedyOf(await checkOne(healthy('r-1', { vSwitch: 'vsw-roomy', ssl: 'on', raw })), 'ssl-disabled');
    expect(step?.impact).not.toMatch(/unknown|UTC/);
  });

  it('is asked for where the preset looks at nothing else of the attributes, and shown', async () => {
    const result = await checkOne(healthy('r-1', { vSwitch: 'vsw-roomy', ssl: 'on', ...WINDOW }), { preset: 'reference' });
    expect(result.summary.apiCalls).toMatchObject({ DescribeInstanceAttribute: 1 });
    expect(remedyOf(result, 'ssl-disabled')[0]?.impact).toContain('(02:00Z to 06:00Z, UTC)');
    const denied = await checkOne(healthy('r-1', { vSwitch: 'vsw-roomy', ssl: 'on' }), { preset: 'reference' }, ['kvstore:DescribeInstanceAttribute']);
    expect([instanceOf(denied, 'r-1').standing, remedyOf(denied, 'ssl-disabled')[0]?.impact, denied.unread]).toEqual(['blocked', expect.not.stringMatching(/unknown|UTC/), []]);
  });
});
