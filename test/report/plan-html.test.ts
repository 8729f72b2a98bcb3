import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { reportPlanHtml } from '../../src/report/plan.ts';
import { deferral, DIGEST, entry, HOSTILE, hostilePlan, largePlan, ledgerRow, makePlan, smallPlan } from './plans.ts';

const VOID = new Set(['meta', 'br']);
const TAGS = new Set('html head meta title style body header h1 p dl dt dd nav ul li a main section h2 div table caption thead tbody tr th td code bdi svg rect pre footer'.split(' '));
const ATTRIBUTES = new Set('lang charset http-equiv content name aria-label aria-labelledby aria-hidden href id class role tabindex scope viewBox preserveAspectRatio x width height'.split(' '));

interface Markup {
  /** Names of the elements, in order. */
  readonly elements: readonly string[];
  /** Attributes as "element name=value". */
  readonly attributes: readonly string[];
  readonly text: string;
}

/** Reads markup strictly: throws at a stray angle bracket or quote, an unclosed element, an unquoted attribute. */
function readMarkup(html: string): Markup {
  const open: string[] = [];
  const elements: string[] = [];
  const attributes: string[] = [];
  let text = '';
  for (const [token] of html.replace(/^<!DOCTYPE html>\n/, '').matchAll(/<[^>]*>|[^<]+|</g)) {
    if (!token.startsWith('<')) {
      text += token;
      continue;
    }
    const [, close, name = '', rest = '', self] = /^<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+="[^"<>]*")*)(\/?)>$/.exec(token) ?? [];
    if (!TAGS.has(name)) throw new Error(`Not a tag of this page: ${token}`);
    if (close === '/') {
      if (open.pop() !== name) throw new Error(`Closed too early: ${token}`);
      continue;
    }
    elements.push(name);
    attributes.push(...[...rest.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(([, attribute = '', value = '']) => `${name} ${attribute}=${value}`));
    if (self !== '/' && !VOID.has(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(', ')}`);
  return { elements, attributes, text: decode(text) };
}

function decode(text: string): string {
  if (/[>"']|&(?!#\d+;)/.test(text)) throw new Error('A mark is not escaped.');
  return text.replaceAll(/&#(\d+);/g, (_, point: string) => String.fromCharCode(Number(point)));
}

function withoutStyle(plan: Plan): string {
  return reportPlanHtml(plan).replace(/<style>[^]*?<\/style>/, '<style></style>');
}

const read = (plan: Plan): Markup => readMarkup(withoutStyle(plan));
const sizeOf = (markup: Markup, name: string): number => markup.elements.filter((element) => element === name).length;

describe('the plan as HTML', () => {
  test('shows what is approved, the entries by wave, the ledger, what is deferred and excluded, and what to run next', () => {
    const { text } = read(smallPlan());
    const words = text.replaceAll(/\s+/g, ' ');
    expect(words).toContain('3 entries in 2 waves take 1,023 addresses on 2 vSwitches. 1 deferred, 4 excluded.');
    expect(words).toContain(`Digest${DIGEST} Plan id${'1d'.repeat(32)} Made2026-11-24T10:00:00.000Z, by tair-preflight 0.1.0`);
    const order = ['Wave 1 (1 entry, 9 addresses)', 'Wave 2 (2 entries, 1,014 addresses)', 'Addresses by vSwitch (2)', 'Deferred (1)', 'Excluded (4)', 'Next'];
    const html = withoutStyle(smallPlan());
    expect([...html.matchAll(/<h2 id="[^"]+">([^<]*)<\/h2>/g)].map(([, title]) => title)).toEqual(order);
    expect(words).toContain('To approve and apply just this plan:');
    expect(words).toContain(`tair-preflight apply plan.json --expect ${DIGEST}`);
  });

  test('has a row for each entry, with its request', () => {
    expect(withoutStyle(smallPlan())).toContain('<tr><th scope="row"><code><bdi>r-bp1zxszhcgatnx01</bdi></code></th><td><bdi>checkout</bdi></td><td><code><bdi>cn-hangzhou</bdi></code></td><td><code><bdi>dcbp1zxszhcgatnx01:7000</bdi></code></td><td class="number">9</td><td><code><bdi>vsw-a</bdi></code></td><td class="request"><code><bdi>AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx01 ConnectionString=dcbp1zxszhcgatnx01 Port=7000</bdi></code></td></tr>');
    expect(withoutStyle(smallPlan())).toContain('<td>–</td><td><code><bdi>cn-hangzhou</bdi></code></td><td><code><bdi>default</bdi></code></td><td class="number">5</td>');
  });

  test('draws a bar with its numbers beside', () => {
    expect(withoutStyle(makePlan({ ledger: [ledgerRow('vsw-b', { available: 20, keepFree: 8, reserved: 5, remaining: 15 })] }))).toContain('<rect class="reserved" x="0" width="250" height="1"/><rect class="kept" x="250" width="400" height="1"/><rect class="spare" x="650" width="350" height="1"/></svg></td><td class="number">20</td><td class="number">8</td><td class="number">5</td><td class="number">15</td>');
    expect(withoutStyle(makePlan({ ledger: [ledgerRow('vsw-b', { available: 0, keepFree: 0, reserved: 0, remaining: 0 })] }))).toContain('<svg class="bar" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true"></svg>');
  });

  test('names the deferred with what is short and where there is room', () => {
    const html = withoutStyle(smallPlan());
    expect(html).toContain('<td>17 addresses</td><td>10</td><td><bdi>vSwitch vsw-b has 20 free addresses, of which 8 are kept free; 7 are left beside the entries of this plan, 17 are needed.</bdi></td><td><code><bdi>vsw-d</bdi></code> (250 free), <code><bdi>vsw-c</bdi></code> (40 free)</td>');
    expect(withoutStyle(makePlan({ deferred: [deferral('r-1', { vSwitchId: null, addressesNeeded: null, shortBy: null })] }))).toContain('<td>not known</td><td>an unknown number of addresses</td><td>not known</td>');
  });

  test('of a plan without entries says so and gives no command', () => {
    const { text, elements } = read(makePlan());
    expect(text).toContain('This plan has no entries: nothing would be sent. 0 deferred, 0 excluded.');
    expect(text).toContain('There is nothing to apply.');
    expect(text).not.toContain('--expect');
    expect(elements).not.toContain('table');
  });

  test('needs nothing from elsewhere, runs nothing, and forbids both', () => {
    const html = reportPlanHtml(smallPlan());
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(html).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'">`);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
    expect(html).not.toMatch(/<script|<link|<img|<iframe| style=| on\w+=|javascript:|https?:|url\(|@import/i);
  });

  test('is made for narrow, dark and paper', () => {
    const html = reportPlanHtml(smallPlan());
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    for (const query of ['prefers-color-scheme: dark', 'max-width: 40rem', '@media print']) expect(html).toContain(query);
  });

  test('can be walked by landmarks, headings and captions', () => {
    const markup = read(smallPlan());
    for (const name of ['header', 'nav', 'main', 'footer', 'h1']) expect(sizeOf(markup, name)).toBe(1);
    expect(sizeOf(markup, 'caption')).toBe(sizeOf(markup, 'table'));
    expect(markup.attributes).toContain('html lang=en');
    const ids = markup.attributes.flatMap((attribute) => attribute.match(/ id=(.*)/)?.[1] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const pointedAt = markup.attributes.flatMap((attribute) => attribute.match(/ (?:aria-labelledby=|href=#)(.*)/)?.[1] ?? []);
    expect(pointedAt.length).toBeGreaterThan(10);
    expect(pointedAt.filter((id) => !ids.includes(id))).toEqual([]);
    expect(sizeOf(markup, 'th')).toBe(markup.attributes.filter((attribute) => /^th scope=(row|col)$/.test(attribute)).length);
  });

  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))('shows %s as text alone', (_, text) => {
    const markup = read(hostilePlan(text));
    const plain = read(hostilePlan('plain'));
    const isBlank = text.trim() === '';
    if (!isBlank) expect(markup.elements).toEqual(plain.elements);
    expect(markup.attributes).toEqual(isBlank ? expect.any(Array) : plain.attributes);
    expect(markup.attributes.filter((attribute) => !ATTRIBUTES.has(/ ([a-zA-Z-]+)=/.exec(attribute)?.[1] ?? ''))).toEqual([]);
    expect(markup.text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    expect(markup.text.length).toBeLessThan(6_000);
  });

  test('shows a hostile name as it is', () => {
    expect(read(makePlan({ entries: [entry('r-1', { name: `<script>alert("1")</script> & 'x'` })] })).text).toContain(`<script>alert("1")</script> & 'x'`);
  });

  test.each([1, 4, 500])('shows every one of 2,000 entries in %i waves, in a size that grows with them alone', (waves) => {
    const html = reportPlanHtml(largePlan(2000, waves));
    expect(html.match(/<td class="request">/g)?.length).toBe(2000);
    expect(html.match(/<h2 id="wave-/g)?.length).toBe(waves);
    expect(html.match(/<li>/g)?.length).toBe(Math.min(waves, 12) + 4);
    expect(html.length).toBeLessThan(2_500_000);
    expect(html.split('\n').length).toBeLessThan(6_500 + waves * 10);
  });
});
