import { UsageError } from '../../model/faults.ts';
import type { CommandLine } from '../run-cli.ts';

const LATER = ['plan', 'resume', 'release', 'verify', 'collect', 'report', 'diff', 'merge', 'explain', 'schema', 'ram-policy'];

/** Commands of the contract that belong to later releases: each says so and ends as a usage error. */
export function addLaterCommands({ program }: CommandLine): void {
  for (const name of LATER) {
    program.command(`${name} [args...]`, { hidden: true }).allowUnknownOption().action(() => {
      throw new UsageError(`\`${name}\` comes with a later release of tair-preflight; this one has check, apply, rules, emulator and demo.`);
    });
  }
}
