import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { readBytes } from '../files/read-file.ts';
import { toCanonicalJson } from '../model/canonical-json.ts';
import { UsageError } from '../model/faults.ts';
import { JOURNAL_EVENTS, JOURNAL_SCHEMA } from '../model/journal.ts';
import type { JournalEvent, JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';

/** The largest journal that is read. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The journal could not be written: nothing further may start. */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';

  constructor(cause: unknown) {
    super(`The journal could not be written (${codeOf(cause)}); nothing further starts. Free space or mend its folder, then resume.`, { cause });
  }
}

/** An append-only file of JSON lines, each with the hash of the one before, each on disk before `append` returns. */
export interface Journal {
  readonly file: string;
  append(event: JournalEvent): void;
  /** Whether the file is there: it is made just before the first intent. */
  exists(): boolean;
  close(): void;
}

/** A journal as it was read: the plan, and the events in order. */
export interface JournalRead {
  readonly plan: unknown;
  readonly lines: readonly JournalLine[];
  /** Bytes of whole lines; what follows is the torn end of a write that was cut off. */
  readonly wholeBytes: number;
  readonly lastHash: string;
}

/**
 * A journal for a plan that was not begun. Events before the first intent are kept in memory; then the file appears whole:
 * its first line is written and synced under another name before it gets its own, and `onBegun` is called, which may refuse.
 */
export function newJournal(file: string, plan: Plan, now: () => Date, onBegun: () => void = () => undefined): Journal {
  const waiting: JournalEvent[] = [];
  let open: Appender | null = null;
  return {
    file,
    append: (event) => {
      if (open === null && event.event !== 'intent') {
        waiting.push(event);
        return;
      }
      open ??= begin(file, plan, now, onBegun);
      for (let [earlier] = waiting; earlier !== undefined; [earlier] = waiting) {
        open.append(earlier, now());
        waiting.shift();
      }
      open.append(event, now());
    },
    exists: () => open !== null,
    close: () => open?.close(),
  };
}

/** Makes the file; where it turns out that another run has begun the plan it is taken away again. */
function begin(file: string, plan: Plan, now: () => Date, onBegun: () => void): Appender {
  const made = guard(() => createFile(file, plan, now));
  try {
    onBegun();
    return made;
  } catch (fault) {
    made.close();
    rmSync(file, { force: true });
    throw fault;
  }
}

/** Goes on with a journal that was read; a torn last line is cut off first. Throws a UsageError where it cannot be written. */
export function continueJournal(file: string, planId: string, read: JournalRead, now: () => Date): Journal {
  const fd = openToContinue(file, read.wholeBytes);
  const appender = makeAppender({ fd, planId, seq: read.lines.length + 1, prev: read.lastHash, size: read.wholeBytes });
  return { file, append: (event) => appender.append(event, now()), exists: () => true, close: () => appender.close() };
}

function openToContinue(file: string, wholeBytes: number): number {
  try {
    const fd = openSync(file, 'r+');
    ftruncateSync(fd, wholeBytes);
    fsyncSync(fd);
    return fd;
  } catch (fault) {
    throw new UsageError(`${file} cannot be written (${codeOf(fault)}), and nothing is sent without a journal. Mend its permissions, or copy it where it can be written and resume it there.`);
  }
}

interface Appender {
  append(event: JournalEvent, at: Date): void;
  close(): void;
}

function makeAppender(state: { readonly fd: number; readonly planId: string; seq: number; prev: string; size: number }): Appender {
  let isClosed = false;
  return {
    append: (event, at) => {
      const line: JournalLine = { schema: JOURNAL_SCHEMA, seq: state.seq, prev: state.prev, at: at.toISOString(), plan: state.planId, ...event };
      const text = sealed(line);
      guard(() => {
        if (isClosed) throw new Error('it is closed');
        if (fstatSync(state.fd).size !== state.size) throw new Error('another run has written to it');
        try {
          writeWhole(state.fd, `${text}\n`, state.size);
          fsyncSync(state.fd);
        } catch (fault) {
          ftruncateSync(state.fd, state.size); // no half line may stay before the next one
          throw fault;
        }
      });
      state.seq++;
      state.prev = hashOf(text);
      state.size += Buffer.byteLength(text) + 1;
    },
    close: () => {
      if (!isClosed) closeSync(state.fd);
      isClosed = true;
    },
  };
}

function createFile(file: string, plan: Plan, now: () => Date): Appender {
  const head = sealed({ schema: JOURNAL_SCHEMA, seq: 0, prev: null, at: now().toISOString(), plan });
  const temporary = `${file}.${plan.id.slice(0, 16)}.new`; // of this plan, whose lock is held: no other run writes to it
  let fd: number | null = null;
  try {
    fd = openSync(temporary, 'w', 0o600);
    writeWhole(fd, `${head}\n`, 0);
    fsyncSync(fd);
    moveTo(temporary, file);
    syncFolder(file);
    return makeAppender({ fd, planId: plan.id, seq: 1, prev: hashOf(head), size: Buffer.byteLength(head) + 1 });
  } catch (fault) {
    rmSync(temporary, { force: true });
    if (fd !== null) closeSync(fd);
    throw fault;
  }
}

/** Gives a file its name unless that is taken: a journal that another plan has made meanwhile must not be replaced. */
function moveTo(temporary: string, file: string): void {
  if (existsSync(file)) throw new Error('it is there already');
  try {
    linkSync(temporary, file);
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'EEXIST') throw new Error('it is there already', { cause: fault });
    renameSync(temporary, file); // a file system without links
    return;
  }
  rmSync(temporary);
}

function syncFolder(file: string): void {
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeWhole(fd: number, text: string, position: number): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

function guard<T>(write: () => T): T {
  try {
    return write();
  } catch (fault) {
    throw new JournalFault(fault);
  }
}

/** A line as it is written: with the hash of the rest of it, so that an edit of the last line, which no other line vouches for, is found too. */
function sealed(line: object): string {
  return toCanonicalJson({ ...line, hash: hashOf(toCanonicalJson(line)) });
}

function isSealed(raw: string, line: Readonly<Record<string, unknown>>): boolean {
  try {
    const { hash: _, ...rest } = line;
    return sealed(rest) === raw;
  } catch (fault) {
    if (fault instanceof RangeError) return false; // nested deeper than anything of ours
    throw fault;
  }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function codeOf(fault: unknown): string {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : fault instanceof Error ? fault.message : 'unknown cause';
}

/** Reads a journal and checks its chain. Throws a UsageError, one sentence with the line, where it is not whole; a torn end is no fault. */
export function readJournal(file: string): JournalRead {
  const text = readText(file);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [head, ...rest] = whole.split('\n').slice(0, -1);
  if (head === undefined) throw new UsageError(`${file} holds no whole line: it is not a journal, or was cut off before anything was sent.`);
  const first = parseLine(file, head, 0);
  const schema = first['schema'];
  if (schema !== JOURNAL_SCHEMA) throw new UsageError(`${file} is of ${typeof schema === 'string' ? `schema ${shown(schema)}` : 'no schema'}; this version reads ${JOURNAL_SCHEMA}. Resume with the version that wrote it.`);
  if (first['seq'] !== 0 || !('plan' in first)) throw new UsageError(`${file} does not begin with the plan: its first line is missing or was edited.`);
  const planId = idOf(first['plan']);
  const hasHashes = 'hash' in first;
  if (hasHashes && !isSealed(head, first)) throw broken(file, 0);
  let prev = hashOf(head);
  const lines = rest.map((raw, at) => {
    const line = parseLine(file, raw, at + 1);
    if (line['seq'] !== at + 1 || line['prev'] !== prev || line['plan'] !== planId || !JOURNAL_EVENTS.some((event) => event === line['event'])) throw broken(file, at + 1);
    if (hasHashes ? !isSealed(raw, line) : 'hash' in line) throw broken(file, at + 1);
    prev = hashOf(raw);
    return line as unknown as JournalLine;
  });
  return { plan: first['plan'], lines, wholeBytes: Buffer.byteLength(whole), lastHash: prev };
}

function broken(file: string, at: number): UsageError {
  return new UsageError(`The chain of ${file} is broken at line ${at + 1}: a line is missing or was edited. Nothing is sent on the word of such a journal; look at the instances, and plan anew.`);
}

/** A text of the file as it may stand in a sentence: short, without what moves a terminal. */
function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ''));
}

function readText(file: string): string {
  try {
    return readBytes(file, MOST_BYTES).toString('utf8'); // its end may be torn within a letter
  } catch (fault) {
    throw new UsageError(`${file} could not be read (${codeOf(fault)}). Check the name and its permissions.`);
  }
}

function parseLine(file: string, raw: string, at: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  } catch {
    // told below
  }
  throw new UsageError(`Line ${at + 1} of ${file} is not a line of a journal: it was edited, or this is another file.`);
}

function idOf(plan: unknown): unknown {
  return typeof plan === 'object' && plan !== null && 'id' in plan ? plan.id : undefined;
}
