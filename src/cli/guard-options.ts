import { Option } from 'commander';
import type { Command } from 'commander';

import { APPLY_DEFAULTS } from '../app/options.ts';
import type { ApplyOptions, CheckOptions } from '../app/options.ts';
import { UsageError } from '../model/faults.ts';
import { requestText } from '../model/plan.ts';
import type { Plan } from '../model/plan.ts';
import type { Terminal } from './terminal.ts';
import { countFromOne, countFromZero, seconds, text } from './values.ts';

/** What commander hands back for the guards of apply, resume and release. */
export interface GuardValues {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly journal?: string;
  readonly expect?: string;
  readonly onDrift: 'skip' | 'stop';
  readonly inWindow?: boolean;
  readonly verifyDataPlane?: boolean;
  readonly maxMutations?: number;
  readonly maxFailures: number;
  readonly wait: number;
  readonly poll: number;
  readonly settle: number;
  readonly observations?: string;
}

export function addGuardOptions(command: Command): Command {
  return command
    .optionsGroup('Guards:')
    .option('--yes', 'do not ask before the first call')
    .option('--dry-run', 'go the whole way but send nothing, and leave the journal unwritten')
    .option('--journal <file>', 'where the journal is kept; default: tair-preflight-<plan id>.journal in this folder', text)
    .option('--expect <digest>', 'go on only with the plan of this digest, as it was approved', text)
    .addOption(new Option('--on-drift <what>', 'where a fact changed and every rule passes all the same').choices(['skip', 'stop']).default(APPLY_DEFAULTS.onDrift))
    .option('--in-window', 'change each instance within its own maintenance window only')
    .option('--max-mutations <n>', 'send at most this many calls', countFromZero)
    .option('--max-failures <n>', 'start nothing new after this many failures', countFromOne, APPLY_DEFAULTS.maxFailures)
    .option('--wait <seconds>', 'how long to wait for an endpoint', seconds, APPLY_DEFAULTS.wait)
    .option('--poll <seconds>', 'how often to look', seconds, APPLY_DEFAULTS.poll)
    .option('--settle <seconds>', 'how long reading must show nothing before an ambiguous call may be sent again', seconds, APPLY_DEFAULTS.settle)
    .option('--observations <file>', 'append what the service answers, with redacted facts, for `rules test --observations`', text);
}

/** For what makes endpoints; a release makes none. */
export function addVerifyOption(command: Command): Command {
  return command.option('--verify-data-plane', 'connect to each new endpoint afterwards, as `verify` does');
}

export function toApplyOptions(check: CheckOptions, values: GuardValues): ApplyOptions {
  return {
    ...check,
    journal: values.journal ?? null,
    expect: values.expect ?? null,
    onDrift: values.onDrift,
    inWindow: values.inWindow ?? false,
    dryRun: values.dryRun ?? false,
    maxMutations: values.maxMutations ?? null,
    maxFailures: values.maxFailures,
    wait: values.wait,
    poll: values.poll,
    settle: values.settle,
    observations: values.observations ?? null,
  };
}

/** A command that asks needs somebody to ask. */
export function assertCanAsk(command: string, values: Pick<GuardValues, 'yes' | 'dryRun'>, terminal: Terminal): void {
  assertNothingLacks(cannotAsk(command, values, terminal));
}

/** The sentence for a command that has nobody to ask; none where it has, or need not ask. */
export function cannotAsk(command: string, values: Pick<GuardValues, 'yes' | 'dryRun'>, terminal: Terminal): string[] {
  if (values.yes === true || values.dryRun === true || terminal.stdinIsTerminal) return [];
  return [`${command} asks before the first call, and there is no terminal to ask on. Give --yes, or --dry-run to look only.`];
}

/** Throws a UsageError with all that a command lacks, at once. */
export function assertNothingLacks(faults: readonly string[]): void {
  if (faults.length > 0) throw new UsageError(faults);
}

/** Shows the calls that would leave and asks; only "yes" goes on. */
export async function confirmPlan(plan: Plan, terminal: Terminal): Promise<boolean> {
  terminal.err(`${plan.entries.length === 1 ? 'One call' : `${plan.entries.length} calls`} to ${plan.operation} would leave, plan ${plan.digest}:\n`);
  for (const entry of plan.entries.slice(0, 50)) terminal.err(`  ${entry.region}  ${requestText(plan.operation, entry)}\n`);
  if (plan.entries.length > 50) terminal.err(`  and ${plan.entries.length - 50} more\n`);
  const answer = await terminal.ask('Only "yes" goes on. Send? ');
  return answer.trim().toLowerCase() === 'yes';
}
