import type { Command } from 'commander';

import type { Terminal } from './terminal.ts';

/** What a command adds itself to: it runs with the terminal and reports its exit code. */
export interface CommandLine {
  readonly program: Command;
  readonly terminal: Terminal;
  end(exitCode: number): void;
}
