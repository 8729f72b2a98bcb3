import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, test } from 'vitest';

import type { CallResult, Cloud, CloudOptions, Writer } from '../../src/cloud/types.ts';
import { permitFor } from './permits.ts';
import { hang, html, json, openFor, reset, serve } from './support.ts';
import type { Answer, Service } from './support.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

async function stage(answers: readonly Answer[], changes: Partial<CloudOptions> = {}): Promise<{ service: Service; cloud: Cloud; writer: Writer }> {
  const service = await serve(...answers);
  const cloud = await openFor(service.url, changes);
  open.push(service, cloud);
  return { service, cloud, writer: await cloud.openWriter() };
}

const ACCEPTED = json(200, { RequestId: 'R-1' });
const error = (status: number, code: string): Answer => json(status, { Code: code, Message: 'said the service', RequestId: 'R-2' });

describe('the one call', () => {
  test('sends the instance alone where neither prefix nor port was asked for', async () => {
    const { service, writer } = await stage([ACCEPTED]);
    expect(await writer.call(permitFor())).toEqual({ kind: 'accepted', requestId: 'R-1' });
    expect(service.seen).toHaveLength(1);
    expect(service.seen[0]).toMatchObject({ method: 'POST', action: 'AllocateDirectConnection', query: { InstanceId: 'r-1' } });
    expect(Object.keys(service.seen[0]?.query ?? {})).toEqual(['InstanceId']);
    expect(writer.sent()).toBe(1);
  });

  test('sends prefix and port, the port as a string', async () => {
    const { service, writer } = await stage([ACCEPTED]);
    await writer.call(permitFor({ prefix: 'redisdirect1', port: 6380 }));
    expect(service.seen[0]?.query).toEqual({ InstanceId: 'r-1', ConnectionString: 'redisdirect1', Port: '6380' });
  });

  test('a permit is good for one call', async () => {
    const { service, writer } = await stage([ACCEPTED]);
    const permit = permitFor();
    await writer.call(permit);
    await expect(writer.call(permit)).rejects.toThrow(/used before/);
    expect(service.seen).toHaveLength(1);
  });

  test('a look-alike of a permit is refused', async () => {
    const { service, writer } = await stage([ACCEPTED]);
    const genuine = permitFor();
    const fake = { region: genuine.region, instanceId: genuine.instanceId, request: genuine.request, spend: () => undefined };
    await expect(writer.call(fake as unknown as typeof genuine)).rejects.toThrow(/grantPermit/);
    expect(service.seen).toHaveLength(0);
  });

  test('an outdated permit sends nothing', async () => {
    const { service, writer } = await stage([ACCEPTED], { now: () => new Date('2026-11-24T11:00:00Z') });
    expect(await writer.call(permitFor())).toMatchObject({ kind: 'not-sent', detail: expect.stringContaining('facts behind it were old') });
    expect(service.seen).toHaveLength(0);
  });
});

describe('what became of it', () => {
  test.each<[name: string, answer: Answer, kind: CallResult['kind'], code: string | null]>([
    ['200 with a RequestId', ACCEPTED, 'accepted', null],
    ['400 TaskHasExist', error(400, 'TaskHasExist'), 'rejected', 'TaskHasExist'],
    ['403 UnsupportedEngineVersion', error(403, 'UnsupportedEngineVersion'), 'rejected', 'UnsupportedEngineVersion'],
    ['404 InvalidDbInstanceId.NotFound', error(404, 'InvalidDbInstanceId.NotFound'), 'rejected', 'InvalidDbInstanceId.NotFound'],
    ['400 Throttling.User', error(400, 'Throttling.User'), 'throttled', 'Throttling.User'],
    ['429 Throttling', error(429, 'Throttling'), 'throttled', 'Throttling'],
    ['403 Forbidden.RAM', error(403, 'Forbidden.RAM'), 'denied', 'Forbidden.RAM'],
    ['403 NoPermission', error(403, 'NoPermission'), 'denied', 'NoPermission'],
    ['404 InvalidAccessKeyId.NotFound', error(404, 'InvalidAccessKeyId.NotFound'), 'denied', 'InvalidAccessKeyId.NotFound'],
    ['400 SignatureNonceUsed, the sign of a request sent twice', error(400, 'SignatureNonceUsed'), 'ambiguous', null],
    ['503 Throttling', error(503, 'Throttling'), 'ambiguous', null],
    ['500 InternalError', error(500, 'InternalError'), 'ambiguous', null],
    ['502 with HTML', html(502), 'ambiguous', null],
    ['403 with HTML', html(403), 'ambiguous', null],
    ['400 with JSON without a code', json(400, { RequestId: 'R-2' }), 'ambiguous', null],
    ['408 with a code', error(408, 'RequestTimeout'), 'ambiguous', null],
    ['302', json(302, '', { location: 'http://elsewhere.example/' }), 'ambiguous', null],
    ['200 with HTML', html(200), 'ambiguous', null],
    ['200 without RequestId', json(200, {}), 'ambiguous', null],
    ['200 with an error code', error(200, 'InternalError'), 'ambiguous', null],
    ['200 with null', json(200, 'null'), 'ambiguous', null],
    ['a reset', reset, 'ambiguous', null],
    ['a hang', hang, 'ambiguous', null],
  ])('%s', async (_name, answer, kind, code) => {
    const { service, writer } = await stage([answer], { requestTimeout: 0.3 });
    const result = await writer.call(permitFor());
    expect(result.kind).toBe(kind);
    expect('code' in result ? result.code : null).toBe(code);
    expect(service.seen).toHaveLength(1);
    expect(writer.sent()).toBe(1);
    expect(JSON.stringify(result)).not.toMatch(/https?:|InstanceId=|test-secret/);
  });

  test('a refused connection sent nothing', async () => {
    const { service, writer } = await stage([ACCEPTED]);
    await service.close();
    open.shift();
    expect(await writer.call(permitFor())).toMatchObject({ kind: 'not-sent' });
    expect(writer.sent()).toBe(0);
  });

  test('an unknown host sent nothing', async () => {
    const cloud = await openFor('http://nowhere.invalid');
    open.push(cloud);
    const writer = await cloud.openWriter();
    expect(await writer.call(permitFor())).toMatchObject({ kind: 'not-sent' });
  });

  test('a TLS handshake that never ends sent nothing, and ends by the timeout', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const cloud = await openFor(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, { requestTimeout: 0.3 });
    open.push({ close: () => server.close() }, cloud);
    const writer = await cloud.openWriter();
    expect(await writer.call(permitFor())).toMatchObject({ kind: 'not-sent' });
    expect(writer.sent()).toBe(0);
  });

  test('a socket that is kept from a read and dies is not used for the call', async () => {
    const ports: (number | undefined)[] = [];
    const answer: Answer = (response, request) => {
      ports.push(request.socket.remotePort);
      ACCEPTED(response, request);
    };
    const { cloud, writer } = await stage([answer]);
    await cloud.reader.read('DescribeInstances', 'cn-hangzhou', {});
    await writer.call(permitFor());
    expect(new Set(ports).size).toBe(2);
  });
});
