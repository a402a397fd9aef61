/**
 * The office's listener: its page, and what that asks. Apart from terminals' and the public one, on an address of its
 * own. Every route is in the table of the contract, with who may; what is refused to a role stands in the audit.
 */
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  BY_ITSELF_HEADER,
  CSRF_HEADER,
  OFFICE_API,
  type OfficeApi,
  type OfficeRouteName,
} from '../../contract/office.ts';
import { actAs } from '../audit/acting.ts';
import { writeAudit } from '../audit/write.ts';
import { checkedBody, checkedQuery, createHttp } from '../http/http.ts';
import type { TlsFiles } from '../http/line.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Register } from '../register.ts';
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS, type Session, type Sessions } from './sessions.ts';

/** Who asks, and how the answer may change that. */
export interface Caller {
  /** Null for what everybody may ask. */
  readonly session: Session | null;
  /** Address, for limits; never kept. */
  readonly ip: string;
  /** The session's token; empty without one. */
  readonly token: string;
  /** Sets the cookie of a session that has begun, or takes it away. */
  signIn(token: string): void;
  signOut(): void;
}

export type OfficeHandlers = {
  [Name in Exclude<OfficeRouteName, 'events'>]: (
    request: z.output<OfficeApi[Name]['request']>,
    caller: Caller,
  ) => Promise<z.input<OfficeApi[Name]['answer']>>;
};

export interface OfficeListenerOptions {
  readonly register: Pick<Register, 'database' | 'clock' | 'log'>;
  readonly sessions: Sessions;
  readonly handlers: OfficeHandlers;
  /** Takes over an answer for good: the page's line. */
  openEvents(reply: FastifyReply, session: Session, find: () => Promise<Session | null>): void;
  /** Adds the page itself and what identity providers call. */
  addPages?(app: FastifyInstance): Promise<void>;
  readonly host: string;
  readonly port: number;
  /** As browsers reach it: an origin. Requests from any other are refused. */
  readonly url: string;
  readonly tls?: TlsFiles;
  readonly proxies?: string;
}

const BODY_LIMIT = 256 * 1024;
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

export async function startOfficeListener(options: OfficeListenerOptions): Promise<{ stop(): Promise<void> }> {
  const { register, sessions, handlers, host, port, url, tls, proxies } = options;
  const { origin } = new URL(url);
  const app = createHttp({ log: register.log, bodyLimit: BODY_LIMIT, proxies, ...(tls === undefined ? {} : { tls }) });
  await app.register(cookie);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (origin.startsWith('https:')) reply.header('strict-transport-security', 'max-age=31536000');
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    // Another site's page cannot make this one's browser change something (Fetch Metadata, Sec-Fetch-Site), and a page
    // that is not ours cannot read what it would have to send with it.
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOwn(request, origin))
      throw new HttpProblem({ code: 'forbidden' });
  });
  for (const name of Object.keys(OFFICE_API) as OfficeRouteName[]) addRoute(app, name, options);
  await options.addPages?.(app);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw error;
  }
  return { stop: () => app.close() };

  function addRoute(to: FastifyInstance, name: OfficeRouteName, { openEvents }: OfficeListenerOptions): void {
    const { method, path, may, request: schema, answer } = OFFICE_API[name];
    to.route({
      method,
      url: path,
      async handler(request, reply) {
        const token = request.cookies[SESSION_COOKIE] ?? '';
        const find = (touch: boolean): Promise<Session | null> =>
          token === '' ? Promise.resolve(null) : sessions.find(token, touch);
        const byItself = name === 'events' || (method === 'GET' && request.headers[BY_ITSELF_HEADER] !== undefined);
        const session = may === 'everybody' ? null : await find(!byItself);
        if (may !== 'everybody') await check(request, session, name);
        const caller: Caller = {
          session,
          ip: request.ip,
          token,
          signIn: (fresh) => void reply.setCookie(SESSION_COOKIE, fresh, SESSION_COOKIE_OPTIONS),
          signOut: () => void reply.clearCookie(SESSION_COOKIE, SESSION_COOKIE_OPTIONS),
        };
        if (name === 'events') {
          if (session !== null) openEvents(reply, session, () => find(false));
          return reply;
        }
        const asked = method === 'GET' ? checkedQuery(schema, request) : checkedBody(schema, request);
        const handle = handlers[name] as (asked: unknown, caller: Caller) => Promise<unknown>;
        const result = await (session === null
          ? handle(asked, caller)
          : actAs(`office:${session.account.id}`, () => handle(asked, caller)));
        return reply.type('application/json').send(JSON.stringify(answer.parse(result)));
      },
    });
  }

  async function check(request: FastifyRequest, session: Session | null, name: OfficeRouteName): Promise<void> {
    if (session === null) throw new HttpProblem({ code: 'signed-out' });
    const { may, method } = OFFICE_API[name];
    if (method === 'POST' && request.headers[CSRF_HEADER] !== session.csrf)
      throw new HttpProblem({ code: 'forbidden' });
    if (may === 'set-up') return;
    const { id, roles } = session.account;
    if (!session.setUp && (may as readonly string[]).some((role) => roles.some((own) => own === role))) return;
    const { database, clock } = register;
    await database.db
      .transaction()
      .execute((tx) =>
        writeAudit(tx, { at: clock.now(), actor: `office:${id}`, action: 'office-refused', subject: `route:${name}` }),
      );
    throw new HttpProblem({ code: 'forbidden' });
  }
}

/** RFC 6454: a browser says from which origin a request that changes something comes; a program need not. */
function isOwn(request: FastifyRequest, origin: string): boolean {
  const { origin: from, 'sec-fetch-site': site } = request.headers;
  return (from === undefined || from === origin) && (site === undefined || site === 'same-origin');
}
