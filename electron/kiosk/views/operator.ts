import type { SnapshotFrom } from 'xstate';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { Screen, ScreenOf, Settlement } from '../../ipc/view.ts';
import { isReversible } from '../orders/payments.ts';
import type { OutstandingPayment } from '../store/payments.ts';
import type { Obligation } from '../store/store.ts';
import { deviceView } from './device-words.ts';
import { outboxLine } from './outbox.ts';
import { say, time } from '../content/wording.ts';
import { presentTechnician } from './technician.ts';
import { factsOf, type AppState } from '../app-state.ts';

/** Where help was asked for: names of flows, as the visit's machine tells them. */
const HELP_FROM: Record<
  string,
  'language' | 'home' | 'information' | 'documentStatus' | 'caseStatus' | 'services' | 'cardForgotten' | 'goodbye'
> = {
  language: 'language',
  home: 'home',
  information: 'information',
  'document-status': 'documentStatus',
  services: 'services',
  'case-status': 'caseStatus',
  'card-forgotten': 'cardForgotten',
  goodbye: 'goodbye',
};

/** What staff and technicians see; German only, as the town hall works in German. */
export function presentOperator(snapshot: SnapshotFrom<typeof kiosk>, appState: AppState): Screen | null {
  const { context } = snapshot;
  if (snapshot.matches({ operator: 'signingIn' })) {
    const { digits, problem, waitSeconds, busy, badge } = appState.signIn;
    return {
      kind: 'staff-sign-in',
      digits,
      busy,
      ...(badge === 'none' ? {} : { badge: say(badge === 'known' ? 'staff.badgeKnown' : 'staff.badgeUnknown') }),
      ...(problem === 'wrong'
        ? { problem: say('staff.wrongPin') }
        : problem === 'locked'
          ? { problem: say('staff.wait', { count: waitSeconds }) }
          : {}),
    };
  }
  if (snapshot.matches({ operator: 'staff' })) {
    return {
      kind: 'staff',
      tab: context.tab,
      lockedNow: appState.block.locked,
      outOfOrder: appState.block.outOfOrder,
      outOfOrderText: appState.block.text,
      visitRunning: snapshot.matches({ service: 'visiting' }),
      unfinished: unfinishedLines(appState),
      ...outboxLine(appState),
      ...(appState.journal === null ? {} : { journal: say(JOURNAL[appState.journal]) }),
      pickUp: pickUpOf(appState),
      devices: appState.devices.map(deviceView),
      help: appState.help.map(({ id, at, screen }) => ({
        id,
        text: say(`staff.helpFrom.${HELP_FROM[screen] ?? 'home'}`, { time: time(new Date(at), 'de') }),
      })),
      technician: context.role === 'technician',
    };
  }
  if (snapshot.matches({ operator: 'technician' })) return presentTechnician(snapshot, appState);
  return null;
}

const JOURNAL = {
  full: 'staff.journal.full',
  'read-only': 'staff.journal.readOnly',
  damaged: 'staff.journal.damaged',
  unusable: 'staff.journal.unusable',
} as const;
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

const moment = (at: number): string =>
  new Intl.DateTimeFormat('de-DE', { dateStyle: 'short', timeStyle: 'short' }).format(new Date(at));

function pickUpOf({ counter: { typed, complete, busy, message } }: AppState): ScreenOf<'staff'>['pickUp'] {
  return { typed, complete, busy, ...(message === null ? {} : { message: say(message) }) };
}

/** An order and its payment are one matter: the order's line says what can be done about both. */
function unfinishedLines(appState: AppState): ScreenOf<'staff'>['unfinished'] {
  const orders = appState.undelivered.map(({ id, since, product, reference, cents }) => {
    const payment = appState.payments.outstanding.find((one) => one.id === id);
    const busy = appState.payments.asking.has(id);
    const settle: Settlement[] = [
      ...(product === 'certificate' ? ['reprint' as const] : []),
      ...(payment?.state === 'captured' ? ['reverse' as const] : []),
      'handed-over',
    ];
    return {
      id,
      title: say('staff.order.title', { reference: reference ?? '–' }),
      when: moment(since),
      busy,
      settle,
      detail: say(product === 'certificate' ? 'staff.order.certificate' : 'staff.order.case', {
        amount: new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }).format(cents / 100),
      }),
    };
  });
  const ordered = new Set(orders.map(({ id }) => id));
  return [
    ...orders,
    ...appState.payments.outstanding.filter(({ id }) => !ordered.has(id)).map((one) => paymentLine(one, appState)),
    ...appState.unfinished.map(unfinishedLine),
  ];
}

const unfinishedLine = (one: Obligation) => ({
  id: one.id,
  title: say(KIND[one.kind]),
  when: moment(one.since),
  detail: say(CAUSE[one.cause ?? 'restart']),
  settle: ['handed-over', 'dropped'] as Settlement[],
  busy: false,
});

function paymentLine({ id, payment, since, state, booking }: OutstandingPayment, appState: AppState) {
  const amount = new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }).format(
    payment.amountCents / 100,
  );
  const terminal = booking?.terminalId ?? payment.terminalId ?? '–';
  const busy = appState.payments.asking.has(id);
  const device = factsOf(appState, 'payment-terminal');
  const reversible = booking !== null && isReversible(booking, device?.identity?.serial ?? null, appState.now);
  const asks: Settlement[] =
    device === undefined || (state === 'captured' && !reversible) ? [] : [state === 'captured' ? 'reverse' : 'ask'];
  return {
    id,
    title: say('staff.payment.title', { amount }),
    when: moment(since),
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
