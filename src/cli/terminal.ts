import { nodeWorld } from '../app/node-world.ts';
import type { World } from '../app/world.ts';
import type { StopSignal } from './exit-code.ts';

/** What is said when a signal is noted, and when a second one comes. */
export interface SignalWords {
  readonly first: string;
  readonly second: string;
}

/** The process as the command line sees it: the one place where its effects come in. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Where the configuration is looked for; default: the current folder. */
  readonly folder?: string;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly columns: number;
  out(text: string): void;
  err(text: string): void;
  ask(question: string): Promise<string>;
  /** Asks without showing what is typed. Only where standard input is a terminal. */
  askHidden(question: string): Promise<string>;
  now(): Date;
  random(): number;
  sleep(seconds: number): Promise<void>;
  /** The first signal that asked to stop, and whether a second came. */
  stopSignal(): StopSignal | null;
  stoppedTwice(): boolean;
  /** From now on signals are noted and obeyed between steps, instead of ending the process. */
  holdSignals(words: SignalWords): void;
}

/** How much is said on standard error. */
export interface Voice {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The World of the use cases, made from a terminal: progress overwrites one line, and only on a terminal. */
export function toWorld(terminal: Terminal, voice: Voice): World & { clearProgress(): void } {
  const showsProgress = terminal.stderrIsTerminal && !voice.quiet;
  let shown = false;
  const clearProgress = (): void => {
    if (shown) terminal.err('\r\u001B[K');
    shown = false;
  };
  return {
    ...nodeWorld(),
    env: terminal.env,
    version: terminal.version,
    now: () => terminal.now(),
    random: () => terminal.random(),
    sleep: (seconds) => terminal.sleep(seconds),
    progress: (text) => {
      if (!showsProgress) return;
      terminal.err(`\r\u001B[K${text.slice(0, Math.max(20, terminal.columns - 1))}`);
      shown = true;
    },
    say: (line) => {
      clearProgress();
      if (!voice.quiet) terminal.err(`${line}\n`);
    },
    isInterrupted: () => terminal.stopSignal() !== null,
    isImpatient: () => terminal.stoppedTwice(),
    clearProgress,
  };
}
