import type { FactName } from '../../model/facts.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { Dictionary } from './dictionary.ts';
import { FUNCTIONS, METHODS } from './functions.ts';
import { compilePattern } from './patterns.ts';
import type { Pattern } from './patterns.ts';
import { MACROS, toBinding } from './syntax.ts';
import type { Binding, Node } from './syntax.ts';
import { isVersion } from './versions.ts';

/** Something wrong in an expression, with its place in the text. */
export interface ExpressionFault {
  readonly offset: number;
  readonly sentence: string;
}

export interface Inspection {
  readonly facts: ReadonlySet<FactName>;
  /** The compiled pattern of every call of `matches`. */
  readonly patterns: ReadonlyMap<Node, Pattern>;
  readonly faults: readonly ExpressionFault[];
}

const MAX_DEPTH = 100;
const MAX_NESTED_MACROS = 3;
const VERSION_FACTS: ReadonlySet<string> = new Set(['instance.engineVersion', 'version.minor', 'version.latestMinor']);
/** Functions whose result is still (a part of) the version they were given. */
const KEEP_VERSION: ReadonlySet<string> = new Set(['string', 'dyn', 'double', 'lowerAscii', 'upperAscii', 'trim', 'substring', 'split', 'join']);

/** The names that macros have bound, each with whether it may stand for a version. */
type Scope = ReadonlyMap<string, boolean>;

interface Walk {
  readonly dictionary: Dictionary;
  readonly facts: Set<FactName>;
  readonly patterns: Map<Node, Pattern>;
  readonly faults: ExpressionFault[];
  depth: number;
  macros: number;
}

/**
 * Walks an expression and tells which facts it names and all that is wrong with it besides types: unknown names,
 * a group of facts used as a value, `has` on a fact, `<` on versions, patterns that are not literal, too much nesting.
 */
export function inspect(root: Node, dictionary: Dictionary): Inspection {
  const walk: Walk = { dictionary, facts: new Set(), patterns: new Map(), faults: [], depth: 0, macros: 0 };
  visit(walk, root, new Map());
  return walk;
}

/** Visits a node; tells whether its value may be a version's text. */
function visit(walk: Walk, node: Node, scope: Scope): boolean {
  if (walk.depth >= MAX_DEPTH) {
    const sentence = `The expression is nested deeper than ${MAX_DEPTH} levels.`;
    if (!walk.faults.some((fault) => fault.sentence === sentence)) complain(walk, node, sentence);
    return false;
  }
  walk.depth += 1;
  const isVersionText = visitNode(walk, node, scope);
  walk.depth -= 1;
  return isVersionText;
}

function visitNode(walk: Walk, node: Node, scope: Scope): boolean {
  switch (node.op) {
    case 'value':
      if (typeof node.args === 'object' && node.args !== null) complain(walk, node, 'Bytes and unsigned numbers are not offered; write a text or a whole number.');
      return false;
    case 'id': return visitName(walk, node, node.args, scope);
    case '.': return visitField(walk, node.args[0], node.args[1], scope);
    case '[]': return visitAll(walk, node.args, scope)[0] === true;
    case '.?': case '[?]':
      complain(walk, node, 'Optional selection is not offered: a default would turn "could not read" into a value.');
      return false;
    case 'call': return visitCall(walk, node, node.args[0], node.args[1], scope);
    case 'rcall': return visitMethod(walk, node, scope);
    case 'list': return visitAll(walk, node.args, scope).includes(true);
    case 'map': return node.args.map((entry) => visitAll(walk, entry, scope)[1] === true).includes(true);
    case '?:': return visitAll(walk, node.args, scope).slice(1).includes(true);
    case '!_': case '-_': return visit(walk, node.args, scope) && false;
    case '+': return visitAll(walk, node.args, scope).includes(true);
    case '<': case '<=': case '>': case '>=': {
      const compared = visitAll(walk, node.args, scope).includes(true);
      if (compared) complain(walk, node, `"${node.op}" on versions compares letters, so that 10.0 comes before 5.0; use versionAtLeast(instance.engineVersion, "5.0").`);
      return false;
    }
    default:
      visitAll(walk, node.args, scope);
      return false;
  }
}

function visitAll(walk: Walk, nodes: readonly Node[], scope: Scope): boolean[] {
  return nodes.map((node) => visit(walk, node, scope));
}

function visitName(walk: Walk, node: Node, name: string, scope: Scope): boolean {
  const bound = scope.get(name);
  if (bound !== undefined) return bound;
  if (walk.dictionary.groups.has(name)) {
    const example = [...walk.dictionary.shapes.keys()].find((fact) => fact.startsWith(`${name}.`)) ?? `${name}.name`;
    complain(walk, node, `"${name}" is a group of facts, not a value; name one fact of it, such as ${example}.`);
  } else {
    complain(walk, node, `There is no fact or variable "${name}"${end(didYouMean(name, [...walk.dictionary.groups, ...scope.keys()]))}`);
  }
  return false;
}

function visitField(walk: Walk, receiver: Node, field: string, scope: Scope): boolean {
  if (receiver.op !== 'id' || scope.has(receiver.args)) return visit(walk, receiver, scope);
  const name = `${receiver.args}.${field}`;
  if (walk.dictionary.shapeOf(name) === undefined) {
    complain(walk, receiver, `Fact "${name}" is not in the dictionary${end(didYouMean(name, walk.dictionary.shapes.keys()))}`);
    return false;
  }
  // oxlint-disable-next-line typescript/consistent-type-assertions -- shapeOf has just said that it is one
  walk.facts.add(name as FactName);
  return VERSION_FACTS.has(name);
}

function visitCall(walk: Walk, node: Node, name: string, values: readonly Node[], scope: Scope): boolean {
  if (name === 'has') return visitHas(walk, node, values, scope);
  if (name === 'matches') return visitMatches(walk, node, values, scope);
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) complain(walk, node, `There is no function "${name}"${end(didYouMean(name, [...Object.keys(FUNCTIONS), 'has', 'matches']))}`);
  else checkCount(walk, node, name, known.arguments, values.length);
  if (name === 'versionAtLeast') checkVersions(walk, values);
  return visitAll(walk, values, scope).includes(true) && KEEP_VERSION.has(name);
}

function visitMethod(walk: Walk, node: Node & { op: 'rcall' }, scope: Scope): boolean {
  const [name, receiver, values] = node.args;
  const binding = toBinding(node);
  if (binding !== null) return visitBinding(walk, binding, scope);
  if (name === 'matches') return visitMatches(walk, node, [receiver, ...values], scope);
  const known = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  const macro = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (known !== undefined) checkCount(walk, node, name, known.arguments, values.length);
  else if (macro !== undefined) checkCount(walk, node, name, macro, values.length);
  else complain(walk, node, `There is no function "${name}"${end(didYouMean(name, [...Object.keys(METHODS), ...Object.keys(MACROS), 'matches']))}`);
  return visitAll(walk, [receiver, ...values], scope)[0] === true && KEEP_VERSION.has(name);
}

function visitBinding(walk: Walk, binding: Binding, scope: Scope): boolean {
  const source = visit(walk, binding.source, scope);
  if (binding.name.op !== 'id') {
    complain(walk, binding.name, `The first argument of ${binding.macro} is the name of a variable.`);
    return false;
  }
  const name = binding.name.args;
  const hides = name === 'cel' || (name !== 'x' && walk.dictionary.groups.has(name)); // x is what everybody calls an item
  if (hides) complain(walk, binding.name, `The variable "${name}" would hide the facts of that name; choose another name.`);
  walk.macros += 1;
  if (walk.macros > MAX_NESTED_MACROS) complain(walk, binding.name, `More than ${MAX_NESTED_MACROS} macros stand in one another.`);
  const bodies = visitAll(walk, binding.bodies, new Map(scope).set(name, source));
  walk.macros -= 1;
  if (binding.macro === 'filter') return source;
  return (binding.macro === 'map' || binding.macro === 'bind') && bodies.at(-1) === true;
}

function visitHas(walk: Walk, node: Node, values: readonly Node[], scope: Scope): boolean {
  const [asked] = values;
  if (asked === undefined || values.length > 1 || asked.op !== '.') {
    complain(walk, node, 'has() takes one selection, such as has(instance.tags.team).');
    return false;
  }
  const [receiver, field] = asked.args;
  if (receiver.op === 'id' && walk.dictionary.groups.has(receiver.args) && !scope.has(receiver.args)) {
    complain(walk, node, `has(${receiver.args}.${field}) cannot tell whether a fact was read: a fact is known or unknown, never absent. Name the fact itself.`);
    return false;
  }
  return visit(walk, receiver, scope) && false;
}

function visitMatches(walk: Walk, node: Node, values: readonly Node[], scope: Scope): boolean {
  const [text, pattern] = values;
  if (text === undefined || pattern === undefined || values.length > 2) {
    complain(walk, node, 'matches takes a text and a pattern, such as request.prefix.matches("^[a-z]+$").');
    return false;
  }
  visit(walk, text, scope);
  if (pattern.op !== 'value' || typeof pattern.args !== 'string') {
    complain(walk, pattern, 'The pattern of matches must be a literal text, so that it is checked when the rule is loaded.');
    return false;
  }
  const compiled = compilePattern(pattern.args);
  if ('fault' in compiled) complain(walk, pattern, compiled.fault);
  else walk.patterns.set(node, compiled);
  return false;
}

function checkVersions(walk: Walk, values: readonly Node[]): void {
  for (const value of values) {
    if (value.op !== 'value' || typeof value.args !== 'string' || isVersion(value.args)) continue;
    complain(walk, value, `versionAtLeast expects a version of dotted whole numbers, such as "5.0", not ${JSON.stringify(value.args.slice(0, 40))}.`);
  }
}

function checkCount(walk: Walk, node: Node, name: string, allowed: readonly number[], given: number): void {
  if (!allowed.includes(given)) complain(walk, node, `${name} takes ${allowed.join(' or ')} argument${allowed.at(-1) === 1 ? '' : 's'}; it was given ${given}.`);
}

function complain(walk: Walk, node: Node, sentence: string): void {
  walk.faults.push({ offset: node.start, sentence });
}

function end(suggestion: string): string {
  return suggestion === '' ? '.' : suggestion;
}
