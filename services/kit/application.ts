import { assign, sendTo, setup } from 'xstate';
import { DELAYS } from '../../state-machines/delays.ts';
import { order, type OrderEvent } from '../../state-machines/services/order.ts';
import type { DoneItem, OrderSpec, ServiceEnd, ServiceId, ServiceInput } from '../../state-machines/services/ports.ts';
import { serviceOf } from './services.ts';

export interface ApplicationContext {
  service: ServiceId;
  /** What it costs now, in cents. */
  cents: number;
  item: DoneItem | null;
  ends: boolean;
  outcome: ServiceEnd['outcome'];
}

/**
 * A service that asks nothing: what it is and what it costs, the fee, the case. What a form asks comes before
 * `preview`.
 */
export const application = setup({
  types: {
    context: {} as ApplicationContext,
    input: {} as ServiceInput,
    events: {} as OrderEvent,
    children: {} as { order: 'order' },
    output: {} as ServiceEnd,
    tags: {} as 'device-at-work',
  },
  actors: { order },
  delays: DELAYS,
  actions: { toOrder: sendTo('order', ({ event }) => event) },
}).createMachine({
  id: 'application',
  context: ({ input: { service, fees } }) => ({
    service,
    cents: serviceOf(service).fees.reduce((sum, { id }) => sum + fees[id], 0),
    item: null,
    ends: false,
    outcome: 'left',
  }),
  initial: 'preview',
  states: {
    preview: {
      on: {
        act: { guard: ({ event }) => event.id === 'confirm', target: 'ordering' },
        back: 'left',
        home: 'left',
      },
    },
    ordering: {
      invoke: {
        id: 'order',
        src: 'order',
        onSnapshot: {},
        input: ({ context: { service, cents } }) => ({ spec: specOf(service, cents) }),
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

/** Only services whose flow is the kit's get here; their order holds nothing. */
const specOf = (kind: ServiceId, cents: number): OrderSpec => ({ kind, order: {}, cents }) as OrderSpec;
