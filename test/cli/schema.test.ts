import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { SCHEMA_NAMES, SCHEMAS, schemaText } from '../../src/app/schemas.ts';
import type { SchemaName } from '../../src/app/schemas.ts';
import { UsageError } from '../../src/model/faults.ts';
import { compileRule } from '../../src/rulebook/index.ts';
import { ruleText } from '../rulebook/fixtures.ts';
import { BLOCKED, cloudOf, ELIGIBLE, ENABLED, HANGZHOU, NEVER, newFolder, run, runOn, UNKNOWN } from './support.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** What the shipped JSON Schema says, read back: the file itself decides, not the source that it was made of. */
function shipped(name: SchemaName): z.ZodType {
  return z.fromJSONSchema(JSON.parse(readFileSync(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);
}

/** Both the source and the shipped schema take it, or both refuse it. */
function accepts(name: SchemaName, value: unknown): boolean {
  const [bySource, byFile] = [SCHEMAS[name].schema.safeParse(value), shipped(name).safeParse(value)];
  expect(byFile.success, `${name}: ${bySource.error?.message ?? ''} ${byFile.error?.message ?? ''}`).toBe(bySource.success);
  return bySource.success;
}

type Spoil = (value: Record<string, unknown>) => void;

/** The value with something wrong in it. */
function spoiled(value: unknown, spoil: Spoil): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  spoil(copy);
  return copy;
}

/** Walks into a value: the object at a path. */
function at(value: unknown, ...path: readonly (string | number)[]): Record<string, unknown> {
  return path.reduce<Record<string, unknown>>((inner, key) => (inner as Record<string | number, Record<string, unknown>>)[key] ?? {}, value as Record<string, unknown>);
}

describe('the shipped schemas', () => {
  test('are those of the source: run `npm run schemas` after a change', () => {
    expect(readdirSync(join(ROOT, 'schemas')).toSorted()).toEqual(SCHEMA_NAMES.map((name) => `${name}.schema.json`).toSorted());
    for (const name of SCHEMA_NAMES) expect(readFileSync(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8'), name).toBe(schemaText(name));
  });

  test.each(SCHEMA_NAMES)('%s is JSON Schema draft-07 with a title', (name) => {
    expect(JSON.parse(schemaText(name))).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', title: SCHEMAS[name].title });
  });
});

const FOLDERS = ['rules', 'rules/release'];
const RULE_FILES = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.yaml')).map((name) => `${folder}/${name}`));

describe('rule', () => {
  test.each(RULE_FILES)('%s is one, and its first line leads an editor to the schema', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(accepts('rule', parse(text))).toBe(true);
    const [, path] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    expect(existsSync(join(ROOT, file, '..', path ?? '(none)'))).toBe(true);
  });

  const FULL = { order: 5, enforced: true, when: 'instance.exists', predicts: [{ code: 'TaskHasExist', basis: 'inferred' }], saw: 'It.', translations: { zh: { title: '好', remedy: ['做'] } } };

  test.each([
    ['a rule with nothing but what it needs', {}],
    ['one with everything', FULL],
    ['severities by preset', { severity: { strict: 'info' } }],
    ['an assertion without quotes', { assert: true }],
    ['an example of facts of one\'s own', { examples: [{ given: { 'x.owner': 'me', 'instance.tags': { a: 'b' }, 'tasks.active': [{ id: 't', type: 'a', status: 'Running' }] }, then: 'pass' }], never: { fail: 'b', unknown: 'c' } }],
    ['no key that it needs', { why: undefined }],
    ['a key that is not known', { titel: 'x' }],
    ['an id of another form', { id: 'A_Rule' }],
    ['a severity that is none', { severity: 'errro' }],
    ['a preset that is none', { severity: { lax: 'error' } }],
    ['an order that is no whole number', { order: 1.5 }],
    ['a title that is empty', { title: ' ' }],
    ['a prediction without its basis', { predicts: [{ code: 'X' }] }],
    ['a step that says nothing', { remedy: [{ run: 'ls' }] }],
    ['a step with another key', { remedy: [{ do: 'x', cost: 'y' }] }],
    ['a RAM action of another form', { remedy: [{ do: 'x', ram: ['ModifyInstanceSSL'] }] }],
    ['a source without its day', { sources: [{ url: 'https://example.com' }] }],
    ['a source that is no address', { sources: [{ url: 'example.com', seen: '2026-11-24' }] }],
    ['a day that is none', { sources: [{ url: 'https://example.com', seen: '2026-13-41' }] }],
    ['an example of a fact that is none', { examples: [{ given: { 'ssl.enabeld': true }, then: 'pass' }] }],
    ['an example of a fact of another type', { examples: [{ given: { 'ssl.enabled': 'yes' }, then: 'pass' }] }],
    ['an example of a reason that is none', { examples: [{ given: { 'ssl.enabled': { unknown: 'lazy' } }, then: 'pass' }] }],
    ['an example of a verdict that is none', { examples: [{ given: {}, then: 'waived' }] }],
    ['an example without a verdict', { examples: [{ given: {} }] }],
  ])('%s: the schema and the loader agree', (_name, parts) => {
    const text = ruleText(parts);
    let loads = true;
    try {
      compileRule(text, 'a-rule.yaml');
    } catch (fault) {
      if (!(fault instanceof UsageError)) throw fault;
      loads = false;
    }
    expect(accepts('rule', parse(text))).toBe(loads);
  });
});

describe('files that people write', () => {
  test('fleet: the example is one, a misspelled key makes none', () => {
    const fleet = parse(readFileSync(join(ROOT, 'examples/demo-fleet.yaml'), 'utf8')) as unknown;
    expect(accepts('fleet', fleet)).toBe(true);
    expect(accepts('fleet', spoiled(fleet, (value) => { at(value, 'instances', 0)['statsu'] = 'Normal'; }))).toBe(false);
    expect(accepts('fleet', spoiled(fleet, (value) => { at(value, 'vSwitches', 0)['available'] = -1; }))).toBe(false);
  });

  test('faults', () => {
    expect(accepts('faults', { faults: [{ operation: '*', kind: 'latency', ms: 5 }, { operation: 'DescribeInstances', kind: 'hang', rate: 0.5 }] })).toBe(true);
    for (const fault of [{ operation: '*', kind: 'latency' }, { operation: '*', kind: 'slow' }, { kind: 'hang' }, { operation: '*', kind: 'hang', rate: 2 }]) expect(accepts('faults', { faults: [fault] })).toBe(false);
  });

  test('facts', () => {
    expect(accepts('facts', { facts: { 'x.owner': 'string' }, instances: { 'r-1': { 'x.owner': { value: 'me', until: '2026-12-01' } } } })).toBe(true);
    expect(accepts('facts', { facts: { owner: 'string' }, instances: {} })).toBe(false);
    expect(accepts('facts', { facts: { 'x.owner': 'text' }, instances: {} })).toBe(false);
  });
});

const FLEET = [ELIGIBLE, BLOCKED, NEVER, ENABLED, UNKNOWN, { id: 'r-denied', vSwitch: 'vsw-a' }];
const DENIED = { settings: { accessRules: [{ deny: 'kvstore:DescribeDBInstanceNetInfo', instance: 'r-denied' }] } };

describe('what the commands write', () => {
  test('result: a fleet of every standing, and nothing that is spoiled', async () => {
    const emulator = await cloudOf(FLEET, DENIED);
    const result = JSON.parse((await runOn(emulator, ['check', ...HANGZHOU, '--prefix-template', 'dc{n}direct', '--format', 'json'])).out) as unknown;
    expect(new Set((at(result)['instances'] as { standing: string }[]).map(({ standing }) => standing)).size).toBe(4);
    expect(accepts('result', result)).toBe(true);
    const spoils: Readonly<Record<string, Spoil>> = {
      'another schema': (value) => { value['schema'] = 'tair-preflight/result/v2'; },
      'no summary': (value) => { delete value['summary']; },
      'a standing that is none': (value) => { at(value, 'instances', 0)['standing'] = 'fine'; },
      'a known fact without evidence': (value) => { at(value, 'instances', 0, 'facts')['ssl.enabled'] = { value: true }; },
      'an unknown fact with a value': (value) => { at(value, 'instances', 0, 'facts')['ssl.enabled'] = { value: true, reason: 'denied', detail: '', operation: null, requestId: null, ramAction: null, readAt: null }; },
      'a reason that is none': (value) => { at(value, 'unread', 0)['reason'] = 'lazy'; },
      'a verdict that is none': (value) => { at(value, 'instances', 0, 'findings', 0)['verdict'] = 'maybe'; },
      'a finding of severity off': (value) => { at(value, 'instances', 0, 'findings', 0)['severity'] = 'off'; },
      'a count that is none': (value) => { at(value, 'summary')['eligible'] = -1; },
      'a time that is none': (value) => { value['startedAt'] = 'yesterday'; },
    };
    for (const [name, spoil] of Object.entries(spoils)) expect(accepts('result', spoiled(result, spoil)), name).toBe(false);
    expect(accepts('result', spoiled(result, (value) => { value['more'] = true; })), 'more fields are no fault').toBe(true);
  });

  test('plan, rehearsal, outcome and journal of one apply', async () => {
    const emulator = await cloudOf([ELIGIBLE, BLOCKED]);
    const folder = newFolder();
    const [planFile, journal] = [join(folder, 'plan.json'), join(folder, 'journal')];
    await runOn(emulator, ['plan', ...HANGZHOU, '--out', planFile]);
    const plan = JSON.parse(readFileSync(planFile, 'utf8')) as unknown;
    expect(accepts('plan', plan)).toBe(true);
    expect(accepts('plan', spoiled(plan, (value) => { delete at(value, 'entries', 0)['wave']; }))).toBe(false);

    const rehearsal = JSON.parse((await runOn(emulator, ['apply', '--rehearse', planFile, '--format', 'json'])).out) as unknown;
    expect(accepts('rehearsal', rehearsal)).toBe(true);
    expect(accepts('rehearsal', spoiled(rehearsal, (value) => { at(value, 'calls', 0)['answer'] = 'perhaps'; }))).toBe(false);

    const applied = await runOn(emulator, ['apply', planFile, '--yes', '--poll', '0.05', '--journal', journal, '--format', 'json']);
    const outcome = JSON.parse(applied.out) as unknown;
    expect(outcome, applied.err).toMatchObject({ summary: { done: 1 } });
    expect(accepts('outcome', outcome)).toBe(true);
    expect(accepts('outcome', spoiled(outcome, (value) => { at(value, 'entries', 0)['outcome'] = 'finished'; }))).toBe(false);
    expect(accepts('outcome', spoiled(outcome, (value) => { delete at(value, 'summary')['not-started']; }))).toBe(false);

    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(accepts('journal', line)).toBe(true);
    expect(accepts('journal', spoiled(lines[0], (value) => { value['seq'] = 1; }))).toBe(false);
    expect(accepts('journal', spoiled(lines[1], (value) => { value['event'] = 'thought'; }))).toBe(false);
  });

  test('verify', async () => {
    const emulator = await cloudOf([ELIGIBLE, ENABLED]);
    const { out } = await runOn(emulator, ['verify', 'r-eligible', ...HANGZHOU, '--format', 'json']);
    expect(accepts('verify', JSON.parse(out))).toBe(true);
    expect(accepts('verify', spoiled(JSON.parse(out), (value) => { at(value, 'instances', 0)['status'] = 'fine'; }))).toBe(false);
  });

  test('explanation and code', async () => {
    const emulator = await cloudOf(FLEET, DENIED);
    for (const id of ['r-blocked', 'r-denied', 'r-none']) {
      const explanation = JSON.parse((await runOn(emulator, ['explain', id, ...HANGZHOU, '--format', 'json'])).out) as unknown;
      expect(accepts('explanation', explanation), id).toBe(true);
      expect(accepts('explanation', spoiled(explanation, (value) => { at(value, 'instances', 0, 'rules', 0)['assert'] = { expression: 'true' }; })), id).toBe(false);
    }
    const code = JSON.parse((await run(['explain', 'TaskHasExist', '--format', 'json'], {})).out) as unknown;
    expect(accepts('code', code)).toBe(true);
    expect(accepts('code', spoiled(code, (value) => { value['effect'] = 'done'; }))).toBe(false);
  });
});

describe('the command', () => {
  test('writes a schema to standard output', async () => {
    expect(await run(['schema', 'result'], {})).toEqual({ code: 0, err: '', out: schemaText('result') });
  });

  test('writes one or all into a folder', async () => {
    const folder = newFolder();
    expect(await run(['schema', 'rule', '--out', folder], {})).toMatchObject({ code: 0, out: `${join(folder, 'rule.schema.json')}\n` });
    expect(readFileSync(join(folder, 'rule.schema.json'), 'utf8')).toBe(schemaText('rule'));
    await run(['schema', '--out', folder], {});
    expect(readdirSync(folder)).toHaveLength(SCHEMA_NAMES.length);
  });

  test.each([
    [['resutl'], 'There is no schema "resutl". Did you mean result?'],
    [['xyzzyxyz'], 'There are rule, facts, config, waivers, fleet'],
    [[], 'Name a schema, or give --out for all'],
    [['rule', '--out', '/proc/nowhere/schemas'], '/proc/nowhere/schemas could not be written (ENOENT)'],
  ])('%j is exit 2', async (argv, sentence) => {
    expect(await run(['schema', ...argv], {})).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });
});
