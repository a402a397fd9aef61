/**
 * Births, of which only the year or the month may be known: 1950, 1950-07 or 1950-07-31. Registers and cards also write
 * what is not known as zeros (1950-00-00), so zeros are read as "not known" wherever a date comes in, and never kept.
 */
const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** True for a year, month or day that there is, from 0001 to 9999. */
export function isPartialDate(text: string): boolean {
  const [, year, month, day] = SHAPE.exec(text) ?? [];
  if (year === undefined || year === '0000') return false;
  if (month === undefined) return true;
  if (month < '01' || month > '12') return false;
  // Day 0 of the next month is this one's last. Date.UTC would take years below 100 for those of 1900.
  return (
    day === undefined ||
    (day >= '01' && Number(day) <= new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate())
  );
}

/**
 * A date without what its zeros say is not known: 1950-07-00 is 1950-07, 1950-00-31 is 1950. Anything else stays as it
 * is.
 */
export function withoutZeros(text: string): string {
  const [, year = '', month, day] = SHAPE.exec(text) ?? [];
  if (month === '00') return year;
  return day === '00' ? `${year}-${month}` : text;
}
