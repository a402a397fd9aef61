/**
 * Keys, locks and claims where only a PostgreSQL server has them: between two servers with connections of their own.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../register/server/database/database.ts';
import { acceptCase } from '../../../register/server/cases/store.ts';
import { createCaseStatus } from '../../../register/server/cases/status.ts';
import { createForwardingWorker } from '../../../register/server/forwarding/worker.ts';
import type { Forwarder } from '../../../register/server/ports/forwarder.ts';
import { HttpProblem } from '../../../register/server/http/problems.ts';
import { createSealingKeys } from '../../../register/server/keys/sealing/keys.ts';
import { runIdempotent } from '../../../register/server/services/requests.ts';
import type { IdempotentRequest } from '../../../register/server/services/requests.ts';
import { ok } from '../../../base/result.ts';
import { postgresMissing, startPostgres } from './postgres.ts';
import type { PostgresServer } from './postgres.ts';

const missing = postgresMissing();
if (missing !== undefined) process.stdout.write(`skipped: cases on a PostgreSQL server: ${missing}\n`);

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const clock = { now: () => NOON };
const terminal = { id: 't', name: 't' };
const SECRET = 'ABCD-EFGH-JKMN';

describe.skipIf(missing !== undefined)('two servers on a PostgreSQL 15 server', () => {
  let postgres: PostgresServer;
  let databases: readonly [RegisterDatabase, RegisterDatabase];
  beforeAll(async () => {
    postgres = await startPostgres();
    databases = [await openPostgres(postgres.url), await openPostgres(postgres.url)];
    await databases[0].db
      .insertInto('terminal')
      .values({ ...terminal, key_hash: Buffer.alloc(32), created_at: new Date(NOON) })
      .execute();
  }, 60_000);
  afterAll(async () => {
    for (const database of databases ?? []) await database.close();
    await postgres?.remove();
  });

  /** A request that is held in the middle of its transaction. */
  function slow(key: string) {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const applied: string[] = [];
    const request = (name: string, whileBusy: 'wait' | 'refuse'): IdempotentRequest<null, { by: string }> => ({
      key,
      terminal,
      route: 'slow',
      body: 'x',
      now: NOON,
      whileBusy,
      prepare: async () => null,
      async apply() {
        applied.push(name);
        reached.resolve();
        await gate.promise;
        return { by: name };
      },
    });
    return { request, applied, reached: reached.promise, release: gate.resolve };
  }
  const code = async (running: Promise<unknown>): Promise<string> =>
    running.then(
      () => 'done',
      (error: unknown) => (error instanceof HttpProblem ? error.refusal.code : String(error)),
    );

  test('answer a request at the second as in progress at the first, and afterwards with the first’s answer', async () => {
    const { request, applied, reached, release } = slow(randomUUID());
    const first = runIdempotent(databases[0].db, request('first', 'wait'));
    await reached;
    expect(await code(runIdempotent(databases[1].db, request('second', 'refuse')))).toBe('in-progress');
    release();
    expect(await first).toEqual({ by: 'first' });
    expect(await runIdempotent(databases[1].db, request('second', 'refuse'))).toEqual({ by: 'first' });
    expect(applied).toEqual(['first']);
  });

  test('let a request that may wait do so, and give it the first answer', async () => {
    const { request, applied, reached, release } = slow(randomUUID());
    const first = runIdempotent(databases[0].db, request('first', 'refuse'));
    await reached;
    const second = runIdempotent(databases[1].db, request('second', 'wait'));
    release();
    expect(await Promise.all([first, second])).toEqual([{ by: 'first' }, { by: 'first' }]);
    expect(applied).toEqual(['first']);
  });

  test('give the first answer to a request that the other server did meanwhile', async () => {
    const key = randomUUID();
    const { request, release } = slow(key);
    release();
    const answer = runIdempotent(databases[1].db, {
      ...request('second', 'refuse'),
      async prepare(): Promise<null> {
        await runIdempotent(databases[0].db, request('first', 'refuse'));
        throw new HttpProblem({ code: 'conflict' });
      },
    });
    expect(await answer).toEqual({ by: 'first' });
  });

  test('do not lock a case after wrong secrets at either', async () => {
    const limits = { perTerminal: { capacity: 99, refillPerSecond: 1 }, overall: { capacity: 99, refillPerSecond: 1 } };
    const [one, two] = databases.map(({ db }) => createCaseStatus({ db, clock, limits }));
    await databases[0].db.transaction().execute((tx) =>
      acceptCase(
        tx,
        {
          key: randomUUID(),
          terminal: terminal.id,
          reference: 'RM-CLOSED',
          secret: SECRET,
          kind: 'feedback',
          body: '{}',
          at: new Date(NOON),
        },
        {},
      ),
    );
    const guess = (index: number) =>
      code((index % 2 === 0 ? one : two)!(terminal, { reference: 'RM-CLOSED', secret: 'ABCD-EFGH-JKMP' }));
    expect(new Set(await Promise.all(Array.from({ length: 12 }, (_, index) => guess(index))))).toEqual(
      new Set(['not-found']),
    );
    for (const ask of [one, two])
      expect(await ask!(terminal, { reference: 'RM-CLOSED', secret: SECRET })).toMatchObject({ stage: 'received' });
  });

  test('claim each case for forwarding at one of them', async () => {
    const ids: string[] = [];
    const forwarder: Forwarder = {
      name: 'other',
      async forward({ id }) {
        ids.push(id);
        return ok({ reference: id });
      },
    };
    for (let count = 0; count < 30; count += 1) {
      await databases[0].db.transaction().execute((tx) =>
        acceptCase(
          tx,
          {
            key: randomUUID(),
            terminal: terminal.id,
            reference: `RM-${count}`,
            secret: SECRET,
            kind: 'feedback',
            body: JSON.stringify({ count }),
            at: new Date(NOON),
          },
          { feedback: 'other' },
        ),
      );
    }
    const workers = databases
      .flatMap(({ db }) => [db, db])
      .map((db) =>
        createForwardingWorker({ db, clock, log: () => {}, sealing: createSealingKeys([]), forwarders: [forwarder] }),
      );
    const tried = await Promise.all(workers.map((worker) => worker.run()));
    expect(tried.reduce((sum, count) => sum + count)).toBe(30);
    expect(new Set(ids).size).toBe(30);
    expect(ids).toHaveLength(30);
    const states = await databases[1].db.selectFrom('forwarding').select(['state', 'attempts']).execute();
    expect(states.every(({ state, attempts }) => state === 'done' && attempts === 1)).toBe(true);
    expect(
      await databases[1].db
        .selectFrom('case_record')
        .select('stage')
        .where('reference', '~', '^RM-[0-9]+$')
        .distinct()
        .execute(),
    ).toEqual([{ stage: 'forwarded' }]);
  });
});
