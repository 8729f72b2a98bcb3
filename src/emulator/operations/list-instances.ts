import type { InstanceState } from '../cloud-state.ts';
import { toIsoSeconds, toldAddress } from '../instance-state.ts';
import { ServiceError } from '../service-error.ts';
import { csv, findInstance, override, pageOf, regionOf, type Body, type Call } from './operation.ts';

const CREATED = '2025-01-15T08:49:00Z';

export function describeRegions(call: Call): Body {
  const regions = [...call.state.regions.values()];
  return {
    RegionIds: {
      KVStoreRegion: regions.map((region) => ({
        RegionEndpoint: region.endpoint,
        LocalName: region.id,
        RegionId: region.id,
        ZoneIds: region.zones.join(','),
        ZoneIdList: { ZoneId: region.zones },
      })),
    },
  };
}

export function describeInstances(call: Call): Body {
  const page = pageOf(call, selected(call, 30), { default: 30, max: 50 });
  return {
    PageNumber: page.number,
    PageSize: page.size,
    TotalCount: page.total,
    Instances: { KVStoreInstance: page.items.map((instance) => override(toListed(instance), instance.raw, 'DescribeInstances')) },
  };
}

export function describeInstancesOverview(call: Call): Body {
  const found = selected(call, 100_000);
  return { TotalCount: found.length, Instances: found.map((instance) => override(toOverview(instance), instance.raw, 'DescribeInstancesOverview')) };
}

export function describeInstanceAttribute(call: Call): Body {
  const instance = findInstance(call);
  return { Instances: { DBInstanceAttribute: [override(toAttribute(instance), instance.raw, 'DescribeInstanceAttribute')] } };
}

const FILTERS: Readonly<Record<string, (instance: InstanceState) => string>> = {
  VpcId: (instance) => instance.vpc,
  VSwitchId: (instance) => instance.vSwitch,
  InstanceStatus: (instance) => instance.status,
  ArchitectureType: (instance) => instance.architecture,
  EngineVersion: (instance) => instance.engineVersion,
  NetworkType: (instance) => instance.network,
  EditionType: (instance) => instance.edition,
  ResourceGroupId: (instance) => instance.resourceGroup,
  InstanceClass: (instance) => instance.class,
  ChargeType: (instance) => instance.chargeType,
  ZoneId: (instance) => instance.zone,
};

/** The instances of the region that the parameters ask for; unknown ids and those of other regions are left out without a word. */
function selected(call: Call, mostIds: number): readonly InstanceState[] {
  const { state, parameters } = call;
  const region = regionOf(call);
  const ids = csv(call, 'InstanceIds', mostIds, 'InvalidInstanceIds.Malformed');
  const candidates = ids === null
    ? (state.index.instancesByRegion.get(region) ?? [])
    : [...new Set(ids)].flatMap((id) => state.instances.get(id) ?? []).filter((instance) => instance.region === region);
  const filters = Object.entries(FILTERS).flatMap(([name, valueOf]) => {
    const wanted = parameters.get(name);
    return wanted === undefined || wanted === '' ? [] : [(instance: InstanceState) => valueOf(instance) === wanted];
  });
  const tags = tagFilters(parameters);
  if (filters.length === 0 && tags.length === 0) return candidates;
  return candidates.filter((instance) => filters.every((accepts) => accepts(instance)) && tags.every(({ key, value }) =>
    Object.hasOwn(instance.tags, key) && (value === undefined || instance.tags[key] === value)));
}

function tagFilters(parameters: ReadonlyMap<string, string>): readonly { readonly key: string; readonly value: string | undefined }[] {
  const found = [...parameters].filter(([name]) => /^Tag\.\d+\.Key$/.test(name));
  if (found.length > 5) throw new ServiceError(400, 'InvalidTags.Malformed', 'At most five tags are taken.');
  return found.map(([name, key]) => ({ key, value: parameters.get(name.replace(/Key$/, 'Value')) }));
}

function toCommon(instance: InstanceState): Body {
  const [first] = instance.endpoints;
  const told = first === undefined ? null : toldAddress(instance, first);
  const classicVpc = instance.network === 'VPC' && instance.deployment === 'classic';
  return {
    InstanceId: instance.id,
    InstanceName: instance.name,
    RegionId: instance.region,
    ZoneId: instance.zone,
    InstanceClass: instance.class,
    InstanceType: instance.engine === 'memcache' ? 'Memcache' : 'Redis',
    ArchitectureType: instance.architecture,
    EngineVersion: instance.engineVersion,
    NetworkType: instance.network,
    ...(instance.vpc === '' ? {} : { VpcId: instance.vpc }),
    ...(instance.vSwitch === '' ? {} : { VSwitchId: instance.vSwitch }),
    ...(classicVpc ? { PrivateIp: '10.0.0.10' } : {}),
    ConnectionDomain: told?.host ?? '',
    Port: told?.port ?? 6379,
    Capacity: 1024 * instance.shards,
    Bandwidth: 96 * instance.shards,
    Connections: 10_000 * instance.shards,
    QPS: 100_000 * instance.shards,
    ChargeType: instance.chargeType,
    InstanceStatus: instance.status,
    ResourceGroupId: instance.resourceGroup,
    GlobalInstanceId: instance.globalInstance,
    CreateTime: CREATED,
    ...(instance.expiresAt === null ? {} : { EndTime: toIsoSeconds(Date.parse(instance.expiresAt)) }),
  };
}

function toListed(instance: InstanceState): Body {
  const cloudNative = instance.deployment === 'cloud-native';
  return {
    ...toCommon(instance),
    EditionType: instance.edition,
    ConnectionMode: 'Standard',
    PackageType: 'standard',
    NodeType: cloudNative ? 'MASTER_SLAVE' : 'double',
    IsRds: false,
    UserName: instance.id,
    Config: '{"EvictionPolicy":"volatile-lru"}',
    HasRenewChangeOrder: instance.renewalChangeBooked,
    ...(instance.computingType === null ? {} : { ComputingType: instance.computingType }),
    ...(cloudNative && instance.architecture !== 'standard' ? { ShardCount: instance.shards, ShardClass: 'redis.shard.small.ce' } : {}),
    Tags: toTags(instance.tags),
  };
}

function toOverview(instance: InstanceState): Body {
  const { Port: _port, Bandwidth: _bandwidth, Connections: _connections, QPS: _qps, ...overview } = toCommon(instance);
  return overview;
}

function toAttribute(instance: InstanceState): Body {
  return {
    ...toCommon(instance),
    RealInstanceClass: instance.class,
    ReplicationMode: instance.architecture === 'standard' ? 'master-slave' : 'cluster',
    ...(instance.deployment === 'cloud-native' ? { ShardCount: instance.shards } : {}),
    ...(instance.computingType === null ? {} : { ComputingType: instance.computingType }),
    NodeType: 'double',
    PackageType: 'standard',
    ZoneType: 'singlezone',
    IsOrderCompleted: instance.orderCompleted,
    HasRenewChangeOrder: String(instance.renewalChangeBooked),
    MaintainStartTime: instance.maintainStart,
    MaintainEndTime: instance.maintainEnd,
    VpcAuthMode: instance.passwordFree ? 'Close' : 'Open',
    IsSupportTDE: instance.deployment === 'classic' && instance.edition === 'Enterprise',
    InstanceReleaseProtection: false,
    SecurityIPList: instance.whitelist.join(','),
    AvailabilityValue: '100.0%',
    Config: '{"EvictionPolicy":"volatile-lru"}',
    Engine: instance.engine === 'memcache' ? 'Memcache' : 'Redis',
    Tags: toTags(instance.tags),
  };
}

function toTags(tags: Readonly<Record<string, string>>): Body {
  return { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
