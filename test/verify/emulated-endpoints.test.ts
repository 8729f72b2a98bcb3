import { AllocateDirectConnectionRequest, DescribeDBInstanceNetInfoRequest, DescribeInstancesRequest, ReleaseDirectConnectionRequest } from '@alicloud/r-kvstore20150101';
import { afterEach, describe, expect, it } from 'vitest';

import { loadFleet } from '../../src/emulator/load-fleet.ts';
import { FileFaults } from '../../src/emulator/read-yaml.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import { kvstoreClient } from '../emulator/clients.ts';
import { fleetOf, instance } from '../emulator/fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

async function endpoints(port: number) {
  const reply = await kvstoreClient(port).describeDBInstanceNetInfo(new DescribeDBInstanceNetInfoRequest({ instanceId: 'r-1' }));
  return (reply.body?.netInfoItems?.instanceNetInfo ?? []).map((item) => [item.directConnection, `${item.connectionString}:${item.port}`]);
}

describe('an emulated instance with a Redis behind it', () => {
  it('tells its addresses as those of its endpoints, the direct one only once it was made, and not after its release', async () => {
    let now = Date.now();
    const dataPlane = { direct: { host: '127.0.0.1', port: 7001 }, proxy: { host: '127.0.0.1', port: 6400 } };
    const { port } = emulator = await startEmulator({ fleet: fleetOf([instance('r-1', { dataPlane }), instance('r-2')]), now: () => new Date(now) });
    expect(await endpoints(port)).toEqual([[0, '127.0.0.1:6400']]);
    await kvstoreClient(port).allocateDirectConnection(new AllocateDirectConnectionRequest({ instanceId: 'r-1' }));
    expect(await endpoints(port)).toEqual([[0, '127.0.0.1:6400']]);
    now += 1000;
    expect(await endpoints(port)).toEqual([[0, '127.0.0.1:6400'], [1, '127.0.0.1:7001']]);
    const listed = await kvstoreClient(port).describeInstances(new DescribeInstancesRequest({ regionId: 'cn-hangzhou' }));
    expect(listed.body?.instances?.KVStoreInstance?.map((one) => `${one.connectionDomain}:${one.port}`)).toEqual(['127.0.0.1:6400', 'r-2.redis.rds.aliyuncs.com:6379']);
    await kvstoreClient(port).releaseDirectConnection(new ReleaseDirectConnectionRequest({ instanceId: 'r-1' }));
    now += 1000;
    expect(await endpoints(port)).toEqual([[0, '127.0.0.1:6400']]);
  });

  it('keeps the proxy endpoint it would have where only the direct one is given', async () => {
    const dataPlane = { direct: { host: '127.0.0.1', port: 7001 } };
    const { port } = emulator = await startEmulator({ fleet: fleetOf([instance('r-1', { dataPlane, directEndpoint: {} })]) });
    expect(await endpoints(port)).toEqual([[0, 'r-1.redis.rds.aliyuncs.com:6379'], [1, '127.0.0.1:7001']]);
  });

  it.each([
    { name: 'no direct address', text: 'instances:\n  - id: r-1\n    dataPlane: { proxy: { host: h, port: 1 } }\n', fault: /^fleet\.yaml:3:\d+: Expected direct, .*missing/ },
    { name: 'a port that is none', text: 'instances:\n  - id: r-1\n    dataPlane: { direct: { host: h, port: 70000 } }\n', fault: /^fleet\.yaml:3:\d+: .*port/ },
    { name: 'a misspelt key', text: 'instances:\n  - id: r-1\n    dataPlane: { direct: { host: h, prt: 7 } }\n', fault: /^fleet\.yaml:3:\d+: There is no "prt" here\. Did you mean "port"\?/m },
  ])('with $name is refused at its place', ({ text, fault }) => {
    let faults: readonly string[] = [];
    try {
      loadFleet(text, 'fleet.yaml');
    } catch (error) {
      if (error instanceof FileFaults) faults = error.faults;
    }
    expect(faults.join('\n')).toMatch(fault);
  });
});
