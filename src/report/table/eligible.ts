import { groupBy } from '../../model/group-by.ts';
import type { Result, ResultInstance } from '../../model/result.ts';
import { factText, refusedFor } from '../findings.ts';
import { instanceColumns } from '../instance-columns.ts';
import type { InstanceRow } from '../instance-columns.ts';
import { heading, listIds, listNames, number, paragraph, shown, showGroups, wordsOf } from '../page.ts';
import type { Page } from '../page.ts';
import { TABLE_WORDS } from '../words/table.ts';

const MOST_ROWS = 40;
const MOST_RULES = 10;

interface Row extends InstanceRow {
  readonly mark: string;
}

/** The instances for which the call may be sent as they are. */
export function eligibleSection(result: Result, page: Page): string[] {
  const eligible = result.instances.filter((instance) => instance.standing === 'eligible');
  if (eligible.length === 0) return [];
  const rows = eligible.slice(0, MOST_ROWS).map(toRow);
  const words = TABLE_WORDS[page.language].eligible;
  const lines = [heading(page, words.title, eligible.length, 'green'), ...(showColumns(page, rows) ?? rows.flatMap((row) => showStacked(page, row)))];
  if (eligible.length > rows.length) lines.push(...paragraph(page, wordsOf(page).leftOut(eligible.length - rows.length), 2));
  if (eligible.some((instance) => instance.contended)) lines.push(...paragraph(page, words.contended, 2).map(page.paint.yellow));
  const refused = [...new Set(eligible.flatMap(refusedFor))].toSorted();
  if (refused.length > 0) lines.push(...paragraph(page, words.refused(listNames(refused, MOST_RULES, page.language), refused.length), 2).map(page.paint.red));
  return lines;
}

function toRow(instance: ResultInstance): Row {
  return {
    mark: refusedFor(instance).length > 0 ? 'x' : instance.contended ? '!' : ' ',
    id: shown(instance.instanceId),
    name: shown(instance.name ?? ''),
    region: shown(instance.region ?? ''),
    needs: instance.addressesNeeded === null ? '?' : number(instance.addressesNeeded),
    vSwitch: shown(factText(instance, 'instance.vSwitchId') ?? '?'),
  };
}

/** The rows in columns, those that contend or will be refused with a mark; null where the line is too short. */
function showColumns(page: Page, rows: readonly Row[]): string[] | null {
  const set = instanceColumns(page, rows, TABLE_WORDS[page.language].eligible);
  return set === null ? null : [...set.head, ...set.lines.map((line, at) => {
    const mark = rows[at]?.mark ?? ' ';
    return mark === ' ' ? `  ${line}` : page.paint[mark === 'x' ? 'red' : 'yellow'](`${mark} ${line}`);
  })];
}

function showStacked(page: Page, row: Row): string[] {
  return [
    ...paragraph(page, `${row.id}${row.name === '' ? '' : `  ${row.name}`}`, 0, `${row.mark} `),
    ...paragraph(page, TABLE_WORDS[page.language].eligible.needs(row.needs === '?' ? null : row.needs, row.region, row.vSwitch), 4),
  ];
}

/** The vSwitches that have too few addresses for all who could go now. */
export function contendedSection(result: Result, page: Page): string[] {
  const vSwitches = result.vSwitches.filter((vSwitch) => vSwitch.contended);
  if (vSwitches.length === 0) return [];
  const words = TABLE_WORDS[page.language].contended;
  const members = groupBy(result.instances.filter((instance) => instance.contended), (instance) => `${instance.region} ${factText(instance, 'instance.vSwitchId')}`);
  return [
    heading(page, words.title, vSwitches.length, 'yellow'),
    ...showGroups(page, vSwitches, (vSwitch) => [
      ...paragraph(page, words.vSwitch(shown(vSwitch.vSwitchId), shown(vSwitch.region), vSwitch.available === null ? '?' : number(vSwitch.available), number(vSwitch.neededByEligible), vSwitch.instances), 2),
      ...listIds(page, (members.get(`${vSwitch.region} ${vSwitch.vSwitchId}`) ?? []).map((instance) => instance.instanceId), 4),
    ], 'vSwitch'),
    ...paragraph(page, words.plan, 2),
  ];
}
