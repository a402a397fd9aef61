/** Our own tables, filled with the test town, as a subject of the conformance suite. */
import type { Kysely } from 'kysely';
import type { ConformanceSubject } from '../../../register/resident-system/conformance.ts';
import { testTown } from '../../../register/resident-system/test-town.ts';
import type { RegisterDatabase } from '../../../register/server/database/database.ts';
import type { Tables } from '../../../register/server/database/tables.ts';
import { createDocumentKey } from '../../../register/server/keys/secrets.ts';
import { searchKey } from '../../../register/server/residents/identity/search-form.ts';
import { putDocuments, type DocumentRecord } from '../../../register/server/residents/own/documents.ts';
import { createOwnResidents } from '../../../register/server/residents/own-residents.ts';

export async function conformanceSubject(
  database: RegisterDatabase,
  interrupt: () => Promise<void>,
): Promise<ConformanceSubject> {
  const key = createDocumentKey(new Uint8Array(32).fill(9));
  const { documents } = testTown();
  await putDocuments(database.db, key, documents as readonly DocumentRecord[]);
  await putTown(database.db);
  return { system: createOwnResidents(database, key), interrupt, close: () => database.close() };
}

async function putTown(db: Kysely<Tables>): Promise<void> {
  const { people, blockKinds } = testTown();
  for (const [position, { id, validUntil }] of blockKinds.entries()) {
    const line = { de: id };
    const body = {
      id,
      name: line,
      line,
      law: 'BMG',
      spouses: false,
      ...(validUntil === undefined ? {} : { validUntil }),
    };
    await db
      .insertInto('block_kind')
      .values({ id, position, body: JSON.stringify(body) })
      .execute();
  }
  const rows = new Map<string, number>();
  for (const one of people) {
    const { id } = await db
      .insertInto('person')
      .values({
        external_id: one.id,
        family_name: one.familyName,
        given_names: one.givenNames.join(' '),
        usual_given_name: one.usualGivenName,
        doctorate: one.doctorate,
        birth_name: one.birthName,
        birth_date: one.birthDate,
        birth_place: one.birthPlace,
        nationalities: JSON.stringify(one.nationalities),
        marital_status: one.maritalStatus,
        family_search: searchKey(one.familyName),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    rows.set(one.id, id);
    for (const { houseNumber, postalCode, ...home } of one.homes)
      await db
        .insertInto('residence')
        .values({ ...home, person: id, house_number: houseNumber, postal_code: postalCode })
        .execute();
    for (const kind of one.blocks)
      await db
        .insertInto('transmission_block')
        .values({ person: id, kind, set_at: new Date(0) })
        .execute();
  }
  const rowOf = (id: string): number => rows.get(id) ?? 0;
  for (const { id, family } of people)
    for (const { id: relative, relation } of family)
      await db
        .insertInto('family_link')
        .values({ person: rowOf(id), relative: rowOf(relative), relation })
        .execute();
}
