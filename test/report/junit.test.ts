import { parse } from 'junit2json';
import type { TestSuites } from 'junit2json';
import { describe, expect, test } from 'vitest';
import { reportJunit } from '../../src/report/junit.ts';
import type { Result } from '../../src/model/result.ts';
import { HOSTILE_CASES, hostileResult, largeResult, reportOf, unknownResult, variedResult } from './hostile-results.ts';
import { enabled, finding, instance, result } from './results.ts';

async function junit(given: Result): Promise<TestSuites> {
  const read = await parse(reportJunit(reportOf(given)));
  return read as TestSuites;
}

const endings = (suites: TestSuites) => (suites.testsuite ?? []).map((suite) => [suite.name, ...(suite.testcase ?? []).map((one) =>
  `${one.name} ${one.error ? 'error' : one.failure ? 'failure' : one.skipped ? 'skipped' : one['system-out'] ? 'told' : 'passed'}`)]);

describe('JUnit', () => {
  test('is a suite for each instance and a case for each rule', async () => {
    const suites = await junit(variedResult());
    expect(endings(suites)).toEqual([
      ['scope', 'DescribeInstances in cn-shenzhen error'],
      ['cn-hangzhou/r-go', 'vpc-network passed', 'valid-prefix skipped', 'engine-version-5 told'],
      ['cn-hangzhou/r-ssl', 'ssl-disabled failure'],
      ['cn-hangzhou/r-never', 'cluster-architecture failure'],
      ['cn-hangzhou/r-unknown', 'ssl-disabled error'],
      ['cn-hangzhou/r-enabled', 'no-direct-endpoint skipped'],
      ['cn-beijing/r-waived', 'latest-minor-version skipped', 'preview-access skipped'],
    ]);
    expect([suites.tests, suites.failures, suites.errors, suites.time]).toEqual([10, 2, 2, 9]);
    const [, , ssl, , unknown, , waived] = suites.testsuite ?? [];
    expect(ssl?.testcase?.[0]).toMatchObject({ classname: 'cn-hangzhou/r-ssl', failure: [{ message: 'SSL encryption is on.', type: 'error', inner: expect.stringContaining('Expected: SSL encryption is disabled. Saw: SSL encryption is on.\n1. Disable SSL') }] });
    expect(unknown?.testcase?.[0]?.error?.[0]).toMatchObject({ message: 'Unknown whether SSL is off.', type: 'denied' });
    expect(waived?.testcase?.[0]?.skipped?.[0]?.message).toBe('Waived by ops until 2027-01-31: Agreed.');
    expect(ssl?.properties).toContainEqual({ name: 'standing', value: 'blocked' });
  });

  test('tells of advice without failing', async () => {
    const suites = await junit(result([instance('r-1', { findings: [finding('a', { severity: 'warning', message: 'Expected: x. Saw: y.' })] })]));
    expect(suites.testsuite?.[0]?.testcase?.[0]?.['system-out']).toEqual(['warning: Expected: x. Saw: y.']);
    expect([suites.failures, suites.errors]).toEqual([0, 0]);
  });

  test('of no instance has no suite, and every unknown one is an error', async () => {
    expect(await junit(result([]))).toMatchObject({ tests: 0, failures: 0, errors: 0 });
    expect(await junit(unknownResult())).toMatchObject({ tests: 2, failures: 0, errors: 2 });
    expect(reportJunit(reportOf(result([])))).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites [^\n]+\/>\n$/);
  });

  test('is bounded, and does not pass over what it leaves out', async () => {
    const large = reportJunit(reportOf(largeResult(20_000)));
    expect(large.match(/<testsuite /g)).toHaveLength(2_001);
    expect(large).toContain('18,000 more instances stand in --format json; 11,334 of them are blocked or unknown.');
    expect(large).toMatch(/<testcase name="instances beyond those shown"[^>]*>\s*<error /);
    const healthy = await junit(result(Array.from({ length: 2_100 }, (_, at) => enabled(`r-${at}`))));
    expect([healthy.errors, healthy.testsuite?.at(-1)?.skipped]).toEqual([0, 1]);
  });

  test.each(HOSTILE_CASES)('with %s is read back with the same suites', async (_, text) => {
    const [given, plain] = [await junit(hostileResult(text)), await junit(hostileResult('plain'))];
    const shape = (suites: TestSuites) => endings(suites).map((suite) => suite.slice(1).map((one) => one?.split(' ').at(-1)));
    expect(shape(given)).toEqual(shape(plain));
    expect([given.tests, given.failures, given.errors]).toEqual([plain.tests, plain.failures, plain.errors]);
    // oxlint-disable-next-line no-control-regex -- what XML 1.0 cannot hold
    expect(reportJunit(reportOf(hostileResult(text)))).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u);
  });
});
