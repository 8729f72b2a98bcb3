import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import { instanceSchema, resultSchema, summarySchema } from './schemas.ts';
import { BLOCKED, checkJson, cloudOf, ELIGIBLE, ENABLED, HANGZHOU, NEVER, newFolder, runOn, UNKNOWN } from './support.ts';

const ESC = '\u001B';
const ALL: readonly FleetInstance[] = [ELIGIBLE, BLOCKED, NEVER, ENABLED, UNKNOWN, { id: 'r-north', vSwitch: 'vsw-b' }];
const BOTH = [...HANGZHOU, '--region', 'cn-beijing'];

describe('json', () => {
  test('is one object with the names of the contract', async () => {
    const { out, result } = await checkJson(await cloudOf(ALL, {}, [{ operation: 'DescribeInstanceSSL', instance: 'r-north', kind: 'deny' }]), [...BOTH]);
    resultSchema.parse(JSON.parse(out));
    expect(out.endsWith('}\n')).toBe(true);
    expect(result.summary).toMatchObject({ instances: 6, eligible: 1, blocked: 2, fixable: 1, unknown: 2, enabled: 1, contended: 0, mutationsSent: 0 });
    expect(result.summary.apiCalls).toMatchObject({ DescribeInstances: 2, GetCallerIdentity: 1 });
    expect(result.unread).toEqual([{ what: { accountId: '1234567890123456', region: 'cn-beijing', operation: 'DescribeInstanceSSL' }, reason: 'denied', detail: expect.any(String), requestId: expect.stringMatching(/^[0-9A-F-]{36}$/), ramAction: 'kvstore:DescribeInstanceSSL' }]);
  });

  test('a fact is known with its evidence, or unknown with a reason and no value', async () => {
    const { result } = await checkJson(await cloudOf([BLOCKED, { ...ELIGIBLE, raw: { DescribeInstanceSSL: { SSLEnabled: 'Perhaps' } } }]), [...HANGZHOU]);
    expect(result.instances[0]?.facts['ssl.enabled']).toEqual({ value: true, operation: 'DescribeInstanceSSL', requestId: expect.stringMatching(/^[0-9A-F-]{36}$/), readAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    const doubtful = result.instances[1]?.facts['ssl.enabled'];
    expect(doubtful).toMatchObject({ reason: 'unrecognised', operation: 'DescribeInstanceSSL', detail: expect.stringContaining('Perhaps') });
    expect(doubtful).not.toHaveProperty('value');
  });

  test('a failed finding has its prediction, what it looked at and a remedy with the command for this instance', async () => {
    const { result } = await checkJson(await cloudOf([{ ...ELIGIBLE, engineVersion: '4.0', status: 'Changing', ssl: 'on' }]), [...HANGZHOU, '--preset', 'strict']);
    const [instance] = result.instances;
    const finding = (rule: string) => instance?.findings.find((one) => one.rule === rule);
    expect(finding('ssl-disabled')).toMatchObject({ severity: 'error', verdict: 'fail', message: 'Expected: SSL encryption is disabled. Saw: SSL encryption is on.', looked: ['ssl.enabled'], unknown: [], predicts: [], waiver: null });
    expect(finding('ssl-disabled')?.remedy[0]).toMatchObject({ inPlace: true, ram: ['kvstore:ModifyInstanceSSL'], run: expect.stringContaining('--InstanceId r-eligible') });
    expect(finding('instance-normal')?.predicts).toEqual([{ code: 'InstanceStatus.NotSupport', basis: 'documented' }]);
    expect(instance?.predictedErrorCodes).toEqual(['InstanceStatus.NotSupport', 'UnsupportedEngineVersion']);
  });

  test('an unknown finding has no remedy of its rule, and names what to grant', async () => {
    const { result } = await checkJson(await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeInstanceSSL', kind: 'deny' }]), [...HANGZHOU]);
    const finding = result.instances[0]?.findings.find((one) => one.rule === 'ssl-disabled');
    expect(finding).toMatchObject({ verdict: 'unknown', remedy: [], unknown: [{ fact: 'ssl.enabled', reason: 'denied', operation: 'DescribeInstanceSSL', ramAction: 'kvstore:DescribeInstanceSSL' }] });
  });

  test('is sorted by account, region and id', async () => {
    const mixed: readonly FleetInstance[] = [{ id: 'r-b', vSwitch: 'vsw-a' }, { id: 'r-a10', vSwitch: 'vsw-a' }, { id: 'r-a9', vSwitch: 'vsw-a' }, { id: 'r-z', vSwitch: 'vsw-b' }, { id: 'r-A', vSwitch: 'vsw-a' }];
    const { result } = await checkJson(await cloudOf(mixed), [...BOTH]);
    expect(result.instances.map((instance) => `${instance.region} ${instance.instanceId}`)).toEqual(['cn-beijing r-z', 'cn-hangzhou r-A', 'cn-hangzhou r-a10', 'cn-hangzhou r-a9', 'cn-hangzhou r-b']);
  });

  test('its instances and vSwitches are the same bytes for the same facts, rules and clock', async () => {
    const emulator = await cloudOf(ALL);
    const clock = { now: () => new Date('2026-11-24T10:00:00Z') };
    const once = async (): Promise<string> => {
      const { out } = await runOn(emulator, ['check', ...BOTH, '--format', 'json'], {}, clock);
      const { instances, vSwitches } = JSON.parse(out);
      return JSON.stringify([vSwitches, instances], (name, value) => (name === 'requestId' ? 'id' : value)); // the service gives each reply its own
    };
    expect(await once()).toBe(await once());
  });

  test('the list of all prefixes stands only where a rule looked at it: else the result grew with the square of the fleet', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const factsOf = async (...argv: string[]) => (await checkJson(emulator, [...HANGZHOU, ...argv])).result.instances[0]?.facts ?? {};
    expect(Object.keys(await factsOf())).not.toContain('account.prefixesSeen');
    expect((await factsOf('--prefix', 'redisdirect123'))['account.prefixesSeen']).toMatchObject({ value: ['r-eligible'] });
  });

  test('tells of vSwitches that cannot hold all the eligible ones', async () => {
    const tight = [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 10 }];
    const { code, result } = await checkJson(await cloudOf([{ id: 'r-a', vSwitch: 'vsw-a' }, { id: 'r-b', vSwitch: 'vsw-a' }], { vSwitches: tight }), [...HANGZHOU]);
    expect(code).toBe(0);
    expect(result.vSwitches).toEqual([{ vSwitchId: 'vsw-a', region: 'cn-hangzhou', available: 10, neededByEligible: 18, instances: 2, contended: true }]);
    expect(result.instances.map((instance) => [instance.contended, instance.addressesNeeded])).toEqual([[true, 9], [true, 9]]);
    expect(result.summary.contended).toBe(2);
  });
});

describe('ndjson', () => {
  test('is an instance a line, then a summary line', async () => {
    const { code, out } = await runOn(await cloudOf(ALL), ['check', ...BOTH, '--format', 'ndjson']);
    expect(code).toBe(3);
    const lines = out.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(lines).toHaveLength(ALL.length + 1);
    for (const line of lines.slice(0, -1)) instanceSchema.parse(line);
    expect(summarySchema.parse(lines.at(-1)).summary.instances).toBe(ALL.length);
    expect(lines.at(-1)).not.toHaveProperty('instances');
  });

  test('is the summary line alone for an empty scope', async () => {
    const { out } = await runOn(await cloudOf([]), ['check', ...HANGZHOU, '--format', 'ndjson', '--allow-empty']);
    expect(summarySchema.parse(JSON.parse(out)).summary.instances).toBe(0);
  });
});

describe('where reports go', () => {
  test('a table on standard output is the default', async () => {
    const emulator = await cloudOf(ALL);
    const plain = await runOn(emulator, ['check', ...BOTH]);
    expect(plain.out).toMatch(/^tair-preflight 0\.0\.0-test, preset recommended/);
    for (const id of ['r-eligible', 'r-blocked', 'r-never', 'r-enabled', 'r-unknown', 'r-north']) expect(plain.out).toContain(id);
    for (const word of ['Can go now', 'Can go after a change', 'Never, as they are', 'Could not be read', 'Already enabled']) expect(plain.out).toContain(word);
  });

  test('several formats at once: files, and one on standard output', async () => {
    const folder = newFolder();
    const file = (name: string): string => join(folder, name);
    const { code, out, err } = await runOn(await cloudOf(ALL), ['check', ...BOTH, '--format', `json=${file('a.json')}`, '--format', 'ndjson', '--format', `table=${file('a.txt')}`, '--format', `json=${file('b.json')}`]);
    expect([code, err]).toEqual([3, '']);
    expect(out.trimEnd().split('\n')).toHaveLength(ALL.length + 1);
    resultSchema.parse(JSON.parse(readFileSync(file('a.json'), 'utf8')));
    expect(readFileSync(file('b.json'), 'utf8')).toBe(readFileSync(file('a.json'), 'utf8'));
    expect(readFileSync(file('a.txt'), 'utf8')).toContain('Can go now');
    expect(readdirSync(folder).toSorted()).toEqual(['a.json', 'a.txt', 'b.json']);
  });

  test('files alone leave standard output empty', async () => {
    const folder = newFolder();
    expect(await runOn(await cloudOf([ELIGIBLE]), ['check', ...HANGZHOU, '--format', `json=${join(folder, 'a.json')}`])).toEqual({ code: 0, out: '', err: '' });
  });

  test('a file on a full disk is exit 2 in one sentence, and standard output is empty', async () => {
    const { code, err } = await runOn(await cloudOf([ELIGIBLE]), ['check', ...HANGZHOU, '--format', 'json=/dev/full', '--format', 'table']);
    expect([code, err]).toEqual([2, 'error: /dev/full could not be written (ENOSPC). Make room or choose another place, and run again.\n']);
  });

  test('no file is written on exit 2', async () => {
    const file = join(newFolder(), 'a.json');
    expect(await runOn(await cloudOf([]), ['check', ...HANGZHOU, '--format', `json=${file}`])).toMatchObject({ code: 2 });
    expect(existsSync(file)).toBe(false);
  });

  test('a colour never reaches a file', async () => {
    const file = join(newFolder(), 'a.txt');
    await runOn(await cloudOf(ALL), ['check', ...BOTH, '--format', `table=${file}`], {}, { stdoutIsTerminal: true });
    expect(readFileSync(file, 'utf8')).not.toContain(ESC);
  });
});

describe('colours', () => {
  test.each<[name: string, terminal: boolean, argv: readonly string[], env: Readonly<Record<string, string>>, colored: boolean]>([
    ['on a terminal', true, [], {}, true],
    ['not off a terminal', false, [], {}, false],
    ['not with --no-color', true, ['--no-color'], {}, false],
    ['not with NO_COLOR', true, [], { NO_COLOR: '1' }, false],
    ['not with NO_COLOR of any text', true, [], { NO_COLOR: '0' }, false],
    ['with an empty NO_COLOR, as it asks', true, [], { NO_COLOR: '' }, true],
  ])('%s', async (_name, stdoutIsTerminal, argv, env, colored) => {
    const { out } = await runOn(await cloudOf(ALL), ['check', ...BOTH, ...argv], env, { stdoutIsTerminal });
    expect(out.includes(ESC)).toBe(colored);
  });

  test('json has none, on a terminal too', async () => {
    const { out } = await runOn(await cloudOf(ALL), ['check', ...BOTH, '--format', 'json'], {}, { stdoutIsTerminal: true });
    expect(out).not.toContain(ESC);
  });

  test('hostile names bring no control character onto a terminal, and break no line of a table', async () => {
    const names = ['\u001B[2Jgone', 'two\nlines', '\u009B31m', '\u202Eevil', 'a\u0000b', '\u001B]0;title\u0007'];
    const { out } = await runOn(await cloudOf(names.map((name, at) => ({ id: `r-${at}`, name, vSwitch: 'vsw-a', tags: { team: name } }))), ['check', ...HANGZHOU]);
    expect(out).not.toMatch(/[^\P{C}\n]/u);
    expect(out.split('\n').filter((line) => /^ {2}r-\d /.test(line))).toHaveLength(names.length);
  });
});

describe('standard error', () => {
  test('has progress on a terminal only, and it is cleared before the report', async () => {
    const emulator = await cloudOf(ALL);
    expect((await runOn(emulator, ['check', ...BOTH])).err).toBe('');
    expect((await runOn(emulator, ['check', ...BOTH, '--quiet'], {}, { stderrIsTerminal: true })).err).toBe('');
    const { err } = await runOn(emulator, ['check', ...BOTH], {}, { stderrIsTerminal: true });
    expect(err).toContain('instances listed');
    expect(err.endsWith(`\r${ESC}[K`)).toBe(true);
    const failed = await runOn(emulator, ['check', ...BOTH, '--prefix', 'redisdirect123'], {}, { stderrIsTerminal: true });
    expect(failed.err, 'cleared before the sentence of exit 2 as well').toMatch(/\r\S*\[K$|\r.\[Kerror: --prefix/u);
  });

  test('has the calls and the rule book with --verbose, not with --quiet', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { err, out } = await runOn(emulator, ['check', ...HANGZHOU, '--verbose']);
    expect(err).toMatch(/^Rule book [0-9a-f]{16,}, preset recommended\.\nRead cn-hangzhou in \d+\.\d s\. API calls: .*DescribeInstances 1.*\n$/);
    expect(out).not.toContain('Rule book');
    expect((await runOn(emulator, ['check', ...HANGZHOU, '--verbose', '--quiet'])).err).toBe('');
  });

  test('a fault of ours is exit 70 and one line that says how to report it, without stack, secret or address', async () => {
    const broken = { now: () => { throw new Error('broken clock at https://host/?Signature=SECRETVALUE4xK9\nwith SECRETVALUE4xK9'); } };
    const { code, out, err } = await runOn(await cloudOf([ELIGIBLE]), ['check', ...HANGZHOU], {}, broken);
    expect([code, out]).toEqual([70, '']);
    expect(err).toBe('error: tair-preflight itself failed (Error: broken clock at (address)). Please report it with this line, the version (0.0.0-test) and the command you ran.\n');
    const mean = { now: () => { throw new Error('key SECRETVALUE4xK9 \u001B[31m'); } };
    expect((await runOn(await cloudOf([ELIGIBLE]), ['check', ...HANGZHOU], {}, mean)).err).toContain('(Error: key (hidden)  [31m)');
  });
});
