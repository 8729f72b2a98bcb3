import type { Budget } from './budget.ts';
import { Duration, fault, isList, isMap, kindOf } from './values.ts';
import type { CelList, CelMap, CelValue, MapKey, Result } from './values.ts';

type Equality = boolean | 'different-kinds';

/**
 * Equality of two values. Whole and decimal numbers compare by value; null equals null only;
 * two other kinds are a fault, never "not equal": a fact of an unexpected type must not decide a rule.
 */
export function equals(left: CelValue, right: CelValue, budget: Budget): Result {
  const answer = compare(left, right, budget);
  return answer === 'different-kinds' ? fault(`A ${kindOf(left)} cannot be compared with a ${kindOf(right)}.`) : answer;
}

/** Whether a list holds a value, or a map a key. */
export function isIn(value: CelValue, collection: CelValue, budget: Budget): Result {
  if (isMap(collection)) return isMapKey(value) ? collection.has(value) : fault(`A ${kindOf(value)} cannot be a key of a map.`);
  if (!isList(collection)) return fault(`"in" expects a list or a map on its right side, not a ${kindOf(collection)}.`);
  let different = false;
  for (const item of collection) {
    const answer = compare(value, item, budget);
    if (answer === true) return true;
    if (answer === 'different-kinds') different = true;
  }
  return different ? fault(`A ${kindOf(value)} was looked for among values of another kind.`) : false;
}

export function isMapKey(value: CelValue): value is MapKey {
  return ['string', 'bigint', 'number', 'boolean'].includes(typeof value);
}

/** The order of two values of one kind: negative, zero or positive; NaN where a number has no order. */
export function order(left: CelValue, right: CelValue, budget: Budget): number | null {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spend(Math.min(left.length, right.length));
    return sign(left, right);
  }
  if (isNumber(left) && isNumber(right)) return Number.isNaN(left) || Number.isNaN(right) ? NaN : sign(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  if (left instanceof Duration && right instanceof Duration) return sign(left.nanoseconds, right.nanoseconds);
  return null;
}

function sign<T extends string | number | bigint>(left: T, right: T): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

function isNumber(value: CelValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function compare(left: CelValue, right: CelValue, budget: Budget): Equality {
  budget.spend(1);
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spend(Math.min(left.length, right.length));
    return left === right;
  }
  if (left === null || right === null) return left === right;
  // oxlint-disable-next-line eqeqeq -- 1 and 1.0 are equal in CEL
  if (isNumber(left) && isNumber(right)) return left == right;
  if (isList(left) && isList(right)) return compareLists(left, right, budget);
  if (isMap(left) && isMap(right)) return compareMaps(left, right, budget);
  if (kindOf(left) !== kindOf(right)) return 'different-kinds';
  return order(left, right, budget) === 0;
}

function compareLists(left: CelList, right: CelList, budget: Budget): Equality {
  if (left.length !== right.length) return false;
  let different = false;
  for (const [index, item] of left.entries()) {
    const answer = compare(item, right[index] ?? null, budget);
    if (answer === false) return false;
    if (answer === 'different-kinds') different = true;
  }
  return different ? 'different-kinds' : true;
}

function compareMaps(left: CelMap, right: CelMap, budget: Budget): Equality {
  if (left.size !== right.size) return false;
  let different = false;
  for (const [key, item] of left) {
    const other = right.get(key);
    if (other === undefined) return false;
    const answer = compare(item, other, budget);
    if (answer === false) return false;
    if (answer === 'different-kinds') different = true;
  }
  return different ? 'different-kinds' : true;
}
