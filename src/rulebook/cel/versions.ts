import { fault } from './values.ts';
import type { Result } from './values.ts';

const DOTTED = /^\d{1,9}(?:\.\d{1,9}){0,9}$/;

/** Whether a text is a version of dotted whole numbers, such as "5.0". */
export function isVersion(text: string): boolean {
  return DOTTED.test(text);
}

/** Whether version `actual` is `least` or newer, part by part as numbers ("10.0" is newer than "5.0", "5" equals "5.0"). */
export function versionAtLeast(actual: string, least: string): Result {
  for (const text of [actual, least]) {
    if (!isVersion(text)) return fault(`versionAtLeast expects versions such as "5.0", not ${JSON.stringify(text.slice(0, 40))}.`);
  }
  const left = actual.split('.').map(Number);
  const right = least.split('.').map(Number);
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
