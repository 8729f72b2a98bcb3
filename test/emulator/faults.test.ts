import { AllocateDirectConnectionRequest, DescribeInstanceSSLRequest } from '@alicloud/r-kvstore20150101';
import { RuntimeOptions } from '@darabonba/typescript';
import { afterEach, describe, expect, it } from 'vitest';

import { loadFaults, type Fault } from '../../src/emulator/fault-file.ts';
import { FaultInjector, seededRandom } from '../../src/emulator/fault-injector.ts';
import { FileFaults } from '../../src/emulator/read-yaml.ts';
import { startEmulator, type Emulator } from '../../src/emulator/start-emulator.ts';
import { callRpc, kvstoreClient, signedRequest, thrownBy } from './clients.ts';
import { fleetOf, instance } from './fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

async function start(faults: readonly Fault[], now?: () => Date): Promise<Emulator> {
  emulator = await startEmulator({ fleet: fleetOf([instance('r-1'), instance('r-2')]), faults, ...(now === undefined ? {} : { now }) });
  return emulator;
}

const SSL = { action: 'DescribeInstanceSSL', query: { InstanceId: 'r-1' } };
const ALLOCATE = { action: 'AllocateDirectConnection', query: { InstanceId: 'r-1' } };

function ssl(port: number, instanceId = 'r-1') {
  return kvstoreClient(port).describeInstanceSSL(new DescribeInstanceSSLRequest({ instanceId }));
}

function allocate(port: number) {
  return kvstoreClient(port).allocateDirectConnection(new AllocateDirectConnectionRequest({ instanceId: 'r-1' }));
}

/** Whether each of a row of calls went well. */
async function row(port: number, length: number, call = ssl): Promise<readonly boolean[]> {
  const ends: boolean[] = [];
  for (let n = 0; n < length; n += 1) ends.push(await call(port).then(() => true, () => false));
  return ends;
}

describe('a fault of kind', () => {
  it('latency answers late', async () => {
    const { port } = await start([{ operation: '*', kind: 'latency', ms: 150 }]);
    const began = performance.now();
    await ssl(port);
    expect(performance.now() - began).toBeGreaterThanOrEqual(145);
  });

  it('latency lets a change be made after the caller has given up', async () => {
    const { port, accepted } = await start([{ operation: 'AllocateDirectConnection', kind: 'latency', ms: 300 }]);
    const hasty = kvstoreClient(port).allocateDirectConnectionWithOptions(new AllocateDirectConnectionRequest({ instanceId: 'r-1' }), new RuntimeOptions({ readTimeout: 50 }));
    expect(await thrownBy(hasty)).toMatchObject({ name: 'RequestTimeoutError' });
    expect(accepted()).toEqual([]);
    await expect.poll(() => accepted().length).toBe(1);
  });

  it('throttle lets a burst through, then as many as there are tokens', async () => {
    let now = Date.now();
    const { port } = await start([{ operation: 'DescribeInstanceSSL', kind: 'throttle', perSecond: 2, burst: 3 }], () => new Date(now));
    expect(await row(port, 5)).toEqual([true, true, true, false, false]);
    expect(await thrownBy(ssl(port))).toMatchObject({ name: 'ThrottlingError', code: 'Throttling.User', statusCode: 400 });
    now += 1000;
    expect(await row(port, 3)).toEqual([true, true, false]);
  });

  it('deny tells which action is missing', async () => {
    const { port } = await start([{ operation: 'DescribeInstanceSSL', kind: 'deny' }]);
    const error = await thrownBy(ssl(port));
    expect(error).toMatchObject({ code: 'Forbidden.RAM', statusCode: 403 });
    expect(error.accessDeniedDetail).toMatchObject({ AuthAction: 'kvstore:DescribeInstanceSSL', AuthPrincipalType: 'SubUser', PolicyType: 'AccountLevelIdentityBasedPolicy' });
  });

  it('error answers with the status and code asked for, and makes no change', async () => {
    const { port, accepted } = await start([{ operation: '*', kind: 'error', status: 503, code: 'ServiceUnavailable' }]);
    expect(await thrownBy(allocate(port))).toMatchObject({ code: 'ServiceUnavailable', statusCode: 503 });
    expect(accepted()).toEqual([]);
  });

  it('error after the change is made', async () => {
    const { port, accepted } = await start([{ operation: '*', kind: 'error', changeMade: true }]);
    expect(await thrownBy(allocate(port))).toMatchObject({ code: 'InternalError', statusCode: 500 });
    expect(accepted()).toHaveLength(1);
  });

  it.each([502, 200])('html answers a page with status %i', async (status) => {
    const { port } = await start([{ operation: '*', kind: 'html', status }]);
    const reply = await signedRequest(port, SSL);
    expect([reply.status, reply.text.slice(0, 6)]).toEqual([status, '<html>']);
    expect(await thrownBy(ssl(port))).toMatchObject({ name: 'SyntaxError' });
  });

  it('reset ends the connection without a word and without a change', async () => {
    const { port, accepted, requests } = await start([{ operation: '*', kind: 'reset' }]);
    expect((await thrownBy(allocate(port))).code).toBe('ECONNRESET');
    expect(accepted()).toEqual([]);
    expect(requests()).toMatchObject([{ outcome: 'fault:reset' }]);
  });

  it('hang never answers, and does not keep the emulator from stopping', async () => {
    const { port, stop, requests } = await start([{ operation: '*', kind: 'hang' }]);
    const call = signedRequest(port, SSL).then(() => 'answered', () => 'ended');
    await expect.poll(() => requests().length).toBe(1);
    expect(await Promise.race([call, new Promise((resolve) => { setTimeout(resolve, 200, 'waiting'); })])).toBe('waiting');
    await stop();
    expect(await call).toBe('ended');
  });

  it('truncate sends half a reply as if it were whole', async () => {
    const { port, accepted } = await start([{ operation: '*', kind: 'truncate' }]);
    const reply = await signedRequest(port, ALLOCATE);
    expect(reply.text).toMatch(/^\{"RequestId":"[0-9A-F-]{1,20}$/);
    expect(accepted()).toHaveLength(1);
    expect(await thrownBy(ssl(port))).toMatchObject({ name: 'SyntaxError' });
  });

  it('truncate broken ends the connection in the middle of a reply', async () => {
    const { port } = await start([{ operation: '*', kind: 'truncate', broken: true }]);
    await expect(signedRequest(port, SSL)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(ssl(port)).rejects.toThrow();
  });

  it('lost makes the change and loses the reply', async () => {
    const { port, accepted } = await start([{ operation: 'AllocateDirectConnection', kind: 'lost', times: 1 }]);
    expect((await thrownBy(allocate(port))).code).toBe('ECONNRESET');
    expect(accepted()).toMatchObject([{ instanceId: 'r-1', action: 'AllocateDirectConnection' }]);
    expect(await thrownBy(allocate(port))).toMatchObject({ code: 'InstanceStatus.NotSupport' });
  });

  it('hang after the change is made', async () => {
    const { port, accepted, stop } = await start([{ operation: 'AllocateDirectConnection', kind: 'hang', changeMade: true }]);
    const call = signedRequest(port, ALLOCATE).catch(() => 'ended');
    await expect.poll(() => accepted().length).toBe(1);
    await stop();
    expect(await call).toBe('ended');
  });

  it('noRequestId answers in full but for the request id', async () => {
    const { port } = await start([{ operation: '*', kind: 'noRequestId' }]);
    const reply = JSON.parse((await signedRequest(port, SSL)).text);
    expect(reply).toMatchObject({ InstanceId: 'r-1', SSLEnabled: 'Disable' });
    expect(reply).not.toHaveProperty('RequestId');
  });

  it('emptyObject answers {} and has made the change', async () => {
    const { port, accepted } = await start([{ operation: '*', kind: 'emptyObject' }]);
    expect(await signedRequest(port, ALLOCATE)).toEqual({ status: 200, text: '{}' });
    expect(accepted()).toHaveLength(1);
  });
});

describe('a fault strikes', () => {
  it('one operation alone', async () => {
    const { port } = await start([{ operation: 'DescribeEngineVersion', kind: 'deny' }]);
    expect(await row(port, 1)).toEqual([true]);
  });

  it('one instance alone, in lists too', async () => {
    const { port } = await start([{ operation: '*', instance: 'r-2', kind: 'deny' }]);
    expect([await row(port, 1), await row(port, 1, (at) => ssl(at, 'r-2'))]).toEqual([[true], [false]]);
    expect(await thrownBy(callRpc(port, 'DescribeInstances', '2015-01-01', { RegionId: 'cn-hangzhou', InstanceIds: 'r-1,r-2' }))).toMatchObject({ code: 'Forbidden.RAM' });
  });

  it('one vSwitch alone', async () => {
    const { port } = await start([{ operation: '*', vSwitch: 'vsw-a', kind: 'deny' }]);
    expect(await thrownBy(callRpc(port, 'DescribeVSwitchAttributes', '2016-04-28', { VSwitchId: 'vsw-a' }))).toMatchObject({ code: 'Forbidden.RAM' });
    expect(await row(port, 1)).toEqual([true]);
  });

  it('one region alone, known by the instance where the call names none', async () => {
    const { port } = await start([{ operation: '*', region: 'cn-hangzhou', kind: 'deny' }]);
    expect(await row(port, 1)).toEqual([false]);
    await callRpc(port, 'DescribeInstances', '2015-01-01', { RegionId: 'cn-beijing' });
  });

  it('after some calls, and so many times', async () => {
    const { port } = await start([{ operation: '*', after: 1, times: 2, kind: 'error' }]);
    expect(await row(port, 5)).toEqual([true, false, false, true, true]);
  });

  it('a part of the calls, the same ones at every start', async () => {
    const fault: Fault = { operation: '*', rate: 0.3, kind: 'error' };
    const first = await row((await start([fault])).port, 30);
    await emulator?.stop();
    expect(await row((await start([fault])).port, 30)).toEqual(first);
    expect(first.filter((well) => !well).length).toBeGreaterThan(2);
    expect(first.filter((well) => well).length).toBeGreaterThan(10);
  });

  it('as long as it is set', async () => {
    const { port, setFaults } = await start([{ operation: '*', kind: 'error' }]);
    expect(await row(port, 1)).toEqual([false]);
    setFaults([]);
    expect(await row(port, 1)).toEqual([true]);
  });

  it('after latency, and the next one when the first is used up', () => {
    const injector = new FaultInjector([{ operation: '*', kind: 'latency', ms: 5 }, { operation: '*', times: 1, kind: 'reset' }, { operation: '*', kind: 'hang' }], seededRandom(1));
    const strike = () => injector.strike({ action: 'A', instanceIds: [], vSwitchIds: [], region: null }, 0);
    expect([strike(), strike()]).toMatchObject([{ delay: 5, fault: { kind: 'reset' } }, { delay: 5, fault: { kind: 'hang' } }]);
  });
});

describe('a faults file', () => {
  it('is read from YAML', () => {
    expect(loadFaults('faults:\n  - { operation: DescribeInstanceSSL, instance: r-1, times: 2, kind: throttle, perSecond: 1 }\n  - { operation: "*", kind: lost }\n', 'f.yaml')).toEqual([
      { operation: 'DescribeInstanceSSL', instance: 'r-1', times: 2, kind: 'throttle', perSecond: 1 }, { operation: '*', kind: 'lost' },
    ]);
  });

  it.each([
    { name: 'an unknown operation', text: 'faults:\n  - operation: DescribeInstanceSSl\n    kind: lost\n', says: /^f\.yaml:2:5: There is no operation "DescribeInstanceSSl"\. Did you mean "DescribeInstanceSSL"\?$/ },
    { name: 'an unknown kind', text: 'faults:\n  - { operation: "*", kind: hng }\n', says: /^f\.yaml:2:\d+: Expected kind to be one of latency, throttle, .*; saw "hng"\. Did you mean "hang"\?$/ },
    { name: 'a key of another kind', text: 'faults:\n  - { operation: "*", kind: hang, ms: 5 }\n', says: /^f\.yaml:2:\d+: There is no "ms" here\.$/ },
    { name: 'a misspelt key', text: 'faults:\n  - { operation: "*", kind: throttle, perSecnd: 5 }\n', says: /^f\.yaml:2:\d+: There is no "perSecnd" here\. Did you mean "perSecond"\?$/m },
    { name: 'a rate above one', text: 'faults:\n  - { operation: "*", kind: hang, rate: 2 }\n', says: /^f\.yaml:2:\d+: rate is not as expected \(.*\); saw 2\.$/ },
  ])('with $name is refused at its place', ({ text, says }) => {
    expect(() => loadFaults(text, 'f.yaml')).toThrow(FileFaults);
    expect(() => loadFaults(text, 'f.yaml')).toThrow(says);
  });
});
