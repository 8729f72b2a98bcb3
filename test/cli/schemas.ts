import { z } from 'zod';

/** The shapes of the contract, written down by hand: more fields may be added, none may be missing. */
const time = z.iso.datetime();
const reason = z.string().regex(/^[a-z-]+$/);

const unknownPart = { reason, detail: z.string().min(1), operation: z.string().nullable(), requestId: z.string().nullable(), ramAction: z.string().nullable() };

const fact = z.union([
  z.object({ value: z.json(), operation: z.string().min(1), requestId: z.string().nullable(), readAt: time }),
  z.object(unknownPart).refine((one) => !('value' in one), 'an unknown fact has no value'),
]);

const finding = z.object({
  rule: z.string().regex(/^[a-z0-9-]+$/),
  severity: z.enum(['error', 'warning', 'info']),
  verdict: z.enum(['pass', 'fail', 'unknown', 'skipped', 'waived']),
  message: z.string(),
  looked: z.array(z.string()),
  unknown: z.array(z.object({ fact: z.string().nullable(), ...unknownPart })),
  predicts: z.array(z.object({ code: z.string(), basis: z.enum(['documented', 'inferred', 'observed']) })),
  remedy: z.array(z.object({ do: z.string(), run: z.string().nullable(), impact: z.string().nullable(), ram: z.array(z.string()), inPlace: z.boolean() })),
  waiver: z.null(),
});

export const instanceSchema = z.object({
  accountId: z.string().nullable(),
  region: z.string().nullable(),
  instanceId: z.string(),
  name: z.string().nullable(),
  standing: z.enum(['enabled', 'blocked', 'unknown', 'eligible']),
  fixable: z.boolean(),
  contended: z.boolean(),
  addressesNeeded: z.int().nullable(),
  predictedErrorCodes: z.array(z.string()),
  facts: z.record(z.string(), fact),
  findings: z.array(finding).min(1),
});

const count = z.int().min(0);

/** All of a result but its instances: also the last line of ndjson. */
export const summarySchema = z.object({
  schema: z.literal('tair-preflight/result/v1'),
  operation: z.literal('AllocateDirectConnection'),
  tool: z.object({ name: z.literal('tair-preflight'), version: z.string() }),
  rulebook: z.object({ preset: z.enum(['reference', 'recommended', 'strict']), digest: z.string().min(16) }),
  startedAt: time,
  finishedAt: time,
  scope: z.record(z.string(), z.unknown()),
  hypothetical: z.boolean(),
  summary: z.object({
    instances: count, eligible: count, blocked: count, fixable: count, unknown: count, enabled: count, contended: count, mutationsSent: count,
    apiCalls: z.record(z.string(), z.int().min(1)),
  }),
  vSwitches: z.array(z.object({ vSwitchId: z.string(), region: z.string(), available: z.int().nullable(), neededByEligible: count, instances: count, contended: z.boolean() })),
  unread: z.array(z.object({ what: z.object({ accountId: z.string().nullable(), region: z.string().nullable(), operation: z.string() }), reason, detail: z.string(), requestId: z.string().nullable(), ramAction: z.string().nullable() })),
});

export const resultSchema = summarySchema.extend({ instances: z.array(instanceSchema) });

const outcomeKinds = ['done', 'already', 'withheld', 'rejected', 'pending', 'ambiguous', 'failed', 'not-started'] as const;

export const entrySchema = z.object({
  accountId: z.string().nullable(),
  region: z.string().nullable(),
  instanceId: z.string(),
  outcome: z.enum(outcomeKinds),
  requestId: z.string().nullable(),
  endpoint: z.string().regex(/^[\w.-]+$/).nullable(),
  port: z.int().nullable(),
  errorCode: z.string().nullable(),
  rule: z.string().nullable(),
  detail: z.string(),
});

export const outcomeSummarySchema = z.object({
  schema: z.literal('tair-preflight/outcome/v1'),
  plan: z.string().nullable(),
  summary: z.object({ mutationsSent: count, ...Object.fromEntries(outcomeKinds.map((kind) => [kind, count])) }),
});

export const outcomeSchema = outcomeSummarySchema.extend({ entries: z.array(entrySchema) });
