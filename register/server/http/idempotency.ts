/**
 * The header `Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header: a UUID, as a string of structured fields (in
 * quotation marks) or bare.
 */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HttpProblem } from './problems.ts';

const FIELD = 'idempotency-key';

/** Undefined where there is none. Throws {@link Refused}: `invalid-request` where it is no UUID. */
export function givenIdempotencyKey(request: FastifyRequest): string | undefined {
  const header = request.headers[FIELD];
  if (header === undefined) return undefined;
  const given = String(header).trim();
  const key = z.uuid().safeParse(given.startsWith('"') && given.endsWith('"') ? given.slice(1, -1) : given);
  if (!key.success)
    throw new HttpProblem({ code: 'invalid-request', errors: [{ field: 'Idempotency-Key', message: 'is no UUID' }] });
  // PostgreSQL gives UUIDs in small letters.
  return key.data.toLowerCase();
}

/** Throws {@link Refused}: also `key-missing`. */
export function idempotencyKey(request: FastifyRequest): string {
  const key = givenIdempotencyKey(request);
  if (key === undefined) throw new HttpProblem({ code: 'key-missing' });
  return key;
}
