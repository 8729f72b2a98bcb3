import { Command, CommanderError } from 'commander';

import { UsageError } from '../model/faults.ts';
import type { CommandLine } from './command-line.ts';
import { EXIT } from './exit-code.ts';
import { HELP_IN_WORDS } from './help-words.ts';
import type { Terminal } from './terminal.ts';
import { unknownCommand } from './unknown-command.ts';

type Loader = () => Promise<(line: CommandLine) => void>;

/** Also what a shell asks at each TAB: `complete -- WORDS…` loads the command whose words they are. */
const loadCompletion: Loader = async () => (await import('./commands/completion.ts')).addCompletion;

/** Each command is loaded when it is called for: what one needs does not slow the others down. */
const COMMANDS: Readonly<Record<string, Loader>> = {
  check: async () => (await import('./commands/check.ts')).addCheck,
  plan: async () => (await import('./commands/plan.ts')).addPlan,
  apply: async () => (await import('./commands/apply.ts')).addApply,
  resume: async () => (await import('./commands/resume.ts')).addResume,
  release: async () => (await import('./commands/release.ts')).addRelease,
  verify: async () => (await import('./commands/verify.ts')).addVerify,
  report: async () => (await import('./commands/report.ts')).addReport,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  rules: async () => (await import('./commands/rules.ts')).addRules,
  diff: async () => (await import('./commands/diff.ts')).addDiff,
  history: async () => (await import('./commands/history.ts')).addHistory,
  config: async () => (await import('./commands/config.ts')).addConfig,
  waivers: async () => (await import('./commands/waivers.ts')).addWaivers,
  emulator: async () => (await import('./commands/emulator.ts')).addEmulator,
  schema: async () => (await import('./commands/schema.ts')).addSchema,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  'ram-policy': async () => (await import('./commands/ram-policy.ts')).addRamPolicy,
  completion: loadCompletion,
  demo: async () => (await import('./commands/demo.ts')).addDemo,
};

const LATER: Loader = async () => (await import('./commands/later.ts')).addLaterCommands;

function loadersFor(argv: readonly string[]): readonly Loader[] {
  const [first] = argv;
  if (first === 'complete') return [loadCompletion, ...loadersFor(argv.slice(2, -1)).filter((load) => load !== loadCompletion)];
  if (argv.length === 1 && first === '--version') return [];
  const called = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return called === undefined ? [...Object.values(COMMANDS), LATER] : [called];
}

/** Runs one command line and returns its exit code. The one place where faults are caught. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(terminal);
  const line: CommandLine = { program, terminal, end: (code) => { exitCode = code; } };
  try {
    const words = helpAsked(argv);
    for (const load of loadersFor(words)) (await load())(line);
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (fault) {
    return exitOfFault(fault, terminal);
  }
}

/** `help check` as `check --help`, which is where help stands; what is no command is told as that. */
function helpAsked(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first !== 'help') return argv;
  const [command] = rest;
  return command === undefined ? ['--help'] : Object.hasOwn(COMMANDS, command) ? [...rest, '--help'] : rest;
}

/** All commands, none of them called: for what looks at the whole of them. */
export async function wholeProgram(terminal: Terminal): Promise<Command> {
  const program = createProgram(terminal);
  for (const load of loadersFor([])) (await load())({ program, terminal, end: () => undefined });
  return program;
}

function createProgram(terminal: Terminal): Command {
  return new Command('tair-preflight')
    .description('Eligibility linter and preflight checker for direct connection mode (AllocateDirectConnection) on ApsaraDB for Redis and Tair cluster instances.')
    .version(terminal.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .configureHelp(HELP_IN_WORDS)
    .showSuggestionAfterError(true)
    .showHelpAfterError(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .hook('preAction', async (_program, action) => {
      if (action.options.some((option) => option.attributeName() === 'config')) (await import('./config.ts')).applyConfig(action, terminal); // loaded where it counts
    })
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text), getOutHelpWidth: () => Math.min(terminal.columns, 100) })
    .addHelpText('after', `
Examples:
  $ tair-preflight demo
  $ tair-preflight check --region cn-hangzhou
  $ tair-preflight check r-bp1zxszhcgatnx --prefix redisdirect123
  $ tair-preflight apply r-bp1zxszhcgatnx --region cn-hangzhou

Exit codes: 0 all well, 1 blocked, 2 usage, 3 unknown, 4 not done, 5 needs a look again, 70 a fault of ours, 130/143 interrupted.`)
    .action((_values, command: Command) => {
      if (command.args.length > 0) throw unknownCommand(command, 'tair-preflight');
      throw new UsageError('Name a command, for example `tair-preflight check --region cn-hangzhou`. `tair-preflight --help` shows all.');
    });
}

/** Tells a fault on standard error and gives its exit code: one sentence a mistake of the user's, one line for one of ours, never a stack. */
export function exitOfFault(fault: unknown, terminal: Terminal): number {
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has printed it
  if (fault instanceof UsageError) {
    for (const sentence of fault.faults) terminal.err(`error: ${sentence}\n`);
    return EXIT.usage;
  }
  const what = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
  terminal.err(`error: tair-preflight itself failed (${oneSafeLine(what, terminal.env)}). Please report it with this line, the version (${terminal.version}) and the command you ran.\n`);
  return EXIT.fault;
}

const SECRETS = ['ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'];

/** The first line of a message that we did not write ourselves, without addresses (they carry parameters), secrets and control characters. */
function oneSafeLine(message: string, env: Terminal['env']): string {
  let line = message.split('\n', 1)[0] ?? '';
  for (const name of SECRETS) {
    const secret = env[name];
    if (secret) line = line.replaceAll(secret, '(hidden)');
  }
  return line.replaceAll(/\bhttps?:\/\/\S+/gi, '(address)').replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 300);
}
