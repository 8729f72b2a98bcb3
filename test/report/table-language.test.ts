import { readFileSync, writeFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import type { Result } from '../../src/model/result.ts';
import { reportTable } from '../../src/report/table.ts';
import { displayWidth } from '../../src/report/text.ts';
import { TABLE_WORDS } from '../../src/report/words/table.ts';
import { englishIn } from './chinese.ts';
import { enabled, finding, instance, result, step, unknownFact, unreadPart } from './results.ts';

const GOLDEN = new URL('fixtures/table-zh.txt', import.meta.url);
/** A sentence of the service, which stands on the page as it came. */
const QUOTED = 'No answer within 10 s.';

/** Names that stay as they are: products, requests, commands, reasons, and what the fixture itself is called. */
const NAMES = new Set([
  'API', 'ID', 'IP', 'RAM', 'Redis', 'SSL', 'TLS', 'VPC', 'DescribeInstanceSSL', 'DescribeInstances', 'DescribeRegions', 'apply', 'plan', 'json', 'conflict', 'denied', 'throttled', 'timeout',
  'recommended', 'redis', 'redisdirect',
]);

const sslOn = finding('ssl-disabled', {
  title: 'SSL 加密已关闭。', saw: 'SSL 加密已开启。', order: 30,
  remedy: [step('将客户端改为非加密连接，并关闭 SSL 加密。', { run: 'aliyun r-kvstore ModifyInstanceSSL --InstanceId r-ssl --SSLEnabled Disable', impact: '实例会立即重启，不会等到可维护时间段；客户端会出现数秒的连接闪断，强制使用 TLS 的客户端将无法再连接。', ram: ['kvstore:ModifyInstanceSSL'] })],
});
const notCluster = finding('cluster-architecture', {
  title: '实例为 Redis 集群架构。', saw: '架构为标准架构，引擎为 redis。', order: 10,
  remedy: [step('新建一个运行 Redis 5.0 的经典版集群，并将数据迁移过去。', { inPlace: false, run: 'aliyun r-kvstore CreateInstance', ram: ['kvstore:CreateInstance', 'vpc:DescribeVSwitches'] })],
});
const noWhitelist = finding('whitelist-not-empty', { severity: 'warning', title: '白名单允许客户端访问。', saw: '白名单内容：127.0.0.1。', remedy: [step('将客户端的 IP 地址加入白名单。')] });
const oldEngine = finding('engine-version-5', { verdict: 'waived', severity: 'warning', title: '引擎版本为 5.0。', waiver: { reason: '五月迁移', owner: '数据平台组', ticket: 'OPS-7', expires: '2026-12-31' } });
const openTask = finding('no-active-task', { verdict: 'unknown', unknown: [unknownFact({ fact: 'tasks.active', reason: 'timeout', operation: 'DescribeHistoryTasks', ramAction: null })] });
const openAdvice = finding('no-scheduled-task', { severity: 'warning', verdict: 'unknown', unknown: [unknownFact({ fact: 'tasks.active', reason: 'throttled', ramAction: null })] });

/** A result that has every section, its findings in Chinese as a check in Chinese gives them. */
function everything(): Result {
  const missing = finding('instance-exists', { title: '实例存在。', saw: '在 cn-hangzhou 中查询 r-ssll 得到 NotFound。', remedy: [step('请检查实例 ID 与账号，并用 --all-regions 在其他地域中查找。', { run: 'tair-preflight check r-ssll --all-regions', inPlace: false })] });
  const denied = (id: string, fact: string, change: Parameters<typeof unknownFact>[0] = {}): ReturnType<typeof instance> => instance(id, { standing: 'unknown', findings: [finding('ssl-disabled', { verdict: 'unknown', unknown: [unknownFact({ fact, ...change })] })] });
  const contended = (id: string, name: string): ReturnType<typeof instance> => instance(id, { name, contended: true, findings: [oldEngine, openAdvice] }, 'vsw-tight');
  return result([
    contended('r-1', '订单缓存'), contended('r-2', '会话'), instance('r-3', { name: null, region: 'cn-beijing', addressesNeeded: null, findings: [noWhitelist] }),
    instance('r-ssl', { name: '支付令牌', standing: 'blocked', fixable: true, findings: [sslOn, openTask] }),
    instance('r-standard', { name: '配置', standing: 'blocked', findings: [notCluster, sslOn, openTask] }), instance('r-rwsplit', { name: null, standing: 'blocked', findings: [notCluster] }),
    instance('r-ssll', { name: null, standing: 'blocked', findings: [missing], facts: { 'instance.exists': { value: false, operation: 'DescribeInstanceAttribute', requestId: null, readAt: '2026-11-24T10:00:00.000Z' } } }),
    denied('r-4', 'ssl.enabled'), denied('r-5', 'ssl.enabled', { reason: 'conflict', ramAction: null, detail: QUOTED }), denied('r-6', 'x.team', { operation: null, reason: 'not-returned', ramAction: null, detail: QUOTED }),
    enabled('r-7'), enabled('r-8'),
  ], {
    hypothetical: true,
    scope: {
      regions: ['cn-hangzhou', 'cn-beijing', 'cn-nowhere'], withoutService: ['cn-nowhere'], instances: ['r-1', 'r-2'], vpc: 'vpc-a', vswitch: 'vsw-a', resourceGroup: 'rg-a', tags: ['team=a'],
      prefix: 'redisdirect', port: 6380, only: ['ssl-disabled', 'instance-exists'], skip: ['preview-access'], assumed: ['instance.status=Normal'], attested: ['preview-access=granted'],
    },
    vSwitches: [{ vSwitchId: 'vsw-tight', region: 'cn-hangzhou', available: 12, neededByEligible: 18, instances: 2, contended: true }],
    unread: [unreadPart({ detail: QUOTED }), unreadPart({ region: null, operation: 'DescribeRegions', reason: 'denied', ramAction: 'kvstore:DescribeRegions' })],
    apiCalls: { DescribeInstances: 61 },
  });
}

function chinese(width: number): string {
  const given = everything();
  return reportTable({ ...given, summary: { ...given.summary, mutationsSent: 1 } }, { width, color: false, language: 'zh' });
}

/** Every text of a catalogue by its place; functions are given a value that can be a text, a list, a number in words and counts at once. */
function textsOf(words: object, place = ''): (readonly [place: string, text: string])[] {
  const given = Object.assign(['x'], { instances: 2, eligible: 2, contended: 2, fixable: 2, never: 2, notFound: 2, unknown: 2, enabled: 2 });
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) => {
    const at = place === '' ? name : `${place}.${name}`;
    if (typeof value === 'string') return [[at, value] as const];
    if (typeof value === 'function') return [[at, String(Reflect.apply(value, words, Array.from({ length: value.length }, () => given)))] as const];
    return typeof value === 'object' && value !== null ? textsOf(value, at) : [];
  });
}

test('every text of the catalogue is Chinese in Chinese, and English in English', () => {
  const zh = textsOf(TABLE_WORDS.zh);
  expect(zh.length).toBeGreaterThan(60);
  expect(zh.filter(([place, text]) => !/\p{Script=Han}/u.test(text) && place !== 'headline.vpc')).toEqual([]);
  expect(textsOf(TABLE_WORDS.en).filter(([, text]) => /[\p{Script=Han}，。：；、（）]/u.test(text))).toEqual([]);
  expect(zh.filter(([, text]) => /[\p{Script=Han}] ?[,;:()]/u.test(text))).toEqual([]);
});

describe('the table in Chinese', () => {
  test('says everything that it can say, as the golden page has it', () => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, chinese(80));
    expect(chinese(80)).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  test('has as many sections as the table in English', () => {
    const sections = (text: string): number => text.split('\n').filter((line) => /^[^\s].*[)）]$/.test(line)).length;
    expect(sections(chinese(80))).toBe(sections(reportTable(everything(), { width: 80, color: false, language: 'en' })));
    expect(sections(chinese(80))).toBe(9);
  });

  test('holds no English but ids, codes, commands, names of facts and options, and what the service said', () => {
    expect(englishIn(chinese(120), [QUOTED, 'aliyun r-kvstore CreateInstance'])).toEqual([]);
    const latin = chinese(400).split('\n').filter((line) => !line.includes('原文：') && !line.trim().startsWith('$ ')).join('\n').match(/(?<![-.:=\w`])\b[A-Za-z]{2,}\b(?![-.:=\w])/g);
    expect(latin?.length).toBeGreaterThan(20);
    expect(latin?.filter((word) => !NAMES.has(word))).toEqual([]);
  });

  test.each([60, 80, 120])('has no line but a command that is wider than %i cells, and none that begins with a closing mark or ends with an opening one', (width) => {
    const lines = chinese(width).split('\n').filter((line) => !line.trim().startsWith('$ '));
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
    expect(lines.filter((line) => /^\s*[，。；：、！？）]/.test(line) || line.endsWith('（'))).toEqual([]);
  });

  test('breaks between characters, so that lines are full', () => {
    const text = reportTable(result([instance('r-1', { standing: 'blocked', fixable: true, findings: [sslOn] })]), { width: 60, color: false, language: 'zh' });
    const [first = '', second = ''] = text.split('\n').filter((line) => /影响|客户端会|连接闪断/.test(line));
    expect(displayWidth(first)).toBeGreaterThan(56);
    expect(second).toMatch(/^ {7}\S/);
  });

  test('aligns its columns by cells', () => {
    const rows = chinese(80).split('\n').filter((line) => /^[ !] r-[123] |^ {2}实例 /.test(line));
    const at = rows.map((row) => displayWidth(row.slice(0, row.search(/vsw-|交换机/))));
    expect(rows).toHaveLength(4);
    expect(new Set(at).size).toBe(1);
  });

  test('counts what it leaves out in Chinese, too', () => {
    const ids = Array.from({ length: 60 }, (_, at) => `r-${String(at).padStart(3, '0')}`);
    const alike = (id: string): ReturnType<typeof finding> => finding('whitelist-not-empty', { severity: 'info', title: '白名单允许客户端访问。', saw: `白名单内容：${id.slice(2)}。` });
    const given = result([
      ...ids.map((id) => instance(id, { name: null, findings: [alike(id)] })), ...ids.map((id) => instance(`${id}-a`, { name: null, standing: 'blocked', fixable: true, findings: [sslOn] })),
      ...ids.map((id) => instance(`${id}-b`, { standing: 'unknown', findings: [finding('x', { verdict: 'unknown', unknown: [unknownFact({ reason: 'conflict', ramAction: null, detail: `${id}。` })] })] })), ...ids.map((id) => enabled(`${id}-c`)),
    ], { scope: { regions: ids } });
    const text = reportTable(given, { width: 1000, color: false, language: 'zh' });
    expect(englishIn(text, ['aliyun r-kvstore ModifyInstanceSSL'])).toEqual([]);
    for (const words of ['  另有 20 个（见 --format json）', '另有 55 条观测（见 --format json）', '另有 55 条详情（见 --format json）', '，另有 45 个（见 --format json）', '，另有 52 个。']) expect(text).toContain(words);
    expect(reportTable(given, { width: 80, color: false, language: 'zh' }).split('\n').filter((line) => displayWidth(line) > 80 && !line.trim().startsWith('$ '))).toEqual([]);
  });

  test('says in one sentence that nothing is in scope', () => {
    expect(reportTable(result([]), { width: 80, color: false, language: 'zh' })).toBe('范围内没有实例（cn-hangzhou）：未作任何判定。\n');
  });
});
