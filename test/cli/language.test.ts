import { describe, expect, test } from 'vitest';

import { englishIn } from '../report/chinese.ts';
import { BLOCKED, checkJson, cloudOf, ELIGIBLE, HANGZHOU, NEVER, runOn } from './support.ts';

const ZH = { LANG: 'zh_CN.UTF-8' };
const fleet = [ELIGIBLE, BLOCKED, NEVER];

/** Where the table says in English or in Chinese that an instance can go. */
const ENGLISH = /^Can go now \(1\)$/m;
const CHINESE = /^可立即开通（1）$/m;

describe('the language of the table', () => {
  test.each([
    ['--lang zh', ['--lang', 'zh'], {}, CHINESE],
    ['the locale', [], ZH, CHINESE],
    ['LC_ALL before LANG', [], { ...ZH, LC_ALL: 'en_US.UTF-8' }, ENGLISH],
    ['--lang en over the locale', ['--lang', 'en'], ZH, ENGLISH],
    ['none', [], {}, ENGLISH],
  ] as const)('is chosen by %s', async (_, words, env, expected) => {
    const { out, err } = await runOn(await cloudOf(fleet), ['check', ...HANGZHOU, ...words], env);
    expect(err).not.toContain('error');
    expect(out).toMatch(expected);
  });

  test('is Chinese throughout: the words of the page, the rules and their steps', async () => {
    const { out } = await runOn(await cloudOf(fleet), ['check', ...HANGZHOU], ZH);
    expect(out).toContain('期望：SSL 加密已关闭。（ssl-disabled）');
    expect(englishIn(out.split('\n').filter((line) => !line.trim().startsWith('$ ')).join('\n'))).toEqual([]);
  });
});

describe('the language of what programs read', () => {
  test('stays English under any locale, and is Chinese by name alone', async () => {
    const emulator = await cloudOf(fleet);
    const titles = async (words: readonly string[], env: Readonly<Record<string, string>>): Promise<string[]> => {
      const { result } = await checkJson(emulator, [...HANGZHOU, ...words], env);
      return result.instances.flatMap(({ findings }) => findings.filter(({ rule }) => rule === 'ssl-disabled').map(({ title }) => title));
    };
    expect(new Set(await titles([], ZH))).toEqual(new Set(['SSL encryption is disabled.']));
    expect(new Set(await titles(['--lang', 'zh'], {}))).toEqual(new Set(['SSL 加密已关闭。']));
  });
});

describe('a result that is only a part', () => {
  test('says so on the page and in its scope', async () => {
    const emulator = await cloudOf(fleet);
    expect((await runOn(emulator, ['check', ...HANGZHOU, '--only', 'ssl-disabled'])).out).toContain('PARTIAL: only rule ssl-disabled.');
    expect((await runOn(emulator, ['check', ...HANGZHOU, '--skip', 'ssl-disabled', '--lang', 'zh'])).out).toContain('部分结果：未检查规则 ssl-disabled。');
    expect((await checkJson(emulator, [...HANGZHOU, '--skip', 'vpc-network', '--skip', 'ssl-disabled'])).result.scope).toMatchObject({ only: [], skip: ['ssl-disabled', 'vpc-network'] });
    expect((await checkJson(emulator, [...HANGZHOU])).result.scope).toMatchObject({ only: [], skip: [] });
  });
});

describe('where instances are', () => {
  test('an id that no region knows is not found, in those that were looked in', async () => {
    const { out } = await runOn(await cloudOf(fleet), ['check', 'r-eligible', 'r-eligibel', '--region', 'cn-hangzhou', '--region', 'cn-beijing']);
    expect(out).toContain('1 instance in cn-hangzhou, 2 ids asked for. Looked in cn-hangzhou, cn-beijing.');
    expect(out).toMatch(/^Not found \(1\)\n {2}Looked in cn-hangzhou, cn-beijing; no such instance is there\.\n {2}- r-eligibel \(Did you mean r-eligible\?\)$/m);
    expect(out).not.toContain('Never');
  });

  test.each([
    [['cn-hangzhou'], 'Looked in cn-hangzhou.'],
    [['cn-hangzhou', 'cn-beijing'], 'Looked in cn-hangzhou, cn-beijing.'],
  ])('the region at the head is the one where the instance is, not %j that was named', async (regions, looked) => {
    const { out } = await runOn(await cloudOf([{ ...ELIGIBLE, region: 'cn-beijing', vSwitch: 'vsw-b' }]), ['check', 'r-eligible', ...regions.flatMap((region) => ['--region', region])]);
    expect(out).toContain(`1 instance in cn-beijing, 1 id asked for. ${looked}`);
  });
});
