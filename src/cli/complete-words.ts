import type { Argument, Command, Option } from 'commander';

/** One word that may stand next. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What may stand next: words, and whether names of files do. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly files: boolean;
}

/** Tells the values of an option or an argument that commander does not know itself. */
export type ValuesOf = (place: { readonly command: Command; readonly name: string }) => readonly string[];

/** What may follow the words of a command line, the last of which is still being written (it may be empty). */
export function completeWords(program: Command, words: readonly string[], valuesOf: ValuesOf): Completion {
  const current = words.at(-1) ?? '';
  const { command, pending, positional, optionsEnded } = walk(program, words.slice(0, -1));
  if (pending !== null) return fitting(valuesOfOption(pending, command, valuesOf), current, takesFile(pending.flags));
  const assigned = /^(--[^=]+)=(.*)$/.exec(current);
  if (assigned !== null && !optionsEnded) {
    const [, name = '', value = ''] = assigned;
    const option = findOption(command, name);
    return option === undefined ? NOTHING : fitting(valuesOfOption(option, command, valuesOf), value, takesFile(option.flags));
  }
  if (current.startsWith('-') && !optionsEnded) return fitting(optionsOf(command), current, false);
  const argument = argumentAt(command, positional);
  const values = argument === undefined ? [] : plain(argument.argChoices ?? valuesOf({ command, name: argument.name() }));
  return fitting([...(positional === 0 ? commandsOf(command) : []), ...values], current, argument !== undefined && takesFile(argument.name()));
}

const NOTHING: Completion = { candidates: [], files: false };

interface Place {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly pending: Option | null;
  /** How many arguments of the command were given. */
  readonly positional: number;
  /** After "--" nothing is an option. */
  readonly optionsEnded: boolean;
}

function walk(program: Command, before: readonly string[]): Place {
  let command = program;
  let pending: Option | null = null;
  let positional = 0;
  let optionsEnded = false;
  for (const word of before) {
    if (pending !== null) {
      pending = null;
      continue;
    }
    if (word === '--') optionsEnded = true;
    else if (word.startsWith('-') && !optionsEnded) {
      const option = word.includes('=') ? undefined : findOption(command, word);
      pending = option?.required === true ? option : null;
    } else {
      const below: Command | undefined = positional === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (below === undefined) positional += 1;
      else command = below;
    }
  }
  return { command, pending, positional, optionsEnded };
}

function findOption(command: Command, word: string): Option | undefined {
  return command.options.find((option) => option.long === word || option.short === word);
}

function argumentAt(command: Command, at: number): Argument | undefined {
  const { registeredArguments: all } = command;
  const last = all.at(-1);
  return all[at] ?? (last?.variadic === true ? last : undefined);
}

function commandsOf(command: Command): Candidate[] {
  return command.createHelp().visibleCommands(command).map((one) => ({ value: one.name(), description: one.description() }));
}

function optionsOf(command: Command): Candidate[] {
  return command.createHelp().visibleOptions(command).map((option) => ({ value: option.long ?? option.flags, description: option.description }));
}

function valuesOfOption(option: Option, command: Command, valuesOf: ValuesOf): Candidate[] {
  return plain(option.argChoices ?? valuesOf({ command, name: option.attributeName() }));
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }));
}

/** Flags and arguments whose value is the name of a file or folder. */
function takesFile(text: string): boolean {
  return /file|dir|journal|result|plan|^old$|^new$/.test(text.replace(/^--[\w-]+/, ''));
}

function fitting(candidates: readonly Candidate[], current: string, files: boolean): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(current)), files };
}
