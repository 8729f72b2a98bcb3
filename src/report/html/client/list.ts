import { COLUMNS } from '../../words/html.ts';
import type { Column, HtmlWords } from '../../words/html.ts';
import { code, colourKey, element } from './dom.ts';
import { undecidedOf } from './fleet.ts';
import type { Row } from './fleet.ts';
import { makeRowWindow, MOST_PRINTED } from './row-window.ts';

export interface ListEvents {
  sortBy(column: Column): void;
  open(row: Row): void;
  linkTo(row: Row): string;
}

export interface ShownList {
  readonly rows: readonly Row[];
  readonly sort: Column;
  readonly isDescending: boolean;
  readonly words: HtmlWords;
}

/** The list of instances, of any length. */
export interface List {
  readonly node: HTMLElement;
  show(list: ShownList): void;
  /** Brings a row into sight and focuses it. */
  focus(row: Row): void;
}

export function makeList(events: ListEvents): List {
  let list: ShownList | null = null;
  const { scroller, body, table, setSize, moveTo } = makeRowWindow((place, isActive) => {
    const row = list?.rows[place];
    return row === undefined || list === null ? element('tr') : rowOf(row, { place, isActive, words: list.words, link: events.linkTo(row) });
  });
  const caption = table.createCaption();
  caption.className = 'away';
  const printed = element('p', { class: 'printed' });
  const empty = element('p', { class: 'empty' });
  body.addEventListener('click', (event) => {
    const line = event.target instanceof Element ? event.target.closest('tr') : null;
    const row = list?.rows[Number(line?.dataset['place'])];
    if (row === undefined || event.ctrlKey || event.metaKey || event.shiftKey || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    events.open(row);
  });
  return {
    node: element('div', { class: 'list' }, scroller, empty, printed),
    show(next) {
      const isOther = list?.rows !== next.rows;
      list = next;
      const { rows, words } = next;
      table.setAttribute('aria-rowcount', String(rows.length + 1));
      caption.textContent = words.sections.instances;
      table.createTHead().replaceChildren(headOf(next, events));
      empty.textContent = rows.length === 0 ? words.client.none : '';
      empty.hidden = rows.length > 0;
      scroller.hidden = rows.length === 0;
      printed.textContent = rows.length > MOST_PRINTED ? words.client.printing(MOST_PRINTED, rows.length) : '';
      setSize(rows.length, isOther);
    },
    focus(row) {
      moveTo(list?.rows.indexOf(row) ?? 0);
    },
  };
}

function headOf({ sort, isDescending, words }: ShownList, events: ListEvents): HTMLElement {
  return element('tr', { 'aria-rowindex': 1 }, ...COLUMNS.map((column) => {
    const isSorted = sort === column;
    const sorter = element('button', { type: 'button', 'data-sort': column }, words.columns[column], element('span', { 'aria-hidden': 'true' }, isSorted ? (isDescending ? ' ↓' : ' ↑') : ''));
    sorter.addEventListener('click', () => {
      events.sortBy(column);
      document.querySelector<HTMLElement>(`button[data-sort="${column}"]`)?.focus();
    });
    return element('th', { scope: 'col', class: `c-${column}`, 'aria-sort': isSorted ? (isDescending ? 'descending' : 'ascending') : null }, sorter);
  }));
}

interface RowPlace {
  readonly place: number;
  readonly isActive: boolean;
  readonly words: HtmlWords;
  readonly link: string;
}

function rowOf(row: Row, { place, isActive, words, link }: RowPlace): HTMLElement {
  const isHeld = row.outlook !== 'eligible' && row.outlook !== 'enabled';
  return element('tr', { 'aria-rowindex': place + 2, 'data-place': place },
    element('th', { scope: 'row', class: 'c-id' }, element('a', { href: link, tabindex: isActive ? 0 : -1, 'data-at': place }, code(row.id)), element('bdi', { class: 'name' }, row.name === '' ? '–' : row.name)),
    element('td', { class: 'c-region' }, row.region),
    element('td', { class: 'c-outlook' }, element('div', {}, colourKey(row.outlook), ` ${words.outlooks[row.outlook]}`, row.isContended ? element('span', { class: 'state contended' }, words.client.contended) : null,
      undecidedOf(row) > 0 ? element('span', { class: 'state perhaps' }, words.undecided.short) : null)),
    element('td', { class: 'c-why' }, element('div', {}, isHeld ? row.profile.blockers.join(', ') : '')),
    element('td', { class: 'c-needs' }, row.needs === null ? '?' : String(row.needs)),
    element('td', { class: 'c-vSwitch' }, code(row.vSwitch === '' ? '–' : row.vSwitch)));
}
