import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { configSchema } from '../../src/app/config-file.ts';
import type { Result } from '../../src/model/result.ts';
import { cli } from '../support/cli.ts';
import { BLOCKED, cloudOf, ELIGIBLE, envOf, HANGZHOU, newFolder, run } from './support.ts';

/** A folder with a configuration; commands run in one below it. */
function below(config: string): { readonly folder: string; readonly file: string } {
  const root = newFolder();
  const file = join(root, 'tair-preflight.yaml');
  writeFileSync(file, config);
  const folder = join(root, 'teams', 'cache');
  mkdirSync(folder, { recursive: true });
  return { folder, file };
}

const jsonOf = (out: string): Result => JSON.parse(out) as Result;

describe('tair-preflight.yaml', () => {
  test('is found upwards, and gives scope, preset and outputs', async () => {
    const env = envOf(await cloudOf([ELIGIBLE, { id: 'r-far', vSwitch: 'vsw-b' }]));
    const { folder } = below('scope: { regions: [cn-beijing] }\npreset: strict\noutputs: [json]\n');
    const { code, out } = await run(['check'], env, { folder });
    expect(code).toBe(0);
    expect(jsonOf(out)).toMatchObject({ rulebook: { preset: 'strict' }, instances: [{ instanceId: 'r-far' }] });
  });

  test('the command line outranks it, option by option', async () => {
    const env = envOf(await cloudOf([ELIGIBLE]));
    const { folder } = below('scope: { allRegions: true }\npreset: strict\noutputs: [json]\n');
    const table = await run(['check', ...HANGZHOU, '--preset', 'reference', '--format', 'table'], env, { folder });
    expect(table.out).toContain('preset reference');
    const json = await run(['check', ...HANGZHOU, '--format', 'json'], env, { folder });
    expect(jsonOf(json.out)).toMatchObject({ rulebook: { preset: 'strict' }, scope: { regions: ['cn-hangzhou'] } });
  });

  test('--no-config leaves it out, and --config names another', async () => {
    const env = envOf(await cloudOf([ELIGIBLE]));
    const { folder } = below('preset: strict\n');
    const other = join(newFolder(), 'other.yaml');
    writeFileSync(other, 'preset: reference\n');
    expect(jsonOf((await run(['check', ...HANGZHOU, '--no-config', '--format', 'json'], env, { folder })).out).rulebook.preset).toBe('recommended');
    expect(jsonOf((await run(['check', ...HANGZHOU, '--config', other, '--format', 'json'], env, { folder })).out).rulebook.preset).toBe('reference');
  });

  test('severities are changed rule by rule: off, down and up', async () => {
    const env = envOf(await cloudOf([{ ...ELIGIBLE, whitelist: [], latestMinor: false }]));
    const verdicts = async (rules: string): Promise<[number, string | undefined]> => {
      const { folder } = below(`rules: ${rules}\n`);
      const { code, out } = await run(['check', ...HANGZHOU, '--format', 'json'], env, { folder });
      return [code, jsonOf(out).instances[0]?.findings.find(({ rule }) => rule === 'latest-minor-version')?.severity];
    };
    expect(await verdicts('{}')).toEqual([1, 'error']);
    expect(await verdicts('{ latest-minor-version: warning }')).toEqual([0, 'warning']);
    expect(await verdicts('{ latest-minor-version: off }')).toEqual([0, undefined]);
  });

  test('an enforced rule can be quiet in check, and never where a call may follow', async () => {
    const emulator = await cloudOf([BLOCKED]);
    const env = envOf(emulator);
    const { folder, file } = below('rules:\n  ssl-disabled: info\n');
    expect((await run(['check', ...HANGZHOU], env, { folder })).code).toBe(0);
    for (const words of [['plan', '--out', join(folder, 'plan.json')], ['apply', 'r-blocked', '--yes']]) {
      const refused = await run([...words, ...HANGZHOU], env, { folder });
      expect(refused.code).toBe(2);
      expect(refused.err).toContain('tair-preflight.yaml:2:3: Rule ssl-disabled is enforced');
    }
    expect(readFileSync(file, 'utf8')).toContain('info');
    expect(emulator.accepted()).toEqual([]);
  });

  test('what calls takes no scope and no request of it', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { folder } = below('scope: { regions: [cn-beijing] }\nrequest: { port: 1 }\n');
    const { code } = await run(['apply', 'r-eligible', '--yes', ...HANGZHOU, '--wait', '20', '--poll', '0.05'], envOf(emulator), { folder });
    expect(code).toBe(0);
    expect(emulator.accepted()).toHaveLength(1);
  });

  test('reports that it names are beside it, wherever the command runs', async () => {
    const env = envOf(await cloudOf([ELIGIBLE]));
    const { folder, file } = below('outputs: [table, "json=a=b.json"]\n');
    expect((await run(['check', ...HANGZHOU], env, { folder })).code).toBe(0);
    expect(jsonOf(readFileSync(join(file, '..', 'a=b.json'), 'utf8')).summary.eligible).toBe(1);
  });

  test('a rehearsal is nobody\'s, whatever profile it names', async () => {
    const env = envOf(await cloudOf([ELIGIBLE]));
    const { folder, file } = below('profile: nobody\n');
    const plan = join(file, '..', 'plan.json');
    expect((await run(['plan', ...HANGZHOU, '--out', plan, '--no-config'], env, { folder })).code).toBe(0);
    const rehearsed = await run(['apply', '--rehearse', plan], env, { folder });
    expect(rehearsed.code, rehearsed.err).toBe(0);
  });

  test('how many results are kept waits for a history', async () => {
    const { folder } = below('keep: 3\n');
    expect((await run(['check', ...HANGZHOU], envOf(await cloudOf([ELIGIBLE])), { folder })).code).toBe(0);
  });

  test('one that is a link to nowhere is exit 2, and no other is taken in its place', async () => {
    const { folder } = below('preset: strict\n');
    symlinkSync(join(folder, 'nowhere.yaml'), join(folder, 'tair-preflight.yaml'));
    const { code, err } = await run(['check', ...HANGZHOU], envOf(await cloudOf([ELIGIBLE])), { folder });
    expect([code, err]).toEqual([2, expect.stringContaining('tair-preflight.yaml could not be read (ENOENT)')]);
  });

  test('commands that take no configuration are left alone', async () => {
    const { folder } = below('preset: strict\n');
    expect((await run(['rules', 'test'], {}, { folder })).code).toBe(0);
    expect((await run(['rules', 'list'], {}, { folder })).out).toContain('preset recommended');
  });

  test('files that it names are beside it', async () => {
    const env = envOf(await cloudOf([{ ...ELIGIBLE, latestMinor: false }]));
    const { folder, file } = below('waivers: waivers.yaml\n');
    writeFileSync(join(file, '..', 'waivers.yaml'), 'waivers:\n  - { rule: latest-minor-version, scope: all, reason: x, owner: y, expires: 2099-01-01 }\n');
    expect((await run(['check', ...HANGZHOU], env, { folder })).code).toBe(0);
  });

  test.each<[string, string, RegExp]>([
    ['a misspelt key', 'presett: strict\n', /tair-preflight\.yaml:1:1: There is no "presett" here. Did you mean "preset"\?/],
    ['a misspelt word', 'preset: strickt\n', /tair-preflight\.yaml:1:1: Expected preset to be one of/],
    ['an unknown rule', 'rules: { ssl-dissabled: off }\n', /tair-preflight\.yaml:1:10: There is no rule "ssl-dissabled". Did you mean ssl-disabled\?/],
    ['an unknown format', 'outputs: [jsn]\n', /There is no format "jsn"/],
    ['what counts misspelt', 'failOn: [blokked]\n', /tair-preflight\.yaml:1:1: Expected a list of/],
    ['no map', '- a\n', /tair-preflight\.yaml/],
    ['a prototype key', '__proto__: { preset: strict }\n', /tair-preflight\.yaml/],
    ['a tag that no map can hold', 'scope: { tags: { __proto__: x } }\n', /tair-preflight\.yaml:1:\d+: .*__proto__/],
    ['a rule that no map can hold', 'rules: { __proto__: off }\n', /tair-preflight\.yaml:1:\d+: .*__proto__/],
    ['deep nesting', `a: ${'['.repeat(100_000)}`, /tair-preflight\.yaml/],
  ])('%s is exit 2', async (_name, config, told) => {
    const { folder } = below(config);
    const { code, out, err } = await run(['check', ...HANGZHOU], envOf(await cloudOf([ELIGIBLE])), { folder });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(told);
  });
});

describe('config print', () => {
  test('tells each value and who set it', async () => {
    const { folder, file } = below('preset: strict\nrules:\n  ssl-disabled: info\nquotas:\n  concurrency: 3\n');
    const printed = await cli(['config', 'print', '--format', 'json'], { ALIBABA_CLOUD_REGION_ID: 'cn-shanghai', TAIR_PREFLIGHT_ENDPOINT_KVSTORE: 'https://user:secret@example.com/?key=1' }, { folder });
    const { config, settings } = JSON.parse(printed.out) as { config: string; settings: { option: string; value: unknown; source: string }[] };
    const of = (name: string): unknown => { const found = settings.find(({ option }) => option === name); return [found?.value, found?.source]; };
    expect(file.endsWith(config.replace(/^(\.\.\/)+/, ''))).toBe(true);
    expect(of('preset')).toEqual(['strict', `${config}:1:1`]);
    expect(of('severities')).toEqual([{ 'ssl-disabled': 'info' }, `${config}:2:1`]);
    expect(of('concurrency')).toEqual([3, `${config}:5:3`]);
    expect(of('region')).toEqual(['cn-shanghai', 'environment ALIBABA_CLOUD_REGION_ID']);
    expect(of('endpoint kvstore')).toEqual(['https://example.com/', 'environment TAIR_PREFLIGHT_ENDPOINT_KVSTORE']);
    expect(of('network')).toEqual(['public', 'default']);
    const table = await cli(['config', 'print'], {}, { folder });
    expect(table.out).toMatch(/preset +strict +\S*tair-preflight\.yaml:1:1/);
  });

  test('says that there is none', async () => {
    expect((await cli(['config', 'print', '--config', '/nonexistent/c.yaml'], {})).code).toBe(2);
    expect((await cli(['config', 'print'], {}, { folder: newFolder() })).out).toContain('No tair-preflight.yaml was found');
  });

  test('every key of the schema is a setting', async () => {
    const full = {
      scope: { regions: ['cn-a'], allRegions: false, vpc: 'v', vswitch: 's', resourceGroup: 'g', tags: { a: 'b' } }, request: { prefixTemplate: 'a{id}', port: 6379 }, preset: 'strict', rules: { a: 'off' },
      ruleFolders: ['r'], facts: 'f', waivers: 'w', outputs: ['json'], failOn: ['blocked'], history: 'h', keep: 3, notify: ['slack'], quotas: { concurrency: 1, requestTimeout: 5 }, profile: 'p', network: 'vpc', language: 'zh',
    };
    expect(Object.keys(full).toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
    const { folder } = below(JSON.stringify(full));
    const { settings } = JSON.parse((await cli(['config', 'print', '--format', 'json'], {}, { folder })).out) as { settings: { source: string }[] };
    expect(settings.filter(({ source }) => source.includes('tair-preflight.yaml'))).toHaveLength(23);
  });
});
