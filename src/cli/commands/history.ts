import { Option } from 'commander';

import { listHistory } from '../../app/history.ts';
import { UsageError } from '../../model/faults.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { Language } from '../../model/language.ts';
import { historyJson, reportHistory, reportTrend } from '../../report/history.ts';
import { lookOf } from '../output-options.ts';
import type { CommandLine } from '../command-line.ts';
import { unknownCommand } from '../unknown-command.ts';
import { countFromOne, text } from '../values.ts';

type HistoryCommand = ReturnType<CommandLine['program']['command']>;

interface HistoryValues {
  readonly scope?: string;
  readonly last: number;
  readonly format: 'table' | 'json';
  readonly color?: boolean;
  readonly lang?: Language;
}

/** `history list DIR | trend DIR`: what `check --history` kept; offline. */
export function addHistory(line: CommandLine): void {
  const history = line.program.command('history').description('the results that `check --history DIR` kept: list them, or show how a scope went; offline')
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', '\nExamples:\n  $ tair-preflight history list history\n  $ tair-preflight history trend history --last 12')
    .action((_values, command: HistoryCommand) => {
      if (command.args.length > 0) throw unknownCommand(command, 'tair-preflight history');
      throw new UsageError('Name what to do: `history list DIR` or `history trend DIR`.');
    });
  withOptions(history.command('list <dir>'))
    .description('the results of a folder, the latest first')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight history list history --format json')
    .action((folder: string, values: HistoryValues) => {
      const entries = entriesOf(line, folder, values);
      line.terminal.out(values.format === 'json' ? historyJson(entries) : reportHistory(entries, lookOf(line.terminal, values)));
    });
  withOptions(history.command('trend <dir>'))
    .description('how a scope went over its runs, the latest last; the scope of the latest run where none is named')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight history trend history --last 12')
    .action((folder: string, values: HistoryValues) => {
      const all = entriesOf(line, folder, values);
      const points = all.filter(({ scope }) => scope === all[0]?.scope).toReversed();
      line.terminal.out(values.format === 'json' ? historyJson(points) : reportTrend(points, lookOf(line.terminal, values)));
    });
}

function withOptions(command: HistoryCommand): HistoryCommand {
  return command
    .option('--scope <hash>', 'only results of this scope, as the list shows it', text)
    .option('--last <n>', 'so many results', countFromOne, 60)
    .addOption(new Option('--format <name>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--no-color', 'no colours, as with NO_COLOR')
    .addOption(new Option('--lang <language>', 'language of what is told').choices(['en', 'zh']));
}

function entriesOf({ terminal }: CommandLine, folder: string, values: HistoryValues): readonly HistoryEntry[] {
  const { entries, skipped } = listHistory(folder, { scope: values.scope ?? null, most: values.last });
  for (const sentence of skipped) terminal.err(`${sentence}\n`);
  return entries;
}
