import { number } from '../../words/common.ts';
import type { HtmlWords } from '../../words/html.ts';
import { copyFrom } from './copy.ts';
import { groupsOf, isMissed } from './detail.ts';
import type { Detail, FactLine, FindingLine, StepLine } from './detail.ts';
import { button, code, colourKey, element } from './dom.ts';
import { undecidedOf } from './fleet.ts';
import type { Row } from './fleet.ts';

export interface Drawn {
  readonly row: Row;
  readonly detail: Detail;
  readonly words: HtmlWords;
  /** Its place in the list, from 1; 0 where the filters hide it. */
  readonly position: number;
  readonly all: number;
  readonly link: string;
}

export interface DrawerEvents {
  close(): void;
  /** To the instance before (−1) or after (1) in the list. */
  step(by: -1 | 1): void;
}

/** The drawer with everything of one instance. A dialog: it holds the focus until it is closed. */
export interface Drawer {
  readonly node: HTMLElement;
  open(drawn: Drawn): void;
  close(): void;
}

export function makeDrawer(events: DrawerEvents): Drawer {
  const dialog = element('dialog', { 'aria-labelledby': 'drawer-title', class: 'drawer' });
  dialog.addEventListener('close', () => events.close());
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowLeft') events.step(-1);
    else if (event.key === 'ArrowRight') events.step(1);
  });
  return {
    node: dialog,
    open(drawn) {
      const focused = document.activeElement instanceof HTMLElement && dialog.contains(document.activeElement) ? document.activeElement.dataset['role'] : undefined;
      dialog.replaceChildren(...contentOf(drawn, events, () => dialog.close()));
      if (!dialog.open) dialog.showModal();
      dialog.scrollTop = 0;
      const again = focused === undefined ? null : dialog.querySelector<HTMLElement>(`[data-role="${focused}"]:not(:disabled)`);
      (again ?? dialog.querySelector<HTMLElement>('h2'))?.focus();
    },
    close: () => { if (dialog.open) dialog.close(); },
  };
}

function contentOf(drawn: Drawn, events: DrawerEvents, close: () => void): HTMLElement[] {
  const { row, detail, words, position, all } = drawn;
  const { client } = words;
  const bar = element('div', { class: 'drawer-bar' },
    button(client.previous, () => events.step(-1), { 'data-role': 'previous', ...(position <= 1 ? { disabled: true } : {}) }),
    button(client.next, () => events.step(1), { 'data-role': 'next', ...(position === 0 || position >= all ? { disabled: true } : {}) }),
    element('span', { class: 'soft' }, position === 0 ? '' : client.position(position, all)),
    button(client.link, (one) => { void copyFrom(one, drawn.link, client, null); }, { 'data-role': 'link' }),
    button(client.close, close, { 'data-role': 'close', class: 'close' }));
  const isDone = row.outlook === 'enabled';
  const { counts, advice, rest } = groupsOf(detail, row);
  return [
    bar,
    element('h2', { id: 'drawer-title', tabindex: -1 }, code(row.id), ' ', element('bdi', { class: 'name' }, row.name)),
    element('p', { class: 'outlook' }, colourKey(row.outlook), ` ${words.outlooks[row.outlook]} `, row.isContended ? element('span', { class: 'state contended' }, client.contended) : null,
      undecidedOf(row) > 0 ? element('span', { class: 'state perhaps' }, words.undecided.mark(undecidedOf(row))) : null),
    headOf(drawn),
    element('h3', {}, client.counts),
    ...(counts.length === 0 ? [element('p', {}, isDone ? client.alreadyEnabled : client.nothingCounts)] : counts.map((finding) => findingOf(finding, words))),
    ...(advice.length === 0 ? [] : [element('h3', {}, client.advice), ...advice.map((finding) => findingOf(finding, words))]),
    element('details', {}, element('summary', {}, `${client.rest} (${number(rest.length)})`), ...rest.map((finding) => findingOf(finding, words, isDone))),
    element('details', {}, element('summary', {}, `${client.facts} (${number(detail.facts.length)})`), factTable(detail.facts, words, client.facts)),
    element('p', { id: 'status', role: 'status', class: 'away' }),
  ];
}

function headOf({ row, detail, words }: Drawn): HTMLElement {
  const { labels } = words;
  const pairs: readonly (readonly [string, readonly (Node | string)[]])[] = [
    [labels.account, [code(row.account)]], [words.columns.region, [code(row.region)]], [labels.vSwitch, [code(row.vSwitch)]],
    [labels.needs, [row.needs === null ? words.notKnown : number(row.needs)]],
    [labels.tags, row.tags.flatMap((tag, at) => (at === 0 ? [code(tag)] : [' ', code(tag)]))],
    [labels.codes, detail.codes.flatMap((one, at) => (at === 0 ? [code(one)] : [' ', code(one)]))],
  ];
  return element('dl', {}, ...pairs.filter(([, value]) => value.some((part) => typeof part === 'string' || part.textContent !== '')).flatMap(([label, value]) => [element('dt', {}, label), element('dd', {}, ...value)]));
}

/** `isBare`: without what to do about it, where it does not count. */
function findingOf(finding: FindingLine, words: HtmlWords, isBare = false): HTMLElement {
  const { client } = words;
  const isWrong = isMissed(finding) && !isBare;
  const [inPlace, instead] = [finding.steps.filter((step) => step.inPlace), finding.steps.filter((step) => !step.inPlace)];
  return element('article', { class: `finding ${finding.verdict}` },
    element('h4', {}, element('span', { class: `verdict ${finding.verdict}` }, client.verdicts[finding.verdict]), ' ', code(finding.rule)),
    element('p', {}, finding.message),
    finding.waiver === null ? null : element('p', {}, client.waived([finding.waiver.owner, finding.waiver.ticket].filter((one) => one !== null).join(', '), finding.waiver.expires, finding.waiver.reason)),
    isWrong && finding.steps.length > 0 ? element('h5', {}, client.remedy) : null,
    isWrong ? stepList(inPlace, words) : null,
    isWrong && instead.length > 0 ? element('h5', {}, client.notInPlace) : null,
    isWrong ? stepList(instead, words) : null,
    finding.looked.length === 0 ? null : element('details', isWrong ? { open: true } : {}, element('summary', {}, client.evidence), factTable(finding.looked, words, `${client.evidence}, ${finding.rule}`)));
}

function stepList(steps: readonly StepLine[], words: HtmlWords): HTMLElement | null {
  if (steps.length === 0) return null;
  return element('ol', {}, ...steps.map((step) => element('li', {}, element('p', {}, step.text), commandOf(step, words),
    step.impact === null ? null : element('p', { class: 'soft' }, step.impact),
    step.ram.length === 0 ? null : element('p', { class: 'soft' }, 'RAM: ', code(step.ram.join(', '))))));
}

function commandOf({ run }: StepLine, { client }: HtmlWords): HTMLElement | null {
  if (run === null) return null;
  const shown = element('code', {}, run);
  return element('div', { class: 'command' }, element('pre', { tabindex: 0, role: 'group', 'aria-label': client.remedy }, shown), button(client.copy, (one) => { void copyFrom(one, run, client, shown); }, { class: 'copy' }));
}

function factTable(facts: readonly FactLine[], { client }: HtmlWords, label: string): HTMLElement {
  return element('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': label }, element('table', { class: 'facts stack' },
    element('thead', {}, element('tr', {}, ...[client.fact, client.value, client.source, client.requestId, client.time].map((title) => element('th', { scope: 'col' }, title)))),
    element('tbody', {}, ...facts.map((fact) => element('tr', { class: fact.isKnown ? null : 'unknown' },
      element('th', { scope: 'row' }, code(fact.name)),
      element('td', { 'data-label': client.value }, fact.isKnown ? code(fact.text) : element('span', {}, element('span', { class: 'verdict unknown' }, client.unknownFact), ` ${fact.text}`)),
      element('td', { 'data-label': client.source }, fact.operation ?? '–'),
      element('td', { 'data-label': client.requestId }, fact.requestId === null ? (fact.isLeftOut ? element('span', { class: 'soft' }, client.requestLeftOut) : '–') : code(fact.requestId)),
      element('td', { 'data-label': client.time }, fact.readAt === null ? '–' : element('time', { datetime: fact.readAt }, fact.readAt)))))));
}
