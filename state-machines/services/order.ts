import { assign, fromPromise, setup } from 'xstate';
import { DELAYS } from '../delays.ts';
import type { Tag } from '../parts/tags.ts';
import type { PrintOutcome, SlipSubject } from '../ports.ts';
import type {
  Answer,
  DoneItem,
  DownloadLink,
  Issued,
  IssueOutcome,
  LinkState,
  OrderSpec,
  PayOutcome,
  PickUp,
  PrintedOutcome,
  ServiceFailure,
} from './ports.ts';

export type OrderEvent =
  | { type: 'act'; id: string }
  | { type: 'back' }
  | { type: 'home' }
  | { type: 'done' }
  | { type: 'retry' }
  | { type: 'print' }
  | { type: 'show-qr' };

export interface OrderContext {
  spec: OrderSpec;
  /** The one id of this order: journal, payment and register know it by this. */
  id: string | null;
  paid: boolean;
  declined: string;
  failure: ServiceFailure;
  issued: Issued | null;
  link: DownloadLink | null;
  pickUp: PickUp | null;
  /** What became of the slip with its code. */
  codeSlip: PrintOutcome;
  refunded: boolean;
  item: DoneItem | null;
  /** The visitor wants nothing else here. */
  ends: boolean;
  outcome: OrderOutcome;
}
/** `signed-out`: only a new sign-in goes on. */
export type OrderOutcome = 'done' | 'left' | 'signed-out';
type With = { readonly id: string; readonly spec: OrderSpec };

/** While a code is offered, also when it was used or is over. */
const LINK_EVENTS = {
  done: 'closing',
  act: [
    { guard: { type: 'chose', params: 'end' }, target: 'closing', actions: 'noteEnd' },
    { guard: { type: 'chose', params: 'pick-up' }, target: 'pickingUp' },
    { guard: { type: 'chose', params: 'next-link' }, target: 'linking' },
  ],
} as const;

const missing = (port: string) => () => Promise.reject(new Error(`the port ${port} is not provided`));

/**
 * From the decision to the paper in the hand: intent, payment, issue, hand-over, closed. Every step is in the journal
 * before the next begins. What was paid for and cannot be delivered is paid back; an unknown outcome is shown as
 * unknown, to the visitor and to staff.
 */
export const order = setup({
  types: {
    context: {} as OrderContext,
    input: {} as { spec: OrderSpec },
    events: {} as OrderEvent,
    output: {} as { outcome: OrderOutcome; item: DoneItem | null; ends: boolean },
    tags: {} as Tag,
  },
  actors: {
    /** Journals the intent; the answer is the order's id. */
    intend: fromPromise<string, OrderSpec>(missing('intend')),
    pay: fromPromise<PayOutcome, With>(missing('pay')),
    issue: fromPromise<IssueOutcome, With>(missing('issue')),
    /**
     * Takes the money back; false where the terminal did not, and staff have it on their list. Without a payment it
     * closes the order.
     */
    refund: fromPromise<boolean, With>(missing('refund')),
    printDocument: fromPromise<PrintedOutcome, { readonly id: string; readonly document: string }>(
      missing('printDocument'),
    ),
    link: fromPromise<Answer<DownloadLink>, string>(missing('link')),
    /** Whether the document behind the code was fetched. */
    linkState: fromPromise<Answer<LinkState>, string>(missing('linkState')),
    pickUp: fromPromise<Answer<PickUp>, string>(missing('pickUp')),
    /** The code on a slip, because visitors rarely have a pen with them. */
    printCode: fromPromise<PrintOutcome, SlipSubject>(missing('printCode')),
    /** It is in the visitor's hands; the answer goes onto the one receipt. */
    close: fromPromise<DoneItem, With & { readonly issued: Issued }>(missing('close')),
  },
  delays: DELAYS,
  actions: {
    /** Asks the payment terminal to give up; its answer decides. */
    abortPayment: () => undefined,
    noteEnd: assign({ ends: true }),
    noteSignedOut: assign({ outcome: ({ context }) => (context.failure === 'signed-out' ? 'signed-out' : 'left') }),
  },
  guards: {
    chose: ({ event }, id: string) => event.type === 'act' && event.id === id,
    due: ({ context }) => context.spec.cents > 0,
    waitsAtCounter: ({ context }) => context.pickUp !== null,
    /** The visitor has said so: nothing is left to be told. */
    onPhone: ({ context }) => context.link !== null,
    isCase: ({ context }) => context.issued?.kind === 'case',
    printed: ({ context: { spec } }) => 'delivery' in spec.order && spec.order.delivery === 'printed',
  },
}).createMachine({
  id: 'order',
  context: ({ input }) => ({
    ...input,
    id: null,
    paid: false,
    declined: 'other',
    failure: 'unreachable',
    issued: null,
    link: null,
    pickUp: null,
    codeSlip: 'nothing',
    refunded: false,
    item: null,
    ends: false,
    outcome: 'left',
  }),
  initial: 'intending',
  states: {
    intending: {
      invoke: {
        src: 'intend',
        input: ({ context }) => context.spec,
        onDone: [
          { guard: 'due', target: 'paying', actions: assign({ id: ({ event }) => event.output }) },
          { target: 'issuing', actions: assign({ id: ({ event }) => event.output }) },
        ],
        // Without the journal nothing is begun.
        onError: { target: 'notBegun', actions: assign({ failure: 'unreachable' }) },
      },
    },
    paying: {
      tags: 'device-at-work',
      invoke: {
        src: 'pay',
        input: ({ context }) => withId(context),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'captured',
            target: 'issuing',
            actions: assign({ paid: true }),
          },
          {
            guard: ({ event }) => event.output.outcome === 'declined',
            target: 'declined',
            actions: assign({
              declined: ({ event }) => (event.output.outcome === 'declined' ? event.output.reason : 'other'),
            }),
          },
          { target: 'unknown' },
        ],
        onError: 'unknown',
      },
      on: { back: { actions: 'abortPayment' } },
    },
    /** Nothing was taken. Another try is another order: the terminal must never be asked twice for one. */
    declined: { on: { retry: 'intending', back: 'left', home: 'left', done: 'left' } },
    /** Whether it was paid is not known yet. Staff see it, and the payment terminal is asked until it answers. */
    unknown: { on: { home: 'left', done: 'left' } },
    notBegun: { on: { retry: 'intending', back: 'left', home: 'left', done: 'left' } },
    issuing: {
      tags: 'device-at-work',
      invoke: {
        src: 'issue',
        input: ({ context }) => withId(context),
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'issued',
            actions: assign({ issued: ({ event }) => (event.output.ok ? event.output.value : null) }),
          },
          {
            target: 'refunding',
            actions: assign({ failure: ({ event }) => (event.output.ok ? 'unreachable' : event.output.error) }),
          },
        ],
        onError: 'refunding',
      },
    },
    refunding: {
      tags: 'device-at-work',
      invoke: {
        src: 'refund',
        input: ({ context }) => withId(context),
        onDone: { target: 'notIssued', actions: assign({ refunded: ({ event }) => event.output }) },
        onError: { target: 'notIssued', actions: assign({ refunded: false }) },
      },
    },
    notIssued: {
      on: {
        back: { target: 'left', actions: 'noteSignedOut' },
        home: { target: 'left', actions: 'noteSignedOut' },
        done: { target: 'left', actions: 'noteSignedOut' },
      },
    },
    issued: {
      always: [{ guard: 'isCase', target: 'closing' }, { guard: 'printed', target: 'printing' }, { target: 'linking' }],
    },
    printing: {
      tags: 'device-at-work',
      invoke: {
        src: 'printDocument',
        input: ({ context }) => ({ id: withId(context).id, document: documentOf(context) }),
        onDone: [
          { guard: ({ event }) => event.output === 'printed', target: 'closing' },
          { guard: ({ event }) => event.output === 'nothing', target: 'notPrinted' },
          { target: 'printUnclear' },
        ],
        onError: 'printUnclear',
      },
    },
    /** Nothing came out: again, or at the counter. */
    notPrinted: {
      on: { retry: 'printing', act: { guard: ({ event }) => event.id === 'pick-up', target: 'pickingUp' } },
    },
    /** Some may have come out: the visitor says what lies there. */
    printUnclear: {
      on: {
        act: [
          { guard: ({ event }) => event.id === 'complete', target: 'closing' },
          { guard: ({ event }) => event.id === 'pick-up', target: 'pickingUp' },
        ],
      },
    },
    linking: {
      invoke: {
        src: 'link',
        input: ({ context }) => documentOf(context),
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'linked',
            actions: assign({ link: ({ event }) => (event.output.ok ? event.output.value : null) }),
          },
          { target: 'pickingUp' },
        ],
        onError: 'pickingUp',
      },
    },
    /**
     * The code is on the screen. The first to photograph it gets the document: the visitor is told that somebody did.
     */
    linked: { tags: 'not-fetched', on: LINK_EVENTS, after: { linkLook: 'lookingAtLink' } },
    lookingAtLink: {
      tags: 'not-fetched',
      on: LINK_EVENTS,
      invoke: {
        src: 'linkState',
        input: ({ context }) => context.link?.link ?? '',
        onDone: [
          { guard: ({ event }) => event.output.ok && event.output.value.state === 'fetched', target: 'fetched' },
          { guard: ({ event }) => event.output.ok && event.output.value.state === 'over', target: 'linkOver' },
          // Still waiting, or not known.
          { target: 'linked' },
        ],
        onError: 'linked',
      },
    },
    /** Somebody has fetched it: the visitor, or somebody quicker; in that case the visitor gets the next code. */
    fetched: { on: LINK_EVENTS },
    /** It was not fetched in time. */
    linkOver: { tags: 'not-fetched', on: LINK_EVENTS },
    pickingUp: {
      invoke: {
        src: 'pickUp',
        input: ({ context }) => documentOf(context),
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'printingCode',
            actions: assign({ pickUp: ({ event }) => (event.output.ok ? event.output.value : null) }),
          },
          { target: 'undelivered' },
        ],
        onError: 'undelivered',
      },
    },
    printingCode: {
      tags: 'device-at-work',
      invoke: {
        src: 'printCode',
        input: ({ context }) => ({
          kind: 'pick-up' as const,
          reference: referenceOf(context),
          pickUp: pickUpOf(context),
        }),
        onDone: { target: 'pickUp', actions: assign({ codeSlip: ({ event }) => event.output }) },
        onError: { target: 'pickUp', actions: assign({ codeSlip: 'unknown' }) },
      },
      after: { wayOut: { target: 'pickUp', actions: assign({ codeSlip: 'unknown' }) } },
    },
    /** The code stays on the display until the visitor goes on; where no slip came out it can be tried again. */
    pickUp: {
      on: {
        done: 'closing',
        act: { guard: { type: 'chose', params: 'end' }, target: 'closing', actions: 'noteEnd' },
        retry: { guard: ({ context }) => context.codeSlip === 'nothing', target: 'printingCode' },
      },
    },
    /** Issued, and no way to hand it over: staff have it on their list, by its reference. */
    undelivered: { on: { retry: 'pickingUp', home: 'left', done: 'left' } },
    closing: {
      invoke: {
        src: 'close',
        input: ({ context }) => ({ ...withId(context), issued: issuedOf(context) }),
        onDone: [
          // That it waits at the counter was said already, and it has not been collected: there is no other end to
          // show.
          {
            guard: 'waitsAtCounter',
            target: 'finished',
            actions: assign({ item: ({ context, event }) => ({ ...event.output, pickUp: pickUpOf(context) }) }),
          },
          { guard: 'onPhone', target: 'finished', actions: assign({ item: ({ event }) => event.output }) },
          { target: 'done', actions: assign({ item: ({ event }) => event.output }) },
        ],
        onError: [
          { guard: 'waitsAtCounter', target: 'finished' },
          { guard: 'onPhone', target: 'finished' },
          { target: 'done' },
        ],
      },
    },
    done: {
      on: {
        home: 'finished',
        done: 'finished',
        act: { guard: { type: 'chose', params: 'end' }, target: 'finished', actions: 'noteEnd' },
      },
    },
    finished: { type: 'final', entry: assign({ outcome: 'done' }) },
    left: { type: 'final' },
  },
  output: ({ context }) => ({ outcome: context.outcome, item: context.item, ends: context.ends }),
});

function withId({ id, spec }: OrderContext): With {
  if (id === null) throw new Error('an order without an id');
  return { id, spec };
}
function issuedOf({ issued }: OrderContext): Issued {
  if (issued === null) throw new Error('nothing is issued');
  return issued;
}
function referenceOf(context: OrderContext): string {
  const issued = issuedOf(context);
  return issued.kind === 'document' ? issued.document.reference : issued.receipt.reference;
}
function pickUpOf({ pickUp }: OrderContext): PickUp {
  if (pickUp === null) throw new Error('nothing waits at the counter');
  return pickUp;
}
function documentOf(context: OrderContext): string {
  const issued = issuedOf(context);
  if (issued.kind !== 'document') throw new Error('a case has no document');
  return issued.document.document;
}
