import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { BLOCKED, cloudOf, envOf } from '../cli/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-notify-'));
const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;

beforeAll(() => {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const listen = (server: Server): Promise<number> => new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));

/** The built program in a process of its own, which trusts the certificate or does not. */
async function checkIn(env: Readonly<Record<string, string>>): Promise<{ code: number; stderr: string }> {
  const emulator = await cloudOf([BLOCKED]);
  const child = promisify(execFile)(process.execPath, [MAIN, 'check', '--region', 'cn-hangzhou', '--no-config', '--notify', 'slack'], { env: envOf(emulator, env) });
  return child.then(({ stderr }) => ({ code: 0, stderr }), (fault: { code: number; stderr: string }) => fault);
}

test('https, straight and through a proxy; a certificate that nobody vouches for is refused', async () => {
  const bodies: string[] = [];
  const receiver = createServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, (request, response) => {
    request.setEncoding('utf8').on('data', (part: string) => bodies.push(part)).on('end', () => response.end('ok'));
  });
  const port = await listen(receiver);
  const targets: (string | undefined)[] = [];
  const proxy = createProxy().on('connect', (request, socket) => {
    targets.push(request.url);
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  const proxyPort = await listen(proxy);
  try {
    const env = { TAIR_PREFLIGHT_NOTIFY_SLACK_URL: `https://localhost:${port}/services/TOKENVALUE` };
    const trusting = { ...env, NODE_EXTRA_CA_CERTS: certFile };
    expect(await checkIn(trusting)).toMatchObject({ code: 1, stderr: '' });
    expect([bodies.length, targets.length]).toEqual([1, 0]);
    expect(await checkIn({ ...trusting, HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` })).toMatchObject({ code: 1, stderr: '' });
    expect([bodies.length, targets]).toEqual([2, [`localhost:${port}`]]);
    const refused = await checkIn(env);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('slack was not notified: it could not be reached (DEPTH_ZERO_SELF_SIGNED_CERT)') });
    expect(refused.stderr).not.toContain('TOKENVALUE');
    expect(bodies.length).toBe(2);
  } finally {
    receiver.closeAllConnections();
    proxy.closeAllConnections();
    receiver.close();
    proxy.close();
  }
}, 60_000);
