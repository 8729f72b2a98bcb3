import { setTimeout as sleepFor } from 'node:timers/promises';

import { emulate } from '../../app/emulate.ts';
import { quoteWord } from '../../report/remedy-script/command-words.ts';
import { cleanLine } from '../../report/text.ts';
import type { CommandLine } from '../command-line.ts';
import { tcpPort, text } from '../values.ts';

interface EmulatorValues {
  readonly fleet: string;
  readonly port?: number;
  readonly faults?: string;
  readonly quiet?: boolean;
}

/** `emulator --fleet FILE`: a local cloud on loopback, until it is told to stop. */
export function addEmulator({ program, terminal }: CommandLine): void {
  program.command('emulator')
    .description('a local cloud on 127.0.0.1 that speaks the real wire protocol')
    .requiredOption('--fleet <file>', 'the fleet it holds, YAML or JSON', text)
    .option('--port <n>', 'the port; default: any that is free', tcpPort)
    .option('--faults <file>', 'faults on request', text)
    .option('--quiet', 'do not show requests')
    .addHelpText('after', `
Examples:
  $ tair-preflight emulator --fleet examples/demo-fleet.yaml --port 8080
  $ tair-preflight emulator --fleet fleet.yaml --faults faults.yaml`)
    .action(async (values: EmulatorValues) => {
      const log = values.quiet === true ? {} : { log: (line: string) => terminal.err(`${line}\n`) };
      const emulator = await emulate({ fleet: values.fleet, faults: values.faults ?? null, port: values.port ?? null, ...log });
      terminal.holdSignals({ first: 'Stopping.', second: 'Stopping.' });
      terminal.out(`The emulator listens on ${emulator.url}. Point a client at it:
  export TAIR_PREFLIGHT_ENDPOINT_KVSTORE=${emulator.url} TAIR_PREFLIGHT_ENDPOINT_VPC=${emulator.url} TAIR_PREFLIGHT_ENDPOINT_STS=${emulator.url}
  export ALIBABA_CLOUD_ACCESS_KEY_ID=${quoteWord(emulator.key.id)}${emulator.key.secret === null ? '' : ` ALIBABA_CLOUD_ACCESS_KEY_SECRET=${quoteWord(emulator.key.secret)}`}${emulator.key.secret === null ? `
  # and ALIBABA_CLOUD_ACCESS_KEY_SECRET, its secret, which stands in ${cleanLine(values.fleet)} below account.keys` : ''}
Stop it with Ctrl-C.
`);
      while (terminal.stopSignal() === null) await sleepFor(100);
      await emulator.stop();
    });
}
