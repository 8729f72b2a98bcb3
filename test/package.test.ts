import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startEmulator } from '../src/emulator/start-emulator.ts';
import { envFor } from './support/cli.ts';

const runFile = promisify(execFile);
const ROOT = new URL('..', import.meta.url).pathname;
const BIN = join(ROOT, 'node_modules', '.bin');
const MOST_BYTES = 1.5 * 1024 * 1024;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), 'preflight-package-'));
const installed = join(folder, 'node_modules', 'tair-preflight');
let packed: Packed;
let tarball: string;

/** Packs what was built, and installs it into an empty folder without a registry: beside it are the declared dependencies and nothing else. */
beforeAll(() => {
  const said = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  [packed] = JSON.parse(said) as [Packed];
  tarball = join(folder, packed.filename);
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function run(file: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(file, argv, { cwd: folder, encoding: 'utf8', env: { PATH, HOME: folder, NO_COLOR: '1', ...env } });
  return { code: status, said: stdout + stderr };
}

function command(...argv: string[]): Ended {
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
  return run(process.execPath, [join(installed, bin['tair-preflight'] ?? ''), ...argv]);
}

describe('the package', () => {
  test('is at most 1.5 MB packed, and holds what is needed and no test, source or journal', () => {
    expect(packed.size).toBeLessThanOrEqual(MOST_BYTES);
    const paths = packed.files.map(({ path }) => path);
    for (const path of ['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/index.js', 'dist/index.d.ts', 'rules/ssl-disabled.yaml', 'schemas/result.schema.json', 'docs/contract.md', 'examples/demo-fleet.yaml']) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => !/^(dist|rules|schemas|docs|examples)\/|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(path))).toEqual([]);
  });

  test('the changelog has an entry for its version, with what was added', () => {
    const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
    const changelog = readFileSync(join(installed, 'CHANGELOG.md'), 'utf8');
    expect(changelog).toMatch(new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - (Unreleased|\\d{4}-\\d\\d-\\d\\d)$`, 'm'));
    for (const heading of changelog.matchAll(/^### (.+)$/gm)) expect(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).toContain(heading[1]);
  });

  test('publint and attw have nothing to say', () => {
    expect(run(join(BIN, 'publint'), ['run', tarball, '--strict'])).toEqual({ code: 0, said: expect.stringContaining('All good!') });
    const types = run(join(BIN, 'attw'), [tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'package.json', '--format', 'ascii', '--no-emoji']);
    expect(types.code, types.said).toBe(0);
  }, 60_000);
});

describe('installed into an empty folder, beside its declared dependencies alone', () => {
  test('the command is executable by its first line, and tells its version', () => {
    const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
    expect(readFileSync(join(installed, bin['tair-preflight'] ?? ''), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(command('--version')).toEqual({ code: 0, said: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test('it finds its own rules, and they are right', () => {
    expect(command('rules', 'list')).toEqual({ code: 0, said: expect.stringContaining('ssl-disabled') });
    expect(command('rules', 'test')).toMatchObject({ code: 0 });
  }, 60_000);

  test('every command can be loaded: none needs what is not declared', () => {
    expect(command('--help')).toMatchObject({ code: 0 });
  });

  test('it checks a cloud', async () => {
    const emulator = await startEmulator({ fleet: { regions: [{ id: 'cn-hangzhou' }], vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 50 }], instances: [{ id: 'r-one', vSwitch: 'vsw-a' }] } });
    try {
      writeFileSync(join(folder, 'use.js'), `
        import { check, plan, apply, defineRule, UsageError } from 'tair-preflight';
        const { result } = await check({ regions: ['cn-hangzhou'] });
        console.log(JSON.stringify([result.instances[0].standing, typeof plan, typeof apply, typeof defineRule, typeof UsageError]));`);
      const { stdout } = await runFile(process.execPath, ['use.js'], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...envFor(emulator) } });
      expect(stdout).toBe('["eligible","function","function","function","function"]\n');
    } finally {
      await emulator.stop();
    }
  }, 60_000);
});

const CONSUMER = `
import { apply, check, defineRule, plan, UsageError } from 'tair-preflight';
import type { CheckOptions, Plan, Result, Rule } from 'tair-preflight';

const rule: Rule = defineRule({
  id: 'team-tagged', title: 'A team is named.', severity: 'warning', why: 'Someone must be asked.',
  needs: ['instance.tags'], assert: (facts) => 'team' in facts['instance.tags'],
  remedy: [{ do: 'Tag the instance.' }], sources: [{ url: 'https://example.com/tags', seen: '2026-11-24' }],
});
const options: Partial<CheckOptions> = { regions: ['cn-hangzhou'], extraRules: [rule] };

export async function audit(): Promise<Result> {
  try {
    return (await check(options)).result;
  } catch (fault) {
    if (fault instanceof UsageError) console.error(fault.faults.join());
    throw fault;
  }
}
export const planned: Promise<Plan> = plan({ ...options, keepFree: 8 }).then((one) => one.plan);
export const applied = apply({ instances: ['r-a'], regions: ['cn-hangzhou'] }, () => Promise.resolve(true));
`;

describe('a TypeScript program that uses the library', () => {
  const options = (resolution: string): string => JSON.stringify({ compilerOptions: {
    target: 'es2023', lib: ['es2023', 'dom'], strict: true, noEmit: true, skipLibCheck: false, types: [],
    ...(resolution === 'bundler' ? { module: 'esnext', moduleResolution: 'bundler' } : { module: resolution, moduleResolution: resolution }),
  } });

  test.each(['node16', 'nodenext', 'bundler'])('compiles with moduleResolution %s, the declarations too', (resolution) => {
    const project = join(folder, resolution);
    mkdirSync(project);
    writeFileSync(join(project, 'consumer.ts'), CONSUMER);
    writeFileSync(join(project, 'tsconfig.json'), options(resolution));
    expect(run(join(BIN, 'tsc'), ['-p', project])).toEqual({ code: 0, said: '' });
    writeFileSync(join(project, 'consumer.ts'), CONSUMER.replace("regions: ['cn-hangzhou'], extraRules", "region: 'cn-hangzhou', extraRules"));
    expect(run(join(BIN, 'tsc'), ['-p', project]).said).toContain("'region' does not exist in type 'Partial<CheckOptions>'");
  }, 60_000);
});
