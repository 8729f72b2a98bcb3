import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { clientModule } from '../../scripts/embed-client.mjs';
import { LANGUAGES } from '../../src/model/language.ts';
import type { Result } from '../../src/model/result.ts';
import { CLIENT } from '../../src/report/html/client-text.ts';
import { reportHtml } from '../../src/report/html.ts';
import type { Report } from '../../src/report/report.ts';
import { enabled, finding, instance, needsSsl, result, sslOn, standard, step, unknownFact, unread, unreadPart } from './results.ts';

function pageOf(one: Result, more: Partial<Report> = {}): string {
  return reportHtml({ inLanguage: () => one, look: { width: 80, color: false }, ...more });
}

/** What is read of the document: its text without style, data and script. */
function read(html: string): string {
  return html.replaceAll(/<(style|script)[^>]*>[^]*?<\/\1>/g, '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/&#(\d+);/g, (_, point: string) => String.fromCharCode(Number(point))).replaceAll(/\s+/g, ' ');
}

const vSwitch = (id: string, change: Partial<Result['vSwitches'][number]> = {}): Result['vSwitches'][number] => ({ vSwitchId: id, region: 'cn-hangzhou', available: 100, neededByEligible: 9, instances: 1, contended: false, ...change });
const network = finding('vpc-network', { title: 'The instance is connected to a VPC.', saw: 'It is in the classic network.', order: 20, remedy: [step('Switch it to a VPC.')] });

describe('the page of a check', () => {
  test('counts the five groups, with what is contended', () => {
    const text = read(pageOf(result([instance('r-1'), instance('r-2', { contended: true }), needsSsl('r-3'), standard('r-4'), unread('r-5'), enabled('r-6')])));
    expect(text).toContain('Can go now 2 33% Every rule that counts passes. 1 of them contended');
    expect(text).toContain('After a change 1 17%');
    expect(text).toContain('Not known 1 17%');
    expect(text).toContain('Never, as they are 1 17%');
    expect(text).toContain('Enabled already 1 17%');
  });

  test('ranks the remedies by how many instances each frees alone', () => {
    const both = (id: string) => needsSsl(id, { findings: [sslOn(id), network] });
    const html = pageOf(result([needsSsl('r-1'), needsSsl('r-2'), both('r-3'), both('r-4'), instance('r-5', { standing: 'blocked', fixable: true, findings: [network] })]));
    const text = read(html);
    expect(text).toContain('SSL encryption is disabled. ssl-disabled 2 4');
    expect(text).toContain('The instance is connected to a VPC. vpc-network 1 3');
    expect(text.indexOf('ssl-disabled 2 4')).toBeLessThan(text.indexOf('vpc-network 1 3'));
    expect(text).toContain('2 remedies together free 5 instances: vpc-network + ssl-disabled');
    expect(html).toContain('<rect class="fixable" x="0" width="500" height="1"/><rect class="others" x="500" width="500" height="1"/>');
  });

  test('marks instances after a change of which something that counts is unknown, and lists them after the others', () => {
    const unsure = needsSsl('r-1', { findings: [sslOn('r-1'), finding('no-active-task', { verdict: 'unknown', unknown: [unknownFact()] })] });
    const text = read(pageOf(result([unsure, needsSsl('r-2')])));
    expect(text).toContain('After a change 2 100% What failed can be mended in place. 1 of them may need more: checks that count could not be decided.');
    expect(text).toMatch(/r-2 name of r-2 cn-hangzhou After a change SSL.*r-1 name of r-1 cn-hangzhou After a change and 1 check could not be decided: it may need more SSL/);
    expect(read(pageOf(result([needsSsl('r-2')])))).not.toContain('need more');
  });

  test('tells of each first step how many instances it is for, with the impact of that step', () => {
    const normal = (first: string, impact: string | null) => finding('instance-normal', { remedy: [step(first, { impact }), step('Or move it.', { impact: 'Clients are disconnected.' })] });
    const held = (id: string, first: string, impact: string | null = null) => instance(id, { standing: 'blocked', fixable: true, findings: [normal(first, impact)] });
    const fleet = [held('r-1', 'Renew it.', 'It costs.'), held('r-2', 'Wait.'), held('r-3', 'Wait.'), held('r-4', 'Ask.'), held('r-5', 'Hope.')];
    expect(read(pageOf(result(fleet)))).toContain('On 2 instances: Wait. No impact is told. On 1 instance: Ask. No impact is told. On 1 instance: Hope. No impact is told. and 1 more first step Other ways to mend it have an impact of their own.');
    expect(read(pageOf(result([held('r-1', 'Renew it.', 'It costs.')])))).toContain('Renew it. It costs. Other ways');
  });

  test('lists every combination of remedies up to fifty, and how many more there are', () => {
    const rules = (size: number) => Array.from({ length: size }, (_, at) => `rule-${String(at).padStart(2, '0')}`);
    const chain = (size: number) => rules(size).map((rule, at) => instance(`r-${at}`, { standing: 'blocked', fixable: true, findings: [finding(rule, { remedy: [step('Mend.')] })] }));
    expect(read(pageOf(result(chain(8))))).toMatch(/7 remedies together free 7 instances: .*8 remedies together free 8 instances: /);
    expect(read(pageOf(result(chain(60))))).toMatch(/60 remedies together free 60 instances/);
    expect(read(pageOf(result(chain(60))))).toContain('10 more combinations between these are left out here and stand in --format json of check --advise.');
  });

  test('shows the room of the vSwitches, the contended first, and what those after a change would need', () => {
    const html = pageOf(result([needsSsl('r-1', { addressesNeeded: 30 })], { vSwitches: [vSwitch('vsw-roomy'), vSwitch('vsw-tight', { available: 10, neededByEligible: 15, contended: true }), vSwitch('vsw-unread', { available: null }), vSwitch('vsw-bp1e7clcw529l773d0001', { available: 40, neededByEligible: 20 })] }));
    const rows = [...html.matchAll(/<tr><th scope="row">(<a [^]*?)<\/tr>/g)].map(([, row = '']) => read(row).trim()).filter((row) => row.startsWith('vsw-'));
    expect(rows).toEqual(['vsw-tight cn-hangzhou 10 15 0 No: contended', 'vsw-bp1e7clcw529l773d0001 cn-hangzhou 40 20 30 Now, not after the changes', 'vsw-unread cn-hangzhou ? 9 0 Not known', 'vsw-roomy cn-hangzhou 100 9 0 Yes']);
    // 20 of 50 now, 20 more fit after the changes, 10 do not.
    expect(html).toContain('<rect class="eligible" x="0" width="400" height="1"/><rect class="fixable" x="400" width="400" height="1"/><rect class="short" x="800" width="200" height="1"/>');
  });

  test('names what could not be read and what to do', () => {
    const text = read(pageOf(result([instance('r-1')], { unread: [unreadPart({ reason: 'denied', ramAction: 'kvstore:DescribeInstances', region: 'cn-beijing', requestId: 'req-7' }), unreadPart({ reason: 'denied', ramAction: 'kvstore:DescribeInstances', region: 'cn-shanghai' })] })));
    expect(text).toContain('DescribeInstances was denied');
    expect(text).toContain('cn-beijing , cn-shanghai Grant kvstore:DescribeInstances and run again. req-7');
    expect(read(pageOf(result([instance('r-1')])))).not.toContain('What could not be read');
  });

  test('draws earlier results in the order of their times, where there are any', () => {
    const point = (at: string, eligible: number) => ({ at, instances: 10, eligible, blocked: 10 - eligible, fixable: 5 - eligible, unknown: 0, enabled: 0 });
    const html = pageOf(result([instance('r-1')]), { trend: [point('2026-11-02T00:00:00Z', 4), point('2026-11-01T00:00:00Z', 1)] });
    expect(read(html)).toContain('2026-11-01T00:00:00Z 1 4 0 5 0 2026-11-02T00:00:00Z 4 1 0 5 0');
    expect(html).toContain('<rect class="eligible" x="0" y="90" width="10" height="10"/><rect class="fixable" x="0" y="50" width="10" height="40"/><rect class="never" x="0" y="0" width="10" height="50"/>');
    expect(html).toContain('<rect class="eligible" x="12" y="60" width="10" height="40"/>');
    expect(read(pageOf(result([instance('r-1')])))).not.toContain('Over time');
  });

  test('says that a result is hypothetical, what was asked for and what was narrowed', () => {
    const text = read(pageOf(result([instance('r-1')], { hypothetical: true, scope: { assumed: ['ssl.enabled'], tags: ['team=checkout'], prefix: 'redisdirect', port: 6380, withoutService: ['cn-nowhere'], attested: ['preview-access=granted'] } })));
    for (const words of ['Hypothetical: facts were assumed.', 'Assumed ssl.enabled', 'Narrowed to team=checkout', 'Asked for prefix redisdirect, port 6380', 'Without the service cn-nowhere', 'Attested, not read preview-access=granted']) expect(text).toContain(words);
  });

  test('says that it judged by some rules alone', () => {
    expect(read(pageOf(result([instance('r-1')], { scope: { only: ['ssl-disabled'] } })))).toContain('Partial: judged by these rules alone: ssl-disabled.');
    expect(read(pageOf(result([instance('r-1')], { scope: { skip: ['vpc-network', 'ssl-disabled'] } })))).toContain('Partial: not judged by these rules: vpc-network, ssl-disabled.');
  });

  test('lists the first 200 instances without its script, those to act on first, and says how many there are', () => {
    const html = pageOf(result([...Array.from({ length: 300 }, (_, at) => standard(`r-never-${at}`)), needsSsl('r-fixable'), instance('r-now')]));
    const ids = [...html.matchAll(/<code><bdi>(r-[^<]*)<\/bdi><\/code><br>/g)].map(([, id]) => id);
    expect(ids).toHaveLength(200);
    expect(ids.slice(0, 3)).toEqual(['r-now', 'r-fixable', 'r-never-0']);
    expect(read(html)).toContain('The first 200 of 302 instances are shown.');
    expect(read(html)).toContain('SSL encryption is on. ssl-disabled');
  });

  test('of an empty scope says so', () => {
    expect(read(pageOf(result([])))).toContain('No instance is in scope.');
  });

  test('is told in the language of the look', () => {
    const html = pageOf(result([instance('r-1')]), { look: { width: 80, color: false, language: 'zh' } });
    expect(html).toContain('<html lang="zh-CN"');
    expect(read(html)).toContain('现在可以开通 1 100%');
    expect(read(html)).not.toContain('Can go now');
  });

  test('is the same bytes for the same result', () => {
    const one = result([instance('r-1'), needsSsl('r-2'), unread('r-3')]);
    expect(pageOf(one)).toBe(pageOf(structuredClone(one)));
  });
});

describe('the file', () => {
  const html = pageOf(result([instance('r-1'), needsSsl('r-2')]));
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

  test('allows its own script and style by their hashes, and nothing else', () => {
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const script = /<script>([^]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(html).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-${hash(script)}'; style-src 'sha256-${hash(style)}'; base-uri 'none'; form-action 'none'">`);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
    expect(html.match(/<script/g)).toHaveLength(3);
  });

  test('holds no handler, no inline style and no address of another place', () => {
    const markup = html.replaceAll(/<(style|script)[^>]*>[^]*?<\/\1>/g, '');
    expect(markup).not.toMatch(/ on\w+=| style=|javascript:|https?:|\bsrc=|<(link|img|iframe|form|base)\b/i);
    expect([...markup.matchAll(/href="([^"]*)"/g)].every(([, target = '']) => target.startsWith('#'))).toBe(true);
    expect(/<style>([^]*?)<\/style>/.exec(html)?.[1]).not.toMatch(/url\(|@import|@font-face/);
    expect(CLIENT.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|\bfetch\(|XMLHttpRequest|WebSocket|\beval\(|new Function/);
  });

  test('holds the script that its modules make: after a change run `npm run client`', async () => {
    expect(readFileSync(new URL('../../src/report/html/client-text.ts', import.meta.url), 'utf8')).toBe(await clientModule());
  });

  test.each(['<script>alert(1)</script>', '</script><!--', '"><img src=x onerror=alert(1)>', "'`&"])('takes %s for text', (text) => {
    const hostile = pageOf(result([needsSsl('r-1', { name: text, region: text, findings: [finding(text, { title: text, saw: text, remedy: [step(text, { impact: text })] })] })], { vSwitches: [vSwitch(text)], unread: [unreadPart({ region: text, operation: text })], scope: { tags: [text] } }));
    const plain = pageOf(result([needsSsl('r-1', { name: 'x', region: 'x', findings: [finding('x', { title: 'x', saw: 'x', remedy: [step('x', { impact: 'x' })] })] })], { vSwitches: [vSwitch('x')], unread: [unreadPart({ region: 'x', operation: 'x' })], scope: { tags: ['x'] } }));
    const elements = (page: string): (string | undefined)[] => [...page.replaceAll(/<(style|script)[^>]*>[^]*?<\/\1>/g, '').matchAll(/<(\/?[a-z0-9]+)/g)].map(([, name]) => name);
    expect(elements(hostile)).toEqual(elements(plain));
    expect(read(hostile)).toContain(text);
  });

  test('can be walked by landmarks, headings and captions, in both languages', () => {
    for (const language of LANGUAGES) {
      const page = pageOf(result([instance('r-1'), needsSsl('r-2')], { vSwitches: [vSwitch('vsw-1')] }), { look: { width: 80, color: false, language } });
      for (const name of ['header', 'nav', 'main', 'footer', 'h1']) expect(page.match(new RegExp(`<${name}[ >]`, 'g'))).toHaveLength(1);
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect([...page.matchAll(/aria-labelledby="([^"]*)"/g)].filter(([, id]) => !ids.includes(id))).toEqual([]);
      expect(page.match(/<caption/g)?.length).toBe(page.match(/<table/g)?.length);
    }
  });
});
