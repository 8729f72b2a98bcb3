import { grantPermit } from '../../src/model/permit.ts';
import type { Permit } from '../../src/model/permit.ts';
import type { DirectConnectionRequest } from '../../src/model/fleet.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Rule } from '../../src/model/rule.ts';

const NOW = new Date('2026-11-24T10:00:00Z');

const rule: Rule = {
  id: 'always', title: 'All is well.', severity: { reference: 'error', recommended: 'error', strict: 'error' }, order: 1, enforced: true,
  predicts: [], why: 'For tests.', sources: [], translations: {}, whenNeeds: [], needs: [], remedyNeeds: [], examples: [], never: {}, file: '(code)', text: null,
  applies: () => 'yes', decide: () => ({ verdict: 'pass', looked: [], unknown: [] }), saw: () => null, remedy: () => [],
};

const finding: Finding = {
  rule: 'always', title: 'All is well.', severity: 'error', enforced: true, order: 1, verdict: 'pass', message: 'All is well.', saw: null,
  looked: [], unknown: [], predicts: [], remedy: [], waiver: null,
};

/** A genuine permit for r-1 in cn-hangzhou. */
export function permitFor(request: DirectConnectionRequest = { prefix: null, port: null }): Permit {
  const instance = { accountId: null, region: 'cn-hangzhou', instanceId: 'r-1', facts: new Map() };
  const decision = grantPermit({ operation: 'AllocateDirectConnection', instance, request, rules: [rule], findings: [finding], readSince: NOW, now: NOW, maxAge: 60 });
  if (decision.kind === 'refused') throw new Error(decision.detail);
  return decision.permit;
}
