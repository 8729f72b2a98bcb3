import { UsageError } from '../../model/faults.ts';
import type { CommandLine } from '../command-line.ts';

const LATER = ['collect', 'merge'];

/** Commands of the contract that belong to later releases: each says so and ends as a usage error. */
export function addLaterCommands({ program }: CommandLine): void {
  for (const name of LATER) {
    const command = program.command(`${name} [args...]`, { hidden: true }).description('comes with a later release of tair-preflight').allowUnknownOption();
    command.addHelpText('after', '\nExamples:\n  $ tair-preflight check --region cn-hangzhou   # what this release has').action(() => {
      throw new UsageError(`\`${name}\` comes with a later release of tair-preflight; \`tair-preflight --help\` shows what this one has.`);
    });
  }
}
