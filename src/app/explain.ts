import { EXISTENCE_RULE } from '../evaluate/judge.ts';
import type { AssessedInstance } from '../model/assessment.ts';
import { EXPLANATION_SCHEMA } from '../model/explanation.ts';
import type { ExplainedFact, ExplainedInstance, ExplainedRule, Explanation } from '../model/explanation.ts';
import type { FactName } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import type { Language } from '../model/language.ts';
import type { Result, ResultFinding, ResultInstance } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { traceRule } from '../rulebook/make-rule.ts';
import { checkScope } from './check.ts';
import { openRun } from './open-run.ts';
import type { CheckOptions } from './options.ts';
import type { World } from './world.ts';

export interface ExplainOptions extends CheckOptions {
  readonly instance: string;
  /** Null: every rule in force. */
  readonly rule: string | null;
}

export interface Explained {
  readonly explanation: Explanation;
  /** The same with its texts in another language. */
  readonly inLanguage: (language: Language) => Explanation;
}

/**
 * Reads one instance and tells how each rule in force, or the one that is named, comes to its verdict. Holds a reader only.
 * Throws a UsageError for the user's mistakes, and for a rule that does not count here; never for what the cloud answers.
 */
export async function explain(options: ExplainOptions, world: World): Promise<Explained> {
  const { instance, rule } = options;
  if (rule !== null && options.only.length > 0) throw new UsageError(`Give the rule once: as \`explain ${instance} ${rule}\`, or with --only.`);
  const run = await openRun({ ...options, instances: [instance], only: rule === null ? options.only : [rule] }, world, { leadsToCall: false });
  try {
    if (run.rules.length === 0) throw new UsageError(`${rule === null ? 'No rule counts' : `Rule ${rule} does not count`} here: it is off in preset ${options.preset}, or left out with --skip. Choose another --preset.`);
    const { assessment, result, inLanguage } = await checkScope(run, world.now(), { forRemedies: false });
    const rules = new Map(run.rules.map((one) => [one.rule.id, one.rule]));
    const told = ({ instances: shown, tool, rulebook, startedAt, finishedAt, scope, hypothetical, unread }: Result): Explanation => {
      const instances = assessment.instances.flatMap((assessed) => {
        const one = shown.find(({ instanceId, region }) => instanceId === assessed.instanceId && region === assessed.region);
        return one === undefined ? [] : [explainInstance(assessed, one, rules, rule === null)];
      });
      return { schema: EXPLANATION_SCHEMA, tool, rulebook, startedAt, finishedAt, scope, hypothetical, rule, instances, unread };
    };
    return { explanation: told(result), inLanguage: (language) => told(inLanguage(language)) };
  } finally {
    run.cloud.close();
  }
}

function explainInstance(assessed: AssessedInstance, shown: ResultInstance, rules: ReadonlyMap<string, Rule>, isWhole: boolean): ExplainedInstance {
  const explained = shown.findings.flatMap((finding): ExplainedRule[] => {
    const rule = rules.get(finding.rule);
    return rule === undefined ? [] : [explainRule(assessed, rule, finding)];
  });
  const looked = [...new Set(explained.flatMap((one) => one.looked))].toSorted();
  const { accountId, region, instanceId, name, standing } = shown;
  return {
    accountId, region, instanceId, name, standing: isWhole ? standing : null,
    facts: Object.fromEntries(looked.map((fact) => [fact, toExplainedFact(fact, shown, assessed)])),
    rules: explained,
  };
}

function explainRule({ facts }: AssessedInstance, rule: Rule, finding: ResultFinding): ExplainedRule {
  const { rule: id, title, severity, enforced, verdict, message, saw, looked, unknown, predicts } = finding;
  const exists = facts.get('instance.exists');
  const isMissing = exists?.kind === 'known' && exists.value === false && id !== EXISTENCE_RULE;
  const reached = isMissing ? looked : [...new Set<string>([...rule.whenNeeds, ...looked])].toSorted();
  const trace = isMissing ? { when: null, assert: null } : traceRule(rule, facts);
  return { rule: id, title, severity, enforced, verdict, message, saw, looked: reached, unknown, predicts, ...trace };
}

function whyNotAsked(name: string): string {
  if (name === 'account.previewAccess') return 'No API tells it: attest it with --attest preview-access=granted or denied.';
  if (name === 'request.prefix') return 'No prefix was given.';
  if (name.startsWith('x.')) return `${name} is given with --facts, and was not.`;
  return `${name} was not asked for. What mere advice looks at is read only where every other rule holds.`;
}

/** A fact that was not asked for is told as that. */
function toExplainedFact(name: string, shown: ResultInstance, { facts }: AssessedInstance): ExplainedFact {
  const fact = Object.hasOwn(shown.facts, name) ? shown.facts[name] : undefined;
  if (fact === undefined) return { reason: 'not-asked', detail: whyNotAsked(name), operation: null, requestId: null, ramAction: null, readAt: null };
  // oxlint-disable-next-line typescript/consistent-type-assertions -- names come from rules, whose facts are in the dictionary or begin with x.
  const known = facts.get(name as FactName);
  return known?.kind === 'known' && 'value' in fact ? { ...fact, confirmedBy: known.confirmedBy ?? [] } : fact;
}
