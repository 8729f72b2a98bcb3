import { begin, type Accepted, type ChangeAction } from './changes.ts';
import type { CloudState, Effect, InstanceState } from './cloud-state.ts';
import { addressesUnderWay } from './decide-allocation.ts';
import { refusal } from './refusal.ts';

/** A change of an instance that was accepted, and the task that carries it out. */
export interface Modification {
  readonly accepted: Accepted;
  readonly taskId: string;
}

export interface NetworkRequest {
  readonly target: string | undefined;
  readonly vpc: string;
  readonly vSwitch: string;
  readonly retainClassic: string | undefined;
  readonly classicExpiredDays: string | undefined;
}

const DAY = 24 * 3_600_000;

/**
 * Accepts SwitchNetwork, or throws the ServiceError it is refused with: the first of parameters, status, tasks,
 * the direct endpoint, password-free access, the same place, the vSwitch, its zone, its status and its addresses.
 * The reference does not tell which code a direct endpoint gets.
 */
export function acceptSwitchNetwork(state: CloudState, instance: InstanceState, request: NetworkRequest, now: Date): Modification {
  const retained = retainedUntil(instance, request, now);
  assertIdle(instance, { status: 'InstanceStatus.NotSupport', task: 'TaskHasExist' });
  if (hasDirectEndpoint(instance)) throw refusal('ResourceAlreadyExists');
  if (instance.passwordFree) throw refusal('VpcFreePasswordNoSupport');
  if (instance.network === 'VPC' && instance.vpc === request.vpc && instance.vSwitch === request.vSwitch) throw refusal('VpcAndVSwitchNotChange');
  const vSwitch = state.vSwitches.get(request.vSwitch);
  if (vSwitch === undefined || !vSwitch.visible || vSwitch.vpc !== request.vpc || vSwitch.region !== instance.region) throw refusal('VpcVerifyError');
  if (vSwitch.zone !== instance.zone) throw refusal('IzNotSupportVpcError');
  if (vSwitch.status !== 'Available') throw refusal('VpcServiceError');
  if (vSwitch.available - addressesUnderWay(state, vSwitch.id) < 1) throw refusal('InsufficientResourceCapacity');
  return accept(state, instance, 'SwitchNetwork', { effect: { kind: 'switch-network', vpc: vSwitch.vpc, vSwitchId: vSwitch.id, addresses: 1, retained }, now });
}

/** When the classic endpoint is to go, if it is retained at all. RetainClassic means nothing for an instance that is in a VPC. */
function retainedUntil(instance: InstanceState, request: NetworkRequest, now: Date): number | null {
  if (request.target === 'CLASSIC') throw refusal('IzNotSupportSwitchNetworkError');
  const retain = request.retainClassic ?? 'False';
  if (!['VPC', undefined].includes(request.target) || !['True', 'False'].includes(retain)) throw refusal('InvalidParameters.Format');
  if (retain === 'False' || instance.network === 'VPC') return null;
  if (!['14', '30', '60', '120'].includes(request.classicExpiredDays ?? '')) throw refusal('InvalidParameters.Format');
  return now.getTime() + Number(request.classicExpiredDays) * DAY;
}

/** Accepts ModifyInstanceSSL (Enable, Disable or Update), or throws the ServiceError it is refused with. */
export function acceptSsl(state: CloudState, instance: InstanceState, wanted: string, now: Date): Modification {
  if (!['Enable', 'Disable', 'Update'].includes(wanted)) throw refusal('InvalidParameters.Format');
  if (instance.ssl === 'unsupported') throw refusal('IncorrectEngineVersion');
  assertIdle(instance, { status: 'IncorrectDBInstanceState', task: 'IncorrectDBInstanceState' });
  if (wanted === 'Update' && instance.ssl === 'off') throw refusal('IncorrectDBInstanceState');
  if (wanted === 'Enable' && hasDirectEndpoint(instance)) throw refusal('EnabledSSLNotSupport');
  return accept(state, instance, 'ModifyInstanceSSL', { effect: { kind: 'ssl', ssl: wanted === 'Disable' ? 'off' : 'on' }, now });
}

export interface UpgradeRequest {
  readonly version: string | undefined;
  readonly effectiveTime: string | undefined;
}

/** Accepts ModifyInstanceMinorVersion, which knows the latest version alone, or throws the ServiceError it is refused with. */
export function acceptMinorVersion(state: CloudState, instance: InstanceState, request: UpgradeRequest, now: Date): Modification {
  const inWindow = isInWindow(request.effectiveTime);
  if ((request.version ?? 'latest_version') !== 'latest_version') throw refusal('InvalidParameters.Format');
  assertIdle(instance, { status: 'InstanceStatus.NotSupport', task: 'TaskHasExist' });
  return accept(state, instance, 'ModifyInstanceMinorVersion', { effect: { kind: 'minor-version' }, now, inWindow });
}

/** Accepts ModifyInstanceMajorVersion of a classic instance to a higher one of 4.0 and 5.0, or throws the ServiceError it is refused with. */
export function acceptMajorVersion(state: CloudState, instance: InstanceState, request: UpgradeRequest, now: Date): Modification {
  const inWindow = isInWindow(request.effectiveTime);
  const { version } = request;
  if (version !== '4.0' && version !== '5.0') throw refusal('InvalidParameters.Format');
  if (instance.deployment !== 'classic' || instance.engine !== 'redis' || Number(instance.engineVersion) >= Number(version)) throw refusal('UnsupportedEngineVersion');
  assertIdle(instance, { status: 'InstanceStatus.NotSupport', task: 'TaskHasExist' });
  if (hasDirectEndpoint(instance)) throw refusal('DirectConnectionAlreadyExists');
  return accept(state, instance, 'ModifyInstanceMajorVersion', { effect: { kind: 'major-version', version }, now, inWindow });
}

/** 0 and 1 are the older words for Immediately and MaintainTime. */
function isInWindow(effectiveTime: string | undefined): boolean {
  const inWindow = effectiveTime === 'MaintainTime' || effectiveTime === '1';
  if (!inWindow && ![undefined, 'Immediately', '0'].includes(effectiveTime)) throw refusal('InvalidParameters.Format');
  return inWindow;
}

/** A cloud-native instance in direct mode has its endpoint by birth and cannot give it up, either. */
function hasDirectEndpoint(instance: InstanceState): boolean {
  return instance.endpoints.some((endpoint) => endpoint.direct);
}

function assertIdle(instance: InstanceState, codes: { readonly status: string; readonly task: string }): void {
  if (instance.status !== 'Normal') throw refusal(codes.status);
  if (!instance.orderCompleted || instance.tasks.some(({ status }) => status === 'Running' || status === 'Cancelling')) throw refusal(codes.task);
}

function accept(state: CloudState, instance: InstanceState, action: ChangeAction, change: { readonly effect: Effect; readonly now: Date; readonly inWindow?: boolean }): Modification {
  const taskId = begin(state, instance, change);
  return { taskId, accepted: { instanceId: instance.id, at: change.now.toISOString(), action, prefix: null, port: null } };
}
