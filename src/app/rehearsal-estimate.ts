import type { RequestRecord } from '../emulator/emulated-service.ts';
import { compareText, groupBy } from '../model/group-by.ts';
import { quotaOf } from '../model/rehearsal.ts';
import type { Estimate, EstimatedCalls, EstimatedWave } from '../model/rehearsal.ts';
import type { Attempt, EntryCourse } from './rehearsal-course.ts';
import { instancesOf } from './rehearsal-faults.ts';

/** The times that an apply would take, in seconds. */
export interface EstimateTimes {
  readonly settle: number;
  readonly wait: number;
  readonly poll: number;
  readonly reconcile: number;
  readonly concurrency: number;
}

export interface EstimateInput {
  readonly courses: readonly EntryCourse[];
  readonly records: readonly RequestRecord[];
  readonly regionOf: (record: RequestRecord) => string | null;
  readonly operation: string;
  readonly times: EstimateTimes;
}

export interface Estimated {
  readonly estimate: Estimate;
  /** Seconds from the start of the apply at which a call leaves. */
  offsetOf(course: EntryCourse, attempt: Attempt): number;
}

/** What is read while waiting for an endpoint, once a poll. */
const WATCHED: readonly string[] = ['DescribeDBInstanceNetInfo', 'DescribeInstanceAttribute', 'DescribeHistoryTasks'];

/**
 * How long the apply would take: within a wave the vSwitches side by side as far as the concurrency allows, the entries of
 * one vSwitch one after another, each for as long as its calls take to settle; no shorter than the quotas allow.
 */
export function estimate(input: EstimateInput): Estimated {
  const waves = [...groupBy(input.courses, (course) => course.entry.wave)].toSorted(([a], [b]) => a - b);
  const counts = countCalls(input);
  const offsets = new Map<EntryCourse, readonly number[]>();
  const estimated: EstimatedWave[] = [];
  let clock = 0;
  for (const [wave, courses] of waves) {
    const lines = toLines(courses, input.times, clock, offsets);
    const slowest = slowestQuota(counts.filter((one) => one.wave === wave));
    const last = lines.toSorted((a, b) => b.end - a.end || compareText(a.key, b.key))[0];
    const settled = last === undefined ? 0 : last.end - clock;
    const seconds = rounded(Math.max(settled, slowest.leastSeconds));
    estimated.push({
      wave, entries: courses.length, calls: courses.reduce((sum, course) => sum + course.attempts.length, 0), vSwitches: lines.length, startsAt: rounded(clock), seconds,
      boundBy: settled >= slowest.leastSeconds ? 'settling' : slowest.operation,
      longest: { region: last?.region ?? '', vSwitchId: last?.vSwitchId ?? '', instances: last?.courses.map((course) => course.entry.instanceId) ?? [] },
    });
    clock += seconds;
  }
  return {
    estimate: { seconds: rounded(clock), waves: estimated, apiCalls: sumOverWaves(counts) },
    offsetOf: (course, attempt) => rounded(offsets.get(course)?.[course.attempts.indexOf(attempt)] ?? 0),
  };
}

interface Line {
  readonly key: string;
  readonly region: string;
  readonly vSwitchId: string;
  readonly courses: readonly EntryCourse[];
  readonly end: number;
}

/** The lines of a wave, one a vSwitch: each begins when one of the places that the concurrency allows is free. */
function toLines(courses: readonly EntryCourse[], times: EstimateTimes, start: number, offsets: Map<EntryCourse, readonly number[]>): Line[] {
  const groups = [...groupBy(courses, ({ entry }) => `${entry.region} ${entry.vSwitchId}`)];
  const places = Array.from({ length: Math.min(times.concurrency, groups.length) }, () => start);
  return groups.map(([key, members]) => {
    const place = places.indexOf(Math.min(...places));
    let clock = places[place] ?? start;
    for (const course of members) {
      offsets.set(course, course.attempts.map((attempt) => {
        const at = clock;
        clock += secondsAfter(course, attempt, times);
        return at;
      }));
    }
    places[place] = clock;
    const [first] = members;
    return { key, region: first?.entry.region ?? '', vSwitchId: first?.entry.vSwitchId ?? '', courses: members, end: clock };
  });
}

/** From the moment a call leaves until the entry goes on or ends. */
function secondsAfter({ outcome, attempts }: EntryCourse, attempt: Attempt, times: EstimateTimes): number {
  const isLast = attempts.at(-1) === attempt;
  switch (attempt.answer) {
    case 'accepted':
      return outcome.outcome === 'pending' ? times.wait : outcome.outcome === 'failed' ? times.settle + times.reconcile : times.settle;
    case 'ambiguous':
      return attempt.isKnownUndone || !isLast ? times.reconcile : outcome.outcome === 'done' ? times.settle : Math.max(times.wait, times.reconcile);
    case 'throttled':
    case 'not-sent':
      return isLast ? 0 : Math.min(2 ** attempt.attempt, 16) * 0.5; // as the entry itself pauses
    case 'rejected':
      return 0;
  }
}

interface CallCount {
  readonly wave: number;
  readonly region: string | null;
  readonly operation: string;
  readonly calls: number;
}

/** The calls by wave: those that the rehearsal made, but what is read while waiting as often as the real poll asks. */
function countCalls({ courses, records, regionOf, operation, times }: EstimateInput): CallCount[] {
  const counts = new Map<string, { -readonly [Name in keyof CallCount]: CallCount[Name] }>();
  const add = (wave: number, region: string | null, name: string, calls: number): void => {
    const key = JSON.stringify([wave, region, name]);
    const count = counts.get(key) ?? { wave, region, operation: name, calls: 0 };
    count.calls += calls;
    counts.set(key, count);
  };
  const waveOf = new Map(courses.map((course) => [course.entry.instanceId, course.entry.wave]));
  const watching = new Set<string>();
  let wave = Math.min(...waveOf.values());
  for (const record of records) {
    const named = instancesOf(record);
    wave = Math.max(wave, ...named.map((id) => waveOf.get(id) ?? wave));
    if (record.action === operation) for (const id of named) watching.add(id);
    if (record.action === 'DescribeInstances') for (const id of named) watching.delete(id); // with it an entry is read anew
    const isPoll = WATCHED.includes(record.action) && named.length > 0 && named.every((id) => watching.has(id));
    if (!isPoll) add(wave, record.action === 'GetCallerIdentity' ? null : regionOf(record), record.action, 1);
  }
  for (const course of courses) {
    const polls = course.attempts.filter(isWatched).reduce((sum, attempt) => sum + Math.ceil(secondsAfter(course, attempt, times) / times.poll) + 1, 0);
    if (polls > 0) for (const name of WATCHED) add(course.entry.wave, course.entry.region, name, polls);
  }
  return [...counts.values()];
}

function isWatched({ answer }: Attempt): boolean {
  return answer === 'accepted' || answer === 'ambiguous';
}

/** The time below which a quota does not let so many calls through: the first time's worth leaves at once. */
function leastSeconds(operation: string, calls: number): number {
  const quota = quotaOf(operation);
  return Math.max(0, Math.ceil(calls / quota.calls) - 1) * quota.seconds;
}

function slowestQuota(counts: readonly CallCount[]): { readonly operation: string; readonly leastSeconds: number } {
  const bounds = counts.map(({ operation, calls }) => ({ operation, leastSeconds: leastSeconds(operation, calls) }));
  return bounds.toSorted((a, b) => b.leastSeconds - a.leastSeconds || compareText(a.operation, b.operation))[0] ?? { operation: 'settling', leastSeconds: 0 };
}

function sumOverWaves(counts: readonly CallCount[]): EstimatedCalls[] {
  return [...groupBy(counts, ({ region, operation }) => JSON.stringify([region, operation])).values()].flatMap((group): EstimatedCalls[] => {
    const [first] = group;
    if (first === undefined) return [];
    const calls = group.reduce((sum, one) => sum + one.calls, 0);
    const { region, operation } = first;
    return [{ region, operation, calls, quota: quotaOf(operation), leastSeconds: leastSeconds(operation, calls) }];
  }).toSorted((a, b) => compareText(a.region ?? '', b.region ?? '') || compareText(a.operation, b.operation));
}

/** To the millisecond, so that sums of fractions show no dust. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
