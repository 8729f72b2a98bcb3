import { UsageError } from '../model/faults.ts';
import { noSuchRule } from '../model/no-such.ts';
import type { Preset, Rule, RuleBook, RuleInForce, Severity, SeverityChoice } from '../model/rule.ts';

export interface RuleChoice {
  readonly preset: Preset;
  /** Severities over those of the preset, by rule id; default: none. */
  readonly severities?: ReadonlyMap<string, SeverityChoice>;
  /** Empty: all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** True for commands that lead to a call: every enforced rule is judged and counts as error, whatever else is chosen. */
  readonly leadsToCall: boolean;
}

/** The rules that count in a run. Naming an unknown rule, or leaving out an enforced one where a call may follow, is a UsageError. */
export function rulesInForce(book: RuleBook, choice: RuleChoice): RuleInForce[] {
  const faults = [...choice.only, ...choice.skip].filter((id) => !book.rules.some((rule) => rule.id === id)).map((id) => noSuchRule(id, book.rules));
  for (const [id, { severity, place }] of choice.severities ?? []) {
    const rule = book.rules.find((one) => one.id === id);
    const where = place === null ? '' : `${place}: `;
    if (rule === undefined) faults.push(`${where}${noSuchRule(id, book.rules)}`);
    else if (choice.leadsToCall && rule.enforced && severity !== 'error') faults.push(`${where}Rule ${id} is enforced: no call leaves without its pass, so its severity cannot be ${severity}. Take the line out, or use check.`);
  }
  if (choice.leadsToCall) {
    for (const rule of book.rules) {
      if (rule.enforced && choice.skip.includes(rule.id)) faults.push(`Rule ${rule.id} is enforced: no call leaves without its pass. Leave it out of --skip, or use check.`);
    }
  }
  if (faults.length > 0) throw new UsageError(faults);
  return book.rules.flatMap((rule): RuleInForce[] => {
    const severity = severityOf(rule, choice);
    return severity === 'off' ? [] : [{ rule, severity }];
  });
}

function severityOf(rule: Rule, choice: RuleChoice): Severity {
  if (choice.leadsToCall && rule.enforced) return 'error';
  if (choice.skip.includes(rule.id) || (choice.only.length > 0 && !choice.only.includes(rule.id))) return 'off';
  return choice.severities?.get(rule.id)?.severity ?? rule.severity[choice.preset];
}
