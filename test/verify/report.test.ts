import { describe, expect, it } from 'vitest';

import { COMMAND_HABITS, DATA_PLANE_CHECKS, FAILURE_KINDS } from '../../src/model/data-plane.ts';
import type { DataPlaneFinding, Verification, VerifiedInstance } from '../../src/model/data-plane.ts';
import { displayWidth } from '../../src/report/text.ts';
import { reportVerifyTable } from '../../src/report/verify.ts';
import { englishIn } from '../report/chinese.ts';

const OK: DataPlaneFinding = { check: 'slots-covered', status: 'ok', message: 'All 16,384 slots are covered, by 3 primaries.', advice: null, reason: null, because: null };
const PROBLEM: DataPlaneFinding = { check: 'shards-answer', status: 'problem', message: 'Expected every shard to answer PING; 1 of 3 did not.', advice: 'Look whether the shard is up, and whether security groups, network ACLs and the whitelist let this machine reach it.', reason: 'refused', because: null };

function verification(instance: Partial<VerifiedInstance>, more: Partial<Verification> = {}): Verification {
  const whole: VerifiedInstance = {
    accountId: null, region: 'cn-hangzhou', instanceId: 'r-1', name: 'checkout', status: 'ok', direct: { host: 'direct.example', port: 6379 }, proxy: null, shards: 3,
    findings: [OK], slots: { covered: 16_384, total: 16_384, gaps: [] }, primaries: [], latency: { direct: { samples: 100, p50: 0.25, p95: 1, p99: 2.5 }, proxy: null }, commands: [], ...instance,
  };
  return {
    schema: 'tair-preflight/verify/v1', tool: { name: 'tair-preflight', version: '1.2.3' }, startedAt: '2026-11-24T00:00:00.000Z', finishedAt: '2026-11-24T00:00:01.000Z',
    scope: { regions: ['cn-hangzhou'], instances: ['r-1'] }, summary: { instances: 1, ok: 1, warning: 0, problem: 0, unknown: 0, apiCalls: {} }, instances: [whole], unread: [], ...more,
  };
}

const table = (given: Verification, color = false): string => reportVerifyTable(given, { width: 80, color });

const follows = (check: DataPlaneFinding['check'], because: DataPlaneFinding['check'] = 'reachable'): DataPlaneFinding => ({ check, status: 'unknown', message: `Not measured: ${check}.`, advice: null, reason: null, because });

describe('the table of verify', () => {
  it('shows endpoint, findings, latency and how it ended', () => {
    expect(table(verification({}))).toBe(`tair-preflight 1.2.3 verify, 2026-11-24T00:00:00.000Z

r-1, checkout, cn-hangzhou: ok
  direct direct.example:6379
  ok       All 16,384 slots are covered, by 3 primaries.
  PING in ms         p50       p95       p99
    direct         0.250     1.000     2.500

1 instance: 1 ok.
`);
  });

  it('says what to do under what is not ok, and keeps every line within the width', () => {
    const shown = table(verification({ status: 'problem', findings: [OK, PROBLEM] }));
    expect(shown).toContain('  problem  Expected every shard to answer PING; 1 of 3 did not.\n           → Look whether the shard is up,');
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says once what the numbers of calls mean, where there are any', () => {
    const commands = [{ command: 'MGET', habit: 'multi-key', calls: 3 }, { command: 'EXEC', habit: 'transaction', calls: 1 }] as const;
    expect(table(verification({ commands })).match(/Calls are counted by the shards/g)).toHaveLength(1);
    expect(table(verification({ commands: null }))).not.toContain('Calls are counted');
  });

  it('names what of the scope could not be read', () => {
    const unread = [{ what: { accountId: null, region: 'cn-beijing', operation: 'DescribeInstances' }, reason: 'denied', detail: 'Grant kvstore:DescribeInstances.', requestId: null, ramAction: null }];
    expect(table(verification({}, { unread }))).toContain('Could not be read\n  - DescribeInstances in cn-beijing: Grant kvstore:DescribeInstances.');
  });

  it('tells what follows from the same problem once', () => {
    const shown = table(verification({ findings: [{ ...PROBLEM, check: 'reachable' }, follows('slots-covered'), follows('shards-answer'), follows('latency', 'shards-answer'), follows('command-habits')] })).replaceAll(/\s+/g, ' ');
    expect(shown).toContain('unknown Not measured, as all of it follows from reachable: slots-covered, shards-answer, command-habits.');
    expect(shown.match(/Not measured/g)).toHaveLength(2);
    expect(shown).toContain('Not measured: latency.');
  });

  it('is told in Chinese, in which every check, reason and habit has its words', () => {
    const zh = (given: Verification): string => reportVerifyTable(given, { width: 80, color: false, language: 'zh' });
    const commands = COMMAND_HABITS.map((habit) => ({ command: `C-${habit}`.toUpperCase(), habit, calls: 1234 }));
    const habits = COMMAND_HABITS.map((): DataPlaneFinding => ({ check: 'command-habits', status: 'warning', message: 'In use: something.', advice: 'Look at it.', reason: null, because: null }));
    const failures = FAILURE_KINDS.map((reason): DataPlaneFinding => ({ check: 'reachable', status: 'problem', message: `Quoted ${reason}.`, advice: 'Do something about it.', reason, because: null }));
    const fine = DATA_PLANE_CHECKS.map((check): DataPlaneFinding => ({ check, status: 'ok', message: 'All of it is fine.', advice: null, reason: null, because: null }));
    const unmeasured = DATA_PLANE_CHECKS.slice(3, 6).map((check): DataPlaneFinding => ({ check, status: 'unknown', message: 'Not measured: it.', advice: null, reason: null, because: 'reachable' }));
    const gap: DataPlaneFinding = { check: 'slots-covered', status: 'problem', message: 'Expected all slots to be covered.', advice: null, reason: null, because: null };
    const unread = [{ what: { accountId: null, region: 'cn-beijing', operation: 'DescribeInstances' }, reason: 'denied', detail: '被拒绝。', requestId: null, ramAction: null }];
    const shown = zh(verification({ proxy: { host: 'proxy.example', port: 6379 }, findings: [...fine, ...failures, ...unmeasured, gap, ...habits], commands, slots: { covered: 16_000, total: 16_384, gaps: [] } }, { unread }));
    expect(englishIn(shown, FAILURE_KINDS.map((reason) => `Quoted ${reason}.`))).toEqual([]);
    expect(shown).toContain('直连 direct.example:6379');
    expect(shown).toContain('16,384 个槽中只有 16,000 个有主节点。');
    expect(shown.replaceAll(/\n\s*/g, '')).toContain('因「可连接性」而均未测得：槽位覆盖、分片应答、主节点数。');
    expect(shown).toMatch(/共 1 个实例：正常 1。范围中有 1 个部分无法读取。\n$/);
    for (const line of shown.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    for (const { advice } of habits) expect(shown).not.toContain(advice);
    const none = zh(verification({ direct: null, findings: [{ ...PROBLEM, check: 'direct-endpoint', message: 'Quoted.', reason: null }] }));
    expect(none).toContain('problem  直连地址：没有可连接的直连地址（Quoted.）\n           → 请检查实例 ID 和地域');
  });

  it('takes no terminal sequences from names and messages', () => {
    const shown = table(verification({ name: 'a\u001B[31mb\u0007', direct: { host: 'h\u001B[2Jost', port: 1 }, findings: [{ ...OK, message: 'x\u001B]0;title\u0007y\nz' }] }));
    expect(shown).toContain('r-1, ab, cn-hangzhou');
    // oxlint-disable-next-line no-control-regex -- these are what must be gone
    expect(shown).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F]/);
  });

  it('is the same with colours, but for them', () => {
    const given = verification({ status: 'problem', findings: [OK, PROBLEM] });
    // oxlint-disable-next-line no-control-regex -- colours
    expect(table(given, true).replaceAll(/\u001B\[\d+m/g, '')).toBe(table(given));
    expect(table(given, true)).not.toBe(table(given));
  });
});
