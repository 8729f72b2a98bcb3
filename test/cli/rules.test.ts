import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { displayWidth } from '../../src/report/text.ts';
import { cloudOf, ELIGIBLE, HANGZHOU, newFolder, run, runOn } from './support.ts';

const GOOD = `id: has-team
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

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('rules list', () => {
  test('shows every built-in rule with its severity in the preset', async () => {
    const { code, out, err } = await run(['rules', 'list'], {});
    expect([code, err]).toEqual([0, '']);
    for (const name of readdirSync('rules').filter((file) => file.endsWith('.yaml'))) expect(out).toContain(name.replace('.yaml', ''));
    expect((await run(['rules', 'list', '--preset', 'strict'], {})).out).not.toBe(out);
  });

  test('adds the rules of further folders, and is JSON on request', async () => {
    const { code, out } = await run(['rules', 'list', '--rules', folderWith({ 'has-team.yaml': GOOD }), '--format', 'json'], {});
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(out))).toContain('"has-team"');
  });

  test.each([[false, []], [true, ['--no-color']]])('has no colours (terminal: %s, %j)', async (stdoutIsTerminal, argv) => {
    for (const words of [['list'], ['show', 'ssl-disabled']]) expect((await run(['rules', ...words, ...argv], {}, { stdoutIsTerminal })).out).not.toContain('\u001B[');
  });
});

describe('rules show', () => {
  test('shows one rule whole', async () => {
    const { code, out } = await run(['rules', 'show', 'ssl-disabled'], {});
    expect(code).toBe(0);
    for (const part of ['ssl-disabled', 'SSL encryption is disabled', 'ModifyInstanceSSL', 'ssl.enabled']) expect(out).toContain(part);
    expect(JSON.parse((await run(['rules', 'show', 'ssl-disabled', '--format', 'json'], {})).out)).toMatchObject({ id: 'ssl-disabled' });
  });

  test('--healthy prints the instance that examples are laid over', async () => {
    const { code, out } = await run(['rules', 'show', '--healthy'], {});
    expect([code, out]).toEqual([0, expect.stringMatching(/ssl\.enabled: false/)]);
  });
});

describe('rules list and show speak the language', () => {
  const chinese = /\p{Script=Han}/u;

  test.each<[name: string, argv: readonly string[], env: Readonly<Record<string, string>>, isChinese: boolean]>([
    ['English where nothing is said', [], {}, false],
    ['of --lang', ['--lang', 'zh'], {}, true],
    ['of the locale', [], { LANG: 'zh_CN.UTF-8' }, true],
    ['of --lang before that of the locale', ['--lang', 'en'], { LC_ALL: 'zh_CN.UTF-8' }, false],
    ['English for programs, whatever the locale', ['--format', 'json'], { LANG: 'zh_CN.UTF-8' }, false],
    ['of --lang for programs too', ['--format', 'json', '--lang', 'zh'], {}, true],
  ])('%s', async (_name, argv, env, isChinese) => {
    for (const words of [['list'], ['show', 'ssl-disabled']]) {
      const { code, out, err } = await run(['rules', ...words, ...argv], env);
      expect([code, err, chinese.test(out)]).toEqual([0, '', isChinese]);
      expect(out.includes('SSL 加密已关闭。')).toBe(isChinese);
      expect(out.includes('SSL encryption is disabled.')).toBe(!isChinese);
    }
  });

  test('another language is exit 2', async () => {
    expect(await run(['rules', 'list', '--lang', 'fr'], {})).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--lang') });
  });

  test('every line of the Chinese list fits 80 cells', async () => {
    const { out } = await run(['rules', 'list', '--lang', 'zh'], {});
    expect(out.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(out).not.toContain('…');
  });
});

describe('rules test', () => {
  test('is exit 0 for the built-in rules and counts the examples', async () => {
    expect(await run(['rules', 'test'], {})).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^\d+ examples of \d+ rules: \d+ as expected, 0 not\.\n$/) });
  });

  test('runs the folders given alone', async () => {
    const [one, two] = [folderWith({ 'has-team.yaml': GOOD }), folderWith({ 'has-team-too.yaml': GOOD.replace('id: has-team', 'id: has-team-too') })];
    expect(await run(['rules', 'test', one], {})).toEqual({ code: 0, out: '3 examples of 1 rule: 3 as expected, 0 not.\n', err: '' });
    expect(await run(['rules', 'test', one, two], {})).toMatchObject({ code: 0, out: expect.stringContaining('6 examples of 2 rules') });
  });

  test('is exit 1 where an example fails, and names rule and example', async () => {
    const folder = folderWith({ 'has-team.yaml': GOOD.replace('{ team: a }', '{ other: a }') });
    const { code, out } = await run(['rules', 'test', folder], {});
    expect([code, out]).toEqual([1, expect.stringMatching(/^has-team: .*pass.*fail|^has-team: .*fail.*pass/m)]);
    expect(out).toContain('2 as expected, 1 not.');
  });

  test('is exit 2 for faulty files, every fault with FILE:line:column', async () => {
    const folder = folderWith({
      'has-team.yaml': GOOD.replace('instance.tags\'', 'instance.tagz\''),
      'broken.yaml': 'id: [unclosed\n',
      'other-name.yaml': GOOD.replace('id: has-team', 'id: yet-another'),
    });
    const { code, err } = await run(['rules', 'test', folder], {});
    expect(code).toBe(2);
    const lines = err.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(new RegExp(`^error: ${folder}/[\\w-]+\\.yaml:\\d+:\\d+: [^\\n]+$`));
    expect(new Set(lines.map((line) => /\/([\w-]+\.yaml):/.exec(line)?.[1]))).toEqual(new Set(['broken.yaml', 'has-team.yaml', 'other-name.yaml']));
    expect(err).toMatch(/has-team\.yaml:4:\d+: .*instance\.tagz.*did you mean "instance\.tags"/);
  });
});

describe('hostile rule files are exit 2 in clear sentences, before anything is asked', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'.split('').map((name, at) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghij'[at]}`).join(', ')}]\n`).join('')}`;

  test.each<[name: string, files: Readonly<Record<string, string>>, sentence: RegExp]>([
    ['an alias bomb', { 'a.yaml': bomb }, /a\.yaml:\d+:\d+: /],
    ['10 MB', { 'a.yaml': `${GOOD}# ${'x'.repeat(10 * 1024 * 1024)}\n` }, /a\.yaml:1:1: The file has \d+ bytes; a rule file may have/],
    ['a list', { 'a.yaml': '- 1\n- 2\n' }, /a\.yaml:1:1: /],
    ['a number', { 'a.yaml': '42\n' }, /a\.yaml:1:1: /],
    ['nothing', { 'a.yaml': '' }, /a\.yaml:1:1: /],
    ['wrong types', { 'a.yaml': 'id: 5\ntitle: [a]\nseverity: 7\nassert: true\nwhy: {}\nremedy: x\nsources: 1\nexamples: no\n' }, /a\.yaml:1:5: .*\n.*a\.yaml:2:8: /],
    ['deep nesting', { 'a.yaml': `id: ${'['.repeat(20_000)}` }, /a\.yaml/],
    ['control characters', { 'a.yaml': 'id: "\u0000\u001B[31m"\n' }, /a\.yaml/],
    ['bytes that are no text', { 'a.yaml': '\uD800' }, /a\.yaml/],
    ['a tag of another language', { 'a.yaml': 'id: !!js/function "function () { process.exit(0) }"\n' }, /a\.yaml:1:\d+: /],
    ['a merge into the prototype', { 'a.yaml': '__proto__: { polluted: true }\n' }, /a\.yaml:1:1: /],
  ])('%s', async (_name, files, sentence) => {
    const folder = folderWith(files);
    const emulator = await cloudOf([ELIGIBLE]);
    for (const argv of [['check', ...HANGZHOU, '--rules', folder], ['rules', 'test', folder], ['apply', 'r-eligible', '--yes', ...HANGZHOU, '--rules', folder]]) {
      const { code, err } = await runOn(emulator, argv);
      expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
      expect(err).not.toMatch(/[^\P{C}\n]/u);
      expect(err.length).toBeLessThan(20_000);
    }
    expect(emulator.requests()).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a link to a device, a link in a circle and a folder with the name of a rule', async () => {
    const folder = newFolder();
    symlinkSync('/dev/zero', join(folder, 'zero.yaml'));
    symlinkSync(join(folder, 'circle.yaml'), join(folder, 'circle.yaml'));
    mkdirSync(join(folder, 'folder.yaml'));
    const { code, err } = await run(['rules', 'test', folder], {});
    expect([code, err]).toEqual([2, expect.stringMatching(/circle\.yaml:1:1: .*circle.*\n.*zero\.yaml:1:1: This is not a regular file\./)]);
  });

  test('a file in place of a folder, and a folder without rules', async () => {
    const folder = newFolder();
    copyFileSync('rules/ssl-disabled.yaml', join(folder, 'x.txt'));
    expect(await run(['check', ...HANGZHOU, '--rules', join(folder, 'x.txt')], {})).toMatchObject({ code: 2, err: expect.stringContaining('it is not a folder') });
    expect(await run(['check', ...HANGZHOU, '--rules', folder], {})).toMatchObject({ code: 2, err: expect.stringContaining('The rule folder holds no *.yaml file.') });
  });

  test('an expression without end is unknown or refused, never exit 70', async () => {
    const many = Array.from({ length: 400 }, (_, at) => `instance.tags.all(k${at}, k${at} != "x")`).join(' && ');
    const folder = folderWith({ 'has-team.yaml': GOOD.replace(/assert: .*/, `assert: '${'!'.repeat(100_000)}instance.exists'`), 'two.yaml': GOOD.replace(/id: .*/, 'id: two').replace(/assert: .*/, `assert: '${many}'`) });
    const { code, err } = await run(['rules', 'test', folder], {});
    expect([code, err]).toEqual([2, expect.stringMatching(/has-team\.yaml:4:\d+: /)]);
  });
});

describe('hostile fleet and fault files are exit 2 in clear sentences', () => {
  test.each<[name: string, text: string, sentence: RegExp]>([
    ['an alias bomb', `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n`, /fleet\.yaml: The file cannot be read as YAML: its aliases/],
    ['10 MB', `# ${'x'.repeat(10 * 1024 * 1024)}\n`, /fleet\.yaml: Expected at most 8 MB/],
    ['broken YAML', 'instances: [unclosed\n', /fleet\.yaml:\d+:\d+: This is not YAML/],
    ['wrong types', 'instances: [{ id: 5, ssl: perhaps }]\n', /fleet\.yaml:1:15: Expected id .*\n.*fleet\.yaml:1:22: Expected ssl to be one of on, off, unsupported/],
    ['an unknown word', 'instnces: []\n', /fleet\.yaml:1:1: There is no "instnces" here\. Did you mean "instances"\?/],
    ['an id twice', 'instances: [{ id: r-a }, { id: r-a }]\n', /fleet\.yaml:1:\d+: The id "r-a" is there twice/],
    ['a list', '- 1\n', /fleet\.yaml:1:1: /],
    ['deep nesting', `instances: ${'['.repeat(20_000)}`, /fleet\.yaml/],
  ])('%s', async (_name, text, sentence) => {
    const file = join(newFolder(), 'fleet.yaml');
    writeFileSync(file, text);
    const { code, err } = await run(['emulator', '--fleet', file], {});
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
    expect(err.length).toBeLessThan(20_000);
    expect(await run(['emulator', '--fleet', 'examples/demo-fleet.yaml', '--faults', file], {})).toMatchObject({ code: 2 });
  });

  test('a port that is taken', async () => {
    const { url } = await cloudOf([]);
    const port = new URL(url).port;
    expect(await run(['emulator', '--fleet', 'examples/demo-fleet.yaml', '--port', port], {})).toMatchObject({ code: 2, err: `error: Port ${port} on 127.0.0.1 cannot be had (EADDRINUSE). Choose another with --port, or leave it out.\n` });
  });
});
