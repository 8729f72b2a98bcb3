import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { applyEntry } from '../../src/apply/apply-entry.ts';
import { builtInRules } from '../../src/app/built-in-rules.ts';
import { assess } from '../../src/evaluate/assess.ts';
import { judge } from '../../src/evaluate/judge.ts';
import { rulesInForce } from '../../src/evaluate/rules-in-force.ts';
import { FACTS } from '../../src/model/facts.ts';
import type { BuiltInFactName, FactName, FactSet, FactValue } from '../../src/model/facts.ts';
import { known, UNKNOWN_REASONS, unknown } from '../../src/model/known.ts';
import type { Known } from '../../src/model/known.ts';
import { grantPermit, Permit } from '../../src/model/permit.ts';
import { PRESETS } from '../../src/model/rule.ts';
import type { Preset, RuleInForce } from '../../src/model/rule.ts';
import { HEALTHY, loadRuleBook } from '../../src/rulebook/index.ts';

const NOW = new Date('2026-11-24T08:00:00Z');
const EVIDENCE = { operation: 'DescribeInstances', requestId: 'R', readAt: NOW.toISOString() };
const BOOK = loadRuleBook({ builtIn: builtInRules(), extra: [] });

/** The healthy instance as if it had been read just now. */
const FRESH: FactSet = new Map([...HEALTHY].map(([name, fact]) => [name, fact.kind === 'known' ? known(fact.value, EVIDENCE) : fact]));

const instanceWith = (facts: FactSet): { accountId: string; region: string; instanceId: string; facts: FactSet } => ({ accountId: '1', region: 'cn-hangzhou', instanceId: 'r-a', facts });

/** Values that a fact may take, healthy and not. */
const VALUES: Partial<Record<BuiltInFactName, readonly FactValue[]>> = {
  'instance.exists': [true, false],
  'instance.architecture': ['cluster', 'standard', 'rwsplit'],
  'instance.deployment': ['classic', 'cloud-native'],
  'instance.edition': ['Community', 'Enterprise', 'Ultimate'],
  'instance.engine': ['redis', 'memcache'],
  'instance.engineVersion': ['2.8', '4.0', '5.0', '6.0', '8.0'],
  'instance.networkType': ['VPC', 'CLASSIC'],
  'instance.vpcId': ['vpc-a', ''],
  'instance.vSwitchId': ['vsw-a', ''],
  'instance.status': ['Normal', 'Changing', 'Inactive'],
  'instance.shardCount': [1, 2, 8, 32],
  'instance.orderInProgress': [true, false],
  'version.isLatestMinor': [true, false],
  'ssl.enabled': [true, false],
  'network.hasDirectEndpoint': [true, false],
  'vswitch.status': ['Available', 'Pending'],
  'vswitch.availableAddresses': [0, 3, 9, 33, 500],
  'tasks.active': [[], [{ id: 't', type: 'x', status: 'Running' }], [{ id: 't', type: 'x', status: 'Waiting' }], [{ id: 't', type: 'x', status: 'Cancelling' }]],
  'account.prefixesSeen': [[], ['redisdirect123']],
  'request.hasPrefix': [true, false],
  'request.prefix': ['redisdirect123', 'Bad', 'short', 'redisother456'],
  'request.port': [6379, 80, 70_000],
  'request.previewAttested': [true, false],
  'account.previewAccess': ['granted', 'denied'],
};

/** One change to the healthy facts: another value, an unknown of any reason, or the fact left out. */
const change = fc.constantFrom(...(Object.keys(VALUES) as BuiltInFactName[])).chain((name) => fc.record({
  name: fc.constant<FactName>(name),
  fact: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...(VALUES[name] ?? [])).map((value): Known<FactValue> | null => known(value, EVIDENCE)) },
    { weight: 2, arbitrary: fc.constantFrom(...UNKNOWN_REASONS).map((reason): Known<FactValue> | null => unknown(reason, 'Made unknown.')) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
}));

const factSets = fc.array(change, { maxLength: 4 }).map((changes): FactSet => {
  const facts = new Map(FRESH);
  for (const { name, fact } of changes) {
    if (fact === null) facts.delete(name);
    else facts.set(name, fact);
  }
  return facts;
});

/** The requirements once more, by hand and from known values alone: it shares no code with the rules. */
function mayBeSent(facts: FactSet): boolean {
  const is = (name: FactName, ...values: readonly FactValue[]): boolean => {
    const fact = facts.get(name);
    return fact?.kind === 'known' && values.includes(fact.value);
  };
  const number = (name: FactName): number => {
    const fact = facts.get(name);
    return fact?.kind === 'known' && typeof fact.value === 'number' ? fact.value : Number.NaN;
  };
  const list = (name: FactName): readonly unknown[] | null => {
    const fact = facts.get(name);
    return fact?.kind === 'known' && Array.isArray(fact.value) ? fact.value : null;
  };
  const idle = list('tasks.active')?.every((task) => !['Running', 'Cancelling'].includes((task as { status: string }).status)) ?? false;
  const prefixFits = is('request.hasPrefix', false) || (is('request.hasPrefix', true) && is('request.prefix', 'redisdirect123', 'redisother456')
    && list('account.prefixesSeen') !== null && !(list('account.prefixesSeen') ?? []).includes((facts.get('request.prefix') as { value: unknown }).value));
  return is('instance.exists', true) && is('instance.architecture', 'cluster') && is('instance.deployment', 'classic') && is('instance.engine', 'redis')
    && (is('instance.engineVersion', '5.0') ? is('instance.edition', 'Community', 'Enterprise') : is('instance.engineVersion', '4.0') && is('instance.edition', 'Community'))
    && is('instance.networkType', 'VPC') && is('ssl.enabled', false) && is('vswitch.status', 'Available')
    && number('vswitch.availableAddresses') >= number('instance.shardCount') + 1
    && is('instance.status', 'Normal') && idle && is('network.hasDirectEndpoint', false) && prefixFits && number('request.port') >= 1024 && number('request.port') <= 65_535;
}

const inForce = (preset: Preset): RuleInForce[] => rulesInForce(BOOK, { preset, only: [], skip: [], leadsToCall: true });

describe('a permit', () => {
  it('sent ⇒ every enforced and every error rule passed on known facts, over random fact sets and all presets', async () => {
    let sent = 0;
    await fc.assert(fc.asyncProperty(factSets, fc.constantFrom(...PRESETS), async (facts, preset) => {
      const rules = inForce(preset);
      const calls: Permit[] = [];
      const [instance] = assess({ accountId: '1', instances: [instanceWith(facts)], unread: [], regions: ['cn-hangzhou'], withoutService: [] }, rules).instances;
      if (instance === undefined) throw new Error('nothing assessed');
      await applyEntry({ accountId: '1', region: 'cn-hangzhou', instanceId: 'r-a', name: null, prefix: null, port: null, wave: 1, vSwitchId: 'vsw-a', addressesNeeded: 9, facts: {}, factsDigest: '' }, {
        operation: 'AllocateDirectConnection', onDrift: 'skip', record: () => undefined,
        rules, times: { wait: 0, poll: 0.001, settle: 0 },
        writer: { call: (permit) => { permit.spend(NOW); calls.push(permit); return Promise.resolve({ kind: 'rejected', code: 'X', status: 400, message: 'x', requestId: null }); }, sent: () => calls.length },
        reread: () => Promise.resolve({ readSince: NOW, instance }),
        observe: () => Promise.resolve({ kind: 'nothing' }),
        admit: () => null, heldOn: () => 0, isImpatient: () => false, now: () => NOW, sleep: () => Promise.resolve(), say: () => undefined,
      });
      if (calls.length === 0) return;
      sent++;
      expect(calls).toHaveLength(1);
      expect(mayBeSent(facts)).toBe(true);
      for (const { rule, severity } of rules) {
        if (severity === 'error') expect([rule.id, rule.decide(facts).verdict]).toEqual([rule.id, expect.stringMatching(/^(pass|skipped)$/)]);
      }
    }), { numRuns: 3_000, seed: 20_261_124 });
    expect(sent).toBeGreaterThan(300);
  });

  it('every single required fact made unknown, for every reason, keeps the call from leaving', () => {
    const rules = inForce('recommended');
    const granted = (facts: FactSet): boolean => grantPermit({ operation: 'AllocateDirectConnection', instance: instanceWith(facts), request: { prefix: null, port: null }, rules: rules.map(({ rule }) => rule), findings: judge(instanceWith(facts), rules, []), readSince: NOW, now: NOW, maxAge: 60 }).kind === 'granted';
    expect(granted(FRESH)).toBe(true);
    const needed: readonly BuiltInFactName[] = ['instance.exists', 'instance.architecture', 'instance.deployment', 'instance.edition', 'instance.engine', 'instance.engineVersion', 'instance.networkType', 'instance.status', 'instance.shardCount', 'instance.orderInProgress', 'version.isLatestMinor', 'ssl.enabled', 'network.hasDirectEndpoint', 'vswitch.status', 'vswitch.availableAddresses', 'tasks.active', 'request.hasPrefix', 'request.port'];
    for (const name of needed) {
      expect(Object.hasOwn(FACTS, name)).toBe(true);
      for (const reason of UNKNOWN_REASONS) expect([name, reason, granted(new Map([...FRESH, [name, unknown(reason, 'Made unknown.')]]))]).toEqual([name, reason, false]);
    }
  });

  const application = (more: Partial<Parameters<typeof grantPermit>[0]> = {}): Parameters<typeof grantPermit>[0] => {
    const rules = inForce('recommended');
    return { operation: 'AllocateDirectConnection', instance: instanceWith(FRESH), request: { prefix: null, port: null }, rules: rules.map(({ rule }) => rule), findings: judge(instanceWith(FRESH), rules, []), readSince: NOW, now: NOW, maxAge: 60, ...more };
  };

  it('is refused without a finding for each enforced rule', () => {
    for (const rule of BOOK.rules.filter((one) => one.enforced)) {
      const findings = application().findings.filter((finding) => finding.rule !== rule.id);
      expect(grantPermit(application({ findings }))).toMatchObject({ kind: 'refused', rule: rule.id });
    }
    expect(grantPermit(application({ rules: [], findings: [] })).kind).toBe('refused');
  });

  it('is refused where an enforced rule was waived', () => {
    const findings = application().findings.map((finding) => (finding.rule === 'ssl-disabled' ? { ...finding, verdict: 'waived' as const } : finding));
    expect(grantPermit(application({ findings }))).toMatchObject({ kind: 'refused', rule: 'ssl-disabled' });
  });

  it('is refused on facts that were read before the re-reading, or too long ago', () => {
    expect(grantPermit(application({ readSince: new Date(NOW.getTime() + 1), now: new Date(NOW.getTime() + 2) })).kind).toBe('refused');
    expect(grantPermit(application({ now: new Date(NOW.getTime() + 61_000) })).kind).toBe('refused');
  });

  it('can be spent once, while fresh, and not be forged', () => {
    const granted = grantPermit(application());
    if (granted.kind !== 'granted') throw new Error(granted.detail);
    expect(() => granted.permit.spend(new Date(NOW.getTime() + 61_000))).toThrow(/no longer fresh/);
    granted.permit.spend(NOW);
    expect(() => granted.permit.spend(NOW)).toThrow(/used before/);
    expect(() => new Permit(Symbol('permit'), application())).toThrow();
    expect(Permit.isGenuine({ ...granted.permit })).toBe(false);
    expect(Permit.isGenuine(Object.create(Permit.prototype))).toBe(false);
  });
});
