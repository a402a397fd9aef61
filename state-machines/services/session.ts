import { assign, sendTo, setup } from 'xstate';
import {
  isOfferId,
  isServiceId,
  keyOf,
  serviceOf,
  SERVICES,
  type OfferId,
  type ServiceId,
  type ServiceKey,
} from '../../services/kit/services.ts';
import { MACHINES } from '../../services/machines.ts';
import { DELAYS } from '../delays.ts';
import { caseStatus, type CaseStatusEvent } from '../flows/case-status.ts';
import { documentStatus, type DocumentStatusEvent, type ReadNumber } from '../flows/document-status.ts';
import { information, type InformationEvent } from '../flows/information.ts';
import { forward, LOOKING, SERVING } from '../parts/forward.ts';
import { handOver, type HandOverEvent } from '../parts/hand-over.ts';
import { identify, type IdentifyEvent } from './identify.ts';
import type { DoneItem, ServiceEnd, ServiceTerms } from './ports.ts';

export type ServicesEvent =
  | { type: 'choose'; id: string }
  | { type: 'act'; id: string }
  | { type: 'key'; key: string }
  | { type: 'erase' }
  | { type: 'clear' }
  | { type: 'submit' }
  | { type: 'show' }
  | { type: 'hide' }
  | { type: 'print' }
  | { type: 'show-qr' }
  | { type: 'retry' }
  | { type: 'back' }
  | { type: 'home' }
  | { type: 'done' }
  /** A tile of a page of information. */
  | { type: 'open-tile'; id: TileId }
  /** The visitor said that what is not finished may be lost. */
  | { type: 'go-home' }
  /** The visitor leaves: what is still to be handed over comes first. */
  | { type: 'end' };

export type TileId = 'information' | 'document-status' | 'case-status' | ServiceId;

export interface ServicesContext {
  terms: () => ServiceTerms;
  readNumber: ReadNumber;
  offer: ServiceId;
  signedIn: boolean;
  /** What was got done, for the one receipt. */
  done: readonly DoneItem[];
  outcome: 'left' | 'finished';
  /** How the receipt is taken along. */
  by: 'paper' | 'qr';
  /** How many of them are on a receipt that the visitor has. */
  taken: number;
  /** The visitor is leaving: with the receipt the visit is over. */
  ending: boolean;
}

/**
 * What was got done and is of use later only on paper: money, a number or a code to come back with. A document that
 * went to the phone for nothing needs none.
 */
export const isOwed = ({ done, taken }: Pick<ServicesContext, 'done' | 'taken'>): boolean =>
  done
    .slice(taken)
    .some(
      ({ kind, cents, secret, pickUp, queued }) =>
        cents > 0 ||
        secret !== null ||
        pickUp !== undefined ||
        queued === true ||
        serviceOf(kind).follows.kind !== 'document',
    );

/** What a service is begun with: the state of its name. */
const begins = ({ id }: { readonly id: ServiceId }) => ({
  guard: ({ context }: { context: ServicesContext }) => context.offer === id,
  target: keyOf(id),
});

/** What is signed in for; only offers lead here. */
function offerOf({ offer }: ServicesContext): OfferId {
  if (!isOfferId(offer)) throw new Error(`${offer} needs no sign-in`);
  return offer;
}

/** `receipt`: a slip with what was got done lies in the printer's mouth. */
export interface ServicesOutput {
  readonly outcome: 'left' | 'finished';
  readonly receipt: boolean;
}

type Ended = { readonly context: ServicesContext; readonly event: { readonly output: ServiceEnd } };
/** What a flow that looks something up ends with, between two services. */
const AFTER_LOOKING = [
  { guard: ({ event }: { event: { output: 'left' | 'finished' } }) => event.output === 'finished', target: 'ending' },
  { target: 'menu' },
] as const;
/** What is chosen between two services: another one, or to look something up. */
const chosen =
  (id: string) =>
  ({ event }: { event: ServicesEvent }) =>
    (event.type === 'choose' || event.type === 'open-tile') && event.id === id;
const CHOOSE = [
  { guard: chosen('information'), target: 'information' },
  { guard: chosen('document-status'), target: 'documentStatus' },
  { guard: chosen('case-status'), target: 'caseStatus' },
  {
    guard: ({ event }: { event: ServicesEvent }) =>
      (event.type === 'choose' || event.type === 'open-tile') && isServiceId(event.id),
    target: 'deciding',
    actions: 'chooseOffer',
  },
] as const;

const taken = assign<ServicesContext, Ended['event'] & { type: string }, undefined, ServicesEvent, never>({
  done: ({ context, event }) => (event.output.item === null ? context.done : [...context.done, event.output.item]),
  by: ({ context, event }) => event.output.by ?? context.by,
});
const signedOut = assign<ServicesContext, Ended['event'] & { type: string }, undefined, ServicesEvent, never>({
  signedIn: false,
});
/** Where a service leads that needs a sign-in, and one that needs none. */
const AFTER_SIGN_IN = [
  { guard: ({ event }: Ended) => event.output.outcome === 'signed-out', target: 'identifying', actions: signedOut },
  { guard: ({ event }: Ended) => event.output.ends === true, target: 'ending', actions: taken },
  { target: 'menu', actions: taken },
];
const AFTER_NO_SIGN_IN = [
  { guard: ({ event }: Ended) => (event.output.by ?? null) !== null, target: 'handingOver', actions: taken },
  // It comes back to what was going on before it, and to nothing where nothing was.
  {
    guard: ({ context }: Ended) => context.signedIn || context.done.length > 0,
    target: 'menu',
    actions: taken,
  },
  { guard: ({ event }: Ended) => event.output.outcome === 'done', target: 'finished' },
  { target: 'left' },
];

/**
 * A state for each service, which runs its machine. The compiler cannot pair a computed state with its machine;
 * `services/machines.ts` checks that all of them begin and end alike.
 */
const serving = Object.fromEntries(
  SERVICES.map(({ id, card }) => [
    keyOf(id),
    {
      invoke: {
        id: keyOf(id),
        src: keyOf(id),
        input: ({ context }: { context: ServicesContext }) => ({ service: id, ...context.terms() }),
        onSnapshot: {},
        onDone: card === 'sign-in' ? AFTER_SIGN_IN : AFTER_NO_SIGN_IN,
      },
      on: forward(SERVING, 'toService'),
    },
  ]),
) as unknown as Record<ServiceKey, { on: ReturnType<typeof forward<(typeof SERVING)[number], 'toService'>> }>;

/**
 * All that is done in one visit: one sign-in, any number of services, one receipt for all of them. Changing the PIN and
 * giving feedback need no sign-in.
 */
export const services = setup({
  types: {
    context: {} as ServicesContext,
    input: {} as { offer: ServiceId; terms: () => ServiceTerms; readNumber: ReadNumber },
    events: {} as ServicesEvent | InformationEvent | DocumentStatusEvent | CaseStatusEvent,
    output: {} as ServicesOutput,
    tags: {} as 'device-at-work',
    children: {} as { [K in ServiceKey]: K } & {
      identify: 'identify';
      handOver: 'handOver';
      information: 'information';
      documentStatus: 'documentStatus';
      caseStatus: 'caseStatus';
    },
  },
  actors: { identify, handOver, information, documentStatus, caseStatus, ...MACHINES },
  delays: DELAYS,
  actions: {
    toIdentify: sendTo('identify', ({ event }) => event as IdentifyEvent),
    toHandOver: sendTo('handOver', ({ event }) => event as HandOverEvent),
    toInformation: sendTo('information', ({ event }) => event as InformationEvent),
    toDocumentStatus: sendTo('documentStatus', ({ event }) => event as DocumentStatusEvent),
    toCaseStatus: sendTo('caseStatus', ({ event }) => event as CaseStatusEvent),
    chooseOffer: assign({
      offer: ({ context, event }) =>
        (event.type === 'choose' || event.type === 'open-tile') && isServiceId(event.id) ? event.id : context.offer,
    }),
    toService: sendTo(
      ({ context }) => keyOf(context.offer),
      ({ event }) => event,
    ),
  },
  guards: {
    something: ({ context }) => context.done.length > 0,
    owed: ({ context }) => isOwed(context),
  },
}).createMachine({
  id: 'services',
  context: ({ input }) => ({
    ...input,
    signedIn: false,
    done: [],
    outcome: 'left',
    by: 'paper',
    taken: 0,
    ending: false,
  }),
  initial: 'deciding',
  on: {
    // Once the receipt was tried, who wants to go is let go.
    end: [{ guard: ({ context }) => context.ending, target: '.finished' }, { target: '.ending' }],
    // The page between two services is home to who signed in, or got something done.
    'go-home': [
      { guard: ({ context }) => context.signedIn || context.done.length > 0, target: '.menu' },
      { target: '.left' },
    ],
  },
  states: {
    deciding: {
      always: [
        ...SERVICES.filter(({ card }) => card !== 'sign-in').map(begins),
        { guard: ({ context }) => !context.signedIn, target: 'identifying' },
        ...SERVICES.filter(({ card }) => card === 'sign-in').map(begins),
      ],
    },
    identifying: {
      invoke: {
        id: 'identify',
        src: 'identify',
        input: ({ context }) => ({ offer: offerOf(context) }),
        onSnapshot: {},
        onDone: [
          {
            guard: ({ event }) => event.output === 'signed-in',
            target: 'deciding',
            actions: assign({ signedIn: true }),
          },
          // Something was got done before the sign-in ended: its receipt is not lost.
          { guard: 'something', target: 'menu' },
          { target: 'left' },
        ],
      },
      on: forward(SERVING, 'toIdentify'),
    },
    ...serving,
    /** Between two services. */
    menu: {
      entry: assign({ ending: false }),
      on: { choose: CHOOSE, act: { guard: ({ event }) => event.id === 'basket', target: 'receipt' }, done: 'ending' },
    },
    /** Looked up while signed in: it comes back to what was going on. */
    information: {
      invoke: { id: 'information', src: 'information', onSnapshot: {}, onDone: AFTER_LOOKING },
      on: { ...forward(LOOKING, 'toInformation'), 'open-tile': CHOOSE },
    },
    documentStatus: {
      invoke: {
        id: 'documentStatus',
        src: 'documentStatus',
        input: ({ context }) => ({ readNumber: context.readNumber }),
        onSnapshot: {},
        onDone: AFTER_LOOKING,
      },
      on: forward(LOOKING, 'toDocumentStatus'),
    },
    caseStatus: {
      invoke: { id: 'caseStatus', src: 'caseStatus', input: { read: null }, onSnapshot: {}, onDone: AFTER_LOOKING },
      on: forward(LOOKING, 'toCaseStatus'),
    },
    /** Everything of this visit, and the ways to take it along. */
    receipt: {
      on: {
        print: { target: 'handingOver', actions: assign({ by: 'paper' }) },
        'show-qr': { target: 'handingOver', actions: assign({ by: 'qr' }) },
        back: 'menu',
        done: 'ending',
        home: 'menu',
      },
    },
    /** The visitor leaves. What is of use only on paper comes by itself. */
    ending: {
      always: [
        { guard: 'owed', target: 'handingOver', actions: assign({ by: 'paper', ending: true }) },
        { target: 'finished' },
      ],
    },
    handingOver: {
      invoke: {
        id: 'handOver',
        src: 'handOver',
        onSnapshot: [
          // It has come; the goodbye says where it lies.
          {
            guard: ({ context, event }) => context.ending && event.snapshot.matches('printed'),
            target: 'finished',
            actions: assign({ taken: ({ context }) => context.done.length }),
          },
          // Printed, or read off the screen: from then on there is nothing left to hand over.
          {
            guard: ({ event }) => event.snapshot.matches('printed') || event.snapshot.matches('qr'),
            actions: assign({ taken: ({ context }) => context.done.length }),
          },
        ],
        input: ({ context }) => ({ subject: { kind: 'receipt' as const, done: context.done }, by: context.by }),
        onDone: [{ guard: ({ event }) => event.output === 'done', target: 'finished' }, { target: 'receipt' }],
      },
      on: {
        back: { actions: 'toHandOver' },
        done: { actions: 'toHandOver' },
        retry: { actions: 'toHandOver' },
        'show-qr': { actions: 'toHandOver' },
        home: 'menu',
      },
    },
    left: { type: 'final' },
    finished: { type: 'final', entry: assign({ outcome: 'finished' }) },
  },
  output: ({ context: { outcome, by, taken } }) => ({ outcome, receipt: taken > 0 && by === 'paper' }),
});

export type { ServiceId, ServiceTerms };
