import { UsageError } from '../model/faults.ts';
import { LANGUAGES } from '../model/language.ts';
import { noSuch } from '../model/no-such.ts';
import { PRESETS } from '../model/rule.ts';

/** Options that take one word of a few; null stands among them where it is the default. */
const CHOICES: Readonly<Record<string, readonly (string | null)[]>> = {
  preset: PRESETS,
  network: ['public', 'vpc'],
  onDrift: ['skip', 'stop'],
  language: LANGUAGES,
  previewAccess: [null, 'granted', 'denied'],
};

/** Options that are numbers where they are given, and null by default. */
const NUMBERS = ['port', 'maxMutations'];

/** Options that take more than one type, and are checked where they are used. */
const MANY_TYPES = ['order'];

/**
 * The options of a library call laid over their defaults; undefined is left out. Throws a UsageError with every option that
 * does not exist or is of another type: an option that is misspelt in JavaScript must not be passed over.
 */
export function optionsOver<T extends object>(defaults: T, given: Partial<T>): T {
  const known = new Map<string, unknown>(Object.entries(defaults));
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const faults = entries.flatMap(([name, value]) => (known.has(name) ? faultOf(name, value, known.get(name)) : [noSuch('option', name, known.keys())]));
  if (faults.length > 0) throw new UsageError(faults);
  return { ...defaults, ...Object.fromEntries(entries) };
}

function faultOf(name: string, value: unknown, byDefault: unknown): string[] {
  if (MANY_TYPES.includes(name)) return [];
  const expected = expectation(name, value, byDefault);
  return expected === null ? [] : [`Option ${name}: expected ${expected}; saw ${shown(value)}.`];
}

/** What was expected, null where the value is that. */
function expectation(name: string, value: unknown, byDefault: unknown): string | null {
  const choices = CHOICES[name];
  if (choices !== undefined) return choices.some((choice) => choice === value) ? null : choices.map((choice) => JSON.stringify(choice)).join(', ');
  if (typeof byDefault === 'number') return isNumber(value) ? null : 'a number that is not negative';
  if (NUMBERS.includes(name)) return value === null || isNumber(value) ? null : 'a number that is not negative, or null';
  if (byDefault === null) return value === null || typeof value === 'string' ? null : 'a text or null';
  if (Array.isArray(byDefault)) return Array.isArray(value) ? null : 'a list';
  if (byDefault instanceof Map) return value instanceof Map ? null : 'a Map';
  return typeof value === typeof byDefault && value !== null ? null : `a value of type ${typeof byDefault}`;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || value === null ? JSON.stringify(value).slice(0, 60) : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
