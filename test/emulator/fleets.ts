import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';

export const CLUSTER_CLASS = 'redis.logic.sharding.2g.8db.0rodb.8proxy.default';

/** An eligible instance with one change. */
export function instance(id: string, change: Partial<FleetInstance> = {}): FleetInstance {
  return { id, name: `name-of-${id}`, region: 'cn-hangzhou', class: CLUSTER_CLASS, edition: 'Community', engineVersion: '5.0', vSwitch: 'vsw-a', ...change };
}

/** A fleet with one roomy vSwitch in cn-hangzhou. */
export function fleetOf(instances: FleetInstance[], change: Partial<FleetFile> = {}): FleetFile {
  return {
    regions: [{ id: 'cn-hangzhou' }, { id: 'cn-beijing' }],
    vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 100 }],
    instances,
    ...change,
  };
}
