/**
 * The register's database: PGlite in a folder or in memory, or a PostgreSQL server. One dialect, one set of migrations.
 */
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { listenOnPostgres } from './listen.ts';
import { migrate } from './migrations.ts';
import { withBulkLine } from './bulk.ts';
import { beginPrepared } from './prepared.ts';
import type { Tables } from './tables.ts';

export interface RegisterDatabase {
  readonly kind: 'pglite' | 'postgresql';
  readonly db: Kysely<Tables>;
  /**
   * One statement, parsed and planned once per connection under `name`: for what is asked thousands of times per
   * second. Rows as the driver gives them.
   */
  prepared<Row>(name: string, statement: string, values: readonly unknown[]): Promise<Row[]>;
  /**
   * Tells of each `notify` on the channel, from any server on the database, once its transaction is there. `null`: the
   * line was gone meanwhile, so that anything may have been missed.
   */
  listen(channel: string, onPayload: (payload: string | null) => void): Promise<() => Promise<void>>;
  /** A connection of its own for much at once, which may take its time; it is closed behind `work`. */
  bulk<T>(work: (line: BulkLine) => Promise<T>): Promise<T>;
  /** Names of the migrations that ran when it was opened. */
  readonly migrated: readonly string[];
  close(): Promise<void>;
}

export interface BulkLine {
  readonly db: Kysely<Tables>;
  /** Rows of one transaction: where the database runs in this process, nothing else is done meanwhile. */
  readonly rowsAtOnce: number;
  /** Within the transaction that is open on `db`: `copy … from stdin`, with its data. Null: the database cannot. */
  readonly copyIn: ((statement: string, data: Uint8Array) => Promise<void>) | null;
}

/** Type `date`: stays text, because a calendar day has no time zone. */
const DATE_OID = 1082;

/**
 * PGlite, in this process. `folder` must be locked by the caller (lock.ts): PGlite does not refuse a second process and
 * does not survive one. It does not fsync either: durability is what the PostgreSQL server is for. Without `folder`: in
 * memory.
 */
export async function openPglite(folder?: string): Promise<RegisterDatabase> {
  const pglite = await PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    ...beginPrepared(folder),
    parsers: { [DATE_OID]: (text: string) => text },
  });
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  return finish('pglite', db, undefined, {
    prepared: async <Row>(_name: string, statement: string, values: readonly unknown[]) =>
      (await pglite.query<Row>(statement, [...values])).rows,
    listen: (channel, onPayload) => pglite.listen(channel, onPayload),
    bulk: (work) => work({ db, rowsAtOnce: 5_000, copyIn: null }),
  });
}

/** A PostgreSQL server, 15 or newer. Connecting and every statement are bounded by `timeoutMs`. */
export async function openPostgres(
  url: string,
  { connections = 10, timeoutMs = 5000 } = {},
): Promise<RegisterDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'foyer-register',
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === DATE_OID
          ? (text: string) => text
          : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  });
  // An idle connection that the server ends is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  // The same while it is in use: its query or transaction fails, and the caller gets the error.
  pool.on('connect', (client) => void client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  // Tables of millions of rows are changed in more time than a terminal waits.
  const patient = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: new pg.Pool({
        connectionString: url,
        max: 1,
        connectionTimeoutMillis: timeoutMs,
        application_name: 'foyer-register',
      }),
    }),
  });
  return finish('postgresql', db, patient, {
    prepared: async <Row>(name: string, text: string, values: readonly unknown[]) =>
      (await pool.query({ name, text, values: [...values] })).rows as Row[],
    listen: (channel, onPayload) => listenOnPostgres({ url, timeoutMs }, channel, onPayload),
    bulk: (work) => withBulkLine({ url, timeoutMs }, work),
  });
}

/** `patient`: where migrations run; without it, on `db`. */
async function finish(
  kind: RegisterDatabase['kind'],
  db: Kysely<Tables>,
  patient: Kysely<Tables> | undefined,
  means: Pick<RegisterDatabase, 'prepared' | 'listen' | 'bulk'>,
): Promise<RegisterDatabase> {
  try {
    const migrated = await migrate(patient ?? db);
    await patient?.destroy();
    return { kind, db, ...means, migrated, close: () => db.destroy() };
  } catch (error) {
    await patient?.destroy();
    await db.destroy();
    throw error;
  }
}
