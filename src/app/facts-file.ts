import { z } from 'zod';

import { readYaml } from '../emulator/read-yaml.ts';
import type { PlacedFault } from '../emulator/read-yaml.ts';
import { readTextFile } from '../files/read-file.ts';
import { OWN_FACT_NAME } from '../model/facts.ts';
import type { FactName, FactShape, FactValue } from '../model/facts.ts';
import { parseIsoTime } from '../model/iso-time.ts';
import { known, unknown } from '../model/known.ts';
import type { Known } from '../model/known.ts';
import type { ExtraFacts } from '../model/rule.ts';
import { asUsage } from './as-usage.ts';
import { readFactsCsv } from './facts-csv.ts';

/** Facts of the user's own: their types, and what the file says of an instance now. */
export interface OwnFacts {
  readonly shapes: ExtraFacts;
  /** Every declared fact: known, or unknown where it is missing, of another type or outdated. */
  of(instanceId: string, now: Date): ReadonlyMap<FactName, Known<FactValue>>;
}

/** The largest CSV; YAML and JSON have a limit of their own. */
const MOST_BYTES = 64 * 1024 * 1024;

const TYPES = ['string', 'int', 'bool', 'timestamp', 'list', 'map'] as const;
const name = z.string().regex(OWN_FACT_NAME);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([scalar, z.array(z.string()), z.record(z.string(), z.json())]);

/** `facts` declares names and types, `instances` gives values by instance id: plain, or as {value, until}. */
export const factsFileSchema = z.strictObject({
  facts: z.record(name, z.enum(TYPES)),
  instances: z.record(z.string(), z.record(name, value)),
});

type FactsFile = z.infer<typeof factsFileSchema>;

/** Reads a file of facts (YAML or JSON, or CSV by its name). Throws a UsageError with every fault of its form; a value of another type makes that fact unknown. */
export function readFactsFile(file: string): OwnFacts {
  const content = parse(file, readTextFile(file, MOST_BYTES));
  const shapes: Record<`x.${string}`, FactShape> = Object.fromEntries(Object.entries(content.facts).map(([fact, kind]) => [fact, { kind }]));
  const instances = new Map(Object.entries(content.instances).map(([id, values]) => [id, new Map<string, unknown>(Object.entries(values))]));
  return {
    shapes,
    of: (instanceId, now) => new Map(Object.entries(shapes).map(([fact, shape]) => [fact as FactName, toFact(fact, shape, instances.get(instanceId)?.get(fact), { instanceId, file, now })])),
  };
}

function parse(file: string, text: string): FactsFile {
  return asUsage(() => (/\.csv$/i.test(file) ? readFactsCsv(text, file) : readYaml(text, file, factsFileSchema, undeclared)));
}

function undeclared(content: FactsFile): readonly PlacedFault[] {
  return Object.entries(content.instances).flatMap(([id, values]) => Object.keys(values).filter((fact) => !Object.hasOwn(content.facts, fact))
    .map((fact) => ({ path: ['instances', id, fact], sentence: `${fact} is not declared under "facts"; give its type there.` })));
}

interface Place {
  readonly instanceId: string;
  readonly file: string;
  readonly now: Date;
}

function toFact(fact: string, shape: FactShape, given: unknown, { instanceId, file, now }: Place): Known<FactValue> {
  const from = { operation: file, requestId: null, readAt: now.toISOString() };
  if (given === undefined) return unknown('not-returned', `${file} says nothing of ${fact} for ${instanceId}.`, from);
  const dated = isDated(given) ? given : { value: given, until: null };
  if (dated.until !== null) {
    const until = parseIsoTime(dated.until);
    if (until === null) return unknown('malformed', `Expected a time in "until" of ${fact} for ${instanceId}; ${file} says ${JSON.stringify(dated.until)}.`, from);
    if (now >= until) return unknown('not-returned', `${fact} for ${instanceId} was good until ${until.toISOString()} and is outdated; renew it in ${file}.`, from);
  }
  const typed = toType(shape, dated.value);
  return typed === null ? unknown('malformed', `Expected a ${shape.kind} for ${fact} of ${instanceId}; ${file} says ${JSON.stringify(dated.value).slice(0, 80)}.`, from) : known(typed, from);
}

function isDated(given: unknown): given is { readonly value: unknown; readonly until: unknown } {
  return typeof given === 'object' && given !== null && !Array.isArray(given) && 'value' in given && 'until' in given && Object.keys(given).length === 2;
}

function toType(shape: FactShape, given: unknown): FactValue | null {
  switch (shape.kind) {
    case 'string':
      return typeof given === 'string' ? given : null;
    case 'int':
      return typeof given === 'number' && Number.isSafeInteger(given) ? given : null;
    case 'bool':
      return typeof given === 'boolean' ? given : null;
    case 'timestamp':
      return parseIsoTime(given)?.toISOString() ?? null;
    case 'list':
      return Array.isArray(given) && given.every((entry) => typeof entry === 'string') ? given : null;
    case 'map':
      return typeof given === 'object' && given !== null && !Array.isArray(given) && Object.values(given).every((entry) => typeof entry === 'string') ? given as Readonly<Record<string, string>> : null;
    case 'list-of':
      return null;
  }
}
