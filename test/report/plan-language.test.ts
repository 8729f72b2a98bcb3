import { describe, expect, test } from 'vitest';

import { LANGUAGES } from '../../src/model/language.ts';
import type { Language } from '../../src/model/language.ts';
import type { Plan } from '../../src/model/plan.ts';
import { reportPlanHtml, reportPlanMarkdown, reportPlanTable } from '../../src/report/plan.ts';
import { displayWidth } from '../../src/report/text.ts';
import { englishIn } from './chinese.ts';
import { deferral, DIGEST, entry, HOSTILE, hostilePlan, largePlan, makePlan, smallPlan } from './plans.ts';

const WARNING = { rule: 'latest-minor-version', title: 'The newest minor version runs', saw: 'A newer minor version is offered.' };

const WAIVED = { rule: 'whitelist-set', title: 'A whitelist is set.', reason: 'A test system.', owner: 'dba@example.com', ticket: 'OPS-7', expires: '2026-12-31' };

/** Every part that a plan can have. */
function fullPlan(): Plan {
  const plan = smallPlan();
  return {
    ...plan,
    entries: plan.entries.map((one, at) => (at === 0 ? { ...one, warnings: [WARNING] } : one)),
    deferred: [...plan.deferred, deferral('r-6', { vSwitchId: null, addressesNeeded: null, shortBy: null, reason: 'Its vSwitch could not be read.' }), deferral('r-7', { addressesNeeded: null, shortBy: null, reason: 'Its shards could not be read.' })],
  };
}

function page(plan: Plan, width = 80, language: Language = 'zh'): string {
  return reportPlanTable(plan, { width, color: false, language });
}

describe('the page of a plan in Chinese', () => {
  test('has every part', () => {
    expect(page(smallPlan())).toBe(`开通直连地址的计划
共 3 个条目，分 2 批执行，将在 2 台交换机上占用 1,023 个地址。
暂缓 1 个实例，排除 4 个实例。
摘要      ${DIGEST}
计划 ID   ${'1d'.repeat(32)}
生成时间  2026-11-24T10:00:00.000Z，由 tair-preflight 0.1.0 生成
失效时间  2026-11-25T10:00:00.000Z，此后不再启动
账号      1234567890
规则预设  recommended
规则集    ${'8b'.repeat(32)}
人工声明  preview-access=granted，由人声明，并非读取所得

第 1 批（1 个条目，9 个地址）
  均位于 cn-hangzhou
  实例                名称      地址数  交换机
  r-bp1zxszhcgatnx01  checkout       9  vsw-a
    dcbp1zxszhcgatnx01:7000，请求：AllocateDirectConnection
    InstanceId=r-bp1zxszhcgatnx01 ConnectionString=dcbp1zxszhcgatnx01 Port=7000

第 2 批（2 个条目，1,014 个地址）
  均位于 cn-hangzhou
  实例                名称    地址数  交换机
  r-bp1zxszhcgatnx02               5  vsw-b
    默认，请求：AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx02
  r-bp1zxszhcgatnx03  购物车   1,009  vsw-a
    dc3:6379，请求：AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx03
    ConnectionString=dc3

各交换机的地址（2）
  # 本计划占用，= 保留空闲，. 富余。剩余为保留与富余之和。
  vsw-a，cn-hangzhou
    [#########=..........] 空闲 2,036，占用 1,018，保留 8，剩余 1,018
  vsw-b，cn-hangzhou
    [#####========.......] 空闲 20，占用 5，保留 8，剩余 15

暂缓（1）
  r-bp1zxszhcgatnx04，billing，cn-hangzhou
    在交换机 vsw-b 上需要 17 个地址；缺少：10 个地址。
    交换机 vsw-b 有 20 个空闲地址，其中保留 8 个；除本计划的条目外还剩 7 个，而
    它需要 17 个。
    同一 VPC 和可用区内有余量的交换机：vsw-d（空闲 250）、vsw-c（空闲 40）。

排除（4）
  enabled：1 个实例，已有直连地址
  blocked：2 个实例，有级别为 error 的规则未通过
  unknown：1 个实例，起决定作用的事实无法读取
  逐个原因请运行 tair-preflight check 查看。

下一步
  尚未发送任何请求。如需批准并只执行这一份计划：
    tair-preflight apply plan.json --expect ${DIGEST}
`);
  });

  test.each([60, 80, 120])('keeps %i cells', (width) => {
    for (const plan of [fullPlan(), largePlan(100, 3)]) {
      const tooWide = page(plan, width).split('\n').filter((line) => displayWidth(line) > width && !/^( {4}tair-preflight |摘要 |计划 ID |规则集 )/.test(line));
      expect(tooWide).toEqual([]);
    }
  });

  test('begins no line with a mark that closes and ends none with one that opens', () => {
    for (const width of [60, 70, 80, 100, 120]) expect(page(fullPlan(), width)).not.toMatch(/^ *[，。；：、）]|（$/m);
  });

  test('has no English sentences but what is quoted', () => {
    const quoted = [WARNING.title, WARNING.saw];
    const release = makePlan({ operation: 'ReleaseDirectConnection', entries: [entry('r-1', { name: null })] });
    for (const plan of [fullPlan(), makePlan(), release, largePlan(400, 50)]) {
      expect(englishIn(page(plan), [...quoted, 'name of'])).toEqual([]);
      expect(englishIn(reportPlanMarkdown(plan, 'zh'), [...quoted, 'name of'])).toEqual([]);
      const body = reportPlanHtml(plan, 'zh').replace(/<head>[^]*<\/head>/, '');
      expect(englishIn(body, [...quoted, 'name of'])).toEqual([]);
    }
    expect(englishIn(page(smallPlan(), 80, 'en'))).not.toEqual([]);
  });

  test('says from the numbers why an instance is deferred, not in the words of the file', () => {
    const text = page(fullPlan());
    expect(text).not.toContain('could not be read');
    expect(text).toContain('在未知的交换机上需要数量未知的地址；缺少：未知。\n    无法读取其交换机，或该交换机的空闲地址数。');
    expect(text).toContain('无法读取其分片数，因此不知道需要多少个地址。');
  });

  test('is the language of the HTML page too', () => {
    expect(reportPlanHtml(smallPlan(), 'zh')).toMatch(/<html lang="zh-CN">[^]*<nav aria-label="目录">/);
    expect(reportPlanHtml(smallPlan())).toContain('<html lang="en">');
  });

  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))('lets %s neither steer the terminal nor make markup', (_, text) => {
    const shown = page(hostilePlan(text), 60);
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    expect(reportPlanHtml(hostilePlan(text), 'zh')).not.toMatch(/<script|<img|<h1>x|onmouseover='/);
  });
});

describe('warnings of an entry', () => {
  test.each(LANGUAGES)('stand under it on every page, in %s', (language) => {
    const text = page(fullPlan(), 120, language);
    expect(text).toContain(language === 'en' ? '    Expected: The newest minor version runs (latest-minor-version)\n         Saw: A newer minor version is offered.' : '    期望：The newest minor version runs（latest-minor-version）\n    实际：A newer minor version is offered.');
    expect(reportPlanMarkdown(fullPlan(), language)).toMatch(/^- `r-bp1zxszhcgatnx01`.*The newest minor version runs.*latest-minor-version.*A newer minor version is offered\.$/m);
    expect(reportPlanHtml(fullPlan(), language)).toMatch(/<bdi>The newest minor version runs<\/bdi>.*latest-minor-version.*A newer minor version is offered/);
  });

  test.each([1, 4, 20, 500])('of 2,000 entries in %i waves are told rule by rule in a comment on GitHub', (waves) => {
    const plan = largePlan(2000, waves);
    const rules = Array.from({ length: 12 }, (_, at) => ({ rule: `a-rule-of-the-book-${at}`, title: `The instance is as the guide wants it to be, in the regard ${at}.`, saw: 'It was seen that it is not. '.repeat(10) }));
    const text = reportPlanMarkdown({ ...plan, entries: plan.entries.map((one) => ({ ...one, warnings: rules.slice(0, 10) })) });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('## Warnings (20,000)\n\n- Expected: The instance is as the guide wants it to be, in the regard 0. (a-rule-of-the-book-0): `r-bp1zxszhcg0`, `r-bp1zxszhcg1`, `r-bp1zxszhcg2` and 1,997 more. Saw at r-bp1zxszhcg0: It was seen');
    expect(text.match(/^- Expected/gm)).toHaveLength(10);
  });

  test.each(LANGUAGES)('and the approvals that it rests on, in %s', (language) => {
    const plan = makePlan({ entries: [entry('r-1', { waived: [WAIVED] }), entry('r-2')] });
    const [title, approved] = language === 'en' ? ['Waived: A whitelist is set. (whitelist-set)', 'Approved by dba@example.com (OPS-7) until 2026-12-31: A test system.'] : ['已豁免：A whitelist is set.（whitelist-set）', '由 dba@example.com（OPS-7）批准，有效期至 2026-12-31：A test system.'];
    expect(page(plan, 120, language)).toContain(`    ${title}\n      ${approved}\n`);
    const text = reportPlanMarkdown(plan, language).replaceAll('&#64;<span></span>', '@');
    expect(text).toMatch(/^- `r-1`.*whitelist-set.*OPS-7.*2026-12-31.*A test system\.$/m);
    expect(reportPlanHtml(plan, language)).toMatch(new RegExp(`<th scope="col" class="request">${language === 'en' ? 'Waived' : '已豁免'}</th>[^]*<bdi>A whitelist is set\\.</bdi>.*whitelist-set.*A test system`));
    expect(reportPlanHtml(makePlan({ entries: [entry('r-2')] }), language)).not.toContain(language === 'en' ? 'Waived' : '豁免');
  });

  test('of many entries that rest on waivers are told waiver by waiver in a comment on GitHub', () => {
    const plan = largePlan(2000, 20);
    const text = reportPlanMarkdown({ ...plan, entries: plan.entries.map((one) => ({ ...one, waived: [WAIVED] })) });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('## Waived (2,000)\n\n- Waived: A whitelist is set. (whitelist-set): `r-bp1zxszhcg0`, `r-bp1zxszhcg1`, `r-bp1zxszhcg2` and 1,997 more. Approved by');
  });

  test('are inert and bounded', () => {
    const hostile = makePlan({ entries: [entry('r-1', { warnings: Array.from({ length: 50 }, () => ({ rule: '<b>', title: '<img src=x>\u001B[31m', saw: 'x'.repeat(5_000) })), waived: Array.from({ length: 50 }, () => ({ rule: '<b>', title: '<img src=x>\u001B[31m', reason: 'x'.repeat(5_000), owner: '<b>'.repeat(500), ticket: '<img src=x>', expires: '<b>' })) })] });
    expect(page(hostile).length).toBeLessThan(25_000);
    expect(page(hostile)).not.toContain('\u001B');
    expect(reportPlanHtml(hostile)).not.toMatch(/<img|<b>/);
    expect(reportPlanMarkdown(hostile)).not.toMatch(/<img|<b>/);
  });
});
