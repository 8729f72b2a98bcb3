import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { reportHtml } from '../../src/report/html.ts';
import type { ResultInstance } from '../../src/model/result.ts';
import { startBrowser } from './browser.ts';
import type { Pages } from './browser.ts';
import { demoFleet, fleetOf } from './fleets.ts';
import type { Told } from './fleets.ts';

const MOST_BYTES = 2_000_000;

let pages: Pages;
let fleet: Told;
let html = '';

beforeAll(async () => {
  fleet = fleetOf(20_000, await demoFleet());
  html = reportHtml({ inLanguage: (one) => fleet[one], look: { width: 80, color: false } });
  pages = await startBrowser();
}, 300_000);
afterEach(() => pages.closeAll());
afterAll(() => pages.stop());

const sizeOf = (holds: (one: ResultInstance) => boolean): number => fleet.en.instances.filter(holds).length;

test('20,000 instances, each with ids, names, tags, request ids and times of its own, take 2 MB at most', () => {
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MOST_BYTES);
  expect(new Set(fleet.en.instances.flatMap(({ facts }) => Object.values(facts).map(({ requestId }) => requestId))).size).toBeGreaterThan(60_000);
});

test('of 20,000 instances only the rows in sight are made, and every one can be reached', async () => {
  const { page } = await pages.open(html);
  const rows = page.locator('.list tr[data-place]');
  expect(await page.locator('.list table').getAttribute('aria-rowcount')).toBe('20001');
  expect(await rows.count()).toBeLessThan(60);
  await page.locator('.list a').first().focus();
  await page.keyboard.press('End');
  expect(await rows.last().locator('a').innerText()).toBe(fleet.en.instances.at(-1)?.instanceId);
  expect(await rows.last().getAttribute('aria-rowindex')).toBe('20001');
  expect(await rows.count()).toBeLessThan(60);
  await page.evaluate('document.querySelector(".scroller").scrollTop = 10_000 * 56');
  await expect.poll(() => page.locator('.list tr[data-place="10000"] a').allInnerTexts()).toEqual([fleet.en.instances[10_000]?.instanceId]);
});

test('filters and the drawer find what is there among 20,000', async () => {
  const { page } = await pages.open(html);
  await page.getByRole('checkbox', { name: /After a change/ }).check();
  await page.getByLabel('Region', { exact: true }).selectOption('cn-beijing');
  await page.getByLabel('Tag', { exact: true }).selectOption('stage=staging');
  const count = sizeOf(({ fixable, region, facts }) => fixable && region === 'cn-beijing' && JSON.stringify(facts['instance.tags']).includes('"staging"'));
  expect(await page.locator('.count').innerText()).toBe(`${count.toLocaleString('en')} of 20,000 instances`);
  const wanted = fleet.en.instances.find(({ findings }, at) => at > 15_000 && findings.some(({ rule, verdict }) => rule === 'ssl-disabled' && verdict === 'fail'));
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('searchbox').fill(wanted?.instanceId ?? '');
  await page.locator('.list tr[data-place] a').click();
  const fact = wanted?.facts['ssl.enabled'];
  const row = page.locator('.finding.fail').getByRole('row', { name: /ssl\.enabled/ });
  expect(await row.getByRole('cell').allInnerTexts()).toEqual(['true', fact?.operation, fact?.requestId, fact?.readAt?.replace(/\.\d+Z$/, 'Z')]);
  expect(await page.locator('.finding.fail pre').first().innerText()).toContain(`--InstanceId ${wanted?.instanceId}`);
  // What passed names its operation and time; its request id is left out for size, and the page says where it stands.
  await page.getByText(/^All facts/).click();
  expect(await page.getByRole('row', { name: /version\.isLatestMinor/ }).last().innerText()).toContain('in --format json');
});

test.each([390, 1280])('every row is as high as the list counts with, at %i px', async (width) => {
  const { page } = await pages.open(html, '#sort=why&order=desc', { viewport: { width, height: 844 } });
  for (const top of [0, 10_000 * 56, 19_990 * 56]) {
    await page.evaluate(`document.querySelector(".scroller").scrollTop = ${top}`);
    await expect.poll(() => page.evaluate<number>('Number(document.querySelector(".list tr[data-place]").dataset.place)')).toBeGreaterThanOrEqual(Math.floor(top / 56) - 40);
    const heights = await page.evaluate<number[]>('[...new Set([...document.querySelectorAll(".list tr[data-place]")].map((row) => row.offsetHeight))]');
    expect(heights).toEqual([56]);
  }
});
