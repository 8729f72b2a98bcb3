import { z } from 'zod';

import { faultsFileSchema } from '../emulator/fault-file.ts';
import { fleetSchema } from '../emulator/fleet-file.ts';
import { UsageError } from '../model/faults.ts';
import { noSuch } from '../model/no-such.ts';
import { planSchema } from '../plan/plan-schema.ts';
import { configSchema } from './config-file.ts';
import { factsFileSchema } from './facts-file.ts';
import { observationSchema } from './read-observations.ts';
import { waiversFileSchema } from './waivers-file.ts';
import { doctorSchema } from './schemas/doctor-schema.ts';
import { codeSchema, explanationSchema } from './schemas/explanation-schema.ts';
import { journalSchema, outcomeSchema } from './schemas/outcome-schema.ts';
import { notificationSchema } from './schemas/notification-schema.ts';
import { rehearsalSchema } from './schemas/rehearsal-schema.ts';
import { resultSchema } from './schemas/result-schema.ts';
import { diffSchema } from './schemas/diff-schema.ts';
import { ruleSchema } from './schemas/rule-schema.ts';
import { verifySchema } from './schemas/verify-schema.ts';

/** Every file that has a schema: those that people write, and those that the commands write. */
export const SCHEMAS = {
  rule: { schema: ruleSchema, title: 'A rule file of tair-preflight' },
  facts: { schema: factsFileSchema, title: 'Facts of one\'s own, as `--facts` takes them (YAML or JSON)' },
  config: { schema: configSchema, title: 'The configuration file tair-preflight.yaml' },
  waivers: { schema: waiversFileSchema, title: 'Waivers, as `--waivers` takes them' },
  fleet: { schema: fleetSchema, title: 'A fleet file, as `emulator --fleet` takes it' },
  faults: { schema: faultsFileSchema, title: 'A faults file, as `emulator --faults` takes it' },
  result: { schema: resultSchema, title: 'What `check --format json` writes' },
  plan: { schema: planSchema, title: 'A plan file, as `plan --out` writes it' },
  journal: { schema: journalSchema, title: 'One line of a journal of `apply` or `release`' },
  outcome: { schema: outcomeSchema, title: 'What `apply`, `resume` and `release --format json` write' },
  rehearsal: { schema: rehearsalSchema, title: 'What `apply --rehearse --format json` writes' },
  verify: { schema: verifySchema, title: 'What `verify --format json` writes' },
  diff: { schema: diffSchema, title: 'What `diff --format json` writes' },
  observation: { schema: observationSchema, title: 'One line of the file of `--observations`' },
  doctor: { schema: doctorSchema, title: 'What `doctor --format json` writes' },
  explanation: { schema: explanationSchema, title: 'What `explain INSTANCE --format json` writes' },
  notification: { schema: notificationSchema, title: 'What `check --notify webhook` posts' },
  code: { schema: codeSchema, title: 'What `explain CODE --format json` writes' },
} as const satisfies Readonly<Record<string, { readonly schema: z.ZodType; readonly title: string }>>;

export type SchemaName = keyof typeof SCHEMAS;
/** Their names, in the order of the table. */
export const SCHEMA_NAMES = Object.keys(SCHEMAS) as readonly SchemaName[];

/** The schema of a file as JSON Schema (draft-07, which editors know best). Ends with a newline. Throws a UsageError for a name that is none. */
export function schemaText(name: string): string {
  const known = SCHEMA_NAMES.find((candidate) => candidate === name);
  if (known === undefined) throw new UsageError(noSuch('schema', name, SCHEMA_NAMES, `There are ${SCHEMA_NAMES.join(', ')}.`));
  const { schema, title } = SCHEMAS[known];
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-07', io: 'input', override: ({ jsonSchema }) => tidy(jsonSchema) });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}

/** Takes away what says nothing: the range of all whole numbers, and that the names of properties are texts. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames;
}
