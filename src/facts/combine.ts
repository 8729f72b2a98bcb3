import { unknown } from '../model/known.ts';
import type { Known, KnownValue, Unknown, UnknownReason } from '../model/known.ts';
import { show } from './field.ts';

/** Reasons that another source does not heal: this source did answer, and what it said is doubtful. */
const DOUBTS: readonly UnknownReason[] = ['malformed', 'unrecognised', 'conflict'];

/** A reply that is malformed is an answer too; an error code that nobody knows is none. */
function isDoubt(claim: Unknown): boolean {
  return DOUBTS.includes(claim.reason) && !(claim.isUnread && claim.reason === 'unrecognised');
}

/** Which reason is shown when no source brought a value: what failed before what was silent. */
const TELLING: readonly UnknownReason[] = ['denied', 'throttled', 'timeout', 'unreachable', 'server-error', 'unrecognised', 'unsupported', 'not-found', 'not-returned', 'rule-error', 'not-asked'];

/**
 * One fact from the sources that were read. Known values must agree (else `conflict`, all of them named), unless the
 * fact changes by itself: then the later read wins (claims stand in the order of reading). A doubtful answer is not healed by a good one; a failed read is.
 */
export function combine<T>(name: string, claims: readonly Known<T>[], changing = false): Known<T> {
  const doubt = claims.find((claim): claim is Unknown => claim.kind === 'unknown' && isDoubt(claim));
  if (doubt !== undefined) return doubt;
  const values = claims.filter((claim): claim is KnownValue<T> => claim.kind === 'known');
  const [first, ...others] = values;
  if (first === undefined) return mostTelling(name, claims);
  if (changing) return values.reduce((latest, value) => (value.evidence.readAt >= latest.evidence.readAt ? value : latest));
  const contradiction = others.find((other) => JSON.stringify(other.value) !== JSON.stringify(first.value));
  if (contradiction !== undefined) return conflict(name, first, contradiction);
  return others.length === 0 ? first : { ...first, confirmedBy: others.map((other) => other.evidence) };
}

/** Two sources that contradict each other: both values are named. */
export function conflict(name: string, one: KnownValue<unknown>, other: KnownValue<unknown>): Unknown {
  return unknown('conflict', `${one.evidence.operation} says ${name} is ${show(one.value)}, ${other.evidence.operation} says ${show(other.value)}.`, {
    operation: one.evidence.operation === other.evidence.operation ? one.evidence.operation : `${one.evidence.operation}, ${other.evidence.operation}`,
    requestId: other.evidence.requestId,
    readAt: other.evidence.readAt,
  });
}

function mostTelling(name: string, claims: readonly Known<unknown>[]): Unknown {
  const unknowns = claims.filter((claim): claim is Unknown => claim.kind === 'unknown');
  const [best] = unknowns.toSorted((a, b) => TELLING.indexOf(a.reason) - TELLING.indexOf(b.reason));
  return best ?? unknown('not-asked', `${name} was not asked for.`);
}
