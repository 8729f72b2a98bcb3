import type { Advice } from '../../model/advice.ts';
import { compareText } from '../../model/group-by.ts';
import type { Result } from '../../model/result.ts';
import { number } from '../words/common.ts';
import type { HtmlWords } from '../words/html.ts';
import { bar, code, escape, filterLink, legend, section, table } from './markup.ts';

/** Rows that are shown at once, and those that can be unfolded. */
const FIRST_ROWS = 15;
const MORE_ROWS = 200;

interface Headroom {
  readonly vSwitchId: string;
  readonly region: string;
  readonly available: number | null;
  readonly now: number;
  readonly freed: number;
  readonly state: 'contended' | 'later' | 'holds' | 'unknown';
}

const RANK: Readonly<Record<Headroom['state'], number>> = { contended: 0, later: 1, unknown: 2, holds: 3 };

/** The free addresses of each vSwitch beside what those who can go need of them, the scarcest first. Empty where there is no vSwitch. */
export function vSwitchesSection(result: Result, advice: Advice, words: HtmlWords): string {
  const rows = headroomsOf(result, advice);
  if (rows.length === 0) return '';
  const { vSwitchKey: key } = words;
  const [first, more] = [rows.slice(0, FIRST_ROWS), rows.slice(FIRST_ROWS, FIRST_ROWS + MORE_ROWS)];
  const left = rows.length - first.length - more.length;
  const contended = rows.some(({ state }) => state === 'contended');
  return section('vswitches', words.sections.vSwitches, `${legend([['eligible', key.now], ['fixable', key.freed], ['spare', key.spare], ['short', key.short]])}
${tableOf(first, 'vswitches', words)}
${more.length === 0 ? '' : `<details><summary>${escape(words.moreRows(more.length))}</summary>\n${tableOf(more, 'vswitches-more', words)}\n${left > 0 ? `<p>${escape(words.leftOutRows(left))}</p>` : ''}</details>`}
${contended ? `<p>${escape(words.contendedAdvice)}</p>` : ''}`);
}

function headroomsOf({ vSwitches }: Result, advice: Advice): Headroom[] {
  const freedOn = new Map(advice.vSwitches.map((one) => [`${one.region} ${one.vSwitchId}`, one.neededByFreed]));
  return vSwitches.map(({ vSwitchId, region, available, neededByEligible, contended }): Headroom => {
    const freed = freedOn.get(`${region} ${vSwitchId}`) ?? 0;
    const state = contended ? 'contended' : available === null ? 'unknown' : neededByEligible + freed > available ? 'later' : 'holds';
    return { vSwitchId, region, available, now: neededByEligible, freed, state };
  }).toSorted((a, b) => RANK[a.state] - RANK[b.state] || spare(a) - spare(b) || compareText(a.region, b.region) || compareText(a.vSwitchId, b.vSwitchId));
}

function spare({ available, now, freed }: Headroom): number {
  return (available ?? 0) - now - freed;
}

function tableOf(rows: readonly Headroom[], id: string, words: HtmlWords): string {
  const { vSwitchColumns: titles, vSwitchStates: states } = words;
  return table({
    id,
    caption: words.vSwitchLead,
    columns: [{ title: titles.vSwitch }, { title: titles.region }, { title: titles.free, kind: 'number' }, { title: titles.now, kind: 'number' }, { title: titles.freed, kind: 'number' }, { title: titles.share, kind: 'bar' }, { title: titles.state }],
    rows: rows.map((row) => [
      filterLink({ text: row.vSwitchId }, code(row.vSwitchId)), code(row.region), row.available === null ? '?' : number(row.available), number(row.now), number(row.freed),
      headroomBar(row), `<span class="state ${row.state}">${escape(states[row.state])}</span>`,
    ]),
  });
}

/** Up to what is free: needed now, after changes, spare; what is needed beyond that is drawn apart. */
function headroomBar({ available, now, freed }: Headroom): string {
  const free = available ?? 0;
  const [nowFits, freedFits] = [Math.min(now, free), Math.min(freed, Math.max(0, free - now))];
  const short = now + freed - nowFits - freedFits;
  return bar([{ kind: 'eligible', size: nowFits }, { kind: 'fixable', size: freedFits }, { kind: 'spare', size: free - nowFits - freedFits }, { kind: 'short', size: short }], Math.max(free, now + freed));
}
