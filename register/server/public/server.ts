/**
 * The public listener: what visitors reach with their phones. Apart from the terminals' routes and the admin socket, on an address of its
 * own; it can give out an encrypted document once, and nothing else of the register.
 */
import Fastify from 'fastify';
import type { SealCertificate } from '../../seal/verify.ts';
import type { RegisterLog } from '../log.ts';
import { describeError } from '../log.ts';
import type { Deliveries } from '../services/deliveries.ts';
import { RegisterStartError } from '../start-error.ts';
import { DOWNLOAD_PAGE, DOWNLOAD_SCRIPT } from './download-page.ts';

export interface PublicListener {
  readonly host: string;
  readonly port: number;
  /** As visitors reach it, without a slash at its end. */
  readonly url: string;
}

/** From `FOYER_PUBLIC_URL` (as visitors reach it), `FOYER_PUBLIC_HOST` and `FOYER_PUBLIC_PORT`. Without the first there is no listener. */
export function publicListener(env: NodeJS.ProcessEnv): PublicListener | undefined {
  const url = env.FOYER_PUBLIC_URL;
  if (url === undefined || url === '') return undefined;
  const port = Number(env.FOYER_PUBLIC_PORT ?? '8481');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new RegisterStartError('FOYER_PUBLIC_PORT: write 1 to 65535.');
  try {
    const { protocol, origin, pathname } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError();
    return { host: env.FOYER_PUBLIC_HOST ?? '127.0.0.1', port, url: `${origin}${pathname}`.replace(/\/+$/, '') };
  } catch {
    throw new RegisterStartError(`FOYER_PUBLIC_URL: "${url}" is no address. Write it as visitors reach it: https://dokumente.musterstadt.de`);
  }
}

export interface PublicOptions extends PublicListener {
  readonly deliveries: Deliveries;
  readonly seals: readonly SealCertificate[];
  readonly log: RegisterLog;
}

/** Everything is our own, nothing is embedded, and what a page is told stays on it. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'x-robots-tag': 'noindex',
};

export async function startPublic({ host, port, deliveries, log }: PublicOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const app = Fastify({ logger: false, bodyLimit: 1024, requestTimeout: 10_000, forceCloseConnections: true });
  app.addHook('onSend', async (_request, reply) => void reply.headers(HEADERS));
  app.setErrorHandler((error, request, reply) => {
    log({ event: 'failed', route: request.routeOptions.url ?? '(unknown)', ...describeError(error) });
    return reply.code(500).type('text/plain').send('');
  });
  app.get('/d/:id', (_request, reply) => reply.type('text/html; charset=utf-8').send(DOWNLOAD_PAGE));
  app.get('/download.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(DOWNLOAD_SCRIPT));
  // A link that is only looked at, by a phone's preview or a scanner of addresses, must not use the document up: it takes a deed of the page.
  app.post<{ Params: { id: string } }>('/d/:id', async ({ params: { id } }, reply) => {
    const content = /^[A-Za-z0-9_-]{43}$/.test(id) ? await deliveries.fetchOnce(id) : null;
    if (content === null) return reply.code(404).send();
    return reply.type('application/octet-stream').send(Buffer.from(content));
  });
  const url = await app.listen({ host, port });
  return { url, stop: () => app.close() };
}
