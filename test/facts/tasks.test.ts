import { describe, expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import type { Result } from '../../src/model/result.ts';
import { optionsFor } from '../support/world.ts';
import { checkFleet, describeCases, expectAll, healthy, impatient, instanceOf, roomy } from './cases.ts';
import type { Case } from './cases.ts';
import { startSpoiltCloud } from './spoiling-proxy.ts';

const task = (status: string, type = 'ModifyInsSpec'): NonNullable<FleetInstance['tasks']>[number] => ({ id: `t-${status}`, type, status });
const active = (status: string): { id: string; type: string; status: string }[] => [{ id: `t-${status}`, type: 'ModifyInsSpec', status }];

describeCases('tasks.active', [
  { name: 'none', becomes: { standing: 'eligible', facts: { 'tasks.active': [] } } },
  ...['Running', 'Cancelling'].map((status): Case => ({ name: `${status} blocks`, given: { tasks: [task(status)] }, becomes: { standing: 'blocked', facts: { 'tasks.active': active(status) }, verdicts: { 'no-active-task': 'fail', 'no-scheduled-task': 'unknown' }, codes: ['TaskHasExist'] } })),
  ...['Scheduled', 'Waiting'].map((status): Case => ({ name: `${status} is advice`, given: { tasks: [task(status)] }, becomes: { standing: 'eligible', facts: { 'tasks.active': active(status) }, verdicts: { 'no-active-task': 'pass', 'no-scheduled-task': 'fail' } } })),
  ...['Succeed', 'Failed', 'Canceled'].map((status): Case => ({ name: `${status} has ended`, given: { tasks: [task(status)] }, becomes: { standing: 'eligible', facts: { 'tasks.active': [] } } })),
  { name: 'a status that nobody has heard of', given: { tasks: [task('Paused')] }, becomes: { standing: 'unknown', facts: { 'tasks.active': { unknown: 'unrecognised' } }, details: { 'tasks.active': '"Paused"' }, verdicts: { 'no-active-task': 'unknown', 'no-scheduled-task': 'unknown' } } },
  { name: 'a status in another case', given: { tasks: [task('running')] }, becomes: { standing: 'unknown', facts: { 'tasks.active': { unknown: 'unrecognised' } } } },
  { name: 'a status that nobody has heard of beside one that runs', given: { tasks: [task('Running'), task('Paused')] }, becomes: { standing: 'unknown', facts: { 'tasks.active': { unknown: 'unrecognised' } } } },
  { name: 'no status', given: { tasks: [task('Running')], raw: { DescribeHistoryTasks: { Status: null } } }, becomes: { standing: 'unknown', facts: { 'tasks.active': { unknown: 'not-returned' } } } },
  { name: 'a status that is no text', given: { tasks: [task('Running')], raw: { DescribeHistoryTasks: { Status: ['Running'] } } }, becomes: { standing: 'unknown', facts: { 'tasks.active': { unknown: 'malformed' } } } },
  { name: 'a task of a type that is not listed is a task', given: { tasks: [task('Running', 'rds_apsaradb_upgrade')] }, becomes: { standing: 'blocked', facts: { 'tasks.active': [{ id: 't-Running', type: 'rds_apsaradb_upgrade', status: 'Running' }] } } },
  { name: 'a task without id and type is a task', given: { tasks: [task('Running')], raw: { DescribeHistoryTasks: { TaskId: null, TaskType: null } } }, becomes: { standing: 'blocked', facts: { 'tasks.active': [{ id: '', type: '', status: 'Running' }] } } },
  { name: 'several, in one order', given: { tasks: [task('Waiting'), task('Running'), task('Scheduled')] }, becomes: { standing: 'blocked', facts: { 'tasks.active': [...active('Running'), ...active('Scheduled'), ...active('Waiting')] } } },
]);

const FLEET = Array.from({ length: 65 }, (_, at) => healthy(`r-${String(at).padStart(2, '0')}`));

describe('DescribeHistoryTasks', () => {
  it('is asked for thirty instances at a time, and every one gets its own tasks', async () => {
    const instances = FLEET.map((one, at) => (at === 0 || at === 64 ? { ...one, tasks: [task('Running')] } : one));
    const result = await checkFleet({ instances });
    expect(result.summary.apiCalls).toMatchObject({ DescribeHistoryTasks: 3 });
    expect(result.instances.filter((one) => one.standing !== 'eligible').map((one) => one.instanceId)).toEqual(['r-00', 'r-64']);
  });

  it('is read to the last page', async () => {
    const ended = Array.from({ length: 250 }, (_, at) => ({ id: `t-${at}`, type: 'HaSwitch', status: 'Succeed' }));
    const result = await checkFleet({ instances: [healthy('r-1', { tasks: [...ended, task('Running')] }), healthy('r-2')] });
    expect(result.summary.apiCalls).toMatchObject({ DescribeHistoryTasks: 3 });
    expectAll(instanceOf(result, 'r-1'), { standing: 'blocked', facts: { 'tasks.active': active('Running') } });
    expectAll(instanceOf(result, 'r-2'), { standing: 'eligible', facts: { 'tasks.active': [] } });
  });

  it('that was denied leaves the tasks of all unknown', async () => {
    const result = await checkFleet({ instances: [healthy('r-1'), healthy('r-2')], settings: { accessRules: [{ deny: 'kvstore:DescribeHistoryTasks' }] } });
    for (const instance of result.instances) expectAll(instance, { standing: 'unknown', facts: { 'tasks.active': { unknown: 'denied' } } });
    expect(result.unread).toHaveLength(1);
  });

  it('that fails for one instance of a batch is asked again for each by itself', async () => {
    const result = await checkFleet({ instances: [healthy('r-1'), healthy('r-2', { tasks: [task('Running')] }), healthy('r-3')] }, {}, [{ operation: 'DescribeHistoryTasks', instance: 'r-1', kind: 'error', status: 404, code: 'InvalidInstanceId.NotFound' }]);
    expectAll(instanceOf(result, 'r-1'), { standing: 'unknown', facts: { 'tasks.active': { unknown: 'not-found' } } });
    expectAll(instanceOf(result, 'r-2'), { standing: 'blocked', facts: { 'tasks.active': active('Running') } });
    expectAll(instanceOf(result, 'r-3'), { standing: 'eligible' });
    expect(result.summary.apiCalls).toMatchObject({ DescribeHistoryTasks: 4 });
  });

  it('with a task that names no instance leaves the tasks of the whole batch unknown', async () => {
    const result = await checkFleet({ instances: [healthy('r-1'), healthy('r-2', { tasks: [task('Running')], raw: { DescribeHistoryTasks: { InstanceId: null } } })] });
    for (const instance of result.instances) expectAll(instance, { standing: 'unknown', facts: { 'tasks.active': { unknown: 'not-returned' } } });
  });
});

async function checkSpoilt(change: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>): Promise<Result> {
  const ended = Array.from({ length: 130 }, (_, at) => ({ id: `t-${at}`, type: 'HaSwitch', status: 'Succeed' }));
  const fleet = { ...roomy, instances: [healthy('r-1', { tasks: [...ended, task('Running')] })] };
  const cloud = await startSpoiltCloud(fleet, ({ action, body }) => (action === 'DescribeHistoryTasks' ? change(body) : body));
  try {
    return (await check(optionsFor(cloud), impatient())).result;
  } finally {
    await cloud.stop();
  }
}

describe('a list of tasks', () => {
  it.each([
    { name: 'that is missing is not an empty one', change: (body: object) => ({ ...body, Items: null }), becomes: { unknown: 'not-returned' } },
    { name: 'that is no list is malformed', change: (body: object) => ({ ...body, Items: 'none' }), becomes: { unknown: 'malformed' } },
    { name: 'whose entries are no objects is malformed', change: (body: object) => ({ ...body, Items: ['t-1'] }), becomes: { unknown: 'malformed' } },
    { name: 'that announces more than comes is incomplete', change: (body: object) => ({ ...body, TotalCount: 900 }), becomes: { unknown: 'not-returned' } },
    { name: 'without a total is read until a page is not full', change: (body: object) => ({ ...body, TotalCount: null }), becomes: active('Running') },
    { name: 'with an empty total is read until a page is not full', change: (body: object) => ({ ...body, TotalCount: '' }), becomes: active('Running') },
    { name: 'with a total that is no number is read until a page is not full', change: (body: object) => ({ ...body, TotalCount: 'all' }), becomes: active('Running') },
    { name: 'with a total that is less than a full page brings is read until a page is not full', change: (body: object) => ({ ...body, TotalCount: 0 }), becomes: active('Running') },
    { name: 'with its total as a text is read to that total', change: (body: object) => ({ ...body, TotalCount: '131' }), becomes: active('Running') },
  ] as const)('$name', async ({ change, becomes }) => {
    const result = await checkSpoilt((body) => ({ ...change(body) }));
    expectAll(instanceOf(result, 'r-1'), { standing: Array.isArray(becomes) ? 'blocked' : 'unknown', facts: { 'tasks.active': becomes } });
  });
});
