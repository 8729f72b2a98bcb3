import fs, { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { addToHistory, lastBefore, listHistory, scopeKey } from '../../src/app/history.ts';
import type { Diff } from '../../src/model/diff.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import { instance, result, unreadPart } from '../report/results.ts';
import { cli } from '../support/cli.ts';
import { ACCOUNT, BLOCKED, cloudOf, ELIGIBLE, envOf, HANGZHOU, newFolder, run, UNKNOWN } from './support.ts';

const CHECK = ['check', ...HANGZHOU] as const;

/** Checks a cloud of these instances, with a history. */
async function checkInto(folder: string, instances: readonly FleetInstance[], more: readonly string[] = []): ReturnType<typeof run> {
  return run([...CHECK, '--history', folder, ...more], envOf(await cloudOf(instances)));
}

const denied = (operation: string): Fault => ({ operation, kind: 'error', code: 'Forbidden.RAM', status: 403 });
const keptIn = (folder: string): string[] => readdirSync(folder).toSorted();

describe('check --history', () => {
  test('keeps a compressed file a run, which diff reads', async () => {
    const folder = join(newFolder(), 'deep', 'history');
    expect((await checkInto(folder, [ELIGIBLE])).code).toBe(0);
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED])).code).toBe(1);
    const [first = '', second = ''] = keptIn(folder);
    expect(keptIn(folder)).toHaveLength(2);
    expect(first).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z-[0-9a-f]{12}-[0-9a-f]{8}\.json\.gz$/);
    expect(gunzipSync(readFileSync(join(folder, first))).toString().split('\n')).toHaveLength(3);
    const diff = await cli(['diff', join(folder, first), join(folder, second)], {});
    expect(diff.code).toBe(1);
    expect(diff.out).toContain('Worse (1)');
    expect(diff.out.replaceAll(/\s+/g, ' ')).toContain('r-blocked');
    expect(diff.out).toContain('it was not there before');
    expect((await cli(['diff', join(folder, second), join(folder, first), '--lang', 'zh'], {})).out).toContain('现已不存在');
  });

  test('--fail-on new fails only on what is worse than the last run', async () => {
    const folder = newFolder();
    const onNew = ['--fail-on', 'new'];
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED], onNew)).code, 'the first run: all of it is new').toBe(1);
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED], onNew)).code, 'as before').toBe(0);
    expect((await checkInto(folder, [{ ...ELIGIBLE, ssl: 'on' }, BLOCKED], onNew)).code, 'one more').toBe(1);
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED], onNew)).code, 'better').toBe(0);
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED, UNKNOWN], onNew)).code, 'unknown outranks').toBe(3);
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED, UNKNOWN], onNew)).code, 'unknown as before').toBe(0);
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED, UNKNOWN], ['--fail-on', 'new,blocked'])).code, 'blocked counts as always').toBe(1);
  });

  test('a part of the scope that could not be read this time is new', async () => {
    const folder = newFolder();
    await checkInto(folder, [ELIGIBLE]);
    const broken = await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeInstances', fault: { kind: 'error', code: 'Forbidden.RAM', status: 403 } } as never]);
    expect((await run([...CHECK, '--history', folder, '--fail-on', 'new'], envOf(broken))).code).toBe(3);
  });

  test('another scope is compared with runs of its own', async () => {
    const folder = newFolder();
    await checkInto(folder, [ELIGIBLE, BLOCKED]);
    const { code } = await checkInto(folder, [ELIGIBLE, BLOCKED], ['--vpc', 'vpc-a', '--fail-on', 'new']);
    expect(code).toBe(1);
  });

  test('what some rules alone find is a scope of its own', async () => {
    const folder = newFolder();
    await checkInto(folder, [ELIGIBLE, BLOCKED]);
    await checkInto(folder, [ELIGIBLE, BLOCKED], ['--only', 'vpc-network']);
    expect((await checkInto(folder, [ELIGIBLE, BLOCKED], ['--fail-on', 'new'])).code, 'as in the last run of all rules').toBe(0);
  });

  test('pages begin with what became worse, and why', async () => {
    const folder = newFolder();
    await checkInto(folder, [ELIGIBLE, BLOCKED]);
    const same = await checkInto(folder, [ELIGIBLE, BLOCKED]);
    expect(same.out).toMatch(/Since the last run, \S+, nothing became worse\./);
    const markdown = join(newFolder(), 'audit.md');
    const worse = await checkInto(folder, [{ ...ELIGIBLE, ssl: 'on' }, BLOCKED], ['--format', 'table', '--format', `markdown=${markdown}`]);
    expect(worse.out).toMatch(/Worse than in the last run, \S+ \(1\)\n {2}r-eligible.*: eligible → blocked\n {4}Fails now: ssl-disabled\.\n {4}Because: ssl\.enabled: false → true/);
    expect(readFileSync(markdown, 'utf8')).toMatch(/^## Worse than in the last run.*\n\n- `r-eligible`.*eligible → blocked.*ssl.enabled: false → true/m);
    expect((await checkInto(newFolder(), [ELIGIBLE])).out, 'no last run').not.toContain('last run');
  });

  test('--keep takes away the oldest of the scope, and nothing of strangers', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    writeFileSync(join(folder, '2020-01-01T00-00-00.000Z-zzzzzzzzzzzz-00000000.json.gz'), 'not one of ours');
    await checkInto(folder, [ELIGIBLE], ['--vpc', 'vpc-a']);
    for (let at = 0; at < 4; at += 1) await checkInto(folder, [ELIGIBLE], ['--keep', '2']);
    expect(keptIn(folder)).toContain('notes.txt');
    expect(keptIn(folder)).toHaveLength(2 + 1 + 2);
  });

  test('the page shows the trend', async () => {
    const folder = newFolder();
    const page = join(newFolder(), 'audit.html');
    await checkInto(folder, [ELIGIBLE, BLOCKED]);
    await checkInto(folder, [ELIGIBLE], ['--format', `html=${page}`]);
    expect(readFileSync(page, 'utf8')).toContain('Over time');
  });

  test('what is assumed is not remembered', async () => {
    const folder = newFolder();
    const { err } = await checkInto(folder, [BLOCKED], ['--assume', 'ssl.enabled=false']);
    expect(err).toContain('is not added to the history');
    expect(keptIn(folder)).toEqual([]);
  });

  test.each<[string, readonly string[], string]>([
    ['--keep alone', ['--keep', '3'], 'give --history DIR with it'],
    ['--fail-on new alone', ['--fail-on', 'new'], 'give --history DIR'],
    ['a history that is a file', ['--history', '/dev/null'], '/dev/null cannot be used'],
    ['a history that is nowhere', ['--history', '/proc/nowhere/history'], 'cannot be used'],
  ])('%s is exit 2 before anything is read', async (_name, words, told) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, out, err } = await run([...CHECK, ...words], envOf(emulator));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(told);
    expect(Object.keys(emulator.calls?.() ?? {})).toEqual([]);
  });

  test('a full disk loses no result and changes no exit code', async () => {
    const folder = newFolder();
    const { writeFileSync: write } = fs;
    fs.writeFileSync = (file, ...rest) => {
      if (!String(file).startsWith(folder)) return write(file, ...rest);
      write(file, 'half');
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    syncBuiltinESMExports();
    try {
      const { code, out, err } = await checkInto(folder, [ELIGIBLE]);
      expect(code).toBe(0);
      expect(out).toContain('r-eligible');
      expect(err).toMatch(/could not be added to the history in .* \(ENOSPC\)/);
      expect(keptIn(folder), 'nothing of it stays').toEqual([]);
    } finally {
      fs.writeFileSync = write;
      syncBuiltinESMExports();
    }
  });
});

describe('a history folder', () => {
  test('two runs that end in the same moment keep two results', () => {
    const folder = newFolder();
    const one = result([instance('r-1')]);
    expect([addToHistory(folder, one, null), addToHistory(folder, one, null)]).toEqual([null, null]);
    expect(listHistory(folder).entries).toHaveLength(2);
  });

  test('files that are cut off, edited or strangers\' are passed over, and said so', async () => {
    const folder = newFolder();
    const one = result([instance('r-1')]);
    const name = (second: number): string => `2026-11-24T10-00-0${second}.000Z-${scopeKey(one)}-00000000.json.gz`;
    addToHistory(folder, { ...one, finishedAt: '2026-11-24T09:00:00.000Z' }, null);
    const [whole = ''] = keptIn(folder);
    const packed = readFileSync(join(folder, whole));
    writeFileSync(join(folder, name(1)), packed.subarray(0, 40));
    writeFileSync(join(folder, name(2)), gzipSync('{"schema":"tair-preflight/history/v9"}\n{}\n'));
    writeFileSync(join(folder, name(3)), gzipSync(gunzipSync(packed).toString().replace('"eligible":1', '"eligible":5').replace('"eligible":1', '"eligible":5')));
    mkdirSync(join(folder, name(4)));
    writeFileSync(join(folder, '.hidden.tmp'), '');
    const { entries, skipped } = listHistory(folder);
    expect(skipped).toHaveLength(3);
    expect(entries.map(({ file }) => file)).toContain(whole);
    const last = lastBefore(folder, one, new Date('2026-11-25'));
    expect(last.result?.finishedAt).toBe('2026-11-24T09:00:00.000Z');
    expect(last.skipped).toHaveLength(4);
    const listed = await cli(['history', 'list', folder], {});
    expect(listed).toMatchObject({ code: 0 });
    expect(listed.err.split('\n').filter((line) => line.includes('is no whole result'))).toHaveLength(3);
  });

  test('what cannot be taken away is told, and changes neither result nor exit code', async () => {
    const folder = newFolder();
    await checkInto(folder, [ELIGIBLE]);
    const [first = ''] = keptIn(folder);
    const stuck = first.replace(/^\d{4}/, '2001');
    mkdirSync(join(folder, stuck));
    const { code, out, err } = await checkInto(folder, [ELIGIBLE], ['--keep', '1']);
    expect(code).toBe(0);
    expect(out).toContain('r-eligible');
    expect(err).toContain(`${stuck} could not be taken out of the history`);
    expect(keptIn(folder)).toHaveLength(2);
  });

  test('that is gone when the run ends loses no result, and then all of it counts as new', async () => {
    const folder = join(newFolder(), 'history');
    await checkInto(folder, [BLOCKED]);
    const env = envOf(await cloudOf([BLOCKED]));
    let asked = 0;
    const random = (): number => { if (asked++ === 0) rmSync(folder, { recursive: true }); return 0.5; };
    const { code, out, err } = await run([...CHECK, '--history', folder, '--fail-on', 'new', '--keep', '1'], env, { random, now: () => { random(); return new Date(); } });
    expect(code, err).toBe(1);
    expect(out).toContain('r-blocked');
    expect(err).toContain('cannot be read (ENOENT)');
    expect(err).toContain('could not be added to the history');
  });

  test('a clock that was set back: what is dated later than now is passed over, not counted and not taken away', async () => {
    const folder = newFolder();
    const at = (year: number): { now: () => Date } => ({ now: () => new Date(Date.UTC(year, 10, 24)) });
    const check = async (year: number, instances: readonly FleetInstance[]): ReturnType<typeof run> =>
      run([...CHECK, '--history', folder, '--keep', '1', '--fail-on', 'new'], envOf(await cloudOf(instances)), at(year));
    expect((await check(2040, [UNKNOWN])).code).toBe(3);
    const healthy = await check(2030, [{ ...UNKNOWN, raw: {} }]);
    expect(healthy.code, healthy.err).toBe(0);
    expect(healthy.err).toContain('dated later than now');
    expect(keptIn(folder).map((name) => name.slice(0, 4))).toEqual(['2030', '2040']);
    expect((await check(2031, [UNKNOWN])).code, 'new since 2030').toBe(3);
    expect((await check(2032, [UNKNOWN])).code, 'as in 2031').toBe(0);
    expect(keptIn(folder).map((name) => name.slice(0, 4))).toEqual(['2032', '2040']);
  });

  test('another account is no last run, though its scope has the same name', async () => {
    const folder = newFolder();
    const check = async (id: string, more: readonly Fault[] = []): ReturnType<typeof run> =>
      run([...CHECK, '--history', folder, '--fail-on', 'new'], envOf(await cloudOf([ELIGIBLE], { account: { ...ACCOUNT, id } }, [denied('DescribeInstances'), ...more])));
    expect((await check('1234567890123456')).code).toBe(3);
    expect((await check('1234567890123456')).code).toBe(0);
    const other = await check('6543210987654321');
    expect(other.code).toBe(3);
    expect(other.err).toContain('is of account 1234567890123456');
    const nobody = await check('6543210987654321', [denied('GetCallerIdentity')]);
    expect(nobody.code, nobody.err).toBe(3);
    expect(nobody.err).toContain('of an account that could not be read');
  });

  test('a read that fails newly counts, though the instance was open before', async () => {
    const folder = newFolder();
    const check = async (faults: readonly Fault[]): Promise<number> =>
      (await run([...CHECK, '--history', folder, '--fail-on', 'new'], envOf(await cloudOf([BLOCKED, UNKNOWN], {}, faults)))).code;
    await check([]);
    expect(await check([])).toBe(0);
    expect(await check([denied('DescribeDBInstanceNetInfo')]), 'blocked and unknown as before, and less is read').toBe(3);
    expect(await check([denied('DescribeDBInstanceNetInfo')])).toBe(0);
    expect(await check([denied('DescribeActiveOperationTasks'), denied('DescribeHistoryMonitorValues')]), 'advice that could not be read').toBe(0);
  });

  test('list and trend show the runs of a scope', async () => {
    const folder = newFolder();
    for (const [at, size] of [['2026-11-22', 1], ['2026-11-23', 2], ['2026-11-24', 3]] as const) {
      addToHistory(folder, { ...result(Array.from({ length: size }, (_, index) => instance(`r-${index}`))), finishedAt: `${at}T10:00:00.000Z` }, null);
    }
    const trend = await cli(['history', 'trend', folder, '--last', '2'], {});
    expect(trend.out.split('\n').slice(3, 5).map((line) => line.slice(0, 10))).toEqual(['2026-11-23', '2026-11-24']);
    expect(trend.out).toContain('++++++++++++++++++++');
    addToHistory(folder, { ...result([]), scope: { ...result([]).scope, regions: ['cn-elsewhere'] }, finishedAt: '2026-11-20T10:00:00.000Z' }, null);
    expect((await cli(['history', 'trend', folder], {})).out.replaceAll(/\s+/g, ' ')).toMatch(/^Scope [0-9a-f]{12}; the folder keeps results of 1 other scope/);
    const points = JSON.parse((await cli(['history', 'trend', folder, '--format', 'json'], {})).out) as { instances: number }[];
    expect(points.map(({ instances }) => instances)).toEqual([1, 2, 3]);
    expect((await cli(['history', 'list', folder, '--lang', 'zh'], {})).out).toContain('运行时间');
    expect((await cli(['history', 'list', newFolder()], {})).out).toBe('The folder keeps no result.\n');
    expect((await cli(['history', 'list', '/nonexistent'], {})).code).toBe(2);
  });

  test.skipIf(process.getuid?.() === 0)('that is closed is exit 2', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o500);
    expect((await checkInto(folder, [ELIGIBLE])).code).toBe(2);
  });
});

describe('diff', () => {
  test('a list that cannot be read any more is worse, though no instance is', async () => {
    const folder = newFolder();
    const [old, now] = [join(folder, 'old.json'), join(folder, 'now.json')];
    writeFileSync(old, JSON.stringify(result([instance('r-1')])));
    writeFileSync(now, JSON.stringify({ ...result([]), unread: [unreadPart({ region: 'cn-hangzhou' })] }));
    expect((await cli(['diff', old, now], {})).code).toBe(1);
    expect((await cli(['diff', old, now, '--fail-on', 'never'], {})).code).toBe(0);
    expect((await cli(['diff', now, old], {})).code).toBe(0);
  });

  test('is exit 2 for what is no result, and 0 where nothing is worse', async () => {
    const folder = newFolder();
    const file = join(folder, 'a.json');
    writeFileSync(file, JSON.stringify(result([instance('r-1')])));
    expect(await cli(['diff', file, file], {})).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse((await cli(['diff', file, file, '--format', 'json'], {})).out) as Diff).toMatchObject({ schema: 'tair-preflight/diff/v1', summary: { same: 1 } });
    writeFileSync(join(folder, 'b.json'), '{"schema":"tair-preflight/result/v2"}');
    expect(await cli(['diff', file, join(folder, 'b.json')], {})).toMatchObject({ code: 2, out: '' });
    expect((await cli(['diff', file, join(folder, 'none.json')], {})).err).toContain('none.json');
  });
});
