import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { FACTS } from '../../src/model/facts.ts';
import type { BuiltInFactName, FactName, FactShape, FactValue } from '../../src/model/facts.ts';
import { known, UNKNOWN_REASONS, unknown } from '../../src/model/known.ts';
import type { Known } from '../../src/model/known.ts';
import type { Rule } from '../../src/model/rule.ts';
import { compileRule, defineRule } from '../../src/rulebook/index.ts';
import type { ValuesOfFacts } from '../../src/rulebook/index.ts';
import { seeded } from '../support/world.ts';

const SETS = 10_000;
const FOLDER = new URL('../../rules/', import.meta.url);

/** Words that decide a rule, so that both answers come up; any other text may be drawn too. */
const WORDS = ['', 'cluster', 'standard', 'classic', 'cloud-native', 'Normal', 'VPC', 'CLASSIC', 'Available', 'redis', 'memcache', 'Community', 'Enterprise', '4.0', '5.0', '6.0', '10.0', 'granted', 'denied',
  'Running', 'Cancelling', 'Scheduled', 'Waiting', 'Succeed', '127.0.0.1', '::1', '10.0.0.0/8', 'redisdirect123', 'Redis', '1abcdefgh', 'a', 'x'.repeat(40), 'abcdefg\n', 'ünïcode', '__proto__'];
const INTS = [-1, 0, 1, 8, 9, 1023, 1024, 6379, 65_535, 65_536];

function twin<const Name extends FactName>(id: string, needs: readonly Name[], assert: (values: ValuesOfFacts<Name>) => boolean): readonly [string, (when: string | undefined) => Rule] {
  return [id, (when) => defineRule({ id, title: 'The same.', severity: 'error', why: 'The same.', needs, assert, ...(when === undefined ? {} : { when }) })];
}

const isBusy = (task: { readonly status: string }): boolean => ['Running', 'Cancelling'].includes(task.status);

/** Every built-in rule once more, by hand. */
const TWINS = new Map<string, (when: string | undefined) => Rule>([
  twin('classic-deployment', ['instance.deployment'], (fact) => fact['instance.deployment'] === 'classic'),
  twin('cluster-architecture', ['instance.architecture', 'instance.engine'], (fact) => fact['instance.architecture'] === 'cluster' && fact['instance.engine'] === 'redis'),
  twin('engine-version-5', ['instance.engineVersion'], (fact) => fact['instance.engineVersion'] === '5.0'),
  twin('instance-exists', ['instance.exists'], (fact) => fact['instance.exists']),
  twin('instance-normal', ['instance.status'], (fact) => fact['instance.status'] === 'Normal'),
  twin('latest-minor-version', ['version.isLatestMinor'], (fact) => fact['version.isLatestMinor']),
  twin('major-upgrade-first', ['instance.engineVersion'], (fact) => {
    const [, major] = /^(\d+)(\.\d+)*$/.exec(fact['instance.engineVersion']) ?? [];
    if (major === undefined) throw new Error('It is no version.');
    return Number(major) >= 5;
  }),
  twin('no-active-task', ['tasks.active'], (fact) => !fact['tasks.active'].some(isBusy)),
  twin('no-direct-endpoint', ['network.hasDirectEndpoint'], (fact) => !fact['network.hasDirectEndpoint']),
  twin('no-order-in-progress', ['instance.orderInProgress'], (fact) => !fact['instance.orderInProgress']),
  twin('connections-within-shard-limit', ['load.connections', 'load.connectionsPerShardLimit'], (fact) => fact['load.connections'] <= fact['load.connectionsPerShardLimit']),
  twin('no-scheduled-task', ['tasks.active', 'tasks.maintenance', 'instance.renewalChangeBooked'], (fact) => !fact['tasks.active'].some((task) => ['Scheduled', 'Waiting'].includes(task.status)) && fact['tasks.maintenance'].length === 0 && !fact['instance.renewalChangeBooked']),
  twin('not-in-global-cache', ['instance.globalInstanceId'], (fact) => fact['instance.globalInstanceId'] === ''),
  twin('prefix-not-in-use', ['request.prefix', 'account.prefixesSeen'], (fact) => !fact['account.prefixesSeen'].includes(fact['request.prefix'])),
  twin('preview-access', ['account.previewAccess'], (fact) => fact['account.previewAccess'] === 'granted'),
  twin('preview-not-denied', ['account.previewAccess'], (fact) => fact['account.previewAccess'] === 'granted'),
  twin('ssl-disabled', ['ssl.enabled'], (fact) => !fact['ssl.enabled']),
  twin('supported-engine-version', ['instance.engine', 'instance.engineVersion', 'instance.edition'], (fact) => {
    const [edition, version] = [fact['instance.edition'], fact['instance.engineVersion']];
    if (fact['instance.engine'] !== 'redis') return false;
    return (edition === 'Community' && (version === '4.0' || version === '5.0')) || (edition === 'Enterprise' && version === '5.0');
  }),
  twin('valid-port', ['request.port'], (fact) => fact['request.port'] >= 1024 && fact['request.port'] <= 65_535),
  twin('valid-prefix', ['request.prefix'], (fact) => /^[a-z][a-z0-9]{7,39}$/.test(fact['request.prefix'])),
  twin('vpc-network', ['instance.networkType', 'instance.vpcId', 'instance.vSwitchId'], (fact) => fact['instance.networkType'] === 'VPC' && fact['instance.vpcId'] !== '' && fact['instance.vSwitchId'] !== ''),
  twin('vswitch-available', ['vswitch.status'], (fact) => fact['vswitch.status'] === 'Available'),
  twin('vswitch-has-addresses', ['vswitch.availableAddresses', 'instance.shardCount'], (fact) => fact['vswitch.availableAddresses'] >= fact['instance.shardCount'] + 1),
  twin('whitelist-not-empty', ['access.whitelist'], (fact) => fact['access.whitelist'].some((address) => !['127.0.0.1', '127.0.0.1/32', '::1', ''].includes(address))),
  twin('classic-cluster', ['instance.architecture', 'instance.deployment'], (fact) => fact['instance.architecture'] === 'cluster' && fact['instance.deployment'] === 'classic'),
  twin('has-direct-endpoint', ['network.hasDirectEndpoint'], (fact) => fact['network.hasDirectEndpoint']),
]);

const rules = [['', FOLDER], ['release/', new URL('release/', FOLDER)]].flatMap(([prefix, folder]) =>
  readdirSync(folder ?? FOLDER).filter((name) => name.endsWith('.yaml')).map((name) => compileRule(readFileSync(new URL(`${prefix}${name}`, FOLDER), 'utf8'), name)));

type Draw = <T>(from: readonly T[]) => T;

function drawFrom(random: () => number): Draw {
  return <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
}

function valueOf(shape: FactShape, draw: Draw, literals: readonly string[]): FactValue {
  const some = <T>(make: () => T): T[] => Array.from({ length: draw([0, 1, 1, 2, 3]) }, make);
  const kinds = { string: () => draw(literals.length > 0 && draw([true, false]) ? literals : WORDS), int: () => draw(INTS), bool: () => draw([true, false]) };
  switch (shape.kind) {
    case 'string': case 'int': case 'bool': return kinds[shape.kind]();
    case 'timestamp': return draw(['2026-11-24T00:00:00Z', '2030-01-01T00:00:00Z']);
    case 'list': return some(kinds.string);
    case 'map': return Object.fromEntries(some(() => [draw(['team', 'stage', 'x']), draw(WORDS)]));
    case 'list-of': {
      const { fields } = shape;
      return some(() => Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, kinds[kind]()])));
    }
  }
}

/** Facts with every name known, mostly as they are where rules apply; texts are mostly those that the rule itself names. */
function factSet(names: readonly FactName[], draw: Draw, literals: readonly string[]): Map<FactName, Known<FactValue>> {
  const healthy: Partial<Record<FactName, FactValue>> = draw([true, true, false]) ? { 'instance.architecture': 'cluster', 'instance.deployment': 'classic', 'instance.networkType': 'VPC', 'request.hasPrefix': true, 'request.previewAttested': true } : {};
  return new Map(names.map((name) => [name, known(healthy[name] ?? valueOf(FACTS[name as BuiltInFactName], draw, literals), { operation: 'test', requestId: null, readAt: '2026-11-24T00:00:00Z' })]));
}

describe(`over ${SETS.toLocaleString('en')} random fact sets, the same rule as YAML and as TypeScript`, () => {
  test('is there for every built-in rule', () => {
    expect([...new Set(rules.map((rule) => rule.id))].toSorted()).toEqual([...TWINS.keys()].toSorted());
  });

  test.each(rules.map((rule) => [`${rule.id} (${rule.whenNeeds.length === 0 ? 'no when' : 'when'})`, rule] as const))('%s: equal verdicts where all is known, unknown and never pass where one is not', (_, yaml) => {
    const code = TWINS.get(yaml.id)?.(yaml.text?.when ?? undefined);
    if (code === undefined) throw new Error(`no twin of ${yaml.id}`);
    expect(code.needs).toEqual(yaml.needs);
    const draw = drawFrom(seeded(yaml.id.length * 7919 + yaml.needs.length));
    const names = [...new Set([...yaml.needs, ...yaml.whenNeeds])];
    const literals = [...yaml.text?.assert.matchAll(/"([^"]*)"/g) ?? []].map((match) => match[1] ?? '');
    const seen: Record<string, number> = {};
    for (let set = 0; set < SETS; set++) {
      const facts = factSet(names, draw, literals);
      const verdict: string = code.decide(facts).verdict;
      seen[verdict] = (seen[verdict] ?? 0) + 1;
      if (verdict !== yaml.decide(facts).verdict) expect.fail(`${yaml.id}: TypeScript says ${verdict}, YAML ${yaml.decide(facts).verdict}, of ${JSON.stringify([...facts])}`);
      const dark: FactName = draw(yaml.needs);
      if (draw([true, false])) facts.delete(dark);
      else facts.set(dark, unknown(draw(UNKNOWN_REASONS), 'Made unknown.'));
      const blind: string = code.decide(facts).verdict;
      const applies: string = code.applies(facts);
      const expected: string = applies === 'no' ? 'skipped' : 'unknown';
      if (blind !== expected) expect.fail(`${yaml.id}: TypeScript says ${blind} with ${dark} unknown, of ${JSON.stringify([...facts])}`);
      const told: string = yaml.decide(facts).verdict;
      if (told === 'pass') expect(yaml.needs.length, `${yaml.id}: YAML passes with ${dark} unknown`).toBeGreaterThan(1);
    }
    expect(seen['pass'], 'passes drawn').toBeGreaterThan(20);
    expect(seen['fail'], 'failures drawn').toBeGreaterThan(20);
    // only a text that is no version cannot be compared, and both say so
    if (yaml.id !== 'major-upgrade-first') expect(seen['unknown'] ?? 0).toBe(0);
  });
});

describe('a value of another type than the dictionary says', () => {
  test('is no value to a rule in TypeScript', () => {
    const code = defineRule({ id: 'truthy', title: 'x', severity: 'error', why: 'x', needs: ['network.hasDirectEndpoint'], assert: (fact) => Boolean(fact['network.hasDirectEndpoint']) });
    const facts = new Map([['network.hasDirectEndpoint' as const, known<FactValue>('false', { operation: 'test', requestId: null, readAt: '2026-11-24T00:00:00Z' })]]);
    expect(code.decide(facts)).toMatchObject({ verdict: 'unknown', unknown: [{ fact: null, unknown: { reason: 'rule-error' } }] });
  });
});
