import dns from 'node:dns';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { PLAN_DEFAULTS } from '../../src/app/options.ts';
import type { PlanRunOptions } from '../../src/app/options.ts';
import { plan } from '../../src/app/plan.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Rehearsal } from '../../src/model/rehearsal.ts';
import { planText } from '../../src/report/plan.ts';
import { cli } from '../support/cli.ts';
import type { CliRun } from '../support/cli.ts';
import { optionsFor, testWorld } from '../support/world.ts';

const folders: string[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rehearse-test-'));
  folders.push(folder);
  return folder;
}

function fileOf(name: string, text: string): string {
  const file = join(newFolder(), name);
  writeFileSync(file, text);
  return file;
}

const VSWITCHES = ['vsw-a', 'vsw-b', 'vsw-c'].map((id) => ({ id, vpc: 'vpc-a', region: 'cn-hangzhou', available: 100 }));

/** Eight instances, a to h, on three vSwitches in turn. */
const EIGHT: readonly FleetInstance[] = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter, at) => ({ id: `r-${letter}`, vSwitch: VSWITCHES[at % 3]?.id ?? '' }));

/** A plan for a fleet, made while its cloud was there; the cloud is gone when this returns. */
async function planOf(instances: readonly FleetInstance[], options: Partial<PlanRunOptions> = {}, fleet: Partial<FleetFile> = {}): Promise<{ readonly file: string; readonly made: Plan }> {
  const emulator = await startEmulator({ fleet: { vSwitches: VSWITCHES, ...fleet, instances: [...instances] } });
  const { plan: made } = await plan({ ...optionsFor(emulator), ...PLAN_DEFAULTS, ...options }, testWorld());
  await emulator.stop();
  return { file: fileOf('plan.json', planText(made)), made };
}

const ONE_THREE_REST: PlanRunOptions['waves'] = [{ kind: 'count', value: 1 }, { kind: 'count', value: 3 }, { kind: 'rest' }];

/** A real account's environment: nothing of it may be used. */
const REAL = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIrealkey', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'REALSECRETVALUE', ALIBABA_CLOUD_SECURITY_TOKEN: 'REALSECRETVALUE-token', ALIBABA_CLOUD_REGION_ID: 'cn-shanghai', HTTPS_PROXY: 'http://192.0.2.1:3128', HTTP_PROXY: 'http://192.0.2.1:3128' };

function run(file: string, argv: readonly string[] = [], more: Partial<Terminal> = {}): Promise<CliRun> {
  return cli(['apply', '--rehearse', file, ...argv], REAL, more);
}

async function rehearsed(file: string, argv: readonly string[] = [], more: Partial<Terminal> = {}): Promise<CliRun & { readonly rehearsal: Rehearsal }> {
  const done = await run(file, [...argv, '--format', 'json'], more);
  expect(done.out, done.err).not.toBe('');
  return { ...done, rehearsal: JSON.parse(done.out) as Rehearsal };
}

const faultsFile = (...faults: readonly object[]): string => fileOf('faults.json', JSON.stringify({ faults }));
const endings = ({ entries }: Rehearsal): Record<string, string> => Object.fromEntries(entries.map((entry) => [entry.instanceId, entry.outcome]));
const ALLOCATE = 'AllocateDirectConnection';

describe('a healthy plan of eight entries in three waves over three vSwitches', () => {
  it('sends every call in the order of waves and vSwitches, and all end done', async () => {
    const { file, made } = await planOf(EIGHT, { waves: ONE_THREE_REST, prefixTemplate: 'direct{n}x', port: 6380 });
    const { code, rehearsal } = await rehearsed(file);
    expect(code).toBe(0);
    expect(rehearsal).toMatchObject({ schema: 'tair-preflight/rehearsal/v1', plan: { id: made.id, digest: made.digest }, faults: [], interrupted: false, summary: { done: 8, mutationsSent: 8 } });
    expect(rehearsal.calls.map((call) => [call.order, call.wave, call.vSwitchId, call.instanceId, call.offset])).toEqual([
      [1, 1, 'vsw-a', 'r-a', 0],
      [2, 2, 'vsw-a', 'r-d', 120], [3, 2, 'vsw-b', 'r-b', 120], [4, 2, 'vsw-c', 'r-c', 120],
      [5, 3, 'vsw-a', 'r-g', 240], [6, 3, 'vsw-b', 'r-e', 240], [7, 3, 'vsw-c', 'r-f', 240],
      [8, 3, 'vsw-b', 'r-h', 360],
    ]);
    expect(rehearsal.calls.map((call) => call.request)).toContain(`${ALLOCATE} InstanceId=r-h ConnectionString=direct8x Port=6380`);
    expect(rehearsal.calls.every((call) => call.answer === 'accepted' && call.fault === null && call.errorCode === null)).toBe(true);
  });

  it('takes as long as the longest vSwitch of each wave, one wave after another', async () => {
    const { file } = await planOf(EIGHT, { waves: ONE_THREE_REST });
    const { rehearsal } = await rehearsed(file, ['--assume-settle', '30', '--poll', '10']);
    expect(rehearsal.estimate.seconds).toBe(120);
    expect(rehearsal.estimate.waves).toMatchObject([
      { wave: 1, startsAt: 0, seconds: 30, entries: 1, calls: 1, vSwitches: 1, boundBy: 'settling', longest: { vSwitchId: 'vsw-a', instances: ['r-a'] } },
      { wave: 2, startsAt: 30, seconds: 30, entries: 3, vSwitches: 3 },
      { wave: 3, startsAt: 60, seconds: 60, entries: 4, vSwitches: 3, longest: { vSwitchId: 'vsw-b', instances: ['r-e', 'r-h'] } },
    ]);
    const calls = Object.fromEntries(rehearsal.estimate.apiCalls.map((one) => [one.operation, one.calls]));
    // read once before each of the 8 calls, and 30 s looked at every 10 s after it
    expect(calls).toMatchObject({ [ALLOCATE]: 8, DescribeInstances: 8, DescribeInstanceSSL: 8, DescribeEngineVersion: 8, DescribeDBInstanceNetInfo: 8 + 8 * 4, GetCallerIdentity: 1 });
    expect(rehearsal.estimate.apiCalls.find((one) => one.operation === ALLOCATE)?.quota).toEqual({ calls: 200, seconds: 60, basis: 'published' });
    expect(rehearsal.estimate.apiCalls.find((one) => one.operation === 'DescribeInstanceSSL')?.quota).toEqual({ calls: 200, seconds: 60, basis: 'assumed' });
  });

  it('takes longer where fewer vSwitches are worked on at a time', async () => {
    const { file } = await planOf(EIGHT);
    const { rehearsal } = await rehearsed(file, ['--concurrency', '1']);
    expect(rehearsal.estimate.seconds).toBe(8 * 120);
    expect(rehearsal.calls.map((call) => call.offset)).toEqual([0, 120, 240, 360, 480, 600, 720, 840]);
  });

  it('is told in a table, on standard output alone', async () => {
    const { file } = await planOf(EIGHT.slice(0, 2));
    const { code, out, err } = await run(file);
    expect([code, out]).toEqual([0, expect.stringContaining('REHEARSAL: the plan was run on an emulated cloud on this machine')]);
    expect(out).toContain('2 entries: 2 done. 2 calls would be sent, in about 2 min.');
    expect(err, 'each call and entry is told once').toBe('');
  });

  it('is one entry a line as ndjson, then the rest', async () => {
    const { file } = await planOf(EIGHT.slice(0, 2));
    const { out } = await run(file, ['--format', 'ndjson']);
    const lines = out.trimEnd().split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines).toMatchObject([{ instanceId: 'r-a', outcome: 'done' }, { instanceId: 'r-b' }, { schema: 'tair-preflight/rehearsal/v1' }]);
  });
});

describe('nothing leaves the machine', () => {
  it('connects to one port of 127.0.0.1 alone, whatever proxy, endpoints and credentials the user has', async () => {
    const { file } = await planOf(EIGHT.slice(0, 3));
    for (const [name, value] of Object.entries({ ...REAL, TAIR_PREFLIGHT_ENDPOINT_KVSTORE: 'http://192.0.2.1', TAIR_PREFLIGHT_ENDPOINT_VPC: 'http://192.0.2.1', TAIR_PREFLIGHT_ENDPOINT_STS: 'http://192.0.2.1' })) vi.stubEnv(name, value);
    const connect = vi.spyOn(net.Socket.prototype, 'connect');
    const lookup = vi.spyOn(dns, 'lookup');
    const { code, out, err } = await cli(['apply', '--rehearse', file], { ...process.env, ...REAL } as Record<string, string>);
    const targets = connect.mock.calls.map(([first]) => JSON.stringify(flat(first)));
    expect(code, err).toBe(0);
    expect(targets.length).toBeGreaterThan(0);
    expect([...new Set(targets)].map((target) => JSON.parse(target) as unknown)).toEqual([{ host: '127.0.0.1', port: expect.any(Number) }]);
    expect(lookup.mock.calls.map(([name]) => name).filter((name) => name !== '127.0.0.1')).toEqual([]);
    expect(out + err).not.toMatch(/REALSECRETVALUE|LTAIrealkey|192\.0\.2\.1/);
  });

  it('needs no credentials at all', async () => {
    const { file } = await planOf(EIGHT.slice(0, 1));
    expect((await cli(['apply', '--rehearse', file, '--quiet'], {})).code).toBe(0);
  });

  it('leaves nothing on the disk, and the plan can be rehearsed again', async () => {
    const { file } = await planOf(EIGHT.slice(0, 2));
    const temporary = newFolder();
    vi.stubEnv('TMPDIR', temporary);
    const before = readdirSync('.').toSorted();
    expect([(await run(file)).code, (await run(file)).code]).toEqual([0, 0]);
    expect((await run(file, ['--faults', faultsFile({ operation: 'GetCallerIdentity', kind: 'deny' })])).code).toBe(2);
    expect(readdirSync(temporary).filter((name) => name.startsWith('tair-preflight'))).toEqual([]);
    expect(readdirSync('.').filter((name) => name.endsWith('.journal') && !before.includes(name))).toEqual([]);
  });
});

/** Where a socket is connected to: http hands the options over in a list of its own. */
function flat(target: unknown): { readonly host: unknown; readonly port: unknown } {
  const options = (Array.isArray(target) ? target[0] : target) as { readonly host?: unknown; readonly port?: unknown };
  return { host: options.host, port: Number(options.port) };
}

describe('the faults of a file', () => {
  const FAULTS = [
    { operation: ALLOCATE, instance: 'r-b', kind: 'lost', times: 1 },
    { operation: ALLOCATE, instance: 'r-e', kind: 'error', status: 400, code: 'InvalidConnType', message: 'No.' },
    { operation: ALLOCATE, instance: 'r-f', kind: 'error', status: 400, code: 'Throttling.User', times: 1 },
    { operation: ALLOCATE, instance: 'r-c', kind: 'reset', times: 1 },
    { operation: 'DescribeInstanceSSL', instance: 'r-d', kind: 'deny' },
    { operation: 'DescribeInstanceSSL', instance: 'r-nobody', kind: 'deny' },
  ];

  it('strike as in the real apply: a lost reply is settled by reading, a refusal is told, a denied read withholds', async () => {
    const { file } = await planOf(EIGHT, { waves: ONE_THREE_REST });
    const faults = faultsFile(...FAULTS);
    const { code, rehearsal } = await rehearsed(file, ['--faults', faults, '--max-failures', '99']);
    expect(code).toBe(4);
    expect(endings(rehearsal)).toEqual({ 'r-a': 'done', 'r-b': 'done', 'r-c': 'done', 'r-d': 'withheld', 'r-e': 'rejected', 'r-f': 'done', 'r-g': 'done', 'r-h': 'done' });
    expect(rehearsal.entries.filter((entry) => entry.outcome !== 'done')).toMatchObject([
      { instanceId: 'r-d', rule: 'ssl-disabled', detail: expect.stringContaining('kvstore:DescribeInstanceSSL') },
      { instanceId: 'r-e', errorCode: 'InvalidConnType', detail: expect.stringContaining('rule-book miss') },
    ]);
    expect(rehearsal.calls.filter((call) => call.answer !== 'accepted').map((call) => [call.instanceId, call.attempt, call.answer, call.errorCode, call.fault])).toEqual([
      ['r-b', 1, 'ambiguous', null, 'lost'], ['r-c', 1, 'ambiguous', null, 'reset'], ['r-e', 1, 'rejected', 'InvalidConnType', 'error'], ['r-f', 1, 'throttled', 'Throttling.User', 'error'],
    ]);
    expect(rehearsal.faults.map(({ struck, instances }) => [struck, instances])).toEqual([[1, ['r-b']], [1, ['r-e']], [1, ['r-f']], [1, ['r-c']], [1, ['r-d']], [0, []]]);
    // r-c is called again when reading showed nothing for 60 s, r-f after the pause for throttling, r-h at once after r-e was refused
    const second = (id: string): number | undefined => rehearsal.calls.find((call) => call.instanceId === id && call.attempt === 2)?.offset;
    expect([second('r-c'), second('r-f'), second('r-b')]).toEqual([120 + 60, 300 + 1, undefined]);
    expect(rehearsal.estimate.waves.map((wave) => wave.seconds)).toEqual([120, 60 + 120, 1 + 120]);
    expect(rehearsal.calls.find((call) => call.instanceId === 'r-h')?.offset).toBe(300);
  });

  it('give the same report again, but for the times of the rehearsal itself', async () => {
    const { file } = await planOf(EIGHT, { waves: ONE_THREE_REST });
    const argv = ['--faults', faultsFile(...FAULTS), '--max-failures', '99'];
    const [first, second] = [(await rehearsed(file, argv)).rehearsal, (await rehearsed(file, argv)).rehearsal];
    expect({ ...second, run: null }).toEqual({ ...first, run: null });
  });

  it('are told with what they did', async () => {
    const { file } = await planOf(EIGHT.slice(0, 2));
    const { out } = await run(file, ['--faults', faultsFile({ operation: ALLOCATE, instance: 'r-b', kind: 'lost' }, { operation: '*', kind: 'latency', ms: 1, instance: 'r-a', times: 2 }, { operation: 'DescribeVSwitches', kind: 'hang' })]);
    expect(out).toContain('- lost on AllocateDirectConnection (instance r-b): struck 1 request; r-b ended\n    done.');
    expect(out).toContain('- latency on every operation (instance r-a, times 2, ms 1): struck 2 requests;\n    r-a ended done.');
    expect(out).toContain('- hang on DescribeVSwitches: struck no request.');
  });

  it('end the rehearsal as they would end the apply: nothing starts after --max-failures', async () => {
    const { file } = await planOf(EIGHT, { waves: [{ kind: 'count', value: 1 }, { kind: 'rest' }] });
    const { code, rehearsal } = await rehearsed(file, ['--faults', faultsFile({ operation: ALLOCATE, kind: 'error', status: 400, code: 'InvalidConnType' })]);
    expect([code, rehearsal.summary.rejected, rehearsal.summary['not-started'], rehearsal.calls.length]).toEqual([4, 1, 7, 1]);
  });

  it('that leave an outcome open are exit 5', async () => {
    const { file } = await planOf(EIGHT.slice(0, 1));
    const { code, rehearsal } = await rehearsed(file, ['--faults', faultsFile({ operation: ALLOCATE, kind: 'reset' })]);
    expect([code, endings(rehearsal), rehearsal.calls.map((call) => [call.attempt, call.offset])]).toEqual([5, { 'r-a': 'ambiguous' }, [[1, 0], [2, 60]]]);
  });

  it('that hide the account are exit 2, as in apply', async () => {
    const { file } = await planOf(EIGHT.slice(0, 1));
    expect(await run(file, ['--faults', faultsFile({ operation: 'GetCallerIdentity', kind: 'deny' })])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is for this account could not be read') });
  });

  it.each([
    ['is not there', '/nonexistent/faults.yaml', '/nonexistent/faults.yaml could not be read (ENOENT)'],
    ['is a folder', '/', '/ could not be read (EISDIR)'],
  ])('are exit 2 in one sentence where the file %s', async (_name, faults, sentence) => {
    const { file } = await planOf(EIGHT.slice(0, 1));
    const { code, out, err } = await run(file, ['--faults', faults]);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('are exit 2 where they name an operation that is none, with its place', async () => {
    const { file } = await planOf(EIGHT.slice(0, 1));
    const faults = faultsFile({ operation: 'AllocateDirectConection', kind: 'lost' });
    expect(await run(file, ['--faults', faults])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/faults\.json:1:\d+: There is no operation "AllocateDirectConection"\. Did you mean "AllocateDirectConnection"\?/) });
  });
});

describe('the settling time that is assumed', () => {
  it('leaves every entry pending where it reaches the wait', async () => {
    const { file } = await planOf(EIGHT.slice(0, 2));
    const { code, rehearsal } = await rehearsed(file, ['--assume-settle', '900']);
    expect([code, endings(rehearsal), rehearsal.estimate.seconds]).toEqual([5, { 'r-a': 'pending', 'r-b': 'pending' }, 900]);
    expect(rehearsal.entries[0]?.detail).toContain('within 900 s');
  });
});

describe('a plan that', () => {
  it('has expired is rehearsed all the same, and that is said', async () => {
    const { file, made } = await planOf(EIGHT.slice(0, 1), { expires: 0.001 });
    const { code, rehearsal } = await rehearsed(file);
    expect([code, rehearsal.run.planExpired, rehearsal.summary.done]).toEqual([0, true, 1]);
    expect((await run(file)).out).toContain(`The plan expired at ${made.expiresAt}`);
  });

  it('was edited is refused', async () => {
    const { file } = await planOf(EIGHT.slice(0, 1));
    writeFileSync(file, readFileSync(file, 'utf8').replace('"addressesNeeded": 9', '"addressesNeeded": 8'));
    expect(await run(file)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('was edited after it was made') });
  });

  it('is not the one that was approved is refused', async () => {
    const { file } = await planOf(EIGHT.slice(0, 1));
    expect(await run(file, ['--expect', 'f'.repeat(64)])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('The plan is not the one that was approved') });
  });

  it('was made with other rules is refused, and taken with them', async () => {
    const rules = ownRule('true');
    const { file } = await planOf(EIGHT.slice(0, 1), { rules: [rules] });
    expect(await run(file)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('was made with another rule book') });
    expect((await run(file, ['--rules', rules])).code).toBe(0);
  });

  it('holds no entries sends nothing and is exit 0', async () => {
    const { file } = await planOf([{ id: 'r-a', vSwitch: 'vsw-a', ssl: 'on' }]);
    const { code, rehearsal } = await rehearsed(file);
    expect([code, rehearsal.calls, rehearsal.entries, rehearsal.estimate.seconds]).toEqual([0, [], [], 0]);
    expect((await run(file)).out).toContain('No call would be sent.');
  });

  it('is stopped by a signal ends with what was shown so far, and exit 130', async () => {
    const { file } = await planOf(EIGHT.slice(0, 4));
    let signal: 'SIGINT' | null = null;
    const { code, rehearsal } = await rehearsed(file, ['--concurrency', '1'], { stopSignal: () => signal, stderrIsTerminal: true, err: (text) => { if (text.includes('1 of 4 ended')) signal = 'SIGINT'; } });
    expect([code, rehearsal.interrupted, rehearsal.summary.done, rehearsal.summary['not-started']]).toEqual([130, true, 1, 3]);
  });
});

/** A folder with one rule of severity error. */
function ownRule(assert: string): string {
  const folder = join(newFolder(), 'rules');
  mkdirSync(folder);
  writeFileSync(join(folder, 'looks-at-much.yaml'), `id: looks-at-much
title: All is as it was.
severity: error
assert: ${JSON.stringify(assert)}
why: For the test.
remedy: [{ do: Nothing. }]
sources: [{ url: 'https://example.com/', seen: 2026-11-24 }]
examples: [{ given: {}, then: pass }]
never: { fail: not shown here, unknown: not shown here }
`);
  return folder;
}

/** Names every recorded fact that the emulator shows, and is true of any. */
const LOOKS_AT_MUCH = [
  ...['id', 'name', 'region', 'zone', 'instanceClass', 'chargeType', 'resourceGroupId', 'globalInstanceId', 'maintainStartTime', 'maintainEndTime'].map((name) => `instance.${name} != "?"`),
  'instance.expiresAt > timestamp("2020-01-01T00:00:00Z")', 'instance.renewalChangeBooked', 'instance.passwordFree', 'size(instance.tags) == 2', 'version.minor != "?"', 'version.latestMinor != "?"',
  'version.canUpgradeMajor != version.isLatestMinor', 'network.hasPublicEndpoint', 'size(network.endpoints) == 2', 'vswitch.id != "?"', 'vswitch.zone != "?"', 'vswitch.cidr != "?"', 'vswitch.ownedByAnotherAccount',
  'size(access.whitelist) == 2', 'size(tasks.active) == 1',
].join(' && ');

describe('the recorded facts of the fleet', () => {
  it('are shown by the emulated cloud as they were, whatever they are: nothing has drifted', async () => {
    const rules = ownRule(LOOKS_AT_MUCH);
    const strange: FleetInstance = {
      id: 'r-strange', name: '购物车', vSwitch: 'vsw-shared', class: 'redis.amber.logic.sharding.4g.16db.0rodb.16proxy.multithread', edition: 'Enterprise', zone: 'cn-hangzhou-k',
      chargeType: 'PrePaid', expiresAt: '2031-02-03T04:05:06Z', resourceGroup: 'rg-own', globalInstance: 'gr-1', maintainStart: '02:00Z', maintainEnd: '03:00Z', renewalChangeBooked: true, passwordFree: true,
      tags: { team: 'checkout', prio: '1' }, minorVersion: 'redis-5.0_0.5.9', latestMinorVersion: 'redis-5.0_0.5.9', whitelist: ['10.1.0.0/16', '10.2.0.0/16'], tasks: [{ id: 't-7', type: 'HaSwitch', status: 'Scheduled' }],
      endpoints: [{ connectionString: 'r-strange.redis.rds.aliyuncs.com', port: 6390 }, { connectionString: 'pub.redis.rds.aliyuncs.com', type: 'public' }],
    };
    const shared = { id: 'vsw-shared', vpc: 'vpc-shared', region: 'cn-hangzhou', zone: 'cn-hangzhou-k', cidr: '172.16.0.0/20', available: 17, owner: '77', shareType: 'Shared' as const };
    const { file, made } = await planOf([strange], { rules: [rules] }, { vSwitches: [shared], account: { id: '42', keys: [{ id: 'emulator', secret: 'emulator-secret' }] } });
    expect(Object.keys(made.entries[0]?.facts ?? {}).length).toBeGreaterThan(37);
    const { code, rehearsal } = await rehearsed(file, ['--rules', rules]);
    expect([code, rehearsal.entries]).toEqual([0, [expect.objectContaining({ accountId: '42', outcome: 'done' })]]);
    expect([rehearsal.assumptions.facts, rehearsal.assumptions.notEmulated]).toEqual([[], []]);
  });
});

describe('an option that has no place in a rehearsal is exit 2', () => {
  const CASES: readonly (readonly [argv: readonly string[], sentence: string])[] = [
    [['apply', '--rehearse'], '--rehearse wants a plan'],
    [['apply', 'plan.json', '--yes', '--faults', 'faults.yaml'], '--faults belongs to a rehearsal'],
    [['apply', 'r-a', '--region', 'cn-hangzhou', '--yes', '--assume-settle', '60'], '--assume-settle belongs to a rehearsal'],
    [['apply', '--rehearse', 'plan.json', '--assume-settle', '0'], 'Expected seconds above 0'],
    [['apply', '--rehearse', 'plan.json', '--dry-run'], 'A rehearsal takes no --dry-run'],
    [['apply', '--rehearse', 'plan.json', '--journal', 'x'], 'A rehearsal takes no --journal'],
    [['apply', '--rehearse', 'plan.json', '--in-window'], 'A rehearsal takes no --in-window'],
    [['apply', '--rehearse', 'plan.json', '--profile', 'x'], 'A rehearsal takes no --profile'],
    [['apply', '--rehearse', 'plan.json', '--endpoint', 'sts=http://127.0.0.1'], 'A rehearsal takes no --endpoint'],
    [['apply', '--rehearse', 'plan.json', '--verify-data-plane'], 'A rehearsal takes no --verify-data-plane'],
    [['apply', '--rehearse', 'plan.json', '--region', 'cn-hangzhou'], 'leave out --region'],
    [['apply', '--rehearse', 'plan.json', '--assume', 'ssl.enabled=false'], '--assume makes a result hypothetical'],
    [['apply', '--rehearse', '/nonexistent/plan.json'], '/nonexistent/plan.json could not be read (ENOENT)'],
  ];

  it.each(CASES)('%j', async (argv, sentence) => {
    expect(await cli(argv, REAL)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(sentence) });
  });
});
