import { describe, expect, test } from 'vitest';
import { WORDS } from '../../src/apply/operation.ts';
import { OPERATIONS } from '../../src/model/plan.ts';
import { OUTCOMES, OUTCOME_SCHEMA } from '../../src/model/outcome.ts';
import type { EntryOutcome, Outcome, OutcomeKind } from '../../src/model/outcome.ts';
import { reportOutcomeJson, reportOutcomeNdjson, reportOutcomeTable } from '../../src/report/outcome.ts';
import { displayWidth } from '../../src/report/text.ts';
import { englishIn } from './chinese.ts';

function entry(instanceId: string, kind: OutcomeKind, change: Partial<EntryOutcome> = {}): EntryOutcome {
  return { accountId: null, region: 'cn-hangzhou', instanceId, outcome: kind, requestId: null, endpoint: null, port: null, errorCode: null, rule: null, detail: '', ...change };
}

function outcome(entries: readonly EntryOutcome[], change: Partial<Omit<Outcome, 'entries' | 'summary'>> & { readonly sent?: number } = {}): Outcome {
  const { sent = 0, ...rest } = change;
  const size = (kind: OutcomeKind): number => entries.filter((one) => one.outcome === kind).length;
  const summary = {
    done: size('done'), already: size('already'), withheld: size('withheld'), rejected: size('rejected'), pending: size('pending'),
    ambiguous: size('ambiguous'), failed: size('failed'), 'not-started': size('not-started'), mutationsSent: sent,
  };
  return { schema: OUTCOME_SCHEMA, operation: 'AllocateDirectConnection', plan: null, journal: null, dryRun: false, interrupted: false, entries, dataPlane: null, summary, ...rest };
}

function page(of: Outcome, width = 80): string {
  return reportOutcomeTable(of, { width, color: false });
}

describe('the page of an outcome', () => {
  test('has a block for each ending, with what identifies the call', () => {
    const text = page(outcome([
      entry('r-2', 'rejected', { errorCode: 'TaskHasExist', rule: 'no-active-task', requestId: 'REQ-2', detail: 'race: a task began.' }),
      entry('r-1', 'done', { endpoint: 'db7.redis.rds.aliyuncs.com', port: 6379, requestId: 'REQ-1' }),
      entry('r-3', 'withheld', { rule: 'ssl-disabled', detail: 'Expected: SSL encryption is disabled. Saw: SSL encryption is on.' }),
    ], { sent: 2 }));
    expect(text).toBe(`Done (1)
  The call was accepted and the direct endpoint is there.
  r-1, cn-hangzhou
    db7.redis.rds.aliyuncs.com:6379
    request REQ-1

Withheld (1)
  No call left, for the reason that is named. Mend it and run again.
  tair-preflight check r-3 --region cn-hangzhou tells all of it.
  r-3, cn-hangzhou
    rule ssl-disabled
    Expected: SSL encryption is disabled. Saw: SSL encryption is on.

Rejected (1)
  The service refused the call, so nothing was done.
  r-2, cn-hangzhou
    code TaskHasExist, rule no-active-task, request REQ-2
    race: a task began.

3 entries: 1 done, 1 withheld, 1 rejected. 2 calls sent.
`);
  });

  test.each(OUTCOMES)('tells of %s in words of its own', (kind) => {
    const others = OUTCOMES.filter((other) => other !== kind).map((other) => page(outcome([entry('r-1', other)])).split('\n')[1]);
    expect(others).not.toContain(page(outcome([entry('r-1', kind)])).split('\n')[1]);
  });

  test.each(['pending', 'ambiguous'] as const)('says of %s that it must be looked at, and leaves none out', (kind) => {
    const text = page(outcome(Array.from({ length: 100 }, (_, at) => entry(`r-${at}`, kind)), { sent: 100 }));
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain('Each must be looked at');
    expect(flat).toContain('100 calls sent. 100 entries must be looked at.');
    expect(text).toContain('  r-99, cn-hangzhou');
    expect(page(outcome([entry('r-1', 'done')]))).not.toContain('looked at');
  });

  test('says of a dry run that nothing was sent', () => {
    const text = page(outcome([entry('r-1', 'not-started', { detail: 'Dry run: AllocateDirectConnection InstanceId=r-1 would be sent.' })], { dryRun: true }));
    expect(text).toMatch(/^DRY RUN: everything was read and judged, and nothing was sent\.\n/);
    expect(text).toContain('would be sent.');
    expect(text).toContain('1 entry: 1 not-started. Nothing was sent.');
  });

  test('says that it was interrupted', () => {
    expect(page(outcome([entry('r-1', 'not-started')], { interrupted: true }))).toMatch(/^INTERRUPTED/);
  });

  test('caps what needs no look, and says so', () => {
    const text = page(outcome(Array.from({ length: 2000 }, (_, at) => entry(`r-${at}`, 'done'))));
    expect(text.split('\n').length).toBeLessThan(100);
    expect(text).toContain('and 1,940 more (see --format json)');
  });

  test('lets no stranger into the terminal and keeps the width', () => {
    const text = page(outcome([entry('r-1', 'rejected', { detail: `\u001B[2Jevil\u202E\n${'long '.repeat(50)}${'x'.repeat(200)}`, errorCode: 'A\u0007B', endpoint: 'a\u001B[31mb' })]), 60);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.split('\n').filter((line) => displayWidth(line) > 60)).toEqual([]);
  });

  test('of what the journal alone tells says so, and when', () => {
    const old = entry('r-1', 'done', { endpoint: 'db7.redis.rds.aliyuncs.com', port: 6379, asOf: '2026-11-24T10:00:00.000Z' });
    const all = page(outcome([old])).replaceAll(/\s+/g, ' ');
    expect(all).toContain('So they ended by the journal, at the times given; they were not looked at again, and may have changed since. r-1, cn-hangzhou db7.redis.rds.aliyuncs.com:6379 by the journal, at 2026-11-24T10:00:00.000Z');
    expect(all).not.toContain('is there');
    const some = page(outcome([old, entry('r-2', 'done')])).replaceAll(/\s+/g, ' ');
    expect(some).toContain('The call was accepted and the direct endpoint is there. Those with a time ended so by the journal, and were not looked at again.');
  });

  test('points to check where a rule withheld, not where something else did', () => {
    const two = ['r-1', 'r-2'].map((id) => entry(id, 'withheld', { rule: 'ssl-disabled' }));
    expect(page(outcome(two))).toContain('tair-preflight check ID tells all of it.');
    expect(page(outcome([entry('r-1', 'withheld', { detail: 'A fact changed.' })]))).not.toContain('tair-preflight check');
  });

  test('is coloured on demand alone', () => {
    const given = outcome([entry('r-1', 'done')]);
    expect(page(given)).not.toContain('\u001B');
    expect(reportOutcomeTable(given, { width: 80, color: true })).toContain('\u001B[32m');
  });
});

describe('the page of an outcome in Chinese', () => {
  const all = outcome([
    entry('r-1', 'done', { endpoint: 'db7.redis.rds.aliyuncs.com', port: 6379, requestId: 'REQ-1' }), entry('r-2', 'already'), entry('r-3', 'withheld', { rule: 'ssl-disabled', detail: 'Saw: SSL is on.' }),
    entry('r-4', 'rejected', { errorCode: 'TaskHasExist', rule: 'no-active-task', requestId: 'REQ-4' }), entry('r-5', 'pending'), entry('r-6', 'ambiguous'), entry('r-7', 'failed'), entry('r-8', 'not-started'),
    entry('r-9', 'done', { asOf: '2026-11-24T10:00:00.000Z' }),
  ], { sent: 1234, interrupted: true, journal: 'j' });
  const inChinese = (of: Outcome, width = 80): string => reportOutcomeTable(of, { width, color: false, language: 'zh' });

  test('has a block for each ending', () => {
    expect(inChinese(all)).toBe(`已中断：此后没有再发出调用。继续执行请运行：tair-preflight resume j

已完成（2）
  调用已被接受，直连地址已出现。列有时间的各项结果来自执行日志，没有重新读取。
  r-1，cn-hangzhou
    db7.redis.rds.aliyuncs.com:6379
    请求 ID REQ-1
  r-9，cn-hangzhou
    执行日志记录于 2026-11-24T10:00:00.000Z

已有直连地址（1）
  这些实例已有直连地址；没有为其发送任何请求。
  r-2，cn-hangzhou

未放行（1）
  因所列原因没有发出调用。请解决后重新运行。全部原因请运行 tair-preflight check
  r-3 --region cn-hangzhou 查看。
  r-3，cn-hangzhou
    规则 ssl-disabled
    Saw: SSL is on.

被拒绝（1）
  服务端拒绝了调用，因此没有任何变更。
  r-4，cn-hangzhou
    错误码 TaskHasExist，规则 no-active-task，请求 ID REQ-4

待确认（1）
  调用已被接受，但未在时限内看到结果。每一项都必须确认；请勿再次发送调用。继续执
  行请运行：tair-preflight resume j
  r-5，cn-hangzhou

结果不明（1）
  调用可能已执行，也可能没有。再次发送任何请求之前，每一项都必须确认。继续执行请
  运行：tair-preflight resume j
  r-6，cn-hangzhou

失败（1）
  调用已被接受，随后服务端放弃了执行。
  r-7，cn-hangzhou

未开始（1）
  没有为其发出调用。
  r-8，cn-hangzhou

共 9 个条目：已完成 2，无需操作 1，未放行 1，被拒绝 1，待确认 1，结果不明 1，失
败 1，未开始 1。已发送 1,234 次调用。2 个条目必须确认。
`);
  });

  test.each([60, 80, 120])('keeps %i cells', (width) => {
    expect(inChinese(all, width).split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
  });

  test.each(OPERATIONS.flatMap((operation) => (['done', 'lost', 'already', 'failed'] as const).map((part) => [operation, WORDS[operation][part]] as const)))('tells for %s in Chinese: %s', (operation, detail) => {
    const shown = inChinese(outcome([entry('r-1', 'done', { detail })], { operation }));
    expect(shown).not.toContain(detail);
    expect(englishIn(shown)).toEqual([]);
  });

  test('tells the usual reasons not to start in Chinese, and others as they are', () => {
    const details = ['Dry run: AllocateDirectConnection InstanceId=r-1 would be sent.', 'Interrupted before its call.', '--max-mutations 3 was reached.', 'One failure reached --max-failures 1.', '4 failures reached --max-failures 4.', 'Something else.'];
    const shown = inChinese(outcome(details.map((detail) => entry('r-1', 'not-started', { detail }))));
    for (const text of ['试运行：将发送 AllocateDirectConnection InstanceId=r-1。', '在发出调用之前已中断。', '已达到 --max-mutations 3。', '失败次数已达到 --max-failures 1。', '失败次数已达到 --max-failures 4。', 'Something else.']) expect(shown).toContain(text);
  });

  test('has no English sentences but what is quoted', () => {
    const release = outcome(OUTCOMES.map((kind) => entry('r-1', kind)), { operation: 'ReleaseDirectConnection' });
    const dry = outcome([entry('r-1', 'not-started')], { dryRun: true });
    const old = outcome([entry('r-1', 'already', { asOf: '2026-11-24T10:00:00.000Z' })]);
    for (const one of [all, release, dry, old]) expect(englishIn(inChinese(one), ['Saw: SSL is on.'])).toEqual([]);
    expect(englishIn(page(all))).not.toEqual([]);
  });
});

describe('the outcome for programs', () => {
  const given = outcome([entry('r-1', 'done'), entry('r-2', 'already')], { sent: 1 });

  test('JSON is the outcome, indented, with a newline at its end', () => {
    expect(JSON.parse(reportOutcomeJson(given))).toEqual(given);
    expect(reportOutcomeJson(given)).toMatch(/^\{\n {2}"schema": [^]*\}\n$/);
  });

  test('NDJSON is an entry a line, then the rest', () => {
    const lines = reportOutcomeNdjson(given).trimEnd().split('\n').map((line): unknown => JSON.parse(line));
    const { entries, ...rest } = given;
    expect(lines).toEqual([...entries, rest]);
  });
});
