/** The routes that begin with a sign-in: each checks its request, asks who it is, and does one thing. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SERVICE_EXCHANGES, SERVICE_ROUTES, type ServiceRoute } from '../../contract.ts';
import { writeAudit } from '../audit/write.ts';
import type { CatalogueStore } from '../catalogue.ts';
import { acceptCase } from '../cases/store.ts';
import { dayIn, type Clock } from '../clock.ts';
import type { RegisterDatabase } from '../database.ts';
import type { TownLetterhead } from '../documents/document-signer.ts';
import { checkedBody } from '../http.ts';
import { givenIdempotencyKey } from '../idempotency.ts';
import { describeError } from '../log.ts';
import type { RegisterLog } from '../log.ts';
import type { EidServer } from '../ports/eid-server.ts';
import { Refused } from '../problems.ts';
import { storable } from '../storable.ts';
import { RateLimit } from '../token-bucket.ts';
import type { Terminal } from '../terminals.ts';
import { composeCertificate, type DocumentMaker, keepDocument } from './certificates.ts';
import { newCode } from './codes.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { checkPayment, feeOf } from './fees.ts';
import { nextReference } from './references.ts';
import { once, settleKey, type Once } from './requests.ts';
import { changeBlocks, giveUpSecondaryHome, readResident } from './residents.ts';
import { createRetention } from './retention.ts';
import { createSignIns } from './sign-ins.ts';

/** What the services of this register are made with; without one of them, what needs it is `unavailable` or `not-possible`. */
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
  readonly catalogue: CatalogueStore;
  readonly clock: Clock;
  readonly log: RegisterLog;
  readonly timeZone: string;
  terminalOf(request: FastifyRequest): Terminal;
}

type Request<R extends ServiceRoute> = z.output<(typeof SERVICE_EXCHANGES)[R]['request']>;
type Answer<R extends ServiceRoute> = z.output<(typeof SERVICE_EXCHANGES)[R]['answer']>;
type WhileBusy = NonNullable<Once<never, never>['whileBusy']>;
type Handlers = { readonly [R in ServiceRoute]: (request: Request<R>, terminal: Terminal, whileBusy: WhileBusy) => Promise<Answer<R>> };

/** Pick-up codes that a counter may try. */
const REDEMPTIONS = { perTerminal: { capacity: 10, refillPerSecond: 1 / 10 }, overall: { capacity: 100, refillPerSecond: 1 } };
/** From this age on (§ 30 (1) BZRG). */
const CONDUCT_AGE = 14;

export function addServiceRoutes(deps: ServiceRoutesDeps): { readonly deliveries: Deliveries; /** To be called often. */ removeWhatIsOver(): Promise<void> } {
  const { app, database: { db }, catalogue, clock, log, timeZone, terminalOf, documents, letterhead, publicUrl } = deps;
  const today = (): string => dayIn(timeZone, clock.now());
  const signIns = createSignIns({ db, clock, today, eidServer: deps.eidServer });
  const deliveries = createDeliveries({ db, clock, publicUrl, tcToken: deps.tcToken });
  const retention = createRetention({ db, clock });
  /** Whoever stands at a terminal meanwhile has nothing to do with it. */
  const removeWhatIsOver = (): Promise<void> => retention().catch((error: unknown) => log({ event: 'failed', route: 'retention', ...describeError(error) }));
  const redemptions = new RateLimit(REDEMPTIONS.perTerminal, REDEMPTIONS.overall, clock);
  const known = async () => (await catalogue.current()).catalogue;
  const whileNotMaintained = async (service: string): Promise<void> => {
    const maintenance = await catalogue.maintenanceOf(service);
    if (maintenance !== undefined) throw new Refused({ code: 'maintenance', until: maintenance.to });
  };

  const handlers: Handlers = {
    async eidSession({ language }, terminal) {
      // Here nobody waits for a payment or a paper.
      await removeWhatIsOver();
      return signIns.begin(terminal, language);
    },
    eidOutcome: ({ session }, terminal) => signIns.outcome(terminal, session),
    async signOut({ visit }, terminal) {
      await signIns.end(terminal, visit);
      return { done: true };
    },
    resident: async ({ visit }, terminal) => readResident(db, await signIns.person(terminal, visit), today()),
    async certificate({ visit, key, order, payment }, terminal, whileBusy) {
      const person = await signIns.person(terminal, visit);
      return once(db, {
        key, terminal, whileBusy, route: 'certificate', body: { order, payment, person }, now: clock.now(),
        async prepare() {
          await whileNotMaintained('certificate');
          if (documents === undefined || letterhead === undefined) throw new Refused({ code: 'unavailable', retryAfterSeconds: 300 });
          const due = order.delivery === 'electronic' ? 0 : feeOf(await known(), order.kind === 'simple' ? 'certificate.simple' : 'certificate.extended');
          checkPayment(due, payment);
          const reference = await nextReference(db, 'MB', today());
          const content = composeCertificate(await readResident(db, person, today()), order, { reference, issuedOn: today(), letterhead, feeCents: due, verifyUrl: publicUrl === undefined ? '' : `${publicUrl}/v` });
          return { made: await documents.certificate(content), reference, due };
        },
        async apply(tx, { made, reference, due }) {
          const issued = await keepDocument(tx, { key, terminal, person, reference, kind: `certificate.${order.kind}`, made, amountCents: due, payment, now: clock.now() });
          await writeAudit(tx, { at: clock.now(), actor: `terminal:${terminal.id}`, action: 'certificate-issued', subject: reference });
          return issued;
        },
      });
    },
    document: ({ document }, terminal) => deliveries.content(terminal, document),
    downloadLink: ({ document }, terminal) => deliveries.link(terminal, document),
    pickUp: ({ document }, terminal) => deliveries.pickUp(terminal, document),
    async redeem({ code }, terminal) {
      // A code has 40 bits: nobody may try many of them.
      const wait = redemptions.take(terminal.id);
      if (wait > 0) throw new Refused({ code: 'rate-limited', retryAfterSeconds: wait });
      const redeemed = await deliveries.redeem(terminal, code);
      log({ event: 'redeemed', terminal: terminal.name, reference: redeemed.reference });
      return redeemed;
    },
    async order({ key }, terminal) {
      const settled = await settleKey(db, { key, terminal, now: clock.now() });
      if (settled.state === 'void') return settled;
      const answer = z.object({ reference: z.string(), document: z.string().optional() }).safeParse(settled.answer).data;
      // A key of something else than an order.
      if (answer === undefined) throw new Refused({ code: 'not-found' });
      return { state: 'issued', reference: answer.reference, document: answer.document ?? null };
    },
    async secondaryHome({ visit, key, version, residence, movedOut }, terminal, whileBusy) {
      const person = await signIns.person(terminal, visit);
      return once(db, {
        key, terminal, whileBusy, route: 'secondaryHome', body: { version, residence, movedOut, person }, now: clock.now(),
        prepare: async () => {
          await whileNotMaintained('secondary-home');
          return nextReference(db, 'NW', today());
        },
        apply: async (tx, reference) => {
          await giveUpSecondaryHome(tx, { person, version, residence, movedOut, today: today() });
          await writeAudit(tx, { at: clock.now(), actor: `terminal:${terminal.id}`, action: 'change', subject: `${reference} person:${person}` });
          return { reference, acceptedAt: new Date(clock.now()).toISOString() };
        },
      });
    },
    async blocks({ visit, key, version, changes }, terminal, whileBusy) {
      const person = await signIns.person(terminal, visit);
      return once(db, {
        key, terminal, whileBusy, route: 'blocks', body: { version, changes, person }, now: clock.now(),
        prepare: async () => {
          await whileNotMaintained('blocks');
          return { reference: await nextReference(db, 'US', today()), kinds: (await known()).blockKinds };
        },
        apply: async (tx, { reference, kinds }) => {
          await changeBlocks(tx, { person, version, changes, kinds, today: today(), now: clock.now() });
          await writeAudit(tx, { at: clock.now(), actor: `terminal:${terminal.id}`, action: 'change', subject: `${reference} person:${person}` });
          return { reference, acceptedAt: new Date(clock.now()).toISOString() };
        },
      });
    },
    async criminalRecord({ visit, key, order, payment }, terminal, whileBusy) {
      const person = await signIns.person(terminal, visit);
      return once(db, {
        key, terminal, whileBusy, route: 'criminalRecord', body: { order, payment, person }, now: clock.now(),
        prepare: async () => {
          await whileNotMaintained('criminal-record');
          if ((await readResident(db, person, today())).age < CONDUCT_AGE) throw new Refused({ code: 'not-possible', detail: 'From the age of 14.' });
          checkPayment(feeOf(await known(), 'criminal-record'), payment);
          return nextReference(db, 'FZ', today());
        },
        apply: async (tx, reference) => {
          const secret = newCode(3);
          const now = new Date(clock.now());
          await acceptCase(tx, { key, terminal: terminal.id, reference, secret, kind: 'criminal-record', person, body: { order, payment }, at: now }, {});
          return { reference, secret, acceptedAt: now.toISOString() };
        },
      });
    },
  };

  const add = <R extends ServiceRoute>(name: R): void => {
    const { request: schema, answer } = SERVICE_EXCHANGES[name];
    app.post(SERVICE_ROUTES[name].path, async (request, reply) => {
      const terminal = terminalOf(request);
      const given = checkedBody(schema, request) as Request<R>;
      if (!storable(given)) throw new Refused({ code: 'invalid-request', errors: [{ field: '(body)', message: 'has characters that are none' }] });
      const header = givenIdempotencyKey(request);
      if (header !== undefined && 'key' in given && given.key.toLowerCase() !== header) throw new Refused({ code: 'invalid-request', errors: [{ field: 'key', message: 'is another one than in Idempotency-Key' }] });
      reply.header('cache-control', 'no-store');
      return answer.parse(await handlers[name](given, terminal, header === undefined ? 'wait' : 'refuse'));
    });
  };
  for (const name of Object.keys(SERVICE_ROUTES) as ServiceRoute[]) add(name);
  return { deliveries, removeWhatIsOver };
}
