/** The register as the terminals see it: every route of the wire contract over HTTP. */
import type { FastifyRequest } from 'fastify';
import {
  CONTRACT_HEADER, CONTRACT_VERSION, DocumentStatus, DocumentStatusRequest, Health, HeartbeatRequest, HeartbeatResponse, HelpCallRequest,
  HelpCallResponse, ROUTES,
} from '../contract.ts';
import { CatalogueStore } from './catalogue.ts';
import type { Clock } from './clock.ts';
import type { RegisterDatabase } from './database.ts';
import { acceptHelpCall } from './help-calls.ts';
import { checkedBody, createHttp } from './http.ts';
import type { RegisterLog } from './log.ts';
import { openApiDocument, supportedVersions } from './openapi.ts';
import type { ResidentRegister } from './ports/resident-register.ts';
import { Refused } from './problems.ts';
import type { Deliveries } from './services/deliveries.ts';
import { addServiceRoutes, type ServiceParts } from './services/routes.ts';
import { Terminals } from './terminals.ts';
import type { Terminal } from './terminals.ts';
import { RateLimit } from './token-bucket.ts';
import type { BucketSize } from './token-bucket.ts';

export interface RegisterServerOptions {
  readonly database: RegisterDatabase;
  readonly residents: ResidentRegister;
  readonly clock: Clock;
  readonly log: RegisterLog;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default {@link CONTRACT_VERSION}. The server speaks this version and the one before it. */
  readonly contractVersion?: number;
  /** Days begin and end here; IANA name, default Europe/Berlin. */
  readonly timeZone?: string;
  /** Status lookups. By default 20 at once and then one in 3 s per terminal; 200 at once and then 20 per second overall. */
  readonly limits?: { readonly perTerminal: BucketSize; readonly overall: BucketSize };
  /** What the services that need a sign-in are made with. */
  readonly services?: ServiceParts;
}

export interface RegisterServer {
  readonly catalogue: CatalogueStore;
  readonly terminals: Terminals;
  /** For the public listener. */
  readonly deliveries: Deliveries;
  /** Listens, and says where. Throws what the operating system says when it cannot. */
  start(): Promise<{ url: string }>;
  /** Ends every connection; the database stays open. */
  stop(): Promise<void>;
}

const LIMITS = { perTerminal: { capacity: 20, refillPerSecond: 1 / 3 }, overall: { capacity: 200, refillPerSecond: 20 } };
/** The largest request is a heartbeat with 64 devices. */
const BODY_LIMIT = 16 * 1024;
const DAY_MS = 86_400_000;

export function createRegisterServer(options: RegisterServerOptions): RegisterServer {
  const { database: { db, kind }, residents, clock, log, contractVersion = CONTRACT_VERSION, timeZone = 'Europe/Berlin' } = options;
  const limits = options.limits ?? LIMITS;
  const catalogue = new CatalogueStore(db, clock, timeZone);
  const terminals = new Terminals(db, clock);
  const statusLimit = new RateLimit(limits.perTerminal, limits.overall, clock);
  const callers = new WeakMap<FastifyRequest, { terminal: Terminal; version: number }>();
  const app = createHttp({ log, bodyLimit: BODY_LIMIT, caller: (request) => callers.get(request)?.terminal.name });

  const isOpen = (request: FastifyRequest) => request.routeOptions.url === ROUTES.health.path || request.routeOptions.url === ROUTES.openapi.path;

  // Before the body is read and before the route is known to exist.
  app.addHook('onRequest', async (request) => {
    if (isOpen(request)) return;
    const [, key] = /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (key === undefined) throw new Refused({ code: 'terminal-unknown' });
    const terminal = await terminals.authenticate(key);
    if (!terminal.ok) throw new Refused({ code: terminal.error });
    const header = request.headers[CONTRACT_HEADER];
    const version = typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
    const supported = supportedVersions(contractVersion);
    if (version === undefined || !supported.includes(version)) {
      throw new Refused({ code: 'contract-unsupported', detail: `Spoken here: ${supported.join(' and ')}, in the header ${CONTRACT_HEADER}.` });
    }
    callers.set(request, { terminal: terminal.value, version });
  });

  const callerOf = (request: FastifyRequest) => {
    const caller = callers.get(request);
    if (!caller) throw new Error('A route was reached without a terminal.');
    return caller;
  };

  app.get(ROUTES.health.path, async (_request, reply) => {
    const healthy = (await residents.health().catch(() => ({ ok: false }))).ok;
    reply.code(healthy ? 200 : 503).header('cache-control', 'no-store');
    return Health.parse({ status: healthy ? 'ok' : 'degraded', database: kind, contract: contractVersion });
  });

  const openapi = JSON.stringify(openApiDocument(contractVersion));
  app.get(ROUTES.openapi.path, (_request, reply) => reply.type('application/json').send(openapi));

  app.get(ROUTES.catalogue.path, async (request, reply) => {
    const { version } = callerOf(request);
    const { representations } = await catalogue.current();
    const { etag, body } = representations[version < CONTRACT_VERSION ? 2 : 3];
    reply.header('etag', etag).header('cache-control', 'private, no-cache').header('vary', `authorization, ${CONTRACT_HEADER}`);
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.type('application/json').send(body);
  });

  app.post(ROUTES.documentStatus.path, async (request, reply) => {
    const { terminal } = callerOf(request);
    const wait = statusLimit.take(terminal.id);
    if (wait > 0) throw new Refused({ code: 'rate-limited', retryAfterSeconds: wait });
    const { type, number } = checkedBody(DocumentStatusRequest, request);
    const maintenance = await catalogue.maintenanceOf('document-status');
    if (maintenance) {
      const seconds = Math.ceil((Date.parse(maintenance.to) - clock.now()) / 1000);
      throw new Refused({ code: 'maintenance', until: maintenance.to, retryAfterSeconds: Math.min(seconds, DAY_MS / 1000) });
    }
    const status = await residents.documentStatus(type, number);
    if (!status.ok) throw new Refused({ code: 'unavailable', retryAfterSeconds: 5 });
    reply.header('cache-control', 'no-store');
    return DocumentStatus.parse(status.value);
  });

  app.post(ROUTES.heartbeat.path, async (request) => {
    const { terminal } = callerOf(request);
    await terminals.heartbeat(terminal, checkedBody(HeartbeatRequest, request));
    // Also where nobody signs in for days.
    await removeWhatIsOver();
    const { catalogue: { version } } = await catalogue.current();
    return HeartbeatResponse.parse({ now: new Date(clock.now()).toISOString(), catalogue: version });
  });

  app.post(ROUTES.helpCall.path, async (request) => {
    const { terminal } = callerOf(request);
    const call = checkedBody(HelpCallRequest, request);
    const accepted = await acceptHelpCall(db, clock, terminal, call);
    if (!accepted.ok) throw new Refused({ code: 'invalid-request', errors: [{ field: 'key', message: 'is in use elsewhere' }] });
    if (!accepted.value.again) log({ event: 'help-called', terminal: terminal.name, screen: call.screen });
    return HelpCallResponse.parse({ key: call.key, acceptedAt: accepted.value.acceptedAt });
  });

  const { deliveries, removeWhatIsOver } = addServiceRoutes({ ...options.services, app, database: options.database, catalogue, clock, log, timeZone, terminalOf: (request) => callerOf(request).terminal });

  return {
    catalogue,
    terminals,
    deliveries,
    start: async () => ({ url: await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 }) }),
    stop: () => app.close(),
  };
}

/** RFC 9110, 13.1.2: a list of entity tags or `*`, compared weakly. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
