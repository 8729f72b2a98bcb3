import { describe, expect, it } from 'vitest';

import type { FleetInstance, FleetVSwitch } from '../../src/emulator/fleet-file.ts';
import type { Standing } from '../../src/model/finding.ts';
import { seeded } from '../support/world.ts';
import { checkFleet, CLUSTER_CLASS, healthy, SHARDLESS_CLASS } from './cases.ts';

type Json = null | string | readonly Json[] | { readonly [name: string]: Json };

/** The fields that facts rest on, by operation; those inside lists of lists are spoilt elsewhere. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  DescribeInstances: ['InstanceName', 'RegionId', 'ZoneId', 'InstanceClass', 'InstanceType', 'ArchitectureType', 'EngineVersion', 'NetworkType', 'VpcId', 'VSwitchId', 'ConnectionDomain', 'ChargeType', 'InstanceStatus', 'ResourceGroupId', 'GlobalInstanceId', 'EndTime', 'EditionType', 'HasRenewChangeOrder', 'ComputingType', 'ShardCount', 'Tags'],
  DescribeInstanceAttribute: ['InstanceName', 'InstanceClass', 'RealInstanceClass', 'InstanceType', 'Engine', 'ArchitectureType', 'EngineVersion', 'NetworkType', 'VpcId', 'VSwitchId', 'InstanceStatus', 'GlobalInstanceId', 'HasRenewChangeOrder', 'IsOrderCompleted', 'ComputingType', 'ShardCount', 'VpcAuthMode', 'Tags'],
  DescribeInstanceSSL: ['SSLEnabled'],
  DescribeDBInstanceNetInfo: ['InstanceNetworkType', 'NetInfoItems'],
  DescribeEngineVersion: ['Engine', 'MajorVersion', 'MinorVersion', 'IsLatestVersion', 'EnableUpgradeMinorVersion', 'EnableUpgradeMajorVersion', 'IsSSLEnable', 'DBLatestMinorVersion'],
  DescribeLogicInstanceTopology: ['RedisShardList', 'RedisProxyList'],
  DescribeHistoryTasks: ['Status', 'TaskType'],
  DescribeSecurityIps: ['SecurityIpGroups'],
  DescribeActiveOperationTasks: ['InsName', 'Status', 'TaskType', 'SwitchTime'],
  DescribeHistoryMonitorValues: ['MonitorHistory'],
};

/** What a field becomes: dropped, of another type, spelt as missing, or a word that nobody knows. */
const SPOILS: readonly Json[] = [null, {}, [], 'NULL', 'banana'];

const BASES: Readonly<Record<string, Partial<FleetInstance>>> = {
  'SSL on': { ssl: 'on' },
  'a task that runs': { tasks: [{ type: 'ModifyInsSpec', status: 'Running' }] },
  'too few addresses': { vSwitch: 'vsw-full' },
  'too few addresses for what the topology tells': { vSwitch: 'vsw-full', class: SHARDLESS_CLASS, shards: 8 },
  'a vSwitch that is not ready': { vSwitch: 'vsw-pending' },
  'Redis 2.8': { engineVersion: '2.8' },
  'Enterprise 4.0': { engineVersion: '4.0', class: 'redis.amber.logic.sharding.1g.2db.0rodb.6proxy.multithread' },
  'the classic network': { network: 'CLASSIC' },
  'an old minor version': { latestMinor: false },
  'an order in progress': { orderCompleted: false },
  'a standard instance': { class: 'redis.master.small.default' },
  'a cloud-native instance behind a proxy': { class: 'redis.shard.with.proxy.small.ce', engineVersion: '5.0' },
  Memcache: { engine: 'memcache' },
  'a direct endpoint': { directEndpoint: {} },
  'too few addresses and maintenance that is booked': { vSwitch: 'vsw-full', maintenance: [{ type: 'rds_apsaradb_ha', switchTime: '2026-12-06T18:30:00Z' }] },
};

const vSwitches: FleetVSwitch[] = [
  { id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 4000 },
  { id: 'vsw-full', vpc: 'vpc-b', region: 'cn-hangzhou', available: 3 },
  { id: 'vsw-pending', vpc: 'vpc-c', region: 'cn-hangzhou', available: 4000, status: 'Pending' },
];

interface Spoilt {
  readonly what: string;
  readonly instance: FleetInstance;
}

function spoilt(id: string, what: string, base: Partial<FleetInstance>, spoil: { readonly operation: string; readonly field: string; readonly value: Json }): Spoilt {
  const raw = { [spoil.operation]: { [spoil.field]: spoil.value } };
  // oxlint-disable-next-line typescript/consistent-type-assertions -- plain JSON, as a fleet file would hold it
  return { what: `${what}, ${spoil.operation}.${spoil.field} ${JSON.stringify(spoil.value)}`, instance: healthy(id, { ...base, raw } as Partial<FleetInstance>) };
}

const fields = Object.entries(FIELDS).flatMap(([operation, names]) => names.map((field) => ({ operation, field })));

async function standingsOf(all: readonly Spoilt[]): Promise<{ readonly what: string; readonly standing: Standing }[]> {
  const result = await checkFleet({ vSwitches, instances: all.map(({ instance }) => instance) }, { concurrency: 16 });
  const standings = new Map(result.instances.map(({ instanceId, standing }) => [instanceId, standing]));
  return all.map(({ what, instance }) => {
    const standing = standings.get(instance.id);
    if (standing === undefined) throw new Error(`Lost: ${what}`);
    return { what, standing };
  });
}

describe('a field that is dropped, mistyped or not understood', () => {
  it('never makes an instance eligible that is not', async () => {
    const random = seeded(20);
    const all = Object.entries(BASES).flatMap(([what, base]) => fields.map((spoil) => ({ what, base, spoil: { ...spoil, value: SPOILS[Math.floor(random() * SPOILS.length)] ?? null } })))
      .map(({ what, base, spoil }, at) => spoilt(`r-${at}`, what, base, spoil));
    const standings = await standingsOf(all);
    expect(standings.filter(({ standing }) => standing === 'eligible')).toEqual([]);
    expect(standings.filter(({ standing }) => standing === 'unknown').length).toBeGreaterThan(30);
  });

  it('never makes a healthy instance blocked or enabled', async () => {
    const all = fields.flatMap((spoil) => SPOILS.map((value) => ({ ...spoil, value }))).map((spoil, at) => spoilt(`r-${at}`, 'healthy', { class: at % 2 === 0 ? CLUSTER_CLASS : SHARDLESS_CLASS, architecture: 'cluster' }, spoil));
    const standings = await standingsOf(all);
    expect(standings.filter(({ standing }) => standing !== 'eligible' && standing !== 'unknown')).toEqual([]);
    expect(standings.filter(({ standing }) => standing === 'eligible').length).toBeGreaterThan(30);
  });
});
