import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, test } from 'vitest';

import { apply } from '../../src/app/apply.ts';
import { APPLY_DEFAULTS } from '../../src/app/options.ts';
import type { ApplyOptions } from '../../src/app/options.ts';
import { toFactSet } from '../../src/app/read-observations.ts';
import { redactFacts } from '../../src/app/redact-facts.ts';
import { replayObservations } from '../../src/app/replay-observations.ts';
import { resume } from '../../src/app/resume.ts';
import { readRuleBook } from '../../src/app/rule-book.ts';
import type { World } from '../../src/app/world.ts';
import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import { startEmulator } from '../../src/emulator/start-emulator.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { FactSet } from '../../src/model/facts.ts';
import type { ObservationRecord } from '../../src/model/observation-record.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { toFacts } from '../../src/rulebook/index.ts';
import { ruleText, healthyWith } from '../rulebook/fixtures.ts';
import { cli, envFor } from '../support/cli.ts';
import { optionsFor, testWorld } from '../support/world.ts';

const ALLOCATE = 'AllocateDirectConnection';
const open: Emulator[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-observations-'));
  folders.push(folder);
  return folder;
}

/** Everything in it that names somebody begins with a word that must not be found again. */
const NAMED: Partial<FleetInstance> = { name: 'SECRETname', tags: { SECRETtag: 'SECRETvalue' }, resourceGroup: 'rg-SECRETgroup', whitelist: ['203.0.113.77'] };
const NAMES = ['SECRET', 'secret', '203.0.113.77', '4242424242424242', 'r-one', 'r-two', 'vpc-a', 'vsw-1', '10.11.12.0', 'dcrone', '.redis.rds'];

async function cloudOf(instances: readonly FleetInstance[], faults: readonly Fault[] = [], more: Partial<FleetFile> = {}): Promise<Emulator> {
  const emulator = await startEmulator({
    faults,
    fleet: {
      account: { id: '4242424242424242' },
      vSwitches: [{ id: 'vsw-1', vpc: 'vpc-a', region: 'cn-hangzhou', cidr: '10.11.12.0/22', available: 900 }],
      ...more, settings: { settle: 0.05, ...more.settings }, instances: [...instances],
    },
  });
  open.push(emulator);
  return emulator;
}

const on = (id: string, more: Partial<FleetInstance> = {}): FleetInstance => ({ id, vSwitch: 'vsw-1', ...NAMED, ...more });
const refuse = (code: string, more: Partial<Fault> = {}): Fault => ({ operation: ALLOCATE, kind: 'error', status: 400, code, message: 'No SECRET r-one.', ...more } as Fault);

async function applyOn(emulator: Emulator, file: string, more: Partial<ApplyOptions> = {}, world: Partial<World> = {}): Promise<Outcome & { readonly said: readonly string[] }> {
  const instances = [...emulator.mutate((state) => state.instances.keys())];
  const own = testWorld();
  const applied = await apply({
    ...optionsFor(emulator), ...APPLY_DEFAULTS, instances, poll: 0.02, settle: 0.1, wait: 10, maxFailures: 99, prefixTemplate: 'dc{id}pfx', journal: join(newFolder(), 'j'), observations: file, ...more,
  }, { ...own, ...world }, () => Promise.resolve(true));
  if (applied === null) throw new Error('declined');
  return { ...applied.outcome, said: own.said };
}

const recordsIn = (file: string): ObservationRecord[] => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as ObservationRecord);

describe('an apply with --observations', () => {
  test('keeps a line for each ended call: what the rules saw and said, and what was answered; and nobody\'s name', async () => {
    const emulator = await cloudOf([on('r-one'), on('r-two'), on('r-blocked', { ssl: 'on' }), on('r-enabled', { directEndpoint: {} })], [refuse('InvalidConnType', { instance: 'r-two' })]);
    const file = join(newFolder(), 'observations.jsonl');
    const outcome = await applyOn(emulator, file);
    expect(outcome.summary).toMatchObject({ done: 1, rejected: 1, withheld: 2 });
    const records = recordsIn(file);
    expect(records.map(({ operation, answer, outcome: ended, race }) => ({ operation, answer, ended, race })).toSorted((a, b) => (a.ended < b.ended ? -1 : 1))).toEqual([
      { operation: ALLOCATE, answer: { kind: 'accepted', code: null }, ended: 'done', race: null },
      { operation: ALLOCATE, answer: { kind: 'refused', code: 'InvalidConnType' }, ended: 'rejected', race: null },
    ]);
    for (const record of records) {
      expect(record.rulebook).toEqual({ preset: 'recommended', digest: readRuleBook([]).digest });
      expect(Object.keys(record.verdicts).toSorted()).toEqual(readRuleBook([]).rules.map((rule) => rule.id).toSorted());
      expect(record.facts).toMatchObject({ 'ssl.enabled': { value: false }, 'instance.shardCount': { value: expect.any(Number) }, 'vswitch.availableAddresses': { value: expect.any(Number) } });
      expect(record.leftOut).toEqual(expect.arrayContaining(['instance.name', 'instance.tags']));
    }
    for (const name of NAMES) expect(readFileSync(file, 'utf8'), name).not.toContain(name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('replaces the same names by the same, within a collection and not across', async () => {
    const emulator = await cloudOf([on('r-one'), on('r-two')], [refuse('InvalidConnType')]);
    const [first, second] = [join(newFolder(), 'o'), join(newFolder(), 'o')];
    await applyOn(emulator, first);
    await applyOn(emulator, first);
    await applyOn(emulator, second);
    const ids = (file: string): string[] => recordsIn(file).map((record) => JSON.stringify(record.facts['instance.id']));
    const [one, two] = [new Set(ids(first)), new Set(ids(second))];
    expect([ids(first).length, one.size, two.size, new Set([...one, ...two]).size]).toEqual([4, 2, 2, 4]);
    expect(new Set(recordsIn(first).map((record) => JSON.stringify(record.facts['instance.vSwitchId']))).size).toBe(1);
    expect(statSync(`${first}.salt`).mode & 0o777).toBe(0o600);
    expect(readFileSync(first, 'utf8')).not.toContain(readFileSync(`${first}.salt`, 'utf8').trim());
  });

  test('tells a race from a miss', async () => {
    const emulator = await cloudOf([on('r-one')]);
    const file = join(newFolder(), 'o');
    await applyOn(emulator, file, {}, { say: (line) => {
      if (line.includes('sending')) emulator.mutate((state) => state.instances.get('r-one')?.tasks.push({ id: 't-1', type: 'Restart', status: 'Running', startedAt: new Date().toISOString(), endedAt: null }));
    } });
    expect(recordsIn(file)).toMatchObject([{ answer: { code: 'TaskHasExist' }, outcome: 'rejected', race: 'no-active-task' }]);
  });

  test('keeps an answer that was lost as one that was lost', async () => {
    const emulator = await cloudOf([on('r-one')], [{ operation: ALLOCATE, kind: 'reset', changeMade: true }]);
    const file = join(newFolder(), 'o');
    await applyOn(emulator, file);
    expect(recordsIn(file)).toMatchObject([{ answer: { kind: 'lost', code: null }, outcome: 'done' }]);
  });

  test('keeps nothing of a dry run, and of a resume what it called itself', async () => {
    const emulator = await cloudOf([on('r-one'), on('r-two')]);
    const [file, journal] = [join(newFolder(), 'o'), join(newFolder(), 'j')];
    await applyOn(emulator, file, { dryRun: true });
    expect(existsSync(file)).toBe(false);
    await applyOn(emulator, file, { journal, maxMutations: 1 });
    const resumed = await resume(journal, { ...optionsFor(emulator), ...APPLY_DEFAULTS, poll: 0.02, observations: file }, testWorld(), () => Promise.resolve(true));
    expect([resumed?.outcome.summary.done, recordsIn(file).map((record) => record.answer.kind)]).toEqual([2, ['accepted', 'accepted']]);
  });

  test('begins a new line where the last was cut off', async () => {
    const emulator = await cloudOf([on('r-one')]);
    const file = join(newFolder(), 'o');
    writeFileSync(file, '{"schema":"tair-pre');
    await applyOn(emulator, file);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect([lines.length, lines[0], lines[2], (JSON.parse(lines[1] ?? '') as ObservationRecord).outcome]).toEqual([3, '{"schema":"tair-pre', '', 'done']);
  });

  test('several runs that write at once mix no lines', async () => {
    const file = join(newFolder(), 'o');
    await Promise.all([1, 2, 3].map(async () => applyOn(await cloudOf(Array.from({ length: 5 }, (_, at) => on(`r-many${at}`))), file)));
    expect(recordsIn(file).map((record) => record.outcome)).toEqual(Array.from({ length: 15 }, () => 'done'));
  });

  test.each<[name: string, prepare: (folder: string) => string]>([
    ['whose folder is not there', (folder) => join(folder, 'missing', 'o')],
    ['that is a folder', (folder) => folder],
    ['whose salt is none', (folder) => {
      writeFileSync(join(folder, 'o.salt'), 'SECRET');
      return join(folder, 'o');
    }],
  ])('a file %s is told once, and the apply goes on', async (_, prepare) => {
    const emulator = await cloudOf([on('r-one'), on('r-two')]);
    const outcome = await applyOn(emulator, prepare(newFolder()));
    expect(outcome.summary.done).toBe(2);
    expect(outcome.said.filter((line) => line.startsWith('warning:'))).toEqual([expect.stringMatching(/could not be written \(E[A-Z]+\): no further observation/)]);
  });

  test('the command line takes it, and a rehearsal does not', async () => {
    const emulator = await cloudOf([on('r-one')]);
    const folder = newFolder();
    const [file, plan] = [join(folder, 'o'), join(folder, 'plan.json')];
    const region = ['--region', 'cn-hangzhou'];
    await cli(['plan', ...region, '--out', plan], envFor(emulator));
    expect(await cli(['apply', '--rehearse', plan, '--observations', file], {})).toMatchObject({ code: 2, err: expect.stringContaining('--observations') });
    expect(await cli(['apply', 'r-one', ...region, '--yes', '--poll', '0.02', '--observations', file], envFor(emulator))).toMatchObject({ code: 0 });
    expect(recordsIn(file)).toHaveLength(1);
  });
});

describe('redacted facts', () => {
  const SALT = '0'.repeat(64);
  const kept = (facts: FactSet): FactSet => toFactSet({ at: '2026-11-24T00:00:00Z', ...redactFacts(facts, SALT) });

  test.each(readRuleBook([]).rules.map((rule) => [rule.id, rule] as const))('decide %s as the facts themselves do', (_, rule) => {
    expect(rule.examples.length).toBeGreaterThan(1);
    for (const example of rule.examples) expect(rule.decide(kept(toFacts(example))).verdict, JSON.stringify([...example.given])).toBe(example.then);
  });

  test('a prefix that is not allowed stays one that is not allowed, and one in use stays in use', () => {
    const rules = readRuleBook([]).rules;
    for (const prefix of ['redisdirect123', 'Redisdirect', '1redisdirect', 'redis-direct', 'ünïcödeprefix', 'a', 'x'.repeat(41)]) {
      const facts = healthyWith({ 'request.hasPrefix': true, 'request.prefix': prefix, 'account.prefixesSeen': ['other', prefix] });
      for (const id of ['valid-prefix', 'prefix-not-in-use']) {
        const rule = rules.find((one) => one.id === id);
        expect(rule?.decide(kept(facts)).verdict, `${id} on ${prefix}`).toBe(rule?.decide(facts).verdict);
      }
      expect(JSON.stringify(redactFacts(facts, SALT))).not.toContain(`"${prefix}"`);
    }
  });

  test('of one\'s own facts only what cannot name anybody is kept', () => {
    const redacted = redactFacts(healthyWith({ 'x.owner': 'Ann', 'x.approved': true, 'x.budget': 5 }), SALT);
    expect([redacted.facts['x.approved'], redacted.facts['x.budget'], redacted.facts['x.owner'], redacted.leftOut.includes('x.owner')]).toEqual([{ value: true }, { value: 5 }, undefined, true]);
  });
});

/** A line as an apply would have kept it. */
function lineOf(facts: FactSet, answer: string | null, more: Partial<ObservationRecord> = {}): string {
  const record: ObservationRecord = {
    schema: 'tair-preflight/observation/v1', at: '2026-11-24T00:00:00.000Z', tool: { name: 'tair-preflight', version: '0.0.0' }, operation: ALLOCATE, rulebook: { preset: 'recommended', digest: 'd' },
    ...redactFacts(facts, 'salt'), verdicts: {}, answer: answer === null ? { kind: 'accepted', code: null } : { kind: 'refused', code: answer }, outcome: answer === null ? 'done' : 'rejected', race: null, ...more,
  };
  return `${JSON.stringify(record)}\n`;
}

function collection(...lines: readonly string[]): string {
  const file = join(newFolder(), 'observations.jsonl');
  writeFileSync(file, lines.join(''));
  return file;
}

const CHOICE = { folders: [], preset: 'recommended' } as const;
const HEALTHY = healthyWith({});
const OLD_MINOR = healthyWith({ 'version.isLatestMinor': false });
const SSL_ON = healthyWith({ 'ssl.enabled': true });

describe('a replay', () => {
  test('counts what was foretold and answered, by rule and code', () => {
    const replay = replayObservations([collection(
      lineOf(HEALTHY, null), lineOf(HEALTHY, null),
      lineOf(OLD_MINOR, 'IncorrectMinorVersion'), lineOf(OLD_MINOR, null), lineOf(OLD_MINOR, 'TaskHasExist'),
      lineOf(SSL_ON, 'IncorrectSSLStatus'),
      lineOf(HEALTHY, 'IncorrectMinorVersion'), lineOf(HEALTHY, 'Brand.New'),
      lineOf(HEALTHY, 'TaskHasExist', { race: 'no-active-task' }), lineOf(HEALTHY, 'Throttling.User'), lineOf(HEALTHY, 'Forbidden.RAM'),
      lineOf(HEALTHY, null, { answer: { kind: 'lost', code: null }, outcome: 'ambiguous' }), lineOf(HEALTHY, null, { answer: { kind: 'lost', code: null }, outcome: 'done' }),
    )], CHOICE);
    expect(replay.summary).toEqual({
      observations: 13, accepted: 4, refused: 8, races: 1, notOfInstance: 2, unanswered: 1, right: 5, otherCode: 1, falseAlarms: 1, misses: 2, undecided: 0,
    });
    const row = (rule: string | null, code: string | null): object | undefined => replay.matrix.find((one) => one.rule === rule && one.code === code);
    expect(row('latest-minor-version', 'IncorrectMinorVersion')).toMatchObject({ right: 1, otherCode: 1, falseAlarm: 1, missed: 1, neither: 5, unknown: 0 });
    expect(row('ssl-disabled', null)).toMatchObject({ right: 1, otherCode: 0, falseAlarm: 0, missed: 0, neither: 8 });
    expect(row(null, 'Brand.New')).toMatchObject({ missed: 1, neither: 8 });
    expect(row('no-active-task', 'TaskHasExist')).toMatchObject({ right: 0, missed: 1, neither: 8 });
    expect(replay.misses.map(({ line: at, code }) => [at, code])).toEqual([[7, 'IncorrectMinorVersion'], [8, 'Brand.New']]);
    expect(replay.falseAlarms.map(({ line: at, rules }) => [at, rules])).toEqual([[4, ['latest-minor-version']]]);
  });

  test('is decided by the rules of now: a miss that a new rule foretells is none any more', () => {
    const file = collection(lineOf(healthyWith({ 'instance.chargeType': 'PrePaid' }), 'Brand.New'), lineOf(HEALTHY, null));
    expect(replayObservations([file], CHOICE).summary.misses).toBe(1);
    const folder = newFolder();
    writeFileSync(join(folder, 'not-prepaid.yaml'), ruleText({ id: 'not-prepaid', assert: 'instance.chargeType != "PrePaid"', predicts: [{ code: 'Brand.New', basis: 'observed' }] }));
    const replay = replayObservations([file], { ...CHOICE, folders: [folder] });
    expect(replay.summary).toMatchObject({ misses: 0, right: 2 });
    expect(replay.matrix.find((row) => row.rule === 'not-prepaid')).toMatchObject({ right: 1, neither: 1 });
  });

  test.each([
    ['a text that was replaced', 'instance.vSwitchId != "vsw-healthy00000000001"'],
    ['what was left out', 'instance.name != "healthy"'],
  ])('a rule that looks for %s is unknown, and decides nothing', (_, assert) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'a-rule.yaml'), ruleText({ id: 'a-rule', assert }));
    const replay = replayObservations([collection(lineOf(HEALTHY, 'Brand.New'), lineOf(HEALTHY, null))], { ...CHOICE, folders: [folder] });
    expect(replay.summary).toMatchObject({ misses: 0, undecided: 2, right: 0 });
    expect(replay.matrix.find((row) => row.rule === 'a-rule')).toMatchObject({ unknown: 2 });
  });

  test('a fact that could not be read is unknown still', () => {
    const replay = replayObservations([collection(lineOf(healthyWith({ 'ssl.enabled': { unknown: 'denied' } }), 'Brand.New'))], CHOICE);
    expect(replay.summary).toMatchObject({ misses: 0, undecided: 1 });
  });

  test('takes what an apply kept', async () => {
    const emulator = await cloudOf([on('r-one'), on('r-two')], [refuse('InvalidConnType', { instance: 'r-two' })]);
    const file = join(newFolder(), 'o');
    await applyOn(emulator, file);
    expect(replayObservations([file], CHOICE).summary).toMatchObject({ observations: 2, accepted: 1, refused: 1, right: 1, misses: 1, undecided: 0 });
  });
});

describe('rules test --observations', () => {
  test('exits 0 where nothing was missed, over any number of files', async () => {
    const { code, out, err } = await cli(['rules', 'test', '--observations', collection(lineOf(HEALTHY, null)), collection(lineOf(OLD_MINOR, 'IncorrectMinorVersion'))], {});
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('2 observations: 1 accepted, 1 refused.');
    expect(out).toMatch(/latest-minor-version +IncorrectMinorVersion +1 +0 +0 +0 +1 +0\n/);
  });

  test('exits 1 over a rule-book miss, and says where it stands', async () => {
    const file = collection(lineOf(HEALTHY, null), lineOf(HEALTHY, 'InvalidConnType'));
    const { code, out } = await cli(['rules', 'test', '--observations', file], {});
    expect([code, out.includes(`Rule-book misses: every rule passes, and the service refused\n  ${file}:2  InvalidConnType\n`)], out).toEqual([1, true]);
    const json = await cli(['rules', 'test', '--observations', file, '--format', 'json'], {});
    expect([json.code, JSON.parse(json.out)]).toEqual([1, expect.objectContaining({ schema: 'tair-preflight/replay/v1', misses: [{ file, line: 2, operation: ALLOCATE, code: 'InvalidConnType', at: '2026-11-24T00:00:00.000Z' }] })]);
  });

  test('exits 2 with every malformed line and its place', async () => {
    const whole = lineOf(HEALTHY, null);
    const record = JSON.parse(whole) as ObservationRecord;
    const file = collection(
      whole, '\n', '{"schema":"tair-pre\n', '[]\n', `${JSON.stringify({ ...record, schema: 'tair-preflight/observation/v9' })}\n`, `${JSON.stringify({ ...record, answer: { kind: 'refused', code: null } })}\n`,
      `${JSON.stringify({ ...record, facts: { 'ssl.enabled': { value: null } } })}\n`, `"\u001B[31m${'x'.repeat(2_000_000)}"\n`, 'null\n',
    );
    const { code, out, err } = await cli(['rules', 'test', '--observations', file, join(newFolder(), 'missing')], {});
    expect([code, out]).toEqual([2, '']);
    const places = err.trimEnd().split('\n').map((one) => /:(\d+): /.exec(one)?.[1] ?? 'no line');
    expect(places).toEqual(['3', '4', '5', '6', '7', '8', '9', 'no line']);
    expect(err).toContain('missing could not be read (ENOENT)');
    expect(err.length).toBeLessThan(4000);
  });

  test('facts of later versions, odd names and values of another type end nothing', async () => {
    const record = JSON.parse(lineOf(HEALTHY, null)) as ObservationRecord;
    const odd = JSON.stringify({ ...record, more: 1, facts: { ...record.facts, 'later.fact': { value: 1 }, constructor: { value: 'x' }, 'ssl.enabled': { value: 'no' }, 'vswitch.status': { unknown: 'a-new-reason' } } }).replace('"later.fact"', '"__proto__"');
    const { code, out } = await cli(['rules', 'test', '--observations', collection(`${odd}\n`)], {});
    expect([code, out]).toEqual([0, expect.stringContaining('1 undecided')]);
  });

  test('names of options that belong to a replay are nothing without one', async () => {
    expect(await cli(['rules', 'test', '--format', 'json'], {})).toMatchObject({ code: 2, out: '' });
  });

  test('an empty collection is no fault', async () => {
    const file = collection();
    appendFileSync(file, '');
    chmodSync(file, 0o400);
    expect(await cli(['rules', 'test', '--observations', file], {})).toMatchObject({ code: 0, out: expect.stringContaining('0 observations') });
  });
});
