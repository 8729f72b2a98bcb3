import { expect, it } from 'vitest';

import { check } from '../src/app/check.ts';
import { decideAllocation } from '../src/emulator/decide-allocation.ts';
import type { FleetFile, FleetInstance } from '../src/emulator/fleet-file.ts';
import { startEmulator } from '../src/emulator/start-emulator.ts';
import type { ResultInstance } from '../src/model/result.ts';
import { optionsFor, seeded, testWorld } from './support/world.ts';

/** Instances a run and runs: together the size of the comparison. */
const SIZE = 2_000;
const RUNS = 10;

/** Rules for whose failure the reference documents no code: any refusal agrees with them. */
const WITHOUT_CODE = new Set(['ssl-disabled', 'vswitch-has-addresses', 'valid-port', 'preview-not-denied']);

interface Kind {
  readonly weight: number;
  readonly make: (pick: <T>(of: readonly T[]) => T) => Partial<FleetInstance>;
}

const SHARDS = [2, 4, 8, 16, 32];
const KINDS: readonly Kind[] = [
  { weight: 50, make: (pick) => ({ architecture: 'cluster', edition: 'Community', class: `redis.logic.sharding.${pick(['1g', '2g', '16g'])}.${pick(SHARDS)}db.0rodb.8proxy.default` }) },
  { weight: 20, make: (pick) => ({ architecture: 'cluster', edition: 'Enterprise', class: `redis.amber.logic.sharding.2g.${pick(SHARDS)}db.0rodb.6proxy.multithread` }) },
  { weight: 8, make: (pick) => ({ architecture: 'cluster', edition: 'Community', class: `redis.sharding.${pick(['small', 'mid', 'large', '2xlarge', '4xlarge', '8xlarge'])}.default` }) },
  { weight: 4, make: (pick) => ({ architecture: 'cluster', edition: 'Community', class: 'redis.sharding.basic.16xlarge.default', shards: pick(SHARDS) }) },
  { weight: 6, make: () => ({ architecture: 'standard', edition: 'Community', class: 'redis.master.small.default' }) },
  { weight: 2, make: () => ({ architecture: 'standard', edition: 'Community', class: 'redis.logic.sharding.drredissdb1g.1db.0rodb.4proxy.default' }) },
  { weight: 3, make: () => ({ architecture: 'rwsplit', edition: 'Community', class: 'redis.logic.splitrw.sharding2g.2db.1rodb.4proxy.default' }) },
  { weight: 4, make: () => ({ architecture: 'cluster', deployment: 'cloud-native', connectionMode: 'proxy', edition: 'Community', class: 'redis.shard.with.proxy.small.ce', shards: 4, engineVersion: '7.0' }) },
  { weight: 3, make: () => ({ architecture: 'cluster', deployment: 'cloud-native', connectionMode: 'direct', edition: 'Enterprise', class: 'tair.rdb.4g', shards: 4, engineVersion: '6.0' }) },
];

function makeFleet(random: () => number): FleetFile {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const rarely = (odds: number): boolean => random() < odds;
  const total = KINDS.reduce((sum, kind) => sum + kind.weight, 0);
  const vSwitches = Array.from({ length: 40 }, (_, at) => ({
    id: `vsw-${at}`, vpc: `vpc-${at % 7}`, zone: 'cn-hangzhou-h', region: 'cn-hangzhou', cidr: '10.0.0.0/20', available: pick([0, 1, 3, 5, 9, 17, 33, 200, 1000]), status: rarely(0.04) ? 'Pending' : 'Available',
  }));
  const instances = Array.from({ length: SIZE }, (_, at): FleetInstance => {
    let roll = random() * total;
    const kind = KINDS.find((candidate) => (roll -= candidate.weight) < 0) ?? KINDS[0] as Kind;
    const made = kind.make(pick);
    return {
      id: `r-${at}`, vSwitch: pick(vSwitches).id,
      engineVersion: rarely(0.12) ? pick(['2.8', '4.0', '4.0', '6.0']) : '5.0',
      ...made,
      ...(rarely(0.02) ? { engine: 'memcache' as const } : {}),
      ...(rarely(0.08) ? { ssl: 'on' as const } : {}),
      ...(rarely(0.1) ? { latestMinor: false } : {}),
      ...(rarely(0.06) ? { status: pick(['Changing', 'Inactive', 'Migrating', 'MinorVersionUpgrading', 'Rebooting']) } : {}),
      ...(rarely(0.08) ? { tasks: [{ type: 'ModifyInsSpec', status: pick(['Running', 'Cancelling', 'Scheduled', 'Waiting', 'Succeed', 'Failed']) }] } : {}),
      ...(rarely(0.03) ? { orderCompleted: false } : {}),
      ...(rarely(0.05) ? { network: 'CLASSIC' as const } : {}),
      ...(made.deployment === undefined && made.architecture === 'cluster' && rarely(0.05) ? { directEndpoint: { prefix: `old${at}direct` } } : {}),
    };
  });
  return { vSwitches, instances };
}

/** What the tool says, held against the service's answer: null where they agree. */
function disagreement(instance: ResultInstance, code: string | null): string | null {
  const { standing } = instance;
  if (standing === 'eligible') return code === null ? null : `eligible, but answered ${code}`;
  if (code === null) return `${standing}, but accepted`;
  if (standing === 'enabled') return code === 'NetTypeExists' || code === 'DirectConnectionAlreadyExists' ? null : `enabled, but answered ${code}`;
  if (standing === 'unknown') return 'unknown, though everything could be read';
  const failed = instance.findings.filter((finding) => finding.severity === 'error' && finding.verdict === 'fail');
  if (instance.predictedErrorCodes.includes(code) || failed.some((finding) => WITHOUT_CODE.has(finding.rule))) return null;
  return `blocked by ${failed.map((finding) => finding.rule).join(', ')}, but answered ${code}`;
}

it('agrees with the emulator, which decides by its own code, over 20,000 random instances', async () => {
  const matrix = new Map<string, Map<string, number>>();
  const disagreements: string[] = [];
  let compared = 0;
  for (let run = 1; run <= RUNS; run++) {
    const emulator = await startEmulator({ fleet: makeFleet(seeded(run)) });
    try {
      const { result } = await check(optionsFor(emulator, { concurrency: 16 }), testWorld());
      for (const instance of result.instances) {
        const code = emulator.mutate((state) => decideAllocation(state, { instanceId: instance.instanceId }).code);
        const row = matrix.get(instance.standing) ?? new Map<string, number>();
        matrix.set(instance.standing, row.set(code ?? '(accepted)', (row.get(code ?? '(accepted)') ?? 0) + 1));
        const fault = disagreement(instance, code);
        if (fault !== null) disagreements.push(`run ${run}, ${instance.instanceId}: ${fault}`);
        compared++;
      }
    } finally {
      await emulator.stop();
    }
  }
  const lines = [...matrix].flatMap(([standing, row]) => [...row].toSorted(([, a], [, b]) => b - a).map(([code, count]) => `  ${standing.padEnd(9)} ${code.padEnd(30)} ${String(count).padStart(6)}`));
  console.log(`Standing against the service's answer, ${compared} instances:\n${lines.join('\n')}`);
  expect(disagreements.slice(0, 20)).toEqual([]);
  expect(compared).toBe(SIZE * RUNS);
  expect([...matrix.keys()].toSorted()).toEqual(['blocked', 'eligible', 'enabled']);
}, 600_000);
