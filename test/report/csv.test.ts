import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { reportCsv, reportCsvFindings } from '../../src/report/csv.ts';
import type { Result } from '../../src/model/result.ts';
import { HOSTILE_CASES, hostileResult, largeResult, reportOf, unknownResult, variedResult } from './hostile-results.ts';
import { enabled, finding, instance, needsSsl, result, step, unknownFact, unread } from './results.ts';

type Row = Readonly<Record<string, string>>;
const rows = (text: string): Row[] => parse(text, { columns: true });
const instancesOf = (given: Result): Row[] => rows(reportCsv(reportOf(given)));
const findingsOf = (given: Result): Row[] => rows(reportCsvFindings(reportOf(given)));

describe('CSV of instances', () => {
  test('has a row for each, with a header', () => {
    const given = instancesOf(variedResult());
    expect(given.map(({ instanceId, standing }) => [instanceId, standing])).toEqual([['r-go', 'eligible'], ['r-ssl', 'blocked'], ['r-never', 'blocked'], ['r-unknown', 'unknown'], ['r-enabled', 'enabled'], ['r-waived', 'eligible']]);
    expect(given[1]).toMatchObject({ accountId: '1234567890', region: 'cn-hangzhou', name: 'name of r-ssl', fixable: 'true', contended: 'false', addressesNeeded: '9', failedRules: 'ssl-disabled', toDo: 'Disable SSL encryption for the instance.', vSwitchId: 'vsw-bp1e7clcw529l773d0001' });
    expect([given[0]?.['failedAdvice'], given[3]?.['unknownRules'], given[5]?.['waivedRules']]).toEqual(['engine-version-5', 'ssl-disabled', 'latest-minor-version']);
  });

  test('of an instance that has a direct endpoint names no rule, no code and nothing to do: its findings do not count', () => {
    const findings = [
      finding('classic-deployment', { predicts: [{ code: 'InstanceType.NotSupport', basis: 'documented' }], remedy: [step('Nothing has to be done.', { inPlace: false })] }),
      finding('supported-engine-version', { remedy: [step('Create a classic cluster.', { inPlace: false })] }), finding('ssl-disabled', { verdict: 'unknown', unknown: [unknownFact()] }),
      finding('engine-version-5', { severity: 'warning' }), finding('latest-minor-version', { verdict: 'waived' }),
    ];
    const [row] = instancesOf(result([enabled('r-1', { findings, predictedErrorCodes: ['InstanceType.NotSupport'] })]));
    expect(row).toMatchObject({ standing: 'enabled', failedRules: '', unknownRules: '', failedAdvice: '', waivedRules: '', predictedErrorCodes: '', toDo: '' });
    expect(findingsOf(result([enabled('r-1', { findings }), needsSsl('r-2')])).map(({ rule, verdict, counts, toDo, commands }) => [rule, verdict, counts, toDo, commands === ''])).toEqual([
      ['classic-deployment', 'fail', 'false', '', true], ['supported-engine-version', 'fail', 'false', '', true], ['ssl-disabled', 'unknown', 'false', '', true],
      ['engine-version-5', 'fail', 'false', '', true], ['latest-minor-version', 'waived', 'false', '', true], ['ssl-disabled', 'fail', 'true', 'Disable SSL encryption for the instance.', false],
    ]);
  });

  test('leaves empty what is unknown', () => {
    const [row] = instancesOf(result([instance('r-1', { accountId: null, region: null, name: null, addressesNeeded: null, facts: {} })]));
    expect(row).toMatchObject({ accountId: '', region: '', name: '', addressesNeeded: '', vSwitchId: '', freeAddresses: '' });
  });

  test('is the header alone where there is no instance, and ends its lines with CR and LF', () => {
    expect(reportCsv(reportOf(result([])))).toMatch(/^accountId,region,instanceId,[^\r\n]+\r\n$/);
    expect(reportCsv(reportOf(result([needsSsl('r-1')]))).split('\r\n')).toHaveLength(3);
    expect(instancesOf(unknownResult()).map(({ standing }) => standing)).toEqual(['unknown', 'unknown']);
  });

  test.each(['a\nb', 'a\rb', 'a\r\nb', 'a"b', 'a,b'])('quotes %j', (name) => {
    expect(reportCsv(reportOf(result([instance('r-1', { name })])))).toContain(`,r-1,"${name.replace('"', '""')}",`);
  });

  test('has every row of a large fleet', () => {
    expect(reportCsv(reportOf(largeResult(20_000))).split('\r\n')).toHaveLength(20_002);
  });
});

describe('CSV of findings', () => {
  test('has a row for each, whatever its verdict', () => {
    const given = findingsOf(variedResult());
    expect(given.map(({ instanceId, rule, verdict }) => `${instanceId} ${rule} ${verdict}`)).toEqual([
      'r-go vpc-network pass', 'r-go valid-prefix skipped', 'r-go engine-version-5 fail', 'r-ssl ssl-disabled fail', 'r-never cluster-architecture fail', 'r-unknown ssl-disabled unknown',
      'r-enabled no-direct-endpoint fail', 'r-waived latest-minor-version waived', 'r-waived preview-access unknown',
    ]);
    expect(given[3]).toMatchObject({ severity: 'error', enforced: 'true', saw: 'SSL encryption is on.', commands: 'aliyun r-kvstore ModifyInstanceSSL --InstanceId r-ssl --SSLEnabled Disable' });
    expect(given[5]).toMatchObject({ unknownFacts: 'ssl.enabled', reasons: 'denied', ramActions: 'kvstore:DescribeInstanceSSL', saw: '' });
    expect(given[7]).toMatchObject({ waiverOwner: 'ops', waiverExpires: '2027-01-31', waiverReason: 'Agreed.' });
  });
});

describe.each(HOSTILE_CASES)('CSV with %s', (_, text) => {
  const all = [...instancesOf(hostileResult(text)), ...findingsOf(hostileResult(text))];

  test('keeps its cells', () => {
    expect([instancesOf(hostileResult(text)).length, findingsOf(hostileResult(text)).length]).toEqual([6, 6]);
    const held = text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\p{Cs}]/gu, ''); // oxlint-disable-line no-control-regex -- what is left out
    expect(all.every(({ name }) => name === held || name === `'${held}`)).toBe(true);
  });

  test('holds no formula', () => {
    for (const row of all) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/);
  });
});

test('a text that is a number below zero is still a text to CSV, and plain names stay as they are', () => {
  expect(instancesOf(result([unread('r-1'), instance('r-2', { name: '-5' }), instance('r-3', { name: 'a-b=c@d' })])).map(({ name }) => name)).toEqual(['name of r-1', "'-5", 'a-b=c@d']);
});
