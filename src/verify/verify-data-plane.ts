import { DATA_PLANE_CHECKS, MOST_SAMPLES, SLOTS } from '../model/data-plane.ts';
import type { Address, DataPlaneCheck, DataPlaneFinding, DataPlaneReport, Primary } from '../model/data-plane.ts';
import type { Connection, Login, Reply } from './connection.ts';
import type { Failure } from './failure.ts';
import { authenticationFinding, habitFindings, unmeasured } from './findings.ts';
import { habitsIn } from './command-stats.ts';
import { latencyFinding } from './latency-finding.ts';
import { measureLatency } from './latency.ts';
import type { Comparison } from './latency.ts';
import { logIn } from './log-in.ts';
import { readAsNativeClient } from './native-client.ts';
import type { NativeReads } from './native-client.ts';
import { isFailure, probeShards } from './probe-shards.ts';
import type { ProbedShard } from './probe-shards.ts';
import { reachableFinding } from './reachable-finding.ts';
import { clusterStateFinding, nativeClientFinding, primariesFinding, shardsFinding } from './shard-findings.ts';
import { mapFailedFinding, slotsFinding } from './slot-findings.ts';
import { readSlotMap, slotsIn } from './slot-map.ts';
import type { SlotMap } from './slot-map.ts';

export interface DataPlaneOptions {
  readonly direct: Address;
  /** The proxy's endpoint, for comparison; null where there is none. */
  readonly proxy: Address | null;
  /** How many shards there should be; null where that is not known. */
  readonly shards: number | null;
  readonly password: string | null;
  readonly username?: string | null;
  /** PINGs to each endpoint, 1 to MOST_SAMPLES; 100. */
  readonly samples?: number;
  /** Seconds for a connection to come about, and for each reply. */
  readonly timeout: number;
  now(): Date;
}

const USUAL_SAMPLES = 100;

/**
 * Connects to a direct endpoint from here as a native Redis Cluster client and says what it found. It reads and never writes
 * a key; no shard gets more than 200 commands. Never rejects for what the network or the server does: that is in the findings.
 */
export async function verifyDataPlane(options: DataPlaneOptions): Promise<DataPlaneReport> {
  const { direct, proxy, shards, timeout } = options;
  const startedAt = options.now().toISOString();
  const login: Login = { username: options.username ?? null, password: options.password };
  const entry = await logIn(direct, login, timeout);
  const seen = entry.kind === 'in'
    ? await lookInside(options, entry.connection, entry.login)
    : { findings: outside(entry.kind === 'kept-out' ? 'authentication' : 'reachable') };
  const findings = [reachableFinding(direct, entry), ...authenticationFinding(direct, entry, login), ...seen.findings];
  return {
    direct: addressOf(direct), proxy: proxy === null ? null : addressOf(proxy), shards, startedAt,
    slots: null, primaries: [], latency: { direct: null, proxy: null }, commands: null, ...seen,
    findings: findings.toSorted((a, b) => DATA_PLANE_CHECKS.indexOf(a.check) - DATA_PLANE_CHECKS.indexOf(b.check)),
    finishedAt: options.now().toISOString(),
  };
}

function addressOf({ host, port }: Address): Address {
  return { host, port };
}

type Inside = Partial<Pick<DataPlaneReport, 'slots' | 'primaries' | 'latency' | 'commands'>> & Pick<DataPlaneReport, 'findings'>;

/** Everything that cannot be looked at from outside. */
function outside(because: 'authentication' | 'reachable'): readonly DataPlaneFinding[] {
  const first = because === 'reachable' ? 'authentication' : 'slots-covered';
  return DATA_PLANE_CHECKS.slice(DATA_PLANE_CHECKS.indexOf(first)).map((check) => unmeasured(check, because));
}

async function lookInside(options: DataPlaneOptions, seed: Connection, login: Login): Promise<Inside> {
  const { direct, timeout } = options;
  const reply = await seed.send('CLUSTER', 'SLOTS');
  seed.close();
  const map = readMap(reply, direct);
  if ('saw' in map) return { findings: [mapFailedFinding(direct, map), ...withoutMap()] };
  const shards = await probeShards(map.primaries, login, timeout);
  try {
    const natively = map.primaries.length === 0 ? null : await readAsNativeClient({ direct, primaries: map.primaries, login, timeout });
    return await judge(options, { map, shards, natively }, login);
  } finally {
    for (const { connection } of shards) connection?.close();
  }
}

function readMap(reply: Reply, direct: Address): SlotMap | Failure {
  if (reply.kind === 'failed') return reply.failure;
  return readSlotMap(reply.value, direct) ?? { kind: 'malformed', saw: 'the reply has not the form of the protocol' };
}

function withoutMap(): readonly DataPlaneFinding[] {
  const rest: readonly DataPlaneCheck[] = DATA_PLANE_CHECKS.slice(DATA_PLANE_CHECKS.indexOf('slots-covered') + 1);
  return rest.map((check) => unmeasured(check, 'slots-covered'));
}

interface Seen {
  readonly map: SlotMap;
  readonly shards: readonly ProbedShard[];
  /** Null where there is no primary to read from. */
  readonly natively: NativeReads | null;
}

async function judge(options: DataPlaneOptions, { map, shards, natively }: Seen, login: Login): Promise<Inside> {
  const measured = await measure(options, shards, login);
  const counted = shards.flatMap(({ commandStats }) => (isFailure(commandStats) ? [] : [commandStats]));
  const commands = counted.length === 0 ? null : habitsIn(counted);
  return {
    slots: { covered: map.covered, total: SLOTS, gaps: map.gaps },
    primaries: shards.map(toPrimary),
    latency: { direct: measured.direct, proxy: measured.proxy },
    commands,
    findings: [
      slotsFinding(map), shardsFinding(shards), primariesFinding(map, options.shards), clusterStateFinding(shards),
      nativeClientFinding(natively), latencyFinding(measured, options), ...habitFindings(commands, shards),
    ],
  };
}

function toPrimary({ primary: { host, port, nodeId, ranges }, ping }: ProbedShard): Primary {
  const answers = ping === 'PONG' ? true : ping.kind === 'no-permission' ? null : false;
  return { host, port, nodeId, slots: slotsIn(ranges), answers };
}

async function measure(options: DataPlaneOptions, shards: readonly ProbedShard[], login: Login): Promise<Comparison> {
  const direct = shards.flatMap(({ connection, ping }) => (connection !== null && ping === 'PONG' ? [connection] : []));
  const entry = options.proxy === null ? null : await logIn(options.proxy, login, options.timeout);
  const proxy = entry?.kind === 'in' && entry.ping === null ? entry.connection : null;
  const samples = Math.max(1, Math.min(options.samples ?? USUAL_SAMPLES, MOST_SAMPLES));
  try {
    const measured = await measureLatency({ direct, proxy, samples, most: options.timeout });
    const proxyFailure = entry === null ? null : entry.kind === 'in' ? entry.ping : entry.failure;
    return { ...measured, proxyFailure };
  } finally {
    if (entry?.kind === 'in') entry.connection.close();
  }
}
