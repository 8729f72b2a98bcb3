import dns from 'node:dns';

import { DescribeInstanceSSLRequest, DescribeInstancesRequest, DescribeRegionsRequest } from '@alicloud/r-kvstore20150101';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { FleetFile } from '../../src/emulator/fleet-file.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import { callRpc, KEYS, kvstoreClient, signedRequest, thrownBy } from './clients.ts';
import { fleetOf, instance } from './fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

async function start(fleet: FleetFile, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  emulator = await startEmulator({ fleet, ...options });
  return emulator;
}

const SSL = { action: 'DescribeInstanceSSL', query: { InstanceId: 'r-1' } };

function ssl(port: number, keys = KEYS, host?: string) {
  return kvstoreClient(port, keys, host).describeInstanceSSL(new DescribeInstanceSSLRequest({ instanceId: 'r-1' }));
}

describe('signatures', () => {
  it('of the default key pair are accepted', async () => {
    const { port, url } = await start(fleetOf([instance('r-1')]));
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await ssl(port)).body).toMatchObject({ instanceId: 'r-1', SSLEnabled: 'Disable' });
  });

  it('are checked over values that need encoding', async () => {
    const { port } = await start(fleetOf([instance('r-1', { resourceGroup: 'a b+c*(d)!~/=&é' })]));
    const reply = await kvstoreClient(port).describeInstances(new DescribeInstancesRequest({ regionId: 'cn-hangzhou', resourceGroupId: 'a b+c*(d)!~/=&é' }));
    expect(reply.body?.totalCount).toBe(1);
  });

  it('of an unknown key are refused', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    expect(await thrownBy(ssl(port, { ...KEYS, accessKeyId: 'stranger' }))).toMatchObject({ code: 'InvalidAccessKeyId.NotFound', statusCode: 404 });
  });

  it('made with another secret are refused', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    expect(await thrownBy(ssl(port, { ...KEYS, accessKeySecret: 'guess' }))).toMatchObject({ code: 'SignatureDoesNotMatch', statusCode: 400 });
  });

  it('of a key in the fleet open the emulator, and the default pair no longer does', async () => {
    const { port } = await start(fleetOf([instance('r-1')], { account: { keys: [{ id: 'mine', secret: 'my-own' }] } }));
    await ssl(port, { accessKeyId: 'mine', accessKeySecret: 'my-own' });
    expect(await thrownBy(ssl(port))).toMatchObject({ code: 'InvalidAccessKeyId.NotFound' });
  });

  it('of temporary keys need their token', async () => {
    const { port } = await start(fleetOf([instance('r-1')], { account: { keys: [{ id: 'STS.1', secret: 's', securityToken: 'token' }] } }));
    const keys = { accessKeyId: 'STS.1', accessKeySecret: 's' };
    expect(await thrownBy(ssl(port, keys))).toMatchObject({ code: 'InvalidSecurityToken.MismatchWithAccessKey' });
    const reply = await callRpc(port, 'GetCallerIdentity', '2015-04-01', {}, { ...keys, securityToken: 'token' });
    expect(reply).toMatchObject({ AccountId: '1234567890123456' });
  });

  it.each([
    { name: 'no Authorization', tamper: { authorization: undefined }, status: 400, code: 'MissingParameter' },
    { name: 'no date', tamper: { 'x-acs-date': undefined }, status: 400, code: 'MissingParameter' },
    { name: 'another date', tamper: { 'x-acs-date': new Date(Date.now() + 60_000).toISOString() }, status: 400, code: 'SignatureDoesNotMatch' },
    { name: 'a date of long ago', tamper: { 'x-acs-date': '2020-01-01T00:00:00Z' }, status: 400, code: 'InvalidTimeStamp.Expired' },
    { name: 'another action', tamper: { 'x-acs-action': 'DescribeEngineVersion' }, status: 400, code: 'SignatureDoesNotMatch' },
    { name: 'another algorithm', tamper: { authorization: 'Basic Zm9v' }, status: 400, code: 'IncompleteSignature' },
  ])('with $name are refused', async ({ tamper, status, code }) => {
    const { port } = await start(fleetOf([instance('r-1')]));
    const reply = await signedRequest(port, { ...SSL, tamper });
    expect([reply.status, JSON.parse(reply.text).Code]).toEqual([status, code]);
  });

  it('that leave a header out of the signed ones are refused', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    const reply = await signedRequest(port, { ...SSL, unsigned: ['x-acs-date'] });
    expect(JSON.parse(reply.text).Code).toBe('SignatureDoesNotMatch');
  });

  it('of another body are refused', async () => {
    const { port } = await start(fleetOf([instance('r-1'), instance('r-2')]));
    const reply = await signedRequest(port, { action: SSL.action, form: SSL.query, otherBody: 'InstanceId=r-2' });
    expect(JSON.parse(reply.text).Code).toBe('SignatureDoesNotMatch');
  });

  it('are good for one request only', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    expect((await signedRequest(port, { ...SSL, nonce: 'once' })).status).toBe(200);
    expect(JSON.parse((await signedRequest(port, { ...SSL, nonce: 'once' })).text).Code).toBe('SignatureNonceUsed');
  });
});

describe('the wire', () => {
  it('takes GET with a query and POST with a form', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    const get = await signedRequest(port, { ...SSL, method: 'GET' });
    const form = await signedRequest(port, { action: SSL.action, form: SSL.query });
    expect([JSON.parse(get.text).SSLEnabled, JSON.parse(form.text).SSLEnabled]).toEqual(['Disable', 'Disable']);
  });

  it('answers errors with the documented fields', async () => {
    const { port } = await start(fleetOf([]));
    const { data } = await thrownBy(ssl(port));
    expect(Object.keys(data)).toEqual(expect.arrayContaining(['Code', 'HostId', 'Message', 'Recommend', 'RequestId']));
    expect(data).toMatchObject({ Code: 'InvalidInstanceId.NotFound', HostId: `127.0.0.1:${port}` });
  });

  it('tells an unknown operation, an unknown version and an operation of another product', async () => {
    const { port } = await start(fleetOf([]));
    expect(await thrownBy(callRpc(port, 'DescribeEverything', '2015-01-01', {}))).toMatchObject({ code: 'InvalidAction.NotFound', statusCode: 404 });
    expect(await thrownBy(callRpc(port, 'DescribeInstances', '2016-04-28', {}))).toMatchObject({ code: 'InvalidAction.NotFound' });
    expect(await thrownBy(callRpc(port, 'DescribeInstances', '1999-01-01', {}))).toMatchObject({ code: 'InvalidVersion' });
  });

  it('refuses a body that is too large, and goes on', async () => {
    const { port } = await start(fleetOf([]));
    expect((await signedRequest(port, { action: 'DescribeInstances', form: { Pad: 'x'.repeat(2 * 1024 * 1024) } })).status).toBe(413);
    expect((await signedRequest(port, { action: 'DescribeRegions' })).status).toBe(200);
  });

  it('counts every request, refused ones too', async () => {
    const { port, calls } = await start(fleetOf([instance('r-1')]));
    await ssl(port);
    await thrownBy(ssl(port, { ...KEYS, accessKeySecret: 'guess' }));
    await kvstoreClient(port).describeRegions(new DescribeRegionsRequest({}));
    expect(calls()).toEqual({ DescribeInstanceSSL: 2, DescribeRegions: 1 });
  });

  it('tells who calls', async () => {
    const { port } = await start(fleetOf([], { account: { id: '42' } }));
    expect(await callRpc(port, 'GetCallerIdentity', '2015-04-01', {})).toMatchObject({
      AccountId: '42', Arn: 'acs:ram::42:user/emulator', IdentityType: 'RAMUser', PrincipalId: expect.any(String), UserId: expect.any(String), RequestId: expect.any(String),
    });
  });
});

describe('permissions', () => {
  it('follow the access rules of the fleet', async () => {
    const { port } = await start(fleetOf([instance('r-1'), instance('r-2')], { settings: { accessRules: [{ deny: 'kvstore:DescribeInstanceSSL', instance: 'r-1' }] } }));
    const error = await thrownBy(ssl(port));
    expect(error).toMatchObject({ code: 'Forbidden.RAM', statusCode: 403 });
    expect(error.accessDeniedDetail).toMatchObject({ AuthAction: 'kvstore:DescribeInstanceSSL', NoPermissionType: 'ImplicitDeny' });
    await kvstoreClient(port).describeInstanceSSL(new DescribeInstanceSSLRequest({ instanceId: 'r-2' }));
  });

  it('of a key end with what it is allowed', async () => {
    const { port } = await start(fleetOf([instance('r-1')], { account: { keys: [{ ...toKey(), allow: ['kvstore:Describe*'] }] } }));
    await ssl(port);
    expect(await thrownBy(callRpc(port, 'AllocateDirectConnection', '2015-01-01', { InstanceId: 'r-1' }))).toMatchObject({ code: 'Forbidden.RAM' });
    expect(await thrownBy(callRpc(port, 'DescribeVSwitches', '2016-04-28', { RegionId: 'cn-hangzhou' }))).toMatchObject({ code: 'Forbidden.RAM' });
  });
});

function listRegion(port: number, regionId: string) {
  return kvstoreClient(port).describeInstances(new DescribeInstancesRequest({ regionId }));
}

function toKey() {
  return { id: KEYS.accessKeyId, secret: KEYS.accessKeySecret };
}

describe('regions', () => {
  it('without the service say so, and are listed all the same', async () => {
    const { port } = await start(fleetOf([], { regions: [{ id: 'cn-hangzhou' }, { id: 'cn-nowhere', service: false }] }));
    expect(await thrownBy(listRegion(port, 'cn-nowhere'))).toMatchObject({ code: 'InvalidRegionId.NotSupported', statusCode: 404 });
    const regions = await kvstoreClient(port).describeRegions(new DescribeRegionsRequest({}));
    expect(regions.body?.regionIds?.KVStoreRegion?.map((region: { regionId?: string }) => region.regionId)).toEqual(['cn-hangzhou', 'cn-nowhere']);
  });

  it('that do not exist are not found', async () => {
    const { port } = await start(fleetOf([]));
    expect(await thrownBy(listRegion(port, 'cn-atlantis'))).toMatchObject({ code: 'InvalidRegionId.NotFound', statusCode: 404 });
  });

  it('are selected by the host where the fleet says so', async () => {
    const { port } = await start(fleetOf([instance('r-1')], { settings: { regionalHosts: true } }));
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, options: { all?: boolean }, done: (error: null, address: unknown, family?: number) => void) => {
      if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
      else done(null, '127.0.0.1', 4);
    }) as typeof dns.lookup);
    try {
      expect(await thrownBy(ssl(port, KEYS, 'cn-beijing.localhost'))).toMatchObject({ code: 'InvalidInstanceId.NotFound' });
      expect((await ssl(port, KEYS, 'cn-hangzhou.localhost')).body?.SSLEnabled).toBe('Disable');
      expect((await ssl(port)).body?.SSLEnabled).toBe('Disable');
    } finally {
      lookup.mockRestore();
    }
    const allocate = await signedRequest(port, { action: 'AllocateDirectConnection', query: SSL.query, host: `cn-beijing.localhost:${port}` });
    expect(JSON.parse(allocate.text).Code).toBe('InvalidDbInstanceId.NotFound');
  });

  it('are not selected by the host otherwise', async () => {
    const { port } = await start(fleetOf([instance('r-1')]));
    expect((await signedRequest(port, { ...SSL, host: `cn-beijing.localhost:${port}` })).status).toBe(200);
  });
});

describe('logs and journals', () => {
  it('hold no secret and no control character', async () => {
    const lines: string[] = [];
    const { port, requests } = await start(fleetOf([instance('r-1')], { account: { keys: [{ id: 'k', secret: 'very-secret', securityToken: 'also-secret' }] } }), { log: (line) => lines.push(line) });
    await ssl(port, { accessKeyId: 'k', accessKeySecret: 'very-secret', securityToken: 'also-secret' });
    await thrownBy(callRpc(port, 'DescribeInstanceSSL', '2015-01-01', { InstanceId: 'r\n1', SecurityToken: 'also-secret' }, { accessKeyId: 'k', accessKeySecret: 'very-secret', securityToken: 'also-secret' }));
    const all = lines.join('|') + JSON.stringify(requests());
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/ DescribeInstanceSSL r-1 ok [0-9A-F-]{36}$/);
    expect(all).not.toMatch(/very-secret|also-secret|\n/);
  });
});
