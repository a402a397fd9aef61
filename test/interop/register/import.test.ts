/** Files of documents into a PostgreSQL server: copied in or merged, the same stands there; what fails ends it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OFFICES } from '../../../register/demo/offices.ts';
import { generatedDocument } from '../../../register/demo/generate.ts';
import { startAdmin } from '../../../register/server/admin/server.ts';
import { writeDocuments } from '../../../register/server/bulk/documents.ts';
import { replaceContent } from '../../../register/server/catalogue/catalogue.ts';
import { COMMANDS, CommandFailed } from '../../../register/server/commands/commands.ts';
import { openRegister, type Register } from '../../../register/server/register.ts';
import { postgresMissing, startPostgres, type PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: documents imported on a PostgreSQL server: ${missing}\n`);

const TODAY = '2026-11-21';
/** More than one batch. */
const MANY = 45_000;
const HEADER = 'type,number,stage,since,office,pin_letter,bring_old_document\n';
const yes = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
const document = (index: number) => generatedDocument(index, 11, TODAY);
const lineOf = ({
  type,
  number,
  stage,
  since,
  office,
  pinLetter,
  bringOldDocument,
}: ReturnType<typeof generatedDocument>): string =>
  `${type},${number},${stage},${since},${office ?? ''},${yes(pinLetter)},${yes(bringOldDocument)}\n`;
const list = (count: number): string => Array.from({ length: count }, (_, index) => lineOf(document(index))).join('');

describe.skipIf(missing !== undefined)('documents imported on a PostgreSQL 15 server', () => {
  let postgres: PostgresServer;
  let folder: string;
  let register: Register;
  let stop: () => Promise<void>;
  const other = (): pg.Client => new pg.Client({ connectionString: postgres.url });
  beforeAll(async () => {
    postgres = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), 'foyer-import-'));
    register = await openRegister({ folder, databaseUrl: postgres.url, log: () => {} });
    await register.database.db.transaction().execute((tx) => replaceContent(tx, { offices: [...OFFICES] }));
    await sql`update catalogue_revision set revision = revision + 1`.execute(register.database.db);
    ({ stop } = await startAdmin(register, folder, null));
  }, 60_000);
  afterAll(async () => {
    await stop();
    await register.close();
    await postgres.remove();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await sql`truncate document_status cascade`.execute(register.database.db);
    await sql`drop trigger if exists refuse on document_status`.execute(register.database.db);
  });

  async function importText(text: string): Promise<{ code: number; out: string }> {
    const file = join(folder, 'documents.csv');
    await writeFile(file, HEADER + text);
    let out = '';
    try {
      const code = await COMMANDS.documents?.({
        folder,
        args: ['import', file],
        print: (line) => (out += `${line}\n`),
      });
      return { code: code ?? -1, out };
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      return { code: 1, out: `${out}${error.message}` };
    }
  }
  const table = async () =>
    (
      await sql<{ all: string | null; count: string }>`
        select md5(string_agg(concat_ws(',', type, number_hash, stage, since, coalesce(office, '-'), coalesce(pin_letter::text, '-'), coalesce(bring_old_document::text, '-'), number_sealed), ';' order by type, number_hash)) as all, count(*) as count
        from document_status`.execute(register.database.db)
    ).rows[0];
  const batches = async () =>
    (
      await register.database.db
        .selectFrom('audit')
        .select('subject')
        .where('action', '=', 'documents-imported')
        .execute()
    ).length;

  test('are the same whether they are copied in or merged with what is there, and nothing is written again', async () => {
    const documents = Array.from({ length: MANY }, (_, index) => document(index));
    for (let from = 0; from < MANY; from += 5_000)
      await writeDocuments(register.database.db, register.documentKey, documents.slice(from, from + 5_000));
    const merged = await table();
    expect(Number(merged?.count)).toBe(MANY);
    await sql`truncate document_status cascade`.execute(register.database.db);
    expect(await importText(list(MANY))).toEqual({
      code: 0,
      out: `imported: ${MANY} documents, new or changed: ${MANY}\n`,
    });
    expect(await table()).toEqual(merged);
    expect((await importText(list(MANY))).out).toContain('new or changed: 0\n');
    expect(await table()).toEqual(merged);
    // Some that are there among others that are not.
    await sql`delete from document_status where get_byte(number_hash, 31) % 3 > 0`.execute(register.database.db);
    await sql`update document_status set stage = 'query' where get_byte(number_hash, 30) = 7`.execute(
      register.database.db,
    );
    expect((await importText(list(MANY))).code).toBe(0);
    expect(await table()).toEqual(merged);
  });

  test('use the last line of a number, however many others stand between', async () => {
    const twice = document(MANY + 1);
    const { out } = await importText(
      lineOf({ ...twice, stage: 'sent' }) +
        list(MANY) +
        lineOf({ ...twice, stage: 'query' }) +
        lineOf({ ...twice, stage: 'ready' }),
    );
    expect(out).toBe(`imported: ${MANY + 3} documents, new or changed: ${MANY + 1}\n`);
    expect(await register.residents.documentStatus(twice.type, twice.number)).toMatchObject({
      value: { stage: 'ready' },
    });
  });

  test('end with the batch that fails: what came before stays, and nothing is written behind it', async () => {
    const before = await batches();
    // The second batch of three, by the order of the hashes.
    await sql`create or replace function refuse() returns trigger language plpgsql as $$ begin
      if get_byte(new.number_hash, 0) between 120 and 130 then raise 'refused' using errcode = '53100'; end if; return new; end $$`.execute(
      register.database.db,
    );
    await sql`create trigger refuse before insert on document_status for each row execute function refuse()`.execute(
      register.database.db,
    );
    const { code, out } = await importText(list(MANY));
    expect([code, out]).toEqual([1, 'The register cannot be asked now. 20000 documents were imported.']);
    const { rows } = await sql<{ count: string; last: number }>`
      select count(*) as count, max(get_byte(number_hash, 0)) as last from document_status`.execute(
      register.database.db,
    );
    expect(Number(rows[0]?.count)).toBe(20_000);
    expect(rows[0]?.last).toBeLessThan(120);
    expect((await batches()) - before).toBe(1);
    // Given again, it goes on.
    await sql`drop trigger refuse on document_status`.execute(register.database.db);
    expect((await importText(list(MANY))).out).toBe(`imported: ${MANY} documents, new or changed: ${MANY - 20_000}\n`);
  });

  test('are merged where somebody entered one of them while they were copied in', async () => {
    const client = other();
    await client.connect();
    try {
      const { type, number } = document(0);
      const hash = register.documentKey.hash(type, number);
      await client.query('begin');
      await client.query(
        `insert into document_status (type, number_hash, stage, since) values ($1, $2, 'query', '2026-11-01')`,
        [type, hash],
      );
      const imported = importText(list(100));
      // The copy waits for whoever has the row.
      await waiting(client);
      await client.query('commit');
      expect(await imported).toEqual({ code: 0, out: 'imported: 100 documents, new or changed: 100\n' });
      expect(Number((await table())?.count)).toBe(100);
      expect(await register.residents.documentStatus(type, number)).toMatchObject({
        value: { stage: document(0).stage },
      });
    } finally {
      await client.end();
    }
  });

  test('are moved from a former key as they are entered', async () => {
    await importText(list(300));
    const key = register.documentKey;
    key.succeed(new Uint8Array(32).fill(9));
    expect(await importText(list(300))).toEqual({ code: 0, out: 'imported: 300 documents, new or changed: 0\n' });
    key.forget();
    expect(Number((await table())?.count)).toBe(300);
    const { type, number, stage } = document(7);
    expect(await register.residents.documentStatus(type, number)).toMatchObject({ value: { stage } });
  });
});

/** Until another connection waits for this one's transaction. */
async function waiting(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ count: string }>(
      'select count(*) as count from pg_locks where not granted and locktype = $1',
      ['transactionid'],
    );
    if (Number(rows[0]?.count) > 0) return;
  }
}
