import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { readPlanFile } from '../../src/app/plan-file.ts';
import { UsageError } from '../../src/model/faults.ts';
import { planText } from '../../src/report/plan.ts';
import { planOf } from './fleets.ts';

const folder = mkdtempSync(join(tmpdir(), 'preflight-plan-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** Two entries in two waves, one deferred, one excluded. */
const PLAN = planOf([
  { id: 'r-a', vSwitch: 'vsw-1', available: 20, shards: 8, prefix: 'redisdirecta' },
  { id: 'r-b', vSwitch: 'vsw-1', available: 20, shards: 8, prefix: 'redisdirectb' },
  { id: 'r-c', vSwitch: 'vsw-1', available: 20, shards: 8, facts: [['vswitch.alternatives', [{ id: 'vsw-2', zone: 'cn-hangzhou-h', availableAddresses: 30 }]]] },
  { id: 'r-d', vSwitch: 'vsw-1', available: 20, shards: 8, facts: [['ssl.enabled', true]] },
], { waves: [{ kind: 'count', value: 1 }, { kind: 'rest' }], attested: ['preview-access=granted'], port: 6380 });
const TEXT = planText(PLAN);

let files = 0;
/** Reads a text as a plan file; the sentence where it is refused. */
function refusalOf(text: string | Buffer): string | null {
  const file = join(folder, `${files++}.json`);
  writeFileSync(file, text);
  try {
    readPlanFile(file);
    return null;
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    expect(fault.faults).toHaveLength(1);
    return fault.message.replace(file, 'FILE');
  } finally {
    rmSync(file);
  }
}

/** One line for people: bounded, without control characters. */
function expectSentence(refusal: string | null, words: RegExp = /./): void {
  const shown = refusal === null ? 'it was read' : refusal.length > 800 ? `${refusal.slice(0, 400)} … and ${refusal.length - 400} letters more` : refusal;
  expect(shown).toMatch(words);
  expect(shown).toMatch(/^FILE [^\p{Cc}\p{Cf}\u2028\u2029]{1,500}\.$/u);
}

function leavesOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value) ? value.flatMap((item, at) => leavesOf(item, [...path, at])) : Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  return inside.length === 0 ? [path] : inside;
}

function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>((inside, key) => (inside as { [key: string]: Json })[String(key)] ?? null, value);
}

/** The plan with the value at a path replaced, or taken out where there is none. */
function edited(path: Path, change: (value: Json) => Json | undefined): string {
  const copy = JSON.parse(TEXT) as Json;
  const parent = valueAt(copy, path.slice(0, -1)) as { [key: string]: Json };
  const key = String(path.at(-1));
  const value = change(parent[key] ?? null);
  if (value === undefined) delete parent[key];
  else parent[key] = value;
  return JSON.stringify(copy, null, 2);
}

const leaves = leavesOf(JSON.parse(TEXT) as Json);

describe('a plan file', () => {
  it('is read as it was made, whatever the layout of its JSON', () => {
    expect(refusalOf(TEXT)).toBeNull();
    expect(refusalOf(JSON.stringify(PLAN))).toBeNull();
    expect(leaves.length).toBeGreaterThan(80);
  });

  it('with any one value changed is refused', () => {
    const other = (value: Json): Json => (typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : typeof value === 'string' ? (value.endsWith('0') ? `${value.slice(0, -1)}1` : `${value.slice(0, -1)}0`) : 'x');
    for (const path of leaves) expectSentence(refusalOf(edited(path, other)));
  });

  it('with any one value made null, taken out, or of another type is refused', () => {
    for (const path of leaves) {
      const value = valueAt(JSON.parse(TEXT) as Json, path);
      expectSentence(refusalOf(edited(path, () => undefined)));
      if (value !== null) expectSentence(refusalOf(edited(path, () => null)));
      expectSentence(refusalOf(edited(path, () => [value])));
      expectSentence(refusalOf(edited(path, () => ({ constructor: value }))));
    }
  });

  it('with any value anywhere replaced by any other is refused', () => {
    fc.assert(fc.property(fc.constantFrom(...leaves), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
      fc.pre(JSON.stringify(value) !== JSON.stringify(valueAt(JSON.parse(TEXT) as Json, path)) && !Object.is(value, -0));
      expectSentence(refusalOf(edited(path, () => value as Json)));
    }), { numRuns: 300, seed: 21 });
  });

  it.each<[name: string, change: (plan: { [key: string]: Json }) => void]>([
    ['an entry taken out', (plan) => (plan['entries'] as Json[]).pop()],
    ['an entry doubled', (plan) => (plan['entries'] as Json[]).push((plan['entries'] as Json[])[0] ?? null)],
    ['two entries swapped', (plan) => { plan['entries'] = (plan['entries'] as Json[]).toReversed(); }],
    ['a key more', (plan) => { plan['note'] = 'approved'; }],
    ['a key more in an entry', (plan) => { ((plan['entries'] as { [key: string]: Json }[])[0] ?? {})['force'] = true; }],
    ['a fact more', (plan) => { ((plan['entries'] as { facts: { [key: string]: Json } }[])[0] ?? { facts: {} }).facts['x.mine'] = true; }],
    ['an own key named __proto__', (plan) => { Object.defineProperty(plan, '__proto__', { value: { operation: 'ReleaseDirectConnection' }, enumerable: true }); }],
    ['a fact named __proto__', (plan) => { Object.defineProperty(((plan['entries'] as { facts: object }[])[0] ?? { facts: {} }).facts, '__proto__', { value: true, enumerable: true }); }],
    ['a fact named like two lines and a colour', (plan) => { ((plan['entries'] as { facts: { [key: string]: Json } }[])[0] ?? { facts: {} }).facts['a\n\u001B[31mb'] = null; }],
    ['a very long key', (plan) => { ((plan['entries'] as { facts: { [key: string]: Json } }[])[0] ?? { facts: {} }).facts['a'.repeat(1_000_000)] = null; }],
  ])('with %s is refused', (_name, change) => {
    const copy = JSON.parse(TEXT) as { [key: string]: Json };
    change(copy);
    expectSentence(refusalOf(JSON.stringify(copy)));
  });

  it('cut off at any place is refused', () => {
    for (let length = 0; length < TEXT.trimEnd().length; length += 61) expectSentence(refusalOf(TEXT.slice(0, length)), /not JSON/);
    expectSentence(refusalOf(TEXT.trimEnd().slice(0, -1)), /not JSON/);
  });

  it.each<[name: string, text: () => string | Buffer]>([
    ['nothing', () => ''],
    ['10 MB of one letter', () => 'x'.repeat(10_000_000)],
    ['10 MB of NUL', () => Buffer.alloc(10_000_000)],
    ['10 MB of bytes that are no text', () => Buffer.alloc(10_000_000, 0xff)],
    ['10 MB of brackets', () => '['.repeat(10_000_000)],
    ['a list nested 200,000 deep', () => `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['a schema that is 10 MB long', () => JSON.stringify({ schema: 'x'.repeat(10_000_000) })],
    ['a schema that would colour a terminal', () => JSON.stringify({ schema: '\u001B[31m\u009B31m\u202E\u2028' })],
    ['a schema nested 200,000 deep', () => `{"schema":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['a whole plan with a key nested 200,000 deep', () => `${TEXT.trimEnd().slice(0, -1)},"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['a whole plan with a fact nested 200,000 deep', () => TEXT.replace('"instance.architecture": "cluster"', `"instance.architecture": ${'['.repeat(200_000)}${']'.repeat(200_000)}`)],
    ['null', () => 'null'],
    ['a list', () => '[]'],
    ['a text', () => '"tair-preflight/plan/v1"'],
    ['an empty object', () => '{}'],
    ['only the schema', () => '{"schema":"tair-preflight/plan/v1"}'],
    ['a result', () => JSON.stringify({ schema: 'tair-preflight/result/v1', instances: [] })],
    ['a schema that an object has by birth', () => '{"__proto__":{"schema":"tair-preflight/plan/v1"}}'],
  ])('that holds %s is refused', (_name, text) => {
    expectSentence(refusalOf(text()));
  });

  it('of a newer schema is refused and says which it is', () => {
    expectSentence(refusalOf(edited(['schema'], () => 'tair-preflight/plan/v2')), /of schema "tair-preflight\/plan\/v2"; this version reads tair-preflight\/plan\/v1/);
  });

  it('that says first one thing and then the planned one is read as the planned one: the last counts, as in every reader of JSON', () => {
    const twice = TEXT.replace('"instanceId": "r-a"', '"instanceId": "r-x", "instanceId": "r-a"');
    expect(refusalOf(twice)).toBeNull();
    expectSentence(refusalOf(TEXT.replace('"instanceId": "r-a"', '"instanceId": "r-a", "instanceId": "r-x"')), /edited/);
  });

  it('that cannot be read is refused', () => {
    for (const file of [join(folder, 'none.json'), folder, join(folder, 'a\u0000b.json')]) expect(() => readPlanFile(file)).toThrow(UsageError);
  });
});
