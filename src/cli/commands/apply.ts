import { apply } from '../../app/apply.ts';
import { APPLY_DEFAULTS } from '../../app/options.ts';
import { UsageError } from '../../model/faults.ts';
import { requestText } from '../../model/outcome.ts';
import type { ApplyEntry, Outcome } from '../../model/outcome.ts';
import type { Look } from '../../report/look.ts';
import { reportOutcomeJson, reportOutcomeNdjson, reportOutcomeTable } from '../../report/outcome.ts';
import { EXIT, exitOfApply, SIGNAL_EXIT } from '../exit-code.ts';
import { addCloudOptions, addLaterOptions, addRequestOptions, addRuleOptions, addScopeOptions, toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { addOutputOptions, lookOf, runText, voiceOf, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { Output } from '../outputs.ts';
import type { CommandLine } from '../run-cli.ts';
import { toWorld } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { countFromOne, countFromZero, seconds, secondsAboveZero } from '../values.ts';

const OUTCOME_FORMATS = ['table', 'json', 'ndjson'] as const;
type OutcomeFormat = (typeof OUTCOME_FORMATS)[number];
const REPORTERS: Readonly<Record<OutcomeFormat, (outcome: Outcome, look: Look) => string>> = {
  table: reportOutcomeTable,
  json: (outcome) => reportOutcomeJson(outcome),
  ndjson: (outcome) => reportOutcomeNdjson(outcome),
};

/** From the confirmation on a call may be under way, and its end must be seen. */
const SIGNAL_WORDS = { first: 'Stopping after the entry in flight; once more to stop waiting for it.', second: 'Not waiting any longer.' };

interface ApplyValues extends ScopeValues, OutputValues {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly maxMutations?: number;
  readonly maxFailures: number;
  readonly wait: number;
  readonly poll: number;
  readonly settle: number;
}

/** `apply INSTANCE…`: check, ask, re-read, call, wait, verify. The only command that changes the cloud. */
export function addApply({ program, terminal, end }: CommandLine): void {
  const command = program.command('apply [instance...]')
    .description('call AllocateDirectConnection for the named instances, each only when every rule passes on fresh facts');
  for (const add of [addScopeOptions, addRequestOptions, addRuleOptions, addCloudOptions, addLaterOptions]) add(command);
  addOutputOptions(command, OUTCOME_FORMATS)
    .optionsGroup('Guards:')
    .option('--yes', 'do not ask before the first call')
    .option('--dry-run', 'go the whole way but send nothing')
    .option('--max-mutations <n>', 'send at most this many calls', countFromZero)
    .option('--max-failures <n>', 'start nothing new after this many failures', countFromOne, APPLY_DEFAULTS.maxFailures)
    .option('--wait <seconds>', 'how long to wait for an endpoint', seconds, APPLY_DEFAULTS.wait)
    .option('--poll <seconds>', 'how often to look', secondsAboveZero, APPLY_DEFAULTS.poll)
    .option('--settle <seconds>', 'how long reading must show nothing before an ambiguous call may be sent again', seconds, APPLY_DEFAULTS.settle)
    .addHelpText('after', `
Examples:
  $ tair-preflight apply r-bp1zxszhcgatnx --region cn-hangzhou --dry-run
  $ tair-preflight apply r-bp1zxszhcgatnx --region cn-hangzhou --prefix redisdirect123
  $ tair-preflight apply r-a r-b r-c --region cn-hangzhou --yes --format json=outcome.json`)
    .action(async (instances: string[], values: ApplyValues) => {
      const outputs = toOutputs(values.format ?? [], OUTCOME_FORMATS, 'table');
      assertCanAsk(instances, values, terminal);
      const world = toWorld(terminal, voiceOf(values));
      try {
        const { dryRun, maxMutations, maxFailures, wait, poll, settle } = { dryRun: false, maxMutations: null, ...values };
        const options = { ...toCheckOptions(instances, values), dryRun, maxMutations, maxFailures, wait, poll, settle };
        const applied = await apply(options, world, async (entries) => {
          world.clearProgress();
          const goesOn = values.yes === true || await confirm(entries, terminal);
          if (goesOn) terminal.holdSignals(SIGNAL_WORDS);
          return goesOn;
        });
        world.clearProgress();
        const signal = terminal.stopSignal();
        if (applied === null) {
          terminal.err('Nothing was sent.\n');
          end(signal === null ? EXIT.notDone : SIGNAL_EXIT[signal]);
          return;
        }
        if (values.verbose === true) world.say(runText(applied.checked.result));
        report(applied.outcome, outputs, values, terminal);
        end(exitOfApply(applied.outcome, signal));
      } finally {
        world.clearProgress();
      }
    });
}

/** What happened in the cloud is told in any case, and decides the exit code: a file that could not be written does not. */
function report(outcome: Outcome, outputs: readonly Output<OutcomeFormat>[], values: ApplyValues, terminal: Terminal): void {
  const look = lookOf(terminal, values);
  const faults = writeOutputs(outputs, (format) => REPORTERS[format](outcome, look), terminal);
  if (faults.length === 0) return;
  for (const sentence of faults) terminal.err(`error: ${sentence.replace(', and run again', '')}\n`);
  const onOut = outputs.find((output) => output.file === null);
  if (onOut === undefined) terminal.err(reportOutcomeTable(outcome, { ...look, color: false }));
  else terminal.out(REPORTERS[onOut.format](outcome, look));
}

function assertCanAsk(instances: readonly string[], values: ApplyValues, terminal: Terminal): void {
  const file = instances.find((name) => /\.json$/i.test(name));
  if (file !== undefined) throw new UsageError(`Applying a plan file (${file}) comes with a later release of tair-preflight; name instances instead.`);
  if (values.yes !== true && values.dryRun !== true && !terminal.stdinIsTerminal) throw new UsageError('apply asks before the first call, and there is no terminal to ask on. Give --yes, or --dry-run to look only.');
}

async function confirm(entries: readonly ApplyEntry[], terminal: Terminal): Promise<boolean> {
  terminal.err(`${entries.length === 1 ? 'One call' : `${entries.length} calls`} to AllocateDirectConnection would leave:\n`);
  for (const entry of entries) terminal.err(`  ${entry.region}  ${requestText(entry)}\n`);
  const answer = await terminal.ask('Only "yes" goes on. Send? ');
  return answer.trim().toLowerCase() === 'yes';
}
