import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import fs from 'node:fs';
import { hostname } from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { lockPlan } from '../../src/apply/lock-file.ts';
import type { Lock, LockOptions } from '../../src/apply/lock-file.ts';
import { UsageError } from '../../src/model/faults.ts';
import { envFor } from '../support/cli.ts';
import { applyOf, callsOf, cloudOf, endsOf, entryOf, expectOnce, filesIn, newFolder, on, planOn, resumeOf, when } from './runs.ts';

const PLAN = 'f'.repeat(64);
const DIST = new URL('../../dist/', import.meta.url).pathname;

const held: Lock[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const one of held.splice(0)) one.release();
});

/** Takes the lock of a plan in a folder, by default as process 100 of machine "here", where only 100 and 200 are alive. */
function lock(folder: string, more: Partial<LockOptions> = {}): Lock {
  const mine = lockPlan({ folder, planId: PLAN, owner: { pid: 100, host: 'here', token: 'a' }, now: () => new Date(), isAlive: (pid) => pid === 100 || pid === 200, ...more });
  held.push(mine);
  return mine;
}

const fileIn = (folder: string): string => join(folder, `.tair-preflight-${PLAN.slice(0, 16)}.lock`);

/** A lock that somebody left, so many seconds ago. */
function leave(folder: string, text: string, age = 0): void {
  writeFileSync(fileIn(folder), text);
  utimesSync(fileIn(folder), new Date(Date.now() - age * 1000), new Date(Date.now() - age * 1000));
}

const byOther = (pid: number, host: string): string => `${JSON.stringify({ pid, host, token: 'b' })}\n`;

describe('the lock of a plan', () => {
  it('appears whole, and leaves nothing else in the folder', () => {
    const folder = newFolder();
    const mine = lock(folder);
    expect(readdirSync(folder)).toEqual([`.tair-preflight-${PLAN.slice(0, 16)}.lock`]);
    expect(readFileSync(fileIn(folder), 'utf8')).toBe(`${JSON.stringify({ pid: 100, host: 'here', token: 'a' })}\n`);
    mine.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is had by one at a time, and given back', () => {
    const folder = newFolder();
    const mine = lock(folder);
    expect(() => lock(folder, { owner: { pid: 200, host: 'here', token: 'b' } })).toThrow(/process 100 on here.*remove the lock/);
    expect(() => lock(folder, { owner: { pid: 1, host: 'there', token: 'b' } })).toThrow(UsageError);
    expect(mine.isMine()).toBe(true);
    mine.release();
    expect(filesIn(folder)).toEqual([]);
    expect(lock(folder, { owner: { pid: 200, host: 'here', token: 'b' } }).isMine()).toBe(true);
  });

  it.each<[name: string, text: string, age: number, isTaken: boolean]>([
    ['of a dead process of this machine, however young', byOther(300, 'here'), 0, true],
    ['of a living process of this machine, however old', byOther(200, 'here'), 999, false],
    ['of another machine, young', byOther(300, 'there'), 30, false],
    ['of another machine, old', byOther(100, 'there'), 61, true],
    ['of another machine whose clock goes before', byOther(100, 'there'), -3600, false],
    ['of a process with our own id on a machine of our name, young: a container may run beside us', byOther(100, 'here'), 5, false],
    ['of a process with our own id on a machine of our name, old: we were started anew', byOther(100, 'here'), 61, true],
    ['that is just being written', '', 0, false],
    ['that was never written', '', 61, true],
    ['that was cut off, young', '{"pid":200,"ho', 0, false],
    ['that was cut off, old', '{"pid":200,"ho', 61, true],
    ['that holds something else, young', 'hello\n', 0, false],
    ['that holds something else, old', '[]\n', 61, true],
    ['whose process is no number, young', '{"pid":"x","host":"there"}\n', 0, false],
  ])('%s: taken over %#', (_name, text, age, isTaken) => {
    const folder = newFolder();
    leave(folder, text, age);
    if (isTaken) {
      expect(lock(folder).isMine()).toBe(true);
      expect(filesIn(folder)).toHaveLength(1);
    } else {
      expect(() => lock(folder)).toThrow(UsageError);
      expect(readFileSync(fileIn(folder), 'utf8'), 'it stays as it was').toBe(text);
    }
  });

  it('is touched while it is held, and a failure to touch it ends nothing', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = newFolder();
    const mine = lock(folder);
    utimesSync(fileIn(folder), new Date(0), new Date(0));
    vi.advanceTimersByTime(10_500);
    expect(Date.now() - statSync(fileIn(folder)).mtimeMs).toBeLessThan(60_000);
    const { utimesSync: real } = fs;
    try {
      fs.utimesSync = () => { throw Object.assign(new Error('EROFS: patched'), { code: 'EROFS' }); };
      syncBuiltinESMExports();
      vi.advanceTimersByTime(30_000);
    } finally {
      fs.utimesSync = real;
      syncBuiltinESMExports();
    }
    expect(mine.isMine()).toBe(true);
  });

  it('that another run has taken over is neither touched nor removed', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = newFolder();
    const mine = lock(folder);
    leave(folder, byOther(7, 'there'), 45);
    vi.advanceTimersByTime(30_000);
    expect(mine.isMine()).toBe(false);
    expect(Date.now() - statSync(fileIn(folder)).mtimeMs).toBeGreaterThan(40_000);
    mine.release();
    expect(readFileSync(fileIn(folder), 'utf8')).toBe(byOther(7, 'there'));
    rmSync(fileIn(folder));
  });

  it('is had by one of eight processes that want it at the same instant, a dead one lying there', async () => {
    const rounds = 12;
    const folders = Array.from({ length: rounds }, newFolder);
    for (const folder of folders) leave(folder, byOther(999_999, hostname()));
    const script = `
      import { lockPlan } from ${JSON.stringify(`${DIST}apply/lock-file.js`)};
      import { hostname } from 'node:os';
      const [start, ...folders] = JSON.parse(process.argv[1]);
      const isAlive = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };
      const had = [];
      for (const [at, folder] of folders.entries()) {
        while (Date.now() < start + at * 60);
        try {
          lockPlan({ folder, planId: ${JSON.stringify(PLAN)}, owner: { pid: process.pid, host: hostname(), token: String(process.pid) }, now: () => new Date(), isAlive });
          had.push(at);
        } catch (fault) { if (fault.name !== 'UsageError') throw fault; }
      }
      while (Date.now() < start + folders.length * 60 + 500);
      console.log(JSON.stringify(had));`;
    const start = Date.now() + 1500;
    const children = await Promise.all(Array.from({ length: 8 }, () => run(['--input-type=module', '--eval', script, JSON.stringify([start, ...folders])], {})));
    const had = children.flatMap((child) => JSON.parse(child.out) as number[]);
    expect(had.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, at) => at));
  });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(argv: readonly string[], env: Readonly<Record<string, string>>, cwd?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (part: string) => { out += part; });
    child.stderr.setEncoding('utf8').on('data', (part: string) => { err += part; });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

describe('two runs of one plan at the same time', () => {
  it('as processes: exactly one goes on, the other is exit 2, and every instance is called once', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1', 'r-c': 'vsw-2' }), { settings: { settle: 1.2 } });
    const { folder } = await planOn(emulator);
    const argv = [`${DIST}cli/main.js`, 'apply', 'plan.json', '--yes', '--quiet', '--journal', 'j', '--poll', '0.05', '--format', 'json'];
    const ended = await Promise.all([1, 2, 3].map(() => run(argv, envFor(emulator), folder)));
    expect(ended.map((one) => one.code).toSorted()).toEqual([0, 2, 2]);
    for (const { code, out, err } of ended.filter((one) => one.code === 2)) {
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^error: [^\n]*(is being applied by process \d+ on|the plan was begun|was used)[^\n]*\n$/);
    }
    expectOnce(emulator, ['r-a', 'r-b', 'r-c']);
    expect(filesIn(folder)).toEqual(['j', 'plan.json']);
  });

  it('a resume beside an apply that is under way is refused, and so is a second resume', async () => {
    const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' }), { settings: { settle: 0.2 } });
    const written = await planOn(emulator);
    const refusals: unknown[] = [];
    const waiting: Promise<unknown>[] = [];
    const outcome = await applyOf(written, {}, when('r-a: accepted', () => {
      waiting.push(...[1, 2].map(() => resumeOf(written, {}, { self: { pid: 42, host: 'test', token: 'c' } }).catch((fault: unknown) => refusals.push(fault))));
    }));
    await Promise.all(waiting);
    expect(endsOf(outcome)).toEqual({ 'r-a': 'done', 'r-b': 'done' });
    expect(refusals).toEqual([expect.any(UsageError), expect.any(UsageError)]);
    expectOnce(emulator, ['r-a', 'r-b']);
  });

  it('a run whose lock was taken over, or removed by hand, finishes what is in flight and starts nothing new', async () => {
    for (const [name, spoil] of [['taken over', (file: string) => writeFileSync(file, byOther(7, 'there'))], ['removed', (file: string) => rmSync(file)]] as const) {
      const emulator = await cloudOf(on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1' }));
      const written = await planOn(emulator);
      const file = join(written.folder, `.tair-preflight-${written.plan.id.slice(0, 16)}.lock`);
      const outcome = await applyOf(written, {}, when('r-a: accepted', () => spoil(file)));
      expect([name, endsOf(outcome)]).toEqual([name, { 'r-a': 'done', 'r-b': 'not-started' }]);
      expect(entryOf(outcome, 'r-b').detail).toMatch(/lock/);
      expect(existsSync(file)).toBe(name === 'taken over');
      expect(callsOf(emulator)).toHaveLength(1);
    }
  });
});
