import { demo } from '../../app/demo.ts';
import { reportOutcomeTable } from '../../report/outcome.ts';
import { reportTable } from '../../report/table.ts';
import { EXIT } from '../exit-code.ts';
import { lookOf } from '../output-options.ts';
import type { CommandLine } from '../command-line.ts';
import { toWorld } from '../terminal.ts';

/** `demo`: the main job end to end against the emulator. */
export function addDemo({ program, terminal, end }: CommandLine): void {
  program.command('demo')
    .description('the main job end to end on a local cloud; touches nothing outside this machine')
    .option('--no-color', 'no colours, as with NO_COLOR')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight demo')
    .action(async (values: { readonly color?: boolean }) => {
      const look = lookOf(terminal, values);
      const say = (text: string): void => terminal.out(`${text}\n`);
      const outcome = await demo(toWorld(terminal, { quiet: true, verbose: false }), {
        started: () => say('A local cloud is up, with a fleet in two regions. The real SDK talks to it over HTTP.\n\n$ tair-preflight check --all-regions\n'),
        checked: (result) => say(reportTable(result, look)),
        applying: (ids) => say(`$ tair-preflight apply ${ids.join(' ')} --all-regions --yes\n`),
        applied: (result) => say(reportOutcomeTable(result, look)),
        checkedAgain: (result) => say(`$ tair-preflight check --all-regions   # again\n\n${reportTable(result, look)}`),
      });
      end(outcome.summary.done > 0 ? EXIT.ok : EXIT.fault);
    });
}
