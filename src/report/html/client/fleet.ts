import type { Language } from '../../../model/language.ts';
import { OUTLOOKS } from '../../words/html.ts';
import type { Outlook } from '../../words/html.ts';
import { ID_MARK, NAME_MARK } from '../packed.ts';
import type { Packed, PackedFinding, PackedRule } from '../packed.ts';

/** An instance as the list shows it. */
export interface Row {
  /** Its place in the result. */
  readonly at: number;
  readonly id: string;
  /** What names it in a link: its id, with region and account before it where several have that id. */
  readonly key: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly outlook: Outlook;
  readonly isContended: boolean;
  /** Null: not known. */
  readonly needs: number | null;
  readonly vSwitch: string;
  readonly tags: readonly string[];
  readonly profile: Profile;
}

/** What the rules said, the same for many instances. */
export interface Profile {
  readonly findings: readonly PackedFinding[];
  /** Rules of severity error that failed or, where none did, that are unknown. */
  readonly blockers: readonly string[];
  /** Rules of severity error that are unknown where others failed: mending those may not be enough. */
  readonly undecided: number;
  /** By which the list is sorted: how many stand in the way, then which. */
  readonly why: string;
  /** All rules that failed or are unknown. */
  readonly notPassed: ReadonlySet<string>;
}

export interface Fleet {
  readonly packed: Packed;
  readonly rows: readonly Row[];
  readonly byKey: ReadonlyMap<string, Row>;
  readonly regions: readonly string[];
  readonly tags: readonly string[];
  /** Rules that some instance did not pass, by id. */
  readonly rules: readonly PackedRule[];
}

/** The fleet out of what was packed. */
export function openFleet(packed: Packed): Fleet {
  const { columns } = packed;
  const profiles = packed.profiles.map((profile) => profileOf(packed, profile));
  const seen = new Map<string, number>();
  for (const id of columns.id) seen.set(id, (seen.get(id) ?? 0) + 1);
  const rows = columns.id.map((id, at): Row => {
    const account = packed.accounts[columns.account[at] ?? -1] ?? '';
    const region = packed.regions[columns.region[at] ?? -1] ?? '';
    const needs = columns.needs[at] ?? -1;
    return {
      at, id, account, region,
      key: seen.get(id) === 1 ? id : `${account}/${region}/${id}`,
      name: columns.name[at] || '',
      outlook: OUTLOOKS[columns.outlook[at] ?? -1] ?? 'unknown',
      isContended: columns.contended[at] === 1,
      needs: needs < 0 ? null : needs,
      vSwitch: packed.vSwitches[columns.vSwitch[at] ?? -1] ?? '',
      tags: packed.tags[columns.tags[at] ?? -1] ?? [],
      profile: profiles[columns.profile[at] ?? -1] ?? { findings: [], blockers: [], undecided: 0, why: '', notPassed: new Set() },
    };
  });
  const missed = new Set(profiles.flatMap(({ notPassed }) => [...notPassed]));
  return {
    packed, rows,
    byKey: new Map(rows.map((row) => [row.key, row])),
    regions: packed.regions.filter((region) => region !== '').toSorted(),
    tags: [...new Set(packed.tags.flat())].toSorted(),
    rules: packed.rules.filter(({ id }) => missed.has(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function profileOf({ findings, rules }: Packed, places: readonly number[]): Profile {
  const own = places.flatMap((place) => findings[place] ?? []);
  const idsOf = (holds: (finding: PackedFinding) => boolean): string[] => own.filter(holds).map(({ rule }) => rules[rule]?.id ?? '');
  const counts = ({ rule }: PackedFinding): boolean => rules[rule]?.severity === 'error';
  const failed = idsOf((finding) => counts(finding) && finding.verdict === 'fail');
  const unknown = idsOf((finding) => counts(finding) && finding.verdict === 'unknown');
  const blockers = failed.length > 0 ? failed : unknown;
  return {
    findings: own,
    blockers,
    undecided: failed.length > 0 ? unknown.length : 0,
    why: `${String(blockers.length).padStart(3, '0')} ${blockers.join(' ')}`,
    notPassed: new Set(idsOf(({ verdict }) => verdict === 'fail' || verdict === 'unknown')),
  };
}

/** How many error rules are unknown of an instance that can go after a change: it may need more than that. */
export function undecidedOf({ outlook, profile }: Pick<Row, 'outlook' | 'profile'>): number {
  return outlook === 'fixable' ? profile.undecided : 0;
}

/** A text of the tables in a language, told of an instance. */
export function textOf({ texts }: Packed, place: number, language: Language, row: Pick<Row, 'id' | 'name'>): string {
  const [english, chinese] = texts[place] ?? ['', 0];
  return withId(language === 'zh' && chinese !== 0 ? chinese : english, row);
}

/** A packed text with the id and the name of its instance put back. */
export function withId(text: string, { id, name }: Pick<Row, 'id' | 'name'>): string {
  return text.replaceAll(ID_MARK, () => id).replaceAll(NAME_MARK, () => name);
}
