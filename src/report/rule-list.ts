import type { FactSet } from '../model/facts.ts';
import { PRESETS } from '../model/rule.ts';
import type { Example, Preset, Rule } from '../model/rule.ts';
import type { Look } from './look.ts';
import { columns } from './columns.ts';
import { count, makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';
import { showSteps } from './steps.ts';
import { clean, cut, displayWidth } from './text.ts';

const WIDEST_ID = 32;
const SEVERITY_CELLS = 'warning'.length;

/** Every rule with its severity in the preset, a mark where no call leaves without its pass, and its title. Ends with a newline. */
export function reportRuleList(rules: readonly Rule[], preset: Preset, look: Look): string {
  const page = makePage(look);
  const idCells = Math.min(WIDEST_ID, Math.max(4, ...rules.map((rule) => displayWidth(clean(rule.id)))));
  const titleCells = page.width - idCells - SEVERITY_CELLS - 1 - 3 * 2;
  const lines = columns({
    rows: rules.map((rule) => [cut(clean(rule.id), idCells), rule.severity[preset], rule.enforced ? '*' : ' ', clean(rule.title)]),
    widths: [idCells, SEVERITY_CELLS, 1, titleCells],
  });
  const enforced = rules.filter((rule) => rule.enforced).length;
  const foot = paragraph(page, `${count(rules.length, 'rule')}, preset ${preset}. * enforced (${enforced}): without its pass no call leaves.`, 0);
  return `${[...lines, '', ...foot].join('\n')}\n`;
}

/**
 * One rule whole: what it asks for, how much it counts, how it decides, why, what it predicts, what to do and where it
 * stands. The remedy is shown as it would be for `facts`, where they are given. Addresses stand whole, however long. Ends with a newline.
 */
export function reportRule(rule: Rule, look: Look, facts?: FactSet): string {
  const page = makePage(look);
  const parts = [
    [page.paint.bold(cut(clean(rule.id), page.width)), ...paragraph(page, rule.title, 0)],
    standingLines(page, rule),
    decisionLines(page, rule),
    [page.paint.bold('Why'), ...paragraph(page, rule.why, 2)],
    predictionLines(page, rule),
    remedyLines(page, rule, facts),
    exampleLines(page, rule),
    rule.sources.length === 0 ? [] : [page.paint.bold('Sources'), ...rule.sources.map((source) => `  ${clean(source.url)} (seen ${clean(source.seen)})`)],
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function standingLines(page: Page, rule: Rule): string[] {
  return [
    ...paragraph(page, PRESETS.map((preset) => `${rule.severity[preset]} in ${preset}`).join(', '), 0, 'Severity: '),
    ...paragraph(page, rule.enforced ? 'yes: no call leaves without its pass, whatever the preset' : 'no', 0, 'Enforced: '),
    ...paragraph(page, String(rule.order), 0, 'Order:    '),
    ...paragraph(page, rule.file, 0, 'File:     '),
  ];
}

function decisionLines(page: Page, rule: Rule): string[] {
  return [
    page.paint.bold('Decides'),
    ...(rule.text === null || rule.text.when === null ? [] : paragraph(page, rule.text.when, 2, 'when   ')),
    ...(rule.text === null ? [] : paragraph(page, rule.text.assert, 2, 'assert ')),
    ...paragraph(page, [...new Set([...rule.whenNeeds, ...rule.needs])].join(', ') || 'no facts', 2, 'reads  '),
  ];
}

function predictionLines(page: Page, rule: Rule): string[] {
  const lines = rule.predicts.length === 0
    ? paragraph(page, 'No code is documented: a failure may be answered with any.', 2)
    : rule.predicts.flatMap(({ code, basis }) => paragraph(page, `${code} (${basis})`, 2));
  return [page.paint.bold('Predicts'), ...lines];
}

function remedyLines(page: Page, rule: Rule, facts: FactSet | undefined): string[] {
  const steps = facts === undefined ? [] : rule.remedy(facts);
  return steps.length === 0 ? [] : [page.paint.bold('Remedy'), ...paragraph(page, 'With the values of an example; steps that would not help it are left out.', 2).map(page.paint.dim), ...showSteps(page, steps, 2)];
}

function exampleLines(page: Page, rule: Rule): string[] {
  if (rule.examples.length === 0 && Object.keys(rule.never).length === 0) return [];
  return [
    page.paint.bold('Examples'),
    ...rule.examples.flatMap((example) => paragraph(page, `${[...example.given].map(([fact, given]) => `${fact} ${givenText(given)}`).join(', ') || 'the healthy instance'}: ${example.then}`, 2)),
    ...Object.entries(rule.never).flatMap(([verdict, reason]) => paragraph(page, `never ${verdict}: ${reason}`, 2)),
  ];
}

function givenText(given: GivenFact): string {
  return given.kind === 'value' ? `= ${JSON.stringify(given.value)}` : `unknown (${given.reason})`;
}

type GivenFact = Example['given'] extends ReadonlyMap<infer _Name, infer Given> ? Given : never;

/** All rules as a JSON array, what a rule does as its source texts. Ends with a newline. */
export function ruleListJson(rules: readonly Rule[]): string {
  return `${JSON.stringify(rules.map(toPlain), null, 2)}\n`;
}

/** One rule as a JSON object, with the remedy as it would be for `facts`, where they are given. Ends with a newline. */
export function ruleJson(rule: Rule, facts?: FactSet): string {
  return `${JSON.stringify({ ...toPlain(rule), ...(facts === undefined ? {} : { remedy: rule.remedy(facts) }) }, null, 2)}\n`;
}

function toPlain(rule: Rule): Record<string, unknown> {
  const { id, title, severity, order, enforced, predicts, why, sources, whenNeeds, needs, never, file, text } = rule;
  const examples = rule.examples.map(({ given, then }) => ({
    given: Object.fromEntries([...given].map(([fact, one]) => [fact, one.kind === 'value' ? one.value : { unknown: one.reason }])),
    // oxlint-disable-next-line unicorn/no-thenable -- the word of the rule files
    then,
  }));
  return { id, title, severity, order, enforced, when: text?.when ?? null, assert: text?.assert ?? null, whenNeeds, needs, predicts, why, sources, examples, never, file };
}
