import { compareText } from '../model/group-by.ts';
import type { ExplainedFact, ExplainedInstance, ExplainedRule, Explanation } from '../model/explanation.ts';
import type { Verdict } from '../model/rule.ts';
import type { ExpressionTrace, TraceResult, TraceStep } from '../model/trace.ts';
import type { Look } from './look.ts';
import { count, makePage, paragraph, shown } from './page.ts';
import type { Page } from './page.ts';
import { clean, cut, wrap } from './text.ts';

/** What is wrong first; what has nothing to say last. */
const ORDER: Readonly<Record<Verdict, number>> = { fail: 0, unknown: 1, waived: 2, pass: 3, skipped: 4 };
const COLORS: Readonly<Record<Verdict, 'red' | 'yellow' | 'green' | 'dim'>> = { fail: 'red', unknown: 'yellow', waived: 'yellow', pass: 'green', skipped: 'dim' };

/** How the verdicts on an instance were reached: rule by rule the steps of its expressions, then every fact that was looked at, with where it was read. Ends with a newline. */
export function reportExplanationTable(explanation: Explanation, look: Look): string {
  const page = makePage(look);
  const { tool, rulebook, finishedAt, hypothetical, instances, unread } = explanation;
  const head = [
    ...paragraph(page, `${tool.name} ${tool.version}, preset ${rulebook.preset}, ${finishedAt}`, 0),
    ...(hypothetical ? paragraph(page, `Hypothetical: ${explanation.scope.assumed.join(', ')} ${explanation.scope.assumed.length === 1 ? 'was' : 'were'} assumed with --assume.`, 0).map(page.paint.yellow) : []),
  ];
  const parts = [
    head,
    ...instances.flatMap((instance) => instanceParts(page, instance)),
    ...(unread.length === 0 ? [] : [[page.paint.bold('Could not be read'), ...unread.flatMap(({ what, reason, detail }) => paragraph(page, `${what.operation}${what.region === null ? '' : ` in ${what.region}`} (${reason}): ${detail}`, 2))]]),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same as one JSON object. Ends with a newline. */
export function reportExplanationJson(explanation: Explanation): string {
  return `${JSON.stringify(explanation, null, 2)}\n`;
}

function instanceParts(page: Page, instance: ExplainedInstance): string[][] {
  const { instanceId, name, region, accountId, standing, rules, facts } = instance;
  const place = [name === null || name === '' ? null : shown(name), region, accountId === null ? null : `account ${accountId}`].filter((part) => part !== null);
  const sorted = rules.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict] || compareText(a.rule, b.rule));
  const counts = (Object.keys(ORDER) as Verdict[]).map((verdict) => [verdict, rules.filter((rule) => rule.verdict === verdict).length] as const).filter(([, size]) => size > 0);
  const pointless = sorted.filter(isPointless);
  return [
    [
      page.paint.bold(shown(instanceId)) + (place.length === 0 ? '' : `, ${place.join(', ')}`),
      ...(standing === null ? [] : paragraph(page, `${standing}: ${count(rules.length, 'rule')}, ${counts.map(([verdict, size]) => `${size} ${verdict}`).join(', ')}.`, 0)),
    ],
    ...sorted.filter((rule) => !isPointless(rule)).map((rule) => ruleLines(page, rule, rules.length === 1)),
    ...(pointless.length === 0 ? [] : [[page.paint.dim(`skipped  ${count(pointless.length, 'rule')}`), ...paragraph(page, pointless[0]?.message ?? '', 2), ...paragraph(page, pointless.map(({ rule }) => rule).join(', '), 2)]]),
    [page.paint.bold('Facts looked at'), ...Object.entries(facts).flatMap(([fact, known]) => factLines(page, fact, known))],
  ];
}

/** Skipped without a look at its own condition: there is no instance to judge. */
function isPointless({ verdict, when }: ExplainedRule): boolean {
  return verdict === 'skipped' && when === null;
}

function ruleLines(page: Page, rule: ExplainedRule, isAlone: boolean): string[] {
  const { verdict, severity, enforced, message, predicts, when } = rule;
  const isPlain = !isAlone && when?.result.kind === 'value' && when.result.value === true;
  return [
    `${page.paint[COLORS[verdict]](verdict)}  ${page.paint.bold(clean(rule.rule))} (${severity}${enforced ? ', enforced' : ''})`,
    ...paragraph(page, message, 2),
    ...expressionLines(page, 'when', when !== null && isPlain ? { ...when, steps: [], decidedBy: [] } : when),
    ...expressionLines(page, 'assert', rule.assert),
    ...(verdict === 'fail' ? paragraph(page, predicts.length === 0 ? 'No code is documented for it.' : `The service is expected to answer ${predicts.map(({ code, basis }) => `${code} (${basis})`).join(', ')}.`, 2) : []),
  ];
}

function expressionLines(page: Page, word: string, trace: ExpressionTrace | null): string[] {
  if (trace === null) return [];
  return [`  ${page.paint.dim(word)}`, ...stepLines(page, trace, 4, trace.decidedBy, true)];
}

const MOST_CELLS = 200;
const DEEPEST = 24;

/** A step and those under it; the sub-expressions that decided are marked, as far as they stand on the deciding road. */
function stepLines(page: Page, step: TraceStep, indent: number, decidedBy: readonly string[], onRoad: boolean): string[] {
  const isDecider = onRoad && step.decides && decidedBy.includes(step.expression);
  const item = step.item === null ? '' : `${step.item.name} = ${cut(clean(JSON.stringify(step.item.value)), MOST_CELLS)}: `;
  const under = Math.min(indent + 2, DEEPEST);
  return [
    ...wrap(`${item}${step.expression} -> ${cut(resultText(step.result), MOST_CELLS)}${isDecider ? '  <- decides' : ''}`, page.width, ' '.repeat(indent), ' '.repeat(indent + 4)),
    ...step.steps.flatMap((part) => stepLines(page, part, under, decidedBy, onRoad && step.decides && !isDecider)),
    ...(step.leftOut === 0 ? [] : [`${' '.repeat(under)}and ${step.leftOut} more`]),
  ];
}

function resultText(result: TraceResult): string {
  if (result.kind === 'value') return `${clean(JSON.stringify(result.value))}${result.isShortened ? ' …' : ''}`;
  return `unknown (${[...new Set(result.because.map(({ fact, reason }) => (fact === null ? reason : `${fact} ${reason}`)))].join(', ')})`;
}

function factLines(page: Page, name: string, fact: ExplainedFact): string[] {
  if (!('value' in fact)) {
    return [
      ...paragraph(page, `${clean(name)}: unknown (${fact.reason})`, 2),
      ...paragraph(page, fact.detail, 4),
      ...(fact.operation === null ? [] : paragraph(page, sourceText(fact.operation, fact.requestId, fact.readAt), 4).map(page.paint.dim)),
    ];
  }
  const value = cut(clean(JSON.stringify(fact.value)), 300);
  return [
    ...paragraph(page, `${clean(name)} = ${value}${fact.leftOut === undefined ? '' : ` and ${fact.leftOut} more`}`, 2),
    ...paragraph(page, sourceText(fact.operation, fact.requestId, fact.readAt), 4).map(page.paint.dim),
    ...(fact.confirmedBy ?? []).flatMap((source) => {
      const isSameReply = source.operation === fact.operation && source.requestId === fact.requestId;
      return paragraph(page, `agrees: ${isSameReply ? 'another field of the same reply' : sourceText(source.operation, source.requestId, source.readAt)}`, 4).map(page.paint.dim);
    }),
  ];
}

function sourceText(operation: string, requestId: string | null, readAt: string | null): string {
  return [operation, requestId === null ? null : `request ${requestId}`, readAt].filter((part) => part !== null).join(', ');
}
