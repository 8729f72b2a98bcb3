import { InvalidArgumentError } from 'commander';

import type { PlanRunOptions, WaveSize } from '../app/options.ts';
import { FACTS } from '../model/facts.ts';
import type { FactName, FactShape, FactValue } from '../model/facts.ts';
import { parseIsoTime } from '../model/iso-time.ts';
import { noSuch } from '../model/no-such.ts';

/** Parsers of option values: each returns the typed value or says in one sentence what was expected. */
export function wholeNumber(value: string): number {
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(Number(value))) throw new InvalidArgumentError('Expected a whole number.');
  return Number(value);
}

/** A whole number of at least 1. */
export function countFromOne(value: string): number {
  const count = wholeNumber(value);
  if (count < 1) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return count;
}

/** A whole number of at least 0. */
export function countFromZero(value: string): number {
  const count = wholeNumber(value);
  if (count < 0) throw new InvalidArgumentError('Expected a whole number of at least 0.');
  return count;
}

/** A TCP port to listen on; 0 is any that is free. */
export function tcpPort(value: string): number {
  const port = wholeNumber(value);
  if (port < 0 || port > 65_535) throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return port;
}

/** Seconds; fractions are allowed. */
export function seconds(value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value)) throw new InvalidArgumentError('Expected seconds, for example 10 or 0.5.');
  return Number(value);
}

/** Seconds above 0 and up to a day. */
export function secondsAboveZero(value: string): number {
  const time = seconds(value);
  if (time <= 0 || time > 86_400) throw new InvalidArgumentError('Expected seconds above 0 and up to a day, for example 10 or 0.5.');
  return time;
}

/** Makes a parser for an option that may be repeated: its values in the order in which they were given. */
export function collect<T>(parse: (value: string) => T): (value: string, before: readonly T[] | undefined) => readonly T[] {
  return (value, before) => [...(before ?? []), parse(value)];
}

/** A text that is not empty. */
export function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Expected a text that is not empty.');
  return value;
}

/** A text such as team=checkout; only the key may not be empty. */
export function pair(value: string): { readonly key: string; readonly value: string } {
  const at = value.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected key=value.');
  return { key: value.slice(0, at), value: value.slice(at + 1) };
}

/** A product and the address of its endpoint, which is checked where it is used. */
export function endpoint(value: string): readonly ['kvstore' | 'vpc' | 'sts', string] {
  const { key, value: url } = pair(value);
  if (key !== 'kvstore' && key !== 'vpc' && key !== 'sts') throw new InvalidArgumentError('Expected kvstore=URL, vpc=URL or sts=URL.');
  return [key, url];
}

/** What people attest because no API tells it. */
export function attestation(value: string): 'granted' | 'denied' {
  const answer = /^preview-access=(granted|denied)$/.exec(value)?.[1];
  if (answer !== 'granted' && answer !== 'denied') throw new InvalidArgumentError('Expected preview-access=granted or preview-access=denied: nothing else can be attested.');
  return answer;
}

/** A built-in fact with a value of its type. */
export function assumption(value: string): readonly [FactName, FactValue] {
  const { key, value: raw } = pair(value);
  const shape = Object.hasOwn(FACTS, key) ? (FACTS as Readonly<Record<string, FactShape>>)[key] : undefined;
  if (shape === undefined) throw new InvalidArgumentError(noSuch('fact', key, Object.keys(FACTS)));
  const parsed = toFactValue(raw, shape);
  if (parsed === null) throw new InvalidArgumentError(`Expected a value of type ${shape.kind} for ${key}.`);
  return [key as FactName, parsed];
}

function toFactValue(raw: string, shape: FactShape): FactValue | null {
  switch (shape.kind) {
    case 'string':
      return raw;
    case 'int':
      return /^-?\d{1,15}$/.test(raw) ? Number(raw) : null;
    case 'bool':
      return raw === 'true' ? true : raw === 'false' ? false : null;
    case 'timestamp':
      return parseIsoTime(raw)?.toISOString() ?? null;
    case 'list':
      return raw === '' ? [] : raw.split(',');
    case 'map':
    case 'list-of':
      return jsonOf(raw, shape.kind);
  }
}

function jsonOf(raw: string, kind: 'map' | 'list-of'): FactValue | null {
  try {
    const value: unknown = JSON.parse(raw);
    if (kind === 'list-of' && Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null)) return value as FactValue;
    if (kind === 'map' && typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((entry) => typeof entry === 'string')) return value as FactValue;
    return null;
  } catch {
    return null;
  }
}

/** What can count for the exit code of a check. */
export const FAIL_ON = ['unknown', 'blocked', 'fixable', 'warning', 'new', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** What counts where nothing earlier is at hand to compare with. */
export function failOn(value: string): readonly FailOn[] {
  const words = failOnOrNew(value);
  if (words.includes('new')) throw new InvalidArgumentError('"new" compares with the last run, which `check --history DIR` alone does.');
  return words;
}

/** What counts, where an earlier result may be at hand. */
export function failOnOrNew(value: string): readonly FailOn[] {
  return value.split(',').map((word) => {
    const trimmed = word.trim();
    const found = FAIL_ON.find((name) => name === trimmed);
    if (found === undefined) throw new InvalidArgumentError(`Expected a list of ${FAIL_ON.join(', ')}; saw ${JSON.stringify(trimmed)}.`);
    return found;
  });
}

/** A length of time, in seconds: "24h", "90m", "2d", "3600" or "3600s". */
export function duration(value: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(value) ?? [];
  const time = Number(digits) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit ?? ''] ?? 1);
  if (digits === undefined || time <= 0 || time > 366 * 86_400) throw new InvalidArgumentError('Expected a length of time, for example 24h, 90m or 3600.');
  return time;
}

/** Who comes first on a vSwitch. */
export function order(value: string): PlanRunOptions['order'] {
  if (value === 'smallest' || value === 'as-given') return value;
  const tag = /^tag:(.+)$/.exec(value)?.[1];
  if (tag === undefined) throw new InvalidArgumentError('Expected smallest, as-given or tag:KEY.');
  return { tag };
}

/** Wave sizes such as 1,5,25%,rest. */
export function waves(value: string): readonly WaveSize[] {
  const sizes = value.split(',').map((part): WaveSize => {
    const word = part.trim();
    if (word === 'rest') return { kind: 'rest' };
    const [, digits, percent] = /^([1-9]\d{0,6})(%?)$/.exec(word) ?? [];
    if (digits === undefined || (percent === '%' && Number(digits) > 100)) throw new InvalidArgumentError('Expected sizes of waves, for example 1,5,25%,rest.');
    return percent === '%' ? { kind: 'percent', value: Number(digits) } : { kind: 'count', value: Number(digits) };
  });
  if (sizes.findIndex((size) => size.kind === 'rest') < sizes.length - 1 && sizes.some((size) => size.kind === 'rest')) throw new InvalidArgumentError('"rest" holds all that are left, so it comes last.');
  return sizes;
}
