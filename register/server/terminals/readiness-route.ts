/** Where terminals hand in the readiness reports that the office asked them for. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import { READINESS_EXCHANGES, ROUTES } from '../../contract/contract.ts';
import type { Tables } from '../database/tables.ts';
import { checkedBody } from '../http/http.ts';
import { HttpProblem } from '../http/problems.ts';
import type { RegisterLog } from '../log.ts';
import { takeReport } from './readiness.ts';
import type { Terminal } from './terminals.ts';

export interface ReadinessRouteDeps {
  readonly app: FastifyInstance;
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  terminalOf(request: FastifyRequest): Terminal;
}

/** Bytes: 64 devices with all their steps, encoded. */
const BODY_LIMIT = 160 * 1024;

export function addReadinessRoute({ app, db, clock, log, terminalOf }: ReadinessRouteDeps): void {
  const { request: asked, answer } = READINESS_EXCHANGES.readinessReport;
  app.post(ROUTES.readinessReport.path, { bodyLimit: BODY_LIMIT }, async (request) => {
    const terminal = terminalOf(request);
    const body = checkedBody(asked, request);
    const taken = await takeReport(db, clock, terminal, body);
    if (!taken.ok) {
      if (taken.error === 'not-found') throw new HttpProblem({ code: 'not-found' });
      throw new HttpProblem({
        code: 'invalid-request',
        errors: [{ field: 'report.payload', message: 'is no readiness report' }],
      });
    }
    if (!taken.value.again) log({ event: 'readiness-reported', terminal: terminal.name, order: body.order });
    return answer.parse({ order: body.order, acceptedAt: taken.value.acceptedAt });
  });
}
