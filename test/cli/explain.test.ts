import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { CODES_ZH } from '../../src/app/codes/codes-zh.ts';
import { SERVICE_CODES } from '../../src/app/explain-code.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import type { CodeExplanation } from '../../src/model/service-codes.ts';
import { displayWidth } from '../../src/report/text.ts';
import { englishIn } from '../report/chinese.ts';
import { BLOCKED, checkJson, cloudOf, ELIGIBLE, HANGZHOU, newFolder, run, runOn } from './support.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';

/** The twelve codes of AllocateDirectConnection, with whether the page describes them (API-REFERENCE, error codes). */
const TWELVE: Readonly<Record<string, boolean>> = {
  NetTypeExists: false, InvalidConnType: false, TaskHasExist: true, ConnectionStringAlreadyExists: false, 'InvalidConnectionString.Format': true, DirectConnectionAlreadyExists: false,
  InvalidVPCParamGroup: false, InvalidConnectionString: true, UnsupportedEngineVersion: false, IncorrectMinorVersion: true, 'InstanceStatus.NotSupport': true, 'InvalidDbInstanceId.NotFound': true,
};

async function explainCodeJson(code: string, ...more: string[]): Promise<CodeExplanation> {
  const { code: exit, out, err } = await run(['explain', code, '--format', 'json', ...more], {});
  expect([exit, err]).toEqual([0, '']);
  return JSON.parse(out) as CodeExplanation;
}

describe('explain CODE', () => {
  test.each(Object.entries(TWELVE))('%s is one of the twelve', async (code, isDescribed) => {
    const explained = await explainCodeJson(code);
    expect(explained).toMatchObject({ schema: 'tair-preflight/code/v1', code, effect: 'nothing-done', documentation: isDescribed ? 'described' : 'listed' });
    expect(explained.operations).toContain('AllocateDirectConnection');
    expect(explained.predictedBy.length, 'rules that predict it').toBeGreaterThan(0);
    expect(explained.advice.length).toBeGreaterThan(0);
  });

  test('the rules that predict a code are those of the rule book, with their basis', async () => {
    const { out } = await run(['rules', 'list', '--format', 'json'], {});
    const rules = JSON.parse(out) as { id: string; predicts: { code: string; basis: string }[] }[];
    const listed = rules.flatMap(({ id, predicts }) => predicts.map(({ code, basis }) => `${code} ${id} ${basis}`)).toSorted();
    const told = (await Promise.all(Object.keys(TWELVE).map((code) => explainCodeJson(code)))).flatMap(({ code, predictedBy }) =>
      predictedBy.filter(({ operation }) => operation === 'AllocateDirectConnection').map(({ rule, basis }) => `${code} ${rule} ${basis}`)).toSorted();
    expect(told).toEqual(listed);
  });

  test('the codes of a release are told with the rules before it', async () => {
    expect((await explainCodeJson('NetTypeNotExists')).predictedBy).toMatchObject([{ rule: 'classic-cluster', operation: 'ReleaseDirectConnection' }, { rule: 'has-direct-endpoint', basis: 'documented' }]);
  });

  test.each(['Throttling', 'Throttling.User', 'Forbidden.RAM', 'NoPermission', 'InvalidAccessKeyId.NotFound', 'SignatureDoesNotMatch', 'InvalidTimeStamp.Expired', 'ServiceUnavailable', 'InternalError', 'MissingParameter'])('%s of the gateway', async (code) => {
    expect(await explainCodeJson(code)).toMatchObject({ code, documentation: 'common', operations: [] });
  });

  test('a failure of the service leaves open what was done; a throttled call was not carried out', async () => {
    const effects = await Promise.all(['InternalError', 'ServiceUnavailable', 'SignatureNonceUsed', 'Throttling.User'].map(async (code) => (await explainCodeJson(code)).effect));
    expect(effects).toEqual(['not-known', 'not-known', 'not-known', 'nothing-done']);
  });

  test.each([['Throttling.Something', 'Throttling'], ['MissingParameter.InstanceId', 'MissingParameter'], ['throttling.something', 'Throttling']])('%s is known as one of %s', async (code, knownAs) => {
    expect(await explainCodeJson(code)).toMatchObject({ code, knownAs });
  });

  test('the case of letters does not matter', async () => {
    expect((await explainCodeJson('instancestatus.notsupport')).code).toBe('InstanceStatus.NotSupport');
  });

  test('for people: meaning, predictions and what to do', async () => {
    const { out } = await run(['explain', 'IncorrectMinorVersion'], {});
    expect(out).toMatch(/^IncorrectMinorVersion\nThe minor version/);
    expect(out).toMatch(/^ {2}latest-minor-version \(documented\): /m);
    expect(out).toMatch(/^What to do\n {2}1\. Update/m);
  });

  test('a code that only a rule of one\'s own predicts is told as undocumented', async () => {
    const folder = join(newFolder(), 'rules');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a-rule.yaml'), JSON.stringify({ id: 'a-rule', title: 'All is well.', severity: 'warning', assert: 'ssl.enabled == false', why: 'W.', predicts: [{ code: 'PreviewNotGranted', basis: 'observed' }], remedy: [{ do: 'Do.' }], sources: [], examples: [], never: { pass: 'a', fail: 'b', unknown: 'c' } }));
    expect(await explainCodeJson('PreviewNotGranted', '--rules', folder)).toMatchObject({ documentation: 'undocumented', predictedBy: [{ rule: 'a-rule', basis: 'observed' }] });
    expect(await run(['explain', 'PreviewNotGranted'], {})).toMatchObject({ code: 2 });
  });

  test.each([
    [['TaskHasExists'], 'There is no error code "TaskHasExists" that this version knows. Did you mean TaskHasExist?'],
    [['taskhasexis'], 'Did you mean TaskHasExist?'],
    [['NoSuchThingAtAll'], 'Expected one that AllocateDirectConnection or the gateway answers'],
    [['TaskHasExist', 'ssl-disabled'], 'TaskHasExist is an error code, which is explained by itself'],
    [[], 'Name an error code or the id of an instance'],
    [['TaskHasExist', '--format', 'html'], 'Choose one of table, json'],
  ])('%j is exit 2', async (argv, sentence) => {
    expect(await run(['explain', ...argv], {})).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });

  test('in Chinese: meaning and advice of every code, for people by the locale, for programs on demand', async () => {
    for (const { code } of SERVICE_CODES) {
      const { out } = await run(['explain', code, '--lang', 'zh'], {});
      expect(out, code).toMatch(/[\u4E00-\u9FFF]/);
      expect(englishIn(out.replaceAll(/`[^`]*`/g, '')), code).toEqual([]);
      const explained = await explainCodeJson(code, '--lang', 'zh');
      for (const sentence of [explained.meaning, ...explained.advice]) expect(sentence, code).toMatch(/^[^a-z].*[\u4E00-\u9FFF].*。$/);
    }
    expect((await run(['explain', 'TaskHasExist'], { LANG: 'zh_CN.UTF-8' })).out).toMatch(/^TaskHasExist\n该实例上有其他任务正在执行或排队。\n/);
    expect((await run(['explain', 'TaskHasExist', '--format', 'json'], { LANG: 'zh_CN.UTF-8' })).out).toContain('Another task is at work');
    expect(SERVICE_CODES.map(({ code }) => code).toSorted()).toEqual(Object.keys(CODES_ZH).toSorted());
  });

  test('no code is there twice, and each says in sentences what to do', () => {
    const codes = SERVICE_CODES.map(({ code }) => code.toLowerCase());
    expect(new Set(codes).size).toBe(codes.length);
    for (const { meaning, advice } of SERVICE_CODES) for (const sentence of [meaning, ...advice]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

async function explainJson(emulator: Emulator, ...argv: string[]): Promise<Explanation> {
  const { code, out, err } = await runOn(emulator, ['explain', ...argv, ...HANGZHOU, '--format', 'json']);
  expect(code, err).toBe(0);
  return JSON.parse(out) as Explanation;
}

describe('explain INSTANCE [RULE]', () => {
  test('one rule: its verdict, the sub-expression that decided, its facts with both sources', async () => {
    const emulator = await cloudOf([BLOCKED]);
    const { instances: [instance], rule } = await explainJson(emulator, 'r-blocked', 'ssl-disabled');
    expect(rule).toBe('ssl-disabled');
    expect(instance).toMatchObject({ instanceId: 'r-blocked', region: 'cn-hangzhou', standing: null });
    expect(instance?.rules).toMatchObject([{
      rule: 'ssl-disabled', verdict: 'fail', looked: ['instance.architecture', 'instance.deployment', 'ssl.enabled'],
      when: { result: { kind: 'value', value: true } },
      assert: { expression: 'ssl.enabled == false', result: { kind: 'value', value: false }, decidedBy: ['ssl.enabled == false'], steps: [{ expression: 'ssl.enabled', result: { value: true } }] },
    }]);
    const fact = instance?.facts['ssl.enabled'];
    const stamp = expect.stringMatching(/^\d{4}-.*Z$/);
    const id = expect.stringMatching(/^[0-9A-F-]{36}$/);
    expect(fact).toEqual({ value: true, operation: 'DescribeInstanceSSL', requestId: id, readAt: stamp, confirmedBy: [{ operation: 'DescribeEngineVersion', requestId: id, readAt: stamp }] });
    expect(Object.keys(instance?.facts ?? {})).toEqual(['instance.architecture', 'instance.deployment', 'ssl.enabled']);
  });

  test('one rule reads what it needs, and nothing else', async () => {
    const emulator = await cloudOf([BLOCKED]);
    await explainJson(emulator, 'r-blocked', 'ssl-disabled');
    expect(Object.keys(emulator.calls()).toSorted()).toEqual(['DescribeEngineVersion', 'DescribeInstanceSSL', 'DescribeInstances', 'GetCallerIdentity']);
  });

  test('all rules: the verdicts are those of check, and every fact that a rule looked at is there', async () => {
    const emulator = await cloudOf([{ ...BLOCKED, tasks: [{ type: 'ModifyInsSpec', status: 'Running' }] }], { settings: { accessRules: [{ deny: 'kvstore:DescribeDBInstanceNetInfo' }] } });
    const { result } = await checkJson(emulator, ['r-blocked', ...HANGZHOU]);
    const { instances: [instance] } = await explainJson(emulator, 'r-blocked');
    expect(instance?.standing).toBe('blocked');
    expect(instance?.rules.map(({ rule, verdict }) => [rule, verdict])).toEqual(result.instances[0]?.findings.map(({ rule, verdict }) => [rule, verdict]));
    for (const { looked } of instance?.rules ?? []) for (const fact of looked) expect(instance?.facts, fact).toHaveProperty([fact]);
    expect(instance?.facts['network.hasDirectEndpoint']).toMatchObject({ reason: 'denied', operation: 'DescribeDBInstanceNetInfo', ramAction: 'kvstore:DescribeDBInstanceNetInfo', requestId: expect.any(String) });
    for (const { rule, verdict, assert } of instance?.rules ?? []) {
      if (verdict === 'pass' || verdict === 'fail') expect(assert?.result, rule).toMatchObject({ value: verdict === 'pass' });
      if (verdict === 'unknown') expect(assert?.result.kind, rule).toBe('unknown');
      if (verdict === 'skipped') expect(assert, rule).toBeNull();
    }
  });

  test('sources that contradict each other are both named', async () => {
    const emulator = await cloudOf([{ ...ELIGIBLE, raw: { DescribeEngineVersion: { IsSSLEnable: '1' } } }]);
    const { instances: [instance] } = await explainJson(emulator, 'r-eligible', 'ssl-disabled');
    expect(instance?.rules[0]?.verdict).toBe('unknown');
    expect(instance?.facts['ssl.enabled']).toMatchObject({ reason: 'conflict', detail: 'DescribeInstanceSSL says ssl.enabled is false, DescribeEngineVersion says true.', operation: 'DescribeInstanceSSL, DescribeEngineVersion' });
  });

  test('for people: failures first, the deciding step marked, facts with their requests', async () => {
    const emulator = await cloudOf([BLOCKED]);
    const { code, out } = await runOn(emulator, ['explain', 'r-blocked', ...HANGZHOU]);
    expect(code).toBe(0);
    expect(out).toMatch(/^r-blocked, .*cn-hangzhou, account 1234567890123456\nblocked: \d+ rules, 1 fail, /m);
    expect(out.indexOf('fail  ssl-disabled (error, enforced)')).toBeLessThan(out.indexOf('pass  '));
    expect(out).toMatch(/^ {4}ssl\.enabled == false -> false <- decides\n {6}ssl\.enabled -> true$/m);
    expect(out).toMatch(/^ {2}ssl\.enabled = true\n {4}DescribeInstanceSSL, request [0-9A-F-]{36},\n {4}\S+Z\n {4}agrees: DescribeEngineVersion, request/m);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('in Chinese: every heading, verdict line and fact', async () => {
    const emulator = await cloudOf([{ ...BLOCKED, tasks: [{ type: 'ModifyInsSpec', status: 'Running' }] }], { settings: { accessRules: [{ deny: 'kvstore:DescribeDBInstanceNetInfo' }] } });
    const { code, out } = await runOn(emulator, ['explain', 'r-blocked', ...HANGZHOU, '--lang', 'zh']);
    expect(code).toBe(0);
    expect(out).toMatch(/^r-blocked，.*cn-hangzhou，账号 1234567890123456\nblocked：\d+ 条规则，fail \d+，/m);
    expect(out).toMatch(/^fail {2}ssl-disabled（error，强制）\n/m);
    expect(out).toMatch(/-> true <- 决定结果$/m);
    expect(out).toContain('查看过的事实\n');
    expect(out).toContain('account.previewAccess：unknown（not-asked）\n    没有 API 提供该信息');
    expect(out).not.toMatch(/\brules\b|Facts looked at|Could not be read|request [0-9A-F]|agrees|decides|account \d/);
    for (const line of out.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    const alone = await runOn(emulator, ['explain', 'r-none', ...HANGZHOU], { LC_ALL: 'zh_CN.UTF-8' });
    expect(alone.out).toMatch(/^skipped {2}\d+ 条规则\n/m);
  });

  test('an instance that is not there, and a region that cannot be read', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { out } = await runOn(emulator, ['explain', 'r-none', ...HANGZHOU]);
    expect(out).toContain('fail  instance-exists');
    expect(out).toMatch(/^skipped  \d+ rules\n  Skipped: the instance does not exist\./m);
    const denied = await cloudOf([ELIGIBLE], { settings: { accessRules: [{ deny: 'kvstore:DescribeInstances' }] } });
    const { instances: [instance], unread } = await explainJson(denied, 'r-eligible');
    expect(instance?.standing).toBe('unknown');
    expect(unread).toMatchObject([{ reason: 'denied', what: { operation: 'DescribeInstances' } }]);
  });

  test('what is assumed makes it hypothetical, and is told as an assumption', async () => {
    const emulator = await cloudOf([BLOCKED]);
    const explanation = await explainJson(emulator, 'r-blocked', 'ssl-disabled', '--assume', 'ssl.enabled=false');
    expect(explanation).toMatchObject({ hypothetical: true, instances: [{ rules: [{ verdict: 'pass' }], facts: { 'ssl.enabled': { value: false, operation: 'assumption' } } }] });
    expect((await runOn(emulator, ['explain', 'r-blocked', ...HANGZHOU, '--assume', 'ssl.enabled=false'])).out).toContain('Hypothetical: ssl.enabled was assumed');
  });

  test('the prefix that is asked for is judged', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { instances: [instance] } = await explainJson(emulator, 'r-eligible', 'valid-prefix', '--prefix', 'Bad');
    expect(instance?.rules[0]).toMatchObject({ verdict: 'fail', assert: { decidedBy: ['request.prefix.matches("^[a-z][a-z0-9]{7,39}$")'] } });
  });

  test.each([
    [['r-a', 'ssl-disable'], 'There is no rule "ssl-disable". Did you mean ssl-disabled?'],
    [['r-a', 'engine-version-5', '--preset', 'reference'], 'Rule engine-version-5 does not count here: it is off in preset reference'],
    [['r-a', 'ssl-disabled', '--only', 'vpc-network'], 'Give the rule once'],
    [['r a'], '"r a" is not the id of an instance'],
    [['r-a', '--snapshot', 'x'], 'comes with a later release'],
    [['plan.jsn/x'], 'There is no file "plan.jsn/x", and no instance has such an id.'],
    [['package.json'], '"package.json" is a file, and the id of an instance was expected.'],
    [['ssl-disabled'], 'ssl-disabled is a rule, and the id of an instance was expected. `tair-preflight rules show ssl-disabled` tells of the rule, `tair-preflight explain INSTANCE ssl-disabled` how it judges an instance.'],
    [['has-direct-endpoint'], 'has-direct-endpoint is a rule'],
  ])('%j is exit 2, and nothing is asked', async (argv, sentence) => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['explain', ...argv, ...HANGZHOU])).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
    expect(emulator.requests()).toEqual([]);
  });
});
