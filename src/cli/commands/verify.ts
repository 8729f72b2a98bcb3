import { VERIFY_DEFAULTS, verify } from '../../app/verify.ts';
import type { AskPassword } from '../../app/verify.ts';
import { UsageError } from '../../model/faults.ts';
import { hasOpenQuestion, MOST_SAMPLES } from '../../model/data-plane.ts';
import type { Verification } from '../../model/data-plane.ts';
import type { Look } from '../../report/look.ts';
import { reportVerifyJson, reportVerifyTable } from '../../report/verify.ts';
import { EXIT } from '../exit-code.ts';
import { addCloudOptions, addLaterOptions, toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { addOutputOptions, assertWritten, voiceOf, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { toOutputs } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { toWorld } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { collect, countFromOne, secondsAboveZero, text } from '../values.ts';

const VERIFY_FORMATS = ['table', 'json'] as const;
const REPORTERS: Readonly<Record<(typeof VERIFY_FORMATS)[number], (verification: Verification, look: Look) => string>> = {
  table: reportVerifyTable,
  json: (verification) => reportVerifyJson(verification),
};

interface VerifyValues extends ScopeValues, OutputValues {
  readonly samples: number;
  readonly connectTimeout: number;
}

/** `verify INSTANCE…`: connects to direct endpoints as a native cluster client; reads, and changes nothing. */
export function addVerify({ program, terminal, end }: CommandLine): void {
  const command = program.command('verify [instance...]')
    .description('connect to direct endpoints from this machine as a native Redis Cluster client does; reads, and never writes a key')
    .optionsGroup('Scope:')
    .option('--region <region>', 'a region to look in (repeatable); default: ALIBABA_CLOUD_REGION_ID, else the profile\'s', collect(text))
    .option('--all-regions', 'every region that DescribeRegions tells');
  for (const add of [addCloudOptions, addLaterOptions]) add(command);
  addOutputOptions(command, VERIFY_FORMATS)
    .optionsGroup('Data plane:')
    .option('--samples <n>', `PINGs to each endpoint, 1 to ${MOST_SAMPLES}`, samples, VERIFY_DEFAULTS.samples)
    .option('--connect-timeout <seconds>', 'for each connection to Redis to come about, and for each of its replies', secondsAboveZero, VERIFY_DEFAULTS.connectTimeout)
    .addOption(command.createOption('--password [value]', 'refused').hideHelp().argParser(refusePassword))
    .addHelpText('after', `
The password comes from TAIR_PREFLIGHT_REDIS_PASSWORD (with TAIR_PREFLIGHT_REDIS_USERNAME for another user than the
default), or is asked for on a terminal; it is never an argument.

Examples:
  $ tair-preflight verify r-bp1zxszhcgatnx --region cn-hangzhou
  $ tair-preflight verify r-a r-b --region cn-hangzhou --format json=verify.json --format table`)
    .action(async (instances: string[], values: VerifyValues) => {
      if ('password' in values) refusePassword();
      const outputs = toOutputs(values.format ?? [], VERIFY_FORMATS, 'table');
      const world = toWorld(terminal, voiceOf(values));
      try {
        const { samples: pings, connectTimeout } = values;
        const verification = await verify({ ...toCheckOptions(instances, values), samples: pings, connectTimeout }, world, passwordPrompt(terminal, () => world.clearProgress()));
        world.clearProgress();
        assertWritten(writeOutputs(outputs, (format, look) => REPORTERS[format](verification, look), terminal, values));
        end(exitOfVerify(verification));
      } finally {
        world.clearProgress();
      }
    });
}

/** Asks for the password on a terminal; null where there is none. */
export function passwordPrompt(terminal: Terminal, clear: () => void): AskPassword {
  if (!terminal.stdinIsTerminal) return null;
  return () => {
    clear();
    return terminal.askHidden('Password of the Redis user (empty for none): ');
  };
}

/** What could not be measured outranks a problem; a warning counts for nothing. */
export function exitOfVerify({ instances, unread }: Pick<Verification, 'instances' | 'unread'>): number {
  if (unread.length > 0 || instances.some(({ findings }) => hasOpenQuestion(findings))) return EXIT.unknown;
  return instances.some(({ status }) => status === 'problem') ? EXIT.blocked : EXIT.ok;
}

function samples(value: string): number {
  const wanted = countFromOne(value);
  if (wanted > MOST_SAMPLES) throw new UsageError(`--samples ${wanted} is too many: no shard gets more than 200 commands, so ${MOST_SAMPLES} is the most.`);
  return wanted;
}

function refusePassword(): never {
  throw new UsageError('A password is never taken as an argument, where other users of this machine can read it. Set TAIR_PREFLIGHT_REDIS_PASSWORD, or run on a terminal to be asked.');
}
