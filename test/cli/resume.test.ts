import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Fault } from '../../src/emulator/fault-file.ts';
import type { FleetFile, FleetInstance } from '../../src/emulator/fleet-file.ts';
import type { Emulator } from '../../src/emulator/start-emulator.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { CliRun } from '../support/cli.ts';
import { outcomeSchema } from './schemas.ts';
import { cloudOf, HANGZHOU, newFolder, runOn } from './support.ts';

const ALLOCATE = 'AllocateDirectConnection';
const QUICK = ['--poll', '0.02', '--settle', '0.2', '--request-timeout', '0.5'];
const THREE: readonly FleetInstance[] = ['r-1', 'r-2', 'r-3'].map((id) => ({ id, vSwitch: 'vsw-a' }));
const sends = (emulator: Emulator): number => emulator.calls()[ALLOCATE] ?? 0;

/** A plan that was made and applied, as far as the options let it. */
async function begun(argv: readonly string[], settings: FleetFile['settings'] = {}, faults: readonly Fault[] = []): Promise<{ readonly emulator: Emulator; readonly folder: string; readonly journal: string; readonly first: CliRun }> {
  const emulator = await cloudOf(THREE, { settings });
  const folder = newFolder();
  const [file, journal] = [join(folder, 'plan.json'), join(folder, 'j')];
  expect(await runOn(emulator, ['plan', ...HANGZHOU, '--out', file])).toMatchObject({ code: 0 });
  emulator.setFaults(faults);
  const first = await runOn(emulator, ['apply', file, '--yes', '--journal', journal, '--format', 'json', ...QUICK, ...argv]);
  emulator.setFaults([]);
  return { emulator, folder, journal, first };
}

function resumeOn(emulator: Emulator, argv: readonly string[], more: Partial<Terminal> = {}): Promise<CliRun> {
  return runOn(emulator, ['resume', ...argv, ...QUICK], {}, more);
}

const endsOf = (done: CliRun): Record<string, string> => Object.fromEntries((JSON.parse(done.out) as Outcome).entries.map((entry) => [entry.instanceId, entry.outcome]));

describe('resume', () => {
  test.each<[name: string, argv: readonly string[], settings: FleetFile['settings'], faults: readonly Fault[], code: number, then: number, sent: number]>([
    ['what was not started', ['--max-mutations', '1'], {}, [], 4, 0, 3],
    ['what was pending', ['--wait', '0.1'], { settle: 0.8 }, [], 5, 0, 3],
    ['what was ambiguous, done after all', ['--wait', '0.1', '--settle', '0.3'], { settle: 1.5 }, [{ operation: ALLOCATE, kind: 'lost', times: 1 }], 5, 0, 3],
    ['what was ambiguous, nothing done', ['--max-failures', '1'], {}, [{ operation: ALLOCATE, kind: 'reset', times: 2 }], 5, 0, 5],
  ])('goes on with %s: the journal is all it needs', async (_name, argv, settings, faults, code, then, sent) => {
    const { emulator, journal, first } = await begun(argv, settings, faults);
    expect(first.code, first.err).toBe(code);
    const done = await resumeOn(emulator, [journal, '--yes', '--format', 'json']);
    expect([done.code, endsOf(done)], done.err).toEqual([then, { 'r-1': 'done', 'r-2': 'done', 'r-3': 'done' }]);
    outcomeSchema.parse(JSON.parse(done.out));
    expect(emulator.accepted().map((call) => call.instanceId)).toEqual(['r-1', 'r-2', 'r-3']);
    expect(sends(emulator)).toBe(sent);
  });

  test('of a journal in which every entry has ended asks nothing, needs no consent, and exits by it', async () => {
    for (const [code, faults] of [[0, []], [4, [{ operation: ALLOCATE, instance: 'r-2', kind: 'error', code: 'InvalidConnType', status: 400, message: 'No.' }]]] as const) {
      const { emulator, journal, first } = await begun(['--max-failures', '9'], {}, faults);
      const asked = emulator.requests().length;
      const done = await resumeOn(emulator, [journal, '--format', 'json']);
      expect([first.code, done.code, emulator.requests().length], done.err).toEqual([code, code, asked]);
      const told = (JSON.parse(done.out) as Outcome).entries;
      expect(told).toEqual((JSON.parse(first.out) as Outcome).entries.map((entry) => ({ ...entry, asOf: expect.stringMatching(/^\d{4}-.*Z$/) })));
      const table = await resumeOn(emulator, [journal]);
      expect(table.out).toContain('Nothing was sent.');
      expect(table.out.replaceAll(/\s+/g, ' ')).toContain(`by the journal, at ${told[0]?.asOf ?? ''}`);
      expect(table.out).not.toContain('the direct endpoint is there');
    }
  });

  test('asks before it goes on: without a terminal it is exit 2, without "yes" exit 4, and nothing is sent', async () => {
    const { emulator, journal } = await begun(['--max-mutations', '1']);
    const before = readFileSync(journal, 'utf8');
    expect(await resumeOn(emulator, [journal])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes') });
    const declined = await resumeOn(emulator, [journal], { stdinIsTerminal: true, ask: () => Promise.resolve('no') });
    expect(declined).toMatchObject({ code: 4, out: '', err: expect.stringMatching(/2 of 3 entries have not ended/) });
    expect([sends(emulator), readFileSync(journal, 'utf8')]).toEqual([1, before]);
    expect(await resumeOn(emulator, [journal], { stdinIsTerminal: true, ask: () => Promise.resolve('yes') })).toMatchObject({ code: 0 });
  });

  test('in a dry run tells what would be sent and writes nothing', async () => {
    const { emulator, journal, folder } = await begun(['--max-mutations', '1']);
    const before = readFileSync(journal, 'utf8');
    const done = await resumeOn(emulator, [journal, '--dry-run']);
    expect([done.code, sends(emulator), readFileSync(journal, 'utf8')]).toEqual([0, 1, before]);
    expect(done.out.replaceAll(/\s+/g, ' ')).toContain('AllocateDirectConnection InstanceId=r-2');
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test('interrupted starts nothing new: 130, and 143', async () => {
    for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
      const { emulator, journal } = await begun(['--max-mutations', '1']);
      expect(await resumeOn(emulator, [journal, '--yes'], { stopSignal: () => signal })).toMatchObject({ code });
      expect(sends(emulator)).toBe(1);
    }
  });

  test('of an expired plan finishes what was begun and starts nothing new', async () => {
    const { emulator, journal } = await begun(['--wait', '0.1'], { settle: 0.6 });
    const tomorrow = (): Date => new Date(Date.now() + 25 * 3_600_000);
    const done = await resumeOn(emulator, [journal, '--yes', '--max-mutations', '9', '--format', 'json'], { now: tomorrow });
    expect([done.code, Object.values(endsOf(done)).toSorted()]).toEqual([0, ['done', 'done', 'done']]);
    const other = await begun(['--max-mutations', '1']);
    const late = await resumeOn(other.emulator, [other.journal, '--yes', '--format', 'json'], { now: tomorrow });
    expect([late.code, endsOf(late), sends(other.emulator)]).toEqual([4, { 'r-1': 'done', 'r-2': 'not-started', 'r-3': 'not-started' }, 1]);
    expect(late.out).toContain('The plan expired at');
  });

  test('goes on under another name, in another folder, beside the torn end of a write', async () => {
    const { emulator, journal } = await begun(['--max-mutations', '1']);
    const moved = join(newFolder(), 'copy of the journal.jsonl');
    writeFileSync(moved, Buffer.concat([readFileSync(journal), Buffer.from('{"seq":99,"pl')]));
    expect(await resumeOn(emulator, [moved, '--yes'])).toMatchObject({ code: 0 });
    expect(readFileSync(moved, 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(Array.from({ length: 13 }, (_, at) => at));
  });

  test.each<[name: string, spoil: (text: string) => string | Buffer | null, words: RegExp]>([
    ['is not there', () => null, /could not be read \(ENOENT\)/],
    ['is empty', () => '', /holds no whole line/],
    ['is a plan', (text) => JSON.stringify((JSON.parse(text.split('\n')[0] ?? '') as { plan: unknown }).plan), /holds no whole line/],
    ['was edited in its first line', (text) => text.replace('"vsw-a"', '"vsw-b"'), /chain .* is broken at line 1/],
    ['was edited in its last line', (text) => text.replace(/"event":"done"(?=[^\n]*\n$)/, '"event":"failed"'), /chain .* is broken at line 5/],
    ['lacks a line', (text) => text.split('\n').toSpliced(2, 1).join('\n'), /chain .* is broken at line 3/],
    ['is of a newer schema', (text) => text.replaceAll('journal/v1', 'journal/v2'), /of schema "tair-preflight\/journal\/v2"/],
    ['is 10 MB of junk', () => Buffer.alloc(10_000_000, '{'), /holds no whole line/],
  ])('of a journal that %s is one sentence, exit 2, nothing asked, sent or written', async (_name, spoil, words) => {
    const { emulator, journal } = await begun(['--max-mutations', '1']);
    const folder = newFolder();
    const file = join(folder, 'j');
    const content = spoil(readFileSync(journal, 'utf8'));
    if (content !== null) writeFileSync(file, content);
    const asked = emulator.requests().length;
    const done = await resumeOn(emulator, [file, '--yes']);
    expect([done.code, done.out, emulator.requests().length, readdirSync(folder)]).toEqual([2, '', asked, content === null ? [] : ['j']]);
    expect(done.err).toMatch(words);
    expect(done.err.trimEnd()).toMatch(/^error: [^\n]{1,600}$/);
    if (content !== null) expect(readFileSync(file).equals(Buffer.from(content))).toBe(true);
  });

  test.each<[name: string, given: readonly string[], config: string, code: number, sent: number]>([
    ['the waivers that plan and apply had', ['--waivers'], '', 0, 3],
    ['no waivers, withholds what was waived', [], '', 4, 1],
    ['the configuration that names them', [], 'waivers: waivers.yaml\n', 0, 3],
    ['a configuration in which the rule is off', [], 'rules: { engine-version-5: off }\n', 0, 3],
    ['a configuration that is left out', ['--no-config'], 'waivers: waivers.yaml\n', 4, 1],
    ['an enforced rule that counts for less', [], 'rules: { ssl-disabled: info }\n', 2, 1],
  ])('given %s', async (_name, given, config, code, sent) => {
    const emulator = await cloudOf(THREE.map((one) => ({ ...one, engineVersion: '4.0' })));
    const folder = newFolder();
    const [file, journal, waivers] = [join(folder, 'plan.json'), join(folder, 'j'), join(folder, 'waivers.yaml')];
    writeFileSync(waivers, 'waivers:\n  - { rule: engine-version-5, scope: all, reason: Agreed., owner: dba, expires: 2099-01-01 }\n');
    expect(await runOn(emulator, ['plan', ...HANGZHOU, '--out', file, '--preset', 'strict', '--waivers', waivers])).toMatchObject({ code: 0 });
    expect(await runOn(emulator, ['apply', file, '--yes', '--journal', journal, '--waivers', waivers, '--max-mutations', '1', ...QUICK])).toMatchObject({ code: 4 });
    if (config !== '') writeFileSync(join(folder, 'tair-preflight.yaml'), config);
    const done = await resumeOn(emulator, [journal, '--yes', ...given.flatMap((word) => (word === '--waivers' ? [word, waivers] : [word]))], { folder });
    expect([done.code, sends(emulator)], done.err).toEqual([code, sent]);
  });

  test('of a release takes no rules from the configuration', async () => {
    const emulator = await cloudOf(THREE.map((one) => ({ ...one, directEndpoint: {} })));
    const folder = newFolder();
    const journal = join(folder, 'j');
    await runOn(emulator, ['release', 'r-1', 'r-2', ...HANGZHOU, '--yes', '--acknowledge-disconnect', '--journal', journal, '--max-mutations', '1', ...QUICK]);
    mkdirSync(join(folder, 'rules'));
    writeFileSync(join(folder, 'waivers.yaml'), 'waivers:\n  - { rule: latest-minor-version, scope: all, reason: Agreed., owner: dba, expires: 2099-01-01 }\n');
    writeFileSync(join(folder, 'tair-preflight.yaml'), 'rules: { latest-minor-version: off }\nwaivers: waivers.yaml\nruleFolders: [rules]\n');
    const done = await resumeOn(emulator, [journal, '--yes', '--format', 'json'], { folder });
    expect([done.code, endsOf(done)], done.err).toEqual([0, { 'r-1': 'done', 'r-2': 'done' }]);
  });

  test('with the digest of another plan is exit 2', async () => {
    const { emulator, journal } = await begun(['--max-mutations', '1']);
    expect(await resumeOn(emulator, [journal, '--yes', '--expect', '0'.repeat(64)])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('not the one that was approved') });
    expect(sends(emulator)).toBe(1);
  });

  test('beside a copy of the same journal sends nothing to what that copy finished', async () => {
    const { emulator, journal } = await begun(['--max-mutations', '1']);
    const copy = join(newFolder(), 'j');
    copyFileSync(journal, copy);
    expect(await resumeOn(emulator, [copy, '--yes'])).toMatchObject({ code: 0 });
    const done = await resumeOn(emulator, [journal, '--yes', '--format', 'json']);
    expect([done.code, endsOf(done), sends(emulator)]).toEqual([0, { 'r-1': 'done', 'r-2': 'already', 'r-3': 'already' }, 3]);
    expect(existsSync(copy)).toBe(true);
  });

  test('finishes two journals of one account side by side, each its own', async () => {
    const { emulator, journal } = await begun(['--max-mutations', '1']);
    const other = await runOn(emulator, ['apply', 'r-3', ...HANGZHOU, '--yes', '--journal', join(newFolder(), 'k'), ...QUICK]);
    expect(other.code).toBe(0);
    const done = await resumeOn(emulator, [journal, '--yes', '--format', 'json']);
    expect([done.code, endsOf(done), sends(emulator)]).toEqual([0, { 'r-1': 'done', 'r-2': 'done', 'r-3': 'already' }, 3]);
  });
});
