import { describe, expect, it } from 'vitest';

import type { Fault } from '../../src/emulator/fault-file.ts';
import type { UnknownReason } from '../../src/model/known.ts';
import { checkFleet, describeCases, findingOf, healthy, instanceOf } from './cases.ts';
import type { Case } from './cases.ts';

/** Every reason, brought about at DescribeInstanceSSL, which alone decides ssl.enabled. */
const ON_SSL: readonly { readonly reason: UnknownReason; readonly name: string; readonly given?: Case['given']; readonly fault?: Fault }[] = [
  { reason: 'denied', name: 'a read that RAM forbids', fault: { operation: 'DescribeInstanceSSL', kind: 'deny' } },
  { reason: 'throttled', name: 'a read that is throttled at every try', fault: { operation: 'DescribeInstanceSSL', kind: 'throttle', perSecond: 0, burst: 0 } },
  { reason: 'unreachable', name: 'a connection that is reset at every try', fault: { operation: 'DescribeInstanceSSL', kind: 'reset' } },
  { reason: 'server-error', name: 'a service that fails', fault: { operation: 'DescribeInstanceSSL', kind: 'error', status: 500, code: 'InternalError' } },
  { reason: 'server-error', name: 'a gateway that answers with HTML and 502', fault: { operation: 'DescribeInstanceSSL', kind: 'html' } },
  { reason: 'malformed', name: 'HTML that says success', fault: { operation: 'DescribeInstanceSSL', kind: 'html', status: 200 } },
  { reason: 'malformed', name: 'half a reply', fault: { operation: 'DescribeInstanceSSL', kind: 'truncate' } },
  { reason: 'malformed', name: 'an empty object', fault: { operation: 'DescribeInstanceSSL', kind: 'emptyObject' } },
  { reason: 'malformed', name: 'a reply without RequestId', fault: { operation: 'DescribeInstanceSSL', kind: 'noRequestId' } },
  { reason: 'malformed', name: 'a value of another type', given: { raw: { DescribeInstanceSSL: { SSLEnabled: { on: false } } } } },
  { reason: 'not-found', name: 'a service that no longer knows the instance', fault: { operation: 'DescribeInstanceSSL', kind: 'error', status: 404, code: 'InvalidInstanceId.NotFound' } },
  { reason: 'not-returned', name: 'a reply without the field', given: { raw: { DescribeInstanceSSL: { SSLEnabled: null } } } },
  { reason: 'not-returned', name: 'an empty field', given: { raw: { DescribeInstanceSSL: { SSLEnabled: '' } } } },
  { reason: 'not-returned', name: 'a field that says NULL', given: { raw: { DescribeInstanceSSL: { SSLEnabled: 'NULL' } } } },
  { reason: 'unrecognised', name: 'a word of no documented list', given: { raw: { DescribeInstanceSSL: { SSLEnabled: 'Partly' } } } },
  { reason: 'unrecognised', name: 'a word in another case', given: { raw: { DescribeInstanceSSL: { SSLEnabled: 'disable' } } } },
  { reason: 'unrecognised', name: 'an error code that nobody knows', fault: { operation: 'DescribeInstanceSSL', kind: 'error', status: 400, code: 'Whatever' } },
  { reason: 'conflict', name: 'two sources that contradict each other', given: { raw: { DescribeEngineVersion: { IsSSLEnable: '1' } } } },
  { reason: 'unsupported', name: 'an engine version that the read does not serve', fault: { operation: 'DescribeInstanceSSL', kind: 'error', status: 403, code: 'IncorrectEngineVersion' } },
  { reason: 'unsupported', name: 'a database and a proxy that do not match', fault: { operation: 'DescribeInstanceSSL', kind: 'error', status: 400, code: 'InvalidRedisVersionPattern' } },
  { reason: 'unsupported', name: 'characters that the read does not serve', fault: { operation: 'DescribeInstanceSSL', kind: 'error', status: 403, code: 'IncorrectCharacterType' } },
];

describeCases('whatever could not be read is unknown, kept, and holds its instance back', ON_SSL.map(({ reason, name, given, fault }): Case => ({
  name: `${reason}: ${name}`,
  ...(given === undefined ? {} : { given }),
  ...(fault === undefined ? {} : { faults: [fault] }),
  becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: reason } }, verdicts: { 'ssl-disabled': 'unknown' } },
})));

describeCases('a read that hangs', [
  { name: 'timeout', faults: [{ operation: 'DescribeInstanceSSL', kind: 'hang' }], becomes: { standing: 'unknown', facts: { 'ssl.enabled': { unknown: 'timeout' } }, verdicts: { 'ssl-disabled': 'unknown' } } },
], { options: { requestTimeout: 0.4 } });

/** Which facts each read brings, by the rules that look at them. */
const READS: readonly { readonly operation: string; readonly facts: readonly string[]; readonly rules: readonly string[] }[] = [
  { operation: 'DescribeInstanceSSL', facts: ['ssl.enabled'], rules: ['ssl-disabled'] },
  { operation: 'DescribeDBInstanceNetInfo', facts: ['network.hasDirectEndpoint', 'network.hasPublicEndpoint', 'network.endpoints'], rules: ['no-direct-endpoint'] },
  { operation: 'DescribeEngineVersion', facts: ['version.isLatestMinor', 'version.minor', 'version.latestMinor', 'version.canUpgradeMajor'], rules: ['latest-minor-version'] },
  { operation: 'DescribeInstanceAttribute', facts: ['instance.orderInProgress', 'instance.passwordFree', 'instance.maintainStartTime', 'instance.maintainEndTime'], rules: ['no-order-in-progress'] },
];

const ANY: readonly { readonly reason: UnknownReason; readonly fault: (operation: string) => Fault }[] = [
  { reason: 'denied', fault: (operation) => ({ operation, kind: 'deny' }) },
  { reason: 'server-error', fault: (operation) => ({ operation, kind: 'error', status: 503, code: 'ServiceUnavailable' }) },
  { reason: 'not-found', fault: (operation) => ({ operation, kind: 'error', status: 404, code: 'InvalidInstanceId.NotFound' }) },
  { reason: 'unsupported', fault: (operation) => ({ operation, kind: 'error', status: 400, code: 'OperationNotSupported' }) },
];

describeCases('a read that fails takes its own facts with it and leaves the list alone', READS.flatMap(({ operation, facts, rules }) => ANY.map(({ reason, fault }): Case => ({
  name: `${operation} ${reason}`,
  faults: [fault(operation)],
  becomes: {
    standing: 'unknown',
    facts: { ...Object.fromEntries(facts.map((fact) => [fact, { unknown: reason }])), 'instance.engineVersion': '5.0', 'instance.networkType': 'VPC', 'instance.status': 'Normal', 'instance.edition': 'Community' },
    verdicts: Object.fromEntries(rules.map((rule) => [rule, 'unknown'])),
  },
}))));

describe('a finding that is unknown', () => {
  it('names the fact, the reason, the operation and the permission to grant, and carries no remedy of the rule', async () => {
    const result = await checkFleet({ instances: [healthy('r-1')], settings: { accessRules: [{ deny: 'kvstore:DescribeInstanceSSL' }] } });
    const instance = instanceOf(result, 'r-1');
    const finding = findingOf(instance, 'ssl-disabled');
    expect(finding).toMatchObject({ verdict: 'unknown', severity: 'error', looked: expect.arrayContaining(['ssl.enabled']), remedy: [] });
    expect(finding.unknown).toEqual([expect.objectContaining({ fact: 'ssl.enabled', reason: 'denied', operation: 'DescribeInstanceSSL', ramAction: 'kvstore:DescribeInstanceSSL', requestId: expect.stringMatching(/^[0-9A-F-]{36}$/) })]);
    expect(finding.message).toContain('Grant kvstore:DescribeInstanceSSL');
    expect(instance.predictedErrorCodes).toEqual([]);
    expect(result.unread).toEqual([expect.objectContaining({ what: { accountId: '1234567890123456', region: 'cn-hangzhou', operation: 'DescribeInstanceSSL' }, reason: 'denied', ramAction: 'kvstore:DescribeInstanceSSL' })]);
  });

  it('says not-asked where the thing to ask about is not known', async () => {
    const raw = { DescribeInstances: { VSwitchId: null }, DescribeInstanceAttribute: { VSwitchId: null } };
    const instance = instanceOf(await checkFleet({ instances: [healthy('r-1', { raw })] }), 'r-1');
    expect(instance.standing).toBe('unknown');
    expect(findingOf(instance, 'vpc-network').unknown).toEqual([expect.objectContaining({ fact: 'instance.vSwitchId', reason: 'not-returned' })]);
    expect(findingOf(instance, 'vswitch-available').unknown).toEqual([expect.objectContaining({ fact: 'vswitch.status', reason: 'not-asked' })]);
    expect(findingOf(instance, 'vswitch-has-addresses')).toMatchObject({ verdict: 'unknown', remedy: [] });
  });

  it('never becomes a value where everything is denied', async () => {
    const settings = { accessRules: [{ deny: 'kvstore:*' }, { deny: 'vpc:*' }] };
    const result = await checkFleet({ instances: [healthy('r-1')], settings }, { instances: ['r-1'] });
    const instance = instanceOf(result, 'r-1');
    expect(instance.standing).toBe('unknown');
    expect(findingOf(instance, 'instance-exists').unknown).toEqual([expect.objectContaining({ fact: 'instance.exists', reason: 'denied', ramAction: 'kvstore:DescribeInstances' })]);
    expect(instance.findings.filter((finding) => finding.severity === 'error' && finding.verdict === 'pass').map((finding) => finding.rule)).toEqual(['valid-port']);
    expect(result.summary).toMatchObject({ instances: 1, eligible: 0, unknown: 1 });
  });
});
