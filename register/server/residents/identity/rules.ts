/**
 * When the data of an ID card are a person of the register. Nothing here is clever: where the rules are not met in
 * full, or by more than one person, there is no sign-in, and the visitor is sent to the counter.
 *
 * 1. The family name is the same in its search form (DIN 91379). A former name is not enough.
 * 2. The given names are the same, in the same order, in their search form. A card without given names has `---` or
 * nothing there.
 * 3. The birth dates agree in all places that both know, and both know the year.
 * 4. Postal code, street and house number of the card are those of a home that the person has now. A card without an
 * address, or with another, is not matched: a person in another town may have the same name and birthday.
 * 5. One person only.
 */
import type { EidData } from '../../ports/eid-server.ts';
import { isPartialDate } from '../../../contract/partial-date.ts';
import { searchForm, searchKey } from './search-form.ts';

export interface Candidate {
  readonly familyName: string;
  /** Separated by blanks; empty where there are none. */
  readonly givenNames: string;
  /** 1950, 1950-07 or 1950-07-31. */
  readonly birthDate: string;
  readonly homes: readonly {
    readonly street: string;
    readonly houseNumber: string;
    readonly addition: string | null;
    readonly postalCode: string;
  }[];
}

/**
 * A card's birth date as the register writes it: `1994-09`; null where not even the year is there, or where there is no
 * such day. Zeros count as blanks.
 */
export function cardBirthDate(dateOfBirth: string | undefined): string | null {
  const parts = /^(\d{4})(\d{2}| {2})(\d{2}| {2})$/.exec((dateOfBirth ?? '').padEnd(8));
  if (parts === null || parts[1] === '0000') return null;
  const [, year = '', month = '', day = ''] = parts;
  if (!/[1-9]/.test(month)) return year;
  const born = /[1-9]/.test(day) ? `${year}-${month}-${day}` : `${year}-${month}`;
  return isPartialDate(born) ? born : null;
}

const agree = (a: string, b: string): boolean => (a.length <= b.length ? b.startsWith(a) : a.startsWith(b));

const cardGivenNames = (names: string | undefined): string =>
  names === undefined || /^-+$/.test(names.trim()) ? '' : searchForm(names);

/** "Bouchéstr. 68 A" and "Bouchéstraße 68a" are one address. */
export const addressKey = (street: string): string =>
  searchForm(street).replace(/STR\b/g, 'STRASSE').replaceAll(' ', '');

/** Rules 1 to 4. */
export function isPerson(card: EidData, person: Candidate): boolean {
  const born = cardBirthDate(card.dateOfBirth);
  if (born === null || !agree(born, person.birthDate)) return false;
  if (
    card.familyNames === undefined ||
    searchKey(card.familyNames) !== searchKey(person.familyName) ||
    searchKey(person.familyName) === ''
  )
    return false;
  if (cardGivenNames(card.givenNames) !== searchForm(person.givenNames)) return false;
  const { street, zipCode } = card.address ?? {};
  if (street === undefined || zipCode === undefined || searchKey(street) === '') return false;
  return person.homes.some(
    (home) =>
      home.postalCode === zipCode.trim() &&
      addressKey(`${home.street} ${home.houseNumber}${home.addition === null ? '' : ` ${home.addition}`}`) ===
        addressKey(street),
  );
}
