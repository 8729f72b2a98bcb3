import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { UsageError } from '../../src/model/faults.ts';
import { compileRule, loadRuleBook, newRuleText, testRule } from '../../src/rulebook/index.ts';
import { healthyWith, ruleText } from './fixtures.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** All faults of the rules in the folder, without the folder's own name. */
function faults(): readonly string[] {
  try {
    loadRuleBook({ builtIn: null, extra: [folder] });
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.faults.map((fault) => fault.replaceAll(`${folder}/`, '').replaceAll(folder, '.'));
  }
}

const RULE = `id: only-tagged
title: The instance has a team.
severity: { recommended: error, strict: warning }
assert: '"team" in instance.tags && instance.tags.team != ""'
why: Somebody has to be asked.
remedy:
  - do: Tag the instance.
    run: aliyun r-kvstore TagResources --ResourceId.1 {{instance.id}} --Tag.1.Key team
sources: [{ url: https://example.com/tags, seen: 2026-11-24 }]
examples:
  - { given: { instance.tags: { team: cache } }, then: pass }
  - { given: { instance.tags: {} }, then: fail }
  - { given: { instance.tags: { unknown: denied } }, then: unknown }
`;

test('adding a rule touches one file', () => {
  write('only-tagged.yaml', RULE);
  const { rules } = loadRuleBook({ builtIn: 'rules', extra: [folder] });
  const rule = rules.find(({ id }) => id === 'only-tagged');
  expect(rules).toHaveLength(25);
  expect(rule?.decide(healthyWith({ 'instance.tags': {} })).verdict).toBe('fail');
  expect(rule).toMatchObject({ severity: { reference: 'off', recommended: 'error', strict: 'warning' }, order: 100, enforced: false, predicts: [], needs: ['instance.tags'], whenNeeds: [] });
  expect(rule === undefined ? [] : testRule(rule).map(({ passed }) => passed)).toEqual([true, true, true]);
});

describe('every fault is told with its place', () => {
  const CASES: readonly (readonly [name: string, text: string, expected: readonly (string | RegExp)[]])[] = [
    ['a key that is not known', `${RULE}asert: x`, ['only-tagged.yaml:14:1: Key "asert" is not known in a rule; did you mean "assert"?']],
    ['a key that stands twice', `${RULE}title: Another`, ['only-tagged.yaml:14:1: Key "title" stands twice in a rule.']],
    ['prototype keys', `${RULE}__proto__: { a: 1 }\nconstructor: 1`, ['only-tagged.yaml:14:1: Key "__proto__" is not known in a rule.', /^only-tagged\.yaml:15:1: Key "constructor" is not known in a rule/]],
    ['a tag instead of a negation', RULE.replace(/assert: .*/, 'assert: !ssl.enabled'), ['only-tagged.yaml:4:9: "!ssl.enabled" begins with "!", which is a tag in YAML and loses the text; quote it: "!ssl.enabled".']],
    ['a tag before more text', RULE.replace(/assert: .*/, 'assert: !ssl.enabled && true'), ['only-tagged.yaml:4:9: "!ssl.enabled && true" begins with "!", which is a tag in YAML and loses the text; quote it: "!ssl.enabled && true".']],
    ['a fact that is not there', RULE.replace(/assert: .*/, 'assert: ssl.enabeld == false'), ['only-tagged.yaml:4:9: Fact "ssl.enabeld" is not in the dictionary; did you mean "ssl.enabled"?']],
    ['two faults in one expression', RULE.replace(/assert: .*/, 'assert: ssl.enabeld == false && instance.engineVersion < "6.0"'), [/^only-tagged\.yaml:4:9: Fact/, /^only-tagged\.yaml:4:33: "<" on versions .* use versionAtLeast/]],
    ['a type error', RULE.replace(/assert: .*/, 'assert: instance.shardCount == "8"'), ['only-tagged.yaml:4:9: The types do not fit: no such overload: int == string.']],
    ['a fault in a literal block', RULE.replace(/assert: .*/, 'assert: |\n  instance.exists\n    && ssl.enabeld'), [/^only-tagged\.yaml:6:8: Fact "ssl\.enabeld"/]],
    ['a fault in double quotes', RULE.replace(/assert: .*/, 'assert: "true && ssl.enabeld"'), [/^only-tagged\.yaml:4:18: Fact "ssl\.enabeld"/]],
    ['a severity that is not one', RULE.replace('recommended: error', 'recommended: eror'), ['only-tagged.yaml:3:26: The severity of "recommended" must be one of error, warning, info, off, not "eror"; did you mean "error"?']],
    ['a preset that is not one', RULE.replace('strict:', 'strikt:'), [/^only-tagged\.yaml:3:33: Key "strikt" is not known in "severity"; did you mean "strict"\?/]],
    ['one severity that is not one', RULE.replace(/severity: .*/, 'severity: warn'), [/^only-tagged\.yaml:3:11: "severity" must be one of .*; did you mean "warning"\?/]],
    ['a missing key', RULE.replace(/why: .*\n/, ''), ['only-tagged.yaml:1:1: A rule needs "why".']],
    ['many missing keys', 'id: only-tagged\n', ['only-tagged.yaml:1:1: A rule needs "title", "severity", "assert", "why", "remedy", "sources", "examples".']],
    ['a missing example', RULE.replace(/.*then: unknown.*\n/, ''), ['only-tagged.yaml:10:1: No example shows "unknown"; add one, or say why it cannot be: never: { unknown: "…" }.']],
    ['an example that is said never to be', `${RULE}never: { fail: "It cannot." }`, ['only-tagged.yaml:10:1: "never" says that "fail" cannot be, but an example shows it.']],
    ['an example of a fact that is not there', RULE.replace('{ instance.tags: {} }', '{ instance.tag: {} }'), [/^only-tagged\.yaml:12:16: Fact "instance\.tag" is not in the dictionary; did you mean "instance\.tags"\?/]],
    ['an example of a wrong type', RULE.replace('{ instance.tags: {} }', '{ instance.engineVersion: 5.0, instance.shardCount: many }'), ['only-tagged.yaml:12:40: The value of instance.engineVersion must be a text; put it in quotes.', 'only-tagged.yaml:12:66: The value of instance.shardCount must be a whole number.']],
    ['a reason that is not one', RULE.replace('unknown: denied', 'unknown: denyed').replace('instance.tags: { unknown', 'ssl.enabled: { unknown'), [/^only-tagged\.yaml:13:29: "denyed" is no reason why a fact may be unknown; did you mean "denied"\?/]],
    ['a verdict that is not one', RULE.replace('then: fail', 'then: fails'), [/:12:43: "then" must be one of pass, fail, unknown, skipped, not "fails"; did you mean "fail"\?/]],
    ['a placeholder that is not closed', RULE.replace('Tag the instance.', 'Tag {{instance.id.'), [/:7:13: "\{\{" is not closed/]],
    ['a placeholder with a fault', RULE.replace('{{instance.id}}', '{{ instance.idd }}'), ['only-tagged.yaml:8:58: Fact "instance.idd" is not in the dictionary; did you mean "instance.id"?']],
    ['a placeholder in quotes', RULE.replace('{{instance.id}}', '"{{instance.id}}"'), [/:8:56: "\{\{ \}\}" stands within quotes/]],
    ['a condition of a step with a fault', RULE.replace('  - do: Tag', '  - if: instance.shardCount\n    do: Tag'), ['only-tagged.yaml:7:9: The expression must give true or false; it gives int.']],
    ['wrong types', RULE.replace('title: The instance has a team.', 'title: 5\norder: soon\nenforced: maybe\npredicts: none').replace(/remedy:\n.*\n.*\n/, 'remedy: nothing\n'), ['only-tagged.yaml:2:8: "title" must be a text; it is the number 5. Put it in quotes.', 'only-tagged.yaml:3:8: order must be a whole number.', 'only-tagged.yaml:4:11: enforced must be true or false.', 'only-tagged.yaml:5:11: "predicts" must be a list.', 'only-tagged.yaml:9:9: "remedy" must be a list.']],
    ['predictions and sources', RULE.replace('sources: [{ url: https://example.com/tags, seen: 2026-11-24 }]', 'sources: [{ url: ftp://x, seen: yesterday }, { url: https://example.com }]\npredicts: [{ code: A, basis: guessed }]'), [/:9:18: "url" must be an http/, /:9:33: "seen" must be a day/, /:9:46: A source needs "seen"/, /:10:30: "basis" must be one of documented, inferred, observed/]],
    ['another id than the file', RULE.replace('id: only-tagged', 'id: only-named'), ['only-tagged.yaml:1:5: The id is "only-named" but the file is named "only-tagged"; they must be the same.']],
    ['an id that is no id', RULE.replace('id: only-tagged', 'id: Only_Tagged'), [/^only-tagged\.yaml:1:5: "id" must be of lower-case words joined by dashes/]],
    ['YAML that cannot be read', 'id: [only-tagged\ntitle: x', [/^only-tagged\.yaml:\d+:\d+: The YAML cannot be read: /]],
    ['a text with a colon', RULE.replace('Somebody has', 'Note: somebody has'), ['only-tagged.yaml:5:6: The YAML cannot be read: Nested mappings are not allowed in compact mappings; a text that holds ": " must be put in quotes.']],
    ['two documents', `${RULE}---\n${RULE}`, ['only-tagged.yaml:14:1: One file holds one rule; a second document begins here.']],
    ['an empty file', '', ['only-tagged.yaml:1:1: A rule must be a map of keys and values.']],
    ['a list', '- 1', ['only-tagged.yaml:1:1: A rule must be a map of keys and values.']],
    ['an alias', RULE.replace('why: Somebody has to be asked.', 'why: &why Somebody has to be asked.\nsaw: *why'), [/saw/, 'only-tagged.yaml:6:6: The alias "*why" is not followed in a rule file; write the value out.']],
    ['an alias bomb', `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, n) => `${String.fromCodePoint(98 + n)}: &${String.fromCodePoint(98 + n)} [${`*${String.fromCodePoint(97 + n)},`.repeat(9)}]`).join('\n')}\nid: only-tagged`, [/Key "a" is not known/]],
    ['nesting without end', '['.repeat(400_000), [/^only-tagged\.yaml:1:\d+: The YAML is nested deeper than 50 levels\.$/]],
    ['nesting without end of blocks', '- '.repeat(100_000), [/^only-tagged\.yaml:1:\d+: The YAML is nested deeper than 50 levels\.$/]],
    ['too many bytes', `${RULE}# ${'x'.repeat(1_000_000)}`, [/^only-tagged\.yaml:1:1: The file has \d+ bytes; a rule file may have 1000000\.$/]],
  ];
  test.each(CASES)('%s', (_, text, expected) => {
    write('only-tagged.yaml', text);
    const told = faults();
    for (const [index, fault] of expected.entries()) {
      if (typeof fault === 'string') expect(told[index]).toBe(fault);
      else expect(told[index]).toMatch(fault);
    }
    expect(told.join('\n')).not.toMatch(/\n {4}at |undefined/);
  });

  test('of all files at once', () => {
    write('a-one.yaml', ruleText({ id: 'a-one', assert: 'ssl.enabeld' }));
    write('b-two.yml', ruleText({ id: 'b-two', colour: 'red', severity: 'fatal' }));
    write('c-three.yaml', 'id: [');
    expect(faults().map((fault) => fault.split(':', 1)[0])).toEqual(['a-one.yaml', 'b-two.yml', 'b-two.yml', 'c-three.yaml']);
  });

  test('an id that is taken, by a built-in rule or by a neighbour', () => {
    write('ssl-disabled.yaml', ruleText({ id: 'ssl-disabled' }));
    expect(() => loadRuleBook({ builtIn: 'rules', extra: [folder] })).toThrow(/ssl-disabled\.yaml:1:5: The id "ssl-disabled" is taken by rules\/ssl-disabled\.yaml/);
    write('ssl-disabled.yml', ruleText({ id: 'ssl-disabled' }));
    expect(faults()).toEqual(['ssl-disabled.yml:1:5: The id "ssl-disabled" is taken by ssl-disabled.yaml; every rule has an id of its own.']);
  });

  test('a folder that is not there, is a file, or holds no rules', () => {
    expect(faults()).toEqual(['.:1:1: The rule folder holds no *.yaml file.']);
    write('file', '');
    expect(() => loadRuleBook({ builtIn: null, extra: [join(folder, 'file'), join(folder, 'nowhere')] })).toThrow(/file:1:1: The rule folder cannot be read: it is not a folder\.\n.*nowhere:1:1: The rule folder cannot be read: it does not exist\./);
  });

  test('files that are no text, links to nowhere and pipes', () => {
    writeFileSync(join(folder, 'a.yaml'), Uint8Array.of(0xff, 0xfe, 0x00));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'b.yaml'));
    execFileSync('mkfifo', [join(folder, 'c.yaml')]);
    expect(faults()).toEqual(['a.yaml:1:1: The file is not UTF-8 text.', 'b.yaml:1:1: The file cannot be read: it does not exist.', 'c.yaml:1:1: This is not a regular file.']);
  });
});

test('only *.yaml and *.yml of the folder itself are read', () => {
  mkdirSync(join(folder, 'sub.yaml'));
  mkdirSync(join(folder, 'sub'));
  write('sub/broken.yaml', 'x');
  write('sub.yaml/broken.yaml', 'x');
  write('README.md', '# no rule');
  write('.hidden.yaml', 'x');
  write('a-one.yml', ruleText({ id: 'a-one' }));
  expect(loadRuleBook({ builtIn: null, extra: [folder] }).rules.map(({ id }) => id)).toEqual(['a-one']);
});

test('the largest file is read in time', () => {
  write('a-one.yaml', `${ruleText({ id: 'a-one' })}\n${Array.from({ length: 80_000 }, (_, index) => `k${index}: 1`).join('\n')}`);
  const before = performance.now();
  expect(faults()).toHaveLength(101);
  expect(performance.now() - before).toBeLessThan(15_000);
});

function digest(text: string): string {
  write('a-one.yaml', text);
  return loadRuleBook({ builtIn: null, extra: [folder] }).digest;
}

describe('the digest', () => {
  test('is the same for the same content, however it is written', () => {
    const text = ruleText({ id: 'a-one', order: 7 });
    expect(digest(text)).toMatch(/^[0-9a-f]{64}$/);
    expect(digest(`# a comment\n${text.split('\n').toReversed().join('\n')}\n`)).toBe(digest(text));
  });

  test.each([{ severity: 'warning' }, { severity: { recommended: 'error', strict: 'error' } }, { assert: 'ssl.enabled == true' }, { order: 8 }, { why: 'Another.' }, { remedy: [{ do: 'Other.' }] }, { enforced: true }])('changes with %o', (change) => {
    expect(digest(ruleText({ id: 'a-one', ...change }))).not.toBe(digest(ruleText({ id: 'a-one' })));
  });
});

test('facts of one\'s own that are declared are checked, and those that are not declared then are faults', () => {
  const extraFacts = { 'x.owner': { kind: 'string' }, 'x.limit': { kind: 'int' } } as const;
  const rule = compileRule(ruleText({ assert: 'x.owner != "" && x.limit > 3' }), 'a-rule.yaml', extraFacts);
  expect(rule.decide(healthyWith({ 'x.owner': 'alice', 'x.limit': 4 })).verdict).toBe('pass');
  expect(rule.decide(healthyWith({ 'x.owner': 'alice' })).unknown).toMatchObject([{ fact: 'x.limit', unknown: { reason: 'not-asked' } }]);
  expect(() => compileRule(ruleText({ assert: 'x.ownr == ""' }), 'a-rule.yaml', extraFacts)).toThrow('Fact "x.ownr" is not in the dictionary; did you mean "x.owner"?');
  expect(() => compileRule(ruleText({ assert: 'x.limit == ""' }), 'a-rule.yaml', extraFacts)).toThrow('no such overload: int == string');
});

test('a verdict that no example can show is told by "never", as a key or among the examples', () => {
  const given = { 'ssl.enabled': false };
  // oxlint-disable-next-line unicorn/no-thenable -- the word is part of the rule format
  const examples = [{ given, then: 'pass' }, { never: { fail: 'It cannot fail.' } }];
  const rule = compileRule(ruleText({ examples, never: { unknown: 'It is always known.' } }), 'a-rule.yaml');
  expect(rule.never).toEqual({ fail: 'It cannot fail.', unknown: 'It is always known.' });
  expect(rule.examples).toHaveLength(1);
});

test('translations and everything else the format names are taken', () => {
  const translations = { zh: { title: '好', why: '好', saw: '好', remedy: ['好'] } };
  const rule = compileRule(ruleText({ translations, order: 3, enforced: true, predicts: [{ code: 'TaskHasExist', basis: 'observed' }], when: true, saw: 'Saw {{ssl.enabled}}.' }), 'a-rule.yaml');
  expect(rule).toMatchObject({ order: 3, enforced: true, predicts: [{ code: 'TaskHasExist', basis: 'observed' }], text: { when: 'true', assert: 'ssl.enabled == false' } });
});

test('a new rule file loads, and its examples hold', () => {
  expect(testRule(compileRule(newRuleText('has-team'), 'has-team.yaml')).map(({ passed }) => passed)).toEqual([true, true, true, true]);
});
