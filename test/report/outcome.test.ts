import { describe, expect, test } from 'vitest';
import { OUTCOMES, OUTCOME_SCHEMA } from '../../src/model/outcome.ts';
import type { EntryOutcome, Outcome, OutcomeKind } from '../../src/model/outcome.ts';
import { reportOutcomeJson, reportOutcomeNdjson, reportOutcomeTable } from '../../src/report/outcome.ts';
import { displayWidth } from '../../src/report/text.ts';

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

  test('is coloured on demand alone', () => {
    const given = outcome([entry('r-1', 'done')]);
    expect(page(given)).not.toContain('\u001B');
    expect(reportOutcomeTable(given, { width: 80, color: true })).toContain('\u001B[32m');
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
