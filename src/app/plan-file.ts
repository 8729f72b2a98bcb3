import { isThere, readTextFile } from '../files/read-file.ts';
import { UsageError } from '../model/faults.ts';
import { PLAN_SCHEMA } from '../model/plan.ts';
import type { Plan } from '../model/plan.ts';
import { planSchema } from '../plan/plan-schema.ts';
import { whatWasEdited } from '../plan/digests.ts';
import { clean, quoted } from '../report/text.ts';
import { usedBy } from './run-plan.ts';

const MOST_BYTES = 64 * 1024 * 1024;

/** Reads a plan file. Throws a UsageError, one sentence, where it is not a plan, of another schema, or was edited. */
export function readPlanFile(file: string): Plan {
  const text = readTextFile(file, MOST_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON: it is no plan, or was cut off. Make it again with \`tair-preflight plan\`.`);
  }
  return toPlan(value, file);
}

/**
 * That a new plan may be written under this name: what stands there is no plan that was used. Its journal names it, and a
 * new plan in its place would be taken for it. Throws a UsageError.
 */
export function assertReplaceable(file: string): void {
  if (!isThere(file) || !isThere(`${file}.used`)) return;
  const id = idOf(file);
  const journal = id === null ? null : usedBy(file, { id });
  if (journal === null) return;
  throw new UsageError(`${file} is a plan that was used, with the journal ${journal}, and is not overwritten: name another file with --out, or move it and ${file}.used away.`);
}

/** The id of the plan in a file; null where it is none. */
function idOf(file: string): string | null {
  try {
    const value: unknown = JSON.parse(readTextFile(file, MOST_BYTES));
    return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : null;
  } catch {
    return null;
  }
}

/** Checks that a value is a plan as it was made; `file` is named in the sentence where it is not. */
export function toPlan(value: unknown, file: string): Plan {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== PLAN_SCHEMA) {
    throw new UsageError(`${file} is of ${typeof schema === 'string' ? `schema ${quoted(schema)}` : 'no schema'}; this version reads ${PLAN_SCHEMA}. Use the version that made it, or plan anew.`);
  }
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${file} is not a whole plan: at ${quoted(issue?.path.join('.') ?? '')}, ${clean(issue?.message ?? '').slice(0, 200)}. Plan anew.`);
  }
  const edited = whatWasEditedIn(value as Plan);
  if (edited !== null) throw new UsageError(`${file} was edited after it was made: ${edited} is not as planned. A plan is applied as it was approved, or made anew.`);
  return value as Plan;
}

/** Nothing that was made by us is nested so deep that it cannot be put into words again. */
function whatWasEditedIn(plan: Plan): string | null {
  try {
    return whatWasEdited(plan);
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    return 'a part of it';
  }
}
