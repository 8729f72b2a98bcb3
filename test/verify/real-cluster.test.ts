import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DataPlaneCheck, DataPlaneFinding, DataPlaneReport } from '../../src/model/data-plane.ts';
import { hasOpenQuestion, gravest } from '../../src/model/data-plane.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import { verifyDataPlane } from '../../src/verify/verify-data-plane.ts';
import type { DataPlaneOptions } from '../../src/verify/verify-data-plane.ts';
import { end, isWhole, startRedisCluster, whyNoRedis } from './redis-cluster.ts';
import type { RedisCluster, RedisProcess } from './redis-cluster.ts';

const missing = whyNoRedis();
if (missing !== null) console.warn(missing);

/** One cluster for all: a test that breaks it mends it, but for the last. */
describe.skipIf(missing !== null)('verify against a real Redis Cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => { cluster = await startRedisCluster(); });
  afterAll(async () => { await cluster?.stop(); });

  function at(list: readonly RedisProcess[], index: number): RedisProcess {
    const node = list[index];
    if (node === undefined) throw new Error(`There is no node ${index}.`);
    return node;
  }

  function look(more: Partial<DataPlaneOptions> = {}): Promise<DataPlaneReport> {
    return verifyDataPlane({ direct: at(cluster.primaries, 0), proxy: cluster.proxy, shards: 3, password: null, timeout: 5, now: () => new Date(), ...more });
  }

  it('finds a healthy cluster ok in every respect', async () => {
    const report = await look();
    expect(statuses(report)).toEqual({
      reachable: ['ok'], authentication: ['ok'], 'slots-covered': ['ok'], 'shards-answer': ['ok'], 'primaries-match-shards': ['ok'],
      'cluster-state': ['ok'], 'native-client': ['ok'], latency: ['ok'], 'command-habits': ['ok'],
    });
    expect(report.slots).toEqual({ covered: 16_384, total: 16_384, gaps: [] });
    expect(report.primaries.map(({ port, slots, answers }) => ({ port, slots, answers }))).toEqual(
      cluster.primaries.map(({ port }, index) => ({ port, slots: index === 1 ? 5462 : 5461, answers: true })));
    for (const side of [report.latency.direct, report.latency.proxy]) {
      expect(side?.samples).toBe(100);
      expect(side?.p50).toBeGreaterThan(0);
      expect(side?.p99).toBeGreaterThanOrEqual(side?.p95 ?? Infinity);
    }
  });

  it('sends no shard more than 200 commands even at most samples, none but handshakes and reads, and writes no key', async () => {
    await Promise.all(cluster.nodes.map(({ client }) => client.call('CONFIG', 'RESETSTAT')));
    await look({ samples: 150 });
    for (const { client } of cluster.nodes) {
      const counts = countsOf(String(await client.call('INFO', 'commandstats')));
      const ours = [...counts].filter(([name]) => !/^(config|replconf|psync|info$)/.test(name));
      expect(ours.reduce((sum, [, calls]) => sum + calls, 0)).toBeLessThanOrEqual(200);
      expect(ours.map(([name]) => name.split('|', 1)[0]).filter((name) => !['auth', 'client', 'ping', 'cluster', 'type'].includes(name ?? ''))).toEqual([]);
      expect(await client.dbsize()).toBe(0);
    }
  });

  it('names the commands in use that behave otherwise on a native client, by how often the shards counted them', async () => {
    const { client } = at(cluster.primaries, 0);
    await Promise.all(cluster.nodes.map((node) => node.client.call('CONFIG', 'RESETSTAT')));
    await client.call('SELECT', '0');
    for (let call = 0; call < 3; call += 1) await client.mget('{06S}a', '{06S}b');
    await client.call('MULTI');
    await client.call('EXEC');
    const report = await look();
    expect(report.commands).toEqual([
      { command: 'MGET', habit: 'multi-key', calls: 3 }, { command: 'EXEC', habit: 'transaction', calls: 1 },
      { command: 'MULTI', habit: 'transaction', calls: 1 }, { command: 'SELECT', habit: 'database', calls: 1 },
    ]);
    const habits = of(report, 'command-habits');
    expect(habits.map(({ status }) => status)).toEqual(['warning', 'warning', 'warning']);
    expect(habits[1]?.message).toMatch(/^In use: MGET 3 calls\. They work on a native client only when all keys share a slot/);
    expect(gravest(report.findings)).toBe('warning');
    await Promise.all(cluster.nodes.map((node) => node.client.call('CONFIG', 'RESETSTAT')));
  });

  it('does not see its own commands as a habit the next time', async () => {
    await look();
    expect((await look()).commands).toEqual([]);
  });

  it('tells a primary too few', async () => {
    const report = await look({ shards: 4 });
    expect(of(report, 'primaries-match-shards')).toMatchObject([{ status: 'problem', message: 'Expected 4 primaries, one for each shard; the slot map names 3.' }]);
  });

  it('does not take an unread number of shards for the right one', async () => {
    const report = await look({ shards: null });
    expect(of(report, 'primaries-match-shards')).toMatchObject([{ status: 'unknown', because: null }]);
    expect(hasOpenQuestion(report.findings)).toBe(true);
  });

  it('leaves the comparison open where the proxy endpoint does not answer, and finds nothing wrong with the direct one', async () => {
    const report = await look({ proxy: { host: '127.0.0.1', port: 1 } });
    expect(of(report, 'latency')).toMatchObject([{ status: 'unknown', reason: 'refused', because: null }]);
    expect(report.latency).toMatchObject({ direct: { samples: 100 }, proxy: null });
    expect(report.findings.filter(({ status }) => status !== 'ok')).toHaveLength(1);
  });

  it('tells an endpoint that is a plain Redis, as a proxy is, from a cluster', async () => {
    const report = await look({ direct: cluster.proxy });
    expect(of(report, 'slots-covered')).toMatchObject([{ status: 'problem', reason: 'not-a-cluster' }]);
    expect(of(report, 'shards-answer')).toMatchObject([{ status: 'unknown', because: 'slots-covered' }]);
    expect(gravest(report.findings)).toBe('problem');
    expect(hasOpenQuestion(report.findings)).toBe(false);
  });

  describe('with a password', () => {
    beforeAll(async () => {
      for (const { client } of cluster.nodes) {
        await client.call('CONFIG', 'SET', 'masterauth', 'right-secret');
        await client.call('ACL', 'SETUSER', 'watcher', 'on', '>watch-secret', '~*', '+ping', '+cluster', '+type');
        await client.call('ACL', 'SETUSER', 'pinger', 'on', '>ping-secret', '+ping');
        await client.call('CONFIG', 'SET', 'requirepass', 'right-secret');
      }
    });
    afterAll(async () => {
      await Promise.all(cluster.nodes.map(({ client }) => client.call('CONFIG', 'SET', 'requirepass', '')));
    });

    it('is let in with the right one, the proxy too where it wants none', async () => {
      const report = await look({ password: 'right-secret' });
      expect(of(report, 'authentication')).toMatchObject([{ status: 'ok' }]);
      expect(of(report, 'native-client')).toMatchObject([{ status: 'ok' }]);
      expect(of(report, 'latency')).toMatchObject([{ status: 'ok' }]);
    });

    it.each([
      { name: 'a wrong password', given: { password: 'wrong-secret' }, reason: 'wrong-password' },
      { name: 'no password', given: { password: null }, reason: 'password-required' },
      { name: 'a user that is not there', given: { password: 'right-secret', username: 'nobody' }, reason: 'wrong-password' },
    ])('$name is a problem of the login, not of the network', async ({ given, reason }) => {
      const report = await look(given);
      expect(of(report, 'reachable')).toMatchObject([{ status: 'ok' }]);
      expect(of(report, 'authentication')).toMatchObject([{ status: 'problem', reason }]);
      expect(of(report, 'slots-covered')).toMatchObject([{ status: 'unknown', because: 'authentication' }]);
      expect(hasOpenQuestion(report.findings)).toBe(false);
      expect(JSON.stringify(report)).not.toMatch(/-secret/);
    });

    it('a user that may not see the slot map is told as such (ACL)', async () => {
      const report = await look({ username: 'pinger', password: 'ping-secret' });
      expect(of(report, 'authentication')).toMatchObject([{ status: 'ok' }]);
      expect(of(report, 'slots-covered')).toMatchObject([{ status: 'problem', reason: 'no-permission' }]);
    });

    it('statistics that a user may not see are unknown, not clean', async () => {
      const report = await look({ username: 'watcher', password: 'watch-secret', proxy: null });
      expect(of(report, 'command-habits')).toMatchObject([{ status: 'unknown', reason: 'no-permission', because: null }]);
      expect(report.commands).toBeNull();
      expect(of(report, 'native-client')).toMatchObject([{ status: 'ok' }]);
    });

    it('a password that nobody asked for is a warning', async () => {
      const report = await look({ direct: cluster.proxy, proxy: null, password: 'right-secret' });
      expect(of(report, 'authentication')).toMatchObject([{ status: 'warning', reason: 'password-not-needed' }]);
    });
  });

  it('tells a gap in the slots, with its place', async () => {
    const slots = ['100', '101', '300'];
    for (const { client } of cluster.nodes) await client.call('CLUSTER', 'DELSLOTS', ...slots);
    try {
      const report = await look();
      expect(of(report, 'slots-covered')).toMatchObject([{ status: 'problem', message: 'Expected all 16,384 slots to be covered; 3 slots have no primary: 100-101, 300.' }]);
      expect(report.slots).toEqual({ covered: 16_381, total: 16_384, gaps: [{ first: 100, last: 101 }, { first: 300, last: 300 }] });
    } finally {
      await at(cluster.primaries, 0).client.call('CLUSTER', 'ADDSLOTS', ...slots);
      await isWhole(cluster.nodes);
    }
  });

  it('runs whole from the command line: check, apply, verify, on an emulated instance whose endpoints are this cluster', async () => {
    const { cli, envFor } = await import('../support/cli.ts');
    const emulator = await startEmulator({
      fleet: {
        vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 100 }],
        settings: { settle: 0.1 },
        instances: [{
          id: 'r-real', vSwitch: 'vsw-a', class: 'redis.logic.sharding.2g.3db.0rodb.3proxy.default', passwordFree: true,
          dataPlane: { direct: { host: '127.0.0.1', port: at(cluster.primaries, 1).port }, proxy: { host: '127.0.0.1', port: cluster.proxy.port } },
        }],
      },
    });
    try {
      const run = (...argv: readonly string[]) => cli([...argv, '--region', 'cn-hangzhou'], envFor(emulator));
      expect((await run('check', 'r-real')).code).toBe(0);
      const before = await run('verify', 'r-real');
      expect(before).toMatchObject({ code: 1, err: '' });
      expect(before.out).toContain('r-real has no direct endpoint');
      const applied = await run('apply', 'r-real', '--yes', '--poll', '0.1', '--verify-data-plane', '--format', 'json');
      expect(applied.code).toBe(0);
      expect(JSON.parse(applied.out)).toMatchObject({ entries: [{ outcome: 'done' }], dataPlane: { summary: { ok: 1, problem: 0 }, instances: [{ instanceId: 'r-real', slots: { covered: 16_384 } }] } });
      const after = await run('verify', 'r-real', '--format', 'json', '--samples', '20');
      expect(after).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(after.out)).toMatchObject({
        schema: 'tair-preflight/verify/v1', summary: { instances: 1, ok: 1, problem: 0 },
        instances: [{
          instanceId: 'r-real', status: 'ok', shards: 3, slots: { covered: 16_384 }, latency: { direct: { samples: 20 }, proxy: { samples: 20 } },
          direct: { host: '127.0.0.1', port: at(cluster.primaries, 1).port }, proxy: { host: '127.0.0.1', port: cluster.proxy.port },
        }],
      });
      expect((await run('verify', 'r-real')).out).toContain('All 16,384 slots are covered');
    } finally {
      await emulator.stop();
    }
  });

  it('tells a shard that hangs, within the time given', async () => {
    const node = at(cluster.primaries, 1);
    node.process.kill('SIGSTOP');
    const start = Date.now();
    try {
      const report = await look({ timeout: 1 });
      expect(of(report, 'shards-answer')).toMatchObject([{ status: 'problem', reason: 'timeout' }]);
      expect(of(report, 'shards-answer')[0]?.message).toContain(`127.0.0.1:${node.port}`);
      expect(Date.now() - start).toBeLessThan(15_000);
    } finally {
      node.process.kill('SIGCONT');
    }
  });

  it('tells a node that is down from one that is well', async () => {
    const node = at(cluster.primaries, 2);
    await end(node.process);
    const report = await look();
    expect(of(report, 'shards-answer')).toMatchObject([{ status: 'problem', reason: 'refused' }]);
    expect(of(report, 'shards-answer')[0]?.message).toContain(`1 of 3 did not. 127.0.0.1:${node.port}: the connection was refused`);
    expect(report.primaries.map(({ answers }) => answers)).toEqual([true, true, false]);
    expect(of(report, 'native-client')).toMatchObject([{ status: 'problem' }]);
    expect(of(report, 'command-habits').at(-1)).toMatchObject({ status: 'unknown', because: 'shards-answer' });
    expect(gravest(report.findings)).toBe('problem');
    expect(hasOpenQuestion(report.findings)).toBe(false);
  });
});

function of(report: DataPlaneReport, check: DataPlaneCheck): readonly DataPlaneFinding[] {
  return report.findings.filter((finding) => finding.check === check);
}

function statuses(report: DataPlaneReport): Record<string, readonly string[]> {
  return Object.fromEntries([...new Set(report.findings.map(({ check }) => check))].map((check) => [check, of(report, check).map(({ status }) => status)]));
}

function countsOf(info: string): ReadonlyMap<string, number> {
  return new Map([...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map((match) => [match[1] ?? '', Number(match[2])]));
}
