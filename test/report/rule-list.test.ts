/* oxlint-disable unicorn/no-thenable -- "then" is the word of the rule files */
import { describe, expect, test } from 'vitest';
import type { FactSet } from '../../src/model/facts.ts';
import { known } from '../../src/model/known.ts';
import type { Rule } from '../../src/model/rule.ts';
import { reportRule, reportRuleList, ruleJson, ruleListJson } from '../../src/report/rule-list.ts';
import { displayWidth } from '../../src/report/text.ts';

function rule(id: string, change: Partial<Rule> = {}): Rule {
  return {
    id, title: `Title of ${id}.`, severity: { reference: 'error', recommended: 'warning', strict: 'off' }, order: 30, enforced: false,
    predicts: [], why: 'Because.', sources: [], translations: {}, whenNeeds: [], needs: ['ssl.enabled'], remedyNeeds: [], examples: [], never: {}, file: `rules/${id}.yaml`,
    text: { when: null, assert: 'ssl.enabled == false' },
    applies: () => 'yes', decide: () => ({ verdict: 'pass', looked: [], unknown: [] }), saw: () => null, remedy: () => [], ...change,
  };
}

const SSL = rule('ssl-disabled', {
  title: 'SSL encryption is disabled.', enforced: true, predicts: [{ code: 'SomeCode', basis: 'inferred' }],
  whenNeeds: ['instance.architecture'], text: { when: 'instance.architecture == "cluster"', assert: 'ssl.enabled == false' },
  sources: [{ url: `https://example.org/${'long/'.repeat(30)}`, seen: '2026-11-24' }],
  examples: [
    { given: new Map([['ssl.enabled', { kind: 'value', value: true }]]), then: 'fail' },
    { given: new Map([['ssl.enabled', { kind: 'unknown', reason: 'denied' }]]), then: 'unknown' },
  ],
  never: { pass: 'not in this world' },
  remedy: (facts) => [{ do: 'Disable it.', run: `aliyun --InstanceId ${facts.get('instance.id')?.kind === 'known' ? 'r-healthy' : '?'}`, impact: 'A restart.', ram: ['kvstore:ModifyInstanceSSL'], inPlace: true }],
});

const HEALTHY: FactSet = new Map([['instance.id', known('r-healthy', { operation: 'DescribeInstances', requestId: null, readAt: '2026-11-24T10:00:00.000Z' })]]);

describe('the list', () => {
  test('shows id, severity in the preset, the enforced mark and the title', () => {
    expect(reportRuleList([SSL, rule('other')], 'recommended', { width: 80, color: false })).toBe(`ssl-disabled  warning  *  SSL encryption is disabled.
other         warning     Title of other.

2 rules, preset recommended. * enforced (1): without its pass no call leaves.
`);
    expect(reportRuleList([SSL], 'strict', { width: 80, color: false })).toContain('ssl-disabled  off      *  SSL');
  });

  test('wraps titles under themselves and keeps 80 columns', () => {
    const text = reportRuleList([rule('connections-within-shard-limit', { title: 'word '.repeat(30) }), rule('x'.repeat(100))], 'strict', { width: 80, color: false });
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(text.split('\n')[1]).toMatch(/^ {46}word/);
  });
});

describe('one rule', () => {
  test('is shown whole', () => {
    expect(reportRule(SSL, { width: 80, color: false }, HEALTHY)).toBe(`ssl-disabled
SSL encryption is disabled.

Severity: error in reference, warning in recommended, off in strict
Enforced: yes: no call leaves without its pass, whatever the preset
Order:    30
File:     rules/ssl-disabled.yaml

Decides
  when   instance.architecture == "cluster"
  assert ssl.enabled == false
  reads  instance.architecture, ssl.enabled

Why
  Because.

Predicts
  SomeCode (inferred)

Remedy
  With the values of an example; steps that would not help it are left out.
  1. Disable it.
     $ aliyun --InstanceId r-healthy
     Impact: A restart.
     Needs the RAM action kvstore:ModifyInstanceSSL.

Examples
  ssl.enabled = true: fail
  ssl.enabled unknown (denied): unknown
  never pass: not in this world

Sources
  https://example.org/${'long/'.repeat(30)} (seen 2026-11-24)
`);
  });

  test('leaves out what it does not have', () => {
    const text = reportRule(rule('bare', { text: null, needs: [] }), { width: 80, color: false });
    expect(text).not.toMatch(/Remedy|Examples|Sources|assert|when/);
    expect(text).toContain('reads  no facts');
    expect(text).toContain('No code is documented');
  });
});

describe('rules for programs', () => {
  test('a rule is plain data, its examples as in the rule file', () => {
    const [plain] = JSON.parse(ruleListJson([SSL])) as Record<string, unknown>[];
    expect(plain).toMatchObject({
      id: 'ssl-disabled', enforced: true, when: 'instance.architecture == "cluster"', assert: 'ssl.enabled == false', predicts: [{ code: 'SomeCode', basis: 'inferred' }],
      examples: [{ given: { 'ssl.enabled': true }, then: 'fail' }, { given: { 'ssl.enabled': { unknown: 'denied' } }, then: 'unknown' }],
    });
    expect(plain).not.toHaveProperty('remedy');
  });

  test('one rule is one object, with its remedy where facts are given', () => {
    expect(JSON.parse(ruleJson(SSL))).toMatchObject({ id: 'ssl-disabled' });
    expect(JSON.parse(ruleJson(SSL, HEALTHY))).toMatchObject({ remedy: [{ run: 'aliyun --InstanceId r-healthy' }] });
    expect(ruleJson(SSL)).toMatch(/\}\n$/);
  });
});
