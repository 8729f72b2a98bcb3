import { describe, expect, test } from 'vitest';
import { reportPlanTable } from '../../src/report/plan.ts';
import { displayWidth } from '../../src/report/text.ts';
import type { Plan } from '../../src/model/plan.ts';
import { deferral, DIGEST, entry, HOSTILE, hostilePlan, largePlan, ledgerRow, makePlan, smallPlan } from './plans.ts';

function page(plan: Plan, width = 80): string {
  return reportPlanTable(plan, { width, color: false });
}

function flat(plan: Plan, width = 80): string {
  return page(plan, width).replaceAll(/\s+/g, ' ');
}

/** Hashes and the command may be longer than the page: they must be copied whole. */
function tooWide(text: string, width: number): string[] {
  return text.split('\n').filter((line) => displayWidth(line) > width && !/^( {4}tair-preflight |Digest |Plan id |Rule book )/.test(line));
}

describe('the page of a plan', () => {
  test('shows what is approved, the entries by wave, the ledger, what is deferred and excluded, and what to run next', () => {
    expect(page(smallPlan())).toBe(`Plan to enable direct connections
3 entries in 2 waves take 1,023 addresses on 2 vSwitches.
1 deferred, 4 excluded.
Digest     ${DIGEST}
Plan id    ${'1d'.repeat(32)}
Made       2026-11-24T10:00:00.000Z, by tair-preflight 0.1.0
Expires    2026-11-25T10:00:00.000Z, it is not started after that
Account    1234567890
Preset     recommended
Rule book  ${'8b'.repeat(32)}
Attested   preview-access=granted, said by people, not read

Wave 1 (1 entry, 9 addresses)
  all in cn-hangzhou
  instance            name      addresses  vSwitch
  r-bp1zxszhcgatnx01  checkout          9  vsw-a
    dcbp1zxszhcgatnx01:7000 by AllocateDirectConnection
    InstanceId=r-bp1zxszhcgatnx01 ConnectionString=dcbp1zxszhcgatnx01 Port=7000

Wave 2 (2 entries, 1,014 addresses)
  all in cn-hangzhou
  instance            name    addresses  vSwitch
  r-bp1zxszhcgatnx02                  5  vsw-b
    default by AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx02
  r-bp1zxszhcgatnx03  购物车      1,009  vsw-a
    dc3:6379 by AllocateDirectConnection InstanceId=r-bp1zxszhcgatnx03
    ConnectionString=dc3

Addresses by vSwitch (2)
  # reserved by this plan, = kept free, . spare. What remains is what is kept
  free and what is spare.
  vsw-a, cn-hangzhou
    [#########=..........] 2,036 free, 1,018 reserved, 8 kept free, 1,018
                           remaining
  vsw-b, cn-hangzhou
    [#####========.......] 20 free, 5 reserved, 8 kept free, 15 remaining

Deferred (1)
  r-bp1zxszhcgatnx04, billing, cn-hangzhou
    Needs 17 addresses on vsw-b; short by: 10.
    vSwitch vsw-b has 20 free addresses, of which 8 are kept free; 7 are left
    beside the entries of this plan, 17 are needed.
    Room in the same VPC and zone: vsw-d (250 free), vsw-c (40 free).

Excluded (4)
  1 enabled: a direct endpoint exists
  2 blocked: a rule of severity error failed
  1 unknown: something that decides could not be read
  tair-preflight check tells why, one by one.

Next
  Nothing has been sent. To approve and apply just this plan:
    tair-preflight apply plan.json --expect ${DIGEST}
`);
  });

  test.each([
    ['wave 1.json', [], "'wave 1.json'"],
    ['out/plan.json', ['--waivers', "it's.yaml", '--skip', 'whitelist-lets-clients-in'], "out/plan.json --waivers 'it'\\''s.yaml' --skip whitelist-lets-clients-in"],
    ['plan', [], './plan'],
    ['-plan.json', [], './-plan.json'],
    ['a\u001B[31m\n.json', [], 'a.json'],
  ])('names the file %j, and what apply wants again', (file, options, words) => {
    expect(reportPlanTable(smallPlan(), { width: 80, color: false }, { apply: { file, options } })).toContain(`    tair-preflight apply ${words} --expect ${DIGEST}\n`);
  });

  test('of a plan without entries says so and gives no command', () => {
    expect(page(makePlan())).toContain('This plan has no entries: nothing would be sent.\n0 deferred, 0 excluded.');
    expect(page(makePlan())).toMatch(/\n\nNext\n {2}There is nothing to apply\.\n$/);
    expect(flat(makePlan({ deferred: [deferral('r-1')] }))).toContain('Mend what keeps the instances from it, and plan again.');
    expect(page(makePlan({ excluded: [{ instanceId: 'r-1', region: null, standing: 'enabled' }] }))).not.toContain('Mend');
    expect(page(makePlan())).not.toMatch(/--expect|Wave|Account/);
  });

  test('says of a deferral what is not known', () => {
    const text = flat(makePlan({ deferred: [deferral('r-1', { vSwitchId: null, addressesNeeded: null, shortBy: null, reason: 'Its shards could not be read.' })] }));
    expect(text).toContain('Needs an unknown number of addresses on a vSwitch that is not known; short by: not known. Its shards could not be read.');
    expect(text).toContain('No other vSwitch of the same VPC and zone is known to have room.');
  });

  test('names the vSwitches with the most room first, and counts the others', () => {
    const alternatives = [1, 2, 3, 4, 5, 6, 7].map((at) => ({ id: `vsw-${at}`, availableAddresses: 10 + at }));
    expect(flat(makePlan({ deferred: [deferral('r-1', { alternatives })] }))).toContain('zone: vsw-7 (17 free), vsw-6 (16 free), vsw-5 (15 free), vsw-4 (14 free), vsw-3 (13 free) and 2 more.');
  });

  test.each([
    ['default', null, null, 'InstanceId=r-1'],
    ['default:7000', null, 7000, 'InstanceId=r-1 Port=7000'],
    ['dc1:6379', 'dc1', null, 'InstanceId=r-1 ConnectionString=dc1'],
    ['dc1:7000', 'dc1', 7000, 'InstanceId=r-1 ConnectionString=dc1 Port=7000'],
  ])('shows the endpoint %s with its request', (endpoint, prefix, port, parameters) => {
    expect(flat(makePlan({ entries: [entry('r-1', { prefix, port })] }))).toContain(`${endpoint} by AllocateDirectConnection ${parameters} `);
  });

  test('names the region of each entry where there are several, and every account', () => {
    const text = page(makePlan({ entries: [entry('r-1'), entry('r-2', { region: 'eu-west-1', accountId: null })] }));
    expect(text).toMatch(/^ {2}r-2 .* eu-west-1 .*vsw-a$/m);
    expect(text).toContain('Account    1234567890, not known\n');
    expect(text).not.toContain('all in');
  });

  test('of a release asks for no endpoint, gives addresses back and goes on with release', () => {
    const text = flat(makePlan({ operation: 'ReleaseDirectConnection', entries: [entry('r-1')] }));
    expect(text).toContain('Plan to release direct connections 1 entry in 1 wave gives back 9 addresses on 1 vSwitch.');
    expect(text).toContain(' ReleaseDirectConnection InstanceId=r-1 ');
    expect(text).toContain(`tair-preflight release INSTANCE... --acknowledge-disconnect --expect ${DIGEST}`);
    expect(text).not.toMatch(/ by ReleaseDirectConnection|apply plan\.json/);
  });

  test('shows an empty vSwitch with an empty bar', () => {
    expect(page(makePlan({ ledger: [ledgerRow('vsw-a', { available: 0, keepFree: 2, reserved: 0, remaining: 0 })] }))).toContain(`[${' '.repeat(20)}] 0 free, 0 reserved, 2 kept free, 0 remaining`);
  });

  test.each([[1, 40], [4, 160], [500, 120]])('is bounded for 2,000 entries in %i waves, and counts what it leaves out', (waves, rows) => {
    const text = page(largePlan(2000, waves));
    expect(text.split('\n').length).toBeLessThan(900);
    expect(text.match(/ by AllocateDirectConnection/g)?.length).toBe(rows);
    expect(text).toContain('(see the plan file)');
    expect(text).toContain('and 160 more vSwitches (see the plan file)');
    expect(text).toContain('and 1,960 more instances (see the plan file)');
    expect(text).toContain('2,000 blocked: ');
    if (waves === 1) expect(text).toContain('and 1,960 more entries (see the plan file)');
    if (waves === 500) expect(text).toContain('and 470 more waves (see the plan file)');
  });

  test('shows no more than 200 entries over all waves', () => {
    const text = page(largePlan(2000, 20));
    expect(text.match(/ by AllocateDirectConnection/g)?.length).toBe(200);
    expect(text).toContain('Wave 20 (100 entries, 900 addresses)\n  and 100 more entries (see the plan file)\n');
  });

  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))('lets %s neither steer the terminal nor break the page', (_, text) => {
    for (const width of [60, 80]) {
      const shown = page(hostilePlan(text), width);
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(tooWide(shown, width)).toEqual([]);
      expect(shown.split('\n').length).toBeLessThan(80);
    }
  });

  test('keeps the width with long ids', () => {
    expect(tooWide(page(largePlan(100, 3), 60), 60)).toEqual([]);
    expect(tooWide(page(smallPlan()), 80)).toEqual([]);
  });

  test('is coloured on demand alone', () => {
    expect(page(smallPlan())).not.toContain('\u001B');
    expect(reportPlanTable(smallPlan(), { width: 80, color: true })).toContain('\u001B[32m');
  });
});
