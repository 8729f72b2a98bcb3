import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { UsageError } from '../model/faults.ts';
import { ruleDocs } from '../report/rule-docs.ts';
import { newRuleText } from '../rulebook/index.ts';
import { failingFacts, readRuleBook } from './rule-book.ts';

/** Writes a rule to begin with, which passes `rules test` at once; returns its file. Throws a UsageError where the id is no id or the file is there. */
export function newRule(id: string, folder: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new UsageError(`${JSON.stringify(id)} is no id for a rule; expected lower-case words joined by "-", such as team-is-known.`);
  const file = join(folder, `${id}.yaml`);
  write(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, newRuleText(id), { flag: 'wx' });
  }, file);
  return file;
}

/** Writes the pages of the rule book; returns the files. */
export function writeRuleDocs(folder: string, ruleFolders: readonly string[]): string[] {
  const pages = ruleDocs(readRuleBook(ruleFolders).rules, failingFacts);
  return [...pages].map(([name, content]) => {
    const file = join(folder, name);
    write(() => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, content);
    }, file);
    return file;
  });
}

function write(act: () => void, file: string): void {
  try {
    act();
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : null;
    if (code === 'EEXIST') throw new UsageError(`${file} is there already; choose another id, or remove it.`);
    if (code === null) throw fault;
    throw new UsageError(`${file} could not be written (${code}). Check the folder and its permissions.`);
  }
}
