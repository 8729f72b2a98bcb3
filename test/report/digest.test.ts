import { describe, expect, test } from 'vitest';

import { diffResults } from '../../src/evaluate/diff-results.ts';
import type { Diff } from '../../src/model/diff.ts';
import type { Language } from '../../src/model/language.ts';
import type { Notification } from '../../src/model/notification.ts';
import type { Result } from '../../src/model/result.ts';
import { notificationSchema } from '../../src/app/schemas/notification-schema.ts';
import { digestBody } from '../../src/report/digest.ts';
import { HOSTILE_CASES, hostileResult } from './hostile-results.ts';
import { enabled, finding, instance, needsSsl, result, standard, step, unread, unreadPart } from './results.ts';

const BEFORE = result([instance('r-orders', { name: 'orders' }), needsSsl('r-pay'), enabled('r-on')], { finishedAt: '2026-11-17T10:00:00.000Z' });
const AFTER = result([
  needsSsl('r-orders', { name: 'orders' }), needsSsl('r-pay'), enabled('r-on'), standard('r-never'), unread('r-lab'),
], { unread: [unreadPart({ region: 'cn-hangzhou', operation: 'DescribeInstanceSSL', reason: 'denied', ramAction: 'kvstore:DescribeInstanceSSL' })] });
const DIFF = diffResults(BEFORE, AFTER);

const bodyOf = (channel: 'webhook' | 'slack' | 'dingtalk', told: Result, { diff = null, language = 'en' }: { diff?: Diff | null; language?: Language } = {}): string => digestBody(channel, { result: told, diff, id: 'id-1' }, language);
const slackText = (...given: [Result, { diff?: Diff | null; language?: Language }?]): string => (JSON.parse(bodyOf('slack', ...given)) as { text: string }).text;
const dingTalk = (...given: [Result, { diff?: Diff | null; language?: Language }?]): { title: string; text: string } => (JSON.parse(bodyOf('dingtalk', ...given)) as { markdown: { title: string; text: string } }).markdown;
const webhook = (...given: [Result, { diff?: Diff | null; language?: Language }?]): Notification => notificationSchema.parse(JSON.parse(bodyOf('webhook', ...given)));

describe('a digest', () => {
  test('of Slack: totals, what is worse, what to mend, what could not be read', () => {
    expect(slackText(AFTER, { diff: DIFF })).toBe(`*tair-preflight: 3 blocked, 1 unknown of 5 instances*

5 instances: 0 can go now, 2 after a change, 1 never, 1 unknown, 1 enabled.

Looked in cn-hangzhou. Account: 1234567890. tair-preflight 0.1.0, 2026-11-24T10:00:09.000Z.

*Worse than before*:
• r-lab, name of r-lab, cn-hangzhou: new, unknown.
• r-never, name of r-never, cn-hangzhou: new, blocked. Fails now: cluster-architecture.
• r-orders, orders, cn-hangzhou: eligible → blocked. Fails now: ssl-disabled.

*To mend in place*:
• SSL encryption is disabled. (ssl-disabled) Fails on 2; mending it alone lets 2 go. Impact: The instance restarts; clients are disconnected for a few seconds.

*Could not be read*:
• DescribeInstanceSSL in cn-hangzhou: denied. Grant kvstore:DescribeInstanceSSL.

Since 2026-11-17T10:00:00.000Z: 3 worse, 0 better.`);
  });

  test('tells of a remedy the impact of its first step, not that of another way', () => {
    const short = finding('vswitch-has-addresses', { remedy: [step('Free addresses.'), step('Or move it.', { impact: 'Clients are disconnected.' })] });
    const told = result([instance('r-1', { standing: 'blocked', fixable: true, findings: [short] })]);
    expect(webhook(told).remedies).toMatchObject([{ rule: 'vswitch-has-addresses', impact: null }]);
    expect(slackText(told)).not.toContain('disconnected');
  });

  test('of DingTalk, in Chinese', () => {
    const { title, text } = dingTalk(AFTER, { diff: DIFF, language: 'zh' });
    expect(title).toBe('tair-preflight：5 个实例中 3 个受阻，1 个未知');
    expect(text).toBe(`**tair-preflight：5 个实例中 3 个受阻，1 个未知**

5 个实例：0 个可立即开通，2 个变更后可开通，1 个现状下无法开通，1 个未知，1 个已有直连地址。

检查的地域：cn-hangzhou。账号：1234567890。tair-preflight 0.1.0，2026-11-24T10:00:09.000Z。

**比上次变差**：

- r-lab，name of r-lab，cn-hangzhou：新出现，未知。
- r-never，name of r-never，cn-hangzhou：新出现，受阻。新增未通过的规则：cluster-architecture。
- r-orders，orders，cn-hangzhou：可立即开通 → 受阻。新增未通过的规则：ssl-disabled。

**可就地修复**：

- SSL encryption is disabled.（ssl-disabled）2 个实例未通过；仅修复此项即可开通 2 个。影响：The instance restarts; clients are disconnected for a few seconds.

**未能读取**：

- DescribeInstanceSSL，地域 cn-hangzhou：无权限。请授予 kvstore:DescribeInstanceSSL。

自 2026-11-17T10:00:00.000Z 以来：3 个变差，0 个变好。`);
  });

  test('of a webhook: what the schema says, without texts for people', () => {
    expect(webhook(AFTER, { diff: DIFF })).toMatchObject({ id: 'id-1', change: { since: '2026-11-17T10:00:00.000Z', worse: 3, better: 0, added: 2, removed: 0 }, summary: { instances: 5, never: 1, notFound: 0 }, worseLeftOut: 0 });
    expect(webhook(AFTER)).toMatchObject({ change: null, worse: [], worseLeftOut: 0 });
  });

  test('says that a result is hypothetical or partial', () => {
    const thought = { ...AFTER, hypothetical: true, scope: { ...AFTER.scope, only: ['ssl-disabled'] } };
    expect(slackText(thought)).toContain('HYPOTHETICAL: this result rests on assumptions. PARTIAL: some rules were left out.');
    expect(dingTalk(thought, { language: 'zh' }).text).toContain('假设性结果：基于假设得出。部分结果：未检查全部规则。');
    expect(webhook(thought)).toMatchObject({ hypothetical: true, partial: true });
  });

  test('of a run in which all is well says so', () => {
    expect(dingTalk(BEFORE.instances[0] === undefined ? BEFORE : result([BEFORE.instances[0]])).title).toBe('tair-preflight: nothing is blocked or unknown of 1 instance');
  });

  test('is the same for the same run', () => {
    for (const channel of ['webhook', 'slack', 'dingtalk'] as const) expect(bodyOf(channel, AFTER, { diff: DIFF })).toBe(bodyOf(channel, structuredClone(AFTER), { diff: structuredClone(DIFF) }));
  });
});

/** A fleet in which every instance became worse, under this name. */
function worseFleet(size: number, name: string): { readonly after: Result; readonly diff: Diff } {
  const ids = Array.from({ length: size }, (_, at) => `r-${String(at).padStart(5, '0')}`);
  const rules = Array.from({ length: 4 }, (_, at) => finding(`${name}-${at}`, { title: name }));
  const after = result(ids.map((id) => needsSsl(id, { name, findings: rules })), { scope: { regions: ids.map((id) => `cn-${id}`) } });
  return { after, diff: diffResults(result(ids.map((id) => instance(id, { name }))), after) };
}

describe('the size', () => {
  test('of many is cut, and says by how much', () => {
    const { after, diff } = worseFleet(500, 'orders');
    expect(slackText(after, { diff })).toContain('• and 480 more');
    const told = webhook(after, { diff });
    expect([told.worse.length, told.worseLeftOut, told.regions.length, told.regionsLeftOut]).toEqual([20, 480, 10, 490]);
  });

  test.each([['wide', '界'.repeat(10_000)], ['emoji', '👩‍👩‍👧‍👦'.repeat(3000)], ['combining', 'e\u0301\u0302\u0303\u0304'.repeat(5000)], ['escaped', '"\\\u0001'.repeat(4000)], ['markup', '*_`<&'.repeat(3000)]])('of %s names of ten kilobytes stays within what the channels take', (_name, text) => {
    const { after, diff } = worseFleet(22, text);
    for (const language of ['en', 'zh'] as const) {
      expect(Buffer.byteLength(bodyOf('dingtalk', after, { diff, language }))).toBeLessThanOrEqual(20_000);
      expect(Buffer.byteLength(bodyOf('slack', after, { diff, language }))).toBeLessThanOrEqual(40_000);
      expect(Buffer.byteLength(bodyOf('webhook', after, { diff, language }))).toBeLessThanOrEqual(65_536);
      expect(dingTalk(after, { diff, language }).text).toContain('r-00000');
    }
  });
});

const MORE_HOSTILE = ['<!channel>', '<!here|x>', '<@U123>', '@all', '@13800000000', '[x](http://evil.example)', '](http://x)', '![](http://x/y.png)', '<http://evil.example|bank>', 'http://evil.example', 'www.evil.example', 'evil.example', '*bold*', '```code', '# big', '\n\n# big', '> quote', '&lt;!channel&gt;', '&#64;all', '<font color=red>'];

describe('names from outside', () => {
  test.each([...HOSTILE_CASES, ...MORE_HOSTILE.map((text) => [text, text] as const)])('%s calls nobody, links nowhere and breaks nothing', (_name, text) => {
    const told = hostileResult(text);
    const harmless = hostileResult('harmless');
    const since = (one: Result): Diff => {
      const diff = diffResults(result([]), one);
      const word = one.tool.version;
      return { ...diff, instances: [{ accountId: word, region: word, instanceId: word, name: word, change: 'standing', from: 'eligible', to: 'blocked', isWorse: true, isBetter: false, failed: { newly: [word], noLonger: [] }, causes: [] }] };
    };
    for (const language of ['en', 'zh'] as const) {
      const slack = slackText(told, { diff: since(told), language });
      const markdown = dingTalk(told, { diff: since(told), language });
      // Nothing of ours holds < or >: any would be from outside, and so would be an & that begins none of the three signs.
      expect(slack).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
      expect(markdown.text).not.toMatch(/[<>&[\]\\`~|]/);
      for (const line of [slack, markdown.text, markdown.title]) {
        expect(line).not.toMatch(/[@#][\p{L}\p{N}!]|:\/\/|www\.\p{L}|evil\.example|\.example/u);
        expect(line).not.toMatch(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
      }
      expect(slack.match(/\*/g)?.length).toBe(slackText(harmless, { diff: since(harmless), language }).match(/\*/g)?.length);
      for (const line of markdown.text.split('\n')) expect(line).toMatch(/^(\*\*|- |$|\p{L}|\d+ )/u);
      expect(slack.split('\n')).toHaveLength(slackText(harmless, { diff: since(harmless), language }).split('\n').length);
    }
    expect(webhook(told, { diff: since(told) }).worse[0]?.name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });
});
