import type { FactName } from './facts.ts';
import type { Unknown } from './known.ts';
import type { Prediction, RemedyStep, Severity, Verdict } from './rule.ts';
import type { Waiver } from './waiver.ts';

/** Rule × instance: the verdict, what it rests on, and what to do. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Exclude<Severity, 'off'>;
  readonly enforced: boolean;
  readonly order: number;
  readonly verdict: Verdict;
  readonly message: string;
  /** What was seen where the verdict is fail (or a waived fail): the message without the expectation. Null at other verdicts. */
  readonly saw: string | null;
  readonly looked: readonly FactName[];
  readonly unknown: readonly { readonly fact: FactName | null; readonly unknown: Unknown }[];
  readonly predicts: readonly Prediction[];
  readonly remedy: readonly RemedyStep[];
  readonly waiver: Waiver | null;
}

/** Where an instance stands once all rules were judged. */
export const STANDINGS = ['enabled', 'blocked', 'unknown', 'eligible'] as const;
export type Standing = (typeof STANDINGS)[number];
