/**
 * The register's database: PGlite in a folder or in memory, or a PostgreSQL server. One dialect, one set of migrations.
 */
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { RegisterStartError } from '../start-error.ts';
import { RegisterConnection } from './connection.ts';
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
  /**
   * A connection of its own for much at once, which may take its time; it is closed behind `work`. `statementMs`: for
   * one statement, a minute where nothing is said.
   */
  bulk<T>(work: (line: BulkLine) => Promise<T>, how?: { readonly statementMs?: number }): Promise<T>;
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
  try {
    return {
      kind: 'pglite',
      db,
      migrated: await migrate(db),
      prepared: async <Row>(_name: string, statement: string, values: readonly unknown[]) =>
        (await pglite.query<Row>(statement, [...values])).rows,
      listen: (channel, onPayload) => pglite.listen(channel, onPayload),
      bulk: (work) => work({ db, rowsAtOnce: 5_000, copyIn: null }),
      close: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** How a pooler before the server shares its connections: there is none, by sessions, or by transactions. */
export type Pooling = 'none' | 'session' | 'transaction';

export interface PostgresOptions {
  /** Of requests that change something. Default 10; look-ups have {@link LOOK_UPS} more. */
  readonly connections?: number;
  /** For connecting, and for every statement. Default 5,000. */
  readonly timeoutMs?: number;
  /** Default `none`. */
  readonly pooling?: Pooling;
  /** Where a connection is the register's own as long as it wants: migrations, `listen`, imports. Default: `url`. */
  readonly directUrl?: string;
}

/**
 * Connections of what is asked thousands of times per second. Of their own: where every other one waits for a commit
 * that a standby does not confirm, what only reads is answered. Four kinds of questions, two statements of each
 * (together.ts).
 */
const LOOK_UPS = 8;

const TYPES = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === DATE_OID
      ? (text: string) => text
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** A PostgreSQL server, 15 or newer. Throws {@link RegisterStartError} where a pooler's statements have no time-out. */
export async function openPostgres(
  url: string,
  { connections = 10, timeoutMs = 5000, pooling = 'none', directUrl = url }: PostgresOptions = {},
): Promise<RegisterDatabase> {
  const poolOf = (max: number): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      Client: RegisterConnection,
      connectionTimeoutMillis: timeoutMs,
      // A pooler refuses it as a parameter of the connection: there it is the role's.
      ...(pooling === 'none' ? { statement_timeout: timeoutMs } : {}),
      query_timeout: timeoutMs,
      application_name: 'foyer-register',
      types: TYPES,
    });
    // An idle connection that the server ends is replaced by the pool; without a listener it would end the process.
    pool.on('error', () => {});
    // The same while it is in use: its query or transaction fails, and the caller gets the error.
    pool.on('connect', (client) => void client.on('error', () => {}));
    return pool;
  };
  const [pool, lookUps] = [poolOf(connections), poolOf(LOOK_UPS)];
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const close = async (): Promise<void> => void (await Promise.all([db.destroy(), lookUps.end()]));
  try {
    if (pooling !== 'none') await insistOnTimeout(db);
    const migrated = await migratePatiently(directUrl, timeoutMs);
    return {
      kind: 'postgresql',
      db,
      migrated,
      close,
      async prepared<Row>(name: string, text: string, values: readonly unknown[]) {
        // By name it would be on one of the server's connections, and the next transaction on another one.
        const statement = pooling === 'transaction' ? { text } : { name, text };
        return (await lookUps.query({ ...statement, values: [...values] })).rows as Row[];
      },
      listen: (channel, onPayload) => listenOnPostgres({ url: directUrl, timeoutMs }, channel, onPayload),
      bulk: (work, how) => withBulkLine({ url: directUrl, timeoutMs, ...how }, work),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tables of millions of rows are changed in more time than a terminal waits: a connection without a time-out. */
async function migratePatiently(url: string, timeoutMs: number): Promise<string[]> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: timeoutMs,
    application_name: 'foyer-register',
  });
  pool.on('error', () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`set statement_timeout = 0`.execute(db);
    return await migrate(db);
  } finally {
    await db.destroy();
  }
}

/** Without one a statement whose register is gone goes on for as long as it likes, with all that it holds. */
async function insistOnTimeout(db: Kysely<Tables>): Promise<void> {
  const {
    rows: [row],
  } = await sql<{ timeout: string }>`select current_setting('statement_timeout') as timeout`.execute(db);
  if (row?.timeout === '0')
    throw new RegisterStartError(
      "DATABASE_URL: statements have no time-out there, and behind a pooler the register cannot set it. Do so for its role: alter role ROLE set statement_timeout = '5s'",
    );
}
