import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants as compression, gunzipSync, gzipSync } from 'node:zlib';

import { z } from 'zod';

import { makeFolder } from '../files/make-folder.ts';
import { readBytes } from '../files/read-file.ts';
import { toCanonicalJson } from '../model/canonical-json.ts';
import { UsageError } from '../model/faults.ts';
import type { HistoryEntry, TrendPoint } from '../model/history.ts';
import type { Result } from '../model/result.ts';
import { parseResult, readResultFile } from './read-result.ts';

/**
 * A folder that keeps results, one compressed file a run: `<time>-<scope>-<random>.json.gz`. Its first line says what is in it,
 * its second is the result. Files of other names are strangers' and are left alone.
 */
const NAME = /^(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z)-([0-9a-f]{12})-([0-9a-f]{8})\.json\.gz$/;
const SCHEMA = 'tair-preflight/history/v1';
const MOST_BYTES = 512 * 1024 * 1024;
/** So much of a file, unpacked, holds its first line. */
const HEAD_BYTES = 4096;

const count = z.int().min(0);
const headSchema = z.object({
  schema: z.literal(SCHEMA), at: z.iso.datetime(), scope: z.string(), preset: z.string(),
  instances: count, eligible: count, blocked: count, fixable: count, unknown: count, enabled: count,
});

/** What was asked for, as a short hash; a result of some rules alone is one of its own. Presets, severities and what was found do not count. */
export function scopeKey({ scope }: Pick<Result, 'scope'>): string {
  const { regions, instances, vpc, vswitch, resourceGroup, tags, prefix, port, only, skip } = scope;
  return createHash('sha256').update(toCanonicalJson({ regions, instances, vpc, vswitch, resourceGroup, tags, prefix, port, only, skip })).digest('hex').slice(0, 12);
}

/** A result as a trend shows it. */
export function toTrendPoint({ finishedAt, summary }: Pick<Result, 'finishedAt' | 'summary'>): TrendPoint {
  const { instances, eligible, blocked, fixable, unknown, enabled } = summary;
  return { at: finishedAt, instances, eligible, blocked, fixable, unknown, enabled };
}

/** Makes the folder where it is missing, and asserts that results can be written into it. Throws a UsageError; called before anything is judged. */
export function openHistory(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (fault) {
    throw new UsageError(`The history folder ${folder} cannot be used (${codeOf(fault)}). Name a folder that can be written, or mend its permissions.`);
  }
}

/**
 * Adds a result, whole or not at all; two runs that end together add two. Then takes away the oldest of the same scope beyond
 * `keep`, where those that are dated later than now do not count. Returns null, or a sentence where the disk did not let it:
 * the result itself is told all the same.
 */
export function addToHistory(folder: string, result: Result, keep: number | null, now: Date = new Date(result.finishedAt)): string | null {
  const scope = scopeKey(result);
  const name = `${timeInName(result.finishedAt)}-${scope}-${randomBytes(4).toString('hex')}.json.gz`;
  const temporary = join(folder, `.${name}.${process.pid}.tmp`);
  try {
    const { at, ...sizes } = toTrendPoint(result);
    const head = { schema: SCHEMA, at, scope, preset: result.rulebook.preset, ...sizes };
    writeFileSync(temporary, gzipSync(`${JSON.stringify(head)}\n${JSON.stringify(result)}\n`), { flag: 'wx', flush: true });
    renameSync(temporary, join(folder, name));
  } catch (fault) {
    return `The result could not be added to the history in ${folder} (${codeOf(fault)}). Make room there; what was told above is whole.`;
  } finally {
    takeAway(temporary);
  }
  return keep === null ? null : takeAwayBeyond(folder, keep, namesIn(folder, scope, now));
}

function timeInName(time: string): string {
  return time.replaceAll(':', '-');
}

function takeAwayBeyond(folder: string, keep: number, names: readonly string[]): string | null {
  const left = names.slice(keep).flatMap((name) => {
    const why = takeAway(join(folder, name));
    return why === null ? [] : [`${name} could not be taken out of the history in ${folder} (${why}).`];
  });
  return left.length === 0 ? null : `${left.join(' ')} Take away by hand what is too much.`;
}

/** Null, or what the disk says. */
function takeAway(file: string): string | null {
  try {
    rmSync(file, { force: true });
    return null;
  } catch (fault) {
    return codeOf(fault);
  }
}

/** The names of the results in a folder, the latest first; of one scope where it is named, and up to a time. */
function namesIn(folder: string, scope: string | null = null, until: Date | null = null): readonly string[] {
  const isWanted = (name: string): boolean => {
    const [, , own] = NAME.exec(name) ?? [];
    return own !== undefined && (scope === null || own === scope) && (until === null || isDatedUpTo(until, name));
  };
  try {
    return readdirSync(folder).filter(isWanted).toSorted().toReversed();
  } catch (fault) {
    throw new UsageError(`The history folder ${folder} cannot be read (${codeOf(fault)}). Check the name and its permissions.`);
  }
}

function isDatedUpTo(time: Date, name: string): boolean {
  return (NAME.exec(name)?.[1] ?? '') <= timeInName(time.toISOString());
}

/** What a folder keeps, the latest first. A file that cannot be read is named in `skipped`, with the reason, and nothing else of it is believed. */
export function listHistory(folder: string, { scope = null, most = Infinity, until = null }: { readonly scope?: string | null; readonly most?: number; readonly until?: Date | null } = {}): { readonly entries: readonly HistoryEntry[]; readonly skipped: readonly string[] } {
  const entries: HistoryEntry[] = [];
  const skipped: string[] = [];
  for (const name of namesIn(folder, scope, until)) {
    if (entries.length >= most) break;
    const entry = headOf(folder, name);
    if (typeof entry === 'string') skipped.push(entry);
    else entries.push(entry);
  }
  return { entries, skipped };
}

function headOf(folder: string, name: string): HistoryEntry | string {
  try {
    const packed = readBytes(join(folder, name), MOST_BYTES);
    const start = gunzipSync(packed.subarray(0, HEAD_BYTES), { finishFlush: compression.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES }).toString('utf8');
    const { schema: _, ...head } = headSchema.parse(JSON.parse(start.slice(0, start.indexOf('\n'))));
    return { ...head, file: name };
  } catch (fault) {
    return `${name} is no whole result (${fault instanceof z.ZodError ? 'its first line is not one of a history' : codeOf(fault)}); it is passed over.`;
  }
}

/**
 * The last run before a result: the latest of its scope and account that is whole and not dated later than now; and what was
 * passed over on the way to it. An account that could not be read is not that of a result which names one.
 */
export function lastBefore(folder: string, result: Result, now: Date): { readonly result: Result | null; readonly skipped: readonly string[] } {
  const scope = scopeKey(result);
  const accounts = accountsOf(result);
  const all = namesIn(folder, scope);
  const names = all.filter((name) => isDatedUpTo(now, name));
  const late = all.filter((name) => !isDatedUpTo(now, name));
  const skipped = late.length === 0 ? [] : [`${late.length === 1 ? `${late[0]} is` : `${late[0]} and ${late.length - 1} more of the history are`} dated later than now and passed over. Check the clock of this machine.`];
  for (const name of names) {
    try {
      const last = readHistoryFile(join(folder, name));
      const others = accountsOf(last);
      if (accounts.length === 0 || others.length === 0 || accounts[0] === others[0]) return { result: last, skipped };
      skipped.push(`${name} is of ${shownAccount(others[0])}, and this run of ${shownAccount(accounts[0])}; it is passed over. Give each account a history of its own.`);
    } catch (fault) {
      if (!(fault instanceof UsageError)) throw fault;
      skipped.push(...fault.faults);
    }
  }
  return { result: null, skipped };
}

/** The account of a result, once for each part; null where it could not be read. Where nothing was found there is none to tell. */
function accountsOf({ instances, unread }: Result): readonly (string | null)[] {
  return [...instances.map(({ accountId }) => accountId), ...unread.map(({ what }) => what.accountId)];
}

function shownAccount(account: string | null | undefined): string {
  return typeof account === 'string' ? `account ${account}` : 'an account that could not be read';
}

/** The result in a file of `check --format json`, or of a history. Throws a UsageError where it is neither. */
export function readAnyResult(file: string): Result {
  return file.endsWith('.gz') ? readHistoryFile(file) : readResultFile(file);
}

/** The result in a file of a history. Throws a UsageError where it is cut off, edited or of another schema. */
function readHistoryFile(file: string): Result {
  let text: string;
  try {
    text = gunzipSync(readBytes(file, MOST_BYTES), { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (fault) {
    throw new UsageError(`${file} is no whole result (${codeOf(fault)}). Take it out of the folder, or name another.`);
  }
  return parseResult(text.slice(text.indexOf('\n') + 1), file);
}

function codeOf(fault: unknown): string {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : 'it cannot be unpacked or parsed';
}
