/** The routes of sealed requests and cases: each checks its request and its headers, and does one thing. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { CASE_EXCHANGES, CASE_LIMITS, CASE_LOOKUPS, CASE_ROUTES } from '../../contract/contract.ts';
import type { CatalogueStore } from '../catalogue/catalogue.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { checkedBody as checkedJson, checkedQuery } from '../http/http.ts';
import { idempotencyKey } from '../http/idempotency.ts';
import type { RegisterLog } from '../log.ts';
import { HttpProblem } from '../http/problems.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import { storable } from '../database/storable.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';
import { createGenericCases } from './generic.ts';
import type { Expected } from './generic.ts';
import { createInbox } from './inbox.ts';
import type { CaseSchemas } from './schemas.ts';
import { createCaseStatus } from './status.ts';
import type { CASE_STATUS_LIMITS } from './status.ts';
import type { ForwardRoutes } from './store.ts';

export interface CaseRoutesDeps {
  readonly app: FastifyInstance;
  readonly db: Kysely<Tables>;
  readonly catalogue: CatalogueStore;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly timeZone: string;
  readonly sealing: SealingKeys;
  readonly schemas: CaseSchemas;
  readonly routes: ForwardRoutes;
  readonly statusLimits?: typeof CASE_STATUS_LIMITS | undefined;
  terminalOf(request: FastifyRequest): Terminal;
}

/** Bytes of a request in JSON: the sealed content, and what stands around it. */
const INBOX_LIMIT = 256 * 1024;
const SUBMISSION_LIMIT = 512 * 1024;

/** Fastify's way to write a path of the contract. */
const path = (name: keyof typeof CASE_ROUTES): string => CASE_ROUTES[name].path.replaceAll(/\{(\w+)\}/g, ':$1');

export function addCaseRoutes({
  app,
  db,
  catalogue,
  clock,
  log,
  timeZone,
  sealing,
  schemas,
  routes,
  statusLimits,
  terminalOf,
}: CaseRoutesDeps): void {
  const today = (): string => dayIn(timeZone, clock.now());
  const receive = createInbox({ db, clock, log, sealing, routes, today });
  const status = createCaseStatus({ db, clock, ...(statusLimits === undefined ? {} : { limits: statusLimits }) });
  const hasService = async (id: string): Promise<boolean> =>
    (await catalogue.current()).catalogue.services.some((service) => service.id === id);
  const cases = createGenericCases({ db, clock, log, sealing, schemas, routes, today, hasService });
  const { inbox, caseStatus, announceCase, submitCase } = CASE_EXCHANGES;
  const unkept = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store');
  const tagged = (reply: FastifyReply, version: number): FastifyReply => unkept(reply).header('etag', etag(version));

  app.post(path('inbox'), { bodyLimit: INBOX_LIMIT }, async (request, reply) => {
    const key = idempotencyKey(request);
    unkept(reply);
    return inbox.answer.parse(await receive(terminalOf(request), key, checkedBody(inbox.request, request)));
  });
  app.post(path('caseStatus'), async (request, reply) => {
    unkept(reply);
    return caseStatus.answer.parse(await status(terminalOf(request), checkedBody(caseStatus.request, request)));
  });

  app.post(path('announceCase'), async (request, reply) => {
    const key = idempotencyKey(request);
    const announced = announceCase.answer.parse(
      await cases.announce(terminalOf(request), key, checkedBody(announceCase.request, request)),
    );
    tagged(reply, announced.version)
      .code(201)
      .header('location', CASE_ROUTES.case.path.replace('{case}', announced.case));
    return announced;
  });
  app.put(path('submitCase'), { bodyLimit: SUBMISSION_LIMIT }, async (request, reply) => {
    const key = idempotencyKey(request);
    const caseId = idIn(request, 'case');
    const expected = ifMatch(request);
    if (expected === undefined) throw new HttpProblem({ code: 'precondition-required' });
    const receipt = await cases.submit(terminalOf(request), {
      key,
      caseId,
      expected,
      submission: checkedBody(submitCase.request, request),
    });
    tagged(reply, receipt.version);
    return submitCase.answer.parse(receipt);
  });
  app.get(path('case'), async (request, reply) => {
    const view = await cases.view(terminalOf(request), idIn(request, 'case'));
    tagged(reply, view.version);
    if (
      tags(request.headers['if-none-match']).some(
        (tag) => tag === '*' || tag.replace(/^W\//, '') === etag(view.version),
      )
    )
      return reply.code(304).send();
    return view;
  });
  app.get(path('cases'), async (request, reply) => {
    unkept(reply);
    return cases.list(terminalOf(request), checkedQuery(CASE_LOOKUPS.cases.query, request));
  });
  app.get(path('caseEvents'), async (request, reply) => {
    unkept(reply);
    return cases.events(
      terminalOf(request),
      idIn(request, 'case'),
      checkedQuery(CASE_LOOKUPS.caseEvents.query, request),
    );
  });

  // In a room of its own, so that no other route takes anything but JSON.
  void app.register(async (room) => {
    room.removeAllContentTypeParsers();
    room.addContentTypeParser('application/jose', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    room.put(path('attachToCase'), { bodyLimit: CASE_LIMITS.attachmentBytes }, async (request, reply) => {
      const { body } = request;
      if (!Buffer.isBuffer(body) || body.length === 0)
        throw new HttpProblem({ code: 'invalid-request', errors: [{ field: '(body)', message: 'is missing' }] });
      const version = await cases.attach(
        terminalOf(request),
        idIn(request, 'case'),
        idIn(request, 'attachment'),
        body,
        ifMatch(request),
      );
      return tagged(reply, version).code(204).send();
    });
  });
}

function checkedBody<T extends z.ZodType>(schema: T, request: FastifyRequest): z.output<T> {
  const given = checkedJson(schema, request);
  if (!storable(given))
    throw new HttpProblem({
      code: 'invalid-request',
      errors: [{ field: '(body)', message: 'has characters that are none' }],
    });
  return given;
}

const etag = (version: number): string => `"${version}"`;
const tags = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** RFC 9110, 13.1.1: compared strongly, so a weak tag fits nothing. */
function ifMatch(request: FastifyRequest): Expected | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  const given = tags(header);
  return given.includes('*')
    ? '*'
    : given.flatMap((tag) => (/^"\d{1,9}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
}

/** An id that is no UUID belongs to no case. */
function idIn(request: FastifyRequest, name: string): string {
  const id = z.uuid().safeParse((request.params as Record<string, string>)[name]);
  if (!id.success) throw new HttpProblem({ code: 'not-found' });
  return id.data.toLowerCase();
}
