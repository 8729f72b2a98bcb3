import { z } from 'zod';

import { RESULT_SCHEMA } from '../../model/result.ts';
import type { Result, ResultFinding } from '../../model/result.ts';
import { WAIVER_STATES } from '../../model/waiver.ts';
import { adviceSchema } from './advice-schema.ts';
import { calls, count, fact, factValue, nullableText, prediction, rulebook, scope, severity, standing, text, time, tool, unknownFact, unread, verdict } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const approval = { reason: text, owner: text, ticket: nullableText, expires: nullableText };

const step = z.object({ do: text, run: nullableText, impact: nullableText, ram: z.array(text), inPlace: z.boolean() });

const finding = schemaFor<ResultFinding>()(z.object({
  rule: text, title: text, severity, enforced: z.boolean(), order: z.int(), verdict, message: text, saw: nullableText, looked: z.array(text), unknown: z.array(unknownFact),
  predicts: z.array(prediction), remedy: z.array(step), waiver: z.object(approval).nullable(),
}));

const vSwitch = z.object({ vSwitchId: text, region: text, available: count.nullable(), neededByEligible: count, instances: count, contended: z.boolean() });

const instance = z.object({
  accountId: nullableText, region: nullableText, instanceId: text, name: nullableText, standing, fixable: z.boolean(), contended: z.boolean(),
  addressesNeeded: count.nullable(), predictedErrorCodes: z.array(text), facts: z.record(z.string(), fact), findings: z.array(finding),
});

const summary = z.object({
  instances: count, eligible: count, blocked: count, fixable: count, unknown: count, enabled: count, contended: count, mutationsSent: count, apiCalls: calls,
});

const names = z.array(text).optional();

const waiver = z.object({
  rule: text, ...approval, state: z.enum(WAIVER_STATES), applied: count, inScope: count.optional(),
  scope: z.union([z.literal('all'), z.object({ instances: names, regions: names, vpcs: names, vswitches: names, resourceGroups: names, tags: z.record(z.string(), text).optional() })]),
  changed: z.array(z.object({ region: nullableText, instanceId: text, fact: text, approved: factValue, now: factValue.nullable() })),
});

/** What `check --format json` writes. */
export const resultSchema = schemaFor<Result>()(z.object({
  schema: z.literal(RESULT_SCHEMA), operation: z.literal('AllocateDirectConnection'), tool, rulebook, startedAt: time, finishedAt: time, scope,
  hypothetical: z.boolean().describe('True where a fact was assumed: such a result is a thought'),
  summary, vSwitches: z.array(vSwitch), instances: z.array(instance), unread: z.array(unread), waivers: z.array(waiver).optional(),
  advice: adviceSchema.optional(),
}));
