import type { FactValue, FactName } from '../model/facts.ts';
import type { Language } from '../model/language.ts';
import type { Preset, Rule, SeverityChoice } from '../model/rule.ts';
import { ONE_WAVE } from '../plan/waves.ts';
import type { WaveSize } from '../plan/waves.ts';

export type { SeverityChoice } from '../model/rule.ts';
export type { WaveSize } from '../plan/waves.ts';

/** Which instances: ids, or all of some regions, narrowed by filters. */
export interface ScopeOptions {
  readonly instances: readonly string[];
  readonly regions: readonly string[];
  readonly allRegions: boolean;
  readonly vpc: string | null;
  readonly vswitch: string | null;
  readonly resourceGroup: string | null;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export interface RequestOptions {
  readonly prefix: string | null;
  /** With {id}, {name} and {n}; exclusive with prefix. */
  readonly prefixTemplate: string | null;
  readonly port: number | null;
}

export interface RuleOptions {
  readonly preset: Preset;
  /** Severities over those of the preset, by rule id. */
  readonly severities: ReadonlyMap<string, SeverityChoice>;
  /** Folders that add to the built-in pack. */
  readonly rules: readonly string[];
  /** Rules written in TypeScript with `defineRule`, for users of the library; the command line loads YAML only. */
  readonly extraRules: readonly Rule[];
  /** A file of facts of one's own; null: none. */
  readonly facts: string | null;
  /** A file of waivers; null: none. */
  readonly waivers: string | null;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly previewAccess: 'granted' | 'denied' | null;
  /** What if: facts set by the user. Makes the result hypothetical. */
  readonly assume: ReadonlyMap<FactName, FactValue>;
}

/** All times in seconds. */
export interface CloudAccess {
  readonly profile: string | null;
  readonly endpoints: Readonly<Partial<Record<'kvstore' | 'vpc' | 'sts', string>>>;
  readonly network: 'public' | 'vpc';
  readonly concurrency: number;
  readonly requestTimeout: number;
}

export interface CheckOptions extends ScopeOptions, RequestOptions, RuleOptions, CloudAccess {
  /** The language of titles, messages and remedies in the result. */
  readonly language: Language;
}

export interface PlanRunOptions extends CheckOptions {
  /** Addresses that are left free on every vSwitch. */
  readonly keepFree: number;
  readonly order: 'smallest' | 'as-given' | { readonly tag: string };
  readonly waves: readonly WaveSize[];
  /** How long the plan may be started, in seconds. */
  readonly expires: number;
}

export const PLAN_DEFAULTS: Omit<PlanRunOptions, keyof CheckOptions> = { keepFree: 0, order: 'smallest', waves: ONE_WAVE, expires: 24 * 3600 };

export interface ApplyOptions extends CheckOptions {
  /** Null: `tair-preflight-<plan id>.journal` in the current folder. */
  readonly journal: string | null;
  readonly onDrift: 'skip' | 'stop';
  /** The digest of the plan that was approved; null: any. */
  readonly expect: string | null;
  /** Only within each instance's own maintenance window. */
  readonly inWindow: boolean;
  readonly dryRun: boolean;
  readonly maxMutations: number | null;
  readonly maxFailures: number;
  readonly wait: number;
  readonly poll: number;
  readonly settle: number;
  /** A file to which what the service answered is appended, with the redacted facts; null: none. */
  readonly observations: string | null;
}

export const CHECK_DEFAULTS: CheckOptions = {
  instances: [], regions: [], allRegions: false, vpc: null, vswitch: null, resourceGroup: null, tags: [],
  prefix: null, prefixTemplate: null, port: null,
  preset: 'recommended', severities: new Map(), rules: [], extraRules: [], facts: null, waivers: null, only: [], skip: [], previewAccess: null, assume: new Map(),
  profile: null, endpoints: {}, network: 'public', concurrency: 8, requestTimeout: 10, language: 'en',
};

export const APPLY_DEFAULTS: Omit<ApplyOptions, keyof CheckOptions> = {
  journal: null, onDrift: 'skip', expect: null, inWindow: false, dryRun: false, maxMutations: null, maxFailures: 1, wait: 900, poll: 5, settle: 60, observations: null,
};
