import { afterEach, describe, expect, test, vi } from 'vitest';

import type { Cloud, CloudOptions } from '../../src/cloud/types.ts';
import { OK, hang, html, json, openFor, reset, serve } from './support.ts';
import type { Answer, Service } from './support.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

async function stage(answers: readonly Answer[], changes: Partial<CloudOptions> = {}): Promise<{ service: Service; cloud: Cloud }> {
  const service = await serve(...answers);
  const cloud = await openFor(service.url, changes);
  open.push(service, cloud);
  return { service, cloud };
}

const THROTTLED = json(400, { Code: 'Throttling.User', Message: 'Request was denied due to user flow control.', RequestId: 'R-3' });
const half: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"RequestId": "R-1"');
  setTimeout(() => response.socket?.destroy(), 20);
};

const drip: Answer = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 30);
  response.on('close', () => clearInterval(timer));
};

describe('a read is tried again', () => {
  test.each<[name: string, first: Answer]>([
    ['a throttling code', THROTTLED], ['a 502 with HTML', html(502)], ['a 200 with HTML', html(200)], ['a reset', reset],
    ['a reply that breaks off', half], ['a reply without RequestId', json(200, {})],
  ])('after %s, and the good answer counts', async (_name, first) => {
    const { service, cloud } = await stage([first, OK]);
    expect((await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {})).kind).toBe('reply');
    expect(service.seen).toHaveLength(2);
  });

  test('each try carries a signature of its own', async () => {
    const { service, cloud } = await stage([html(502), OK]);
    await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    const nonces = service.seen.map((request) => request.headers['x-acs-signature-nonce']);
    expect(new Set(nonces).size).toBe(2);
  });

  test('a hang ends by the request timeout and is told as timeout', async () => {
    const { service, cloud } = await stage([hang], { requestTimeout: 0.2 });
    const began = performance.now();
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'timeout' });
    expect(service.seen).toHaveLength(5);
    expect(performance.now() - began).toBeLessThan(3_500);
  });

  test('a body that drips for ever ends by the request timeout', async () => {
    let closed = 0;
    const { cloud } = await stage([(response, request) => {
      response.on('close', () => void (closed += 1));
      drip(response, request);
    }], { requestTimeout: 0.2 });
    const began = performance.now();
    expect(await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {})).toMatchObject({ kind: 'no-reply', reason: 'timeout' });
    expect(performance.now() - began).toBeLessThan(4_000);
    await expect.poll(() => closed).toBe(5);
  });

  test('a reply that breaks off is malformed in the end', async () => {
    const { service, cloud } = await stage([half]);
    expect(await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {})).toMatchObject({ kind: 'no-reply', reason: 'malformed', status: 200 });
    expect(service.seen).toHaveLength(5);
  });

  test('a refused connection is unreachable after five tries', async () => {
    const { service, cloud } = await stage([OK]);
    await service.close();
    open.shift();
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    expect(result).toMatchObject({ kind: 'no-reply', reason: 'unreachable', code: null, status: null });
    expect(result.kind === 'no-reply' && result.detail).toContain('ECONNREFUSED');
    expect(cloud.reader.calls()).toEqual({ DescribeInstances: 5 });
  });

  test('an unknown host is unreachable', async () => {
    const cloud = await openFor('http://nowhere.invalid');
    open.push(cloud);
    expect(await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {})).toMatchObject({ kind: 'no-reply', reason: 'unreachable' });
  });

  test('pauses double from 100 ms for faults, with full jitter', async () => {
    const { cloud } = await stage([html(502)], { random: () => 0.5 });
    const began = performance.now();
    await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    const took = performance.now() - began; // half of 100 + 200 + 400 + 800
    expect(took).toBeGreaterThan(740);
    expect(took).toBeLessThan(1_500);
  });

  test('no try begins later than 20 s after the first', async () => {
    let late = 0;
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + late);
    const { service, cloud } = await stage([(response, request) => {
      late += 9_000;
      html(502)(response, request);
    }]);
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    clock.mockRestore();
    expect(result).toMatchObject({ reason: 'server-error' });
    expect(service.seen).toHaveLength(3); // at 0, 9 and 18 s; not at 27 s
  });

  test('nor does one that waited too long for its place in the lane', async () => {
    let late = 0;
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + late);
    const slow: Answer = (response, request) => {
      late += 25_000;
      OK(response, request);
    };
    const { service, cloud } = await stage([html(502), slow], { concurrency: 1, random: () => 0.5 });
    const [first, second] = await Promise.all([
      cloud.reader.read('DescribeInstances', 'cn-hangzhou', {}), cloud.reader.read('DescribeInstanceSSL', 'cn-hangzhou', {}),
    ]);
    clock.mockRestore();
    expect([first.kind, second.kind]).toEqual(['no-reply', 'reply']);
    expect(service.seen).toHaveLength(2);
  });

  test('a wish of the service within 20 s is granted', async () => {
    const { cloud } = await stage([json(400, { Code: 'Throttling', Message: 'later', RequestId: 'R-4' }, { 'x-acs-retry-after': '300' }), OK]);
    const began = performance.now();
    expect((await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {})).kind).toBe('reply');
    expect(performance.now() - began).toBeGreaterThan(290);
  });

  test('a wish of the service beyond 20 s is not waited for', async () => {
    const { service, cloud } = await stage([json(400, { Code: 'Throttling', Message: 'later', RequestId: 'R-4' }, { 'x-acs-retry-after': '60000' })]);
    const began = performance.now();
    expect(await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {})).toMatchObject({ reason: 'throttled', requestId: 'R-4' });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(service.seen).toHaveLength(1);
  });
});

describe('lanes', () => {
  test('a region has as many requests under way as the concurrency, another region its own', async () => {
    let under = 0;
    let most = 0;
    const slow: Answer = (response) => {
      under += 1;
      most = Math.max(most, under);
      setTimeout(() => {
        under -= 1;
        OK(response, response.req);
      }, 60);
    };
    const { cloud } = await stage([slow], { concurrency: 2 });
    const read = (region: string) => Promise.all(Array.from({ length: 6 }, () => cloud.reader.read('DescribeInstances', region, {})));
    await read('cn-hangzhou');
    expect(most).toBe(2);
    await Promise.all([read('cn-hangzhou'), read('cn-beijing')]);
    expect(most).toBe(4);
  });

  test('a pause between tries does not hold a place in the lane', async () => {
    const { cloud } = await stage([THROTTLED, OK], { concurrency: 1, random: () => 0.99 });
    const order: string[] = [];
    await Promise.all([
      cloud.reader.read('DescribeInstances', 'cn-hangzhou', {}).then(() => order.push('throttled')),
      cloud.reader.read('DescribeInstanceSSL', 'cn-hangzhou', {}).then(() => order.push('other')),
    ]);
    expect(order).toEqual(['other', 'throttled']);
  });

  test('sockets are kept for the next request', async () => {
    const ports = new Set<number | undefined>();
    const { cloud } = await stage([(response, request) => {
      ports.add(request.socket.remotePort);
      OK(response, request);
    }]);
    for (let index = 0; index < 5; index += 1) await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    expect(ports.size).toBe(1);
  });
});

describe('words and closing', () => {
  test('the denied action comes from the service where it says, else from the table; credentials have none', async () => {
    const body = { Code: 'Forbidden.RAM', Message: 'no', RequestId: 'R-2' };
    const { cloud } = await stage([
      json(403, { ...body, AccessDeniedDetail: { AuthAction: 'kvstore:SomethingElse' } }), json(403, body), json(400, { ...body, Code: 'InvalidSecurityToken.Expired' }),
    ]);
    const actions = [];
    for (let index = 0; index < 3; index += 1) {
      const result = await cloud.reader.read('DescribeSecurityIps', 'cn-hangzhou', {});
      actions.push(result.kind === 'no-reply' ? result.ramAction : 'reply');
    }
    expect(actions).toEqual(['kvstore:SomethingElse', 'kvstore:DescribeSecurityIps', null]);
  });

  test('a message of the service is shown without addresses, secrets and control characters', async () => {
    const { cloud } = await stage([json(400, { Code: 'InvalidParameter', Message: 'see http://x.example/?AccessKeyId=1 \u001b[31mtest-secret-value', RequestId: 'R-5' })]);
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    const detail = result.kind === 'no-reply' ? result.detail : '';
    expect(detail).toContain('see (address)');
    for (const hidden of ['x.example', 'test-secret-value', '\u001b']) expect(detail).not.toContain(hidden);
  });

  test('the string to sign in a SignatureDoesNotMatch is not shown', async () => {
    const { cloud } = await stage([json(400, { Code: 'SignatureDoesNotMatch', Message: 'server string to sign is:POST /?InstanceId=r-1', RequestId: 'R-6' })]);
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    expect(result.kind === 'no-reply' && result.detail).not.toContain('r-1');
  });

  test('a region that could bend the host name is never asked for', async () => {
    const { service, cloud } = await stage([OK]);
    expect(await cloud.reader.read('DescribeInstances', 'evil.example/#', {})).toMatchObject({ kind: 'no-reply', reason: 'unrecognised' });
    expect(service.seen).toHaveLength(0);
  });

  test('close ends a read under way and its pauses at once', async () => {
    const { cloud } = await stage([hang], { requestTimeout: 60 });
    const began = performance.now();
    const reading = cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    setTimeout(() => cloud.close(), 100);
    expect(await reading).toMatchObject({ kind: 'no-reply', reason: 'unreachable' });
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
