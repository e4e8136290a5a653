/** The instant at which clocks in the time zone show a time such as `2026-12-01T22:00`; undefined for a day that is in no calendar. */
export function instantOf(local: string, timezone: string): Date | undefined {
  const asUtc = new Date(`${local}:00Z`);
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 16) !== local) return undefined;
  const shown = new Date(`${asUtc.toLocaleString('sv-SE', { timeZone: timezone }).replace(' ', 'T')}Z`);
  return new Date(2 * asUtc.getTime() - shown.getTime());
}

/** A time zone in the letters of its name: JavaScript reads `europe/berlin` and `+02:00` as well, which are none to CloudWatch. Undefined for what is none. */
export function timezoneOf(name: string): string | undefined {
  if (/^[+-]/.test(name)) return undefined;
  try {
    const { timeZone } = Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name; // an older name of a zone is one, too
  } catch {
    return undefined;
  }
}
