import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, expect } from 'vitest';

import type { Terminal } from '../../src/cli/terminal.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { Result } from '../../src/model/result.ts';
import { cli, envFor } from '../support/cli.ts';
import type { CliRun } from '../support/cli.ts';

/** Whatever is printed, this must not be in it. */
export const SECRET = 'SECRETVALUE4xK9';
export const KEY = 'LTAI-recognisable';

export const HANGZHOU = ['--region', 'cn-hangzhou'] as const;

export const ACCOUNT = { id: '1234567890123456', keys: [{ id: KEY, secret: SECRET }] };

/** An eligible instance and one of each other standing, by id. */
export const ELIGIBLE: FleetInstance = { id: 'r-eligible', vSwitch: 'vsw-a' };
export const BLOCKED: FleetInstance = { id: 'r-blocked', vSwitch: 'vsw-a', ssl: 'on' };
export const NEVER: FleetInstance = { id: 'r-never', vSwitch: 'vsw-a', architecture: 'standard', class: 'redis.master.small.default' };
export const ENABLED: FleetInstance = { id: 'r-enabled', vSwitch: 'vsw-a', directEndpoint: {} };
/** Unknown: its reply says nothing of its status. */
export const UNKNOWN: FleetInstance = { id: 'r-unknown', vSwitch: 'vsw-a', raw: { DescribeInstanceSSL: { SSLEnabled: null } } };

const open: Emulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.stop()));
});

/** A cloud with these instances, a roomy vSwitch in each of two regions and a region without the service; it ends with the test. */
export async function cloudOf(instances: readonly FleetInstance[], more: Partial<FleetFile> = {}, faults: readonly Fault[] = []): Promise<Emulator> {
  const fleet: FleetFile = {
    account: ACCOUNT,
    regions: [{ id: 'cn-hangzhou' }, { id: 'cn-beijing' }, { id: 'cn-nowhere', service: false }],
    vSwitches: [
      { id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 },
      { id: 'vsw-b', vpc: 'vpc-b', region: 'cn-beijing', available: 200 },
    ],
    ...more,
    settings: { settle: 0, ...more.settings },
    instances: [...instances],
  };
  const emulator = await startEmulator({ fleet, faults });
  open.push(emulator);
  return emulator;
}

/** The environment for an emulator, with the recognisable secret. */
export function envOf(emulator: Pick<Emulator, 'url'>, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...envFor(emulator), ALIBABA_CLOUD_ACCESS_KEY_ID: KEY, ALIBABA_CLOUD_ACCESS_KEY_SECRET: SECRET, ...more };
}

/** Runs a command line in this process; no output may hold the secret or a stack trace. */
export async function run(argv: readonly string[], env: Readonly<Record<string, string>>, more: Partial<Terminal> = {}): Promise<CliRun> {
  const result = await cli(argv, env, more);
  assertPresentable(result);
  if (result.code === 2) expect(result.out, 'standard output of exit 2').toBe('');
  return result;
}

/** Runs against an emulator. */
export function runOn(emulator: Emulator, argv: readonly string[], env: Readonly<Record<string, string>> = {}, more: Partial<Terminal> = {}): Promise<CliRun> {
  return run(argv, envOf(emulator, env), more);
}

export function assertPresentable({ out, err }: Pick<CliRun, 'out' | 'err'>): void {
  expect(out + err).not.toContain('SECRETVALUE');
  expect(out + err).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
}

/** Runs `check --format json` and gives the result. */
export async function checkJson(emulator: Emulator, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliRun & { readonly result: Result }> {
  const done = await runOn(emulator, ['check', ...argv, '--format', 'json'], env);
  expect(done.out, done.err).not.toBe('');
  return { ...done, result: JSON.parse(done.out) as Result };
}

export function idsOf(result: Pick<Result, 'instances'>): readonly string[] {
  return result.instances.map((instance) => instance.instanceId);
}

/** The rules that failed, over all instances. */
export function failedRules(result: Pick<Result, 'instances'>): readonly string[] {
  return result.instances.flatMap((instance) => instance.findings.filter((finding) => finding.verdict === 'fail').map((finding) => finding.rule));
}

/** The verdicts of the first instance, by rule. */
export function verdictsOf(result: Pick<Result, 'instances'>): Readonly<Record<string, string>> {
  return Object.fromEntries(result.instances[0]?.findings.map((finding) => [finding.rule, finding.verdict]) ?? []);
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that ends with the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-cli-'));
  folders.push(folder);
  return folder;
}
