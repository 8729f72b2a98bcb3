import { Option } from 'commander';

import { readAnyResult } from '../../app/history.ts';
import { diffResults } from '../../app/diff.ts';
import { reportDiffJson, reportDiffTable } from '../../report/diff.ts';
import { EXIT } from '../exit-code.ts';
import { addOutputOptions, assertWritten, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';

const DIFF_FORMATS = ['table', 'json'] as const;

interface DiffValues extends OutputValues {
  readonly failOn: 'worse' | 'never';
}

/** `diff OLD NEW`: what changed between two saved results, and why; offline. */
export function addDiff({ program, terminal, end }: CommandLine): void {
  addOutputOptions(program.command('diff <old> <new>'), DIFF_FORMATS)
    .description('what changed between two saved results, and why: a fact, a rule, a waiver, or what could be read; offline')
    .addOption(new Option('--fail-on <what>', 'what counts for the exit code').choices(['worse', 'never']).default('worse'))
    .addHelpText('after', `
OLD and NEW are files of \`check --format json=FILE\`, or of a history folder.

Examples:
  $ tair-preflight diff monday.json tuesday.json
  $ tair-preflight diff history/2026-11-17T06-00-00.000Z-1f0c9d2e4b6a-5e3a9c10.json.gz today.json --format json`)
    .action((old: string, now: string, values: DiffValues) => {
      const outputs = toOutputs(values.format ?? [], DIFF_FORMATS, 'table');
      const diff = diffResults(readAnyResult(old), readAnyResult(now));
      assertWritten(writeOutputs(outputs, (format, look) => (format === 'json' ? reportDiffJson(diff) : reportDiffTable(diff, look)), terminal, values));
      end(values.failOn === 'worse' && diff.summary.worse + diff.unread.newly.length > 0 ? EXIT.blocked : EXIT.ok);
    });
}
