import { describe, expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import type { CheckOptions } from '../../src/app/options.ts';
import { isLastPage } from '../../src/facts/is-last-page.ts';
import type { Pages } from '../../src/facts/is-last-page.ts';
import { UsageError } from '../../src/model/faults.ts';
import type { Result } from '../../src/model/result.ts';
import { optionsFor } from '../support/world.ts';
import { checkFleet, healthy, impatient, instanceOf, roomy } from './cases.ts';
import { startSpoiltCloud } from './spoiling-proxy.ts';
import type { Spoil } from './spoiling-proxy.ts';

const fleetOf = (count: number): ReturnType<typeof healthy>[] => Array.from({ length: count }, (_, at) => healthy(`r-${String(at).padStart(3, '0')}`));

/** Enough to be judged, and nothing that asks for details. */
const LIST_ONLY: Partial<CheckOptions> = { only: ['instance-normal', 'instance-exists'] };

async function checkSpoilt(count: number, spoil: Spoil, options: Partial<CheckOptions> = LIST_ONLY): Promise<Result> {
  const cloud = await startSpoiltCloud({ ...roomy, instances: fleetOf(count) }, spoil);
  try {
    return (await check(optionsFor(cloud, options), impatient())).result;
  } finally {
    await cloud.stop();
  }
}

const inList = (change: (body: Readonly<Record<string, unknown>>, page: number) => object): Spoil => ({ action, body, parameters }) =>
  (action === 'DescribeInstances' ? { ...change(body, Number(parameters.get('PageNumber'))) } : body);

describe('isLastPage', () => {
  const page = (change: Partial<Pages>): Pages => ({ total: 120, seen: 50, came: 50, size: 50, ...change });
  it.each([
    { name: 'more is announced', given: page({}), becomes: false },
    { name: 'all that is announced is there', given: page({ total: 50 }), becomes: true },
    { name: 'the total is a text', given: page({ total: '50' }), becomes: true },
    { name: 'less came than is announced, though the page is not full', given: page({ seen: 20, came: 20, total: 21 }), becomes: false },
    { name: 'no total, a full page', given: page({ total: undefined }), becomes: false },
    { name: 'no total, a page that is not full', given: page({ total: undefined, came: 49 }), becomes: true },
    { name: 'an empty total is none', given: page({ total: '' }), becomes: false },
    { name: 'a total of another type is none', given: page({ total: [50] }), becomes: false },
    { name: 'true is no total', given: page({ total: true, seen: 1, came: 50 }), becomes: false },
    { name: 'a total below zero is none', given: page({ total: -1 }), becomes: false },
    { name: 'a total that is less than what came is not believed', given: page({ total: 0 }), becomes: false },
    { name: 'nothing is announced and nothing came', given: page({ total: 0, seen: 0, came: 0 }), becomes: true },
  ])('$name', ({ given, becomes }) => {
    expect(isLastPage(given)).toBe(becomes);
  });
});

describe('the list of a region', () => {
  it.each([{ count: 50, calls: 1 }, { count: 51, calls: 2 }, { count: 120, calls: 3 }])('of $count instances is read in $calls calls', async ({ count, calls }) => {
    const result = await checkFleet({ instances: fleetOf(count) }, LIST_ONLY);
    expect(result.instances).toHaveLength(count);
    expect(result.unread).toEqual([]);
    expect(result.summary.apiCalls).toMatchObject({ DescribeInstances: calls });
  });

  it.each([
    { name: 'that is empty', count: 3, change: (body: object) => ({ ...body, TotalCount: 0, Instances: { KVStoreInstance: [] } }), instances: 0, unread: [] },
    { name: 'without a total is read until a page is not full', count: 61, change: (body: object) => ({ ...body, TotalCount: null }), instances: 61, unread: [] },
    { name: 'with an empty total is read until a page is not full', count: 61, change: (body: object) => ({ ...body, TotalCount: '' }), instances: 61, unread: [] },
    { name: 'with a total that nobody can believe is read until a page is not full', count: 61, change: (body: object) => ({ ...body, TotalCount: 0 }), instances: 61, unread: [] },
    { name: 'with its total as a text', count: 61, change: (body: object) => ({ ...body, TotalCount: '61' }), instances: 61, unread: [] },
    { name: 'that announces more than comes keeps what came and is unread', count: 61, change: (body: object) => ({ ...body, TotalCount: 62 }), instances: 61, unread: ['not-returned'] },
    { name: 'whose entries are missing is not an empty one', count: 3, change: (body: object) => ({ ...body, Instances: null }), instances: 0, unread: ['not-returned'] },
    { name: 'whose entries are missing inside is not an empty one', count: 3, change: (body: object) => ({ ...body, Instances: {} }), instances: 0, unread: ['not-returned'] },
    { name: 'whose entries are no list is malformed', count: 3, change: (body: object) => ({ ...body, Instances: { KVStoreInstance: 'three' } }), instances: 0, unread: ['malformed'] },
    { name: 'whose entries are no objects is malformed', count: 3, change: (body: object) => ({ ...body, Instances: { KVStoreInstance: ['r-000'] } }), instances: 0, unread: ['malformed'] },
    { name: 'whose second page is malformed keeps the first', count: 61, change: (body: object, page: number) => (page === 2 ? { ...body, Instances: 7 } : body), instances: 50, unread: ['malformed'] },
    { name: 'without a RequestId is malformed', count: 3, change: (body: object) => ({ ...body, RequestId: null }), instances: 0, unread: ['malformed'] },
    { name: 'that carries an error code in a success is malformed', count: 3, change: (body: object) => ({ ...body, Code: 'Oops' }), instances: 0, unread: ['malformed'] },
  ])('$name', async ({ count, change, instances, unread }) => {
    const result = await checkSpoilt(count, inList(change));
    expect(result.instances).toHaveLength(instances);
    expect(result.unread.map(({ reason }) => reason)).toEqual(unread);
    for (const { what } of result.unread) expect(what).toEqual({ accountId: '1234567890123456', region: 'cn-hangzhou', operation: 'DescribeInstances' });
  });

  it('with an entry that has no id keeps the others and is unread', async () => {
    const result = await checkFleet({ instances: [healthy('r-1'), healthy('r-2', { raw: { DescribeInstances: { InstanceId: null } } }), healthy('r-3')] }, LIST_ONLY);
    expect(result.instances.map(({ instanceId }) => instanceId)).toEqual(['r-1', 'r-3']);
    expect(result.unread).toEqual([expect.objectContaining({ reason: 'malformed' })]);
  });

  it('that brings an id twice brings one instance, and is unread where another was announced', async () => {
    const result = await checkFleet({ instances: [healthy('r-1'), healthy('r-2', { raw: { DescribeInstances: { InstanceId: 'r-1' } } })] }, LIST_ONLY);
    expect(result.instances.map(({ instanceId }) => instanceId)).toEqual(['r-1']);
    expect(result.unread).toEqual([expect.objectContaining({ reason: 'not-returned', detail: 'DescribeInstances announced 2 instances in cn-hangzhou and returned 1.' })]);
  });

  it('whose second page may not be read keeps the first and is unread', async () => {
    const result = await checkFleet({ instances: fleetOf(61) }, LIST_ONLY, [{ operation: 'DescribeInstances', kind: 'deny', after: 1 }]);
    expect(result.instances).toHaveLength(50);
    expect(result.unread).toEqual([expect.objectContaining({ reason: 'denied', ramAction: 'kvstore:DescribeInstances' })]);
  });

  it('leaves out what the service returns beside the scope', async () => {
    const result = await checkFleet({ instances: [healthy('r-1'), healthy('r-2', { raw: { DescribeInstances: { VpcId: 'vpc-b' } } })] }, { ...LIST_ONLY, vpc: 'vpc-a' });
    expect(result.instances.map(({ instanceId }) => instanceId)).toEqual(['r-1']);
  });
});

const TWO_REGIONS = { vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 4000 }, { id: 'vsw-b', vpc: 'vpc-b', region: 'cn-beijing', available: 4000 }], instances: [healthy('r-1'), healthy('r-2', { region: 'cn-beijing', vSwitch: 'vsw-b' })] };

describe('regions', () => {
  it('are read side by side, and told by their own names', async () => {
    const result = await checkFleet(TWO_REGIONS, { regions: ['cn-hangzhou', 'cn-beijing'] });
    expect(result.instances.map(({ region, instanceId, standing }) => [region, instanceId, standing])).toEqual([['cn-beijing', 'r-2', 'eligible'], ['cn-hangzhou', 'r-1', 'eligible']]);
    expect(result.scope).toMatchObject({ regions: ['cn-hangzhou', 'cn-beijing'], withoutService: [] });
  });

  it('that cannot be read do not hide the others', async () => {
    const result = await checkFleet(TWO_REGIONS, { regions: ['cn-hangzhou', 'cn-beijing'] }, [{ operation: 'DescribeInstances', region: 'cn-beijing', kind: 'deny' }]);
    expect(result.instances.map(({ instanceId, standing }) => [instanceId, standing])).toEqual([['r-1', 'eligible']]);
    expect(result.unread).toEqual([expect.objectContaining({ what: { accountId: '1234567890123456', region: 'cn-beijing', operation: 'DescribeInstances' }, reason: 'denied' })]);
  });

  it('without the service are empty, not unread', async () => {
    const result = await checkFleet({ ...TWO_REGIONS, regions: [{ id: 'cn-hangzhou' }, { id: 'cn-beijing', service: false }] }, { regions: ['cn-hangzhou', 'cn-beijing'] });
    expect(result.instances.map(({ instanceId }) => instanceId)).toEqual(['r-1']);
    expect(result.unread).toEqual([]);
    expect(result.scope.withoutService).toEqual(['cn-beijing']);
  });

  it('are discovered by DescribeRegions for --all-regions', async () => {
    const result = await checkFleet({ ...TWO_REGIONS, regions: [{ id: 'cn-hangzhou' }, { id: 'cn-beijing' }, { id: 'eu-west-1', service: false }] }, { regions: [], allRegions: true });
    expect(result.scope).toMatchObject({ regions: ['cn-beijing', 'cn-hangzhou', 'eu-west-1'], withoutService: ['eu-west-1'] });
    expect(result.instances).toHaveLength(2);
    expect(result.unread).toEqual([]);
  });

  it('that could not be discovered are unread', async () => {
    const result = await checkFleet(TWO_REGIONS, { regions: [], allRegions: true }, [{ operation: 'DescribeRegions', kind: 'deny' }]);
    expect(result.instances).toEqual([]);
    expect(result.unread).toEqual([expect.objectContaining({ what: { accountId: '1234567890123456', region: null, operation: 'DescribeRegions' }, reason: 'denied', ramAction: 'kvstore:DescribeRegions' })]);
  });

  it.each([
    { name: 'that are no list are malformed', RegionIds: { KVStoreRegion: 'all' }, reason: 'malformed', instances: 0 },
    { name: 'that are missing are unread', RegionIds: null, reason: 'not-returned', instances: 0 },
    { name: 'of which one has no name are unread, and the others are read', RegionIds: { KVStoreRegion: [{ RegionId: 'cn-hangzhou' }, { LocalName: 'Beijing' }] }, reason: 'malformed', instances: 2 },
  ])('$name', async ({ RegionIds, reason, instances }) => {
    const result = await checkSpoilt(2, ({ action, body }) => (action === 'DescribeRegions' ? { ...body, RegionIds } : body), { ...LIST_ONLY, regions: [], allRegions: true });
    expect(result.instances).toHaveLength(instances);
    expect(result.unread).toEqual([expect.objectContaining({ what: expect.objectContaining({ operation: 'DescribeRegions' }), reason })]);
  });
});

describe('the account', () => {
  it('is null where it may not be read, and holds nothing back', async () => {
    const result = await checkFleet({ instances: [healthy('r-1')] }, {}, [{ operation: 'GetCallerIdentity', kind: 'deny' }]);
    expect(instanceOf(result, 'r-1')).toMatchObject({ accountId: null, standing: 'eligible', facts: { 'instance.accountId': { reason: 'denied' } } });
  });

  it('whose credentials the service does not accept is a fault of the user', async () => {
    const faults = [{ operation: '*', kind: 'error', status: 404, code: 'InvalidAccessKeyId.NotFound' }] as const;
    await expect(checkFleet({ instances: [healthy('r-1')] }, {}, faults)).rejects.toThrow(UsageError);
  });
});
