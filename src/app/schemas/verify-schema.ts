import { z } from 'zod';

import { COMMAND_HABITS, DATA_PLANE_CHECKS, DATA_PLANE_STATUSES, FAILURE_KINDS, VERIFY_SCHEMA } from '../../model/data-plane.ts';
import type { DataPlaneFinding, Verification, VerifiedInstance } from '../../model/data-plane.ts';
import { calls, count, nullableText, text, time, tool } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const address = { host: text, port: z.int() };
const milliseconds = z.number().min(0);
const latency = z.object({ samples: count, p50: milliseconds, p95: milliseconds, p99: milliseconds });
const status = z.enum(DATA_PLANE_STATUSES);
const check = z.enum(DATA_PLANE_CHECKS);

const finding = schemaFor<DataPlaneFinding>()(z.object({ check, status, message: text, advice: nullableText, reason: z.enum(FAILURE_KINDS).nullable(), because: check.nullable() }));

const instance = schemaFor<VerifiedInstance>()(z.object({
  accountId: nullableText, region: nullableText, instanceId: text, name: nullableText, status,
  direct: z.object(address).nullable(), proxy: z.object(address).nullable(), shards: count.nullable(),
  findings: z.array(finding),
  slots: z.object({ covered: count, total: count, gaps: z.array(z.object({ first: count, last: count })) }).nullable(),
  primaries: z.array(z.object({ ...address, nodeId: nullableText, slots: count, answers: z.boolean().nullable() })),
  latency: z.object({ direct: latency.nullable(), proxy: latency.nullable() }),
  commands: z.array(z.object({ command: text, habit: z.enum(COMMAND_HABITS), calls: count })).nullable(),
}));

/** What `verify --format json` writes. */
export const verifySchema = schemaFor<Verification>()(z.object({
  schema: z.literal(VERIFY_SCHEMA), tool, startedAt: time, finishedAt: time,
  scope: z.object({ regions: z.array(text), instances: z.array(text) }),
  summary: z.object({ instances: count, ok: count, warning: count, problem: count, unknown: count, apiCalls: calls }),
  instances: z.array(instance),
  unread: z.array(z.object({ what: z.object({ accountId: nullableText, region: nullableText, operation: text }), reason: text, detail: text, requestId: nullableText, ramAction: nullableText })),
}));
