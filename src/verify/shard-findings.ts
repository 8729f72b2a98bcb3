import type { DataPlaneFinding } from '../model/data-plane.ts';
import { finding, unmeasured } from './findings.ts';
import type { NativeReads } from './native-client.ts';
import { isFailure } from './probe-shards.ts';
import type { ProbedShard } from './probe-shards.ts';
import type { SlotMap } from './slot-map.ts';
import { adviceFor, atAddress, count, list, number } from './words.ts';

/** Whether the primary of every shard answers PING at the address that the cluster announces. */
export function shardsFinding(shards: readonly ProbedShard[]): DataPlaneFinding {
  if (shards.length === 0) return unmeasured('shards-answer', 'slots-covered');
  const silent = shards.flatMap(({ primary, ping }) => (ping === 'PONG' ? [] : [{ primary, failure: ping }]));
  const [first] = silent;
  if (first === undefined) return finding('shards-answer', 'ok', `Every shard answers PING: ${number(shards.length)} of ${number(shards.length)}.`);
  const forbidden = silent.every(({ failure }) => failure.kind === 'no-permission');
  const told = list(silent.map(({ primary, failure }) => `${atAddress(primary)}: ${failure.saw}`));
  return finding('shards-answer', forbidden ? 'unknown' : 'problem', `Expected every shard to answer PING; ${number(silent.length)} of ${number(shards.length)} did not. ${told}.`, {
    reason: first.failure.kind,
    advice: forbidden ? adviceFor(first.failure) : 'Native clients connect to these addresses, which the cluster announces, not to the endpoint alone. Look whether the shard is up, and whether security groups, network ACLs and the whitelist let this machine reach each of them.',
  });
}

/** Whether there is one primary for each shard the cloud tells of. */
export function primariesFinding({ primaries }: SlotMap, shards: number | null): DataPlaneFinding {
  if (shards === null) {
    return finding('primaries-match-shards', 'unknown', `The slot map names ${count(primaries.length, 'primary', 'primaries')}, and how many shards there should be could not be read.`, { advice: 'Grant kvstore:DescribeLogicInstanceTopology, or compare with the console.' });
  }
  if (primaries.length === shards) return finding('primaries-match-shards', 'ok', `There is a primary for each of ${count(shards, 'shard')}.`);
  return finding('primaries-match-shards', 'problem', `Expected ${count(shards, 'primary', 'primaries')}, one for each shard; the slot map names ${number(primaries.length)}.`, {
    advice: 'A change of configuration or a failover may be under way: try again. If it stays so, open a ticket.',
  });
}

/** Whether every shard takes the cluster for whole. */
export function clusterStateFinding(shards: readonly ProbedShard[]): DataPlaneFinding {
  if (shards.length === 0) return unmeasured('cluster-state', 'slots-covered');
  const bad = shards.flatMap(({ primary, clusterState }) => (isFailure(clusterState) || clusterState.state === 'ok' ? [] : [`${atAddress(primary)}: ${clusterState.state}`]));
  if (bad.length > 0) {
    return finding('cluster-state', 'problem', `Expected every shard to see the cluster as ok; ${number(bad.length)} of ${number(shards.length)} did not. ${list(bad)}.`, { reason: 'cluster-down', advice: adviceFor({ kind: 'cluster-down', saw: '' }) });
  }
  const unread = shards.flatMap(({ primary, ping, clusterState }) => (isFailure(clusterState) ? [{ primary, follows: ping !== 'PONG', failure: clusterState }] : []));
  const [first] = unread;
  if (first === undefined) return finding('cluster-state', 'ok', 'Every shard sees the cluster as ok.');
  const because = unread.every(({ follows }) => follows) ? 'shards-answer' as const : null;
  return finding('cluster-state', 'unknown', `How ${count(unread.length, 'shard')} of ${number(shards.length)} sees the cluster could not be read. ${list(unread.map(({ primary, failure }) => `${atAddress(primary)}: ${failure.saw}`))}.`, {
    reason: first.failure.kind, because, advice: because === null ? adviceFor(first.failure) : null,
  });
}

/** Whether a native client's reads found their way to every primary. */
export function nativeClientFinding(natively: NativeReads | null): DataPlaneFinding {
  if (natively === null) return unmeasured('native-client', 'slots-covered');
  const { answered, failed } = natively;
  const [first] = failed;
  const all = answered.length + failed.length;
  if (first === undefined) return finding('native-client', 'ok', `A native cluster client (ioredis) read a key on each of ${count(all, 'primary', 'primaries')} through its own routing.`);
  const forbidden = failed.every(({ failure }) => failure.kind === 'no-permission');
  const told = list(failed.map(({ primary, failure }) => `${atAddress(primary)}: ${failure.saw}`));
  return finding('native-client', forbidden ? 'unknown' : 'problem', `Expected a native cluster client (ioredis) to read a key on every primary; ${number(failed.length)} of ${number(all)} reads failed. ${told}.`, {
    reason: first.failure.kind, advice: adviceFor(first.failure),
  });
}
