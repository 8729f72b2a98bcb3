import { DescribeInstanceSSLRequest } from '@alicloud/r-kvstore20150101';
import { afterEach, describe, expect, it } from 'vitest';

import { loadFleet } from '../../src/emulator/load-fleet.ts';
import type { FleetFile } from '../../src/emulator/fleet-file.ts';
import { FileFaults } from '../../src/emulator/read-yaml.ts';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/start-emulator.ts';
import { callRpc, KEYS, kvstoreClient, kvstoreClientOf, popClient, roleProvider, thrownBy, type Keys } from './clients.ts';
import { fleetOf, instance } from './fleets.ts';

let emulator: Emulator | undefined;
afterEach(async () => emulator?.stop());

let now = Date.now();

async function start(account: FleetFile['account'] = {}, fleet: Partial<FleetFile> = {}, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  now = Date.now();
  emulator = await startEmulator({ fleet: fleetOf([instance('r-1')], { account: { id: '42', ...account }, ...fleet }), now: () => new Date(now), ...options });
  return emulator;
}

const STS = '2015-04-01';
const READER = 'acs:ram::42:role/reader';

const assume = (port: number, query: Readonly<Record<string, string | undefined>> = {}, keys: Keys = KEYS) => callRpc(port, 'AssumeRole', STS, Object.fromEntries(Object.entries({ RoleArn: READER, RoleSessionName: 'nightly', ...query }).map(([name, value]) => [name, value ?? ''])), keys);

/** The temporary keys of a reply of AssumeRole. */
function keysOf(reply: Record<string, unknown>): Keys & { readonly securityToken: string } {
  const { Credentials: given } = reply as { readonly Credentials: Readonly<Record<'AccessKeyId' | 'AccessKeySecret' | 'SecurityToken', string>> };
  return { accessKeyId: given.AccessKeyId, accessKeySecret: given.AccessKeySecret, securityToken: given.SecurityToken };
}

const ssl = (port: number, keys: Keys) => kvstoreClient(port, keys).describeInstanceSSL(new DescribeInstanceSSLRequest({ instanceId: 'r-1' }));
const whoAmI = (port: number, keys: Keys) => callRpc(port, 'GetCallerIdentity', STS, {}, keys);

describe('AssumeRole', () => {
  it('gives temporary keys that work for both signatures, with their token alone', async () => {
    const { port } = await start();
    const reply = await assume(port);
    expect(reply).toMatchObject({
      RequestId: expect.any(String),
      Credentials: { AccessKeyId: expect.stringMatching(/^STS\./), Expiration: new Date(now + 3_600_000).toISOString().replace(/\.\d+Z/, 'Z') },
      AssumedRoleUser: { AssumedRoleId: expect.stringMatching(/^3\d{17}:nightly$/), Arn: 'acs:ram::42:role/reader/nightly' },
    });
    const keys = keysOf(reply);
    expect((await ssl(port, keys)).body?.SSLEnabled).toBe('Disable');
    expect(await popClient(port, '2015-01-01', keys).request('DescribeInstanceSSL', { InstanceId: 'r-1' })).toMatchObject({ SSLEnabled: 'Disable' });
    const { securityToken: _left, ...bare } = keys;
    expect(await thrownBy(ssl(port, bare))).toMatchObject({ code: 'InvalidSecurityToken.MismatchWithAccessKey', statusCode: 400 });
    const other = keysOf(await assume(port));
    expect(await thrownBy(ssl(port, { ...keys, securityToken: other.securityToken }))).toMatchObject({ code: 'InvalidSecurityToken.MismatchWithAccessKey' });
  });

  it('is told by GetCallerIdentity, of the same role always with the same ids', async () => {
    const { port } = await start();
    const reply = await assume(port);
    const identity = await whoAmI(port, keysOf(reply));
    expect(identity).toMatchObject({ AccountId: '42', IdentityType: 'AssumedRoleUser', Arn: 'acs:ram::42:assumed-role/reader/nightly' });
    expect(reply['AssumedRoleUser']).toMatchObject({ AssumedRoleId: identity['PrincipalId'] });
    expect(identity['PrincipalId']).toBe(`${String(identity['RoleId'])}:nightly`);
    expect(identity).not.toHaveProperty('UserId');
    expect((await whoAmI(port, keysOf(await assume(port))))['RoleId']).toBe(identity['RoleId']);
    expect(await whoAmI(port, KEYS)).toMatchObject({ IdentityType: 'RAMUser', Arn: 'acs:ram::42:user/emulator' });
  });

  it('lasts for as long as was asked, by the clock', async () => {
    const { port } = await start();
    const keys = keysOf(await assume(port, { DurationSeconds: '900' }));
    now += 899_999;
    expect((await ssl(port, keys)).body?.SSLEnabled).toBe('Disable');
    now += 1;
    expect(await thrownBy(ssl(port, keys))).toMatchObject({ code: 'InvalidSecurityToken.Expired', statusCode: 400 });
    expect((await ssl(port, keysOf(await assume(port)))).body?.SSLEnabled).toBe('Disable');
  });

  it('gives what the role is allowed, whatever the caller is', async () => {
    const { port } = await start({ roles: [{ name: 'reader', allow: ['kvstore:Describe*'] }] });
    const keys = keysOf(await assume(port));
    expect((await ssl(port, keys)).body?.SSLEnabled).toBe('Disable');
    const denied = await thrownBy(callRpc(port, 'AllocateDirectConnection', '2015-01-01', { InstanceId: 'r-1' }, keys));
    expect(denied).toMatchObject({ code: 'Forbidden.RAM', accessDeniedDetail: { AuthPrincipalType: 'AssumedRoleUser', AuthPrincipalDisplayName: 'reader:nightly', AuthAction: 'kvstore:AllocateDirectConnection' } });
  });

  it.each([
    { name: 'a role that the fleet does not name', query: { RoleArn: 'acs:ram::42:role/writer' }, code: 'EntityNotExist.Role', status: 404 },
    { name: 'a role of another account', query: { RoleArn: 'acs:ram::43:role/reader' }, code: 'NoPermission', status: 403 },
    { name: 'what is no role', query: { RoleArn: 'acs:ram::42:user/reader' }, code: 'InvalidParameter.RoleArn', status: 400 },
    { name: 'a session name of one letter', query: { RoleSessionName: 'a' }, code: 'InvalidParameter.RoleSessionName', status: 400 },
    { name: 'a session name with a blank', query: { RoleSessionName: 'a b' }, code: 'InvalidParameter.RoleSessionName', status: 400 },
    { name: 'no session name', query: { RoleSessionName: '' }, code: 'MissingParameter', status: 400 },
    { name: 'too short a time', query: { DurationSeconds: '899' }, code: 'InvalidParameter.DurationSeconds', status: 400 },
    { name: 'too long a time', query: { DurationSeconds: '43201' }, code: 'InvalidParameter.DurationSeconds', status: 400 },
  ])('is refused for $name', async ({ query, code, status }) => {
    const { port } = await start({ roles: [{ name: 'reader' }] });
    expect(await thrownBy(assume(port, query))).toMatchObject({ code, statusCode: status });
  });

  it('needs the permission', async () => {
    const { port } = await start({ keys: [{ id: 'emulator', secret: 'emulator-secret', allow: ['kvstore:*'] }] });
    expect(await thrownBy(assume(port))).toMatchObject({ code: 'Forbidden.RAM', accessDeniedDetail: { AuthAction: 'sts:AssumeRole', AuthPrincipalType: 'SubUser' } });
  });

  it('leaves no key and no token in logs and journals', async () => {
    const lines: string[] = [];
    const { port, requests } = await start({}, {}, { log: (line) => lines.push(line) });
    const keys = keysOf(await assume(port));
    await ssl(port, keys);
    for (const secret of Object.values(keys)) expect(lines.join('\n') + JSON.stringify(requests())).not.toContain(secret);
    expect(requests()).toMatchObject([{ action: 'AssumeRole', query: { RoleArn: READER, RoleSessionName: 'nightly' } }, { action: 'DescribeInstanceSSL' }]);
  });
});

describe('the credentials library', () => {
  it('assumes a role by itself, once, and signs with its keys', async () => {
    const { port, calls } = await start({ roles: [{ name: 'reader' }] });
    const client = kvstoreClientOf(port, roleProvider(port, { arn: READER, session: 'nightly' }));
    for (let time = 0; time < 2; time += 1) expect((await client.describeInstanceSSL(new DescribeInstanceSSLRequest({ instanceId: 'r-1' }))).body?.SSLEnabled).toBe('Disable');
    expect(calls()).toEqual({ AssumeRole: 1, DescribeInstanceSSL: 2 });
  });

  it('tells of a wrong secret and of a role that is not there', async () => {
    const { port } = await start({ roles: [{ name: 'reader' }] });
    await expect(roleProvider(port, { arn: READER, session: 'nightly' }, { ...KEYS, accessKeySecret: 'guess' }).getCredentials()).rejects.toThrow('the access key secret is invalid');
    await expect(roleProvider(port, { arn: 'acs:ram::42:role/writer', session: 'nightly' }).getCredentials()).rejects.toThrow('EntityNotExist.Role');
  });
});

describe('a fleet file', () => {
  it('names each role once, by a name that a role can have', () => {
    const faults = (text: string): readonly string[] => {
      try {
        loadFleet(text, 'fleet.yaml');
      } catch (error) {
        if (error instanceof FileFaults) return error.faults;
        throw error;
      }
      return [];
    };
    expect(faults('account: { roles: [ { name: reader, allow: ["kvstore:*"] } ] }\n')).toEqual([]);
    expect(faults('account: { roles: [ { name: reader }, { name: reader } ] }\n')).toEqual(['fleet.yaml:1:41: The role reader is named twice.']);
    expect(faults('account: { roles: [ { name: "a/b" } ] }\n')).toHaveLength(1);
  });
});
