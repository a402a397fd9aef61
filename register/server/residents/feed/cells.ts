/** What a cell of a delivery may be. Each check says what is wrong, never what stands there. */
import { LATIN, N1, N2, N3, N4 } from '../../../din91379/characters.ts';
import { charactersOf, textFault } from '../../../din91379/text.ts';
import { isPartialDate, withoutZeros } from '../../../contract/partial-date.ts';

/** Null: it may stand there. */
export type Reason = string | null;

const MOST = 200;

const single = (groups: readonly string[]): string =>
  groups
    .flatMap(charactersOf)
    .filter((one) => one.length === 1)
    .map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
/**
 * Texts that need no second look: characters of the data type that are one code unit, of which no two beyond ASCII
 * stand side by side, so that nothing is put together or was encoded twice.
 */
const plain = (groups: readonly string[]): RegExp => {
  const all = single(groups);
  return new RegExp(`^(?:[ -~](?<=[${all}])|[${all}](?<![\\0-\\x7f])(?![^\\0-\\x7f]))*$`);
};
const PLAIN = { A: plain([LATIN, N1]), C: plain([LATIN, N1, N2, N3, N4]) } as const;

/** Other texts that were good before: names come again and again. More than so many would be a burden. */
const GOOD = { A: new Set<string>(), C: new Set<string>() } as const;
const MOST_GOOD = 50_000;

/** Of a data type of DIN 91379, NFC. */
export function wordsReason(text: string, type: 'A' | 'C', most = MOST): Reason {
  if (text.length > most) return `is longer than ${most} characters`;
  if (PLAIN[type].test(text) || GOOD[type].has(text)) return null;
  if (text !== text.normalize('NFC')) return 'is not in Unicode normalization form C (NFC)';
  if (/[\t\r\n]/.test(text)) return 'has a line break or a tabulator';
  const reason = textFault(text, type)?.reason ?? null;
  if (GOOD[type].size >= MOST_GOOD) GOOD[type].clear();
  if (reason === null) GOOD[type].add(text);
  return reason;
}

/** Empty: nothing is known. */
export const partialDate = (text: string): string => {
  const date = withoutZeros(text);
  return date === '0000' ? '' : date;
};
export const partialDateReason = (date: string): Reason =>
  date === '' || isPartialDate(date)
    ? null
    : 'must be a day that there is, or what is known of it: 1950, 1950-07 or 1950-07-31';
export const dayReason = (date: string): Reason =>
  date === '' || (date.length === 10 && isPartialDate(date)) ? null : 'must be a day that there is: 2026-11-21';

const ID = /^[A-Za-z0-9._:/-]{1,64}$/;
export const idReason = (text: string): Reason =>
  ID.test(text) ? null : 'must be 1 to 64 letters, digits, dots, colons, slashes, hyphens';
const HOME_ID = /^[A-Za-z0-9._-]{1,64}$/;
export const homeIdReason = (text: string): Reason =>
  HOME_ID.test(text) ? null : 'must be 1 to 64 letters, digits, dots, hyphens';

export const oneOf = (text: string, words: readonly string[]): Reason =>
  words.includes(text) ? null : `must be one of ${words.join(', ')}`;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
export const instantReason = (text: string): Reason =>
  INSTANT.test(text) && isPartialDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))
    ? null
    : 'must be an instant with its offset: 2026-11-21T02:00:00+01:00';
