import type { BinaryOperator } from '@marcbachmann/cel-js';

import type { Budget } from './budget.ts';
import { equals, isIn, order } from './compare.ts';
import { Duration, fault, isList, kindOf } from './values.ts';
import type { CelValue, Result } from './values.ts';

const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);
const MILLISECOND = 1_000_000n;
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/** What a binary operator gives for two known values. */
export function applyBinary(operator: BinaryOperator, left: CelValue, right: CelValue, budget: Budget): Result {
  switch (operator) {
    case '==': return equals(left, right, budget);
    case '!=': {
      const equal = equals(left, right, budget);
      return typeof equal === 'boolean' ? !equal : equal;
    }
    case 'in': return isIn(left, right, budget);
    case '<': case '<=': case '>': case '>=': return compareOrder(operator, left, right, budget);
    case '+': return add(left, right, budget);
    case '-': return subtract(left, right);
    case '*': case '/': case '%': return multiply(operator, left, right);
  }
}

/** A whole number, or a fault where it leaves 64 bits. */
export function toInt(value: bigint): Result {
  return value <= MAX_INT && value >= MIN_INT ? value : fault(`The whole number ${clip(value)} does not fit into 64 bits.`);
}

/** A timestamp, or a fault where it lies outside the years 1 to 9999. */
export function toTimestamp(milliseconds: number): Result {
  if (milliseconds >= FIRST_INSTANT && milliseconds <= LAST_INSTANT) return new Date(milliseconds);
  return fault('A timestamp lies outside the years 1 to 9999.');
}

export function negate(value: CelValue): Result {
  if (typeof value === 'bigint') return toInt(-value);
  if (typeof value === 'number') return -value;
  return fault(`"-" expects a number, not a ${kindOf(value)}.`);
}

function compareOrder(operator: '<' | '<=' | '>' | '>=', left: CelValue, right: CelValue, budget: Budget): Result {
  const sign = order(left, right, budget);
  if (sign === null) return misfit(operator, left, right);
  switch (operator) {
    case '<': return sign < 0;
    case '<=': return sign <= 0;
    case '>': return sign > 0;
    case '>=': return sign >= 0;
  }
}

function add(left: CelValue, right: CelValue, budget: Budget): Result {
  if (typeof left === 'bigint' && typeof right === 'bigint') return toInt(left + right);
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spend(left.length + right.length);
    return left + right;
  }
  if (isList(left) && isList(right)) {
    budget.spend(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Duration && right instanceof Duration) return toDuration(left.nanoseconds + right.nanoseconds);
  if (left instanceof Date && right instanceof Duration) return shift(left, right.nanoseconds);
  if (left instanceof Duration && right instanceof Date) return shift(right, left.nanoseconds);
  return misfit('+', left, right);
}

function subtract(left: CelValue, right: CelValue): Result {
  if (typeof left === 'bigint' && typeof right === 'bigint') return toInt(left - right);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (left instanceof Duration && right instanceof Duration) return toDuration(left.nanoseconds - right.nanoseconds);
  if (left instanceof Date && right instanceof Duration) return shift(left, -right.nanoseconds);
  if (left instanceof Date && right instanceof Date) return new Duration(BigInt(left.getTime() - right.getTime()) * MILLISECOND);
  return misfit('-', left, right);
}

function multiply(operator: '*' | '/' | '%', left: CelValue, right: CelValue): Result {
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    if (operator === '*') return toInt(left * right);
    if (right === 0n) return fault('A number was divided by zero.');
    return operator === '/' ? toInt(left / right) : left % right;
  }
  if (typeof left === 'number' && typeof right === 'number' && operator !== '%') return operator === '*' ? left * right : left / right;
  return misfit(operator, left, right);
}

function shift(instant: Date, nanoseconds: bigint): Result {
  return toTimestamp(instant.getTime() + Number(nanoseconds / MILLISECOND));
}

function toDuration(nanoseconds: bigint): Result {
  return nanoseconds <= MAX_INT && nanoseconds >= MIN_INT ? new Duration(nanoseconds) : fault('A duration is longer than 292 years.');
}

function misfit(operator: string, left: CelValue, right: CelValue): Result {
  return fault(`"${operator}" does not fit a ${kindOf(left)} and a ${kindOf(right)}.`);
}

function clip(value: bigint): string {
  const digits = String(value);
  return digits.length > 30 ? `${digits.slice(0, 30)}…` : digits;
}
