/** What the pages of services are made of; what a service shows imports this and nothing else of the kiosk. */
import { works } from '../../devices/driver/status.ts';
import { factsOf, type AppState } from '../../electron/kiosk/app-state.ts';
import { failureText } from '../../electron/kiosk/views/services/order.ts';
import { ACTION, page } from '../../electron/kiosk/views/services/page.ts';
import { say } from '../../electron/kiosk/content/wording.ts';
import type { Page, Screen, Text } from '../../electron/ipc/view.ts';

export type { AppState } from '../../electron/kiosk/app-state.ts';
export { monthOfDays } from '../../electron/kiosk/content/calendar.ts';
export { german, isoDay, longDay, say, time, weekdayAndDate, wordsOf } from '../../electron/kiosk/content/wording.ts';
export { handOverOffer } from '../../electron/kiosk/views/hand-over.ts';
export { eidFailed, presentCard } from '../../electron/kiosk/views/services/card.ts';
export { counter } from '../../electron/kiosk/views/services/identify.ts';
export { failureText, presentOrder } from '../../electron/kiosk/views/services/order.ts';
export { feeText } from '../../electron/kiosk/content/money.ts';
export { ticketOf, ticketSection } from '../../electron/kiosk/content/ticket.ts';
export { ACTION, page } from '../../electron/kiosk/views/services/page.ts';
export type { Language, Page, Said, Screen, ScreenOf, Text } from '../../electron/ipc/view.ts';

/** One screen of a service, and which of its steps that is, from 1; screens between the steps have none. */
export interface ServicePage {
  readonly screen: Screen;
  readonly step?: number;
}

export const loading = (): Screen => ({
  kind: 'waiting',
  title: say('service.loading'),
  slow: false,
  cancel: false,
  picture: 'register',
});
export const serviceFailed = (failure: Parameters<typeof failureText>[0]): Page =>
  page({
    id: 'service-failed',
    tone: 'warning',
    picture: failure === 'signed-out' ? 'card' : 'register',
    title: say(failure === 'signed-out' ? 'service.failed.signedOutTitle' : 'service.failed.title'),
    lead: [failureText(failure), say('works.counter')],
    actions:
      failure === 'signed-out' ? [{ ...ACTION.done, label: say('identify.start') }] : [ACTION.home, ACTION.retry],
  });

/** Why a printed one cannot be had now; null where it can. What cannot be delivered is not begun. */
export function paperTrouble(cents: number, appState: AppState): Text | null {
  const printer = factsOf(appState, 'document-printer');
  if (printer === undefined || !works(printer.status)) return say('certificate.noPrinter');
  return cents > 0 ? paymentTrouble(appState) : null;
}

/** Why nothing can be paid now; null where it can. */
export function paymentTrouble(appState: AppState): Text | null {
  const terminal = factsOf(appState, 'payment-terminal');
  return terminal === undefined || !works(terminal.status) || !appState.paymentPossible ? say('pay.unavailable') : null;
}
