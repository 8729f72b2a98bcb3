import { expect, it } from 'vitest';

import type { Fault } from '../../src/emulator/fault-file.ts';
import { readJournal } from '../../src/apply/journal-file.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { seeded } from '../support/world.ts';
import { acceptedIds, ALLOCATE, applyOf, callsOf, cloudOf, endsOf, on, planOn, resumeOf } from './runs.ts';

const IDS = Array.from({ length: 20 }, (_, at) => `r-${String(at).padStart(2, '0')}`);
const FLEET = on(Object.fromEntries(IDS.map((id, at) => [id, `vsw-${1 + at % 4}`])));

/** A call that is delayed is carried out this long after it came, in milliseconds: beyond the time-out, within the settling time. */
const DELAY = 500;
/** Short of what a change takes, and a few calls a run: so that much is left to resume. */
const TIMES = { requestTimeout: 0.3, settle: 0.7, poll: 0.05, wait: 0.15, maxMutations: 8, maxFailures: 99 } as const;
const MOST_ROUNDS = 12;

/** About three of ten calls and reads are spoiled, each in one of these ways. */
const STORM: readonly Fault[] = [
  { operation: ALLOCATE, kind: 'lost', rate: 0.06 },
  { operation: ALLOCATE, kind: 'reset', rate: 0.05 },
  { operation: ALLOCATE, kind: 'html', status: 502, changeMade: true, rate: 0.04 },
  { operation: ALLOCATE, kind: 'error', status: 500, changeMade: true, rate: 0.03 },
  { operation: ALLOCATE, kind: 'error', status: 503, code: 'ServiceUnavailable', rate: 0.03 },
  { operation: ALLOCATE, kind: 'error', status: 400, code: 'Throttling.User', rate: 0.05 },
  { operation: ALLOCATE, kind: 'noRequestId', rate: 0.03 },
  { operation: ALLOCATE, kind: 'truncate', broken: true, rate: 0.03 },
  { operation: ALLOCATE, kind: 'latency', ms: DELAY, rate: 0.06 },
  ...['DescribeInstances', 'DescribeInstanceAttribute', 'DescribeDBInstanceNetInfo', 'DescribeHistoryTasks', 'DescribeInstanceSSL', 'DescribeEngineVersion', 'DescribeVSwitches'].flatMap((operation): Fault[] => [
    { operation, kind: 'error', status: 503, code: 'ServiceUnavailable', rate: 0.07 },
    { operation, kind: 'error', status: 400, code: 'Throttling.User', rate: 0.07 },
    { operation, kind: 'reset', rate: 0.06 },
    { operation, kind: 'lost', rate: 0.06 },
    { operation, kind: 'latency', ms: 350, rate: 0.04 },
  ]),
];

const isOpen = (outcome: Outcome): boolean => outcome.entries.some((entry) => ['pending', 'ambiguous', 'not-started'].includes(entry.outcome));

/** What a call that was refused with a 4xx code proves: that nothing was done, so that another may follow at once. */
const REFUSED = /^(Throttling|InstanceStatus|TaskHasExist|DirectConnectionAlreadyExists|InvalidConnType)/;

function expectNoneDoubled(emulator: Emulator, isSlowerThanSaid: boolean): void {
  expect(acceptedIds(emulator).toSorted()).toEqual([...new Set(acceptedIds(emulator))].toSorted());
  if (isSlowerThanSaid) return;
  for (const { instanceId, at } of emulator.accepted()) {
    const later = callsOf(emulator).filter((call) => call.instanceId === instanceId && call.at > at);
    expect(later, `nothing is sent to ${instanceId} after it was accepted`).toEqual([]);
  }
  for (const id of IDS) {
    const own = callsOf(emulator).filter((call) => call.instanceId === id);
    own.slice(1).forEach((call, at) => {
      const before = own[at];
      if (before === undefined || before.outcome === 'fault:error' || REFUSED.test(before.outcome)) return;
      expect(Date.parse(call.at) - Date.parse(before.at), `${id} is called again only after the settling time`).toBeGreaterThan(DELAY);
    });
  }
}

const SEEDS = (process.env['STORM_SEEDS'] ?? '1').split(',').map(Number);

it.each([
  ...SEEDS.map((seed) => ({ seed, settle: TIMES.settle })),
  // The service is slower than it was said to be: then its own refusal of a second call is what keeps an instance from being accepted twice.
  { seed: SEEDS[0] ?? 1, settle: 0.1 },
])('in a storm ($seed, settling for $settle s) every instance is accepted once, the record is true, and apply and resume come to an end', async ({ seed, settle }) => {
  const times = { ...TIMES, settle };
  const isSlowerThanSaid = settle * 1000 < DELAY;
  const emulator = await cloudOf(FLEET, { settings: { settle: 0.2 } }, { random: seeded(seed) });
  const written = await planOn(emulator, { requestTimeout: 2 });
  emulator.setFaults(isSlowerThanSaid ? [{ operation: ALLOCATE, kind: 'latency', ms: DELAY, rate: 0.4 }, ...STORM] : STORM);
  const random = seeded(seed);
  let outcome = await applyOf(written, times, { random });
  let rounds = 1;
  let left = 0;
  for (; isOpen(outcome) && rounds < MOST_ROUNDS; rounds++) {
    expectNoneDoubled(emulator, isSlowerThanSaid);
    left += outcome.summary.pending + outcome.summary.ambiguous;
    outcome = await resumeOf(written, times, { random });
  }
  console.log(`Storm ${seed}, settling for ${settle} s: ${rounds} rounds, ${left} times left open, ${callsOf(emulator).length} calls, ${emulator.requests().length} requests, ${JSON.stringify(outcome.summary)}`);
  expect(isOpen(outcome), JSON.stringify(endsOf(outcome))).toBe(false);
  expectNoneDoubled(emulator, isSlowerThanSaid);
  const called = new Set(callsOf(emulator).map((call) => call.instanceId));
  for (const entry of outcome.entries) {
    const wasAccepted = acceptedIds(emulator).includes(entry.instanceId);
    expect([entry.instanceId, entry.outcome, entry.detail, wasAccepted], 'what is told is what was').toEqual([entry.instanceId, expect.stringMatching(wasAccepted ? /^done$/ : /^withheld$/), entry.detail, wasAccepted]);
    if (entry.outcome === 'withheld') expect(called.has(entry.instanceId) ? entry.detail : '').toBe('');
  }
  expect(outcome.summary.done).toBeGreaterThanOrEqual(10);
  expect([rounds > 2, left > 2], 'the storm was one').toEqual([true, true]);
  const { lines } = readJournal(written.journal);
  expect(new Map(lines.map((line) => [line.instanceId, line.event])).size).toBe(IDS.length);
  emulator.setFaults([]);
  const told = (entries: typeof outcome.entries): unknown => entries.map((entry) => ({ ...entry, asOf: null })); // when it ended, where the journal alone tells
  expect(told((await resumeOf(written)).entries)).toEqual(told(outcome.entries));
}, 120_000);
