/**
 * The routes of the services that visitors order or that change the register's data, as their descriptions say: each
 * asks who it is, does it once per key, and writes it into the audit.
 */
import type { Kysely } from 'kysely';
import {
  isChanging,
  keyOf,
  ROUTED,
  type CaseService,
  type Changing,
  type DocumentService,
  type KeyOf,
  type Ordered,
  type Routed,
} from '../../../services/kit/services.ts';
import { RULES } from '../../../services/register.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { Catalogue, CaseReceipt, IssuedDocument, Payment, Receipt } from '../../contract/contract.ts';
import { writeAudit } from '../audit/write.ts';
import { sealContent } from '../cases/content.ts';
import { acceptCase } from '../cases/store.ts';
import type { Tables } from '../database/tables.ts';
import type { TownLetterhead } from '../documents/document-signer.ts';
import { HttpProblem } from '../http/problems.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import type { Terminal } from '../terminals/terminals.ts';
import { type DocumentMaker, keepDocument, sealDocument } from './certificates.ts';
import { newCode } from './codes.ts';
import type { Deliveries } from './deliveries.ts';
import { checkPayment, feeOf } from './fees.ts';
import { nextReference } from './references.ts';
import { runIdempotent, type IdempotentRequest } from './requests.ts';
import type { ResidentsAtHand } from './residents.ts';
import { KEPT } from './retention.ts';
import type { CaseRule, ChangeRule, DocumentRule } from './rules.ts';

export interface OrderedDeps {
  readonly db: Kysely<Tables>;
  readonly residents: ResidentsAtHand;
  readonly clock: TimeSource;
  readonly sealing: SealingKeys;
  readonly documents: DocumentMaker | undefined;
  readonly letterhead: TownLetterhead | undefined;
  readonly publicUrl: string | undefined;
  readonly deliveries: Deliveries;
  /** The town's calendar day, ISO 8601. */
  today(): string;
  /** Of an instant, ISO 8601: the town's calendar day. */
  dayOf(instant: string): string;
  known(): Promise<Catalogue>;
  /** Who is signed in with this token at this terminal; throws `HttpProblem`. */
  personOf(terminal: Terminal, visit: string): Promise<string>;
  whileNotMaintained(service: string): Promise<void>;
}

type WhileBusy = NonNullable<IdempotentRequest<never, never>['whileBusy']>;
/** Every request of these routes holds this; what else it holds, its schema has checked. */
interface Given {
  readonly visit: string;
  readonly key: string;
}
interface GivenOrder extends Given {
  readonly order: unknown;
  readonly payment: Payment | null;
}
interface GivenChange extends Given {
  readonly version: number;
}
type Handler<G, A> = (given: G, terminal: Terminal, whileBusy: WhileBusy) => Promise<A>;

type AnswerOf<S extends Routed> = S extends DocumentService
  ? IssuedDocument
  : S extends CaseService
    ? CaseReceipt
    : Receipt;
export type OrderedHandlers = { readonly [S in Routed as KeyOf<S['id']>]: Handler<Given, AnswerOf<S>> };

const by = (clock: TimeSource, terminal: Terminal) => ({ at: clock.now(), actor: `terminal:${terminal.id}` as const });
/** What a signed-in person asks for, once per key. */
const signedOnce = <P, T>(
  { db, clock }: OrderedDeps,
  request: Omit<IdempotentRequest<P, T>, 'now' | 'kept'>,
): Promise<T> => runIdempotent(db, { ...request, now: clock.now(), kept: KEPT.signedAnswer });

const documentOf =
  (deps: OrderedDeps, service: Ordered, rule: DocumentRule<unknown>): Handler<GivenOrder, IssuedDocument> =>
  async ({ visit, key, order, payment }, terminal, whileBusy) => {
    const { db, clock, residents, sealing, documents, letterhead, publicUrl, deliveries, today, known, personOf } =
      deps;
    const person = await personOf(terminal, visit);
    await signedOnce(deps, {
      key,
      terminal,
      whileBusy,
      route: keyOf(service.id),
      body: { order, payment, person },
      async prepare() {
        await deps.whileNotMaintained(service.id);
        if (documents === undefined || letterhead === undefined)
          throw new HttpProblem({ code: 'unavailable', retryAfterSeconds: 300 });
        const fee = rule.feeOf(order);
        const due = fee === null ? 0 : feeOf(await known(), fee);
        checkPayment(due, payment);
        const reference = await nextReference(db, service.follows.reference, today());
        const resident = await residents.read(person, 'certificate');
        const made = await rule.make(documents, {
          order,
          resident,
          ...(resident.asOf === undefined ? {} : { dataOf: deps.dayOf(resident.asOf) }),
          reference,
          issuedOn: today(),
          letterhead,
          feeCents: due,
          verifyUrl: publicUrl === undefined ? '' : `${publicUrl}/v`,
        });
        return { made: await sealDocument(sealing, made), reference, due };
      },
      async apply(tx, { made, reference, due }) {
        await keepDocument(tx, {
          key,
          terminal,
          person,
          reference,
          kind: rule.kindOf(order),
          delivery: rule.deliveryOf(order),
          made,
          amountCents: due,
          payment,
          now: clock.now(),
        });
        await writeAudit(tx, { ...by(clock, terminal), action: rule.audit, subject: reference });
        return { reference, pages: made.pages };
      },
    });
    // Not what was kept: a document's token is in no answer that lies in the database.
    const issued = await deliveries.forVisit(terminal, { key, visit, person });
    if (issued === null) throw new HttpProblem({ code: 'not-found' });
    return issued;
  };

const caseOf =
  (deps: OrderedDeps, service: Ordered, rule: CaseRule<unknown> | undefined): Handler<GivenOrder, CaseReceipt> =>
  async ({ visit, key, order, payment }, terminal, whileBusy) => {
    const { db, clock, residents, sealing, today, known, personOf } = deps;
    const person = await personOf(terminal, visit);
    return signedOnce(deps, {
      key,
      terminal,
      whileBusy,
      route: keyOf(service.id),
      body: { order, payment, person },
      async prepare() {
        await deps.whileNotMaintained(service.id);
        rule?.mayOrder({ order, resident: await residents.read(person, 'application') });
        const catalogue = await known();
        checkPayment(
          service.fees.reduce((sum, { id }) => sum + feeOf(catalogue, id), 0),
          payment,
        );
        return nextReference(db, service.follows.reference, today());
      },
      async apply(tx, reference) {
        const secret = newCode(3);
        const at = new Date(clock.now());
        const body = await sealContent(sealing, { order, payment });
        await acceptCase(tx, { key, terminal: terminal.id, reference, secret, kind: service.id, person, body, at }, {});
        return { reference, secret, acceptedAt: at.toISOString() };
      },
    });
  };

const changeOf =
  (deps: OrderedDeps, service: Changing, rule: ChangeRule<object>): Handler<GivenChange, Receipt> =>
  async ({ visit, key, version, ...order }, terminal, whileBusy) => {
    const { db, clock, residents, today, personOf } = deps;
    const person = await personOf(terminal, visit);
    return signedOnce(deps, {
      key,
      terminal,
      whileBusy,
      route: keyOf(service.id),
      body: { version, ...order, person },
      async prepare() {
        await deps.whileNotMaintained(service.id);
        const reference = await nextReference(db, service.follows.reference, today());
        // The system makes it once per key as well: where this server ends before the receipt is kept, the terminal
        // asks again, and gets it.
        await residents.change({ key, person, version, change: rule.changeOf(order) });
        return reference;
      },
      async apply(tx, reference) {
        await writeAudit(tx, { ...by(clock, terminal), action: 'change', subject: `${reference} person:${person}` });
        return { reference, acceptedAt: new Date(clock.now()).toISOString() };
      },
    });
  };

export function orderedHandlers({
  timeZone,
  ...given
}: Omit<OrderedDeps, 'today' | 'dayOf'> & { /** IANA name. */ readonly timeZone: string }): OrderedHandlers {
  const deps: OrderedDeps = {
    ...given,
    today: () => dayIn(timeZone, given.clock.now()),
    dayOf: (instant) => dayIn(timeZone, Date.parse(instant)),
  };
  // The compiler cannot pair a service that is found by its name with its rule: `ServiceRules` checks the pairs, and
  // each route's schema what comes in.
  const handlerOf = (service: Routed): Handler<never, IssuedDocument | CaseReceipt | Receipt> => {
    const rule: unknown = (RULES as Readonly<Record<string, unknown>>)[keyOf(service.id)];
    if (isChanging(service)) return changeOf(deps, service, rule as ChangeRule<object>);
    return service.follows.kind === 'document'
      ? documentOf(deps, service, rule as DocumentRule<unknown>)
      : caseOf(deps, service, rule as CaseRule<unknown> | undefined);
  };
  return Object.fromEntries(
    ROUTED.map((service) => [keyOf(service.id), handlerOf(service)]),
  ) as unknown as OrderedHandlers;
}
