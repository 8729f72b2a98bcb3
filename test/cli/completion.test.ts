import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { run } from './support.ts';

/** What is offered after these words, the last of which is being written. */
async function offered(...words: readonly string[]): Promise<{ readonly values: readonly string[]; readonly directive: number }> {
  const { code, out, err } = await run(['complete', '--', ...words], {});
  expect([code, err]).toEqual([0, '']);
  const lines = out.trimEnd().split('\n');
  return { values: lines.slice(0, -1).map((line) => line.split('\t', 1)[0] ?? ''), directive: Number(lines.at(-1)?.slice(1)) };
}

const WORD_ONLY = 4;
const FILES = 0;

describe('what may stand next', () => {
  test.each<readonly [words: string, offer: readonly string[]]>([
    ['che', ['check']],
    ['comp', ['completion']],
    ['rules sh', ['show']],
    ['rules show ssl', ['ssl-disabled']],
    ['check --preset ', ['reference', 'recommended', 'strict']],
    ['check --preset=st', ['strict']],
    ['check --only vswitch-h', ['vswitch-has-addresses']],
    ['check --skip ssl', ['ssl-disabled']],
    ['explain r-a ssl', ['ssl-disabled']],
    ['explain TaskH', ['TaskHasExist']],
    ['check --assume ssl.', ['ssl.enabled=true', 'ssl.enabled=false']],
    ['check --assume request.po', ['request.port=']],
    ['check --attest ', ['preview-access=granted', 'preview-access=denied']],
    ['check --endpoint k', ['kvstore=']],
    ['check --fail-on bl', ['blocked']],
    ['check --lang ', ['en', 'zh']],
    ['check --notify d', ['dingtalk']],
    ['waivers new --rule ssl', ['ssl-disabled']],
    ['doctor --nothing=x', []],
    ['schema exp', ['explanation']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['check --network v', ['vpc']],
    ['check --region cn-hangzhou --pres', ['--preset']],
    ['check r-a --region=cn-hangzhou --advi', ['--advise']],
    ['check xyzzy', []],
    ['check -- --pre', []],
    ['nonsense --pre', []],
  ])('%s', async (words, offer) => {
    expect((await offered(...words.split(' '))).values).toEqual(offer);
  });

  test('--pre brings --preset, and its description', async () => {
    expect((await offered('check', '--pre')).values).toContain('--preset');
    expect((await run(['complete', '--', 'check', '--preset'], {})).out).toBe('--preset\twhich severities count\n:4\n');
  });

  test('every format of a command, none of another', async () => {
    expect((await offered('rules', 'list', '--format', '')).values).toEqual(['table', 'json']);
    expect((await offered('check', '--format', '')).values).toEqual(expect.arrayContaining(['table', 'json', 'sarif', 'junit']));
  });

  test('names of files where a file is wanted, and only there', async () => {
    for (const words of ['apply ', 'resume ', 'check --waivers ', 'check --rules ', 'plan --out ', 'emulator --fleet ', 'rules test ']) {
      expect((await offered(...words.split(' '))).directive, words).toBe(FILES);
    }
    for (const words of ['check ', 'check --region ', 'rules show ', 'che']) expect((await offered(...words.split(' '))).directive, words).toBe(WORD_ONLY);
  });

  test('no space after what goes on', async () => {
    expect((await offered('check', '--assume', 'request.po')).directive).toBe(2 + WORD_ONLY);
  });

  test('what is hidden is not offered', async () => {
    expect((await offered('')).values).not.toContain('complete');
    expect((await offered('check', '--sh')).values).toEqual([]);
  });
});

describe('the scripts', () => {
  test('one for each shell, on standard output', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) expect(await run(['completion', shell], {})).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/ complete -- /) as string });
  });

  test('another shell is exit 2 in one sentence', async () => {
    expect(await run(['completion', 'tcsh'], {})).toMatchObject({ code: 2, err: expect.stringContaining('Allowed choices are bash, zsh, fish.') as string });
  });
});

const ROOT = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'preflight-shell-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(join(folder, 'tair-preflight'), `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'dist/cli/main.js')}' "$@"\n`);
chmodSync(join(folder, 'tair-preflight'), 0o755);
const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder, ZDOTDIR: folder };

const isThere = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore', env }).error === undefined;
const shell = (program: string, argv: readonly string[], input = ''): string => execFileSync(program, argv, { cwd: folder, env, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], timeout: 50_000 });

/** The line, what is offered for it, and (where it is one word) the line that a TAB makes of it. */
const LINES = [
  ['tair-preflight che', ['check']],
  ['tair-preflight check --pres', ['--preset']],
  ['tair-preflight check --preset ', ['reference', 'recommended', 'strict']],
  ['tair-preflight check --preset=st', ['strict']],
  ['tair-preflight rules show ssl', ['ssl-disabled']],
  ['tair-preflight check --assume ssl.enabled=f', ['ssl.enabled=false']],
] as const;

describe.skipIf(!isThere('bash'))('bash itself', () => {
  /** Fills the variables of a completion function as bash does, which takes "=" for a word of its own. */
  const reply = (line: string): string[] => {
    const words = line.split(/ |(?<==)|(?==)/);
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const text = shell('bash', ['--norc', '--noprofile', '-c', `source <(tair-preflight completion bash); COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _tair_preflight; printf '%s\\n' "\${COMPREPLY[@]}"`]);
    return text.split('\n').filter((one) => one !== '');
  };

  test.each(LINES)('%s', (line, offer) => {
    const expected = line.includes('ssl.enabled=') ? ['false'] : [...offer];
    expect(reply(line)).toEqual(expected);
  }, 60_000);

  test('what was typed is never evaluated', () => {
    writeFileSync(join(folder, 'line.sh'), 'source <(tair-preflight completion bash); COMP_WORDS=(tair-preflight check \'$(touch evaluated)\' \'`touch evaluated`\' \'\'); COMP_CWORD=4; _tair_preflight\n');
    shell('bash', ['--norc', '--noprofile', 'line.sh']);
    expect(spawnSync('ls', [join(folder, 'evaluated')]).status).not.toBe(0);
  }, 60_000);

  test('sourced twice it says nothing, under -eu too', () => {
    expect(shell('bash', ['--norc', '--noprofile', '-euc', 'source <(tair-preflight completion bash); source <(tair-preflight completion bash)'])).toBe('');
  }, 60_000);

  test.skipIf(spawnSync('script', ['--version'], { stdio: 'ignore' }).error !== undefined)('a TAB on a terminal completes the line', () => {
    const typed = 'PS1=\'> \'; source <(tair-preflight completion bash)\ntair-preflight che\t--pres\tst\t --version\nexit\n';
    expect(shell('script', ['-qfec', 'bash --norc --noprofile -i', '/dev/null'], typed)).toContain('tair-preflight check --preset strict  --version');
  }, 60_000);
});

/** Without the shell its script is still told apart from an empty one, above. */
describe.skipIf(!isThere('zsh'))('zsh itself (skipped where it is not installed)', () => {
  test('its script parses', () => {
    expect(shell('zsh', ['-fn', '-c', shell('tair-preflight', ['completion', 'zsh'])])).toBe('');
  }, 60_000);

  test.each([['tair-preflight che', 'tair-preflight check'], ['tair-preflight rules show ssl', 'tair-preflight rules show ssl-disabled'], ['tair-preflight check --preset=st', 'tair-preflight check --preset=strict']])('a TAB after %s', (line, completed) => {
    rmSync(join(folder, 'buffer'), { force: true });
    writeFileSync(join(folder, '.zshrc'), `autoload -Uz compinit; compinit -u -d ~/zcompdump; source <(tair-preflight completion zsh)
      tell() { zle complete-word; print -r -- "$BUFFER" > ~/buffer; }; zle -N tell; bindkey '^T' tell\n`);
    const drive = `zmodload zsh/zpty; zpty terminal zsh -i; zpty -w -n terminal '${line}'$'\\x14'; for try in {1..200}; do [[ -s ~/buffer ]] && break; sleep 0.2; done; cat ~/buffer; zpty -d terminal`;
    expect(shell('zsh', ['-fc', drive]).trimEnd()).toBe(completed);
  }, 60_000);
});

describe.skipIf(!isThere('fish'))('fish itself (skipped where it is not installed)', () => {
  test.each(LINES.filter(([line]) => !line.includes('=')))('%s', (line, offer) => {
    const text = shell('fish', ['--no-config', '-c', `tair-preflight completion fish | source; complete -C '${line}'`]);
    expect(text.split('\n').filter((one) => one !== '').map((one) => one.split('\t', 1)[0]).toSorted()).toEqual([...offer].toSorted());
  }, 60_000);
});
