import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { doctor } from '../../src/app/doctor.ts';
import { SCHEMAS } from '../../src/app/schemas.ts';
import { DOCTOR_CHECKS } from '../../src/model/doctor.ts';
import type { DoctorFinding, ToldDiagnosis, ToldDoctorFinding } from '../../src/model/doctor.ts';
import { reportDoctorTable } from '../../src/report/doctor.ts';
import { englishIn } from '../report/chinese.ts';
import { optionsFor, testWorld } from '../support/world.ts';
import { cloudOf, ELIGIBLE, envOf, HANGZHOU, KEY, newFolder, run, SECRET } from './support.ts';

interface Examined {
  readonly code: number;
  readonly told: ToldDiagnosis;
  /** All findings of a check. */
  of(check: DoctorFinding['check']): readonly ToldDoctorFinding[];
  readonly err: string;
}

async function examine(env: Readonly<Record<string, string>>, argv: readonly string[] = HANGZHOU, more: Parameters<typeof run>[2] = {}): Promise<Examined> {
  const { code, out, err } = await run(['doctor', ...argv, '--format', 'json'], { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true', HOME: newFolder(), ...env }, { folder: newFolder(), ...more });
  expect(out, err).not.toBe('');
  const told = JSON.parse(out) as ToldDiagnosis;
  expect(SCHEMAS.doctor.schema.safeParse(told).error?.message, 'its published schema').toBeUndefined();
  return { code, told, err, of: (check) => told.findings.filter((one) => one.check === check) };
}

const without = (env: Readonly<Record<string, string>>, ...names: readonly string[]): Record<string, string> => Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

/** A port on which nobody listens. */
const closedPort = (): Promise<string> => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`));
  });
});

/** An endpoint that answers everything with this Date (null: none). */
async function withDate(date: string | null, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => {
    response.sendDate = false;
    response.writeHead(200, date === null ? {} : { date }).end('{}');
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  try {
    await use(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
  } finally {
    server.close();
  }
}

describe('all is well', () => {
  test('every check is ok, exit 0, and nothing but reads was sent', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, told, of, err } = await examine(envOf(emulator));
    expect(told.findings.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect([code, err]).toEqual([0, '']);
    expect([...new Set(told.findings.map(({ check }) => check))]).toEqual(DOCTOR_CHECKS);
    expect(of('account')[0]?.message).toContain('1234567890123456');
    expect(of('endpoints').map(({ saw }) => (saw.kind === 'endpoint' ? saw.product : ''))).toEqual(['sts', 'kvstore', 'vpc']);
    expect(Object.keys(emulator.calls()).filter((operation) => !/^(Describe|GetCallerIdentity)/.test(operation)), 'beside the knocks').toEqual(['(none)']);
    expect(emulator.accepted()).toEqual([]);
    const operations = of('permissions').map(({ saw }) => (saw.kind === 'operation' ? saw.operation : ''));
    expect(operations).toContain('DescribeInstanceSSL');
    expect(new Set(operations).size).toBe(operations.length);
  });

  test('the source of the credentials and four letters of the key, never more of it', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { told, of } = await examine(envOf(emulator));
    expect(of('credentials')[0]?.message).toBe('Credentials come from the environment (ALIBABA_CLOUD_ACCESS_KEY_ID); the key begins with LTAI…');
    expect(JSON.stringify(told)).not.toContain(KEY);
    expect(JSON.stringify(told)).not.toContain(SECRET);
  });

  test('the table says so in a screen, and in Chinese without English', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const env = { ...envOf(emulator), ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' };
    const english = await run(['doctor', ...HANGZHOU], env, { folder: newFolder() });
    expect(english).toMatchObject({ code: 0, err: '' });
    expect(english.out).toMatch(/^ok {7}clock {10}The clock is less than 5 minutes off\.$/m);
    expect(english.out).toContain('Nothing was changed.');
    expect(english.out.split('\n').length).toBeLessThan(24);
    const chinese = await run(['doctor', ...HANGZHOU, '--lang', 'zh'], env, { folder: newFolder() });
    expect(englishIn(chinese.out, ['aliyun CLI'])).toEqual([]);
    expect(chinese.out).toContain('时钟偏差小于 5 分钟。');
  });

  test('the configuration that was found is named, and its scope and profile count', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const folder = newFolder();
    writeFileSync(join(folder, 'tair-preflight.yaml'), 'scope: { regions: [cn-hangzhou] }\n');
    const { code, of, told } = await examine(envOf(emulator), [], { folder });
    expect([code, told.scope.regions]).toEqual([0, ['cn-hangzhou']]);
    expect(of('configuration')[0]?.message).toContain('tair-preflight.yaml');
    const bare = await examine(envOf(emulator), [...HANGZHOU, '--no-config'], { folder });
    expect(bare.of('configuration')[0]?.message).toBe('No configuration file was found; the command line says all.');
  });

  test('a proxy is shown without its login', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { of, told } = await examine({ ...envOf(emulator), HTTPS_PROXY: `http://user:${SECRET}@proxy.example:3128`, NO_PROXY: '.internal.example' });
    expect(of('proxy')[0]?.message).toBe('HTTPS goes through proxy.example:3128, but not to .internal.example (NO_PROXY).');
    expect(JSON.stringify(told)).not.toContain(SECRET);
  });

  test('all regions are found and knocked at', async () => {
    const emulator = await cloudOf([ELIGIBLE, { id: 'r-b', region: 'cn-beijing', vSwitch: 'vsw-b' }]);
    const { code, told } = await examine(envOf(emulator), ['--all-regions']);
    expect([code, told.scope.regions]).toEqual([0, ['cn-beijing', 'cn-hangzhou', 'cn-nowhere']]);
  });
});

describe('a region that says that it is none', () => {
  test('is a problem where it was named, and nothing says ok of it', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const alone = await examine(envOf(emulator), ['--region', 'cn-hangzou']);
    expect([alone.code, alone.of('scope').map(({ status, message }) => `${status} ${message}`)]).toEqual([1, ['problem cn-hangzou offers no ApsaraDB for Redis, or is not the name of a region.']]);
    const beside = await examine(envOf(emulator), ['--region', 'cn-hangzou', '--region', 'cn-hangzhou']);
    expect([beside.code, beside.of('scope').map(({ status, saw }) => [status, saw])]).toEqual([1, [['ok', { kind: 'regions', regions: ['cn-hangzhou'] }], ['problem', { kind: 'region-without-service', region: 'cn-hangzou' }]]]);
  });
});

describe('what is not allowed names the rules that go unknown for it', () => {
  const KVSTORE = ['kvstore:Describe*', 'vpc:*', 'sts:*'];

  test('a denied read: which rules, and the action to grant, exit 1', async () => {
    const emulator = await cloudOf([ELIGIBLE], { settings: { accessRules: [{ deny: 'kvstore:DescribeInstanceSSL' }] } });
    const { code, of } = await examine(envOf(emulator));
    const denied = of('permissions').filter(({ status }) => status !== 'ok');
    expect(denied).toMatchObject([{ status: 'problem', because: null, saw: { operation: 'DescribeInstanceSSL', answer: 'denied', ramAction: 'kvstore:DescribeInstanceSSL', rules: ['ssl-disabled'] } }]);
    expect(denied[0]?.message).toContain('Unknown without it: ssl-disabled.');
    expect(denied[0]?.advice).toBe('Grant kvstore:DescribeInstanceSSL and run again.');
    expect(code).toBe(1);
  });

  test('the rules are those that were chosen', async () => {
    const emulator = await cloudOf([ELIGIBLE], { settings: { accessRules: [{ deny: 'kvstore:DescribeInstanceSSL' }] } });
    expect((await examine(envOf(emulator), [...HANGZHOU, '--skip', 'ssl-disabled'])).code).toBe(0);
  });

  test('what costs advice alone is a warning, exit 0', async () => {
    const emulator = await cloudOf([ELIGIBLE], { settings: { accessRules: [{ deny: 'kvstore:DescribeSecurityIps' }] } });
    const { code, of } = await examine(envOf(emulator));
    expect(of('permissions').filter(({ status }) => status !== 'ok')).toMatchObject([{ status: 'warning', saw: { operation: 'DescribeSecurityIps', rules: ['whitelist-not-empty'] } }]);
    expect(code).toBe(0);
  });

  test('without the list nothing else can be tried, which follows from it: exit 1', async () => {
    const emulator = await cloudOf([ELIGIBLE], { account: { keys: [{ id: KEY, secret: SECRET, allow: KVSTORE }] }, settings: { accessRules: [{ deny: 'kvstore:DescribeInstances' }] } });
    const { code, of } = await examine(envOf(emulator));
    expect(of('permissions')[0]).toMatchObject({ status: 'problem', saw: { operation: 'DescribeInstances' } });
    expect(of('permissions').filter(({ status }) => status === 'unknown').map(({ because }) => because)).toContain('permissions');
    expect(code).toBe(1);
  });

  test('an empty region leaves the reads of one instance open: exit 3; the lists are tried', async () => {
    const emulator = await cloudOf([]);
    const { code, of } = await examine(envOf(emulator));
    expect(of('permissions').find(({ saw }) => saw.kind === 'operation' && saw.operation === 'DescribeInstanceSSL')).toMatchObject({ status: 'unknown', because: null, saw: { answer: 'not-tried' } });
    for (const operation of ['DescribeHistoryTasks', 'DescribeVSwitches']) {
      expect(of('permissions').find(({ saw }) => saw.kind === 'operation' && saw.operation === operation), operation).toMatchObject({ status: 'ok' });
    }
    expect(code).toBe(3);
  });

  test('a throttled read is unknown, never allowed: exit 3', async () => {
    const emulator = await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeEngineVersion', kind: 'error', status: 400, code: 'Throttling.User' }]);
    const { code, of } = await examine(envOf(emulator));
    expect(of('permissions').filter(({ status }) => status !== 'ok')).toMatchObject([{ status: 'unknown', saw: { operation: 'DescribeEngineVersion', reason: 'throttled' } }]);
    expect(code).toBe(3);
  });
});

describe('the clock', () => {
  test.each([
    ['ahead by 16 minutes', 16 * 60, 'problem', 1, 'The clock is 16 minutes ahead of the service\'s; more than 15 minutes off, signatures are refused.'],
    ['behind by 16 minutes', -16 * 60, 'problem', 1, 'The clock is 16 minutes behind'],
    ['ahead by 6 minutes', 6 * 60, 'warning', 0, 'The clock is 6 minutes ahead of'],
    ['ahead by 4 minutes', 4 * 60, 'ok', 0, 'The clock is less than 5 minutes off.'],
  ] as const)('%s', async (_name, ahead, status, exit, sentence) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, of } = await examine(envOf(emulator), HANGZHOU, { now: () => new Date(Date.now() + ahead * 1000) });
    expect(of('clock')).toMatchObject([{ status, message: expect.stringContaining(sentence) }]);
    expect(code).toBe(exit);
  });

  test('a service that does not tell its time leaves it unknown: exit 3', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    await withDate(null, async (url) => {
      const { code, of } = await examine({ ...envOf(emulator), TAIR_PREFLIGHT_ENDPOINT_KVSTORE: url, TAIR_PREFLIGHT_ENDPOINT_VPC: url, TAIR_PREFLIGHT_ENDPOINT_STS: url });
      expect(of('clock')).toMatchObject([{ status: 'unknown', because: null, message: 'No service told its time.' }]);
      expect(code).toBe(3);
    });
  });
});

describe('endpoints', () => {
  test('one that nobody serves is a problem that says how far it came, and what follows from it does not count', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, of } = await examine({ ...envOf(emulator), TAIR_PREFLIGHT_ENDPOINT_VPC: await closedPort() });
    const [failed] = of('endpoints').filter(({ status }) => status !== 'ok');
    expect(failed).toMatchObject({ status: 'problem', saw: { product: 'vpc', region: 'cn-hangzhou', failure: { step: 'connection', reason: 'unreachable' } } });
    expect(failed?.message).toContain('ECONNREFUSED');
    const open = of('permissions').filter(({ status }) => status !== 'ok');
    expect(open.length).toBeGreaterThan(0);
    expect(open.every(({ status, because }) => status === 'unknown' && because === 'endpoints')).toBe(true);
    expect(open[0]?.message).toContain('Not tried, since the endpoint does not answer: ');
    expect(code).toBe(1);
  });

  test('a name that does not exist', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, of } = await examine({ ...envOf(emulator), TAIR_PREFLIGHT_ENDPOINT_STS: 'http://sts.invalid' });
    expect(of('endpoints').find(({ status }) => status === 'problem')).toMatchObject({ saw: { product: 'sts', failure: { step: 'name' } } });
    expect(of('account')).toMatchObject([{ status: 'unknown', because: 'endpoints' }]);
    expect(code).toBe(1);
  });

  test('TLS that cannot be agreed on', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { of } = await examine({ ...envOf(emulator), TAIR_PREFLIGHT_ENDPOINT_VPC: emulator.url.replace('http:', 'https:') });
    expect(of('endpoints').find(({ status }) => status === 'problem')).toMatchObject({ saw: { product: 'vpc', failure: { step: 'tls' } } });
  });

  test('a proxy that is not there', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { of } = await examine({ ...envOf(emulator), TAIR_PREFLIGHT_ENDPOINT_VPC: 'https://vpc.example.invalid', HTTPS_PROXY: await closedPort() });
    expect(of('endpoints').find(({ status }) => status === 'problem')).toMatchObject({ saw: { product: 'vpc', failure: { step: 'proxy' } } });
  });

  test.each([
    ['an endpoint that is none', { TAIR_PREFLIGHT_ENDPOINT_KVSTORE: 'not a url' }, 'endpoints', 'TAIR_PREFLIGHT_ENDPOINT_KVSTORE is expected to be'],
    ['a proxy that is none', { HTTPS_PROXY: 'ftp://proxy.example' }, 'proxy', 'HTTPS_PROXY is expected to be'],
  ] as const)('%s is a finding, and all that hangs on it is left out: exit 1', async (_name, env, check, sentence) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const examined = await examine({ ...envOf(emulator), ...env });
    expect(examined.of(check)[0]).toMatchObject({ status: 'problem', message: expect.stringContaining(sentence) });
    expect(examined.told.findings.filter(({ status, because }) => status === 'unknown' && because === null)).toEqual([]);
    expect(examined.code).toBe(1);
    expect(emulator.requests()).toEqual([]);
  });
});

describe('what was not tried', () => {
  test('stands in one line for each cause, in both languages', async () => {
    const emulator = await cloudOf([]);
    const env = { ...envOf(emulator), ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' };
    for (const [language, sentence] of [['en', 'Not tried, since there is no instance to try it on:'], ['zh', '因没有可供尝试的实例而未尝试：']] as const) {
      const { code, out } = await run(['doctor', ...HANGZHOU, '--lang', language], env, { folder: newFolder() });
      expect(code).toBe(3);
      expect(out.split(sentence)).toHaveLength(2);
      expect(out).toContain('DescribeInstanceSSL');
    }
  });
});

describe('credentials are findings, never a usage error', () => {
  const KEYS = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'] as const;

  test.each([
    ['none at all', KEYS, 'No credentials were found.'],
    ['half a pair', [KEYS[1]], 'ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is missing.'],
  ])('%s: exit 1, and the endpoints are examined all the same', async (_name, missing, sentence) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, of } = await examine(without(envOf(emulator), ...missing));
    expect(of('credentials')).toMatchObject([{ status: 'problem', message: expect.stringContaining(sentence) }]);
    expect(of('endpoints').every(({ status }) => status === 'ok')).toBe(true);
    expect(of('clock')).toMatchObject([{ status: 'ok' }]);
    for (const check of ['account', 'permissions'] as const) expect(of(check)).toMatchObject([{ status: 'unknown', because: 'credentials' }]);
    expect(code).toBe(1);
  });

  test.each([
    ['a wrong secret', { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'SECRETVALUE-another' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-unknown' }, 'InvalidAccessKeyId.NotFound'],
  ])('%s: exit 1, and nothing else is asked with it', async (_name, env, errorCode) => {
    const emulator = await cloudOf([ELIGIBLE]);
    for (const argv of [HANGZHOU, ['--all-regions']]) {
      const { code, of } = await examine({ ...envOf(emulator), ...env }, argv);
      expect(of('account')).toMatchObject([{ status: 'problem', saw: { kind: 'not-accepted', code: errorCode } }]);
      expect(of('permissions')).toMatchObject([{ status: 'unknown', because: 'account' }]);
      expect(code).toBe(1);
    }
  });

  test('a profile that is not there, and one that is', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const home = newFolder();
    const env = { ...without(envOf(emulator), ...KEYS), HOME: home };
    expect((await examine(env, [...HANGZHOU, '--profile', 'nobody'])).of('credentials')).toMatchObject([{ status: 'problem', message: expect.stringContaining('Profile "nobody" (--profile) was not found') }]);
    mkdirSync(join(home, '.aliyun'));
    writeFileSync(join(home, '.aliyun', 'config.json'), JSON.stringify({ current: 'ours', profiles: [{ name: 'ours', mode: 'AK', access_key_id: KEY, access_key_secret: SECRET, region_id: 'cn-hangzhou' }] }));
    const { code, of } = await examine(env, []);
    expect(of('credentials')[0]?.message).toBe('Credentials come from a profile of the aliyun CLI ("ours"); the key begins with LTAI…');
    expect(code).toBe(0);
  });

  test('no region is a finding that tries the central one', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, of } = await examine(envOf(emulator), []);
    expect(of('scope')).toMatchObject([{ status: 'problem', advice: expect.stringContaining('--region') }]);
    expect(code).toBe(1);
  });
});

describe('the machine', () => {
  test.each([['20.19.0', 'ok'], ['20.20.1', 'ok'], ['24.0.0', 'ok'], ['20.18.9', 'problem'], ['18.20.0', 'problem']] as const)('Node %s is %s', async (node, status) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const diagnosis = await doctor({ ...optionsFor(emulator), node, configFile: null }, testWorld({ env: { ALIBABA_CLOUD_ACCESS_KEY_ID: KEY, ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET } }));
    expect(diagnosis.findings[0]).toMatchObject({ check: 'node', status });
  });

  test('rules that cannot be judged are a usage error as everywhere', async () => {
    expect(await run(['doctor', ...HANGZHOU, '--only', 'ssl-disable'], {})).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean ssl-disabled?') });
  });

  test('the same findings give the same page', async () => {
    const emulator = await cloudOf([ELIGIBLE], { settings: { accessRules: [{ deny: 'kvstore:DescribeInstanceSSL' }] } });
    const once = async (): Promise<string> => reportDoctorTable({ ...await doctor({ ...optionsFor(emulator), node: '20.20.0', configFile: null }, testWorld({ env: { ALIBABA_CLOUD_ACCESS_KEY_ID: KEY, ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET } })), startedAt: '' }, { width: 80, color: false });
    expect(await once()).toBe(await once());
  });
});
