/**
 * The public listener: what visitors and readers of certificates reach with devices of their own. Apart from the
 * terminals' routes and the admin socket, on an address of its own; it gives out an encrypted document once and a
 * TcToken once, checks seals and signatures, draws what visitors take along, and nothing else of the register.
 */
import type { X509Certificate } from 'node:crypto';
import Fastify from 'fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { SealCertificate } from '../../seal/verify.ts';
import { systemClock } from '../../../base/clock.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { CHECK_MS, MOST_CONNECTIONS } from '../http/http.ts';
import type { TlsFiles } from '../http/line.ts';
import type { RegisterLog } from '../log.ts';
import { describeError } from '../../../base/describe-error.ts';
import { OPEN311_PATH, addOpen311, sendErrors } from '../open311/routes.ts';
import type { Open311Deps } from '../open311/routes.ts';
import type { Deliveries } from '../services/deliveries.ts';
import { NO_TOWN, type Town } from '../office/town.ts';
import { RegisterStartError } from '../start-error.ts';
import { RateLimit, networkOf } from '../http/rate-limit.ts';
import type { BucketSize } from '../../../base/token-bucket.ts';
import { NO_ROUTE, answerUnreadable } from '../http/unreadable.ts';
import { CHECK_SCRIPT, checkPage } from './check-page.ts';
import { LARGEST_PDF, checkPdf } from './check-pdf.ts';
import { checkSeal } from './check-seal.ts';
import { DOWNLOAD_PAGE, DOWNLOAD_SCRIPT, RETURN_PAGE } from './download-page.ts';
import { SECURITY_TXT_PATH, securityContact, securityTxt } from './security-txt.ts';
import type { SecurityContact } from './security-txt.ts';
import { addTakeAway } from './take-away-page.ts';

export interface PublicListener {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Its own TLS, where no proxy stands in front. */
  readonly tls?: TlsFiles;
  /** As visitors reach it, without a slash at its end. */
  readonly url: string;
  /** Addresses or networks of the proxies in front of it: they say who asks. */
  readonly proxies?: string;
  /** Not given, there is no security.txt. */
  readonly security?: SecurityContact;
}

/**
 * From `FOYER_PUBLIC_URL` (as visitors reach it), `FOYER_PUBLIC_HOST`, `FOYER_PUBLIC_PORT` and `FOYER_PUBLIC_PROXIES`
 * (addresses or networks, with commas). Without the first there is no listener.
 */
export function publicListener(env: NodeJS.ProcessEnv): PublicListener | undefined {
  const url = env.FOYER_PUBLIC_URL;
  if (url === undefined || url === '') return undefined;
  const port = Number(env.FOYER_PUBLIC_PORT ?? '8481');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RegisterStartError('FOYER_PUBLIC_PORT: write 0 to 65535; 0 takes any free one.');
  const proxies = env.FOYER_PUBLIC_PROXIES;
  if (proxies !== undefined && !/^[0-9a-f.:/, ]*$/i.test(proxies))
    throw new RegisterStartError(
      'FOYER_PUBLIC_PROXIES: write addresses or networks with commas between them: 127.0.0.1, 10.1.0.0/16',
    );
  const security = securityContact(env);
  try {
    const { protocol, origin, pathname } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError();
    return {
      host: env.FOYER_PUBLIC_HOST ?? '127.0.0.1',
      port,
      url: `${origin}${pathname}`.replace(/\/+$/, ''),
      ...(proxies === undefined || proxies.trim() === '' ? {} : { proxies }),
      ...(security === undefined ? {} : { security }),
    };
  } catch {
    throw new RegisterStartError(
      `FOYER_PUBLIC_URL: "${url}" is no address. Write it as visitors reach it: https://dokumente.musterstadt.de`,
    );
  }
}

export interface PublicOptions extends PublicListener {
  readonly deliveries: Deliveries;
  /** Whose seals hold here. */
  readonly seals: readonly SealCertificate[];
  /** Whose signatures of PDFs hold here; without any, PDFs are not checked. */
  readonly signers?: readonly X509Certificate[];
  /** What is offered by Open311; not given, nothing is. */
  readonly open311?: Open311Deps;
  /** Whose name and arms stand on what visitors take along; not given, nobody's. */
  readonly town?: Town;
  readonly log: RegisterLog;
  readonly clock?: TimeSource;
  /**
   * Requests other than for a page. By default 20 at once and then one a second for each address; 200 at once and then
   * 20 a second overall.
   */
  readonly limits?: { readonly perAddress: BucketSize; readonly overall: BucketSize };
}

const LIMITS = { perAddress: { capacity: 20, refillPerSecond: 1 }, overall: { capacity: 200, refillPerSecond: 20 } };
/** Characters of a form; a seal has at most 1,555 bytes. */
const FORM_LIMIT = 16 * 1024;

/** Everything is our own, nothing is embedded, and what a page receives stays on it. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

const headersOf = (url: string): Record<string, string> => ({
  ...HEADERS,
  ...(url.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
});

export async function startPublic({
  host,
  port,
  url,
  tls,
  proxies,
  security,
  deliveries,
  seals,
  signers = [],
  open311,
  town = NO_TOWN,
  log,
  clock = systemClock,
  limits = LIMITS,
}: PublicOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const headers = headersOf(url);
  /** One line for each refusal except those by a limit, so that clients cannot fill the log. */
  const refused = (status: number): void => log({ event: 'refused', route: NO_ROUTE, code: 'invalid-request', status });

  const limit = new RateLimit(limits.perAddress, limits.overall, clock);
  /** 0, or the seconds to wait. */
  const waitOf = (ip: string): number => limit.take(networkOf(ip));
  const limited = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const wait = waitOf(request.ip);
    return wait === 0
      ? undefined
      : reply
          .code(429)
          .header('retry-after', String(wait))
          .type('text/plain; charset=utf-8')
          .send('Zu viele Anfragen. Bitte versuchen Sie es gleich noch einmal.\n');
  };

  const app = Fastify({
    logger: false,
    bodyLimit: 1024,
    requestTimeout: 10_000,
    forceCloseConnections: true,
    ...(tls === undefined
      ? { http: { connectionsCheckingInterval: CHECK_MS } }
      : { https: { ...tls, minVersion: 'TLSv1.2' as const, connectionsCheckingInterval: CHECK_MS } }),
    ...(proxies === undefined ? {} : { trustProxy: proxies }),
    // Before there is a route, hooks do not run; clients that try out addresses must be counted all the same.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const wait = waitOf(request.ip);
      const status = wait === 0 ? (error.statusCode ?? 400) : 429;
      if (wait === 0) refused(status);
      reply.code(status).headers(headers);
      if (wait > 0) reply.header('retry-after', String(wait));
      if (open311 !== undefined && request.url.startsWith(`${OPEN311_PATH}/`)) {
        return sendErrors(request, reply, status, [wait > 0 ? 'Too many requests' : 'The address cannot be read']);
      }
      return reply.type('text/plain').send('');
    },
    clientErrorHandler: answerUnreadable((status, socket) => {
      if (waitOf(socket.remoteAddress ?? '') === 0) refused(status);
      return { headers, body: '' };
    }),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT },
    (_request, body, done) => done(null, body),
  );
  app.addContentTypeParser('application/pdf', { parseAs: 'buffer', bodyLimit: LARGEST_PDF }, (_request, body, done) =>
    done(null, body),
  );
  // No route has it, and Fastify would ask for a body before it looks for one.
  app.server.maxConnections = MOST_CONNECTIONS;
  let told = proxies !== undefined;
  app.addHook('onRequest', async ({ headers: sent }) => {
    // Then all phones of a town are one address to the limits.
    if (told || sent['x-forwarded-for'] === undefined) return;
    told = true;
    log({ event: 'proxies-unknown', setting: 'FOYER_PUBLIC_PROXIES' });
  });
  app.addHook('onRequest', async (request, reply) =>
    request.method === 'QUERY' ? reply.code(404).type('text/plain').send('') : undefined,
  );
  // A page may be stricter than the others, or kept.
  app.addHook('onSend', async (_request, reply) => void reply.headers({ ...headers, ...reply.getHeaders() }));
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send(''));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500)
      log({ event: 'failed', route: request.routeOptions.url ?? '(unknown)', ...describeError(error) });
    return reply.code(status).type('text/plain').send('');
  });

  const page = (reply: FastifyReply, text: string): FastifyReply => reply.type('text/html; charset=utf-8').send(text);
  const script = (reply: FastifyReply, text: string): FastifyReply =>
    reply.type('text/javascript; charset=utf-8').send(text);

  app.get('/d/:id', (_request, reply) => page(reply, DOWNLOAD_PAGE));
  app.get('/download.js', (_request, reply) => script(reply, DOWNLOAD_SCRIPT));
  // A link that is only looked at, by a phone's preview or a scanner of addresses, must not use the document up: it
  // takes an action on the page.
  app.post<{ Params: { id: string } }>('/d/:id', { onRequest: limited }, async ({ params: { id } }, reply) => {
    const content = /^[A-Za-z0-9_-]{43}$/.test(id) ? await deliveries.fetchOnce(id) : null;
    if (content === null) return reply.code(404).send();
    return reply.type('application/octet-stream').send(Buffer.from(content));
  });

  addTakeAway(app, town);
  const pdf = signers.length > 0;
  app.get('/v', (_request, reply) => page(reply, checkPage({ pdf })));
  app.get('/check.js', (_request, reply) => script(reply, CHECK_SCRIPT));
  // Here and not in the browser: WebCrypto knows no brainpool curves, and the town learns nothing that it did not write
  // itself.
  app.post('/v', { onRequest: limited }, (request, reply) => {
    if (typeof request.body !== 'string') return reply.code(415).send();
    return page(
      reply,
      checkPage({ pdf, finding: checkSeal(new URLSearchParams(request.body).get('siegel') ?? '', seals) }),
    );
  });
  app.post('/v/pdf', { onRequest: limited, bodyLimit: LARGEST_PDF }, (request, reply) => {
    if (!pdf) return reply.code(404).send();
    if (!Buffer.isBuffer(request.body)) return reply.code(415).send();
    return page(reply, checkPage({ pdf, finding: checkPdf(request.body, signers) }));
  });

  // Asked for by the AusweisApp, with GET alone; a HEAD must not use it up. Its name has 256 bits, and no stranger's
  // requests may keep a terminal out.
  app.get<{ Params: { name: string } }>('/eid/:name', { exposeHeadRoute: false }, ({ params: { name } }, reply) => {
    const token = /^[A-Za-z0-9_-]{43}$/.test(name) ? deliveries.tcToken(name) : null;
    return token === null ? reply.code(404).send() : reply.type('text/xml; charset=utf-8').send(token);
  });
  for (const path of ['/eid/fertig', '/eid/fehler']) app.get(path, (_request, reply) => page(reply, RETURN_PAGE));

  if (security !== undefined)
    app.get(SECURITY_TXT_PATH, (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(securityTxt(security, url)),
    );

  if (open311 !== undefined) addOpen311(app, open311, limited, log);

  const at = await app.listen({ host, port });
  return { url: at, stop: () => app.close() };
}
