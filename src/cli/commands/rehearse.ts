import type { Command } from 'commander';

import { REHEARSE_DEFAULTS, rehearse } from '../../app/rehearse.ts';
import { UsageError } from '../../model/faults.ts';
import type { Rehearsal } from '../../model/rehearsal.ts';
import type { Look } from '../../report/look.ts';
import { reportRehearsalJson, reportRehearsalNdjson, reportRehearsalTable } from '../../report/rehearsal.ts';
import { exitOfApply } from '../exit-code.ts';
import { toApplyOptions } from '../guard-options.ts';
import type { GuardValues } from '../guard-options.ts';
import { toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { voiceOf, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import type { Output } from '../outputs.ts';
import { toWorld } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { secondsAboveZero, text } from '../values.ts';

export interface RehearseValues {
  readonly rehearse?: boolean;
  readonly faults?: string;
  readonly assumeSettle?: number;
}

const REPORTERS: Readonly<Record<'table' | 'json' | 'ndjson', (rehearsal: Rehearsal, look: Look) => string>> = {
  table: reportRehearsalTable,
  json: (rehearsal) => reportRehearsalJson(rehearsal),
  ndjson: (rehearsal) => reportRehearsalNdjson(rehearsal),
};

export function addRehearseOptions(command: Command): Command {
  return command
    .optionsGroup('Rehearsal:')
    .option('--rehearse', 'run the plan on an emulated cloud made of the facts it records; nothing leaves this machine')
    .option('--faults <file>', 'faults of the emulated cloud, as `emulator --faults` takes them', text)
    .option('--assume-settle <seconds>', `from an accepted call to its endpoint, for the estimate of time; default: ${REHEARSE_DEFAULTS.assumeSettle}`, secondsAboveZero);
}

const SIGNAL_WORDS = { first: 'Ending the rehearsal after the entry in flight.', second: 'Not waiting any longer.' };

type Values = ScopeValues & OutputValues & GuardValues & RehearseValues;

/** That the options of a rehearsal come with one. Throws a UsageError. */
export function assertNoRehearsal(values: RehearseValues): void {
  const alone = [...(values.faults === undefined ? [] : ['--faults']), ...(values.assumeSettle === undefined ? [] : ['--assume-settle'])];
  if (alone.length > 0) throw new UsageError(alone.map((option) => `${option} belongs to a rehearsal: give --rehearse with it, or leave it out.`));
}

/** `apply --rehearse plan.json`: the exit code is that of the apply it rehearses. */
export async function runRehearsal(terminal: Terminal, file: string | null, values: Values, outputs: readonly Output<'table' | 'json' | 'ndjson'>[]): Promise<number> {
  if (file === null) throw new UsageError('--rehearse wants a plan: make one with `tair-preflight plan … --out plan.json`, then `tair-preflight apply --rehearse plan.json`.');
  assertRehearsable(values);
  const world = toWorld(terminal, voiceOf(values));
  terminal.holdSignals(SIGNAL_WORDS);
  try {
    const { faults = null, assumeSettle = REHEARSE_DEFAULTS.assumeSettle } = values;
    const { rehearsal, outcome } = await rehearse(file, { ...toApplyOptions(toCheckOptions([], values), values), faults, assumeSettle }, world);
    world.clearProgress();
    const unwritten = writeOutputs(outputs, (format, look) => REPORTERS[format](rehearsal, look), terminal, values);
    if (unwritten.length > 0) throw new UsageError(unwritten);
    return exitOfApply(outcome, terminal.stopSignal());
  } finally {
    world.clearProgress();
  }
}

/** What reaches the cloud, or needs facts that a plan does not record, has no place in a rehearsal. */
function assertRehearsable(values: Values): void {
  const strange: Readonly<Record<string, readonly [given: boolean, why: string]>> = {
    '--dry-run': [values.dryRun === true, 'it sends nothing to the cloud anyway'],
    '--observations': [values.observations !== undefined, 'an emulated cloud has nothing to teach'],
    '--journal': [values.journal !== undefined, 'it leaves no journal'],
    '--verify-data-plane': [values.verifyDataPlane === true, 'behind an emulated endpoint is no Redis'],
    '--in-window': [values.inWindow === true, 'a plan does not record maintenance windows'],
    '--profile': [values.profile !== undefined, 'it uses the credentials of the emulated cloud alone'],
    '--endpoint': [values.endpoint !== undefined, 'it reaches the emulated cloud alone'],
  };
  const faults = Object.entries(strange).flatMap(([option, [given, why]]) => (given ? [`A rehearsal takes no ${option}: ${why}. Leave it out.`] : []));
  if (faults.length > 0) throw new UsageError(faults);
}
