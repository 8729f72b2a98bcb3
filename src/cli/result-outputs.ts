import type { Command } from 'commander';

import { CONFIG_NAME } from '../app/config-file.ts';
import { readRuleBook } from '../app/rule-book.ts';
import { ruleHelp } from '../app/rule-help.ts';
import type { Diff } from '../model/diff.ts';
import type { TrendPoint } from '../model/history.ts';
import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { MOST_SUMMARY, stepSummary } from '../report/github.ts';
import type { RuleHelp } from '../report/report.ts';
import { REPORTERS, RESULT_FORMATS } from '../report/reporters.ts';
import type { ResultFormat } from '../report/reporters.ts';
import { addOutputOptions, lookOf, writeOutputs } from './output-options.ts';
import type { OutputValues } from './output-options.ts';
import { appendWithin, isThere } from './outputs.ts';
import type { Output } from './outputs.ts';
import type { Terminal } from './terminal.ts';
import { text } from './values.ts';

/** What commander hands back for the options of a result. */
export interface ResultOutputValues extends OutputValues {
  readonly sarifAnchor?: string;
}

interface Told {
  readonly result: Result;
  readonly inLanguage: (language: Language) => Result;
  /** The rules that judged, where they are at hand; else the built-in ones are asked what they say of themselves. */
  readonly rules?: readonly Rule[];
  /** Earlier results of the same scope, and this one. */
  readonly trend?: readonly TrendPoint[];
  /** What changed since the last run; null where there was none. */
  readonly diff?: Diff | null;
}

/** The options of every command that renders a result. */
export function addResultOutputOptions(command: Command): Command {
  return addOutputOptions(command, RESULT_FORMATS)
    .option('--sarif-anchor <file>', `the file of the repository at which SARIF shows its results; default: ${CONFIG_NAME} if there is one here, else README.md`, text);
}

/** Renders a result in every format that was asked for. Returns a sentence for each file that could not be written; where there is one, nothing went to standard output. */
export function writeResult(outputs: readonly Output<ResultFormat>[], { result, inLanguage, trend = [], diff = null, rules }: Told, terminal: Terminal, values: ResultOutputValues): readonly string[] {
  // Where there is a configuration of the scope, results are shown at it.
  const anchor = values.sarifAnchor ?? (isThere(CONFIG_NAME) ? CONFIG_NAME : 'README.md');
  const help = outputs.some(({ format }) => format === 'sarif') ? ruleHelp(rules ?? readRuleBook([]).rules, values.lang ?? 'en') : (): RuleHelp | null => null;
  const faults = outputs.some(({ format }) => format === 'github') ? summaryFault({ inLanguage, diff }, terminal, values) : [];
  if (faults.length > 0) return faults;
  return writeOutputs(outputs, (format, look) => REPORTERS[format]({ result, inLanguage, look, anchor, ruleHelp: help, trend, diff }), terminal, values);
}

/** Appends the page for people to the step summary of GitHub Actions, where the environment names its file; a sentence where that could not be. */
function summaryFault(told: Pick<Told, 'inLanguage' | 'diff'>, terminal: Terminal, values: ResultOutputValues): string[] {
  const file = terminal.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return [];
  try {
    appendWithin(file, MOST_SUMMARY, (room) => stepSummary({ ...told, look: lookOf(terminal, values) }, room));
    return [];
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault)) throw fault;
    return [`The step summary, ${file} (GITHUB_STEP_SUMMARY), could not be written (${String(fault.code)}). Make room or unset the variable, and run again.`];
  }
}
