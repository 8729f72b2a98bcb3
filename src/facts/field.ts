import { known, unknown } from '../model/known.ts';
import type { Evidence, Known, Unknown } from '../model/known.ts';

/** A JSON object of a reply, with the evidence that its fields carry. */
export interface Item {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly evidence: Evidence;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An unknown that was read: the operation answered, but not with something usable. */
export function unusable(item: Item, reason: 'malformed' | 'not-returned' | 'unrecognised' | 'conflict', detail: string): Unknown {
  const { operation, requestId, readAt } = item.evidence;
  return unknown(reason, detail, { operation, requestId, readAt });
}

/** The raw value as a short printable text, for messages. */
export function show(raw: unknown): string {
  const text = JSON.stringify(raw) ?? String(raw);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** True for a field that a reply lacks; old replies spell that "NULL". */
export function isMissing(raw: unknown): boolean {
  return raw === undefined || raw === null || raw === 'NULL';
}

/** A text field. Numbers are taken as texts, since documented replies mix both. */
export function textField(item: Item, name: string): Known<string> {
  const raw = item.fields[name];
  if (isMissing(raw)) return unusable(item, 'not-returned', `${item.evidence.operation} returned no ${name}.`);
  if (typeof raw === 'string') return known(raw, item.evidence);
  if (typeof raw === 'number' && Number.isFinite(raw)) return known(String(raw), item.evidence);
  return unusable(item, 'malformed', `Expected a text in ${name}; ${item.evidence.operation} returned ${show(raw)}.`);
}

/** A whole number ≥ 0, written as a number or as digits. */
export function countField(item: Item, name: string): Known<number> {
  const raw = item.fields[name];
  if (isMissing(raw) || raw === '') return unusable(item, 'not-returned', `${item.evidence.operation} returned no ${name}.`);
  const value = typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : raw;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return known(value, item.evidence);
  return unusable(item, 'malformed', `Expected a whole number of at least 0 in ${name}; ${item.evidence.operation} returned ${show(raw)}.`);
}

const SPELLED_BOOLEANS = new Map<unknown, boolean>([
  [true, true], [false, false], [1, true], [0, false],
  ['true', true], ['false', false], ['True', true], ['False', false], ['1', true], ['0', false],
]);

/** A yes or no, written as a boolean, 0/1, or either of them as a text; another word or number is unrecognised, a list or an object malformed. */
export function booleanField(item: Item, name: string): Known<boolean> {
  const raw = item.fields[name];
  if (isMissing(raw) || raw === '') return unusable(item, 'not-returned', `${item.evidence.operation} returned no ${name}.`);
  const value = SPELLED_BOOLEANS.get(raw);
  if (value !== undefined) return known(value, item.evidence);
  return unusable(item, typeof raw === 'object' ? 'malformed' : 'unrecognised', `Expected true or false in ${name}; ${item.evidence.operation} returned ${show(raw)}.`);
}

/** One of a documented list of words; `words` maps what is on the wire to the fact's value. */
export function wordField<T extends string>(item: Item, name: string, words: ReadonlyMap<string, T>): Known<T> {
  const text = textField(item, name);
  if (text.kind === 'unknown') return text;
  if (text.value === '') return unusable(item, 'not-returned', `${item.evidence.operation} returned an empty ${name}.`);
  const word = words.get(text.value);
  if (word !== undefined) return known(word, item.evidence);
  return unusable(item, 'unrecognised', `Expected one of ${[...words.keys()].join(', ')} in ${name}; ${item.evidence.operation} returned ${show(text.value)}.`);
}

/** The entries of a list: nested as `{Outer: {Inner: [...]}}` where `inner` is given, else a plain array. A missing list is not an empty one, nor is a list where an object should hold it. */
export function listField(item: Item, outer: string, inner?: string): Known<readonly Item[]> {
  const place = inner === undefined ? outer : `${outer}.${inner}`;
  const held = item.fields[outer];
  if (inner !== undefined && !isMissing(held) && !isRecord(held)) return unusable(item, 'malformed', `Expected an object in ${outer}; ${item.evidence.operation} returned ${show(held)}.`);
  const raw = inner !== undefined && isRecord(held) ? held[inner] : held;
  if (isMissing(raw)) return unusable(item, 'not-returned', `${item.evidence.operation} returned no ${place}.`);
  if (!Array.isArray(raw)) return unusable(item, 'malformed', `Expected a list in ${place}; ${item.evidence.operation} returned ${show(raw)}.`);
  const entries: Item[] = [];
  for (const entry of raw as readonly unknown[]) {
    if (!isRecord(entry)) return unusable(item, 'malformed', `Expected objects in ${place}; ${item.evidence.operation} returned ${show(entry)}.`);
    entries.push({ fields: entry, evidence: item.evidence });
  }
  return known(entries, item.evidence);
}

/** The known value converted; an unknown stays what it is. */
export function convert<A, B>(fact: Known<A>, to: (value: A) => B): Known<B> {
  return fact.kind === 'known' ? { ...fact, value: to(fact.value) } : fact;
}
