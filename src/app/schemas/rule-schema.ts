import { z } from 'zod';

import { FACTS } from '../../model/facts.ts';
import type { FactShape } from '../../model/facts.ts';
import { UNKNOWN_REASONS } from '../../model/known.ts';
import { PREDICTION_BASES, PRESETS, SEVERITIES } from '../../model/rule.ts';

const words = z.string().regex(/\S/);
const expression = z.union([words, z.boolean()]);
const severity = z.enum(SEVERITIES);

/** A value of a fact as an example gives it. */
function valueOf(shape: FactShape): z.ZodType {
  switch (shape.kind) {
    case 'string': return z.string();
    case 'int': return z.int();
    case 'bool': return z.boolean();
    case 'timestamp': return z.string().describe('A time such as "2026-11-24T00:00:00Z"');
    case 'list': return z.array(z.string());
    case 'map': return z.record(z.string(), z.string());
    case 'list-of': return z.array(z.object(Object.fromEntries(Object.entries(shape.fields).map(([field, kind]) => [field, valueOf({ kind }).optional()]))));
  }
}

const unread = z.strictObject({ unknown: z.enum(UNKNOWN_REASONS).describe('Why the fact is not known') }).meta({ id: 'unread' });
const OWN_FACT = '^x\\.';

/** The facts that an example lays over the healthy instance, by name; those of one's own begin with x. */
const given = z.object(Object.fromEntries(Object.entries(FACTS).map(([name, shape]) => [name, z.union([valueOf(shape), unread]).optional()])))
  .catchall(z.json())
  .superRefine((facts, context) => {
    for (const name of Object.keys(facts)) {
      if (!Object.hasOwn(FACTS, name) && !new RegExp(OWN_FACT).test(name)) context.addIssue({ code: 'custom', path: [name], message: `There is no fact ${JSON.stringify(name)}.` });
    }
  })
  .meta({ description: 'Facts laid over the healthy instance (`rules show --healthy`); { unknown: reason } for one that is not known', additionalProperties: false, patternProperties: { [OWN_FACT]: {} } });

const never = z.strictObject({ pass: words.optional(), fail: words.optional(), unknown: words.optional() }).describe('Verdicts that no example can show, each with the reason');

const step = z.strictObject({
  do: words.describe('What to do, in one sentence; {{ }} holds CEL'),
  run: words.optional().describe('A command that does it; values are quoted for the shell'),
  impact: words.optional().describe('What it does to clients'),
  ram: z.array(z.string().regex(/^[a-z][a-z0-9-]*:[A-Za-z*]+$/)).optional().describe('RAM actions that it needs, such as kvstore:ModifyInstanceSSL'),
  inPlace: z.boolean().optional().describe('false: it does not mend this instance, but replaces it; true where absent'),
  if: expression.optional().describe('CEL: the step is shown only where it helps'),
});

const translation = z.strictObject({
  title: words.optional(), why: words.optional(), saw: words.optional(),
  remedy: z.array(z.union([words, z.strictObject({ do: words.optional(), impact: words.optional() })])).optional(),
});

/** A rule file, as far as its form goes; that its expressions fit and its examples hold is told by `rules test`. */
export const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/).describe('Lower-case words joined by dashes; the name of the file'),
  title: words.describe('The healthy world, in one sentence'),
  severity: z.union([severity, z.partialRecord(z.enum(PRESETS), severity)]).describe('One word for all presets, or one for each; a preset that is left out is off'),
  order: z.int().optional().describe('Where its remedy stands among others, lower first; 100 where absent'),
  enforced: z.boolean().optional().describe('true: no call leaves without its pass'),
  when: expression.optional().describe('CEL: where it is false the rule is skipped'),
  assert: expression.describe('CEL over the facts: true for the healthy world'),
  predicts: z.array(z.strictObject({ code: words, basis: z.enum(PREDICTION_BASES) })).optional().describe('Error codes that the service answers where it fails'),
  why: words.describe('Why it matters'),
  saw: words.optional().describe('What was seen where it fails; {{ }} holds CEL'),
  remedy: z.array(step).describe('What to do where it fails, in order'),
  sources: z.array(z.strictObject({ url: z.string().regex(/^https?:\/\/\S+$/), seen: z.iso.date() })),
  translations: z.strictObject({ zh: translation.optional() }).optional(),
  examples: z.array(z.union([
    z.strictObject({ given: given.optional(), then: z.enum(['pass', 'fail', 'unknown', 'skipped']) }), // oxlint-disable-line unicorn/no-thenable -- the word of the rule format
    z.strictObject({ never }),
  ])).describe('Each of pass, fail and unknown has one, or stands under never'),
  never: never.optional(),
});
