import { createHash, createHmac, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';

import type * as Credentials from '@alicloud/credentials';
import type * as OpenApi from '@alicloud/openapi-core';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import type * as Kvstore from '@alicloud/r-kvstore20150101';
import type * as Vpc from '@alicloud/vpc20160428';
import { RuntimeOptions } from '@darabonba/typescript';

// The clients are CommonJS, and test runners and Node do not agree on what their default import is; `require` means one thing everywhere.
const load = createRequire(import.meta.url);
const credentials: typeof Credentials.default & Omit<typeof Credentials, 'default'> = load('@alicloud/credentials');
const openApi: typeof OpenApi.default = load('@alicloud/openapi-core');
const kvstore: typeof Kvstore.default = load('@alicloud/r-kvstore20150101');
const vpc: typeof Vpc.default = load('@alicloud/vpc20160428');
const { RPCClient }: { readonly RPCClient: new (config: PopConfig) => PopClient } = load('@alicloud/pop-core');

interface PopConfig extends Keys {
  readonly endpoint: string;
  readonly apiVersion: string;
}

/** What is used of `@alicloud/pop-core`, which signs the older way. */
export interface PopClient {
  request(action: string, parameters: object, options?: { readonly method: 'GET' | 'POST' }): Promise<Record<string, unknown>>;
}

/** The older SDK's client for a product, pointed at the emulator. */
export function popClient(port: number, apiVersion: string, keys: Keys = KEYS): PopClient {
  return new RPCClient({ endpoint: `http://127.0.0.1:${port}`, apiVersion, ...keys });
}

export interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export const KEYS: Keys = { accessKeyId: 'emulator', accessKeySecret: 'emulator-secret' };

function config(port: number, keys: Keys, host = '127.0.0.1'): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({ endpoint: `${host}:${port}`, protocol: 'http', ...keys });
}

/** The real SDK's client for R-kvstore, pointed at the emulator. */
export function kvstoreClient(port: number, keys: Keys = KEYS, host?: string) {
  return new kvstore.default(config(port, keys, host));
}

/** The real SDK's client for VPC, pointed at the emulator. */
export function vpcClient(port: number, keys: Keys = KEYS) {
  return new vpc.default(config(port, keys));
}

/**
 * The provider of `@alicloud/credentials` that assumes a role, pointed at the emulator. Its address can be set; that it
 * speaks HTTPS cannot, so each of its requests is turned to HTTP on the way out, which its signature does not cover.
 */
export function roleProvider(port: number, role: { readonly arn: string; readonly session: string; readonly seconds?: number }, keys: Keys = KEYS): Credentials.CredentialsProvider {
  const { RAMRoleARNCredentialsProvider, StaticAKCredentialsProvider } = credentials;
  const own = StaticAKCredentialsProvider.builder().withAccessKeyId(keys.accessKeyId).withAccessKeySecret(keys.accessKeySecret).build();
  const provider = RAMRoleARNCredentialsProvider.builder().withCredentialsProvider(own).withRoleArn(role.arn)
    .withRoleSessionName(role.session).withDurationSeconds(role.seconds ?? 3600).withStsEndpoint(`127.0.0.1:${port}`).build();
  const send: unknown = Reflect.get(provider, 'doRequest');
  if (typeof send !== 'function') throw new Error('The provider no longer sends its requests with doRequest.');
  Reflect.set(provider, 'doRequest', (request: object): unknown => send(Object.assign(request, { protocol: 'http' })));
  return provider;
}

/** The real SDK's client for R-kvstore with keys from a provider. */
export function kvstoreClientOf(port: number, provider: Credentials.CredentialsProvider) {
  const credential = new credentials.default(null, provider);
  return new kvstore.default(new $OpenApiUtil.Config({ endpoint: `127.0.0.1:${port}`, protocol: 'http', credential }));
}

/** Any RPC call through the SDK's core, for products and operations that its clients do not have. */
export async function callRpc(port: number, action: string, version: string, query: Record<string, string>, keys: Keys = KEYS): Promise<Record<string, unknown>> {
  const client = new openApi.default(config(port, keys));
  const params = new $OpenApiUtil.Params({ action, version, protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC', reqBodyType: 'formData', bodyType: 'json' });
  const reply = await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ query }), new RuntimeOptions({}));
  return { ...reply['body'] };
}

/** What the SDK throws, as plain fields. */
export interface Thrown {
  readonly name: string;
  readonly code: string | undefined;
  readonly statusCode: number | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  readonly accessDeniedDetail: Readonly<Record<string, unknown>> | undefined;
}

/** The error that a call ends with; throws when it succeeds. */
export async function thrownBy(call: Promise<unknown>): Promise<Thrown> {
  let value: unknown;
  try {
    value = await call;
  } catch (error) {
    const fields = error as Partial<Thrown>;
    return { name: fields.name ?? '', code: fields.code, statusCode: fields.statusCode, data: fields.data ?? {}, accessDeniedDetail: fields.accessDeniedDetail };
  }
  throw new Error(`Expected the call to fail; it answered ${JSON.stringify(value)}.`);
}

export interface RawReply {
  readonly status: number;
  readonly text: string;
}

/** A request signed by hand, for methods, hosts and bodies that the SDK does not send. */
export function signedRequest(port: number, wanted: {
  readonly action: string;
  readonly version?: string;
  readonly method?: 'GET' | 'POST';
  readonly host?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  /** Sent in place of the body that was signed. */
  readonly otherBody?: string;
  readonly nonce?: string;
  /** Headers that are sent but not signed. */
  readonly unsigned?: readonly string[];
  /** Headers to lay over the signed ones; undefined leaves a header out. */
  readonly tamper?: Readonly<Record<string, string | undefined>>;
}): Promise<RawReply> {
  const method = wanted.method ?? 'POST';
  const query = Object.entries(wanted.query ?? {}).toSorted().map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const body = wanted.form === undefined ? '' : String(new URLSearchParams(wanted.form));
  const signed: Record<string, string> = {
    host: wanted.host ?? `127.0.0.1:${port}`,
    'x-acs-action': wanted.action,
    'x-acs-content-sha256': hash(body),
    'x-acs-date': new Date().toISOString().replace(/\.\d+Z/, 'Z'),
    'x-acs-signature-nonce': wanted.nonce ?? randomUUID(),
    'x-acs-version': wanted.version ?? '2015-01-01',
    ...(wanted.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const names = Object.keys(signed).filter((name) => wanted.unsigned?.includes(name) !== true).toSorted();
  const canonical = [method, '/', query, names.map((name) => `${name}:${signed[name]}\n`).join(''), names.join(';'), hash(body)].join('\n');
  const signature = createHmac('sha256', KEYS.accessKeySecret).update(`ACS3-HMAC-SHA256\n${hash(canonical)}`).digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${KEYS.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  const headers = Object.fromEntries(Object.entries({ ...signed, authorization, ...wanted.tamper }).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path: `/?${query}`, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => resolve({ status: response.statusCode ?? 0, text })).on('error', reject);
    });
    request.on('error', reject).end(wanted.otherBody ?? body);
  });
}

/** A request signed by hand among its parameters; `change` is laid over them before, `tamper` after they are signed (undefined leaves one out). */
export async function querySigned(port: number, wanted: {
  readonly method?: 'GET' | 'POST';
  readonly secret?: string;
  readonly change?: Readonly<Record<string, string | undefined>>;
  readonly tamper?: Readonly<Record<string, string | undefined>>;
}): Promise<RawReply> {
  const method = wanted.method ?? 'GET';
  const present = (fields: Readonly<Record<string, string | undefined>>) => Object.entries(fields).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
  const signed = Object.fromEntries(present({
    Action: 'DescribeInstanceSSL', Version: '2015-01-01', Format: 'JSON', InstanceId: 'r-1', AccessKeyId: KEYS.accessKeyId, Timestamp: new Date().toISOString().replace(/\.\d+Z/, 'Z'),
    SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0', SignatureNonce: randomUUID(), ...wanted.change,
  }));
  const canonical = Object.entries(signed).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const signature = createHmac('sha1', `${wanted.secret ?? KEYS.accessKeySecret}&`).update(`${method}&%2F&${encode(canonical)}`).digest('base64');
  const parameters = String(new URLSearchParams(present({ ...signed, Signature: signature, ...wanted.tamper })));
  const url = `http://127.0.0.1:${port}/`;
  const form = { method, body: parameters, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  const reply = await (method === 'GET' ? fetch(`${url}?${parameters}`) : fetch(url, form));
  return { status: reply.status, text: await reply.text() };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
