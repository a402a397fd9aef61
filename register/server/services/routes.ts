/** The routes that begin with a sign-in: each checks its request, asks who it is, and does one thing. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SERVICE_EXCHANGES, SERVICE_ROUTES, type ServiceRoute } from '../../contract/contract.ts';
import type { AuditAction } from '../audit/entry.ts';
import { writeAudit } from '../audit/write.ts';
import type { CatalogueStore } from '../catalogue/catalogue.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterDatabase } from '../database/database.ts';
import type { TownLetterhead } from '../documents/document-signer.ts';
import { checkedBody } from '../http/http.ts';
import { givenIdempotencyKey } from '../http/idempotency.ts';
import { describeError } from '../../../base/describe-error.ts';
import type { RegisterLog } from '../log.ts';
import type { EidServer } from '../ports/eid-server.ts';
import type { ResidentSystem } from '../ports/resident-system.ts';
import { HttpProblem } from '../http/problems.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import { storable } from '../database/storable.ts';
import { RateLimit } from '../http/rate-limit.ts';
import type { Terminal } from '../terminals/terminals.ts';
import type { DocumentMaker } from './certificates.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { orderedHandlers } from './ordered.ts';
import { voidOrResult, type IdempotentRequest } from './requests.ts';
import { residentsAtHand } from './residents.ts';
import { createRetention } from './retention.ts';
import { createSignIns } from './sign-ins.ts';

/**
 * What the services of this register are made with; without one of them, what needs it is `unavailable` or
 * `not-possible`.
 */
export interface ServiceParts {
  readonly eidServer?: EidServer | undefined;
  /** TcTokens that the eID-Server leaves to the register to hand out: by name, once. */
  readonly tcToken?: ((name: string) => string | null) | undefined;
  readonly documents?: DocumentMaker | undefined;
  readonly letterhead?: TownLetterhead | undefined;
  /** Address of the public listener as visitors reach it. */
  readonly publicUrl?: string | undefined;
}

export interface ServiceRoutesDeps extends ServiceParts {
  readonly app: FastifyInstance;
  readonly database: RegisterDatabase;
  readonly residents: ResidentSystem;
  readonly catalogue: CatalogueStore;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly timeZone: string;
  readonly sealing: SealingKeys;
  terminalOf(request: FastifyRequest): Terminal;
}

type Request<R extends ServiceRoute> = z.output<(typeof SERVICE_EXCHANGES)[R]['request']>;
type Answer<R extends ServiceRoute> = z.output<(typeof SERVICE_EXCHANGES)[R]['answer']>;
type WhileBusy = NonNullable<IdempotentRequest<never, never>['whileBusy']>;
type Handlers = {
  readonly [R in ServiceRoute]: (request: Request<R>, terminal: Terminal, whileBusy: WhileBusy) => Promise<Answer<R>>;
};

/** Pick-up codes that a counter may try. */
const REDEMPTIONS = {
  perTerminal: { capacity: 10, refillPerSecond: 1 / 10 },
  overall: { capacity: 100, refillPerSecond: 1 },
};
export function addServiceRoutes(deps: ServiceRoutesDeps): {
  readonly deliveries: Deliveries;
  /** To be called often. */ purgeExpired(): Promise<void>;
} {
  const {
    app,
    database: { db },
    catalogue,
    clock,
    log,
    timeZone,
    sealing,
    terminalOf,
    documents,
    letterhead,
    publicUrl,
  } = deps;
  const today = (): string => dayIn(timeZone, clock.now());
  const residents = residentsAtHand(deps.residents, today);
  const signIns = createSignIns({ db, clock, timeZone, eidServer: deps.eidServer, residents: deps.residents });
  const deliveries = createDeliveries({
    db,
    clock,
    sealing,
    signedIn: signIns.person,
    publicUrl,
    tcToken: deps.tcToken,
  });
  const failed = (error: unknown): void => log({ event: 'failed', route: 'retention', ...describeError(error) });
  const retention = createRetention({ db, clock, onError: failed });
  /** Removes what is over in the background: no request waits for it, and none fails by it. */
  const purgeExpired = (): Promise<void> => retention().catch(failed);
  const redemptions = new RateLimit(REDEMPTIONS.perTerminal, REDEMPTIONS.overall, clock);
  const known = async () => (await catalogue.current()).catalogue;
  const whileNotMaintained = async (service: string): Promise<void> => {
    const maintenance = await catalogue.maintenanceOf(service);
    if (maintenance !== undefined) throw new HttpProblem({ code: 'maintenance', until: maintenance.to });
  };

  const note = (terminal: Terminal, action: AuditAction, subject: string): Promise<void> =>
    db
      .transaction()
      .execute((tx) => writeAudit(tx, { at: clock.now(), actor: `terminal:${terminal.id}`, action, subject }));
  const handlers: Handlers = {
    ...orderedHandlers({
      db,
      residents,
      clock,
      sealing,
      documents,
      letterhead,
      publicUrl,
      deliveries,
      timeZone,
      known,
      personOf: (terminal, visit) => signIns.person(terminal, visit),
      whileNotMaintained,
    }),
    async eidSession({ language }, terminal) {
      // Purging may take a moment: it is done here, where no payment and no print job waits for the answer.
      await purgeExpired();
      return signIns.begin(terminal, language);
    },
    eidOutcome: (request, terminal) => signIns.outcome(terminal, request),
    async signOut({ visit }, terminal) {
      await signIns.end(terminal, visit);
      return { done: true };
    },
    async resident({ visit }, terminal) {
      const person = await signIns.person(terminal, visit);
      await note(terminal, 'resident-read', `person:${person}`);
      return residents.read(person, 'own-data');
    },
    document: (request, terminal) => deliveries.content(terminal, request),
    downloadLink: (request, terminal) => deliveries.link(terminal, request),
    linkState: (request, terminal) => deliveries.linkState(terminal, request),
    pickUp: (request, terminal) => deliveries.pickUp(terminal, request),
    async handOver(request, terminal) {
      await deliveries.handOver(terminal, request);
      return { done: true };
    },
    async redeem({ code }, terminal) {
      // 60 bits: with 100,000 open codes and one try a second, eight in a thousand million a day.
      const wait = redemptions.take(terminal.id);
      if (wait > 0) throw new HttpProblem({ code: 'rate-limited', retryAfterSeconds: wait });
      const redeemed = await deliveries.redeem(terminal, code);
      log({ event: 'redeemed', terminal: terminal.name, reference: redeemed.reference });
      return redeemed;
    },
    async order({ key, visit }, terminal) {
      const person = visit === undefined ? undefined : await signIns.person(terminal, visit);
      const settled = await voidOrResult(db, { key, terminal, now: clock.now() });
      const answer =
        settled.state === 'void' ? undefined : z.object({ reference: z.string() }).safeParse(settled.answer).data;
      // A key of something else than an order.
      if (settled.state === 'done' && answer === undefined) throw new HttpProblem({ code: 'not-found' });
      await note(terminal, 'order-asked', answer?.reference ?? `order:${key.toLowerCase()}`);
      if (answer === undefined) return { state: 'void' };
      const issued =
        visit === undefined || person === undefined
          ? null
          : await deliveries.forVisit(terminal, { key, visit, person });
      return { state: 'issued', reference: answer.reference, document: issued?.document ?? null };
    },
    reprint: ({ key }, terminal) => deliveries.reprint(terminal, key),
  };

  const add = <R extends ServiceRoute>(name: R): void => {
    const { request: schema, answer } = SERVICE_EXCHANGES[name];
    app.post(SERVICE_ROUTES[name].path, async (request, reply) => {
      const terminal = terminalOf(request);
      const given = checkedBody(schema, request) as Request<R>;
      if (!storable(given))
        throw new HttpProblem({
          code: 'invalid-request',
          errors: [{ field: '(body)', message: 'has characters that are none' }],
        });
      const header = givenIdempotencyKey(request);
      if (header !== undefined && 'key' in given && given.key.toLowerCase() !== header)
        throw new HttpProblem({
          code: 'invalid-request',
          errors: [{ field: 'key', message: 'is another one than in Idempotency-Key' }],
        });
      reply.header('cache-control', 'no-store');
      return answer.parse(await handlers[name](given, terminal, header === undefined ? 'wait' : 'refuse'));
    });
  };
  for (const name of Object.keys(SERVICE_ROUTES) as ServiceRoute[]) add(name);
  return { deliveries, purgeExpired };
}
