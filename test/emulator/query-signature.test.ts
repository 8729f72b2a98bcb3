import { afterEach, describe, expect, it } from 'vitest';

import type { FleetFile } from '../../src/emulator/fleet-file.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import { KEYS, popClient, querySigned, thrownBy } from './clients.ts';
import { fleetOf, instance } from './fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

async function start(fleet: FleetFile = fleetOf([instance('r-1')]), options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  emulator = await startEmulator({ fleet, ...options });
  return emulator;
}

const KVSTORE = '2015-01-01';
const codeOf = ({ status, text }: { readonly status: number; readonly text: string }): unknown => (status === 200 ? 'accepted' : [status, JSON.parse(text).Code]);

describe.each(['GET', 'POST'] as const)('the older client with %s', (method) => {
  it('reads kvstore, vpc and sts', async () => {
    const { port } = await start();
    const ssl = await popClient(port, KVSTORE).request('DescribeInstanceSSL', { InstanceId: 'r-1' }, { method });
    expect(ssl).toMatchObject({ InstanceId: 'r-1', SSLEnabled: 'Disable', RequestId: expect.any(String) });
    const vSwitches = await popClient(port, '2016-04-28').request('DescribeVSwitches', { RegionId: 'cn-hangzhou', VpcId: 'vpc-a' }, { method });
    expect(vSwitches).toMatchObject({ TotalCount: 1, VSwitches: { VSwitch: [{ VSwitchId: 'vsw-a', AvailableIpAddressCount: 100 }] } });
    expect(await popClient(port, '2015-04-01').request('GetCallerIdentity', {}, { method })).toMatchObject({ AccountId: '1234567890123456' });
  });

  it('allocates', async () => {
    const { port, accepted } = await start();
    await popClient(port, KVSTORE).request('AllocateDirectConnection', { InstanceId: 'r-1', ConnectionString: 'redisdirect123', Port: '6380' }, { method });
    expect(accepted()).toMatchObject([{ instanceId: 'r-1', prefix: 'redisdirect123', port: 6380 }]);
  });

  it('signs lists and values that need encoding', async () => {
    const { port, requests } = await start(fleetOf([instance('r-1', { resourceGroup: 'a b+c*(d)!~/=&é\'', tags: { team: 'x y' } }), instance('r-2')]));
    const reply = await popClient(port, KVSTORE).request('DescribeInstances', { RegionId: 'cn-hangzhou', ResourceGroupId: 'a b+c*(d)!~/=&é\'', Tag: [{ Key: 'team', Value: 'x y' }] }, { method });
    expect(reply).toMatchObject({ TotalCount: 1 });
    expect(requests()).toMatchObject([{ action: 'DescribeInstances', outcome: 'ok' }]);
    expect(requests()[0]?.query).toEqual({ 'RegionId': 'cn-hangzhou', 'ResourceGroupId': 'a b+c*(d)!~/=&é\'', 'Tag.1.Key': 'team', 'Tag.1.Value': 'x y' });
  });

  it('is told what it did wrong', async () => {
    const { port } = await start(fleetOf([instance('r-1'), instance('r-2', { architecture: 'standard' })]));
    const ask = (keys: typeof KEYS, action = 'DescribeInstanceSSL', InstanceId = 'r-1') => thrownBy(popClient(port, KVSTORE, keys).request(action, { InstanceId }, { method }));
    expect(await ask({ ...KEYS, accessKeyId: 'stranger' })).toMatchObject({ code: 'InvalidAccessKeyId.NotFound', name: 'InvalidAccessKeyId.NotFoundError' });
    expect(await ask({ ...KEYS, accessKeySecret: 'guess' })).toMatchObject({ code: 'SignatureDoesNotMatch' });
    expect(await ask({ ...KEYS, securityToken: 'made-up' })).toMatchObject({ code: 'InvalidSecurityToken.MismatchWithAccessKey' });
    expect(await ask(KEYS, 'AllocateDirectConnection', 'r-2')).toMatchObject({ code: 'InvalidConnType', data: { RequestId: expect.any(String), HostId: `127.0.0.1:${port}` } });
    expect(await ask(KEYS, 'DescribeEverything')).toMatchObject({ code: 'InvalidAction.NotFound' });
  });

  it('with temporary keys brings their token', async () => {
    const { port } = await start(fleetOf([instance('r-1')], { account: { keys: [{ id: 'STS.1', secret: 's', securityToken: 'token' }] } }));
    const keys = { accessKeyId: 'STS.1', accessKeySecret: 's' };
    const ask = (given: typeof KEYS) => popClient(port, KVSTORE, given).request('DescribeInstanceSSL', { InstanceId: 'r-1' }, { method });
    expect(await ask({ ...keys, securityToken: 'token' })).toMatchObject({ SSLEnabled: 'Disable' });
    expect(await thrownBy(ask(keys))).toMatchObject({ code: 'InvalidSecurityToken.MismatchWithAccessKey' });
  });
});

/** A time so many minutes from now, as it is signed. */
const minutesOff = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z/, 'Z');

describe.each(['GET', 'POST'] as const)('a signature among the parameters of %s', (method) => {
  it.each([
    { name: 'right', code: 'accepted' },
    { name: 'of an unknown key', change: { AccessKeyId: 'stranger' }, code: [404, 'InvalidAccessKeyId.NotFound'] },
    { name: 'of another secret', secret: 'guess', code: [400, 'SignatureDoesNotMatch'] },
    { name: 'of another instance', tamper: { InstanceId: 'r-2' }, code: [400, 'SignatureDoesNotMatch'] },
    { name: 'of another action', tamper: { Action: 'DescribeEngineVersion' }, code: [400, 'SignatureDoesNotMatch'] },
    { name: 'of a parameter less', tamper: { Extra: '1' }, code: [400, 'SignatureDoesNotMatch'] },
    { name: 'with a clock 14 minutes slow', change: { Timestamp: minutesOff(-14) }, code: 'accepted' },
    { name: 'with a clock 16 minutes slow', change: { Timestamp: minutesOff(-16) }, code: [400, 'InvalidTimeStamp.Expired'] },
    { name: 'with a clock 16 minutes fast', change: { Timestamp: minutesOff(16) }, code: [400, 'InvalidTimeStamp.Expired'] },
    { name: 'with a time of another form', change: { Timestamp: '2026-11-24 12:00' }, code: [400, 'InvalidTimeStamp.Format'] },
    { name: 'that is left out', tamper: { Signature: undefined }, code: [400, 'MissingParameter'] },
    { name: 'without a nonce', change: { SignatureNonce: undefined }, code: [400, 'MissingParameter'] },
    { name: 'of another method', change: { SignatureMethod: 'HMAC-SHA256' }, code: [400, 'IncompleteSignature'] },
    { name: 'for an unknown version', change: { Version: '1999-01-01' }, code: [400, 'InvalidVersion'] },
  ])('$name: $code', async ({ change, tamper, secret, code }) => {
    const { port } = await start(fleetOf([instance('r-1'), instance('r-2')]));
    expect(codeOf(await querySigned(port, { method, ...(change === undefined ? {} : { change }), ...(tamper === undefined ? {} : { tamper }), ...(secret === undefined ? {} : { secret }) }))).toEqual(code);
  });

  it('is good for one request only', async () => {
    const { port } = await start();
    expect(codeOf(await querySigned(port, { method, change: { SignatureNonce: 'once' } }))).toBe('accepted');
    expect(codeOf(await querySigned(port, { method, change: { SignatureNonce: 'once' } }))).toEqual([400, 'SignatureNonceUsed']);
    expect(codeOf(await querySigned(port, { method, change: { SignatureNonce: 'again' } }))).toBe('accepted');
  });
});

describe('a refused signature', () => {
  it('is not good for the other method', async () => {
    const { port } = await start();
    const { text } = await querySigned(port, { method: 'POST', secret: 'guess' });
    expect(JSON.parse(text).Message).toMatch(/server string to sign is:POST&%2F&AccessKeyId%3Demulator%26Action%3DDescribeInstanceSSL%26/);
  });

  it('leaves no use of its nonce behind', async () => {
    const { port } = await start();
    expect(codeOf(await querySigned(port, { secret: 'guess', change: { SignatureNonce: 'once' } }))).toEqual([400, 'SignatureDoesNotMatch']);
    expect(codeOf(await querySigned(port, { change: { SignatureNonce: 'once' } }))).toBe('accepted');
  });

  it('leaves no signature, key or token in logs and journals', async () => {
    const lines: string[] = [];
    const { port, requests } = await start(fleetOf([instance('r-1')], { account: { keys: [{ id: 'the-key', secret: 'very-secret', securityToken: 'also-secret' }] } }), { log: (line) => lines.push(line) });
    await querySigned(port, { secret: 'very-secret', change: { AccessKeyId: 'the-key', SecurityToken: 'also-secret' } });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/ DescribeInstanceSSL r-1 ok /);
    expect(requests()[0]?.query).toEqual({ InstanceId: 'r-1' });
  });
});
