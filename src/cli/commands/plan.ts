import { Option } from 'commander';

import { plan } from '../../app/plan.ts';
import { assertReplaceable } from '../../app/plan-file.ts';
import { PLAN_DEFAULTS } from '../../app/options.ts';
import type { PlanRunOptions } from '../../app/options.ts';
import type { Plan } from '../../model/plan.ts';
import type { Look } from '../../report/look.ts';
import { planText, reportPlanHtml, reportPlanMarkdown, reportPlanTable, withWarningsOf } from '../../report/plan.ts';
import type { PlanContext } from '../../report/plan-view.ts';
import { assertNotEmpty } from '../assert-not-empty.ts';
import { optionsForApply } from '../options-for-apply.ts';
import { addCloudOptions, addLaterOptions, addRequestOptions, addRuleOptions, addScopeOptions, toCheckOptions } from '../option-groups.ts';
import type { ScopeValues } from '../option-groups.ts';
import { addOutputOptions, assertWritten, voiceOf, writeFault, writeOutputs } from '../output-options.ts';
import type { OutputValues } from '../output-options.ts';
import { assertWritable, toOutputs } from '../outputs.ts';
import type { CommandLine } from '../command-line.ts';
import { endingOf } from '../plan-ending.ts';
import { toWorld } from '../terminal.ts';
import { countFromZero, duration, failOn, order, text, waves } from '../values.ts';
import type { FailOn } from '../values.ts';

const PLAN_FORMATS = ['table', 'json', 'markdown', 'html'] as const;
const REPORTERS: Readonly<Record<(typeof PLAN_FORMATS)[number], (made: Plan, look: Look, context: PlanContext) => string>> = {
  table: reportPlanTable,
  json: planText,
  markdown: (made, { language }, context) => reportPlanMarkdown(made, language, context),
  html: (made, { language }, context) => reportPlanHtml(made, language, context),
};

interface PlanValues extends ScopeValues, OutputValues {
  readonly out: string;
  readonly keepFree: number;
  readonly order: PlanRunOptions['order'];
  readonly waves: PlanRunOptions['waves'];
  readonly expires: number;
  readonly allowEmpty?: boolean;
  readonly failOn: readonly FailOn[];
}

/** `plan [INSTANCE…] --out plan.json`: check, then reserve addresses over the whole batch, in waves. */
export function addPlan({ program, terminal, end }: CommandLine): void {
  const command = program.command('plan [instance...]')
    .description('check a scope, reserve vSwitch addresses over the whole batch, and write a plan that can be approved and applied; never changes the cloud');
  for (const add of [addScopeOptions, addRequestOptions, addRuleOptions, addCloudOptions, addLaterOptions]) add(command);
  addOutputOptions(command, PLAN_FORMATS)
    .optionsGroup('Plan:')
    .requiredOption('--out <file>', 'where the plan is written', text)
    .option('--keep-free <n>', 'addresses to leave free on every vSwitch', countFromZero, PLAN_DEFAULTS.keepFree)
    .option('--order <order>', 'who comes first on a vSwitch: smallest, as-given or tag:KEY', order, PLAN_DEFAULTS.order)
    .addOption(new Option('--waves <list>', 'sizes of the waves: 1,5,25%,rest').argParser(waves).default(PLAN_DEFAULTS.waves, 'one wave'))
    .option('--expires <time>', 'how long the plan may be started: 24h, 90m, 3600', duration, PLAN_DEFAULTS.expires)
    .option('--fail-on <list>', 'what counts for the exit code: unknown,blocked,fixable,warning or never; what is deferred counts as blocked', failOn, ['unknown', 'blocked'] as const)
    .option('--allow-empty', 'a scope without instances is no error')
    .addHelpText('after', `
Examples:
  $ tair-preflight plan --region cn-hangzhou --out plan.json
  $ tair-preflight plan --all-regions --tag team=checkout --prefix-template 'dc{id}' --waves 1,5,rest --keep-free 8 --out plan.json
  $ tair-preflight plan --region cn-hangzhou --out plan.json --format html=plan.html`)
    .action(async (instances: string[], values: PlanValues) => {
      const outputs = toOutputs(values.format ?? [], PLAN_FORMATS, 'table');
      assertWritable(values.out);
      assertReplaceable(values.out);
      const world = toWorld(terminal, voiceOf(values));
      try {
        const { out, keepFree, order: chosen, waves: sizes, expires } = values;
        const { checked, plan: made } = await plan({ ...toCheckOptions(instances, values), keepFree, order: chosen, waves: sizes, expires }, world);
        assertNotEmpty(checked, values.allowEmpty ?? false);
        world.clearProgress();
        const ending = endingOf(checked.result, made, values.failOn);
        const context: PlanContext = { ending, withoutService: checked.fleet.withoutService, apply: { file: out, options: optionsForApply(command) } };
        const faults = writeFault(out, planText(made));
        if (faults.length === 0) faults.push(...writeOutputs(outputs, (format, look) => REPORTERS[format](format === 'json' ? made : withWarningsOf(made, checked.inLanguage(look.language ?? 'en')), look, context), terminal, values));
        assertWritten(faults);
        end(ending.exitCode);
      } finally {
        world.clearProgress();
      }
    });
}
