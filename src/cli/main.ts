#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleepFor } from 'node:timers/promises';

import { toolVersion } from '../app/node-world.ts';
import { SIGNAL_EXIT } from './exit-code.ts';
import type { StopSignal } from './exit-code.ts';
import { runCli } from './run-cli.ts';
import type { Terminal } from './terminal.ts';

const signals: StopSignal[] = [];
let holds = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    signals.push(signal);
    if (!holds) process.exit(SIGNAL_EXIT[signal]);
    process.stderr.write(signals.length === 1 ? '\nStopping after the entry in flight; once more to stop waiting for it.\n' : '\nNot waiting any longer.\n');
  });
}

process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw fault;
});

const terminal: Terminal = {
  env: process.env,
  version: toolVersion(),
  stdinIsTerminal: process.stdin.isTTY,
  stdoutIsTerminal: process.stdout.isTTY,
  stderrIsTerminal: process.stderr.isTTY,
  columns: process.stdout.columns ?? process.stderr.columns ?? 80,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
  now: () => new Date(),
  random: () => Math.random(),
  sleep: (seconds) => sleepFor(seconds * 1000),
  stopSignal: () => signals[0] ?? null,
  stoppedTwice: () => signals.length > 1,
  holdSignals: () => {
    holds = true;
  },
};

process.exitCode = await runCli(process.argv.slice(2), terminal);
