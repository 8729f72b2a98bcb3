import type { RemedyStep } from './rule.ts';

/** With what mending begins, on those instances of which the same is told. */
export interface AdvisedFirstStep {
  readonly do: string;
  /** Of this step alone; null: none is told. */
  readonly impact: string | null;
  /** Instances on which this is the first step in place. */
  readonly instances: number;
  /** The instance whose values stand in `do`, where those of the others differ; null where all say the same. */
  readonly toldOf: string | null;
}

/** What mending one failed rule in place would bring, over the blocked instances that can be mended. */
export interface AdvisedRemedy {
  readonly rule: string;
  readonly title: string;
  /** Where it stands among other remedies: lower first. */
  readonly order: number;
  /** Blocked fixable instances on which the rule failed. */
  readonly instances: number;
  /** Of these, the instances that lack nothing else: they can go once it is mended. */
  readonly freesAlone: number;
  /** Of these, the instances of which something is unknown besides: mending all that failed may not be enough. */
  readonly perhaps: number;
  /** For each set of other rules that fail with it: how many instances lack exactly these and it. The largest number first. */
  readonly withOthers: readonly { readonly rules: readonly string[]; readonly frees: number }[];
  /** Sets that are not listed in `withOthers`. */
  readonly othersLeftOut: number;
  /** Rules of a lower order that fail with it on some instance: to be mended there before it. */
  readonly after: readonly string[];
  /** Ids of instances on which it failed, those that it frees alone first; capped, `idsLeftOut` more are not listed. */
  readonly ids: readonly string[];
  readonly idsLeftOut: number;
  /** The impact of the first step in place that is told for most instances, ids and windows of single instances replaced where they differ; null: none is told. */
  readonly impact: string | null;
  /** Instances whose first step in place tells an impact: so many are restarted, disconnected or whatever it tells. */
  readonly disturbed: number;
  /** The first steps in place, the most frequent first; capped, `firstStepsLeftOut` more are not listed. */
  readonly firstSteps: readonly AdvisedFirstStep[];
  readonly firstStepsLeftOut: number;
  /** True where a later step in place, another way to mend it, tells an impact that the first does not. */
  readonly otherImpacts: boolean;
  /** Its steps that work in place, as told of the first of `ids`. */
  readonly steps: readonly RemedyStep[];
}

/** A choice of remedies and what it frees. */
export interface AdvisedSet {
  /** In the order of their remedies. */
  readonly rules: readonly string[];
  /** Instances all of whose failed error rules are among `rules`, and of which nothing is unknown. */
  readonly frees: number;
  /** Changes with an impact that are made on the instances it frees: one that lacks two things is disturbed twice. */
  readonly disturbances: number;
  /** False: there were too many rules to try every choice, so another of this size may free more. */
  readonly isExact: boolean;
}

/** A vSwitch on which instances would be freed, and whether it could hold them with those that can go now. Addresses are IPv4 addresses. */
export interface AdvisedVSwitch {
  readonly vSwitchId: string;
  readonly region: string;
  /** Null where it could not be read or was not asked for. */
  readonly available: number | null;
  readonly neededByEligible: number;
  readonly neededByFreed: number;
  /** Instances that would be freed on it. */
  readonly instances: number;
  /** Eligible and freed instances on it whose need is not known; not in the sums. */
  readonly unknownNeeds: number;
  /** Null: cannot be told. */
  readonly holds: boolean | null;
}

/** What to mend first. Counts blocked instances only; nothing that is unknown counts as freed. */
export interface Advice {
  /** Every remedy that works in place, in the order in which they are best carried out. */
  readonly remedies: readonly AdvisedRemedy[];
  /** For each number of remedies with which more instances are freed than with fewer: the best choice. The last frees all of `freed`. */
  readonly best: readonly AdvisedSet[];
  /** Instances that all remedies together free. */
  readonly freed: number;
  /** Fixable instances of which something that counts is unknown: they may still not be able to go. */
  readonly perhaps: number;
  /** Blocked instances that no remedy in place can help. */
  readonly never: number;
  /** The vSwitches on which instances would be freed, by region and id. */
  readonly vSwitches: readonly AdvisedVSwitch[];
  /** Freed instances that are on no vSwitch yet, or on none that is known. */
  readonly unplaced: number;
}
