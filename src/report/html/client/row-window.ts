import { element } from './dom.ts';

/** Pixels that a row takes, as the style has it. */
const ROW = 56;
/** Rows that are made beyond those seen, above and below. */
const MARGIN = 12;
/** Rows that are made for paper. */
export const MOST_PRINTED = 1000;

/** The part of a long table that is in sight: only its rows are made, the others keep their place. */
export interface RowWindow {
  readonly scroller: HTMLElement;
  readonly body: HTMLElement;
  readonly table: HTMLTableElement;
  /** So many rows from now on; from the top where they are others than before. */
  setSize(size: number, isOther: boolean): void;
  /** Makes a row the active one, brings it into sight and focuses its link. */
  moveTo(place: number): void;
}

/** `makeRow` makes the row of a place; the link of the active one can be reached with Tab. */
export function makeRowWindow(makeRow: (place: number, isActive: boolean) => HTMLElement): RowWindow {
  const [above, body, below] = [spacer(), element('tbody'), spacer()];
  const table = element('table', {}, element('thead'), above.node, body, below.node);
  const scroller = element('div', { class: 'scroller' }, table);
  let size = 0;
  let active = 0;
  let isPrinting = false;

  const linkOf = (place: string | number): HTMLElement | null => body.querySelector<HTMLElement>(`a[data-at="${place}"]`);
  const draw = (): void => {
    const top = isPrinting ? 0 : Math.max(0, Math.floor(scroller.scrollTop / ROW) - MARGIN);
    const from = Math.min(top, size);
    const to = Math.min(size, isPrinting ? MOST_PRINTED : top + Math.ceil(scroller.clientHeight / ROW) + 2 * MARGIN);
    above.setHeight(from * ROW);
    below.setHeight(isPrinting ? 0 : (size - to) * ROW);
    const focused = document.activeElement instanceof HTMLElement && body.contains(document.activeElement) ? document.activeElement.dataset['at'] : undefined;
    body.replaceChildren(...Array.from({ length: to - from }, (_, at) => makeRow(from + at, from + at === active)));
    if (focused !== undefined) linkOf(focused)?.focus({ preventScroll: true });
  };
  let isDue = false;
  scroller.addEventListener('scroll', () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => { isDue = false; draw(); });
  });
  new ResizeObserver(draw).observe(scroller);
  for (const [event, value] of [['beforeprint', true], ['afterprint', false]] as const) addEventListener(event, () => { isPrinting = value; draw(); });
  const moveTo = (place: number): void => {
    if (size === 0) return;
    active = Math.max(0, Math.min(size - 1, place));
    const height = scroller.clientHeight - (table.tHead?.offsetHeight ?? 0);
    if (active * ROW < scroller.scrollTop) scroller.scrollTop = active * ROW;
    else if ((active + 1) * ROW > scroller.scrollTop + height) scroller.scrollTop = (active + 1) * ROW - height;
    draw();
    linkOf(active)?.focus({ preventScroll: true });
  };
  body.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(scroller.clientHeight / ROW) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moveTo(active + step);
  });
  return {
    scroller, body, table, moveTo,
    setSize(next, isOther) {
      size = next;
      if (isOther) {
        active = 0;
        scroller.scrollTop = 0;
      }
      draw();
    },
  };
}

/** A row of nothing that keeps the place of those that are not made. */
function spacer(): { readonly node: HTMLElement; setHeight(pixels: number): void } {
  const cell = element('td');
  const node = element('tbody', { class: 'space', 'aria-hidden': 'true' }, element('tr', {}, cell));
  return {
    node,
    setHeight(pixels) {
      node.hidden = pixels === 0;
      cell.style.height = `${pixels}px`;
    },
  };
}
