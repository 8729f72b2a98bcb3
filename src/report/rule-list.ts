import type { FactSet } from '../model/facts.ts';
import type { Language } from '../model/language.ts';
import { PRESETS } from '../model/rule.ts';
import type { Example, Preset, RemedyStep, Rule } from '../model/rule.ts';
import { textsOf } from '../model/rule-texts.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { columns } from './columns.ts';
import { makePage, paragraph } from './page.ts';
import type { Page } from './page.ts';
import { showSteps } from './steps.ts';
import { clean, cut, displayWidth, wrap } from './text.ts';
import { COMMON_WORDS } from './words/common.ts';
import { RULE_LIST_WORDS } from './words/rule-list.ts';

const WIDEST_ID = 32;
const SEVERITY_CELLS = 'warning'.length;

/** Every rule with its severity in the preset, a mark where no call leaves without its pass, and its title. Ends with a newline. */
export function reportRuleList(rules: readonly Rule[], preset: Preset, look: Look): string {
  const page = makePage(look);
  const idCells = Math.min(WIDEST_ID, Math.max(4, ...rules.map((rule) => displayWidth(clean(rule.id)))));
  const titleCells = page.width - idCells - SEVERITY_CELLS - 1 - 3 * 2;
  const lines = columns({
    rows: rules.map((rule) => [cut(clean(rule.id), idCells), rule.severity[preset], rule.enforced ? '*' : ' ', wrap(textsOf(rule, page.language).title, titleCells).join('\n')]),
    widths: [idCells, SEVERITY_CELLS, 1, titleCells],
  });
  const enforced = rules.filter((rule) => rule.enforced).length;
  const foot = paragraph(page, RULE_LIST_WORDS[page.language].foot(rules.length, preset, enforced), 0);
  return `${[...lines, '', ...foot].join('\n')}\n`;
}

/**
 * One rule whole: what it asks for, how much it counts, how it decides, why, what it predicts, what to do and where it
 * stands. The remedy is shown as it would be for `facts`, where they are given. Addresses stand whole, however long. Ends with a newline.
 */
export function reportRule(rule: Rule, look: Look, facts?: FactSet): string {
  const page = makePage(look);
  const { titles, source } = RULE_LIST_WORDS[page.language];
  const texts = textsOf(rule, page.language);
  const parts = [
    [page.paint.bold(cut(clean(rule.id), page.width)), ...paragraph(page, texts.title, 0)],
    standingLines(page, rule),
    decisionLines(page, rule),
    [page.paint.bold(titles.why), ...paragraph(page, texts.why, 2)],
    predictionLines(page, rule),
    remedyLines(page, facts === undefined ? [] : texts.remedy(facts)),
    exampleLines(page, rule),
    rule.sources.length === 0 ? [] : [page.paint.bold(titles.sources), ...rule.sources.map(({ url, seen }) => `  ${source(clean(url), clean(seen))}`)],
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function standingLines(page: Page, rule: Rule): string[] {
  const words = RULE_LIST_WORDS[page.language];
  return [
    ...paragraph(page, PRESETS.map((preset) => words.severityIn(rule.severity[preset], preset)).join(COMMON_WORDS[page.language].comma), 0, words.labels.severity),
    ...paragraph(page, rule.enforced ? words.enforced : words.notEnforced, 0, words.labels.enforced),
    ...paragraph(page, String(rule.order), 0, words.labels.order),
    ...paragraph(page, rule.file, 0, words.labels.file),
  ];
}

function decisionLines(page: Page, rule: Rule): string[] {
  const { titles, decides, noFacts } = RULE_LIST_WORDS[page.language];
  return [
    page.paint.bold(titles.decides),
    ...(rule.text === null || rule.text.when === null ? [] : paragraph(page, rule.text.when, 2, decides.when)),
    ...(rule.text === null ? [] : paragraph(page, rule.text.assert, 2, decides.assert)),
    ...paragraph(page, [...new Set([...rule.whenNeeds, ...rule.needs])].join(', ') || noFacts, 2, decides.reads),
  ];
}

function predictionLines(page: Page, rule: Rule): string[] {
  const { titles, noCode, predicted } = RULE_LIST_WORDS[page.language];
  const lines = rule.predicts.length === 0 ? paragraph(page, noCode, 2) : rule.predicts.flatMap(({ code, basis }) => paragraph(page, predicted(code, basis), 2));
  return [page.paint.bold(titles.predicts), ...lines];
}

function remedyLines(page: Page, steps: readonly RemedyStep[]): string[] {
  const { titles, valuesOfExample } = RULE_LIST_WORDS[page.language];
  return steps.length === 0 ? [] : [page.paint.bold(titles.remedy), ...paragraph(page, valuesOfExample, 2).map(page.paint.dim), ...showSteps(page, steps, 2)];
}

function exampleLines(page: Page, rule: Rule): string[] {
  if (rule.examples.length === 0 && Object.keys(rule.never).length === 0) return [];
  const words = RULE_LIST_WORDS[page.language];
  const givenOf = ({ given }: Example): string[] => [...given].map(([fact, one]) => (one.kind === 'value' ? words.isGiven(fact, JSON.stringify(one.value)) : words.isUnread(fact, one.reason)));
  return [
    page.paint.bold(words.titles.examples),
    ...rule.examples.flatMap((example) => paragraph(page, words.example(example.given.size === 0 ? [words.healthy] : givenOf(example), example.then), 2)),
    ...Object.entries(rule.never).flatMap(([verdict, reason]) => paragraph(page, words.never(verdict, reason), 2)),
  ];
}

/** All rules as a JSON array, what a rule does as its source texts; told in English where no language is named. Ends with a newline. */
export function ruleListJson(rules: readonly Rule[], language: Language = 'en'): string {
  return jsonText(rules.map((rule) => toPlain(rule, language)));
}

/** One rule as a JSON object, with the remedy as it would be for `facts`, where they are given. Ends with a newline. */
export function ruleJson(rule: Rule, facts?: FactSet, language: Language = 'en'): string {
  return jsonText({ ...toPlain(rule, language), ...(facts === undefined ? {} : { remedy: textsOf(rule, language).remedy(facts) }) });
}

function toPlain(rule: Rule, language: Language): Record<string, unknown> {
  const { title, why } = textsOf(rule, language);
  const { id, severity, order, enforced, predicts, sources, whenNeeds, needs, never, file, text } = rule;
  const examples = rule.examples.map(({ given, then }) => ({
    given: Object.fromEntries([...given].map(([fact, one]) => [fact, one.kind === 'value' ? one.value : { unknown: one.reason }])),
    // oxlint-disable-next-line unicorn/no-thenable -- the word of the rule files
    then,
  }));
  return { id, title, severity, order, enforced, when: text?.when ?? null, assert: text?.assert ?? null, whenNeeds, needs, predicts, why, sources, examples, never, file };
}
