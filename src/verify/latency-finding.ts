import type { Address, DataPlaneFinding, Latency } from '../model/data-plane.ts';
import type { Reply } from './connection.ts';
import type { Failure } from './failure.ts';
import { finding } from './findings.ts';
import type { Comparison } from './latency.ts';
import { adviceFor, atAddress, count } from './words.ts';

/** The round trips of PING on the direct endpoint beside those on the proxy's. */
export function latencyFinding({ direct, proxy, broken, proxyFailure }: Comparison, endpoints: { readonly proxy: Address | null }): DataPlaneFinding {
  if (direct === null) {
    const failure = failureOf(broken.direct);
    if (failure === null) return finding('latency', 'unknown', 'Not measured: the latency. No shard answered PING.', { because: 'shards-answer' });
    return finding('latency', 'unknown', `The latency of the direct endpoint could not be measured: ${failure.saw}.`, { reason: failure.kind, advice: adviceFor(failure) });
  }
  if (endpoints.proxy === null) return finding('latency', 'ok', `${sentence('The direct endpoint', direct)} There is no proxy endpoint to compare with.`);
  if (proxy === null) {
    const failure = proxyFailure ?? failureOf(broken.proxy);
    return finding('latency', 'unknown', `${sentence('The direct endpoint', direct)} It could not be compared: the proxy endpoint ${atAddress(endpoints.proxy)} did not answer${failure === null ? '' : `, ${failure.saw}`}. That says nothing against the direct endpoint.`, {
      reason: failure?.kind ?? null, advice: failure === null ? null : adviceFor(failure),
    });
  }
  return finding('latency', 'ok', `${sentence('The direct endpoint', direct)} ${sentence('The proxy endpoint', proxy)} The proxy may answer PING by itself, so for commands on keys the difference can be greater.`);
}

function sentence(what: string, { samples, p50, p95, p99 }: Latency): string {
  return `${what}: ${count(samples, 'PING')}, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms.`;
}

function failureOf(reply: Reply | null): Failure | null {
  if (reply === null) return null;
  return reply.kind === 'failed' ? reply.failure : { kind: 'malformed', saw: 'PING was not answered with PONG' };
}
