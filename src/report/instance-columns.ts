import { columns } from './columns.ts';
import { paragraph } from './page.ts';
import type { Page } from './page.ts';
import { cut, displayWidth } from './text.ts';

const NARROWEST_NAME = 8;
const WIDEST_NAME = 40;

/** One instance as lists of instances show it; every text is cleaned. */
export interface InstanceRow {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly needs: string;
  readonly vSwitch: string;
}

/** The titles of the columns, and the sentence that tells a region which all rows share. */
export interface InstanceColumnWords {
  readonly columns: InstanceRow;
  allIn(region: string): string;
}

/** Instances in columns after a margin of two cells, which the lines leave to the caller; the name takes what the others leave of the line. Null where that is too little. */
export function instanceColumns(page: Page, rows: readonly InstanceRow[], words: InstanceColumnWords): { readonly head: readonly string[]; readonly lines: readonly string[] } | null {
  const head = words.columns;
  const isOneRegion = rows.every((row) => row.region === rows[0]?.region);
  const order: readonly (keyof InstanceRow)[] = isOneRegion ? ['id', 'name', 'needs', 'vSwitch'] : ['id', 'name', 'region', 'needs', 'vSwitch'];
  const widest = (column: keyof InstanceRow): number => Math.max(...[head, ...rows].map((row) => displayWidth(row[column])));
  const left = page.width - 2 - order.filter((column) => column !== 'name').reduce((sum, column) => sum + widest(column) + 2, 0);
  if (left < Math.min(NARROWEST_NAME, widest('name'))) return null;
  const name = Math.min(left, WIDEST_NAME, widest('name'));
  const [first = '', ...lines] = columns({
    rows: [head, ...rows].map((row) => order.map((column) => (column === 'name' ? cut(row.name, name) : row[column]))),
    aligns: order.map((column) => (column === 'needs' ? 'right' : 'left')),
  });
  return { head: [...(isOneRegion ? paragraph(page, words.allIn(rows[0]?.region ?? ''), 2) : []), page.paint.dim(`  ${first}`)], lines };
}
