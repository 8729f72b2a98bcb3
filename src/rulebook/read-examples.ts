import type { Node } from 'yaml';

import type { FactName, FactShape, FactValue } from '../model/facts.ts';
import { UNKNOWN_REASONS } from '../model/known.ts';
import type { Example, Rule } from '../model/rule.ts';
import type { Dictionary } from './cel/dictionary.ts';
import { toCelValue } from './cel/fact-value.ts';
import { Problem } from './cel/values.ts';
import { didYouMean } from './did-you-mean.ts';
import { offsetOf, readList, readMap, readPlain, readText, readWord } from './yaml-file.ts';
import type { Entry, YamlFile } from './yaml-file.ts';

const MUST_SHOW = ['pass', 'fail', 'unknown'] as const;
const VERDICTS_OF_EXAMPLES = [...MUST_SHOW, 'skipped'] as const;

type Given = Example['given'] extends ReadonlyMap<FactName, infer Value> ? Value : never;

export interface ExamplesRead {
  readonly examples: readonly Example[];
  readonly never: Rule['never'];
}

/**
 * Reads the examples of a rule and its `never` (a key of the rule, or an item among the examples).
 * Each of pass, fail and unknown must have an example, or a reason why it can never be.
 */
export function readExamples(file: YamlFile, source: { readonly examples: Entry | null; readonly never: Entry | null }, dictionary: Dictionary): ExamplesRead {
  const examples: Example[] = [];
  const never: Partial<Record<(typeof MUST_SHOW)[number], string>> = {};
  if (source.never !== null) readNever(file, source.never, never);
  const before = file.faults().length;
  for (const item of source.examples === null ? [] : readList(file, source.examples, '"examples"')) {
    const entries = readMap(file, item, 'An example', ['given', 'then', 'never']);
    const neverHere = entries.get('never');
    if (neverHere !== undefined) readNever(file, neverHere, never);
    else if (entries.size > 0) readExample(file, item, entries, dictionary, examples);
  }
  if (source.examples === null || file.faults().length > before) return { examples, never };
  for (const verdict of MUST_SHOW) {
    const isShown = examples.some((example) => example.then === verdict);
    const place = offsetOf(source.examples.key);
    if (!isShown && never[verdict] === undefined) file.complain(place, `No example shows "${verdict}"; add one, or say why it cannot be: never: { ${verdict}: "…" }.`);
    if (isShown && never[verdict] !== undefined) file.complain(place, `"never" says that "${verdict}" cannot be, but an example shows it.`);
  }
  return { examples, never };
}

function readNever(file: YamlFile, entry: Entry, never: Partial<Record<(typeof MUST_SHOW)[number], string>>): void {
  const reasons = readMap(file, entry.value, '"never"', MUST_SHOW, offsetOf(entry.key));
  for (const verdict of MUST_SHOW) {
    const reason = reasons.get(verdict);
    const text = reason === undefined ? null : readText(file, reason.value, `The reason why "${verdict}" can never be`, offsetOf(reason.key));
    if (text !== null) never[verdict] = text.value;
  }
}

function readExample(file: YamlFile, item: Node | null, entries: ReadonlyMap<string, Entry>, dictionary: Dictionary, examples: Example[]): void {
  const then = entries.get('then');
  if (then === undefined) file.complain(offsetOf(item), 'An example needs "then": the verdict it shows.');
  const verdict = then === undefined ? null : readWord(file, then.value, '"then"', VERDICTS_OF_EXAMPLES, offsetOf(then.key));
  const given = new Map<FactName, Given>();
  const entry = entries.get('given');
  if (entry !== undefined) {
    for (const [name, fact] of readMap(file, entry.value, '"given"', null, offsetOf(entry.key))) {
      const read = readGiven(file, name, fact, dictionary);
      if (read !== null) given.set(read.name, read.given);
    }
  }
  // oxlint-disable-next-line unicorn/no-thenable -- the word is part of the rule format
  if (verdict !== null) examples.push({ given, then: verdict });
}

function readGiven(file: YamlFile, name: string, entry: Entry, dictionary: Dictionary): { readonly name: FactName; readonly given: Given } | null {
  const shape = dictionary.shapeOf(name);
  if (shape === undefined) {
    file.complain(offsetOf(entry.key), `Fact ${JSON.stringify(name.slice(0, 60))} is not in the dictionary${didYouMean(name, dictionary.shapes.keys()) || '.'}`);
    return null;
  }
  // oxlint-disable-next-line typescript/consistent-type-assertions -- shapeOf has just said that it is one
  const factName = name as FactName;
  const place = offsetOf(entry.value, offsetOf(entry.key));
  const plain = readPlain(file, entry.value);
  const reason = toReason(plain?.value);
  if (reason !== null) {
    if (UNKNOWN_REASONS.some((known) => known === reason)) return { name: factName, given: { kind: 'unknown', reason } };
    if (shape?.kind !== 'map') {
      file.complain(place, `${JSON.stringify(reason.slice(0, 60))} is no reason why a fact may be unknown${didYouMean(reason, UNKNOWN_REASONS) || `; the reasons are ${UNKNOWN_REASONS.join(', ')}.`}`);
      return null;
    }
  }
  if (plain !== null && isFactValue(plain.value, shape)) return { name: factName, given: { kind: 'value', value: plain.value } };
  file.complain(place, `The value of ${name} must be ${describe(shape)}${typeof plain?.value === 'number' && shape?.kind === 'string' ? '; put it in quotes' : ''}.`);
  return null;
}

function toReason(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'unknown') return null;
  const [reason] = Object.values(value);
  return typeof reason === 'string' ? reason : null;
}

function isFactValue(value: unknown, shape: FactShape | null): value is FactValue {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- this is the check
  return value !== null && value !== undefined && !(toCelValue(value as FactValue, shape) instanceof Problem);
}

function describe(shape: FactShape | null): string {
  switch (shape?.kind) {
    case undefined: return 'a text, a number, true or false, a list or a map, or { unknown: reason }';
    case 'string': return 'a text';
    case 'int': return 'a whole number';
    case 'bool': return 'true or false';
    case 'timestamp': return 'a time such as "2026-11-24T00:00:00Z"';
    case 'list': return 'a list of texts';
    case 'map': return 'a map of texts';
    case 'list-of': return `a list of objects with ${Object.entries(shape.fields).map(([field, kind]) => `${field} (${kind})`).join(', ')}`;
  }
}
