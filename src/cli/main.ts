#!/usr/bin/env node
import { setTimeout as sleepFor } from 'node:timers/promises';

import { toolVersion } from '../app/node-world.ts';
import { askHiddenOn } from './ask-hidden.ts';
import { askOn } from './ask.ts';
import type { Reply } from './ask.ts';
import { EXIT, SIGNAL_EXIT } from './exit-code.ts';
import type { StopSignal } from './exit-code.ts';
import { exitOfFault, runCli } from './run-cli.ts';
import type { SignalWords, Terminal } from './terminal.ts';

const signals: StopSignal[] = [];
let held: SignalWords | null = null;

function stop(signal: StopSignal): void {
  signals.push(signal);
  if (held === null) process.exit(SIGNAL_EXIT[signal]);
  process.stderr.write(`\n${signals.length === 1 ? held.first : held.second}\n`);
}

function answerOf(reply: Reply): string {
  if (reply.kind === 'answered') return reply.text;
  process.stderr.write('\n');
  if (reply.kind === 'interrupted') stop('SIGINT');
  return '';
}

const terminal: Terminal = {
  env: process.env,
  version: toolVersion(),
  stdinIsTerminal: process.stdin.isTTY,
  stdoutIsTerminal: process.stdout.isTTY,
  stderrIsTerminal: process.stderr.isTTY,
  columns: process.stdout.columns || process.stderr.columns || 80,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  ask: async (question) => answerOf(await askOn(process.stdin, process.stderr, question)),
  askHidden: async (question) => answerOf(await askHiddenOn(process.stdin, process.stderr, question)),
  now: () => new Date(),
  random: () => Math.random(),
  sleep: (seconds) => sleepFor(seconds * 1000),
  stopSignal: () => signals[0] ?? null,
  stoppedTwice: () => signals.length > 1,
  holdSignals: (words) => {
    held = words;
  },
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (fault: unknown) => process.exit(exitOfFault(fault, terminal)));

// A reader that has gone (EPIPE) ends neither an apply in flight nor changes what the exit code tells.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code === 'EPIPE') return;
  terminal.err(`error: standard output could not be written (${fault.code ?? fault.name}).\n`);
  process.on('exit', (code) => {
    if (code === EXIT.ok) process.exitCode = EXIT.usage;
  });
});

process.exitCode = await runCli(process.argv.slice(2), terminal);
