import { accessSync, appendFileSync, constants, lstatSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { UsageError } from '../model/faults.ts';

/** One format, and where it goes. */
export interface Output<Format extends string> {
  readonly format: Format;
  /** Null: standard output. */
  readonly file: string | null;
}

/** The outputs of `--format NAME[=FILE]`, checked before anything is judged: the format is known, the file can be written, standard output is used once. */
export function toOutputs<Format extends string>(given: readonly string[], known: readonly Format[], fallback: Format): Output<Format>[] {
  const faults: string[] = [];
  const outputs = given.flatMap((value): Output<Format>[] => {
    const at = value.indexOf('=');
    const name = at < 0 ? value : value.slice(0, at);
    const file = at < 0 ? null : value.slice(at + 1);
    const format = known.find((entry) => entry === name);
    const fault = format === undefined ? unknownFormat(name, known) : file === null ? null : unwritable(file);
    if (fault !== null) faults.push(fault);
    return format === undefined ? [] : [{ format, file }];
  });
  const files = outputs.flatMap((output) => (output.file === null ? [] : [resolve(output.file)]));
  for (const file of new Set(files.filter((name, at) => files.indexOf(name) < at))) faults.push(`${file} is named by more than one --format; give each a file of its own.`);
  if (outputs.filter((output) => output.file === null).length > 1) faults.push('Only one --format can go to standard output; give the others a file: --format json=result.json.');
  if (faults.length > 0) throw new UsageError(faults);
  return outputs.length === 0 ? [{ format: fallback, file: null }] : outputs;
}

function unknownFormat(name: string, known: readonly string[]): string {
  return `There is no format ${JSON.stringify(name)}. Choose one of ${known.join(', ')}.`;
}

/** That a file can be written, told before anything is read. Throws a UsageError. */
export function assertWritable(file: string): void {
  const fault = unwritable(file);
  if (fault !== null) throw new UsageError(fault);
}

function unwritable(file: string): string | null {
  try {
    if (file === '') return '--format NAME=FILE wants the name of a file.';
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) return `${file} is a folder; --format NAME=FILE wants a file.`;
    if (there !== undefined) accessSync(file, constants.W_OK);
    if (there === undefined || there.isFile()) accessSync(dirname(targetOf(file)), constants.W_OK);
    return null;
  } catch {
    return `${file} cannot be written: it or its folder is missing or closed to you.`;
  }
}

/**
 * Writes a file under another name first, so that a reader never sees half of it; a link keeps pointing to it, and it keeps
 * its mode. What is no plain file (a pipe, a device, a link to nothing yet) is written to as it is. Throws what the disk says.
 */
export function writeWhole(file: string, content: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  const isNoPlainFile = there === undefined ? lstatSync(file, { throwIfNoEntry: false }) !== undefined : !there.isFile();
  if (isNoPlainFile) {
    writeFileSync(file, content);
    return;
  }
  const target = targetOf(file);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content, { flag: 'wx', ...(there === undefined ? {} : { mode: there.mode & 0o777 }) });
    renameSync(temporary, target);
  } catch (fault) {
    rmSync(temporary, { force: true });
    throw fault;
  }
}

/** Appends a text that is made to fit: it is told how many bytes are left of `most`. Throws what the disk says. */
export function appendWithin(file: string, most: number, textFor: (room: number) => string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  appendFileSync(file, textFor(Math.max(0, most - size)));
}

/** Whether a plain file of that name is in the current folder. */
export function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The file that a name stands for: where its links lead, or itself where there is none yet. */
function targetOf(file: string): string {
  try {
    return realpathSync(file);
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return file;
    throw fault;
  }
}
