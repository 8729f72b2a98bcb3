import { createHash } from 'node:crypto';

import type { Rule } from '../model/rule.ts';
import { toCanonicalJson } from '../model/canonical-json.ts';
import { canonicalText } from './make-rule.ts';

/** SHA-256, hex, over the canonical texts of all rules, in whatever order they come. */
export function digestOf(rules: readonly Rule[]): string {
  const texts = rules.map((rule) => canonicalText(rule) ?? toCanonicalJson({ ...rule, decide: String(rule.decide) })).toSorted();
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}
