import { Option } from 'commander';
import type { Command } from 'commander';

import { failingFacts, healthyToYaml, readRuleBook, runExamples } from '../../app/rule-book.ts';
import { replayObservations } from '../../app/replay-observations.ts';
import { newRule, writeRuleDocs } from '../../app/rule-files.ts';
import { UsageError } from '../../model/faults.ts';
import type { Language } from '../../model/language.ts';
import { noSuchRule } from '../../model/no-such.ts';
import { PRESETS } from '../../model/rule.ts';
import type { Preset } from '../../model/rule.ts';
import { replayJson, reportReplay } from '../../report/observations.ts';
import { reportRule, reportRuleList, ruleJson, ruleListJson } from '../../report/rule-list.ts';
import { addCommandGroup } from '../command-group.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { addColorOption, addLanguageOption, addPrintOptions, lookOf } from '../output-options.ts';
import type { PrintValues } from '../output-options.ts';
import { collect, text } from '../values.ts';

interface RulesValues extends PrintValues {
  readonly preset: Preset;
  readonly rules?: readonly string[];
  readonly lang?: Language;
}

/** `rules list | show ID | test [DIR…] | new ID | docs`: the rule book, offline. */
export function addRules(line: CommandLine): void {
  const rules = addCommandGroup(line, {
    name: 'rules',
    description: 'the rule book: list, show, test and write rules; offline',
    uses: '`rules list`, `rules show ID`, `rules test [DIR…]`, `rules new ID` or `rules docs`',
    examples: ['rules list', 'rules show ssl-disabled', 'rules test ./our-rules'],
  });
  addList(line, rules);
  addShow(line, rules);
  addTest(line, rules);
  addNew(line, rules);
  addDocs(line, rules);
}

function withBookOptions(command: Command): Command {
  return addLanguageOption(addPrintOptions(command
    .option('--rules <dir>', 'a folder of rules of your own, added to the built-in ones (repeatable)', collect(text))
    .addOption(new Option('--preset <preset>', 'which severities to show').choices([...PRESETS]).default('recommended'))));
}

function addList({ terminal }: CommandLine, rules: Command): void {
  withBookOptions(rules.command('list'))
    .description('every rule with its severity')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight rules list --preset strict')
    .action((values: RulesValues) => {
      const book = readRuleBook(values.rules ?? []);
      terminal.out(values.format === 'json' ? ruleListJson(book.rules, values.lang) : reportRuleList(book.rules, values.preset, lookOf(terminal, values)));
    });
}

function addShow({ terminal }: CommandLine, rules: Command): void {
  withBookOptions(rules.command('show [id]'))
    .description('one rule whole, or the healthy instance that examples are laid over')
    .option('--healthy', 'print the healthy instance')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight rules show ssl-disabled\n  $ tair-preflight rules show --healthy')
    .action((id: string | undefined, values: RulesValues & { readonly healthy?: boolean }) => {
      if (values.healthy === true) {
        terminal.out(healthyToYaml());
        return;
      }
      if (id === undefined) throw new UsageError('Name a rule: `rules show ssl-disabled`, or give --healthy.');
      const book = readRuleBook(values.rules ?? []);
      const rule = book.rules.find((entry) => entry.id === id);
      if (rule === undefined) throw new UsageError(noSuchRule(id, book.rules));
      terminal.out(values.format === 'json' ? ruleJson(rule, failingFacts(rule), values.lang) : reportRule(rule, lookOf(terminal, values), failingFacts(rule)));
    });
}

interface TestValues {
  readonly observations?: readonly string[];
  readonly preset?: Preset;
  readonly format?: 'table' | 'json';
  readonly color?: boolean;
}

function addTest({ terminal, end }: CommandLine, rules: Command): void {
  addColorOption(rules.command('test [dir...]')
    .description('run the examples of the built-in rules, or of the rules in the given folders alone; or replay observations')
    .option('--observations <file...>', 'judge the facts of recorded calls with the built-in rules and those of the given folders, and compare with what was answered')
    .addOption(new Option('--preset <preset>', 'which severities count for a replay (default: recommended)').choices([...PRESETS]))
    .addOption(new Option('--format <name>', 'how to print a replay (default: table)').choices(['table', 'json'])))
    .addHelpText('after', '\nExamples:\n  $ tair-preflight rules test\n  $ tair-preflight rules test ./our-rules\n  $ tair-preflight rules test --observations observations.jsonl')
    .action((folders: string[], values: TestValues) => {
      if (values.observations !== undefined) {
        const replay = replayObservations(values.observations, { folders, preset: values.preset ?? 'recommended' });
        terminal.out(values.format === 'json' ? replayJson(replay) : reportReplay(replay, lookOf(terminal, values)));
        end(replay.summary.misses > 0 ? EXIT.blocked : EXIT.ok);
        return;
      }
      const alone = [...(values.preset === undefined ? [] : ['--preset']), ...(values.format === undefined ? [] : ['--format'])];
      if (alone.length > 0) throw new UsageError(alone.map((option) => `${option} belongs to a replay: give --observations FILE with it, or leave it out.`));
      const results = runExamples(folders);
      const failed = results.filter((result) => !result.passed);
      for (const result of failed) terminal.out(`${result.rule}: ${result.detail}\n`);
      const count = new Set(results.map((result) => result.rule)).size;
      terminal.out(`${results.length} examples of ${count === 1 ? '1 rule' : `${count} rules`}: ${results.length - failed.length} as expected, ${failed.length} not.\n`);
      end(failed.length > 0 ? EXIT.blocked : EXIT.ok);
    });
}

function addNew({ terminal }: CommandLine, rules: Command): void {
  rules.command('new <id>')
    .description('write a rule to begin with, which passes `rules test` at once')
    .option('--dir <dir>', 'the folder it is written into', text, '.')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight rules new team-is-known --dir our-rules')
    .action((id: string, values: { readonly dir: string }) => {
      const file = newRule(id, values.dir);
      terminal.out(`${file} is written. Edit it, then run: tair-preflight rules test ${values.dir}\n`);
    });
}

function addDocs({ terminal }: CommandLine, rules: Command): void {
  rules.command('docs')
    .description('write a page for each rule, and an index, as Markdown')
    .option('--out <dir>', 'the folder they are written into', text, 'docs/rules')
    .option('--rules <dir>', 'a folder of rules of your own, added to the built-in ones (repeatable)', collect(text))
    .addHelpText('after', '\nExamples:\n  $ tair-preflight rules docs --out docs/rules')
    .action((values: { readonly out: string; readonly rules?: readonly string[] }) => {
      const files = writeRuleDocs(values.out, values.rules ?? []);
      terminal.out(`${files.length} pages are written into ${values.out}.\n`);
    });
}
