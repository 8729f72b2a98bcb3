import type { UnknownReason } from './known.ts';

/** A value inside an expression as plain JSON: whole numbers as numbers where they fit, times as ISO texts, durations as seconds such as "90s". */
export type TraceValue = string | number | boolean | null | readonly TraceValue[] | { readonly [key: string]: TraceValue };

/** What a sub-expression gave. */
export type TraceResult =
  /** Long texts, lists and maps are shortened, and then `isShortened` is true. */
  | { readonly kind: 'value'; readonly value: TraceValue; readonly isShortened: boolean }
  /** The facts and faults that made it unknown; a fault of the expression has fact null. */
  | { readonly kind: 'unknown'; readonly because: readonly { readonly fact: string | null; readonly reason: UnknownReason; readonly detail: string }[] };

/** A sub-expression that was evaluated, as it is written; literals and names of variables have no step of their own. */
export interface TraceStep {
  readonly expression: string;
  readonly result: TraceResult;
  /** Whether the result of the whole expression rests on it. */
  readonly decides: boolean;
  /** The variable of a macro that it was evaluated for, with its item. */
  readonly item: { readonly name: string; readonly value: TraceValue } | null;
  /** Its own parts, in the order in which they were evaluated. What was never reached is not there. */
  readonly steps: readonly TraceStep[];
  /** Steps that a long list has beyond those shown. */
  readonly leftOut: number;
}

/** How an expression came to its result on one fact set. */
export interface ExpressionTrace extends TraceStep {
  /** The sub-expressions that decided, as they are written: those on which the logical operators rest. */
  readonly decidedBy: readonly string[];
}

/** How a rule came to its verdict: its condition, and its assertion where that was reached. */
export interface RuleTrace {
  readonly when: ExpressionTrace | null;
  /** Null where `when` decided, and for a rule that is written in TypeScript. */
  readonly assert: ExpressionTrace | null;
}
