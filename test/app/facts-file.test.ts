import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { readFactsFile } from '../../src/app/facts-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import { UsageError } from '../../src/model/faults.ts';
import type { FactName } from '../../src/model/facts.ts';
import { cli, envFor } from '../support/cli.ts';

const NOW = new Date('2026-11-24T08:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'tair-preflight-'));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function factOf(name: string, text: string, fact: string, instanceId = 'r-a'): unknown {
  return readFactsFile(file(name, text)).of(instanceId, NOW).get(fact as FactName);
}

const yaml = (value: string, type = 'string'): string => `facts: { x.owner: ${type} }\ninstances:\n  r-a: { x.owner: ${value} }\n`;

describe('a file of facts', () => {
  it.each([
    ['a text', yaml('team-a'), 'team-a'],
    ['a number', yaml('3', 'int'), 3],
    ['a yes or no', yaml('true', 'bool'), true],
    ['a time', yaml('"2026-12-01T00:00:00+01:00"', 'timestamp'), '2026-11-30T23:00:00.000Z'],
    ['a list', yaml('[a, b]', 'list'), ['a', 'b']],
    ['a map', yaml('{ a: b }', 'map'), { a: 'b' }],
    ['a value that is good for a while yet', yaml('{ value: team-a, until: "2026-12-01" }'), 'team-a'],
  ])('gives %s', (_name, text, value) => {
    expect(factOf('a.yaml', text, 'x.owner')).toMatchObject({ kind: 'known', value });
  });

  it.each([
    ['missing', yaml('team-a'), 'r-b', 'not-returned', 'says nothing of x.owner for r-b'],
    ['outdated', yaml('{ value: team-a, until: "2026-11-24T08:00:00Z" }'), 'r-a', 'not-returned', 'outdated'],
    ['of another type', yaml('"3"', 'int'), 'r-a', 'malformed', 'Expected a int'],
    ['a yes written as a text', yaml('"yes"', 'bool'), 'r-a', 'malformed', 'Expected a bool'],
    ['good until a time that is none', yaml('{ value: team-a, until: soon }'), 'r-a', 'malformed', 'until'],
    ['good until a word with a year', yaml('{ value: team-a, until: never 2099 }'), 'r-a', 'malformed', 'until'],
    ['good until a number', yaml('{ value: team-a, until: 2099 }'), 'r-a', 'malformed', 'until'],
    ['good until a day that is none', yaml('{ value: team-a, until: 2027-02-31 }'), 'r-a', 'malformed', 'until'],
    ['good until a day of which two countries think differently', yaml('{ value: team-a, until: 12/11/2027 }'), 'r-a', 'malformed', 'until'],
    ['a word in place of a time', yaml('banana 5', 'timestamp'), 'r-a', 'malformed', 'Expected a timestamp'],
    ['a time without a zone', yaml('"2027-02-01T10:00:00"', 'timestamp'), 'r-a', 'malformed', 'Expected a timestamp'],
    ['a time on a day that is none', yaml('"2027-06-31T10:00:00Z"', 'timestamp'), 'r-a', 'malformed', 'Expected a timestamp'],
  ])('leaves a value that is %s unknown', (_name, text, id, reason, detail) => {
    expect(factOf('a.yaml', text, 'x.owner', id)).toMatchObject({ kind: 'unknown', reason, detail: expect.stringContaining(detail) });
  });

  it('may be JSON, or CSV with types in its header', () => {
    expect(factOf('a.json', '{"facts":{"x.owner":"string"},"instances":{"r-a":{"x.owner":"team-a"}}}', 'x.owner')).toMatchObject({ value: 'team-a' });
    const csv = 'instanceId,x.owner:string,x.tested:bool,x.slots:int,x.teams:list,until\nr-a,"team, a",true,7,a;b,2026-12-01\nr-b,,maybe,,,\n';
    expect(factOf('a.csv', csv, 'x.owner')).toMatchObject({ value: 'team, a' });
    expect([factOf('a.csv', csv, 'x.tested'), factOf('a.csv', csv, 'x.slots'), factOf('a.csv', csv, 'x.teams')]).toMatchObject([{ value: true }, { value: 7 }, { value: ['a', 'b'] }]);
    expect(factOf('a.csv', csv, 'x.owner', 'r-b')).toMatchObject({ kind: 'unknown', reason: 'not-returned' });
    expect(factOf('a.csv', csv, 'x.tested', 'r-b')).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });

  it('takes no value through the prototype of a map', () => {
    expect(factOf('p.json', '{"facts":{"x.owner":"string"},"instances":{"__proto__":{"x.owner":"a"},"r-b":{"__proto__":{"x.owner":"a"}}}}', 'x.owner')).toMatchObject({ kind: 'unknown' });
    expect(factOf('p.json', '{"facts":{"x.owner":"string"},"instances":{"r-b":{"__proto__":{"x.owner":"a"}}}}', 'x.owner', 'r-b')).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['an undeclared fact', 'facts: { x.owner: string }\ninstances: { r-a: { x.ownr: a } }\n', /:2:\d+: x\.ownr is not declared/],
    ['a name outside x.', 'facts: { ssl.enabled: bool }\ninstances: {}\n', /ssl\.enabled/],
    ['a type that is none', 'facts: { x.owner: strng }\ninstances: {}\n', /Did you mean "string"/],
    ['what is nested too deep', `facts: {}\ninstances: ${'['.repeat(100_000)}`, /:2:\d+: The file is nested deeper than 100 levels/],
    ['an alias bomb', `a: &a [${'x,'.repeat(50)}]\n${Array.from({ length: 9 }, (_, at) => `${String.fromCharCode(98 + at)}: &${String.fromCharCode(98 + at)} [${`*${String.fromCharCode(97 + at)},`.repeat(9)}]`).join('\n')}\n`, /aliases|There is no/],
  ])('refuses %s with its place', (_name, text, sentence) => {
    expect(() => readFactsFile(file('bad.yaml', text))).toThrow(UsageError);
    expect(() => readFactsFile(file('bad.yaml', text))).toThrow(sentence);
  });
});

describe('a CSV that says two things', () => {
  it.each([
    ['of one instance', 'instanceId,x.owner:string\nr-a,a\nr-b,b\nr-a,c\n', /The instance "r-a" has two rows/],
    ['in two columns', 'instanceId,x.owner:string,x.owner:bool\nr-a,a,true\n', /:1: The column "x\.owner" is there twice/],
    ['of when they end', 'instanceId,x.owner:string,until,until\nr-a,a,2027-01-01,2028-01-01\n', /The column "until" is there twice/],
  ])('%s is refused: which counts is not known', (_name, text, sentence) => {
    expect(() => readFactsFile(file('twice.csv', text))).toThrow(UsageError);
    expect(() => readFactsFile(file('twice.csv', text))).toThrow(sentence);
  });

  it('takes no value through the prototype of a row', () => {
    const text = 'instanceId,x.constructor:string,x.__proto__:string\n__proto__,a,b\nr-b,,c\n';
    expect(factOf('p.csv', text, 'x.constructor', 'r-b')).toMatchObject({ kind: 'unknown' });
    expect(factOf('p.csv', text, 'x.__proto__', 'r-b')).toMatchObject({ kind: 'known', value: 'c' });
    expect(factOf('p.csv', text, 'x.constructor', '__proto__')).toMatchObject({ kind: 'known', value: 'a' });
  });
});

describe('--facts', () => {
  let emulator: Emulator;
  afterEach(() => emulator.stop());

  it('lets a rule of one\'s own decide, and what the file does not say blocks', async () => {
    emulator = await startEmulator({ fleet: { vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 }], instances: ['r-a', 'r-b', 'r-c'].map((id) => ({ id, vSwitch: 'vsw-a' })) } });
    const rules = mkdtempSync(join(tmpdir(), 'tair-preflight-'));
    writeFileSync(join(rules, 'tested.yaml'), `id: tested
title: The clients were tested.
severity: error
assert: x.tested
why: Untested clients fail.
remedy: [{ do: Test the clients. }]
sources: [{ url: https://wiki.example.com, seen: 2026-11-24 }]
examples: [{ given: { x.tested: true }, then: pass }, { given: { x.tested: false }, then: fail }, { given: { x.tested: { unknown: not-returned } }, then: unknown }]
`);
    const facts = file('f.yaml', 'facts: { x.tested: bool }\ninstances: { r-a: { x.tested: true }, r-b: { x.tested: false } }\n');
    const run = await cli(['check', '--region', 'cn-hangzhou', '--rules', rules, '--facts', facts, '--format', 'json'], envFor(emulator));
    const result = JSON.parse(run.out) as { instances: { instanceId: string; standing: string }[] };
    expect(result.instances.map((instance) => [instance.instanceId, instance.standing])).toEqual([['r-a', 'eligible'], ['r-b', 'blocked'], ['r-c', 'unknown']]);
    expect(run.code).toBe(3);
    const slip = await cli(['check', '--region', 'cn-hangzhou', '--rules', rules, '--facts', file('g.yaml', 'facts: { x.testd: bool }\ninstances: {}\n')], envFor(emulator));
    expect(slip).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/tested\.yaml:4:\d+: .*x\.tested/) });
  });
});
