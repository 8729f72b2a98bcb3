import { isSeq, parseDocument } from 'yaml';

import { lostKeys } from '../emulator/read-yaml.ts';
import { EXISTENCE_RULE } from '../evaluate/judge.ts';
import { daysLeft, isExpired } from '../evaluate/waivers.ts';
import { readTextIfThere } from '../files/read-file.ts';
import type { FactName, FactValue } from '../model/facts.ts';
import { UsageError } from '../model/faults.ts';
import { OPERATIONS } from '../model/plan.ts';
import type { Rule } from '../model/rule.ts';
import type { ScopedWaiver, WaiverScope } from '../model/waiver.ts';
import { loadRuleBook } from '../rulebook/index.ts';
import { builtInRules } from './built-in-rules.ts';
import { MOST_WAIVER_BYTES, NOT_WAIVED, readWaivers, waiversFileSchema } from './waivers-file.ts';

/** A waiver of a file, and how it stands at a time. */
export interface WaiverReview {
  readonly waiver: ScopedWaiver;
  readonly enforced: boolean;
  readonly expired: boolean;
  /** Whole days that it is still good for; 0 on its last day and after it. */
  readonly daysLeft: number;
  /** The number of an earlier waiver of the file for the same rule and scope, counted from 1; null: there is none. */
  readonly repeats: number | null;
}

/** Reads a file of waivers against the built-in rules and those of further folders. Throws a UsageError with every fault of its form. */
export function reviewWaivers(file: string, folders: readonly string[], now: Date): readonly WaiverReview[] {
  const rules = allRules(folders);
  const waivers = readWaivers(file, { rules, leadsToCall: false });
  return waivers.map((waiver, at): WaiverReview => {
    const first = waivers.findIndex((one) => placeOf(one) === placeOf(waiver));
    return {
      waiver,
      enforced: rules.some((rule) => rule.id === waiver.rule && rule.enforced),
      expired: isExpired(waiver, now),
      daysLeft: daysLeft(waiver, now),
      repeats: first < at ? first + 1 : null,
    };
  });
}

function placeOf({ rule, scope }: ScopedWaiver): string {
  return JSON.stringify([rule, scope]);
}

function allRules(folders: readonly string[]): readonly Rule[] {
  return OPERATIONS.flatMap((operation) => loadRuleBook({ builtIn: builtInRules(operation), extra: folders }).rules);
}

/** A waiver that is to be added to a file. */
export interface NewWaiver {
  readonly rule: string;
  readonly scope: WaiverScope;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  readonly expires: string;
  readonly approved: ReadonlyMap<FactName, FactValue>;
}

/** The text of the file with one waiver more, comments and order kept; of a new file where there is none. Throws a UsageError where the waiver, or the file as it is, is not sound. */
export function withWaiver(waiver: NewWaiver, file: string, now: Date): string {
  const { ticket, approved, scope, ...rest } = waiver;
  const entry = {
    rule: rest.rule,
    scope: Object.keys(scope).length === 0 ? 'all' : scope,
    reason: rest.reason,
    owner: rest.owner,
    ...(ticket === null ? {} : { ticket }),
    expires: rest.expires,
    ...(approved.size === 0 ? {} : { approved: Object.fromEntries(approved) }),
  };
  const parsed = waiversFileSchema.safeParse({ waivers: [entry] });
  const lost = lostKeys(entry);
  if (lost.length > 0) throw new UsageError(lost.map(({ path, sentence }) => `${path.join('.')}: ${sentence}`));
  if (waiver.rule === EXISTENCE_RULE) throw new UsageError(NOT_WAIVED);
  if (!parsed.success) throw new UsageError(parsed.error.issues.map((issue) => `${String(issue.path.slice(2).join('.'))}: ${issue.message}.`));
  if (!allRules([]).some((rule) => rule.id === waiver.rule)) throw new UsageError(`There is no built-in rule ${JSON.stringify(waiver.rule)}. \`tair-preflight rules list\` shows all; a rule of your own is waived by hand.`);
  if (isExpired(waiver, now)) throw new UsageError(`The waiver would have expired at once: ${waiver.expires} is past. Name a later day with --expires.`);
  const document = parseDocument(readTextIfThere(file, MOST_WAIVER_BYTES) ?? 'waivers: []\n');
  const list = document.get('waivers');
  if (document.errors.length > 0 || !isSeq(list)) throw new UsageError(`${file} is not a file of waivers: expected a list under "waivers". Mend it, or name another with --file.`);
  list.flow = false;
  list.add(document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}
