import type { Standing } from './finding.ts';
import type { Evidence } from './known.ts';
import type { Result, ResultFact, ResultFinding } from './result.ts';
import type { RuleTrace } from './trace.ts';

export const EXPLANATION_SCHEMA = 'tair-preflight/explanation/v1';

/** A fact as a result shows it; where it is known, with the further sources that were read and agree. */
export type ExplainedFact = ResultFact & { readonly confirmedBy?: readonly Evidence[] };

/** A finding with the way to its verdict. `looked` names every fact that the rule reached for, its condition's included. */
export interface ExplainedRule extends Omit<ResultFinding, 'order' | 'remedy' | 'waiver'>, RuleTrace {}

export interface ExplainedInstance {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly instanceId: string;
  readonly name: string | null;
  /** Null where one rule was asked for: it tells no standing. */
  readonly standing: Standing | null;
  /** Every fact that a rule shown here looked at, by name. */
  readonly facts: Readonly<Record<string, ExplainedFact>>;
  /** Sorted by id. */
  readonly rules: readonly ExplainedRule[];
}

/** What `explain INSTANCE [RULE] --format json` writes. */
export interface Explanation extends Pick<Result, 'tool' | 'rulebook' | 'startedAt' | 'finishedAt' | 'scope' | 'hypothetical' | 'unread'> {
  readonly schema: typeof EXPLANATION_SCHEMA;
  /** The rule that was asked for; null: all in force. */
  readonly rule: string | null;
  readonly instances: readonly ExplainedInstance[];
}
