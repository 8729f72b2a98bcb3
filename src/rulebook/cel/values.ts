import type { FactName } from '../../model/facts.ts';
import type { Unknown } from '../../model/known.ts';

/** A length of time, in nanoseconds. */
export class Duration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export type MapKey = string | bigint | number | boolean;
export interface CelMap extends ReadonlyMap<MapKey, CelValue> {}
export interface CelList extends ReadonlyArray<CelValue> {}

/** A value inside an expression: whole numbers are bigint, timestamps are Date, maps and objects are Map. */
export type CelValue = string | bigint | number | boolean | null | Date | Duration | CelList | CelMap;

/** The error value of an expression: the facts that are unknown and the faults that happened on the way. */
export class Problem {
  readonly facts: ReadonlyMap<FactName, Unknown>;
  /** Sentences, in the order they happened. */
  readonly faults: readonly string[];

  constructor(facts: ReadonlyMap<FactName, Unknown>, faults: readonly string[]) {
    this.facts = facts;
    this.faults = faults;
  }
}

export type Result = CelValue | Problem;

/** A fault of the expression itself, such as a missing key. */
export function fault(sentence: string): Problem {
  return new Problem(new Map(), [sentence]);
}

/** A fact that is not known. */
export function unknownFact(name: FactName, unknown: Unknown): Problem {
  return new Problem(new Map([[name, unknown]]), []);
}

/** The problems among some results, joined; null where there is none. */
export function joinProblems(results: readonly Result[]): Problem | null {
  const problems = results.filter((result) => result instanceof Problem);
  const first = problems[0];
  if (first === undefined || problems.length === 1) return first ?? null;
  const facts = new Map(problems.flatMap((problem) => [...problem.facts]));
  return new Problem(facts, [...new Set(problems.flatMap((problem) => problem.faults))].slice(0, 10));
}

export type Kind = 'string' | 'int' | 'double' | 'bool' | 'null' | 'timestamp' | 'duration' | 'list' | 'map';

export function kindOf(value: CelValue): Kind {
  switch (typeof value) {
    case 'string': return 'string';
    case 'bigint': return 'int';
    case 'number': return 'double';
    case 'boolean': return 'bool';
    case 'object': break;
  }
  if (value === null) return 'null';
  if (value instanceof Date) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  return isMap(value) ? 'map' : 'list';
}

export function isMap(value: CelValue): value is CelMap {
  return value instanceof Map;
}

export function isList(value: CelValue): value is CelList {
  return Array.isArray(value);
}
