/** A connection to a PostgreSQL server for much at once, with COPY. */
import { once } from 'node:events';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { RegisterConnection } from './connection.ts';
import type { BulkLine } from './database.ts';
import type { Tables } from './tables.ts';

/** Milliseconds for a statement: some ten thousand rows, on a disk that is busy. */
const STATEMENT_MS = 60_000;
/** Of one transaction. With more, neither the server nor this process gets quicker. */
const ROWS_AT_ONCE = 20_000;

/** Bytes after which others have their turn: megabytes at once would keep the register from answering. */
const SENT_AT_ONCE = 128 * 1024;

export async function withBulkLine<T>(
  {
    url,
    timeoutMs,
    statementMs = STATEMENT_MS,
  }: { readonly url: string; /** For connecting. */ readonly timeoutMs: number; readonly statementMs?: number },
  work: (line: BulkLine) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    Client: RegisterConnection,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: statementMs,
    query_timeout: statementMs,
    keepAlive: true,
    application_name: 'foyer-register',
  });
  let client: pg.PoolClient | undefined;
  pool.on('error', () => {});
  // What is being asked fails as well, and says so.
  pool.on('connect', (next) => void (client = next).on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await work({
      db,
      rowsAtOnce: ROWS_AT_ONCE,
      async copyIn(statement, data) {
        if (client === undefined) throw new Error('There is no transaction to copy into.');
        const copy = client.query(copyFrom(statement));
        const ended = once(copy, 'finish');
        ended.catch(() => undefined);
        for (let from = 0; from < data.length; from += SENT_AT_ONCE)
          if (!copy.write(data.subarray(from, from + SENT_AT_ONCE))) await Promise.race([once(copy, 'drain'), ended]);
        copy.end();
        await ended;
      },
    });
  } finally {
    await db.destroy();
  }
}
