import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { reportHtml } from '../../src/report/html.ts';
import type { Language } from '../../src/model/language.ts';
import type { Result, ResultFact, ResultInstance } from '../../src/model/result.ts';
import { instance, needsSsl, result } from '../report/results.ts';
import { startBrowser } from './browser.ts';
import type { Pages } from './browser.ts';
import { demoFleet } from './fleets.ts';
import type { Told } from './fleets.ts';

let pages: Pages;
let demo: Told;
let html = '';

beforeAll(async () => {
  demo = await demoFleet();
  html = pageOf(demo);
  pages = await startBrowser();
}, 300_000);
// Whatever a test did: nothing left the page, its policy held, and nothing was logged.
afterEach(() => pages.closeAll());
afterAll(() => pages.stop());

function pageOf(told: Told, language: Language = 'en'): string {
  return reportHtml({ inLanguage: (one) => told[one], look: { width: 80, color: false, language } });
}

const pageOfResult = (one: Result): string => pageOf({ en: one, zh: one });
const idsOf = (holds: (one: ResultInstance) => boolean, of = demo.en): string[] => of.instances.filter(holds).map((one) => one.instanceId);
const shownIds = (page: Page): Promise<string[]> => page.locator('.list tr[data-place] a').allInnerTexts();
const hashOf = (page: Page): string => new URL(page.url()).hash;
const focused = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent');
const notPassed = (one: ResultInstance, rule: string): boolean => one.findings.some((finding) => finding.rule === rule && ['fail', 'unknown'].includes(finding.verdict));

describe('filters', () => {
  test('by standing, several at once, with the size of each', async () => {
    const { page } = await pages.open(html);
    expect(await shownIds(page)).toEqual(idsOf(() => true));
    await page.getByRole('checkbox', { name: /^Can go now 9$/ }).check();
    expect(await shownIds(page)).toEqual(idsOf(({ standing }) => standing === 'eligible'));
    await page.getByRole('checkbox', { name: /^Never/ }).check();
    expect(await shownIds(page)).toEqual(idsOf(({ standing, fixable }) => standing === 'eligible' || (standing === 'blocked' && !fixable)));
    expect(await page.locator('.count').innerText()).toBe('13 of 26 instances');
  });

  test('by region, rule and tag, together, and all of them cleared', async () => {
    const { page } = await pages.open(html);
    await page.getByLabel('Region', { exact: true }).selectOption('cn-hangzhou');
    expect(await shownIds(page)).toEqual(idsOf(({ region }) => region === 'cn-hangzhou'));
    await page.getByLabel('Rule not passed').selectOption('ssl-disabled');
    expect(await shownIds(page)).toEqual(idsOf((one) => one.region === 'cn-hangzhou' && notPassed(one, 'ssl-disabled')));
    await page.getByLabel('Tag', { exact: true }).selectOption('team=checkout');
    expect(await shownIds(page)).toEqual([]);
    expect(await page.locator('.empty').innerText()).toContain('No instance matches');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    expect(await shownIds(page)).toHaveLength(26);
    expect(await page.getByRole('button', { name: 'Clear filters' }).isDisabled()).toBe(true);
    await page.getByLabel('Tag', { exact: true }).selectOption('team=checkout');
    expect(await shownIds(page)).toEqual(['r-hz-checkout']);
  });

  test('by words of id, name, vSwitch and tags, in any case', async () => {
    const { page } = await pages.open(html);
    const search = page.getByRole('searchbox', { name: 'Search' });
    for (const [text, ids] of [['R-BJ-FEEDS', ['r-bj-feeds']], ['timelines', ['r-bj-feeds']], ['vsw-hz-tight counters', ['r-hz-coupons', 'r-hz-vouchers']], ['team=catalog', ['r-hz-catalog']], ['no such thing', []]] as const) {
      await search.fill(text);
      expect(await shownIds(page)).toEqual(ids);
    }
  });

  test('by a link of the document: a standing, a remedy, a vSwitch', async () => {
    const { page } = await pages.open(html);
    await page.locator('.cards').getByRole('link', { name: 'After a change' }).click();
    expect(await shownIds(page)).toEqual(idsOf(({ fixable }) => fixable));
    await page.getByRole('link', { name: 'SSL encryption is disabled.' }).click();
    expect(await shownIds(page)).toEqual(['r-hz-payments']);
    await page.getByRole('link', { name: 'vsw-hz-full' }).click();
    expect(await shownIds(page)).toEqual(idsOf((one) => valueOf(one, 'instance.vSwitchId') === 'vsw-hz-full'));
    expect(hashOf(page)).toBe('#text=vsw-hz-full');
  });
});

function valueOf({ facts }: ResultInstance, name: string): unknown {
  const fact = facts[name];
  return fact !== undefined && 'value' in fact ? fact.value : undefined;
}

describe('sorting', () => {
  test('by a column, there and back, told to those who do not see the arrow', async () => {
    const { page } = await pages.open(html);
    const header = page.getByRole('columnheader', { name: 'Needs' });
    const needs = async (): Promise<number[]> => (await page.locator('.list tbody .c-needs').allInnerTexts()).map((text) => (text === '?' ? -1 : Number(text)));
    await header.getByRole('button').click();
    expect(await needs()).toEqual((await needs()).toSorted((a, b) => a - b));
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect(await focused(page)).toContain('Needs');
    await header.getByRole('button').click();
    expect((await needs())[0]).toBe(17);
    expect(await needs()).toEqual((await needs()).toSorted((a, b) => b - a));
    expect(hashOf(page)).toBe('#sort=needs&order=desc');
    expect(await page.getByLabel('Sort by').inputValue()).toBe('needs desc');
    await page.getByLabel('Sort by').selectOption('Region, descending');
    expect((await page.locator('.list tbody .c-region').allInnerTexts())[0]).toBe('cn-hangzhou');
  });
});

describe('the address', () => {
  test('holds filters, order and the open instance, and brings them back', async () => {
    const first = await pages.open(html);
    await first.page.getByRole('checkbox', { name: /After a change/ }).check();
    await first.page.getByRole('searchbox').fill('hz');
    await first.page.getByLabel('Sort by').selectOption('Standing, descending');
    await first.page.getByRole('link', { name: 'r-hz-payments' }).click();
    const hash = hashOf(first.page);
    expect(hash).toBe('#standing=fixable&text=hz&sort=outlook&order=desc&open=r-hz-payments');
    const second = await pages.open(html, hash);
    expect(await second.page.getByRole('dialog').getByRole('heading', { level: 2 }).innerText()).toContain('r-hz-payments');
    expect(await shownIds(second.page)).toEqual(await shownIds(first.page));
    expect(await shownIds(second.page)).toEqual(idsOf(({ fixable, instanceId }) => fixable && instanceId.includes('hz')));
    expect(hashOf(second.page)).toBe(hash);
  });

  test('"back" closes the drawer, and "forward" opens it again', async () => {
    const { page } = await pages.open(html, '#region=cn-beijing');
    await page.getByRole('link', { name: 'r-bj-geo' }).click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(hashOf(page)).toBe('#region=cn-beijing');
    await page.goForward();
    await page.getByRole('dialog').waitFor();
  });

  test('that names what is not there says so, and one that is nonsense shows everything', async () => {
    const gone = await pages.open(html, '#open=r-gone&region=cn-mars');
    expect(await gone.page.getByText('r-gone is not in this result.').isVisible()).toBe(true);
    expect(await gone.page.locator('.count').innerText()).toBe('0 of 26 instances');
    expect(await gone.page.getByLabel('Region', { exact: true }).inputValue()).toBe('cn-mars');
    const odd = await pages.open(html, '#standing=x&sort=%F0&order=<script>alert(1)</script>&lang=xx&%%%');
    expect(await odd.page.locator('.count').innerText()).toBe('All 26 instances');
  });

  test('stays as it is when a heading is jumped to', async () => {
    const { page } = await pages.open(html, '#region=cn-beijing');
    await page.getByRole('navigation').getByRole('link', { name: 'Room on the vSwitches' }).click();
    expect(await focused(page)).toBe('Room on the vSwitches');
    expect(hashOf(page)).toBe('#region=cn-beijing');
  });
});

describe('the drawer', () => {
  test('shows what stands in the way, each fact with operation, request id and time, and the remedy', async () => {
    const { page } = await pages.open(html, '#open=r-hz-payments');
    const drawer = page.getByRole('dialog', { name: /r-hz-payments/ });
    const payments = demo.en.instances.find(({ instanceId }) => instanceId === 'r-hz-payments');
    const fact = payments?.facts['ssl.enabled'] as ResultFact & { value: boolean };
    const row = drawer.locator('.finding.fail').getByRole('row', { name: /ssl\.enabled/ });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual([String(fact.value), fact.operation, fact.requestId, fact.readAt]);
    const failed = payments?.findings.find(({ rule }) => rule === 'ssl-disabled');
    expect(await drawer.locator('.finding.fail').innerText()).toContain(failed?.message);
    expect(await drawer.locator('.finding.fail pre').innerText()).toBe(failed?.remedy[0]?.run);
    await drawer.getByText(/^All facts/).click();
    expect(await drawer.getByText(/^All facts/).innerText()).toBe(`All facts (${Object.keys(payments?.facts ?? {}).length})`);
  });

  test('tells why a fact is unknown and what to do', async () => {
    const { page } = await pages.open(html, '#open=r-hz-lab');
    const row = page.locator('.finding.unknown').first().getByRole('row', { name: /instance\.deployment/ });
    expect(await row.innerText()).toContain('DescribeInstances gave a value that this version does not know');
  });

  test('tells of a failure that was approved who stands for it', async () => {
    const [sslFinding] = needsSsl('r-1').findings;
    if (sslFinding === undefined) throw new Error('There is no finding.');
    const waived = { ...sslFinding, verdict: 'waived' as const, waiver: { owner: 'ana', ticket: 'OPS-7', reason: 'Clients are plain already.', expires: '2026-12-31' } };
    const { page } = await pages.open(pageOfResult(result([instance('r-1', { findings: [waived] })])), '#open=r-1');
    expect(await page.locator('.finding.waived').innerText()).toContain('Waived by ana, OPS-7 until 2026-12-31: Clients are plain already.');
  });

  test('gives the focus back where it was, and steps through the list as it is filtered', async () => {
    const { page } = await pages.open(html, '#region=cn-beijing&sort=id&order=desc');
    await page.getByRole('link', { name: 'r-bj-geo' }).click();
    const drawer = page.getByRole('dialog');
    const ids = idsOf(({ region }) => region === 'cn-beijing').toReversed();
    const at = ids.indexOf('r-bj-geo');
    await drawer.getByRole('button', { name: 'Next' }).click();
    expect(await drawer.getByRole('heading', { level: 2 }).innerText()).toContain(ids[at + 1]);
    expect(await focused(page)).toBe('Next');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await drawer.getByRole('heading', { level: 2 }).innerText()).toContain(ids[at - 1]);
    await drawer.getByRole('button', { name: 'Close' }).click();
    expect(await focused(page)).toBe(ids[at - 1]);
    expect(hashOf(page)).not.toContain('open=');
  });
});

describe('copying', () => {
  test('puts the command on the clipboard, as it is', async () => {
    const { page } = await pages.open(html, '#open=r-hz-payments', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('aliyun r-kvstore ModifyInstanceSSL --InstanceId r-hz-payments --SSLEnabled Disable --region cn-hangzhou');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Copied' }).nth(1).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(page.url());
  });

  test('works, or selects the command, where the clipboard is closed', async () => {
    const { page } = await pages.open(html, '#open=r-hz-payments');
    await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined }); document.execCommand = () => false;');
    await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
    await page.getByRole('button', { name: 'Selected' }).waitFor();
    expect(await page.evaluate('String(getSelection())')).toContain('aliyun r-kvstore ModifyInstanceSSL');
  });
});

test('everything can be done by keyboard alone', async () => {
  const { page } = await pages.open(html);
  await page.keyboard.press('/');
  await page.keyboard.type('hz');
  const ids = idsOf(({ instanceId }) => instanceId.includes('hz'));
  await expect.poll(() => shownIds(page)).toEqual(ids);
  for (let tabs = 0; tabs < 30 && !ids.includes(await focused(page)); tabs += 1) await page.keyboard.press('Tab');
  expect(await focused(page)).toBe(ids[0]);
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe(ids[1]);
  await page.keyboard.press('End');
  expect(await focused(page)).toBe(ids.at(-1));
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toBe(ids[0]);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await focused(page)).toBe(ids[0]);
});

test('the first Tab skips to the instances', async () => {
  const { page } = await pages.open(html);
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Go to the instances');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('Instances');
});

test('the language is switched, there and back, drawer and document', async () => {
  const { page } = await pages.open(html, '#region=cn-hangzhou');
  await page.getByRole('button', { name: '中文' }).click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('直连模式：哪些实例可以开通');
  expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
  expect(hashOf(page)).toBe('#region=cn-hangzhou&lang=zh');
  await page.getByRole('link', { name: 'r-hz-payments' }).click();
  expect(await page.locator('.finding.fail').innerText()).toContain(demo.zh.instances.find(({ instanceId }) => instanceId === 'r-hz-payments')?.findings.find(({ rule }) => rule === 'ssl-disabled')?.message);
  expect(await page.locator('.finding.fail').innerText()).toContain('SSL 加密已开启');
  await page.keyboard.press('Escape');
  // Ids, names and words of the service stay as they are; no sentence of the document is English.
  expect(await page.locator('#told, #head, #footer, nav').allInnerTexts().then((texts) => texts.join(' '))).not.toMatch(/\b(the|cannot|after|is|are)\b/i);
  await page.getByRole('button', { name: 'English' }).click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Direct connection: which instances can move');
  expect(await page.locator('#told').innerHTML()).toBe(await (await pages.open(html)).page.locator('#told').innerHTML());
  expect(await shownIds(page)).toEqual(idsOf(({ region }) => region === 'cn-hangzhou'));
});

test('colours follow the system until they are chosen', async () => {
  const { page } = await pages.open(html, '', { colorScheme: 'dark' });
  const background = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  expect(await background()).toBe('rgb(20, 24, 29)');
  await page.getByRole('button', { name: 'Colours: system' }).click();
  expect(await background()).toBe('rgb(255, 255, 255)');
  await page.getByRole('button', { name: 'Colours: light' }).click();
  expect(await background()).toBe('rgb(20, 24, 29)');
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await background()).toBe('rgb(20, 24, 29)');
});

test('paper gets the filtered list whole, on white, without what is for screens', async () => {
  const { page } = await pages.open(html, '#region=cn-beijing', { colorScheme: 'dark', viewport: { width: 800, height: 400 } });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  expect(await shownIds(page)).toEqual(idsOf(({ region }) => region === 'cn-beijing'));
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  for (const away of ['#tools', 'nav', '.filters form']) expect(await page.locator(away).isVisible()).toBe(false);
  expect(await page.evaluate('document.querySelector(".scroller").scrollHeight <= document.querySelector(".scroller").clientHeight')).toBe(true);
});

test('without its script it reads as a document', async () => {
  const { page } = await pages.open(html, '', { javaScriptEnabled: false });
  const text = await page.locator('body').innerText();
  for (const words of ['Can go now', 'What to mend first', 'Room on the vSwitches', 'No: contended', 'SSL encryption is on.', 'r-hz-payments']) expect(text).toContain(words);
  expect(await page.getByRole('button').count()).toBe(0);
  expect(await page.locator('#listing tbody tr').count()).toBe(26);
  expect(text).not.toContain('eJ');
});

describe('people with disabilities', () => {
  test.each([['light', 'en', ''], ['dark', 'en', ''], ['light', 'zh', '#open=r-hz-pricing'], ['dark', 'en', '#open=r-hz-lab'], ['light', 'en', '#open=r-hz-pricing'], ['light', 'en', '#text=nothing-at-all']] as const)('can read it: axe finds nothing in %s, %s, %s', async (colorScheme, language, hash) => {
    const { page } = await pages.open(pageOf(demo, language), hash, { colorScheme });
    await page.evaluate(axe.source);
    const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run(document)');
    expect(passes.length).toBeGreaterThan(20);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html: markup, failureSummary }) => `${markup} ${failureSummary}`)])).toEqual([]);
  });

  test.each([390, 1280])('nothing is cut off sideways at %i px', async (width) => {
    for (const hash of ['', '#open=r-hz-pricing']) {
      const { page } = await pages.open(html, hash, { viewport: { width, height: 844 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });
});

const HOSTILE = ['<script>alert(1)</script>', '</script><script>alert(2)</script>', '<!--', '--><img src=x onerror=alert(3)>', '"><svg onload=alert(4)>', '\u202Emoc.live\u202C', '👩‍💻🔥 emoji', 'x'.repeat(10_000), '${alert(5)}`', 'javascript:alert(6)', '\u0000\u0001\u0002\u001B[31m', '&lt;b&gt;&amp;', '$& $1 $\''];

describe('hostile names', () => {
  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))('%s is text, and no more', async (_, text) => {
    const finding = { ...needsSsl('r-2').findings[0], message: text, saw: text } as ResultInstance['findings'][number];
    const one = instance('r-1', { name: text, facts: { 'instance.name': { value: text, operation: text, requestId: text, readAt: '2026-11-24T10:00:00.000Z' }, 'instance.tags': { value: { [text]: text }, operation: 'DescribeInstances', requestId: 'q', readAt: text } } }, text);
    const two = needsSsl('r-2', { name: text, region: text, accountId: text, findings: [{ ...finding, remedy: [{ do: text, run: `echo ${text}`, impact: text, ram: [text], inPlace: true }] }] });
    const { page } = await pages.open(pageOfResult(result([one, two], { vSwitches: [{ vSwitchId: text, region: text, available: 1, neededByEligible: 2, instances: 1, contended: true }] })), '#open=r-2');
    expect(await page.locator('script, iframe, img, object, embed, link').count()).toBe(3);
    await page.keyboard.press('Escape');
    await page.locator('.list tr[data-place]').first().click();
    await page.getByText(/^All facts/).click();
    const plain = [...text.replaceAll(/\u001B\[31m|[\p{Cc}\p{Cf}]/gu, '')].slice(0, 60).join(''); // oxlint-disable-line no-control-regex -- what is removed
    expect(await page.getByRole('dialog').locator('h2 bdi').last().textContent()).toContain(plain.trim());
    expect(await page.locator('[onerror], [onload]').count()).toBe(0);
  });

  test('a name that is kept in its direction does not turn its neighbours', async () => {
    const { page } = await pages.open(pageOfResult(result([instance('r-1', { name: 'שלום עולם' })])));
    expect(await page.locator('.list bdi.name').innerText()).toBe('שלום עולם');
  });
});

test('the policy of the page stops what it does not hold itself', async () => {
  const { page, faults, requests } = await pages.open(html);
  await page.evaluate('document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = \'owned\'" }), Object.assign(new Image(), { src: "http://127.0.0.1:9/x" }))');
  await expect.poll(() => faults.length).toBeGreaterThanOrEqual(2);
  expect(faults.every((fault) => fault.includes('Content Security Policy'))).toBe(true);
  expect(await page.title()).not.toBe('owned');
  faults.length = 0;
  requests.length = 0;
});
