import type { FactSet } from '../model/facts.ts';
import { PRESETS } from '../model/rule.ts';
import type { Example, Rule } from '../model/rule.ts';

/** The facts with which the remedy of a rule is shown. */
export type FactsOf = (rule: Rule) => FactSet;

/** The pages of a rule book as Markdown, by file name: one a rule, with its Chinese texts at the end, and an index. The same rules give the same bytes. */
export function ruleDocs(rules: readonly Rule[], factsOf: FactsOf): ReadonlyMap<string, string> {
  const pages = rules.map((rule): [string, string] => [`${rule.id}.md`, rulePage(rule, factsOf(rule))]);
  return new Map([...pages, ['README.md', `# Rules\n\nWritten by \`tair-preflight rules docs\`.\n\n${ruleTable(rules, '')}`]]);
}

/** The table of all rules, each linked to its page in `folder`. Ends with a newline. */
export function ruleTable(rules: readonly Rule[], folder: string): string {
  const rows = rules.map((rule) => `| [${rule.id}](${folder}${rule.id}.md) | ${cell(rule.title)} | ${PRESETS.map((preset) => rule.severity[preset]).join(' | ')} | ${rule.enforced ? 'yes' : ''} |`);
  return `${['| rule | asks that | reference | recommended | strict | enforced |', '|---|---|---|---|---|---|', ...rows].join('\n')}\n`;
}

function rulePage(rule: Rule, facts: FactSet): string {
  const parts = [
    [`# ${rule.id}`, '', rule.title],
    ['| reference | recommended | strict | enforced | order |', '|---|---|---|---|---|', `| ${PRESETS.map((preset) => rule.severity[preset]).join(' | ')} | ${rule.enforced ? 'yes: no call leaves without its pass' : 'no'} | ${rule.order} |`],
    ['## Why', '', rule.why],
    decision(rule),
    ['## Predicts', '', ...(rule.predicts.length === 0 ? ['No code is documented: a failure may be answered with any.'] : rule.predicts.map(({ code, basis }) => `- \`${code}\` (${basis})`))],
    remedy(rule, facts),
    ['## Examples', '', ...rule.examples.map((example) => `- ${exampleText(example)}`)],
    rule.sources.length === 0 ? [] : ['## Sources', '', ...rule.sources.map(({ url, seen }) => `- <${url}> (seen ${seen})`)],
    inChinese(rule, facts),
  ];
  return `${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function decision(rule: Rule): string[] {
  if (rule.text === null) return [];
  const { when, assert } = rule.text;
  return ['## Decides', '', '```', ...(when === null ? [] : [`when:   ${when.trim()}`]), `assert: ${assert.trim()}`, '```'];
}

function remedy(rule: Rule, facts: FactSet): string[] {
  const steps = rule.remedy(facts);
  if (steps.length === 0) return [];
  const lines = steps.flatMap((step, at) => [
    `${at + 1}. ${step.do}${step.inPlace ? '' : ' (Not in place: the instance itself stays as it is.)'}`,
    ...(step.run === null ? [] : ['', '   ```sh', `   ${step.run}`, '   ```', '']),
    ...(step.impact === null ? [] : [`   Impact: ${step.impact}`]),
    ...(step.ram.length === 0 ? [] : [`   RAM: ${step.ram.map((action) => `\`${action}\``).join(', ')}`]),
  ]);
  return ['## Remedy', '', 'With the values of an example; steps that would not help it are left out.', '', ...lines];
}

/** What the rule says in Chinese, where it does; the steps are those of the remedy above, which holds their commands. */
function inChinese(rule: Rule, facts: FactSet): string[] {
  const texts = rule.translations.zh;
  if (texts === undefined) return [];
  const steps = texts.remedy(facts).flatMap(({ do: act, impact }, at) => [`${at + 1}. ${act}`, ...(impact === null ? [] : [`   影响：${impact}`])]);
  return ['## 中文', '', texts.title, '', `原因：${texts.why}`, ...(steps.length === 0 ? [] : ['', '处理方法（步骤与命令见上文 Remedy）：', '', ...steps])];
}

function exampleText(example: Example): string {
  const given = [...example.given].map(([name, value]) => (value.kind === 'value' ? `${name} = ${JSON.stringify(value.value)}` : `${name} unknown (${value.reason})`));
  return `${given.length === 0 ? 'the healthy instance' : `\`${given.join(', ')}\``}: ${example.then}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
