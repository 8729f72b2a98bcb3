import { check } from '../../app/check.ts';
import type { Checked } from '../../app/check.ts';
import { checkUntilEligible } from '../../app/wait-until.ts';
import type { Waited } from '../../app/wait-until.ts';
import { RESULT_FORMATS } from '../../report/reporters.ts';
import { withAdvice } from '../../report/with-advice.ts';
import { exitOfCheck, SIGNAL_EXIT } from '../exit-code.ts';
import { assertNotEmpty } from '../assert-not-empty.ts';
import { addHistoryOptions, keepResult, openMemory, remember } from '../history-options.ts';
import type { HistoryValues } from '../history-options.ts';
import { addNotifyOptions, toNotifier } from '../notify-options.ts';
import type { NotifyValues } from '../notify-options.ts';
import { addCloudOptions, addLaterOptions, addRequestOptions, addRuleOptions, addScopeOptions, toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { assertWritten, lookOf, runText, voiceOf } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import { assertScriptFile, writeScript } from '../remedy-script-output.ts';
import { addResultOutputOptions, writeResult } from '../result-outputs.ts';
import type { ResultOutputValues } from '../result-outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { toWorld } from '../terminal.ts';
import { failOnOrNew, text } from '../values.ts';
import type { FailOn } from '../values.ts';
import { addWaitOptions, toWaitOptions, WAIT_ENDS } from '../wait-options.ts';
import type { WaitValues } from '../wait-options.ts';

const SIGNAL_WORDS = { first: 'Not waiting any longer; the last state is told.', second: 'The last state is about to be told.' };

interface CheckValues extends ScopeValues, ResultOutputValues, WaitValues, NotifyValues, Pick<HistoryValues, 'history' | 'keep'> {
  readonly allowEmpty?: boolean;
  readonly failOn?: readonly FailOn[];
  readonly advise?: boolean;
  readonly remedyScript?: string;
}

/** `check [INSTANCE…]`: loads facts, judges, reports; can change nothing. */
export function addCheck({ program, terminal, end }: CommandLine): void {
  const command = program.command('check [instance...]')
    .description('load facts, judge every rule, report; never changes anything');
  for (const add of [addScopeOptions, addRequestOptions, addRuleOptions, addCloudOptions, addLaterOptions]) add(command);
  addNotifyOptions(addHistoryOptions(addResultOutputOptions(addWaitOptions(command))))
    .option('--fail-on <list>', 'what counts for the exit code: unknown,blocked,fixable,warning, new (worse than in the last run) or never', failOnOrNew, ['unknown', 'blocked'] as const)
    .option('--allow-empty', 'a scope without instances is no error')
    .option('--advise', 'tell what to mend first: what each remedy frees, and the fewest that free the most')
    .option('--remedy-script <file>', 'write the aliyun commands of all remedies as a script, which runs none until it is told to', text)
    .addHelpText('after', `
Examples:
  $ tair-preflight check --region cn-hangzhou
  $ tair-preflight check --all-regions --tag team=checkout --format json=result.json --format table
  $ tair-preflight check r-bp1zxszhcgatnx --region cn-hangzhou --prefix redisdirect123 --port 6380
  $ tair-preflight check --all-regions --advise   # what to mend first
  $ tair-preflight check --all-regions --remedy-script remedies.sh; sh remedies.sh   # shows its steps
  $ tair-preflight check --all-regions --history history --keep 52 --fail-on new
  $ tair-preflight check --all-regions --history history --notify dingtalk --notify-on worse
  $ tair-preflight check --region cn-hangzhou --assume ssl.enabled=false   # what if
  $ tair-preflight check r-bp1zxszhcgatnx --region cn-hangzhou --wait-until eligible --wait 30m`)
    .action(async (instances: string[], values: CheckValues) => {
      const outputs = toOutputs(values.format ?? [], RESULT_FORMATS, 'table');
      const waiting = toWaitOptions(values);
      if (values.remedyScript !== undefined) assertScriptFile(values.remedyScript, { outputs, isHypothetical: values.assume !== undefined });
      openMemory(values);
      const notifier = toNotifier(values, terminal);
      const world = toWorld(terminal, voiceOf(values));
      try {
        const options = toCheckOptions(instances, values);
        const checked: Checked & Partial<Pick<Waited, 'ended'>> = waiting === null ? await check(options, world) : await checkUntilEligible({ ...options, ...waiting }, world, () => terminal.holdSignals(SIGNAL_WORDS));
        const { result, inLanguage } = values.advise === true ? withAdvice(checked) : checked;
        assertNotEmpty(checked, values.allowEmpty ?? false);
        world.clearProgress();
        if (checked.ended !== undefined) world.say(WAIT_ENDS[checked.ended]);
        if (values.verbose === true) world.say(runText(result));
        const { diff, trend, skipped } = remember(values, checked.result, terminal.now());
        for (const sentence of skipped) world.say(sentence);
        if (values.remedyScript !== undefined) world.say(writeScript(values.remedyScript, inLanguage, lookOf(terminal, values).language ?? 'en'));
        assertWritten(writeResult(outputs, { result, inLanguage, trend, diff, rules: checked.rules }, terminal, values));
        const signal = terminal.stopSignal();
        const unkept = signal === null ? keepResult(values, checked.result, terminal.now()) : null;
        if (unkept !== null) world.say(unkept);
        const exitCode = signal !== null ? SIGNAL_EXIT[signal] : exitOfCheck(checked.result, values.failOn ?? ['unknown', 'blocked'], diff);
        end(exitCode);
        if (signal === null) await notifier.tell({ result, inLanguage, diff }, exitCode);
      } finally {
        world.clearProgress();
      }
    });
}
