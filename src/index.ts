import { apply as applyWith, applyPlan as applyPlanWith, applyPlanFile } from './app/apply.ts';
import type { Applied, Confirm } from './app/apply.ts';
import { check as checkWith } from './app/check.ts';
import type { Checked } from './app/check.ts';
import { optionsOver } from './app/given-options.ts';
import { nodeWorld } from './app/node-world.ts';
import { APPLY_DEFAULTS, CHECK_DEFAULTS, PLAN_DEFAULTS } from './app/options.ts';
import type { ApplyOptions, CheckOptions, PlanRunOptions } from './app/options.ts';
import { plan as planWith } from './app/plan.ts';
import type { Planned } from './app/plan.ts';
import { toPlan } from './app/plan-file.ts';
import { release as releaseWith } from './app/release.ts';
import type { ReleaseOptions } from './app/release.ts';
import { resume as resumeWith } from './app/resume.ts';
import type { ConfirmResume, Resumed } from './app/resume.ts';
import { verify as verifyWith, VERIFY_DEFAULTS } from './app/verify.ts';
import type { AskPassword, VerifyOptions } from './app/verify.ts';
import { checkUntilEligible as checkUntilEligibleWith, WAIT_DEFAULTS } from './app/wait-until.ts';
import type { Waited, WaitOptions } from './app/wait-until.ts';
import type { World } from './app/world.ts';
import type { Verification } from './model/data-plane.ts';
import type { Plan } from './model/plan.ts';

/**
 * Loads the facts of a scope and judges them: what the command `check` does. Options that are left out are its defaults.
 * Rejects with a UsageError for the caller's mistakes; what the cloud answers is in the result.
 */
export async function check(options: Partial<CheckOptions>, world: Partial<World> = {}): Promise<Checked> {
  return checkWith(optionsOver(CHECK_DEFAULTS, options), nodeWorld(world));
}

/** What `check --wait-until eligible` does: looks again at what can change, and gives the last state and why the waiting ended. */
export async function checkUntilEligible(options: Partial<CheckOptions & WaitOptions>, world: Partial<World> = {}): Promise<Waited> {
  return checkUntilEligibleWith(optionsOver({ ...CHECK_DEFAULTS, ...WAIT_DEFAULTS }, options), nodeWorld(world));
}

/** What the command `plan` does. It writes no file: `JSON.stringify(plan)` is one that `apply` and `applyPlan` take. */
export async function plan(options: Partial<PlanRunOptions>, world: Partial<World> = {}): Promise<Planned> {
  return planWith(optionsOver({ ...CHECK_DEFAULTS, ...PLAN_DEFAULTS }, options), nodeWorld(world));
}

/** What the command `apply INSTANCE…` does. `confirm` is asked before the first call; null when it says no. */
export async function apply(options: Partial<ApplyOptions>, confirm: Confirm, world: Partial<World> = {}): Promise<Applied | null> {
  return applyWith(optionsOver({ ...CHECK_DEFAULTS, ...APPLY_DEFAULTS }, options), nodeWorld(world), confirm);
}

/** What the command `apply plan.json` does, for the name of a plan file or for the plan itself. It wants the rules it was made with, `extraRules` too. */
export async function applyPlan(planOrFile: Plan | string, options: Partial<ApplyOptions>, confirm: Confirm, world: Partial<World> = {}): Promise<Applied | null> {
  const given = optionsOver({ ...CHECK_DEFAULTS, ...APPLY_DEFAULTS }, options);
  if (typeof planOrFile === 'string') return applyPlanFile(planOrFile, given, nodeWorld(world), confirm);
  return applyPlanWith(toPlan(planOrFile, 'The plan'), 'The plan', given, nodeWorld(world), confirm);
}

/** What the command `resume JOURNAL` does. `confirm` is asked where something is left to do; null when it says no. */
export async function resume(journal: string, options: Partial<ApplyOptions>, confirm: ConfirmResume, world: Partial<World> = {}): Promise<Resumed | null> {
  return resumeWith(journal, optionsOver({ ...CHECK_DEFAULTS, ...APPLY_DEFAULTS }, options), nodeWorld(world), confirm);
}

/** What the command `release` does; wants `acknowledgeDisconnect: true`. Null when `confirm` says no. */
export async function release(options: Partial<ReleaseOptions>, confirm: Confirm, world: Partial<World> = {}): Promise<Applied | null> {
  return releaseWith(optionsOver({ ...CHECK_DEFAULTS, ...APPLY_DEFAULTS, acknowledgeDisconnect: false, undo: null }, options), nodeWorld(world), confirm);
}

/** What the command `verify` does. The password comes from the environment, else from `ask`; null asks nobody. */
export async function verify(options: Partial<VerifyOptions>, ask: AskPassword = null, world: Partial<World> = {}): Promise<Verification> {
  return verifyWith(optionsOver({ ...CHECK_DEFAULTS, ...VERIFY_DEFAULTS }, options), nodeWorld(world), ask);
}

export { adviseOn } from './report/advise.ts';
export { remedyScript } from './report/remedy-script.ts';
export { defineRule } from './rulebook/index.ts';
export type { RuleDefinition, StepDefinition, ValueOfFact, ValuesOfFacts } from './rulebook/index.ts';
export { UsageError } from './model/faults.ts';
export { known, unknown } from './model/known.ts';
export type { Evidence, Known, KnownValue, Unknown, UnknownReason } from './model/known.ts';
export type { Applied, Confirm } from './app/apply.ts';
export type { Checked } from './app/check.ts';
export type { ApplyOptions, CheckOptions, PlanRunOptions, WaveSize } from './app/options.ts';
export type { Planned } from './app/plan.ts';
export type { ReleaseOptions } from './app/release.ts';
export type { ConfirmResume, Resumed } from './app/resume.ts';
export type { AskPassword, VerifyOptions } from './app/verify.ts';
export type { Waited, WaitEnd, WaitOptions } from './app/wait-until.ts';
export type { World } from './app/world.ts';
export type { Advice, AdvisedRemedy, AdvisedSet, AdvisedVSwitch } from './model/advice.ts';
export type { AssessedInstance, Assessment, VSwitchLoad } from './model/assessment.ts';
export type { Verification, VerifiedInstance } from './model/data-plane.ts';
export type { BuiltInFactName, FactName, FactSet, FactShape, FactValue } from './model/facts.ts';
export type { Finding, Standing } from './model/finding.ts';
export type { Waiver } from './model/waiver.ts';
export type { Fleet, Instance, Unread } from './model/fleet.ts';
export type { Language } from './model/language.ts';
export type { ObservationRecord } from './model/observation-record.ts';
export type { EntryOutcome, Outcome, OutcomeKind } from './model/outcome.ts';
export type { Plan, PlanEntry } from './model/plan.ts';
export type { Result, ResultFact, ResultFinding, ResultInstance, ResultSummary } from './model/result.ts';
export type { Decision, Prediction, Preset, RemedyStep, Rule, RuleInForce, Severity, Source, Verdict } from './model/rule.ts';
