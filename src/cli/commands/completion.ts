import { script } from '@bomb.sh/tab';
import type { Command } from 'commander';

import { SERVICE_CODES } from '../../app/explain-code.ts';
import { readRuleBook } from '../../app/rule-book.ts';
import { SCHEMA_NAMES } from '../../app/schemas.ts';
import { FACTS } from '../../model/facts.ts';
import { CHANNELS } from '../../model/notification.ts';
import { BASH_COMPLETION } from '../bash-completion.ts';
import { completeWords } from '../complete-words.ts';
import type { Completion, ValuesOf } from '../complete-words.ts';
import type { CommandLine } from '../command-line.ts';
import { formatsOf } from '../output-options.ts';
import { FAIL_ON } from '../values.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** `completion SHELL`: the script that a shell sources; and the hidden `complete -- WORDS…`, which that script calls at each TAB. */
export function addCompletion({ program, terminal }: CommandLine): void {
  const command = program.command('completion');
  command
    .description('print the script that completes commands, options and their values in your shell; offline')
    .addArgument(command.createArgument('<shell>', 'the shell that will read it').choices(SHELLS))
    .addHelpText('after', `
Put one of these where your shell starts (~/.bashrc, ~/.zshrc, ~/.config/fish/config.fish):
  source <(tair-preflight completion bash)
  source <(tair-preflight completion zsh)      # after compinit
  tair-preflight completion fish | source

Examples:
  $ tair-preflight completion bash > ~/.local/share/bash-completion/completions/tair-preflight
  $ tair-preflight completion zsh > ~/.zfunc/_tair-preflight
  $ tair-preflight completion fish > ~/.config/fish/completions/tair-preflight.fish`)
    .action((shell: Shell) => terminal.out(shell === 'bash' ? BASH_COMPLETION : printed(() => script(shell, 'tair-preflight', 'tair-preflight'))));

  program.command('complete [words...]', { hidden: true }).description('what may follow these words; for completion scripts').allowUnknownOption()
    .addHelpText('after', '\nExamples:\n  $ tair-preflight complete -- check --pre')
    .action((words: string[]) => terminal.out(toLines(completeWords(program, words, valuesOf))));
}

/** The library prints its scripts and gives no text. Nothing else runs meanwhile. */
function printed(print: () => void): string {
  const { log } = console;
  let text = '';
  console.log = (line: string) => { text += `${line}\n`; };
  try {
    print();
  } finally {
    console.log = log;
  }
  return text;
}

/** A candidate a line with its description after a tab, then what the shell shall do: 2 no space after it, 4 no names of files. */
function toLines({ candidates, files }: Completion): string {
  const goesOn = candidates.length > 0 && candidates.every(({ value }) => value.endsWith('='));
  const lines = candidates.map(({ value, description }) => `${value}\t${description.replaceAll(/\s+/g, ' ')}\n`);
  return `${lines.join('')}:${(goesOn ? 2 : 0) + (files ? 0 : 4)}\n`;
}

const ruleIds = (): readonly string[] => readRuleBook([]).rules.map((rule) => rule.id);
const codes = (): readonly string[] => SERVICE_CODES.map(({ code }) => code);

/** By the name of an option, or of an argument in commander's angle or square brackets. */
const VALUES: Readonly<Record<string, (command: Command) => readonly string[]>> = {
  only: ruleIds,
  skip: ruleIds,
  rule: ruleIds,
  assume: assumptions,
  attest: () => ['preview-access=granted', 'preview-access=denied'],
  endpoint: () => ['kvstore=', 'vpc=', 'sts='],
  failOn: () => FAIL_ON,
  notify: () => CHANNELS,
  format: (command) => formatsOf(command),
  'code-or-instance': codes,
};

/** Arguments whose name says nothing by itself. */
const ARGUMENTS: Readonly<Record<string, () => readonly string[]>> = {
  'rules show id': ruleIds,
  'schema name': () => SCHEMA_NAMES,
};

const valuesOf: ValuesOf = ({ command, name }) => {
  const path = [command.parent?.name(), command.name(), name].filter((part) => part !== undefined && part !== 'tair-preflight').join(' ');
  return (ARGUMENTS[path] ?? VALUES[name])?.(command) ?? [];
};

function assumptions(): readonly string[] {
  return Object.entries(FACTS).flatMap(([fact, shape]) => (shape.kind === 'bool' ? [`${fact}=true`, `${fact}=false`] : [`${fact}=`]));
}
