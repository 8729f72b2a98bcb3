import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { readProxySettings } from '../../src/cloud/proxy-settings.ts';
import { permitFor } from './permits.ts';
import { KEYS, OK, listen, listenerOf, openFor, stop } from './support.ts';
import type { Answer, Seen } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-proxy-'));
const keyFile = join(folder, 'key.pem');
const certFile = join(folder, 'cert.pem');
const open: (() => unknown)[] = [];

beforeAll(() => {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
});
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function secureService(...answers: readonly Answer[]): Promise<{ url: string; port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createSecureServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, listenerOf(answers, seen));
  const port = await listen(server);
  open.push(() => stop(server));
  return { url: `https://localhost:${port}`, port, seen };
}

type Tunnel = (request: IncomingMessage, socket: Duplex) => void;

const forward: Tunnel = (request, socket) => {
  const [host = '', port = ''] = (request.url ?? '').split(':');
  const upstream = connect(Number(port), host === 'localhost' ? '127.0.0.1' : host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
};
const refuse = (status: number): Tunnel => (_request, socket) => void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 2\r\n\r\nno`);

async function proxyServer(tunnel: Tunnel): Promise<{ url: string; port: number; connects: { target: string; login: string | undefined }[] }> {
  const connects: { target: string; login: string | undefined }[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    connects.push({ target: request.url ?? '', login: request.headers['proxy-authorization'] });
    tunnel(request, socket);
  });
  const port = await listen(server);
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await stop(server);
  });
  return { url: `http://127.0.0.1:${port}`, port, connects };
}

const CHILD = `
import { openCloud } from './cloud/open-cloud.js';
import { grantPermit } from './model/permit.js';
const now = new Date();
const url = process.env.SERVICE;
const cloud = await openCloud({ profile: null, endpoints: { kvstore: url }, network: 'public', concurrency: 2, requestTimeout: 5, env: process.env, now: () => now, random: () => 0, version: '0' });
const results = [];
for (let i = 0; i < 2; i += 1) results.push(await cloud.reader.read('DescribeInstances', 'cn-hangzhou', { RegionId: 'cn-hangzhou' }));
const rule = { id: 'always', enforced: true };
const finding = { rule: 'always', enforced: true, severity: 'error', verdict: 'pass', looked: [] };
const { permit } = grantPermit({ instance: { region: 'cn-hangzhou', instanceId: 'r-1', facts: new Map() }, request: { prefix: null, port: null }, rules: [rule], findings: [finding], readSince: now, now, maxAge: 60 });
const writer = await cloud.openWriter();
results.push(await writer.call(permit));
cloud.close();
const closed = performance.now();
process.on('exit', () => console.log(JSON.stringify({ kinds: results.map((result) => result.kind), lingered: performance.now() - closed })));
`;

/** The product itself in a process of its own: trust in a certificate is settled when a process starts. */
async function runChild(env: Record<string, string>): Promise<{ kinds: string[]; lingered: number }> {
  const child = spawn(process.execPath, [join(folder, 'built', 'child.mjs')], { env: { ...KEYS, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (part: Buffer) => void (output += part.toString()));
  await new Promise((done) => child.once('close', done));
  return JSON.parse(output) as { kinds: string[]; lingered: number };
}

describe('through a real proxy to a real TLS service', () => {
  beforeAll(() => {
    const built = join(folder, 'built');
    spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--declaration', 'false', '--outDir', built], { stdio: 'ignore' });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(built, 'package.json'), '{"type":"module"}');
    writeFileSync(join(built, 'child.mjs'), CHILD);
  });

  test('reads and the call go through it, with its user name and password; the process ends at once', async () => {
    const service = await secureService(OK);
    const proxy = await proxyServer(forward);
    const result = await runChild({ SERVICE: service.url, NODE_EXTRA_CA_CERTS: certFile, HTTPS_PROXY: `http://me:pass%20word@127.0.0.1:${proxy.port}` });
    expect(result.kinds).toEqual(['reply', 'reply', 'accepted']);
    expect(service.seen.map((request) => request.action)).toEqual(['DescribeInstances', 'DescribeInstances', 'AllocateDirectConnection']);
    // One tunnel is kept for both reads, the call has its own.
    const login = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
    expect(proxy.connects).toEqual([{ target: `localhost:${service.port}`, login }, { target: `localhost:${service.port}`, login }]);
    expect(result.lingered).toBeLessThan(1_000);
  });

  test('NO_PROXY passes it by', async () => {
    const service = await secureService(OK);
    const proxy = await proxyServer(forward);
    const result = await runChild({ SERVICE: service.url, NODE_EXTRA_CA_CERTS: certFile, https_proxy: proxy.url, no_proxy: 'example.com, localhost' });
    expect(result.kinds).toEqual(['reply', 'reply', 'accepted']);
    expect(proxy.connects).toEqual([]);
    expect(result.lingered).toBeLessThan(1_000);
  });
});

describe('a road that is closed', () => {
  test('a certificate that is not trusted: unreachable, tried once, nothing sent', async () => {
    const service = await secureService(OK);
    const cloud = await openFor(service.url);
    open.push(() => cloud.close());
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'unreachable', detail: expect.stringContaining('TLS certificate') });
    expect(cloud.reader.calls()).toEqual({ DescribeInstances: 1 });
    const writer = await cloud.openWriter();
    expect(await writer.call(permitFor())).toMatchObject({ kind: 'not-sent', detail: expect.stringContaining('TLS certificate') });
    expect(writer.sent()).toBe(0);
    expect(service.seen).toEqual([]);
  });

  test.each<[name: string, tunnel: Tunnel, reason: string, says: string, tries: number]>([
    ['407', refuse(407), 'unreachable', 'wants a user name and password', 1],
    ['403', refuse(403), 'unreachable', 'HTTP 403', 1],
    ['502', refuse(502), 'unreachable', 'HTTP 502', 5],
    ['a reset', (_request, socket) => void socket.destroy(), 'unreachable', 'proxy', 5],
    ['no answer', () => undefined, 'timeout', 'proxy', 5],
  ])('the proxy answers with %s', async (_name, tunnel, reason, says, tries) => {
    const proxy = await proxyServer(tunnel);
    const cloud = await openFor('https://service.invalid', { requestTimeout: 0.2, env: { ...KEYS, HTTPS_PROXY: `http://me:hush-hush@127.0.0.1:${proxy.port}` } });
    open.push(() => cloud.close());
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    expect(result).toMatchObject({ kind: 'no-reply', reason, status: null, detail: expect.stringContaining(says) });
    expect(JSON.stringify(result)).not.toContain('hush');
    expect(proxy.connects).toHaveLength(tries);
    const writer = await cloud.openWriter();
    expect(await writer.call(permitFor())).toMatchObject({ kind: 'not-sent', detail: expect.stringContaining('proxy') });
    expect(writer.sent()).toBe(0);
    expect(proxy.connects).toHaveLength(tries + 1);
  });

  test('no proxy there', async () => {
    const cloud = await openFor('https://service.invalid', { env: { ...KEYS, HTTPS_PROXY: 'http://127.0.0.1:1' } });
    open.push(() => cloud.close());
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    expect(result).toMatchObject({ reason: 'unreachable', detail: expect.stringContaining('HTTPS_PROXY could not be reached (ECONNREFUSED)') });
  });

  test.each(['http://', 'socks5://a.example:1080', 'http://a b', 'http://a.example:99999', 'http://%zz@a.example'])('HTTPS_PROXY=%s is told before anything is sent', async (value) => {
    await expect(openFor('https://service.invalid', { env: { ...KEYS, HTTPS_PROXY: value } })).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining('HTTPS_PROXY') });
  });
});

describe('which proxy for which address', () => {
  const PROXY = 'http://proxy.example:3128/';
  test.each<[env: Record<string, string>, url: string, proxy: string | null]>([
    [{}, 'https://a.aliyuncs.com', null],
    [{ HTTPS_PROXY: 'proxy.example:3128' }, 'https://a.aliyuncs.com', PROXY],
    [{ https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' }, 'https://a.aliyuncs.com', PROXY],
    [{ HTTPS_PROXY: PROXY }, 'http://127.0.0.1:8080', null],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '*' }, 'https://a.aliyuncs.com', null],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'aliyuncs.com' }, 'https://a.aliyuncs.com', null],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '.aliyuncs.com' }, 'https://a.aliyuncs.com', null],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '*.aliyuncs.com' }, 'https://a.aliyuncs.com', null],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'yuncs.com' }, 'https://a.aliyuncs.com', PROXY],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'b.example A.AliYunCS.com' }, 'https://a.aliyuncs.com', null],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'a.aliyuncs.com:443' }, 'https://a.aliyuncs.com', null],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'a.aliyuncs.com:8443' }, 'https://a.aliyuncs.com', PROXY],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '::1' }, 'https://[::1]:9000', null],
  ])('%o, %s: %s', (env, url, proxy) => {
    expect(readProxySettings(env)(url)?.href ?? null).toBe(proxy);
  });
});
