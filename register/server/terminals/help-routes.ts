/** Calls for help, as terminals make, follow and end them. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import {
  EndHelpRequest,
  HelpAnswer,
  HelpAnswerRequest,
  HelpCallRequest,
  HelpCallResponse,
  ROUTES,
} from '../../contract/contract.ts';
import type { Tables } from '../database/tables.ts';
import { checkedBody } from '../http/http.ts';
import { HttpProblem } from '../http/problems.ts';
import type { RegisterLog } from '../log.ts';
import type { Changes } from '../database/changes.ts';
import { acceptHelpCall, endHelpCall, helpStateOf } from './help-calls.ts';
import type { Terminal } from './terminals.ts';

export interface HelpRoutesDeps {
  readonly app: FastifyInstance;
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  changes(): Promise<Changes>;
  terminalOf(request: FastifyRequest): Terminal;
}

/** Terminals whose question is held open; with more, each is answered at once and asks again. */
const HELD_AT_MOST = 1_000;

export function addHelpRoutes({ app, db, clock, log, changes, terminalOf }: HelpRoutesDeps): { stop(): void } {
  const held = new Set<() => void>();

  app.post(ROUTES.helpCall.path, async (request) => {
    const terminal = terminalOf(request);
    const call = checkedBody(HelpCallRequest, request);
    const accepted = await acceptHelpCall(db, clock, terminal, call);
    if (!accepted.ok)
      throw new HttpProblem({ code: 'invalid-request', errors: [{ field: 'key', message: 'is in use elsewhere' }] });
    if (!accepted.value.again) log({ event: 'help-called', terminal: terminal.name, screen: call.screen });
    return HelpCallResponse.parse({ key: call.key, acceptedAt: accepted.value.acceptedAt });
  });

  app.post(ROUTES.helpAnswer.path, async (request, reply) => {
    const terminal = terminalOf(request);
    const { key, known, waitSeconds } = checkedBody(HelpAnswerRequest, request);
    const read = async () => {
      const state = await helpStateOf(db, terminal, key);
      if (state === null) throw new HttpProblem({ code: 'not-found' });
      return state;
    };
    const mayWait = waitSeconds > 0 && held.size < HELD_AT_MOST;
    // Listening before looking: what changes between the two is heard.
    const next = mayWait ? nextChange(await changes(), key, waitSeconds * 1_000, request) : null;
    try {
      let state = await read();
      if (state === known && next !== null) {
        held.add(next.end);
        await next.happened;
        state = await read();
      }
      reply.header('cache-control', 'no-store');
      return HelpAnswer.parse({ key, state });
    } finally {
      if (next !== null) held.delete(next.end);
      next?.end();
    }
  });

  app.post(ROUTES.endHelp.path, async (request) => {
    const terminal = terminalOf(request);
    const { key } = checkedBody(EndHelpRequest, request);
    const state = await endHelpCall(db, clock, terminal, key);
    if (state === null) throw new HttpProblem({ code: 'not-found' });
    return HelpAnswer.parse({ key, state });
  });

  return { stop: () => void [...held].forEach((end) => end()) };
}

/** Resolves with the next change of the call, after `ms`, or when nobody waits for the answer any more. */
function nextChange(changes: Changes, key: string, ms: number, request: FastifyRequest) {
  let end = (): void => undefined;
  const happened = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    const unsubscribe = changes.subscribe((change) => {
      if (change.what === 'all' || (change.what === 'help' && change.key === key)) resolve();
    });
    request.raw.socket.once('close', resolve);
    end = () => {
      clearTimeout(timer);
      unsubscribe();
      request.raw.socket.off('close', resolve);
      resolve();
    };
  });
  return { happened, end };
}
