import { afterEach, describe, expect, test } from 'vitest';

import type { Cloud, CloudOptions, NoReply, ReadResult } from '../../src/cloud/types.ts';
import { OK, html, json, openFor, reset, serve } from './support.ts';
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

function missed(result: ReadResult): NoReply {
  if (result.kind !== 'no-reply') throw new Error(`Expected no reply, saw ${JSON.stringify(result)}`);
  return result;
}

describe('a read that is answered', () => {
  test('brings the body as it was sent, fields that the SDK does not know included', async () => {
    const body = { RequestId: 'R-9', Instances: { KVStoreInstance: [{ InstanceId: 7, Brand: ['new'] }] } };
    const { service, cloud } = await stage([json(200, body)]);
    const result = await cloud.reader.read('DescribeInstances', 'cn-hangzhou', { RegionId: 'cn-hangzhou', PageSize: 50, 'Tag.1.Key': 'team' });
    expect(result).toEqual({ kind: 'reply', operation: 'DescribeInstances', body, requestId: 'R-9', readAt: '2026-11-24T10:00:00.000Z' });
    expect(service.seen).toHaveLength(1);
    expect(service.seen[0]).toMatchObject({ method: 'POST', action: 'DescribeInstances', query: { RegionId: 'cn-hangzhou', PageSize: '50', 'Tag.1.Key': 'team' } });
    expect(service.seen[0]?.headers['x-acs-version']).toBe('2015-01-01');
    expect(service.seen[0]?.headers.authorization).toMatch(/^ACS3-HMAC-SHA256 Credential=test-id,/);
  });

  test.each([['DescribeVSwitches', '2016-04-28'], ['GetCallerIdentity', '2015-04-01']] as const)('%s is asked with its own version', async (operation, version) => {
    const { service, cloud } = await stage([OK]);
    expect((await cloud.reader.read(operation, 'cn-hangzhou', {})).kind).toBe('reply');
    expect(service.seen[0]?.headers['x-acs-version']).toBe(version);
  });
});

const DENIED = { Code: 'Forbidden.RAM', Message: 'User not authorized.', RequestId: 'R-2' };

describe('a read that is not answered is told by its reason', () => {
  test.each<[name: string, answer: Answer, reason: NoReply['reason'], code: string | null, tries: number]>([
    ['403 Forbidden.RAM', json(403, DENIED), 'denied', 'Forbidden.RAM', 1],
    ['403 NoPermission', json(403, { ...DENIED, Code: 'NoPermission' }), 'denied', 'NoPermission', 1],
    ['404 InvalidAccessKeyId.NotFound', json(404, { ...DENIED, Code: 'InvalidAccessKeyId.NotFound' }), 'denied', 'InvalidAccessKeyId.NotFound', 1],
    ['400 SignatureDoesNotMatch', json(400, { ...DENIED, Code: 'SignatureDoesNotMatch' }), 'denied', 'SignatureDoesNotMatch', 1],
    ['400 InvalidTimeStamp.Expired', json(400, { ...DENIED, Code: 'InvalidTimeStamp.Expired' }), 'denied', 'InvalidTimeStamp.Expired', 1],
    ['400 Throttling.User', json(400, { ...DENIED, Code: 'Throttling.User' }), 'throttled', 'Throttling.User', 5],
    ['503 Throttling', json(503, { ...DENIED, Code: 'Throttling' }), 'throttled', 'Throttling', 5],
    ['429 without a body', json(429, ''), 'throttled', null, 5],
    ['500 InternalError', json(500, { ...DENIED, Code: 'InternalError' }), 'server-error', 'InternalError', 5],
    ['502 with HTML', html(502), 'server-error', null, 5],
    ['200 with HTML', html(200), 'malformed', null, 5],
    ['200 with an array', json(200, [1]), 'malformed', null, 5],
    ['200 with null', json(200, 'null'), 'malformed', null, 5],
    ['200 with nothing', json(200, ''), 'malformed', null, 5],
    ['200 with half an object', json(200, '{"RequestId": "R-1", "Insta'), 'malformed', null, 5],
    ['200 without a RequestId', json(200, { Instances: {} }), 'malformed', null, 5],
    ['200 with an empty RequestId', json(200, { RequestId: '' }), 'malformed', null, 5],
    ['200 with an error code', json(200, { ...DENIED, Code: 'InternalError' }), 'malformed', 'InternalError', 5],
    ['404 InvalidInstanceId.NotFound', json(404, { ...DENIED, Code: 'InvalidInstanceId.NotFound' }), 'not-found', 'InvalidInstanceId.NotFound', 1],
    ['400 IncorrectEngineVersion', json(400, { ...DENIED, Code: 'IncorrectEngineVersion' }), 'unsupported', 'IncorrectEngineVersion', 1],
    ['403 InstanceStatus.NotSupport', json(403, { ...DENIED, Code: 'InstanceStatus.NotSupport' }), 'unsupported', 'InstanceStatus.NotSupport', 1],
    ['404 InvalidAction.NotFound', json(404, { ...DENIED, Code: 'InvalidAction.NotFound' }), 'unsupported', 'InvalidAction.NotFound', 1],
    ['400 InvalidParameter', json(400, { ...DENIED, Code: 'InvalidParameter' }), 'unrecognised', 'InvalidParameter', 1],
    ['404 with HTML', html(404), 'unrecognised', null, 1],
    ['a reset', reset, 'unreachable', null, 5],
  ])('%s', async (_name, answer, reason, code, tries) => {
    const { service, cloud } = await stage([answer]);
    const result = missed(await cloud.reader.read('DescribeInstanceSSL', 'cn-hangzhou', { InstanceId: 'r-1' }));
    expect({ reason: result.reason, code: result.code, tries: service.seen.length }).toEqual({ reason, code, tries });
    expect(cloud.reader.calls()).toEqual({ DescribeInstanceSSL: tries });
    expect(result.detail).not.toMatch(/https?:|\?|test-secret/);
  });
});
