const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[-+]\d{2}:\d{2}))?$/;

/** An ISO day (UTC) or time with its zone; null for everything else that a Date would make something of, such as "never 2099" or 31 February. */
export function parseIsoTime(given: unknown): Date | null {
  const [, day] = typeof given === 'string' ? ISO_TIME.exec(given) ?? [] : [];
  if (typeof given !== 'string' || day === undefined) return null;
  const midnight = new Date(day);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return null;
  const time = new Date(given);
  return Number.isNaN(time.getTime()) ? null : time;
}
