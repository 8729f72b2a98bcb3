import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import { cli, envFor } from '../support/cli.ts';
import type { CliRun } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'preflight-hostile-'));
const FLEET = { vSwitches: [{ id: 'vsw-a', vpc: 'vpc-a', region: 'cn-hangzhou', available: 200 }], instances: [{ id: 'r-a', vSwitch: 'vsw-a' }] };
const PLAN = join(folder, 'good-plan.json');
const GOOD_FLEET = join(folder, 'good-fleet.json');
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ fleet: FLEET });
  writeFileSync(GOOD_FLEET, JSON.stringify(FLEET));
  expect(await cli(['plan', '--region', 'cn-hangzhou', '--out', PLAN], envFor(emulator))).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every file that a person can hand in: its name in its folder, the command line that reads it, and how it is named in sentences. */
const KINDS: Readonly<Record<string, { readonly name: string; readonly argv: (file: string) => readonly string[]; readonly shown?: string }>> = {
  'a rule': { name: 'rules/a.yaml', argv: (file) => ['rules', 'test', dirname(file)] },
  'facts in YAML': { name: 'facts.yaml', argv: (file) => ['check', '--region', 'cn-hangzhou', '--facts', file] },
  'facts in JSON': { name: 'facts.json', argv: (file) => ['check', '--region', 'cn-hangzhou', '--facts', file] },
  'facts in CSV': { name: 'facts.csv', argv: (file) => ['check', '--region', 'cn-hangzhou', '--facts', file] },
  waivers: { name: 'waivers.yaml', argv: (file) => ['check', '--region', 'cn-hangzhou', '--waivers', file] },
  'a configuration': { name: 'tair-preflight.yaml', argv: (file) => ['check', '--region', 'cn-hangzhou', '--config', file] },
  observations: { name: 'observations.jsonl', argv: (file) => ['rules', 'test', '--observations', file] },
  'a plan': { name: 'plan.json', argv: (file) => ['apply', file, '--yes'] },
  'a plan to rehearse': { name: 'rehearsal.json', argv: (file) => ['apply', '--rehearse', file] },
  'a journal': { name: 'a.journal', argv: (file) => ['resume', file, '--yes'] },
  'a fleet': { name: 'fleet.yaml', argv: (file) => ['emulator', '--fleet', file, '--quiet'] },
  faults: { name: 'faults.yaml', argv: (file) => ['emulator', '--fleet', GOOD_FLEET, '--faults', file, '--quiet'] },
  'faults of a rehearsal': { name: 'faults.yaml', argv: (file) => ['apply', '--rehearse', PLAN, '--faults', file] },
  'the configuration of the aliyun CLI': { name: '.aliyun/config.json', argv: () => ['check', '--region', 'cn-hangzhou', '--profile', 'mine'], shown: '~/.aliyun/config.json' },
};

const bomb = (): string => `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`).join('\n')}\n`;
const deep = (open: string, close: string, inside = ''): string => `${open.repeat(100_000)}${inside}${close.repeat(100_000)}`;

/** What is a file of no kind. */
const CONTENTS: Readonly<Record<string, () => string | Buffer>> = {
  nothing: () => '',
  'a byte-order mark alone': () => '\uFEFF',
  'a word': () => 'word',
  'a number': () => '42\n',
  null: () => 'null\n',
  'a list': () => '[]\n',
  'an empty map': () => '{}\n',
  'NUL': () => Buffer.alloc(1_000_000),
  'bytes that are no text': () => Buffer.alloc(1_000_000, 0xff),
  'a text in another encoding': () => Buffer.from('instanceId,x.a:string\nr-a,\u00E9\n', 'latin1'),
  'UTF-16': () => Buffer.from('{"facts": {}}', 'utf16le'),
  'a text of 10 MB': () => JSON.stringify({ schema: 'x'.repeat(10_000_000) }),
  'a key of 10 MB': () => JSON.stringify({ ['x'.repeat(10_000_000)]: 1 }),
  'brackets that open 100,000 times': () => '['.repeat(100_000),
  'lists nested 100,000 deep': () => deep('[', ']'),
  'maps nested 100,000 deep': () => deep('{"a":', '}', '1'),
  'block lists nested 2,000 deep': () => `${'- '.repeat(2_000)}1\n`,
  'an alias bomb': bomb,
  'an alias of itself': () => 'a: &a [*a]\n',
  'a map that merges itself': () => 'a: &a\n  <<: *a\n',
  'an alias of nothing': () => 'a: *nowhere\n',
  'prototype keys': () => '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "prototype": {"polluted": true}}\n',
  'the same key twice': () => '{"profiles": 1, "profiles": 2, "facts": {}, "facts": {}}\n',
  'control characters and terminal escapes': () => '\u001B[2J\u001B]0;title\u0007\u009B31m\u202E\u0008: \u001B[31m\n',
  'escapes in keys and values': () => '{"\\u001b[31mkey\\u202e\\u009b2J": "\\u001b]0;title\\u0007", "schema": "\\u001b[31m\\u009b\\u2028"}\n',
  'a tag of another language': () => 'a: !!js/function "function () { process.exit(0) }"\n',
  'two documents': () => '---\na: 1\n---\nb: 2\n',
  'a CSV': () => 'a,b,c\n1,2,3\n',
  'an open quote': () => '"a,b\n1,2\n',
  'HTML': () => '<!DOCTYPE html><html><body>Sign in</body></html>\n',
};

/** What is no file. */
const PLACES: Readonly<Record<string, (file: string) => void>> = {
  'that is not there': () => undefined,
  'that is a folder': (file) => { mkdirSync(file); },
  'that is a pipe nobody writes to': (file) => { execFileSync('mkfifo', [file]); },
  'that never ends': (file) => { symlinkSync('/dev/zero', file); },
  'that is a link to itself': (file) => { symlinkSync(file, file); },
  'that is a link to nowhere': (file) => { symlinkSync(join(folder, 'nowhere'), file); },
};

let count = 0;
async function read(kind: string, lay: (file: string) => void): Promise<CliRun & { readonly file: string }> {
  const { name, argv } = KINDS[kind] ?? { name: '', argv: () => [] };
  const home = join(folder, String(count++));
  const file = join(home, name);
  mkdirSync(dirname(file), { recursive: true });
  lay(file);
  const words = argv(file);
  const done = await cli(words, { ...envFor(emulator), HOME: home }, { stopSignal: () => (words[0] === 'emulator' ? 'SIGINT' : null) });
  rmSync(home, { recursive: true, force: true });
  return { ...done, file };
}

/** Which of them are read all the same, and what is then the exit code. */
const FINE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  observations: { nothing: 0, 'a byte-order mark alone': 0, 'that is a pipe nobody writes to': 0 },
  'a fleet': { 'an empty map': 0 },
  'a configuration': { 'an empty map': 0 },
};

const CASES = Object.keys(KINDS).flatMap((kind) => [
  ...Object.entries(CONTENTS).map(([what, text]) => ({ kind, what, lay: (file: string): void => { writeFileSync(file, text()); } })),
  ...Object.entries(PLACES).map(([what, lay]) => ({ kind, what, lay })),
]);

/** No stack, nothing that moves a terminal, not of a length that nobody reads, and no prototype spoiled. */
function expectPresentable({ out, err }: Pick<CliRun, 'out' | 'err'>): void {
  expect(out + err).not.toMatch(/[\p{Zl}\p{Zp}]|(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(out + err).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(out + err).not.toMatch(/call stack|Unexpected token|undefined|\[object/);
  expect(err.length).toBeLessThan(5_000);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
}

test('every kind of file meets every kind of content', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(400);
  for (const [kind, cases] of Object.entries(FINE)) for (const what of Object.keys(cases)) expect(CASES.some((one) => one.kind === kind && one.what === what)).toBe(true);
});

test.each(CASES)('$kind: $what', async ({ kind, what, lay }) => {
  const requests = emulator.requests().length;
  const { code, out, err, file } = await read(kind, lay);
  expectPresentable({ out, err });
  const fine = FINE[kind]?.[what];
  expect([code, err], err).toEqual([fine ?? 2, fine === undefined ? expect.stringMatching(/^(error: .+[.!]?\n)+$/) : '']);
  if (fine !== undefined) return;
  expect(emulator.requests().length, 'nothing is asked').toBe(requests);
  expect(out).toBe('');
  expect(err).toContain(KINDS[kind]?.shown ?? (what === 'that is not there' || what === 'that is a folder' ? file.replace(/\/a\.yaml$/, '') : file));
});

const RULE = `id: a
title: All is well.
severity: error
assert: ssl.enabled == false
why: It matters.
remedy: [{ do: Do it. }]
sources: [{ url: https://example.com, seen: 2026-11-24 }]
examples: []
never: { pass: x, fail: x, unknown: x }
`;

describe('a rule that lacks something is never left out in silence', () => {
  test.each([
    ['an empty step', RULE.replace('{ do: Do it. }', '{}'), /a\.yaml:6:\d+: A step of the remedy needs "do"/],
    ['an empty source', RULE.replace(/sources: .*/, 'sources: [{}]'), /a\.yaml:7:\d+: A source needs "url"/],
    ['an empty prediction', `${RULE}predicts: [{}]\n`, /a\.yaml:10:\d+: A prediction needs "code"/],
    ['an empty map beside a good rule', '{}\n', /a\.yaml:1:1: A rule needs "id", "title"/],
  ])('%s', async (_name, text, sentence) => {
    const done = await read('a rule', (file) => {
      writeFileSync(join(dirname(file), 'b.yaml'), RULE.replace('id: a', 'id: b'));
      writeFileSync(file, text);
    });
    expect([done.code, done.out, done.err]).toEqual([2, '', expect.stringMatching(sentence)]);
  });
});

describe('a folder of rules', () => {
  test('that holds itself, by a link, is read once', async () => {
    const done = await read('a rule', (file) => {
      writeFileSync(file, RULE);
      symlinkSync(dirname(file), join(dirname(file), 'again'));
      mkdirSync(join(dirname(file), 'inside.d'));
      symlinkSync(dirname(file), join(dirname(file), 'inside.d', 'up'));
    });
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('0 examples of 0 rules'), err: '' });
  });

  test('that is a link to itself, or in which a rule is a link to the folder, is told', async () => {
    const itself = await read('a rule', (file) => {
      rmSync(dirname(file), { recursive: true });
      symlinkSync(dirname(file), dirname(file));
    });
    expect([itself.code, itself.err]).toEqual([2, expect.stringContaining('its links go round in a circle')]);
    const folderAsRule = await read('a rule', (file) => { symlinkSync(dirname(file), file); });
    expect([folderAsRule.code, folderAsRule.err]).toEqual([2, expect.stringContaining('a.yaml:1:1: This is not a regular file.')]);
  });

  const NUMBERS = `[${Array.from({ length: 300 }, (_, at) => at % 10).join(', ')}]`;

  test('whose expression would run for minutes makes its rule unknown and says so; everything else is judged', async () => {
    const rules = join(folder, 'costly');
    mkdirSync(rules);
    const costly = `${NUMBERS}.all(a, ${NUMBERS}.all(b, ${NUMBERS}.all(c, a + b + c >= 0)))`;
    writeFileSync(join(rules, 'a.yaml'), RULE.replace(/assert: .*/, `assert: '${costly}'`));
    writeFileSync(join(rules, 'b.yaml'), RULE.replace('id: a', 'id: b').replace(/assert: .*/, `when: '${costly}'\nassert: 'true'`));
    const { code, out } = await cli(['check', '--region', 'cn-hangzhou', '--rules', rules, '--format', 'json'], envFor(emulator));
    const result = JSON.parse(out) as { readonly instances: readonly { readonly standing: string; readonly findings: readonly { readonly rule: string; readonly verdict: string; readonly message: string }[] }[] };
    const unknown = result.instances[0]?.findings.filter(({ verdict, message }) => verdict === 'unknown' && message.includes('too costly to judge within bounds')) ?? [];
    expect([code, result.instances[0]?.standing, unknown.map(({ rule }) => rule)]).toEqual([3, 'unknown', ['a', 'b']]);
  });
});

describe('a file of the right kind with hostile values', () => {
  const ESCAPES = '\\u001b[2J\\u001b]0;title\\u0007\\u009b31m\\u202e\\n\\u2028';
  const OWN_RULE = RULE.replace(/assert: .*/, 'assert: x.owner == "me"').replace('why:', 'saw: "It is {{x.owner}}."\nwhy:');

  async function checkWith(text: string, format: string, name = 'facts.json'): Promise<CliRun> {
    const home = mkdtempSync(join(folder, 'own-'));
    writeFileSync(join(home, 'a.yaml'), OWN_RULE);
    writeFileSync(join(home, name), text);
    return cli(['check', '--region', 'cn-hangzhou', '--rules', home, '--facts', join(home, name), '--format', format], envFor(emulator));
  }

  test.each([
    ['a text', `"${ESCAPES}"`, 1], ['a map in place of a text', `{ "${ESCAPES}": "${ESCAPES}" }`, 3], ['a time that is none', `{ "value": "me", "until": "${ESCAPES}" }`, 3],
    ['a text of 1 MB', `"${'x'.repeat(1_000_000)}"`, 1], ['a map of prototype keys', '{ "__proto__": "me", "constructor": "me" }', 3], ['a value under a prototype key', '{ "__proto__": { "value": "me" } }', 3],
  ])('facts: %s', async (_name, value, code) => {
    const done = await checkWith(`{ "facts": { "x.owner": "string" }, "instances": { "r-a": { "x.owner": ${value} }, "__proto__": { "x.owner": "me" }, "constructor": { "x.owner": "me" } } }`, 'table');
    expect(done.code, done.err).toBe(code);
    expectPresentable(done);
    expect(done.out.length).toBeLessThan(20_000);
  });

  test('facts: a CSV with a cell of 10 MB is refused, one with escapes is shown without them', async () => {
    const large = await checkWith(`instanceId,x.owner:string\nr-a,${'x'.repeat(10_000_000)}\n`, 'table', 'facts.csv');
    expect([large.code, large.out, large.err]).toEqual([2, '', expect.stringMatching(/facts\.csv: This is not CSV: /)]);
    expectPresentable(large);
    const escapes = await checkWith('instanceId,x.owner:string\nr-a,"\u001B[2J\u009B31m\u202Eme\u0000"\n', 'table', 'facts.csv');
    expect(escapes.code).toBe(1);
    expectPresentable(escapes);
  });

  test.each([
    ['names with escapes', `{"profiles":[{"name":"${ESCAPES}","mode":"AK"}]}`],
    ['a name of 5 MB', `{"profiles":[{"name":"${'x'.repeat(5_000_000)}","mode":"AK"}]}`],
    ['100,000 profiles', JSON.stringify({ profiles: Array.from({ length: 100_000 }, (_, at) => ({ name: `p${at}`, mode: 'AK' })) })],
    ['entries that are no profiles', '{"profiles":[null, 1, [], "mine", {"name": 5}, {"__proto__": {"name": "mine"}}]}'],
    ['a mode that is none', `{"profiles":[{"name":"mine","mode":"${ESCAPES}","access_key_id":"${ESCAPES}"}]}`],
    ['a prototype as mode', '{"profiles":[{"name":"mine","mode":"__proto__"}]}'],
    ['a source that is itself', '{"profiles":[{"name":"mine","mode":"ChainableRamRoleArn","source_profile":"mine","ram_role_arn":"acs:ram::1:role/x"}]}'],
    ['a source that is of a source that is itself', '{"profiles":[{"name":"mine","mode":"ChainableRamRoleArn","source_profile":"b","ram_role_arn":"acs:ram::1:role/x"},{"name":"b","mode":"ChainableRamRoleArn","source_profile":"mine","ram_role_arn":"acs:ram::1:role/x"}]}'],
  ])('the configuration of the aliyun CLI: %s', async (_name, text) => {
    const done = await read('the configuration of the aliyun CLI', (file) => { writeFileSync(file, text); });
    expect([done.code, done.out, done.err], done.err.slice(0, 300)).toEqual([2, '', expect.stringContaining('"mine"')]);
    expectPresentable(done);
  });
});

describe('a pipe', () => {
  test('that a program writes to is read to its end', async () => {
    const facts = join(folder, 'piped.yaml');
    execFileSync('mkfifo', [facts]);
    const writer = execFile('sh', ['-c', 'exec 3<>"$1"; sleep 0.2; printf "facts: { ssl.enabled: bool }\\n" >&3; sleep 0.2; printf "instances: {}\\n" >&3; sleep 0.2', 'sh', facts]);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    const { code, err } = await cli(['check', '--region', 'cn-hangzhou', '--facts', facts], envFor(emulator));
    expect([code, err]).toEqual([2, expect.stringMatching(/piped\.yaml:1:\d+: .*ssl\.enabled/)]);
    await new Promise((resolve) => { writer.on('exit', resolve); });
  });
});
