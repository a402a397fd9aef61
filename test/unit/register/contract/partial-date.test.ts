/** Births of which not everything is known, from the file to the certificate. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { Resident } from '../../../../register/contract/contract.ts';
import { isPartialDate, withoutZeros } from '../../../../register/contract/partial-date.ts';
import { openPglite } from '../../../../register/server/database/database.ts';
import { BIRTH_DATES } from '../../../../register/server/database/migrations/0010-birth-dates.ts';
import { cardBirthDate } from '../../../../register/server/residents/identity/rules.ts';
import { ageOn } from '../../../../register/server/services/residents.ts';

const DAYS = ['1960', '1960-07', '1960-07-31', '2000-02-29', '1904-02-29', '0001-01-01', '9999-12-31'];
const NONE = [
  '0000',
  '0000-07',
  '0000-07-31',
  '1960-00',
  '1960-13',
  '1960-02-30',
  '1900-02-29',
  '1960-06-31',
  '1960-07-00',
  '1960-07-32',
  '196',
  '1960-7',
  '1960-07-31 ',
  '',
  '1960-07-31-01',
  '19600731',
  '+196',
  'MCML',
];

test.each(DAYS)('%s is a partial date', (text) => expect(isPartialDate(text)).toBe(true));
test.each(NONE)('%j is no partial date', (text) => expect(isPartialDate(text)).toBe(false));

test('a partial date has only days of the calendar', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
      (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const read = new Date(`${text}T00:00:00Z`);
        expect(isPartialDate(text)).toBe(!Number.isNaN(read.getTime()) && read.toISOString().startsWith(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['1960-00-00', '1960'],
  ['1960-07-00', '1960-07'],
  ['1960-00-31', '1960'],
  ['1960-00', '1960'],
  ['1960-07-31', '1960-07-31'],
  ['0000-00-00', '0000'],
  ['x', 'x'],
])('zeros of %s are read as unknown parts: %s', (text, known) => {
  expect(withoutZeros(text)).toBe(known);
});

test.each([
  ['1960', 65],
  ['1960-00-00', 65],
  ['1960-11', 65],
  ['1960-11-00', 65],
  ['1960-11-21', 66],
  ['1960-11-22', 65],
])('%s, age on 21 November 2026: %i, from the last day that it may be', (birth, age) => {
  expect(ageOn(withoutZeros(birth), '2026-11-21')).toBe(age);
});

test.each(['19600231', '19601301', '19600732'])('a card with the birth date %s matches no person', (date) =>
  expect(cardBirthDate(date)).toBeNull(),
);

test('the wire format refuses a person with any other birth date', () => {
  expect(Resident.shape.birthDate.safeParse('1960-07-00').success).toBe(false);
  expect(Resident.shape.birthDate.safeParse('1960-07').success).toBe(true);
});

describe('a partial date in the database', () => {
  test('keeps the known parts of stored rows, and is checked in new ones', async () => {
    const { db, close } = await openPglite();
    await sql`alter table person drop constraint person_birth_date_check`.execute(db);
    await sql`alter table person add constraint person_birth_date_check check (birth_date ~ '^\\d{4}(-\\d{2}(-\\d{2})?)?$')`.execute(
      db,
    );
    const before = [
      '1960-00-00',
      '1960-07-00',
      '1960-02-31',
      '1960-13',
      '1960-13-40',
      '0000-00-00',
      '1960-07-31',
      '2000-02-29',
      '1900-02-29',
      '1960',
    ];
    for (const birth of before)
      await db
        .insertInto('person')
        .values({ family_name: 'X', given_names: 'Y', birth_date: birth, nationalities: '[]' })
        .execute();
    for (const statement of BIRTH_DATES) await sql.raw(statement).execute(db);
    const rows = await db.selectFrom('person').select(['birth_date', 'version']).orderBy('id').execute();
    expect(rows.map(({ birth_date: birth }) => birth)).toEqual([
      '1960',
      '1960-07',
      '1960-02',
      '1960',
      '1960',
      '0000-00-00',
      '1960-07-31',
      '2000-02-29',
      '1900-02',
      '1960',
    ]);
    // A clerk with the old one on the screen gets a conflict.
    expect(rows.map(({ version }) => version)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 1, 0]);
    const insert = (birth: string) =>
      db
        .insertInto('person')
        .values({ family_name: 'X', given_names: 'Y', birth_date: birth, nationalities: '[]' })
        .execute();
    for (const birth of DAYS) await insert(birth);
    for (const birth of NONE) await expect(insert(birth), birth).rejects.toThrow('person_birth_date_check');
    await close();
  });
});
