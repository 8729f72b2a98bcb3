import { z } from 'zod';

import { OUTCOMES } from '../../model/outcome.ts';
import { CALL_ANSWERS, REHEARSAL_SCHEMA } from '../../model/rehearsal.ts';
import type { Estimate, Rehearsal } from '../../model/rehearsal.ts';
import { planSchema } from '../../plan/plan-schema.ts';
import { outcomeCounts } from './outcome-schema.ts';
import { calls, count, nullableText, text, time, tool } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const seconds = z.number().min(0);
const fromOne = z.int().min(1);

const call = z.object({
  order: fromOne, offset: seconds, wave: fromOne, region: text, vSwitchId: text, instanceId: text, attempt: fromOne, request: text,
  answer: z.enum(CALL_ANSWERS), errorCode: nullableText, fault: nullableText,
});

const entry = z.object({
  accountId: nullableText, region: text, instanceId: text, name: nullableText, wave: fromOne, vSwitchId: text,
  outcome: z.enum(OUTCOMES), errorCode: nullableText, rule: nullableText, detail: text,
});

const estimate = schemaFor<Estimate>()(z.object({
  seconds,
  waves: z.array(z.object({
    wave: fromOne, entries: count, calls: count, vSwitches: count, startsAt: seconds, seconds, boundBy: text,
    longest: z.object({ region: text, vSwitchId: text, instances: z.array(text) }),
  })),
  apiCalls: z.array(z.object({
    region: nullableText, operation: text, calls: count, leastSeconds: seconds,
    quota: z.object({ calls: count, seconds, basis: z.enum(['published', 'assumed']) }),
  })),
}));

/** What `apply --rehearse --format json` writes. */
export const rehearsalSchema = schemaFor<Rehearsal>()(z.object({
  schema: z.literal(REHEARSAL_SCHEMA), tool,
  plan: planSchema.pick({ id: true, digest: true, operation: true, createdAt: true, expiresAt: true }),
  run: z.object({ startedAt: time, finishedAt: time, planExpired: z.boolean(), apiCalls: calls }),
  assumptions: z.object({
    settle: seconds, wait: seconds, poll: seconds, reconcile: seconds, concurrency: fromOne,
    facts: z.array(z.object({ fact: text, values: z.array(text), entries: count })), notEmulated: z.array(text),
  }),
  interrupted: z.boolean(),
  calls: z.array(call),
  entries: z.array(entry),
  faults: z.array(z.object({ fault: z.looseObject({ kind: text, operation: text }), struck: count, instances: z.array(text) })),
  estimate,
  summary: outcomeCounts,
}));
