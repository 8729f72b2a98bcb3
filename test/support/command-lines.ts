import type { Command } from 'commander';

import { wholeProgram } from '../../src/cli/run-cli.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal of which only what parsing wants is there. */
export function silentTerminal(said: string[], folder: string): Terminal {
  return {
    env: {}, version: '0.0.0-test', folder, stdinIsTerminal: false, stdoutIsTerminal: false, stderrIsTerminal: false, columns: 80,
    out: (text) => { said.push(text); }, err: (text) => { said.push(text); }, ask: () => Promise.resolve('no'), askHidden: () => Promise.resolve(''),
    now: () => new Date(), random: () => 0, sleep: () => Promise.resolve(), stopSignal: () => null, stoppedTwice: () => false, holdSignals: () => undefined,
  };
}

/** A command and all below it, each with the words that call it. */
export function allCommands(command: Command, path: readonly string[] = []): { readonly path: readonly string[]; readonly command: Command }[] {
  return [{ path, command }, ...command.commands.flatMap((one) => allCommands(one, [...path, one.name()]))];
}

/** The words of a shell line, quotes taken away; what a pipe, a redirection or a remark begins is not of it. */
export function wordsOf(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  const end = words.findIndex((word) => /^([|>;&]|#)/.test(word));
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll(/['"]/g, ''));
}

/** Parses a command line and runs nothing: the command it calls, and what the parser has against it. A configuration that is named and is not here is no fault of the line. */
export async function parseLine(words: readonly string[], folder: string): Promise<{ readonly called: string; readonly said: string }> {
  const said: string[] = [];
  const whole = await wholeProgram(silentTerminal(said, folder));
  let called = '';
  for (const { path, command } of allCommands(whole)) {
    command.action(() => { called = path.join(' '); });
  }
  await whole.parseAsync([...words], { from: 'user' }).catch((fault: unknown) => { said.push(String(fault)); });
  const text = said.join('');
  const misses = words.includes('--config') && text.includes('could not be read (ENOENT)');
  return misses ? { called: allCommands(whole).map(({ path }) => path.join(' ')).filter((name) => name !== '' && words.join(' ').startsWith(name)).at(-1) ?? '', said: '' } : { called, said: text };
}
