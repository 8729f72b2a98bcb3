import type { ASTNode } from '@marcbachmann/cel-js';

/** The macros over a list or the keys of a map, with the number of their arguments. */
export const MACROS: Readonly<Record<string, readonly number[]>> = { all: [2], exists: [2], exists_one: [2], filter: [2], map: [2, 3] };

export type Node = ASTNode;

/** A call that binds a name: a macro over a collection, or `cel.bind(name, value, body)`. */
export interface Binding {
  readonly macro: string;
  readonly name: Node;
  /** What is walked, or bound. */
  readonly source: Node;
  /** The expressions in which the name stands. */
  readonly bodies: readonly Node[];
}

/** The binding that a call makes; null for every other node. */
export function toBinding(node: Node): Binding | null {
  if (node.op !== 'rcall') return null;
  const [macro, receiver, [name, ...bodies]] = node.args;
  if (name === undefined) return null;
  if (macro === 'bind' && receiver.op === 'id' && receiver.args === 'cel') {
    const [source, ...body] = bodies;
    return source === undefined || body.length !== 1 ? null : { macro, name, source, bodies: body };
  }
  const counts = Object.hasOwn(MACROS, macro) ? MACROS[macro] : undefined;
  return counts?.includes(bodies.length + 1) === true ? { macro, name, source: receiver, bodies } : null;
}
