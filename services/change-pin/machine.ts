import { assign, sendTo, setup } from 'xstate';
import { conversation, type ConversationEvent } from '../../state-machines/services/eid.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import type { EidOutcome, ServiceEnd, ServiceInput } from '../../state-machines/services/ports.ts';

export type ChangePinEvent =
  | { type: 'act'; id: string }
  | { type: 'choose'; id: string }
  | { type: 'back' }
  | { type: 'home' }
  | { type: 'done' }
  | { type: 'retry' };
export interface ChangePinContext {
  transport: boolean;
  ended: EidOutcome | null;
  outcome: 'done' | 'left';
}

/** S7: the transport PIN or the old PIN becomes a new one. Needs the card and nothing else: no register, no sign-in. */
export const changePin = setup({
  types: {
    context: {} as ChangePinContext,
    events: {} as ChangePinEvent,
    input: {} as ServiceInput,
    output: {} as ServiceEnd,
    children: {} as { conversation: 'conversation' },
    tags: {} as 'device-at-work',
  },
  actors: { conversation },
  delays: DELAYS,
  actions: { toCard: sendTo('conversation', ({ event }) => event as ConversationEvent) },
}).createMachine({
  id: 'changePin',
  context: { transport: false, ended: null, outcome: 'left' },
  initial: 'choosing',
  states: {
    choosing: {
      on: {
        choose: [
          { guard: ({ event }) => event.id === 'transport', target: 'card', actions: assign({ transport: true }) },
          { guard: ({ event }) => event.id === 'own', target: 'card', actions: assign({ transport: false }) },
        ],
        act: { guard: ({ event }) => event.id === 'counter', target: 'counter' },
        back: 'left',
        home: 'left',
      },
    },
    counter: { on: { back: 'choosing', home: 'left', done: 'left' } },
    card: {
      tags: 'device-at-work',
      invoke: {
        id: 'conversation',
        src: 'conversation',
        input: ({ context }) => ({ kind: 'change-pin' as const, transport: context.transport }),
        onSnapshot: {},
        onDone: [
          { guard: ({ event }) => event.output.ok, target: 'changed' },
          { guard: ({ event }) => !event.output.ok && event.output.failure === 'cancelled', target: 'choosing' },
          { target: 'failed', actions: assign({ ended: ({ event }) => event.output }) },
        ],
        onError: { target: 'failed', actions: assign({ ended: { ok: false, failure: 'client-gone', code: null } }) },
      },
      on: { act: { actions: 'toCard' }, choose: { actions: 'toCard' }, back: { actions: 'toCard' } },
    },
    failed: {
      on: {
        retry: 'card',
        back: 'choosing',
        home: 'left',
        done: 'left',
        act: { guard: ({ event }) => event.id === 'counter', target: 'counter' },
      },
    },
    changed: { on: { home: 'left', done: 'finished' } },
    finished: { type: 'final', entry: assign({ outcome: 'done' }) },
    left: { type: 'final' },
  },
  output: ({ context }) => ({ outcome: context.outcome, item: null }),
});
