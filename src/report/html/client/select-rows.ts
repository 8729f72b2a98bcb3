import { OUTLOOKS } from '../../words/html.ts';
import type { Column } from '../../words/html.ts';
import { undecidedOf } from './fleet.ts';
import type { Fleet, Row } from './fleet.ts';
import type { View } from './view.ts';

type Compare = (a: Row, b: Row) => number;

const by = (of: (row: Row) => string | number): Compare => (a, b) => {
  const [one, other] = [of(a), of(b)];
  return one < other ? -1 : one > other ? 1 : 0;
};

const ORDERS: Readonly<Record<Column, Compare>> = {
  id: by(({ id }) => id),
  region: by(({ region }) => region),
  outlook: by((row) => OUTLOOKS.indexOf(row.outlook) * 2 + (row.isContended || undecidedOf(row) > 0 ? 1 : 0)),
  why: by(({ profile }) => profile.why),
  needs: by(({ needs }) => needs ?? -1),
  vSwitch: by(({ vSwitch }) => vSwitch),
};

const haystacks = new WeakMap<Row, string>();

/** The rows that a view shows, in its order; equal ones in the order of the result. */
export function selectRows({ rows }: Pick<Fleet, 'rows'>, view: View): readonly Row[] {
  const words = view.text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const chosen = rows.filter((row) => (
    (view.standing.length === 0 || view.standing.includes(row.outlook))
    && (view.region === null || row.region === view.region)
    && (view.rule === null || row.profile.notPassed.has(view.rule))
    && (view.tag === null || row.tags.includes(view.tag))
    && words.every((word) => haystackOf(row).includes(word))
  ));
  if (view.sort === 'id' && !view.isDescending) return chosen;
  const order = ORDERS[view.sort];
  return chosen.toSorted((a, b) => (view.isDescending ? order(b, a) : order(a, b)) || a.at - b.at);
}

function haystackOf(row: Row): string {
  const known = haystacks.get(row);
  if (known !== undefined) return known;
  const text = `${row.id} ${row.name} ${row.vSwitch} ${row.account} ${row.tags.join(' ')}`.toLowerCase();
  haystacks.set(row, text);
  return text;
}
