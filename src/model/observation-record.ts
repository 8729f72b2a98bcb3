import type { FactValue } from './facts.ts';
import type { UnknownReason } from './known.ts';
import type { OutcomeKind } from './outcome.ts';
import type { MutatingOperation } from './plan.ts';
import type { Preset, Verdict } from './rule.ts';

export const OBSERVATION_SCHEMA = 'tair-preflight/observation/v1';

/** How the service answered a call. `lost`: no answer came that could be read. */
export const ANSWER_KINDS = ['accepted', 'refused', 'lost'] as const;

export interface ObservedAnswer {
  readonly kind: (typeof ANSWER_KINDS)[number];
  /** The code of a refusal; null otherwise. */
  readonly code: string | null;
}

/** A fact as it is kept: what decides, never what names anybody. */
export type ObservedFact = { readonly value: FactValue } | { readonly unknown: UnknownReason };

/** One ended call: what the rules saw, what they said, and what the service answered. One line of an observations file. */
export interface ObservationRecord {
  readonly schema: typeof OBSERVATION_SCHEMA;
  /** When the entry had ended, UTC ISO. */
  readonly at: string;
  readonly tool: { readonly name: 'tair-preflight'; readonly version: string };
  readonly operation: MutatingOperation;
  readonly rulebook: { readonly preset: Preset; readonly digest: string };
  readonly facts: Readonly<Record<string, ObservedFact>>;
  /** Facts whose texts were replaced by others of the same form: equal ones are equal still, and none is what it was. */
  readonly replaced: readonly string[];
  /** Facts that were read and left out. */
  readonly leftOut: readonly string[];
  /** Of every rule that was judged. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly answer: ObservedAnswer;
  readonly outcome: OutcomeKind;
  /** The rule that failed when the facts were read again after a refusal with a code that it predicts; null: none did. */
  readonly race: string | null;
}

export const REPLAY_SCHEMA = 'tair-preflight/replay/v1';

/** Where a line of a collection stands. */
export interface ObservationPlace {
  readonly file: string;
  readonly line: number;
}

/** How often a rule foretold a code, and how often the service answered it. */
export interface ConfusionRow {
  /** Null: no rule foretells this code. */
  readonly rule: string | null;
  /** Null: the rule foretells a refusal, with no documented code. */
  readonly code: string | null;
  /** The rule failed, and the service answered with the code. */
  readonly right: number;
  /** The rule failed, and the service refused with another code. */
  readonly otherCode: number;
  /** The rule failed, and the service accepted. */
  readonly falseAlarm: number;
  /** The service answered with the code, and no rule that foretells it failed. */
  readonly missed: number;
  /** Neither was it foretold by this rule, nor answered unforetold. */
  readonly neither: number;
  /** The rule is unknown on the facts that were kept. */
  readonly unknown: number;
}

/** What replaying collections of observations with the rules of now shows. */
export interface Replay {
  readonly schema: typeof REPLAY_SCHEMA;
  readonly preset: Preset;
  /** Of the rule book of each operation that was observed, SHA-256, hex. */
  readonly rulebooks: Readonly<Partial<Record<MutatingOperation, string>>>;
  readonly summary: {
    readonly observations: number;
    readonly accepted: number;
    readonly refused: number;
    /** Refusals that a rule explained once the facts were read again: the facts had changed in between. Not in the matrix. */
    readonly races: number;
    /** Throttled, or without permission: it says nothing of the instance. Not in the matrix. */
    readonly notOfInstance: number;
    /** The answer was lost, and nothing showed what it was. Not in the matrix. */
    readonly unanswered: number;
    /** Foretold as it was answered. */
    readonly right: number;
    /** A refusal was foretold, and another code was answered. */
    readonly otherCode: number;
    readonly falseAlarms: number;
    readonly misses: number;
    /** A rule of severity error is unknown on the facts that were kept, and none failed. */
    readonly undecided: number;
  };
  readonly matrix: readonly ConfusionRow[];
  /** Every rule of severity error passed, and the service refused. */
  readonly misses: readonly (ObservationPlace & { readonly operation: MutatingOperation; readonly code: string; readonly at: string })[];
  /** A rule of severity error failed, and the service accepted. */
  readonly falseAlarms: readonly (ObservationPlace & { readonly operation: MutatingOperation; readonly rules: readonly string[]; readonly at: string })[];
}
