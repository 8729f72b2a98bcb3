import { prefixOf, type CloudState, type Effect, type InstanceState, type PendingChange } from './cloud-state.ts';
import { addressesFor, decideAllocation, type AllocationRequest } from './decide-allocation.ts';
import { directHost, latestMinorOf, toIsoSeconds } from './instance-state.ts';
import { windowAfter } from './maintenance-window.ts';
import { refusal } from './refusal.ts';

export type ChangeAction = 'AllocateDirectConnection' | 'ReleaseDirectConnection' | 'SwitchNetwork' | 'ModifyInstanceSSL'
  | 'ModifyInstanceMinorVersion' | 'ModifyInstanceMajorVersion' | 'ModifySecurityIps';

/** A call that changes an instance and that the service accepted. */
export interface Accepted {
  readonly instanceId: string;
  /** UTC ISO. */
  readonly at: string;
  readonly action: ChangeAction;
  /** Null where none was asked for, and for every action but AllocateDirectConnection. */
  readonly prefix: string | null;
  readonly port: number | null;
}

/** Accepts AllocateDirectConnection, or throws the ServiceError it is refused with. */
export function acceptAllocation(state: CloudState, request: AllocationRequest, now: Date): Accepted {
  const { code } = decideAllocation(state, request);
  const instance = state.instances.get(request.instanceId);
  if (code !== null || instance === undefined) throw refusal(code ?? 'InvalidDbInstanceId.NotFound');
  const prefix = request.prefix ?? null;
  const port = request.port === undefined || request.port === null ? null : Number(request.port);
  const connectionString = directHost(instance.id, prefix);
  state.index.prefixes.add(prefixOf(connectionString));
  begin(state, instance, { effect: { kind: 'allocate', connectionString, port: port ?? 6379, vSwitchId: instance.vSwitch, addresses: addressesFor(instance) }, now });
  return { instanceId: instance.id, at: now.toISOString(), action: 'AllocateDirectConnection', prefix, port };
}

/** Accepts ReleaseDirectConnection, or throws the ServiceError it is refused with. */
export function acceptRelease(state: CloudState, instanceId: string, now: Date): Accepted {
  const instance = state.instances.get(instanceId);
  if (instance === undefined) throw refusal('InvalidDbInstanceId.NotFound');
  const endpoint = instance.endpoints.find((one) => one.direct);
  if (endpoint === undefined || instance.deployment !== 'classic') throw refusal('NetTypeNotExists');
  if (instance.status !== 'Normal') throw refusal('InstanceStatus.NotSupport');
  const { connectionString, port } = endpoint;
  begin(state, instance, { effect: { kind: 'release', connectionString, port, vSwitchId: instance.vSwitch, addresses: addressesFor(instance) }, now });
  return { instanceId, at: now.toISOString(), action: 'ReleaseDirectConnection', prefix: null, port: null };
}

/** The status that an instance has while a change is under way, and the task that stands for it. */
const COURSES: Readonly<Record<Effect['kind'], readonly [status: string, task: ChangeAction]>> = {
  allocate: ['NetworkModifying', 'AllocateDirectConnection'],
  release: ['NetworkModifying', 'ReleaseDirectConnection'],
  'switch-network': ['NetworkModifying', 'SwitchNetwork'],
  ssl: ['SSLModifying', 'ModifyInstanceSSL'],
  'minor-version': ['MinorVersionUpgrading', 'ModifyInstanceMinorVersion'],
  'major-version': ['MajorVersionUpgrading', 'ModifyInstanceMajorVersion'],
};

/** Sets an accepted change going: the instance leaves Normal at once. Tells the id of its task. */
export function begin(state: CloudState, instance: InstanceState, change: { readonly effect: Effect; readonly now: Date; readonly inWindow?: boolean }): string {
  const [status, type] = COURSES[change.effect.kind];
  const now = change.now.getTime();
  const begins = change.inWindow === true && state.settings.waitForMaintenance ? windowAfter(instance, now) : now;
  state.tasksBegun += 1;
  const taskId = `t-${state.tasksBegun}`;
  instance.status = status;
  instance.tasks.push({ id: taskId, type, status: begins > now ? 'Waiting' : 'Running', startedAt: toIsoSeconds(now), endedAt: null });
  state.pending.push({
    instanceId: instance.id, taskId, begins, due: begins + state.settings.settle * 1000, fails: state.settings.failAfterAccept.includes(instance.id), effect: change.effect,
  });
  return taskId;
}

/** Lets everything take place that is due. */
export function advance(state: CloudState, now: Date): void {
  if (state.pending.length === 0 && state.coming.length === 0) return;
  const time = now.getTime();
  for (const { vSwitchId } of state.coming.filter(({ due }) => due <= time)) {
    const vSwitch = state.vSwitches.get(vSwitchId);
    if (vSwitch !== undefined) vSwitch.status = 'Available';
  }
  state.coming = state.coming.filter(({ due }) => due > time);
  for (const change of state.pending.filter(({ begins }) => begins <= time)) setTask(state, change, 'Running', null);
  const due = state.pending.filter((change) => change.due <= time);
  state.pending = state.pending.filter((change) => change.due > time);
  for (const change of due) finish(state, change, now);
}

function setTask(state: CloudState, change: PendingChange, status: string, endedAt: string | null): void {
  const task = state.instances.get(change.instanceId)?.tasks.find((one) => one.id === change.taskId);
  if (task === undefined) return;
  task.status = status;
  task.endedAt = endedAt;
}

function finish(state: CloudState, change: PendingChange, now: Date): void {
  const instance = state.instances.get(change.instanceId);
  if (instance === undefined) return;
  const { effect, fails } = change;
  instance.status = 'Normal';
  setTask(state, change, fails ? 'Failed' : 'Succeed', toIsoSeconds(now.getTime()));
  const gone = (effect.kind === 'allocate' && fails) || (effect.kind === 'release' && !fails);
  if (gone) state.index.prefixes.delete(prefixOf(effect.connectionString));
  if (!fails) carryOut(state, instance, effect, now);
}

function carryOut(state: CloudState, instance: InstanceState, effect: Effect, now: Date): void {
  switch (effect.kind) {
    case 'allocate':
      take(state, effect.vSwitchId, effect.addresses);
      instance.endpoints.push({ connectionString: effect.connectionString, port: effect.port, type: 'private', direct: true });
      return;
    case 'release':
      take(state, effect.vSwitchId, -effect.addresses);
      instance.endpoints = instance.endpoints.filter((one) => one.connectionString !== effect.connectionString);
      return;
    case 'switch-network':
      switchNetwork(state, instance, effect);
      return;
    case 'ssl':
      instance.ssl = effect.ssl;
      restart(state, instance, toIsoSeconds(now.getTime()));
      return;
    case 'minor-version':
      instance.minorVersion = instance.latestMinorVersion;
      instance.latestMinor = true;
      return;
    case 'major-version':
      instance.engineVersion = effect.version;
      instance.latestMinorVersion = latestMinorOf(effect.version);
      instance.minorVersion = instance.latestMinorVersion;
      instance.latestMinor = true;
  }
}

/** No client is there to be disconnected; the history tells it. */
function restart(state: CloudState, instance: InstanceState, at: string): void {
  state.tasksBegun += 1;
  instance.tasks.push({ id: `t-${state.tasksBegun}`, type: 'RestartIns', status: 'Succeed', startedAt: at, endedAt: at });
}

function take(state: CloudState, vSwitchId: string, addresses: number): void {
  const vSwitch = state.vSwitches.get(vSwitchId);
  if (vSwitch !== undefined) vSwitch.available -= addresses;
}

/** Within VPCs the names stay. From the classic network the name goes along, unless it is retained there: then the VPC gets a name of its own. */
function switchNetwork(state: CloudState, instance: InstanceState, effect: Extract<Effect, { kind: 'switch-network' }>): void {
  if (instance.network === 'VPC') take(state, instance.vSwitch, -effect.addresses);
  take(state, effect.vSwitchId, effect.addresses);
  if (instance.network === 'CLASSIC') {
    instance.endpoints = instance.endpoints.flatMap((one) => {
      if (one.type === 'public') return [one];
      if (effect.retained === null) return [{ ...one, type: 'private' as const }];
      const [prefix = '', ...domain] = one.connectionString.split('.');
      return [{ ...one, connectionString: [`${prefix}-vpc`, ...domain].join('.'), type: 'private' as const }, { ...one, type: 'classic' as const, expires: effect.retained }];
    });
    for (const { connectionString } of instance.endpoints) state.index.prefixes.add(prefixOf(connectionString));
  }
  instance.network = 'VPC';
  instance.vpc = effect.vpc;
  instance.vSwitch = effect.vSwitchId;
}
