import { assign, sendTo, setup } from 'xstate';
import {
  isOfferId,
  isServiceId,
  keyOf,
  SERVICES,
  type OfferId,
  type ServiceId,
  type ServiceKey,
} from '../../services/kit/services.ts';
import { MACHINES } from '../../services/machines.ts';
import { DELAYS } from '../delays.ts';
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
  | { type: 'done' };

export interface ServicesContext {
  terms: () => ServiceTerms;
  offer: ServiceId;
  signedIn: boolean;
  /** What was got done, for the one receipt. */
  done: readonly DoneItem[];
  outcome: 'left' | 'finished';
  /** How the receipt is taken along. */
  by: 'paper' | 'qr';
  /** How many of them are on a receipt that the visitor has. */
  taken: number;
}

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

type Ended = { readonly context: ServicesContext; readonly event: { readonly output: ServiceEnd } };
const EVENTS = [
  'choose',
  'act',
  'key',
  'erase',
  'clear',
  'submit',
  'show',
  'hide',
  'print',
  'show-qr',
  'retry',
  'back',
  'home',
  'done',
] as const satisfies readonly ServicesEvent['type'][];
const forwarded = <A extends string>(actions: A): Record<ServicesEvent['type'], { actions: A }> =>
  Object.fromEntries(EVENTS.map((type) => [type, { actions }])) as Record<ServicesEvent['type'], { actions: A }>;

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
      on: forwarded('toService'),
    },
  ]),
) as unknown as Record<ServiceKey, { on: Record<ServicesEvent['type'], { actions: 'toService' }> }>;

/**
 * All that is done in one visit: one sign-in, any number of services, one receipt for all of them. Changing the PIN and
 * giving feedback need no sign-in.
 */
export const services = setup({
  types: {
    context: {} as ServicesContext,
    input: {} as { offer: ServiceId; terms: () => ServiceTerms },
    events: {} as ServicesEvent,
    output: {} as 'left' | 'finished',
    tags: {} as 'device-at-work',
    children: {} as { [K in ServiceKey]: K } & { identify: 'identify'; handOver: 'handOver' },
  },
  actors: { identify, handOver, ...MACHINES },
  delays: DELAYS,
  actions: {
    toIdentify: sendTo('identify', ({ event }) => event as IdentifyEvent),
    toHandOver: sendTo('handOver', ({ event }) => event as HandOverEvent),
    toService: sendTo(
      ({ context }) => keyOf(context.offer),
      ({ event }) => event,
    ),
  },
  guards: {
    something: ({ context }) => context.done.length > 0,
    /** Something is on no receipt yet. */
    owed: ({ context }) => context.done.length > context.taken,
  },
}).createMachine({
  id: 'services',
  context: ({ input }) => ({ ...input, signedIn: false, done: [], outcome: 'left', by: 'paper', taken: 0 }),
  initial: 'deciding',
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
      on: forwarded('toIdentify'),
    },
    ...serving,
    /** Between two services. */
    menu: {
      on: {
        choose: {
          guard: ({ event }) => isServiceId(event.id),
          target: 'deciding',
          actions: assign({ offer: ({ context, event }) => (isServiceId(event.id) ? event.id : context.offer) }),
        },
        done: [{ guard: 'owed', target: 'receipt' }, { target: 'finished' }],
        home: [{ guard: 'owed', target: 'receipt' }, { target: 'left' }],
      },
    },
    /** Everything of this visit on one slip. */
    receipt: {
      on: {
        print: { target: 'handingOver', actions: assign({ by: 'paper' }) },
        'show-qr': { target: 'handingOver', actions: assign({ by: 'qr' }) },
        back: 'menu',
        done: 'finished',
      },
    },
    handingOver: {
      invoke: {
        id: 'handOver',
        src: 'handOver',
        // Printed, or read off the screen: from then on there is nothing left to hand over.
        onSnapshot: {
          guard: ({ event }) => event.snapshot.matches('printed') || event.snapshot.matches('qr'),
          actions: assign({ taken: ({ context }) => context.done.length }),
        },
        input: ({ context }) => ({ subject: { kind: 'receipt' as const, done: context.done }, by: context.by }),
        onDone: [{ guard: ({ event }) => event.output === 'done', target: 'finished' }, { target: 'receipt' }],
      },
      on: {
        back: { actions: 'toHandOver' },
        done: { actions: 'toHandOver' },
        retry: { actions: 'toHandOver' },
        'show-qr': { actions: 'toHandOver' },
        home: [{ guard: 'owed', target: 'receipt' }, { target: 'menu' }],
      },
    },
    left: { type: 'final' },
    finished: { type: 'final', entry: assign({ outcome: 'finished' }) },
  },
  output: ({ context }) => context.outcome,
});

export type { ServiceId, ServiceTerms };
