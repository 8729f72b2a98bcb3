import { z } from 'zod';

import type { Advice } from '../../model/advice.ts';
import { count, nullableText, text } from './parts.ts';
import { schemaFor } from './schema-for.ts';

const step = z.object({ do: text, run: nullableText, impact: nullableText, ram: z.array(text), inPlace: z.boolean() });

const firstStep = z.object({ do: text, impact: nullableText.describe('Of this step alone'), instances: count, toldOf: nullableText });

const remedy = z.object({
  rule: text, title: text, order: z.int(), instances: count, freesAlone: count, perhaps: count,
  withOthers: z.array(z.object({ rules: z.array(text), frees: count })), othersLeftOut: count,
  after: z.array(text), ids: z.array(text), idsLeftOut: count, impact: nullableText, disturbed: count, firstSteps: z.array(firstStep), firstStepsLeftOut: count, otherImpacts: z.boolean(), steps: z.array(step),
});

const best = z.object({
  rules: z.array(text), frees: count, disturbances: count,
  isExact: z.boolean().describe('False where there were too many rules to try every choice'),
});

const vSwitch = z.object({
  vSwitchId: text, region: text, available: count.nullable(), neededByEligible: count, neededByFreed: count, instances: count, unknownNeeds: count,
  holds: z.boolean().nullable().describe('Null: cannot be told'),
});

/** What `check --advise` adds to a result. */
export const adviceSchema = schemaFor<Advice>()(z.object({
  remedies: z.array(remedy), best: z.array(best), freed: count, perhaps: count, never: count, vSwitches: z.array(vSwitch), unplaced: count,
}));
