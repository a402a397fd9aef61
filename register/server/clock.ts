/** Where the register takes the time from, so that tests can set it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Milliseconds that nobody sets, from any beginning: for waiting times. Not given: {@link now}. */
  elapsed?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day in a time zone (IANA name), as ISO 8601: 2026-11-21. */
export function dayIn(timeZone: string, instant: number): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

/** The time of day in a time zone (IANA name): 14:05. */
export const timeIn = (timeZone: string, instant: number): string =>
  new Intl.DateTimeFormat('de-DE', { timeZone, hour: '2-digit', minute: '2-digit' }).format(instant);

/** A day shifted by whole days. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
