import type { FactShape, FactValue } from '../../model/facts.ts';
import { parseTimestamp } from './functions.ts';
import { fault, Problem } from './values.ts';
import type { CelValue, MapKey, Result } from './values.ts';

/**
 * A fact's plain value as a value of expressions, held against its shape (null: any shape).
 * A value of another shape is a fault: it must not decide a rule.
 */
export function toCelValue(value: FactValue, shape: FactShape | null): Result {
  switch (shape?.kind) {
    case undefined: return fromAnything(value);
    case 'string': return typeof value === 'string' ? value : misfit('a text', value);
    case 'bool': return typeof value === 'boolean' ? value : misfit('true or false', value);
    case 'int': return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : misfit('a whole number', value);
    case 'timestamp': return typeof value === 'string' ? parseTimestamp(value) : misfit('an ISO time', value);
    case 'list': return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : misfit('a list of texts', value);
    case 'map': return isPlain(value) ? toMap(value, () => 'string') : misfit('a map of texts', value);
    case 'list-of': {
      const { fields } = shape;
      return Array.isArray(value) ? toList(value, (item) => (isPlain(item) ? toMap(item, (key) => (Object.hasOwn(fields, key) ? fields[key] : undefined)) : misfit('an object', item))) : misfit('a list of objects', value);
    }
  }
}

function fromAnything(value: unknown): Result {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return toList(value, fromAnything);
  return isPlain(value) ? toMap(value, () => undefined) : misfit('a value', value);
}

function toList(items: readonly unknown[], convert: (item: unknown) => Result): Result {
  const list: CelValue[] = [];
  for (const item of items) {
    const converted = convert(item);
    if (converted instanceof Problem) return converted;
    list.push(converted);
  }
  return list;
}

function toMap(value: Readonly<Record<string, unknown>>, kindOfField: (key: string) => 'string' | 'int' | 'bool' | undefined): Result {
  const map = new Map<MapKey, CelValue>();
  for (const [key, item] of Object.entries(value)) {
    const kind = kindOfField(key);
    const isFit = kind === undefined || typeof item === (kind === 'int' ? 'number' : kind === 'bool' ? 'boolean' : 'string');
    const converted = isFit ? fromAnything(item) : misfit(`a ${kind} as "${key}"`, item);
    if (converted instanceof Problem) return converted;
    map.set(key, converted);
  }
  return map;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfit(expected: string, value: unknown): Problem {
  return fault(`${expected} was expected, not ${JSON.stringify(value)?.slice(0, 60) ?? typeof value}.`);
}
