import type { Budget } from './budget.ts';
import { isMapKey } from './compare.ts';
import { toInt, toTimestamp } from './operators.ts';
import { Duration, fault, isList, isMap, kindOf } from './values.ts';
import type { CelValue, Result } from './values.ts';
import { versionAtLeast } from './versions.ts';

type Implementation = (values: readonly CelValue[], budget: Budget) => Result;

interface Callable {
  /** How many arguments it may take, the receiver not counted. */
  readonly arguments: readonly number[];
  readonly run: Implementation;
}

/** Functions written `name(value)`. `has`, `matches` and the macros are not values' functions and live elsewhere. */
export const FUNCTIONS: Readonly<Record<string, Callable>> = {
  size: { arguments: [1], run: sizeOf },
  dyn: { arguments: [1], run: ([value = null]) => value },
  string: { arguments: [1], run: ([value = null]) => toText(value) },
  int: { arguments: [1], run: ([value = null]) => toWhole(value) },
  double: { arguments: [1], run: ([value = null]) => toDouble(value) },
  bool: { arguments: [1], run: ([value = null]) => toBool(value) },
  timestamp: { arguments: [1], run: ([value = null]) => parseTimestamp(value) },
  duration: { arguments: [1], run: ([value = null]) => parseDuration(value) },
  versionAtLeast: {
    arguments: [2],
    run: ([actual = null, least = null]) =>
      typeof actual === 'string' && typeof least === 'string' ? versionAtLeast(actual, least) : misfit('versionAtLeast', actual),
  },
};

/** Functions written `value.name()`; the receiver is the first value. */
export const METHODS: Readonly<Record<string, Callable>> = {
  size: { arguments: [0], run: sizeOf },
  startsWith: onTexts('startsWith', [1], (text, [other = '']) => text.startsWith(other)),
  endsWith: onTexts('endsWith', [1], (text, [other = '']) => text.endsWith(other)),
  contains: { arguments: [1], run: contains },
  lowerAscii: onTexts('lowerAscii', [0], (text) => text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase())),
  upperAscii: onTexts('upperAscii', [0], (text) => text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase())),
  trim: onTexts('trim', [0], (text) => text.trim()),
  indexOf: { arguments: [1, 2], run: (values, budget) => findIn('indexOf', values, budget) },
  lastIndexOf: { arguments: [1, 2], run: (values, budget) => findIn('lastIndexOf', values, budget) },
  substring: { arguments: [1, 2], run: substring },
  split: { arguments: [1, 2], run: split },
  join: { arguments: [0, 1], run: join },
  ...clockMethods(),
};

function clockMethods(): Record<string, Callable> {
  return {
    getFullYear: onInstant((at) => at.getUTCFullYear()),
    getMonth: onInstant((at) => at.getUTCMonth()),
    getDate: onInstant((at) => at.getUTCDate()),
    getDayOfMonth: onInstant((at) => at.getUTCDate() - 1),
    getDayOfWeek: onInstant((at) => at.getUTCDay()),
    getDayOfYear: onInstant(dayOfYear),
    getHours: onInstant((at) => at.getUTCHours(), 3_600_000_000_000n),
    getMinutes: onInstant((at) => at.getUTCMinutes(), 60_000_000_000n),
    getSeconds: onInstant((at) => at.getUTCSeconds(), 1_000_000_000n),
    getMilliseconds: onInstant((at) => at.getUTCMilliseconds(), 1_000_000n),
  };
}

function dayOfYear(at: Date): number {
  return Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000);
}

function onInstant(ofDate: (at: Date) => number, nanoseconds?: bigint): Callable {
  return {
    arguments: [0],
    run([value = null]) {
      if (value instanceof Date) return BigInt(ofDate(value));
      if (value instanceof Duration && nanoseconds !== undefined) return value.nanoseconds / nanoseconds;
      return misfit('a part of time', value);
    },
  };
}

function onTexts(name: string, counts: readonly number[], run: (text: string, others: readonly string[]) => Result): Callable {
  return {
    arguments: counts,
    run(values, budget) {
      const texts = values.filter((value) => typeof value === 'string');
      if (texts.length !== values.length) return fault(`${name} expects texts, not a ${values.map(kindOf).find((kind) => kind !== 'string')}.`);
      for (const text of texts) budget.spend(text.length);
      const [text = '', ...others] = texts;
      return run(text, others);
    },
  };
}

function sizeOf([value = null]: readonly CelValue[], budget: Budget): Result {
  if (typeof value === 'string') {
    budget.spend(value.length);
    return BigInt([...value].length);
  }
  if (isList(value)) return BigInt(value.length);
  return isMap(value) ? BigInt(value.size) : misfit('size', value);
}

function toText(value: CelValue): Result {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && !Number.isFinite(value) && !Number.isNaN(value)) return value > 0 ? '+Inf' : '-Inf';
  return isMapKey(value) ? String(value) : misfit('string()', value);
}

function toWhole(value: CelValue): Result {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? toInt(BigInt(Math.trunc(value))) : fault('int() expects a finite number.');
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return toInt(BigInt(value));
  return misfit('int()', value);
}

function toDouble(value: CelValue): Result {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.length <= 40 && /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(value)) return Number(value);
  return misfit('double()', value);
}

function toBool(value: CelValue): Result {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return misfit('bool()', value);
  if (['1', 't', 'true', 'TRUE', 'True'].includes(value)) return true;
  return ['0', 'f', 'false', 'FALSE', 'False'].includes(value) ? false : misfit('bool()', value);
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[-+]\d{2}:\d{2})$/;

/** Reads an RFC 3339 time, or takes whole seconds since 1970. */
export function parseTimestamp(value: CelValue): Result {
  if (value instanceof Date) return value;
  if (typeof value === 'bigint') return toTimestamp(Number(value) * 1000);
  if (typeof value === 'string' && RFC_3339.test(value) && isDay(value.slice(0, 10))) return toTimestamp(Date.parse(value));
  return misfit('timestamp()', value);
}

/** False for a day such as 31 February, of which a Date would make another. */
function isDay(text: string): boolean {
  const midnight = new Date(text);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === text;
}

const UNITS: Readonly<Record<string, number>> = { h: 3.6e12, m: 6e10, s: 1e9, ms: 1e6, us: 1e3, ns: 1 };

function parseDuration(value: CelValue): Result {
  if (value instanceof Duration) return value;
  if (typeof value !== 'string' || value.length > 60 || !/^[-+]?(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|ns))+$/.test(value)) return misfit('duration()', value);
  let total = 0;
  for (const [, number = '', unit = ''] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/g)) total += Number(number) * (UNITS[unit] ?? 0);
  if (total > 9.2e18) return fault('A duration is longer than 292 years.');
  return new Duration(BigInt(Math.round(value.startsWith('-') ? -total : total)));
}

function findIn(name: 'indexOf' | 'lastIndexOf', [text = null, part = null, from]: readonly CelValue[], budget: Budget): Result {
  if (typeof text !== 'string' || typeof part !== 'string') return misfit(name, typeof text === 'string' ? part : text);
  budget.spend(searchSteps(text, part));
  if (from === undefined) return BigInt(text[name](part));
  if (typeof from !== 'bigint' || from < 0n || from > BigInt(text.length)) return fault(`${name} starts outside the text.`);
  return BigInt(text[name](part, Number(from)));
}

function contains([text = null, part = null]: readonly CelValue[], budget: Budget): Result {
  if (typeof text !== 'string' || typeof part !== 'string') return misfit('contains', typeof text === 'string' ? part : text);
  budget.spend(searchSteps(text, part));
  return text.includes(part);
}

/** A search compares up to text × part characters; sixteen of them take about the time of a step. */
function searchSteps(text: string, part: string): number {
  return text.length + part.length + Math.ceil((text.length * part.length) / 16);
}

function substring([text = null, start = null, end]: readonly CelValue[], budget: Budget): Result {
  if (typeof text !== 'string') return misfit('substring', text);
  budget.spend(text.length);
  const last = end ?? BigInt(text.length);
  if (typeof start !== 'bigint' || typeof last !== 'bigint') return misfit('substring', typeof start === 'bigint' ? last : start);
  if (start < 0n || last < start || last > BigInt(text.length)) return fault('substring reaches outside the text.');
  return text.slice(Number(start), Number(last));
}

function split([text = null, separator = null, limit]: readonly CelValue[], budget: Budget): Result {
  if (typeof text !== 'string' || typeof separator !== 'string') return misfit('split', typeof text === 'string' ? separator : text);
  if (limit !== undefined && typeof limit !== 'bigint') return misfit('split', limit);
  budget.spend(text.length + searchSteps(text, separator));
  const parts = text.split(separator);
  if (limit === undefined || limit < 0n || limit >= BigInt(parts.length)) return parts;
  if (limit === 0n) return [];
  const head = parts.slice(0, Number(limit) - 1);
  return [...head, parts.slice(Number(limit) - 1).join(separator)];
}

function join([list = null, separator = '']: readonly CelValue[], budget: Budget): Result {
  if (!isList(list) || typeof separator !== 'string') return misfit('join', isList(list) ? separator : list);
  const texts: string[] = [];
  for (const item of list) {
    if (typeof item !== 'string') return misfit('join', item);
    budget.spend(1 + item.length + separator.length);
    texts.push(item);
  }
  return texts.join(separator);
}

function misfit(name: string, value: CelValue): Result {
  return fault(`${name} does not fit the ${kindOf(value)}${typeof value === 'string' ? ` ${JSON.stringify(value.slice(0, 40))}` : ''}.`);
}
