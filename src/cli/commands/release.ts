import { NOT_ACKNOWLEDGED, NOTHING_TO_RELEASE, release } from '../../app/release.ts';
import { addGuardOptions, assertNothingLacks, cannotAsk, toApplyOptions } from '../guard-options.ts';
import { addCloudOptions, addScopeOptions, toCheckOptions } from '../option-groups.ts';
import { addOutputOptions } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { OUTCOME_FORMATS, runMutating } from './apply.ts';
import type { ApplyValues } from './apply.ts';

interface ReleaseValues extends ApplyValues {
  readonly acknowledgeDisconnect?: boolean;
}

/** `release INSTANCE…` and `release --journal J`: the undo, guarded and journaled like an apply. */
export function addRelease({ program, terminal, end }: CommandLine): void {
  const command = program.command('release [instance...]')
    .description('release direct endpoints (ReleaseDirectConnection); their clients are cut off at once');
  for (const add of [addScopeOptions, addCloudOptions]) add(command);
  addGuardOptions(addOutputOptions(command, OUTCOME_FORMATS))
    .option('--acknowledge-disconnect', 'the clients of the endpoint are cut off at once, and that is meant')
    .addHelpText('after', `
With instances, --journal is where the journal of this release is kept. Without, it names the journal of an apply,
whose endpoints are released.

Examples:
  $ tair-preflight release r-bp1zxszhcgatnx --region cn-hangzhou --acknowledge-disconnect
  $ tair-preflight release --journal tair-preflight-3f2a….journal --acknowledge-disconnect`)
    .action(async (instances: string[], values: ReleaseValues) => {
      const outputs = toOutputs(values.format ?? [], OUTCOME_FORMATS, 'table');
      assertNothingLacks([
        ...(instances.length === 0 && values.journal === undefined ? [NOTHING_TO_RELEASE] : []),
        ...cannotAsk('release', values, terminal),
        ...(values.acknowledgeDisconnect === true ? [] : [NOT_ACKNOWLEDGED]),
      ]);
      const undo = instances.length === 0 ? values.journal ?? null : null;
      const options = toApplyOptions(toCheckOptions(instances, values), values);
      end(await runMutating(terminal, values, outputs, options, (world, confirm) => release({
        ...options, journal: undo === null ? options.journal : null, acknowledgeDisconnect: values.acknowledgeDisconnect ?? false, undo,
      }, world, confirm)));
    });
}
