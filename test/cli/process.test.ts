import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';

import type { Emulator } from '../../src/emulator/start-emulator.ts';
import { assertPresentable, cloudOf, ELIGIBLE, envOf, HANGZHOU, KEY, newFolder, SECRET } from './support.ts';

const MAIN = resolve('dist/cli/main.js');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
}

/** Starts the built program as a process of its own, in an empty folder. */
function start(argv: readonly string[], env: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, [MAIN, ...argv], { env: { PATH: process.env['PATH'] ?? '', HOME: newFolder(), ...env }, cwd: newFolder(), stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => { out += part; });
  child.stderr.setEncoding('utf8').on('data', (part: string) => { err += part; });
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code, signal) => done({ code, signal, out, err }));
  }).then((how) => {
    assertPresentable(how);
    return how;
  });
  return { child, ended };
}

function run(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return start(argv, env).ended;
}

/** Waits until the emulator was asked for an operation. */
async function asked(emulator: Emulator, operation: string): Promise<void> {
  await expect.poll(() => emulator.calls()[operation] ?? 0, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
}

describe('signals', () => {
  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s during check ends at once: %d', async (signal, code) => {
    const emulator = await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeInstanceSSL', kind: 'hang' }]);
    const { child, ended } = start(['check', ...HANGZHOU], envOf(emulator));
    await asked(emulator, 'DescribeInstanceSSL');
    child.kill(signal);
    expect(await ended).toMatchObject({ code, signal: null, out: '' });
  });

  test('SIGINT while apply still reads ends at once, with nothing sent', async () => {
    const emulator = await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeInstanceSSL', kind: 'hang' }]);
    const { child, ended } = start(['apply', 'r-eligible', ...HANGZHOU, '--yes'], envOf(emulator));
    await asked(emulator, 'DescribeInstanceSSL');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, out: '' });
    expect(emulator.calls()['AllocateDirectConnection']).toBeUndefined();
  });

  test('SIGINT during apply finishes the entry in flight and starts no other: 130', async () => {
    const emulator = await cloudOf([ELIGIBLE, { id: 'r-second', vSwitch: 'vsw-a' }], { settings: { settle: 0.8 } });
    const { child, ended } = start(['apply', 'r-eligible', 'r-second', ...HANGZHOU, '--yes', '--poll', '0.1', '--format', 'json'], envOf(emulator));
    await asked(emulator, 'AllocateDirectConnection');
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    const outcome = JSON.parse(out);
    expect(outcome.entries.map((entry: { readonly instanceId: string; readonly outcome: string }) => [entry.instanceId, entry.outcome])).toEqual([['r-eligible', 'done'], ['r-second', 'not-started']]);
    expect([code, outcome.interrupted, emulator.calls()['AllocateDirectConnection']]).toEqual([130, true, 1]);
    expect(err).toContain('Stopping after the entry in flight');
  });

  test('a second SIGINT stops waiting for it: pending, 5', async () => {
    const emulator = await cloudOf([ELIGIBLE], { settings: { settle: 60 } });
    const { child, ended } = start(['apply', 'r-eligible', ...HANGZHOU, '--yes', '--poll', '0.1', '--format', 'json'], envOf(emulator));
    await asked(emulator, 'AllocateDirectConnection');
    child.kill('SIGINT');
    await new Promise((done) => { setTimeout(done, 100); });
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect([code, JSON.parse(out).entries[0].outcome]).toEqual([5, 'pending']);
  });

  test('SIGINT and SIGTERM end the emulator', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, ended } = start(['emulator', '--fleet', resolve('examples/demo-fleet.yaml')], {});
      await new Promise((done) => { child.stdout.once('data', done); });
      child.kill(signal);
      const { code, signal: killed, out } = await ended;
      expect([code, killed]).toEqual([0, null]);
      expect(out).toMatch(/^The emulator listens on http:\/\/127\.0\.0\.1:\d+\./);
      expect(out).toMatch(/^ {2}export ALIBABA_CLOUD_ACCESS_KEY_ID=emulator ALIBABA_CLOUD_ACCESS_KEY_SECRET=emulator-secret$/m);
      expect(out).not.toContain('…');
    }
  });
});

describe('streams', () => {
  test('a result of more than 8 MB goes through a pipe whole', async () => {
    const instances = Array.from({ length: 400 }, (_, at) => ({ id: `r-${at}`, vSwitch: 'vsw-a', tags: { note: 'x'.repeat(20_000) } }));
    const { code, out } = await run(['check', ...HANGZHOU, '--format', 'json', '--only', 'ssl-disabled'], envOf(await cloudOf(instances)));
    expect(code).toBe(0);
    expect(out.length).toBeGreaterThan(8_000_000);
    expect(JSON.parse(out).instances).toHaveLength(400);
  });

  test('a reader of standard output that has gone changes no exit code and leaves no trace', async () => {
    const { child, ended } = start(['check', ...HANGZHOU, '--format', 'json'], envOf(await cloudOf([{ ...ELIGIBLE, ssl: 'on' }])));
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 1, err: '' });
  });

  test('a reader of standard error that has gone ends no apply', async () => {
    const emulator = await cloudOf([ELIGIBLE], { settings: { settle: 0.2 } });
    const { child, ended } = start(['apply', 'r-eligible', ...HANGZHOU, '--yes', '--poll', '0.1', '--format', 'json'], envOf(emulator));
    child.stderr.destroy();
    expect(await ended).toMatchObject({ code: 0, out: expect.stringContaining('"outcome": "done"') });
    expect(emulator.accepted()).toHaveLength(1);
  });

  test('standard output on a full disk is told, not exit 0', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const child = spawn('/bin/sh', ['-c', '"$@" > /dev/full', 'sh', process.execPath, MAIN, 'check', ...HANGZHOU], { env: { PATH: process.env['PATH'] ?? '', ...envOf(emulator) }, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise((done) => { child.on('close', done); });
    const err = await text(child.stderr);
    expect([await ended, err]).toEqual([2, 'error: standard output could not be written (ENOSPC).\n']);
  });
});

describe('what is loaded', () => {
  /** The @alicloud packages that a command line loads, each once. */
  async function loadedBy(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    const list = join(newFolder(), 'loaded');
    const { code, err } = await run(argv, { ...env, NODE_OPTIONS: `--require ${resolve('test/cli/load-hook.cjs')}`, LOADED_MODULES: list });
    expect([code, err]).toEqual([0, '']);
    return existsSync(list) ? [...new Set(readFileSync(list, 'utf8').trim().split('\n'))].toSorted() : [];
  }

  test.each([[['--version']], [['--help']], [['check', '--help']], [['rules', 'list']], [['rules', 'show', 'ssl-disabled']], [['rules', 'test']]])('nothing of the SDK by %j', async (argv) => {
    expect(await loadedBy(argv)).toEqual([]);
  });

  test('the client of the product alone by a check that asks for no vSwitch; that of VPC where one is asked for', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const without = await loadedBy(['check', ...HANGZHOU, '--only', 'ssl-disabled'], envOf(emulator));
    expect(without).toContain('@alicloud/r-kvstore20150101');
    expect(without).not.toContain('@alicloud/vpc20160428');
    expect(await loadedBy(['check', ...HANGZHOU], envOf(emulator))).toContain('@alicloud/vpc20160428');
  });
});

describe('the built program', () => {
  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await run(['--version'], {})).toEqual({ code: 0, signal: null, out: `${version}\n`, err: '' });
  });

  test('exit 2 has an empty standard output', async () => {
    expect(await run(['check'], {})).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: /) });
  });

  test('demo shows the main job end to end, offline, exit 0', async () => {
    const { code, out, err } = await run(['demo'], { HTTPS_PROXY: 'http://127.0.0.1:1', ALIBABA_CLOUD_ACCESS_KEY_ID: KEY, ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET });
    expect([code, err]).toEqual([0, '']);
    for (const part of ['$ tair-preflight check --all-regions', 'Can go now', '$ tair-preflight apply ', 'Done', 'Already enabled']) expect(out).toContain(part);
    expect(out).not.toContain('\u001B');
  });

  test('the emulator serves the program itself over HTTP, faults included', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'fleet.yaml'), `account: { keys: [{ id: ${KEY}, secret: ${SECRET} }] }\nvSwitches: [{ id: vsw-a, vpc: vpc-a, region: cn-hangzhou, available: 99 }]\ninstances: [{ id: r-eligible, vSwitch: vsw-a }]\n`);
    writeFileSync(join(folder, 'faults.yaml'), 'faults: [{ operation: DescribeInstanceSSL, kind: deny }]\n');
    const { child, ended } = start(['emulator', '--fleet', join(folder, 'fleet.yaml'), '--faults', join(folder, 'faults.yaml')], {});
    const greeting = await new Promise<string>((done) => { child.stdout.once('data', done); });
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)?.[0] ?? '';
    expect(await run(['check', ...HANGZHOU, '--format', 'json'], envOf({ url }))).toMatchObject({ code: 3, out: expect.stringContaining('"reason": "denied"') });
    child.kill('SIGTERM');
    expect((await ended).err).toMatch(/DescribeInstanceSSL r-eligible fault:deny/);
  });
});
