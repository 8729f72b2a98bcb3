import type { TraceResult, TraceValue } from '../../model/trace.ts';
import { Duration, isList, isMap, Problem } from './values.ts';
import type { CelValue, Result } from './values.ts';

const MOST_ITEMS = 20;
const MOST_CHARACTERS = 500;

interface Shortened {
  readonly value: TraceValue;
  readonly isShortened: boolean;
}

/** What a sub-expression gave, as plain JSON of bounded size. */
export function toTraceResult(result: Result): TraceResult {
  if (!(result instanceof Problem)) return { kind: 'value', ...toTraceValue(result) };
  const facts = [...result.facts].map(([fact, { reason, detail }]) => ({ fact, reason, detail })).toSorted((a, b) => (a.fact < b.fact ? -1 : 1));
  return { kind: 'unknown', because: [...facts, ...result.faults.map((detail) => ({ fact: null, reason: 'rule-error' as const, detail }))] };
}

/** A value of an expression as plain JSON; long texts, lists and maps end after their beginning. */
export function toTraceValue(value: CelValue): Shortened {
  if (typeof value === 'string') return value.length <= MOST_CHARACTERS ? whole(value) : { value: value.slice(0, MOST_CHARACTERS), isShortened: true };
  if (typeof value === 'bigint') return whole(value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value));
  if (typeof value === 'number') return whole(Number.isFinite(value) ? value : String(value));
  if (typeof value === 'boolean' || value === null) return whole(value);
  if (value instanceof Date) return whole(value.toISOString());
  if (value instanceof Duration) return whole(`${Number(value.nanoseconds) / 1e9}s`);
  if (isMap(value)) {
    const entries = [...value].slice(0, MOST_ITEMS).map(([key, item]) => [String(key).slice(0, MOST_CHARACTERS), toTraceValue(item)] as const);
    return { value: Object.fromEntries(entries.map(([key, item]) => [key, item.value])), isShortened: value.size > MOST_ITEMS || entries.some(([, item]) => item.isShortened) };
  }
  const items = isList(value) ? value.slice(0, MOST_ITEMS).map(toTraceValue) : [];
  return { value: items.map((item) => item.value), isShortened: (isList(value) && value.length > MOST_ITEMS) || items.some((item) => item.isShortened) };
}

function whole(value: TraceValue): Shortened {
  return { value, isShortened: false };
}
