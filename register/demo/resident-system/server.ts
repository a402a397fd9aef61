/** The six routes of the contract over HTTPS, for a register that shows its certificate. */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  HEALTH_PATH,
  PROBLEMS,
  PROBLEM_TYPE,
  RESIDENT_SYSTEM_CONTRACT,
  SYSTEM_ROUTES,
  type SystemProblem,
  type SystemRoute,
} from '../../resident-system/contract.ts';
import type { TestTown } from '../../resident-system/test-town.ts';
import { candidates, documentStatus, family, resident, type AnswerOf, type RequestOf } from './answers.ts';
import { makeChange } from './changes.ts';
import { ContractProblem } from './problem.ts';
import { openTables } from './tables.ts';

export interface SystemOptions {
  readonly town: TestTown;
  /** PEM; `clients`: whom it accepts. */
  readonly tls: { readonly key: string; readonly certificate: string; readonly clients: string };
  /** 0: any free one. */
  readonly port: number;
  /** Its calendar day, ISO 8601. */
  today(): string;
}

/** Bytes: a move with a large family. */
const LONGEST_BODY = 64 * 1024;

type Handlers = { readonly [R in SystemRoute]: (request: RequestOf<R>) => AnswerOf<R> };

export async function startResidentSystem({ town, tls, port, today }: SystemOptions): Promise<{
  readonly url: string;
  stop(): Promise<void>;
}> {
  const db = openTables(town);
  const handlers: Handlers = {
    candidates: (request) => candidates(db, request, today()),
    resident: (request) => resident(db, request, today()),
    family: (request) => family(db, request),
    change: (request) => makeChange(db, request, today()),
    documentStatus: (request) => documentStatus(db, request),
  };
  const server = createServer(
    {
      key: tls.key,
      cert: tls.certificate,
      ca: tls.clients,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    },
    (request, response) => {
      void answer(handlers, request).then(({ status, type, body }) =>
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(JSON.stringify(body)),
      );
    },
  );
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    stop: () => stop(server, () => db.close()),
  };
}

function stop(server: Server, closed: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve(closed()));
    server.closeAllConnections();
  });
}

interface Answered {
  readonly status: number;
  readonly type: 'application/json' | 'application/problem+json';
  readonly body: unknown;
}

async function answer(handlers: Handlers, request: IncomingMessage): Promise<Answered> {
  try {
    if (request.method === 'GET' && request.url === HEALTH_PATH)
      return {
        status: 200,
        type: 'application/json',
        body: { status: 'ok', product: 'Musterstadt 1.0', contract: RESIDENT_SYSTEM_CONTRACT },
      };
    const [route, { request: schema }] =
      Object.entries(SYSTEM_ROUTES).find(([, { path }]) => request.method === 'POST' && path === request.url) ??
      wrongRequest();
    const given = schema.safeParse(await readJson(request));
    if (!given.success) return wrongRequest();
    // Each route's own schema has just read it.
    const handler = handlers[route as SystemRoute] as (asked: unknown) => unknown;
    return { status: 200, type: 'application/json', body: handler(given.data) };
  } catch (error) {
    return problemOf(error);
  }
}

const wrongRequest = (): never => {
  throw new ContractProblem('invalid-request');
};

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST_BODY) wrongRequest();
    parts.push(part);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)));
  } catch {
    return wrongRequest();
  }
}

/** A mistake of the system's own says that it cannot be asked, and nothing else. */
function problemOf(error: unknown): Answered {
  const name = error instanceof ContractProblem ? error.problem : 'unavailable';
  const reason = error instanceof ContractProblem ? error.reason : undefined;
  const body: SystemProblem = {
    type: `${PROBLEM_TYPE}${name}`,
    title: reason === undefined ? name : `${name}: ${reason}`,
    status: PROBLEMS[name],
    ...(reason === undefined ? {} : { reason }),
  };
  return { status: body.status, type: 'application/problem+json', body };
}
