import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The largest rule file, in bytes. */
const MAX_BYTES = 1_000_000;

/** A file of a rule folder: its text, or one sentence why there is none. */
export type RuleFileText = { readonly kind: 'text'; readonly path: string; readonly text: string } | { readonly kind: 'fault'; readonly path: string; readonly sentence: string };

/**
 * Reads every *.yaml and *.yml of a folder, sorted by name; folders in it and files whose names begin with a dot are not read.
 * What cannot be read is told as a fault: a rule that is silently left out would let more pass.
 */
export function readRuleFolder(folder: string): readonly RuleFileText[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.')).toSorted();
  } catch (error) {
    return [{ kind: 'fault', path: folder, sentence: `The rule folder cannot be read: ${reasonOf(error)}.` }];
  }
  const files = names.filter((name) => !isFolder(join(folder, name))).map((name) => readOne(join(folder, name)));
  return files.length > 0 ? files : [{ kind: 'fault', path: folder, sentence: 'The rule folder holds no *.yaml file.' }];
}

function readOne(path: string): RuleFileText {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { kind: 'fault', path, sentence: 'This is not a regular file.' };
    if (stat.size > MAX_BYTES) return { kind: 'fault', path, sentence: `The file has ${stat.size} bytes; a rule file may have ${MAX_BYTES}.` };
    return { kind: 'text', path, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'fault', path, sentence: 'The file is not UTF-8 text.' };
    return { kind: 'fault', path, sentence: `The file cannot be read: ${reasonOf(error)}.` };
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it is not a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ELOOP: 'its links go round in a circle',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown cause';
  return REASONS[code] ?? code;
}
