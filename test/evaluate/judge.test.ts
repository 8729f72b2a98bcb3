import { describe, expect, it } from 'vitest';

import { judge } from '../../src/evaluate/judge.ts';
import type { FactName, FactSet, FactValue } from '../../src/model/facts.ts';
import type { Finding } from '../../src/model/finding.ts';
import { known, unknown, UNKNOWN_REASONS } from '../../src/model/known.ts';
import type { Known } from '../../src/model/known.ts';
import type { RuleInForce } from '../../src/model/rule.ts';
import { defineRule } from '../../src/rulebook/index.ts';

const evidence = { operation: 'DescribeInstanceSSL', requestId: 'R-1', readAt: '2026-11-24T10:00:00.000Z' };

const ssl = defineRule({
  id: 'ssl-off', title: 'SSL is off.', severity: 'error', why: 'It must be.', needs: ['ssl.enabled'], assert: (values) => !values['ssl.enabled'],
  when: 'instance.architecture == "cluster"', predicts: [{ code: 'Sorry', basis: 'inferred' }], remedy: [{ do: 'Turn it off.' }], saw: 'SSL is on.',
});
const named = defineRule({ id: 'a-name', title: 'It has a good name.', severity: 'info', why: 'Names matter.', needs: ['instance.name'], assert: (values) => values['instance.name'] === 'good' });
const exists = defineRule({ id: 'instance-exists', title: 'The instance exists.', severity: 'error', enforced: true, why: 'Of course.', needs: ['instance.exists'], assert: (values) => values['instance.exists'] });

const RULES: readonly RuleInForce[] = [{ rule: ssl, severity: 'error' }, { rule: exists, severity: 'error' }, { rule: named, severity: 'info' }];
type Entry = readonly [FactName, Known<FactValue>];
const there: readonly Entry[] = [['instance.exists', known(true, evidence)], ['instance.architecture', known('cluster', evidence)], ['instance.name', known('bad', evidence)]];

function judged(...facts: readonly Entry[]): Finding[] {
  const all: FactSet = new Map([...there, ...facts]);
  return judge({ accountId: '1', region: 'cn-hangzhou', instanceId: 'r-1', facts: all }, RULES, ['cn-hangzhou', 'cn-beijing']);
}

const ofSsl = (...facts: readonly Entry[]): Finding | undefined => judged(...facts).find(({ rule }) => rule === 'ssl-off');

describe('judge', () => {
  it('sorts the findings by rule', () => {
    expect(judged(['ssl.enabled', known(false, evidence)]).map(({ rule }) => rule)).toEqual(['a-name', 'instance-exists', 'ssl-off']);
  });

  it('tells a pass by the healthy world, without a remedy', () => {
    expect(ofSsl(['ssl.enabled', known(false, evidence)])).toMatchObject({ verdict: 'pass', message: 'SSL is off.', remedy: [], unknown: [], waiver: null, predicts: [{ code: 'Sorry', basis: 'inferred' }] });
  });

  it('tells a failure by what was expected and what was seen, with the remedy', () => {
    expect(ofSsl(['ssl.enabled', known(true, evidence)])).toMatchObject({ verdict: 'fail', message: 'Expected: SSL is off. Saw: SSL is on.', remedy: [{ do: 'Turn it off.', inPlace: true }] });
  });

  it('tells a failure of a rule that does not say what it saw by its facts', () => {
    expect(judged().find(({ rule }) => rule === 'a-name')?.message).toBe('Expected: It has a good name. Saw: instance.name is "bad".');
  });

  it('tells a rule that does not apply', () => {
    expect(ofSsl(['instance.architecture', known('standard', evidence)])).toMatchObject({ verdict: 'skipped', message: 'Skipped: the rule does not apply to this instance.', remedy: [] });
  });

  it('is unknown where it is unknown whether the rule applies', () => {
    expect(ofSsl(['ssl.enabled', known(false, evidence)], ['instance.architecture', unknown('denied', 'It was denied.')])).toMatchObject({ verdict: 'unknown', unknown: [{ fact: 'instance.architecture' }] });
  });

  it.each(UNKNOWN_REASONS)('tells %s by the fact, the reason, the detail and what to do, and carries no remedy', (reason) => {
    const found = ofSsl(['ssl.enabled', unknown(reason, 'Something went wrong.', { operation: 'DescribeInstanceSSL', ramAction: reason === 'denied' ? 'kvstore:DescribeInstanceSSL' : null })]);
    expect(found).toMatchObject({ verdict: 'unknown', remedy: [], unknown: [{ fact: 'ssl.enabled', unknown: { reason } }] });
    expect(found?.message).toMatch(new RegExp(`^Unknown whether: SSL is off\\. ssl\\.enabled could not be read \\(${reason}\\): Something went wrong\\. [A-Z].*\\.$`));
  });

  it('names the permission to grant where the service told it', () => {
    expect(ofSsl(['ssl.enabled', unknown('denied', 'It was denied.', { ramAction: 'kvstore:X' })])?.message).toContain('Grant kvstore:X and run again.');
  });

  it('holds a fact that was not asked for unknown', () => {
    expect(ofSsl()).toMatchObject({ verdict: 'unknown', unknown: [{ fact: 'ssl.enabled', unknown: { reason: 'not-asked' } }] });
  });

  it('skips every rule but one for an instance that does not exist, and names the regions', () => {
    const findings = judged(['instance.exists', known(false, evidence)], ['ssl.enabled', known(true, evidence)]);
    expect(findings.map(({ rule, verdict }) => [rule, verdict])).toEqual([['a-name', 'skipped'], ['instance-exists', 'fail'], ['ssl-off', 'skipped']]);
    expect(findings[1]?.message).toBe('Expected: The instance exists. Saw: NotFound for r-1 in cn-hangzhou, cn-beijing. Check the id and the account, or look in every region with --all-regions.');
  });
});
