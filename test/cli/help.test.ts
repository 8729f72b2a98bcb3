import { describe, expect, test } from 'vitest';

import { wholeProgram } from '../../src/cli/run-cli.ts';
import { allCommands, parseLine, silentTerminal, wordsOf } from '../support/command-lines.ts';
import { newFolder, run } from './support.ts';

const ALL = allCommands(await wholeProgram(silentTerminal([], '/'))).map(({ path }) => path.join(' '));

/** Examples that run on with a backslash are one line. */
function examplesIn(help: string): string[] {
  const block = /^Examples:\n((?: {2}\S?.*\n?|\n)+)/m.exec(help)?.[1] ?? '';
  return block.replaceAll(/ \\\n\s+/g, ' ').split('\n').filter((line) => line.startsWith('  $ ')).map((line) => line.slice(4));
}

const helpOf = async (name: string): Promise<string> => (await run([...name.split(' ').filter((word) => word !== ''), '--help'], {}, { columns: 100 })).out;

describe('help', () => {
  test.each([['help'], ['help', 'check'], ['help', 'rules', 'show']])('%s %s %s is --help', async (...words) => {
    const [asked, told] = [await run(words, {}, { columns: 100 }), await run([...words.slice(1), '--help'], {}, { columns: 100 })];
    expect(asked).toEqual(told);
    expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('Usage: ') });
  });

  test('of what is no command says so', async () => {
    expect(await run(['help', 'chek'], {})).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean check?') });
  });
});

describe('--help of every command', () => {
  test('there are the commands that a user may call', () => {
    expect(ALL).toEqual(expect.arrayContaining(['check', 'plan', 'apply', 'doctor', 'completion', 'rules show', 'waivers lint', 'config print']));
  });

  test.each(ALL)('"%s" has examples, each of which its parser takes', async (name) => {
    const examples = examplesIn(await helpOf(name));
    expect(examples.length, 'an Examples block with lines that begin with "$ "').toBeGreaterThan(0);
    for (const example of examples) {
      const [program, ...words] = wordsOf(example);
      expect(program, example).toBe('tair-preflight');
      const { called, said } = await parseLine(words, newFolder());
      expect(said, example).toBe('');
      if (name !== '' && ALL.every((other) => !other.startsWith(`${name} `)) && !/^(collect|merge)$/.test(name)) expect(called, example).toBe(name);
    }
  });

  test.each(ALL)('"%s" tells defaults and choices in words', async (name) => {
    const help = (await helpOf(name)).replaceAll(/\s+/g, ' ');
    expect(help).not.toMatch(/\(choices: |default: ["[{]/);
    expect(help).not.toContain('86400');
  });

  test.each<readonly [command: string, words: string]>([
    ['check', '(default: unknown,blocked)'],
    ['check', '(one of reference, recommended, strict; default: recommended)'],
    ['plan', '(default: one wave)'],
    ['plan', '(default: 24h)'],
    ['apply', '(default: 900 s)'],
    ['check', '(default: 8)'],
    ['completion', '(one of bash, zsh, fish)'],
  ])('%s --help says %s', async (command, words) => {
    expect((await helpOf(command)).replaceAll(/\s+/g, ' ')).toContain(words);
  });
});

describe('a slip of the pen is told what was meant', () => {
  const HERE = ['--region', 'cn-hangzhou'] as const;

  test.each<readonly [what: string, argv: readonly string[], meant: string]>([
    ['a command', ['chek'], 'check'],
    ['a new command', ['docter'], 'doctor'],
    ['a command of a command', ['waivers', 'lnt'], 'lint'],
    ['another one', ['config', 'prnt'], 'print'],
    ['an option', ['check', '--regoin', 'x'], '--region'],
    ['an option without a value', ['apply', '--dryrun'], '--dry-run'],
    ['an option of doctor', ['doctor', '--al-regions'], '--all-regions'],
    ['an option of a command below', ['rules', 'list', '--formt', 'json'], '--format'],
    ['an option before any command', ['--versoin'], '--version'],
    ['a rule alone', ['check', '--only', 'ssl-disable', ...HERE], 'ssl-disabled'],
    ['a rule to skip', ['plan', '--skip', 'vpc-netwrok', '--out', 'plan.json', ...HERE], 'vpc-network'],
    ['a rule to show', ['rules', 'show', 'ssl-disable'], 'ssl-disabled'],
    ['a rule to explain', ['explain', 'r-a', 'ssl-disable', ...HERE], 'ssl-disabled'],
    ['a rule of doctor', ['doctor', '--only', 'ssl-disable', ...HERE], 'ssl-disabled'],
    ['a rule of a policy', ['ram-policy', '--only', 'ssl-disable'], 'ssl-disabled'],
    ['a fact', ['check', '--assume', 'ssl.enabeld=false', ...HERE], 'ssl.enabled'],
    ['a fact of a group', ['explain', 'r-a', '--assume', 'vswitch.availableAdresses=3', ...HERE], 'vswitch.availableAddresses'],
    ['a schema', ['schema', 'resul'], 'result'],
    ['an error code', ['explain', 'TaskHasExists'], 'TaskHasExist'],
  ])('%s', async (_what, argv, meant) => {
    const { code, err } = await run(argv, {}, { folder: newFolder() });
    expect([code, err]).toEqual([2, expect.stringContaining(`Did you mean ${meant}?`)]);
  });

  test('what resembles nothing gets no guess', async () => {
    for (const argv of [['xyzzyx'], ['check', '--only', 'xyzzyx', ...HERE], ['check', '--assume', 'xyzzyx=1', ...HERE]]) {
      expect(await run(argv, {}, { folder: newFolder() }), argv.join(' ')).toMatchObject({ code: 2, err: expect.not.stringContaining('Did you mean') as string });
    }
  });
});
