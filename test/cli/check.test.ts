import dns from 'node:dns';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Result } from '../../src/model/result.ts';
import { ACCOUNT, BLOCKED, checkJson, cloudOf, ELIGIBLE, ENABLED, failedRules, HANGZHOU, idsOf, NEVER, newFolder, run, runOn, UNKNOWN, verdictsOf } from './support.ts';

const SCOPE_FAULT: Fault = { operation: 'DescribeInstances', region: 'cn-beijing', kind: 'deny' };
const WARNED: FleetInstance = { id: 'r-warned', vSwitch: 'vsw-a', whitelist: ['127.0.0.1'], tasks: [{ type: 'ModifyInsSpec', status: 'Scheduled' }] };

describe('the exit code of check', () => {
  test.each<[name: string, instances: readonly FleetInstance[], argv: readonly string[], code: number, faults?: readonly Fault[]]>([
    ['0: all eligible or enabled', [ELIGIBLE, ENABLED], [], 0],
    ['1: one is blocked', [ELIGIBLE, BLOCKED], [], 1],
    ['1: one can never be', [NEVER], [], 1],
    ['3: one is unknown', [ELIGIBLE, UNKNOWN], [], 3],
    ['3: unknown outranks blocked', [BLOCKED, NEVER, UNKNOWN], [], 3],
    ['3: a region could not be read', [ELIGIBLE], ['--region', 'cn-beijing'], 3, [SCOPE_FAULT]],
    ['3: an unread region outranks blocked', [BLOCKED], ['--region', 'cn-beijing'], 3, [SCOPE_FAULT]],
    ['3: no region could be read', [BLOCKED], [], 3, [{ ...SCOPE_FAULT, region: 'cn-hangzhou' }]],
    ['0: --fail-on never, whatever there is', [BLOCKED, UNKNOWN], ['--region', 'cn-beijing', '--fail-on', 'never'], 0, [SCOPE_FAULT]],
    ['1: --fail-on blocked leaves unknown out', [BLOCKED, UNKNOWN], ['--fail-on', 'blocked'], 1],
    ['0: --fail-on blocked with unknown alone', [UNKNOWN], ['--fail-on', 'blocked'], 0],
    ['3: --fail-on unknown', [BLOCKED, UNKNOWN], ['--fail-on', 'unknown'], 3],
    ['0: --fail-on unknown with blocked alone', [BLOCKED], ['--fail-on', 'unknown'], 0],
    ['1: --fail-on fixable with a fixable one', [BLOCKED], ['--fail-on', 'fixable'], 1],
    ['0: --fail-on fixable with one that can never be', [NEVER], ['--fail-on', 'fixable'], 0],
    ['1: --fail-on warning', [WARNED], ['--fail-on', 'warning'], 1],
    ['0: warnings do not count by themselves', [WARNED], [], 0],
    ['0: --fail-on warning without one', [ELIGIBLE], ['--fail-on', 'warning'], 0],
    ['1: several words, spaces between them', [BLOCKED], ['--fail-on', 'warning, fixable'], 1],
    ['3: the last --fail-on counts', [BLOCKED, UNKNOWN], ['--fail-on', 'never', '--fail-on', 'unknown'], 3],
  ])('%s', async (_name, instances, argv, code, faults = []) => {
    const emulator = await cloudOf(instances, {}, faults);
    expect(await runOn(emulator, ['check', ...HANGZHOU, ...argv])).toMatchObject({ code, err: '' });
  });

  test('3 with the reason "unreachable" where the endpoint is down', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, result } = await checkJson(emulator, [...HANGZHOU], { TAIR_PREFLIGHT_ENDPOINT_KVSTORE: 'http://127.0.0.1:1' });
    expect([code, result.unread]).toEqual([3, [expect.objectContaining({ what: { accountId: '1234567890123456', region: 'cn-hangzhou', operation: 'DescribeInstances' }, reason: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') })]]);
    const page = await runOn(emulator, ['check', ...HANGZHOU], { TAIR_PREFLIGHT_ENDPOINT_KVSTORE: 'http://127.0.0.1:1' });
    expect(page.out).toContain('DescribeInstances could not be reached in cn-hangzhou (unreachable)');
  });

  test('0 where only advice could not be read, which is not in unread either', async () => {
    const { code, result } = await checkJson(await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeSecurityIps', kind: 'deny' }]), [...HANGZHOU]);
    expect([code, result.unread, verdictsOf(result)['whitelist-not-empty']]).toEqual([0, [], 'unknown']);
  });

  test('3 where the service refuses for a reason that is not known, in a sentence that ends once', async () => {
    const emulator = await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeInstanceSSL', kind: 'error', status: 400, code: 'Weird.Thing', message: 'It is so.' }]);
    const { code, result } = await checkJson(emulator, [...HANGZHOU]);
    expect([code, result.unread.map((part) => part.detail)]).toEqual([3, ['DescribeInstanceSSL in cn-hangzhou brought no answer: the service answered Weird.Thing (HTTP 400): It is so.']]);
  });

  test('3 with the reason "timeout" where a region hangs, and the others are judged', async () => {
    const emulator = await cloudOf([ELIGIBLE], {}, [{ operation: 'DescribeInstances', region: 'cn-beijing', kind: 'hang' }]);
    const { code, result } = await checkJson(emulator, [...HANGZHOU, '--region', 'cn-beijing', '--request-timeout', '0.1']);
    expect([code, result.summary.eligible, result.unread]).toEqual([3, 1, [expect.objectContaining({ reason: 'timeout' })]]);
  });
});

describe('nothing in scope', () => {
  test('is exit 2, names what was read and offers --allow-empty', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['check', '--region', 'cn-beijing'])).toMatchObject({ code: 2, err: expect.stringContaining('No instance is in scope: cn-beijing was read and returned none. Check region, filters and account, or give --allow-empty.') });
  });

  test('is exit 0 with --allow-empty, with an empty list', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, result } = await checkJson(emulator, ['--region', 'cn-beijing', '--allow-empty']);
    expect([code, result.instances, result.summary.instances]).toEqual([0, [], 0]);
  });

  test('a region without the service is empty, not unread', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['check', '--region', 'cn-nowhere'])).toMatchObject({ code: 2, err: expect.stringContaining('cn-nowhere offers no ApsaraDB for Redis') });
    expect(await runOn(emulator, ['check', 'r-eligible', '--region', 'cn-nowhere'])).toMatchObject({ code: 2, err: expect.stringContaining('cn-nowhere offers no ApsaraDB for Redis') });
    expect(await checkJson(emulator, ['--region', 'cn-nowhere', '--region', 'cn-hangzhou'])).toMatchObject({ code: 0, result: { unread: [], scope: { withoutService: ['cn-nowhere'] } } });
  });

  test('a region that is none of the service\'s is told in one sentence', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['check', '--region', 'xx-nowhere-9'])).toMatchObject({ code: 2, err: expect.stringContaining('xx-nowhere-9 offers no ApsaraDB for Redis, or is not the name of a region.') });
  });
});

/** Every name below localhost is this machine, as it is with most resolvers. */
function resolveBelowLocalhost(): void {
  const { lookup } = dns;
  vi.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: unknown[]) => Reflect.apply(lookup, dns, [host.endsWith('.localhost') ? '127.0.0.1' : host, ...rest])) as typeof lookup);
}
afterEach(() => {
  vi.restoreAllMocks();
});

describe('which instances', () => {
  const BEIJING: FleetInstance = { id: 'r-north', vSwitch: 'vsw-b' };

  test('--region is repeatable, and one named twice is read once', async () => {
    const emulator = await cloudOf([ELIGIBLE, BEIJING]);
    expect(idsOf((await checkJson(emulator, [...HANGZHOU])).result)).toEqual(['r-eligible']);
    const both = await checkJson(emulator, [...HANGZHOU, '--region', 'cn-beijing', ...HANGZHOU]);
    expect(idsOf(both.result)).toEqual(['r-north', 'r-eligible']);
    expect(both.result.summary.apiCalls.DescribeInstances).toBe(2);
  });

  test('--all-regions asks DescribeRegions, and its RegionEndpoint does not beat the endpoint that was given', async () => {
    const emulator = await cloudOf([ELIGIBLE, BEIJING], { regions: [{ id: 'cn-hangzhou', endpoint: 'wrong.example' }, { id: 'cn-beijing', endpoint: 'wrong.example' }, { id: 'cn-nowhere', service: false }] });
    const done = await checkJson(emulator, ['--all-regions']);
    expect(done.code).toBe(0);
    expect(done.result).toMatchObject({ unread: [], scope: { regions: ['cn-beijing', 'cn-hangzhou', 'cn-nowhere'], withoutService: ['cn-nowhere'] }, summary: { apiCalls: { DescribeRegions: 1 } } });
    expect(idsOf(done.result)).toEqual(['r-north', 'r-eligible']);
  });

  test.each<[name: string, fault: Fault, reason: string]>([
    ['denied', { operation: 'DescribeRegions', kind: 'deny' }, 'denied'],
    ['an empty object', { operation: 'DescribeRegions', kind: 'emptyObject' }, 'malformed'],
    ['half a reply', { operation: 'DescribeRegions', kind: 'truncate' }, 'malformed'],
  ])('--all-regions whose list is %s is exit 3, never an empty scope', async (_name, fault, reason) => {
    const emulator = await cloudOf([ELIGIBLE], {}, [fault]);
    const { code, result } = await checkJson(emulator, ['--all-regions']);
    expect([code, result.unread]).toEqual([3, [expect.objectContaining({ reason, what: expect.objectContaining({ operation: 'DescribeRegions' }) })]]);
  });

  test('the region comes from ALIBABA_CLOUD_REGION_ID where none is named', async () => {
    const emulator = await cloudOf([ELIGIBLE, BEIJING]);
    expect(idsOf((await checkJson(emulator, [], { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' })).result)).toEqual(['r-north']);
    expect(idsOf((await checkJson(emulator, [...HANGZHOU], { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' })).result)).toEqual(['r-eligible']);
  });

  test('else from the current profile of the aliyun CLI, also where that is empty', async () => {
    const emulator = await cloudOf([ELIGIBLE, BEIJING]);
    const home = newFolder();
    mkdirSync(join(home, '.aliyun'));
    writeFileSync(join(home, '.aliyun', 'config.json'), JSON.stringify({ current: 'a', profiles: [{ name: 'a', mode: 'AK', access_key_id: 'x', access_key_secret: 'SECRETVALUE-y', region_id: 'cn-beijing' }] }));
    expect(idsOf((await checkJson(emulator, [], { HOME: home })).result)).toEqual(['r-north']);
    expect(idsOf((await checkJson(emulator, [], { HOME: home, ALIBABA_CLOUD_REGION_ID: '' })).result)).toEqual(['r-north']);
  });

  test('--vpc, --vswitch, --tag and --resource-group narrow the scope, together', async () => {
    const tagged = { id: 'r-tagged', vSwitch: 'vsw-a', tags: { team: 'a', stage: 'live' }, resourceGroup: 'rg-one' };
    const emulator = await cloudOf([tagged, { id: 'r-other', vSwitch: 'vsw-c', tags: { team: 'a' } }], { vSwitches: [
      { id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 }, { id: 'vsw-c', vpc: 'vpc-c', region: 'cn-hangzhou', available: 200 },
    ] });
    const narrowed = async (...argv: string[]): Promise<readonly string[]> => idsOf((await checkJson(emulator, [...HANGZHOU, '--allow-empty', ...argv])).result);
    expect(await narrowed()).toEqual(['r-other', 'r-tagged']);
    expect(await narrowed('--vpc', 'vpc-a')).toEqual(['r-tagged']);
    expect(await narrowed('--vswitch', 'vsw-c')).toEqual(['r-other']);
    expect(await narrowed('--tag', 'team=a')).toEqual(['r-other', 'r-tagged']);
    expect(await narrowed('--tag', 'team=a', '--tag', 'stage=live')).toEqual(['r-tagged']);
    expect(await narrowed('--resource-group', 'rg-one')).toEqual(['r-tagged']);
    expect(await narrowed('--vpc', 'vpc-c', '--tag', 'stage=live')).toEqual([]);
  });

  test('ids of two regions are found in both', async () => {
    const done = await checkJson(await cloudOf([ELIGIBLE, BEIJING, BLOCKED]), ['r-eligible', 'r-north', ...HANGZHOU, '--region', 'cn-beijing']);
    expect([done.code, idsOf(done.result)]).toEqual([0, ['r-north', 'r-eligible']]);
  });

  test('an id given twice is one instance', async () => {
    const emulator = await cloudOf([ELIGIBLE, BLOCKED]);
    expect(idsOf((await checkJson(emulator, ['r-eligible', 'r-eligible', ...HANGZHOU])).result)).toEqual(['r-eligible']);
  });

  test('an unknown id fails instance-exists alone, names the regions and offers --all-regions', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, result } = await checkJson(emulator, ['r-none', ...HANGZHOU, '--region', 'cn-beijing']);
    expect(code).toBe(1);
    const [instance] = result.instances;
    expect(instance).toMatchObject({ instanceId: 'r-none', standing: 'blocked', fixable: false, predictedErrorCodes: ['InvalidDbInstanceId.NotFound'] });
    const judged = instance?.findings.filter((finding) => finding.verdict !== 'skipped');
    expect(judged).toEqual([expect.objectContaining({ rule: 'instance-exists', verdict: 'fail', message: expect.stringMatching(/cn-hangzhou.*cn-beijing|cn-beijing.*cn-hangzhou/) })]);
    expect((await runOn(emulator, ['check', 'r-none', ...HANGZHOU])).out).toContain('--all-regions');
  });

  test('an id that is nowhere is blocked whatever rules were chosen, and saved and read so', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    for (const choice of [['--only', 'ssl-disabled'], ['--skip', 'instance-exists']]) {
      const { code, out } = await runOn(emulator, ['check', 'r-nowhere', ...HANGZHOU, ...choice, '--format', 'json']);
      expect(code).toBe(1);
      expect((JSON.parse(out) as Result).instances).toMatchObject([{ standing: 'blocked', fixable: false }]);
      const file = join(newFolder(), 'result.json');
      writeFileSync(file, out);
      expect((await run(['report', file], {})).code).toBe(1);
    }
  });

  test('an id that the region\'s endpoint does not know is in another region', async () => {
    const emulator = await startEmulator({ fleet: { account: ACCOUNT, regions: [{ id: 'cn-hangzhou' }, { id: 'cn-beijing' }], vSwitches: [{ id: 'vsw-b', vpc: 'vpc-b', region: 'cn-beijing', available: 99 }], settings: { regionalHosts: true }, instances: [BEIJING] } });
    resolveBelowLocalhost();
    try {
      const endpoint = `http://{region}.localhost:${emulator.port}`;
      const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: ACCOUNT.keys[0]?.id ?? '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: ACCOUNT.keys[0]?.secret ?? '' };
      const endpoints = ['kvstore', 'vpc', 'sts'].flatMap((product) => ['--endpoint', `${product}=${endpoint}`]);
      expect(await run(['check', 'r-north', ...HANGZHOU, ...endpoints], env)).toMatchObject({ code: 1, out: expect.stringContaining('Looked in cn-hangzhou; no such instance is there.') });
      expect(await run(['check', 'r-north', '--region', 'cn-beijing', ...endpoints], env)).toMatchObject({ code: 0 });
      expect(await run(['check', 'r-north', '--all-regions', ...endpoints], env)).toMatchObject({ code: 0 });
    } finally {
      await emulator.stop();
    }
  });

  test('an id that one region could not be asked for is unknown, not missing', async () => {
    const emulator = await cloudOf([ELIGIBLE], {}, [SCOPE_FAULT]);
    const { code, result } = await checkJson(emulator, ['r-none', ...HANGZHOU, '--region', 'cn-beijing']);
    expect([code, result.instances[0]?.standing, result.instances[0]?.region]).toEqual([3, 'unknown', null]);
  });
});

describe('the request', () => {
  test.each<[argv: readonly string[], rule: string]>([
    [['--port', '70000'], 'valid-port'], [['--port', '80'], 'valid-port'], [['--port', '-5'], 'valid-port'], [['--port', '0'], 'valid-port'],
    [['--prefix', 'BAD'], 'valid-prefix'], [['--prefix', ''], 'valid-prefix'], [['--prefix', 'with space'], 'valid-prefix'], [['--prefix', 'ünïcode123'], 'valid-prefix'],
  ])('%j is judged: exit 1', async (argv, rule) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, result } = await checkJson(emulator, [...HANGZHOU, ...argv]);
    expect([code, failedRules(result)]).toEqual([1, [rule]]);
  });

  test.each([[['--port', '6380', '--prefix', 'redisdirect123']], [['--port', '1024']], [['--port', '65535']]])('%j passes', async (argv) => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['check', ...HANGZHOU, ...argv])).toMatchObject({ code: 0 });
  });

  test('no prefix: its rules are skipped; no port: 6379 is judged', async () => {
    const { result } = await checkJson(await cloudOf([ELIGIBLE]), [...HANGZHOU]);
    expect(verdictsOf(result)).toMatchObject({ 'valid-prefix': 'skipped', 'prefix-not-in-use': 'skipped', 'valid-port': 'pass' });
    expect(result.instances[0]?.facts['request.port']).toMatchObject({ value: 6379 });
  });

  test('a prefix with several instances in scope is exit 2, also where none was named', async () => {
    const emulator = await cloudOf([ELIGIBLE, BLOCKED]);
    expect(await runOn(emulator, ['check', ...HANGZHOU, '--prefix', 'redisdirect123'])).toMatchObject({ code: 2, err: expect.stringContaining('--prefix names one endpoint, and 2 instances are in scope. Use --prefix-template') });
  });

  test('a template holds {id} without dashes, {name} in lower case letters and digits, and {n}', async () => {
    const emulator = await cloudOf([{ ...ELIGIBLE, name: 'Check-Out 2_ü' }, { id: 'r-b', vSwitch: 'vsw-a', name: 'B' }]);
    const { result } = await checkJson(emulator, [...HANGZHOU, '--prefix-template', 'x{name}{id}{n}']);
    const prefixes = result.instances.map((instance) => {
      const fact = instance.facts['request.prefix'];
      return fact !== undefined && 'value' in fact ? String(fact.value) : '';
    });
    expect(prefixes.map((prefix) => prefix.slice(0, -1)).toSorted()).toEqual(['xbrb', 'xcheckout2religible']);
    expect(prefixes.map((prefix) => prefix.slice(-1)).toSorted()).toEqual(['1', '2']);
  });
});

const RULE = (id: string): string => `id: ${id}
title: The instance has a team.
severity: error
assert: '"team" in instance.tags'
why: Somebody has to be asked.
remedy: [{ do: Tag the instance. }]
sources: [{ url: https://example.com/tags, seen: 2026-11-24 }]
examples:
  - { given: { instance.tags: { team: a } }, then: pass }
  - { given: { instance.tags: {} }, then: fail }
  - { given: { instance.tags: { unknown: denied } }, then: unknown }
`;

describe('the rules', () => {
  test('--preset chooses what counts', async () => {
    const emulator = await cloudOf([{ ...ELIGIBLE, latestMinor: false }]);
    const code = async (preset: string): Promise<number> => (await runOn(emulator, ['check', ...HANGZHOU, '--preset', preset])).code;
    expect([await code('reference'), await code('recommended'), await code('strict')]).toEqual([0, 1, 1]);
    expect((await checkJson(emulator, [...HANGZHOU])).result.rulebook.preset).toBe('recommended');
  });

  test('--rules adds a folder to the built-in ones, and another', async () => {
    const [one, two] = [newFolder(), newFolder()];
    writeFileSync(join(one, 'has-team.yaml'), RULE('has-team'));
    writeFileSync(join(two, 'has-team-too.yaml'), RULE('has-team-too'));
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, result } = await checkJson(emulator, [...HANGZHOU, '--rules', one, '--rules', two]);
    const rules = result.instances[0]?.findings.map((finding) => finding.rule);
    expect([code, rules]).toEqual([1, expect.arrayContaining(['has-team', 'has-team-too', 'ssl-disabled', 'cluster-architecture'])]);
    expect(await runOn(emulator, ['check', ...HANGZHOU, '--rules', one, '--skip', 'has-team'])).toMatchObject({ code: 0 });
  });

  test('a rule with the id of a built-in one is exit 2 with its place', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'ssl-disabled.yaml'), RULE('ssl-disabled'));
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['check', ...HANGZHOU, '--rules', folder])).toMatchObject({ code: 2, err: expect.stringMatching(/ssl-disabled\.yaml:1:\d+: .*ssl-disabled/) });
    expect(emulator.requests()).toEqual([]);
  });

  test('--only and --skip choose, repeatable, and nothing is asked that no rule needs', async () => {
    const emulator = await cloudOf([{ ...BLOCKED, status: 'Changing' }]);
    const judged = async (...argv: string[]): Promise<readonly string[]> => {
      const { result } = await checkJson(emulator, [...HANGZHOU, ...argv]);
      return Object.keys(verdictsOf(result));
    };
    expect(await judged('--only', 'instance-normal')).toEqual(['instance-normal']);
    expect(emulator.calls()['DescribeInstanceSSL']).toBeUndefined();
    expect((await judged('--only', 'instance-normal', '--only', 'ssl-disabled')).toSorted()).toEqual(['instance-normal', 'ssl-disabled']);
    const skipped = await judged('--skip', 'instance-normal', '--skip', 'ssl-disabled');
    expect(skipped).not.toContain('instance-normal');
    expect(skipped).not.toContain('ssl-disabled');
    expect(skipped).toContain('cluster-architecture');
    expect(await runOn(emulator, ['check', ...HANGZHOU, '--skip', 'instance-normal', '--skip', 'ssl-disabled'])).toMatchObject({ code: 0 });
  });

  test('--assume sets a fact, and the result says that it is hypothetical', async () => {
    const emulator = await cloudOf([BLOCKED]);
    const { code, result } = await checkJson(emulator, [...HANGZHOU, '--assume', 'ssl.enabled=false']);
    expect([code, result.hypothetical, result.scope.assumed]).toEqual([0, true, ['ssl.enabled']]);
    expect(result.instances[0]?.facts['ssl.enabled']).toMatchObject({ value: false, operation: 'assumption' });
    expect((await runOn(emulator, ['check', ...HANGZHOU, '--assume', 'ssl.enabled=false'])).out).toMatch(/hypothetical/i);
    expect((await checkJson(emulator, [...HANGZHOU])).result.hypothetical).toBe(false);
  });

  test('--attest tells what no API tells, and the result says so', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(verdictsOf((await checkJson(emulator, [...HANGZHOU])).result)['preview-access']).toBe('unknown');
    const granted = await checkJson(emulator, [...HANGZHOU, '--attest', 'preview-access=granted']);
    expect([granted.code, verdictsOf(granted.result)['preview-access'], granted.result.hypothetical, granted.result.scope.attested]).toEqual([0, 'pass', false, ['preview-access=granted']]);
    expect(granted.result.instances[0]?.facts['account.previewAccess']).toMatchObject({ value: 'granted', operation: 'attestation' });
    expect((await runOn(emulator, ['check', ...HANGZHOU, '--attest', 'preview-access=granted'])).out).toMatch(/attested/i);
    const denied = await checkJson(emulator, [...HANGZHOU, '--attest', 'preview-access=denied']);
    expect([denied.code, verdictsOf(denied.result)['preview-not-denied']]).toEqual([1, 'fail']);
  });
});

describe('the account', () => {
  test('comes from GetCallerIdentity', async () => {
    const { result } = await checkJson(await cloudOf([ELIGIBLE]), [...HANGZHOU]);
    expect(result.instances[0]?.accountId).toBe('1234567890123456');
  });

  test('is null where that is denied, and nothing else changes', async () => {
    const whole = await checkJson(await cloudOf([ELIGIBLE, BLOCKED]), [...HANGZHOU]);
    const { code, result, err } = await checkJson(await cloudOf([ELIGIBLE, BLOCKED], {}, [{ operation: 'GetCallerIdentity', kind: 'deny' }]), [...HANGZHOU]);
    expect([code, err]).toEqual([1, '']);
    expect(result.unread).toEqual([]);
    expect(result.instances.map((instance) => instance.accountId)).toEqual([null, null]);
    const told = [result, whole.result].map((of) => of.instances.map((instance) => [instance.instanceId, instance.standing, instance.findings.map((finding) => finding.verdict)]));
    expect(told[0]).toEqual(told[1]);
    expect(await runOn(await cloudOf([ELIGIBLE], {}, [{ operation: 'GetCallerIdentity', kind: 'deny' }]), ['check', ...HANGZHOU])).toMatchObject({ code: 0 });
  });
});

describe('the endpoints', () => {
  test('--endpoint beats the environment, and is looked at for each product', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const wrong = 'http://127.0.0.1:1';
    const env = { TAIR_PREFLIGHT_ENDPOINT_KVSTORE: wrong, TAIR_PREFLIGHT_ENDPOINT_VPC: wrong, TAIR_PREFLIGHT_ENDPOINT_STS: wrong };
    const all = ['kvstore', 'vpc', 'sts'].flatMap((product) => ['--endpoint', `${product}=${emulator.url}`]);
    expect(await checkJson(emulator, [...HANGZHOU, ...all], env)).toMatchObject({ code: 0, result: { instances: [{ accountId: '1234567890123456' }] } });
    const withoutVpc = await checkJson(emulator, [...HANGZHOU, ...all.filter((word) => !word.startsWith('vpc=')).filter((word, at, words) => word !== '--endpoint' || words[at + 1]?.includes('=') === true)], env);
    expect([withoutVpc.code, withoutVpc.result.unread.map((part) => part.what.operation)]).toEqual([3, ['DescribeVSwitchAttributes']]);
  });

  test('a variable that is no address is exit 2 and is not shown', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    expect(await runOn(emulator, ['check', ...HANGZHOU], { TAIR_PREFLIGHT_ENDPOINT_VPC: 'https://SECRETVALUE@host/path' })).toMatchObject({ code: 2, err: expect.stringContaining('TAIR_PREFLIGHT_ENDPOINT_VPC is expected to be an http or https address') });
    expect(emulator.requests()).toEqual([]);
  });
});
