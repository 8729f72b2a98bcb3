import { apply as applyWith } from './app/apply.ts';
import type { Applied, Confirm } from './app/apply.ts';
import { check as checkWith } from './app/check.ts';
import type { Checked } from './app/check.ts';
import { nodeWorld } from './app/node-world.ts';
import { APPLY_DEFAULTS, CHECK_DEFAULTS } from './app/options.ts';
import type { ApplyOptions, CheckOptions } from './app/options.ts';
import type { World } from './app/world.ts';

/**
 * Loads the facts of a scope and judges them: what the command `check` does. Options that are left out are its defaults.
 * Rejects with a UsageError for the caller's mistakes; what the cloud answers is in the result.
 */
export function check(options: Partial<CheckOptions>, world: Partial<World> = {}): Promise<Checked> {
  return checkWith({ ...CHECK_DEFAULTS, ...options }, nodeWorld(world));
}

/** What the command `apply INSTANCE…` does. `confirm` is asked before the first call; null when it says no. */
export function apply(options: Partial<ApplyOptions>, confirm: Confirm, world: Partial<World> = {}): Promise<Applied | null> {
  return applyWith({ ...CHECK_DEFAULTS, ...APPLY_DEFAULTS, ...options }, nodeWorld(world), confirm);
}

export { defineRule } from './rulebook/index.ts';
export type { RuleDefinition } from './rulebook/index.ts';
export { UsageError } from './model/faults.ts';
export type { Applied, Confirm } from './app/apply.ts';
export type { Checked } from './app/check.ts';
export type { ApplyOptions, CheckOptions } from './app/options.ts';
export type { World } from './app/world.ts';
export type { Outcome } from './model/outcome.ts';
export type { Result } from './model/result.ts';
export type { Rule } from './model/rule.ts';
