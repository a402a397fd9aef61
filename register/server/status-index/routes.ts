/** The routes with which terminals keep their index of documents' states. */
import type { FastifyInstance } from 'fastify';
import { STATUS_EXCHANGES, STATUS_ROUTES, StatusPageRequest } from '../../contract.ts';
import type { Clock } from '../clock.ts';
import type { RegisterDatabase } from '../database.ts';
import { checkedBody } from '../http.ts';
import { Refused } from '../problems.ts';
import type { DocumentKey } from '../secrets.ts';
import { epochsInForce } from './epochs.ts';
import { publish, readPage } from './pages.ts';

export interface StatusIndexDeps {
  readonly app: FastifyInstance;
  readonly database: RegisterDatabase;
  readonly clock: Clock;
  /** Missing where another system answers for the documents: then there is no index. */
  readonly documentKey: DocumentKey | undefined;
}

/** Transactions of publishing before a page is read: what is left comes with the next one. */
const PUBLISH_AT_MOST = 4;

export function addStatusIndexRoutes({ app, database, clock, documentKey }: StatusIndexDeps): void {
  const { db } = database;
  app.post(STATUS_ROUTES.statusKeys.path, async (_request, reply) => {
    if (documentKey === undefined) throw new Refused({ code: 'not-found' });
    const epochs = await epochsInForce(db, clock.now());
    reply.header('cache-control', 'no-store');
    return STATUS_EXCHANGES.statusKeys.answer.parse({ documentKey: documentKey.secret(), epochs: epochs.map(({ epoch, key }) => ({ epoch, key: key.toString('base64url') })) });
  });
  app.post(STATUS_ROUTES.statusPage.path, async (request, reply) => {
    if (documentKey === undefined) throw new Refused({ code: 'not-found' });
    const { epoch, after, limit } = checkedBody(StatusPageRequest, request);
    const found = (await epochsInForce(db, clock.now())).find((one) => one.epoch === epoch);
    if (found === undefined) throw new Refused({ code: 'not-found' });
    const now = clock.now();
    let waiting = true;
    for (let round = 0; round < PUBLISH_AT_MOST && waiting; round += 1) waiting = await publish(db);
    reply.header('cache-control', 'no-store');
    const page = await readPage(database, found, after, limit, now);
    return { ...page, more: page.more || waiting };
  });
}
