import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { CliRun } from '../support/cli.ts';
import { BLOCKED, cloudOf, ELIGIBLE, ENABLED, HANGZHOU, newFolder, runOn, UNKNOWN } from './support.ts';

interface Made extends CliRun {
  readonly file: string;
  /** The text of the file, null where none was written. */
  readonly text: string | null;
  readonly plan: Plan;
}

async function planOn(emulator: Emulator, argv: readonly string[], now?: () => Date): Promise<Made> {
  const file = join(newFolder(), 'plan.json');
  const done = await runOn(emulator, ['plan', ...argv, ...(argv.some((word) => word.includes('region')) ? [] : HANGZHOU), '--out', file], {}, now === undefined ? {} : { now });
  const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
  return { ...done, file, text, plan: JSON.parse(text ?? '{"entries":[]}') as Plan };
}

/** One sentence of usage, exit 2, nothing written, nothing sent. */
function expectRefused(made: Made, emulator: Emulator, words: RegExp): void {
  expect([made.code, made.out, made.text]).toEqual([2, '', null]);
  expect(made.err).toMatch(words);
  expect(made.err).not.toMatch(/\n./);
  expect(Object.keys(emulator.calls()).filter((action) => !action.startsWith('Describe') && action !== 'GetCallerIdentity')).toEqual([]);
}

/** The words of a command as a shell parts them. */
const shellWordsOf = (command: string): string[] => execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).trimEnd().split('\n');

const ids = (made: Made): readonly string[] => made.plan.entries.map((entry) => entry.instanceId);

describe('the exit code of plan', () => {
  const narrow: Partial<FleetFile> = { vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 12 }] };
  test.each<[name: string, instances: readonly FleetInstance[], argv: readonly string[], code: number, entries: readonly string[], fleet?: Partial<FleetFile>]>([
    ['0: all are eligible', [ELIGIBLE], [], 0, ['r-eligible']],
    ['0: enabled ones do not count', [ELIGIBLE, ENABLED], [], 0, ['r-eligible']],
    ['0: nothing in scope, allowed', [], ['--allow-empty'], 0, []],
    ['1: one is blocked', [ELIGIBLE, BLOCKED], [], 1, ['r-eligible']],
    ['1: one is deferred', [{ ...ELIGIBLE, id: 'r-1' }, { ...ELIGIBLE, id: 'r-2' }], [], 1, ['r-1'], narrow],
    ['1: deferred by --keep-free', [ELIGIBLE], ['--keep-free', '200'], 1, []],
    ['3: one is unknown', [ELIGIBLE, UNKNOWN, BLOCKED], [], 3, ['r-eligible']],
    ['3: a region could not be read', [ELIGIBLE], ['--region', 'cn-hangzhou', '--region', 'cn-beijing'], 3, ['r-eligible'], { settings: {} }],
  ])('%s: the file is written', async (name, instances, argv, code, entries, fleet = {}) => {
    const emulator = await cloudOf(instances, fleet, name.includes('could not be read') ? [{ operation: 'DescribeInstances', region: 'cn-beijing', kind: 'deny' }] : []);
    const made = await planOn(emulator, argv);
    expect([made.code, ids(made)], made.err).toEqual([code, entries]);
    expect(made.text).not.toBeNull();
    expect(emulator.calls()['AllocateDirectConnection']).toBeUndefined();
  });

  test.each<[code: number, argv: readonly string[], words: string | null]>([
    [3, [], '1 instance is unknown, so plan ends with exit code 3; the plan is written all the same.'],
    [1, ['--fail-on', 'blocked'], '1 instance is blocked, 1 instance is deferred, so plan ends with exit code 1; the plan is written all the same.'],
    [1, ['--fail-on', 'fixable'], '1 instance is blocked, so plan ends with exit code 1'],
    [3, ['--fail-on', 'unknown,warning'], '1 instance is unknown, so plan ends with exit code 3'],
    [0, ['--fail-on', 'never'], null],
    [3, ['--lang', 'zh'], '1 个实例状态为 unknown，因此 plan 以退出码 3 结束；计划文件仍已写入。'],
  ])('%i with %j, and the end of the table says why', async (code, argv, words) => {
    const emulator = await cloudOf([{ ...ELIGIBLE, id: 'r-1' }, { ...ELIGIBLE, id: 'r-2' }, UNKNOWN, BLOCKED], narrow);
    const made = await planOn(emulator, argv);
    expect([made.code, ids(made)], made.err).toEqual([code, ['r-1']]);
    const flat = made.out.replaceAll(/\n\s*/g, argv.includes('zh') ? '' : ' ');
    if (words === null) expect(flat).not.toMatch(/exit code/);
    else expect(flat.replaceAll(' ', '')).toContain(words.replaceAll(' ', ''));
  });

  test('2: nothing in scope', async () => {
    const emulator = await cloudOf([]);
    expectRefused(await planOn(emulator, []), emulator, /^error: No instance is in scope/);
  });

  test.each<[argv: readonly string[], words: RegExp]>([
    [['--waves', '1'], /^error: The waves hold 1 entries and the plan has 2\..*rest/],
    [['--waves', '49%'], /^error: The waves hold 1 entries/],
    [['--waves', '0'], /--waves/],
    [['--waves', 'rest,1'], /"rest" holds all that are left, so it comes last/],
    [['--waves', '101%'], /--waves/],
    [['--waves', ''], /--waves/],
    [['--keep-free', '-1'], /--keep-free/],
    [['--keep-free', '1.5'], /--keep-free/],
    [['--order', 'biggest'], /smallest, as-given or tag:KEY/],
    [['--order', 'tag:'], /smallest, as-given or tag:KEY/],
    [['--expires', '0'], /--expires/],
    [['--expires', 'never'], /--expires/],
    [['--skip', 'ssl-disabled'], /ssl-disabled/],
    [['--assume', 'ssl.enabled=false'], /--assume makes a result hypothetical/],
    [['--format', 'csv'], /There is no format "csv"/],
    [['--fail-on', 'everything'], /--fail-on/],
    [['--prefix-template', 'dc{foo}{id}{bar}'], /--prefix-template has no placeholder \{foo\}, \{bar\}: it knows \{id\}, \{name\} and \{n\}\./],
  ])('2: %j', async (argv, words) => {
    const emulator = await cloudOf([{ ...ELIGIBLE, id: 'r-1' }, { ...ELIGIBLE, id: 'r-2' }]);
    expectRefused(await planOn(emulator, argv), emulator, words);
  });

  test('2: without --out, or where it cannot be written, before anything is asked', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['plan', ...HANGZHOU])).toMatchObject({ code: 2, out: '' });
    const folder = newFolder();
    for (const out of [join(folder, 'none', 'plan.json'), folder, '']) expect(await runOn(emulator, ['plan', ...HANGZHOU, '--out', out])).toMatchObject({ code: 2, out: '' });
    expect([emulator.requests(), readdirSync(folder)]).toEqual([[], []]);
  });
});

describe('the name of a plan file', () => {
  test('of a plan that was used is not given to a new one; of one that was not used it is', async () => {
    const emulator = await cloudOf([ELIGIBLE, { ...ELIGIBLE, id: 'r-2' }]);
    const { file, text } = await planOn(emulator, ['r-eligible']);
    const again = (): Promise<CliRun> => runOn(emulator, ['plan', 'r-2', ...HANGZHOU, '--out', file]);
    expect(await again()).toMatchObject({ code: 0 });
    expect(await runOn(emulator, ['apply', file, '--yes', '--poll', '0.02'])).toMatchObject({ code: 0 });
    const used = readFileSync(file, 'utf8');
    const asked = emulator.requests().length;
    expect(await again()).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/plan\.json is a plan that was used, with the journal \S+, and is not overwritten: name another file with --out/) });
    expect([readFileSync(file, 'utf8'), emulator.requests().length, used === text]).toEqual([used, asked, false]);
    writeFileSync(file, text ?? '');
    expect(await again(), 'another plan under the name').toMatchObject({ code: 0 });
  });
});

describe('a region that is none', () => {
  const BOTH = ['--region', 'cn-hangzhou', '--region', 'cn-hangzou'];

  test('is told on standard error with the one that was meant, and on every page', async () => {
    const folder = newFolder();
    const made = await runOn(await cloudOf([ELIGIBLE]), ['plan', ...BOTH, '--out', join(folder, 'plan.json'), '--format', 'table', '--format', `html=${folder}/p.html`, '--format', `markdown=${folder}/p.md`]);
    expect(made).toMatchObject({ code: 0, err: 'cn-hangzou offers no ApsaraDB for Redis, or is not the name of a region; nothing was looked for there. Did you mean cn-hangzhou?\n' });
    for (const text of [made.out, readFileSync(`${folder}/p.html`, 'utf8'), readFileSync(`${folder}/p.md`, 'utf8')]) expect(text).toContain('Regions without the service: cn-hangzou.');
  });

  test('is told by check, and where it stands alone and nothing may be found', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect((await runOn(emulator, ['check', ...BOTH])).err).toContain('Did you mean cn-hangzhou?');
    expect(await runOn(emulator, ['check', '--region', 'cn-hangzou', '--allow-empty'])).toMatchObject({ code: 0, err: expect.stringMatching(/^cn-hangzou offers no ApsaraDB for Redis[^?]*\n$/) });
    expect((await runOn(emulator, ['check', '--all-regions'])).err, 'nobody named cn-nowhere').not.toContain('cn-nowhere');
  });
});

describe('an instance that is in another region than the one that was named', () => {
  const elsewhere = 'You named cn-hangzhou; r-b is in cn-beijing.';

  test('is told by check and plan, and by apply before it asks', async () => {
    const emulator = await cloudOf([{ id: 'r-b', region: 'cn-beijing', vSwitch: 'vsw-b' }]);
    const checked = await runOn(emulator, ['check', 'r-b', ...HANGZHOU]);
    expect(checked.out.replaceAll(/\s+/g, ' ')).toContain(elsewhere);
    expect((await planOn(emulator, ['r-b'])).err).toContain(elsewhere);
    let before = '';
    const said: string[] = [];
    await runOn(emulator, ['apply', 'r-b', ...HANGZHOU], {}, { stdinIsTerminal: true, err: (text) => { said.push(text); }, ask: () => { before = said.join(''); return Promise.resolve('no'); } });
    expect(before).toContain(elsewhere);
    expect((await runOn(emulator, ['check', 'r-b', '--region', 'cn-beijing'])).out).not.toContain('You named');
  });
});

describe('an id that no region has', () => {
  test.each(['en', 'zh'])('is not told to look in all regions where all were asked, in %s', async (language) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const file = join(newFolder(), 'result.json');
    const [one, all] = [await runOn(emulator, ['check', 'r-none', ...HANGZHOU, '--lang', language]), await runOn(emulator, ['check', 'r-none', '--all-regions', '--lang', language, '--format', 'table', '--format', `json=${file}`])];
    expect([one.code, one.out.includes('--all-regions'), all.code, all.out.includes('--all-regions'), all.out.includes('r-none')]).toEqual([1, true, 1, false, true]);
    const told = await runOn(emulator, ['report', file, '--lang', 'zh', '--format', 'json']);
    expect(told.out).not.toContain('--all-regions');
    expect(told.out).toContain('r-none 均得到 NotFound');
  });
});

describe('what to run next', () => {
  test('names the file, and each option that apply judges with again, so that it can be pasted', async () => {
    const emulator = await cloudOf([{ ...ELIGIBLE, latestMinor: false, minorVersion: 'redis-5.0_0.1.1', latestMinorVersion: 'redis-5.0_0.1.2' }]);
    const folder = newFolder();
    const [file, waivers] = [join(folder, 'wave one'), join(folder, "the dba's.yaml")];
    writeFileSync(waivers, 'waivers:\n  - { rule: latest-minor-version, scope: all, reason: Agreed., owner: dba, expires: 2099-12-31 }\n');
    const made = await runOn(emulator, ['plan', ...HANGZHOU, '--out', file, '--waivers', waivers, '--skip', 'not-in-global-cache', '--format', `html=${file}.html`, '--format', 'table']);
    expect(made.code, made.err).toBe(0);
    const command = /^ {4}tair-preflight (apply .*)$/m.exec(made.out)?.[1] ?? '';
    expect(command).toMatch(/^apply '.*\/wave one' --waivers '.*\/the dba'\\''s\.yaml' --skip not-in-global-cache --expect [0-9a-f]{64}$/);
    expect(readFileSync(`${file}.html`, 'utf8')).toContain('wave one&#39; --waivers &#39;');
    const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
    expect(plan.entries[0]?.waived).toEqual([{ rule: 'latest-minor-version', title: expect.any(String) as string, reason: 'Agreed.', owner: 'dba', ticket: null, expires: '2099-12-31' }]);
    expect(made.out.replaceAll(/\s+/g, ' ')).toMatch(/Waived: \S.*\(latest-minor-version\) Approved by dba until 2099-12-31: Agreed\./);
    await runOn(emulator, [...shellWordsOf(command), '--yes', '--poll', '0.02', '--journal', join(folder, 'journal')]);
    expect(emulator.calls()['AllocateDirectConnection'], 'judged as the plan was, so that the call leaves').toBe(1);
  });

  test('leaves out what the configuration says, for apply reads it too', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'tair-preflight.yaml'), 'waivers: waivers.yaml\n');
    writeFileSync(join(folder, 'waivers.yaml'), 'waivers: []\n');
    const { out } = await runOn(await cloudOf([ELIGIBLE]), ['plan', ...HANGZHOU, '--out', join(folder, 'plan.json')], {}, { folder });
    expect(out).toMatch(/tair-preflight apply \S+plan\.json --expect/);
  });
});

describe('warnings of a plan', () => {
  test('are in the file and on its pages, in the language of each; the digest is not of them', async () => {
    const emulator = await cloudOf([{ ...ELIGIBLE, globalInstance: 'gr-1' }]);
    const [one, other] = [await planOn(emulator, ['--lang', 'zh']), await planOn(await cloudOf([ELIGIBLE]), [])];
    expect(one.plan.entries[0]?.warnings?.map(({ rule }) => rule), one.text ?? '').toEqual(['not-in-global-cache']);
    expect(one.out).toMatch(/期望：[^a-z]*[\u4E00-\u9FFF][^]*（not-in-global-cache）/);
    expect(other.plan.entries[0]).not.toHaveProperty('warnings');
    const file = join(newFolder(), 'plan.json');
    const { out } = await runOn(emulator, ['plan', ...HANGZHOU, '--out', file], { LANG: 'zh_CN.UTF-8' });
    expect(out, 'the locale is for people').toContain('期望：实例不属于任何全球多活分布式实例。（not-in-global-cache）');
    expect(readFileSync(file, 'utf8'), 'the file is for programs').toContain('"title": "The instance is no part of a global distributed cache."');
  });
});

describe('a plan file', () => {
  const instances: FleetInstance[] = [
    { id: 'r-b', vSwitch: 'vsw-a', tags: { prio: '2', team: 'x' }, name: 'Zwei' }, { id: 'r-a', vSwitch: 'vsw-a', tags: { prio: '10' } }, { id: 'r-c', region: 'cn-beijing', vSwitch: 'vsw-b', tags: { prio: '1' } },
    { ...BLOCKED, id: 'r-z' }, { ...ENABLED, id: 'r-y' },
  ];
  const argv = ['--region', 'cn-hangzhou', '--region', 'cn-beijing', '--prefix-template', 'dc{id}{n}direct', '--waves', '1,rest', '--order', 'tag:prio'];

  test('is the same, byte for byte, for the same facts, options and clock, in whatever order the service lists them', async () => {
    const now = new Date(Date.now() + 3_600_000);
    const [one, other] = [await planOn(await cloudOf(instances), argv, () => now), await planOn(await cloudOf(instances.toReversed()), argv, () => now)];
    expect(one.text).toBe(other.text);
    expect(ids(one)).toEqual(['r-c', 'r-b', 'r-a']);
    expect(one.plan).toMatchObject({ createdAt: now.toISOString(), expiresAt: new Date(now.getTime() + 24 * 3_600_000).toISOString() });
  });

  test('of another time has another id and the same digest; of another prefix another digest', async () => {
    const emulator = await cloudOf(instances);
    const [one, later, other] = [await planOn(emulator, argv), await planOn(emulator, argv, () => new Date(Date.now() + 60_000)), await planOn(emulator, argv.map((word) => word.replace('direct', 'endpoint')))];
    expect([later.plan.digest === one.plan.digest, later.plan.id === one.plan.id, other.plan.digest === one.plan.digest]).toEqual([true, false, false]);
  });

  test('holds what apply needs: account, request, wave, vSwitch, need, facts and their digests', async () => {
    const { plan, text } = await planOn(await cloudOf(instances), [...argv, '--port', '6380', '--attest', 'preview-access=granted', '--expires', '90m', '--keep-free', '4']);
    expect(plan).toMatchObject({
      schema: 'tair-preflight/plan/v1', operation: 'AllocateDirectConnection', id: expect.stringMatching(/^[0-9a-f]{64}$/), digest: expect.stringMatching(/^[0-9a-f]{64}$/), rulebook: { preset: 'recommended', digest: expect.any(String) },
      attested: ['preview-access=granted'],
      excluded: [{ instanceId: 'r-y', region: 'cn-hangzhou', standing: 'enabled' }, { instanceId: 'r-z', region: 'cn-hangzhou', standing: 'blocked' }], deferred: [],
      ledger: [{ vSwitchId: 'vsw-b', region: 'cn-beijing', available: 200, keepFree: 4, reserved: 9, remaining: 191 }, { vSwitchId: 'vsw-a', region: 'cn-hangzhou', available: 200, keepFree: 4, reserved: 18, remaining: 182 }],
    });
    expect(plan.entries[1]).toMatchObject({ accountId: '1234567890123456', region: 'cn-hangzhou', instanceId: 'r-b', prefix: 'dcrb3direct', port: 6380, wave: 2, vSwitchId: 'vsw-a', addressesNeeded: 9, factsDigest: expect.stringMatching(/^[0-9a-f]{64}$/), facts: { 'ssl.enabled': false, 'instance.shardCount': 8 } });
    expect(Object.keys(plan.entries[1]?.facts ?? {}).filter((name) => name === 'vswitch.availableAddresses' || name === 'account.prefixesSeen' || name.startsWith('request.'))).toEqual([]);
    expect(new Date(plan.expiresAt).getTime() - new Date(plan.createdAt).getTime()).toBe(90 * 60_000);
    expect(text?.endsWith('}\n')).toBe(true);
  });

  test('is what --format json shows, and can be applied', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const made = await planOn(emulator, ['--format', 'json']);
    expect(made.out).toBe(made.text);
    const applied = await runOn(emulator, ['apply', made.file, '--yes', '--poll', '0.02', '--journal', join(newFolder(), 'j'), '--expect', made.plan.digest, '--format', 'json']);
    expect([applied.code, JSON.parse(applied.out)]).toEqual([0, expect.objectContaining({ plan: made.plan.id })]);
  });

  test('replaces the one before as a whole', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const folder = newFolder();
    const file = join(folder, 'plan.json');
    writeFileSync(file, 'x'.repeat(100_000));
    expect(await runOn(emulator, ['plan', ...HANGZHOU, '--out', file])).toMatchObject({ code: 0 });
    expect(() => JSON.parse(readFileSync(file, 'utf8')) as unknown).not.toThrow();
    expect(readdirSync(folder)).toEqual(['plan.json']);
  });
});

describe('prefixes from a template', () => {
  const named = (names: Readonly<Record<string, string>>): FleetInstance[] => Object.entries(names).map(([id, name]) => ({ id, name, vSwitch: 'vsw-a' }));
  const prefixes = (made: Made): readonly (string | null)[] => made.plan.entries.map((entry) => entry.prefix);

  test('are filled with {id}, {name} and {n}', async () => {
    const emulator = await cloudOf(named({ 'r-b-1': 'Shop Cache_2!', 'r-a': 'x' }));
    expect(prefixes(await planOn(emulator, ['--prefix-template', 'dc{id}direct']))).toEqual(['dcradirect', 'dcrb1direct']);
    expect(prefixes(await planOn(emulator, ['--prefix-template', 'direct{name}']))).toEqual([]);
    expect(prefixes(await planOn(emulator, ['--prefix-template', 'direct0{name}']))).toEqual(['direct0x', 'direct0shopcache2']);
    expect(prefixes(await planOn(emulator, ['--prefix-template', 'direct0{n}']))).toEqual(['direct01', 'direct02']);
  });

  test('that are not valid refuse the plan, and each is named', async () => {
    const emulator = await cloudOf(named({ 'r-a': '', 'r-b': '', 'r-c': 'longenough' }));
    const made = await planOn(emulator, ['--prefix-template', 'x{name}']);
    expect([made.code, made.out, made.text]).toEqual([2, '', null]);
    expect(made.err.trimEnd().split('\n')).toEqual([expect.stringMatching(/^error: r-a: prefix "x"/), expect.stringMatching(/^error: r-b: prefix "x"/)]);
  });

  test('that are double refuse the plan, and each instance is named', async () => {
    const emulator = await cloudOf(named({ 'r-a': 'same', 'r-b': 'same', 'r-c': 'other', 'r-d': 'S.A.M.E' }));
    const made = await planOn(emulator, ['--prefix-template', 'direct{name}']);
    expect([made.code, made.text]).toEqual([2, null]);
    expect(made.err).toMatch(/^error: Prefix "directsame" would go to r-a, r-b, r-d: .*\{id\}[^\n]*\n$/);
  });

  test('without a placeholder are double', async () => {
    const emulator = await cloudOf(named({ 'r-a': 'a', 'r-b': 'b' }));
    const made = await planOn(emulator, ['--prefix-template', 'directsame']);
    expect([made.code, made.text, made.err]).toEqual([2, null, expect.stringContaining('r-a, r-b')]);
  });

  test('that are in use in the account refuse the plan: by a direct endpoint, or by a proxy', async () => {
    for (const other of [{ ...ENABLED, directEndpoint: { prefix: 'dcradirect' } }, { ...BLOCKED, endpoints: [{ connectionString: 'dcradirect.redis.rds.aliyuncs.com' }] }]) {
      const made = await planOn(await cloudOf([...named({ 'r-a': 'a', 'r-b': 'b' }), other]), ['--prefix-template', 'dc{id}direct']);
      expect([made.code, made.text]).toEqual([2, null]);
      expect(made.err).toMatch(/^error: r-a: prefix "dcradirect"[^\n]*exists[^\n]*\n$/);
    }
  });

  test('that are in use outside the named instances refuse the plan too', async () => {
    const other: FleetInstance = { ...BLOCKED, endpoints: [{ connectionString: 'dcradirect.redis.rds.aliyuncs.com' }] };
    for (const scope of [['r-a', 'r-b'], ['--vswitch', 'vsw-a'], ['--tag', 'team=x']]) {
      const emulator = await cloudOf([...named({ 'r-a': 'a', 'r-b': 'b' }).map((one) => ({ ...one, tags: { team: 'x' } })), { ...other, vSwitch: 'vsw-c' }], { vSwitches: ['vsw-a', 'vsw-c'].map((id) => ({ id, vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 })) });
      const made = await planOn(emulator, [...scope, '--prefix-template', 'dc{id}direct']);
      expect([scope, made.code, made.text, made.err]).toEqual([scope, 2, null, expect.stringMatching(/r-a: prefix "dcradirect"/)]);
    }
  });

  test('of an instance that is blocked for another reason refuse nothing', async () => {
    const made = await planOn(await cloudOf([{ ...BLOCKED, name: '' }, { ...ELIGIBLE, name: 'longenough' }]), ['--prefix-template', 'x{name}']);
    expect([made.code, prefixes(made)]).toEqual([1, ['xlongenough']]);
  });
});

describe('apply of a file that is no plan, or not as it was made', () => {
  test.each<[name: string, spoil: (text: string) => string | Buffer, words: RegExp]>([
    ['edited', (text) => text.replace('"wave": 1', '"wave": 2'), /was edited after it was made/],
    ['cut off', (text) => text.slice(0, -30), /is not JSON/],
    ['of a newer schema', (text) => text.replace('plan/v1', 'plan/v9'), /of schema "tair-preflight\/plan\/v9"/],
    ['10 MB of junk', () => Buffer.alloc(10_000_000, '{'), /is not JSON/],
    ['a schema of 10 MB', () => JSON.stringify({ schema: 'x'.repeat(10_000_000) }), /of schema "x+"/],
    ['prototype keys', (text) => text.replace('{', '{"__proto__": {"operation": "ReleaseDirectConnection"}, "constructor": {"prototype": {"x": 1}},'), /was edited after it was made/],
    ['a result', () => '{"schema":"tair-preflight/result/v1"}', /of schema "tair-preflight\/result\/v1"/],
  ])('%s is one sentence, exit 2, nothing asked, sent or written', async (_name, spoil, words) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const made = await planOn(emulator, []);
    writeFileSync(made.file, spoil(made.text ?? ''));
    const asked = emulator.requests().length;
    const folder = newFolder();
    const done = await runOn(emulator, ['apply', made.file, '--yes', '--journal', join(folder, 'j')]);
    expect([done.code, done.out, emulator.requests().length, readdirSync(folder)]).toEqual([2, '', asked, []]);
    expect(done.err).toMatch(words);
    expect(done.err.length).toBeLessThan(1000);
    expect(done.err.trimEnd()).toMatch(/^error: [^\n]+$/);
  });

  test('with instances, a scope or a request beside it is exit 2', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const made = await planOn(emulator, []);
    for (const more of [['r-eligible'], [made.file], HANGZHOU, ['--prefix', 'redisdirect123'], ['--port', '6380'], ['--tag', 'a=b']]) {
      expect(await runOn(emulator, ['apply', made.file, '--yes', ...more])).toMatchObject({ code: 2, out: '' });
    }
    expect(emulator.calls()['AllocateDirectConnection']).toBeUndefined();
  });

  test('that is a folder or is not there is exit 2', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const folder = join(newFolder(), 'plan.json');
    mkdirSync(folder);
    for (const file of [folder, join(folder, 'none.json')]) expect(await runOn(emulator, ['apply', file, '--yes'])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/could not be read \((EISDIR|ENOENT)\)/) });
  });
});
