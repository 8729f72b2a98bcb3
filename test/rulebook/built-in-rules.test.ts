import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { FACTS } from '../../src/model/facts.ts';
import type { FactName } from '../../src/model/facts.ts';
import type { Rule } from '../../src/model/rule.ts';
import { HEALTHY, healthyToYaml, loadRuleBook, testRule } from '../../src/rulebook/index.ts';
import { healthyWith } from './fixtures.ts';

const book = loadRuleBook({ builtIn: 'rules', extra: [] });

function ruleNamed(id: string): Rule {
  const rule = book.rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new Error(`There is no rule ${id}.`);
  return rule;
}

const CLASSIC = 'instance.architecture == "cluster" && instance.deployment == "classic"';
const IN_VPC = `${CLASSIC} && instance.networkType == "VPC"`;

/** The table of the contract: severity in the three presets, enforced, predictions and the gate. */
const TABLE: readonly (readonly [id: string, severity: string, enforced: boolean, predicts: string, when: string | null])[] = [
  ['instance-exists', 'E E E', true, 'InvalidDbInstanceId.NotFound documented', null],
  ['cluster-architecture', 'E E E', true, 'InvalidConnType inferred', null],
  ['classic-deployment', 'W E E', true, 'InvalidConnType inferred', null],
  ['supported-engine-version', 'E E E', true, 'UnsupportedEngineVersion documented', null],
  ['engine-version-5', '- W E', false, 'UnsupportedEngineVersion inferred', null],
  ['latest-minor-version', 'W E E', false, 'IncorrectMinorVersion documented', CLASSIC],
  ['vpc-network', 'E E E', true, 'InvalidVPCParamGroup inferred', null],
  ['ssl-disabled', 'E E E', true, '', CLASSIC],
  ['vswitch-available', 'E E E', true, 'InvalidVPCParamGroup inferred', IN_VPC],
  ['vswitch-has-addresses', 'E E E', true, '', IN_VPC],
  ['instance-normal', 'E E E', true, 'InstanceStatus.NotSupport documented', null],
  ['no-active-task', 'E E E', true, 'TaskHasExist documented', CLASSIC],
  ['no-scheduled-task', '- W W', false, 'TaskHasExist inferred', CLASSIC],
  ['no-order-in-progress', '- E E', false, 'TaskHasExist inferred, InstanceStatus.NotSupport inferred', CLASSIC],
  ['no-direct-endpoint', 'E E E', true, 'DirectConnectionAlreadyExists documented, NetTypeExists documented', CLASSIC],
  ['valid-prefix', 'E E E', true, 'InvalidConnectionString documented, InvalidConnectionString.Format documented', 'request.hasPrefix'],
  ['prefix-not-in-use', 'E E E', true, 'ConnectionStringAlreadyExists documented', 'request.hasPrefix'],
  ['valid-port', 'E E E', true, '', null],
  ['not-in-global-cache', '- W W', false, '', CLASSIC],
  ['major-upgrade-first', '- W W', false, '', CLASSIC],
  ['whitelist-not-empty', '- W W', false, '', CLASSIC],
  ['connections-within-shard-limit', '- W W', false, '', CLASSIC],
  ['preview-access', '- I I', false, '', CLASSIC],
  ['preview-not-denied', '- E E', false, '', 'request.previewAttested'],
];

const LETTERS = { error: 'E', warning: 'W', info: 'I', off: '-' } as const;

test('the built-in rules are those of the table', () => {
  expect(book.rules.map(({ id }) => id).toSorted()).toEqual(TABLE.map(([id]) => id).toSorted());
});

test.each(TABLE)('%s is %s, enforced %s, predicts "%s" and applies when %s', (id, severity, enforced, predicts, when) => {
  const rule = ruleNamed(id);
  const { reference, recommended, strict } = rule.severity;
  expect([reference, recommended, strict].map((word) => LETTERS[word]).join(' ')).toBe(severity);
  expect(rule.enforced).toBe(enforced);
  expect(rule.predicts.map(({ code, basis }) => `${code} ${basis}`).join(', ')).toBe(predicts);
  expect(rule.text?.when ?? null).toBe(when);
});

describe.each(book.rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test('has examples that hold', () => {
    expect(rule.examples.length).toBeGreaterThan(2);
    expect(testRule(rule).filter(({ passed }) => !passed)).toEqual([]);
  });

  test('has a source that was seen, a reason and a remedy', () => {
    expect(rule.sources.length).toBeGreaterThan(0);
    for (const { url } of rule.sources) expect(url).toMatch(/^https:\/\//);
    expect([rule.why.length, rule.title.length].every((length) => length > 15)).toBe(true);
    expect(rule.title).toMatch(/^The |^No |^Access |^SSL /);
  });

  test('shows no step that leaves a value open where everything is known', () => {
    const known = healthyWith({ 'vswitch.alternatives': [{ id: 'vsw-b', zone: 'cn-hangzhou-h', availableAddresses: 90 }] });
    for (const step of rule.remedy(known)) expect(`${step.do} ${step.impact}`).not.toContain('unknown');
  });

  test('passes or is skipped on the healthy instance, but for what nobody can read', () => {
    const { verdict } = rule.decide(HEALTHY);
    expect(rule.id === 'preview-access' ? ['unknown'] : ['pass', 'skipped']).toContain(verdict);
  });

  test('names only facts of the list in its "when", so that gating costs no call', () => {
    for (const name of rule.whenNeeds) expect(name).toMatch(/^instance\.(?:architecture|deployment|networkType)$|^request\./);
  });
});

test('an instance that can never qualify asks for no detail', () => {
  const facts = healthyWith({ 'instance.architecture': 'standard' });
  const details = book.rules.filter((rule) => rule.needs.some((name) => /^(?:ssl|version|network|vswitch|tasks|access)\./.test(name)));
  expect(details.map((rule) => rule.decide(facts).verdict)).toEqual(details.map(() => 'skipped'));
  expect(details.length).toBeGreaterThan(7);
});

function commands(id: string, changes: Parameters<typeof healthyWith>[0]): readonly string[] {
  const facts = healthyWith({ 'instance.id': 'r-a', 'instance.region': 'eu-central-1', ...changes });
  return ruleNamed(id).remedy(facts).flatMap(({ run, inPlace }) => [run ?? '', ...(inPlace ? [] : ['not in place'])]);
}

describe('remedies', () => {
  test('hold the commands of the service', () => {
    expect(commands('ssl-disabled', {})).toEqual(['aliyun r-kvstore ModifyInstanceSSL --InstanceId r-a --SSLEnabled Disable --region eu-central-1']);
    expect(commands('latest-minor-version', {})).toEqual(['aliyun r-kvstore ModifyInstanceMinorVersion --InstanceId r-a --Minorversion latest_version --EffectiveTime MaintainTime --region eu-central-1']);
    expect(commands('vpc-network', { 'instance.networkType': 'CLASSIC' })).toEqual(["aliyun r-kvstore SwitchNetwork --InstanceId r-a --TargetNetworkType VPC --VpcId '<VPC_ID>' --VSwitchId '<VSWITCH_ID>' --RetainClassic True --ClassicExpiredDays 30 --region eu-central-1"]);
  });

  test.each([
    ['Community', '4.0', true], ['Community', '2.8', true], ['Community', '6.0', false], ['Community', '7.0', false], ['Enterprise', '4.0', true], ['Enterprise', '6.0', false],
  ])('offer an upgrade to 5.0 only where there is one: %s %s', (edition, version, offered) => {
    for (const id of ['supported-engine-version', 'engine-version-5']) {
      const shown = commands(id, { 'instance.edition': edition, 'instance.engineVersion': version });
      expect(shown).toEqual(offered ? ['aliyun r-kvstore ModifyInstanceMajorVersion --InstanceId r-a --MajorVersion 5.0 --EffectiveTime MaintainTime --region eu-central-1'] : ['', 'not in place']);
    }
  });

  test('of what can never be are not in place', () => {
    expect(commands('cluster-architecture', { 'instance.architecture': 'standard' })).toEqual(['', 'not in place']);
    expect(commands('classic-deployment', { 'instance.deployment': 'cloud-native', 'instance.connectionMode': 'proxy' })).toEqual(['', 'not in place']);
    expect(commands('supported-engine-version', { 'instance.engineVersion': '7.0', 'instance.edition': { unknown: 'unrecognised' } })).toEqual(['', 'not in place']);
  });

  test('name a vSwitch with room where one is known', () => {
    const few = { 'vswitch.availableAddresses': 3, 'instance.shardCount': 8 };
    expect(ruleNamed('vswitch-has-addresses').remedy(healthyWith(few)).map((step) => step.do)[0]).toBe('Free 6 or more addresses of vSwitch vsw-healthy00000000001.');
    const offered = commands('vswitch-has-addresses', { ...few, 'vswitch.alternatives': [{ id: 'vsw-b', zone: 'z', availableAddresses: 90 }] });
    expect(offered[1]).toBe('aliyun r-kvstore SwitchNetwork --InstanceId r-a --TargetNetworkType VPC --VpcId vpc-healthy00000000001 --VSwitchId vsw-b --region eu-central-1');
    expect(commands('vswitch-has-addresses', { ...few, 'vswitch.alternatives': { unknown: 'not-asked' } })).toHaveLength(2);
  });

  test('wait for a change to end, but not for a bill to be paid', () => {
    expect(commands('instance-normal', { 'instance.status': 'SSLModifying' })).toEqual(['tair-preflight check r-a --region eu-central-1']);
    expect(commands('instance-normal', { 'instance.status': 'Inactive' })).toEqual(['']);
    expect(commands('instance-normal', { 'instance.status': 'Released' })).toEqual(['', 'not in place']);
  });

  test('stand in the order in which they are to be done', () => {
    const steps = ['instance-normal', 'supported-engine-version', 'latest-minor-version', 'vpc-network', 'ssl-disabled', 'vswitch-has-addresses'].map((id) => ruleNamed(id).order);
    expect(steps).toEqual(steps.toSorted((left, right) => left - right));
  });
});

test('what a failure saw is told with its values', () => {
  const facts = healthyWith({ 'vswitch.availableAddresses': 3, 'ssl.enabled': true, 'tasks.active': [{ id: '7', type: 'HaSwitch', status: 'Running' }], 'access.whitelist': [], 'load.connections': 12_000 });
  const saw = (id: string): string | null => ruleNamed(id).saw(facts);
  expect(saw('vswitch-has-addresses')).toBe('vSwitch vsw-healthy00000000001 has 3 free addresses; 9 are needed.');
  expect(saw('ssl-disabled')).toBe('SSL encryption is on.');
  expect(saw('no-active-task')).toBe('Running: HaSwitch 7 (Running).');
  expect(saw('whitelist-not-empty')).toBe('The whitelist holds: nothing.');
  expect(saw('connections-within-shard-limit')).toBe('At the peak of the last day it had 12000 connections; a shard takes 10000.');
});

test('the healthy instance is published fact by fact', () => {
  const published: Record<string, unknown> = parse(healthyToYaml());
  expect(Object.keys(published).toSorted()).toEqual(Object.keys(FACTS).toSorted());
  expect(published).toMatchObject({ 'instance.architecture': 'cluster', 'instance.shardCount': 8, 'request.prefix': { unknown: 'not-asked' }, 'request.port': 6379 });
  const unread = [...HEALTHY].filter(([, fact]) => fact.kind === 'unknown').map(([name]) => name);
  expect(unread).toEqual(['instance.connectionMode', 'account.previewAccess', 'request.prefix'] satisfies FactName[]);
});

test('no rule file names anything but the service and itself', () => {
  for (const { file } of book.rules) expect(readFileSync(file, 'utf8')).not.toMatch(/\/work|TODO|FIXME/);
});
