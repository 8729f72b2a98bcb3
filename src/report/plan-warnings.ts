import type { Plan } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import { sawOf } from './findings.ts';

/** The plan for a page: its warnings, and what is waived, in the words of a result of the same scope, which may be in another language. What the result does not tell stays as it is. */
export function withWarningsOf(plan: Plan, { instances }: Pick<Result, 'instances'>): Plan {
  const entries = plan.entries.map((entry) => {
    const { warnings, waived } = entry;
    if (warnings === undefined && waived === undefined) return entry;
    const findings = instances.find(({ instanceId, region }) => instanceId === entry.instanceId && region === entry.region)?.findings ?? [];
    const findingOf = (id: string): (typeof findings)[number] | undefined => findings.find(({ rule }) => rule === id);
    return {
      ...entry,
      ...(warnings === undefined ? {} : { warnings: warnings.map((warning) => {
        const finding = findingOf(warning.rule);
        return finding === undefined ? warning : { rule: warning.rule, title: finding.title, saw: sawOf(finding) };
      }) }),
      ...(waived === undefined ? {} : { waived: waived.map((one) => ({ ...one, title: findingOf(one.rule)?.title ?? one.title })) }),
    };
  });
  return { ...plan, entries };
}
