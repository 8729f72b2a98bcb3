import type { CloudState, InstanceState } from './cloud-state.ts';

/** What a caller asks AllocateDirectConnection for; null or absent is not sent. */
export interface AllocationRequest {
  readonly instanceId: string;
  readonly prefix?: string | null | undefined;
  readonly port?: string | number | null | undefined;
}

/**
 * Whether the emulated service would accept AllocateDirectConnection now: the code it refuses with, or null.
 * The first that holds is told, in this order: the prefix's form, the prefix taken, the port, no such instance,
 * a direct endpoint that exists, the kind of instance, engine and edition, minor version, status, tasks and orders,
 * network and vSwitch, SSL, addresses, preview access.
 */
export function decideAllocation(state: CloudState, request: AllocationRequest): { readonly code: string | null } {
  return { code: refusePrefix(state, request.prefix ?? null) ?? refusePort(request.port ?? null) ?? refuseInstance(state, request.instanceId) };
}

/** Addresses that a direct endpoint takes: one for each master shard and one for the endpoint itself. */
export function addressesFor(instance: InstanceState): number {
  return instance.shards + 1;
}

function refusePrefix(state: CloudState, prefix: string | null): string | null {
  if (prefix === null) return null;
  if (/\W/.test(prefix)) return 'InvalidConnectionString';
  if (!/^[a-z][a-z0-9]{7,39}$/.test(prefix)) return 'InvalidConnectionString.Format';
  return state.index.prefixes.has(prefix) ? 'ConnectionStringAlreadyExists' : null;
}

/** The reference names no code for a bad port: this one is the emulator's own. */
function refusePort(port: string | number | null): string | null {
  if (port === null) return null;
  const isNumber = /^\d{1,5}$/.test(String(port));
  return isNumber && Number(port) >= 1024 && Number(port) <= 65535 ? null : 'InvalidPort.Malformed';
}

function refuseInstance(state: CloudState, instanceId: string): string | null {
  const instance = state.instances.get(instanceId);
  if (instance === undefined) return 'InvalidDbInstanceId.NotFound';
  if (instance.deployment === 'cloud-native' && instance.connectionMode === 'direct') return 'NetTypeExists';
  if (instance.endpoints.some((endpoint) => endpoint.direct)) return 'DirectConnectionAlreadyExists';
  if (instance.architecture !== 'cluster' || instance.deployment !== 'classic') return 'InvalidConnType';
  if (!supportsVersion(instance)) return 'UnsupportedEngineVersion';
  if (state.settings.refuseOldMinor && !instance.latestMinor) return 'IncorrectMinorVersion';
  if (instance.status !== 'Normal') return 'InstanceStatus.NotSupport';
  if (!instance.orderCompleted || instance.tasks.some((task) => task.status === 'Running' || task.status === 'Cancelling')) return 'TaskHasExist';
  return refusePlace(state, instance);
}

function supportsVersion(instance: InstanceState): boolean {
  if (instance.engine !== 'redis') return false;
  switch (instance.edition) {
    case 'Community':
      return instance.engineVersion === '4.0' || instance.engineVersion === '5.0';
    case 'Enterprise':
      return instance.engineVersion === '5.0';
    default:
      return false;
  }
}

/** The reference names no codes for SSL, addresses and preview: these are the emulator's own. */
function refusePlace(state: CloudState, instance: InstanceState): string | null {
  const vSwitch = state.vSwitches.get(instance.vSwitch);
  if (instance.network !== 'VPC' || instance.vpc === '' || vSwitch === undefined || vSwitch.status !== 'Available') return 'InvalidVPCParamGroup';
  if (instance.ssl === 'on') return 'IncorrectSSLStatus';
  if (vSwitch.available - addressesUnderWay(state, vSwitch.id) < addressesFor(instance)) return 'InsufficientVSwitchIp';
  return state.settings.previewGranted ? null : 'OperationDenied.Preview';
}

/** Addresses of a vSwitch that accepted changes are about to take. */
export function addressesUnderWay(state: CloudState, vSwitchId: string): number {
  return state.pending.reduce((sum, { effect, fails }) => {
    const takes = effect.kind === 'allocate' || effect.kind === 'switch-network';
    return sum + (takes && !fails && effect.vSwitchId === vSwitchId ? effect.addresses : 0);
  }, 0);
}
