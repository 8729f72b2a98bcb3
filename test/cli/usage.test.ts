import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { cloudOf, ELIGIBLE, envOf, HANGZHOU, KEY, newFolder, run, runOn, SECRET } from './support.ts';

type Case = readonly [name: string, argv: readonly string[], sentence: string];

const CASES: readonly Case[] = [
  ['no command', [], 'Name a command'],
  ['an unknown command', ['chek', '--region', 'cn-hangzhou'], 'There is no command "chek". Did you mean check?'],
  ['a command that resembles none', ['xyzzyx'], 'There is no command "xyzzyx". `tair-preflight --help` shows all.'],
  ['an unknown option before any command', ['--versoin'], 'There is no option "--versoin". Did you mean --version?'],
  ['an unknown subcommand', ['rules', 'lst'], 'Did you mean list?'],
  ['no subcommand', ['rules'], 'Name what to do'],
  ['an unknown option', ['check', '--regoin', 'cn-hangzhou'], 'Did you mean --region?'],
  ['an option without its value', ['check', '--region'], "option '--region <region>' argument missing"],
  ['an empty id', ['check', '', ...HANGZHOU], '"" is not the id of an instance'],
  ['several ids in one', ['check', 'r-a,r-b', ...HANGZHOU], '"r-a,r-b" is not the id of an instance'],
  ['an id with a newline', ['check', 'r-a\nr-b', ...HANGZHOU], '"r-a\\nr-b" is not the id of an instance'],
  ['an id with a space', ['apply', 'r-a r-b', '--yes', ...HANGZHOU], '"r-a r-b" is not the id of an instance'],
  ['an id that is longer than any', ['check', 'r'.repeat(100_000), ...HANGZHOU], 'is not the id of an instance'],
  ['no region anywhere', ['check'], 'No region is known. Name one with --region, or use --all-regions, or set ALIBABA_CLOUD_REGION_ID'],
  ['a region that is none', ['check', '--region', 'cn hangzhou'], '"cn hangzhou" is not the name of a region'],
  ['a host as a region', ['check', '--region', 'evil.example'], '"evil.example" is not the name of a region'],
  ['a region and all', ['check', '--all-regions', ...HANGZHOU], 'Give --region or --all-regions, not both.'],
  ['a tag without a value', ['check', '--tag', 'team', ...HANGZHOU], 'Expected key=value.'],
  ['more tags than the service takes', ['check', ...HANGZHOU, ...[1, 2, 3, 4, 5, 6].flatMap((n) => ['--tag', `t${n}=x`])], 'The service takes 5 tags at most, and 6 were given'],
  ['an empty VPC', ['check', '--vpc', ' ', ...HANGZHOU], 'Expected a text that is not empty.'],
  ['a prefix for several ids', ['check', 'r-a', 'r-b', '--prefix', 'dc1', ...HANGZHOU], '--prefix names one endpoint, and 2 instances were given. Use --prefix-template'],
  ['a prefix and a template', ['check', 'r-a', '--prefix', 'dc1', '--prefix-template', 'dc{id}', ...HANGZHOU], 'Give --prefix or --prefix-template, not both.'],
  ['a port that is no number', ['check', '--port', 'abc', ...HANGZHOU], "argument 'abc' is invalid. Expected a whole number."],
  ['a port with a fraction', ['check', '--port', '6379.5', ...HANGZHOU], 'Expected a whole number.'],
  ['a port in words of a number', ['check', '--port', '1e4', ...HANGZHOU], 'Expected a whole number.'],
  ['an empty port', ['check', '--port', '', ...HANGZHOU], 'Expected a whole number.'],
  ['an unknown preset', ['check', '--preset', 'lax', ...HANGZHOU], 'Allowed choices are reference, recommended, strict.'],
  ['an unknown rule to skip', ['check', '--skip', 'ssl-disable', ...HANGZHOU], 'There is no rule "ssl-disable". Did you mean ssl-disabled?'],
  ['an unknown rule alone', ['check', '--only', 'xyzzy', ...HANGZHOU], 'There is no rule "xyzzy". `tair-preflight rules list` shows all.'],
  ['a rule folder that is not there', ['check', '--rules', '/nonexistent/rules', ...HANGZHOU], '/nonexistent/rules'],
  ['an unknown fact', ['check', '--assume', 'ssl.enabeld=false', ...HANGZHOU], 'There is no fact "ssl.enabeld". Did you mean ssl.enabled?'],
  ['a fact of a wrong type', ['check', '--assume', 'ssl.enabled=perhaps', ...HANGZHOU], 'Expected a value of type bool for ssl.enabled.'],
  ['an attestation of something else', ['check', '--attest', 'ssl=off', ...HANGZHOU], 'Expected preview-access=granted or preview-access=denied'],
  ['a malformed endpoint', ['check', '--endpoint', 'kvstore=not a url', ...HANGZHOU], '--endpoint kvstore is expected to be an http or https address'],
  ['an endpoint with a password', ['check', '--endpoint', `kvstore=https://user:${SECRET}@example.com`, ...HANGZHOU], 'is expected to be an http or https address without path, user or parameters'],
  ['an endpoint of another kind', ['check', '--endpoint', 'sts=ftp://example.com', ...HANGZHOU], '--endpoint sts is expected to be an http or https address'],
  ['an endpoint of no product', ['check', '--endpoint', 'ecs=http://127.0.0.1', ...HANGZHOU], 'Expected kvstore=URL, vpc=URL or sts=URL.'],
  ['an unknown network', ['check', '--network', 'private', ...HANGZHOU], 'Allowed choices are public, vpc.'],
  ['no concurrency', ['check', '--concurrency', '0', ...HANGZHOU], 'Expected a whole number of at least 1.'],
  ['no request timeout', ['check', '--request-timeout', '0', ...HANGZHOU], 'Expected seconds above 0'],
  ['a negative request timeout', ['check', '--request-timeout', '-1', ...HANGZHOU], 'Expected seconds'],
  ['an unknown profile', ['check', '--profile', 'nobody', ...HANGZHOU], 'Profile "nobody" (--profile) was not found'],
  ['an unknown format', ['check', '--format', 'jsn', ...HANGZHOU], 'There is no format "jsn". Choose one of'],
  ['two formats on standard output', ['check', '--format', 'json', '--format', 'ndjson', ...HANGZHOU], 'Only one --format can go to standard output'],
  ['a format into a folder', ['check', '--format', 'json=/', ...HANGZHOU], '/ is a folder; --format NAME=FILE wants a file.'],
  ['a format into a folder that is not there', ['check', '--format', 'json=/nonexistent/x.json', ...HANGZHOU], '/nonexistent/x.json cannot be written'],
  ['a format into no file', ['check', '--format', 'json=', ...HANGZHOU], 'wants the name of a file'],
  ['an unknown language', ['check', '--lang', 'tlh', ...HANGZHOU], 'Allowed choices are en, zh.'],
  ['an unknown word to fail on', ['check', '--fail-on', 'blocked,bloked', ...HANGZHOU], 'saw "bloked"'],
  ['nothing to fail on', ['check', '--fail-on', '', ...HANGZHOU], 'Expected a list of'],
  ['an unknown rule to show', ['rules', 'show', 'ssl-disable'], 'There is no rule "ssl-disable". Did you mean ssl-disabled?'],
  ['no rule to show', ['rules', 'show'], 'Name a rule'],
  ['a folder of rules to test that is not there', ['rules', 'test', '/nonexistent'], '/nonexistent'],
  ['an emulator without a fleet', ['emulator'], "required option '--fleet <file>' not specified"],
  ['an emulator of a file that is not there', ['emulator', '--fleet', '/nonexistent/fleet.yaml'], '/nonexistent/fleet.yaml could not be read (ENOENT)'],
  ['an emulator of a folder', ['emulator', '--fleet', '/'], '/ could not be read (EISDIR)'],
  ['an emulator on no port', ['emulator', '--fleet', 'examples/demo-fleet.yaml', '--port', '70000'], 'Expected a port from 0 to 65535.'],
  ['apply without anything', ['apply'], 'apply wants a plan file or the ids of instances'],
  ['apply without a word of consent', ['apply', 'r-a', ...HANGZHOU], 'apply asks before the first call, and there is no terminal to ask on. Give --yes'],
  ['apply of nothing', ['apply', '--yes', ...HANGZHOU], 'apply wants a plan file or the ids of instances'],
  ['apply without an enforced rule', ['apply', 'r-a', '--yes', '--skip', 'ssl-disabled', ...HANGZHOU], 'Rule ssl-disabled is enforced: no call leaves without its pass.'],
  ['apply on an assumption', ['apply', 'r-a', '--yes', '--assume', 'ssl.enabled=false', ...HANGZHOU], '--assume makes a result hypothetical'],
  ['apply with an unknown rule', ['apply', 'r-a', '--yes', '--only', 'ssl-disable', ...HANGZHOU], 'Did you mean ssl-disabled?'],
  ['apply that may fail no time', ['apply', 'r-a', '--yes', '--max-failures', '0', ...HANGZHOU], 'Expected a whole number of at least 1.'],
  ['apply that waits in words', ['apply', 'r-a', '--yes', '--wait', 'long', ...HANGZHOU], 'Expected seconds'],
  ['apply with a prefix for several', ['apply', 'r-a', 'r-b', '--yes', '--prefix', 'dc1', ...HANGZHOU], '--prefix names one endpoint'],
];

describe('a usage error is exit 2 in one sentence, and nothing is asked', () => {
  test.each(CASES)('%s', async (_name, argv, sentence) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, err } = await runOn(emulator, argv);
    expect(err).toContain(sentence);
    expect(err).toMatch(/^error: /);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2); // commander puts "(Did you mean …?)" on a line of its own
    expect(code).toBe(2);
    expect(emulator.requests()).toEqual([]);
  });

  test('all faults of a scope are told together', async () => {
    const { err } = await run(['check', '', 'r-a', '--prefix', 'p', '--region', 'x y'], {});
    expect(err.trimEnd().split('\n')).toHaveLength(3);
  });

  test('a region of the environment is looked at as well', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, err } = await runOn(emulator, ['check'], { ALIBABA_CLOUD_REGION_ID: 'CN HANGZHOU' });
    expect([code, err]).toEqual([2, expect.stringContaining('"CN HANGZHOU" is not the name of a region')]);
    expect(emulator.requests()).toEqual([]);
  });
});

describe('what belongs to later releases is exit 2 with that sentence', () => {
  test.each(['collect --out facts.jsonl', 'merge a.json b.json'])('%s', async (line) => {
    const { code, err } = await run(line.split(' '), {});
    expect([code, err]).toEqual([2, expect.stringContaining('comes with a later release')]);
  });

  test.each(['--shard 1/2', '--snapshot facts.jsonl'])('check %s', async (words) => {
    const { code, err } = await run(['check', ...HANGZHOU, ...words.split(' ')], {});
    expect([code, err]).toEqual([2, expect.stringMatching(/comes? with a later release/)]);
  });
});

describe('--help and --version', () => {
  const COMMANDS = ['', 'check', 'apply', 'rules', 'rules list', 'rules show', 'rules test', 'rules docs', 'rules new', 'emulator', 'demo',
    'plan', 'resume', 'release', 'verify', 'collect', 'report', 'diff', 'merge', 'explain', 'schema', 'ram-policy'];

  test.each(COMMANDS)('%s --help is exit 0 and shows examples', async (command) => {
    for (const option of ['--help', '-h']) {
      const { code, out, err } = await run([...command.split(' ').filter((word) => word !== ''), option], {});
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/^Usage: tair-preflight/);
      expect(out).toMatch(/^Examples:\n {2}\$ tair-preflight /m);
    }
  });

  test('--version is one line, exit 0', async () => {
    expect(await run(['--version'], {})).toEqual({ code: 0, out: '0.0.0-test\n', err: '' });
  });

  test.each(['check', 'apply', 'rules', 'emulator', 'demo'])('--help names %s', async (command) => {
    expect((await run(['--help'], {})).out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });
});

const without = (emulator: { readonly url: string }, ...names: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(envOf(emulator)).filter(([name]) => !names.includes(name)));

describe('credentials', () => {
  test.each([
    ['only the id', ['ALIBABA_CLOUD_ACCESS_KEY_SECRET'], 'ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is missing.'],
    ['only the secret', ['ALIBABA_CLOUD_ACCESS_KEY_ID'], 'ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is missing.'],
    ['none at all', ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'], 'No credentials were found. Set ALIBABA_CLOUD_ACCESS_KEY_ID'],
  ])('%s is exit 2 before anything is asked', async (_name, missing, sentence) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const home = newFolder();
    for (const argv of [['check', ...HANGZHOU], ['apply', 'r-eligible', '--yes', ...HANGZHOU]]) {
      const { code, err } = await run(argv, { ...without(emulator, ...missing), HOME: home, ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' });
      expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(emulator.requests()).toEqual([]);
  });

  test.each([
    ['a wrong secret', { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'SECRETVALUE-another' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-unknown' }, 'InvalidAccessKeyId.NotFound'],
  ])('%s is exit 2 in one sentence, and nothing is sent', async (_name, env, errorCode) => {
    const emulator = await cloudOf([ELIGIBLE]);
    for (const argv of [['check', ...HANGZHOU], ['check', '--all-regions'], ['check', 'r-eligible', '--region', 'cn-hangzhou', '--region', 'cn-beijing'], ['apply', 'r-eligible', '--yes', ...HANGZHOU]]) {
      const { code, err } = await runOn(emulator, argv, env);
      expect([code, err]).toEqual([2, expect.stringContaining(errorCode)]);
      expect(err).toMatch(/^error: The credentials were not accepted: /);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(emulator.calls()['AllocateDirectConnection']).toBeUndefined();
  });

  test('a profile of the aliyun CLI is used by its name, and its keys are never printed', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const home = newFolder();
    mkdirSync(join(home, '.aliyun'));
    const config = { current: 'other', profiles: [
      { name: 'other', mode: 'AK', access_key_id: 'LTAI-other', access_key_secret: 'SECRETVALUE-other', region_id: 'cn-beijing' },
      { name: 'ours', mode: 'AK', access_key_id: KEY, access_key_secret: SECRET, region_id: 'cn-hangzhou' },
    ] };
    writeFileSync(join(home, '.aliyun', 'config.json'), JSON.stringify(config));
    const env = { ...without(emulator, 'ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'), HOME: home };
    const done = await run(['check', '--profile', 'ours', '--format', 'json'], env);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(done.out)).toMatchObject({ scope: { regions: ['cn-hangzhou'] }, instances: [{ instanceId: 'r-eligible' }] });
    expect(await run(['check'], env), 'the current profile').toMatchObject({ code: 2, err: expect.stringContaining('InvalidAccessKeyId') });
    expect(await run(['check', '--profile', 'nobody'], env)).toMatchObject({ code: 2, err: expect.stringContaining('it holds "other", "ours"') });
    const withRegion = await run(['check', '--profile', 'ours', '--format', 'json'], { ...env, ALIBABA_CLOUD_REGION_ID: 'cn-beijing' });
    expect(withRegion, 'the environment names the region first').toMatchObject({ code: 2, err: expect.stringContaining('cn-beijing was read and returned none') });
    expect(await run(['check', '--profile', 'ours'], { ...env, ALIBABA_CLOUD_REGION_ID: '' }), 'an empty variable names none').toMatchObject({ code: 0 });
    writeFileSync(join(home, '.aliyun', 'config.json'), `{ "broken": "${SECRET}`);
    expect(await run(['check', '--profile', 'ours', ...HANGZHOU], env)).toMatchObject({ code: 2, err: expect.stringContaining('is not a readable aliyun CLI config') });
  });
});
