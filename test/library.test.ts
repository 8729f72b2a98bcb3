import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';

import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';

import { startEmulator } from '../src/emulator/start-emulator.ts';
import type { Emulator } from '../src/emulator/start-emulator.ts';
import { apply, applyPlan, check, defineRule, plan, resume, UsageError } from '../src/index.ts';
import type { CheckOptions, Rule } from '../src/index.ts';
import { envFor } from './support/cli.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** An empty folder that ends with the test. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-library-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An emulated cloud with an instance that is eligible and one that is blocked, to which this process's environment leads. */
async function cloud(): Promise<Emulator> {
  const emulator = await startEmulator({
    fleet: {
      settings: { settle: 0.05 },
      vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 }],
      instances: [{ id: 'r-eligible', vSwitch: 'vsw-a', tags: { team: 'billing' } }, { id: 'r-blocked', vSwitch: 'vsw-a', ssl: 'on' }],
    },
  });
  onTestFinished(() => emulator.stop());
  for (const [name, value] of Object.entries(envFor(emulator))) vi.stubEnv(name, value);
  return emulator;
}

interface Example {
  readonly code: string;
  readonly prints: string;
}

const examples = [...readFileSync(join(ROOT, 'docs/library.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```\n```text\n([\s\S]*?)^```/gm)]
  .map(([, code = '', prints = '']): Example => ({ code, prints }));

describe('docs/library.md', () => {
  test('has examples, each with what it prints', () => {
    expect(examples.length).toBeGreaterThan(7);
    expect(readFileSync(join(ROOT, 'docs/library.md'), 'utf8').split('```ts\n').length - 1).toBe(examples.length);
  });

  test('its examples compile', () => {
    const folder = newFolder();
    for (const [at, { code }] of examples.entries()) writeFileSync(join(folder, `example-${at + 1}.ts`), code);
    const compilerOptions = {
      target: 'es2023', lib: ['es2023'], module: 'nodenext', types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')], strict: true, noUncheckedIndexedAccess: true,
      noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, paths: { 'tair-preflight': [join(ROOT, 'src/index.ts')] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    expect(execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' })).toBe('');
  }, 120_000);

  test.each(examples.map((example, at) => [at + 1, example] as const))('example %i prints what it says', async (at, { code, prints }) => {
    await cloud();
    const folder = newFolder();
    const work = join(folder, 'work');
    mkdirSync(work);
    const file = join(folder, `example-${at}.ts`);
    writeFileSync(file, code.replaceAll('\'tair-preflight\'', JSON.stringify(join(ROOT, 'src/index.ts'))).replaceAll(/'([\w-]+\.journal)'/g, (_, name: string) => JSON.stringify(join(work, name))).replaceAll(/\{ ?\}|journal:/g, (found) => (found === 'journal:' ? 'poll: 0.02, journal:' : '{ poll: 0.02 }')));
    let printed = '';
    vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => { printed += `${format(...parts)}\n`; });
    await import(/* @vite-ignore */ file);
    expect(printed).toBe(prints);
  });
});

const REGION = { regions: ['cn-hangzhou'] };
const rule = (id: string, assert: () => boolean, severity: 'error' | 'warning' = 'error'): Rule => defineRule({ id, title: 'All is well.', severity, why: 'A test.', needs: ['instance.exists'], assert });
const yes = (): Promise<boolean> => Promise.resolve(true);

describe('a rule in TypeScript', () => {
  test('is judged in check, plan and apply, and is part of the digest', async () => {
    const emulator = await cloud();
    const never = rule('never-well', () => false);
    const [without, withRule] = [await check(REGION), await check({ ...REGION, extraRules: [never] })];
    expect(without.result.instances.map((one) => one.standing)).toEqual(['blocked', 'eligible']);
    expect(withRule.result.instances.map((one) => one.standing)).toEqual(['blocked', 'blocked']);
    expect(withRule.result.rulebook.digest).not.toBe(without.result.rulebook.digest);
    expect((await plan({ ...REGION, extraRules: [never] })).plan.entries).toEqual([]);
    const applied = await apply({ ...REGION, instances: ['r-eligible'], extraRules: [never], journal: join(newFolder(), 'j') }, yes);
    expect(applied?.outcome.entries[0]).toMatchObject({ outcome: 'withheld', rule: 'never-well' });
    expect(emulator.accepted()).toEqual([]);
  });

  test('a plan made with it is applied and resumed with it, and not without', async () => {
    const emulator = await cloud();
    const folder = newFolder();
    const extraRules = [rule('always-well', () => true)];
    const { plan: made } = await plan({ ...REGION, extraRules });
    const journal = join(folder, 'j');
    await expect(applyPlan(made, { journal }, yes)).rejects.toThrow(/another rule book/);
    await expect(applyPlan(made, { journal, extraRules: [rule('always-well', () => !false)] }, yes)).rejects.toThrow(/another rule book/);
    expect(emulator.accepted()).toEqual([]);
    expect((await applyPlan(made, { journal, extraRules, wait: 0 }, yes))?.outcome.summary.pending).toBe(1);
    await expect(resume(journal, {}, yes)).rejects.toThrow(/another rule book/);
    expect((await resume(journal, { extraRules, poll: 0.02 }, yes))?.outcome.entries[0]?.outcome).toBe('done');
  });

  test('is asked again before the call: one that turns false withholds it', async () => {
    const emulator = await cloud();
    let well = true;
    const applied = await apply({ ...REGION, instances: ['r-eligible'], extraRules: [rule('turning', () => well)], journal: join(newFolder(), 'j') }, async () => {
      well = false;
      return true;
    });
    expect([applied?.outcome.entries[0]?.outcome, emulator.accepted()]).toEqual(['withheld', []]);
  });

  test.each<[name: string, rules: readonly unknown[], sentence: RegExp]>([
    ['whose id a built-in rule has', [rule('ssl-disabled', () => true)], /"ssl-disabled" is taken by .*ssl-disabled\.yaml/],
    ['that stands twice', [rule('twice', () => true), rule('twice', () => false)], /"twice" is taken by another of them/],
    ['that defineRule did not make', [{ ...rule('copied', () => false), decide: () => ({ verdict: 'pass', looked: [], unknown: [] }) }], /number 1: expected a rule that defineRule/],
    ['that is no rule', [null, 'ssl-disabled'], /number 1: .*\n.*number 2: /],
  ])('%s is the caller\'s mistake', async (_, rules, sentence) => {
    const emulator = await cloud();
    await expect(check({ ...REGION, extraRules: rules as readonly Rule[] })).rejects.toThrow(sentence);
    expect(emulator.calls()).toEqual({});
  });
});

describe('a plan', () => {
  test('is applied from a file that holds its JSON, and not when it was edited', async () => {
    const emulator = await cloud();
    const folder = newFolder();
    const { plan: made } = await plan(REGION);
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(made));
    await expect(applyPlan({ ...made, expiresAt: '2099-01-01T00:00:00.000Z' }, { journal: join(folder, 'j') }, yes)).rejects.toThrow(/edited after it was made/);
    expect(await applyPlan(file, { journal: join(folder, 'j') }, () => Promise.resolve(false))).toBeNull();
    expect(emulator.accepted()).toEqual([]);
    expect((await applyPlan(file, { journal: join(folder, 'j'), poll: 0.02 }, yes))?.outcome.summary.done).toBe(1);
  });
});

describe('options', () => {
  test.each<[name: string, options: object, sentence: string]>([
    ['a name that is misspelt', { region: ['cn-hangzhou'] }, 'There is no option "region". Did you mean regions?'],
    ['a name that is nothing like one', { zzzzzzzzzzzzzz: 1 }, 'There is no option "zzzzzzzzzzzzzz".'],
    ['a preset that does not exist', { preset: 'strcit' }, 'Option preset: expected "reference", "recommended", "strict"; saw "strcit".'],
    ['a text for a list', { regions: 'cn-hangzhou' }, 'Option regions: expected a list; saw "cn-hangzhou".'],
    ['a text for a number', { concurrency: '8' }, 'Option concurrency: expected a number that is not negative; saw "8".'],
    ['a text for a port', { port: '6379' }, 'Option port: expected a number that is not negative, or null; saw "6379".'],
    ['an object for the assumptions', { assume: { 'ssl.enabled': false } }, 'Option assume: expected a Map; saw a value of type object.'],
    ['another attestation', { previewAccess: true }, 'Option previewAccess: expected null, "granted", "denied"; saw a value of type boolean.'],
  ])('%s is refused', async (_, options, sentence) => {
    const fault: unknown = await check(options as Partial<CheckOptions>).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(UsageError);
    expect(fault instanceof UsageError ? fault.faults : []).toEqual([sentence]);
  });

  test('that are undefined are left out', async () => {
    await cloud();
    expect((await check({ ...REGION, preset: undefined, prefix: undefined } as Partial<CheckOptions>)).result.rulebook.preset).toBe('recommended');
  });

  test('all faults are told at once', async () => {
    await expect(check({ preset: 'x', regions: 1 } as unknown as Partial<CheckOptions>)).rejects.toThrow(/preset[\s\S]*regions/);
  });
});
