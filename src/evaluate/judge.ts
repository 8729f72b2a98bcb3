import type { FactName, FactSet } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Instance } from '../model/fleet.ts';
import { compareText } from '../model/group-by.ts';
import type { Language } from '../model/language.ts';
import { whatToDo } from '../model/reason-words.ts';
import { textsOf } from '../model/rule-texts.ts';
import type { Decision, RuleInForce, RuleTexts } from '../model/rule.ts';
import type { Waiver } from '../model/waiver.ts';
import { FINDING_WORDS } from './words.ts';

/** The rule that decides whether there is anything to judge. */
export const EXISTENCE_RULE = 'instance-exists';

/** Every rule in force on one instance, sorted by rule id and told in a language; `regions` are those that were asked. An instance that is known not to exist fails one rule; all others are skipped; where they are `everywhere`, there is nowhere else to look. */
export function judge(instance: Instance, rules: readonly RuleInForce[], regions: readonly string[], language: Language = 'en', everywhere = false): Finding[] {
  const exists = instance.facts.get('instance.exists');
  const isMissing = exists?.kind === 'known' && exists.value === false;
  return rules
    .map(({ rule, severity }): Finding => {
      const texts = textsOf(rule, language);
      const decision = isMissing && rule.id !== EXISTENCE_RULE ? MISSING : rule.decide(instance.facts);
      const saw = decision.verdict !== 'fail' ? null
        : isMissing ? FINDING_WORDS[language][everywhere ? 'missingEverywhere' : 'missing'](instance.instanceId, regions.join(', '))
        : texts.saw(instance.facts) ?? sawFacts(decision.looked, instance.facts, language);
      return {
        rule: rule.id,
        title: texts.title,
        severity,
        enforced: rule.enforced,
        order: rule.order,
        verdict: decision.verdict,
        message: saw === null ? messageOf(texts, decision, language) : FINDING_WORDS[language].fail(texts.title, saw),
        saw,
        looked: decision.looked,
        unknown: decision.unknown,
        predicts: rule.predicts,
        remedy: decision.verdict !== 'fail' || (isMissing && everywhere) ? [] : texts.remedy(instance.facts),
        waiver: null,
      };
    })
    .toSorted((a, b) => compareText(a.rule, b.rule));
}

const MISSING: Decision = { verdict: 'skipped', looked: ['instance.exists'], unknown: [] };

/** Waiving is a pass of its own over the findings: it turns a fail into "waived", and nothing else into anything. */
export function waive(findings: readonly Finding[], waiverFor: (finding: Finding) => Waiver | null): Finding[] {
  return findings.map((finding) => {
    const waiver = finding.verdict === 'fail' ? waiverFor(finding) : null;
    return waiver === null ? finding : { ...finding, verdict: 'waived', waiver };
  });
}

function messageOf(texts: RuleTexts, decision: Decision, language: Language): string {
  const words = FINDING_WORDS[language];
  if (decision.verdict === 'unknown') return words.unknown(texts.title, unknownSentences(decision.unknown, language));
  if (decision.verdict === 'skipped') return decision === MISSING ? words.skippedAsMissing : words.skipped;
  return texts.title;
}

function sawFacts(names: readonly FactName[], facts: FactSet, language: Language): string {
  const words = FINDING_WORDS[language];
  const seen = names.flatMap((name) => {
    const fact = facts.get(name);
    return fact?.kind === 'known' ? [words.is(name, JSON.stringify(fact.value))] : [];
  });
  return `${seen.join(words.comma)}${words.stop}`;
}

function unknownSentences(unknowns: Decision['unknown'], language: Language): string {
  const sentences = unknowns.map(({ fact, unknown }) =>
    FINDING_WORDS[language].unread(fact, unknown.reason, unknown.detail, whatToDo({ ...unknown, facts: fact === null ? [] : [fact] }, language)));
  return [...new Set(sentences)].join(' ');
}
