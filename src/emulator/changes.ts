import { prefixOf, type CloudState, type InstanceState, type PendingChange } from './cloud-state.ts';
import { addressesFor, decideAllocation, type AllocationRequest } from './decide-allocation.ts';
import { directHost, toIsoSeconds } from './instance-state.ts';
import { ServiceError } from './service-error.ts';

/** A mutating call that the service accepted. */
export interface Accepted {
  readonly instanceId: string;
  /** UTC ISO. */
  readonly at: string;
  readonly action: 'AllocateDirectConnection' | 'ReleaseDirectConnection';
  readonly prefix: string | null;
  readonly port: number | null;
}

const MESSAGES: Readonly<Record<string, readonly [status: number, message: string]>> = {
  NetTypeExists: [400, 'The instance has an endpoint of this network type already.'],
  InvalidConnType: [400, 'The connection type of the instance does not allow this.'],
  TaskHasExist: [400, 'Another task or order is under way for the instance.'],
  ConnectionStringAlreadyExists: [400, 'The connection string is in use.'],
  'InvalidConnectionString.Format': [400, 'The connection string does not have the form that is asked for.'],
  DirectConnectionAlreadyExists: [400, 'The instance has a direct connection already.'],
  InvalidVPCParamGroup: [400, 'VPC and vSwitch of the instance do not allow this.'],
  InvalidConnectionString: [400, 'The connection string holds characters that are not allowed.'],
  UnsupportedEngineVersion: [403, 'The engine version of the instance does not support this.'],
  IncorrectMinorVersion: [403, 'The minor version of the instance does not support this; update it.'],
  'InstanceStatus.NotSupport': [403, 'The instance is in a status that does not allow this.'],
  'InvalidDbInstanceId.NotFound': [404, 'There is no such instance.'],
  'InvalidPort.Malformed': [400, 'The port is not allowed.'],
  IncorrectSSLStatus: [403, 'SSL encryption of the instance does not allow this.'],
  InsufficientVSwitchIp: [400, 'The vSwitch has too few addresses.'],
  'OperationDenied.Preview': [403, 'The account has no access to this preview.'],
  NetTypeNotExists: [400, 'The instance has no endpoint of this network type.'],
};

/** Accepts AllocateDirectConnection, or throws the ServiceError it is refused with. */
export function acceptAllocation(state: CloudState, request: AllocationRequest, now: Date): Accepted {
  const { code } = decideAllocation(state, request);
  const instance = state.instances.get(request.instanceId);
  if (code !== null || instance === undefined) throw refusal(code ?? 'InvalidDbInstanceId.NotFound');
  const prefix = request.prefix ?? null;
  const port = request.port === undefined || request.port === null ? null : Number(request.port);
  const connectionString = directHost(instance.id, prefix);
  state.index.prefixes.add(prefixOf(connectionString));
  begin(state, instance, { kind: 'allocate', connectionString, port: port ?? 6379 }, now);
  return { instanceId: instance.id, at: now.toISOString(), action: 'AllocateDirectConnection', prefix, port };
}

/** Accepts ReleaseDirectConnection, or throws the ServiceError it is refused with. */
export function acceptRelease(state: CloudState, instanceId: string, now: Date): Accepted {
  const instance = state.instances.get(instanceId);
  if (instance === undefined) throw refusal('InvalidDbInstanceId.NotFound');
  const endpoint = instance.endpoints.find((one) => one.direct);
  if (endpoint === undefined || instance.deployment !== 'classic') throw refusal('NetTypeNotExists');
  if (instance.status !== 'Normal') throw refusal('InstanceStatus.NotSupport');
  begin(state, instance, { kind: 'release', connectionString: endpoint.connectionString, port: endpoint.port }, now);
  return { instanceId, at: now.toISOString(), action: 'ReleaseDirectConnection', prefix: null, port: null };
}

/** Lets every accepted change take place that is due. */
export function advance(state: CloudState, now: Date): void {
  if (state.pending.length === 0) return;
  const due = state.pending.filter((change) => change.due <= now.getTime());
  if (due.length === 0) return;
  state.pending = state.pending.filter((change) => change.due > now.getTime());
  for (const change of due) finish(state, change, now);
}

function refusal(code: string): ServiceError {
  const [status, message] = MESSAGES[code] ?? [400, 'The call is refused.'];
  return new ServiceError(status, code, message);
}

function begin(state: CloudState, instance: InstanceState, change: Pick<PendingChange, 'kind' | 'connectionString' | 'port'>, now: Date): void {
  state.tasksBegun += 1;
  const taskId = `t-direct-${state.tasksBegun}`;
  const type = change.kind === 'allocate' ? 'AllocateDirectConnection' : 'ReleaseDirectConnection';
  instance.status = 'NetworkModifying';
  instance.tasks.push({ id: taskId, type, status: 'Running', startedAt: toIsoSeconds(now.getTime()), endedAt: null });
  state.pending.push({
    ...change,
    instanceId: instance.id,
    taskId,
    due: now.getTime() + state.settings.settle * 1000,
    vSwitchId: instance.vSwitch,
    addresses: addressesFor(instance),
    fails: state.settings.failAfterAccept.includes(instance.id),
  });
}

function finish(state: CloudState, change: PendingChange, now: Date): void {
  const instance = state.instances.get(change.instanceId);
  if (instance === undefined) return;
  instance.status = 'Normal';
  const task = instance.tasks.find((one) => one.id === change.taskId);
  if (task !== undefined) {
    task.status = change.fails ? 'Failed' : 'Succeed';
    task.endedAt = toIsoSeconds(now.getTime());
  }
  const gone = change.fails === (change.kind === 'allocate');
  if (gone) state.index.prefixes.delete(prefixOf(change.connectionString));
  if (change.fails) return;
  const vSwitch = state.vSwitches.get(change.vSwitchId);
  if (vSwitch !== undefined) vSwitch.available += change.kind === 'allocate' ? -change.addresses : change.addresses;
  if (change.kind === 'allocate') {
    instance.endpoints.push({ connectionString: change.connectionString, port: change.port, type: 'private', direct: true });
  } else {
    instance.endpoints = instance.endpoints.filter((one) => one.connectionString !== change.connectionString);
  }
}
