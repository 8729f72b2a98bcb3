import type { AssessedInstance } from '../model/assessment.ts';
import type { FactName } from '../model/facts.ts';
import { toCanonicalJson } from '../model/canonical-json.ts';
import type { PlanEntry } from '../model/plan.ts';

/** What changed since the plan was made, fact by fact, from what to what; empty where nothing did. */
export function driftOf(entry: Pick<PlanEntry, 'facts'>, instance: AssessedInstance): string[] {
  return Object.entries(entry.facts).flatMap(([name, planned]) => {
    const fact = instance.facts.get(name as FactName);
    const seen = fact?.kind === 'known' ? toCanonicalJson(fact.value) : `unknown (${fact?.reason ?? 'not-asked'})`;
    const before = toCanonicalJson(planned);
    return seen === before ? [] : [`${name} from ${before} to ${seen}`];
  });
}
