import type { AssessedInstance, Assessment } from '../model/assessment.ts';
import type { FactName } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Fleet, Unread } from '../model/fleet.ts';
import { compareText } from '../model/group-by.ts';
import type { Known, Unknown } from '../model/known.ts';
import type { FactValue } from '../model/facts.ts';
import type { Waiver, WaiverUse } from '../model/waiver.ts';
import { RESULT_SCHEMA } from '../model/result.ts';
import type { Result, ResultFact, ResultFinding, ResultInstance, ResultUnknownFact } from '../model/result.ts';

/** What a result tells besides the assessment itself. */
export type RunFacts = Pick<Result, 'tool' | 'rulebook' | 'startedAt' | 'finishedAt' | 'scope' | 'hypothetical'> & Pick<Result['summary'], 'mutationsSent' | 'apiCalls'>
  & { readonly waivers: readonly WaiverUse[] | null };

/** The result as it is written and rendered: plain JSON, sorted, the same bytes for the same facts, rules and clock. */
export function toResult(fleet: Fleet, assessment: Assessment, run: RunFacts): Result {
  const { instances } = assessment;
  const count = (holds: (instance: AssessedInstance) => boolean): number => instances.filter(holds).length;
  return {
    schema: RESULT_SCHEMA,
    operation: 'AllocateDirectConnection',
    tool: run.tool,
    rulebook: run.rulebook,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    scope: run.scope,
    hypothetical: run.hypothetical,
    summary: {
      instances: instances.length,
      eligible: count((instance) => instance.standing === 'eligible'),
      blocked: count((instance) => instance.standing === 'blocked'),
      fixable: count((instance) => instance.fixable),
      unknown: count((instance) => instance.standing === 'unknown'),
      enabled: count((instance) => instance.standing === 'enabled'),
      contended: count((instance) => instance.contended),
      mutationsSent: run.mutationsSent,
      apiCalls: sortKeys(run.apiCalls),
    },
    vSwitches: assessment.vSwitches,
    instances: instances.map(toResultInstance),
    unread: unreadParts(fleet, assessment),
    ...(run.waivers === null ? {} : { waivers: run.waivers.map(({ waiver, state, applied, inScope, changed }) => ({ rule: waiver.rule, scope: waiver.scope ?? 'all' as const, ...toResultWaiver(waiver), state, applied, inScope, changed })) }),
  };
}

function sortKeys(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => compareText(a, b)));
}

/** One instance as a result shows it; facts that were not asked for are left out unless a rule looked at them. */
function toResultInstance(instance: AssessedInstance): ResultInstance {
  const name = instance.facts.get('instance.name');
  return {
    accountId: instance.accountId,
    region: instance.region,
    instanceId: instance.instanceId,
    name: name?.kind === 'known' ? String(name.value) : null,
    standing: instance.standing,
    fixable: instance.fixable,
    contended: instance.contended,
    addressesNeeded: instance.addressesNeeded,
    predictedErrorCodes: instance.predictedErrorCodes,
    facts: toResultFacts(instance),
    findings: instance.findings.map(toResultFinding),
  };
}

/** The list of all prefixes is as long as the fleet: whole at every instance it would make the result grow with the square of it. */
const PREFIXES: FactName = 'account.prefixesSeen';
const MOST_PREFIXES = 20;

function toResultFacts({ facts, findings }: AssessedInstance): Record<string, ResultFact> {
  const isShown = (name: FactName): boolean => name !== PREFIXES || findings.some((finding) => finding.looked.includes(name));
  const shown = [...facts].filter(([name]) => isShown(name)).toSorted(([a], [b]) => compareText(a, b));
  return Object.fromEntries(shown.map(([name, fact]) => [name, name === PREFIXES ? toPrefixes(fact, facts) : toResultFact(fact)]));
}

/** Of a long list the prefixes that decide, those asked for, and how many were left out. */
function toPrefixes(fact: Known<FactValue>, facts: AssessedInstance['facts']): ResultFact {
  if (fact.kind === 'unknown' || !Array.isArray(fact.value) || fact.value.length <= MOST_PREFIXES) return toResultFact(fact);
  const asked = facts.get('request.prefix');
  const value = fact.value.filter((prefix) => asked?.kind === 'known' && prefix === asked.value);
  return { ...toResultFact({ ...fact, value }), leftOut: fact.value.length - value.length };
}

function toResultFact(fact: Known<FactValue>): ResultFact {
  if (fact.kind === 'known') return { value: fact.value, operation: fact.evidence.operation, requestId: fact.evidence.requestId, readAt: fact.evidence.readAt };
  return { ...toUnknownFields(fact), readAt: fact.readAt };
}

function toUnknownFields(fact: Unknown): Omit<ResultUnknownFact, 'fact'> {
  const { reason, detail, operation, requestId, ramAction } = fact;
  return { reason, detail, operation, requestId, ramAction };
}

function toResultFinding(finding: Finding): ResultFinding {
  return {
    rule: finding.rule,
    title: finding.title,
    severity: finding.severity,
    enforced: finding.enforced,
    order: finding.order,
    verdict: finding.verdict,
    message: finding.message,
    saw: finding.saw,
    looked: finding.looked,
    unknown: finding.unknown.map(({ fact, unknown }) => ({ fact, ...toUnknownFields(unknown) })),
    predicts: finding.predicts,
    remedy: finding.remedy,
    waiver: finding.waiver === null ? null : toResultWaiver(finding.waiver),
  };
}

function toResultWaiver({ reason, owner, ticket, expires }: Waiver): Omit<Waiver, 'rule' | 'approved'> {
  return { reason, owner, ticket, expires };
}

/** The parts of the scope that are missing, then every failed read that keeps an error rule from its verdict, one row a region, operation and reason. */
function unreadParts(fleet: Fleet, assessment: Assessment): Result['unread'] {
  const rows = new Map<string, Unread>();
  for (const part of fleet.unread) rows.set(JSON.stringify([part.what, part.reason]), part);
  for (const instance of assessment.instances) {
    if (instance.standing === 'enabled') continue;
    for (const finding of instance.findings) {
      if (finding.severity !== 'error') continue;
      for (const { unknown } of finding.unknown) {
        if (unknown.operation === null || !unknown.isUnread) continue; // what was read and is doubtful stands at the instance alone
        const what = { accountId: instance.accountId, region: instance.region, operation: unknown.operation };
        const key = JSON.stringify([what, unknown.reason]);
        if (!rows.has(key)) rows.set(key, { what, reason: unknown.reason, detail: unknown.detail, requestId: unknown.requestId, ramAction: unknown.ramAction });
      }
    }
  }
  return [...rows].toSorted(([a], [b]) => compareText(a, b)).map(([, row]) => row);
}
