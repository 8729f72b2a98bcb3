import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { sawOf } from './findings.ts';

/** The plan for a page: its warnings in the words of a result of the same scope, which may be in another language. What the result does not tell stays as it is. */
export function withWarningsOf(plan: Plan, { instances }: Pick<Result, 'instances'>): Plan {
  const entries = plan.entries.map((entry) => {
    if (entry.warnings === undefined) return entry;
    const findings = instances.find(({ instanceId, region }) => instanceId === entry.instanceId && region === entry.region)?.findings ?? [];
    return {
      ...entry,
      warnings: entry.warnings.map((warning) => {
        const finding = findings.find(({ rule }) => rule === warning.rule);
        return finding === undefined ? warning : { rule: warning.rule, title: finding.title, saw: sawOf(finding) };
      }),
    };
  });
  return { ...plan, entries };
}
