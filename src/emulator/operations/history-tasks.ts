import type { InstanceState, TaskState } from '../cloud-state.ts';
import { ServiceError } from '../service-error.ts';
import { csv, override, pageOf, regionOf, required, type Body, type Call } from './operation.ts';

const THIRTY_DAYS = 30 * 24 * 3_600_000;

/** The tasks of the instances named, or of the region, that began in the window; at most 30 instances and 30 days. */
export function describeHistoryTasks(call: Call): Body {
  const { from, to } = windowOf(call);
  const ids = csv(call, 'InstanceId', 30, 'InvalidInstanceId.Malformed');
  const region = regionOf(call);
  const taskIds = csv(call, 'TaskId', 30, 'InvalidTaskId.Malformed');
  const statuses = csv(call, 'Status', 30, 'InvalidStatus.Malformed');
  const types = csv(call, 'TaskType', 30, 'InvalidTaskType.Malformed');
  const instances = ids === null
    ? (call.state.index.instancesByRegion.get(region) ?? [])
    : [...new Set(ids)].flatMap((id) => call.state.instances.get(id) ?? []).filter((instance) => instance.region === region);
  const found = instances.flatMap((instance) => instance.tasks.map((task) => ({ instance, task }))).filter(({ task }) => {
    const started = Date.parse(task.startedAt);
    return started >= from && started <= to && (taskIds?.includes(task.id) ?? true) && (statuses?.includes(task.status) ?? true) && (types?.includes(task.type) ?? true);
  });
  const page = pageOf(call, found, { default: 10, min: 10, max: 100 });
  return {
    PageNumber: page.number,
    PageSize: page.size,
    TotalCount: page.total,
    Items: page.items.map(({ instance, task }) => override(toItem(call, instance, task), instance.raw, 'DescribeHistoryTasks')),
  };
}

function windowOf(call: Call): { readonly from: number; readonly to: number } {
  const from = toTime(call, 'FromStartTime');
  const to = toTime(call, 'ToStartTime');
  if (to < from) throw new ServiceError(400, 'InvalidStartTime.Malformed', 'ToStartTime lies before FromStartTime.');
  if (to - from > THIRTY_DAYS || from < call.now.getTime() - THIRTY_DAYS) {
    throw new ServiceError(400, 'InvalidStartTime.Malformed', 'The window must lie within the last 30 days.');
  }
  return { from, to: to + 999 };
}

function toTime(call: Call, name: string): number {
  const text = required(call, name);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new ServiceError(400, 'InvalidStartTime.Malformed', `${name} is not a UTC time.`);
  return time;
}

function toItem(call: Call, instance: InstanceState, task: TaskState): Body {
  const ended = task.endedAt !== null;
  return {
    InstanceId: instance.id,
    InstanceName: instance.name,
    InstanceType: 'Instance',
    Product: 'kvstore',
    DbType: 'redis',
    RegionId: instance.region,
    TaskId: task.id,
    TaskType: task.type,
    TaskDetail: '{}',
    Status: task.status,
    CurrentStepName: ended ? '' : 'exec_task',
    Progress: ended ? 100 : 50,
    RemainTime: ended ? 0 : 60,
    StartTime: task.startedAt,
    ...(task.endedAt === null ? {} : { EndTime: task.endedAt }),
    ReasonCode: '',
    ActionInfo: '{}',
    CallerSource: 'User',
    CallerUid: call.state.account.id,
    Uid: call.state.account.id,
  };
}
