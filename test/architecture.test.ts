import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;

/** Which rooms a room may import from, besides itself. `index.ts` in src is the library's door. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  files: ['model'],
  cloud: ['model', 'files'],
  emulator: [],
  facts: ['model', 'cloud/types.ts'],
  rulebook: ['model'],
  evaluate: ['model'],
  plan: ['model'],
  apply: ['model', 'files', 'cloud/types.ts'],
  verify: ['model'],
  notify: ['model'],
  report: ['model'],
  app: ['model', 'files', 'cloud', 'emulator', 'facts', 'rulebook', 'evaluate', 'plan', 'apply', 'verify', 'notify', 'report'],
  cli: ['model', 'app', 'report'],
};

/** The files that may touch what a room otherwise may not. */
const MAY_TOUCH: Readonly<Record<'disk' | 'network' | 'clock' | 'process', { readonly pattern: RegExp; readonly files: readonly RegExp[] }>> = {
  disk: { pattern: /from 'node:fs(\/promises)?'/, files: [/^files\/(make-folder|read-file)\.ts$/, /^cloud\/cli-config\.ts$/, /^rulebook\/read-rule-folder\.ts$/, /^app\/(history|node-world|observations|rule-files|run-plan|demo|rehearse)\.ts$/, /^apply\/(journal|lock)-file\.ts$/, /^cli\/outputs\.ts$/] },
  network: { pattern: /from 'node:(https?|net|tls|dgram|dns)'|\bfetch\(|@alicloud\/|from 'ioredis'|import\('ioredis'\)/, files: [/^cloud\//, /^emulator\//, /^verify\/(connection|native-client)\.ts$/, /^notify\/exchange\.ts$/] },
  clock: { pattern: /\bnew Date\(\)|\bDate\.now\(\)|\bMath\.random\(\)/, files: [/^emulator\//, /^app\/node-world\.ts$/, /^cli\/main\.ts$/] },
  process: { pattern: /\bprocess\.(?!pid\b)|from 'node:process'/, files: [/^app\/node-world\.ts$/, /^cli\/main\.ts$/] },
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => name.replaceAll('\\', '/'));
const textOf = (file: string): string => readFileSync(join(SRC, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
const importsOf = (file: string): string[] => [...textOf(file).matchAll(/(?:from |import\()'(\.[^']+)'/g)].map((match) => relative(SRC, join(SRC, file, '..', match[1] ?? '')));

describe('the floor plan', () => {
  it('knows every room', () => {
    expect([...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]))].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  it.each(Object.keys(MAY_IMPORT))('%s imports only from the rooms it may', (room) => {
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    const strays = files.filter((file) => file.startsWith(`${room}/`)).flatMap((file) =>
      importsOf(file).filter((target) => !allowed.some((place) => target === place || target.startsWith(`${place}/`))).map((target) => `${file} imports ${target}`));
    expect(strays).toEqual([]);
  });

  it('the script of the page takes along nouns, words and what is packed, and nothing that needs Node', () => {
    const taken = new Set(['report/html/client/main.ts']);
    for (const file of taken) for (const target of importsOf(file)) taken.add(target);
    expect(taken.size).toBeGreaterThan(10);
    expect([...taken].filter((file) => !/^(report\/html\/client\/|report\/html\/packed\.ts$|report\/words\/|model\/)/.test(file))).toEqual([]);
    expect([...taken].filter((file) => /from 'node:/.test(textOf(file)))).toEqual([]);
  });

  it.each(Object.entries(MAY_TOUCH))('only the named files touch the %s', (_what, { pattern, files: allowed }) => {
    expect(files.filter((file) => pattern.test(textOf(file)) && !allowed.some((place) => place.test(file)))).toEqual([]);
  });

  it('the emulator knows nothing of the tool: it must be able to disagree', () => {
    expect(files.filter((file) => file.startsWith('emulator/')).flatMap(importsOf).filter((target) => !target.startsWith('emulator/'))).toEqual([]);
  });

  it('only apply and cloud know the writer', () => {
    const knowing = files.filter((file) => /\bopenWriter\b|\bwriter\.call\b/.test(textOf(file)));
    expect(knowing.filter((file) => !/^(cloud|apply|emulator)\/|^app\/run-plan\.ts$/.test(file))).toEqual([]);
  });
});
