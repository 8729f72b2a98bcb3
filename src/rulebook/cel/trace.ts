import type { ExpressionTrace, TraceStep } from '../../model/trace.ts';
import { textOf } from './node-text.ts';
import { toBinding } from './syntax.ts';
import type { Node } from './syntax.ts';
import { toTraceResult, toTraceValue } from './trace-value.ts';
import { fault, Problem } from './values.ts';
import type { CelValue, Result } from './values.ts';

/** The variable of a macro, as the evaluation has bound it. */
export interface Bound {
  readonly name: string;
  readonly value: CelValue;
}

interface Frame {
  readonly node: Node;
  /** Only where this sub-expression is the first to see it. */
  readonly bound: Bound | null;
  readonly scope: Bound | null;
  readonly parts: Frame[];
  leftOut: number;
  result: Result;
  decides: boolean;
}

/** Parts of one sub-expression that are kept: more come from long lists alone. */
const MOST_PARTS = 20;
const UNFINISHED = fault('The evaluation ended before this was known.');

/** Records an evaluation: every sub-expression that was reached, with its result. */
export class Tracer {
  readonly #open: Frame[] = [];
  #root: Frame | null = null;

  enter(node: Node, scope: Bound | null): void {
    const outer = this.#open.at(-1);
    const bound = scope !== null && scope !== (outer?.scope ?? null) ? scope : null;
    const frame: Frame = { node, bound, scope, parts: [], leftOut: 0, result: UNFINISHED, decides: false };
    if (outer === undefined) this.#root = frame;
    else keep(outer, frame);
    this.#open.push(frame);
  }

  leave(result: Result): void {
    const frame = this.#open.pop();
    if (frame !== undefined) frame.result = result;
  }

  /** The record, of an evaluation that has ended one way or the other with this result. */
  toTrace(result: Result): ExpressionTrace | null {
    const root = this.#root;
    if (root === null) return null;
    root.result = result;
    mark(root);
    return { ...toStep(root), decidedBy: [...new Set(deciders(root))] };
  }
}

/** The first parts and the last are kept: what ends the walk of a list is its last. */
function keep(outer: Frame, part: Frame): void {
  if (outer.parts.length > MOST_PARTS) {
    outer.parts.pop();
    outer.leftOut += 1;
  }
  outer.parts.push(part);
}

const QUANTIFIERS: Readonly<Record<string, boolean>> = { all: false, exists: true };

/** The answer of a logical operator that one part alone can give; null for every other node. */
function decisiveAnswer(node: Node): boolean | null {
  if (node.op === '&&') return false;
  if (node.op === '||') return true;
  const macro = toBinding(node)?.macro;
  return macro !== undefined && Object.hasOwn(QUANTIFIERS, macro) ? QUANTIFIERS[macro] ?? null : null;
}

/** The parts that a result rests on: the one that decided alone, those that are unknown, or all. */
function grounds(frame: Frame): readonly Frame[] {
  if (frame.result instanceof Problem) return frame.parts.filter((part) => part.result instanceof Problem);
  const decisive = decisiveAnswer(frame.node);
  if (decisive !== null && frame.result === decisive) return frame.parts.filter((part) => part.result === decisive).slice(-1);
  return frame.parts;
}

function mark(frame: Frame): void {
  frame.decides = true;
  for (const part of grounds(frame)) mark(part);
}

/** Whether a node only joins the answers of its parts. */
function isLogical(node: Node): boolean {
  return decisiveAnswer(node) !== null || node.op === '!_' || node.op === '?:';
}

function deciders(frame: Frame): string[] {
  const parts = isLogical(frame.node) ? frame.parts.filter((part) => part.decides && !isSilent(part.node)) : [];
  return parts.length === 0 ? [textOf(frame.node)] : parts.flatMap(deciders);
}

/** Literals and names say nothing that is not read in the expression itself. */
function isSilent(node: Node): boolean {
  return node.op === 'value' || node.op === 'id' || node.op === 'list' || node.op === 'map';
}

function toStep(frame: Frame): TraceStep {
  const { node, bound, result, decides, parts, leftOut } = frame;
  return {
    expression: textOf(node),
    result: toTraceResult(result),
    decides,
    item: bound === null ? null : { name: bound.name, value: toTraceValue(bound.value).value },
    steps: parts.flatMap(toSteps),
    leftOut,
  };
}

/** A list is no step, but what stands in it may be. */
function toSteps(frame: Frame): TraceStep[] {
  return isSilent(frame.node) ? frame.parts.flatMap(toSteps) : [toStep(frame)];
}
