import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { regionOfProfile } from '../../src/cloud/cli-config.ts';
import type { CloudOptions } from '../../src/cloud/types.ts';
import { UsageError } from '../../src/model/faults.ts';
import { KEYS, OK, json, openFor, serve } from './support.ts';
import type { Service } from './support.ts';

let home = '';
let service: Service;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'tair-preflight-home-'));
  service = await serve(OK);
});
afterEach(async () => {
  rmSync(home, { recursive: true });
  await service.close();
});

const NO_METADATA = { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' };

function write(path: string, content: unknown): void {
  const file = join(home, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

const PROFILES = {
  current: 'prod',
  profiles: [
    { name: 'prod', mode: 'AK', access_key_id: 'prod-id', access_key_secret: 'prod-secret', region_id: 'cn-beijing' },
    { name: 'dev', mode: 'StsToken', access_key_id: 'dev-id', access_key_secret: 'dev-secret', sts_token: 'dev-token', region_id: '' },
    { name: 'blank', mode: 'AK', access_key_id: '', access_key_secret: '' },
  ],
};

const chain = (name: string, source: string) => ({ name, mode: 'ChainableRamRoleArn', source_profile: source, ram_role_arn: 'acs:ram::1:role/r' });

/** The access key that signs a request, and the token beside it. */
async function signer(changes: Partial<CloudOptions>): Promise<{ id: string | undefined; token: unknown }> {
  const cloud = await openFor(service.url, changes);
  await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
  cloud.close();
  const headers = service.seen.at(-1)?.headers;
  return { id: /Credential=([^,]+),/.exec(headers?.authorization ?? '')?.[1], token: headers?.['x-acs-security-token'] };
}

async function refusal(changes: Partial<CloudOptions>): Promise<string> {
  try {
    (await openFor(service.url, changes)).close();
  } catch (fault) {
    expect(fault).toBeInstanceOf(UsageError);
    expect(service.seen).toHaveLength(0);
    return fault instanceof Error ? fault.message : '';
  }
  throw new Error('Expected a UsageError.');
}

describe('whose credentials sign', () => {
  test('the pair of the environment wins over the profile', async () => {
    write('.aliyun/config.json', PROFILES);
    expect(await signer({ env: { ...KEYS, HOME: home } })).toEqual({ id: 'test-id', token: undefined });
  });

  test('the pair with a token', async () => {
    expect(await signer({ env: { ...KEYS, ALIBABA_CLOUD_SECURITY_TOKEN: 'tok' } })).toEqual({ id: 'test-id', token: 'tok' });
  });

  test('without the pair, the current profile', async () => {
    write('.aliyun/config.json', PROFILES);
    expect(await signer({ env: { ...NO_METADATA, HOME: home } })).toEqual({ id: 'prod-id', token: undefined });
  });

  test('ALIBABA_CLOUD_PROFILE chooses', async () => {
    write('.aliyun/config.json', PROFILES);
    expect(await signer({ env: { HOME: home, ALIBABA_CLOUD_PROFILE: 'dev' } })).toEqual({ id: 'dev-id', token: 'dev-token' });
  });

  test('--profile wins over the pair', async () => {
    write('.aliyun/config.json', PROFILES);
    expect(await signer({ profile: 'dev', env: { ...KEYS, HOME: home } })).toEqual({ id: 'dev-id', token: 'dev-token' });
  });

  test('a current profile without keys is passed over for the credentials file', async () => {
    write('.aliyun/config.json', { ...PROFILES, current: 'blank' });
    write('.alibabacloud/credentials', '[default]\ntype = access_key\naccess_key_id = file-id\naccess_key_secret = file-secret\n');
    expect(await signer({ env: { ...NO_METADATA, HOME: home } })).toEqual({ id: 'file-id', token: undefined });
  });

  test('the credentials URI', async () => {
    const source = await serve(json(200, { Code: 'Success', AccessKeyId: 'uri-id', AccessKeySecret: 'uri-secret', SecurityToken: 'uri-token', Expiration: '2099-01-01T00:00:00Z' }));
    expect(await signer({ env: { ...NO_METADATA, HOME: home, ALIBABA_CLOUD_CREDENTIALS_URI: `${source.url}/keys` } })).toEqual({ id: 'uri-id', token: 'uri-token' });
    await source.close();
  });
});

describe('credentials that cannot be used end the program before anything is sent', () => {
  test.each([
    [{ ALIBABA_CLOUD_ACCESS_KEY_ID: 'x' }, /ALIBABA_CLOUD_ACCESS_KEY_SECRET is missing/],
    [{ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'very-secret' }, /ALIBABA_CLOUD_ACCESS_KEY_ID is missing/],
    [{ ALIBABA_CLOUD_SECURITY_TOKEN: 'very-secret' }, /ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are missing/],
  ])('a half-set pair never falls to another account: %o', async (half, sentence) => {
    write('.aliyun/config.json', PROFILES);
    const message = await refusal({ env: { ...half, HOME: home } });
    expect(message).toMatch(sentence);
    expect(message).not.toContain('very-secret');
    await refusal({ profile: 'prod', env: { ...half, HOME: home } });
  });

  test('an unknown profile names those there are', async () => {
    write('.aliyun/config.json', PROFILES);
    const message = await refusal({ profile: 'pord', env: { HOME: home } });
    expect(message).toContain('"pord"');
    expect(message).toContain('"blank", "dev", "prod"');
  });

  test('so does an unknown ALIBABA_CLOUD_PROFILE', async () => {
    write('.aliyun/config.json', PROFILES);
    expect(await refusal({ env: { HOME: home, ALIBABA_CLOUD_PROFILE: 'pord' } })).toContain('"prod"');
  });

  test('a profile without a config', async () => {
    expect(await refusal({ profile: 'prod', env: { HOME: home } })).toContain('there is no aliyun CLI config');
  });

  test('a config that is not JSON is not quoted', async () => {
    write('.aliyun/config.json', '{"profiles": [{"access_key_secret": "very-secret"');
    for (const profile of ['prod', null]) {
      const message = await refusal({ profile, env: { ...NO_METADATA, HOME: home } });
      expect(message).toContain('not a readable aliyun CLI config');
      expect(message).not.toContain('very-secret');
    }
  });

  test('a profile without keys does not take those of the process', async () => {
    write('.aliyun/config.json', PROFILES);
    expect(await refusal({ profile: 'blank', env: { ...KEYS, HOME: home } })).toContain('holds no access key');
  });

  test('nor does the profile at the end of a chain; a chain without an end is told', async () => {
    write('.aliyun/config.json', { current: 'a', profiles: [...PROFILES.profiles, chain('a', 'blank'), chain('b', 'c'), chain('c', 'b'), chain('d', 'gone')] });
    expect(await refusal({ profile: 'a', env: { ...KEYS, HOME: home } })).toContain('Profile "blank" (mode AK)');
    expect(await refusal({ profile: 'b', env: { ...KEYS, HOME: home } })).toContain('leads back to itself');
    expect(await refusal({ profile: 'd', env: { ...KEYS, HOME: home } })).toContain('source_profile of "d"');
  });

  test('a source that is set up and fails is not passed over, and its answer is not quoted', async () => {
    const source = await serve(json(403, { Code: 'EntityNotExist.Role', AccessKeySecret: 'very-secret' }));
    write('.alibabacloud/credentials', '[default]\ntype = access_key\naccess_key_id = file-id\naccess_key_secret = file-secret\n');
    const message = await refusal({ env: { ...NO_METADATA, ALIBABA_CLOUD_CREDENTIALS_URI: `${source.url}/keys` } });
    await source.close();
    expect(message).toContain('ALIBABA_CLOUD_CREDENTIALS_URI gave no credentials (the service answered EntityNotExist.Role)');
    expect(message).not.toContain('very-secret');
  });

  test('a source that hangs is given up after 5 s', async () => {
    const source = await serve(() => undefined);
    const began = performance.now();
    expect(await refusal({ env: { ...NO_METADATA, ALIBABA_CLOUD_CREDENTIALS_URI: `${source.url}/keys` } })).toMatch(/within 5 s|no answer came in time/);
    expect(performance.now() - began).toBeLessThan(6_000);
    await source.close();
  });

  test('nowhere any, the metadata address included: told within seconds', async () => {
    const began = performance.now();
    expect(await refusal({ env: { HOME: home } })).toContain('No credentials were found');
    expect(performance.now() - began).toBeLessThan(6_000);
  });
});

describe('the region of a profile', () => {
  test.each<[env: Record<string, string>, profile: string | null, region: string | null]>([
    [{}, null, 'cn-beijing'], [{}, 'prod', 'cn-beijing'], [{}, 'dev', null],
    [{ ALIBABA_CLOUD_PROFILE: 'dev' }, null, null], [{ ALIBABA_CLOUD_PROFILE: 'dev' }, 'prod', 'cn-beijing'],
    [{ ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'true' }, null, null],
  ])('%o, profile %s: %s', (env, profile, region) => {
    write('.aliyun/config.json', PROFILES);
    expect(regionOfProfile({ ...env, HOME: home }, profile)).toBe(region);
  });

  test('is a fault where the profile that was named is not there', () => {
    write('.aliyun/config.json', PROFILES);
    expect(() => regionOfProfile({ HOME: home }, 'none')).toThrow('Profile "none" (--profile) was not found');
  });

  test('none without a config or with a broken one', () => {
    expect(regionOfProfile({ HOME: home }, null)).toBeNull();
    write('.aliyun/config.json', '[');
    expect(regionOfProfile({ HOME: home }, null)).toBeNull();
    expect(regionOfProfile({}, null)).toBeNull();
  });
});
