import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { assess } from '../../src/evaluate/assess.ts';
import type { AssessedInstance } from '../../src/model/assessment.ts';
import type { FactSet } from '../../src/model/facts.ts';
import type { Language } from '../../src/model/language.ts';
import type { Rule } from '../../src/model/rule.ts';
import { compileRule, HEALTHY, loadRuleBook, newRuleText, toFacts } from '../../src/rulebook/index.ts';
import { healthyWith, ruleText } from './fixtures.ts';
import { isChinese, leftoverIn, translationFaults } from './translation-faults.ts';

const FOLDERS = ['rules', 'rules/release'];
const files = FOLDERS.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name)));
const rules = FOLDERS.flatMap((builtIn) => loadRuleBook({ builtIn, extra: [] }).rules);

test('every text of every built-in rule has a Chinese one that shows the same facts', () => {
  expect(files.length).toBe(rules.length);
  expect(files.flatMap((file) => translationFaults(file, readFileSync(file, 'utf8')))).toEqual([]);
});

describe('a translation is found wanting where', () => {
  const SAW = 'SSL is {{ssl.enabled ? "on" : "off"}}{{? instance.maintainStartTime}}.';
  const ZH = { title: '一切正常。', why: '很重要。', saw: 'SSL 加密{{ssl.enabled ? "已开启" : "已关闭"}}{{? instance.maintainStartTime}}。', remedy: [{ do: '处理 {{instance.id}}。', impact: '重启。' }, { do: '或等待。' }] };
  const faultsOf = (zh: unknown): readonly string[] => translationFaults('a-rule.yaml', ruleText({
    saw: SAW, remedy: [{ do: 'Do it to {{instance.id}}.', impact: 'A restart.' }, { do: 'Or wait.' }], translations: zh === undefined ? undefined : { zh },
  }));

  test('nothing is: the fixture is whole', () => {
    expect(faultsOf(ZH)).toEqual([]);
  });

  test.each<[name: string, zh: unknown, faults: readonly string[]]>([
    ['there is none', undefined, ['title', 'why', 'saw', 'remedy[0].do', 'remedy[0].impact', 'remedy[1].do'].map((text) => `a-rule.yaml: ${text} has no Chinese text.`)],
    ['a text is missing', { ...ZH, saw: undefined }, ['a-rule.yaml: saw has no Chinese text.']],
    ['an impact is missing', { ...ZH, remedy: [{ do: '处理 {{instance.id}}。' }, { do: '或等待。' }] }, ['a-rule.yaml: remedy[0].impact has no Chinese text.']],
    ['a step is missing', { ...ZH, remedy: ZH.remedy.slice(0, 1) }, ['a-rule.yaml: remedy[1].do has no Chinese text.']],
    ['a text is not Chinese', { ...ZH, title: 'All well.' }, ['a-rule.yaml: title has no Han character: All well.']],
    ['only the words in a template are Chinese', { ...ZH, saw: 'SSL {{ssl.enabled ? "已开启" : "已关闭"}}{{? instance.maintainStartTime}}.' }, ['a-rule.yaml: saw has no Han character: SSL {{ssl.enabled ? "已开启" : "已关闭"}}{{? instance.maintainStartTime}}.']],
    ['a fact is not shown', { ...ZH, remedy: [{ do: '处理。', impact: '重启。' }, ZH.remedy[1]] }, ['a-rule.yaml: remedy[0].do shows no fact, and the English one instance.id.']],
    ['another fact is shown', { ...ZH, remedy: [{ do: '处理 {{instance.name}}。', impact: '重启。' }, ZH.remedy[1]] }, ['a-rule.yaml: remedy[0].do shows instance.name, and the English one instance.id.']],
    ['what may be left out may not', { ...ZH, saw: ZH.saw.replace('{{?', '{{') }, ['a-rule.yaml: saw shows instance.maintainStartTime, ssl.enabled, and the English one instance.maintainStartTime (may be left out), ssl.enabled.']],
    ['a template is English', { ...ZH, saw: ZH.saw.replace('已开启', 'on') }, ['a-rule.yaml: saw holds the English words "on".']],
    ['a sentence is left over', { ...ZH, why: '很重要。It matters very much.' }, ['a-rule.yaml: why holds the English words "It matters very much".']],
    ['punctuation is not that of Chinese', { ...ZH, why: '很重要, 真的.' }, ['a-rule.yaml: why holds the punctuation "要,".']],
  ])('%s', (_name, zh, faults) => {
    expect(faultsOf(zh)).toEqual(faults);
  });

  test('code in it is not: commands, options, codes and addresses', () => {
    expect(leftoverIn('用 --attest preview-access=granted 声明 kvstore:DescribeInstances（见 https://example.com/a/b/c ，DTS 任务）。')).toBeNull();
    expect(leftoverIn('运行 Redis 5.0 的 Tair 实例。')).toBeNull();
  });
});

function told(facts: FactSet, rule: Rule, language?: Language): AssessedInstance {
  const fleet = { accountId: '1', regions: ['cn-hangzhou'], withoutService: [], unread: [], instances: [{ accountId: '1', region: 'cn-hangzhou', instanceId: 'r-a', facts }] };
  const [instance] = assess(fleet, [{ rule, severity: 'error' }], language === undefined ? {} : { language }).instances;
  if (instance === undefined) throw new Error('There is no instance.');
  return instance;
}

/** Everything but what is told. */
function withoutTexts({ findings, ...instance }: AssessedInstance): unknown {
  return { ...instance, findings: findings.map(({ title: _title, message: _message, saw: _saw, remedy, ...finding }) => ({ ...finding, remedy: remedy.map(({ do: _do, impact, ...step }) => ({ ...step, hasImpact: impact !== null })) })) };
}

describe.each(rules.map((rule) => [rule.file, rule] as const))('%s in Chinese', (_file, rule) => {
  const failing = rule.examples.filter(({ then }) => then === 'fail').map((example) => toFacts(example));

  test('decides as in English', () => {
    for (const facts of [HEALTHY, ...rule.examples.map((example) => toFacts(example))]) {
      expect(withoutTexts(told(facts, rule, 'zh'))).toEqual(withoutTexts(told(facts, rule, 'en')));
    }
  });

  test('tells a failure in Chinese, with the same values', () => {
    for (const facts of failing) {
      const [english, chinese] = [told(facts, rule, 'en').findings[0], told(facts, rule, 'zh').findings[0]];
      expect(chinese?.verdict).toBe('fail');
      const texts = [chinese?.title, chinese?.message, chinese?.saw, ...(chinese?.remedy ?? []).flatMap((step) => [step.do, step.impact])].filter((text) => text !== null);
      for (const text of texts) expect(isChinese(text ?? ''), text).toBe(true);
      expect(chinese?.message).toMatch(/^期望：.*实际：/);
      for (const value of valuesIn(english?.saw ?? '')) expect(chinese?.saw).toContain(value);
      for (const [at, step] of (english?.remedy ?? []).entries()) for (const value of valuesIn(step.do)) expect(chinese?.remedy[at]?.do).toContain(value);
    }
    if (!('fail' in rule.never)) expect(failing.length).toBeGreaterThan(0);
  });
});

/** Numbers, ids and versions of a text. */
function valuesIn(text: string): readonly string[] {
  return text.match(/[\w-]*\d[\w-]*(?:[.:][\w-]+)*/g) ?? [];
}

describe('the values of one instance', () => {
  const ruleNamed = (id: string): Rule => rules.find((rule) => rule.id === id) ?? expect.fail(`There is no rule ${id}.`);

  test('stand in the Chinese sentences', () => {
    const facts = healthyWith({
      'vswitch.availableAddresses': 3, 'instance.shardCount': 8, 'vswitch.alternatives': [{ id: 'vsw-b', zone: 'z', availableAddresses: 90 }], 'ssl.enabled': true,
      'tasks.active': [{ id: '7', type: 'HaSwitch', status: 'Running' }, { id: '8', type: 'Backup', status: 'Running' }], 'access.whitelist': [], 'instance.maintainStartTime': '18:00', 'instance.maintainEndTime': '22:00',
    });
    const [addresses, ssl, task, whitelist] = ['vswitch-has-addresses', 'ssl-disabled', 'no-active-task', 'whitelist-not-empty'].map((id) => told(facts, ruleNamed(id), 'zh').findings[0]);
    expect(addresses?.message).toBe('期望：交换机的可用 IP 地址多于分片数。 实际：交换机 vsw-healthy00000000001 有 3 个可用 IP 地址，需要 9 个。');
    expect(addresses?.remedy.map((step) => step.do).slice(0, 2)).toEqual([
      '在交换机 vsw-healthy00000000001 中至少再释放 6 个 IP 地址。',
      '或将实例迁移到同一 VPC、同一可用区内有余量的交换机：vsw-b（可用 90 个）。迁移本身也会占用一个 IP 地址。',
    ]);
    expect(ssl?.saw).toBe('SSL 加密已开启。');
    expect(ssl?.remedy[0]?.impact).toContain('不会等到可维护时间段（18:00 至 22:00，UTC）；');
    expect(task?.saw).toBe('正在执行：HaSwitch 7（Running）、Backup 8（Running）。');
    expect(whitelist?.saw).toBe('白名单内容：空。');
  });

  test('are told to be unknown in Chinese', () => {
    const facts = healthyWith({ 'instance.deployment': 'cloud-native', 'instance.connectionMode': { unknown: 'not-asked' } });
    expect(told(facts, ruleNamed('classic-deployment'), 'zh').findings[0]?.saw).toBe('部署形态为云原生版，连接模式为未知。');
  });

  test('that are not known leave the maintenance window out', () => {
    const facts = healthyWith({ 'ssl.enabled': true, 'instance.maintainStartTime': { unknown: 'denied' } });
    expect(told(facts, ruleNamed('ssl-disabled'), 'zh').findings[0]?.remedy[0]?.impact).toContain('不会等到可维护时间段；');
  });
});

describe('a rule of one\'s own', () => {
  const parts = { saw: 'SSL is {{ssl.enabled ? "on" : "off"}}.', remedy: [{ do: 'Turn it off.', run: 'aliyun {{instance.id}}', impact: 'A restart.', ram: ['kvstore:ModifyInstanceSSL'] }, { do: 'Or wait.' }] };
  const facts = healthyWith({ 'ssl.enabled': true, 'instance.id': 'r-a' });
  const finding = (translations?: unknown): AssessedInstance['findings'][number] | undefined => told(facts, compileRule(ruleText({ ...parts, translations }), 'a-rule.yaml'), 'zh').findings[0];

  test('without a translation is told in English', () => {
    expect(finding()).toMatchObject({ title: 'All is well.', saw: 'SSL is on.', message: '期望：All is well. 实际：SSL is on.', remedy: [{ do: 'Turn it off.', impact: 'A restart.' }, { do: 'Or wait.' }] });
  });

  test('is told in English where the translation leaves a text out, and keeps commands and RAM actions', () => {
    expect(finding({ zh: { saw: 'SSL {{ssl.enabled ? "已开启" : "已关闭"}}。', remedy: [{ do: '关闭它。' }] } })).toMatchObject({
      title: 'All is well.', saw: 'SSL 已开启。',
      remedy: [{ do: '关闭它。', run: 'aliyun r-a', impact: 'A restart.', ram: ['kvstore:ModifyInstanceSSL'] }, { do: 'Or wait.' }],
    });
  });

  test('that was begun with `rules new` holds a translation that only has to be uncommented', () => {
    const text = newRuleText('has-team');
    expect(compileRule(text, 'has-team.yaml').translations).toEqual({});
    const uncommented = text.replaceAll(/^# /gm, '');
    expect(translationFaults('has-team.yaml', uncommented)).toEqual([]);
    expect(compileRule(uncommented, 'has-team.yaml').translations.zh?.saw(healthyWith({ 'instance.tags': { owner: 'a' } }))).toBe('标签为：owner=a。');
  });

  test('is refused where the translation has more steps than the remedy, with the place', () => {
    const text = ruleText({ ...parts, translations: { zh: { remedy: [{ do: '一。' }, { do: '二。' }, { do: '三。' }] } } });
    const lines = text.split('\n');
    const line = lines.findIndex((one) => one.startsWith('translations:'));
    const column = (lines[line] ?? '').indexOf('"remedy"');
    expect(() => compileRule(text, 'a-rule.yaml')).toThrow(`a-rule.yaml:${line + 1}:${column + 1}: The translation has 3 steps, and the remedy 2. Translate each step in its place.`);
  });

  test('is refused where a translated template is faulty, with the place', () => {
    const text = ruleText({ ...parts, translations: { zh: { saw: '是 {{ssl.enabeld}}。' } } });
    expect(() => compileRule(text, 'a-rule.yaml')).toThrow(/a-rule\.yaml:\d+:\d+: .*ssl\.enabeld.*did you mean "ssl\.enabled"/);
  });
});
