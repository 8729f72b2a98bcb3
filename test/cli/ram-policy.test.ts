import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ramPolicy } from '../../src/app/ram-policy.ts';
import type { RamPolicyOptions } from '../../src/app/ram-policy.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { ACCOUNT, checkJson, cloudOf, ELIGIBLE, HANGZHOU, KEY, newFolder, run, runOn, SECRET } from './support.ts';

const CHECK: RamPolicyOptions = { command: 'check', allRegions: false, preset: 'recommended', rules: [], only: [], skip: [] };

/** The actions of a policy document. */
function actionsOf(options: Partial<RamPolicyOptions> = {}): string[] {
  return ramPolicy({ ...CHECK, ...options }).document.Statement.flatMap((statement) => statement.Action).toSorted();
}

/** A key that may do exactly this. */
function keyFor(allow: readonly string[]): Pick<FleetFile, 'account'> {
  return { account: { ...ACCOUNT, keys: [{ id: KEY, secret: SECRET, allow: [...allow] }] } };
}

/** Two vSwitches in one VPC and one in another: the first two are found by a list, the third is asked for by itself. */
const V_SWITCHES = [
  { id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 },
  { id: 'vsw-b', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 },
  { id: 'vsw-c', vpc: 'vpc-c', region: 'cn-hangzhou', available: 200 },
];

/** Instances that want every read there is: one whose class tells no shards, one of which the list tells too little. */
const WANTING: readonly FleetInstance[] = [
  { id: 'r-1', vSwitch: 'vsw-a', connections: 100 },
  { id: 'r-2', vSwitch: 'vsw-b', architecture: 'cluster', class: 'redis.sharding.basic.16xlarge.default', shards: 4, connections: 100 },
  { id: 'r-3', vSwitch: 'vsw-c', connections: 100, raw: { DescribeInstances: { InstanceStatus: null } } },
];

const CLOUD = { vSwitches: V_SWITCHES };

describe('the policy is enough', () => {
  test('for check: with a key that may do nothing else, nothing is unknown', async () => {
    const emulator = await cloudOf(WANTING, { ...CLOUD, ...keyFor(actionsOf()) });
    const { code, result } = await checkJson(emulator, [...HANGZHOU, '--prefix-template', 'dc{n}direct', '--attest', 'preview-access=granted']);
    expect(result.instances.flatMap((instance) => instance.findings.filter(({ verdict }) => verdict === 'unknown').map(({ rule }) => rule))).toEqual([]);
    expect([code, result.summary.eligible, result.unread]).toEqual([0, 3, []]);
  });

  test('for check --all-regions', async () => {
    const emulator = await cloudOf(WANTING, { ...CLOUD, ...keyFor(actionsOf({ allRegions: true })) });
    expect((await checkJson(emulator, ['--all-regions'])).result).toMatchObject({ summary: { eligible: 3, unknown: 0 }, unread: [] });
  });

  test('for apply, and then for release', async () => {
    const emulator = await cloudOf(WANTING, { ...CLOUD, ...keyFor(actionsOf({ command: 'apply' })) });
    const applied = await runOn(emulator, ['apply', 'r-1', 'r-2', 'r-3', ...HANGZHOU, '--yes', '--poll', '0.05', '--format', 'json']);
    expect(JSON.parse(applied.out).summary, applied.err).toMatchObject({ done: 3, mutationsSent: 3 });

    const other = await cloudOf([{ id: 'r-1', vSwitch: 'vsw-a', directEndpoint: {} }], { ...CLOUD, ...keyFor(actionsOf({ command: 'release' })) });
    const released = await runOn(other, ['release', 'r-1', ...HANGZHOU, '--yes', '--acknowledge-disconnect', '--poll', '0.05', '--journal', join(newFolder(), 'journal'), '--format', 'json']);
    expect(JSON.parse(released.out).summary, released.err).toMatchObject({ done: 1, mutationsSent: 1 });
  });

  test('for the rules that are chosen: one rule of the list alone', async () => {
    const emulator = await cloudOf([ELIGIBLE], keyFor(actionsOf({ only: ['instance-normal'] })));
    expect((await checkJson(emulator, [...HANGZHOU, '--only', 'instance-normal'])).code).toBe(0);
  });
});

describe('the policy is no more than is used', () => {
  test('check calls every operation of its policy, and no other', async () => {
    const emulator = await cloudOf(WANTING, CLOUD);
    await checkJson(emulator, ['r-1', 'r-2', 'r-3', ...HANGZHOU]);
    expect(Object.keys(emulator.calls()).toSorted()).toEqual(ramPolicy(CHECK).needs.map(({ operation }) => operation).toSorted());
  });

  test('a check never needs an action that changes anything, apply and release one each', () => {
    const writes = (command: RamPolicyOptions['command']): string[] => actionsOf({ command }).filter((action) => !/:Describe/.test(action));
    expect([writes('check'), writes('plan'), writes('apply'), writes('release')]).toEqual([[], [], ['kvstore:AllocateDirectConnection'], ['kvstore:ReleaseDirectConnection']]);
  });

  test('fewer rules need less, and DescribeRegions comes with --all-regions alone', () => {
    expect(actionsOf({ only: ['instance-normal'] })).toEqual(['kvstore:DescribeInstanceAttribute', 'kvstore:DescribeInstances']);
    expect(actionsOf({ skip: ['whitelist-not-empty'] })).not.toContain('kvstore:DescribeSecurityIps');
    expect(actionsOf()).not.toContain('kvstore:DescribeRegions');
    expect(actionsOf({ allRegions: true })).toContain('kvstore:DescribeRegions');
  });

  test('rules of one\'s own count', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'rules'));
    writeFileSync(join(folder, 'rules', 'has-password.yaml'), [
      'id: has-password', 'title: The instance wants a password.', 'severity: warning', 'assert: instance.passwordFree == false', 'why: It must.',
      'remedy: [{ do: Set a password. }]', 'sources: []',
      'examples:', '  - { given: { instance.passwordFree: false }, then: pass }', '  - { given: { instance.passwordFree: true }, then: fail }', '  - { given: { instance.passwordFree: { unknown: denied } }, then: unknown }',
    ].join('\n'));
    const { needs } = ramPolicy({ ...CHECK, rules: [join(folder, 'rules')], only: ['has-password'] });
    expect(needs.find(({ operation }) => operation === 'DescribeInstanceAttribute')).toMatchObject({ unknown: ['has-password'], facts: ['instance.passwordFree'] });
  });
});

describe('a denied action is traced to the rules that become unknown for it', () => {
  const { needs } = ramPolicy(CHECK);
  const reads = needs.filter(({ action }) => action !== null);

  /** Rules whose verdict is unknown because an action was denied, on one healthy instance that is asked for by its id. */
  async function unknownWithout(denied: readonly string[], instance: FleetInstance = ELIGIBLE): Promise<string[]> {
    const emulator = await cloudOf([instance], { settings: { accessRules: denied.map((deny) => ({ deny })) } });
    const { result } = await checkJson(emulator, [instance.id, ...HANGZHOU, '--prefix', 'direct0123']);
    const lost = (result.instances[0]?.findings ?? []).filter(({ verdict, unknown }) => verdict === 'unknown' && unknown.some(({ ramAction }) => ramAction !== null && denied.includes(ramAction)));
    return lost.map(({ rule }) => rule);
  }

  test.each(reads)('$action', async ({ action, unknown }) => {
    expect(await unknownWithout([String(action)])).toEqual(unknown);
  });

  test.each([
    ['kvstore:DescribeLogicInstanceTopology', ['kvstore:DescribeLogicInstanceTopology'], { ...ELIGIBLE, architecture: 'cluster', class: 'redis.sharding.basic.16xlarge.default', shards: 4 }],
    ['vpc:DescribeVSwitches', ['vpc:DescribeVSwitches', 'vpc:DescribeVSwitchAttributes'], ELIGIBLE],
  ] as const)('rules that are unknown for some are those of %s', async (action, denied, instance) => {
    const need = needs.find((one) => one.action === action);
    expect(need?.unknown).toEqual([]);
    expect(await unknownWithout(denied, instance)).toEqual(need?.mayBeUnknown);
  });

  test('a read that only confirms makes no rule unknown, and is told as that', () => {
    const need = needs.find(({ operation }) => operation === 'DescribeEngineVersion');
    expect(need).toMatchObject({ confirms: ['ssl.enabled'], unknown: ['latest-minor-version'] });
  });
});

describe('the command', () => {
  test('writes the policy document alone to standard output', async () => {
    const { code, out, err } = await run(['ram-policy'], {});
    expect([code, err]).toEqual([0, '']);
    const document = JSON.parse(out) as ReturnType<typeof ramPolicy>['document'];
    expect(document).toEqual(ramPolicy(CHECK).document);
    expect(document.Version).toBe('1');
    const resourceOf = (action: string): string | undefined => document.Statement.find((statement) => statement.Action.includes(action))?.Resource;
    expect(resourceOf('kvstore:DescribeInstanceSSL')).toBe('acs:kvstore:*:*:instance/*');
    expect(resourceOf('kvstore:DescribeHistoryTasks')).toBe('*');
    expect(resourceOf('vpc:DescribeVSwitchAttributes')).toBe('acs:vpc:*:*:vswitch/*');
    expect(out).not.toContain('GetCallerIdentity');
  });

  test('--verbose tells on standard error which rules are lost, the table on standard output', async () => {
    const verbose = await run(['ram-policy', '--for', 'apply', '--verbose'], {});
    expect(() => JSON.parse(verbose.out)).not.toThrow();
    const table = await run(['ram-policy', '--for', 'apply', '--format', 'table'], {});
    for (const text of [verbose.err, table.out]) {
      expect(text).toMatch(/^kvstore:DescribeInstanceSSL\n {2}on acs:kvstore:\*:\*:instance\/\*\n {2}Without it unknown: ssl-disabled\.$/m);
      expect(text).toContain('kvstore:AllocateDirectConnection');
    }
  });

  test.each([
    [['--for', 'verify'], 'Allowed choices are check, plan, apply, release.'],
    [['--only', 'ssl-disable'], 'Did you mean ssl-disabled?'],
    [['--for', 'apply', '--skip', 'ssl-disabled'], 'Rule ssl-disabled is enforced'],
    [['--for', 'release', '--only', 'instance-normal'], 'release has rules of its own'],
    [['--rules', '/nonexistent/rules'], '/nonexistent/rules'],
    [['--format', 'yaml'], 'There is no format "yaml"'],
  ])('%j is exit 2', async (argv, sentence) => {
    expect(await run(['ram-policy', ...argv], {})).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });
});
