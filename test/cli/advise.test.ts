import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import { BLOCKED, checkJson, cloudOf, ELIGIBLE, ENABLED, HANGZHOU, newFolder, NEVER, runOn, UNKNOWN } from './support.ts';

/** Each lacks something else: one, two or three things; of the last something cannot be read. */
const FLEET: readonly FleetInstance[] = [
  ELIGIBLE, NEVER, ENABLED, UNKNOWN, BLOCKED,
  { id: 'r-old', vSwitch: 'vsw-a', latestMinor: false },
  { id: 'r-both', vSwitch: 'vsw-a', ssl: 'on', latestMinor: false },
  { id: 'r-classic', network: 'CLASSIC', ssl: 'on' },
  { id: 'r-tight', vSwitch: 'vsw-tight' },
  { id: 'r-unsure', vSwitch: 'vsw-a', latestMinor: false, raw: { DescribeInstanceSSL: { SSLEnabled: null } } },
];
const WITH_TIGHT = { vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 20 }, { id: 'vsw-tight', vpc: 'vpc-a', region: 'cn-hangzhou', available: 2 }] };

describe('check --advise', () => {
  test('adds what to mend first to the result, and changes nothing else of it', async () => {
    const cloud = await cloudOf(FLEET, WITH_TIGHT);
    const { result, code } = await checkJson(cloud, [...HANGZHOU, '--advise']);
    const plain = await checkJson(cloud, [...HANGZHOU]);
    expect(code).toBe(plain.code);
    expect(plain.result.advice).toBeUndefined();
    expect(Object.keys(result).filter((key) => !(key in plain.result))).toEqual(['advice']);
    expect(result.advice).toMatchObject({ freed: 5, perhaps: 1, never: 1, unplaced: 1 });
    expect(result.advice?.remedies.map(({ rule, instances, freesAlone, perhaps }) => [rule, instances, freesAlone, perhaps])).toEqual([
      ['latest-minor-version', 3, 1, 1], ['vpc-network', 1, 0, 0], ['ssl-disabled', 3, 1, 0], ['vswitch-has-addresses', 1, 1, 0],
    ]);
    expect(result.advice?.best.map(({ rules, frees, isExact }) => [rules, frees, isExact])).toEqual([
      [['vswitch-has-addresses'], 1, true], [['latest-minor-version', 'ssl-disabled'], 3, true], [['latest-minor-version', 'ssl-disabled', 'vswitch-has-addresses'], 4, true],
      [['latest-minor-version', 'vpc-network', 'ssl-disabled', 'vswitch-has-addresses'], 5, true],
    ]);
  });

  test('tells which vSwitch cannot hold those who would be freed', async () => {
    const { result } = await checkJson(await cloudOf(FLEET, WITH_TIGHT), [...HANGZHOU, '--advise']);
    expect(result.advice?.vSwitches).toEqual([
      { vSwitchId: 'vsw-a', region: 'cn-hangzhou', available: 20, neededByEligible: 9, neededByFreed: 27, instances: 3, unknownNeeds: 0, holds: false },
      { vSwitchId: 'vsw-tight', region: 'cn-hangzhou', available: 2, neededByEligible: 0, neededByFreed: 9, instances: 1, unknownNeeds: 0, holds: false },
    ]);
  });

  test('cannot tell where the addresses of a vSwitch cannot be read', async () => {
    const cloud = await cloudOf([BLOCKED, ELIGIBLE], {}, [{ operation: 'DescribeVSwitchAttributes', kind: 'deny' }, { operation: 'DescribeVSwitches', kind: 'deny' }]);
    const { result } = await checkJson(cloud, [...HANGZHOU, '--advise']);
    expect(result.advice).toMatchObject({ freed: 0, perhaps: 1, best: [], vSwitches: [] });
  });

  test.each([['en', 'What to mend first (5)'], ['zh', '先做什么（5）']])('is a section of the page before the last line (%s)', async (language, heading) => {
    const { out } = await runOn(await cloudOf(FLEET, WITH_TIGHT), ['check', ...HANGZHOU, '--advise', '--lang', language]);
    const parts = out.split('\n\n');
    expect(parts.findIndex((part) => part.startsWith(heading))).toBeGreaterThan(3);
    expect(out.indexOf(heading)).toBeLessThan(out.indexOf('vsw-tight', out.indexOf(heading)));
    expect(out).toContain('latest-minor-version');
  });

  test('the last line of ndjson holds it', async () => {
    const { out } = await runOn(await cloudOf([BLOCKED]), ['check', ...HANGZHOU, '--advise', '--format', 'ndjson']);
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({ advice: { freed: 1 } });
  });
});

interface Stub {
  readonly folder: string;
  run(argv: readonly string[]): { readonly code: number | null; readonly calls: readonly (readonly string[])[] };
}

/** A folder with an `aliyun` that records its arguments as lines of JSON. */
function stub(): Stub {
  const folder = newFolder();
  const bin = join(folder, 'bin');
  const record = join(folder, 'calls');
  mkdirSync(bin);
  writeFileSync(join(bin, 'aliyun'), `#!${process.execPath}\nrequire('node:fs').appendFileSync(${JSON.stringify(record)}, JSON.stringify(process.argv.slice(2)) + '\\n');\n`);
  chmodSync(join(bin, 'aliyun'), 0o755);
  return {
    folder,
    run: (argv) => ({
      code: spawnSync('sh', [...argv], { env: { PATH: `${bin}:/usr/bin:/bin` } }).status,
      calls: existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[]) : [],
    }),
  };
}

describe('check --remedy-script', () => {
  test('writes the commands of the remedies, which run in their order when they are asked for and not before', async () => {
    const { folder, run } = stub();
    const file = join(folder, 'remedies.sh');
    const hostile = { ...BLOCKED, id: 'r-evil', name: '$(aliyun pwned)\n`aliyun pwned`\naliyun pwned #\'"; aliyun pwned' };
    const { code, err } = await runOn(await cloudOf([...FLEET, hostile], WITH_TIGHT), ['check', ...HANGZHOU, '--remedy-script', file, '--format', `json=${join(folder, 'result.json')}`]);
    expect([code, err]).toEqual([3, expect.stringContaining('holds 8 commands in 3 steps and has run none')]);
    expect(run([file])).toEqual({ code: 0, calls: [] });
    const ssl = (id: string): string[] => ['r-kvstore', 'ModifyInstanceSSL', '--InstanceId', id, '--SSLEnabled', 'Disable', '--region', 'cn-hangzhou'];
    const minor = (id: string): string[] => ['r-kvstore', 'ModifyInstanceMinorVersion', '--InstanceId', id, '--Minorversion', 'latest_version', '--EffectiveTime', 'MaintainTime', '--region', 'cn-hangzhou'];
    expect(run([file, '--run', 'all'])).toEqual({ code: 0, calls: [...['r-both', 'r-old', 'r-unsure'].map(minor), ...['r-blocked', 'r-both', 'r-classic', 'r-evil'].map(ssl)] });
  });

  test('tells the maintenance window of each instance that it knows', async () => {
    const file = join(newFolder(), 'remedies.sh');
    await runOn(await cloudOf([{ ...BLOCKED, raw: { DescribeInstanceAttribute: { MaintainStartTime: '18:00Z', MaintainEndTime: '22:00Z' } } }]), ['check', ...HANGZHOU, '--remedy-script', file]);
    expect(readFileSync(file, 'utf8')).toContain('r-blocked, "r-blocked", maintenance window 18:00Z to 22:00Z (UTC)');
  });

  test('speaks the language that was asked for', async () => {
    const file = join(newFolder(), 'remedies.sh');
    await runOn(await cloudOf([BLOCKED]), ['check', ...HANGZHOU, '--remedy-script', file, '--lang', 'zh']);
    expect(readFileSync(file, 'utf8')).toContain('读取、source 或启动本文件都不会执行任何命令');
  });

  test('makes a file that cannot be started by its name alone, and keeps the mode of one that is there', async () => {
    const folder = newFolder();
    const cloud = await cloudOf([BLOCKED]);
    const [made, kept] = [join(folder, 'made.sh'), join(folder, 'kept.sh')];
    writeFileSync(kept, 'old');
    chmodSync(kept, 0o700);
    for (const file of [made, kept]) await runOn(cloud, ['check', ...HANGZHOU, '--remedy-script', file]);
    expect([statSync(made).mode & 0o111, statSync(kept).mode & 0o777]).toEqual([0, 0o700]);
    expect(readdirSync(folder).toSorted()).toEqual(['kept.sh', 'made.sh']);
    expect(readFileSync(kept, 'utf8')).toContain('tair_preflight_step_1');
  });

  test.each([
    ['a folder', '.', [], 'is a folder'], ['a place that is not there', 'nowhere/remedies.sh', [], 'cannot be written'], ['the file of a format', 'same', ['--format', 'json=same'], 'a file of its own'],
    ['an assumption', 'remedies.sh', ['--assume', 'ssl.enabled=false'], 'Leave one of the two out'],
  ])('%s is exit 2 before anything is asked', async (_, file, more, sentence) => {
    const folder = newFolder();
    const cloud = await cloudOf([BLOCKED]);
    const at = (name: string): string => name.replace(/^(json=)?(.*)$/, (_whole, format: string | undefined, rest: string) => `${format ?? ''}${join(folder, rest)}`);
    const { code, err } = await runOn(cloud, ['check', ...HANGZHOU, '--remedy-script', at(file), ...more.map((word) => (word.startsWith('json=') ? at(word) : word))]);
    expect([code, cloud.requests()]).toEqual([2, []]);
    expect(err).toContain(sentence);
    expect(readdirSync(folder)).toEqual([]);
  });
});
