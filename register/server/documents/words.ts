/** Dates and amounts as they stand in a document. */
import type { CertificateAddress } from './content.ts';
import { fixed } from './fixed.ts';

const MONTHS = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
];

/** 31.07.1950 */
export const dayInWords = (day: string): string => day.split('-').reverse().join('.');

/** A birth of which only year, or year and month, are known says so. */
export function birthInWords(date: string): string {
  const [year = '', month, day] = date.split('-');
  if (day !== undefined) return dayInWords(date);
  return month === undefined
    ? `${year} (Tag und Monat unbekannt)`
    : `${MONTHS[Number(month) - 1] ?? month} ${year} (Tag unbekannt)`;
}

/** 7,50 Euro */
export const feeInWords = (cents: number): string =>
  `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')} Euro`;

/** § 21 BMG. */
export const HOME_IN_WORDS: Record<CertificateAddress['kind'], string> = {
  sole: fixed`Alleinige Wohnung`,
  main: fixed`Hauptwohnung`,
  secondary: fixed`Nebenwohnung`,
};
