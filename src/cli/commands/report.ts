import { readResultFile } from '../../app/read-result.ts';
import { retellResult } from '../../app/retell-result.ts';
import { RESULT_FORMATS } from '../../report/reporters.ts';
import { withAdvice } from '../../report/with-advice.ts';
import { exitOfCheck } from '../exit-code.ts';
import { assertWritten, lookOf, runText, voiceOf } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import { addResultOutputOptions, writeResult } from '../result-outputs.ts';
import type { ResultOutputValues } from '../result-outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { toWorld } from '../terminal.ts';
import { failOn } from '../values.ts';
import type { FailOn } from '../values.ts';

interface ReportValues extends ResultOutputValues {
  readonly failOn?: readonly FailOn[];
  readonly advise?: boolean;
}

/** `report RESULT.json`: renders a saved result as check would have; offline. */
export function addReport({ program, terminal, end }: CommandLine): void {
  addResultOutputOptions(program.command('report <result>')
    .description('render a result that `check --format json` saved, in any format and language; offline, with the exit code of that check'))
    .option('--fail-on <list>', 'what counts for the exit code: unknown,blocked,fixable,warning or never', failOn, ['unknown', 'blocked'] as const)
    .option('--advise', 'tell what to mend first: what each remedy frees, and the fewest that free the most')
    .addHelpText('after', `
Examples:
  $ tair-preflight report result.json
  $ tair-preflight report result.json --format html=audit.html --format sarif=audit.sarif --format junit=audit.xml
  $ tair-preflight report result.json --format markdown --lang zh
  $ tair-preflight report result.json --format github --fail-on unknown,blocked,warning`)
    .action((file: string, values: ReportValues) => {
      const outputs = toOutputs(values.format ?? [], RESULT_FORMATS, 'table');
      const saved = readResultFile(file);
      const { isRetellable, inLanguage } = retellResult(saved);
      const world = toWorld(terminal, voiceOf(values));
      const told = { result: values.lang === undefined ? saved : inLanguage(values.lang), inLanguage };
      const wished = values.lang ?? lookOf(terminal, values).language ?? 'en';
      if (!isRetellable && (values.lang !== undefined || wished !== 'en')) {
        world.say(`${file} was judged by another rule book than the built-in one of this version: the texts of its findings stay as they were saved, and are not told in ${JSON.stringify(wished)}.`);
      }
      if (values.verbose === true) world.say(runText(saved));
      assertWritten(writeResult(outputs, values.advise === true ? withAdvice(told) : told, terminal, values));
      end(exitOfCheck(saved, values.failOn ?? ['unknown', 'blocked']));
    });
}
