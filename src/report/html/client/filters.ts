import { number } from '../../words/common.ts';
import { COLUMNS, OUTLOOKS } from '../../words/html.ts';
import type { HtmlWords, Outlook } from '../../words/html.ts';
import { button, colourKey, element } from './dom.ts';
import type { Fleet } from './fleet.ts';
import { textOf } from './fleet.ts';
import { isFiltered, plainView } from './view.ts';
import type { View } from './view.ts';

export interface Filters {
  readonly node: HTMLElement;
  /** Shows a view and what it selects, without telling of a change. */
  show(view: View, count: number): void;
  focusSearch(): void;
}

type Change = (change: Partial<View>) => void;

/** The form that narrows and sorts the list, in one language. */
export function makeFilters(fleet: Fleet, words: HtmlWords, before: View, change: Change): Filters {
  const { client } = words;
  const { language } = before;
  const search = element('input', { type: 'search', id: 'f-text', name: 'text', placeholder: client.searchHint, autocomplete: 'off', spellcheck: 'false' });
  search.addEventListener('input', () => change({ text: search.value }));
  const standing = standingBoxes(fleet, words, change);
  const titles = new Map(fleet.rules.map((rule) => [rule.id, textOf(fleet.packed, rule.title, language, { id: '', name: '' })]));
  const region = choice('region', client.region, [['', client.all], ...fleet.regions.map((one) => [one, one] as const)], (value) => change({ region: value === '' ? null : value }));
  const rule = choice('rule', client.rule, [['', client.all], ...fleet.rules.map(({ id }) => [id, `${id}: ${titles.get(id) ?? ''}`] as const)], (value) => change({ rule: value === '' ? null : value }));
  const tag = choice('tag', client.tag, [['', client.all], ...fleet.tags.map((one) => [one, one] as const)], (value) => change({ tag: value === '' ? null : value }));
  const orders = COLUMNS.flatMap((column) => [false, true].map((isDescending) => [`${column} ${isDescending ? 'desc' : 'asc'}`, client.sorted(words.columns[column], isDescending)] as const));
  const sort = choice('sort', client.sort, orders, (value) => {
    const [name, order] = value.split(' ');
    change({ sort: COLUMNS.find((column) => column === name) ?? 'id', isDescending: order === 'desc' });
  });
  const reset = button(client.reset, () => {
    change({ ...plainView(language), open: null });
    search.focus();
  }, { class: 'reset' });
  const count = element('p', { class: 'count', role: 'status' });
  const form = element('form', { role: 'search', 'aria-label': client.filters },
    element('div', { class: 'field wide-field' }, element('label', { for: 'f-text' }, client.search), search),
    standing.node, region.node, rule.node, ...(fleet.tags.length === 0 ? [] : [tag.node]), sort.node, reset);
  form.addEventListener('submit', (event) => event.preventDefault());
  return {
    node: element('div', { class: 'filters' }, form, element('div', { class: 'below' }, count, element('p', { class: 'keys' }, client.keys))),
    show(view, size) {
      if (search.value !== view.text) search.value = view.text;
      standing.show(view.standing);
      region.show(view.region ?? '');
      rule.show(view.rule ?? '');
      tag.show(view.tag ?? '');
      sort.show(`${view.sort} ${view.isDescending ? 'desc' : 'asc'}`);
      reset.disabled = !isFiltered(view);
      const text = client.showing(size, fleet.rows.length);
      if (count.textContent !== text) count.textContent = text;
    },
    focusSearch: () => search.focus(),
  };
}

function standingBoxes(fleet: Fleet, words: HtmlWords, change: Change): { readonly node: HTMLElement; show(standing: readonly Outlook[]): void } {
  const sizes = new Map<Outlook, number>();
  for (const { outlook } of fleet.rows) sizes.set(outlook, (sizes.get(outlook) ?? 0) + 1);
  const boxes = OUTLOOKS.map((outlook) => ({ outlook, box: element('input', { type: 'checkbox', name: 'standing', value: outlook }) }));
  for (const { box } of boxes) box.addEventListener('change', () => change({ standing: boxes.filter((one) => one.box.checked).map((one) => one.outlook) }));
  const labels = boxes.map(({ outlook, box }) => element('label', { class: 'pill' }, box, colourKey(outlook), ` ${words.outlooks[outlook]} `, element('span', { class: 'pill-size' }, number(sizes.get(outlook) ?? 0))));
  return {
    node: element('fieldset', {}, element('legend', {}, words.client.standing), element('div', { class: 'pills' }, ...labels)),
    show(standing) {
      for (const { outlook, box } of boxes) box.checked = standing.includes(outlook);
    },
  };
}

function choice(name: string, label: string, options: readonly (readonly [value: string, text: string])[], onChange: (value: string) => void): { readonly node: HTMLElement; show(value: string): void } {
  const select = element('select', { id: `f-${name}`, name }, ...options.map(([value, text]) => element('option', { value }, text)));
  select.addEventListener('change', () => onChange(select.value));
  return {
    node: element('div', { class: 'field' }, element('label', { for: `f-${name}` }, label), select),
    show(value) {
      // A link may name what this fleet does not have: it selects nothing and is shown as what it is.
      if (![...select.options].some((option) => option.value === value)) select.append(element('option', { value }, value));
      select.value = value;
    },
  };
}
