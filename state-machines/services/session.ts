import { assign, sendTo, setup } from 'xstate';
import type { OfferId } from '../../register/contract/contract.ts';
import { certificate, type CertificateFees } from './certificate.ts';
import { change } from './changes.ts';
import { changePin } from './change-pin.ts';
import { criminalRecord } from './criminal-record.ts';
import { DELAYS } from '../delays.ts';
import { feedback } from './feedback.ts';
import { handOver, type HandOverEvent } from '../parts/hand-over.ts';
import { identify } from './identify.ts';
import { ownData } from './own-data.ts';
import type { DoneItem } from './ports.ts';

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

/** What the kiosk knows when a service begins; asked anew each time, since fees and days change. */
export interface ServiceTerms {
  readonly certificate: CertificateFees;
  readonly criminalRecord: number;
  readonly today: string;
}

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

/** What can be begun in a visit: what the register offers for the ID card, and what needs none. */
export type ServiceId = OfferId | 'feedback';

export const OFFERS: readonly OfferId[] = [
  'certificate',
  'own-data',
  'blocks',
  'secondary-home',
  'criminal-record',
  'change-pin',
];
const SERVICES: readonly ServiceId[] = [...OFFERS, 'feedback'];

/**
 * All that is done in one visit: one sign-in, any number of services, one receipt for all of them. Whoever only changes
 * the PIN, or tells the town something, signs in nowhere.
 */
export const services = setup({
  types: {
    context: {} as ServicesContext,
    input: {} as { offer: ServiceId; terms: () => ServiceTerms },
    events: {} as ServicesEvent,
    output: {} as 'left' | 'finished',
    tags: {} as 'device-at-work',
    children: {} as {
      identify: 'identify';
      certificate: 'certificate';
      change: 'change';
      ownData: 'ownData';
      criminalRecord: 'criminalRecord';
      changePin: 'changePin';
      feedback: 'feedback';
      handOver: 'handOver';
    },
  },
  actors: { identify, certificate, change, ownData, criminalRecord, changePin, feedback, handOver },
  delays: DELAYS,
  actions: {
    toIdentify: sendTo('identify', ({ event }) => event as never),
    toCertificate: sendTo('certificate', ({ event }) => event as never),
    toChange: sendTo('change', ({ event }) => event as never),
    toOwnData: sendTo('ownData', ({ event }) => event as never),
    toCriminalRecord: sendTo('criminalRecord', ({ event }) => event as never),
    toChangePin: sendTo('changePin', ({ event }) => event as never),
    toFeedback: sendTo('feedback', ({ event }) => event as never),
    toHandOver: sendTo('handOver', ({ event }) => event as HandOverEvent),
    signOut: assign({ signedIn: false }),
    add: assign({
      done: ({ context, event }) => {
        const { item } = (event as unknown as { output: { item: DoneItem | null } }).output;
        return item === null ? context.done : [...context.done, item];
      },
    }),
  },
  guards: {
    pinOnly: ({ context }) => context.offer === 'change-pin',
    something: ({ context }) => context.done.length > 0,
    /** Something is on no receipt yet. */
    owed: ({ context }) => context.done.length > context.taken,
    around: ({ context }) => context.signedIn || context.done.length > 0,
  },
}).createMachine({
  id: 'services',
  context: ({ input }) => ({ ...input, signedIn: false, done: [], outcome: 'left', by: 'paper', taken: 0 }),
  initial: 'deciding',
  states: {
    deciding: {
      always: [
        { guard: 'pinOnly', target: 'changePin' },
        { guard: ({ context }) => context.offer === 'feedback', target: 'feedback' },
        { guard: ({ context }) => !context.signedIn, target: 'identifying' },
        { guard: ({ context }) => context.offer === 'certificate', target: 'certificate' },
        { guard: ({ context }) => context.offer === 'own-data', target: 'ownData' },
        { guard: ({ context }) => context.offer === 'criminal-record', target: 'criminalRecord' },
        { target: 'change' },
      ],
    },
    identifying: {
      invoke: {
        id: 'identify',
        src: 'identify',
        input: ({ context }) => ({ offer: context.offer === 'feedback' ? ('certificate' as const) : context.offer }),
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
      on: forward('toIdentify'),
    },
    certificate: {
      invoke: {
        id: 'certificate',
        src: 'certificate',
        input: ({ context }) => ({ fees: context.terms().certificate }),
        onSnapshot: {},
        onDone: ended(),
      },
      on: forward('toCertificate'),
    },
    change: {
      invoke: {
        id: 'change',
        src: 'change',
        input: ({ context }) => ({
          kind: context.offer === 'blocks' ? ('blocks' as const) : ('secondary-home' as const),
          today: context.terms().today,
        }),
        onSnapshot: {},
        onDone: ended(),
      },
      on: forward('toChange'),
    },
    ownData: { invoke: { id: 'ownData', src: 'ownData', onSnapshot: {}, onDone: ended() }, on: forward('toOwnData') },
    criminalRecord: {
      invoke: {
        id: 'criminalRecord',
        src: 'criminalRecord',
        input: ({ context }) => ({ cents: context.terms().criminalRecord }),
        onSnapshot: {},
        onDone: ended(),
      },
      on: forward('toCriminalRecord'),
    },
    changePin: {
      invoke: {
        id: 'changePin',
        src: 'changePin',
        onSnapshot: {},
        onDone: [
          {
            guard: ({ context, event }) => context.signedIn || (event.output === 'done' && context.done.length > 0),
            target: 'menu',
          },
          { guard: ({ event }) => event.output === 'done', target: 'finished' },
          { target: 'left' },
        ],
      },
      on: forward('toChangePin'),
    },
    feedback: {
      invoke: {
        id: 'feedback',
        src: 'feedback',
        onSnapshot: {},
        onDone: [
          {
            guard: ({ event }) => event.output.by !== null,
            target: 'handingOver',
            actions: ['add', assign({ by: ({ event }) => event.output.by ?? 'paper' })],
          },
          // It comes back to what was going on before it, and to nothing where nothing was.
          { guard: 'around', target: 'menu', actions: 'add' },
          { guard: ({ event }) => event.output.outcome === 'done', target: 'finished' },
          { target: 'left' },
        ],
      },
      on: forward('toFeedback'),
    },
    /** Between two services. */
    menu: {
      on: {
        choose: {
          guard: ({ event }) => SERVICES.some((one) => one === event.id),
          target: 'deciding',
          actions: assign({ offer: ({ context, event }) => SERVICES.find((one) => one === event.id) ?? context.offer }),
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

type Ended = { event: { output: { outcome: string; item: DoneItem | null } }; context: ServicesContext };
function ended() {
  return [
    {
      guard: ({ event }: Ended) => event.output.outcome === 'signed-out',
      target: 'identifying' as const,
      actions: ['signOut' as const],
    },
    {
      target: 'menu' as const,
      actions: assign<ServicesContext, Ended['event'] & { type: string }, undefined, never, never>({
        done: ({ context, event }) =>
          event.output.item === null ? context.done : [...context.done, event.output.item],
      }) as never,
    },
  ];
}

function forward<A extends string>(action: A): Record<string, { actions: A }> {
  const types = [
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
  ] as const;
  return Object.fromEntries(types.map((type) => [type, { actions: action }]));
}
