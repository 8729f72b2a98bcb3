import type { Diff } from '../model/diff.ts';
import type { TrendPoint } from '../model/history.ts';
import type { Language } from '../model/language.ts';
import type { Result } from '../model/result.ts';
import type { Look } from './look.ts';

/** What a rule says of itself, whatever the instance. */
export interface RuleHelp {
  readonly title: string;
  readonly why: string;
  /** What to do, in order, with the values of an example. */
  readonly remedy: readonly string[];
  /** A page that the rule rests on; null where it names none. */
  readonly source: string | null;
}

/** What a reporter is given. A reporter is a pure function of it. */
export interface Report {
  /** For programs: the same bytes wherever it runs, in English unless another language was asked for by name. */
  readonly result: Result;
  /** The same result, its texts in another language: what people read, and pages that can be switched. */
  readonly inLanguage: (language: Language) => Result;
  readonly look: Look;
  /** HTML: earlier results of the same scope and this one, in any order. */
  readonly trend?: readonly TrendPoint[];
  /** What changed since the last run of the same scope; absent or null where there was none. */
  readonly diff?: Diff | null;
  /** SARIF: the file of the repository at which results are shown, README.md where none is named. */
  readonly anchor?: string;
  /** SARIF: what is known of a rule besides its findings; null for one that is not known. */
  readonly ruleHelp?: (rule: string) => RuleHelp | null;
}
