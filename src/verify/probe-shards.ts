import limitTo from 'p-limit';

import { readCommandStats } from './command-stats.ts';
import type { Connection, Login, Reply } from './connection.ts';
import type { Failure } from './failure.ts';
import { logIn } from './log-in.ts';
import type { MappedPrimary } from './slot-map.ts';

/** What one shard's primary said on a connection of its own; a failure where it did not say it. */
export interface ProbedShard {
  readonly primary: MappedPrimary;
  /** Open until the caller closes it; null where none came about. */
  readonly connection: Connection | null;
  readonly ping: 'PONG' | Failure;
  /** The value of cluster_state. */
  readonly clusterState: { readonly state: string } | Failure;
  readonly commandStats: ReadonlyMap<string, number> | Failure;
}

const AT_A_TIME = 16;

/** Connects to every primary at the address that the cluster announces, as a native client does. */
export function probeShards(primaries: readonly MappedPrimary[], login: Login, timeout: number): Promise<readonly ProbedShard[]> {
  const limit = limitTo(AT_A_TIME);
  return Promise.all(primaries.map((primary) => limit(() => probeShard(primary, login, timeout))));
}

export function isFailure(value: object | string): value is Failure {
  return typeof value === 'object' && 'kind' in value && 'saw' in value;
}

async function probeShard(primary: MappedPrimary, login: Login, timeout: number): Promise<ProbedShard> {
  const entry = await logIn({ host: primary.host, port: primary.port }, login, timeout);
  if (entry.kind !== 'in') return { primary, connection: null, ping: entry.failure, clusterState: entry.failure, commandStats: entry.failure };
  const { connection } = entry;
  const clusterState = read(await connection.send('CLUSTER', 'INFO'), readClusterState);
  const commandStats = read(await connection.send('INFO', 'commandstats'), readCommandStats);
  return { primary, connection, ping: entry.ping ?? 'PONG', clusterState, commandStats };
}

function read<T>(reply: Reply, convert: (value: unknown) => T | null): T | Failure {
  if (reply.kind === 'failed') return reply.failure;
  return convert(reply.value) ?? { kind: 'malformed', saw: 'the reply has not the form of the protocol' };
}

function readClusterState(value: unknown): { readonly state: string } | null {
  const state = typeof value === 'string' ? /^cluster_state:(\w+)/m.exec(value)?.[1] : undefined;
  return state === undefined ? null : { state };
}
