import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { cloudOf, ELIGIBLE, envOf, HANGZHOU, newFolder as temporaryFolder, run } from './support.ts';
import type { FleetInstance } from '../../src/emulator/fleet-file.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Result } from '../../src/model/result.ts';
import { cli } from '../support/cli.ts';

const OLD_MINOR: FleetInstance = { id: 'r-old', vSwitch: 'vsw-a', latestMinor: false, minorVersion: 'redis-5.0_0.1.1', latestMinorVersion: 'redis-5.0_0.1.2' };
const SSL: FleetInstance = { id: 'r-ssl', vSwitch: 'vsw-a', ssl: 'on' };
const FAR = '2099-12-31';

function fileOf(text: string): string {
  const file = join(temporaryFolder(), 'waivers.yaml');
  writeFileSync(file, text);
  return file;
}

const waive = (rule: string, more = ''): string => `  - rule: ${rule}\n    scope: all\n    reason: Agreed.\n    owner: dba@example.com\n    expires: ${FAR}\n${more}`;

describe('check --waivers', () => {
  test('a waived failure counts no more, and the result names who stands for it', async () => {
    const env = envOf(await cloudOf([OLD_MINOR]));
    const file = fileOf(`waivers:\n${waive('latest-minor-version', '    ticket: OPS-7\n')}`);
    expect((await run(['check', ...HANGZHOU], env)).code).toBe(1);
    const ran = await run(['check', ...HANGZHOU, '--waivers', file, '--format', 'json'], env);
    expect(ran.code).toBe(0);
    const result = JSON.parse(ran.out) as Result;
    expect(result.instances[0]).toMatchObject({ instanceId: 'r-old', standing: 'eligible' });
    expect(result.instances[0]?.findings.find((finding) => finding.rule === 'latest-minor-version')).toMatchObject({ verdict: 'waived', waiver: { reason: 'Agreed.', owner: 'dba@example.com', ticket: 'OPS-7', expires: FAR } });
    expect(result.waivers).toMatchObject([{ rule: 'latest-minor-version', scope: 'all', state: 'applied', applied: 1 }]);
    expect((await run(['check', ...HANGZHOU, '--waivers', file], env)).out).toContain('Approved by dba@example.com');
  });

  test.each([
    ['expired', 'latest-minor-version', { expires: '2020-01-01' }, 'expired'],
    ['for nothing in scope', 'ssl-disabled', {}, 'unused'],
    ['for another value', 'latest-minor-version', { approved: 'redis-5.0_0.0.9' }, 'approved as "redis-5.0_0.0.9" and is "redis-5.0_0.1.1" now'],
  ])('one that is %s is told, and not applied', async (_what, rule, { expires = FAR, approved = '' }: { expires?: string; approved?: string }, told) => {
    const env = envOf(await cloudOf([OLD_MINOR]));
    const file = fileOf(`waivers:\n${waive(rule, approved === '' ? '' : `    approved: { version.minor: ${approved} }\n`).replace(FAR, expires)}`);
    const { code, out } = await run(['check', ...HANGZHOU, '--waivers', file], env);
    expect(code).toBe(1);
    expect(out).toContain('Waivers that were not applied (1)');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(told);
  });

  test.each([
    ['in', 'scope: all', /ssl-disabled, every instance: unused: the one instance within its scope does not fail the rule\. Take it out/, /未使用：其范围内的1个实例中没有实例违反该规则。请删除它/],
    ['out of', 'scope: { instances: [r-elsewhere] }', /ssl-disabled, instance r-elsewhere: not looked at: no instance of this run is within its scope/, /未涉及：本次运行没有实例在其范围内/],
  ])('one whose instances were %s scope is told so', async (_what, scope, english, chinese) => {
    const env = envOf(await cloudOf([OLD_MINOR]));
    const file = fileOf(`waivers:\n${waive('ssl-disabled').replace('scope: all', scope)}`);
    const told = async (language: string, gap: string): Promise<string> => (await run(['check', ...HANGZHOU, '--waivers', file, '--lang', language], env)).out.replaceAll(/\s+/g, gap);
    expect(await told('en', ' ')).toMatch(english);
    if (scope !== 'scope: all') expect(await told('en', ' ')).not.toContain('Take it out');
    expect(await told('zh', '')).toMatch(chinese);
  });

  test('a waiver of an enforced rule counts in check, and lets no plan and no call out', async () => {
    const emulator = await cloudOf([SSL]);
    const env = envOf(emulator);
    const file = fileOf(`waivers:\n${waive('ssl-disabled')}`);
    expect(await run(['check', ...HANGZHOU, '--waivers', file], env)).toMatchObject({ code: 0, out: expect.stringContaining('1 can go now (1 refused by plan and apply)') });
    for (const words of [['plan', '--out', join(temporaryFolder(), 'plan.json')], ['apply', 'r-ssl', '--yes']]) {
      const refused = await run([...words, ...HANGZHOU, '--waivers', file], env);
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(refused.err).toMatch(/waivers\.yaml:2:\d+: Rule ssl-disabled is enforced/);
    }
    expect(emulator.accepted()).toEqual([]);
  });

  test('plan and apply keep to a waiver of a rule that is not enforced', async () => {
    const emulator = await cloudOf([OLD_MINOR]);
    const env = envOf(emulator);
    const file = fileOf(`waivers:\n${waive('latest-minor-version')}`);
    const planFile = join(temporaryFolder(), 'plan.json');
    expect((await run(['plan', ...HANGZHOU, '--out', planFile, '--waivers', file], env)).code).toBe(0);
    expect((await run(['apply', planFile, '--yes', '--journal', join(temporaryFolder(), 'a')], env)).code).toBe(4);
    expect(emulator.accepted()).toEqual([]);
    const told = await run(['apply', planFile, '--yes', '--waivers', file, '--wait', '20', '--poll', '0.05', '--journal', join(temporaryFolder(), 'b'), '--format', 'json'], env);
    expect(told.code).toBe(4);
    expect((JSON.parse(told.out) as Outcome).entries).toMatchObject([{ outcome: 'rejected', errorCode: 'IncorrectMinorVersion', rule: 'latest-minor-version', detail: expect.stringMatching(/^foretold: IncorrectMinorVersion\. Rule latest-minor-version foretells it, and its failure was waived/) }]);
  });

  test('a plan records what was approved, so that a rehearsal ends as the apply would', async () => {
    const env = envOf(await cloudOf([OLD_MINOR]));
    const file = fileOf(`waivers:\n${waive('latest-minor-version', '    approved: { version.minor: redis-5.0_0.1.1 }\n')}`);
    const planFile = join(temporaryFolder(), 'plan.json');
    expect((await run(['plan', ...HANGZHOU, '--out', planFile, '--waivers', file], env)).code).toBe(0);
    expect((JSON.parse(readFileSync(planFile, 'utf8')) as Plan).entries[0]?.facts).toMatchObject({ 'version.minor': 'redis-5.0_0.1.1' });
    const rehearsed = await run(['apply', planFile, '--rehearse', '--waivers', file, '--format', 'json'], {});
    expect(JSON.parse(rehearsed.out)).toMatchObject({ entries: [{ outcome: 'rejected', errorCode: 'IncorrectMinorVersion' }] });
  });

  test.each<[string, string, RegExp]>([
    ['an unknown rule', `waivers:\n${waive('latest-minor-versoin')}`, /waivers\.yaml:2:\d+: There is no rule "latest-minor-versoin". Did you mean latest-minor-version\?/],
    ['an unknown fact', `waivers:\n${waive('ssl-disabled', '    approved: { ssl.enabeld: true }\n')}`, /There is no fact "ssl.enabeld". Did you mean ssl.enabled\?/],
    ['an empty scope', `waivers:\n${waive('ssl-disabled').replace('scope: all', 'scope: {}')}`, /The scope names nothing/],
    ['a scope of no tags', `waivers:\n${waive('latest-minor-version').replace('scope: all', 'scope: { tags: {} }')}`, /waivers\.yaml:3:14: tags is not as expected \(a tag was expected\)/],
    ['a tag that no map can hold', `waivers:\n${waive('latest-minor-version').replace('scope: all', 'scope: { instances: [r-eligible], tags: { a: b, __proto__: x } }')}`, /waivers\.yaml:3:\d+: .*__proto__/],
    ['an approved fact that no map can hold', `waivers:\n${waive('latest-minor-version', '    approved: { __proto__: x }\n')}`, /waivers\.yaml:7:\d+: .*__proto__/],
    ['a waiver of what is not there', `waivers:\n${waive('instance-exists')}`, /Rule instance-exists cannot be waived: /],
    ['no end', `waivers:\n${waive('ssl-disabled').replace(/ {4}expires.*\n/, '')}`, /Expected expires/],
    ['an end that is no day', `waivers:\n${waive('ssl-disabled').replace(FAR, 'soon')}`, /expires/],
    ['a misspelt key', `waivers:\n${waive('ssl-disabled').replace('reason', 'raeson')}`, /There is no "raeson" here. Did you mean "reason"\?/],
    ['no list', 'waivers: 5\n', /Expected waivers to be a list/],
    ['an alias bomb', `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.split('').map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[at]}`).join(',')}]`).join('\n')}\n`, /aliases/],
    ['a value that holds itself', `waivers:\n${waive('latest-minor-version', '    approved: { x.a: &a [*a, *a] }\n')}`, /waivers\.yaml: .*nested deeper than 100 levels/],
    ['aliases upon aliases', `waivers:\n${waive('latest-minor-version', `    approved: { x.a0: &a0 [], ${Array.from({ length: 90 }, (_, at) => `x.a${at + 1}: &a${at + 1} ${'['.repeat(90)}*a${at}${']'.repeat(90)}`).join(', ')} }\n`)}`, /waivers\.yaml: /],
    ['a prototype key', 'waivers: []\n__proto__: { polluted: true }\n', /waivers\.yaml/],
  ])('%s is exit 2 with its place', async (_name, text, told) => {
    const env = envOf(await cloudOf([ELIGIBLE]));
    const { code, out, err } = await run(['check', ...HANGZHOU, '--waivers', fileOf(text)], env);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(told);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('waivers', () => {
  const words = (file: string): string[] => ['waivers', 'new', '--rule', 'latest-minor-version', '--instance', 'r-old', '--reason', 'Updated in March; "soon"', '--owner', 'dba', '--expires', FAR, '--approve', 'version.minor=redis-5.0_0.1.1', '--file', file];

  test('new writes a file that lint and check take, and keeps what stands in it', async () => {
    const file = join(temporaryFolder(), 'waivers.yaml');
    expect(await cli(words(file), {})).toMatchObject({ code: 0, err: '' });
    writeFileSync(file, `# ours\n${readFileSync(file, 'utf8')}`);
    expect((await cli([...words(file).map((word) => (word === 'r-old' ? 'r-other' : word)), '--ticket', 'OPS-1'], {})).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^# ours\n/);
    expect(await cli(['waivers', 'lint', file], {})).toMatchObject({ code: 0, out: '2 waivers in 1 file: 2 without a remark.\n' });
    const listed = await cli(['waivers', 'list', file, '--format', 'json'], {});
    expect(JSON.parse(listed.out)).toMatchObject([
      { rule: 'latest-minor-version', scope: { instances: ['r-old'] }, reason: 'Updated in March; "soon"', ticket: null, approved: { 'version.minor': 'redis-5.0_0.1.1' }, expired: false },
      { scope: { instances: ['r-other'] }, ticket: 'OPS-1' },
    ]);
    const env = envOf(await cloudOf([OLD_MINOR]));
    expect((await run(['check', ...HANGZHOU, '--waivers', file], env)).code).toBe(0);
  });

  test.each<[string, readonly string[], string]>([
    ['an unknown rule', ['--rule', 'nope'], 'There is no built-in rule "nope"'],
    ['a day that is past', ['--expires', '2020-01-01'], 'would have expired at once'],
    ['a day that is none', ['--expires', '2099-02-31'], 'expires'],
    ['every instance and one', ['--every-instance'], '--every-instance is for all'],
    ['an unknown fact', ['--approve', 'ssl.enabeld=true'], 'Did you mean ssl.enabled?'],
    ['a tag that no map can hold', ['--tag', '__proto__=x'], '__proto__'],
    ['what is not there', ['--rule', 'instance-exists'], 'Rule instance-exists cannot be waived'],
  ])('new refuses %s and writes nothing', async (_what, more, told) => {
    const file = join(temporaryFolder(), 'waivers.yaml');
    const { code, err } = await cli([...words(file), ...more], {});
    expect(code).toBe(2);
    expect(err).toContain(told);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  test('new leaves a file alone that is none of waivers', async () => {
    const file = fileOf('facts: {}\n');
    expect(await cli(words(file), {})).toMatchObject({ code: 2, out: '' });
    expect(readFileSync(file, 'utf8')).toBe('facts: {}\n');
  });

  test('lint ends with 1 for what has expired or stands twice, and tells it', async () => {
    const file = fileOf(`waivers:\n${waive('ssl-disabled').replace(FAR, '2020-01-01')}${waive('latest-minor-version')}${waive('latest-minor-version')}`);
    const { code, out } = await cli(['waivers', 'lint', file], {});
    expect(code).toBe(1);
    expect(out).toContain('EXPIRED');
    expect(out).toContain('The rule is enforced');
    expect(out).toContain('The same rule and scope as waiver 2');
    const zh = await cli(['waivers', 'list', file, '--lang', 'zh'], {});
    expect(zh.out).toContain('已过期');
    expect(zh.out).toContain('共 3 条豁免，其中 1 条已过期。');
  });

  test('without a word it says which there are', async () => {
    expect(await cli(['waivers'], {})).toMatchObject({ code: 2, out: '' });
  });
});
