/** The office on two servers that share one PostgreSQL: what happens at one is known at the other at once. */
import { randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRegisterClient } from '../../../register/client/client.ts';
import { tellChange, type Change, type Changes } from '../../../register/server/database/changes.ts';
import { listenOnPostgres } from '../../../register/server/database/listen.ts';
import { openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import { createDocumentKey } from '../../../register/server/keys/secrets.ts';
import { answerCall } from '../../../register/server/office/help.ts';
import { createOwnResidents } from '../../../register/server/residents/own-residents.ts';
import { createRegisterServer, type RegisterServer } from '../../../register/server/server.ts';
import { postgresMissing, startPostgres, type PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: the office on a PostgreSQL server: ${missing}\n`);

const clock = { now: () => Date.now() };

describe.skipIf(missing !== undefined)('two servers on one database', () => {
  let postgres: PostgresServer;
  const databases: RegisterDatabase[] = [];
  const servers: { readonly server: RegisterServer; readonly url: string }[] = [];
  let key = '';
  beforeAll(async () => {
    postgres = await startPostgres();
    for (const _ of [1, 2]) {
      const database = await openPostgres(postgres.url);
      databases.push(database);
      const residents = createOwnResidents(database, createDocumentKey(new Uint8Array(32).fill(7)));
      const server = createRegisterServer({ database, residents, clock, log: () => undefined });
      servers.push({ server, url: (await server.start()).url });
    }
    const added = await at(0).server.terminals.add('eingang');
    if (added.ok) ({ key } = added.value);
    await databases[0]?.db
      .insertInto('office_account')
      .values({ id: 'anna', name: 'Anna', login: 'anna', subject: null, roles: '["office"]', created_at: new Date() })
      .execute();
  }, 120_000);
  afterAll(async () => {
    for (const { server } of servers) await server.stop();
    for (const database of databases) await database.close();
    await postgres?.remove();
  });
  const at = (index: number) => {
    const [database, running] = [databases[index], servers[index]];
    if (database === undefined || running === undefined) throw new Error('no server');
    return { ...database, ...running };
  };
  /** The next change for which this holds. */
  const next = (changes: Changes, is: (change: Change) => boolean): Promise<Change> =>
    new Promise((resolve) => {
      const stop = changes.subscribe((change) => {
        if (!is(change)) return;
        stop();
        resolve(change);
      });
    });

  test('a call at one is answered at the other, and both terminals and pages hear of it', async () => {
    const client = createRegisterClient({ baseUrl: at(0).url, key, timeoutMs: 10_000 });
    const call = { key: randomUUID(), screen: 'home' };
    const heard = next(await at(1).server.changes(), ({ what }) => what === 'help');
    expect((await client.helpCall(call)).ok).toBe(true);
    expect(await heard).toEqual({ what: 'help', key: call.key });
    const answered = client.helpAnswer({ key: call.key, known: 'open', waitSeconds: 25 });
    await answerCall(at(1).db, clock, { key: call.key, answer: 'coming', by: 'anna' });
    expect(await answered).toEqual({ ok: true, value: 'coming' });
  });

  test('answers that are given at both at once are one', async () => {
    const client = createRegisterClient({ baseUrl: at(0).url, key, timeoutMs: 10_000 });
    const call = { key: randomUUID(), screen: 'home' };
    expect((await client.helpCall(call)).ok).toBe(true);
    const answers = await Promise.all(
      [0, 1, 0, 1].map((index) => answerCall(at(index).db, clock, { key: call.key, answer: 'coming', by: 'anna' })),
    );
    const times = answers.map((answer) => (answer.ok ? answer.value.answeredAt : null));
    expect(new Set(times).size).toBe(1);
    const { count } = await at(0)
      .db.selectFrom('audit')
      .select((is) => is.fn.countAll<string>().as('count'))
      .where('subject', '=', `help:${call.key}`)
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(1);
  });

  test('what is told in a transaction that is rolled back is not heard', async () => {
    const changes = await at(1).server.changes();
    const told: Change[] = [];
    const stop = changes.subscribe((change) => void told.push(change));
    await at(0)
      .db.transaction()
      .execute(async (tx) => {
        await tellChange(tx, { what: 'terminal', id: 'never' });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    const heard = next(changes, (change) => change.what === 'terminal');
    await tellChange(at(0).db, { what: 'terminal', id: 'really' });
    await heard;
    stop();
    expect(told).toEqual([{ what: 'terminal', id: 'really' }]);
  });

  test('a server that is away for a while is listened to once again, and not once for each attempt', async () => {
    const way = await switchable(Number(new URL(postgres.url).port));
    const url = new URL(postgres.url);
    url.port = String(way.port);
    const heard: (string | null)[] = [];
    let onHeard = (): void => undefined;
    const stop = await listenOnPostgres({ url: url.href, timeoutMs: 5_000 }, 'foyer_test', (payload) => {
      heard.push(payload);
      onHeard();
    });
    const until = async (is: () => boolean): Promise<void> => {
      while (!is()) await new Promise<void>((resolve) => (onHeard = resolve));
    };
    await way.refuse(3);
    await until(() => heard.includes(null));
    for (let count = 1; count <= 10; count += 1) {
      await sql`select pg_notify('foyer_test', ${String(count)})`.execute(at(0).db);
      await until(() => heard.includes(String(count)));
    }
    expect(heard).toEqual([null, ...Array.from({ length: 10 }, (_, index) => String(index + 1))]);
    await stop();
    await way.close();
  });

  test('a line that the server cut is there again by itself, and says that something may have been missed', async () => {
    const changes = await at(1).server.changes();
    const again = next(changes, ({ what }) => what === 'all');
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen foyer_office%'`.execute(
      at(0).db,
    );
    expect(await again).toEqual({ what: 'all' });
    const heard = next(changes, ({ what }) => what === 'terminal');
    // The other server's line comes back at its own time; this one is there.
    await tellChange(at(0).db, { what: 'terminal', id: 'after' });
    expect(await Promise.race([heard, sleep(10_000, 'nothing was heard')])).toEqual({ what: 'terminal', id: 'after' });
  });
});

/** A way to a server that can be closed for some attempts, after what goes over it was cut. */
async function switchable(to: number) {
  const open = new Set<Socket>();
  let refusing = 0;
  let done = (): void => undefined;
  const server = createServer((from) => {
    if (refusing > 0) {
      refusing -= 1;
      from.destroy();
      if (refusing === 0) done();
      return;
    }
    const onward = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const one of open) one.destroy();
    open.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    /** Resolves when so many attempts were refused; the next one gets through. */
    async refuse(attempts: number): Promise<void> {
      const refused = new Promise<void>((resolve) => (done = resolve));
      refusing = attempts;
      cut();
      await refused;
    },
    async close(): Promise<void> {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
