import { z } from 'zod';

import { NOTIFICATION_SCHEMA } from '../../model/notification.ts';
import type { Notification } from '../../model/notification.ts';
import { count, nullableText, reason, rulebook, standing, text, time, tool } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const worse = z.object({ accountId: nullableText, region: nullableText, instanceId: text, name: nullableText, from: standing.nullable(), to: standing.nullable(), failsNow: z.array(text) });
const remedy = z.object({ rule: text, title: text, instances: count, freesAlone: count, impact: nullableText });
const gap = z.object({ accountId: nullableText, region: nullableText, operation: text, reason, ramAction: nullableText });

/** What `check --notify webhook` posts. */
export const notificationSchema = schemaFor<Notification>()(z.object({
  schema: z.literal(NOTIFICATION_SCHEMA),
  id: text.describe('The same for every try to deliver this message'),
  operation: z.literal('AllocateDirectConnection'), tool, rulebook, startedAt: time, finishedAt: time,
  hypothetical: z.boolean(),
  partial: z.boolean().describe('True where rules were left out'),
  regions: z.array(text), regionsLeftOut: count, accounts: z.array(text), accountsLeftOut: count,
  summary: z.object({ instances: count, eligible: count, blocked: count, fixable: count, unknown: count, enabled: count, contended: count, never: count, notFound: count }),
  change: z.object({ since: time, worse: count, better: count, added: count, removed: count }).nullable().describe('Against the run before; null where none is known'),
  worse: z.array(worse), worseLeftOut: count,
  remedies: z.array(remedy), remediesLeftOut: count,
  unread: z.array(gap), unreadLeftOut: count,
}));
