/** What our own tables have of people. */
import { sql, type Kysely } from 'kysely';
import { MaritalStatus } from '../../../contract/contract.ts';
import {
  Home,
  MOST_CANDIDATES,
  Relative,
  ResidentRecord,
  type Candidates,
  type CandidatesRequest,
  type Family,
} from '../../../resident-system/contract.ts';
import type { Tables } from '../../database/tables.ts';

const givenNames = (text: string): string[] => (text === '' ? [] : text.split(' '));

/** Neither died nor left, as the town's system delivered it. */
const isHere = (today: string) => sql<boolean>`(died_on is null and (left_on is null or left_on > ${today}))`;

/** `today`: the register's calendar day. */
export async function readCandidates(
  db: Kysely<Tables>,
  { familyName, birthYear }: CandidatesRequest,
  today: string,
): Promise<Candidates> {
  const people = await db
    .selectFrom('person')
    .select(['id', 'external_id', 'family_name', 'given_names', 'birth_date'])
    .where('family_search', '=', familyName)
    .where('birth_date', '>=', birthYear)
    .where('birth_date', '<', `${birthYear}~`)
    .where(isHere(today))
    .limit(MOST_CANDIDATES + 1)
    .execute();
  if (people.length === 0) return { complete: true, candidates: [] };
  if (people.length > MOST_CANDIDATES) return { complete: false, candidates: [] };
  const homes = await db
    .selectFrom('residence')
    .select(['person', 'street', 'house_number', 'addition', 'postal_code'])
    .where(
      'person',
      'in',
      people.map(({ id }) => id),
    )
    .where((where) => where.or([where('until', 'is', null), where('until', '>', today)]))
    .execute();
  return {
    complete: true,
    candidates: people.map((person) => ({
      id: person.external_id,
      familyName: person.family_name,
      givenNames: givenNames(person.given_names),
      birthDate: person.birth_date,
      homes: homes
        .filter((home) => home.person === person.id)
        .map((home) => ({
          street: home.street,
          houseNumber: home.house_number,
          addition: home.addition,
          postalCode: home.postal_code,
        })),
    })),
  };
}

/** Undefined: there is no such person. `today`: the register's calendar day. */
export async function readRecord(db: Kysely<Tables>, id: string, today: string): Promise<ResidentRecord | undefined> {
  const row = await db
    .selectFrom('person')
    .selectAll()
    .where('external_id', '=', id)
    .where(isHere(today))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const homes = await db
    .selectFrom('residence')
    .selectAll()
    .where('person', '=', row.id)
    .where((where) => where.or([where('until', 'is', null), where('until', '>', today)]))
    .orderBy('kind', (by) => by.collate('C'))
    .orderBy('since')
    .execute();
  const blocks = await db
    .selectFrom('transmission_block')
    .select('kind')
    .where('person', '=', row.id)
    .where((where) => where.or([where('until', 'is', null), where('until', '>', today)]))
    .orderBy('kind', (by) => by.collate('C'))
    .execute();
  return ResidentRecord.parse({
    version: row.version,
    familyName: row.family_name,
    givenNames: givenNames(row.given_names),
    usualGivenName: row.usual_given_name,
    doctorate: row.doctorate,
    birthName: row.birth_name,
    birthDate: row.birth_date,
    birthPlace: row.birth_place,
    nationalities: row.nationalities,
    maritalStatus: MaritalStatus.parse(row.marital_status),
    homes: homes.map((one) =>
      Home.parse({
        id: one.id,
        kind: one.kind,
        street: one.street,
        houseNumber: one.house_number,
        addition: one.addition,
        postalCode: one.postal_code,
        city: one.city,
        since: one.since,
      }),
    ),
    blocks: blocks.map(({ kind }) => kind),
  });
}

/** Undefined: there is no such person. `today`: the register's calendar day. */
export async function readFamily(db: Kysely<Tables>, id: string, today: string): Promise<Family | undefined> {
  const person = await db
    .selectFrom('person')
    .select('id')
    .where('external_id', '=', id)
    .where(isHere(today))
    .executeTakeFirst();
  if (person === undefined) return undefined;
  const relatives = await db
    .selectFrom('family_link')
    .innerJoin('person', 'person.id', 'family_link.relative')
    .select(['person.external_id', 'family_link.relation', 'family_name', 'given_names', 'birth_date'])
    .where('family_link.person', '=', person.id)
    .where(isHere(today))
    .orderBy('birth_date')
    .orderBy('person.id')
    .execute();
  return {
    relatives: relatives.map((one) =>
      Relative.parse({
        id: one.external_id,
        relation: one.relation,
        familyName: one.family_name,
        givenNames: givenNames(one.given_names),
        birthDate: one.birth_date,
      }),
    ),
  };
}
