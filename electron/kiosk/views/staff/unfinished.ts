/** What staff still have to see to, the most urgent first: what it is, how old it is, and what can be done. */
import type { ScreenOf, Settlement } from '../../../ipc/view.ts';
import { isReversible } from '../../orders/payments.ts';
import type { OpenOrder } from '../../store/orders.ts';
import type { OutstandingPayment } from '../../store/payments.ts';
import type { Obligation } from '../../store/store.ts';
import { euros } from '../../content/money.ts';
import { say } from '../../content/wording.ts';
import { factsOf, type AppState } from '../../app-state.ts';
import { age } from './age.ts';

type Line = ScreenOf<'staff'>['unfinished'][number];
type Urgency = Line['urgency'];

const KIND = {
  service: 'slip.service',
  office: 'slip.office',
  'document-status': 'slip.documentStatus',
  'case-status': 'slip.caseStatus',
  'pick-up': 'slip.pickUp',
  receipt: 'slip.receipt',
  test: 'slip.test',
} as const;
const CAUSE = {
  printer: 'staff.cause.printer',
  'host-gone': 'staff.cause.hostGone',
  restart: 'staff.cause.restart',
} as const;

/** Somebody's money may be gone; then what somebody has a right to; then paper that is no loss. */
const RANK: Readonly<Record<Urgency, number>> = { money: 0, owed: 1, slip: 2 };

const moment = (at: number): string =>
  new Intl.DateTimeFormat('de-DE', { dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));

/** Of the same urgency, what has waited longest comes first. */
export function unfinishedLines(appState: AppState): Line[] {
  const ordered = new Set(appState.undelivered.map(({ id }) => id));
  const found = [
    ...appState.undelivered.map((one) => ({ since: one.since, line: orderLine(one, appState) })),
    ...appState.payments.outstanding
      .filter(({ id }) => !ordered.has(id))
      .map((one) => ({ since: one.since, line: paymentLine(one, appState) })),
    ...appState.unfinished.map((one) => ({ since: one.since, line: slipLine(one) })),
  ];
  return found
    .sort((one, other) => RANK[one.line.urgency] - RANK[other.line.urgency] || one.since - other.since)
    .map(({ since, line }) => ({
      ...line,
      when: moment(since),
      age: age(since, appState.now),
      label: say(`staff.urgency.${line.urgency}`),
    }));
}

/** Of a payment: whether the money was taken is known only once the payment terminal has said so. */
const urgencyOf = (state: OutstandingPayment['state'] | undefined): Urgency =>
  state === undefined || state === 'captured' ? 'owed' : 'money';

type Bare = Omit<Line, 'when' | 'age' | 'label'>;

/** An order and its payment are one matter: the order's line says what can be done about both. */
function orderLine({ id, product, reference, cents }: OpenOrder, { payments }: AppState): Bare {
  const payment = payments.outstanding.find((one) => one.id === id);
  const settle: Settlement[] = [
    ...(product === 'certificate' ? ['reprint' as const] : []),
    ...(payment?.state === 'captured' ? ['reverse' as const] : []),
    'handed-over',
  ];
  return {
    id,
    urgency: urgencyOf(payment?.state),
    title: say('staff.order.title', { reference: reference ?? '–' }),
    busy: payments.asking.has(id),
    settle,
    detail: say(product === 'certificate' ? 'staff.order.certificate' : 'staff.order.case', {
      amount: euros(cents, 'de'),
    }),
  };
}

const slipLine = (one: Obligation): Bare => ({
  id: one.id,
  urgency: 'slip',
  title: say(KIND[one.kind]),
  detail: say(CAUSE[one.cause ?? 'restart']),
  settle: ['handed-over', 'dropped'],
  busy: false,
});

function paymentLine({ id, payment, state, booking }: OutstandingPayment, appState: AppState): Bare {
  const terminal = booking?.terminalId ?? payment.terminalId ?? '–';
  const busy = appState.payments.asking.has(id);
  const device = factsOf(appState, 'payment-terminal');
  const reversible = booking !== null && isReversible(booking, device?.identity?.serial ?? null, appState.now);
  const asks: Settlement[] =
    device === undefined || (state === 'captured' && !reversible) ? [] : [state === 'captured' ? 'reverse' : 'ask'];
  return {
    id,
    urgency: urgencyOf(state),
    title: say('staff.payment.title', { amount: euros(payment.amountCents, 'de') }),
    busy,
    detail: busy
      ? say('staff.payment.asking')
      : state === 'captured'
        ? say('staff.payment.captured', {
            terminal,
            receipt: booking?.receipt ?? '–',
            date: dayOf(booking?.date ?? null),
          })
        : payment.before === null
          ? say('staff.payment.sentFirst', { terminal })
          : say('staff.payment.sent', { terminal, before: payment.before.receipt }),
    settle: [...asks, ...(state === 'captured' ? ['handed-over' as const] : ['paid' as const, 'not-paid' as const])],
  };
}

/** MMDD of the terminal as it stands on its receipt in Germany. */
const dayOf = (date: string | null): string => (date === null ? '–' : `${date.slice(2)}.${date.slice(0, 2)}.`);
