import type { Command } from 'commander';

import { UsageError } from '../model/faults.ts';
import type { CommandLine } from './command-line.ts';
import { unknownCommand } from './unknown-command.ts';

/** A command that does nothing by itself and holds others. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  /** How its commands are called, without the tool's name, as a sentence lists them. */
  readonly uses: string;
  /** Whole command lines without the tool's name. */
  readonly examples: readonly string[];
}

/** A command whose first word names another one, such as `rules list`. Without such a word, or with one that is none, it ends as a usage error. */
export function addCommandGroup({ program }: Pick<CommandLine, 'program'>, { name, description, uses, examples }: CommandGroup): Command {
  return program.command(name).description(description)
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ tair-preflight ${example}`).join('\n')}`)
    .action((_values, command: Command) => {
      if (command.args.length > 0) throw unknownCommand(command, `tair-preflight ${name}`);
      throw new UsageError(`Name what to do: ${uses}.`);
    });
}
