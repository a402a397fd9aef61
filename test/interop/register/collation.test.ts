/**
 * The register answers alike on every cluster: a machine with LANG=de_DE.UTF-8 makes one that orders text by German
 * rules, not by bytes.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadDemo } from '../../../register/demo/demo.ts';
import { writePeople } from '../../../register/server/bulk/people.ts';
import { showCase } from '../../../register/server/cases/office.ts';
import { openPglite, openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import { findPerson } from '../../../register/server/residents/identity/find-person.ts';
import { createOwnResidents } from '../../../register/server/residents/own-residents.ts';
import { createSealingKeys } from '../../../register/server/keys/sealing/keys.ts';
import { createDocumentKey } from '../../../register/server/keys/secrets.ts';
import { createRegisterServer } from '../../../register/server/server.ts';
import { epochsInForce } from '../../../register/server/status-index/epochs.ts';
import { createHasher } from '../../../register/server/status-index/hasher.ts';
import { publish, readPage } from '../../../register/server/status-index/pages.ts';
import { postgresMissing, startPostgres, type Collation, type PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: clusters of other collations: ${missing}\n`);

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const clock = { now: () => NOON };
const key = createDocumentKey(new Uint8Array(32).fill(7));
const serverOn = (database: RegisterDatabase) =>
  createRegisterServer({ database, residents: createOwnResidents(database, key), clock, log: () => {} });

const person = (id: string, familyName: string, birthDate: string) => ({
  id,
  familyName,
  givenNames: 'Erika',
  birthDate,
  usualGivenName: null,
  doctorate: null,
  birthName: null,
  birthPlace: null,
  nationalities: ['deutsch'],
  maritalStatus: 'unknown' as const,
  street: 'Heidestraße',
  houseNumber: '17',
  addition: null,
  postalCode: '12345',
  city: 'Musterstadt',
  since: null,
});
const card = (familyNames: string, dateOfBirth: string) => ({
  familyNames,
  givenNames: 'ERIKA',
  dateOfBirth,
  address: { street: 'HEIDESTRAẞE 17', city: 'MUSTERSTADT', country: 'D', zipCode: '12345' },
});

describe.skipIf(missing !== undefined).each<Collation>(['C.UTF-8', 'de_DE.UTF-8', 'icu:de-DE'])(
  'a cluster of collation %s',
  (collation) => {
    let postgres: PostgresServer;
    let database: RegisterDatabase;
    beforeAll(async () => {
      postgres = await startPostgres(collation);
      database = await openPostgres(postgres.url);
      await loadDemo({ database, server: serverOn(database), documentKey: key, clock, log: () => {} });
    }, 120_000);
    afterAll(async () => {
      await database?.close();
      await postgres?.remove();
    });

    test("finds a card's person by day, month or year alone, and no one of a neighbouring year", async () => {
      const { db } = database;
      await db
        .transaction()
        .execute((tx) =>
          writePeople(tx, [
            person('c1', 'Tagmann', '1950-07-31'),
            person('c2', 'Monatmann', '1950-07'),
            person('c3', 'Jahrmann', '1950'),
            person('c4', 'Nachbarin', '1951-01-01'),
          ]),
        );
      const residents = createOwnResidents(database, key, { clock });
      for (const [name, born, id] of [
        ['TAGMANN', '19500731', 'c1'],
        ['MONATMANN', '195007  ', 'c2'],
        ['MONATMANN', '19500712', 'c2'],
        ['JAHRMANN', '1950    ', 'c3'],
        ['JAHRMANN', '19501231', 'c3'],
      ] as const) {
        expect(await findPerson(residents, card(name, born)), `${name} ${born}`).toEqual({ ok: true, value: { id } });
      }
      expect(await findPerson(residents, card('NACHBARIN', '19500101'))).toEqual({ ok: true, value: 'none' });
    });

    test('shows the catalogue in the order and with the version that PGlite gives it', async () => {
      const embedded = await openPglite();
      await loadDemo({ database: embedded, server: serverOn(embedded), documentKey: key, clock, log: () => {} });
      const [here, there] = await Promise.all(
        [database, embedded].map(async (one) => (await serverOn(one).catalogue.current()).catalogue),
      );
      expect(here?.categories.map(({ id }) => id)).toEqual(there?.categories.map(({ id }) => id));
      expect(here?.version).toBe(there?.version);
      await embedded.close();
    });

    test('hands out every state of a document once, page by page', async () => {
      const [newest] = await epochsInForce(database.db, NOON, 4);
      if (newest === undefined) throw new Error('no epoch');
      const { epoch } = newest;
      const hasher = createHasher({
        db: database.db,
        clock: { now: () => NOON },
        documentKey: key,
        cost: 4,
        onError: (error) => {
          throw error;
        },
      });
      hasher.look();
      await hasher.idle();
      while (await publish(database.db, epoch));
      const seen: string[] = [];
      for (let after = 0, more = true; more;) {
        const page = await readPage(database, epoch, after, 3, NOON);
        for (let at = 0; at < page.stages.length; at += 1)
          seen.push(
            Buffer.from(page.ids, 'base64')
              .subarray(at * 16, at * 16 + 16)
              .toString('hex'),
          );
        ({ next: after, more } = page);
      }
      const { count } = await database.db
        .selectFrom('document_status')
        .where('stage', '<>', 'handed-over')
        .select((select) => select.fn.countAll<string>().as('count'))
        .executeTakeFirstOrThrow();
      expect(seen).toHaveLength(Number(count));
    });

    test('lists the systems that a case goes to by the bytes of their names', async () => {
      const { db } = database;
      const id = randomUUID();
      const at = new Date(NOON);
      await db
        .insertInto('case_record')
        .values({
          id,
          reference: 'VG-26-000001',
          secret_hash: Buffer.alloc(32),
          key: randomUUID(),
          kind: 'x',
          terminal: null,
          body: '{}',
          stage: 'received',
          missing: '[]',
          announced_at: at,
          accepted_at: at,
          stage_since: at,
          updated_at: at,
        })
        .execute();
      for (const adapter of ['b-a', 'ba', 'B', 'a'])
        await db
          .insertInto('forwarding')
          .values({ case_id: id, adapter, state: 'waiting', attempts: 0, next_at: at, claimed_until: null })
          .execute();
      expect(
        (
          await showCase(
            { db, sealing: createSealingKeys([]), residents: createOwnResidents(database, key) },
            'VG-26-000001',
          )
        )?.forwarding.map(({ system }) => system),
      ).toEqual(['B', 'a', 'b-a', 'ba']);
    });
  },
);
