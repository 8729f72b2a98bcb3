import { RE2JS } from 're2js';

import type { Budget } from './budget.ts';

/** The largest regular expression, in instructions of its program. */
const MAX_PROGRAM = 3_000;
/** A pattern takes about this many instructions for the time of one step. */
const INSTRUCTIONS_PER_STEP = 8;

/** A regular expression of RE2 syntax: its time is linear in the text, whatever the text. */
export interface Pattern {
  /** Whether some part of the text matches; its cost is spent first. */
  isFoundIn(text: string, budget: Budget): boolean;
}

/** Compiles a pattern; gives a sentence where it is not valid or too large. */
export function compilePattern(source: string): Pattern | { readonly fault: string } {
  const repeats = [...source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce((sum, [, least = '', most = '']) => sum + Math.max(Number(least), Number(most)), 0);
  if (repeats > MAX_PROGRAM) return { fault: `The pattern is too large: it repeats parts ${repeats} times, ${MAX_PROGRAM} are allowed.` };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { fault: `The pattern is not valid RE2: ${error.message}.` };
  }
  const size = compiled.programSize();
  if (size > MAX_PROGRAM) return { fault: `The pattern is too large: it takes ${size} instructions, ${MAX_PROGRAM} are allowed.` };
  return {
    isFoundIn(text, budget) {
      budget.spend(Math.ceil(((text.length + 1) * size) / INSTRUCTIONS_PER_STEP));
      return compiled.matcher(text).find();
    },
  };
}
