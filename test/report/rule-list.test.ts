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

const ZH = {
  title: 'SSL 加密已关闭。', why: '绕过代理的连接不会加密。', saw: () => null,
  remedy: () => [{ do: '关闭 SSL 加密。', run: 'aliyun', impact: '实例会重启。', ram: ['kvstore:ModifyInstanceSSL'], inPlace: true }],
};
const TRANSLATED: Rule = { ...SSL, translations: { zh: ZH } };
const CHINESE = { width: 80, color: false, language: 'zh' } as const;

describe('in Chinese', () => {
  test('the list shows translated titles, and English ones where there is no translation', () => {
    expect(reportRuleList([TRANSLATED, rule('other')], 'recommended', CHINESE)).toBe(`ssl-disabled  warning  *  SSL 加密已关闭。
other         warning     Title of other.

共 2 条规则，预设 recommended。* 强制（1 条）：未通过则不发出任何调用。
`);
  });

  test('a long title is wrapped by its cells under itself, and nothing of it is cut', () => {
    const title = `${'专有网络交换机'.repeat(12)}。`;
    const lines = reportRuleList([rule('long-title', { translations: { zh: { ...ZH, title } } }), TRANSLATED], 'strict', CHINESE).split('\n');
    const shown = lines.slice(0, 4).map((line, at) => (at === 0 ? line.slice(line.indexOf('专')) : line.trim()));
    expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(shown.join('').startsWith(title)).toBe(true);
    expect(lines[1]).toMatch(/^ {26}\p{Script=Han}/u);
  });

  test('one rule is shown whole, its labels of one width', () => {
    const text = reportRule(TRANSLATED, CHINESE, HEALTHY);
    expect(text).toContain(`ssl-disabled
SSL 加密已关闭。

级别：reference 中为 error、recommended 中为 warning、strict 中为 off
强制：是，无论使用哪个预设，未通过时都不会发出任何调用
顺序：30
文件：rules/ssl-disabled.yaml

判定
  when   instance.architecture == "cluster"
  assert ssl.enabled == false
  读取   instance.architecture, ssl.enabled

原因
  绕过代理的连接不会加密。

预计错误码
  SomeCode（推断）

处理方法
  其中的值取自示例；对该示例没有帮助的步骤已略去。
  1. 关闭 SSL 加密。
     $ aliyun
`);
    expect(text).toContain(`
示例
  ssl.enabled = true：fail
  ssl.enabled 未知（denied）：unknown
  不会出现 pass：not in this world

来源
  https://example.org/`);
    expect(text.replace(/https:\S+/, '').split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  test('what a rule does not have is said in Chinese, and an untranslated one is told in English', () => {
    const text = reportRule(rule('bare', { text: null, needs: [], examples: [{ given: new Map(), then: 'pass' }] }), CHINESE);
    for (const part of ['Title of bare.', '不读取任何事实', '没有文档记载的错误码', '健康的实例：pass', '强制：否']) expect(text).toContain(part);
  });
});

describe('rules for programs', () => {
  test('are English, and Chinese where that is asked for', () => {
    expect(JSON.parse(ruleListJson([TRANSLATED]))).toMatchObject([{ title: 'SSL encryption is disabled.' }]);
    expect(JSON.parse(ruleListJson([TRANSLATED], 'zh'))).toMatchObject([{ title: 'SSL 加密已关闭。', why: '绕过代理的连接不会加密。' }]);
    expect(JSON.parse(ruleJson(TRANSLATED, HEALTHY, 'zh'))).toMatchObject({ id: 'ssl-disabled', title: 'SSL 加密已关闭。', remedy: [{ do: '关闭 SSL 加密。' }] });
  });

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
