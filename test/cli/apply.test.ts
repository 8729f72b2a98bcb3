import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { CliRun } from '../support/cli.ts';
import { entrySchema, outcomeSchema, outcomeSummarySchema } from './schemas.ts';
import { BLOCKED, cloudOf, ELIGIBLE, ENABLED, HANGZHOU, newFolder, runOn, UNKNOWN } from './support.ts';

const ALLOCATE = 'AllocateDirectConnection';
const sends = (emulator: Emulator): number => emulator.calls()[ALLOCATE] ?? 0;

/** Runs `apply` quickly, its journal in a folder of its own. */
function applyOn(emulator: Emulator, argv: readonly string[], more: Partial<Terminal> = {}, env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
  const journal = argv.includes('--journal') ? [] : ['--journal', join(newFolder(), 'journal')];
  return runOn(emulator, ['apply', ...argv, ...HANGZHOU, ...journal, '--poll', '0.02', '--settle', '0.2', '--request-timeout', '0.5'], env, more);
}

async function applyJson(emulator: Emulator, argv: readonly string[]): Promise<CliRun & { readonly outcome: Outcome }> {
  const done = await applyOn(emulator, [...argv, '--yes', '--format', 'json']);
  expect(done.out, done.err).not.toBe('');
  return { ...done, outcome: JSON.parse(done.out) as Outcome };
}

const refusal = (code: string, status = 400): Fault => ({ operation: ALLOCATE, kind: 'error', code, status, message: 'No.' });

describe('the exit code of apply', () => {
  test.each<[name: string, instances: readonly FleetInstance[], faults: readonly Fault[], settings: FleetFile['settings'], argv: readonly string[], code: number, outcomes: readonly string[], sent: number]>([
    ['0: done', [ELIGIBLE], [], {}, [], 0, ['done'], 1],
    ['0: done and already', [ELIGIBLE, ENABLED], [], {}, [], 0, ['already', 'done'], 1],
    ['0: nothing to do', [ENABLED], [], {}, [], 0, ['already'], 0],
    ['0: a dry run', [ELIGIBLE], [], {}, ['--dry-run'], 0, ['not-started'], 0],
    ['4: withheld by a rule', [BLOCKED, ELIGIBLE], [], {}, [], 4, ['done', 'withheld'], 1],
    ['4: withheld by an unknown', [UNKNOWN], [], {}, [], 4, ['withheld'], 0],
    ['4: rejected', [ELIGIBLE], [refusal('InvalidConnType')], {}, [], 4, ['rejected'], 1],
    ['4: accepted, then given up', [ELIGIBLE], [], { failAfterAccept: ['r-eligible'], settle: 0.2 }, [], 4, ['failed'], 1],
    ['4: not started', [ELIGIBLE], [], {}, ['--max-mutations', '0'], 4, ['not-started'], 0],
    ['5: pending', [ELIGIBLE], [], { settle: 60 }, ['--wait', '0.1'], 5, ['pending'], 1],
    ['5: ambiguous outranks withheld', [ELIGIBLE, BLOCKED], [{ operation: ALLOCATE, kind: 'reset' }, { operation: 'DescribeDBInstanceNetInfo', instance: 'r-eligible', after: 2, kind: 'deny' }], {}, ['--wait', '1'], 5, ['ambiguous', 'withheld'], 1],
  ])('%s', async (_name, instances, faults, settings, argv, code, outcomes, sent) => {
    const emulator = await cloudOf(instances, settings === undefined ? {} : { settings }, faults);
    const { code: actual, outcome, err } = await applyJson(emulator, [...instances.map((instance) => instance.id), ...argv]);
    expect(outcome.entries.map((entry) => entry.outcome).toSorted(), err).toEqual(outcomes);
    expect([actual, sends(emulator), outcome.summary.mutationsSent]).toEqual([code, sent, sent]);
  });

  test('is 4 where the service refuses permission, and the whole apply ends', async () => {
    const emulator = await cloudOf([ELIGIBLE, { id: 'r-second', vSwitch: 'vsw-a' }], {}, [{ operation: ALLOCATE, kind: 'deny' }]);
    const { code, outcome } = await applyJson(emulator, ['r-eligible', 'r-second', '--max-failures', '9']);
    expect([code, outcome.entries.map((entry) => entry.outcome), sends(emulator)]).toEqual([4, ['rejected', 'not-started'], 1]);
  });
});

describe('apply asks', () => {
  const TERMINAL: Partial<Terminal> = { stdinIsTerminal: true };

  test.each([['yes', 0, 1], [' YES ', 0, 1], ['y', 4, 0], ['', 4, 0], ['no', 4, 0], ['yes please', 4, 0]])('%j ends as %d with %d calls', async (answer, code, sent) => {
    const emulator = await cloudOf([ELIGIBLE]);
    let question = '';
    const done = await applyOn(emulator, ['r-eligible', '--prefix', 'redisdirect123', '--port', '6380'], { ...TERMINAL, ask: (text) => {
      question = text;
      return Promise.resolve(answer);
    } });
    expect([done.code, sends(emulator)]).toEqual([code, sent]);
    expect(question).toContain('yes');
    expect(done.err).toContain('cn-hangzhou  AllocateDirectConnection InstanceId=r-eligible ConnectionString=redisdirect123 Port=6380');
    if (sent === 0) expect([done.out, done.err]).toEqual(['', expect.stringContaining('Nothing was sent.')]);
  });

  test('not where nothing would be sent', async () => {
    const emulator = await cloudOf([BLOCKED]);
    const neverAsk = { ...TERMINAL, ask: () => Promise.reject(new Error('It asked.')) };
    expect(await applyOn(emulator, ['r-blocked'], neverAsk)).toMatchObject({ code: 4 });
    expect(await applyOn(await cloudOf([ELIGIBLE]), ['r-eligible', '--dry-run'], neverAsk)).toMatchObject({ code: 0 });
  });

  test('and holds signals from the consent on, not before', async () => {
    const said: string[] = [];
    const note = (what: string) => () => void said.push(what);
    const hold = { holdSignals: note('held') };
    await applyOn(await cloudOf([ELIGIBLE]), ['r-eligible', '--yes'], { ...hold, err: (text) => { if (text.includes('sending')) said.push('sent'); } });
    expect(said).toEqual(['held', 'sent']);
    said.length = 0;
    await applyOn(await cloudOf([ELIGIBLE]), ['r-eligible'], { ...TERMINAL, ...hold });
    expect(said, 'a declined apply').toEqual([]);
  });

  test('an interruption before the call sends nothing: 130, or 143', async () => {
    for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
      const emulator = await cloudOf([ELIGIBLE]);
      expect(await applyOn(emulator, ['r-eligible', '--yes'], { stopSignal: () => signal })).toMatchObject({ code });
      expect(sends(emulator)).toBe(0);
    }
  });
});

describe('what apply reports', () => {
  test('json has the names of the contract; endpoint is a host name and port a number', async () => {
    const emulator = await cloudOf([ELIGIBLE, BLOCKED, ENABLED]);
    const { out, outcome } = await applyJson(emulator, ['r-eligible', 'r-blocked', 'r-enabled']);
    outcomeSchema.parse(JSON.parse(out));
    const entry = (id: string) => outcome.entries.find((one) => one.instanceId === id);
    expect(entry('r-eligible')).toMatchObject({ accountId: '1234567890123456', region: 'cn-hangzhou', outcome: 'done', endpoint: 'r-eligible-direct.redis.rds.aliyuncs.com', port: 6379, requestId: expect.stringMatching(/^[0-9A-F-]{36}$/), errorCode: null, rule: null });
    expect(entry('r-blocked')).toMatchObject({ outcome: 'withheld', rule: 'ssl-disabled', requestId: null, endpoint: null, port: null, detail: expect.stringContaining('SSL encryption is on') });
    expect(entry('r-enabled')).toMatchObject({ outcome: 'already', endpoint: expect.stringContaining('r-enabled'), port: 6379 });
    expect(outcome.summary).toMatchObject({ mutationsSent: 1, done: 1, already: 1, withheld: 1, rejected: 0, pending: 0, ambiguous: 0, failed: 0, 'not-started': 0 });
  });

  test('a rejection carries the code of the service', async () => {
    const { outcome } = await applyJson(await cloudOf([ELIGIBLE], {}, [refusal('InvalidConnType')]), ['r-eligible']);
    expect(outcome.entries[0]).toMatchObject({ outcome: 'rejected', errorCode: 'InvalidConnType', requestId: expect.any(String) });
  });

  test('an endpoint other than the one asked for is withheld, not already', async () => {
    const { code, outcome } = await applyJson(await cloudOf([ENABLED]), ['r-enabled', '--prefix', 'redisdirect123']);
    expect([code, outcome.entries[0]?.outcome]).toEqual([4, 'withheld']);
  });

  test('ndjson is an entry a line, then a summary line', async () => {
    const { out } = await applyOn(await cloudOf([ELIGIBLE, BLOCKED]), ['r-eligible', 'r-blocked', '--yes', '--format', 'ndjson']);
    const lines = out.trimEnd().split('\n').map((line) => JSON.parse(line));
    expect(lines).toHaveLength(3);
    for (const line of lines.slice(0, -1)) entrySchema.parse(line);
    outcomeSummarySchema.parse(lines.at(-1));
  });

  test('the table is the default, with files beside it', async () => {
    const file = join(newFolder(), 'outcome.json');
    const { out, code } = await applyOn(await cloudOf([ELIGIBLE]), ['r-eligible', '--yes', '--format', `json=${file}`, '--format', 'table']);
    expect([code, out]).toEqual([0, expect.stringContaining('r-eligible-direct.redis.rds.aliyuncs.com:6379')]);
    outcomeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  });

  test('an outcome whose file cannot be written is told all the same, and decides the exit code', async () => {
    const { code, out, err } = await applyOn(await cloudOf([ELIGIBLE]), ['r-eligible', '--yes', '--format', 'json=/dev/full']);
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('error: /dev/full could not be written (ENOSPC).');
    expect(err).toContain('1 entry: 1 done. 1 call sent.');
  });

  test('--quiet leaves standard error empty', async () => {
    expect(await applyOn(await cloudOf([ELIGIBLE]), ['r-eligible', '--yes', '--quiet'])).toMatchObject({ code: 0, err: '' });
  });

  test('a dry run sends nothing, needs no consent and tells the request', async () => {
    const journal = join(newFolder(), 'journal');
    const emulator = await cloudOf([ELIGIBLE]);
    const done = await applyOn(emulator, ['r-eligible', '--dry-run', '--prefix', 'redisdirect123', '--journal', journal]);
    expect([done.code, sends(emulator), existsSync(journal)]).toEqual([0, 0, false]);
    expect(done.out).toContain('DRY RUN');
    expect(done.out.replaceAll(/\s+/g, ' ')).toContain('AllocateDirectConnection InstanceId=r-eligible ConnectionString=redisdirect123');
  });
});

describe('enforced rules', () => {
  test.each([['--preset', 'reference'], ['--only', 'instance-normal'], ['--skip', 'latest-minor-version']])('count as errors whatever %s %s says', async (...argv) => {
    const emulator = await cloudOf([BLOCKED]);
    const { code, outcome } = await applyJson(emulator, ['r-blocked', ...argv]);
    expect([code, outcome.entries[0]?.rule, sends(emulator)]).toEqual([4, 'ssl-disabled', 0]);
  });

  test('a port that is not allowed withholds the call', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, outcome } = await applyJson(emulator, ['r-eligible', '--port', '70000']);
    expect([code, outcome.entries[0]?.outcome, outcome.entries[0]?.rule, sends(emulator)]).toEqual([4, 'withheld', 'valid-port', 0]);
  });

  test('a prefix that is not allowed is judged and withheld, like a port', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, outcome } = await applyJson(emulator, ['r-eligible', '--prefix', 'BAD']);
    expect([code, outcome.entries[0]?.outcome, outcome.entries[0]?.rule, sends(emulator)]).toEqual([4, 'withheld', 'valid-prefix', 0]);
  });
});

describe('limits', () => {
  const THREE = ['r-1', 'r-2', 'r-3'];
  const fleet = THREE.map((id) => ({ id, vSwitch: 'vsw-a' }));

  test('--max-mutations sends no more than that', async () => {
    const emulator = await cloudOf(fleet);
    const { code, outcome } = await applyJson(emulator, [...THREE, '--max-mutations', '2']);
    expect([code, sends(emulator), outcome.entries.map((entry) => entry.outcome)]).toEqual([4, 2, ['done', 'done', 'not-started']]);
  });

  test('--max-failures is 1 unless it is given', async () => {
    const refuse = [refusal('InvalidConnType')];
    const [one, two] = [await cloudOf(fleet, {}, refuse), await cloudOf(fleet, {}, refuse)];
    expect((await applyJson(one, THREE)).outcome.entries.map((entry) => entry.outcome)).toEqual(['rejected', 'not-started', 'not-started']);
    expect((await applyJson(two, [...THREE, '--max-failures', '2'])).outcome.entries.map((entry) => entry.outcome)).toEqual(['rejected', 'rejected', 'not-started']);
    expect([sends(one), sends(two)]).toEqual([1, 2]);
  });
});

describe('a scope that could not be named', () => {
  test('withholds by what could not be read, not by what follows from it', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    emulator.setFaults([{ operation: 'DescribeRegions', kind: 'deny' }]);
    const run = await runOn(emulator, ['apply', 'r-eligible', '--yes', '--all-regions', '--format', 'json']);
    const outcome: unknown = JSON.parse(run.out);
    expect(outcome).toMatchObject({ entries: [{ outcome: 'withheld', rule: 'instance-exists', detail: expect.stringContaining('kvstore:DescribeRegions') }] });
    expect(sends(emulator)).toBe(0);
  });
});

describe('what apply tells while it runs', () => {
  test('names the journal once, before the first call, and the wave of each entry where there are several', async () => {
    const emulator = await cloudOf(['r-1', 'r-2', 'r-3'].map((id) => ({ ...ELIGIBLE, id })));
    const folder = newFolder();
    const [file, journal] = [join(folder, 'plan.json'), join(folder, 'j')];
    expect(await runOn(emulator, ['plan', ...HANGZHOU, '--waves', '1,rest', '--out', file])).toMatchObject({ code: 0 });
    const { code, err } = await runOn(emulator, ['apply', file, '--yes', '--journal', journal, '--poll', '0.02']);
    expect(code, err).toBe(0);
    expect(err.split('\n').filter((line) => line === `Journal: ${journal}`)).toHaveLength(1);
    expect(err.indexOf('Journal: ')).toBeLessThan(err.indexOf(': sending '));
    expect(err).toMatch(/^Wave 1: 1 entry\.$[^]*^\[1\/3\] wave 1, r-1: done\.[^]*^Wave 2: 2 entries\.$[^]*^\[3\/3\] wave 2, r-[23]: done\./m);
  });

  test('of one wave names none, and in a dry run no journal', async () => {
    const emulator = await cloudOf([ELIGIBLE]);
    const dry = await applyOn(emulator, ['r-eligible', '--dry-run']);
    expect([dry.err, dry.out.match(/would be sent/g)?.length], 'the outcome tells it once').toEqual(['[1/1] r-eligible: not-started.\n', 2]);
    const { err } = await applyOn(emulator, ['r-eligible', '--yes']);
    expect(err).toMatch(/^Journal: \S+$/m);
    expect(err).not.toMatch(/[Ww]ave/);
  });
});

describe('a word that is no instance', () => {
  test.each([
    ['no-such-plan.json', 'no-such-plan.json could not be read (ENOENT): there is no such file. Check the name.'],
    ['plans/no-such-plan', 'plans/no-such-plan could not be read (ENOENT): there is no such file. Check the name.'],
    ['./no-such-plan', './no-such-plan could not be read (ENOENT): there is no such file. Check the name.'],
    ['ssl-disabled', 'ssl-disabled is a rule, and the id of an instance was expected.'],
  ])('%s is exit 2 with what it is, also where no region is known', async (word, sentence) => {
    const emulator = await cloudOf([ELIGIBLE]);
    const { code, out, err } = await runOn(emulator, ['apply', word, '--yes']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
    expect(err).not.toContain('No region is known');
    expect(emulator.requests()).toEqual([]);
  });
});
