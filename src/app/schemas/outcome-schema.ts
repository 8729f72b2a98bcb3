import { z } from 'zod';

import { JOURNAL_EVENTS, JOURNAL_SCHEMA } from '../../model/journal.ts';
import type { JournalHead, JournalLine } from '../../model/journal.ts';
import { OUTCOME_SCHEMA, OUTCOMES } from '../../model/outcome.ts';
import type { EntryOutcome, Outcome } from '../../model/outcome.ts';
import { OPERATIONS } from '../../model/plan.ts';
import { planSchema } from '../../plan/plan-schema.ts';
import { count, hash, nullableText, text, time } from './parts.ts';
import { schemaFor } from './schema-for.ts';
import { verifySchema } from './verify-schema.ts';

const port = z.int().nullable();

const entry = schemaFor<EntryOutcome>()(z.object({
  accountId: nullableText, region: nullableText, instanceId: text, outcome: z.enum(OUTCOMES), requestId: nullableText,
  endpoint: nullableText, port, errorCode: nullableText, rule: nullableText, detail: text, asOf: time.optional(),
}));

export const outcomeCounts = z.object({
  done: count, already: count, withheld: count, rejected: count, pending: count, ambiguous: count, failed: count, 'not-started': count, mutationsSent: count,
});

/** What `apply`, `resume` and `release --format json` write. */
export const outcomeSchema = schemaFor<Outcome>()(z.object({
  schema: z.literal(OUTCOME_SCHEMA), operation: z.enum(OPERATIONS), plan: nullableText, journal: nullableText, dryRun: z.boolean(), interrupted: z.boolean(),
  entries: z.array(entry), dataPlane: verifySchema.nullable(), summary: outcomeCounts,
}));

const head = schemaFor<JournalHead>()(z.object({ schema: z.literal(JOURNAL_SCHEMA), seq: z.literal(0), prev: z.null(), at: time, plan: planSchema }));

const line = schemaFor<JournalLine>()(z.object({
  schema: z.literal(JOURNAL_SCHEMA), seq: z.int().min(1), prev: hash, at: time, plan: text, accountId: nullableText, region: text, instanceId: text,
  operation: z.enum(OPERATIONS), attempt: count, event: z.enum(JOURNAL_EVENTS), requestId: nullableText, errorCode: nullableText, endpoint: nullableText, port,
  rule: nullableText, detail: text,
}));

/** One line of a journal: the first, which carries the plan, or one of those after it. */
export const journalSchema = z.union([head, line]);
