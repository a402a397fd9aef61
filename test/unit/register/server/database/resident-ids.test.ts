/** A register from before persons were known by the resident system's ids. */
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../../../../register/server/database/migrations.ts';

let db: Kysely<any>;
beforeAll(async () => {
  db = new Kysely({ dialect: new PGliteDialect({ pglite: await PGlite.create() }) });
  await migrate(db, '0019-legal-texts');
}, 120_000);
afterAll(() => db.destroy());

test('what was asked for before stays with the person who asked', async () => {
  const at = sql`timestamptz '2026-11-21T11:00:00Z'`;
  const uuid = sql`gen_random_uuid()`;
  await sql`insert into terminal (id, name, key_hash, created_at) values ('t', 't', sha256('t'), ${at})`.execute(db);
  await sql`insert into person (family_name, given_names, birth_date, external_id) values ('Erste', 'Anna', '1950', 'town-17'), ('Zweite', 'Berta', '1951', null)`.execute(
    db,
  );
  await sql`insert into sign_in (token_hash, terminal, person, began_at, last_at) select sha256(id::text::bytea), 't', id, ${at}, ${at} from person`.execute(
    db,
  );
  await sql`insert into issued_document (id, key, terminal, person, reference, kind, pages, sha256, amount_cents, issued_at, delivery)
    select id::text, ${uuid}, 't', id, 'MB-' || id, 'certificate.simple', 1, 'x', 0, ${at}, 'printed' from person`.execute(
    db,
  );
  await sql`insert into issued_document (id, key, terminal, person, reference, kind, pages, sha256, amount_cents, issued_at, delivery)
    values ('3', ${uuid}, 't', null, 'MB-3', 'certificate.simple', 1, 'x', 0, ${at}, 'printed')`.execute(db);
  expect(await migrate(db)).toContain('0020-resident-system');

  const { rows } = await sql<{ name: string; id: string; signed: string; issued: string }>`
    select family_name as name, external_id as id, sign_in.person as signed, issued_document.person as issued
    from person join sign_in on sign_in.person = person.external_id join issued_document on issued_document.person = person.external_id
    order by family_name`.execute(db);
  expect(rows.map(({ name }) => name)).toEqual(['Erste', 'Zweite']);
  expect(rows[0]).toMatchObject({ id: 'town-17', signed: 'town-17', issued: 'town-17' });
  // Whom no other system named gets an id of the register's own.
  expect(rows[1]?.id).toMatch(/^[0-9a-f-]{36}$/);
  expect((await sql`select reference from issued_document where person is null`.execute(db)).rows).toEqual([
    { reference: 'MB-3' },
  ]);
});
