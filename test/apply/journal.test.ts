import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { resume } from '../../src/app/resume.ts';
import { readJournal } from '../../src/apply/journal-file.ts';
import { toCanonicalJson } from '../../src/model/canonical-json.ts';
import { UsageError } from '../../src/model/faults.ts';
import { testWorld } from '../support/world.ts';
import { withUnwritable } from './faulty-disk.ts';
import { ALLOCATE, applyOf, applyOptions, callsOf, cloudOf, endsOf, entryOf, expectOnce, filesIn, lastEvents, newFolder, on, planOn, resumeOf } from './runs.ts';
import type { Written } from './runs.ts';

/** The lines of a journal of two entries: the plan, then intent, sent, accepted and done of each. Names hold letters of several bytes. */
let lines: readonly string[] = [];
let head = '';

async function written(): Promise<Written> {
  const emulator = await cloudOf([{ id: 'r-a', name: '缓存一', vSwitch: 'vsw-1' }, { id: 'r-b', name: 'zwei ü', vSwitch: 'vsw-1' }]);
  return planOn(emulator);
}

beforeAll(async () => {
  const one = await written();
  await applyOf(one);
  lines = readFileSync(one.journal, 'utf8').split('\n').slice(0, -1);
  [head = ''] = lines;
  await one.emulator.stop();
});

const textOf = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('');

/** The sentence with which a journal is refused, null where it is read. */
function refusalOf(text: string | Buffer): string | null {
  const file = join(newFolder(), 'j');
  writeFileSync(file, text);
  try {
    readJournal(file);
    return null;
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    expect(fault.faults).toHaveLength(1);
    expect(readFileSync(file).equals(Buffer.from(text)), 'a refused journal stays as it is').toBe(true);
    return fault.message.replaceAll(file, 'FILE');
  }
}

function expectSentence(refusal: string | null): void {
  expect(refusal?.slice(0, 700) ?? 'it was read').toMatch(/^[^\p{Cc}\p{Cf}\u2028\u2029]{20,500}\.$/u);
}

type Line = Record<string, unknown>;
const parse = (line: string | undefined): Line => JSON.parse(line ?? '{}') as Line;
const hashOf = (line: string): string => createHash('sha256').update(line).digest('hex');

describe('the chain of a journal', () => {
  it('holds, line by line', () => {
    expect(lines).toHaveLength(9);
    expect(refusalOf(textOf(lines))).toBeNull();
    lines.slice(1).forEach((line, at) => expect(parse(line)).toMatchObject({ seq: at + 1, prev: hashOf(lines[at] ?? ''), plan: (parse(head)['plan'] as Line)['id'] }));
    expect(lines.slice(1).map((line) => parse(line)['event'])).toEqual(['intent', 'sent', 'accepted', 'done', 'intent', 'sent', 'accepted', 'done']);
    for (let count = 1; count <= lines.length; count++) expect(refusalOf(textOf(lines.slice(0, count)))).toBeNull();
  });

  it('breaks where any line is taken out, doubled, swapped with another, or slipped in', () => {
    for (let at = 0; at < lines.length; at++) {
      if (at < lines.length - 1) expectSentence(refusalOf(textOf(lines.toSpliced(at, 1))));
      expectSentence(refusalOf(textOf(lines.toSpliced(at, 0, lines[at] ?? ''))));
      for (let other = at + 1; other < lines.length; other++) expectSentence(refusalOf(textOf(lines.with(at, lines[other] ?? '').with(other, lines[at] ?? ''))));
      expectSentence(refusalOf(textOf(lines.toSpliced(at, 0, ''))));
      expectSentence(refusalOf(textOf(lines.toSpliced(at, 0, 'null'))));
    }
  });

  it('breaks where any value of any line is another, the last line too', () => {
    for (let at = 0; at < lines.length; at++) {
      const line = parse(lines[at]);
      for (const [key, value] of Object.entries(line)) {
        for (const other of [null, 'x', 7, [], value === 'done' ? 'withheld' : 'done', undefined]) {
          if (other === value) continue;
          const changed = toCanonicalJson({ ...line, [key]: other });
          // Of the first line alone, when it was written says nothing that counts.
          if (at === 0 && key === 'at' && lines.length === 1) continue;
          expectSentence(refusalOf(textOf(lines.with(at, changed))));
        }
      }
    }
  });

  it('breaks where any byte of any whole line is another', () => {
    const bytes = Buffer.from(textOf(lines));
    fc.assert(fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const spoiled = Buffer.from(bytes);
      spoiled[at] = (bytes[at] ?? 0) ^ mask;
      expectSentence(refusalOf(spoiled));
    }), { numRuns: 400, seed: 31 });
  });

  it('is refused with other line ends, in another encoding, or behind a byte-order mark', () => {
    const text = textOf(lines);
    for (const other of [text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, Buffer.from(text, 'utf16le'), `\n${text}`, ` ${text}`]) expectSentence(refusalOf(other));
  });

  it.each<[string, () => string | Buffer]>([
    ['nothing', () => ''],
    ['a torn first line', () => head.slice(0, 300)],
    ['a plan file', () => `${JSON.stringify(parse(head)['plan'], null, 2)}\n`],
    ['a plan in one line', () => `${JSON.stringify(parse(head)['plan'])}\n`],
    ['10 MB of one line', () => `${'x'.repeat(10_000_000)}\n`],
    ['10 MB of lines', () => '\n'.repeat(10_000_000)],
    ['10 MB of NUL', () => Buffer.alloc(10_000_000)],
    ['a line nested 200,000 deep', () => `${'['.repeat(200_000)}${']'.repeat(200_000)}\n`],
    ['a schema nested 200,000 deep', () => `{"schema":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`],
    ['a schema that is 10 MB long', () => `{"schema":"${'x'.repeat(10_000_000)}"}\n`],
    ['a newer schema', () => `${JSON.stringify({ ...parse(head), schema: 'tair-preflight/journal/v2' })}\n`],
    ['no plan', () => `${JSON.stringify({ ...parse(head), plan: undefined })}\n`],
    ['another first number', () => `${JSON.stringify({ ...parse(head), seq: 1 })}\n`],
  ])('is refused where the file holds %s', (_name, text) => {
    expectSentence(refusalOf(text()));
  });
});

describe('a torn last line', () => {
  it('at any byte is fine: it was never relied on', () => {
    const whole = Buffer.from(textOf(lines));
    const ends = lines.map((_, at) => Buffer.byteLength(textOf(lines.slice(0, at + 1))));
    for (let length = ends[0] ?? 0; length < whole.length; length++) {
      const file = join(newFolderOnce(), 'j');
      writeFileSync(file, whole.subarray(0, length));
      const read = readJournal(file);
      const count = ends.filter((end) => end <= length).length;
      if (read.lines.length !== count - 1 || read.wholeBytes !== ends[count - 1]) expect([length, read.lines.length, read.wholeBytes]).toEqual([length, count - 1, ends[count - 1]]);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('after %d whole lines, of another text or of NUL: resume cuts it off and ends everything once', async (count) => {
    const one = await written();
    const { emulator } = one;
    let interrupted = false;
    await applyOf(one, {}, { say: (line) => { interrupted ||= count <= 4 && line.includes('sending'); }, isInterrupted: () => interrupted });
    const all = readFileSync(one.journal, 'utf8').split('\n').slice(0, -1);
    const tail = count % 2 === 0 ? Buffer.from('{"schema":"缓').subarray(0, -1) : Buffer.alloc(4096);
    writeFileSync(one.journal, Buffer.concat([Buffer.from(textOf(all.slice(0, count + 1))), tail]));
    const outcome = await resumeOf(one);
    expect(outcome.entries.map((entry) => entry.outcome).filter((end) => end !== 'done' && end !== 'already')).toEqual([]);
    expectOnce(emulator, ['r-a', 'r-b']);
    expect(lastEvents(one.journal)).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });
});

let once: string | null = null;
function newFolderOnce(): string {
  if (once === null || !existsSync(once)) once = newFolder();
  return once;
}

describe('resume', () => {
  /** An apply that ended after the first entry was accepted, its journal cut there. */
  async function begun(event: string): Promise<Written> {
    const one = await written();
    let interrupted = false;
    await applyOf(one, {}, { say: (line) => { interrupted ||= line.includes('sending'); }, isInterrupted: () => interrupted });
    const all = readFileSync(one.journal, 'utf8').split('\n').slice(0, -1);
    const at = all.findIndex((line) => parse(line)['event'] === event);
    writeFileSync(one.journal, textOf(all.slice(0, at + 1)));
    return one;
  }

  async function refusalOfResume(one: Written, more: Parameters<typeof applyOptions>[1] = {}): Promise<string> {
    const before = readFileSync(one.journal);
    const sent = callsOf(one.emulator).length;
    const fault = await resume(one.journal, applyOptions(one, more), testWorld(), () => Promise.resolve(true)).then(() => null, (reason: unknown) => reason);
    if (!(fault instanceof UsageError)) throw new Error(`Expected a UsageError, saw ${String(fault)}.`);
    expect(fault.faults).toHaveLength(1);
    expect(callsOf(one.emulator)).toHaveLength(sent);
    expect(readFileSync(one.journal).equals(before)).toBe(true);
    expect(filesIn(one.folder)).toEqual(['j', 'plan.json']);
    return fault.message;
  }

  it('sends nothing on the word of a journal whose plan was edited, though the chain was made to fit', async () => {
    const one = await begun('accepted');
    const all = readFileSync(one.journal, 'utf8').split('\n').slice(0, -1);
    const first = parse(all[0]);
    const plan = structuredClone(first['plan']) as { entries: { prefix: string | null }[] };
    if (plan.entries[1] !== undefined) plan.entries[1].prefix = 'redisdirect999';
    writeFileSync(one.journal, `${toCanonicalJson({ ...first, plan, hash: undefined })}\n`);
    expect(await refusalOfResume(one)).toMatch(/was edited/);
  });

  it('is refused by other credentials, another rule book and another --expect', async () => {
    const one = await begun('accepted');
    expect(await refusalOfResume(one, { expect: 'f'.repeat(64) })).toMatch(/not the one that was approved/);
    const rules = newFolder();
    const rule = readFileSync(new URL('../../rules/ssl-disabled.yaml', import.meta.url), 'utf8').replace('id: ssl-disabled', 'id: ssl-disabled-too');
    writeFileSync(join(rules, 'ssl-disabled-too.yaml'), rule);
    expect(await refusalOfResume(one, { rules: [rules] })).toMatch(/another rule book/);
    one.emulator.mutate((state) => { state.account.id = '9999999999999999'; });
    expect(await refusalOfResume(one)).toMatch(/is for account 1234567890123456, and these credentials are of 9999999999999999/);
    one.emulator.setFaults([{ operation: 'GetCallerIdentity', kind: 'deny' }]);
    expect(await refusalOfResume(one)).toMatch(/could not be read/);
  });

  it('goes on in another folder, on another machine, with the journal alone', async () => {
    for (const event of ['intent', 'sent', 'accepted', 'done']) {
      const one = await begun(event);
      const there = newFolder();
      cpSync(one.folder, join(there, 'copy'), { recursive: true, filter: (name) => !name.endsWith('plan.json') });
      const moved = { ...one, folder: join(there, 'copy'), journal: join(there, 'copy', 'j') };
      const outcome = await resumeOf(moved, { regions: [] }, { self: { pid: 1, host: 'another-machine', token: 'moved' }, isAlive: () => false });
      expect([event, endsOf(outcome)]).toEqual([event, { 'r-a': event === 'intent' ? expect.stringMatching(/done|already/) : 'done', 'r-b': 'done' }]);
      expectOnce(one.emulator, ['r-a', 'r-b']);
      expect(filesIn(moved.folder)).toEqual(['j']);
    }
  });

  it('of a plan that has expired finishes what was begun and starts nothing new', async () => {
    for (const event of ['sent', 'accepted']) {
      const one = await begun(event);
      const later = new Date(one.plan.expiresAt).getTime() - Date.now() + 1000;
      const outcome = await resumeOf(one, {}, { now: () => new Date(Date.now() + later) });
      expect(endsOf(outcome)).toEqual({ 'r-a': 'done', 'r-b': 'not-started' });
      expect(entryOf(outcome, 'r-b').detail).toContain(`expired at ${one.plan.expiresAt}`);
      expectOnce(one.emulator, ['r-a']);
      expect(endsOf(await resumeOf(one))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
    }
  });

  it('of a plan that has expired sends no lost call again', async () => {
    const one = await written();
    one.emulator.setFaults([{ operation: ALLOCATE, kind: 'reset' }]);
    expect(endsOf(await applyOf(one, { wait: 0.05, settle: 60 }, { isImpatient: () => true }))).toMatchObject({ 'r-a': 'ambiguous' });
    one.emulator.setFaults([]);
    const later = new Date(one.plan.expiresAt).getTime() - Date.now() + 1000;
    const outcome = await resumeOf(one, {}, { now: () => new Date(Date.now() + later) });
    expect(endsOf(outcome)).toEqual({ 'r-a': 'not-started', 'r-b': 'not-started' });
    expect(callsOf(one.emulator)).toHaveLength(1);
  });

  it('of a journal in which every entry has ended asks the cloud nothing and tells the same again', async () => {
    const emulator = await cloudOf([...on({ 'r-a': 'vsw-1', 'r-b': 'vsw-1', 'r-c': 'vsw-1', 'r-d': 'vsw-1', 'r-e': 'vsw-1' })], { settings: { failAfterAccept: ['r-d'], settle: 0.1 } });
    const one = await planOn(emulator);
    emulator.mutate((state) => {
      const [b, e] = [state.instances.get('r-b'), state.instances.get('r-e')];
      if (b !== undefined) b.ssl = 'on';
      e?.endpoints.push({ connectionString: 'r-e-direct.redis.rds.aliyuncs.com', port: 6379, type: 'private', direct: true });
    });
    emulator.setFaults([{ operation: ALLOCATE, instance: 'r-c', kind: 'error', status: 400, code: 'InvalidConnType', message: 'No.' }]);
    const first = await applyOf(one, { maxFailures: 9 });
    expect(endsOf(first)).toEqual({ 'r-a': 'done', 'r-b': 'withheld', 'r-c': 'rejected', 'r-d': 'failed', 'r-e': 'already' });
    const [before, asked] = [readFileSync(one.journal, 'utf8'), emulator.requests().length];
    await emulator.stop();
    const again = await resumeOf(one, { maxFailures: 9 });
    expect(again.entries).toEqual(first.entries.map((entry) => ({ ...entry, asOf: expect.any(String) })));
    expect(again.summary).toEqual({ ...first.summary, mutationsSent: 0 });
    expect([readFileSync(one.journal, 'utf8'), emulator.requests().length]).toEqual([before, asked]);
  });

  it('looks only, in a dry run: nothing is sent, written or locked', async () => {
    const one = await begun('done');
    const before = readFileSync(one.journal, 'utf8');
    const outcome = await resumeOf(one, { dryRun: true });
    expect(outcome.entries).toMatchObject([{ outcome: 'done' }, { outcome: 'not-started', detail: expect.stringContaining('InstanceId=r-b') }]);
    expect(readFileSync(one.journal, 'utf8')).toBe(before);
    expect(callsOf(one.emulator)).toHaveLength(1);
    expect(filesIn(one.folder)).toEqual(['j', 'plan.json']);
  });

  it('leaves no lock behind where the journal cannot be opened for writing', async () => {
    const one = await begun('accepted');
    await expect(withUnwritable(one.journal, () => resumeOf(one))).rejects.toThrow(UsageError);
    expect(filesIn(one.folder)).toEqual(['j', 'plan.json']);
    expect(endsOf(await resumeOf(one))).toEqual({ 'r-a': 'done', 'r-b': 'done' });
  });

  it('is refused where the journal became that of another plan while the question was open', async () => {
    const [one, other] = [await begun('accepted'), await begun('accepted')];
    const swap = (): Promise<boolean> => {
      cpSync(other.journal, one.journal);
      return Promise.resolve(true);
    };
    await expect(resume(one.journal, applyOptions(one), testWorld(), swap)).rejects.toThrow(/was replaced/);
    expect(callsOf(one.emulator)).toHaveLength(1);
    expect(filesIn(one.folder)).toEqual(['j', 'plan.json']);
  });

  it('is refused where the journal is a folder or is not there', async () => {
    const one = await written();
    await expect(resumeOf(one)).rejects.toThrow(UsageError);
    mkdirSync(one.journal);
    await expect(resumeOf(one)).rejects.toThrow(UsageError);
  });
});
