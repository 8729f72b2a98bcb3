import { afterEach, describe, expect, it } from 'vitest';

import { verifyEndpoint } from '../../src/app/verify.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator, EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import { cli, envFor } from '../support/cli.ts';
import type { CliRun } from '../support/cli.ts';
import { fleetOf, instance } from '../emulator/fleets.ts';
import { bulk, startFakeRedis } from './fake-redis.ts';
import type { FakeRedis } from './fake-redis.ts';

let emulator: Emulator | undefined;
let fake: FakeRedis | undefined;
afterEach(async () => {
  await emulator?.stop();
  await fake?.stop();
  fake = undefined;
});

async function start(instances: readonly FleetInstance[], options: Partial<EmulatorOptions> = {}): Promise<void> {
  emulator = await startEmulator({ fleet: fleetOf([...instances]), ...options });
}

function run(argv: readonly string[], env: Record<string, string> = {}, more: Parameters<typeof cli>[2] = {}): Promise<CliRun> {
  const cloud = emulator === undefined ? {} : envFor(emulator);
  return cli(['verify', ...argv, '--region', 'cn-hangzhou', '--connect-timeout', '3'], { ...cloud, ...env }, more);
}

/** A one-shard cluster in a fake: whole, with the password "top-secret". */
async function startFakeCluster(): Promise<FakeRedis> {
  const known = new Set<object>();
  fake = await startFakeRedis(([word, ...args], socket) => {
    const [second = ''] = args;
    switch (`${word} ${word?.toUpperCase() === 'CLUSTER' ? second : ''}`.trim().toUpperCase()) {
      case 'AUTH':
        if (args.at(-1) === 'top-secret') known.add(socket);
        return args.at(-1) === 'top-secret' ? '+OK\r\n' : '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
      case 'CLIENT':
        return '+OK\r\n';
    }
    if (!known.has(socket)) return '-NOAUTH Authentication required.\r\n';
    switch (`${word} ${word?.toUpperCase() === 'CLUSTER' ? second : ''}`.trim().toUpperCase()) {
      case 'PING':
        return '+PONG\r\n';
      case 'CLUSTER SLOTS':
        return `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n${bulk('127.0.0.1')}:${socket.localPort}\r\n`;
      case 'CLUSTER INFO':
        return bulk('cluster_state:ok\r\n');
      case 'INFO':
        return bulk('# Commandstats\r\n');
      case 'TYPE':
        return '+none\r\n';
      default:
        return '-ERR unknown\r\n';
    }
  });
  return fake;
}

function direct(address: FakeRedis['address'], more: Partial<FleetInstance> = {}): FleetInstance {
  return instance('r-1', { class: 'redis.logic.sharding.2g.1db.0rodb.1proxy.default', directEndpoint: {}, dataPlane: { direct: address, proxy: address }, ...more });
}

describe('verify', () => {
  it('says that there is no direct endpoint, and asks for no password then', async () => {
    await start([instance('r-1')]);
    const asked: string[] = [];
    const { code, out, err } = await run(['r-1'], {}, { stdinIsTerminal: true, askHidden: (question) => { asked.push(question); return Promise.resolve('x'); } });
    expect({ code, err, asked }).toEqual({ code: 1, err: '', asked: [] });
    expect(out).toContain('r-1 has no direct endpoint, so there is nothing to connect to.');
    expect(out).toContain('tair-preflight apply r-1 --region cn-hangzhou');
    expect(out).toContain('1 instance: 1 with a problem.');
  });

  it('reads the endpoints and no more of an instance that has no direct one', async () => {
    await start([instance('r-1')]);
    await run(['r-1']);
    expect([...new Set(emulator?.requests().map(({ action }) => action))].toSorted()).toEqual(['DescribeDBInstanceNetInfo', 'DescribeInstances', 'GetCallerIdentity']);
  });

  it('does not take endpoints that could not be read for none', async () => {
    emulator = await startEmulator({ fleet: fleetOf([instance('r-1', { directEndpoint: {} })], { settings: { accessRules: [{ deny: 'kvstore:DescribeDBInstanceNetInfo' }] } }) });
    const { code, out } = await run(['r-1', '--format', 'json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ instances: [{ status: 'unknown', direct: null, findings: [{ check: 'direct-endpoint', status: 'unknown', because: null, advice: 'Grant kvstore:DescribeDBInstanceNetInfo and try again.' }] }] });
  });

  it('says that an instance does not exist', async () => {
    await start([instance('r-1')]);
    expect(await run(['r-none'])).toMatchObject({ code: 1, out: expect.stringContaining('There is no instance r-none') });
  });

  it('is 3 where the endpoint cannot be reached from here', async () => {
    await start([direct({ host: '127.0.0.1', port: 1 })]);
    const { code, out } = await run(['r-1']);
    expect(code).toBe(3);
    expect(out).toContain('ECONNREFUSED');
    expect(out).toContain('1 instance: 1 with something not measured.');
  });

  it('takes the password from the environment, uses it on every connection, and shows it nowhere', async () => {
    const { address } = await startFakeCluster();
    await start([direct(address)]);
    for (const format of ['table', 'json']) {
      const { code, out, err } = await run(['r-1', '--format', format], { TAIR_PREFLIGHT_REDIS_PASSWORD: 'top-secret' });
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('All 16,384 slots are covered');
      expect(out).not.toContain('top-secret');
    }
    expect(fake?.commands).toContain('AUTH top-secret');
  });

  it('sends the user name where there is one', async () => {
    const { address } = await startFakeCluster();
    await start([direct(address)]);
    expect((await run(['r-1'], { TAIR_PREFLIGHT_REDIS_PASSWORD: 'top-secret', TAIR_PREFLIGHT_REDIS_USERNAME: 'app' })).code).toBe(0);
    expect(fake?.commands).toContain('AUTH app top-secret');
  });

  it('asks for the password once on a terminal, not where there is none', async () => {
    const { address } = await startFakeCluster();
    await start([direct(address), { ...direct(address), id: 'r-2' }]);
    const asked: string[] = [];
    const askHidden = (question: string): Promise<string> => {
      asked.push(question);
      return Promise.resolve('top-secret');
    };
    const onTerminal = await run(['r-1', 'r-2'], {}, { stdinIsTerminal: true, askHidden });
    expect(onTerminal.code).toBe(0);
    expect(asked).toHaveLength(1);
    const elsewhere = await run(['r-1'], {}, { stdinIsTerminal: false, askHidden });
    expect(elsewhere).toMatchObject({ code: 1, out: expect.stringContaining('TAIR_PREFLIGHT_REDIS_PASSWORD') });
    expect(asked).toHaveLength(1);
  });

  it('asks for none where the instance is free of passwords', async () => {
    const { address } = await startFakeCluster();
    await start([direct(address, { passwordFree: true })]);
    const asked: string[] = [];
    await run(['r-1'], {}, { stdinIsTerminal: true, askHidden: (question) => { asked.push(question); return Promise.resolve('x'); } });
    expect(asked).toEqual([]);
  });

  it('is 1 with a wrong password, and names neither it nor the network', async () => {
    const { address } = await startFakeCluster();
    await start([direct(address)]);
    const { code, out } = await run(['r-1'], { TAIR_PREFLIGHT_REDIS_PASSWORD: 'wrong-secret' });
    expect(code).toBe(1);
    expect(out).toContain('was not accepted');
    expect(out).not.toMatch(/wrong-secret|VPC/);
  });

  it.each([
    { name: 'without an instance', argv: [], err: /wants the ids of instances/ },
    { name: 'with a password as an argument', argv: ['r-1', '--password=top-secret'], err: /never taken as an argument/ },
    { name: 'with a password as an argument of its own', argv: ['r-1', '--password', 'top-secret'], err: /never taken as an argument/ },
    { name: 'with --password alone', argv: ['r-1', '--password'], err: /never taken as an argument/ },
    { name: 'with more PINGs than a shard may get', argv: ['r-1', '--samples', '151'], err: /150 is the most/ },
    { name: 'with a time that is none', argv: ['r-1', '--connect-timeout', '0'], err: /seconds above 0/ },
    { name: 'with a format that it does not write', argv: ['r-1', '--format', 'sarif'], err: /sarif/ },
    { name: 'with half a login', argv: ['r-1'], env: { TAIR_PREFLIGHT_REDIS_USERNAME: 'app' }, err: /set both, or neither/ },
  ])('$name is a usage error', async ({ argv, env, err }) => {
    await start([instance('r-1')]);
    const result = await run(argv, env);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toMatch(err);
    expect(result.err).not.toContain('top-secret');
    expect(emulator?.requests()).toEqual([]);
  });
});

describe('verifyEndpoint', () => {
  it('connects to the endpoint that is named, though the facts were read before it was made', async () => {
    const { address } = await startFakeCluster();
    const evidence = { operation: 'DescribeDBInstanceNetInfo', requestId: null, readAt: '2026-11-24T00:00:00.000Z' };
    const facts = new Map([
      ['network.endpoints', { kind: 'known', value: [{ connectionString: '127.0.0.1', port: 1, type: 'Private', direct: false }], evidence }],
      ['instance.shardCount', { kind: 'known', value: 1, evidence }],
    ] as const);
    const verified = await verifyEndpoint({
      instance: { accountId: null, region: 'cn-hangzhou', instanceId: 'r-1', facts }, direct: address,
      login: { username: null, password: 'top-secret' }, access: { samples: 3, connectTimeout: 3 }, now: () => new Date(0),
    });
    expect(verified).toMatchObject({ status: 'unknown', direct: address, proxy: { host: '127.0.0.1', port: 1 }, shards: 1, latency: { direct: { samples: 3 }, proxy: null } });
    expect(verified.findings.filter(({ status }) => status !== 'ok').map(({ check }) => check)).toEqual(['latency']);
  });
});
