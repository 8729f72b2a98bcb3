import { HTML_WORDS } from '../../words/html.ts';
import { makeDetails } from './detail.ts';
import { byId, element } from './dom.ts';
import { makeDrawer } from './drawer.ts';
import { makeFilters } from './filters.ts';
import type { Filters } from './filters.ts';
import { openFleet } from './fleet.ts';
import type { Fleet, Row } from './fleet.ts';
import { makeList } from './list.ts';
import { readPacked } from './read-packed.ts';
import { selectRows } from './select-rows.ts';
import { makeSwap } from './swap-language.ts';
import { makeTools, restoreTheme } from './tools.ts';
import { plainView, readHash, writeHash } from './view.ts';
import type { View } from './view.ts';

/** Makes the document a page to work with: filters, list, drawer. Where that fails the document stays as it is. */
async function start(): Promise<void> {
  restoreTheme();
  try {
    const { packed, uuids } = await readPacked();
    run(openFleet(packed), uuids);
    document.documentElement.dataset['ready'] = 'yes';
  } catch (fault) {
    const words = HTML_WORDS[document.documentElement.dataset['language'] === 'zh' ? 'zh' : 'en'];
    byId('listing').prepend(element('p', { class: 'notice', role: 'note' }, words.client.failed));
    throw fault;
  }
}

function run(fleet: Fleet, uuids: Uint8Array): void {
  const { language } = fleet.packed;
  const details = makeDetails(fleet, uuids);
  let view = readHash(location.hash, plainView(language));
  let rows: readonly Row[] = [];
  let opened: Row | null = null;

  /** A drawer that is opened is a step of its own, so that "back" closes it; filters are not. */
  const go = (change: Partial<View>): void => {
    const isStep = change.open !== undefined && change.open !== null && view.open === null;
    view = { ...view, ...change };
    remember(writeHash(view, language), isStep);
    draw(Object.keys(change).every((key) => key === 'open') ? 'drawer' : 'list');
  };
  const list = makeList({
    sortBy: (column) => go({ sort: column, isDescending: view.sort === column && !view.isDescending }),
    open: (row) => go({ open: row.key }),
    linkTo: (row) => writeHash({ ...view, open: row.key }, language),
  });
  const drawer = makeDrawer({
    close() {
      if (view.open !== null) go({ open: null });
      if (opened !== null && rows.includes(opened)) list.focus(opened);
    },
    step(by) {
      const next = opened !== null && rows.includes(opened) ? rows[rows.indexOf(opened) + by] : undefined;
      if (next !== undefined) go({ open: next.key });
    },
  });
  const missing = element('p', { role: 'status' });
  const frame = makeFrame(fleet, go, [missing, list.node, drawer.node]);
  const drawDrawer = (): void => {
    const row = view.open === null ? undefined : fleet.byKey.get(view.open);
    missing.textContent = view.open === null || row !== undefined ? '' : HTML_WORDS[view.language].client.gone(view.open);
    if (row === undefined) {
      drawer.close();
      return;
    }
    opened = row;
    drawer.open({ row, detail: details(row, view.language), words: HTML_WORDS[view.language], position: rows.indexOf(row) + 1, all: rows.length, link: location.href });
  };
  /** Only what a change touches is made anew. */
  const draw = (what: 'list' | 'drawer'): void => {
    if (what === 'list') {
      const filters = frame(view);
      rows = selectRows(fleet, view);
      list.show({ rows, sort: view.sort, isDescending: view.isDescending, words: HTML_WORDS[view.language] });
      filters.show(view, rows.length);
    }
    drawDrawer();
  };
  addEventListener('popstate', () => {
    view = readHash(location.hash, view);
    draw('list');
  });
  draw('list');
}

/** What stands around the list, made anew for another language; gives its filters. */
function makeFrame(fleet: Fleet, go: (change: Partial<View>) => void, below: readonly HTMLElement[]): (view: View) => Filters {
  const swap = makeSwap(fleet.packed.other);
  let told = fleet.packed.language;
  let filters: Filters | null = null;
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    filters?.focusSearch();
  });
  document.addEventListener('click', jump);
  byId('tools').hidden = false;
  return (view) => {
    if (filters !== null && told === view.language) return filters;
    if (told !== view.language) swap();
    told = view.language;
    const words = HTML_WORDS[told];
    document.documentElement.lang = words.lang;
    document.title = words.title;
    byId('tools').replaceChildren(...makeTools(words.client, told === 'en' ? 'zh-CN' : 'en', () => {
      go({ language: view.language === 'en' ? 'zh' : 'en' });
      byId('language').focus();
    }));
    filters = makeFilters(fleet, words, view, go);
    byId('listing').replaceChildren(filters.node, ...below);
    return filters;
  };
}

/** Puts the view into the address of the page. Where a browser allows no more changes for now, the next one brings it. */
function remember(hash: string, isStep: boolean): void {
  try {
    history[isStep ? 'pushState' : 'replaceState'](null, '', hash);
  } catch {
    // The view is shown all the same.
  }
}

/** Links to a heading of the page move there and leave the view as it is; those that hold a view show it and move to the list. */
function jump(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const hash = link?.getAttribute('href') ?? '';
  if (link === null || !hash.startsWith('#') || link.dataset['at'] !== undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = hash.includes('=') ? byId('instances') : document.getElementById(hash.slice(1));
  if (target === null) return;
  if (!hash.includes('=')) event.preventDefault();
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView();
}

void start();
