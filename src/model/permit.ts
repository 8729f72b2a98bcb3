import type { FactName } from './facts.ts';
import type { Finding } from './finding.ts';
import type { DirectConnectionRequest, Instance } from './fleet.ts';
import type { MutatingOperation } from './plan.ts';
import type { Rule } from './rule.ts';

/** What a permit is asked for with: one instance, just read, and every finding on it. */
export interface PermitApplication {
  readonly operation: MutatingOperation;
  readonly instance: Instance;
  readonly request: DirectConnectionRequest;
  /** The rules in force; every enforced one and every one of severity error must have a finding. */
  readonly rules: readonly Rule[];
  readonly findings: readonly Finding[];
  /** When the re-read began: no fact that decides may be older. UTC. */
  readonly readSince: Date;
  readonly now: Date;
  /** How old the re-read may be when the call leaves, in seconds. */
  readonly maxAge: number;
}

export type PermitDecision =
  | { readonly kind: 'granted'; readonly permit: Permit }
  | { readonly kind: 'refused'; readonly rule: string | null; readonly detail: string };

const KEY = Symbol('permit');

/**
 * Leave to send one mutating call once, for one instance. It can be made by `grantPermit` alone,
 * and only from a full set of passing findings on fresh facts; a Writer takes nothing else.
 */
export class Permit {
  readonly operation: MutatingOperation;
  readonly region: string;
  readonly instanceId: string;
  readonly request: DirectConnectionRequest;
  readonly #validUntil: number;
  #spent = false;

  constructor(key: symbol, application: PermitApplication) {
    if (key !== KEY || application.instance.region === null) throw new Error('A permit is made by grantPermit alone.');
    this.operation = application.operation;
    this.region = application.instance.region;
    this.instanceId = application.instance.instanceId;
    this.request = application.request;
    this.#validUntil = application.readSince.getTime() + application.maxAge * 1000;
  }

  /** True once the facts behind it have become too old to act on. */
  isStale(now: Date): boolean {
    return now.getTime() > this.#validUntil;
  }

  /** Uses the permit up. Throws when it was used before or its facts have become old. */
  spend(now: Date): void {
    if (this.#spent) throw new Error(`The permit for ${this.instanceId} was used before.`);
    if (this.isStale(now)) throw new Error(`The facts behind the permit for ${this.instanceId} are no longer fresh.`);
    this.#spent = true;
  }

  /** True for a permit that `grantPermit` made: a look-alike object has no private state. */
  static isGenuine(value: unknown): value is Permit {
    return typeof value === 'object' && value !== null && #spent in value;
  }
}

/** Grants a permit when every enforced rule and every rule of severity error is pass, skipped or (not enforced) waived, on facts read since `readSince`. */
export function grantPermit(application: PermitApplication): PermitDecision {
  const { instance, rules, findings, readSince, now, maxAge } = application;
  if (now.getTime() - readSince.getTime() > maxAge * 1000) {
    return refused(null, `The facts of ${instance.instanceId} were read more than ${maxAge} s ago; read them again.`);
  }
  if (instance.region === null) return refused('instance-exists', `The region of ${instance.instanceId} is not known.`);
  const byRule = new Map(findings.map((finding) => [finding.rule, finding]));
  for (const finding of findings) {
    if (finding.severity !== 'error' && !finding.enforced) continue;
    const reason = shortOfPass(finding);
    if (reason !== null) return refused(finding.rule, reason);
    const stale = finding.looked.find((name) => !isFresh(instance, name, readSince));
    if (stale !== undefined) return refused(finding.rule, `Fact ${stale} was not read anew for this call.`);
  }
  const unjudged = rules.find((rule) => rule.enforced && !byRule.has(rule.id));
  if (unjudged !== undefined) return refused(unjudged.id, `Rule ${unjudged.id} was not judged.`);
  if (!rules.some((rule) => rule.enforced)) return refused(null, 'The rule book holds no enforced rule.');
  return { kind: 'granted', permit: new Permit(KEY, application) };
}

function refused(rule: string | null, detail: string): PermitDecision {
  return { kind: 'refused', rule, detail };
}

function shortOfPass(finding: Finding): string | null {
  switch (finding.verdict) {
    case 'pass':
    case 'skipped':
      return null;
    case 'waived':
      return finding.enforced ? `Rule ${finding.rule} is enforced and cannot be waived.` : null;
    case 'fail':
    case 'unknown':
      return finding.message;
  }
}

function isFresh(instance: Instance, name: FactName, readSince: Date): boolean {
  const fact = instance.facts.get(name);
  if (name === 'instance.accountId') return true; // whose credentials these are does not change during a run
  if (fact === undefined || fact.kind === 'unknown') return true; // it did not decide: the verdict above is pass or skipped without it
  return new Date(fact.evidence.readAt).getTime() >= readSince.getTime();
}
