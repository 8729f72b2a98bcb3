import { z } from 'zod';

import { readTextFile } from '../files/read-file.ts';
import type { FactName, FactSet, FactValue } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import { known, UNKNOWN_REASONS, unknown } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import { ANSWER_KINDS, OBSERVATION_SCHEMA } from '../model/observation-record.ts';
import type { ObservationPlace, ObservationRecord } from '../model/observation-record.ts';
import { OUTCOMES } from '../model/outcome.ts';
import { OPERATIONS } from '../model/plan.ts';
import { PRESETS, VERDICTS } from '../model/rule.ts';
import { clean } from '../report/text.ts';

/** The largest collection and the longest line, in bytes and characters. */
const MOST_BYTES = 256 * 1024 * 1024;
const LONGEST_LINE = 1024 * 1024;
/** Faults that are told; the others are counted. */
const MOST_FAULTS = 20;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const factValue = z.union([scalar, z.array(z.string()), z.array(z.record(z.string(), scalar)), z.record(z.string(), z.string())]);
const names = z.array(z.string());

/** The shape of a line; further fields of later versions are accepted, and so are reasons that this one does not know. */
export const observationSchema = z.looseObject({
  schema: z.literal(OBSERVATION_SCHEMA),
  at: z.iso.datetime(),
  operation: z.enum(OPERATIONS),
  rulebook: z.looseObject({ preset: z.enum(PRESETS), digest: z.string() }),
  facts: z.record(z.string(), z.union([z.looseObject({ value: factValue }), z.looseObject({ unknown: z.string() })])),
  replaced: names,
  leftOut: names,
  verdicts: z.record(z.string(), z.enum(VERDICTS)),
  answer: z.looseObject({ kind: z.enum(ANSWER_KINDS), code: z.string().max(200).nullable() }).refine((answer) => (answer.kind === 'refused') === (answer.code !== null), 'a refusal has a code, and nothing else has'),
  outcome: z.enum(OUTCOMES),
  race: z.string().nullable(),
});

/** A line of a collection. */
export interface PlacedObservation extends ObservationPlace {
  readonly record: ObservationRecord;
  readonly facts: FactSet;
}

/** Reads collections of observations. Throws a UsageError with a sentence for each malformed line, `FILE:line: …`; blank lines are nothing. */
export function readObservations(files: readonly string[]): PlacedObservation[] {
  const faults: string[] = [];
  const found = files.flatMap((file) => {
    const text = readText(file, faults);
    return text.split('\n').flatMap((line, at) => readLine(line, { file, line: at + 1 }, faults));
  });
  if (faults.length > 0) throw new UsageError([...faults.slice(0, MOST_FAULTS), ...(faults.length > MOST_FAULTS ? [`${faults.length - MOST_FAULTS} more faults of this kind.`] : [])]);
  return found;
}

function readText(file: string, faults: string[]): string {
  try {
    return readTextFile(file, MOST_BYTES);
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    faults.push(...fault.faults);
    return '';
  }
}

function readLine(text: string, place: ObservationPlace, faults: string[]): PlacedObservation[] {
  if (text.trim() === '') return [];
  const complain = (sentence: string): [] => {
    faults.push(`${place.file}:${place.line}: ${sentence}`);
    return [];
  };
  if (text.length > LONGEST_LINE) return complain(`the line is longer than any observation.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return complain('the line is not JSON, or was cut off. Remove it.');
  }
  const parsed = observationSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `at ${clean(issue.path.join('.').slice(0, 100))}, `;
    return complain(`the line is no observation of schema ${OBSERVATION_SCHEMA}: ${where}${clean(issue?.message ?? '').slice(0, 200)}.`);
  }
  const record = value as ObservationRecord;
  return [{ ...place, record, facts: toFactSet(record) }];
}

/** The facts as they were kept. Those that were left out are unknown. */
export function toFactSet(record: Pick<ObservationRecord, 'at' | 'facts' | 'leftOut'>): FactSet {
  const evidence = { operation: 'observation', requestId: null, readAt: record.at };
  const facts = new Map<FactName, Known<FactValue>>();
  for (const [name, fact] of Object.entries(record.facts)) {
    const reason = 'unknown' in fact ? UNKNOWN_REASONS.find((word) => word === fact.unknown) ?? 'unrecognised' : null;
    facts.set(name as FactName, 'value' in fact ? known(fact.value, evidence) : unknown(reason ?? 'not-asked', `It was unknown (${clean(String(reason))}) when it was observed.`));
  }
  for (const name of record.leftOut) facts.set(name as FactName, unknown('not-asked', 'It was left out of the observation.'));
  return facts;
}
