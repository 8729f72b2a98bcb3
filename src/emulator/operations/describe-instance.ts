import type { EndpointState, InstanceState } from '../cloud-state.ts';
import { toIsoSeconds, toldAddress } from '../instance-state.ts';
import { ServiceError } from '../service-error.ts';
import { findInstance, override, pageOf, type Body, type Call } from './operation.ts';

export function describeInstanceSsl(call: Call): Body {
  const instance = findInstance(call);
  if (instance.ssl === 'unsupported') throw new ServiceError(403, 'IncorrectEngineVersion', 'The engine version of the instance does not support SSL.');
  const on = instance.ssl === 'on';
  const certificate = { SSLExpiredTime: '2027-12-31T09:05:53Z', CertCommonName: instance.endpoints[0]?.connectionString ?? '' };
  return override({ InstanceId: instance.id, SSLEnabled: on ? 'Enable' : 'Disable', ...(on ? certificate : {}) }, instance.raw, 'DescribeInstanceSSL');
}

export function describeNetInfo(call: Call): Body {
  const instance = findInstance(call);
  const body = {
    InstanceNetworkType: instance.network,
    NetInfoItems: { InstanceNetInfo: instance.endpoints.map((endpoint) => toNetInfo(instance, endpoint, call.now)) },
  };
  return override(body, instance.raw, 'DescribeDBInstanceNetInfo');
}

const NET_TYPES = { public: ['0', 'Public'], classic: ['1', 'Inner'], private: ['2', 'Private'] } as const;

function toNetInfo(instance: InstanceState, endpoint: EndpointState, now: Date): Body {
  const [DBInstanceNetType, IPType] = NET_TYPES[endpoint.type];
  const told = toldAddress(instance, endpoint);
  return {
    DirectConnection: endpoint.direct ? 1 : 0,
    DBInstanceNetType,
    IPType,
    ConnectionString: told.host,
    Port: String(told.port),
    ...(endpoint.type === 'private' ? { VPCId: instance.vpc, VSwitchId: instance.vSwitch, VPCInstanceId: instance.id } : {}),
    IPAddress: endpoint.type === 'public' ? '192.0.2.10' : '10.0.0.10',
    ExpiredTime: String(endpoint.expires === undefined ? 0 : Math.max(0, Math.floor((endpoint.expires - now.getTime()) / 1000))),
    Upgradeable: '0',
    IsSlaveProxy: 0,
  };
}

export function describeEngineVersion(call: Call): Body {
  const instance = findInstance(call);
  const withProxy = instance.architecture !== 'standard';
  const body = {
    Engine: instance.engine,
    MajorVersion: instance.engineVersion,
    MinorVersion: instance.minorVersion,
    IsLatestVersion: instance.latestMinor,
    EnableUpgradeMinorVersion: !instance.latestMinor,
    EnableUpgradeMajorVersion: instance.deployment === 'classic' && instance.engineVersion !== '5.0',
    ...(withProxy ? { ProxyMinorVersion: '6.6.2', ProxyLatestMinorVersion: { MinorVersion: '6.6.2', Level: '0' } } : {}),
    IsRedisCompatibleVersion: '1',
    IsSSLEnable: instance.ssl === 'on' ? '1' : '0',
    IsNewSSLMode: '1',
    IsAutoUpgradeOpen: '0',
    DBLatestMinorVersion: { MinorVersion: instance.latestMinorVersion, Level: '0' },
  };
  return override(body, instance.raw, 'DescribeEngineVersion');
}

export function describeTopology(call: Call): Body {
  const instance = findInstance(call);
  if (instance.architecture === 'standard') throw new ServiceError(403, 'InvalidArchitectureType', 'The architecture of the instance has no such topology.');
  const body = {
    InstanceId: instance.id,
    RedisShardList: { NodeInfo: range(instance.shards).map((n) => ({ ...toNode(instance, 'db', n), SubInstanceType: 'master' })) },
    RedisProxyList: { NodeInfo: range(proxiesOf(instance)).map((n) => toNode(instance, 'proxy', n)) },
  };
  return override(body, instance.raw, 'DescribeLogicInstanceTopology');
}

function toNode(instance: InstanceState, kind: 'db' | 'proxy', n: number): Body {
  return { NodeId: `${instance.id}-${kind}-${n}#${1000 + n}`, NodeType: kind, Capacity: '1024', Connection: '10000', Bandwidth: '96' };
}

function proxiesOf(instance: InstanceState): number {
  if (instance.connectionMode === 'direct') return 0;
  const counted = /\.(\d+)proxy\./.exec(instance.class);
  return counted?.[1] === undefined ? instance.shards : Math.min(Number(counted[1]), 256);
}

export function describeRoleZoneInfo(call: Call): Body {
  const instance = findInstance(call);
  const nodes = range(instance.shards).flatMap((n) => ['master', 'slave'].map((role) => ({
    InsName: `${instance.id}-db-${n}`,
    NodeType: 'db',
    Role: role,
    ZoneId: instance.zone,
    CustinsId: String(10_000 + n),
    NodeId: String(role === 'master' ? 20_000 + n : 30_000 + n),
    CurrentMinorVersion: instance.minorVersion,
    IsLatestVersion: instance.latestMinor ? 1 : 0,
    InsType: 0,
    DefaultBandWidth: 96,
    CurrentBandWidth: 96,
    IsOpenBandWidthService: false,
  })));
  const page = pageOf(call, nodes, { default: 10, min: 10, max: 50 });
  const body = { PageNumber: page.number, PageSize: page.size, TotalCount: page.total, Node: { NodeInfo: page.items } };
  return override(body, instance.raw, 'DescribeRoleZoneInfo');
}

export function describeSecurityIps(call: Call): Body {
  const instance = findInstance(call);
  const group = { SecurityIpGroupName: 'default', SecurityIpGroupAttribute: '', SecurityIpList: instance.whitelist.join(',') };
  return override({ SecurityIpGroups: { SecurityIpGroup: [group] } }, instance.raw, 'DescribeSecurityIps');
}

/** Maintenance that the service has booked by itself, of one instance (InsName) or of a region. */
export function describeActiveOperationTasks(call: Call): Body {
  const { state, parameters } = call;
  const name = parameters.get('InsName');
  const region = parameters.get('Region');
  const status = parameters.get('Status');
  const one = name === undefined ? undefined : state.instances.get(name);
  const instances = name === undefined ? [...state.instances.values()].filter((instance) => instance.maintenance.length > 0) : one === undefined ? [] : [one];
  const items = instances
    .filter((instance) => region === undefined || region === 'all' || region === instance.region)
    .filter((instance) => call.hostRegion === null || call.hostRegion === instance.region)
    .flatMap((instance) => instance.maintenance.map((task) => ({ instance, task })))
    .filter(({ task }) => status === undefined || status === '-1' || String(task.status) === status)
    .map(({ instance, task }, index) => toOperationTask(instance, task, index + 1));
  const page = pageOf(call, items, { default: 25, max: 100 });
  return { PageNumber: page.number, PageSize: page.size, TotalRecordCount: page.total, Items: page.items };
}

function toOperationTask(instance: InstanceState, task: InstanceState['maintenance'][number], id: number): Body {
  const switchTime = toIsoSeconds(Date.parse(task.switchTime));
  const body = {
    Id: id, InsName: instance.id, InsComment: instance.name, SubInsNames: [], Region: instance.region, CurrentAVZ: instance.zone,
    DbType: 'redis', DbVersion: instance.engineVersion, TaskType: task.type, TaskTypeEn: task.type, TaskTypeZh: task.type, Status: task.status,
    AllowCancel: '1', AllowChange: '1', ChangeLevel: 'S1', Impact: 'TransientDisconnection', ImpactEn: 'Transient disconnection',
    CreatedTime: switchTime, StartTime: switchTime, SwitchTime: switchTime, Deadline: switchTime, PrepareInterval: '04:00:00',
  };
  return override(body, instance.raw, 'DescribeActiveOperationTasks');
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
