import { assign, fromPromise, sendTo, setup } from 'xstate';
import { DELAYS } from '../../state-machines/delays.ts';
import { order, type OrderEvent } from '../../state-machines/services/order.ts';
import type {
  Answer,
  DoneItem,
  Resident,
  ServiceEnd,
  ServiceFailure,
  ServiceInput,
} from '../../state-machines/services/ports.ts';
import type { CertificateOrder, ExtendedField } from './order.ts';

export type CertificateEvent = OrderEvent | { type: 'choose'; id: string };

export interface CertificateFees {
  readonly simple: number;
  readonly extended: number;
}
export interface CertificateContext {
  fees: CertificateFees;
  resident: Resident | null;
  failure: ServiceFailure | null;
  order: CertificateOrder;
  item: DoneItem | null;
  ends: boolean;
  outcome: 'done' | 'left' | 'signed-out';
}

const FIELDS: readonly ExtendedField[] = [
  'birth-name',
  'birth-place',
  'nationalities',
  'marital-status',
  'move-in-dates',
];

/**
 * S3: the certificate of registration, simple or extended, electronic or printed; a preview before anything is ordered.
 */
export const certificate = setup({
  types: {
    context: {} as CertificateContext,
    input: {} as ServiceInput,
    events: {} as CertificateEvent,
    children: {} as { order: 'order' },
    output: {} as ServiceEnd,
    tags: {} as 'device-at-work',
  },
  actors: {
    order,
    resident: fromPromise<Answer<Resident>>(() => Promise.reject(new Error('the port resident is not provided'))),
  },
  delays: DELAYS,
  actions: {
    toOrder: sendTo('order', ({ event }) => event as OrderEvent),
    chooseExtended: assign({ order: ({ context }) => ({ ...context.order, kind: 'extended' as const }) }),
    chooseSimple: assign({ order: ({ context }) => ({ ...context.order, kind: 'simple' as const, fields: [] }) }),
    toggle: assign({
      order: ({ context, event }) => {
        const field = FIELDS.find((one) => event.type === 'choose' && one === event.id);
        if (field === undefined) return context.order;
        const has = context.order.fields.includes(field);
        return {
          ...context.order,
          fields: FIELDS.filter((one) => (one === field ? !has : context.order.fields.includes(one))),
        };
      },
    }),
    chooseDelivery: assign({
      order: ({ context, event }) => ({
        ...context.order,
        delivery: event.type === 'choose' && event.id === 'printed' ? ('printed' as const) : ('electronic' as const),
      }),
    }),
  },
  guards: {
    extended: ({ context }) => context.order.kind === 'extended',
    delivery: ({ event }) => event.type === 'choose' && (event.id === 'electronic' || event.id === 'printed'),
  },
}).createMachine({
  id: 'certificate',
  context: ({ input: { fees } }) => ({
    fees: { simple: fees['certificate.simple'], extended: fees['certificate.extended'] },
    resident: null,
    failure: null,
    order: { kind: 'simple', fields: [], delivery: 'electronic' },
    item: null,
    ends: false,
    outcome: 'left',
  }),
  initial: 'loading',
  states: {
    loading: {
      invoke: {
        src: 'resident',
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'choosingKind',
            actions: assign({ resident: ({ event }) => (event.output.ok ? event.output.value : null), failure: null }),
          },
          {
            target: 'failed',
            actions: assign({ failure: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
        onError: { target: 'failed', actions: assign({ failure: 'unreachable' }) },
      },
    },
    failed: {
      on: {
        retry: 'loading',
        back: 'left',
        home: 'left',
        done: {
          target: 'left',
          actions: assign({ outcome: ({ context }) => (context.failure === 'signed-out' ? 'signed-out' : 'left') }),
        },
      },
    },
    /** What most want is one touch: the simple one, and how it is handed over. Only the extended one asks more. */
    choosingKind: {
      on: {
        choose: [
          { guard: ({ event }) => event.id === 'extended', target: 'choosingFields', actions: 'chooseExtended' },
          { guard: 'delivery', target: 'preview', actions: ['chooseSimple', 'chooseDelivery'] },
        ],
        back: 'left',
        home: 'left',
      },
    },
    choosingFields: {
      on: {
        choose: { actions: 'toggle' },
        act: {
          guard: ({ event, context }) => event.id === 'next' && context.order.fields.length > 0,
          target: 'choosingDelivery',
        },
        back: 'choosingKind',
        home: 'left',
      },
    },
    choosingDelivery: {
      on: {
        choose: { guard: 'delivery', target: 'preview', actions: 'chooseDelivery' },
        back: 'choosingFields',
        home: 'left',
      },
    },
    /** What will stand on it, before anything is paid or issued. */
    preview: {
      on: {
        act: { guard: ({ event }) => event.id === 'confirm', target: 'ordering' },
        back: [{ guard: 'extended', target: 'choosingDelivery' }, { target: 'choosingKind' }],
        home: 'left',
      },
    },
    ordering: {
      invoke: {
        id: 'order',
        src: 'order',
        onSnapshot: {},
        input: ({ context }) => ({
          spec: { kind: 'certificate' as const, order: context.order, cents: feeOf(context) },
        }),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'finished',
            actions: assign({ item: ({ event }) => event.output.item, ends: ({ event }) => event.output.ends }),
          },
          {
            guard: ({ event }) => event.output.outcome === 'signed-out',
            target: 'left',
            actions: assign({ outcome: 'signed-out' }),
          },
          { target: 'preview' },
        ],
      },
      on: {
        act: { actions: 'toOrder' },
        back: { actions: 'toOrder' },
        home: { actions: 'toOrder' },
        done: { actions: 'toOrder' },
        retry: { actions: 'toOrder' },
      },
    },
    finished: { type: 'final', entry: assign({ outcome: 'done' }) },
    left: { type: 'final' },
  },
  output: ({ context: { outcome, item, ends } }) => ({ outcome, item, ends }),
});

/** Electronic ones are free: § 18 (3) BMG. */
export const feeOf = ({ order: { kind, delivery }, fees }: Pick<CertificateContext, 'order' | 'fees'>): number =>
  delivery === 'electronic' ? 0 : fees[kind];
