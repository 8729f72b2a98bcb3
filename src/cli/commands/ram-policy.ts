import { Option } from 'commander';

import { CHECK_DEFAULTS } from '../../app/options.ts';
import { ramPolicy } from '../../app/ram-policy.ts';
import { RAM_COMMANDS } from '../../model/ram-policy.ts';
import type { RamCommand, RamPolicy } from '../../model/ram-policy.ts';
import { PRESETS } from '../../model/rule.ts';
import type { Preset } from '../../model/rule.ts';
import type { Look } from '../../report/look.ts';
import { reportRamPolicyJson, reportRamPolicyTable } from '../../report/ram-policy.ts';
import { addOutputOptions, assertWritten, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { collect, text } from '../values.ts';

const POLICY_FORMATS = ['json', 'table'] as const;
const REPORTERS: Readonly<Record<(typeof POLICY_FORMATS)[number], (policy: RamPolicy, look: Look) => string>> = {
  json: (policy) => reportRamPolicyJson(policy),
  table: reportRamPolicyTable,
};

interface RamPolicyValues extends OutputValues {
  readonly for: RamCommand;
  readonly allRegions?: boolean;
  readonly preset: Preset;
  readonly rules?: readonly string[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/** `ram-policy`: the least that a command needs for the chosen rules; offline. */
export function addRamPolicy({ program, terminal }: CommandLine): void {
  const command = program.command('ram-policy')
    .description('the least RAM policy for the chosen rules and command; offline')
    .addOption(new Option('--for <command>', 'the command that runs with it').choices([...RAM_COMMANDS]).default('check'))
    .option('--all-regions', 'with --all-regions of that command, which finds regions with DescribeRegions')
    .optionsGroup('Rules:')
    .addOption(new Option('--preset <preset>', 'which severities count').choices([...PRESETS]).default(CHECK_DEFAULTS.preset))
    .option('--rules <dir>', 'a folder of rules of your own, added to the built-in ones (repeatable)', collect(text))
    .option('--only <rule>', 'judge this rule alone (repeatable)', collect(text))
    .option('--skip <rule>', 'leave this rule out (repeatable)', collect(text));
  addOutputOptions(command, POLICY_FORMATS)
    .addHelpText('after', `
The policy goes to standard output. --format table, or --verbose on standard error, tells action by action which rules
are unknown without it.

Examples:
  $ tair-preflight ram-policy > check-policy.json
  $ tair-preflight ram-policy --for apply --preset strict --verbose
  $ tair-preflight ram-policy --rules ./our-rules --format table`)
    .action((values: RamPolicyValues) => {
      const outputs = toOutputs(values.format ?? [], POLICY_FORMATS, 'json');
      const policy = ramPolicy({
        command: values.for, allRegions: values.allRegions ?? false, preset: values.preset,
        rules: values.rules ?? [], only: values.only ?? [], skip: values.skip ?? [],
      });
      if (values.verbose === true && values.quiet !== true) terminal.err(reportRamPolicyTable(policy, { width: 80, color: false }));
      assertWritten(writeOutputs(outputs, (format, look) => REPORTERS[format](policy, look), terminal, values));
    });
}
