import { describe, expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import type { Result } from '../../src/model/result.ts';
import { optionsFor } from '../support/world.ts';
import { checkFleet, describeCases, expectAll, healthy, impatient, instanceOf, roomy } from './cases.ts';
import { startSpoiltCloud } from './spoiling-proxy.ts';

const RULE = 'no-scheduled-task';
const WHEN = '2026-12-06T18:30:00Z';
const booked = (status?: number, type = 'rds_apsaradb_upgrade'): NonNullable<FleetInstance['maintenance']>[number] => ({ type, switchTime: WHEN, ...(status === undefined ? {} : { status }) });
const seen = (status: string, type = 'rds_apsaradb_upgrade'): { type: string; switchTime: string; status: string } => ({ type, switchTime: WHEN, status });

describeCases('tasks.maintenance', [
  { name: 'none', becomes: { standing: 'eligible', facts: { 'tasks.maintenance': [] }, verdicts: { [RULE]: 'pass' } } },
  { name: 'booked', given: { maintenance: [booked(3)] }, becomes: { standing: 'eligible', facts: { 'tasks.maintenance': [seen('Pending')] }, verdicts: { [RULE]: 'fail' } } },
  { name: 'under way', given: { maintenance: [booked(4)] }, becomes: { standing: 'eligible', facts: { 'tasks.maintenance': [seen('Running')] }, verdicts: { [RULE]: 'fail' } } },
  ...[5, 6, 7].map((status) => ({ name: `status ${status} has ended`, given: { maintenance: [booked(status)] }, becomes: { facts: { 'tasks.maintenance': [] }, verdicts: { [RULE]: 'pass' as const } } })),
  { name: 'several, in one order', given: { maintenance: [booked(3, 'rds_apsaradb_transfer'), booked(4, 'rds_apsaradb_ha'), booked(5)] }, becomes: { facts: { 'tasks.maintenance': [seen('Pending', 'rds_apsaradb_transfer'), seen('Running', 'rds_apsaradb_ha')].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) } } },
  { name: 'a status that nobody has heard of', given: { maintenance: [booked(9)] }, becomes: { standing: 'eligible', facts: { 'tasks.maintenance': { unknown: 'unrecognised' } }, verdicts: { [RULE]: 'unknown' } } },
  { name: 'a status as a text', given: { maintenance: [booked()], raw: { DescribeActiveOperationTasks: { Status: '3' } } }, becomes: { facts: { 'tasks.maintenance': [seen('Pending')] } } },
  { name: 'no status', given: { maintenance: [booked()], raw: { DescribeActiveOperationTasks: { Status: null } } }, becomes: { facts: { 'tasks.maintenance': { unknown: 'not-returned' } }, verdicts: { [RULE]: 'unknown' } } },
  { name: 'another region in the entry, as documented entries have it', given: { maintenance: [booked()], raw: { DescribeActiveOperationTasks: { Region: 'cn-hanghzou' } } }, becomes: { facts: { 'tasks.maintenance': [seen('Pending')] } } },
  { name: 'maintenance without type and time is maintenance', given: { maintenance: [booked()], raw: { DescribeActiveOperationTasks: { TaskType: null, SwitchTime: null } } }, becomes: { facts: { 'tasks.maintenance': [{ type: '', switchTime: '', status: 'Pending' }] }, verdicts: { [RULE]: 'fail' } } },
]);

/** As many entries that have ended, so that the list takes several pages. */
const ended = (count: number): NonNullable<FleetInstance['maintenance']> => Array.from({ length: count }, (_, at) => ({ type: `ended-${at}`, switchTime: WHEN, status: 5 }));

describe('DescribeActiveOperationTasks', () => {
  it('is read once a region for all instances, to the last page', async () => {
    const instances = [healthy('r-1'), healthy('r-2', { maintenance: [...ended(120), booked()] }), healthy('r-3', { ssl: 'on' }), healthy('r-4', { class: 'redis.sharding.basic.16xlarge.default', architecture: 'cluster', shards: 4 })];
    const result = await checkFleet({ instances });
    expect(result.summary.apiCalls).toMatchObject({ DescribeActiveOperationTasks: 2 });
    expectAll(instanceOf(result, 'r-1'), { facts: { 'tasks.maintenance': [] } });
    expectAll(instanceOf(result, 'r-2'), { facts: { 'tasks.maintenance': [seen('Pending')] } });
    expectAll(instanceOf(result, 'r-3'), { standing: 'blocked', facts: { 'tasks.maintenance': 'absent' } });
    expectAll(instanceOf(result, 'r-4'), { facts: { 'tasks.maintenance': [] } });
  });

  it('that was denied leaves the advice undecided, and nothing else', async () => {
    const result = await checkFleet({ instances: [healthy('r-1')], settings: { accessRules: [{ deny: 'kvstore:DescribeActiveOperationTasks' }] } });
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', facts: { 'tasks.maintenance': { unknown: 'denied' } }, verdicts: { [RULE]: 'unknown' } });
    expect(result.unread).toEqual([]);
  });
});

async function checkSpoilt(change: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>): Promise<{ readonly result: Result; readonly queries: readonly Readonly<Record<string, string>>[] }> {
  const fleet = { ...roomy, instances: [healthy('r-1'), healthy('r-2', { maintenance: [...ended(130), booked()] })] };
  const cloud = await startSpoiltCloud(fleet, ({ action, body }) => (action === 'DescribeActiveOperationTasks' ? change(body) : body));
  try {
    const { result } = await check(optionsFor(cloud), impatient());
    return { result, queries: cloud.emulator.requests().filter(({ action }) => action === 'DescribeActiveOperationTasks').map(({ query }) => query) };
  } finally {
    await cloud.stop();
  }
}

const items = (body: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] => body['Items'] as readonly Readonly<Record<string, unknown>>[];

describe('a list of maintenance', () => {
  it('is asked for by region, whatever the status', async () => {
    const { queries } = await checkSpoilt((body) => body);
    expect(queries.map(({ Region, ProductId, Status, PageSize, PageNumber, InsName }) => [Region, ProductId, Status, PageSize, PageNumber, InsName])).toEqual([['cn-hangzhou', 'Redis', '-1', '100', '1', undefined], ['cn-hangzhou', 'Redis', '-1', '100', '2', undefined]]);
  });

  it.each([
    { name: 'that is missing is not an empty one', change: (body: object) => ({ ...body, Items: null }), becomes: { unknown: 'not-returned' } },
    { name: 'that is no list is malformed', change: (body: object) => ({ ...body, Items: { Item: [] } }), becomes: { unknown: 'malformed' } },
    { name: 'that announces more than comes is incomplete, also for those it does not name', change: (body: object) => ({ ...body, TotalRecordCount: 900 }), becomes: { unknown: 'not-returned' } },
    { name: 'with its total as a text is read to that total', change: (body: object) => ({ ...body, TotalRecordCount: '131' }), becomes: [] },
    { name: 'without a total is read until a page is not full', change: (body: object) => ({ ...body, TotalRecordCount: null }), becomes: [] },
    { name: 'with an entry that names no instance may be anyone’s', change: (body: Readonly<Record<string, unknown>>) => ({ ...body, Items: items(body).map((item, at) => (at === 0 ? { ...item, InsName: null } : item)) }), becomes: { unknown: 'not-returned' } },
  ] as const)('$name', async ({ change, becomes }) => {
    const { result } = await checkSpoilt((body) => change(body));
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', facts: { 'tasks.maintenance': becomes }, verdicts: { [RULE]: Array.isArray(becomes) ? 'pass' : 'unknown' } });
  });
});
