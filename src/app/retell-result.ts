import { EXISTENCE_RULE, judge } from '../evaluate/judge.ts';
import type { FactName, FactSet } from '../model/facts.ts';
import { known, unknown } from '../model/known.ts';
import type { Language } from '../model/language.ts';
import type { Result, ResultFact, ResultFinding, ResultInstance } from '../model/result.ts';
import type { Rule, RuleInForce } from '../model/rule.ts';
import { withAdvice } from '../report/with-advice.ts';
import { loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';

/** A saved result that can be told in other languages. */
export interface Retold {
  /** False where another rule book judged than the built-in one of this version: then the texts stay as they were saved. */
  readonly isRetellable: boolean;
  readonly inLanguage: (language: Language) => Result;
}

/**
 * Tells a saved result in other languages, offline: the built-in rules judge the facts that it holds, and lend their words
 * to each finding on which they come to the same verdict. Verdicts, standings and counts stay as they were saved.
 */
export function retellResult(result: Result): Retold {
  const book = loadRuleBook({ builtIn: builtInRules(), extra: [] });
  if (book.digest !== result.rulebook.digest) return { isRetellable: false, inLanguage: () => result };
  const rules = new Map(book.rules.map((rule) => [rule.id, rule]));
  const told = new Map<Language, Result>();
  return {
    isRetellable: true,
    inLanguage: (language) => {
      const before = told.get(language);
      if (before !== undefined) return before;
      const retold = retell(result, rules, language);
      told.set(language, retold);
      return retold;
    },
  };
}

function retell(result: Result, rules: ReadonlyMap<string, Rule>, language: Language): Result {
  const regions = result.scope.regions.filter((region) => !result.scope.withoutService.includes(region));
  const retold = { ...result, instances: result.instances.map((instance) => retellInstance(instance, { rules, regions, language })) };
  return result.advice === undefined ? retold : withAdvice({ result: retold, inLanguage: () => retold }).result;
}

interface Teller {
  readonly rules: ReadonlyMap<string, Rule>;
  /** Those that were asked and offer the service. */
  readonly regions: readonly string[];
  readonly language: Language;
}

function retellInstance(instance: ResultInstance, { rules, regions, language }: Teller): ResultInstance {
  const { accountId, region, instanceId, findings } = instance;
  const inForce = findings.flatMap(({ rule: id, severity }): RuleInForce[] => {
    const rule = rules.get(id);
    return rule === undefined ? [] : [{ rule, severity }];
  });
  const everywhere = findings.some(({ rule, verdict, remedy }) => rule === EXISTENCE_RULE && verdict === 'fail' && remedy.length === 0);
  const judged = new Map(judge({ accountId, region, instanceId, facts: toFacts(instance) }, inForce, regions, language, everywhere).map((finding) => [finding.rule, finding]));
  return {
    ...instance,
    findings: findings.map((finding): ResultFinding => {
      const again = judged.get(finding.rule);
      if (again?.verdict !== (finding.verdict === 'waived' ? 'fail' : finding.verdict)) return finding;
      const { title, message, saw, remedy } = again;
      return { ...finding, title, message, saw, remedy };
    }),
  };
}

function toFacts({ facts }: ResultInstance): FactSet {
  return new Map(Object.entries(facts).map(([name, fact]) => [name as FactName, toFact(fact)]));
}

function toFact(fact: ResultFact): ReturnType<FactSet['get']> & object {
  if ('value' in fact) return known(fact.value, { operation: fact.operation, requestId: fact.requestId, readAt: fact.readAt });
  const { reason, detail, operation, requestId, ramAction, readAt } = fact;
  return unknown(reason, detail, { operation, requestId, ramAction, readAt });
}
