import type { FactName, FactSet, FactShape, FactValue } from './facts.ts';
import type { Unknown } from './known.ts';
import type { Translation } from './language.ts';

/** Sets of severities: the API reference read literally, with what the user guide asks today, and the user guide in full. */
export const PRESETS = ['reference', 'recommended', 'strict'] as const;
export type Preset = (typeof PRESETS)[number];

/** How much a finding counts; `off`: the rule is not judged. */
export const SEVERITIES = ['error', 'warning', 'info', 'off'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule can find on an instance. */
export const VERDICTS = ['pass', 'fail', 'unknown', 'skipped', 'waived'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a prediction rests on. */
export const PREDICTION_BASES = ['documented', 'inferred', 'observed'] as const;
export interface Prediction {
  readonly code: string;
  readonly basis: (typeof PREDICTION_BASES)[number];
}

/** What a rule says of one fact set. `looked` names the facts its decision rests on, sorted. */
export interface Decision {
  readonly verdict: 'pass' | 'fail' | 'unknown' | 'skipped';
  readonly looked: readonly FactName[];
  /** For verdict "unknown": the facts that are unknown and were reached; a fault inside the expression has fact null and reason rule-error. */
  readonly unknown: readonly { readonly fact: FactName | null; readonly unknown: Unknown }[];
}

/** A step of a remedy, its texts filled in with the values of one instance. */
export interface RemedyStep {
  readonly do: string;
  readonly run: string | null;
  readonly impact: string | null;
  readonly ram: readonly string[];
  readonly inPlace: boolean;
}

export interface Source {
  readonly url: string;
  readonly seen: string;
}

export interface Example {
  readonly given: ReadonlyMap<FactName, { readonly kind: 'value'; readonly value: FactValue } | { readonly kind: 'unknown'; readonly reason: string }>;
  readonly then: 'pass' | 'fail' | 'unknown' | 'skipped';
}

/** What a rule says to people, in one language. */
export interface RuleTexts {
  /** The healthy world, one sentence. */
  readonly title: string;
  readonly why: string;
  /** What was seen, for the message of a failure ("SSL encryption is on."); null where the rule does not say. */
  saw(facts: FactSet): string | null;
  /** The steps that help this instance, in order. */
  remedy(facts: FactSet): readonly RemedyStep[];
}

/**
 * A requirement, decided from facts alone. Built from a YAML file by the rule book, or in TypeScript with `defineRule`.
 * Every function is pure: the same facts give the same answer.
 */
export interface Rule extends RuleTexts {
  readonly id: string;
  readonly severity: Readonly<Record<Preset, Severity>>;
  /** Where its remedy stands among those of other rules: lower first. */
  readonly order: number;
  readonly enforced: boolean;
  readonly predicts: readonly Prediction[];
  readonly sources: readonly Source[];
  /** The same texts in other languages; what a translation leaves out is told in English. */
  readonly translations: Readonly<Partial<Record<Translation, RuleTexts>>>;
  /** All facts that `when` names, sorted; empty where there is no `when`. */
  readonly whenNeeds: readonly FactName[];
  /** All facts that `assert` names, sorted. */
  readonly needs: readonly FactName[];
  /** All facts that the steps of its remedy name, sorted: they show values and decide nothing. */
  readonly remedyNeeds: readonly FactName[];
  readonly examples: readonly Example[];
  /** Verdicts that no example can show, each with the reason. */
  readonly never: Readonly<Partial<Record<'pass' | 'fail' | 'unknown', string>>>;
  /** The file it was read from, or "(code)". */
  readonly file: string;
  /** The source texts, for listing: null where the rule was written in TypeScript. */
  readonly text: { readonly when: string | null; readonly assert: string } | null;
  /** Whether the rule applies: "yes" also where there is no `when`. */
  applies(facts: FactSet): 'yes' | 'no' | 'unknown';
  /** Throws never: a fault inside the rule is a Decision of verdict "unknown" with reason rule-error. */
  decide(facts: FactSet): Decision;
}

/** A rule as it counts in this run, after preset, options and configuration. */
export interface RuleInForce {
  readonly rule: Rule;
  readonly severity: Exclude<Severity, 'off'>;
}

/** A severity that was chosen for one rule, whatever the preset says, and where it was. */
export interface SeverityChoice {
  readonly severity: Severity;
  /** FILE:line:column; null where it was not read from a file. */
  readonly place: string | null;
}

/** A fact of the user's own, with its declared shape: the rule book accepts these names besides the dictionary. */
export type ExtraFacts = Readonly<Record<`x.${string}`, FactShape>>;

/** The rules in force for one run, with what identifies them in results and plans. */
export interface RuleBook {
  readonly rules: readonly Rule[];
  /** SHA-256, hex, over the canonical texts of all rules in the book, presets included. */
  readonly digest: string;
}
