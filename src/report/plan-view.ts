import { groupBy } from '../model/group-by.ts';
import { DEFAULT_PORT } from '../model/fleet.ts';
import type { Language } from '../model/language.ts';
import { requestText } from '../model/plan.ts';
import type { Deferral, Exclusion, LedgerRow, Plan, PlanEntry, PlanWaived, PlanWarning } from '../model/plan.ts';
import { shown } from './page.ts';
import { quoteWord } from './remedy-script/command-words.ts';
import { clean, cleanLine, cut } from './text.ts';
import { PLAN_WORDS } from './words/plan.ts';
import type { PlanEnding, PlanWords } from './words/plan.ts';

/** What a page of a plan tells besides the plan itself. */
export interface PlanContext {
  /** Why the exit code is not 0. */
  readonly ending?: PlanEnding | null;
  /** The name of the plan's file, and the options that apply wants again: a word each. */
  /** Regions in scope that do not offer the service, or are none. */
  readonly withoutService?: readonly string[];
  readonly apply?: { readonly file: string; readonly options: readonly string[] };
}

/** Entries that a page of bounded length shows of one wave, and of all waves together; the others are counted. */
export const MOST_ROWS = 40;
const MOST_ROWS_IN_ALL = 200;
const MOST_WAVES = 30;
const MOST_ALTERNATIVES = 5;
const MOST_WARNINGS = 10;
const WIDEST_REQUEST = 400;

/** The words of the pages of a plan, in the language asked for. */
export function wordsFor(language: Language = 'en'): PlanWords {
  return PLAN_WORDS[language];
}

/** How much is meant to be done, how much is not, and where nothing could be looked for: a sentence each. */
export function leadTexts(plan: Plan, words: PlanWords, { withoutService = [] }: PlanContext = {}): readonly string[] {
  const names = withoutService.slice(0, MOST_ALTERNATIVES).map((name) => shown(name)).join(', ');
  return [doneText(plan, words), words.leftAside(plan.deferred.length, plan.excluded.length), ...(withoutService.length === 0 ? [] : [words.withoutService(`${names}${withoutService.length > MOST_ALTERNATIVES ? ', …' : ''}`)])];
}

function doneText({ entries, operation }: Plan, words: PlanWords): string {
  if (entries.length === 0) return words.noEntries;
  const vSwitches = new Set(entries.map((entry) => JSON.stringify([entry.region, entry.vSwitchId]))).size;
  const waves = new Set(entries.map((entry) => entry.wave)).size;
  return words.lead(operation, { entries: entries.length, waves, addresses: addressesOf(entries), vSwitches });
}

function addressesOf(entries: readonly PlanEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.addressesNeeded, 0);
}

/** One line of the head of a plan. A hash is never broken or cut, so that it can be copied. */
export interface HeadLine {
  readonly label: string;
  readonly value: string;
  readonly isHash: boolean;
  readonly note: string;
}

/** What identifies a plan and what it rests on. */
export function headOf(plan: Plan, words: PlanWords): HeadLine[] {
  const { head, notKnown } = words;
  const accounts = [...new Set(plan.entries.map((entry) => entry.accountId ?? notKnown))];
  return [
    { label: head.digest, value: plan.digest, isHash: true, note: '' },
    { label: head.id, value: plan.id, isHash: true, note: '' },
    { label: head.made, value: plan.createdAt, isHash: false, note: words.by(plan.tool.name, shown(plan.tool.version)) },
    { label: head.expires, value: plan.expiresAt, isHash: false, note: words.notAfter },
    ...(accounts.length === 0 ? [] : [{ label: head.account, value: accounts.slice(0, MOST_ROWS).join(', '), isHash: false, note: '' }]),
    { label: head.preset, value: plan.rulebook.preset, isHash: false, note: '' },
    { label: head.ruleBook, value: plan.rulebook.digest, isHash: true, note: '' },
    ...(plan.attested.length === 0
      ? [{ label: head.attested, value: words.nothing, isHash: false, note: '' }]
      : plan.attested.slice(0, MOST_ROWS).map((value) => ({ label: head.attested, value, isHash: false, note: words.byPeople }))),
  ];
}

export interface Wave {
  /** "Wave 1". */
  readonly title: string;
  /** "3 entries, 27 addresses". */
  readonly size: string;
  readonly entries: readonly PlanEntry[];
}

/** The entries by wave, in the order in which the waves run. */
export function wavesOf(plan: Plan, words: PlanWords): Wave[] {
  return [...groupBy(plan.entries, (entry) => entry.wave)].toSorted(([a], [b]) => a - b).map(([wave, entries]) => ({
    title: words.waveTitle(wave),
    size: words.waveSize(entries.length, addressesOf(entries)),
    entries,
  }));
}

/** The waves as far as a page of bounded length shows them: which of their entries, and how many entries and waves are left out. */
export function cappedWaves(plan: Plan, words: PlanWords): { readonly waves: readonly { readonly wave: Wave; readonly rows: readonly PlanEntry[]; readonly left: number }[]; readonly left: number } {
  const all = wavesOf(plan, words);
  let room = MOST_ROWS_IN_ALL;
  const waves = all.slice(0, MOST_WAVES).map((wave) => {
    const rows = wave.entries.slice(0, Math.min(MOST_ROWS, room));
    room -= rows.length;
    return { wave, rows, left: wave.entries.length - rows.length };
  });
  return { waves, left: all.length - waves.length };
}

/** The endpoint that is asked for, "default" where the service chooses. */
export function endpointText({ prefix, port }: Pick<PlanEntry, 'prefix' | 'port'>, { byDefault }: PlanWords): string {
  if (prefix === null && port === null) return byDefault;
  return `${prefix === null ? byDefault : shown(prefix, 60)}:${port ?? DEFAULT_PORT}`;
}

/** The request of an entry as it leaves. */
export function requestOf(plan: Plan, entry: PlanEntry): string {
  return cut(clean(requestText(plan.operation, entry)), WIDEST_REQUEST);
}

/** The advice that failed on an instance when the plan was made, as far as a page shows it; what it saw of bounded length. */
export function warningsOf({ warnings = [] }: PlanEntry): readonly PlanWarning[] {
  return warnings.slice(0, MOST_WARNINGS).map(({ rule, title, saw }) => ({ rule: shown(rule), title: shown(title, 200), saw: cut(clean(saw), 400) }));
}

/** The approvals on which an entry rests, as far as a page shows them. */
export function waivedOf({ waived = [] }: PlanEntry): readonly PlanWaived[] {
  return waived.slice(0, MOST_WARNINGS).map((one) => ({
    rule: shown(one.rule), title: shown(one.title, 200), reason: shown(one.reason, 400), owner: shown(one.owner, 60), ticket: one.ticket === null ? null : shown(one.ticket, 60), expires: one.expires === null ? null : shown(one.expires),
  }));
}

/** How the free addresses of a vSwitch are shared out, in `cells` whole parts: whatever is more than none has at least one. */
export interface LedgerBar {
  readonly reserved: number;
  readonly keptFree: number;
  readonly spare: number;
}

/** The bar of a ledger row. `remaining` holds what is kept free and what is spare. All parts are 0 where no address is free. */
export function ledgerBar(row: LedgerRow, cells: number): LedgerBar {
  const kept = Math.max(0, Math.min(row.keepFree, row.remaining));
  const parts = [Math.max(0, row.reserved), kept, Math.max(0, row.remaining - kept)];
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total === 0) return { reserved: 0, keptFree: 0, spare: 0 };
  const shares = parts.map((part) => (part === 0 ? 0 : Math.max(1, Math.round((part / total) * cells))));
  const widest = shares.indexOf(Math.max(...shares));
  const [reserved = 0, keptFree = 0, spare = 0] = shares.map((share, at) => (at === widest ? share + cells - shares.reduce((sum, one) => sum + one, 0) : share));
  return { reserved, keptFree, spare };
}

/** Why an instance is deferred: one sentence, of bounded length. */
export function reasonOf({ ledger }: Plan, deferral: Deferral, words: PlanWords): string {
  const row = ledger.find(({ vSwitchId, region }) => vSwitchId === deferral.vSwitchId && region === deferral.region) ?? null;
  return cut(clean(words.reason({ deferral, row })), 400);
}

/** The vSwitches to which a deferred instance could move, those with the most room first, the others counted. Empty where none is known. */
export function alternativesOf(deferral: Deferral, words: PlanWords): { readonly named: readonly { readonly id: string; readonly free: string }[]; readonly left: number } {
  const { alternatives } = deferral;
  const named = alternatives.toSorted((a, b) => b.availableAddresses - a.availableAddresses).slice(0, MOST_ALTERNATIVES);
  return { named: named.map((one) => ({ id: shown(one.id), free: words.free(one.availableAddresses) })), left: alternatives.length - named.length };
}

const STANDINGS = Object.keys({ enabled: 0, blocked: 1, unknown: 2 } satisfies Record<Exclusion['standing'], number>) as readonly Exclusion['standing'][];

/** How many instances the plan leaves out for which standing, and what that standing means. */
export function exclusionsOf(plan: Plan, words: PlanWords): { readonly standing: Exclusion['standing']; readonly size: number; readonly meaning: string }[] {
  return STANDINGS.flatMap((standing) => {
    const size = plan.excluded.filter((one) => one.standing === standing).length;
    return size === 0 ? [] : [{ standing, size, meaning: words.standings[standing] }];
  });
}

/** What to do with the plan: a sentence and, where there is something to apply, the command. */
export function nextOf(plan: Plan, words: PlanWords, { apply }: PlanContext = {}): { readonly sentence: string; readonly command: string | null } {
  const digest = shown(plan.digest, 100);
  if (plan.entries.length === 0) {
    const isMendable = plan.deferred.length > 0 || plan.excluded.some((one) => one.standing !== 'enabled');
    return { sentence: words.nothingToApply(isMendable), command: null };
  }
  const command = plan.operation === 'ReleaseDirectConnection' ? 'release INSTANCE... --acknowledge-disconnect' : `apply ${applyWords(apply)}`;
  return { sentence: words.goOn[plan.operation], command: `tair-preflight ${command} --expect ${digest}` };
}

/** The file and the options as a shell reads them. A name without a dot or a slash would be taken for the id of an instance, one that begins with "-" for an option. */
function applyWords({ file, options }: NonNullable<PlanContext['apply']> = { file: 'plan.json', options: [] }): string {
  const isPlain = /[./]/.test(file) && !file.startsWith('-');
  return [isPlain ? file : `./${file}`, ...options].map((word) => quoteWord(cleanLine(word))).join(' ');
}
