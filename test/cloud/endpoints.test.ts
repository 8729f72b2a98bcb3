import { afterEach, describe, expect, test } from 'vitest';

import { readEndpoints } from '../../src/cloud/endpoints.ts';
import { openCloud } from '../../src/cloud/open-cloud.ts';
import { createSdk } from '../../src/cloud/sdk.ts';
import type { CloudOptions } from '../../src/cloud/types.ts';
import { sendThrough } from '../../src/cloud/through-proxy.ts';
import { KEYS, OK, optionsFor, serve } from './support.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

type Settings = Pick<CloudOptions, 'endpoints' | 'network' | 'env'>;
const settings = (changes: Partial<Settings> = {}): Settings => ({ endpoints: {}, network: 'public', env: {}, ...changes });

/** The host a request of the SDK goes to, without sending it. */
async function hostOf(product: 'kvstore' | 'vpc' | 'sts', region: string, changes: Partial<Settings> = {}, learnt: string | null = null): Promise<string> {
  const endpoints = readEndpoints(settings(changes));
  if (learnt !== null) endpoints.learn(region, learnt);
  const keys = { accessKeyId: 'a', accessKeySecret: 'b', securityToken: '', providerName: 'test' };
  const account = { provider: { getCredentials: () => Promise.resolve(keys), getProviderName: () => 'test' }, refresh: () => Promise.resolve(), secrets: () => [] };
  const sdk = createSdk({ account, endpoints, network: changes.network ?? 'public', timeout: 1_000, version: '0' });
  const call = await sdk.read(product, region, 'DescribeRegions', {});
  let host = '';
  const agents = {
    agentFor(url: string): never {
      host = new URL(url).origin;
      throw new Error('not sent');
    },
    destroy: () => undefined,
  };
  const road = { agents, signal: new AbortController().signal, keepsReply: true, requests: 0, status: null, reply: null };
  await sendThrough(road, call).catch(() => undefined);
  return host;
}

describe('where requests go', () => {
  test.each<[name: string, product: 'kvstore' | 'vpc' | 'sts', region: string, changes: Partial<Settings>, learnt: string | null, host: string]>([
    ['the central host serves cn-hangzhou', 'kvstore', 'cn-hangzhou', {}, null, 'https://r-kvstore.aliyuncs.com'],
    ['a mapped region has its own', 'kvstore', 'cn-hongkong', {}, null, 'https://r-kvstore.cn-hongkong.aliyuncs.com'],
    ['a region not in the map follows the rule', 'kvstore', 'xx-new-9', {}, null, 'https://r-kvstore.xx-new-9.aliyuncs.com'],
    ['network vpc names the VPC host', 'kvstore', 'xx-new-9', { network: 'vpc' }, null, 'https://r-kvstore-vpc.xx-new-9.aliyuncs.com'],
    ['network vpc does so for mapped regions too', 'kvstore', 'cn-hangzhou', { network: 'vpc' }, null, 'https://r-kvstore-vpc.cn-hangzhou.aliyuncs.com'],
    ['sts is regional', 'sts', 'cn-hangzhou', {}, null, 'https://sts.cn-hangzhou.aliyuncs.com'],
    ['vpc follows its own map', 'vpc', 'cn-hongkong', {}, null, 'https://vpc.cn-hongkong.aliyuncs.com'],
    ['what DescribeRegions said wins over the map', 'kvstore', 'cn-hangzhou', {}, 'r-kvstore.new.example.com', 'https://r-kvstore.new.example.com'],
    ['but is for kvstore alone', 'vpc', 'cn-hongkong', {}, 'r-kvstore.new.example.com', 'https://vpc.cn-hongkong.aliyuncs.com'],
    ['and not in network vpc', 'kvstore', 'cn-hongkong', { network: 'vpc' }, 'r-kvstore.cn-hongkong.aliyuncs.com', 'https://r-kvstore-vpc.cn-hongkong.aliyuncs.com'],
    ['nor where it is no host name', 'kvstore', 'cn-hangzhou', {}, 'evil.example/?', 'https://r-kvstore.aliyuncs.com'],
    ['the option wins over all', 'kvstore', 'cn-hangzhou', { endpoints: { kvstore: 'http://127.0.0.1:8080' }, env: { TAIR_PREFLIGHT_ENDPOINT_KVSTORE: 'http://b.example' } }, 'c.example.com', 'http://127.0.0.1:8080'],
    ['the environment wins over what was learnt', 'kvstore', 'cn-hangzhou', { env: { TAIR_PREFLIGHT_ENDPOINT_KVSTORE: 'http://b.example' } }, 'c.example.com', 'http://b.example'],
    ['{region} is filled in', 'vpc', 'cn-beijing', { endpoints: { vpc: 'https://{region}.proxy.example:8443/' } }, null, 'https://cn-beijing.proxy.example:8443'],
  ])('%s', async (_name, product, region, changes, learnt, host) => {
    expect(await hostOf(product, region, changes, learnt)).toBe(host);
  });
});

describe('an endpoint that cannot be used is told before anything is sent', () => {
  test.each(['', 'ftp://a.example', 'a.example:80', 'http://', 'https://user:pw@a.example', 'https://a.example/path', 'https://a.example/?x=1', 'http://{zone}.example', 'http://a b'])('%s', (kvstore) => {
    expect(() => readEndpoints(settings({ endpoints: { kvstore } }))).toThrow(/--endpoint kvstore is expected to be/);
  });

  test('all of them at once, the variable by its name', async () => {
    const env = { ...KEYS, TAIR_PREFLIGHT_ENDPOINT_STS: 'nonsense' };
    await expect(openCloud(optionsFor('x', { endpoints: { kvstore: 'x' }, env }))).rejects.toMatchObject({
      name: 'UsageError', faults: [expect.stringContaining('--endpoint kvstore'), expect.stringContaining('TAIR_PREFLIGHT_ENDPOINT_STS')],
    });
  });
});

test('an address of one\'s own keeps winning after DescribeRegions named another', async () => {
  const service = await serve(OK);
  const cloud = await openCloud(optionsFor(service.url));
  open.push(service, cloud);
  cloud.learnRegionEndpoint('cn-hangzhou', 'r-kvstore.elsewhere.invalid');
  expect((await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {})).kind).toBe('reply');
});
