import { execFileSync } from 'node:child_process';

import { describe, expect, test } from 'vitest';

import { compileRule } from '../../src/rulebook/index.ts';
import { healthyWith, ruleText } from './fixtures.ts';

const NASTY = ['a b', "it's", '$(touch /tmp/x)', '`id`', '"; rm -rf /; "', 'a\nb', '\u001B[31mred\u001B[0m', '\u202Eevil', '*', '~', '-x', '', '\\', '!!', 'a\u0000b', '${HOME}', "'", "''", '名前'];

describe('a value in a command', () => {
  const rule = compileRule(ruleText({ remedy: [{ do: 'x', run: "printf '%s' {{instance.name}}" }] }), 'a-rule.yaml');

  test.each(NASTY)('%j is one word for a shell', (name) => {
    const [step] = rule.remedy(healthyWith({ 'instance.name': name }));
    const seen = execFileSync('sh', ['-c', step?.run ?? ''], { encoding: 'utf8' });
    // oxlint-disable-next-line no-control-regex -- these are what is removed
    const expected = name.replaceAll('\u001B[31m', '').replaceAll('\u001B[0m', '').replaceAll('\n', ' ').replaceAll(/[\u0000\u202E]/g, '');
    expect(seen).toBe(expected);
  });

  test('is written plainly where a shell cannot misread it', () => {
    const [step] = compileRule(ruleText({ remedy: [{ do: 'x', run: 'aliyun r-kvstore ModifyInstanceSSL --InstanceId {{instance.id}} --SSLEnabled Disable' }] }), 'a-rule.yaml').remedy(healthyWith({ 'instance.id': 'r-bp1abc' }));
    expect(step?.run).toBe('aliyun r-kvstore ModifyInstanceSSL --InstanceId r-bp1abc --SSLEnabled Disable');
  });

  test('that is unknown shows as a quoted place to fill in', () => {
    const text = ruleText({ remedy: [{ do: 'Use {{vswitch.id}}.', run: 'x {{vswitch.id}} {{vswitch.alternatives[0].id}}', impact: 'On {{vswitch.id}}.' }] });
    expect(compileRule(text, 'a-rule.yaml').remedy(healthyWith({ 'vswitch.id': { unknown: 'denied' } }))).toEqual([{ do: 'Use unknown.', run: "x '<vswitch.id>' '<value>'", impact: 'On unknown.', ram: [], inPlace: true }]);
  });

  test.each(["echo '{{instance.id}}'", 'echo "a {{instance.id}}"', 'echo `{{instance.id}}`', 'cat <<EOF {{instance.id}}', "echo $'{{instance.id}}'", String.raw`echo \{{instance.id}}`, "echo 'open", 'a {{instance.id}}\nb'])('is refused where it could be misread: %j', (command) => {
    expect(() => compileRule(ruleText({ remedy: [{ do: 'x', run: command }] }), 'a-rule.yaml')).toThrow(/a-rule\.yaml:6:\d+: /);
  });
});

test('control characters are removed from every text', () => {
  const control = 'a\u001B[31m\u0007\u202Eb\u2066\nc';
  const rule = compileRule(ruleText({ title: control, why: control, saw: `Saw ${control} {{instance.name}}.`, remedy: [{ do: `Do ${control} {{instance.name}}.`, impact: control }] }), 'a-rule.yaml');
  const facts = healthyWith({ 'instance.name': control });
  expect([rule.title, rule.why, rule.saw(facts), rule.remedy(facts)[0]?.do, rule.remedy(facts)[0]?.impact]).toEqual(['ab c', 'ab c', 'Saw ab c ab c.', 'Do ab c ab c.', 'ab c']);
});

test.each([
  ['{{instance.shardCount + 1}} needed', '9 needed'],
  ['{{ ssl.enabled ? "on" : "off" }}', 'off'],
  ['{{instance.tags}}', 'team=cache'],
  ['{{["a", "b"]}}', 'a, b'],
  ['{{instance.expiresAt}}', '2027-11-24T00:00:00.000Z'],
  ['{{ {"a": {"b": "}}"}}["a"]["b"] }}', '}}'],
  ['{{1 / 0}}', 'unknown'],
  ['{{access.whitelist.filter(a, false)}}', '(none)'],
  ['Addresses: {{access.whitelist.filter(a, false).join(", ")}}.', 'Addresses: (none).'],
  ['On{{ ssl.enabled ? " TLS" : "" }}.', 'On.'],
  ['no braces }}', 'no braces }}'],
  ['In the window{{? " (" + instance.maintainStartTime + ")" }}.', 'In the window (18:00Z).'],
  ['In the window{{? string(1 / 0) }}.', 'In the window.'],
])('%s shows as %s', (saw, expected) => {
  expect(compileRule(ruleText({ saw }), 'a-rule.yaml').saw(healthyWith({}))).toBe(expected);
});

test('what is empty is named, in texts of both languages, and stays an empty word in commands', () => {
  const text = ruleText({ saw: 'The tags are {{instance.tags}}, the name is {{instance.name}}.', remedy: [{ do: 'x', run: 'name {{instance.name}} {{instance.tags}}' }], translations: { zh: { title: '好。', why: '好。', saw: '标签为{{instance.tags}}。', remedy: ['好。'] } } });
  const rule = compileRule(text, 'a-rule.yaml');
  const facts = healthyWith({ 'instance.tags': {}, 'instance.name': '' });
  expect([rule.saw(facts), rule.translations.zh?.saw(facts), rule.remedy(facts)[0]?.run]).toEqual(['The tags are (none), the name is (none).', '标签为（无）。', "name '' ''"]);
});

test('a part that may be left out shows nothing where a fact in it is unknown', () => {
  const rule = compileRule(ruleText({ saw: 'In the window{{? " (" + instance.maintainStartTime + " to " + instance.maintainEndTime + ")" }} it stops.' }), 'a-rule.yaml');
  expect(rule.saw(healthyWith({}))).toBe('In the window (18:00Z to 22:00Z) it stops.');
  expect(rule.saw(healthyWith({ 'instance.maintainEndTime': { unknown: 'denied' } }))).toBe('In the window it stops.');
  expect(() => compileRule(ruleText({ remedy: [{ do: 'x', run: 'echo {{? instance.id}}' }] }), 'a-rule.yaml')).toThrow(/a-rule\.yaml:6:\d+: "\{\{\?" stands in a command/);
});

test('a step is shown only where it is known to help', () => {
  const rule = compileRule(ruleText({ remedy: [{ do: 'Always.', inPlace: false, ram: ['kvstore:ModifyInstanceSSL'] }, { do: 'Sometimes.', if: 'instance.edition == "Community"' }] }), 'a-rule.yaml');
  const shown = (edition: string | { readonly unknown: 'denied' }): readonly string[] => rule.remedy(healthyWith({ 'instance.edition': edition })).map((step) => step.do);
  expect(shown('Community')).toEqual(['Always.', 'Sometimes.']);
  expect(shown('Enterprise')).toEqual(['Always.']);
  expect(shown({ unknown: 'denied' })).toEqual(['Always.']);
  expect(rule.remedy(healthyWith({}))[0]).toMatchObject({ inPlace: false, ram: ['kvstore:ModifyInstanceSSL'], run: null, impact: null });
});
