import type { FactName, FactSet, FactValue } from '../../src/model/facts.ts';
import { known, unknown } from '../../src/model/known.ts';
import type { Known, UnknownReason } from '../../src/model/known.ts';
import { HEALTHY } from '../../src/rulebook/index.ts';

export interface Unread {
  readonly unknown: UnknownReason;
}

/** The healthy instance with some facts changed: to a value, or to { unknown: reason }. */
export function healthyWith(changes: Readonly<Partial<Record<FactName, FactValue | Unread>>>): FactSet {
  const facts = new Map<FactName, Known<FactValue>>(HEALTHY);
  for (const [name, change] of Object.entries(changes)) {
    if (change === undefined) continue;
    const fact = isUnread(change) ? unknown(change.unknown, 'Made unknown by the test.') : known(change, { operation: 'test', requestId: null, readAt: '2026-11-24T00:00:00Z' });
    facts.set(name as FactName, fact);
  }
  return facts;
}

function isUnread(value: FactValue | Unread): value is Unread {
  return typeof value === 'object' && 'unknown' in value;
}

/** The text of a rule file around one assertion (given as JSON, which is YAML as well). */
export function ruleText(parts: Readonly<Record<string, unknown>>): string {
  const base = {
    id: 'a-rule',
    title: 'All is well.',
    severity: 'error',
    assert: 'ssl.enabled == false',
    why: 'It matters.',
    remedy: [{ do: 'Do it.' }],
    sources: [{ url: 'https://example.com/page', seen: '2026-11-24' }],
    examples: [],
    never: { pass: 'a', fail: 'b', unknown: 'c' },
  };
  const content = Object.entries({ ...base, ...parts }).filter(([, value]) => value !== undefined);
  return content.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n');
}
