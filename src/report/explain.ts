import { compareText } from '../model/group-by.ts';
import type { ExplainedFact, ExplainedInstance, ExplainedRule, Explanation } from '../model/explanation.ts';
import type { Verdict } from '../model/rule.ts';
import type { ExpressionTrace, TraceResult, TraceStep } from '../model/trace.ts';
import { jsonText } from './json-text.ts';
import type { Look } from './look.ts';
import { makePage, paragraph, shown, wordsOf } from './page.ts';
import type { Page } from './page.ts';
import { clean, cut, wrap } from './text.ts';
import { EXPLAIN_WORDS } from './words/explain.ts';
import type { ExplainWords } from './words/explain.ts';

/** What is wrong first; what has nothing to say last. */
const ORDER: Readonly<Record<Verdict, number>> = { fail: 0, unknown: 1, waived: 2, pass: 3, skipped: 4 };
const COLORS: Readonly<Record<Verdict, 'red' | 'yellow' | 'green' | 'dim'>> = { fail: 'red', unknown: 'yellow', waived: 'yellow', pass: 'green', skipped: 'dim' };

interface ExplainPage extends Page {
  readonly words: ExplainWords;
}

/** How the verdicts on an instance were reached: rule by rule the steps of its expressions, then every fact that was looked at, with where it was read. Ends with a newline. */
export function reportExplanationTable(explanation: Explanation, look: Look): string {
  const page: ExplainPage = { ...makePage(look), words: EXPLAIN_WORDS[look.language ?? 'en'] };
  const { words } = page;
  const { tool, rulebook, finishedAt, hypothetical, instances, unread } = explanation;
  const head = [
    ...paragraph(page, words.run(tool.name, tool.version, rulebook.preset, finishedAt), 0),
    ...(hypothetical ? paragraph(page, words.hypothetical(explanation.scope.assumed), 0).map(page.paint.yellow) : []),
  ];
  const parts = [
    head,
    ...instances.flatMap((instance) => instanceParts(page, instance)),
    ...(unread.length === 0 ? [] : [unreadLines(page, unread)]),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same as one JSON object. Ends with a newline. */
export function reportExplanationJson(explanation: Explanation): string {
  return jsonText(explanation);
}

function unreadLines(page: ExplainPage, unread: Explanation['unread']): string[] {
  const { aside, colon } = wordsOf(page);
  return [
    page.paint.bold(page.words.unread),
    ...unread.flatMap(({ what, reason, detail }) => paragraph(page, `${what.operation}${what.region === null ? '' : page.words.inRegion(what.region)}${aside(reason)}${colon}${detail}`, 2)),
  ];
}

function instanceParts(page: ExplainPage, instance: ExplainedInstance): string[][] {
  const { words } = page;
  const { instanceId, name, region, accountId, standing, rules, facts } = instance;
  const place = [name === null || name === '' ? null : shown(name), region, accountId === null ? null : words.account(accountId)].filter((part) => part !== null);
  const sorted = rules.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict] || compareText(a.rule, b.rule));
  const counts = (Object.keys(ORDER) as Verdict[]).map((verdict) => ({ verdict, size: rules.filter((rule) => rule.verdict === verdict).length })).filter(({ size }) => size > 0);
  const pointless = sorted.filter(isPointless);
  return [
    [
      page.paint.bold(shown(instanceId)) + (place.length === 0 ? '' : `${words.comma}${place.join(words.comma)}`),
      ...(standing === null ? [] : paragraph(page, words.counts(standing, rules.length, counts), 0)),
    ],
    ...sorted.filter((rule) => !isPointless(rule)).map((rule) => ruleLines(page, rule, rules.length === 1)),
    ...(pointless.length === 0 ? [] : [[page.paint.dim(words.skipped(pointless.length)), ...paragraph(page, pointless[0]?.message ?? '', 2), ...paragraph(page, pointless.map(({ rule }) => rule).join(', '), 2)]]),
    [page.paint.bold(words.facts), ...Object.entries(facts).flatMap(([fact, known]) => factLines(page, fact, known))],
  ];
}

/** Skipped without a look at its own condition: there is no instance to judge. */
function isPointless({ verdict, when }: ExplainedRule): boolean {
  return verdict === 'skipped' && when === null;
}

function ruleLines(page: ExplainPage, rule: ExplainedRule, isAlone: boolean): string[] {
  const { words } = page;
  const { verdict, severity, enforced, message, predicts, when } = rule;
  const isPlain = !isAlone && when?.result.kind === 'value' && when.result.value === true;
  return [
    `${page.paint[COLORS[verdict]](verdict)}  ${page.paint.bold(clean(rule.rule))}${words.ruleKind(severity, enforced)}`,
    ...paragraph(page, message, 2),
    ...expressionLines(page, 'when', when !== null && isPlain ? { ...when, steps: [], decidedBy: [] } : when),
    ...expressionLines(page, 'assert', rule.assert),
    ...(verdict === 'fail' ? paragraph(page, predicts.length === 0 ? words.noCode : words.expects(predicts), 2) : []),
  ];
}

function expressionLines(page: ExplainPage, word: string, trace: ExpressionTrace | null): string[] {
  if (trace === null) return [];
  return [`  ${page.paint.dim(word)}`, ...stepLines(page, trace, 4, trace.decidedBy, true)];
}

const MOST_CELLS = 200;
const DEEPEST = 24;

/** A step and those under it; the sub-expressions that decided are marked, as far as they stand on the deciding road. */
function stepLines(page: ExplainPage, step: TraceStep, indent: number, decidedBy: readonly string[], onRoad: boolean): string[] {
  const isDecider = onRoad && step.decides && decidedBy.includes(step.expression);
  const item = step.item === null ? '' : `${step.item.name} = ${cut(clean(JSON.stringify(step.item.value)), MOST_CELLS)}: `;
  const under = Math.min(indent + 2, DEEPEST);
  return [
    ...wrap(`${item}${step.expression} -> ${cut(resultText(page.words, step.result), MOST_CELLS)}${isDecider ? `  ${page.words.decides}` : ''}`, page.width, ' '.repeat(indent), ' '.repeat(indent + 4)),
    ...step.steps.flatMap((part) => stepLines(page, part, under, decidedBy, onRoad && step.decides && !isDecider)),
    ...(step.leftOut === 0 ? [] : [`${' '.repeat(under)}${page.words.andMore(step.leftOut)}`]),
  ];
}

function resultText(words: ExplainWords, result: TraceResult): string {
  if (result.kind === 'value') return `${clean(JSON.stringify(result.value))}${result.isShortened ? ' …' : ''}`;
  return words.unknownBecause([...new Set(result.because.map(({ fact, reason }) => (fact === null ? reason : `${fact} ${reason}`)))]);
}

function factLines(page: ExplainPage, name: string, fact: ExplainedFact): string[] {
  const { words } = page;
  if (!('value' in fact)) {
    return [
      ...paragraph(page, words.unknownFact(clean(name), fact.reason), 2),
      ...paragraph(page, fact.reason === 'not-asked' ? words.notAsked(name) ?? fact.detail : fact.detail, 4),
      ...(fact.operation === null ? [] : paragraph(page, sourceText(words, fact.operation, fact.requestId, fact.readAt), 4).map(page.paint.dim)),
    ];
  }
  const value = cut(clean(JSON.stringify(fact.value)), 300);
  return [
    ...paragraph(page, `${clean(name)} = ${value}${fact.leftOut === undefined ? '' : `${words.comma}${words.andMore(fact.leftOut)}`}`, 2),
    ...paragraph(page, sourceText(words, fact.operation, fact.requestId, fact.readAt), 4).map(page.paint.dim),
    ...(fact.confirmedBy ?? []).flatMap((source) => {
      const isSameReply = source.operation === fact.operation && source.requestId === fact.requestId;
      return paragraph(page, words.agrees(isSameReply ? words.sameReply : sourceText(words, source.operation, source.requestId, source.readAt)), 4).map(page.paint.dim);
    }),
  ];
}

function sourceText(words: ExplainWords, operation: string, requestId: string | null, readAt: string | null): string {
  return [operation, requestId === null ? null : words.request(requestId), readAt].filter((part) => part !== null).join(words.comma);
}
