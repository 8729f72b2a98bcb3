import { toCanonicalJson } from '../model/canonical-json.ts';
import { DIFF_SCHEMA } from '../model/diff.ts';
import type { Diff, DiffCause, InstanceDiff } from '../model/diff.ts';
import type { Standing } from '../model/finding.ts';
import { byPlace } from '../model/group-by.ts';
import type { Result, ResultFinding, ResultInstance } from '../model/result.ts';

/** What changed from one result to a later one. Instances are told apart by their id, which no two have in any region. Pure. */
export function diffResults(before: Result, after: Result): Diff {
  const old = byId(before);
  const now = byId(after);
  const pairs = [...new Set([...old.keys(), ...now.keys()])].map((id) => ({ was: old.get(id) ?? null, is: now.get(id) ?? null }));
  const scopes = compareScopes(before, after);
  const instances = pairs.flatMap(({ was, is }) => diffOf({ before, after, scopes, was, is })).toSorted(byPlace);
  const count = (holds: (instance: InstanceDiff) => boolean): number => instances.filter(holds).length;
  return {
    schema: DIFF_SCHEMA,
    old: sideOf(before),
    new: sideOf(after),
    summary: {
      worse: count((one) => one.isWorse), better: count((one) => one.isBetter), changed: count((one) => one.change === 'standing' || one.change === 'findings'),
      added: count((one) => one.change === 'added'), removed: count((one) => one.change === 'removed'), same: pairs.length - instances.length,
    },
    instances,
    unread: { newly: partsOnlyIn(after, before), noLonger: partsOnlyIn(before, after) },
  };
}

function byId(result: Result): ReadonlyMap<string, ResultInstance> {
  return new Map(result.instances.map((instance) => [instance.instanceId, instance]));
}

function sideOf({ finishedAt, rulebook, tool, hypothetical, instances }: Result): Diff['old'] {
  return { finishedAt, rulebook, tool, hypothetical, instances: instances.length };
}

function partsOnlyIn(one: Result, other: Result): Result['unread'] {
  const known = new Set(other.unread.map(partKey));
  return one.unread.filter((part) => !known.has(partKey(part)));
}

function partKey({ what, reason }: Result['unread'][number]): string {
  return JSON.stringify([what.region, what.operation, reason]);
}

interface Pair {
  readonly before: Result;
  readonly after: Result;
  /** Compared once: a scope may name as many ids as there are instances. */
  readonly scopes: ReturnType<typeof compareScopes>;
  readonly was: ResultInstance | null;
  readonly is: ResultInstance | null;
}

function diffOf(pair: Pair): InstanceDiff[] {
  const { was, is } = pair;
  const one = is ?? was;
  if (one === null) return [];
  const failedBefore = failedErrors(was);
  const failedNow = failedErrors(is);
  const failed = { newly: failedNow.filter((rule) => !failedBefore.includes(rule)), noLonger: failedBefore.filter((rule) => !failedNow.includes(rule)) };
  const from = was?.standing ?? null;
  const to = is?.standing ?? null;
  const change = was === null ? 'added' : is === null ? 'removed' : from !== to ? 'standing' : 'findings';
  if (change === 'findings' && failed.newly.length + failed.noLonger.length === 0) return [];
  return [{
    accountId: one.accountId, region: one.region, instanceId: one.instanceId, name: one.name,
    change, from, to, failed,
    isWorse: is !== null && isWorse(was, is, failed.newly),
    isBetter: was !== null && is !== null && isOpen(was.standing) && !isOpen(is.standing),
    causes: was === null || is === null ? [presenceOf(pair)] : causesOf(pair, was, is),
  }];
}

function isOpen(standing: Standing): boolean {
  return standing === 'blocked' || standing === 'unknown';
}

function isWorse(was: ResultInstance | null, is: ResultInstance, newly: readonly string[]): boolean {
  if (!isOpen(is.standing)) return false;
  if (was === null || was.standing !== is.standing) return true;
  return is.standing === 'blocked' && (newly.length > 0 || (was.fixable && !is.fixable));
}

function failedErrors(instance: ResultInstance | null): readonly string[] {
  if (instance === null || instance.standing === 'enabled') return [];
  return instance.findings.filter((finding) => finding.severity === 'error' && finding.verdict === 'fail').map((finding) => finding.rule);
}

/** Why an instance is in one of two results alone. */
function presenceOf({ before, after, scopes, was, is }: Pair): DiffCause {
  const [here, there] = is === null ? [was, after] : [is, before];
  const region = here?.region ?? null;
  const isUnread = there.unread.some(({ what }) => LISTS.includes(what.operation) && (what.region === null || what.region === region));
  if (isUnread) return { kind: 'coverage', change: 'list-unread' };
  if (!scopes.areSame && (region === null || !there.scope.regions.includes(region) || !scopes.haveSameFilters)) return { kind: 'coverage', change: 'scope' };
  return { kind: 'coverage', change: is === null ? 'gone' : 'appeared' };
}

const LISTS: readonly string[] = ['DescribeInstances', 'DescribeRegions'];

function compareScopes({ scope: one }: Result, { scope: other }: Result): { readonly areSame: boolean; readonly haveSameFilters: boolean } {
  const haveSameFilters = filtersOf(one) === filtersOf(other);
  return { haveSameFilters, areSame: haveSameFilters && toCanonicalJson(one.regions) === toCanonicalJson(other.regions) };
}

function filtersOf({ instances, vpc, vswitch, resourceGroup, tags }: Result['scope']): string {
  return toCanonicalJson([instances, vpc, vswitch, resourceGroup, tags]);
}

/** Everything behind the error rules whose verdict is another now. */
function causesOf({ before, after }: Pair, was: ResultInstance, is: ResultInstance): DiffCause[] {
  const old = new Map(was.findings.map((finding) => [finding.rule, finding]));
  const now = new Map(is.findings.map((finding) => [finding.rule, finding]));
  const rules = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  const isSameBook = before.rulebook.digest === after.rulebook.digest;
  const causes = rules.flatMap((rule) => causesOfRule({ rule, old: old.get(rule) ?? null, now: now.get(rule) ?? null, was, is, isSameBook }));
  return [...new Map(causes.map((cause) => [toCanonicalJson(cause), cause])).values()];
}

interface RulePair {
  readonly rule: string;
  readonly old: ResultFinding | null;
  readonly now: ResultFinding | null;
  readonly was: ResultInstance;
  readonly is: ResultInstance;
  readonly isSameBook: boolean;
}

function causesOfRule({ rule, old, now, was, is, isSameBook }: RulePair): DiffCause[] {
  if (old?.severity !== 'error' && now?.severity !== 'error') return [];
  if (old === null || now === null) {
    const only = old ?? now;
    const counts = only?.verdict === 'fail' || only?.verdict === 'unknown';
    return counts ? [{ kind: 'rule', rule, change: old === null ? 'added' : 'removed', from: old?.severity ?? null, to: now?.severity ?? null }] : [];
  }
  if (old.verdict === now.verdict) return old.severity === now.severity || now.verdict === 'pass' || now.verdict === 'skipped' ? [] : [{ kind: 'rule', rule, change: 'severity', from: old.severity, to: now.severity }];
  const byWaiver: DiffCause[] = now.verdict === 'waived' ? [{ kind: 'waiver', rule, change: 'applied' }] : old.verdict === 'waived' ? [{ kind: 'waiver', rule, change: 'ended' }] : [];
  const byFacts = [...new Set([...old.looked, ...now.looked])].filter((fact) => fact !== 'request.now').toSorted().flatMap((fact) => factCause(fact, was, is));
  const byRule: DiffCause[] = byWaiver.length + byFacts.length === 0 && !isSameBook ? [{ kind: 'rule', rule, change: 'text', from: null, to: null }] : [];
  return [...byWaiver, ...byFacts, ...byRule];
}

function factCause(fact: string, was: ResultInstance, is: ResultInstance): DiffCause[] {
  const old = Object.hasOwn(was.facts, fact) ? was.facts[fact] : undefined;
  const now = Object.hasOwn(is.facts, fact) ? is.facts[fact] : undefined;
  if (old === undefined || now === undefined) return [];
  if ('value' in old && 'value' in now) return toCanonicalJson(old.value) === toCanonicalJson(now.value) ? [] : [{ kind: 'fact', fact, from: old.value, to: now.value }];
  if ('value' in old && 'reason' in now) return [{ kind: 'coverage', change: 'unread', fact, value: old.value, reason: now.reason }];
  if ('reason' in old && 'value' in now) return [{ kind: 'coverage', change: 'read', fact, value: now.value, reason: old.reason }];
  return [];
}
