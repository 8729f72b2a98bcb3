import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import type { Stats } from 'node:fs';

import { UsageError } from '../model/faults.ts';

const CHUNK = 1024 * 1024;
/** How long a pipe may say nothing, and how often it is asked, in milliseconds. */
const MOST_SILENCE = 10_000;
const PAUSE = 20;

/**
 * The bytes of a file or a pipe, at most so many. Throws an Error with a `code` where it cannot be read: EFBIG where it is
 * larger, ENODEV for a device, which may never end, ETIMEDOUT for a pipe that says nothing for ten seconds.
 */
export function readBytes(file: string, mostBytes: number): Buffer {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK); // a pipe that nobody writes to must not hold us
  try {
    assertReadable(fstatSync(handle), mostBytes);
    return readAll(handle, mostBytes);
  } finally {
    closeSync(handle);
  }
}

/** The text of a file that a person named. Throws a UsageError, one sentence, where it cannot be read, is larger than so many bytes, or is not UTF-8. */
export function readTextFile(file: string, mostBytes: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readBytes(file, mostBytes));
  } catch (fault) {
    throw new UsageError(sentenceOf(file, mostBytes, codeOf(fault)));
  }
}

/** The same, null where there is no such file. */
export function readTextIfThere(file: string, mostBytes: number): string | null {
  return existsSync(file) ? readTextFile(file, mostBytes) : null;
}

/** The same for a file that nobody named: null where there is none. A link to nowhere is one that cannot be read. */
export function readTextIfFound(file: string, mostBytes: number): string | null {
  return existsSync(file) || isLink(file) ? readTextFile(file, mostBytes) : null;
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false; // its folder is closed to us
  }
}

/** Whether there is anything of that name. */
export function isThere(file: string): boolean {
  return existsSync(file);
}

function sentenceOf(file: string, mostBytes: number, code: string): string {
  switch (code) {
    case 'EFBIG': return `${file} is larger than ${Math.floor(mostBytes / 1024 / 1024)} MB, which is more than any file of its kind. Split it, or name another.`;
    case 'ENOENT': return `${file} could not be read (ENOENT): there is no such file. Check the name.`;
    case 'ENODEV': return `${file} is a device, which may never end; a file or a pipe was expected. Name another.`;
    case 'ETIMEDOUT': return `${file} is a pipe that said nothing for ${MOST_SILENCE / 1000} s. Look at the program that writes to it.`;
    case 'ERR_ENCODING_INVALID_ENCODED_DATA': return `${file} is not UTF-8 text. Save it as UTF-8.`;
    default: return `${file} could not be read (${code}). Check the name and its permissions.`;
  }
}

function codeOf(fault: unknown): string {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : 'unreadable';
}

function coded(code: string): Error {
  return Object.assign(new Error(`The file cannot be read (${code}).`), { code });
}

function assertReadable(stat: Stats, mostBytes: number): void {
  if (stat.isDirectory()) throw coded('EISDIR');
  if (stat.isCharacterDevice() || stat.isBlockDevice()) throw coded('ENODEV');
  if (stat.size > mostBytes) throw coded('EFBIG');
}

function readAll(handle: number, mostBytes: number): Buffer {
  const parts: Buffer[] = [];
  const chunk = Buffer.allocUnsafe(CHUNK);
  let size = 0;
  for (let silence = 0; ;) {
    const count = readSome(handle, chunk);
    if (count === 0) return Buffer.concat(parts);
    if (count === null) {
      if (silence >= MOST_SILENCE) throw coded('ETIMEDOUT');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      silence += PAUSE;
      continue;
    }
    silence = 0;
    size += count;
    if (size > mostBytes) throw coded('EFBIG');
    parts.push(Buffer.from(chunk.subarray(0, count)));
  }
}

/** How many bytes were read, 0 at the end; null where a pipe has none yet. */
function readSome(handle: number, chunk: Buffer): number | null {
  try {
    return readSync(handle, chunk, 0, chunk.length, null);
  } catch (fault) {
    if (codeOf(fault) === 'EAGAIN') return null;
    throw fault;
  }
}
