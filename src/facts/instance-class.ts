/** What the name of an instance class tells; null where it tells nothing. */
export interface ClassReading {
  readonly deployment: 'classic' | 'cloud-native' | null;
  /** Told by classic sharding, read/write-splitting and master-replica classes alone. */
  readonly architecture: 'cluster' | 'standard' | 'rwsplit' | null;
  readonly shardCount: number | null;
  readonly edition: 'Community' | 'Enterprise' | null;
  /** Cloud-native classes alone: `.with.proxy.` stands in the names of those behind a proxy. */
  readonly connectionMode: 'proxy' | 'direct' | null;
}

/** Shards of the retired classes whose names hold no number (table of retired instance types). */
const LEGACY_SHARDS: ReadonlyMap<string, number> = new Map([
  ['small', 8], ['mid', 8], ['large', 8], ['2xlarge', 16], ['4xlarge', 16], ['8xlarge', 32],
]);

const CLOUD_NATIVE = [/^(redis|tair)\.[a-z0-9.]+\.ce$/, /^tair\.(rdb|scm|essd)\.[a-z0-9.]+$/];
const CLASSIC = [
  /^redis\.(amber\.)?logic\.(sharding|splitrw)\.[a-z0-9]+\.\d+db\.\d+rodb\.\d+proxy\.(default|multithread)$/,
  /^redis\.(amber\.)?sharding\.(basic\.)?[a-z0-9]+\.(default|multithread)$/,
  /^redis\.(amber\.)?(master|basic)\.[a-z0-9]+\.(default|multithread)$/,
];

/** This canonical name stands for every cloud-native cluster class, behind a proxy or not. */
const TELLS_NO_MODE = 'redis.cluster.sharding.common.ce';

/** Reads the name of an instance class; a name of no known pattern tells nothing. */
export function readInstanceClass(name: string): ClassReading {
  const deployment = CLOUD_NATIVE.some((pattern) => pattern.test(name)) ? 'cloud-native'
    : CLASSIC.some((pattern) => pattern.test(name)) ? 'classic' : null;
  return {
    deployment,
    architecture: deployment === 'classic' ? architectureOf(name) : null,
    shardCount: deployment === 'classic' ? shardsOf(name) : null,
    edition: /^(redis\.amber|tair)\./.test(name) ? 'Enterprise' : /^redis\.(logic|sharding|shard)\./.test(name) ? 'Community' : null,
    connectionMode: deployment !== 'cloud-native' || name === TELLS_NO_MODE ? null : name.includes('.with.proxy.') ? 'proxy' : 'direct',
  };
}

function numberBefore(unit: 'db' | 'rodb', name: string): number | null {
  const digits = new RegExp(`\\.(\\d{1,4})${unit}\\.`).exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

function architectureOf(name: string): ClassReading['architecture'] {
  if (name.includes('.splitrw') || (numberBefore('rodb', name) ?? 0) > 0) return 'rwsplit';
  if (/\.(master|basic)\./.test(name) && !name.includes('.sharding.')) return 'standard';
  if (/\.drredissdb/.test(name) && numberBefore('db', name) === 1) return 'standard';
  return 'cluster';
}

function shardsOf(name: string): number | null {
  const counted = numberBefore('db', name);
  if (counted !== null) return counted > 0 ? counted : null;
  const size = /^redis\.sharding\.([a-z0-9]+)\.default$/.exec(name)?.[1];
  return size === undefined ? null : LEGACY_SHARDS.get(size) ?? null;
}
