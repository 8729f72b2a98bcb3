import { describe, expect, it } from 'vitest';

import { readInstanceClass } from '../../src/facts/instance-class.ts';
import type { ClassReading } from '../../src/facts/instance-class.ts';

const NOTHING: ClassReading = { deployment: null, architecture: null, shardCount: null, edition: null, connectionMode: null };
const CLASSIC_CLUSTER = { deployment: 'classic', architecture: 'cluster', shardCount: null, edition: 'Community', connectionMode: null } as const;
const CLOUD_NATIVE = { deployment: 'cloud-native', architecture: null, shardCount: null, edition: 'Community', connectionMode: 'direct' } as const;

const TABLE: readonly { readonly name: string; readonly given: string; readonly becomes: ClassReading }[] = [
  { name: 'a Community cluster tells its shards by its name', given: 'redis.logic.sharding.2g.8db.0rodb.8proxy.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 8 } },
  { name: 'an Enterprise cluster too', given: 'redis.amber.logic.sharding.1g.2db.0rodb.6proxy.multithread', becomes: { ...CLASSIC_CLUSTER, shardCount: 2, edition: 'Enterprise' } },
  { name: 'many shards are counted in full', given: 'redis.logic.sharding.16g.256db.0rodb.256proxy.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 256 } },
  { name: 'zero shards is no count', given: 'redis.logic.sharding.16g.0db.0rodb.4proxy.default', becomes: { ...CLASSIC_CLUSTER, shardCount: null } },
  { name: 'legacy small has 8 shards', given: 'redis.sharding.small.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 8 } },
  { name: 'legacy mid has 8 shards', given: 'redis.sharding.mid.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 8 } },
  { name: 'legacy large has 8 shards', given: 'redis.sharding.large.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 8 } },
  { name: 'legacy 2xlarge has 16 shards', given: 'redis.sharding.2xlarge.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 16 } },
  { name: 'legacy 4xlarge has 16 shards', given: 'redis.sharding.4xlarge.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 16 } },
  { name: 'legacy 8xlarge has 32 shards', given: 'redis.sharding.8xlarge.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 32 } },
  { name: 'a legacy size that the table lacks tells no shards', given: 'redis.sharding.16xlarge.default', becomes: CLASSIC_CLUSTER },
  { name: 'a single-replica cluster tells no shards', given: 'redis.sharding.basic.16xlarge.default', becomes: CLASSIC_CLUSTER },
  { name: 'a single-replica cluster of a legacy size tells none either', given: 'redis.sharding.basic.small.default', becomes: CLASSIC_CLUSTER },
  { name: 'zone disaster recovery with one shard is a standard instance', given: 'redis.logic.sharding.drredissdb1g.1db.0rodb.4proxy.default', becomes: { ...CLASSIC_CLUSTER, architecture: 'standard', shardCount: 1 } },
  { name: 'zone disaster recovery with several shards is a cluster', given: 'redis.logic.sharding.drredismdb4g.8db.0rodb.8proxy.default', becomes: { ...CLASSIC_CLUSTER, shardCount: 8 } },
  { name: 'read replicas make it read/write splitting', given: 'redis.logic.sharding.2g.1db.1rodb.4proxy.default', becomes: { ...CLASSIC_CLUSTER, architecture: 'rwsplit', shardCount: 1 } },
  { name: 'three read replicas too', given: 'redis.logic.sharding.2g.1db.3rodb.4proxy.default', becomes: { ...CLASSIC_CLUSTER, architecture: 'rwsplit', shardCount: 1 } },
  { name: 'five read replicas too', given: 'redis.logic.sharding.2g.1db.5rodb.4proxy.default', becomes: { ...CLASSIC_CLUSTER, architecture: 'rwsplit', shardCount: 1 } },
  { name: 'a read/write-splitting cluster is not a cluster', given: 'redis.logic.splitrw.sharding2g.2db.1rodb.4proxy.default', becomes: { ...CLASSIC_CLUSTER, architecture: 'rwsplit', shardCount: 2 } },
  { name: 'a master-replica instance is standard', given: 'redis.master.small.default', becomes: { deployment: 'classic', architecture: 'standard', shardCount: null, edition: null, connectionMode: null } },
  { name: 'an Enterprise master-replica instance is standard', given: 'redis.amber.master.small.multithread', becomes: { deployment: 'classic', architecture: 'standard', shardCount: null, edition: 'Enterprise', connectionMode: null } },
  { name: '.cloud tells nothing, whatever it looks like', given: 'redis.master.small.cloud', becomes: NOTHING },
  { name: '.ce is cloud-native', given: 'redis.shard.small.ce', becomes: CLOUD_NATIVE },
  { name: '.ce behind a proxy', given: 'redis.shard.with.proxy.small.ce', becomes: { ...CLOUD_NATIVE, connectionMode: 'proxy' } },
  { name: 'the canonical cloud-native name tells no mode', given: 'redis.cluster.sharding.common.ce', becomes: { ...CLOUD_NATIVE, edition: null, connectionMode: null } },
  { name: 'tair.rdb is cloud-native Enterprise', given: 'tair.rdb.4g', becomes: { ...CLOUD_NATIVE, edition: 'Enterprise' } },
  { name: 'tair.rdb behind a proxy', given: 'tair.rdb.with.proxy.1g', becomes: { ...CLOUD_NATIVE, edition: 'Enterprise', connectionMode: 'proxy' } },
  { name: 'tair.scm is cloud-native Enterprise', given: 'tair.scm.standard.4m.32d', becomes: { ...CLOUD_NATIVE, edition: 'Enterprise' } },
  { name: 'tair.essd is cloud-native Enterprise', given: 'tair.essd.standard.xlarge', becomes: { ...CLOUD_NATIVE, edition: 'Enterprise' } },
  { name: 'a Tair family that is not known tells the edition alone', given: 'tair.localssd.4g', becomes: { ...NOTHING, edition: 'Enterprise' } },
  { name: 'an empty name tells nothing', given: '', becomes: NOTHING },
  { name: 'a name of no known pattern tells nothing', given: 'banana', becomes: NOTHING },
  { name: 'a known name inside another tells no deployment', given: 'x.redis.logic.sharding.2g.8db.0rodb.8proxy.default', becomes: NOTHING },
  { name: 'a known name with a tail tells no deployment, and no shards', given: 'redis.logic.sharding.2g.8db.0rodb.8proxy.default.v2', becomes: { ...NOTHING, edition: 'Community' } },
  { name: 'letters of another case are another name', given: 'Redis.Logic.Sharding.2g.8db.0rodb.8proxy.default', becomes: NOTHING },
  { name: 'a line feed does not hide behind the end of the pattern', given: 'redis.shard.small.ce\n', becomes: { ...NOTHING, edition: 'Community' } },
];

describe('readInstanceClass', () => {
  it.each(TABLE)('$name: $given', ({ given, becomes }) => {
    expect(readInstanceClass(given)).toEqual(becomes);
  });
});
