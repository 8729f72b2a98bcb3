import type { z } from 'zod';

import { readTextFile } from '../files/read-file.ts';
import { UsageError } from '../model/faults.ts';
import { RESULT_SCHEMA } from '../model/result.ts';
import type { Result, ResultInstance } from '../model/result.ts';
import { clean, quoted } from '../report/text.ts';
import { resultSchema } from './schemas/result-schema.ts';

/** About 20,000 instances with all their findings; a text of more is more than one string can hold. */
const MOST_BYTES = 480 * 1024 * 1024;

/** Reads a result that `check --format json` wrote. Throws a UsageError, one sentence, where it is none, of another schema, cut off or edited. */
export function readResultFile(file: string): Result {
  return parseResult(readTextFile(file, MOST_BYTES), file);
}

/** The same for a text that was read already; `file` names it in messages. */
export function parseResult(given: string, file: string): Result {
  const text = given.replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(isManyLines(text)
      ? `${file} is NDJSON, one object a line; the whole result is wanted in one. Write it with \`tair-preflight check … --format json=result.json\`.`
      : `${file} is not JSON: it is no result, or was cut off. Write it again with \`tair-preflight check … --format json=result.json\`.`);
  }
  return toResult(value, file);
}

function isManyLines(text: string): boolean {
  const [first = ''] = text.split('\n', 1);
  if (text.slice(first.length).trim() === '') return false;
  try {
    const value: unknown = JSON.parse(first);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

function toResult(value: unknown, file: string): Result {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== RESULT_SCHEMA) {
    throw new UsageError(`${file} is of ${typeof schema === 'string' ? `schema ${quoted(schema)}` : 'no schema'}; this version reads ${RESULT_SCHEMA}. Use the version that made it, or check anew with \`tair-preflight check … --format json=result.json\`.`);
  }
  const parsed = resultSchema.safeParse(value, { reportInput: true });
  const issue = parsed.error?.issues.find((one) => !isNewReason(one));
  if (issue !== undefined) {
    throw new UsageError(`${file} is not a whole result: at ${quoted(issue.path.join('.'))}, ${clean(issue.message).slice(0, 200)}. Check anew.`);
  }
  const edited = whatContradicts(value as Result);
  if (edited !== null) throw new UsageError(`${file} was edited after it was made: ${edited}. Check anew.`);
  return value as Result;
}

/** A reason for not knowing that this version does not know: newer ones may have more, and readers accept them. */
function isNewReason(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'invalid_union') return issue.errors.some((branch) => branch.length > 0 && branch.every(isNewReason));
  return issue.code === 'invalid_value' && issue.path.at(-1) === 'reason' && typeof issue.input === 'string';
}

/** What a result says of itself that its instances do not bear out; null where all agrees. */
function whatContradicts({ summary, instances }: Result): string | null {
  const count = (holds: (instance: ResultInstance) => boolean): number => instances.filter(holds).length;
  const counted = {
    instances: instances.length, eligible: count(({ standing }) => standing === 'eligible'), blocked: count(({ standing }) => standing === 'blocked'), fixable: count(({ fixable }) => fixable),
    unknown: count(({ standing }) => standing === 'unknown'), enabled: count(({ standing }) => standing === 'enabled'), contended: count(({ contended }) => contended),
  };
  for (const [name, size] of Object.entries(counted)) {
    const told = summary[name as keyof typeof counted];
    if (told !== size) return `summary.${name} is ${told}, and its instances give ${size}`;
  }
  const wrong = instances.find((instance) => instance.standing !== 'enabled' && instance.standing !== standingOf(instance));
  return wrong === undefined ? null : `${quoted(wrong.instanceId)} is said to be ${wrong.standing}, and its findings make it ${standingOf(wrong)}`;
}

function standingOf({ facts, findings }: ResultInstance): ResultInstance['standing'] {
  const exists = facts['instance.exists'];
  if (exists !== undefined && 'value' in exists && exists.value === false) return 'blocked';
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.some(({ verdict }) => verdict === 'fail')) return 'blocked';
  return errors.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'eligible';
}
