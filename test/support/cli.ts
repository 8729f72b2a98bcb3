import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';

import { runCli } from '../../src/cli/run-cli.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Environment that points every product at an emulator, with its default key. */
export function envFor(emulator: Pick<Emulator, 'url'>): Record<string, string> {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'emulator',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-secret',
    TAIR_PREFLIGHT_ENDPOINT_KVSTORE: emulator.url,
    TAIR_PREFLIGHT_ENDPOINT_VPC: emulator.url,
    TAIR_PREFLIGHT_ENDPOINT_STS: emulator.url,
  };
}

/** Runs a command line in this process, on a terminal whose every effect is handed in. */
export async function cli(argv: readonly string[], env: Readonly<Record<string, string>>, more: Partial<Terminal> = {}): Promise<CliRun> {
  let out = '';
  let err = '';
  const code = await runCli(withJournal(argv), {
    env, version: '0.0.0-test', stdinIsTerminal: false, stdoutIsTerminal: false, stderrIsTerminal: false, columns: 80,
    out: (text) => { out += text; },
    err: (text) => { err += text; },
    ask: () => Promise.resolve('no'),
    askHidden: () => Promise.resolve(''),
    now: () => new Date(),
    random: () => Math.random(),
    sleep: (seconds) => sleepFor(seconds * 1000),
    stopSignal: () => null,
    stoppedTwice: () => false,
    holdSignals: () => undefined,
    ...more,
  });
  return { code, out, err };
}

/** Keeps the journals of tests out of the folder they run in. */
function withJournal(argv: readonly string[]): readonly string[] {
  const writes = argv[0] === 'apply' && !['--journal', '--rehearse', '--help'].some((option) => argv.includes(option));
  return writes ? [...argv, '--journal', join(mkdtempSync(join(tmpdir(), 'tair-preflight-')), 'journal')] : argv;
}
