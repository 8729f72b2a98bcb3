import { explain } from '../../app/explain.ts';
import type { Explained } from '../../app/explain.ts';
import { explainCode } from '../../app/explain-code.ts';
import { UsageError } from '../../model/faults.ts';
import type { Language } from '../../model/language.ts';
import type { CodeExplanation } from '../../model/service-codes.ts';
import { reportExplanationJson, reportExplanationTable } from '../../report/explain.ts';
import { reportCodeJson, reportCodeTable } from '../../report/explain-code.ts';
import type { Look } from '../../report/look.ts';
import { addCloudOptions, addLaterOptions, addRequestOptions, addRuleOptions, addScopeOptions, toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { addOutputOptions, assertWritten, voiceOf, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { Output } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { toWorld } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

const EXPLAIN_FORMATS = ['table', 'json'] as const;
type ExplainFormat = (typeof EXPLAIN_FORMATS)[number];

const INSTANCE_REPORTERS: Readonly<Record<ExplainFormat, (explained: Explained, look: Look) => string>> = {
  table: ({ inLanguage }, look) => reportExplanationTable(inLanguage(look.language ?? 'en'), look),
  json: ({ explanation }) => reportExplanationJson(explanation),
};
/** For people in the language of the look, for programs in the one that was asked for. */
const CODE_REPORTERS: Readonly<Record<ExplainFormat, (inLanguage: (language: Language) => CodeExplanation, look: Look, asked: Language) => string>> = {
  table: (inLanguage, look) => reportCodeTable(inLanguage(look.language ?? 'en'), look),
  json: (inLanguage, _look, asked) => reportCodeJson(inLanguage(asked)),
};

interface ExplainValues extends ScopeValues, OutputValues {}

/** `explain INSTANCE [RULE]` and `explain CODE`. */
export function addExplain({ program, terminal }: CommandLine): void {
  const command = program.command('explain [code-or-instance] [rule]')
    .description('how the verdicts on an instance were reached, or what an error code of the service means');
  for (const add of [addScopeOptions, addRequestOptions, addRuleOptions, addCloudOptions, addLaterOptions]) add(command);
  addOutputOptions(command, EXPLAIN_FORMATS)
    .addHelpText('after', `
A word that names a known error code is one; every other is the id of an instance, which is read as \`check\` reads it.
The exit code is 0 whatever the verdicts are: \`check\` tells them by its own.

Examples:
  $ tair-preflight explain r-bp1zxszhcgatnx --region cn-hangzhou
  $ tair-preflight explain r-bp1zxszhcgatnx ssl-disabled --region cn-hangzhou --format json
  $ tair-preflight explain TaskHasExist
  $ tair-preflight explain Throttling.User`)
    .action(async (word: string | undefined, rule: string | undefined, values: ExplainValues) => {
      if (word === undefined) throw new UsageError('Name an error code or the id of an instance: `tair-preflight explain TaskHasExist`, or `tair-preflight explain r-… --region …`.');
      const outputs = toOutputs(values.format ?? [], EXPLAIN_FORMATS, 'table');
      const code = explainCode(word, values.rules ?? []);
      if (code !== null && rule !== undefined) throw new UsageError(`${code.code} is an error code, which is explained by itself: leave out ${JSON.stringify(rule)}, or name an instance before it.`);
      if (code !== null) assertWritten(writeOutputs(outputs, (format, look) => CODE_REPORTERS[format]((language) => explainCode(word, values.rules ?? [], language) ?? code, look, values.lang ?? 'en'), terminal, values));
      else await explainInstance(word, rule ?? null, outputs, terminal, values);
    });
}

async function explainInstance(instance: string, rule: string | null, outputs: readonly Output<ExplainFormat>[], terminal: Terminal, values: ExplainValues): Promise<void> {
  const world = toWorld(terminal, voiceOf(values));
  try {
    const explained = await explain({ ...toCheckOptions([instance], values), instance, rule }, world);
    world.clearProgress();
    assertWritten(writeOutputs(outputs, (format, look) => INSTANCE_REPORTERS[format](explained, look), terminal, values));
  } finally {
    world.clearProgress();
  }
}
