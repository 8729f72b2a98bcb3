import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeFolder } from '../files/make-folder.ts';
import { UsageError } from '../model/faults.ts';
import { ruleDocs } from '../report/rule-docs.ts';
import { newRuleText } from '../rulebook/index.ts';
import { failingFacts, readRuleBook } from './rule-book.ts';

/** Writes a rule to begin with, which passes `rules test` at once; returns its file. Throws a UsageError where the id is no id or the file is there. */
export function newRule(id: string, folder: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new UsageError(`${JSON.stringify(id.slice(0, 60))} is no id for a rule; expected lower-case words joined by "-", such as team-is-known.`);
  if (readRuleBook([]).rules.some((rule) => rule.id === id)) throw new UsageError(`There is a built-in rule ${id} already, and no two rules may have the same id. Choose another.`);
  const file = join(folder, `${id}.yaml`);
  write(() => {
    makeFolder(folder);
    writeFileSync(file, newRuleText(id), { flag: 'wx' });
  }, file);
  return file;
}

/** Makes a folder where it is missing. Throws a UsageError where it cannot be made. */
export function makeFolderFor(folder: string): void {
  write(() => makeFolder(folder), folder);
}

/** Writes the pages of the rule book; returns the files. */
export function writeRuleDocs(folder: string, ruleFolders: readonly string[]): string[] {
  const pages = ruleDocs(readRuleBook(ruleFolders).rules, failingFacts);
  return [...pages].map(([name, content]) => {
    const file = join(folder, name);
    write(() => {
      makeFolder(folder);
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
