/**
 * The services of a terminal as one thing: who is signed in, what is ordered, and the machines that lead through them.
 */
import { noteBug } from '../log/bug.ts';
import { dayOf } from '../../../base/calendar-day.ts';
import type { Clock } from '../../../base/clock.ts';
import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import type { Catalogue, FeeId, Language } from '../../../register/contract/contract.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { PrintOutcome, SlipSubject } from '../../../state-machines/ports.ts';
import type { handOver } from '../../../state-machines/parts/hand-over.ts';
import type { PrintedOutcome, Resident, SubmitFeedback } from '../../../state-machines/services/ports.ts';
import type { services, ServiceTerms } from '../../../state-machines/services/session.ts';
import { FEE_IDS } from '../../../services/kit/services.ts';
import type { Log } from '../log/log.ts';
import type { Payments } from '../orders/payments.ts';
import type { AsyncStore } from '../store/client.ts';
import type { Outbox } from '../register-link/outbox.ts';
import type { HelpLine } from '../register-link/help-line.ts';
import { createCardCall } from '../eid/card-session.ts';
import { createCounter, type Counter } from '../staff/pick-up.ts';
import { createFeedback } from './feedback.ts';
import { createOrders, type Orders } from '../orders/orders.ts';
import { provideServices } from './provide.ts';
import { createSignIn } from '../eid/sign-in.ts';
import { createSubmissions } from './submissions.ts';

export interface ServicesDeps {
  readonly devices: readonly DeviceHandle[];
  readonly register: RegisterClient;
  readonly store: AsyncStore;
  readonly payments: Payments;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  catalogue(): Catalogue | undefined;
  language(): Language;
  note(failure: RegisterFailure | null, request: string): void;
  printSlip(subject: SlipSubject, gone?: AbortSignal): Promise<PrintOutcome>;
  printOwnData(resident: Resident): Promise<PrintedOutcome>;
  /** Somebody was called; staff see it on their list. */
  readonly help: Pick<HelpLine, 'call' | 'end'>;
  /** A card that was called for is gone. */
  onCardTaken?(): void;
  changed(): void;
}

export interface Services {
  readonly orders: Orders;
  readonly counter: Counter;
  readonly submitFeedback: SubmitFeedback;
  machine(handOverHere: typeof handOver): typeof services;
  /** What applies now: fees and the day. */
  terms(): ServiceTerms;
  /** Name of the person who is signed in; null without a sign-in. */
  signedIn(): string | null;
  /** Grows by one with every visit that ends. */
  visit(): number;
  /** The visit is over: the sign-in ends, what was left open is settled. */
  leave(): void;
}

const feesBy = (cents: (id: FeeId) => number): ServiceTerms['fees'] =>
  Object.fromEntries(FEE_IDS.map((id) => [id, cents(id)])) as ServiceTerms['fees'];

export function createServices({
  devices,
  register,
  store,
  payments,
  outbox,
  clock,
  log,
  catalogue,
  language,
  note,
  printSlip,
  printOwnData,
  help,
  onCardTaken,
  changed,
}: ServicesDeps): Services {
  const reader = devices.find((one) => one.class === 'eid');
  const printer = devices.find((one) => one.class === 'document-printer');
  const signIn = createSignIn({ register, clock, language, note });
  const submissions = createSubmissions(signIn);
  const orders = createOrders({
    store,
    payments,
    signIn,
    printer,
    clock,
    log,
    changed,
    reported: () => outbox.wake('more'),
  });
  const cardCall = createCardCall({
    reader,
    clock,
    log,
    help,
    onTaken: () => onCardTaken?.(),
  });
  const fee = (id: FeeId): number =>
    catalogue()
      ?.offers.flatMap(({ fees }) => fees)
      .find((one) => one.id === id)?.cents ?? 0;
  const submitFeedback = createFeedback({ outbox, clock });
  let visit = 0;
  return {
    visit: () => visit,
    orders,
    counter: createCounter({ signIn, orders, changed }),
    submitFeedback,
    machine: (handOverHere) =>
      provideServices({
        signIn,
        orders,
        submissions,
        reader,
        clock,
        log,
        handOver: handOverHere,
        cardCall,
        printSlip,
        printOwnData,
        submitFeedback: (draft) => submitFeedback({ ...draft, language: language() }),
      }),
    terms: () => ({
      fees: feesBy(fee),
      today: dayOf(clock.now()),
    }),
    signedIn: () => signIn.name(),
    leave() {
      visit += 1;
      void signIn.end().catch((error: unknown) => noteBug(log, 'sign-out', error));
      void orders.leave();
      submissions.forget();
      cardCall.watch();
    },
  };
}
