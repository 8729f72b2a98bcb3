const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The moment at or after `now` (milliseconds since the epoch) at which the instance's maintenance window is open; `now` where its times are none. */
export function windowAfter(instance: { readonly maintainStart: string; readonly maintainEnd: string }, now: number): number {
  const start = minuteOf(instance.maintainStart);
  const end = minuteOf(instance.maintainEnd);
  if (start === null || end === null) return now;
  const length = ((end - start) * MINUTE + DAY) % DAY || DAY;
  const sinceStart = (((now - start * MINUTE) % DAY) + DAY) % DAY;
  return sinceStart < length ? now : now + DAY - sinceStart;
}

/** Minutes since midnight, UTC, of a time such as "18:00Z". */
function minuteOf(text: string): number | null {
  const match = /^(\d\d):(\d\d)Z$/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}
