import { PLAN_SCHEMA } from '../../src/model/plan.ts';
import type { Deferral, LedgerRow, Plan, PlanEntry } from '../../src/model/plan.ts';

export const DIGEST = '3f2a'.repeat(16);

export function entry(instanceId: string, change: Partial<PlanEntry> = {}): PlanEntry {
  return {
    accountId: '1234567890', region: 'cn-hangzhou', instanceId, name: `name of ${instanceId}`, prefix: null, port: null, wave: 1, vSwitchId: 'vsw-a', addressesNeeded: 9,
    facts: { 'instance.architecture': 'cluster', 'ssl.enabled': false }, factsDigest: 'fa'.repeat(32), ...change,
  };
}

export function ledgerRow(vSwitchId: string, change: Partial<LedgerRow> = {}): LedgerRow {
  return { vSwitchId, region: 'cn-hangzhou', available: 100, keepFree: 0, reserved: 9, remaining: 91, ...change };
}

export function deferral(instanceId: string, change: Partial<Deferral> = {}): Deferral {
  return { instanceId, region: 'cn-hangzhou', name: null, vSwitchId: 'vsw-b', addressesNeeded: 17, reason: 'vSwitch vsw-b is short.', shortBy: 5, alternatives: [], ...change };
}

/** A plan without entries; change one thing. */
export function makePlan(change: Partial<Plan> = {}): Plan {
  return {
    schema: PLAN_SCHEMA, id: '1d'.repeat(32), digest: DIGEST, operation: 'AllocateDirectConnection',
    createdAt: '2026-11-24T10:00:00.000Z', expiresAt: '2026-11-25T10:00:00.000Z', tool: { name: 'tair-preflight', version: '0.1.0' },
    rulebook: { preset: 'recommended', digest: '8b'.repeat(32) }, attested: [], entries: [], ledger: [], deferred: [], excluded: [], ...change,
  };
}

/** Two waves on two vSwitches, one deferral with room elsewhere, four excluded. */
export function smallPlan(): Plan {
  return makePlan({
    attested: ['preview-access=granted'],
    entries: [
      entry('r-bp1zxszhcgatnx01', { name: 'checkout', prefix: 'dcbp1zxszhcgatnx01', port: 7000 }),
      entry('r-bp1zxszhcgatnx02', { name: null, wave: 2, vSwitchId: 'vsw-b', addressesNeeded: 5 }),
      entry('r-bp1zxszhcgatnx03', { name: '购物车', wave: 2, prefix: 'dc3', addressesNeeded: 1_009 }),
    ],
    ledger: [ledgerRow('vsw-a', { available: 2_036, keepFree: 8, reserved: 1_018, remaining: 1_018 }), ledgerRow('vsw-b', { available: 20, keepFree: 8, reserved: 5, remaining: 15 })],
    deferred: [deferral('r-bp1zxszhcgatnx04', {
      name: 'billing', reason: 'vSwitch vsw-b has 20 free addresses, of which 8 are kept free; 7 are left beside the entries of this plan, 17 are needed.', shortBy: 10,
      alternatives: [{ id: 'vsw-c', availableAddresses: 40 }, { id: 'vsw-d', availableAddresses: 250 }],
    })],
    excluded: [
      { instanceId: 'r-5', region: 'cn-hangzhou', standing: 'blocked' }, { instanceId: 'r-6', region: 'cn-hangzhou', standing: 'enabled' },
      { instanceId: 'r-7', region: null, standing: 'unknown' }, { instanceId: 'r-8', region: 'cn-hangzhou', standing: 'blocked' },
    ],
  });
}

/** So many entries in so many waves of the same size, each on a vSwitch of ten. */
export function largePlan(entries: number, waves: number): Plan {
  const indices = Array.from({ length: entries }, (_, at) => at);
  return makePlan({
    entries: indices.map((at) => entry(`r-bp1zxszhcg${at}`, { prefix: `dcbp1zxszhcg${at}`, wave: 1 + Math.floor((at * waves) / entries), vSwitchId: `vsw-bp1e7clcw529l77${Math.floor(at / 10)}` })),
    ledger: Array.from({ length: entries / 10 }, (_, at) => ledgerRow(`vsw-bp1e7clcw529l77${at}`)),
    deferred: indices.map((at) => deferral(`r-deferred${at}`, { alternatives: Array.from({ length: 50 }, (_, other) => ({ id: `vsw-bp1other${other}`, availableAddresses: 30 + other })) })),
    excluded: indices.map((at) => ({ instanceId: `r-excluded${at}`, region: 'cn-hangzhou', standing: 'blocked' })),
  });
}

/** Texts that would like to be markup, control codes or more than one line. */
export const HOSTILE = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '&lt;b&gt;', '</style></title><h1>x', '| a | b |', 'a\\| b \\\\| c', '`code` ``two``', '`', 'ends with \\',
  '[text](https://evil.example)', '![x](https://evil.example/p.png)', 'https://evil.example/a?b=c', 'www.evil.example', 'me@evil.example @octocat #1', '# heading\n\n- list\r\n```\nfence', '***bold*** ~~gone~~ $x$',
  '\u202Egnp.exe', '\u001B[31mred\u001B[0m\u0007', 'שלום עולם', '👩‍👩‍👧‍👦 🙂', '', '   ', `e${'\u0301'.repeat(5_000)}`, 'x'.repeat(10_000),
];

/** A plan in which every text from outside is that one. */
export function hostilePlan(text: string): Plan {
  return makePlan({
    attested: [text],
    tool: { name: 'tair-preflight', version: text },
    entries: [entry(text, { accountId: text, region: text, name: text, prefix: text, vSwitchId: text })],
    ledger: [ledgerRow(text, { region: text })],
    deferred: [deferral(text, { region: text, name: text, vSwitchId: text, reason: text, alternatives: [{ id: text, availableAddresses: 20 }] })],
    excluded: [{ instanceId: text, region: text, standing: 'blocked' }],
  });
}
