import { z } from 'zod';

import { STANDINGS } from '../../model/finding.ts';
import { UNKNOWN_REASONS } from '../../model/known.ts';
import { PREDICTION_BASES, PRESETS, SEVERITIES, VERDICTS } from '../../model/rule.ts';
import type { ResultFact, ResultScope, Result } from '../../model/result.ts';
import type { FactValue } from '../../model/facts.ts';
import { schemaFor } from './schema-for.ts';

/** Pieces that several schemas share. Objects may carry more fields than are named: readers accept new ones. */
export const text = z.string();
export const nullableText = z.string().nullable();
export const count = z.int().min(0);
export const time = z.iso.datetime().describe('UTC, ISO 8601');
export const hash = z.string().regex(/^[0-9a-f]{64}$/).describe('SHA-256, hexadecimal');
export const reason = z.enum(UNKNOWN_REASONS);
export const standing = z.enum(STANDINGS);
export const severity = z.enum(SEVERITIES).exclude(['off']);
export const verdict = z.enum(VERDICTS);
export const tool = z.object({ name: z.literal('tair-preflight'), version: text });
export const rulebook = z.object({ preset: z.enum(PRESETS), digest: text });
export const prediction = z.object({ code: text, basis: z.enum(PREDICTION_BASES) });
export const calls = z.record(z.string(), count).describe('HTTP requests sent, tries included, by operation');

export const factValue = schemaFor<FactValue>()(z.union([
  z.string(), z.number(), z.boolean(), z.array(z.string()),
  z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))), z.record(z.string(), z.string()),
]));

const unknownParts = { reason, detail: text, operation: nullableText, requestId: nullableText, ramAction: nullableText };

export const unknownFact = z.object({ fact: nullableText, ...unknownParts });

/** A fact is known, with its evidence, or unknown, with its reason and no value. */
export const knownFact = z.object({ value: factValue, operation: text, requestId: nullableText, readAt: time, leftOut: count.optional() });
export const unreadFact = z.object({ ...unknownParts, readAt: time.nullable(), value: z.never().optional() });
export const fact = schemaFor<ResultFact>()(z.union([knownFact, unreadFact]));

export const scope = schemaFor<ResultScope>()(z.object({
  regions: z.array(text), withoutService: z.array(text), instances: z.array(text), vpc: nullableText, vswitch: nullableText, resourceGroup: nullableText,
  tags: z.array(text), prefix: nullableText, port: z.int().nullable(), only: z.array(text), skip: z.array(text), assumed: z.array(text), attested: z.array(text),
}));

export const unread = schemaFor<Result['unread'][number]>()(z.object({
  what: z.object({ accountId: nullableText, region: nullableText, operation: text }), reason, detail: text, requestId: nullableText, ramAction: nullableText,
}));
