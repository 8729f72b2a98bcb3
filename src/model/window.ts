/** Whether a time lies in a daily window given as "18:00Z" to "22:00Z" (UTC); a window may go over midnight. Throws for texts that are not such times. */
export function isWithinWindow(start: string, end: string, now: Date): boolean {
  const [from, to] = [minutesOf(start), minutesOf(end)];
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minutesOf(time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)Z$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) throw new Error(`Expected a time such as 18:00Z; saw ${JSON.stringify(time)}.`);
  return Number(hours) * 60 + Number(minutes);
}
