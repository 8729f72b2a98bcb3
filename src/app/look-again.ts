import type { AssessedInstance } from '../model/assessment.ts';
import type { FactName, FactSet, FactValue } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Fleet, Instance, Unread } from '../model/fleet.ts';
import { compareText, groupBy } from '../model/group-by.ts';
import type { Known } from '../model/known.ts';
import type { RuleInForce } from '../model/rule.ts';
import type { Checked } from './check.ts';
import { assess } from '../evaluate/assess.ts';
import { waiverAt } from '../evaluate/waivers.ts';
import { load } from './open-run.ts';
import type { LoadMore, Run } from './open-run.ts';

/** What stays as it is while one waits: what an instance is, and what the user said. */
const FIXED: readonly FactName[] = [
  'instance.id', 'instance.accountId', 'instance.region', 'instance.architecture', 'instance.deployment', 'instance.edition', 'instance.engine',
  'request.hasPrefix', 'request.previewAttested', 'request.prefix', 'request.port', 'account.previewAccess',
];
/** A prefix that somebody has stays with him; one whose list could not be read may yet turn out to be free. */
const FIXED_ONCE_KNOWN: readonly FactName[] = [...FIXED, 'account.prefixesSeen'];

/** What may yet become eligible. */
export interface OpenParts {
  readonly instances: readonly AssessedInstance[];
  /** Regions of the scope that could not be read, so that instances may be missing. */
  readonly regions: readonly string[];
}

/** The instances that are neither eligible nor enabled and may become so while one waits: not those that can never be, nor those that only another request would help. */
export function openParts(run: Run, { assessment }: Checked, unreadRegions: readonly string[]): OpenParts {
  return { instances: assessment.instances.filter((instance) => mayBecomeEligible(run, instance)), regions: unreadRegions };
}

function mayBecomeEligible(run: Run, instance: AssessedInstance): boolean {
  if (instance.standing === 'eligible' || instance.standing === 'enabled') return false;
  if (instance.standing === 'blocked' && !instance.fixable) return false;
  return inTheWay(instance.findings).every((finding) => mayChange(run, finding));
}

/** The findings that keep an instance from being eligible. */
function inTheWay(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.severity === 'error' && (finding.verdict === 'fail' || finding.verdict === 'unknown'));
}

function mayChange(run: Run, finding: Finding): boolean {
  const rule = run.rules.find((one) => one.rule.id === finding.rule)?.rule;
  const fixed = finding.verdict === 'fail' ? FIXED_ONCE_KNOWN : FIXED;
  const names = [...finding.looked, ...rule?.whenNeeds ?? []];
  return names.some((name) => !fixed.includes(name) && !name.startsWith('x.') && !run.options.assume.has(name));
}

/**
 * Reads again what keeps the open instances from being eligible, and nothing else: for each the list, and the operations
 * behind the rules that failed or are unknown. What seems to be eligible by that is read once more in full, so that no
 * instance is eligible by facts of different times.
 */
export async function lookAgain(run: Run, checked: Checked, open: OpenParts, numbers: Map<string, number>): Promise<Fleet> {
  const { fleet } = checked;
  const more: LoadMore = { numbers, prefixesSeen: prefixesSeen(fleet) };
  const groups = [...groupBy(open.instances, (instance) => JSON.stringify([instance.region, inTheWay(instance.findings).map((finding) => finding.rule)])).values()];
  const parts = await Promise.all([
    ...groups.map((group) => readAgain(run, fleet, group, more)),
    ...open.regions.map((region) => load(run, [region], [], more)),
  ]);
  const seen = parts.reduce(join, fleet);
  const ready = assess(seen, run.rules, { waiverFor: waiverAt(run.waivers ?? [], run.world.now()) }).instances.filter((instance) => instance.standing === 'eligible' && open.instances.some((one) => one.instanceId === instance.instanceId));
  const inFull = await Promise.all([...groupBy(ready, (instance) => instance.region)].map(([region, group]) =>
    load(run, region === null ? fleet.regions : [region], group.map((instance) => instance.instanceId), more)));
  return inFull.reduce(join, seen);
}

async function readAgain(run: Run, fleet: Fleet, group: readonly AssessedInstance[], more: LoadMore): Promise<Fleet> {
  const region = group[0]?.region ?? null;
  const rules = region === null ? run.rules : narrowed(run.rules, group[0]?.findings ?? []);
  const part = await load({ ...run, rules }, region === null ? fleet.regions : [region], group.map((instance) => instance.instanceId), more);
  const before = new Map(group.map((instance) => [instance.instanceId, instance.facts]));
  return { ...part, instances: part.instances.map((instance) => ({ ...instance, facts: renewed(before.get(instance.instanceId), instance.facts) })) };
}

function narrowed(rules: readonly RuleInForce[], findings: readonly Finding[]): readonly RuleInForce[] {
  const wanted = new Set(inTheWay(findings).map((finding) => finding.rule));
  return rules.filter(({ rule }) => wanted.has(rule.id));
}

/** The facts of now over those of before; what was not asked for this time stays. Of an instance that is not there any more nothing does. */
function renewed(before: FactSet | undefined, now: FactSet): FactSet {
  const exists = now.get('instance.exists');
  if (before === undefined || (exists?.kind === 'known' && exists.value === false)) return now;
  const facts = new Map<FactName, Known<FactValue>>(before);
  for (const [name, fact] of now) {
    const wasAsked = fact.kind === 'known' || fact.reason !== 'not-asked';
    if (wasAsked || !before.has(name)) facts.set(name, fact);
  }
  return facts;
}

/** A fleet with a part of it as it was read later. */
function join(fleet: Fleet, part: Fleet): Fleet {
  const isReplaced = (old: Instance): boolean => part.instances.some((one) => one.instanceId === old.instanceId && (old.region === null || one.region === null || old.region === one.region));
  const instances = [...fleet.instances.filter((instance) => !isReplaced(instance)), ...part.instances];
  const kept = fleet.unread.filter(({ what }) => what.region === null || !part.regions.includes(what.region));
  return {
    ...fleet,
    instances: instances.toSorted((a, b) => compareText(a.region ?? '', b.region ?? '') || compareText(a.instanceId, b.instanceId)),
    unread: distinct([...kept, ...part.unread]),
  };
}

function distinct(unread: readonly Unread[]): Unread[] {
  return [...new Map(unread.map((part) => [JSON.stringify([part.what, part.reason]), part])).values()];
}

function prefixesSeen(fleet: Fleet): readonly string[] {
  const lists = fleet.instances.flatMap(({ facts }) => {
    const fact = facts.get('account.prefixesSeen');
    return fact?.kind === 'known' && Array.isArray(fact.value) ? fact.value.map(String) : [];
  });
  return [...new Set(lists)];
}
