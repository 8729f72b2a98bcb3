import type { Result } from '../../src/model/result.ts';
import type { Report } from '../../src/report/report.ts';
import { HOSTILE } from './plans.ts';
import { enabled, finding, instance, needsSsl, result, standard, step, unread, unreadPart } from './results.ts';

/** What every format meets: texts that attack one of them, all given to all. */
export const HOSTILE_NAMES: readonly string[] = [
  ...HOSTILE,
  '=HYPERLINK("https://evil.example","x")', '+1+1', '-2+3+cmd|\' /C calc\'!A0', '@SUM(1)', '\t=1', '\r=1', '＝1+1', ' =1', 'a,b;c"d', 'line\r\nbreak\nof\rany kind',
  'x"} 1\ntair_preflight_instances{region="evil"} 99', 'back\\slash "quoted"', '# HELP x y',
  '\n::error::injected', '::set-output name=x::y', 'a%0A::warning::b', ',title=x::', '##[error]x',
  ']]><x/>', '<!-- --><!DOCTYPE x>', '&xxe;', '\u0000\u0001\u0008\uFFFE\uFFFF\uD800', '{0} {1}', '\\[x\\](1)', '__proto__', '../../etc/passwd', '</details></table>', '2026-11-24T10:00:00Z',
];

export const HOSTILE_CASES = HOSTILE_NAMES.map((text) => [JSON.stringify(text).slice(0, 40), text] as const);

/** A result in which every text from outside is that one. */
export function hostileResult(text: string): Result {
  const place = { accountId: text, region: text, instanceId: text, name: text };
  const remedy = [step(text, { run: text, impact: text, ram: [text] })];
  const waiver = { reason: text, owner: text, ticket: text, expires: text };
  return result([
    instance(text, { ...place, contended: true }, text),
    needsSsl(text, { ...place, findings: [finding('ssl-disabled', { title: text, message: text, saw: text, remedy, predicts: [{ code: text, basis: 'inferred' }] })], predictedErrorCodes: [text] }),
    standard(text, { ...place, findings: [finding('cluster-architecture', { title: text, message: text, saw: text, remedy: [step(text, { inPlace: false })] })] }),
    { ...unread(text, { fact: text, detail: text, operation: text, requestId: text, ramAction: null }), ...place },
    enabled(text, place),
    instance('r-advice', { ...place, findings: [
      finding('engine-version-5', { severity: 'warning', title: text, message: text, saw: text, remedy }),
      finding('preview-access', { severity: 'info', title: text, message: text, saw: text }),
      finding('latest-minor-version', { verdict: 'waived', title: text, message: text, saw: text, waiver }),
    ] }),
  ], {
    tool: { name: 'tair-preflight', version: text },
    scope: { regions: [text], instances: [text], vpc: text, vswitch: text, resourceGroup: text, tags: [text], prefix: text, attested: [text], assumed: [text], withoutService: [text] },
    hypothetical: true,
    vSwitches: [{ vSwitchId: text, region: text, available: 3, neededByEligible: 9, instances: 1, contended: true }],
    unread: [unreadPart({ region: text, operation: text, detail: text }), unreadPart({ region: text, detail: text })],
    apiCalls: { [text]: 3 },
  });
}

export function reportOf(given: Result, more: Partial<Report> = {}): Report {
  return { result: given, inLanguage: () => given, look: { width: 80, color: false }, ...more };
}

/** One instance of each standing, and findings of each verdict and severity. */
export function variedResult(): Result {
  return result([
    instance('r-go', { findings: [finding('vpc-network', { verdict: 'pass', message: 'ok' }), finding('valid-prefix', { verdict: 'skipped', message: 'Skipped: no prefix.' }), finding('engine-version-5', { severity: 'warning', saw: 'It is 4.0.' })] }),
    needsSsl('r-ssl'), standard('r-never'), unread('r-unknown'), enabled('r-enabled', { findings: [finding('no-direct-endpoint')] }),
    instance('r-waived', { region: 'cn-beijing', findings: [finding('latest-minor-version', { verdict: 'waived', saw: 'An older one.', waiver: { reason: 'Agreed.', owner: 'ops', ticket: null, expires: '2027-01-31' } }), finding('preview-access', { severity: 'info', verdict: 'unknown', message: 'Not known.' })] }),
  ], {
    scope: { regions: ['cn-beijing', 'cn-hangzhou', 'cn-shenzhen'] },
    vSwitches: [{ vSwitchId: 'vsw-a', region: 'cn-hangzhou', available: 12, neededByEligible: 18, instances: 2, contended: true }, { vSwitchId: 'vsw-b', region: 'cn-hangzhou', available: null, neededByEligible: 9, instances: 1, contended: false }],
    unread: [unreadPart({ region: 'cn-shenzhen' }), unreadPart({ what: { accountId: '1234567890', region: 'cn-hangzhou', operation: 'DescribeInstanceSSL' }, reason: 'denied', ramAction: 'kvstore:DescribeInstanceSSL' })],
    apiCalls: { DescribeInstances: 3, DescribeInstanceSSL: 4 },
  });
}

/** Every instance unknown. */
export function unknownResult(): Result {
  return result(['r-1', 'r-2'].map((id) => unread(id)));
}

/** So many instances, a third of them with many failures. */
export function largeResult(size: number): Result {
  const rules = Array.from({ length: 6 }, (_, at) => `rule-${at}`);
  const many = (id: string) => instance(id, { standing: 'blocked', fixable: true, findings: rules.map((rule) => finding(rule, { remedy: [step('Do it.', { run: `aliyun x --InstanceId ${id}` })] })) });
  return result(Array.from({ length: size }, (_, at) => (at % 3 === 0 ? many(`r-${at}`) : at % 3 === 1 ? unread(`r-${at}`) : instance(`r-${at}`, {}, `vsw-${at}`))), {
    vSwitches: Array.from({ length: Math.floor(size / 3) }, (_, at) => ({ vSwitchId: `vsw-${at}`, region: 'cn-hangzhou', available: at, neededByEligible: 9, instances: 1, contended: at < 9 })),
  });
}
