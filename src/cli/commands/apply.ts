import { apply, applyPlanFile, NOTHING_TO_APPLY } from '../../app/apply.ts';
import type { Applied, Confirm } from '../../app/apply.ts';
import { UsageError } from '../../model/faults.ts';
import type { ApplyOptions } from '../../app/options.ts';
import { loginBefore, verifyDone } from '../../app/verify-done.ts';
import type { RedisLogin } from '../../app/verify.ts';
import type { Verification } from '../../model/data-plane.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Look } from '../../report/look.ts';
import { reportOutcomeJson, reportOutcomeNdjson, reportOutcomeTable } from '../../report/outcome.ts';
import { addRehearseOptions, assertNoRehearsal, runRehearsal } from './rehearse.ts';
import type { RehearseValues } from './rehearse.ts';
import { exitOfVerify, passwordPrompt } from './verify.ts';
import { EXIT, exitOfApply, SIGNAL_EXIT } from '../exit-code.ts';
import { addGuardOptions, addVerifyOption, assertNothingLacks, cannotAsk, confirmPlan, toApplyOptions } from '../guard-options.ts';
import type { GuardValues } from '../guard-options.ts';
import { addCloudOptions, addLaterOptions, addRequestOptions, addRuleOptions, addScopeOptions, toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { addOutputOptions, lookOf, voiceOf, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { Output } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { toWorld } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';

export const OUTCOME_FORMATS = ['table', 'json', 'ndjson'] as const;
type OutcomeFormat = (typeof OUTCOME_FORMATS)[number];
const REPORTERS: Readonly<Record<OutcomeFormat, (outcome: Outcome, look: Look) => string>> = {
  table: reportOutcomeTable,
  json: (outcome) => reportOutcomeJson(outcome),
  ndjson: (outcome) => reportOutcomeNdjson(outcome),
};

const SIGNAL_WORDS = { first: 'Stopping after the entry in flight; once more to stop waiting for it.', second: 'Not waiting any longer.' };

export interface ApplyValues extends ScopeValues, OutputValues, GuardValues, RehearseValues {}

/** `apply plan.json` and `apply INSTANCE…`: re-read, re-judge, record the intent, call, wait, verify. */
export function addApply({ program, terminal, end }: CommandLine): void {
  const command = program.command('apply [plan-or-instance...]')
    .description('call AllocateDirectConnection for a plan, or for the named instances, each only when every rule passes on fresh facts');
  for (const add of [addScopeOptions, addRequestOptions, addRuleOptions, addCloudOptions, addLaterOptions]) add(command);
  addRehearseOptions(addVerifyOption(addGuardOptions(addOutputOptions(command, OUTCOME_FORMATS))))
    .addHelpText('after', `
Examples:
  $ tair-preflight apply plan.json --expect 3f2a…
  $ tair-preflight apply --rehearse plan.json --faults faults.yaml
  $ tair-preflight apply r-bp1zxszhcgatnx --region cn-hangzhou --dry-run
  $ tair-preflight apply r-bp1zxszhcgatnx --region cn-hangzhou --prefix redisdirect123
  $ tair-preflight apply r-a r-b r-c --region cn-hangzhou --yes --format json=outcome.json`)
    .action(async (names: string[], values: ApplyValues) => {
      const outputs = toOutputs(values.format ?? [], OUTCOME_FORMATS, 'table');
      const file = planFileOf(names, values);
      if (values.rehearse === true) return end(await runRehearsal(terminal, file, values, outputs));
      assertNoRehearsal(values);
      assertNothingLacks([...(names.length === 0 ? [NOTHING_TO_APPLY] : []), ...cannotAsk('apply', values, terminal)]);
      const options = toApplyOptions(toCheckOptions(file === null ? names : [], values), values);
      end(await runMutating(terminal, values, outputs, options, (world, confirm) => (file === null ? apply(options, world, confirm) : applyPlanFile(file, options, world, confirm))));
    });
}

/** The plan file, where one is named: no id of an instance has a dot or a slash. A plan comes alone and brings its own scope and request. */
function planFileOf(names: readonly string[], values: ApplyValues): string | null {
  const file = names.find((name) => /[./\\]/.test(name)) ?? (values.rehearse === true ? names[0] : undefined) ?? null;
  if (file === null) return null;
  const faults: string[] = [];
  if (names.length > 1) faults.push(`${file} is a plan, which is applied by itself: name no instances beside it.`);
  const brought = { '--prefix': values.prefix, '--prefix-template': values.prefixTemplate, '--port': values.port, '--region': values.region, '--all-regions': values.allRegions, '--vpc': values.vpc, '--vswitch': values.vswitch, '--tag': values.tag, '--resource-group': values.resourceGroup, '--attest': values.attest };
  for (const [option, value] of Object.entries(brought)) if (value !== undefined) faults.push(`A plan brings its own scope and request: leave out ${option}.`);
  if (faults.length > 0) throw new UsageError(faults);
  return file;
}

/** Runs what changes the cloud: once the user has agreed signals are held; the outcome is reported, and the exit code is its. */
export async function runMutating(
  terminal: Terminal,
  values: OutputValues & GuardValues,
  outputs: readonly Output<OutcomeFormat>[],
  options: ApplyOptions,
  act: (world: ReturnType<typeof toWorld>, confirm: Confirm) => Promise<Pick<Applied, 'outcome'> | null>,
): Promise<number> {
  const world = toWorld(terminal, voiceOf(values));
  try {
    const login = values.verifyDataPlane === true && values.dryRun !== true ? await loginBefore(world, passwordPrompt(terminal, () => world.clearProgress())) : null;
    const done = await act(world, async (plan) => {
      world.clearProgress();
      const goesOn = values.yes === true || await confirmPlan(plan, terminal);
      if (goesOn) terminal.holdSignals(SIGNAL_WORDS);
      return goesOn;
    });
    world.clearProgress();
    const signal = terminal.stopSignal();
    if (done === null) {
      terminal.err('Nothing was sent.\n');
      return signal === null ? EXIT.notDone : SIGNAL_EXIT[signal];
    }
    const dataPlane = login === null ? null : await verifyAfter(done.outcome, options, world, login);
    world.clearProgress();
    report({ ...done.outcome, dataPlane: dataPlane === 'failed' ? null : dataPlane }, outputs, values, terminal);
    const exitCode = exitOfApply(done.outcome, signal);
    if (exitCode !== EXIT.ok || dataPlane === null) return exitCode;
    return dataPlane === 'failed' ? EXIT.unknown : exitOfVerify(dataPlane);
  } finally {
    world.clearProgress();
  }
}

/** Verifies what was made. Whatever goes wrong here, the outcome of the apply is still to be told. */
async function verifyAfter(outcome: Outcome, options: ApplyOptions, world: ReturnType<typeof toWorld>, login: RedisLogin): Promise<Verification | null | 'failed'> {
  try {
    return await verifyDone(outcome, options, world, login);
  } catch (fault) {
    world.say(`The new endpoints could not be verified: ${fault instanceof UsageError ? fault.message : 'the verification itself failed.'} Run \`tair-preflight verify\` for them.`);
    return 'failed';
  }
}

/** What happened in the cloud is told in any case, and decides the exit code: a file that could not be written does not. */
function report(outcome: Outcome, outputs: readonly Output<OutcomeFormat>[], values: OutputValues, terminal: Terminal): void {
  const faults = writeOutputs(outputs, (format, look) => REPORTERS[format](outcome, look), terminal, values);
  if (faults.length === 0) return;
  for (const sentence of faults) terminal.err(`error: ${sentence.replace(', and run again', '')}\n`);
  const look = lookOf(terminal, values);
  const onOut = outputs.find((output) => output.file === null);
  if (onOut === undefined) terminal.err(reportOutcomeTable(outcome, { ...look, color: false }));
  else terminal.out(REPORTERS[onOut.format](outcome, look));
}
