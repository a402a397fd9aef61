/** The routes with which terminals keep their index of documents' states. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { STATUS_EXCHANGES, STATUS_ROUTES, StatusPageRequest } from '../../contract/contract.ts';
import { writeAudit } from '../audit/write.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterDatabase } from '../database/database.ts';
import { checkedBody } from '../http/http.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Terminal } from '../terminals/terminals.ts';
import { epochsInForce } from './epochs.ts';
import type { Hasher } from './hasher.ts';
import { isHashing, publish, readPage } from './pages.ts';

export interface StatusIndexDeps {
  readonly app: FastifyInstance;
  readonly database: RegisterDatabase;
  readonly clock: TimeSource;
  /** Missing where another system answers for the documents: then there is no index. */
  readonly hasher: Hasher | undefined;
  readonly cost: number;
  terminalOf(request: FastifyRequest): Terminal;
}

/** Transactions of publishing before a page is read: what is left comes with the next one. */
const PUBLISH_AT_MOST = 4;

export function addStatusIndexRoutes({ app, database, clock, hasher, cost, terminalOf }: StatusIndexDeps): void {
  const { db } = database;
  /** Only for terminals that are set to it, on every request: the setting may be taken back. */
  async function allowed(request: FastifyRequest): Promise<Hasher> {
    const row =
      hasher === undefined
        ? undefined
        : await db
            .selectFrom('terminal')
            .select('offline_states')
            .where('id', '=', terminalOf(request).id)
            .executeTakeFirst();
    if (hasher === undefined || row?.offline_states !== true) throw new HttpProblem({ code: 'not-found' });
    return hasher;
  }

  app.post(STATUS_ROUTES.statusKeys.path, async (request, reply) => {
    await allowed(request);
    const epochs = await epochsInForce(db, clock.now(), cost);
    await db.transaction().execute((tx) =>
      writeAudit(tx, {
        at: clock.now(),
        actor: `terminal:${terminalOf(request).id}`,
        action: 'status-keys',
        subject: `epoch:${epochs[0]?.epoch}`,
      }),
    );
    reply.header('cache-control', 'no-store');
    return STATUS_EXCHANGES.statusKeys.answer.parse({
      epochs: epochs.map(({ epoch, key, cost: paid }) => ({ epoch, key: key.toString('base64url'), cost: paid })),
    });
  });
  app.post(STATUS_ROUTES.statusPage.path, async (request, reply) => {
    const hashing = await allowed(request);
    const { epoch, after, limit } = checkedBody(StatusPageRequest, request);
    const epochs = await epochsInForce(db, clock.now(), cost);
    if (!epochs.some((one) => one.epoch === epoch)) throw new HttpProblem({ code: 'not-found' });
    const now = clock.now();
    // Asked before what is there is placed: what is hashed after this question makes the page more than it says, never
    // less.
    const unfinished = await isHashing(db, epoch, epochs[0]?.epoch ?? epoch);
    if (unfinished) hashing.look();
    let waiting = true;
    for (let round = 0; round < PUBLISH_AT_MOST && waiting; round += 1) waiting = await publish(db, epoch);
    reply.header('cache-control', 'no-store');
    const page = await readPage(database, epoch, after, limit, now);
    return { ...page, newest: epochs[0]?.epoch ?? epoch, more: page.more || waiting || unfinished };
  });
}
