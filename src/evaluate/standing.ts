import type { FactSet } from '../model/facts.ts';
import type { Finding, Standing } from '../model/finding.ts';
import { valueOf } from '../model/value-of.ts';

/** The standing of an instance: the first of enabled, blocked, unknown, eligible that holds (contract, words). */
export function standingOf(facts: FactSet, findings: readonly Finding[]): Standing {
  if (hasDirectEndpoint(facts)) return 'enabled';
  if (valueOf(facts, 'instance.exists') === false) return 'blocked'; // also where the rule that says so is not in force
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.some((finding) => finding.verdict === 'fail')) return 'blocked';
  if (errors.some((finding) => finding.verdict === 'unknown')) return 'unknown';
  return 'eligible';
}

/** Known to have a direct endpoint: one was read, or it is a cloud-native cluster in direct mode, which has one by birth. */
function hasDirectEndpoint(facts: FactSet): boolean {
  if (valueOf(facts, 'network.hasDirectEndpoint') === true) return true;
  return valueOf(facts, 'instance.architecture') === 'cluster' && valueOf(facts, 'instance.deployment') === 'cloud-native' && valueOf(facts, 'instance.connectionMode') === 'direct';
}

/** True for a blocked instance all of whose failed error rules have a remedy that works in place. */
export function isFixable(standing: Standing, findings: readonly Finding[]): boolean {
  if (standing !== 'blocked') return false;
  const failed = findings.filter(isFailedError);
  return failed.length > 0 && failed.every((finding) => finding.remedy.some((step) => step.inPlace));
}

function isFailedError(finding: Finding): boolean {
  return finding.severity === 'error' && finding.verdict === 'fail';
}

/** The codes that AllocateDirectConnection may answer with: the sorted set over all failed error rules. */
export function predictedErrorCodes(findings: readonly Finding[]): string[] {
  return [...new Set(findings.filter(isFailedError).flatMap((finding) => finding.predicts.map((prediction) => prediction.code)))].toSorted();
}

/** Addresses the direct endpoint takes from the vSwitch: one a shard and one for the endpoint; null where the shards are unknown. */
export function addressesNeeded(facts: FactSet): number | null {
  const shards = valueOf(facts, 'instance.shardCount');
  return typeof shards === 'number' ? shards + 1 : null;
}

