import type { Parameters } from '../cloud/types.ts';
import { known } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import type { FactValue } from '../model/facts.ts';
import type { Claims } from './instance-facts.ts';
import { isMissing, isRecord, show, textField, unusable } from './field.ts';
import type { Item } from './field.ts';
import { toSeconds } from './read-tasks.ts';

/**
 * The connections that clients hold to the instance as a whole, without a NodeId. The list of keys stands on a page of its
 * own that no reply can confirm: where the service does not know this one it leaves it out or refuses, and the fact is unknown.
 */
const METRIC = 'UsedConnection';
const DAY_MS = 24 * 3600 * 1000;

/** What DescribeHistoryMonitorValues is asked for: the connections of the last day. The interval is fixed; the service chooses its own. */
export function connectionsParameters(instanceId: string, now: Date): Parameters {
  return { InstanceId: instanceId, StartTime: toSeconds(now.getTime() - DAY_MS), EndTime: toSeconds(now.getTime()), IntervalForHistory: '01m', MonitorKeys: METRIC };
}

/**
 * The peak in MonitorHistory, which is an object as a text: values by metric by time. The reference says that a metric that
 * is left out is 0; but so looks one that nobody measured, so a day without a single value is not returned.
 */
export function connectionClaims(item: Item): Claims {
  return { 'load.connections': peakOf(item) };
}

function peakOf(item: Item): Known<number> {
  const text = textField(item, 'MonitorHistory');
  if (text.kind === 'unknown') return text;
  const history = parsed(text.value);
  if (!isRecord(history)) return unusable(item, 'malformed', `Expected an object as JSON in MonitorHistory; ${item.evidence.operation} returned ${show(text.value)}.`);
  const counts: number[] = [];
  for (const [time, point] of Object.entries(history)) {
    if (!isRecord(point)) return unusable(item, 'malformed', `Expected the values of ${time} in MonitorHistory; ${item.evidence.operation} returned ${show(point)}.`);
    const value = point[METRIC];
    if (isMissing(value)) continue;
    const count = toCount(value);
    if (count === null) return unusable(item, 'malformed', `Expected a number of at least 0 as ${METRIC} at ${time}; ${item.evidence.operation} returned ${show(value)}.`);
    counts.push(count);
  }
  if (counts.length === 0) return unusable(item, 'not-returned', `${item.evidence.operation} returned no ${METRIC} for the last day.`);
  return known(counts.reduce((most, count) => Math.max(most, count)), item.evidence);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A number, or one written as a text; averages have decimals and are rounded up. */
function toCount(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 && number <= Number.MAX_SAFE_INTEGER ? Math.ceil(number) : null;
}

/** How many connections a shard takes when clients reach it directly, by edition (user guide of the direct connection mode). */
const LIMITS: Readonly<Record<string, number>> = { Community: 10_000, Enterprise: 30_000 };

/** The limit of a shard, which follows from the edition; of another edition nobody has told it. */
export function shardLimit(edition: Known<FactValue>): Known<number> {
  if (edition.kind === 'unknown') return edition;
  const limit = LIMITS[String(edition.value)];
  if (limit !== undefined) return { ...edition, value: limit };
  return unusable({ fields: {}, evidence: edition.evidence }, 'unrecognised', `How many connections a shard takes in edition ${show(edition.value)} is not known.`);
}
