import { resume } from '../../app/resume.ts';
import { addGuardOptions, addVerifyOption, assertCanAsk, toApplyOptions } from '../guard-options.ts';
import { addCloudOptions, addConfigOptions, toCheckOptions } from '../option-groups.ts';
import { addOutputOptions } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { collect, text } from '../values.ts';
import { OUTCOME_FORMATS, runMutating } from './apply.ts';
import type { ApplyValues } from './apply.ts';

/** `resume JOURNAL`: finishes or reconciles an interrupted apply or release. */
export function addResume({ program, terminal, end }: CommandLine): void {
  const command = program.command('resume <journal>')
    .description('finish what a journal says was begun; it needs the journal, and again the waivers, facts and rules of your own that the plan rests on');
  addConfigOptions(command.optionsGroup('Rules:'))
    .option('--rules <dir>', 'the folders of rules of your own that the plan was made with (repeatable)', collect(text))
    .option('--facts <file>', 'facts of your own by instance id, in the namespace x.', text)
    .option('--waivers <file>', 'failures that were approved, as plan and apply were given them', text);
  addCloudOptions(command);
  addVerifyOption(addGuardOptions(addOutputOptions(command, OUTCOME_FORMATS)))
    .addHelpText('after', '\nExamples:\n  $ tair-preflight resume tair-preflight-3f2a….journal')
    .action(async (file: string, values: ApplyValues) => {
      const outputs = toOutputs(values.format ?? [], OUTCOME_FORMATS, 'table');
      const canAsk = (): void => assertCanAsk('resume', values, terminal);
      const options = toApplyOptions(toCheckOptions([], values), values);
      end(await runMutating(terminal, values, outputs, options, (world, confirm) => resume(file, options, world, async (plan, open) => {
        canAsk();
        terminal.err(`${open} of ${plan.entries.length} entries have not ended.\n`);
        return confirm(plan);
      })));
    });
}
