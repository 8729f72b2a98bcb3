import { compareText } from '../model/group-by.ts';
import type { Deferral, Exclusion, LedgerRow, Plan, PlanEntry } from '../model/plan.ts';
import { jsonText } from './json-text.ts';

export { reportPlanHtml } from './plan-html.ts';
export { reportPlanMarkdown } from './plan-markdown.ts';
export { reportPlanTable } from './plan-table.ts';
export { withWarningsOf } from './plan-warnings.ts';

/** The plan file: indented JSON, its keys in a fixed order however the plan was put together. Ends with a newline. */
export function planText(plan: Plan): string {
  const { schema, id, digest, operation, createdAt, expiresAt, tool, rulebook, attested, entries, ledger, deferred, excluded } = plan;
  const inOrder: Plan = {
    schema, id, digest, operation, createdAt, expiresAt,
    tool: { name: tool.name, version: tool.version },
    rulebook: { preset: rulebook.preset, digest: rulebook.digest },
    attested,
    entries: entries.map(entryInOrder),
    ledger: ledger.map(ledgerRowInOrder),
    deferred: deferred.map(deferralInOrder),
    excluded: excluded.map(({ instanceId, region, standing }): Exclusion => ({ instanceId, region, standing })),
  };
  return jsonText(inOrder);
}

function entryInOrder({ accountId, region, instanceId, name, prefix, port, wave, vSwitchId, addressesNeeded, facts, factsDigest, warnings, waived }: PlanEntry): PlanEntry {
  const sorted = Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => compareText(a, b)));
  return {
    accountId, region, instanceId, name, prefix, port, wave, vSwitchId, addressesNeeded, facts: sorted, factsDigest,
    ...(warnings === undefined ? {} : { warnings: warnings.map(({ rule, title, saw }) => ({ rule, title, saw })) }),
    ...(waived === undefined ? {} : { waived: waived.map(({ rule, title, reason, owner, ticket, expires }) => ({ rule, title, reason, owner, ticket, expires })) }),
  };
}

function ledgerRowInOrder({ vSwitchId, region, available, keepFree, reserved, remaining }: LedgerRow): LedgerRow {
  return { vSwitchId, region, available, keepFree, reserved, remaining };
}

function deferralInOrder({ instanceId, region, name, vSwitchId, addressesNeeded, reason, shortBy, alternatives }: Deferral): Deferral {
  return {
    instanceId, region, name, vSwitchId, addressesNeeded, reason, shortBy,
    alternatives: alternatives.map(({ id, availableAddresses }) => ({ id, availableAddresses })),
  };
}
