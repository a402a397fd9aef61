/**
 * One database in memory for all tests of a file, each time as the demonstration left it. To begin a PGlite takes
 * seconds, to load the demonstration a tenth of one, to put its rows back a hundredth.
 */
import { sql } from 'kysely';
import { loadDemo } from '../../../../register/demo/demo.ts';
import { openPglite, type RegisterDatabase } from '../../../../register/server/database/database.ts';
import { createDocumentKey } from '../../../../register/server/keys/secrets.ts';
import { createOwnResidents } from '../../../../register/server/residents/own-residents.ts';
import { createRegisterServer } from '../../../../register/server/server.ts';

export const NOON = Date.parse('2026-11-21T12:00:00+01:00');
export const DOCUMENT_KEY = new Uint8Array(32).fill(7);

interface Kept {
  readonly database: RegisterDatabase;
  readonly demoKey: string;
  readonly tables: readonly string[];
  /** Those of them in which the demonstration has rows: a copy of each is in a schema beside. */
  readonly filled: readonly string[];
}
let kept: Promise<Kept> | undefined;

async function keep(): Promise<Kept> {
  const database = await openPglite();
  const documentKey = createDocumentKey(DOCUMENT_KEY);
  const parts = { database, documentKey, clock: { now: () => NOON }, log: () => {} };
  const residents = createOwnResidents(database, documentKey);
  const server = createRegisterServer({ ...parts, residents, statusCost: 4 });
  const demo = await loadDemo({ ...parts, server });
  // What the migrations left stays, and so does the catalogue's revision, which only ever goes up.
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and relname not like 'kysely_%' and relname <> 'catalogue_revision'`.execute(database.db);
  const tables = rows.map(({ name }) => name);
  const filled: string[] = [];
  await sql`create schema kept`.execute(database.db);
  for (const table of tables) {
    await sql`create table ${sql.table(`kept.${table}`)} as table ${sql.table(table)}`.execute(database.db);
    const any = await sql`select from ${sql.table(table)} limit 1`.execute(database.db);
    if (any.rows.length > 0) filled.push(table);
  }
  return { database, demoKey: demo?.key ?? '', tables, filled };
}

/** With the demonstration's data as of `NOON`; `demoKey` is its terminal's. */
export async function openDemoDatabase(): Promise<RegisterDatabase & { readonly demoKey: string }> {
  const { database, demoKey, tables, filled } = await (kept ??= keep());
  await database.db.transaction().execute(async (tx) => {
    // Rows come back as they were: no trigger and no foreign key has anything to say to that.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(tx);
    for (const table of filled)
      await sql`insert into ${sql.table(table)} overriding system value select * from ${sql.table(`kept.${table}`)}`.execute(
        tx,
      );
    await sql`update catalogue_revision set revision = revision + 1`.execute(tx);
  });
  return { ...database, demoKey, close: async () => {} };
}
