/** The register as the terminals see it: every route of the wire contract over HTTP. */
import type { FastifyRequest } from 'fastify';
import {
  CONTRACT_HEADER,
  CONTRACT_VERSION,
  CatalogueQuery,
  DocumentStatus,
  DocumentStatusRequest,
  Health,
  EDITION_HEADER,
  ROUTES,
  SIGNATURE_HEADER,
} from '../contract/contract.ts';
import { addCaseRoutes } from './cases/routes.ts';
import { createCaseSchemas } from './cases/schemas.ts';
import type { CaseSchemas } from './cases/schemas.ts';
import type { CASE_STATUS_LIMITS } from './cases/status.ts';
import { CatalogueStore } from './catalogue/catalogue.ts';
import type { TimeSource } from '../../base/clock.ts';
import type { RegisterDatabase } from './database/database.ts';
import { isReachable } from './database/reachable.ts';
import { createStatusPoller } from './forwarding/status-poller.ts';
import { everyFifteenSeconds } from './forwarding/repetition.ts';
import type { Repetition } from './forwarding/repetition.ts';
import { createForwardingWorker } from './forwarding/worker.ts';
import { lazyChanges, type Changes } from './database/changes.ts';
import { addHelpRoutes } from './terminals/help-routes.ts';
import { addReadinessRoute } from './terminals/readiness-route.ts';
import { addHeartbeatRoute } from './terminals/heartbeat-route.ts';
import { checkedBody, checkedQuery, createHttp } from './http/http.ts';
import { describeError } from '../../base/describe-error.ts';
import type { RegisterLog } from './log.ts';
import { openApiDocument, supportedVersions } from './http/openapi.ts';
import type { Open311Deps } from './open311/routes.ts';
import type { Forwarding } from './ports/forwarder.ts';
import type { ResidentSystem } from './ports/resident-system.ts';
import { HttpProblem } from './http/problems.ts';
import { createSealingKeys } from './keys/sealing/keys.ts';
import type { SealingKeys } from './keys/sealing/keys.ts';
import type { DocumentKey } from './keys/secrets.ts';
import type { Deliveries } from './services/deliveries.ts';
import { problemOf } from './services/residents.ts';
import { addServiceRoutes, type ServiceParts } from './services/routes.ts';
import { addStatusIndexRoutes } from './status-index/routes.ts';
import { signEdition } from './catalogue/edition-statement.ts';
import { detachedSignature } from './keys/signature.ts';
import { temporarySigner } from './keys/signing.ts';
import type { RegisterSigner } from './keys/signing.ts';
import { Terminals } from './terminals/terminals.ts';
import type { Terminal } from './terminals/terminals.ts';
import { STATUS_COST } from './status-index/epochs.ts';
import { createHasher } from './status-index/hasher.ts';
import { TERMINALS_BUDGET, TERMINAL_BUDGET, priceOf } from './terminals/budget.ts';
import { addTerminalRoutes, isOpenTerminalRoute } from './terminals/routes.ts';
import type { TerminalLimits } from './terminals/routes.ts';
import type { TlsFiles } from './http/line.ts';
import { RateLimit } from './http/rate-limit.ts';
import type { BucketSize } from '../../base/token-bucket.ts';

export interface RegisterServerOptions {
  readonly database: RegisterDatabase;
  readonly residents: ResidentSystem;
  /** Where `residents` are our own tables: terminals may keep an index of the documents' states. */
  readonly documentKey?: DocumentKey;
  /**
   * What an id in that index costs, see {@link statusId}. Default {@link STATUS_COST}; less is for benches and tests.
   */
  readonly statusCost?: number;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Its own TLS, where no proxy stands in front. */
  readonly tls?: TlsFiles;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default {@link CONTRACT_VERSION}. The server speaks this version and the one before it. */
  readonly contractVersion?: number;
  /** Days begin and end here; IANA name, default Europe/Berlin. */
  readonly timeZone?: string;
  /**
   * Status lookups. By default 20 at once and then one in 3 s per terminal; 200 at once and then 20 per second overall.
   */
  readonly limits?: { readonly perTerminal: BucketSize; readonly overall: BucketSize };
  /**
   * What one terminal may ask for in a time, in the prices of `terminal-budget.ts`. Default {@link TERMINAL_BUDGET}.
   */
  readonly terminalBudget?: BucketSize;
  /** What all terminals together may. Default {@link TERMINALS_BUDGET}. */
  readonly terminalsBudget?: BucketSize;
  /** Signs what terminals keep. Default: a key that ends with this server. */
  readonly signer?: RegisterSigner;
  /** As terminals reach it: what their assertions are for. Default: where it listens. */
  readonly addresses?: readonly string[];
  /** Addresses or networks of the proxies in front of it, with commas: they say who asks. */
  readonly proxies?: string;
  /**
   * Attempts to enrol. By default five at once and then one in 12 s for each address; 30 at once and then one in 2 s
   * overall.
   */
  readonly enrolments?: TerminalLimits;
  /** What the services that need a sign-in are made with. */
  readonly services?: ServiceParts;
  /** Without keys nothing that is sealed can be taken. */
  readonly sealing?: SealingKeys;
  /** Who takes cases over. Not given: they stay with the office. */
  readonly forwarding?: Forwarding;
  /** How often it is looked for cases to forward; default every 15 s. */
  readonly repetition?: Repetition;
  /** Questions about cases; default {@link CASE_STATUS_LIMITS}. */
  readonly caseStatusLimits?: typeof CASE_STATUS_LIMITS;
}

export interface RegisterServer {
  readonly catalogue: CatalogueStore;
  readonly terminals: Terminals;
  readonly signer: RegisterSigner;
  /** For the public listener. */
  readonly deliveries: Deliveries;
  readonly caseSchemas: CaseSchemas;
  readonly sealing: SealingKeys;
  /** What changed, for the office's listener. */
  changes(): Promise<Changes>;
  /** What the public listener offers by Open311. */
  open311(offered: Pick<Open311Deps, 'services' | 'keys' | 'jurisdiction'>): Open311Deps;
  /** When every document that could be published is hashed. */
  statusIndexIdle(): Promise<void>;
  /** Forwards what is due now; how many cases were tried. */
  forwardDue(): Promise<number>;
  /** Asks other systems after the cases that are due; how many were asked after. */
  followDue(): Promise<number>;
  /** Listens, and says where. Throws what the operating system says when it cannot. */
  start(): Promise<{ url: string }>;
  /** Ends every connection; the database stays open. */
  stop(): Promise<void>;
}

const LIMITS = {
  perTerminal: { capacity: 20, refillPerSecond: 1 / 3 },
  overall: { capacity: 200, refillPerSecond: 20 },
};
/** The largest request is a heartbeat with 64 devices. */
const BODY_LIMIT = 16 * 1024;
const DAY_MS = 86_400_000;
const SIGNATURES_KEPT = 24;

export function createRegisterServer(options: RegisterServerOptions): RegisterServer {
  const {
    database: { db, kind },
    residents,
    clock,
    log,
    contractVersion = CONTRACT_VERSION,
    timeZone = 'Europe/Berlin',
  } = options;
  const limits = options.limits ?? LIMITS;
  const sealing = options.sealing ?? createSealingKeys([]);
  const catalogue = new CatalogueStore(options.database, clock, timeZone, sealing.publicKeys);
  const terminals = new Terminals(options.database, clock);
  const budget = new RateLimit(
    options.terminalBudget ?? TERMINAL_BUDGET,
    options.terminalsBudget ?? TERMINALS_BUDGET,
    clock,
  );
  const statusLimit = new RateLimit(limits.perTerminal, limits.overall, clock);
  const callers = new WeakMap<FastifyRequest, { terminal: Terminal; version: number }>();
  const app = createHttp({
    log,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    bodyLimit: BODY_LIMIT,
    proxies: options.proxies,
    caller: (request) => callers.get(request)?.terminal.name,
  });

  const isOpen = (request: FastifyRequest) =>
    request.routeOptions.url === ROUTES.health.path ||
    request.routeOptions.url === ROUTES.openapi.path ||
    isOpenTerminalRoute(request.routeOptions.url);

  // Before the body is read and before the route is known to exist.
  app.addHook('onRequest', async (request) => {
    if (isOpen(request)) return;
    const [, key] = /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (key === undefined) throw new HttpProblem({ code: 'terminal-unknown' });
    const terminal = await terminals.authenticate(key);
    if (!terminal.ok) throw new HttpProblem({ code: terminal.error });
    const header = request.headers[CONTRACT_HEADER];
    const version = typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
    const supported = supportedVersions(contractVersion);
    if (version === undefined || !supported.includes(version)) {
      throw new HttpProblem({
        code: 'contract-unsupported',
        detail: `Spoken here: ${supported.join(' and ')}, in the header ${CONTRACT_HEADER}.`,
      });
    }
    callers.set(request, { terminal: terminal.value, version });
    const price = priceOf(request.method, request.routeOptions.url);
    const wait = price === 0 ? 0 : budget.take(terminal.value.id, price);
    if (wait > 0) {
      terminals.noteLimited(terminal.value.id);
      throw new HttpProblem({ code: 'rate-limited', retryAfterSeconds: wait });
    }
  });

  const signer = options.signer ?? temporarySigner();
  let listening = '';
  addTerminalRoutes({
    app,
    database: options.database,
    clock,
    log,
    terminals,
    signer,
    addresses: () => options.addresses ?? [listening],
    enrolments: options.enrolments,
  });

  const terminalOf = (request: FastifyRequest): Terminal => callerOf(request).terminal;
  const callerOf = (request: FastifyRequest) => {
    const caller = callers.get(request);
    if (!caller) throw new Error('A route was reached without a terminal.');
    return caller;
  };

  app.get(ROUTES.health.path, async (_request, reply) => {
    // Of this register: whoever balances between several must not take one out because the town's system is away.
    const healthy = await isReachable(options.database);
    reply.code(healthy ? 200 : 503).header('cache-control', 'no-store');
    return Health.parse({ status: healthy ? 'ok' : 'degraded', database: kind, contract: contractVersion });
  });

  const signatures = new Map<string, string>();
  const openapi = JSON.stringify(openApiDocument(contractVersion));
  app.get(ROUTES.openapi.path, (_request, reply) => reply.type('application/json').send(openapi));

  app.get(ROUTES.catalogue.path, async (request, reply) => {
    const { version } = callerOf(request);
    const {
      representations,
      catalogue: { version: edition },
      revision,
    } = await catalogue.current();
    const { etag, body } = representations[version < 3 ? 2 : 3];
    reply
      .header('etag', etag)
      .header('cache-control', 'private, no-cache')
      .header('vary', `authorization, ${CONTRACT_HEADER}`);
    if (version >= 3) reply.header(EDITION_HEADER, signEdition(signer, edition, revision, clock.now()));
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
    if (version < 3) return reply.type('application/json').send(body);
    const { since } = checkedQuery(CatalogueQuery, request);
    const chosen = (since === undefined ? undefined : await catalogue.since(since)) ?? representations[3];
    const sent = chosen.body;
    reply.header('etag', chosen.etag);
    let signature = signatures.get(sent);
    if (signature === undefined) {
      // Editions come and go; each is signed once for all terminals.
      if (signatures.size >= SIGNATURES_KEPT) signatures.clear();
      signature = detachedSignature(signer, sent);
      signatures.set(sent, signature);
    }
    return reply.header(SIGNATURE_HEADER, signature).type('application/json').send(sent);
  });

  app.post(ROUTES.documentStatus.path, async (request, reply) => {
    const { terminal } = callerOf(request);
    const wait = statusLimit.take(terminal.id);
    if (wait > 0) throw new HttpProblem({ code: 'rate-limited', retryAfterSeconds: wait });
    const { type, number } = checkedBody(DocumentStatusRequest, request);
    const maintenance = await catalogue.maintenanceOf('document-status');
    if (maintenance) {
      const seconds = Math.ceil((Date.parse(maintenance.to) - clock.now()) / 1000);
      throw new HttpProblem({
        code: 'maintenance',
        until: maintenance.to,
        retryAfterSeconds: Math.min(seconds, DAY_MS / 1000),
      });
    }
    const status = await residents.documentStatus(type, number);
    if (!status.ok) throw problemOf(status.error);
    reply.header('cache-control', 'no-store');
    return DocumentStatus.parse(status.value);
  });

  const changes = lazyChanges(options.database);
  const help = addHelpRoutes({ app, db, clock, log, changes: changes.open, terminalOf });

  const statusCost = options.statusCost ?? STATUS_COST;
  const failed = failureIn(log);
  const hasher =
    options.documentKey === undefined
      ? undefined
      : createHasher({
          db,
          clock,
          documentKey: options.documentKey,
          cost: statusCost,
          onError: failed('status-index'),
        });
  addStatusIndexRoutes({
    app,
    database: options.database,
    clock,
    hasher,
    cost: statusCost,
    terminalOf,
  });

  const { deliveries, purgeExpired } = addServiceRoutes({
    ...options.services,
    app,
    database: options.database,
    residents,
    catalogue,
    clock,
    log,
    timeZone,
    sealing,
    terminalOf,
  });

  addReadinessRoute({ app, db, clock, log, terminalOf });
  addHeartbeatRoute({ app, db, clock, signer, terminals, catalogue, residents, callerOf, purgeExpired });

  const { forwarders, routes } = options.forwarding ?? { forwarders: [], routes: {} };
  const caseSchemas = createCaseSchemas(db, clock);
  addCaseRoutes({
    app,
    db,
    catalogue,
    clock,
    log,
    timeZone,
    sealing,
    schemas: caseSchemas,
    routes,
    statusLimits: options.caseStatusLimits,
    terminalOf,
  });
  const worker = createForwardingWorker({ db, clock, log, sealing, forwarders, routes });
  const statusPoller = createStatusPoller({ db, clock, log, forwarders });
  let endRepetition = (): void => {};

  return {
    catalogue,
    terminals,
    signer,
    deliveries,
    caseSchemas,
    sealing,
    changes: changes.open,
    open311: (offered) => ({ ...offered, db, catalogue, schemas: caseSchemas, clock, timeZone, routes }),
    statusIndexIdle: async () => hasher?.idle(),
    forwardDue: worker.run,
    followDue: statusPoller.run,
    async start() {
      listening = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
      const look = (): void => void Promise.all([worker.run(), statusPoller.run()]).catch(failed('forwarding'));
      if (forwarders.length > 0) endRepetition = (options.repetition ?? everyFifteenSeconds)(look);
      return { url: listening };
    },
    async stop() {
      endRepetition();
      help.stop();
      await changes.stop();
      await Promise.all([worker.stop(), statusPoller.stop(), hasher?.stop(), app.close()]);
    },
  };
}

const failureIn =
  (log: RegisterLog) =>
  (route: string) =>
  (error: unknown): void =>
    log({ event: 'failed', route, ...describeError(error) });

/** RFC 9110, 13.1.2: a list of entity tags or `*`, compared weakly. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
