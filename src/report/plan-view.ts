import { groupBy } from '../model/group-by.ts';
import { DEFAULT_PORT } from '../model/fleet.ts';
import { requestText } from '../model/plan.ts';
import type { Deferral, Exclusion, LedgerRow, MutatingOperation, Plan, PlanEntry } from '../model/plan.ts';
import { count, number, shown } from './page.ts';
import { clean, cut } from './text.ts';

/** Entries that a page of bounded length shows of one wave, and of all waves together; the others are counted. */
export const MOST_ROWS = 40;
const MOST_ROWS_IN_ALL = 200;
const MOST_WAVES = 30;
const MOST_ALTERNATIVES = 5;
const WIDEST_REQUEST = 400;

interface OperationWords {
  /** After "Plan to". */
  readonly aim: string;
  /** What one entry, and what several, do with addresses. */
  readonly does: readonly [string, string];
}

const WORDS = {
  AllocateDirectConnection: { aim: 'enable direct connections', does: ['takes', 'take'] },
  ReleaseDirectConnection: { aim: 'release direct connections', does: ['gives back', 'give back'] },
} as const satisfies Record<MutatingOperation, OperationWords>;

/** "Plan to enable direct connections". */
export function titleOf(plan: Plan): string {
  return `Plan to ${WORDS[plan.operation].aim}`;
}

/** How much is meant to be done, and how much is not: a sentence each. */
export function leadTexts(plan: Plan): readonly [string, string] {
  return [doneText(plan), `${number(plan.deferred.length)} deferred, ${number(plan.excluded.length)} excluded.`];
}

function doneText({ entries, operation }: Plan): string {
  if (entries.length === 0) return 'This plan has no entries: nothing would be sent.';
  const vSwitches = new Set(entries.map((entry) => JSON.stringify([entry.region, entry.vSwitchId]))).size;
  const [one, several] = WORDS[operation].does;
  const waves = count(new Set(entries.map((entry) => entry.wave)).size, 'wave');
  const addresses = count(addressesOf(entries), 'address', 'addresses');
  return `${count(entries.length, 'entry', 'entries')} in ${waves} ${entries.length === 1 ? one : several} ${addresses} on ${count(vSwitches, 'vSwitch', 'vSwitches')}.`;
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
export function headOf(plan: Plan): HeadLine[] {
  const accounts = [...new Set(plan.entries.map((entry) => entry.accountId ?? 'not known'))];
  return [
    { label: 'Digest', value: plan.digest, isHash: true, note: '' },
    { label: 'Plan id', value: plan.id, isHash: true, note: '' },
    { label: 'Made', value: plan.createdAt, isHash: false, note: `by ${plan.tool.name} ${shown(plan.tool.version)}` },
    { label: 'Expires', value: plan.expiresAt, isHash: false, note: 'it is not started after that' },
    ...(accounts.length === 0 ? [] : [{ label: 'Account', value: accounts.slice(0, MOST_ROWS).join(', '), isHash: false, note: '' }]),
    { label: 'Preset', value: plan.rulebook.preset, isHash: false, note: '' },
    { label: 'Rule book', value: plan.rulebook.digest, isHash: true, note: '' },
    ...(plan.attested.length === 0
      ? [{ label: 'Attested', value: 'nothing', isHash: false, note: '' }]
      : plan.attested.slice(0, MOST_ROWS).map((value) => ({ label: 'Attested', value, isHash: false, note: 'said by people, not read' }))),
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
export function wavesOf(plan: Plan): Wave[] {
  return [...groupBy(plan.entries, (entry) => entry.wave)].toSorted(([a], [b]) => a - b).map(([wave, entries]) => ({
    title: `Wave ${number(wave)}`,
    size: `${count(entries.length, 'entry', 'entries')}, ${count(addressesOf(entries), 'address', 'addresses')}`,
    entries,
  }));
}

/** The waves as far as a page of bounded length shows them: which of their entries, and how many entries and waves are left out. */
export function cappedWaves(plan: Plan): { readonly waves: readonly { readonly wave: Wave; readonly rows: readonly PlanEntry[]; readonly left: number }[]; readonly left: number } {
  const all = wavesOf(plan);
  let room = MOST_ROWS_IN_ALL;
  const waves = all.slice(0, MOST_WAVES).map((wave) => {
    const rows = wave.entries.slice(0, Math.min(MOST_ROWS, room));
    room -= rows.length;
    return { wave, rows, left: wave.entries.length - rows.length };
  });
  return { waves, left: all.length - waves.length };
}

/** "and 5 more entries (see the plan file)". */
export function leftInPlan(left: number, noun: string, plural = `${noun}s`): string {
  return `and ${number(left)} more ${left === 1 ? noun : plural} (see the plan file)`;
}

/** The endpoint that is asked for, "default" where the service chooses. */
export function endpointText({ prefix, port }: Pick<PlanEntry, 'prefix' | 'port'>): string {
  if (prefix === null && port === null) return 'default';
  return `${prefix === null ? 'default' : shown(prefix, 60)}:${port ?? DEFAULT_PORT}`;
}

/** The request of an entry as it leaves. */
export function requestOf(plan: Plan, entry: PlanEntry): string {
  return cut(clean(requestText(plan.operation, entry)), WIDEST_REQUEST);
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

/** "17 addresses". */
export function needText({ addressesNeeded }: Pick<Deferral, 'addressesNeeded'>): string {
  return addressesNeeded === null ? 'an unknown number of addresses' : count(addressesNeeded, 'address', 'addresses');
}

/** "5", or "not known". */
export function shortText({ shortBy }: Pick<Deferral, 'shortBy'>): string {
  return shortBy === null ? 'not known' : number(shortBy);
}

/** The vSwitches to which a deferred instance could move, those with the most room first, the others counted. Empty where none is known. */
export function alternativesOf(deferral: Deferral): { readonly named: readonly { readonly id: string; readonly free: string }[]; readonly left: number } {
  const { alternatives } = deferral;
  const named = alternatives.toSorted((a, b) => b.availableAddresses - a.availableAddresses).slice(0, MOST_ALTERNATIVES);
  return { named: named.map((one) => ({ id: shown(one.id), free: `${number(one.availableAddresses)} free` })), left: alternatives.length - named.length };
}

/** What is said where no alternative is known. */
export const NO_ALTERNATIVE = 'No other vSwitch of the same VPC and zone is known to have room.';

const STANDING_WORDS = {
  enabled: 'a direct endpoint exists',
  blocked: 'a rule of severity error failed',
  unknown: 'something that decides could not be read',
} as const satisfies Record<Exclusion['standing'], string>;

/** How many instances the plan leaves out for which standing, and what that standing means. */
export function exclusionsOf(plan: Plan): { readonly standing: Exclusion['standing']; readonly size: number; readonly meaning: string }[] {
  const standings = Object.keys(STANDING_WORDS) as readonly Exclusion['standing'][];
  return standings.flatMap((standing) => {
    const size = plan.excluded.filter((one) => one.standing === standing).length;
    return size === 0 ? [] : [{ standing, size, meaning: STANDING_WORDS[standing] }];
  });
}

/** What to do with the plan: a sentence and, where there is something to apply, the command. */
export function nextOf(plan: Plan): { readonly sentence: string; readonly command: string | null } {
  const digest = shown(plan.digest, 100);
  if (plan.entries.length === 0) {
    const isMendable = plan.deferred.length > 0 || plan.excluded.some((one) => one.standing !== 'enabled');
    return { sentence: `There is nothing to apply.${isMendable ? ' Mend what keeps the instances from it, and plan again.' : ''}`, command: null };
  }
  if (plan.operation === 'ReleaseDirectConnection') {
    return { sentence: 'Clients of the direct endpoints are disconnected. To go on with just this plan:', command: `tair-preflight release INSTANCE... --acknowledge-disconnect --expect ${digest}` };
  }
  return { sentence: 'Nothing has been sent. To approve and apply just this plan (plan.json is the file that --out named):', command: `tair-preflight apply plan.json --expect ${digest}` };
}
