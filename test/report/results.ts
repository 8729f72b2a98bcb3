import { RESULT_SCHEMA } from '../../src/model/result.ts';
import type { Result, ResultFinding, ResultInstance, ResultScope, ResultUnknownFact } from '../../src/model/result.ts';
import type { RemedyStep } from '../../src/model/rule.ts';

/** A healthy, eligible instance; change one thing. */
export function instance(id: string, change: Partial<ResultInstance> = {}, vSwitch = 'vsw-bp1e7clcw529l773d0001'): ResultInstance {
  return {
    accountId: '1234567890', region: 'cn-hangzhou', instanceId: id, name: `name of ${id}`, standing: 'eligible', fixable: false, contended: false,
    addressesNeeded: 9, predictedErrorCodes: [],
    facts: { 'instance.vSwitchId': { value: vSwitch, operation: 'DescribeInstances', requestId: 'req-1', readAt: '2026-11-24T10:00:00.000Z' } },
    findings: [], ...change,
  };
}

export function finding(rule: string, change: Partial<ResultFinding> = {}): ResultFinding {
  const { saw = 'something else.', ...rest } = change;
  const title = rest.title ?? `Title of ${rule}.`;
  return {
    rule, title, severity: 'error', enforced: rest.verdict !== 'waived' && (rest.severity ?? 'error') === 'error', order: 100, verdict: 'fail', message: `Expected: ${title} Saw: ${saw ?? ''}`,
    saw: (rest.verdict ?? 'fail') === 'fail' || rest.verdict === 'waived' ? saw : null, looked: [], unknown: [], predicts: [], remedy: [], waiver: null, ...rest,
  };
}

export function step(text: string, change: Partial<RemedyStep> = {}): RemedyStep {
  return { do: text, run: null, impact: null, ram: [], inPlace: true, ...change };
}

export function sslOn(id: string): ResultFinding {
  return finding('ssl-disabled', {
    title: 'SSL encryption is disabled.', saw: 'SSL encryption is on.', order: 30,
    remedy: [step('Disable SSL encryption for the instance.', {
      run: `aliyun r-kvstore ModifyInstanceSSL --InstanceId ${id} --SSLEnabled Disable`,
      impact: 'The instance restarts; clients are disconnected for a few seconds.', ram: ['kvstore:ModifyInstanceSSL'],
    })],
  });
}

export function needsSsl(id: string, change: Partial<ResultInstance> = {}): ResultInstance {
  return instance(id, { standing: 'blocked', fixable: true, findings: [sslOn(id)], ...change });
}

export function standard(id: string, change: Partial<ResultInstance> = {}): ResultInstance {
  return instance(id, {
    standing: 'blocked',
    findings: [finding('cluster-architecture', {
      title: 'The instance is a cluster.', saw: 'The architecture is standard.', order: 10,
      remedy: [step('Create a cluster instance and move the data there.', { inPlace: false })],
    })],
    ...change,
  });
}

export function unknownFact(change: Partial<ResultUnknownFact> = {}): ResultUnknownFact {
  return {
    fact: 'ssl.enabled', reason: 'denied', detail: 'DescribeInstanceSSL was refused with Forbidden.RAM.', operation: 'DescribeInstanceSSL',
    requestId: 'req-9', ramAction: 'kvstore:DescribeInstanceSSL', ...change,
  };
}

export function unread(id: string, fact: Partial<ResultUnknownFact> = {}): ResultInstance {
  const rule = finding('ssl-disabled', { verdict: 'unknown', message: 'Unknown whether SSL is off.', unknown: [unknownFact(fact)] });
  return instance(id, { standing: 'unknown', findings: [rule] });
}

export function unreadPart(change: Partial<Result['unread'][number]> & { readonly region?: string | null; readonly operation?: string } = {}): Result['unread'][number] {
  const { region = 'cn-beijing', operation = 'DescribeInstances', ...rest } = change;
  return { what: { accountId: null, region, operation }, reason: 'timeout', detail: 'No answer within 10 s.', requestId: null, ramAction: null, ...rest };
}

export function enabled(id: string, change: Partial<ResultInstance> = {}): ResultInstance {
  return instance(id, { standing: 'enabled', ...change });
}

type Change = Partial<Omit<Result, 'instances' | 'scope' | 'summary'>> & { readonly scope?: Partial<ResultScope>; readonly apiCalls?: Readonly<Record<string, number>> };

/** A result over the instances, its summary counted from them. */
export function result(instances: readonly ResultInstance[], change: Change = {}): Result {
  const { scope, apiCalls = { DescribeInstances: 1 }, ...rest } = change;
  const size = (holds: (one: ResultInstance) => boolean): number => instances.filter(holds).length;
  return {
    schema: RESULT_SCHEMA, operation: 'AllocateDirectConnection', tool: { name: 'tair-preflight', version: '0.1.0' },
    rulebook: { preset: 'recommended', digest: 'd'.repeat(64) }, startedAt: '2026-11-24T10:00:00.000Z', finishedAt: '2026-11-24T10:00:09.000Z',
    scope: {
      regions: ['cn-hangzhou'], withoutService: [], instances: [], vpc: null, vswitch: null, resourceGroup: null, tags: [], prefix: null, port: null,
      only: [], skip: [], assumed: [], attested: [], ...scope,
    },
    hypothetical: false,
    summary: {
      instances: instances.length, eligible: size((one) => one.standing === 'eligible'), blocked: size((one) => one.standing === 'blocked'),
      fixable: size((one) => one.fixable), unknown: size((one) => one.standing === 'unknown'), enabled: size((one) => one.standing === 'enabled'),
      contended: size((one) => one.contended), mutationsSent: 0, apiCalls,
    },
    vSwitches: [], instances, unread: [], ...rest,
  };
}
