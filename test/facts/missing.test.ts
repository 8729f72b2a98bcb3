import { describe, expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import type { CheckOptions } from '../../src/app/options.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile } from '../../src/emulator/fleet-file.ts';
import { UsageError } from '../../src/model/faults.ts';
import type { Result } from '../../src/model/result.ts';
import { optionsFor } from '../support/world.ts';
import { checkFleet, expectAll, findingOf, healthy, impatient, instanceOf, SHARDLESS_CLASS } from './cases.ts';
import { startSpoiltCloud } from './spoiling-proxy.ts';

const GONE = 'r-gone';

describe('an id that was asked for and is not there', () => {
  it('fails instance-exists, and every other rule is skipped', async () => {
    const result = await checkFleet({ instances: [healthy('r-1')] }, { instances: ['r-1', GONE] });
    expect(instanceOf(result, 'r-1').standing).toBe('eligible');
    const gone = instanceOf(result, GONE);
    expectAll(gone, { standing: 'blocked', facts: { 'instance.exists': false, 'instance.id': GONE, 'instance.status': 'absent', 'ssl.enabled': 'absent' }, codes: ['InvalidDbInstanceId.NotFound'], addressesNeeded: null });
    expect(gone).toMatchObject({ region: 'cn-hangzhou', name: null, fixable: false, contended: false });
    expect(gone.findings.filter(({ verdict }) => verdict !== 'skipped').map(({ rule }) => rule)).toEqual(['instance-exists']);
    expect(gone.findings.length).toBeGreaterThan(15);
    expect(findingOf(gone, 'instance-exists')).toMatchObject({ verdict: 'fail', message: expect.stringMatching(/NotFound for r-gone in cn-hangzhou\b.*--all-regions/) });
    expect(result.unread).toEqual([]);
  });

  it('is asked for by itself once, and for nothing else', async () => {
    const result = await checkFleet({ instances: [] }, { instances: [GONE] });
    expect(result.summary.apiCalls).toEqual({ DescribeInstances: 1, DescribeInstanceAttribute: 1, GetCallerIdentity: 1 });
  });

  it('names every region that said so', async () => {
    const result = await checkFleet({}, { instances: [GONE], regions: ['cn-hangzhou', 'cn-beijing'] });
    expect(instanceOf(result, GONE)).toMatchObject({ region: null, standing: 'blocked' });
    expect(findingOf(instanceOf(result, GONE), 'instance-exists').message).toContain('in cn-hangzhou, cn-beijing.');
  });

  it('names no region that does not offer the service', async () => {
    const regions = [{ id: 'cn-hangzhou' }, { id: 'eu-west-1', service: false }];
    const result = await checkFleet({ regions }, { instances: [GONE], regions: ['cn-hangzhou', 'eu-west-1'] });
    expect(findingOf(instanceOf(result, GONE), 'instance-exists').message).toContain('in cn-hangzhou.');
  });

  it('is a mistake of the user where no region in scope offers the service', async () => {
    await expect(checkFleet({ regions: [{ id: 'eu-west-1', service: false }] }, { instances: [GONE], regions: ['eu-west-1'] })).rejects.toThrow(UsageError);
  });

  it('does not make a malformed id spoil the others of its batch', async () => {
    const faults: Fault[] = [{ operation: 'DescribeInstances', instance: GONE, kind: 'error', status: 400, code: 'InvalidInstanceIds.Malformed' }];
    const result = await checkFleet({ instances: [healthy('r-1'), healthy('r-2')] }, { instances: ['r-1', GONE, 'r-2'] }, faults);
    expect(result.instances.map(({ instanceId, standing }) => [instanceId, standing])).toEqual([['r-1', 'eligible'], ['r-2', 'eligible'], [GONE, 'blocked']]);
    expect(result.unread).toEqual([]);
  });

  it('is one instance, however often it was named', async () => {
    const result = await checkFleet({ instances: [healthy('r-1')] }, { instances: ['r-1', 'r-1', GONE, GONE] });
    expect(result.instances.map(({ instanceId }) => instanceId)).toEqual(['r-1', GONE]);
  });

  it('is looked for among thirty ids a call', async () => {
    const instances = Array.from({ length: 65 }, (_, at) => healthy(`r-${at}`));
    const result = await checkFleet({ instances }, { instances: instances.map(({ id }) => id), only: ['instance-exists'] });
    expect(result.instances).toHaveLength(65);
    expect(result.summary.apiCalls).toEqual({ DescribeInstances: 3, GetCallerIdentity: 1 });
  });
});

describe('an id whose existence could not be read', () => {
  const attribute = (fault: Partial<Fault>): Fault[] => [{ operation: 'DescribeInstanceAttribute', kind: 'error', ...fault } as Fault];
  it.each([
    { name: 'the single read was denied', faults: attribute({ kind: 'deny' }), reason: 'denied' },
    { name: 'the service failed', faults: attribute({ status: 500, code: 'InternalError' }), reason: 'server-error' },
    { name: 'a gateway answered NotFound', faults: attribute({ kind: 'html', status: 404 }), reason: 'unrecognised' },
    { name: 'something else was not found', faults: attribute({ status: 404, code: 'InvalidAction.NotFound' }), reason: 'unsupported' },
    { name: 'another thing was not found', faults: attribute({ status: 404, code: 'InvalidAccountName.NotFound' }), reason: 'not-found' },
    { name: 'the answer was empty', faults: attribute({ kind: 'emptyObject' }), reason: 'malformed' },
    { name: 'the list was denied', faults: [{ operation: 'DescribeInstances', kind: 'deny' }], reason: 'denied' },
    { name: 'the list failed', faults: [{ operation: 'DescribeInstances', kind: 'error', status: 503, code: 'ServiceUnavailable' }], reason: 'server-error' },
  ] as const)('$name', async ({ faults, reason }) => {
    const result = await checkFleet({}, { instances: [GONE] }, faults);
    const gone = instanceOf(result, GONE);
    expectAll(gone, { standing: 'unknown', facts: { 'instance.exists': { unknown: reason }, 'instance.status': { unknown: reason }, 'ssl.enabled': { unknown: reason } }, codes: [] });
    expect(findingOf(gone, 'instance-exists')).toMatchObject({ verdict: 'unknown', remedy: [] });
    expect(findingOf(gone, 'ssl-disabled')).toMatchObject({ verdict: 'unknown', remedy: [] });
  });

  it('is unknown where one of several regions could not be read', async () => {
    const result = await checkFleet({}, { instances: [GONE], regions: ['cn-hangzhou', 'cn-beijing'] }, [{ operation: 'DescribeInstances', region: 'cn-beijing', kind: 'deny' }]);
    expectAll(instanceOf(result, GONE), { standing: 'unknown', facts: { 'instance.exists': { unknown: 'denied' } }, details: { 'instance.exists': 'cn-beijing' } });
  });

  it('is known where one region has it, although another could not be read', async () => {
    const result = await checkFleet({ instances: [healthy('r-1')] }, { instances: ['r-1'], regions: ['cn-hangzhou', 'cn-beijing'] }, [{ operation: 'DescribeInstances', region: 'cn-beijing', kind: 'deny' }]);
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', facts: { 'instance.exists': true } });
    expect(result.unread).toHaveLength(1);
  });
});

/** A cloud whose list leaves every instance out, as it does where a permission is missing. */
async function checkUnlisted(fleet: FleetFile, options: Partial<CheckOptions>): Promise<Result> {
  const cloud = await startSpoiltCloud(fleet, ({ action, body }) => (action === 'DescribeInstances' ? { ...body, TotalCount: 0, Instances: { KVStoreInstance: [] } } : body));
  try {
    return (await check(optionsFor(cloud, options), impatient())).result;
  } finally {
    await cloud.stop();
  }
}

const vSwitches = [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 4000 }];

describe('an id that the list leaves out and that exists', () => {
  it('is judged by what it says of itself, its edition by its class', async () => {
    const result = await checkUnlisted({ vSwitches, instances: [healthy('r-1')] }, { instances: ['r-1'] });
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', facts: { 'instance.exists': true, 'instance.edition': 'Community', 'instance.shardCount': 8 }, addressesNeeded: 9 });
    expect(result.summary.apiCalls).toMatchObject({ DescribeInstanceAttribute: 1 });
    expect(result.summary.apiCalls).not.toHaveProperty('DescribeLogicInstanceTopology');
  });

  it('is asked for its topology where its class tells no shards', async () => {
    const result = await checkUnlisted({ vSwitches, instances: [healthy('r-1', { class: SHARDLESS_CLASS, shards: 3 })] }, { instances: ['r-1'] });
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', facts: { 'instance.shardCount': 3 } });
  });
});

describe('a reply about one instance', () => {
  const spoilt = async (Instances: unknown, list: 'listed' | 'unlisted'): Promise<Result> => {
    const cloud = await startSpoiltCloud({ vSwitches, instances: [healthy('r-1')] }, ({ action, body }) => {
      if (action === 'DescribeInstanceAttribute') return { ...body, Instances };
      return action === 'DescribeInstances' && list === 'unlisted' ? { ...body, TotalCount: 0, Instances: { KVStoreInstance: [] } } : body;
    });
    try {
      return (await check(optionsFor(cloud, { instances: ['r-1'] }), impatient())).result;
    } finally {
      await cloud.stop();
    }
  };

  it.each([
    { name: 'that holds none leaves the list alone', Instances: { DBInstanceAttribute: [] }, order: 'not-returned', version: '5.0' },
    { name: 'without its list leaves the list alone', Instances: null, order: 'not-returned', version: '5.0' },
    { name: 'that is malformed is not healed by the list', Instances: { DBInstanceAttribute: 'one' }, order: 'malformed', version: { unknown: 'malformed' } },
  ] as const)('$name', async ({ Instances, order, version }) => {
    expectAll(instanceOf(await spoilt(Instances, 'listed'), 'r-1'), { standing: 'unknown', facts: { 'instance.orderInProgress': { unknown: order }, 'instance.engineVersion': version } });
  });

  it.each([
    { name: 'that holds none does not say that it does not exist', Instances: { DBInstanceAttribute: [] }, reason: 'not-returned' },
    { name: 'without its list does not say that it does not exist', Instances: null, reason: 'not-returned' },
    { name: 'that is malformed does not say that it exists', Instances: { DBInstanceAttribute: 'one' }, reason: 'malformed' },
  ] as const)('$name', async ({ Instances, reason }) => {
    expectAll(instanceOf(await spoilt(Instances, 'unlisted'), 'r-1'), { standing: 'unknown', facts: { 'instance.exists': { unknown: reason } } });
  });
});
