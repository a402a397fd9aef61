/** Answers that say what went wrong: RFC 9457 problem details. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Problem, ProblemCode } from '../../contract/contract.ts';

const PROBLEMS: Readonly<Record<ProblemCode, { status: number; title: string }>> = {
  'terminal-unknown': { status: 401, title: 'This key belongs to no terminal.' },
  'terminal-revoked': { status: 403, title: "This terminal's key was revoked." },
  forbidden: { status: 403, title: 'This account may not do that.' },
  'contract-unsupported': { status: 400, title: 'This version of the contract is not spoken here.' },
  'invalid-request': { status: 400, title: 'The request does not fit the contract.' },
  'rate-limited': { status: 429, title: 'Too many requests.' },
  'not-found': { status: 404, title: 'There is nothing at this address.' },
  maintenance: { status: 503, title: 'This service is under maintenance.' },
  unavailable: { status: 503, title: 'The register cannot be asked now.' },
  internal: { status: 500, title: 'The register made a mistake.' },
  'signed-out': { status: 401, title: 'Nobody is signed in with this token.' },
  conflict: { status: 409, title: 'The data were changed meanwhile.' },
  'key-reused': { status: 422, title: 'This key was used for another request.' },
  void: { status: 410, title: 'This order is void.' },
  'not-possible': { status: 422, title: 'This cannot be done for this person, or not now.' },
  'fee-differs': { status: 409, title: 'Another fee is due.' },
  'token-expired': { status: 401, title: 'The token is over.' },
  'enrolment-refused': { status: 403, title: 'The code is wrong, was used, or is too old.' },
  'clock-skew': { status: 401, title: "The terminal's clock and the register's differ." },
  'not-decipherable': { status: 422, title: "This was not encrypted for one of the register's keys." },
  'key-missing': { status: 400, title: 'The request needs an Idempotency-Key.' },
  'in-progress': { status: 409, title: 'A request with this key is being worked on.' },
  'precondition-failed': { status: 412, title: 'The case was changed meanwhile.' },
  'precondition-required': { status: 428, title: 'The request needs an If-Match.' },
};

export interface Refusal {
  readonly code: ProblemCode;
  /** Where another status than the code's own says more: 405, 413, 415. */
  readonly status?: number;
  readonly detail?: string;
  readonly until?: string;
  /** With `clock-skew`: the register's clock. */
  readonly now?: string;
  /** Where it is not the register itself. */
  readonly part?: NonNullable<Problem['part']>;
  readonly errors?: readonly { field: string; message: string }[];
  readonly retryAfterSeconds?: number;
}

/** Thrown within the server to end a request with a problem. An expected answer of HTTP, not a bug. */
export class HttpProblem extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

export function toProblem({ code, status, detail, until, now, part, errors }: Refusal): Problem {
  return {
    type: `urn:foyer:problem:${code}`,
    title: PROBLEMS[code].title,
    status: status ?? PROBLEMS[code].status,
    ...(detail === undefined ? {} : { detail }),
    ...(until === undefined ? {} : { until }),
    ...(now === undefined ? {} : { now }),
    ...(part === undefined ? {} : { part }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}

export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem = toProblem(refusal);
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds));
  // RFC 9110, 11.6.1: a 401 names the scheme.
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="foyer-register"');
  // Serialised here: the reply's own serialisers are for the routes' answers.
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/**
 * Fields and reasons of a failed check, without any value: Zod's own messages quote what they expected, never what they
 * got, except for unknown keys, which are left unnamed.
 */
export function fieldErrors(error: z.ZodError): { field: string; message: string }[] {
  return error.issues.slice(0, 20).map((issue) => ({
    field: issue.path.map(String).join('.') || '(body)',
    message: issue.code === 'unrecognized_keys' ? 'has unknown fields' : issue.message,
  }));
}
