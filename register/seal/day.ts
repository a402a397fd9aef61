/** Days as ISO 8601 (2026-11-21), and as the three bytes of a seal's header. */

/** True for a day of the proleptic Gregorian calendar, 0001-01-01..9999-12-31. */
export function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null || parts[1] === '0000') return false;
  const read = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 10) === text;
}

/** The number MMDDYYYY as three bytes, most significant first (ICAO Doc 9303-13). */
export function encodeDay(day: string): Uint8Array {
  const number = Number(`${day.slice(5, 7)}${day.slice(8, 10)}${day.slice(0, 4)}`);
  return Uint8Array.of(number >> 16, (number >> 8) & 0xff, number & 0xff);
}

/** Undefined where the three bytes are no day. */
export function decodeDay(bytes: Uint8Array): string | undefined {
  const [high = 0, middle = 0, low = 0] = bytes;
  const digits = String(high * 65_536 + middle * 256 + low).padStart(8, '0');
  const day = `${digits.slice(4)}-${digits.slice(0, 2)}-${digits.slice(2, 4)}`;
  return bytes.length === 3 && isDay(day) ? day : undefined;
}
