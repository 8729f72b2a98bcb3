import { UsageError } from '../model/faults.ts';
import type { ExtraFacts, Rule, RuleBook } from '../model/rule.ts';
import { makeDictionary } from './cel/dictionary.ts';
import { readRuleFile } from './compile-rule.ts';
import type { RuleFileRead } from './compile-rule.ts';
import { digestOf } from './digest-of.ts';
import { readRuleFolder } from './read-rule-folder.ts';
import type { RuleFileText } from './read-rule-folder.ts';

/** Where rules come from. */
export interface RuleBookSources {
  /** The folder of the built-in rules; null where only the others are wanted. */
  readonly builtIn: string | null;
  /** Further folders, whose rules are added. */
  readonly extra: readonly string[];
  /** Facts of the user's own, with their types. Left out, every name in `x.` is accepted and unknown until it is given. */
  readonly extraFacts?: ExtraFacts | undefined;
}

/**
 * Reads, checks and compiles all rules, sorted by order and id.
 * Throws UsageError with all faults of all files at once, each `FILE:line:column: sentence`.
 */
export function loadRuleBook(sources: RuleBookSources): RuleBook {
  const folders = [...new Set([...(sources.builtIn === null ? [] : [sources.builtIn]), ...sources.extra])];
  const dictionary = makeDictionary(sources.extraFacts ?? null);
  const faults: string[] = [];
  const reads: RuleFileRead[] = [];
  for (const found of folders.flatMap((folder): readonly RuleFileText[] => readRuleFolder(folder))) {
    if (found.kind === 'fault') faults.push(`${found.path}:1:1: ${found.sentence}`);
    else reads.push(readRuleFile(found.text, found.path, dictionary));
  }
  complainOfDoubles(reads);
  faults.push(...reads.flatMap((read) => read.file.faults()));
  if (faults.length > 0) throw new UsageError(faults);
  return makeRuleBook(reads.map((read) => read.rule).filter((rule) => rule !== null));
}

/** A rule book of rules that are compiled already. */
export function makeRuleBook(rules: readonly Rule[]): RuleBook {
  const sorted = rules.toSorted((left, right) => left.order - right.order || (left.id < right.id ? -1 : 1));
  return { rules: sorted, digest: digestOf(sorted) };
}

function complainOfDoubles(reads: readonly RuleFileRead[]): void {
  const first = new Map<string, string>();
  for (const { id, file } of reads) {
    if (id === null) continue;
    const other = first.get(id.text);
    if (other === undefined) first.set(id.text, file.file);
    else file.complain(id.offset, `The id "${id.text}" is taken by ${other}; every rule has an id of its own.`);
  }
}
