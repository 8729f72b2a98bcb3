import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';

import { Redis } from 'ioredis';

/** A redis-server that this test started, on loopback. */
export interface RedisProcess {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly client: Redis;
  readonly process: ChildProcess;
}

export interface RedisCluster {
  /** Three primaries, each with a third of the slots, in the order of their slots. */
  readonly primaries: readonly RedisProcess[];
  readonly replicas: readonly RedisProcess[];
  /** A plain Redis, which stands for the proxy: one endpoint that answers everything. */
  readonly proxy: RedisProcess;
  readonly nodes: readonly RedisProcess[];
  stop(): Promise<void>;
}

/** Null where redis-server can be had; else the sentence that says why tests against it are skipped. */
export function whyNoRedis(): string | null {
  if (runs('redis-server', ['--version'])) return null;
  if (process.getuid?.() === 0 && runs('apt-get', ['update', '-qq']) && runs('apt-get', ['install', '-y', '-qq', 'redis-server']) && runs('redis-server', ['--version'])) return null;
  return 'Skipped: these tests want a real Redis Cluster, and redis-server is neither installed nor could it be; install the package redis-server and run them again.';
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 240_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}

const SLOT_RANGES = [[0, 5460], [5461, 10_922], [10_923, 16_383]] as const;

/** Starts six nodes and a plain Redis and makes a cluster of the six. Replicas never take over, so that a node that is down stays missed. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-redis-'));
  const all: RedisProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const node of all) node.client.disconnect();
    await Promise.all(all.map((node) => end(node.process)));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const port of await freePorts(7)) all.push(startNode(port, folder, all.length < 6));
    await Promise.all(all.map(({ client }) => client.ping()));
    const nodes = all.slice(0, 6);
    const [proxy] = all.slice(6);
    if (proxy === undefined) throw new Error('Seven processes were to be started.');
    const [primaries, replicas] = [nodes.slice(0, 3), nodes.slice(3)];
    await makeCluster(primaries, replicas);
    return { primaries, replicas, proxy, nodes, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

function startNode(port: number, folder: string, inCluster: boolean): RedisProcess {
  const cluster = ['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`, '--cluster-node-timeout', '2000', '--cluster-replica-no-failover', 'yes'];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no', ...(inCluster ? cluster : [])];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  const client = new Redis({ host: '127.0.0.1', port, protocol: 2, disableClientInfo: true, retryStrategy: (times) => (times < 100 ? 50 : null) });
  client.on('error', () => undefined);
  return { host: '127.0.0.1', port, client, process: child };
}

async function makeCluster(primaries: readonly RedisProcess[], replicas: readonly RedisProcess[]): Promise<void> {
  const nodes = [...primaries, ...replicas];
  await Promise.all(nodes.map(({ client }, at) => client.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1)));
  await Promise.all(primaries.map(({ client }, at) => {
    const [first, last] = SLOT_RANGES[at] ?? [0, 0];
    return client.call('CLUSTER', 'ADDSLOTS', ...Array.from({ length: last - first + 1 }, (_, slot) => first + slot));
  }));
  for (const { port } of nodes.slice(1)) await nodes[0]?.client.call('CLUSTER', 'MEET', '127.0.0.1', port);
  const ids = await Promise.all(primaries.map(({ client }) => client.call('CLUSTER', 'MYID')));
  await eventually(async () => {
    const seen = await Promise.all(nodes.map(({ client }) => client.call('CLUSTER', 'INFO')));
    return seen.every((info) => String(info).includes('cluster_known_nodes:6'));
  });
  await Promise.all(replicas.map(({ client }, at) => client.call('CLUSTER', 'REPLICATE', String(ids[at]))));
  await isWhole(nodes);
}

/** Waits until every node sees all six, all slots and the state ok. */
export async function isWhole(nodes: readonly RedisProcess[]): Promise<void> {
  await eventually(async () => {
    const seen = await Promise.all(nodes.map(async ({ client }) => [String(await client.call('CLUSTER', 'INFO')), String(await client.call('CLUSTER', 'NODES'))] as const));
    return seen.every(([info, listed]) => info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384') && (listed.match(/\bslave\b/g) ?? []).length === 3);
  });
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds()) return;
    await sleepFor(100);
  }
  throw new Error('The Redis Cluster did not come about within 30 s.');
}

/** Ends one process that was started here, and waits for its end. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await ended;
}

/** Ports that are free, and so are those 10,000 above, where nodes talk to each other. */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  for (let port = 20_000 + Math.floor(Math.random() * 25_000); ports.length < count; port += 1) {
    if (await isFree(port) && await isFree(port + 10_000)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
