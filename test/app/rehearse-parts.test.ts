import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Attempt, EntryCourse } from '../../src/app/rehearsal-course.ts';
import { estimate } from '../../src/app/rehearsal-estimate.ts';
import type { EstimateTimes } from '../../src/app/rehearsal-estimate.ts';
import { faultsSeen } from '../../src/app/rehearsal-faults.ts';
import { toRehearsalFleet } from '../../src/app/rehearsal-fleet.ts';
import type { RequestRecord } from '../../src/emulator/emulated-service.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import { FaultInjector, seededRandom } from '../../src/emulator/fault-injector.ts';
import type { EntryOutcome, OutcomeKind } from '../../src/model/outcome.ts';
import type { PlanEntry } from '../../src/model/plan.ts';
import { entry, ledgerRow } from '../report/plans.ts';

const ALLOCATE = 'AllocateDirectConnection';

function record(action: string, query: Record<string, string>, outcome = 'ok'): RequestRecord {
  return { action, instanceId: query['InstanceId'] ?? null, query, at: '2026-11-24T10:00:00.000Z', outcome };
}

describe('what each fault did', () => {
  const operations = ['A', 'B'] as const;
  const where = {
    operation: fc.constantFrom(...operations, '*'),
    instance: fc.option(fc.constantFrom('r-1', 'r-2'), { nil: undefined }),
    region: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    after: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    times: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    rate: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
  };
  const fault = fc.oneof(
    fc.record({ ...where, kind: fc.constant('latency' as const), ms: fc.constant(0) }),
    fc.record({ ...where, kind: fc.constant('throttle' as const), perSecond: fc.constantFrom(0, 1, 3) }),
    fc.record({ ...where, kind: fc.constantFrom('deny' as const, 'reset' as const, 'lost' as const) }),
  );
  const visit = fc.record({ action: fc.constantFrom(...operations), id: fc.constantFrom('r-1', 'r-2'), region: fc.constantFrom('one', 'two'), after: fc.integer({ min: 0, max: 900 }) });

  it('is found again from the requests, whatever the faults: as often as the emulator struck, with the instances', () => {
    // one throttle at most: of two that a request fits, which was out of tokens is not in the record
    const list = fc.array(fault, { maxLength: 5 }).filter((all) => all.filter((one) => one.kind === 'throttle').length <= 1);
    fc.assert(fc.property(list, fc.array(visit, { maxLength: 40 }), (made, visits) => {
      const faults = made.map((one, at) => (one.kind === 'latency' ? { ...one, ms: 2 ** at } : one)) as Fault[];
      const injector = new FaultInjector(faults, seededRandom(7));
      const truth = faults.map(() => ({ struck: 0, instances: new Set<string>() }));
      let now = 0;
      const records = visits.map(({ action, id, region, after }) => {
        now += after;
        const strike = injector.strike({ action, instanceIds: [id], vSwitchIds: [], region }, now);
        for (const [at, one] of faults.entries()) {
          const struck = one.kind === 'latency' ? Math.floor(strike.delay / 2 ** at) % 2 === 1 : strike.fault === one;
          if (struck) {
            truth[at]?.instances.add(id);
            if (truth[at] !== undefined) truth[at].struck++;
          }
        }
        return record(action, { InstanceId: id, RegionId: region }, strike.fault === null ? 'ok' : `fault:${strike.fault.kind}`);
      });
      const seen = faultsSeen({ faults, records, regionOf: (one) => one.query['RegionId'] ?? null, random: seededRandom(7), planned: new Set(['r-1', 'r-2']) });
      expect(seen).toEqual(faults.map((one, at) => ({ fault: one, struck: truth[at]?.struck, instances: [...truth[at]?.instances ?? []].toSorted() })));
    }), { numRuns: 500 });
  });

  it('names the instances of the plan alone, and each that a list names', () => {
    const records = [record('A', { InstanceIds: 'r-1,r-other' }, 'fault:deny')];
    expect(faultsSeen({ faults: [{ operation: 'A', kind: 'deny' }], records, regionOf: () => null, random: () => 0, planned: new Set(['r-1']) })).toMatchObject([{ struck: 1, instances: ['r-1'] }]);
  });
});

const TIMES: EstimateTimes = { settle: 100, wait: 900, poll: 10, reconcile: 60, concurrency: 8 };

function attempt(number: number, answer: Attempt['answer'], more: Partial<Attempt> = {}): Attempt {
  return { attempt: number, answer, errorCode: null, fault: null, isKnownUndone: false, ...more };
}

function course(id: string, outcome: OutcomeKind, attempts: readonly Attempt[], more: Partial<PlanEntry> = {}): EntryCourse {
  const planned = entry(id, more);
  const { accountId, region, instanceId } = planned;
  const end: EntryOutcome = { accountId, region, instanceId, outcome, requestId: null, endpoint: null, port: null, errorCode: null, rule: null, detail: '' };
  return { entry: planned, outcome: end, attempts };
}

const estimated = (courses: readonly EntryCourse[], times: Partial<EstimateTimes> = {}, records: readonly RequestRecord[] = []) =>
  estimate({ courses, records, regionOf: () => 'cn-hangzhou', operation: ALLOCATE, times: { ...TIMES, ...times } });

describe('the estimated time of an entry', () => {
  it.each<[string, OutcomeKind, readonly Attempt[], number]>([
    ['is the settling time where it ends done', 'done', [attempt(1, 'accepted')], 100],
    ['is the wait where it is pending', 'pending', [attempt(1, 'accepted')], 900],
    ['is the settling time and the reading after it where the service gives up', 'failed', [attempt(1, 'accepted')], 160],
    ['is nothing where no call leaves', 'withheld', [], 0],
    ['is nothing where the call is refused', 'rejected', [attempt(1, 'rejected')], 0],
    ['is the settling time where the answer was lost and the call was not', 'done', [attempt(1, 'ambiguous')], 100],
    ['is the reading after the lost answer, then the settling time, where it is called again', 'done', [attempt(1, 'ambiguous', { isKnownUndone: true }), attempt(2, 'accepted')], 160],
    ['is the whole wait where it stays ambiguous', 'ambiguous', [attempt(1, 'ambiguous')], 900],
    ['holds the pauses after throttling', 'done', [attempt(1, 'throttled'), attempt(2, 'throttled'), attempt(3, 'accepted')], 103],
    ['holds no pause after the last throttling', 'rejected', [attempt(1, 'throttled')], 0],
    ['holds the pause where the call could not leave', 'done', [attempt(1, 'not-sent'), attempt(2, 'accepted')], 101],
  ])('%s', (_name, outcome, attempts, seconds) => {
    expect(estimated([course('r-1', outcome, attempts)]).estimate.seconds).toBe(seconds);
  });
});

describe('the estimated time of a wave', () => {
  const done = [attempt(1, 'accepted')];

  it('is that of its longest vSwitch, and the same vSwitch in two regions is two', () => {
    const { estimate: told } = estimated([course('r-1', 'done', done), course('r-2', 'done', done), course('r-3', 'done', done, { region: 'cn-beijing' })]);
    expect(told.waves).toMatchObject([{ seconds: 200, vSwitches: 2, longest: { region: 'cn-hangzhou', vSwitchId: 'vsw-a', instances: ['r-1', 'r-2'] } }]);
  });

  it('packs the vSwitches into as many places as the concurrency has, in the order of the plan', () => {
    const courses = ['a', 'b', 'c'].map((id) => course(`r-${id}`, 'done', done, { vSwitchId: `vsw-${id}` }));
    const { estimate: told, offsetOf } = estimated(courses, { concurrency: 2 });
    expect([told.seconds, courses.map((one) => offsetOf(one, one.attempts[0] ?? attempt(1, 'accepted')))]).toEqual([200, [0, 0, 100]]);
  });

  it('is no shorter than the quotas allow, and says which binds', () => {
    const courses = Array.from({ length: 450 }, (_, at) => course(`r-${at}`, 'done', done, { vSwitchId: `vsw-${at}` }));
    const records = courses.map((one) => record(ALLOCATE, { InstanceId: one.entry.instanceId }));
    // one call each: 200 leave at once, 200 after a minute, 50 after two; the first look and one at the end: 900 of three kinds
    expect(estimated(courses, { concurrency: 1000, settle: 1, poll: 10 }, records).estimate.waves).toMatchObject([{ seconds: 4 * 60, boundBy: 'DescribeDBInstanceNetInfo' }]);
    expect(estimated(courses, { concurrency: 1000, settle: 1000, poll: 5000 }, records).estimate.waves).toMatchObject([{ seconds: 1000, boundBy: 'settling' }]);
    expect(estimated(courses, {}, records).estimate.apiCalls.find((one) => one.operation === ALLOCATE)).toMatchObject({ calls: 450, leastSeconds: 120, region: 'cn-hangzhou' });
  });
});

describe('the estimated API calls', () => {
  it('count every read before a call, and what is read while waiting as often as the real poll asks', () => {
    const look = [record('DescribeDBInstanceNetInfo', { InstanceId: 'r-1' }), record('DescribeHistoryTasks', { InstanceId: 'r-1' })];
    const judge = [record('DescribeInstances', { InstanceIds: 'r-1' }), ...look, record('DescribeVSwitchAttributes', { VSwitchId: 'vsw-a' })];
    const records = [record('GetCallerIdentity', {}), ...judge, record(ALLOCATE, { InstanceId: 'r-1' }, 'fault:reset'), ...look, ...look, ...judge, record(ALLOCATE, { InstanceId: 'r-1' }), ...look, ...look, ...look];
    const { estimate: told } = estimated([course('r-1', 'done', [attempt(1, 'ambiguous', { isKnownUndone: true }), attempt(2, 'accepted')])], {}, records);
    // twice judged; 60 s of reading are 7 looks every 10 s, 100 s of settling are 11
    expect(told.apiCalls.map((one) => [one.region, one.operation, one.calls])).toEqual([
      [null, 'GetCallerIdentity', 1],
      ['cn-hangzhou', ALLOCATE, 2], ['cn-hangzhou', 'DescribeDBInstanceNetInfo', 2 + 18], ['cn-hangzhou', 'DescribeHistoryTasks', 2 + 18],
      ['cn-hangzhou', 'DescribeInstanceAttribute', 18], ['cn-hangzhou', 'DescribeInstances', 2], ['cn-hangzhou', 'DescribeVSwitchAttributes', 2],
    ]);
  });
});

describe('the fleet of a plan', () => {
  it('takes what is not recorded so that it fits what is, and says so', () => {
    const { fleet, assumed, notEmulated } = toRehearsalFleet({
      entries: [
        entry('r-1', { addressesNeeded: 5, facts: { 'instance.edition': 'Enterprise', 'instance.vpcId': 'vpc-1', 'load.connections': 7, 'tasks.maintenance': [{ type: 'rds_apsaradb_ha', switchTime: '2026-12-06T18:30:00Z', status: 'Running' }], 'vswitch.alternatives': [], 'x.owner': 'me' } }),
        entry('r-2', { addressesNeeded: 17, facts: { 'ssl.enabled': false, 'instance.engineVersion': '4.0' } }),
      ],
      ledger: [ledgerRow('vsw-a', { available: 40, keepFree: 8 })],
    }, 0.1);
    expect(fleet.account).toEqual({ id: '1234567890' });
    expect(fleet.vSwitches).toEqual([{ id: 'vsw-a', region: 'cn-hangzhou', vpc: 'vpc-1', status: 'Available', available: 40 }]);
    expect(fleet.instances).toMatchObject([
      { id: 'r-1', shards: 4, class: 'redis.amber.logic.sharding.1g.4db.0rodb.4proxy.multithread', edition: 'Enterprise', vpc: 'vpc-1', engineVersion: '5.0', connections: 7, maintenance: [{ type: 'rds_apsaradb_ha', switchTime: '2026-12-06T18:30:00Z', status: 4 }] },
      { id: 'r-2', shards: 16, class: 'redis.logic.sharding.1g.16db.0rodb.16proxy.default', edition: 'Community', vpc: 'vpc-1', engineVersion: '4.0' },
    ]);
    const told = new Map(assumed.map((one) => [one.fact, one]));
    expect(told.get('instance.instanceClass')).toEqual({ fact: 'instance.instanceClass', entries: 2, values: ['redis.amber.logic.sharding.1g.4db.0rodb.4proxy.multithread', 'redis.logic.sharding.1g.16db.0rodb.16proxy.default'] });
    expect(told.get('instance.engineVersion')).toEqual({ fact: 'instance.engineVersion', entries: 1, values: ['5.0'] });
    expect(told.get('tasks.active')).toEqual({ fact: 'tasks.active', entries: 2, values: ['none'] });
    expect([told.get('ssl.enabled')?.entries, told.has('instance.edition'), told.get('instance.vpcId')?.entries]).toEqual([1, true, 1]);
    expect(assumed.map((one) => one.fact)).toEqual(assumed.map((one) => one.fact).toSorted());
    expect(notEmulated).toEqual(['vswitch.alternatives']);
  });

  it('has no account where the plan knows none, and no room where the ledger has no row', () => {
    const { fleet } = toRehearsalFleet({ entries: [entry('r-1', { accountId: null })], ledger: [] }, 0.1);
    expect([fleet.account, fleet.vSwitches?.[0]?.available]).toEqual([undefined, 0]);
  });
});
