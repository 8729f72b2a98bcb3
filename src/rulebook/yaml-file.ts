import { isAlias, isMap, isScalar, isSeq, Lexer, parseDocument, Parser } from 'yaml';
import type { Document, Node, Scalar, YAMLParseError } from 'yaml';

import { didYouMean } from './did-you-mean.ts';

/** The deepest nesting of lists and maps that is read: a rule needs five levels. */
const MAX_NESTING = 50;

/** So many faults of one file are told. */
const MAX_FAULTS = 100;

/** A YAML file that is read with places: every fault is kept with its line and column. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed | null;
  /** Notes a fault at an offset of the text. */
  complain(offset: number, sentence: string): void;
  /** All faults in the order of the text, each `FILE:line:column: sentence`. */
  faults(): readonly string[];
}

/** Parses a YAML text; what cannot be parsed is among the faults and the document is null then. */
export function openYaml(text: string, file: string): YamlFile {
  const noted: { readonly offset: number; readonly sentence: string }[] = [];
  const complain = (offset: number, sentence: string): void => {
    if (noted.length < MAX_FAULTS) noted.push({ offset, sentence });
    if (noted.length === MAX_FAULTS) noted.push({ offset: text.length, sentence: 'This file has more faults, which are not listed.' });
  };
  const place = placesIn(text);
  const document = parse(text, complain);
  const faults = (): readonly string[] => {
    const sorted = noted.toSorted((left, right) => left.offset - right.offset);
    return [...new Set(sorted.map(({ offset, sentence }) => `${file}:${place(offset)}: ${sentence}`))];
  };
  return { file, text, document, complain, faults };
}

/** Tells line and column, counted from 1, of an offset. */
function placesIn(text: string): (offset: number) => string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let line = 0;
    for (let step = 2 ** Math.ceil(Math.log2(starts.length + 1)); step >= 1; step /= 2) {
      if ((starts[line + step] ?? Infinity) <= offset) line += step;
    }
    return `${line + 1}:${offset - (starts[line] ?? 0) + 1}`;
  };
}

function parse(text: string, complain: (offset: number, sentence: string) => void): Document.Parsed | null {
  const deep = findTooDeep(text);
  if (deep !== null) {
    complain(deep, `The YAML is nested deeper than ${MAX_NESTING} levels.`);
    return null;
  }
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  const [first] = document.errors.toSorted((left, right) => left.pos[0] - right.pos[0]); // the others follow from it
  if (first !== undefined) complain(first.pos[0], explain(first));
  return document.errors.length === 0 ? document : null;
}

function explain(error: YAMLParseError): string {
  if (error.code === 'MULTIPLE_DOCS') return 'One file holds one rule; a second document begins here.';
  const hint = error.code === 'BLOCK_AS_IMPLICIT_KEY' || error.code === 'MULTILINE_IMPLICIT_KEY' ? '; a text that holds ": " must be put in quotes' : '';
  return `The YAML cannot be read: ${error.message.replace(/\.$/, '')}${hint}.`;
}

/** The offset at which the nesting gets too deep. The tokens are walked first, since composing them is recursive and could exhaust the stack. */
function findTooDeep(text: string): number | null {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) void token;
    if (parser.stack.length > MAX_NESTING) return parser.offset;
  }
  return null;
}

/** One entry of a map, with its key for places. */
export interface Entry {
  readonly key: Scalar;
  readonly value: Node | null;
}

/** The entries of a map by key. Keys that are not known, or stand twice, are faults; known null takes any key. */
export function readMap(file: YamlFile, node: Node | null, what: string, known: readonly string[] | null, at = 0): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  if (!isMap(node)) {
    file.complain(offsetOf(node, at), `${what} must be a map of keys and values.`);
    return entries;
  }
  for (const { key, value } of node.items) {
    if (!isScalar(key) || key.value === null) {
      file.complain(offsetOf(isNode(key) ? key : node, at), `${what} has a key that is not a word.`);
      continue;
    }
    const name = String(key.value);
    if (known !== null && !known.includes(name)) {
      file.complain(offsetOf(key, at), `Key ${JSON.stringify(name.slice(0, 60))} is not known in ${lowerFirst(what)}${didYouMean(name, known) || '.'}`);
    } else if (entries.has(name)) {
      file.complain(offsetOf(key, at), `Key ${JSON.stringify(name.slice(0, 60))} stands twice in ${lowerFirst(what)}.`);
    } else {
      entries.set(name, { key, value: refuseAlias(file, value) });
    }
  }
  return entries;
}

/** The items of a list. */
export function readList(file: YamlFile, entry: Entry, what: string): readonly (Node | null)[] {
  if (isSeq(entry.value)) return entry.value.items.map((item) => refuseAlias(file, item));
  file.complain(offsetOf(entry.value, offsetOf(entry.key)), `${what} must be a list.`);
  return [];
}

/** The text of an expression; `true` and `false` without quotes are expressions, too. */
export function readExpression(file: YamlFile, node: Node | null, what: string, at = 0): Scalar<string> | null {
  if (!isScalar(node) || typeof node.value !== 'boolean') return readText(file, node, what, at);
  node.value = String(node.value);
  return isTextScalar(node) ? node : null;
}

/** A text that is not empty, with its node for places; null (and a fault) where it is none. */
export function readText(file: YamlFile, node: Node | null, what: string, at = 0): Scalar<string> | null {
  if (!isScalar(node)) {
    file.complain(offsetOf(node, at), `${what} must be a text.`);
    return null;
  }
  if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,')) {
    const [begin, end] = node.range ?? [at, at];
    const tagged = file.text.lastIndexOf(node.tag, begin);
    const written = tagged === -1 ? node.tag : file.text.slice(tagged, end).trim();
    file.complain(tagged === -1 ? begin : tagged, `"${written.slice(0, 60)}" begins with "!", which is a tag in YAML and loses the text; quote it: ${JSON.stringify(written)}.`);
    return null;
  }
  if (typeof node.value === 'string' && node.value.trim() !== '') return isTextScalar(node) ? node : null;
  const seen = typeof node.value === 'string' ? 'empty' : `the ${node.value === null ? 'empty value' : `${typeof node.value} ${node.source ?? String(node.value)}`}`;
  file.complain(offsetOf(node, at), `${what} must be a text; it is ${seen}${typeof node.value === 'number' || typeof node.value === 'boolean' ? '. Put it in quotes' : ''}.`);
  return null;
}

/** A scalar of another type: `pick` tells whether a value fits. */
export function readScalar<T>(file: YamlFile, entry: Entry, expected: string, pick: (value: unknown) => value is T): T | null {
  const value = isScalar(entry.value) ? entry.value.value : undefined;
  if (pick(value)) return value;
  file.complain(offsetOf(entry.value, offsetOf(entry.key)), `${String(entry.key.value)} must be ${expected}.`);
  return null;
}

/** One of some words, else a fault that offers the nearest. */
export function readWord<W extends string>(file: YamlFile, node: Node | null, what: string, words: readonly W[], at = 0): W | null {
  const text = isScalar(node) ? String(node.value) : null;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  const seen = text === null ? '.' : `, not ${JSON.stringify(text.slice(0, 60))}${didYouMean(text, words) || '.'}`;
  file.complain(offsetOf(node, at), `${what} must be one of ${words.join(', ')}${seen}`);
  return null;
}

/** A node as plain JSON; null (and a fault) where it holds something else. */
export function readPlain(file: YamlFile, node: Node | null): { readonly value: unknown } | null {
  if (isScalar(node)) return node.tag === undefined || node.tag.startsWith('tag:yaml.org,') ? { value: node.value } : null;
  if (isSeq(node)) {
    const items = node.items.map((item) => readPlain(file, refuseAlias(file, item)));
    return items.includes(null) ? null : { value: items.map((item) => item?.value) };
  }
  if (!isMap(node)) return null;
  const pairs = [...readMap(file, node, 'The value', null)].map(([key, entry]) => [key, readPlain(file, entry.value)] as const);
  return pairs.some(([, value]) => value === null) ? null : { value: Object.fromEntries(pairs.map(([key, value]) => [key, value?.value])) };
}

/** Where a node begins; `otherwise` where it has no place. */
export function offsetOf(node: Node | null, otherwise = 0): number {
  return node?.range?.[0] ?? otherwise;
}

/** Where character `at` of a text stands in the file: exact for texts on one line and literal blocks, else the text's beginning. */
export function offsetIn(file: YamlFile, node: Scalar<string>, at: number): number {
  const [start, end] = node.range ?? [0, 0];
  const from = node.type === 'PLAIN' ? start : start + 1;
  if (file.text.startsWith(node.value, from)) return from + at;
  if (node.type !== 'BLOCK_LITERAL') return start;
  const before = node.value.slice(0, at).split('\n');
  let lineStart = file.text.indexOf('\n', start) + 1;
  const indent = /^ */.exec(file.text.slice(lineStart))?.[0].length ?? 0;
  for (let line = 1; line < before.length; line += 1) lineStart = file.text.indexOf('\n', lineStart) + 1;
  return Math.min(lineStart + indent + (before.at(-1)?.length ?? 0), end);
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function isTextScalar(node: Scalar): node is Scalar<string> {
  return typeof node.value === 'string';
}

/** Aliases are not followed: they can multiply a text without bound. */
function refuseAlias(file: YamlFile, node: unknown): Node | null {
  if (!isNode(node)) return null;
  if (!isAlias(node)) return node;
  file.complain(offsetOf(node), `The alias "*${node.source.slice(0, 60)}" is not followed in a rule file; write the value out.`);
  return null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
