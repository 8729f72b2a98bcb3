import { isMap, isNode, isScalar, Lexer, LineCounter, parseDocument, Parser, type Document } from 'yaml';
import { z } from 'zod';

import { didYouMean } from './did-you-mean.ts';

/** What is wrong with a file that was read as YAML: one sentence a fault, each beginning with FILE:line:column where the place is known. */
export class FileFaults extends Error {
  override readonly name = 'FileFaults';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** A fault at a path inside the file; the place is looked up. */
export interface PlacedFault {
  readonly path: readonly PropertyKey[];
  readonly sentence: string;
}

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_ALIASES = 100;
const MOST_NESTING = 100;
/** One slip can make thousands of faults of what follows. */
const MOST_SYNTAX_FAULTS = 20;

/**
 * Reads YAML (or JSON) text, checks it against the schema and then by `check`.
 * Throws FileFaults with every fault at once. Files over 8 MB, nested deeper than 100 levels, and alias bombs are refused.
 */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>, check: (value: T, asWritten: unknown) => readonly PlacedFault[]): T {
  if (Buffer.byteLength(text) > MOST_BYTES) throw new FileFaults([`${file}: Expected at most 8 MB; the file is larger. Split it.`]);
  const lines = new LineCounter();
  const document = parse(text, file, lines);
  if (document.errors.length > 0) {
    const told = document.errors.slice(0, MOST_SYNTAX_FAULTS).map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return `${file}:${line}:${col}: This is not YAML: ${firstSentence(error.message)}`;
    });
    const left = document.errors.length - told.length;
    throw new FileFaults(left === 0 ? told : [...told, `${file}: And ${left} more of the kind; mend the first.`]);
  }
  const value = toValue(document, file);
  const parsed = schema.safeParse(value);
  const faults = parsed.success ? check(parsed.data, value) : parsed.error.issues.flatMap((issue) => toFaults(issue, value, schema));
  if (faults.length > 0 || !parsed.success) {
    throw new FileFaults(faults.map((fault) => `${file}:${placeOf(document, fault.path, lines)}: ${fault.sentence}`));
  }
  return parsed.data;
}

function parse(text: string, file: string, lines: LineCounter): Document.Parsed {
  const deep = findTooDeep(text);
  if (deep !== null) {
    const before = text.slice(0, deep);
    throw new FileFaults([`${file}:${before.split('\n').length}:${deep - before.lastIndexOf('\n')}: The file is nested deeper than ${MOST_NESTING} levels. Flatten it.`]);
  }
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false });
  } catch (error) {
    throw new FileFaults([`${file}: The file cannot be read as YAML: ${error instanceof RangeError ? 'it is nested too deeply' : firstSentence(String(error))}.`]);
  }
}

/** The offset at which the nesting gets too deep: composing the tokens is recursive and could exhaust the stack, walking them is not. */
function findTooDeep(text: string): number | null {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) void token;
    if (parser.stack.length > MOST_NESTING) return parser.offset;
  }
  return null;
}

function toValue(document: Document.Parsed, file: string): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    const why = error instanceof RangeError ? 'it is nested too deeply' : 'its aliases stand for nothing or for too much (100 at most)';
    throw new FileFaults([`${file}: The file cannot be read as YAML: ${why}.`]);
  }
  if (isDeeperThan(MOST_NESTING, value)) throw new FileFaults([`${file}: Through its aliases the file is nested deeper than ${MOST_NESTING} levels. Flatten it.`]);
  return value;
}

/** Of a value that holds itself, too. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item));
}

/** Keys named __proto__, at any depth: no map of ours holds one, and what was said with it would be lost without a word. */
export function lostKeys(value: unknown, path: readonly PropertyKey[] = []): PlacedFault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return key === '__proto__' ? [{ path: at, sentence: 'A key cannot be named "__proto__". Take it out.' }] : lostKeys(item, at);
  });
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? '').slice(0, 200);
}

/** line:column of a path, or of the nearest part of it that stands in the file. */
function placeOf(document: Document.Parsed, path: readonly PropertyKey[], lines: LineCounter): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset === null) continue;
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  }
  return '1:1';
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | null {
  if (path.length === 0) return document.contents?.range[0] ?? null;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
    const key = pair?.key;
    return isScalar(key) ? (key.range?.[0] ?? null) : null;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

type Issue = z.core.$ZodIssue;

function toFaults(issue: Issue, root: unknown, schema: z.ZodType): readonly PlacedFault[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path, root);
    return issue.keys.map((name) => {
      const near = didYouMean(name, known);
      return { path: [...issue.path, name], sentence: `There is no "${name}" here.${near === null ? '' : ` Did you mean "${near}"?`}` };
    });
  }
  return [{ path: issue.path, sentence: toSentence(issue, valueAt(root, issue.path)) }];
}

function toSentence(issue: Issue, value: unknown): string {
  const name = String(issue.path.at(-1) ?? 'the file');
  const words = wordsOf(issue);
  if (words !== null) {
    const near = typeof value === 'string' ? didYouMean(value, words) : null;
    return `Expected ${name} to be one of ${words.join(', ')}; saw ${shown(value)}.${near === null ? '' : ` Did you mean "${near}"?`}`;
  }
  if (issue.code === 'invalid_type') {
    const expected = SHAPES[issue.expected] ?? `a ${issue.expected}`;
    if (value === undefined) return `Expected ${name}, ${expected}; it is missing.`;
    const advice = issue.expected === 'string' && typeof value !== 'object' ? ' Write it in quotes.' : '';
    return `Expected ${name} to be ${expected}; saw ${shown(value)}.${advice}`;
  }
  return `${name} is not as expected (${issue.message}); saw ${shown(value)}.`;
}

const SHAPES: Readonly<Record<string, string>> = { object: 'a map', record: 'a map', array: 'a list', int: 'a whole number', boolean: 'true or false' };

/** The words that would do, where only some do. */
function wordsOf(issue: Issue): readonly string[] | null {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) return issue.options.map(String);
  return null;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return JSON.stringify(value).slice(0, 80);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;
  }
  return value;
}

/** The keys that the schema knows at a path; for a union, those of the member that the value's `kind` selects, or of all. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], root: unknown): readonly string[] {
  let at: readonly z.core.$ZodType[] = [schema];
  for (const part of path) at = at.flatMap((one) => step(one, part));
  const kind = valueAt(root, [...path, 'kind']);
  return at.flatMap((one) => options(one)).filter((one) => kind === undefined || acceptsKind(one, kind)).flatMap((one) => Object.keys(shapeOf(one)));
}

function options(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return options(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one: z.core.$ZodType) => options(one));
  return [schema];
}

function step(schema: z.core.$ZodType, part: PropertyKey): readonly z.core.$ZodType[] {
  return options(schema).flatMap((one) => {
    if (one instanceof z.ZodArray) return [one.element];
    const next = shapeOf(one)[String(part)];
    return next === undefined ? [] : [next];
  });
}

function shapeOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

function acceptsKind(schema: z.core.$ZodType, kind: unknown): boolean {
  const shape = shapeOf(schema)['kind'];
  return shape === undefined || (shape instanceof z.ZodType && shape.safeParse(kind).success);
}
