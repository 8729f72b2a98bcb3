import type { RequestRecord } from '../emulator/emulated-service.ts';
import type { Fault } from '../emulator/fault-file.ts';
import { compareText } from '../model/group-by.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Outcome } from '../model/outcome.ts';
import { requestText } from '../model/plan.ts';
import type { Plan } from '../model/plan.ts';
import { REHEARSAL_SCHEMA } from '../model/rehearsal.ts';
import type { AssumedFact, Rehearsal, RehearsedCall, RehearsedEntry } from '../model/rehearsal.ts';
import { toCourses } from './rehearsal-course.ts';
import type { EntryCourse } from './rehearsal-course.ts';
import { estimate } from './rehearsal-estimate.ts';
import type { Estimated, EstimateTimes } from './rehearsal-estimate.ts';
import { faultsSeen, instancesOf } from './rehearsal-faults.ts';

/** What a rehearsal showed: how it ended, its journal, and every request that arrived. */
export interface Seen {
  readonly outcome: Outcome;
  readonly lines: readonly JournalLine[];
  readonly records: readonly RequestRecord[];
  readonly apiCalls: Readonly<Record<string, number>>;
}

export interface RehearsalParts extends Seen {
  readonly plan: Plan;
  readonly faults: readonly Fault[];
  readonly assumed: readonly AssumedFact[];
  readonly notEmulated: readonly string[];
  readonly times: EstimateTimes;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly version: string;
  /** The numbers that the emulator drew, from the start. */
  readonly random: () => number;
}

/** The report of a rehearsal. Calls are in the order in which they would leave; those of one moment by wave, region, vSwitch and plan. */
export function makeRehearsal(parts: RehearsalParts): Rehearsal {
  const { plan, outcome, lines, records, times } = parts;
  const courses = toCourses(plan, outcome, lines, records);
  const regionOf = regionFinder(plan);
  const estimated = estimate({ courses, records, regionOf, operation: plan.operation, times });
  const { settle, wait, poll, reconcile, concurrency } = times;
  const { id, digest, operation, createdAt, expiresAt } = plan;
  return {
    schema: REHEARSAL_SCHEMA,
    tool: { name: 'tair-preflight', version: parts.version },
    plan: { id, digest, operation, createdAt, expiresAt },
    run: { startedAt: parts.startedAt.toISOString(), finishedAt: parts.finishedAt.toISOString(), planExpired: parts.startedAt >= new Date(expiresAt), apiCalls: parts.apiCalls },
    assumptions: { settle, wait, poll, reconcile, concurrency, facts: parts.assumed, notEmulated: parts.notEmulated },
    interrupted: outcome.interrupted,
    calls: toCalls(courses, operation, estimated),
    entries: courses.map(toEntry),
    faults: faultsSeen({ faults: parts.faults, records, regionOf, random: parts.random, planned: new Set(plan.entries.map((entry) => entry.instanceId)) }),
    estimate: estimated.estimate,
    summary: outcome.summary,
  };
}

/** The region of a request: as it says itself, else that of the instance or the vSwitch it names. */
function regionFinder({ entries }: Plan): (record: RequestRecord) => string | null {
  const places = new Map(entries.flatMap((entry) => [[entry.instanceId, entry.region], [entry.vSwitchId, entry.region]] as const));
  return (record) => record.query['RegionId'] ?? places.get(instancesOf(record)[0] ?? record.query['VSwitchId'] ?? '') ?? null;
}

function toCalls(courses: readonly EntryCourse[], operation: Plan['operation'], { offsetOf }: Estimated): RehearsedCall[] {
  const calls = courses.flatMap((course) => course.attempts.map((attempt) => {
    const { wave, region, vSwitchId, instanceId } = course.entry;
    const { answer, errorCode, fault } = attempt;
    return { offset: offsetOf(course, attempt), wave, region, vSwitchId, instanceId, attempt: attempt.attempt, request: requestText(operation, course.entry), answer, errorCode, fault };
  }));
  const inOrder = calls.toSorted((a, b) => a.wave - b.wave || a.offset - b.offset || compareText(a.region, b.region) || compareText(a.vSwitchId, b.vSwitchId));
  return inOrder.map((call, at) => ({ order: at + 1, ...call }));
}

function toEntry({ entry, outcome }: EntryCourse): RehearsedEntry {
  const { accountId, region, instanceId, name, wave, vSwitchId } = entry;
  const { errorCode, rule, detail } = outcome;
  return { accountId, region, instanceId, name, wave, vSwitchId, outcome: outcome.outcome, errorCode, rule, detail };
}
