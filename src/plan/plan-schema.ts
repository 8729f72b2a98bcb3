import { z } from 'zod';

import { OPERATIONS, PLAN_SCHEMA } from '../model/plan.ts';
import type { Plan } from '../model/plan.ts';
import { PRESETS } from '../model/rule.ts';

const text = z.string();
const count = z.int();
const nullableText = z.string().nullable();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const factValue = z.union([
  z.string(), z.number(), z.boolean(), z.array(z.string()),
  z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))), z.record(z.string(), z.string()),
]);

/** The shape of a plan file. What it means is checked by its digests. */
export const planSchema = z.object({
  schema: z.literal(PLAN_SCHEMA),
  id: hash,
  digest: hash,
  operation: z.enum(OPERATIONS),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  tool: z.object({ name: z.literal('tair-preflight'), version: text }),
  rulebook: z.object({ preset: z.enum(PRESETS), digest: text }),
  attested: z.array(text),
  entries: z.array(z.object({
    accountId: nullableText, region: text, instanceId: text, name: nullableText, prefix: nullableText, port: count.nullable(), wave: z.int().min(1),
    vSwitchId: text, addressesNeeded: count, facts: z.record(z.string(), factValue), factsDigest: hash,
    warnings: z.array(z.object({ rule: text, title: text, saw: text })).optional(),
    waived: z.array(z.object({ rule: text, title: text, reason: text, owner: text, ticket: nullableText, expires: nullableText })).optional(),
  })),
  ledger: z.array(z.object({ vSwitchId: text, region: text, available: count, keepFree: count, reserved: count, remaining: count })),
  deferred: z.array(z.object({
    instanceId: text, region: text, name: nullableText, vSwitchId: nullableText, addressesNeeded: count.nullable(), reason: text, shortBy: count.nullable(),
    alternatives: z.array(z.object({ id: text, availableAddresses: count })),
  })),
  excluded: z.array(z.object({ instanceId: text, region: nullableText, standing: z.enum(['enabled', 'blocked', 'unknown']) })),
}) satisfies z.ZodType<Plan>;
