import { describe, expect, it } from 'vitest';
import { cardBirthDate, isPerson, type Candidate } from '../../../../../../register/server/residents/identity/rules.ts';
import type { EidData } from '../../../../../../register/server/ports/eid-server.ts';

const HOME = { street: 'Heidestraße', houseNumber: '17', addition: null, postalCode: '12345' };
const ERIKA: Candidate = { familyName: 'Mustermann', givenNames: 'Erika', birthDate: '1964-08-12', homes: [HOME] };
const CARD: EidData = {
  familyNames: 'MUSTERMANN',
  givenNames: 'ERIKA',
  dateOfBirth: '19640812',
  address: { street: 'HEIDESTRAẞE 17', city: 'MUSTERSTADT', zipCode: '12345', country: 'D' },
};

/** Each row: what differs on the card and in the register, and whether it is the person. */
const CASES: readonly (readonly [name: string, card: Partial<EidData>, person: Partial<Candidate>, is: boolean])[] = [
  ['all the same', {}, {}, true],
  ['another family name', { familyNames: 'MUSTERFRAU' }, {}, false],
  ['the birth name on the card', { familyNames: 'GABLER', birthName: 'GABLER' }, {}, false],
  ['umlauts written out', { familyNames: 'GROESSER WEISSMUELLER' }, { familyName: 'Größer-Weißmüller' }, true],
  ['a particle written together', { familyNames: 'VONDER STRASSEN' }, { familyName: 'von der Straßen' }, true],
  ['no family name on the card', { familyNames: '' }, { familyName: '' }, false],
  ['another given name: the twin', { givenNames: 'ERNA' }, {}, false],
  ['one given name more on the card', { givenNames: 'ERIKA MARIA' }, {}, false],
  ['given names in another order', { givenNames: 'MARIA ERIKA' }, { givenNames: 'Erika Maria' }, false],
  ['no given name on either side', { givenNames: '---' }, { givenNames: '' }, true],
  ['no given name on the card only', { givenNames: '---' }, {}, false],
  ['given names missing on the card', { givenNames: undefined as never }, {}, false],
  ['another day of birth', { dateOfBirth: '19640813' }, {}, false],
  ['the day not on the card', { dateOfBirth: '196408  ' }, {}, true],
  ['the day not in the register', {}, { birthDate: '1964-08' }, true],
  ['only the year on both sides', { dateOfBirth: '1964    ' }, { birthDate: '1964' }, true],
  ['zeros on the card, only the year in the register', { dateOfBirth: '19640000' }, { birthDate: '1964' }, true],
  ['another year, the rest unknown', { dateOfBirth: '1965    ' }, { birthDate: '1964' }, false],
  ['month and day of another kind unknown', { dateOfBirth: '196407  ' }, { birthDate: '1964-08' }, false],
  ['no birth date on the card', { dateOfBirth: '        ' }, {}, false],
  ['a birth date that is none', { dateOfBirth: 'XXXXXXXX' }, {}, false],
  ['no address on the card', { address: null }, {}, false],
  ['an address of another town', { address: { street: 'HEIDESTRAẞE 17', city: 'KÖLN', zipCode: '51147' } }, {}, false],
  ['another house number', { address: { street: 'HEIDESTRAẞE 7', zipCode: '12345' } }, {}, false],
  [
    'a street that is only named',
    { address: { street: '', zipCode: '12345' } },
    { homes: [{ ...HOME, street: '', houseNumber: '' }] },
    false,
  ],
  [
    'street shortened, letter of the house apart',
    { address: { street: ' HEIDESTR. 17 A', zipCode: '12345' } },
    { homes: [{ ...HOME, addition: 'a' }] },
    true,
  ],
  ['the secondary home on the card', {}, { homes: [{ ...HOME, street: 'Marktplatz', houseNumber: '1' }, HOME] }, true],
  ['no home in the register', {}, { homes: [] }, false],
];

describe('matching a card to a person', () => {
  it.each(CASES)('by the rules: %s', (_name, card, person, is) => {
    expect(isPerson({ ...CARD, ...card }, { ...ERIKA, ...person })).toBe(is);
  });

  it.each([
    ['19640812', '1964-08-12'],
    ['196408  ', '1964-08'],
    ['196408', '1964-08'],
    ['19640800', '1964-08'],
    ['1964', '1964'],
    ['19640000', '1964'],
    ['0000    ', null],
    ['', null],
    ['64081219640812', null],
  ])('reads the birth date %j as %j', (text, date) => {
    expect(cardBirthDate(text)).toBe(date);
  });
});
