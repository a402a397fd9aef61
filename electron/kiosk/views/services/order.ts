import { euros } from '../../content/money.ts';
import type { SnapshotFrom } from 'xstate';
import { serviceOf } from '../../../../services/kit/services.ts';
import type { order } from '../../../../state-machines/services/order.ts';
import type { ServiceFailure } from '../../../../state-machines/services/ports.ts';
import type { Language, Page, Screen } from '../../../ipc/view.ts';
import { qrOf } from '../../content/qr.ts';
import { codeToTake } from '../../content/take-away.ts';
import { nextAtCounter, ticketOf, ticketSection } from '../../content/ticket.ts';
import { german, say, time } from '../../content/wording.ts';
import { printerReady, type AppState } from '../../app-state.ts';
import { ACTION, page } from './page.ts';

type Key = Parameters<typeof say>[0];
export function presentOrder(snapshot: SnapshotFrom<typeof order>, appState: AppState, language: Language): Screen {
  const { context } = snapshot;
  const {
    spec: { cents },
  } = context;
  switch (snapshot.value) {
    case 'paying':
      return {
        kind: 'waiting',
        title: say('pay.title', { amount: euros(cents, language) }),
        body: say(`payment.prompt.${appState.payments.progress?.prompt ?? 'wait'}`),
        slow: true,
        cancel: true,
        picture: 'payment',
      };
    case 'declined':
      return page({
        id: 'declined',
        tone: 'warning',
        picture: 'payment',
        title: say('pay.declined'),
        lead: [say(declined(context.declined)), say('pay.nothingTaken')],
        actions: [ACTION.home, ACTION.retry],
      });
    case 'unknown':
      return page({
        id: 'pay-unknown',
        back: false,
        tone: 'warning',
        picture: 'counter',
        title: say('pay.unknown'),
        lead: [say('pay.unknownBody'), say('pay.unknownStaff')],
        actions: [ACTION.home],
      });
    case 'notBegun':
      return page({
        id: 'not-begun',
        tone: 'warning',
        picture: 'register',
        title: say('order.notBegun'),
        lead:
          appState.journal === null
            ? [say('order.notBegunBody'), say('works.counter')]
            : [say('order.notBegunBody'), say('tile.noJournal')],
        actions: [ACTION.home, ACTION.retry],
      });
    case 'refunding':
      return {
        kind: 'waiting',
        title: say('order.refunding'),
        body: say('order.refundingBody'),
        slow: true,
        cancel: false,
        picture: 'payment',
      };
    case 'notIssued':
      return notIssued(context);
    case 'printing':
      return {
        kind: 'waiting',
        title: say('order.printing'),
        body: say('order.printingBody'),
        slow: false,
        cancel: false,
        picture: 'tray',
      };
    case 'notPrinted':
      return page({
        id: 'not-printed',
        back: false,
        tone: 'warning',
        picture: 'tray',
        title: say('order.notPrinted'),
        lead: [say('order.notPrintedBody')],
        actions: [{ id: 'pick-up', label: say('order.toCounter'), icon: 'counter', tone: 'secondary' }, ACTION.retry],
      });
    case 'printUnclear':
      return page({
        id: 'print-unclear',
        back: false,
        tone: 'warning',
        picture: 'tray',
        title: say('order.unclear'),
        lead: [say('order.unclearBody')],
        actions: [
          { id: 'pick-up', label: say('order.incomplete'), icon: 'counter', tone: 'secondary' },
          { id: 'complete', label: say('order.complete'), icon: 'check', tone: 'primary' },
        ],
      });
    case 'linked':
    case 'lookingAtLink':
      return linked(context, language);
    case 'fetched':
      return page({
        id: 'link-fetched',
        back: false,
        tone: 'success',
        picture: 'none',
        title: say('order.fetched'),
        lead: [say('order.fetchedBody')],
        actions: [
          { ...NEXT_LINK, label: say('order.notMe') },
          ACTION.more,
          { ...ACTION.end, label: say('order.haveIt') },
        ],
      });
    case 'linkOver':
      return page({
        id: 'link-over',
        back: false,
        tone: 'warning',
        picture: 'none',
        title: say('order.linkOver'),
        lead: [say('order.linkOverBody')],
        actions: [TO_COUNTER, { ...NEXT_LINK, tone: 'primary' }],
      });
    case 'printingCode':
      return {
        kind: 'waiting',
        title: say('order.printingCode'),
        body: say('printing.body'),
        slow: false,
        cancel: false,
        picture: 'printer',
      };
    case 'pickUp':
      return waitsAtCounter(context, appState, language);
    case 'undelivered':
      return page({
        id: 'undelivered',
        back: false,
        tone: 'warning',
        picture: 'counter',
        title: say('order.undelivered'),
        lead: [
          say('order.undeliveredBody', {
            reference: context.issued?.kind === 'document' ? context.issued.document.reference : '–',
          }),
        ],
        actions: [ACTION.home, ACTION.retry],
      });
    case 'done':
    case 'finished':
      return done(context, appState, language);
    default:
      return {
        kind: 'waiting',
        title: say(serviceOf(context.spec.kind).follows.kind === 'document' ? 'order.issuing' : 'order.sending'),
        body: say('order.issuingBody'),
        slow: false,
        cancel: false,
        picture: 'register',
      };
  }
}

type Context = SnapshotFrom<typeof order>['context'];

const TO_COUNTER = { id: 'pick-up', label: say('order.toCounter'), icon: 'counter', tone: 'secondary' } as const;
/** Another code for the same document; the former is then void. */
const NEXT_LINK = { id: 'next-link', label: say('order.nextLink'), icon: 'retry', tone: 'secondary' } as const;

const REASON: Record<string, Key> = {
  'card-unreadable': 'pay.reason.cardUnreadable',
  'card-expired': 'pay.reason.cardExpired',
  'card-not-accepted': 'pay.reason.cardNotAccepted',
  cancelled: 'pay.reason.cancelled',
  'wrong-pin': 'pay.reason.wrongPin',
  'declined-by-bank': 'pay.reason.declinedByBank',
  'amount-too-high': 'pay.reason.amountTooHigh',
  'no-connection': 'pay.reason.noConnection',
  'end-of-day': 'pay.reason.notReady',
  'not-ready': 'pay.reason.notReady',
};
const declined = (reason: string): Key => REASON[reason] ?? 'pay.reason.other';

const FAILURE: Record<ServiceFailure, Key> = {
  unreachable: 'service.failed.unreachable',
  'residents-away': 'service.failed.residentsAway',
  maintenance: 'service.failed.maintenance',
  'signed-out': 'service.failed.signedOut',
  conflict: 'service.failed.conflict',
  'not-possible': 'service.failed.notPossible',
  'fee-differs': 'service.failed.feeDiffers',
  refused: 'service.failed.refused',
};
export const failureText = (failure: ServiceFailure | null) => say(FAILURE[failure ?? 'unreachable']);

/** Nothing came of it; and what became of the money. */
function notIssued({ failure, paid, refunded }: Context): Page {
  return page({
    id: 'not-issued',
    tone: 'warning',
    picture: 'counter',
    title: say('order.notIssued'),
    lead: [
      failureText(failure),
      ...(paid ? [say(refunded ? 'order.refunded' : 'order.notRefunded')] : []),
      say('works.counter'),
    ],
    actions: [ACTION.home, ACTION.done],
  });
}

/** The document itself behind a code, once, and for a short time. */
function linked({ link }: Context, language: Language): Page {
  const until = link === null ? '' : time(new Date(link.expiresAt), language);
  return page({
    id: 'linked',
    back: false,
    picture: 'none',
    title: say('order.link'),
    lead: [say('order.linkBody', { time: until })],
    ...(link === null ? {} : { qr: { rows: qrOf(link.url), caption: say('order.linkOnce') } }),
    actions: [TO_COUNTER, ACTION.more, { ...ACTION.end, label: say('order.haveIt') }],
  });
}

/** Nothing was handed over: where it waits, until when, and under which code, which the visitor can take along. */
function waitsAtCounter(
  { issued, pickUp, codeSlip, paid, spec }: Context,
  appState: AppState,
  language: Language,
): Page {
  const onPaper = codeSlip === 'printed';
  const reference = issued?.kind === 'document' ? issued.document.reference : issued?.receipt.reference;
  return page({
    id: 'pick-up',
    back: false,
    tone: 'info',
    picture: 'counter',
    title: say('order.pickUp'),
    lead: [say(onPaper ? 'order.codeOnSlip' : codeSlip === 'unknown' ? 'order.codeMaybeOnSlip' : 'order.codeToPhone')],
    factsFirst: true,
    sections: [
      { rows: [], next: pickUp === null ? [] : nextAtCounter(pickUp, appState, language) },
      {
        rows: paid
          ? [{ label: say('identify.costs'), value: [say('receipt.paid', { amount: euros(spec.cents, language) })] }]
          : [],
      },
    ],
    ...(pickUp === null || reference === undefined
      ? {}
      : { code: pickUp.code, qr: codeToTake({ kind: 'pick-up', reference, pickUp }, appState, language) }),
    actions: [
      ...(codeSlip === 'nothing' && printerReady(appState)
        ? [{ ...ACTION.retry, label: say('order.printCode'), tone: 'secondary' as const }]
        : []),
      ACTION.more,
      { ...ACTION.end, label: say(onPaper ? 'do.end' : 'order.noted') },
    ],
  });
}

const isPrinted = ({ order }: Context['spec']): boolean => 'delivery' in order && order.delivery === 'printed';

function done({ item, issued, spec }: Context, appState: AppState, language: Language): Page {
  const { follows } = serviceOf(spec.kind);
  if (issued?.kind === 'case' && follows.kind === 'case') {
    return page({
      id: 'case-done',
      back: false,
      tone: 'success',
      picture: 'none',
      title: say(follows.done.title),
      sections:
        item === null
          ? [
              {
                ticket: true,
                rows: [
                  { label: say('receipt.reference'), value: [german(issued.receipt.reference)], mono: true },
                  { label: say('receipt.secret'), value: [german(issued.receipt.secret)], mono: true },
                ],
              },
            ]
          : [ticketSection(ticketOf(item, appState, language))],
      actions: [ACTION.more, ACTION.end],
    });
  }
  return page({
    id: 'order-done',
    back: false,
    tone: 'success',
    picture: isPrinted(spec) ? 'tray' : 'none',
    title: say('order.done'),
    lead: [say(isPrinted(spec) ? 'order.takeSheet' : 'order.doneBody')],
    sections: item === null ? [] : [ticketSection(ticketOf(item, appState, language))],
    actions: [ACTION.more, ACTION.end],
  });
}
