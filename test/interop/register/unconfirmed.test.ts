/**
 * A PostgreSQL server that takes a commit and does not get it to its standby, hangs, or only reads: what the register
 * says then, and that it goes on when the server does.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import { isUnavailable } from '../../../register/server/database/unavailable.ts';
import { runIdempotent, voidOrResult } from '../../../register/server/services/requests.ts';
import { Terminals, type Terminal } from '../../../register/server/terminals/terminals.ts';
import { postgresMissing, startPostgres, type PostgresServer } from './postgres.ts';

const run = promisify(execFile);
const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: a server that does not confirm: ${missing}\n`);

/** Milliseconds: long for a statement here, short for a test. */
const TIMEOUT_MS = 1_500;

describe.skipIf(missing !== undefined)('a PostgreSQL server in trouble', () => {
  let postgres: PostgresServer;
  let database: RegisterDatabase;
  let terminal: Terminal;
  /** As the superuser who is at the server; its own statements wait for nobody. */
  const atServer = (statement: string) =>
    run('psql', [postgres.url, '-v', 'ON_ERROR_STOP=1', '-qtAc', 'set synchronous_commit = local', '-c', statement]);
  async function configure(name: string, value: string): Promise<void> {
    await atServer(`alter system set ${name} = '${value}'`);
    await atServer('select pg_reload_conf()');
    // Every process reads it by itself.
    for (let now = ''; now !== value;) now = (await atServer(`show ${name}`)).stdout.trim();
  }
  const outcome = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => (isUnavailable(error) ? 'unavailable' : error),
    );
  const order = (key: string) =>
    runIdempotent(database.db, {
      key,
      terminal,
      route: 'order',
      body: {},
      now: Date.parse('2026-11-30T12:00:00+01:00'),
      prepare: async () => null,
      apply: async () => ({ reference: 'VG-1' }),
    });

  beforeAll(async () => {
    postgres = await startPostgres();
    database = await openPostgres(postgres.url, { connections: 2, timeoutMs: TIMEOUT_MS });
    const added = await new Terminals(database, { now: Date.now }).add('halle-1');
    if (!added.ok) throw new Error(added.error);
    ({ terminal } = added.value);
  }, 60_000);
  afterAll(async () => {
    await database?.close();
    await postgres?.remove();
  });
  beforeEach(async () => {
    await configure('synchronous_standby_names', '');
    await configure('default_transaction_read_only', 'off');
  });

  test('a commit that no standby confirms is not told as done, nor when it is asked after', async () => {
    const key = randomUUID();
    await configure('synchronous_standby_names', 'nobody');
    const first = outcome(order(key));
    // Whoever ends its wait, as statement_timeout does: the server tells of success, with a warning.
    for (let ended = ''; ended !== 't';)
      ended = (
        await atServer(`select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`)
      ).stdout.trim();
    expect(await first).toBe('unavailable');
    const { stdout } = await atServer(`select state from request where key = '${key}'`);
    expect(stdout.trim()).toBe('done');
    expect(await outcome(order(key))).toBe('unavailable');
    expect(await outcome(voidOrResult(database.db, { key, terminal, now: 0 }))).toBe('unavailable');
    // One that nobody knows is not made void without the standby either.
    expect(await outcome(voidOrResult(database.db, { key: randomUUID(), terminal, now: 0 }))).toBe('unavailable');
    await configure('synchronous_standby_names', '');
    expect(await order(key)).toEqual({ reference: 'VG-1' });
    expect(await voidOrResult(database.db, { key, terminal, now: 0 })).toMatchObject({ state: 'done' });
  });

  test('look-ups are answered while every other connection waits for a standby', async () => {
    await configure('synchronous_standby_names', 'nobody');
    const orders = Array.from({ length: 6 }, () => outcome(order(randomUUID())));
    const waiting = `select count(*) from pg_stat_activity where wait_event = 'SyncRep'`;
    while ((await atServer(waiting)).stdout.trim() !== '2') await new Promise(setImmediate);
    const began = performance.now();
    expect(await database.prepared('look-up', 'select 1 as one', [])).toEqual([{ one: 1 }]);
    expect(performance.now() - began).toBeLessThan(TIMEOUT_MS / 3);
    expect(new Set(await Promise.all(orders))).toEqual(new Set(['unavailable']));
  });

  test('a connection that hangs is given up, alone and in a transaction', async () => {
    const held = async (work: (pid: number) => Promise<unknown>): Promise<void> => {
      const pid = await database.db.connection().execute(async (line) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(line);
        return rows[0]?.pid ?? 0;
      });
      process.kill(pid, 'SIGSTOP');
      try {
        expect(await outcome(work(pid))).toBe('unavailable');
        const began = performance.now();
        await sql`select 1`.execute(database.db);
        expect(performance.now() - began).toBeLessThan(TIMEOUT_MS);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
    };
    await held(() => sql`select 1`.execute(database.db));
    await held(() => database.db.transaction().execute((tx) => sql`select 1`.execute(tx)));
  });

  test('a server that only reads is unavailable to who writes, and its connections are not kept', async () => {
    const pids = async () => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.db);
      return rows[0]?.pid;
    };
    await configure('default_transaction_read_only', 'on');
    const before = await pids();
    expect(await outcome(order(randomUUID()))).toBe('unavailable');
    expect(await pids()).not.toBe(before);
  });
});
