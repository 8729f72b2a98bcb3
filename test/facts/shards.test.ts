import { CLUSTER_CLASS, describeCases, SHARDLESS_CLASS } from './cases.ts';
import type { Case } from './cases.ts';

type Raw = NonNullable<NonNullable<Case['given']>['raw']>;

const node = (id: string, type: string | null = 'db', role: string | null = 'master'): Record<string, string> => ({
  NodeId: id, ...(type === null ? {} : { NodeType: type }), ...(role === null ? {} : { SubInstanceType: role }),
});
const topology = (...nodes: readonly Record<string, string>[]): { readonly raw: Raw } => ({ raw: { DescribeLogicInstanceTopology: { RedisShardList: { NodeInfo: [...nodes] } } } });
const shards = (count: number): Record<string, string>[] => Array.from({ length: count }, (_, at) => node(`r-db-${at}#${100 + at}`));
const counted = (count: number | string | null): { readonly raw: Raw } => ({ raw: { DescribeInstances: { ShardCount: count }, DescribeInstanceAttribute: { ShardCount: count }, DescribeLogicInstanceTopology: { RedisShardList: null } } });
const shardless = { class: SHARDLESS_CLASS, architecture: 'cluster' } as const;

describeCases('instance.shardCount', [
  { name: 'the class tells it', becomes: { standing: 'eligible', facts: { 'instance.shardCount': 8 }, addressesNeeded: 9 } },
  { name: 'a legacy class tells it by the table', given: { class: 'redis.sharding.8xlarge.default' }, becomes: { standing: 'eligible', facts: { 'instance.shardCount': 32 }, addressesNeeded: 33 } },
  { name: 'a class that tells it is not contradicted by ShardCount', given: counted(3), becomes: { standing: 'eligible', facts: { 'instance.shardCount': 8 } } },
  { name: 'a class that tells it needs no topology', given: topology(...shards(3)), becomes: { standing: 'eligible', facts: { 'instance.shardCount': 8 } } },
  { name: 'the topology tells it where the class tells none', given: { ...shardless, shards: 4 }, becomes: { standing: 'eligible', facts: { 'instance.shardCount': 4 }, addressesNeeded: 5 } },
  { name: 'replicas are not counted', given: { ...shardless, ...topology(...shards(2), node('r-db-0#900', 'db', 'slave'), node('r-db-7#901', 'db', 'slave')) }, becomes: { facts: { 'instance.shardCount': 2 } } },
  { name: 'a proxy among the shards is not counted', given: { ...shardless, ...topology(...shards(2), node('r-proxy-0#7', 'proxy', null), node('r-cs#8', 'cs', null), node('r-n#9', 'normal', null)) }, becomes: { facts: { 'instance.shardCount': 2 } } },
  { name: 'the proxies of RedisProxyList are not counted', given: { ...shardless, shards: 3, raw: { DescribeLogicInstanceTopology: { RedisProxyList: { NodeInfo: shards(9) } } } }, becomes: { facts: { 'instance.shardCount': 3 } } },
  { name: 'a node of an older reply, which names no role, is a shard', given: { ...shardless, ...topology(node('r-db-0#1', 'db', null), node('r-db-1#2', 'db', null)) }, becomes: { facts: { 'instance.shardCount': 2 } } },
  { name: 'a shard that is listed twice is one', given: { ...shardless, ...topology(node('r-db-0#1'), node('r-db-0#2'), node('r-db-1#3')) }, becomes: { facts: { 'instance.shardCount': 2 } } },
  { name: 'a node of no known type makes it unknown', given: { ...shardless, ...topology(...shards(2), node('r-x#9', 'shard')) }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'unrecognised' } }, details: { 'instance.shardCount': '"shard"' }, addressesNeeded: null } },
  { name: 'a node without a type makes it unknown', given: { ...shardless, ...topology(...shards(2), node('r-x#9', null)) }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'not-returned' } } } },
  { name: 'a shard without an id makes it unknown', given: { ...shardless, ...topology(...shards(2), { NodeType: 'db' }) }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'not-returned' } } } },
  { name: 'an empty topology tells nothing', given: { ...shardless, ...topology() }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'not-returned' } }, verdicts: { 'vswitch-has-addresses': 'unknown' } } },
  { name: 'a topology without its list tells nothing', given: { ...shardless, raw: { DescribeLogicInstanceTopology: { RedisShardList: null } } }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'not-returned' } } } },
  { name: 'a topology that is no list is malformed', given: { ...shardless, raw: { DescribeLogicInstanceTopology: { RedisShardList: { NodeInfo: 'two' } } } }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'malformed' } } } },
  { name: 'a topology that was denied', given: { ...shardless, shards: 4 }, faults: [{ operation: 'DescribeLogicInstanceTopology', kind: 'deny' }], becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'denied' } } } },
  { name: 'ShardCount counts where class and topology tell nothing', given: { ...shardless, ...counted(6) }, becomes: { standing: 'eligible', facts: { 'instance.shardCount': 6 }, addressesNeeded: 7 } },
  { name: 'ShardCount as a text', given: { ...shardless, ...counted('6') }, becomes: { standing: 'eligible', facts: { 'instance.shardCount': 6 } } },
  { name: 'ShardCount 0 tells nothing', given: { ...shardless, ...counted(0) }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'not-returned' } } } },
  { name: 'ShardCount that is no number is malformed', given: { ...shardless, ...counted('many') }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'malformed' } } } },
  { name: 'ShardCount counts where the topology was denied', given: { ...shardless, raw: { DescribeInstances: { ShardCount: 6 } } }, faults: [{ operation: 'DescribeLogicInstanceTopology', kind: 'deny' }], becomes: { standing: 'eligible', facts: { 'instance.shardCount': 6 } } },
  { name: 'a topology that disagrees with ShardCount is a conflict', given: { ...shardless, shards: 4, raw: { DescribeInstances: { ShardCount: 6 } } }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'conflict' } } } },
  { name: 'two classes that tell different counts are a conflict', given: { raw: { DescribeInstanceAttribute: { InstanceClass: 'redis.logic.sharding.2g.4db.0rodb.4proxy.default' } } }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'conflict' } } } },
  // The list's class tells nothing, so the topology is asked; the class of the other reply tells 8, and they disagree.
  { name: 'a topology that disagrees with the class is a conflict', given: { ...shardless, shards: 4, raw: { DescribeInstances: { InstanceClass: null }, DescribeInstanceAttribute: { InstanceClass: CLUSTER_CLASS } } }, becomes: { standing: 'unknown', facts: { 'instance.shardCount': { unknown: 'conflict' } }, details: { 'instance.shardCount': 'DescribeLogicInstanceTopology says 4' } } },
]);
