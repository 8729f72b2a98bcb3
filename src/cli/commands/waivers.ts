import type { Command } from 'commander';

import { reviewWaivers, withWaiver } from '../../app/waivers.ts';
import type { WaiverReview } from '../../app/waivers.ts';
import { UsageError } from '../../model/faults.ts';
import type { FactName, FactValue } from '../../model/facts.ts';
import type { Language } from '../../model/language.ts';
import { reportWaivers, waiversJson } from '../../report/waivers.ts';
import { addCommandGroup } from '../command-group.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { addColorOption, addLanguageOption, addPrintOptions, assertWritten, lookOf, writeFault } from '../output-options.ts';
import type { PrintValues } from '../output-options.ts';
import { assertWritable } from '../outputs.ts';
import { assumption, collect, pair, text } from '../values.ts';

interface FileValues extends Pick<PrintValues, 'color'> {
  readonly rules?: readonly string[];
  readonly lang?: Language;
}

/** `waivers lint FILE… | list FILE | new`: failures that were approved, offline. */
export function addWaivers(line: CommandLine): void {
  const waivers = addCommandGroup(line, {
    name: 'waivers',
    description: 'failures that were approved: check, list and write waivers; offline',
    uses: '`waivers lint FILE…`, `waivers list FILE` or `waivers new`',
    examples: [
      'waivers lint waivers.yaml',
      'waivers list waivers.yaml',
      "waivers new --rule latest-minor-version --instance r-bp1zxszhcgatnx --reason 'Updated in March.' --owner dba@example.com --expires 2027-03-31",
    ],
  });
  addLint(line, waivers);
  addList(line, waivers);
  addNew(line, waivers);
}

function withFileOptions(command: Command): Command {
  return addLanguageOption(command.option('--rules <dir>', 'a folder of rules of your own, which waivers may name (repeatable)', collect(text)));
}

function addLint({ terminal, end }: CommandLine, waivers: Command): void {
  withFileOptions(addColorOption(waivers.command('lint <file...>')))
    .description('check files of waivers: exit 2 where one is not sound, 1 where a waiver has expired or stands twice')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight waivers lint waivers.yaml')
    .action((files: string[], values: FileValues) => {
      const reviews = reviewAll(files, values, terminal.now());
      const noted = reviews.filter(({ review }) => review.expired || review.repeats !== null || review.enforced);
      for (const { file, review } of noted) terminal.out(`${file}:\n${reportWaivers([review], lookOf(terminal, values))}`);
      terminal.out(`${reviews.length} ${reviews.length === 1 ? 'waiver' : 'waivers'} in ${files.length} ${files.length === 1 ? 'file' : 'files'}: ${reviews.length - noted.length} without a remark.\n`);
      end(reviews.some(({ review }) => review.expired || review.repeats !== null) ? EXIT.blocked : EXIT.ok);
    });
}

/** Every fault of every file at once. */
function reviewAll(files: readonly string[], values: FileValues, now: Date): { readonly file: string; readonly review: WaiverReview }[] {
  const faults: string[] = [];
  const reviews = files.flatMap((file) => {
    try {
      return reviewWaivers(file, values.rules ?? [], now).map((review) => ({ file, review }));
    } catch (fault) {
      if (!(fault instanceof UsageError)) throw fault;
      faults.push(...fault.faults);
      return [];
    }
  });
  if (faults.length > 0) throw new UsageError(faults);
  return reviews;
}

function addList({ terminal }: CommandLine, waivers: Command): void {
  withFileOptions(addPrintOptions(waivers.command('list <file>')))
    .description('the waivers of a file: for what, by whom, until when')
    .addHelpText('after', '\nExamples:\n  $ tair-preflight waivers list waivers.yaml --format json')
    .action((file: string, values: FileValues & PrintValues) => {
      const reviews = reviewWaivers(file, values.rules ?? [], terminal.now());
      terminal.out(values.format === 'json' ? waiversJson(reviews) : reportWaivers(reviews, lookOf(terminal, values)));
    });
}

interface NewValues {
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket?: string;
  readonly expires: string;
  readonly instance?: readonly string[];
  readonly region?: readonly string[];
  readonly vpc?: readonly string[];
  readonly vswitch?: readonly string[];
  readonly resourceGroup?: readonly string[];
  readonly tag?: readonly { readonly key: string; readonly value: string }[];
  readonly everyInstance?: boolean;
  readonly approve?: readonly (readonly [FactName, FactValue])[];
  readonly file: string;
}

function addNew({ terminal }: CommandLine, waivers: Command): void {
  waivers.command('new')
    .description('add a waiver to a file, which is made where there is none')
    .requiredOption('--rule <id>', 'the rule whose failure is approved', text)
    .requiredOption('--reason <text>', 'why it may stand', text)
    .requiredOption('--owner <text>', 'who stands for it', text)
    .requiredOption('--expires <day>', 'the last day on which it is good, such as 2027-03-31', text)
    .option('--ticket <text>', 'where it was decided', text)
    .option('--instance <id>', 'for this instance (repeatable)', collect(text))
    .option('--region <region>', 'for instances of this region (repeatable)', collect(text))
    .option('--vpc <id>', 'for instances in this VPC (repeatable)', collect(text))
    .option('--vswitch <id>', 'for instances on this vSwitch (repeatable)', collect(text))
    .option('--resource-group <id>', 'for instances of this resource group (repeatable)', collect(text))
    .option('--tag <key=value>', 'for instances with this tag (repeatable)', collect(pair))
    .option('--every-instance', 'for every instance')
    .option('--approve <fact=value>', 'the value that was approved: with another the waiver does not hold (repeatable)', collect(assumption))
    .option('--file <file>', 'the file that gets it', text, 'waivers.yaml')
    .addHelpText('after', `
Examples:
  $ tair-preflight waivers new --rule latest-minor-version --instance r-bp1zxszhcgatnx --approve version.minor=redis-5.0_1.2.3 \\
      --reason 'Updated in March.' --owner dba@example.com --ticket OPS-12 --expires 2027-03-31`)
    .action((values: NewValues) => {
      const { rule, reason, owner, ticket = null, expires, file } = values;
      assertWritable(file);
      const content = withWaiver({ rule, scope: scopeOf(values), reason, owner, ticket, expires, approved: new Map(values.approve ?? []) }, file, terminal.now());
      assertWritten(writeFault(file, content));
      terminal.out(`A waiver of ${rule} is in ${file}. Use it with: tair-preflight check --waivers ${file}\n`);
    });
}

function scopeOf(values: NewValues): Parameters<typeof withWaiver>[0]['scope'] {
  const scope = {
    ...(values.instance === undefined ? {} : { instances: values.instance }),
    ...(values.region === undefined ? {} : { regions: values.region }),
    ...(values.vpc === undefined ? {} : { vpcs: values.vpc }),
    ...(values.vswitch === undefined ? {} : { vswitches: values.vswitch }),
    ...(values.resourceGroup === undefined ? {} : { resourceGroups: values.resourceGroup }),
    ...(values.tag === undefined ? {} : { tags: Object.fromEntries(values.tag.map(({ key, value }) => [key, value])) }),
  };
  const isEmpty = Object.keys(scope).length === 0;
  if (isEmpty && values.everyInstance !== true) throw new UsageError('Say for which instances: --instance, --region, --vpc, --vswitch, --resource-group or --tag, or --every-instance.');
  if (!isEmpty && values.everyInstance === true) throw new UsageError('--every-instance is for all: leave out what narrows it.');
  return scope;
}
