import { compareText } from '../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../model/result.ts';

/** The failed rules of severity error, in the order in which they are best mended. */
export function failedErrors(instance: ResultInstance): ResultFinding[] {
  return instance.findings.filter((finding) => finding.severity === 'error' && finding.verdict === 'fail').toSorted(byOrder);
}

/** Sorts findings by the order of their remedies, then by rule id. */
export function byOrder(a: Pick<ResultFinding, 'order' | 'rule'>, b: Pick<ResultFinding, 'order' | 'rule'>): number {
  return a.order - b.order || compareText(a.rule, b.rule);
}

/** What a failure saw, else what the finding says. */
export function sawOf(finding: ResultFinding): string {
  return finding.saw ?? finding.message;
}

/** True where a step mends the instance itself. */
export function isMendable(finding: ResultFinding): boolean {
  return finding.remedy.some((step) => step.inPlace);
}

/** True of an id for which every region that was asked says that it has no such instance. */
export function isNotFound(instance: ResultInstance): boolean {
  return instance.standing === 'blocked' && factText(instance, 'instance.exists') === 'false';
}

/** The regions that were looked in: those of the scope that offer the service. */
export function regionsLookedIn({ scope }: Result): readonly string[] {
  return scope.regions.filter((region) => !scope.withoutService.includes(region));
}

/** The enforced rules for which plan and apply refuse an instance that counts as eligible here: waived, or not passed at a severity below error. */
export function refusedFor(instance: ResultInstance): readonly string[] {
  if (instance.standing !== 'eligible') return [];
  return instance.findings.filter(({ enforced, verdict, severity }) => enforced && (verdict === 'waived' || (severity !== 'error' && (verdict === 'fail' || verdict === 'unknown')))).map(({ rule }) => rule);
}

/** True where the verdict is unknown although its facts were asked for. What was left unasked on purpose is nobody's trouble. */
export function isUndecided(finding: ResultFinding): boolean {
  return finding.verdict === 'unknown' && (finding.unknown.length === 0 || finding.unknown.some(({ reason }) => reason !== 'not-asked'));
}

/** The known value of a fact as text, null where it is unknown or absent. */
export function factText(instance: ResultInstance, name: string): string | null {
  const fact = Object.hasOwn(instance.facts, name) ? instance.facts[name] : undefined;
  return fact !== undefined && 'value' in fact ? String(fact.value) : null;
}
