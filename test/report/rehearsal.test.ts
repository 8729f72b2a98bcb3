import { describe, expect, it } from 'vitest';

import type { EstimatedWave, Rehearsal, RehearsedCall, RehearsedEntry } from '../../src/model/rehearsal.ts';
import { quotaOf } from '../../src/model/rehearsal.ts';
import { reportRehearsalJson, reportRehearsalNdjson, reportRehearsalTable } from '../../src/report/rehearsal.ts';
import { displayWidth } from '../../src/report/text.ts';
import { englishIn } from './chinese.ts';
import { DIGEST, HOSTILE } from './plans.ts';

const NONE = { done: 0, already: 0, withheld: 0, rejected: 0, pending: 0, ambiguous: 0, failed: 0, 'not-started': 0, mutationsSent: 0 };

function rehearsal(change: Partial<Rehearsal> = {}): Rehearsal {
  return {
    schema: 'tair-preflight/rehearsal/v1', tool: { name: 'tair-preflight', version: '0.1.0' },
    plan: { id: '1d'.repeat(32), digest: DIGEST, operation: 'AllocateDirectConnection', createdAt: '2026-11-24T10:00:00.000Z', expiresAt: '2026-11-25T10:00:00.000Z' },
    run: { startedAt: '2026-11-24T11:00:00.000Z', finishedAt: '2026-11-24T11:00:02.000Z', planExpired: false, apiCalls: { GetCallerIdentity: 1 } },
    assumptions: { settle: 120, wait: 900, poll: 5, reconcile: 60, concurrency: 8, facts: [], notEmulated: [] },
    interrupted: false, calls: [], entries: [], faults: [], estimate: { seconds: 0, waves: [], apiCalls: [] }, summary: NONE, ...change,
  };
}

function call(instanceId: string, change: Partial<RehearsedCall> = {}): RehearsedCall {
  return { order: 1, offset: 0, wave: 1, region: 'cn-hangzhou', vSwitchId: 'vsw-a', instanceId, attempt: 1, request: `AllocateDirectConnection InstanceId=${instanceId}`, answer: 'accepted', errorCode: null, fault: null, ...change };
}

function ended(instanceId: string, change: Partial<RehearsedEntry> = {}): RehearsedEntry {
  return { accountId: '1234567890', region: 'cn-hangzhou', instanceId, name: null, wave: 1, vSwitchId: 'vsw-a', outcome: 'done', errorCode: null, rule: null, detail: 'The endpoint is there and the instance is Normal.', ...change };
}

function wave(change: Partial<EstimatedWave> = {}): EstimatedWave {
  return { wave: 1, entries: 1, calls: 1, vSwitches: 1, startsAt: 0, seconds: 120, boundBy: 'settling', longest: { region: 'cn-hangzhou', vSwitchId: 'vsw-a', instances: ['r-1'] }, ...change };
}

/** Two waves, a lost reply, a refusal, a fault that met nothing. */
const SMALL = rehearsal({
  calls: [
    call('r-1', { request: 'AllocateDirectConnection InstanceId=r-1 ConnectionString=direct1 Port=6380', answer: 'ambiguous', fault: 'reset' }),
    call('r-1', { offset: 60, attempt: 2, request: 'AllocateDirectConnection InstanceId=r-1 ConnectionString=direct1 Port=6380' }),
    call('r-2', { offset: 180, wave: 2, vSwitchId: 'vsw-b', answer: 'rejected', errorCode: 'InvalidConnType', fault: 'error' }),
  ],
  entries: [ended('r-1'), ended('r-2', { wave: 2, vSwitchId: 'vsw-b', outcome: 'rejected', errorCode: 'InvalidConnType', detail: 'rule-book miss: InvalidConnType: No.' })],
  faults: [
    { fault: { kind: 'reset', operation: 'AllocateDirectConnection', instance: 'r-1', times: 1 }, struck: 1, instances: ['r-1'] },
    { fault: { kind: 'error', operation: '*', instance: 'r-2', code: 'InvalidConnType', status: 400 }, struck: 1, instances: ['r-2'] },
    { fault: { kind: 'hang', operation: 'DescribeVSwitches' }, struck: 0, instances: [] },
  ],
  estimate: {
    seconds: 3 * 3600 + 240,
    waves: [wave({ calls: 2, seconds: 180 }), wave({ wave: 2, startsAt: 180, seconds: 3 * 3600 + 60, boundBy: 'AllocateDirectConnection' })],
    apiCalls: [
      { region: 'cn-beijing', operation: 'DescribeInstances', calls: 4, quota: quotaOf('DescribeInstances'), leastSeconds: 0 },
      { region: 'cn-hangzhou', operation: 'AllocateDirectConnection', calls: 3, quota: quotaOf('AllocateDirectConnection'), leastSeconds: 0 },
      { region: 'cn-hangzhou', operation: 'DescribeInstances', calls: 1_996, quota: quotaOf('DescribeInstances'), leastSeconds: 540 },
    ],
  },
  assumptions: { settle: 120, wait: 900, poll: 0.5, reconcile: 60, concurrency: 8, facts: [{ fact: 'instance.instanceClass', values: ['redis.logic.sharding.1g.8db.0rodb.8proxy.default'], entries: 2 }, { fact: 'ssl.enabled', values: ['false'], entries: 1 }], notEmulated: ['load.connections'] },
  summary: { ...NONE, done: 1, rejected: 1, mutationsSent: 3 },
});

describe('the table of a rehearsal', () => {
  it('tells the calls, the ends, the faults, the time and what was assumed', () => {
    expect(reportRehearsalTable(SMALL, { width: 80, color: false })).toMatchInlineSnapshot(`
      "tair-preflight 0.1.0 apply --rehearse, 2026-11-24T11:00:00.000Z
      Plan digest 3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a
      REHEARSAL: the plan was run on an emulated cloud on this machine, made of the
      facts that it records. Nothing was sent to the cloud, and the plan is not used
      up.

      Calls, in order (3)
        0:00:00   wave 1, vsw-a: ambiguous, by fault reset
                  AllocateDirectConnection InstanceId=r-1 ConnectionString=direct1
                  Port=6380
        0:01:00   wave 1, vsw-a, attempt 2: accepted
                  AllocateDirectConnection InstanceId=r-1 ConnectionString=direct1
                  Port=6380
        0:03:00   wave 2, vsw-b: rejected, InvalidConnType, by fault error
                  AllocateDirectConnection InstanceId=r-2

      Entries (2)
        1 done.
        r-2, cn-hangzhou, wave 2: rejected, code InvalidConnType
          rule-book miss: InvalidConnType: No.

      Faults (3)
        - reset on AllocateDirectConnection (instance r-1, times 1): struck 1 request;
          r-1 ended done.
        - error on every operation (instance r-2, code InvalidConnType, status 400):
          struck 1 request; r-2 ended rejected.
        - hang on DescribeVSwitches: struck no request.

      Estimated time: 3 h 4 min
        Assumed are 2 min from an accepted call to its endpoint (--assume-settle), 8
        vSwitches at a time, a look every 0.5 s, 15 min of waiting at most and 1 min
        of reading after a lost answer; the time that requests take on the wire is
        left out.
        0:00:00   wave 1: 1 entry on 1 vSwitch, 2 calls, 3 min; longest on vsw-a in
                  cn-hangzhou:
                  r-1
        0:03:00   wave 2: 1 entry on 1 vSwitch, 1 call, 3 h 1 min; bound by the quota
                  of AllocateDirectConnection.

      API calls of the apply, by the estimate (2,003)
        AllocateDirectConnection        3  200 in 60 s
        DescribeInstances           2,000  200 in 60 s, assumed

      What the rehearsal assumes
        Every vSwitch still has the free addresses that it had when the plan was made.
        Not rehearsed are changes since then, what others do meanwhile, and endpoints
        of instances outside the plan.
        The plan does not record these facts. The rehearsal took values that fit the
        plan; the apply reads the true ones:
        - instance.instanceClass = redis.logic.sharding.1g.8db.0rodb.8proxy.default
          (all entries)
        - ssl.enabled = false (1 entry)
        The plan records these facts, and the emulated cloud cannot show them:
        load.connections. Entries whose rules look at them are withheld in the
        rehearsal; in the apply they need not be.

      2 entries: 1 done, 1 rejected. 3 calls would be sent, in about 3 h 4 min.
      "
    `);
  });

  it('says that nothing would be sent for a plan without entries', () => {
    const text = reportRehearsalTable(rehearsal(), { width: 80, color: false });
    expect(text).toContain('No call would be sent.\n\nThe plan has no entries.');
    expect(text.trimEnd().split('\n').at(-1)).toBe('0 entries. No call would be sent, in about 0 s.');
  });

  it('says that the plan has expired, and that the rehearsal was interrupted', () => {
    const base = rehearsal();
    const text = reportRehearsalTable({ ...base, interrupted: true, run: { ...base.run, planExpired: true } }, { width: 200, color: false });
    expect(text).toContain('The plan expired at 2026-11-25T10:00:00.000Z: it can be rehearsed, but apply refuses it.\nINTERRUPTED: what follows is not the whole plan.');
  });

  it('counts what is too much for a page', () => {
    const many = Array.from({ length: 2_000 }, (_, at) => `r-${at}`);
    const text = reportRehearsalTable(rehearsal({
      calls: many.map((id) => call(id)), entries: many.map((id) => ended(id, { outcome: 'withheld' })),
      faults: many.map(() => ({ fault: { kind: 'lost', operation: '*' }, struck: 2_000, instances: many })),
      estimate: { seconds: 1, waves: many.map((_, at) => wave({ wave: at + 1, longest: { region: 'cn-hangzhou', vSwitchId: 'vsw-a', instances: many } })), apiCalls: [] },
    }), { width: 80, color: false });
    expect(text.split('\n').length).toBeLessThan(1_000);
    for (const left of ['and 1,800 more calls', 'and 1,940 more entries', 'and 1,950 more faults', 'and 1,970 more waves']) expect(text).toContain(left);
  });

  it.each(HOSTILE)('keeps a text from outside on its line and free of control codes: %j', (text) => {
    const hostile = rehearsal({
      calls: [call(text, { vSwitchId: text, request: text, errorCode: text, fault: text })], entries: [ended(text, { region: text, outcome: 'rejected', errorCode: text, rule: text, detail: text })],
      faults: [{ fault: { kind: 'lost', operation: text, instance: text }, struck: 1, instances: [text] }],
      estimate: { seconds: 1, waves: [wave({ longest: { region: text, vSwitchId: text, instances: [text] } })], apiCalls: [] },
      assumptions: { ...rehearsal().assumptions, facts: [{ fact: 'instance.vpcId', values: [text], entries: 1 }], notEmulated: [text] },
    });
    const out = reportRehearsalTable(hostile, { width: 80, color: false });
    expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/); // oxlint-disable-line no-control-regex -- these must not be there
    for (const line of out.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
  });

  it('is told in Chinese', () => {
    const zh = (of: Rehearsal, width = 80): string => reportRehearsalTable(of, { width, color: false, language: 'zh' });
    const expired = rehearsal({ interrupted: true, run: { ...SMALL.run, planExpired: true } });
    for (const of of [SMALL, expired]) {
      expect(englishIn(zh(of), SMALL.entries.map(({ detail }) => detail))).toEqual([]);
      for (const width of [60, 80, 120]) for (const line of zh(of, width).split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(Math.max(width, 75)); // the digest stands whole
    }
    expect(zh(SMALL)).toContain('  0:01:00   第 1 批，vsw-a，第 2 次尝试：已接受\n');
    expect(zh(SMALL)).toContain('条目（2）\n  已完成 1 个。\n  r-2，cn-hangzhou，第 2 批：被拒绝，错误码 InvalidConnType\n');
    expect(zh(SMALL)).toContain('预计用时：3 小时 4 分钟\n');
    expect(zh(SMALL)).toMatch(/\n共 2 个条目：已完成 1，被拒绝 1。将发送 3 次调用，约需 3 小时 4 分钟。\n$/);
  });

  it('has colours on a terminal alone', () => {
    expect(reportRehearsalTable(SMALL, { width: 80, color: true })).toContain('\u001B[33m');
    expect(reportRehearsalTable(SMALL, { width: 80, color: false })).not.toContain('\u001B');
  });
});

describe('the rehearsal for programs', () => {
  it('is one object as JSON, and an entry a line with the rest in the last as NDJSON', () => {
    expect(JSON.parse(reportRehearsalJson(SMALL))).toEqual(SMALL);
    const lines = reportRehearsalNdjson(SMALL).trimEnd().split('\n').map((line) => JSON.parse(line) as Rehearsal & RehearsedEntry);
    expect(lines.map((line) => line.instanceId ?? line.schema)).toEqual(['r-1', 'r-2', 'tair-preflight/rehearsal/v1']);
  });
});
