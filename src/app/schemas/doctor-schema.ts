import { z } from 'zod';

import { DOCTOR_CHECKS, DOCTOR_SCHEMA, DOCTOR_STATUSES, PROBE_STEPS, READ_ANSWERS } from '../../model/doctor.ts';
import type { DoctorSaw, ToldDiagnosis } from '../../model/doctor.ts';
import { calls, count, nullableText, text, time, tool } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const texts = z.array(text);
const check = z.enum(DOCTOR_CHECKS);
const kind = <Kind extends DoctorSaw['kind']>(name: Kind) => ({ kind: z.literal(name) });

const saw = schemaFor<DoctorSaw>()(z.discriminatedUnion('kind', [
  z.object({ ...kind('node'), version: text, wanted: text }),
  z.object({ ...kind('configuration'), file: nullableText }),
  z.object({ ...kind('proxy'), host: nullableText, exceptions: texts }),
  z.object({ ...kind('refused'), said: texts }),
  z.object({ ...kind('regions'), regions: texts }),
  z.object({ ...kind('region-without-service'), region: text }),
  z.object({ ...kind('no-region'), tried: text }),
  z.object({ ...kind('regions-unread'), reason: text, said: text }),
  z.object({ ...kind('endpoint'), product: text, region: text, host: text, failure: z.object({ step: z.enum(PROBE_STEPS), reason: text, said: text }).nullable() }),
  z.object({ ...kind('clock'), ahead: z.int().nullable().describe('Seconds that the clock of this machine is ahead') }),
  z.object({ ...kind('credentials'), source: text, profile: nullableText, keyId: text }),
  z.object({ ...kind('account'), accountId: text }),
  z.object({ ...kind('not-accepted'), code: nullableText, said: text }),
  z.object({
    ...kind('operation'), operation: text, region: nullableText, instanceId: nullableText, ramAction: text, answer: z.enum(READ_ANSWERS), reason: nullableText, said: nullableText, purpose: nullableText,
    rules: texts.describe('Unknown without it'), sometimes: texts.describe('Unknown without it for some instances'),
  }),
  z.object({ ...kind('left-out') }),
]));

/** What `doctor --format json` writes. */
export const doctorSchema = schemaFor<ToldDiagnosis>()(z.object({
  schema: z.literal(DOCTOR_SCHEMA), tool, startedAt: time, finishedAt: time,
  scope: z.object({ regions: texts, instances: texts }),
  summary: z.object({ ok: count, warning: count, problem: count, unknown: count, apiCalls: calls }),
  findings: z.array(z.object({ check, status: z.enum(DOCTOR_STATUSES), message: text, advice: nullableText, because: check.nullable(), saw })),
}));
