import type { Latency } from '../model/data-plane.ts';
import type { Connection, Reply } from './connection.ts';
import type { Failure } from './failure.ts';

export interface Measured {
  readonly direct: Latency | null;
  readonly proxy: Latency | null;
  /** The first reply that was no PONG, by side. */
  readonly broken: { readonly direct: Reply | null; readonly proxy: Reply | null };
}

/** The same with what kept the proxy's endpoint out of it. */
export interface Comparison extends Measured {
  readonly proxyFailure: Failure | null;
}

/**
 * Times the same number of PINGs on both sides, one after another in turn, so that whatever changes meanwhile touches both.
 * Those of the direct side go round the shards. Ends after so many samples or seconds; a side that fails is not asked again.
 */
export async function measureLatency(given: {
  readonly direct: readonly Connection[];
  readonly proxy: Connection | null;
  readonly samples: number;
  /** Seconds for the whole. */
  readonly most: number;
}): Promise<Measured> {
  const times = { direct: [] as number[], proxy: [] as number[] };
  const broken: { direct: Reply | null; proxy: Reply | null } = { direct: null, proxy: null };
  const end = performance.now() + given.most * 1000;
  if (given.direct.length === 0) return { direct: null, proxy: null, broken };
  for (let at = 0; at < given.samples && performance.now() < end; at += 1) {
    const shard = given.direct[at % given.direct.length];
    for (const [side, connection] of [['direct', shard], ['proxy', given.proxy]] as const) {
      if (connection === undefined || connection === null || broken[side] !== null) continue;
      const start = performance.now();
      const reply = await connection.send('PING');
      if (reply.kind === 'reply' && reply.value === 'PONG') times[side].push(performance.now() - start);
      else broken[side] = reply;
    }
  }
  return { direct: toLatency(times.direct, broken.direct), proxy: toLatency(times.proxy, broken.proxy), broken };
}

function toLatency(times: readonly number[], broken: Reply | null): Latency | null {
  if (times.length === 0 || broken !== null) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const rank = (percent: number): number => round(sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0);
  return { samples: sorted.length, p50: rank(50), p95: rank(95), p99: rank(99) };
}

/** To a microsecond. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
