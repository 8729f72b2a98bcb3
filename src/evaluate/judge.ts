import type { FactName, FactSet } from '../model/facts.ts';
import type { Finding, Waiver } from '../model/finding.ts';
import type { Instance } from '../model/fleet.ts';
import type { Unknown, UnknownReason } from '../model/known.ts';
import type { Decision, Rule, RuleInForce } from '../model/rule.ts';
import { compareText } from '../model/group-by.ts';

/** The rule that decides whether there is anything to judge. */
export const EXISTENCE_RULE = 'instance-exists';

/** Every rule in force on one instance, sorted by rule id; `regions` are those that were asked. An instance that is known not to exist fails one rule; all others are skipped. */
export function judge(instance: Instance, rules: readonly RuleInForce[], regions: readonly string[]): Finding[] {
  const exists = instance.facts.get('instance.exists');
  const isMissing = exists?.kind === 'known' && exists.value === false;
  return rules
    .map(({ rule, severity }): Finding => {
      const decision = isMissing && rule.id !== EXISTENCE_RULE ? MISSING : rule.decide(instance.facts);
      return {
        rule: rule.id,
        title: rule.title,
        severity,
        enforced: rule.enforced,
        order: rule.order,
        verdict: decision.verdict,
        message: isMissing && rule.id === EXISTENCE_RULE ? missingMessage(rule, instance, regions) : messageOf(rule, decision, instance),
        looked: decision.looked,
        unknown: decision.unknown,
        predicts: rule.predicts,
        remedy: decision.verdict === 'fail' ? rule.remedy(instance.facts) : [],
        waiver: null,
      };
    })
    .toSorted((a, b) => compareText(a.rule, b.rule));
}

const MISSING: Decision = { verdict: 'skipped', looked: ['instance.exists'], unknown: [] };

function missingMessage(rule: Rule, instance: Instance, regions: readonly string[]): string {
  return `Expected: ${rule.title} Saw: NotFound for ${instance.instanceId} in ${regions.join(', ')}. Check the id and the account, or look in every region with --all-regions.`;
}

/** Waiving is a pass of its own over the findings: it turns a fail into "waived", and nothing else into anything. */
export function waive(findings: readonly Finding[], waiverFor: (finding: Finding) => Waiver | null): Finding[] {
  return findings.map((finding) => {
    const waiver = finding.verdict === 'fail' ? waiverFor(finding) : null;
    return waiver === null ? finding : { ...finding, verdict: 'waived', waiver };
  });
}

function messageOf(rule: Rule, decision: Decision, instance: Instance): string {
  switch (decision.verdict) {
    case 'pass':
      return rule.title;
    case 'skipped':
      return decision === MISSING ? 'Skipped: the instance does not exist.' : 'Skipped: the rule does not apply to this instance.';
    case 'fail':
      return `Expected: ${rule.title} Saw: ${rule.saw(instance.facts) ?? sawFacts(decision.looked, instance.facts)}`;
    case 'unknown':
      return `Unknown whether: ${rule.title} ${unknownSentences(decision.unknown)}`;
  }
}

function sawFacts(names: readonly FactName[], facts: FactSet): string {
  const seen = names.flatMap((name) => {
    const fact = facts.get(name);
    return fact?.kind === 'known' ? [`${name} is ${JSON.stringify(fact.value)}`] : [];
  });
  return `${seen.join(', ')}.`;
}

function unknownSentences(unknowns: Decision['unknown']): string {
  const sentences = unknowns.map(({ fact, unknown }) => `${fact ?? 'The expression'} could not be read (${unknown.reason}): ${unknown.detail} ${whatToDo(unknown)}`);
  return [...new Set(sentences)].join(' ');
}

const ADVICE: Readonly<Record<UnknownReason, string>> = {
  denied: 'Grant the RAM action and run again.',
  throttled: 'Run again later, or with a lower --concurrency.',
  timeout: 'Run again, or with a longer --request-timeout.',
  unreachable: 'Check the network path to the endpoint and run again.',
  'server-error': 'Run again later.',
  malformed: 'Run again; if it stays, look at the instance in the console.',
  'not-found': 'Check that it was not deleted, and that this account may see it.',
  'not-returned': 'Look it up in the console.',
  unrecognised: 'Look it up in the console, and check whether a newer version of this tool knows the value.',
  conflict: 'Look it up in the console: the sources contradict each other.',
  unsupported: 'The service does not offer this read here; look it up in the console.',
  'not-asked': 'It was not asked for.',
  'rule-error': 'Mend the rule.',
};

function whatToDo(unknown: Unknown): string {
  return unknown.reason === 'denied' && unknown.ramAction !== null ? `Grant ${unknown.ramAction} and run again.` : ADVICE[unknown.reason];
}
