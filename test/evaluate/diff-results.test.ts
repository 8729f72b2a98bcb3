import { describe, expect, test } from 'vitest';

import { diffResults } from '../../src/evaluate/diff-results.ts';
import type { DiffCause } from '../../src/model/diff.ts';
import type { Result, ResultFact, ResultFinding, ResultInstance } from '../../src/model/result.ts';
import { finding, instance, result, unreadPart } from '../report/results.ts';

const read = (value: ResultFact extends infer F ? (F extends { value: infer V } ? V : never) : never): ResultFact => ({ value, operation: 'DescribeInstanceSSL', requestId: 'r', readAt: '2026-11-24T10:00:00.000Z' });
const unread = (reason: 'denied' | 'timeout'): ResultFact => ({ reason, detail: 'No.', operation: 'DescribeInstanceSSL', requestId: null, ramAction: null, readAt: null });

/** One instance as one rule about SSL finds it. */
function seen(verdict: ResultFinding['verdict'], fact: ResultFact, change: Partial<ResultInstance> = {}, rule: Partial<ResultFinding> = {}): ResultInstance {
  const standing = { pass: 'eligible', skipped: 'eligible', waived: 'eligible', fail: 'blocked', unknown: 'unknown' }[verdict] as ResultInstance['standing'];
  return instance('r-1', { standing, fixable: verdict === 'fail', facts: { 'ssl.enabled': fact }, findings: [finding('ssl-disabled', { verdict, looked: ['ssl.enabled'], ...rule })], ...change });
}

const of = (one: ResultInstance | null, change: Partial<Result> = {}): Result => ({ ...result(one === null ? [] : [one]), ...change });
const OTHER_BOOK = { rulebook: { preset: 'recommended', digest: 'another' } } as const;

describe('why a standing changed', () => {
  test.each<[string, Result, Result, DiffCause[]]>([
    ['a fact', of(seen('pass', read(false))), of(seen('fail', read(true))), [{ kind: 'fact', fact: 'ssl.enabled', from: false, to: true }]],
    ['what could not be read', of(seen('pass', read(false))), of(seen('unknown', unread('denied'))), [{ kind: 'coverage', change: 'unread', fact: 'ssl.enabled', value: false, reason: 'denied' }]],
    ['what could be read again', of(seen('unknown', unread('timeout'))), of(seen('pass', read(false))), [{ kind: 'coverage', change: 'read', fact: 'ssl.enabled', value: false, reason: 'timeout' }]],
    ['a waiver', of(seen('fail', read(true))), of(seen('waived', read(true))), [{ kind: 'waiver', rule: 'ssl-disabled', change: 'applied' }]],
    ['a waiver that ended', of(seen('waived', read(true))), of(seen('fail', read(true))), [{ kind: 'waiver', rule: 'ssl-disabled', change: 'ended' }]],
    ['a new rule', of(seen('pass', read(true), {}, { rule: 'other' })), of({ ...seen('fail', read(true)), findings: [...seen('pass', read(true), {}, { rule: 'other' }).findings, ...seen('fail', read(true)).findings] }), [{ kind: 'rule', rule: 'ssl-disabled', change: 'added', from: null, to: 'error' }]],
    ['a severity', of(seen('fail', read(true), { standing: 'eligible', fixable: false }, { severity: 'warning' })), of(seen('fail', read(true))), [{ kind: 'rule', rule: 'ssl-disabled', change: 'severity', from: 'warning', to: 'error' }]],
    ['the text of a rule', of(seen('pass', read(true))), of(seen('fail', read(true)), OTHER_BOOK), [{ kind: 'rule', rule: 'ssl-disabled', change: 'text', from: null, to: null }]],
  ])('%s', (_name, before, after, causes) => {
    const diff = diffResults(before, after);
    expect(diff.instances).toHaveLength(1);
    expect(diff.instances[0]?.causes).toEqual(causes);
    expect(diff.instances[0]?.change).toBe('standing');
  });

  test.each<[string, Result, Result, string, DiffCause['kind']]>([
    ['a region that was not in scope', { ...of(null), scope: { ...of(null).scope, regions: ['cn-beijing'] } }, of(seen('pass', read(false))), 'scope', 'coverage'],
    ['a filter', { ...of(null), scope: { ...of(null).scope, tags: ['team=search'] } }, of(seen('pass', read(false)), { scope: { ...of(null).scope, regions: [] } }), 'scope', 'coverage'],
    ['a list that could not be read', of(null, { unread: [unreadPart({ region: 'cn-hangzhou' })] }), of(seen('pass', read(false))), 'list-unread', 'coverage'],
    ['a new instance', of(null), of(seen('pass', read(false))), 'appeared', 'coverage'],
    ['an instance that is gone', of(seen('pass', read(false))), of(null), 'gone', 'coverage'],
  ])('in one of the two alone: %s', (_name, before, after, change) => {
    expect(diffResults(before, after).instances[0]?.causes).toEqual([{ kind: 'coverage', change }]);
  });
});

describe('worse', () => {
  const pass = seen('pass', read(false));
  const fail = seen('fail', read(true));
  const unknown = seen('unknown', unread('denied'));
  const failsMore = { ...fail, findings: [...fail.findings, finding('vpc-network')] };
  const never = { ...fail, fixable: false };
  const enabled = instance('r-1', { standing: 'enabled' });
  test.each<[string, ResultInstance | null, ResultInstance | null, boolean, boolean]>([
    ['eligible to blocked', pass, fail, true, false],
    ['eligible to unknown', pass, unknown, true, false],
    ['blocked to unknown: nobody knows now', fail, unknown, true, false],
    ['unknown to blocked: it is known now, and bad', unknown, fail, true, false],
    ['enabled to blocked', enabled, fail, true, false],
    ['new and blocked', null, fail, true, false],
    ['new and eligible', null, pass, false, false],
    ['blocked by one rule more', fail, failsMore, true, false],
    ['blocked by one rule less', failsMore, fail, false, false],
    ['blocked to eligible', fail, pass, false, true],
    ['unknown to enabled', unknown, enabled, false, true],
    ['gone', fail, null, false, false],
  ])('%s', (_name, was, is, isWorse, isBetter) => {
    const [one] = diffResults(of(was), of(is)).instances;
    expect([one?.isWorse, one?.isBetter]).toEqual([isWorse, isBetter]);
  });

  test('the same, and what only cannot be mended any more', () => {
    expect(diffResults(of(fail), of(fail)).instances).toEqual([]);
    expect(diffResults(of(fail), of({ ...failsMore, fixable: false })).instances[0]?.isWorse).toBe(true);
    expect(diffResults(of(fail), of(never)).summary).toMatchObject({ same: 1 });
  });

  test('a scope of many ids is compared once, not for each instance that is new', () => {
    let reads = 0;
    const scope = { ...result([]).scope, get instances(): readonly string[] { reads += 1; return ['r-0']; } };
    const many = result(Array.from({ length: 50 }, (_, index) => instance(`r-${index}`)));
    expect(diffResults({ ...result([]), scope }, many).summary.added).toBe(50);
    expect(reads).toBe(1);
  });

  test('counts add up, and parts that could not be read are told apart', () => {
    const before = { ...result([pass, instance('r-2'), instance('r-3')]), unread: [unreadPart({ region: 'cn-a' })] };
    const after = { ...result([fail, instance('r-2'), instance('r-4')]), unread: [unreadPart({ region: 'cn-b' })] };
    const diff = diffResults(before, after);
    expect(diff.summary).toEqual({ worse: 1, better: 0, changed: 1, added: 1, removed: 1, same: 1 });
    expect(diff.unread.newly.map(({ what }) => what.region)).toEqual(['cn-b']);
    expect(diff.unread.noLonger.map(({ what }) => what.region)).toEqual(['cn-a']);
  });
});
