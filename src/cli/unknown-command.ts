import type { Command } from 'commander';

import { UsageError } from '../model/faults.ts';
import { nearest } from '../model/nearest.ts';

/** What to say where the words after a command name none of its own: the nearest of them, or where all are shown. */
export function unknownCommand(command: Command, name: string): UsageError {
  const [word = ''] = command.args;
  const isOption = word.startsWith('-');
  const known = isOption ? command.createHelp().visibleOptions(command).map((option) => option.long ?? option.flags) : command.commands.map((entry) => entry.name());
  const near = nearest(word, known);
  const advice = near === null ? `\`${name} --help\` shows all.` : `Did you mean ${near}?`;
  return new UsageError(`There is no ${isOption ? 'option' : 'command'} ${JSON.stringify(word)}${name === 'tair-preflight' ? '' : ` of \`${name}\``}. ${advice}`);
}
