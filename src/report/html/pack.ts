import { deflateSync } from 'node:zlib';

import type { Language } from '../../model/language.ts';
import type { Result, ResultFact, ResultInstance } from '../../model/result.ts';
import { clean, cut } from '../text.ts';
import { OUTLOOKS } from '../words/html.ts';
import { makeTable } from './intern-table.ts';
import { outlookOf } from './outlook.ts';
import { makeFindingPacker } from './pack-findings.ts';
import { makeReadingPacker } from './pack-readings.ts';
import type { Packed } from './packed.ts';

/** The longest id and name that are shown whole, in cells; no true one is as long. */
const WIDEST_ID = 80;
const WIDEST_NAME = 120;

/** The result in both languages as the script of the page takes it: compressed, as base64. */
export interface PackedText {
  readonly data: string;
  /** Request ids that are UUIDs, 16 bytes each. */
  readonly requests: string;
}

/** Packs a result for the page: each text, value, answer and finding once, then compressed. `other` is the document in the other language. */
export function pack(results: Readonly<Record<Language, Result>>, language: Language, other: string): PackedText {
  const { packed, uuids } = toPacked(results, language, other);
  return {
    data: deflateSync(JSON.stringify(packed), { level: 9 }).toString('base64'),
    requests: Buffer.from(uuids, 'hex').toString('base64'),
  };
}

/** The same before it is compressed; `uuids` are the request ids one after another, without dashes. */
export function toPacked(results: Readonly<Record<Language, Result>>, language: Language, other: string): { readonly packed: Packed; readonly uuids: string } {
  const { instances, startedAt } = results.en;
  const base = Math.floor(Date.parse(startedAt) / 1000) * 1000;
  const readings = makeReadingPacker(instances, base);
  const findings = makeFindingPacker(readings.factAt);
  const names = makeTable<string>();
  const [accounts, regions, vSwitches, tags] = [makeTable<string>(), makeTable<string>(), makeTable<string>(), makeTable<readonly string[]>()];
  const at = (table: typeof accounts, text: string | null): number => table.at(text ?? '', () => shortened(text ?? '', WIDEST_ID));
  const column = <T>(of: (instance: ResultInstance, place: number) => T): T[] => instances.map(of);
  const columns: Packed['columns'] = {
    id: column(({ instanceId }) => shortened(instanceId, WIDEST_ID)),
    name: column(({ name }) => (name === null ? 0 : names.entries[names.at(name, () => shortened(name, WIDEST_NAME))] ?? '')),
    account: column(({ accountId }) => at(accounts, accountId)),
    region: column(({ region }) => at(regions, region)),
    outlook: column((instance) => OUTLOOKS.indexOf(outlookOf(instance))),
    contended: column(({ contended }) => (contended ? 1 : 0)),
    needs: column(({ addressesNeeded }) => addressesNeeded ?? -1),
    vSwitch: column(({ facts }) => at(vSwitches, textOf(facts['instance.vSwitchId']))),
    tags: column(({ facts }) => tagsAt(tags, facts['instance.tags'])),
    profile: column((instance, place) => findings.profileOf(instance, results.zh.instances[place])),
    reads: column(readings.readsOf),
  };
  const { uuids, tick, ...evidence } = readings.evidence();
  return {
    packed: {
      language, base, tick, ...findings.tables, ...readings.tables, other, columns, evidence,
      accounts: accounts.entries, regions: regions.entries, vSwitches: vSwitches.entries, tags: tags.entries,
    },
    uuids,
  };
}

function shortened(text: string, cells: number): string {
  return cut(clean(text), cells);
}

function textOf(fact: ResultFact | undefined): string | null {
  return fact !== undefined && 'value' in fact ? String(fact.value) : null;
}

function tagsAt(tags: ReturnType<typeof makeTable<readonly string[]>>, fact: ResultFact | undefined): number {
  const pairs = fact !== undefined && 'value' in fact && typeof fact.value === 'object' && !Array.isArray(fact.value) ? Object.entries(fact.value) : [];
  const texts = pairs.map(([key, value]) => `${key}=${value}`).toSorted();
  return tags.at(JSON.stringify(texts), () => texts.map((text) => shortened(text, WIDEST_NAME)));
}
