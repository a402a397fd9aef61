/** Asks the register what the contract's table has, and checks what comes back. */
import type { z } from 'zod';
import { err, ok, type Result } from '../../base/result.ts';
import type { ProblemCode } from '../../register/contract/contract.ts';
import {
  BY_ITSELF_HEADER,
  CSRF_HEADER,
  OFFICE_API,
  OfficeSession,
  type OfficeApi,
  type OfficeRouteName,
} from '../../register/contract/office.ts';

/**
 * `unreachable`: no answer. `unexpected`: an answer that is none of the contract's. `session-changed`: somebody has
 * signed in anew in another window of this browser, and this page has not noticed.
 */
export type FailureCode = ProblemCode | 'unreachable' | 'unexpected' | 'session-changed';
export interface Failure {
  readonly code: FailureCode;
  /** Fields that do not fit, as paths of the request. */
  readonly fields: readonly string[];
  /** The register's own German sentence with what to do, where it knows more than the code says. */
  readonly detail: string | null;
}
export type Asked<Name extends OfficeRouteName> = z.input<OfficeApi[Name]['request']>;
export type Answer<Name extends OfficeRouteName> = z.output<OfficeApi[Name]['answer']>;

/** What is asked without anything to send. */
type ReadRoute = { [Name in OfficeRouteName]: OfficeApi[Name]['method'] extends 'GET' ? Name : never }[OfficeRouteName];

export interface Client {
  ask<Name extends Exclude<OfficeRouteName, 'events'>>(
    name: Name,
    ...request: Record<never, never> extends Asked<Name> ? [] : [Asked<Name>]
  ): Promise<Result<Answer<Name>, Failure>>;
  /** The same, asked by the page itself: the session does not last any longer for it. */
  lookUp<Name extends Exclude<ReadRoute, 'events'>>(
    name: Name,
    ...request: Record<never, never> extends Asked<Name> ? [] : [Asked<Name>]
  ): Promise<Result<Answer<Name>, Failure>>;
  /** The session whose requests are made from here on; null for none. */
  use(session: OfficeSession | null): void;
  /** The register's clock; the desk's own may be wrong by minutes. Milliseconds since 1970. */
  now(): number;
  /** When it was last asked with success by the session, by {@link now}. */
  askedAt(): number;
}

export interface ClientDeps {
  readonly fetch: typeof fetch;
  /** The desk's clock, milliseconds since 1970. */
  readonly now: () => number;
  /** There is no session any more. */
  readonly onSignedOut: () => void;
  /** Another one has begun. */
  readonly onSession: (session: OfficeSession) => void;
}

const PREFIX = 'urn:foyer:problem:';
/** Milliseconds; more than any answer takes, less than a person waits. */
const TIMEOUT_MS = 15_000;
/** The header `Date` has whole seconds: what it says is this much older at the most. */
const DATE_STEP_MS = 1_000;

const failed = (code: FailureCode): Result<never, Failure> => err({ code, fields: [], detail: null });

export function createClient({ fetch, now, onSignedOut, onSession }: ClientDeps): Client {
  let session: OfficeSession | null = null;
  let ahead = 0;
  let askedAt = now();

  const follow = (date: string | null): void => {
    const said = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(said)) return;
    const apart = said - now();
    // Within the step of the header and a slow answer the clocks agree.
    ahead = Math.abs(apart) <= 2 * DATE_STEP_MS ? 0 : apart;
  };

  const send = async (name: OfficeRouteName, request: unknown, byItself: boolean): Promise<Response | null> => {
    const { method, path } = OFFICE_API[name];
    try {
      return await fetch(method === 'GET' ? path + queryOf(request) : path, {
        method,
        cache: 'no-store',
        credentials: 'same-origin',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(method === 'GET'
          ? { headers: byItself ? { [BY_ITSELF_HEADER]: '1' } : {} }
          : {
              body: JSON.stringify(request),
              headers: {
                'content-type': 'application/json',
                ...(session === null ? {} : { [CSRF_HEADER]: session.csrf }),
              },
            }),
      });
    } catch {
      return null;
    }
  };

  /** What is forbidden may be so because the page knows an older session than the browser has. */
  const refused = async (): Promise<FailureCode> => {
    const answer = await send('session', {}, true);
    if (answer === null || !answer.ok) return 'forbidden';
    const found = OfficeSession.safeParse(await bodyOf(answer));
    if (!found.success || found.data.csrf === session?.csrf) return 'forbidden';
    onSession(found.data);
    return 'session-changed';
  };

  const answered = async <Name extends OfficeRouteName>(
    name: Name,
    request: unknown,
    { byItself }: { readonly byItself: boolean },
  ): Promise<Result<Answer<Name>, Failure>> => {
    const answer = await send(name, request, byItself);
    if (answer === null) return failed('unreachable');
    follow(answer.headers.get('date'));
    const body = await bodyOf(answer);
    const { may, method } = OFFICE_API[name];
    if (!answer.ok) {
      const problem = problemOf(body);
      if (may === 'everybody') return err(problem);
      if (problem.code === 'signed-out') onSignedOut();
      if (problem.code === 'forbidden' && method === 'POST') return failed(await refused());
      return err(problem);
    }
    const read = OFFICE_API[name].answer.safeParse(body);
    if (!read.success) return failed('unexpected');
    if (may !== 'everybody' && !byItself) askedAt = now() + ahead;
    return ok(read.data as Answer<Name>);
  };

  return {
    ask: (name, ...[request = {}]) => answered(name, request, { byItself: false }),
    lookUp: (name, ...[request = {}]) => answered(name, request, { byItself: true }),
    use(next) {
      session = next;
      askedAt = now() + ahead;
    },
    now: () => now() + ahead,
    askedAt: () => askedAt,
  };
}

/** What a question holds, behind its address; nothing of it is about a person. */
function queryOf(request: unknown): string {
  const query = new URLSearchParams(request as Record<string, string>).toString();
  return query === '' ? '' : `?${query}`;
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

function problemOf(body: unknown): Failure {
  const { type, errors, detail } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof type !== 'string' || !type.startsWith(PREFIX)) return { code: 'unexpected', fields: [], detail: null };
  return {
    code: type.slice(PREFIX.length) as ProblemCode,
    fields: Array.isArray(errors) ? errors.map((one: { field?: unknown }) => String(one.field)) : [],
    detail: typeof detail === 'string' ? detail : null,
  };
}
