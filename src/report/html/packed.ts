import type { FactValue } from '../../model/facts.ts';
import type { Language } from '../../model/language.ts';
import type { ResultFinding } from '../../model/result.ts';
import type { Verdict } from '../../model/rule.ts';

/** Stands in packed texts for the id of the instance that they are about, and for its name. No cleaned text holds them. */
export const ID_MARK = '\u0001';
export const NAME_MARK = '\u0002';

/** The ids of the elements that hold the packed data in the page. */
export const DATA_ID = 'packed';
export const REQUESTS_ID = 'packed-requests';

/** What stands for a request id: the next of those that are UUIDs, none, one that was left out for size, or the text of that place less three. */
export const NEXT_UUID = 0;
export const NO_REQUEST = 1;
export const REQUEST_LEFT_OUT = 2;
export const FIRST_REQUEST_TEXT = 3;

export type PackedValue =
  /** A known value; `out` counts the items of a long list that the result itself leaves out. */
  | { readonly v: FactValue; readonly out?: number }
  | { readonly u: string; readonly d: string; readonly ram: string | null };

export interface PackedRule {
  readonly id: string;
  readonly title: number;
  readonly severity: ResultFinding['severity'];
  readonly enforced: boolean;
  readonly predicts: readonly string[];
}

export interface PackedStep {
  readonly do: number;
  /** −1: none. */
  readonly run: number;
  readonly impact: number;
  readonly ram: readonly string[];
  readonly inPlace: boolean;
}

export interface PackedFinding {
  readonly rule: number;
  readonly verdict: Verdict;
  /** −1: the title says it. */
  readonly message: number;
  /** Places in `facts`. */
  readonly looked: readonly number[];
  /** Places in `steps`. */
  readonly steps: readonly number[];
  readonly waiver: { readonly owner: string; readonly ticket: string | null; readonly reason: string; readonly expires: string | null } | null;
}

/**
 * A result in both languages, every text, value and finding once. Numbers are places in the tables beside them; a column
 * has one entry an instance. A *reading* is what one answer told of an instance: its facts and their values.
 */
export interface Packed {
  readonly language: Language;
  /** Of times: milliseconds since 1970, and how many milliseconds one unit of `times` is. */
  readonly base: number;
  readonly tick: number;
  /** English, and Chinese where it differs (else 0). */
  readonly texts: readonly (readonly [string, string | 0])[];
  readonly facts: readonly string[];
  readonly values: readonly PackedValue[];
  readonly operations: readonly string[];
  /** Operation (−1: none), then facts. */
  readonly shapes: readonly (readonly number[])[];
  /** Shape, then a value for each of its facts. */
  readonly readings: readonly (readonly number[])[];
  readonly rules: readonly PackedRule[];
  readonly steps: readonly PackedStep[];
  readonly findings: readonly PackedFinding[];
  /** Findings of an instance, in the order of their remedies. */
  readonly profiles: readonly (readonly number[])[];
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly vSwitches: readonly string[];
  /** Tags as "key=value", sorted. */
  readonly tags: readonly (readonly string[])[];
  readonly columns: {
    readonly id: readonly string[];
    readonly name: readonly (string | 0)[];
    readonly account: readonly number[];
    readonly region: readonly number[];
    readonly outlook: readonly number[];
    readonly contended: readonly number[];
    /** −1: not known. */
    readonly needs: readonly number[];
    readonly vSwitch: readonly number[];
    readonly tags: readonly number[];
    readonly profile: readonly number[];
    /** Pairs of a reading and its evidence: 0 is the next that was not used before, else its place plus one. */
    readonly reads: readonly (readonly number[])[];
  };
  readonly evidence: {
    readonly requests: readonly number[];
    /** Units since the evidence before; null: no time. */
    readonly times: readonly (number | null)[];
    readonly texts: readonly string[];
  };
  /** The sections of the document in the other language, as markup of our own in which everything is escaped. */
  readonly other: string;
}
