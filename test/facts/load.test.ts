import { describe, expect, it } from 'vitest';

import { check } from '../../src/app/check.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import { optionsFor } from '../support/world.ts';
import { checkFleet, describeCases, expectAll, healthy, impatient, instanceOf, roomy } from './cases.ts';
import type { Case } from './cases.ts';
import { startSpoiltCloud } from './spoiling-proxy.ts';

const RULE = 'connections-within-shard-limit';
const ENTERPRISE = 'redis.amber.logic.sharding.1g.2db.0rodb.6proxy.multithread';
const PEAK = 'load.connections';
const LIMIT = 'load.connectionsPerShardLimit';

/** The monitoring of an instance, as its text comes. */
const monitoring = (history: unknown): Partial<FleetInstance> => ({ raw: { DescribeHistoryMonitorValues: { MonitorHistory: typeof history === 'string' ? history : JSON.stringify(history) } } });
const at = (...values: readonly unknown[]): Record<string, unknown> => Object.fromEntries(values.map((value, hour) => [`2026-11-24T0${hour}:00:00Z`, { UsedConnection: value }]));
const unread = (reason: 'not-returned' | 'malformed', detail = ''): Case['becomes'] => ({ standing: 'eligible', facts: { [PEAK]: { unknown: reason } }, details: { [PEAK]: detail }, verdicts: { [RULE]: 'unknown' } });

describeCases('load.connections', [
  { name: 'the peak of the day', given: { connections: 4000 }, becomes: { standing: 'eligible', facts: { [PEAK]: 4000, [LIMIT]: 10_000 }, verdicts: { [RULE]: 'pass' } } },
  { name: 'as many as a shard takes', given: { connections: 10_000 }, becomes: { facts: { [PEAK]: 10_000 }, verdicts: { [RULE]: 'pass' } } },
  { name: 'more than a shard takes is advice: every shard may see every client', given: { connections: 10_001 }, becomes: { standing: 'eligible', verdicts: { [RULE]: 'fail' } } },
  { name: 'more than a shard of the Community Edition takes', given: { connections: 30_000, class: ENTERPRISE }, becomes: { facts: { [LIMIT]: 30_000 }, verdicts: { [RULE]: 'pass' } } },
  { name: 'more than a shard of the Enterprise Edition takes', given: { connections: 30_001, class: ENTERPRISE }, becomes: { standing: 'eligible', verdicts: { [RULE]: 'fail' } } },
  { name: 'no metric is not 0', given: {}, becomes: unread('not-returned', 'no UsedConnection for the last day') },
  { name: 'a zero that is left out is not 0', given: { connections: 0 }, becomes: unread('not-returned') },
  { name: 'a zero that is told is 0', given: monitoring(at('0', '0')), becomes: { facts: { [PEAK]: 0 }, verdicts: { [RULE]: 'pass' } } },
  { name: 'points of which some lack the metric', given: monitoring({ ...at('12', '9001.2'), '2026-11-24T09:00:00Z': {}, '2026-11-24T10:00:00Z': { memoryUsage: '99999' } }), becomes: { facts: { [PEAK]: 9002 } } },
  { name: 'numbers as numbers', given: monitoring(at(12, 7)), becomes: { facts: { [PEAK]: 12 } } },
  { name: 'no points', given: monitoring({}), becomes: unread('not-returned') },
  { name: 'an empty text', given: monitoring(''), becomes: unread('malformed') },
  { name: 'no text', given: { raw: { DescribeHistoryMonitorValues: { MonitorHistory: null } } }, becomes: unread('not-returned') },
  { name: 'a text that is no JSON', given: monitoring('{"2026-11-24T00:00:00Z":{"Used'), becomes: unread('malformed') },
  { name: 'a list', given: monitoring([]), becomes: unread('malformed') },
  { name: 'null', given: monitoring('null'), becomes: unread('malformed') },
  { name: 'an object in place of the text', given: { raw: { DescribeHistoryMonitorValues: { MonitorHistory: {} } } }, becomes: unread('malformed') },
  { name: 'a point that is no object', given: monitoring({ '2026-11-24T00:00:00Z': '12' }), becomes: unread('malformed') },
  { name: 'a value below zero', given: monitoring(at('12', '-1')), becomes: unread('malformed', '-1') },
  { name: 'a value that is a word', given: monitoring(at('12', 'many')), becomes: unread('malformed', 'many') },
  { name: 'a value that is empty', given: monitoring(at('12', '')), becomes: unread('malformed') },
  { name: 'a value that is true', given: monitoring(at(12, true)), becomes: unread('malformed') },
  { name: 'a value beyond what can be exact', given: monitoring(at('99999999999999999999')), becomes: unread('malformed') },
  { name: 'a third edition tells no limit', given: { connections: 12, edition: 'Developer' }, becomes: { standing: 'unknown', facts: { [LIMIT]: { unknown: 'unrecognised' } }, verdicts: { 'supported-engine-version': 'unknown', [RULE]: 'unknown' } } },
  { name: 'an edition that only the class tells', given: { connections: 12, class: ENTERPRISE, raw: { DescribeInstances: { EditionType: null } } }, becomes: { facts: { [LIMIT]: 30_000 }, verdicts: { [RULE]: 'pass' } } },
]);

describe('DescribeHistoryMonitorValues', () => {
  it('is asked for the connections of the last day, in UTC to the second', async () => {
    const cloud = await startSpoiltCloud({ ...roomy, instances: [healthy('r-1', { connections: 7 })] }, ({ body }) => body);
    try {
      await check(optionsFor(cloud), impatient());
      const [request] = cloud.emulator.requests().filter(({ action }) => action === 'DescribeHistoryMonitorValues');
      const { StartTime = '', EndTime = '', ...rest } = request?.query ?? {};
      expect(rest).toMatchObject({ InstanceId: 'r-1', IntervalForHistory: '01m', MonitorKeys: 'UsedConnection' });
      expect([StartTime, EndTime]).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)]);
      expect(Date.parse(EndTime) - Date.parse(StartTime)).toBe(24 * 3_600_000);
    } finally {
      await cloud.stop();
    }
  });

  it('that is denied is advice that could not be decided, and no part that could not be read', async () => {
    const result = await checkFleet({ instances: [healthy('r-1', { connections: 7 })], settings: { accessRules: [{ deny: 'kvstore:DescribeHistoryMonitorValues' }] } });
    expectAll(instanceOf(result, 'r-1'), { standing: 'eligible', facts: { [PEAK]: { unknown: 'denied' } }, verdicts: { [RULE]: 'unknown' } });
    expect(result.unread).toEqual([]);
  });
});
