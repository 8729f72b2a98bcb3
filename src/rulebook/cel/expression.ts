import { ParseError } from '@marcbachmann/cel-js';

import type { FactName, FactSet } from '../../model/facts.ts';
import { unknown } from '../../model/known.ts';
import type { Unknown } from '../../model/known.ts';
import type { ExpressionTrace } from '../../model/trace.ts';
import { Budget, TooCostly } from './budget.ts';
import type { Dictionary } from './dictionary.ts';
import { evaluate } from './evaluate.ts';
import { toCelValue } from './fact-value.ts';
import { inspect } from './inspect.ts';
import type { ExpressionFault } from './inspect.ts';
import { Tracer } from './trace.ts';
import { fault, Problem, unknownFact } from './values.ts';
import type { CelValue, Result } from './values.ts';

/** The longest expression, in characters. */
const MAX_SOURCE = 4_096;

/** What an expression gives for one instance. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: CelValue }
  /** The unknown facts that were reached, sorted; a fault inside the expression has fact null and reason rule-error. */
  | { readonly kind: 'unknown'; readonly unknown: readonly { readonly fact: FactName | null; readonly unknown: Unknown }[] };

/** A checked expression. */
export interface Expression {
  readonly text: string;
  /** All facts it names, sorted. */
  readonly facts: readonly FactName[];
  /** Throws never, and ends within its bounds; a budget that is handed in is shared with other expressions. */
  evaluate(facts: FactSet, budget?: Budget): Outcome;
  /** How it comes to its result. The same evaluation, slower. */
  trace(facts: FactSet): ExpressionTrace | null;
}

export type Compiled = { readonly kind: 'expression'; readonly expression: Expression } | { readonly kind: 'faults'; readonly faults: readonly ExpressionFault[] };

/** Parses and checks an expression; `wanted` is the type it must give. Tells every fault it can see at once. */
export function compileExpression(text: string, dictionary: Dictionary, wanted: 'bool' | 'any'): Compiled {
  if (text.length > MAX_SOURCE) return refuse(0, `The expression has ${text.length} characters; ${MAX_SOURCE} are allowed.`);
  try {
    const parsed = dictionary.environment.parse(text);
    const inspection = inspect(parsed.ast, dictionary);
    if (inspection.faults.length > 0) return { kind: 'faults', faults: inspection.faults };
    const check = parsed.check();
    if (!check.valid) return refuse(check.error?.range?.start ?? 0, `The types do not fit: ${firstLine(check.error?.summary ?? 'unknown type error')}.`);
    const type = check.type ?? 'dyn';
    if (wanted === 'bool' && type !== 'bool' && type !== 'dyn') return refuse(0, `The expression must give true or false; it gives ${type}.`);
    const facts = [...inspection.facts].toSorted();
    return { kind: 'expression', expression: { text, facts, evaluate: (known, budget) => toOutcome(run(known, budget)), trace } };

    function trace(known: FactSet): ExpressionTrace | null {
      const tracer = new Tracer();
      return tracer.toTrace(run(known, new Budget(), tracer));
    }

    function run(known: FactSet, budget: Budget = new Budget(), tracer?: Tracer): Result {
      const read = new Map<string, Result>();
      const fact = (group: string, name: string): Result => {
        const full = `${group}.${name}`;
        const result = read.get(full) ?? readFact(full, known, dictionary, budget);
        read.set(full, result);
        return result;
      };
      return within(() => evaluate(parsed.ast, { fact, patterns: inspection.patterns, budget, ...(tracer === undefined ? {} : { tracer }) }));
    }
  } catch (error) {
    if (error instanceof ParseError) return refuse(error.range?.start ?? 0, explainParseError(text, error));
    if (error instanceof RangeError) return refuse(0, 'The expression is nested too deep.');
    throw error;
  }
}

function refuse(offset: number, sentence: string): Compiled {
  return { kind: 'faults', faults: [{ offset, sentence }] };
}

function explainParseError(text: string, error: ParseError): string {
  const at = error.range?.start ?? 0;
  const isOptional = text[at] === '?' && (text[at - 1] === '.' || text[at - 1] === '[');
  if (isOptional) return 'Optional selection is not offered: a default would turn "could not read" into a value.';
  if (error.code === 'limit_exceeded') return `The expression is too large: ${firstLine(error.summary)}.`;
  return `The expression cannot be parsed: ${firstLine(error.summary)}.`;
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/\.$/, '');
}

function readFact(name: string, facts: FactSet, dictionary: Dictionary, budget: Budget): Result {
  const shape = dictionary.shapeOf(name);
  if (shape === undefined) return fault(`Fact "${name}" is not in the dictionary.`);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- shapeOf has just said that it is one
  const factName = name as FactName;
  const fact = facts.get(factName);
  if (fact === undefined) return unknownFact(factName, unknown('not-asked', `Fact ${name} was not asked for.`));
  if (fact.kind === 'unknown') return unknownFact(factName, fact);
  if (typeof fact.value === 'object') budget.spend(Object.keys(fact.value).length);
  const value = toCelValue(fact.value, shape);
  return value instanceof Problem ? fault(`Fact ${name}: ${value.faults.join(' ')}`) : value;
}

/** The result of an evaluation; one that runs out of its bounds is a fault. */
function within(evaluation: () => Result): Result {
  try {
    return evaluation();
  } catch (error) {
    if (!(error instanceof TooCostly || error instanceof RangeError)) throw error;
    return fault(error instanceof TooCostly ? error.message : 'The expression is nested too deep for these facts.');
  }
}

function toOutcome(result: Result): Outcome {
  if (!(result instanceof Problem)) return { kind: 'value', value: result };
  const facts = [...result.facts].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([fact, reason]) => ({ fact, unknown: reason }));
  return { kind: 'unknown', unknown: [...facts, ...result.faults.map((sentence) => ({ fact: null, unknown: ruleError(sentence) }))] };
}

/** An unknown whose cause is the rule itself. */
export function ruleError(sentence: string): Unknown {
  return unknown('rule-error', sentence);
}
