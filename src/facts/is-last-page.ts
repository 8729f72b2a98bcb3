/** How far a list is that is read page after page. */
export interface Pages {
  /** TotalCount as it came. */
  readonly total: unknown;
  /** Different entries so far, this page included. */
  readonly seen: number;
  /** Entries on this page. */
  readonly came: number;
  readonly size: number;
}

/**
 * Whether this page is the last: when the announced total is there. A total that is missing, is no number, or is less
 * than what has come already is not believed; then the last page is the first that is not full.
 */
export function isLastPage({ total, seen, came, size }: Pages): boolean {
  const announced = announcedTotal(total);
  return announced === null || seen > announced ? came < size : seen >= announced;
}

/** The total that a reply announces; null where it announces none that can be read. */
export function announcedTotal(total: unknown): number | null {
  const value = typeof total === 'string' && /^\d{1,15}$/.test(total) ? Number(total) : total;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
