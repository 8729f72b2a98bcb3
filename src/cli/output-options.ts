import { Option } from 'commander';
import type { Command } from 'commander';

import { UsageError } from '../model/faults.ts';
import { LANGUAGES } from '../model/language.ts';
import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import type { Look } from '../report/look.ts';
import { writeWhole } from './outputs.ts';
import type { Output } from './outputs.ts';
import type { Terminal, Voice } from './terminal.ts';
import { collect, text } from './values.ts';

/** What commander hands back for the options of output. */
export interface OutputValues {
  readonly format?: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly lang?: Language;
}

const FORMATS = new WeakMap<Command, readonly string[]>();

/** The formats that a command takes; none where it has no output options. */
export function formatsOf(command: Command): readonly string[] {
  return FORMATS.get(command) ?? [];
}

/** Adds the options of a command that reports in several formats, of which the first is the usual one. */
export function addOutputOptions(command: Command, formats: readonly string[]): Command {
  FORMATS.set(command, formats);
  return addLanguageOption(addColorOption(command
    .optionsGroup('Output:')
    .option('--format <name[=file]>', `${formats.join(', ')}; with =FILE into a file (repeatable)`, collect(text))
    .option('--quiet', 'nothing on standard error but errors')
    .option('--verbose', 'tell more on standard error')));
}

/** The option that names the language, for commands that have output options of their own. */
export function addLanguageOption(command: Command): Command {
  return command.addOption(new Option('--lang <language>', 'language of what is told; default: that of the locale, for people, and en for programs').choices(LANGUAGES));
}

/** What commander hands back for what `addPrintOptions` adds. */
export interface PrintValues {
  readonly format: 'table' | 'json';
  readonly color?: boolean;
}

/** The options of commands that print one text, always on standard output. */
export function addPrintOptions(command: Command): Command {
  return addColorOption(command.addOption(new Option('--format <name>', 'how to print').choices(['table', 'json']).default('table')));
}

/** The option that takes the colours away. */
export function addColorOption(command: Command): Command {
  return command.option('--no-color', 'no colours, as with NO_COLOR');
}

/** How much is said on standard error. */
export function voiceOf(values: OutputValues): Voice {
  return { quiet: values.quiet ?? false, verbose: values.verbose ?? false };
}

/** Colours only on a terminal, and not where they are unwelcome (NO_COLOR); the language that was asked for, else that of the locale. */
export function lookOf(terminal: Terminal, values: Pick<OutputValues, 'color' | 'lang'>): Look {
  const unwelcome = values.color === false || (terminal.env['NO_COLOR'] ?? '') !== '';
  return {
    width: terminal.stdoutIsTerminal ? Math.max(60, Math.min(terminal.columns, 120)) : 80,
    color: terminal.stdoutIsTerminal && !unwelcome,
    language: values.lang ?? languageOfLocale(terminal.env),
  };
}

/** The language of the locale: LC_ALL, else LC_MESSAGES, else LANG, as POSIX has it; English where it names none that is spoken here. */
function languageOfLocale(env: Terminal['env']): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '') ?? '';
  return LANGUAGES.find((language) => new RegExp(`^${language}(?![a-z])`, 'i').test(locale)) ?? 'en';
}

/** What --verbose adds on standard error: the rule book and every call that was made. */
export function runText({ rulebook, startedAt, finishedAt, scope, summary }: Pick<Result, 'rulebook' | 'startedAt' | 'finishedAt' | 'scope' | 'summary'>): string {
  const calls = Object.entries(summary.apiCalls).map(([operation, count]) => `${operation} ${count}`);
  const took = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return `Rule book ${rulebook.digest}, preset ${rulebook.preset}.\nRead ${scope.regions.join(', ') || 'no region'} in ${took.toFixed(1)} s. API calls: ${calls.join(', ') || 'none'}.`;
}

/**
 * Renders everything, writes the files, then standard output. Returns a sentence for each file that could not be written;
 * where there is one, nothing went to standard output.
 */
export function writeOutputs<Format extends string>(outputs: readonly Output<Format>[], render: (format: Format, look: Look) => string, terminal: Terminal, values: Pick<OutputValues, 'color' | 'lang'> = {}): readonly string[] {
  const look = lookOf(terminal, values);
  const rendered = outputs.map(({ file, format }) => ({ file, content: render(format, file === null ? look : { ...look, width: 80, color: false }) }));
  const faults = rendered.flatMap(({ file, content }) => (file === null ? [] : writeFault(file, content)));
  if (faults.length > 0) return faults;
  for (const { file, content } of rendered) if (file === null) terminal.out(content);
  return [];
}

/** Throws a UsageError with the sentences about what could not be written, where there are any. */
export function assertWritten(faults: readonly string[]): void {
  if (faults.length > 0) throw new UsageError(faults);
}

/** Writes a file whole; a sentence where that could not be. */
export function writeFault(file: string, content: string): string[] {
  try {
    writeWhole(file, content);
    return [];
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault)) throw fault;
    return [`${file} could not be written (${String(fault.code)}). Make room or choose another place, and run again.`];
  }
}
