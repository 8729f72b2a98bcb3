import { describe, expect, test } from 'vitest';

import { ramPolicy } from '../../src/app/ram-policy.ts';
import type { Replay } from '../../src/model/observation-record.ts';
import { RAM_COMMANDS } from '../../src/model/ram-policy.ts';
import { reportReplay } from '../../src/report/observations.ts';
import { reportRamPolicyTable } from '../../src/report/ram-policy.ts';
import { displayWidth } from '../../src/report/text.ts';
import { englishIn } from './chinese.ts';

const LOOK = { width: 80, color: false, language: 'zh' } as const;

describe('the page of a replay in Chinese', () => {
  const replay: Replay = {
    schema: 'tair-preflight/replay/v1', preset: 'recommended', rulebooks: {},
    summary: { observations: 1_240, accepted: 2, refused: 3, races: 1, notOfInstance: 1, unanswered: 1, right: 1, otherCode: 1, falseAlarms: 60, misses: 1, undecided: 1 },
    matrix: [{ rule: 'ssl-disabled', code: null, right: 1, otherCode: 0, falseAlarm: 0, missed: 0, neither: 5, unknown: 1 }, { rule: null, code: 'TaskHasExist', right: 0, otherCode: 0, falseAlarm: 0, missed: 1, neither: 5, unknown: 0 }],
    misses: [{ file: 'o.jsonl', line: 3, operation: 'ReleaseDirectConnection', code: 'TaskHasExist', at: '2026-11-24T10:00:00.000Z' }],
    falseAlarms: Array.from({ length: 60 }, (_, at) => ({ file: 'o.jsonl', line: at, operation: 'AllocateDirectConnection', rules: ['ssl-disabled'], at: '2026-11-24T10:00:00.000Z' })),
  };

  test('has its own words for all of it, in straight columns', () => {
    const page = reportReplay(replay, LOOK);
    expect(page.replaceAll('\n', '')).toContain('共 1,240 条观测：接受 2 次；拒绝 3 次，其中 1 次属于竞态（其间事实已变化）、1 次与实例无关（限流或无权限）；没有应答 1 次。');
    expect(page).toContain('另有 10 个（见 --format json）');
    expect(englishIn(page)).toEqual([]);
    const table = page.split('\n').filter((line) => /^规则 |^ssl-disabled |^（无规则）/.test(line));
    expect(new Set(table.map(displayWidth)).size).toBe(1);
  });

  test('says where nothing failed', () => {
    expect(englishIn(reportReplay({ ...replay, matrix: [], misses: [], falseAlarms: [] }, LOOK))).toEqual([]);
  });
});

describe('the table of a RAM policy in Chinese', () => {
  test.each(RAM_COMMANDS)('of %s has words for every operation', (command) => {
    const page = reportRamPolicyTable(ramPolicy({ command, allRegions: true, preset: 'strict', rules: [], only: [], skip: [] }), LOOK);
    expect(englishIn(page.replaceAll(/`[^`]*`/g, ''))).toEqual([]);
    expect(page).toContain('查找 --all-regions 的地域');
    for (const line of page.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });
});
