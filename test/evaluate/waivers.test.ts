import { describe, expect, test } from 'vitest';

import { assess } from '../../src/evaluate/assess.ts';
import { usesOf, waiverAt } from '../../src/evaluate/waivers.ts';
import type { FactName, FactValue } from '../../src/model/facts.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { known, unknown } from '../../src/model/known.ts';
import type { ScopedWaiver, WaiverScope } from '../../src/model/waiver.ts';
import { compileRule } from '../../src/rulebook/index.ts';
import { healthyWith, ruleText } from '../rulebook/fixtures.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const evidence = { operation: 'DescribeInstances', requestId: 'req-1', readAt: '2026-11-24T10:00:00.000Z' };
const rule = compileRule(ruleText({ id: 'ssl-off', assert: 'ssl.enabled == false' }), 'ssl-off.yaml');
const RULES = [{ rule, severity: 'error' as const }];

function fleetWith(facts: Readonly<Partial<Record<FactName, FactValue | { readonly unknown: 'denied' }>>>): Fleet {
  const set = new Map(healthyWith({}));
  for (const [name, value] of Object.entries({ 'ssl.enabled': true, ...facts })) {
    set.set(name as FactName, typeof value === 'object' && 'unknown' in value ? unknown('denied', 'No.', { operation: null, requestId: null, readAt: null }) : known(value as FactValue, evidence));
  }
  return { accountId: '1', regions: ['cn-hangzhou'], withoutService: [], unread: [], instances: [{ accountId: '1', region: 'cn-hangzhou', instanceId: 'r-1', facts: set }] };
}

function waiver(scope: WaiverScope | null, change: Partial<ScopedWaiver> = {}): ScopedWaiver {
  return { rule: 'ssl-off', reason: 'Until the clients are moved.', owner: 'dba', ticket: null, expires: '2026-12-31', scope, approved: new Map(), ...change };
}

function run(waivers: readonly ScopedWaiver[], facts: Parameters<typeof fleetWith>[0] = {}, now = NOW): { standing: string; verdict: string; states: string[] } {
  const { instances } = assess(fleetWith(facts), RULES, { waiverFor: waiverAt(waivers, now) });
  return { standing: instances[0]?.standing ?? '', verdict: instances[0]?.findings[0]?.verdict ?? '', states: usesOf(waivers, instances, now).map((use) => use.state) };
}

describe('a waiver', () => {
  const tags = { 'instance.tags': { team: 'checkout' } };
  test.each<[string, ScopedWaiver, Parameters<typeof fleetWith>[0], string, string]>([
    ['for every instance holds', waiver(null), {}, 'waived', 'applied'],
    ['for the instance holds', waiver({ instances: ['r-0', 'r-1'] }), {}, 'waived', 'applied'],
    ['for another instance does not', waiver({ instances: ['r-2'] }), {}, 'fail', 'unused'],
    ['for its region holds', waiver({ regions: ['cn-hangzhou'] }), {}, 'waived', 'applied'],
    ['whose instance matches and whose region does not, does not', waiver({ instances: ['r-1'], regions: ['cn-beijing'] }), {}, 'fail', 'unused'],
    ['for a tag holds', waiver({ tags: { team: 'checkout' } }), tags, 'waived', 'applied'],
    ['for another value of the tag does not', waiver({ tags: { team: 'search' } }), tags, 'fail', 'unused'],
    ['for a tag does not hold where the tags are not known', waiver({ tags: { team: 'checkout' } }), { 'instance.tags': { unknown: 'denied' } }, 'fail', 'unused'],
    ['for the VPC holds', waiver({ vpcs: ['vpc-x'] }), { 'instance.vpcId': 'vpc-x' }, 'waived', 'applied'],
    ['for a VPC does not hold where it is not known', waiver({ vpcs: ['vpc-x'] }), { 'instance.vpcId': { unknown: 'denied' } }, 'fail', 'unused'],
    ['of another rule does nothing', waiver(null, { rule: 'other' }), {}, 'fail', 'unused'],
    ['that has expired is not applied', waiver(null, { expires: '2026-11-23' }), {}, 'fail', 'expired'],
    ['holds through its last day', waiver(null, { expires: '2026-11-24' }), {}, 'waived', 'applied'],
    ['until a time ends at it', waiver(null, { expires: '2026-11-24T10:00:00Z' }), {}, 'fail', 'expired'],
    ['holds with the value that was approved', waiver(null, { approved: new Map([['version.minor' as FactName, '1.2.3']]) }), { 'version.minor': '1.2.3' }, 'waived', 'applied'],
    ['does not hold with another value', waiver(null, { approved: new Map([['version.minor' as FactName, '1.2.3']]) }), { 'version.minor': '1.2.4' }, 'fail', 'changed'],
    ['does not hold where the approved fact cannot be read', waiver(null, { approved: new Map([['version.minor' as FactName, '1.2.3']]) }), { 'version.minor': { unknown: 'denied' } }, 'fail', 'changed'],
    ['turns no unknown into anything', waiver(null), { 'ssl.enabled': { unknown: 'denied' } }, 'unknown', 'unused'],
    ['of a rule that passes is unused', waiver(null), { 'ssl.enabled': false }, 'pass', 'unused'],
  ])('%s', (_name, one, facts, verdict, state) => {
    const ran = run([one], facts);
    expect([ran.verdict, ran.states]).toEqual([verdict, [state]]);
    expect(ran.standing).toBe({ waived: 'eligible', fail: 'blocked', unknown: 'unknown', pass: 'eligible' }[verdict]);
  });

  test('behind an expired one for the same failure holds', () => {
    expect(run([waiver(null, { expires: '2026-01-01' }), waiver(null)])).toMatchObject({ verdict: 'waived', states: ['expired', 'applied'] });
  });

  test.each([
    ['whose instances all pass', null, { 'ssl.enabled': false }, 1],
    ['whose instances are not in scope', { instances: ['r-2'] }, {}, 0],
    ['whose instances are in scope, by another rule', { regions: ['cn-hangzhou'] }, { 'ssl.enabled': false }, 1],
  ])('%s tells how many instances are within its scope', (_name, scope, facts, inScope) => {
    const { instances } = assess(fleetWith(facts), RULES, { waiverFor: waiverAt([waiver(scope)], NOW) });
    expect(usesOf([waiver(scope)], instances, NOW)).toMatchObject([{ state: 'unused', applied: 0, inScope }]);
  });

  test('that changed tells what was approved and what is now', () => {
    const waivers = [waiver(null, { approved: new Map([['version.minor' as FactName, '1.2.3']]) })];
    const { instances } = assess(fleetWith({ 'version.minor': '1.2.4' }), RULES, { waiverFor: waiverAt(waivers, NOW) });
    expect(usesOf(waivers, instances, NOW)[0]?.changed).toEqual([{ region: 'cn-hangzhou', instanceId: 'r-1', fact: 'version.minor', approved: '1.2.3', now: '1.2.4' }]);
  });
});
