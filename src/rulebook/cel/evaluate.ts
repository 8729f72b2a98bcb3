import type { Budget } from './budget.ts';
import { isMapKey } from './compare.ts';
import { FUNCTIONS, METHODS } from './functions.ts';
import { applyBinary, negate } from './operators.ts';
import type { Pattern } from './patterns.ts';
import { toBinding } from './syntax.ts';
import type { Binding, Node } from './syntax.ts';
import { fault, isList, isMap, joinProblems, kindOf, Problem } from './values.ts';
import type { CelList, CelValue, MapKey, Result } from './values.ts';

/** What an evaluation needs besides the expression. */
export interface Run {
  /** A fact by its group and name. */
  fact(group: string, name: string): Result;
  readonly patterns: ReadonlyMap<Node, Pattern>;
  readonly budget: Budget;
  /** Is told of every sub-expression that is reached. */
  readonly tracer?: { enter(node: Node, scope: { readonly name: string; readonly value: CelValue } | null): void; leave(result: Result): void };
}

/** The names bound by macros, innermost first. */
interface Scope {
  readonly name: string;
  readonly value: CelValue;
  readonly outer: Scope | null;
}

/**
 * The value of an inspected expression. Unknown facts and faults are the error value: `&&` and `||` give an answer
 * where the other side decides it, everything else that touches a problem is that problem. Throws TooCostly.
 *
 * The CEL library parses and checks; evaluating is done here, because every unknown fact that was reached has to be
 * told, every step counted, and patterns matched in linear time.
 */
export function evaluate(node: Node, run: Run): Result {
  return walk(node, null, run);
}

function walk(node: Node, scope: Scope | null, run: Run): Result {
  run.budget.spend(1);
  if (run.tracer === undefined) return resolve(node, scope, run);
  run.tracer.enter(node, scope);
  const result = resolve(node, scope, run);
  run.tracer.leave(result);
  return result;
}

function resolve(node: Node, scope: Scope | null, run: Run): Result {
  switch (node.op) {
    case 'value': return toLiteral(node.args);
    case 'id': return lookUp(node.args, scope);
    case '.': return selectField(node.args[0], node.args[1], scope, run);
    case '[]': return strict(node.args, scope, run, ([collection = null, key = null]) => index(collection, key));
    case '!_': return strict([node.args], scope, run, ([value = null]) => (typeof value === 'boolean' ? !value : fault(`"!" expects true or false, not a ${kindOf(value)}.`)));
    case '-_': return strict([node.args], scope, run, ([value = null]) => negate(value));
    case '&&': return decide(false, node.args, scope, run);
    case '||': return decide(true, node.args, scope, run);
    case '?:': return choose(node.args, scope, run);
    case 'list': return strict(node.args, scope, run, (values) => values);
    case 'map': return strict(node.args.flat(), scope, run, toMap);
    case 'call': return call(node, scope, run);
    case 'rcall': return callMethod(node, scope, run);
    case '.?': case '[?]': return fault('Optional selection is not offered.');
    default: {
      const operator = node.op;
      return strict(node.args, scope, run, ([left = null, right = null]) => applyBinary(operator, left, right, run.budget));
    }
  }
}

/** Evaluates all operands; gives their problems, joined, or what `apply` makes of their values. */
function strict(nodes: readonly Node[], scope: Scope | null, run: Run, apply: (values: readonly CelValue[]) => Result): Result {
  const results = nodes.map((node) => walk(node, scope, run));
  const values = results.filter(isValue);
  return values.length === results.length ? apply(values) : (joinProblems(results) ?? fault('An operand is missing.'));
}

function isValue(result: Result): result is CelValue {
  return !(result instanceof Problem);
}

function toLiteral(literal: unknown): Result {
  if (literal === null || typeof literal === 'string' || typeof literal === 'bigint' || typeof literal === 'number' || typeof literal === 'boolean') return literal;
  return fault('A literal of this type is not offered.');
}

function lookUp(name: string, scope: Scope | null): Result {
  for (let at = scope; at !== null; at = at.outer) if (at.name === name) return at.value;
  return fault(`There is no variable "${name}".`);
}

function selectField(receiver: Node, field: string, scope: Scope | null, run: Run): Result {
  if (receiver.op === 'id' && !isBound(receiver.args, scope)) return run.fact(receiver.args, field);
  return strict([receiver], scope, run, ([value = null]) => index(value, field));
}

function isBound(name: string, scope: Scope | null): boolean {
  for (let at = scope; at !== null; at = at.outer) if (at.name === name) return true;
  return false;
}

function index(collection: CelValue, key: CelValue): Result {
  if (isMap(collection) && isMapKey(key)) return collection.get(key) ?? fault(`There is no key ${JSON.stringify(String(key).slice(0, 40))}.`);
  if (isList(collection) && typeof key === 'bigint') return collection[Number(key)] ?? fault(`There is no item ${key} in a list of ${collection.length}.`);
  return fault(`A ${kindOf(collection)} has no parts named by a ${kindOf(key)}.`);
}

/** `&&` (decisive false) and `||` (decisive true). */
function decide(decisive: boolean, [leftNode, rightNode]: readonly [Node, Node], scope: Scope | null, run: Run): Result {
  const left = toTruth(walk(leftNode, scope, run));
  if (left === decisive) return decisive;
  const right = toTruth(walk(rightNode, scope, run));
  if (right === decisive) return decisive;
  return joinProblems([left, right]) ?? !decisive;
}

function toTruth(result: Result): boolean | Problem {
  if (typeof result === 'boolean' || result instanceof Problem) return result;
  return fault(`A condition expects true or false, not a ${kindOf(result)}.`);
}

function choose([condition, yes, no]: readonly [Node, Node, Node], scope: Scope | null, run: Run): Result {
  const truth = toTruth(walk(condition, scope, run));
  return truth instanceof Problem ? truth : walk(truth ? yes : no, scope, run);
}

function toMap(values: readonly CelValue[]): Result {
  const map = new Map<MapKey, CelValue>();
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [key = null, value = null] = values.slice(at, at + 2);
    if (!isMapKey(key)) return fault(`A ${kindOf(key)} cannot be a key of a map.`);
    if (map.has(key)) return fault(`The key ${JSON.stringify(String(key).slice(0, 40))} stands twice in a map.`);
    map.set(key, value);
  }
  return map;
}

function call(node: Node & { op: 'call' }, scope: Scope | null, run: Run): Result {
  const [name, values] = node.args;
  const [asked] = values;
  if (name === 'has' && asked?.op === '.') {
    const [receiver, field] = asked.args;
    return strict([receiver], scope, run, ([value = null]) => (isMap(value) ? value.has(field) : fault(`has() expects a map, not a ${kindOf(value)}.`)));
  }
  if (name === 'matches') return match(node, values, scope, run);
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return known === undefined ? fault(`There is no function "${name}".`) : strict(values, scope, run, (given) => known.run(given, run.budget));
}

function callMethod(node: Node & { op: 'rcall' }, scope: Scope | null, run: Run): Result {
  const binding = toBinding(node);
  if (binding !== null) return bind(binding, scope, run);
  const [name, receiver, values] = node.args;
  if (name === 'matches') return match(node, [receiver, ...values], scope, run);
  const known = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  return known === undefined ? fault(`There is no function "${name}".`) : strict([receiver, ...values], scope, run, (given) => known.run(given, run.budget));
}

function match(node: Node, values: readonly Node[], scope: Scope | null, run: Run): Result {
  const pattern = run.patterns.get(node);
  return strict(values.slice(0, 1), scope, run, ([text = null]) =>
    pattern !== undefined && typeof text === 'string' ? pattern.isFoundIn(text, run.budget) : fault(`matches expects a text, not a ${kindOf(text)}.`));
}

function bind({ macro, name, source, bodies }: Binding, scope: Scope | null, run: Run): Result {
  const [first, second] = bodies;
  const over = walk(source, scope, run);
  if (over instanceof Problem || first === undefined || name.op !== 'id') return over;
  const within = (body: Node, value: CelValue): Result => walk(body, { name: name.args, value, outer: scope }, run);
  if (macro === 'bind') return within(first, over);
  if (!isList(over) && !isMap(over)) return fault(`${macro} walks a list or a map, not a ${kindOf(over)}.`);
  const items: CelList = isList(over) ? over : [...over.keys()];
  run.budget.spend(items.length);
  switch (macro) {
    case 'all': return quantify(false, items, (item) => within(first, item));
    case 'exists': return quantify(true, items, (item) => within(first, item));
    case 'exists_one': return count(items, (item) => within(first, item));
    case 'filter': return collect(items, (item) => within(first, item), (item) => item);
    default: return second === undefined ? collect(items, () => true, (item) => within(first, item)) : collect(items, (item) => within(first, item), (item) => within(second, item));
  }
}

/** `all` (decisive false) and `exists` (decisive true). */
function quantify(decisive: boolean, items: CelList, test: (item: CelValue) => Result): Result {
  const problems: Problem[] = [];
  for (const item of items) {
    const truth = toTruth(test(item));
    if (truth === decisive) return decisive;
    if (truth instanceof Problem) problems.push(truth);
  }
  return joinProblems(problems) ?? !decisive;
}

function count(items: CelList, test: (item: CelValue) => Result): Result {
  const truths = items.map((item) => toTruth(test(item)));
  return joinProblems(truths) ?? truths.filter((truth) => truth === true).length === 1;
}

function collect(items: CelList, keep: (item: CelValue) => Result, transform: (item: CelValue) => Result): Result {
  const problems: Problem[] = [];
  const collected: CelValue[] = [];
  for (const item of items) {
    const kept = toTruth(keep(item));
    const value = kept === true ? transform(item) : kept;
    if (value instanceof Problem) problems.push(value);
    else if (kept === true) collected.push(value);
  }
  return joinProblems(problems) ?? collected;
}
