import { z } from 'zod';

import { lostKeys, readYaml } from '../emulator/read-yaml.ts';
import type { PlacedFault } from '../emulator/read-yaml.ts';
import { EXISTENCE_RULE } from '../evaluate/judge.ts';
import { readTextFile } from '../files/read-file.ts';
import { FACTS, OWN_FACT_NAME } from '../model/facts.ts';
import type { FactName, FactValue } from '../model/facts.ts';
import { noSuch, noSuchRule } from '../model/no-such.ts';
import type { Rule } from '../model/rule.ts';
import type { ScopedWaiver } from '../model/waiver.ts';
import { asUsage } from './as-usage.ts';

/** The largest file of waivers. */
export const MOST_WAIVER_BYTES = 8 * 1024 * 1024;

const words = z.string().regex(/\S/, 'a text that says something');
const names = z.array(words).min(1);
const dayOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const scope = z.strictObject({
  instances: names.optional(),
  regions: names.optional(),
  vpcs: names.optional(),
  vswitches: names.optional(),
  resourceGroups: names.optional(),
  tags: z.record(z.string(), z.string()).refine((tags) => Object.keys(tags).length > 0, 'a tag was expected').optional(),
}).describe('Which instances: all that is named must hold');

/** A file of waivers: who approved which failure, for which instances, until when. */
export const waiversFileSchema = z.strictObject({
  waivers: z.array(z.strictObject({
    rule: words.describe('The id of the rule whose failure is approved'),
    scope: z.union([z.literal('all'), scope]).describe('"all", or what the instances have in common'),
    reason: words.describe('Why the failure may stand'),
    owner: words.describe('Who stands for it'),
    ticket: words.optional().describe('Where it was decided'),
    expires: z.string().refine((given) => dayOrTime.safeParse(given).success, 'a day such as 2027-03-31, or a time, was expected').describe('A day, good through its end in UTC, or a time'),
    approved: z.record(z.string(), z.json()).optional().describe('The values that were approved, by fact: with another value the waiver does not hold'),
  })),
});

/** Why an instance that is not there stays one. */
export const NOT_WAIVED = `Rule ${EXISTENCE_RULE} cannot be waived: an instance that is not there could then go at once. Take the waiver out, and its id out of the scope.`;

type WaiversFile = z.infer<typeof waiversFileSchema>;

/** The rules that a file of waivers may name, and whether a call may follow: then none that is enforced. */
export interface WaivableRules {
  readonly rules: readonly Pick<Rule, 'id' | 'enforced'>[];
  readonly leadsToCall: boolean;
}

/** Reads a file of waivers. Throws a UsageError with every fault of it: its form, rules and facts that do not exist, and, where a call may follow, rules that are enforced. */
export function readWaivers(file: string, among: WaivableRules): readonly ScopedWaiver[] {
  return asUsage(() => readYaml(readTextFile(file, MOST_WAIVER_BYTES), file, waiversFileSchema, (content, asWritten) => [...lostKeys(asWritten), ...faultsOf(content, among)])).waivers.map(toWaiver);
}

function toWaiver({ rule, scope: given, reason, owner, ticket, expires, approved }: WaiversFile['waivers'][number]): ScopedWaiver {
  const values = Object.entries(approved ?? {}).map(([fact, value]) => [fact, value] as [FactName, FactValue]);
  return { rule, reason, owner, ticket: ticket ?? null, expires, scope: given === 'all' ? null : given, approved: new Map(values) };
}

function faultsOf({ waivers }: WaiversFile, { rules, leadsToCall }: WaivableRules): PlacedFault[] {
  return waivers.flatMap((waiver, at): PlacedFault[] => {
    const rule = rules.find((one) => one.id === waiver.rule);
    const faults: PlacedFault[] = [];
    if (rule === undefined) faults.push({ path: ['waivers', at, 'rule'], sentence: noSuchRule(waiver.rule, rules) });
    else if (rule.id === EXISTENCE_RULE) faults.push({ path: ['waivers', at, 'rule'], sentence: NOT_WAIVED });
    else if (rule.enforced && leadsToCall) faults.push({ path: ['waivers', at, 'rule'], sentence: `Rule ${rule.id} is enforced: no call leaves without its pass, and no waiver changes that. Take the waiver out, or use check.` });
    if (waiver.scope !== 'all' && Object.values(waiver.scope).every((part) => part === undefined)) faults.push({ path: ['waivers', at, 'scope'], sentence: 'The scope names nothing. Write "scope: all" for every instance, or name instances, regions, vpcs, vswitches, resourceGroups or tags.' });
    for (const fact of Object.keys(waiver.approved ?? {})) {
      if (!Object.hasOwn(FACTS, fact) && !OWN_FACT_NAME.test(fact)) faults.push({ path: ['waivers', at, 'approved', fact], sentence: noSuch('fact', fact, Object.keys(FACTS)) });
    }
    return faults;
  });
}
