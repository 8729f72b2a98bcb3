import type { FactName, FactSet, FactValue } from './facts.ts';

/** The value of a known fact, null where it is unknown or was not asked for. */
export function valueOf(facts: FactSet, name: FactName): FactValue | null {
  const fact = facts.get(name);
  return fact?.kind === 'known' ? fact.value : null;
}

/** The same for a text that says something; null where it is empty, too. */
export function textOf(facts: FactSet, name: FactName): string | null {
  const value = valueOf(facts, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * The free addresses of a vSwitch, as instances on it saw them: the least, since the count may have changed between two reads;
 * null where one that asked could not read it, or nobody asked.
 */
export function freeAddresses(facts: readonly FactSet[]): number | null {
  const seen = facts.flatMap((one) => one.get('vswitch.availableAddresses') ?? []).filter((fact) => fact.kind === 'known' || fact.reason !== 'not-asked');
  const counts = seen.map((fact) => (fact.kind === 'known' ? fact.value : null));
  return counts.length > 0 && counts.every((count) => typeof count === 'number') ? Math.min(...counts) : null;
}
