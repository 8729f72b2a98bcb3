import type { FactName, FactSet } from '../model/facts.ts';
import type { Translation } from '../model/language.ts';
import type { Decision, Example, Prediction, RemedyStep, Rule, RuleTexts, Severity, Preset, Source } from '../model/rule.ts';
import type { RuleTrace } from '../model/trace.ts';
import { Budget } from './cel/budget.ts';
import { ruleError } from './cel/expression.ts';
import type { Expression } from './cel/expression.ts';
import type { Template } from './template.ts';

/** A step of a remedy whose texts are compiled. */
export interface StepParts {
  readonly do: Template;
  readonly run: Template | null;
  readonly impact: Template | null;
  readonly ram: readonly string[];
  readonly inPlace: boolean;
  readonly if: Expression | null;
}

/** What a rule says to people, compiled, in one language. */
export interface TextParts {
  readonly title: string;
  readonly why: string;
  readonly saw: Template | null;
  readonly remedy: readonly StepParts[];
}

/** What a rule is made of, however it was written. */
export interface RuleParts extends TextParts {
  readonly id: string;
  readonly severity: Readonly<Record<Preset, Severity>>;
  readonly order: number;
  readonly enforced: boolean;
  readonly predicts: readonly Prediction[];
  readonly translations: Readonly<Partial<Record<Translation, TextParts>>>;
  readonly sources: readonly Source[];
  readonly examples: readonly Example[];
  readonly never: Rule['never'];
  readonly file: string;
  readonly text: Rule['text'];
  readonly when: Expression | null;
  /** What `judge` evaluates; absent where that is no expression. */
  readonly assert?: Expression;
  readonly needs: readonly FactName[];
  /** The verdict of a rule that applies. Throws never. */
  readonly judge: (facts: FactSet) => Decision;
  /** Everything that makes the rule what it is, as canonical text: the digest of a rule book covers it. */
  readonly canonical: string;
}

const canonicalTexts = new WeakMap<Rule, string>();
const expressions = new WeakMap<Rule, Pick<RuleParts, 'when' | 'assert'>>();

/** Makes a rule of its parts: `when` first (false: skipped, unknown: unknown), then the judgement. */
export function makeRule(parts: RuleParts): Rule {
  const { when, assert, judge, title, why, saw, remedy, translations, canonical, ...open } = parts;
  const whenNeeds = when?.facts ?? [];
  const applies = (facts: FactSet): 'yes' | 'no' | 'unknown' => {
    const outcome = when?.evaluate(facts);
    if (outcome === undefined) return 'yes';
    if (outcome.kind === 'unknown' || typeof outcome.value !== 'boolean') return 'unknown';
    return outcome.value ? 'yes' : 'no';
  };
  const rule: Rule = {
    ...open,
    ...makeTexts({ title, why, saw, remedy }),
    translations: Object.fromEntries(Object.entries(translations).map(([language, texts]) => [language, makeTexts(texts)])),
    whenNeeds,
    remedyNeeds: remedyNeeds(remedy),
    applies,
    decide(facts) {
      const gate = when === null ? null : toDecision(when, facts);
      if (gate?.verdict === 'fail') return { ...gate, verdict: 'skipped' };
      return gate?.verdict === 'unknown' ? gate : judge(facts);
    },
  };
  canonicalTexts.set(rule, canonical);
  expressions.set(rule, assert === undefined ? { when } : { when, assert });
  return Object.freeze(rule);
}

function makeTexts({ title, why, saw, remedy }: TextParts): RuleTexts {
  return {
    title,
    why,
    saw: (facts) => saw?.fill(facts) ?? null,
    remedy(facts) {
      const budget = new Budget();
      return remedy.filter((step) => helps(step, facts, budget)).map((step) => fillStep(step, facts, budget));
    },
  };
}

function remedyNeeds(remedy: readonly StepParts[]): readonly FactName[] {
  const parts = remedy.flatMap((step) => [step.do, step.run, step.impact, step.if]);
  return [...new Set(parts.flatMap((part) => part?.facts ?? []))].toSorted();
}

/** The canonical text of a rule that was made here; null for a stranger. */
export function canonicalText(rule: Rule): string | null {
  return canonicalTexts.get(rule) ?? null;
}

/** How a rule comes to its verdict, expression by expression; what is no expression has no trace. */
export function traceRule(rule: Rule, facts: FactSet): RuleTrace {
  const { when = null, assert } = expressions.get(rule) ?? {};
  const reached = when === null || rule.applies(facts) === 'yes';
  return { when: when?.trace(facts) ?? null, assert: reached ? assert?.trace(facts) ?? null : null };
}

/** Pass where the expression is true, fail where it is false, else unknown with what was unknown. */
export function toDecision(expression: Expression, facts: FactSet): Decision {
  const outcome = expression.evaluate(facts);
  const looked = expression.facts;
  if (outcome.kind === 'unknown') return { verdict: 'unknown', looked, unknown: outcome.unknown };
  if (typeof outcome.value === 'boolean') return { verdict: outcome.value ? 'pass' : 'fail', looked, unknown: [] };
  return { verdict: 'unknown', looked, unknown: [{ fact: null, unknown: ruleError('The expression gave something other than true or false.') }] };
}

/** A step is shown where its condition is known to hold: advice that may not help is not given. */
function helps(step: StepParts, facts: FactSet, budget: Budget): boolean {
  const outcome = step.if?.evaluate(facts, budget);
  return outcome === undefined || (outcome.kind === 'value' && outcome.value === true);
}

function fillStep(step: StepParts, facts: FactSet, budget: Budget): RemedyStep {
  return {
    do: step.do.fill(facts, budget),
    run: step.run?.fill(facts, budget) ?? null,
    impact: step.impact?.fill(facts, budget) ?? null,
    ram: step.ram,
    inPlace: step.inPlace,
  };
}
