import { z } from 'zod';

import { EXPLANATION_SCHEMA } from '../../model/explanation.ts';
import type { Explanation } from '../../model/explanation.ts';
import { OPERATIONS } from '../../model/plan.ts';
import { PREDICTION_BASES, SEVERITIES } from '../../model/rule.ts';
import { CODE_SCHEMA, DOCUMENTATIONS, EFFECTS } from '../../model/service-codes.ts';
import type { CodeExplanation } from '../../model/service-codes.ts';
import type { TraceResult, TraceStep, TraceValue } from '../../model/trace.ts';
import { count, knownFact, nullableText, prediction, reason, rulebook, scope, severity, standing, text, time, tool, unknownFact, unread, unreadFact, verdict } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const value: z.ZodType<TraceValue> = z.json();

const result: z.ZodType<TraceResult> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), value, isShortened: z.boolean() }),
  z.object({ kind: z.literal('unknown'), because: z.array(z.object({ fact: nullableText, reason, detail: text })) }),
]);

const stepParts = {
  expression: text.describe('The sub-expression as it is written'),
  result,
  decides: z.boolean().describe('Whether the result of the whole expression rests on it'),
  item: z.object({ name: text, value }).nullable().describe('The item of a list that it was evaluated for'),
  leftOut: count,
};

const step: z.ZodType<TraceStep> = z.object({
  ...stepParts,
  get steps() {
    return z.array(step);
  },
});

const trace = z.object({ ...stepParts, steps: z.array(step), decidedBy: z.array(text) }).nullable();

const source = z.object({ operation: text, requestId: nullableText, readAt: time });
const fact = z.union([knownFact.extend({ confirmedBy: z.array(source).optional() }), unreadFact.extend({ confirmedBy: z.never().optional() })]);

const rule = z.object({
  rule: text, title: text, severity, enforced: z.boolean(), verdict, message: text, saw: nullableText, looked: z.array(text), unknown: z.array(unknownFact),
  predicts: z.array(prediction), when: trace, assert: trace,
});

const instance = z.object({
  accountId: nullableText, region: nullableText, instanceId: text, name: nullableText,
  standing: standing.nullable(), facts: z.record(z.string(), fact), rules: z.array(rule),
});

/** What `explain INSTANCE [RULE] --format json` writes. */
export const explanationSchema = z.object({
  schema: z.literal(EXPLANATION_SCHEMA), tool, rulebook, startedAt: time, finishedAt: time, scope, hypothetical: z.boolean(),
  rule: nullableText.describe('The rule that was asked for; null: all in force'), instances: z.array(instance), unread: z.array(unread),
}) satisfies z.ZodType<Explanation>;

const anySeverity = z.enum(SEVERITIES);

/** What `explain CODE --format json` writes. */
export const codeSchema = schemaFor<CodeExplanation>()(z.object({
  schema: z.literal(CODE_SCHEMA), code: text, knownAs: nullableText, status: z.int().nullable(), operations: z.array(text),
  documentation: z.enum(DOCUMENTATIONS), effect: z.enum(EFFECTS), meaning: text, advice: z.array(text),
  predictedBy: z.array(z.object({
    rule: text, title: text, operation: z.enum(OPERATIONS), basis: z.enum(PREDICTION_BASES),
    severity: z.object({ reference: anySeverity, recommended: anySeverity, strict: anySeverity }), enforced: z.boolean(),
  })),
}));
