import { toIsoSeconds } from '../instance-state.ts';
import { ServiceError } from '../service-error.ts';
import { findInstance, override, required, type Body, type Call } from './operation.ts';

const DAY = 24 * 3_600_000;
/** Points that a window is told in: the service chooses its interval by the length of the window, too. */
const POINTS = 24;
const CONNECTIONS = 'UsedConnection';

/**
 * The monitoring of one instance: MonitorHistory is JSON as a text, values as texts by metric by time, and what is zero is left
 * out. Of all metrics only the connections are here; they are at their peak once in a window, in its middle.
 */
export function describeHistoryMonitorValues(call: Call): Body {
  const instance = findInstance(call);
  const { from, to } = windowOf(call);
  required(call, 'IntervalForHistory');
  const keys = (call.parameters.get('MonitorKeys') ?? 'UsedMemory,quotaMemory').split(',');
  const peak = keys.includes(CONNECTIONS) ? instance.connections ?? 0 : 0;
  const points = Array.from({ length: POINTS }, (_, at) => {
    const value = at === POINTS / 2 ? peak : Math.floor(peak * 0.8);
    return [toIsoSeconds(from + Math.floor((at * (to - from)) / POINTS)), value === 0 ? {} : { [CONNECTIONS]: String(value) }] as const;
  });
  return override({ MonitorHistory: JSON.stringify(Object.fromEntries(points)) }, instance.raw, 'DescribeHistoryMonitorValues');
}

function windowOf(call: Call): { readonly from: number; readonly to: number } {
  const [from, to] = [toTime(call, 'StartTime'), toTime(call, 'EndTime')];
  if (to <= from) throw new ServiceError(400, 'InvalidEndTime.Malformed', 'EndTime does not lie after StartTime.');
  if (to - from > 7 * DAY || from < call.now.getTime() - 31 * DAY) throw new ServiceError(400, 'InvalidStartTime.Malformed', 'The window must lie within the last month and be no longer than 7 days.');
  return { from, to };
}

function toTime(call: Call, name: string): number {
  const text = required(call, name);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new ServiceError(400, `Invalid${name}.Malformed`, `${name} is not a UTC time to the second.`);
  return time;
}
