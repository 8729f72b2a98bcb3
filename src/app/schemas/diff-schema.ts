import { z } from 'zod';

import { DIFF_CHANGES, DIFF_SCHEMA } from '../../model/diff.ts';
import type { Diff, DiffCause } from '../../model/diff.ts';
import { count, factValue, nullableText, reason, rulebook, standing, text, time, tool, unread } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const cause = schemaFor<DiffCause>()(z.union([
  z.object({ kind: z.literal('fact'), fact: text, from: factValue, to: factValue }),
  z.object({ kind: z.literal('rule'), rule: text, change: z.enum(['added', 'removed', 'severity', 'text']), from: nullableText, to: nullableText }),
  z.object({ kind: z.literal('waiver'), rule: text, change: z.enum(['applied', 'ended']) }),
  z.object({ kind: z.literal('coverage'), change: z.enum(['read', 'unread']), fact: text, value: factValue, reason }),
  z.object({ kind: z.literal('coverage'), change: z.enum(['scope', 'list-unread', 'appeared', 'gone']) }),
]));

const instance = z.object({
  accountId: nullableText, region: nullableText, instanceId: text, name: nullableText, change: z.enum(DIFF_CHANGES), from: standing.nullable(), to: standing.nullable(),
  isWorse: z.boolean(), isBetter: z.boolean(), failed: z.object({ newly: z.array(text), noLonger: z.array(text) }), causes: z.array(cause),
});

const side = z.object({ finishedAt: time, rulebook, tool, hypothetical: z.boolean(), instances: count });

/** What `diff --format json` writes. */
export const diffSchema = schemaFor<Diff>()(z.object({
  schema: z.literal(DIFF_SCHEMA), old: side, new: side, instances: z.array(instance),
  summary: z.object({ worse: count, better: count, changed: count, added: count, removed: count, same: count }),
  unread: z.object({ newly: z.array(unread), noLonger: z.array(unread) }),
}));
