import type { Command } from 'commander';

import { listHistory } from '../../app/history.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { Language } from '../../model/language.ts';
import { historyJson, reportHistory, reportTrend } from '../../report/history.ts';
import { addCommandGroup } from '../command-group.ts';
import type { CommandLine } from '../command-line.ts';
import { addLanguageOption, addPrintOptions, lookOf } from '../output-options.ts';
import type { PrintValues } from '../output-options.ts';
import { countFromOne, text } from '../values.ts';

interface HistoryValues extends PrintValues {
  readonly scope?: string;
  readonly last: number;
  readonly lang?: Language;
}

/** `history list DIR | trend DIR`: what `check --history` kept; offline. */
export function addHistory(line: CommandLine): void {
  const history = addCommandGroup(line, {
    name: 'history',
    description: 'the results that `check --history DIR` kept: list them, or show how a scope went; offline',
    uses: '`history list DIR` or `history trend DIR`',
    examples: ['history list history', 'history trend history --last 12'],
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
      const scope = values.scope ?? listHistory(folder, { most: 1 }).entries[0]?.scope;
      const points = entriesOf(line, folder, { ...values, ...(scope === undefined ? {} : { scope }) }).toReversed();
      const others = new Set(listHistory(folder).entries.map((entry) => entry.scope)).size - 1;
      line.terminal.out(values.format === 'json' ? historyJson(points) : reportTrend(points, others, lookOf(line.terminal, values)));
    });
}

function withOptions(command: Command): Command {
  return addLanguageOption(addPrintOptions(command
    .option('--scope <hash>', 'only results of this scope, as the list shows it', text)
    .option('--last <n>', 'so many results', countFromOne, 60)));
}

function entriesOf({ terminal }: CommandLine, folder: string, values: HistoryValues): readonly HistoryEntry[] {
  const { entries, skipped } = listHistory(folder, { scope: values.scope ?? null, most: values.last });
  for (const sentence of skipped) terminal.err(`${sentence}\n`);
  return entries;
}
