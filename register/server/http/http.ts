/**
 * What every route shares: Fastify without a log of its own, bodies as JSON of bounded size, problems for everything
 * that fails.
 */
import Fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { describeError } from '../../../base/describe-error.ts';
import type { RegisterLog } from '../log.ts';
import type { TlsFiles } from './line.ts';
import { HttpProblem, fieldErrors, sendProblem, toProblem } from './problems.ts';
import type { Refusal } from './problems.ts';
import { isUnavailable } from '../database/unavailable.ts';
import { NO_ROUTE, answerUnreadable } from './unreadable.ts';

export interface HttpOptions {
  readonly log: RegisterLog;
  readonly tls?: TlsFiles;
  readonly bodyLimit: number;
  /** Milliseconds for a whole request to arrive; 0: as long as it takes. */
  readonly requestTimeoutMs?: number;
  /** Addresses or networks of the proxies in front of it, with commas: they say who asks. */
  readonly proxies?: string | undefined;
  /** Name of who asked, for the log. */
  readonly caller?: (request: FastifyRequest) => string | undefined;
}

/** A terminal's own time-out is shorter. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Milliseconds between two looks for requests that take too long; Node's own are 30 s, which is four time-outs of ours.
 */
export const CHECK_MS = 2_000;
/** Connections that are held at once; the next one is closed before it says a word. A terminal has a few. */
export const MOST_CONNECTIONS = 2_000;

export function createHttp({
  log,
  tls,
  bodyLimit,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
  proxies,
  caller,
}: HttpOptions): FastifyInstance {
  const refused = (refusal: Refusal): void =>
    log({ event: 'refused', route: NO_ROUTE, code: refusal.code, status: toProblem(refusal).status });
  const app = Fastify({
    logger: false,
    bodyLimit,
    ...(proxies === undefined ? {} : { trustProxy: proxies }),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 30_000,
    ...(tls === undefined
      ? { http: { connectionsCheckingInterval: CHECK_MS } }
      : { https: { ...tls, minVersion: 'TLSv1.2' as const, connectionsCheckingInterval: CHECK_MS } }),
    forceCloseConnections: true,
    // What is refused before there is a route is answered like anything else.
    frameworkErrors: (error, _request, reply) => {
      const refusal = toRefusal(error);
      refused(refusal);
      return sendProblem(reply, refusal);
    },
    clientErrorHandler: answerUnreadable((status) => {
      const refusal: Refusal = { code: 'invalid-request', status };
      refused(refusal);
      return {
        headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
        body: JSON.stringify(toProblem(refusal)),
      };
    }),
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  // No route has it, and Fastify would ask for a body before it looks for one.
  app.addHook('onRequest', async (request) => {
    if (request.method === 'QUERY') throw new HttpProblem({ code: 'not-found' });
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body as string));
    } catch {
      // The parser's own message quotes the body.
      done(new HttpProblem({ code: 'invalid-request', errors: [{ field: '(body)', message: 'is not JSON' }] }));
    }
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const route = request.routeOptions.url ?? '(unknown)';
    const refusal = toRefusal(error);
    const from = caller?.(request);
    if (refusal.code === 'internal' || refusal.code === 'unavailable')
      log({ event: 'failed', route, ...describeError(error) });
    else
      log({
        event: 'refused',
        route,
        code: refusal.code,
        status: toProblem(refusal).status,
        ...(from === undefined ? {} : { terminal: from }),
      });
    return sendProblem(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, { code: 'not-found' }));
  return app;
}

export function toRefusal(error: FastifyError): Refusal {
  if (error instanceof HttpProblem) return error.refusal;
  if (isUnavailable(error)) return { code: 'unavailable', retryAfterSeconds: 5 };
  const body = (message: string, status?: number): Refusal => ({
    code: 'invalid-request',
    errors: [{ field: '(body)', message }],
    ...(status === undefined ? {} : { status }),
  });
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return body('is too large', 413);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return body('has another media type than the contract says', 415);
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return body('is missing');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return body('has another length than announced');
    default: {
      // What Fastify itself says is the caller's mistake.
      const { statusCode: status = 500 } = error;
      if (!error.code?.startsWith('FST_') || status < 400 || status >= 500) return { code: 'internal' };
      return status === 404 ? { code: 'not-found' } : { code: 'invalid-request', status };
    }
  }
}

/** The request's body, checked. Throws {@link Refused} with the fields that do not fit. */
export function checkedBody<T extends z.ZodType>(schema: T, request: FastifyRequest): z.output<T> {
  if (request.body === undefined)
    throw new HttpProblem({ code: 'invalid-request', errors: [{ field: '(body)', message: 'is missing' }] });
  const parsed = schema.safeParse(request.body);
  if (!parsed.success) throw new HttpProblem({ code: 'invalid-request', errors: fieldErrors(parsed.error) });
  return parsed.data;
}

/** The same for what stands behind the `?`. */
export function checkedQuery<T extends z.ZodType>(schema: T, request: FastifyRequest): z.output<T> {
  const parsed = schema.safeParse(request.query);
  if (!parsed.success) throw new HttpProblem({ code: 'invalid-request', errors: fieldErrors(parsed.error) });
  return parsed.data;
}
