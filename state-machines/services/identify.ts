import { assign, fromPromise, sendTo, setup } from 'xstate';
import { conversation, type ConversationEvent } from './eid.ts';
import { DELAYS } from '../delays.ts';
import type { EidOutcome, SignInOutcome } from './ports.ts';
import type { OfferId } from '../../register/contract/contract.ts';

export type IdentifyEvent =
  | { type: 'act'; id: string }
  | { type: 'choose'; id: string }
  | { type: 'back' }
  | { type: 'home' }
  | { type: 'done' }
  | { type: 'retry' };

export interface IdentifyContext {
  offer: OfferId;
  /** Page of the guide for the first time. */
  page: number;
  ended: EidOutcome | null;
  outcome: 'signed-in' | 'left';
}

export const GUIDE_PAGES = 4;

/**
 * Who it is: what is needed and what it costs, first of all; then the card; then the register's word on it. The other
 * way, over the counter, is always there.
 */
export const identify = setup({
  types: {
    context: {} as IdentifyContext,
    input: {} as { offer: OfferId },
    events: {} as IdentifyEvent,
    output: {} as 'signed-in' | 'left',
    children: {} as { conversation: 'conversation' },
    tags: {} as 'device-at-work',
  },
  actors: {
    conversation,
    /** Asks the register what became of the authentication; `failed` also where it does not answer. */
    outcome: fromPromise<SignInOutcome | 'unreachable'>(() =>
      Promise.reject(new Error('the port outcome is not provided')),
    ),
  },
  delays: DELAYS,
  actions: { toCard: sendTo('conversation', ({ event }) => event as ConversationEvent) },
}).createMachine({
  id: 'identify',
  context: ({ input }) => ({ ...input, page: 0, ended: null, outcome: 'left' }),
  initial: 'preparing',
  states: {
    preparing: {
      on: {
        act: [
          { guard: ({ event }) => event.id === 'start', target: 'card' },
          { guard: ({ event }) => event.id === 'guide', target: 'guide', actions: assign({ page: 0 }) },
          { guard: ({ event }) => event.id === 'counter', target: 'counter' },
        ],
        back: 'left',
        home: 'left',
      },
    },
    guide: {
      on: {
        act: [
          {
            guard: ({ event, context }) => event.id === 'next' && context.page + 1 < GUIDE_PAGES,
            actions: assign({ page: ({ context }) => context.page + 1 }),
          },
          { guard: ({ event }) => event.id === 'next', target: 'preparing' },
          { guard: ({ event }) => event.id === 'start', target: 'card' },
        ],
        back: [
          { guard: ({ context }) => context.page > 0, actions: assign({ page: ({ context }) => context.page - 1 }) },
          { target: 'preparing' },
        ],
        home: 'left',
      },
    },
    counter: { on: { back: 'preparing', home: 'left', done: 'left' } },
    card: {
      tags: 'device-at-work',
      invoke: {
        id: 'conversation',
        src: 'conversation',
        input: { kind: 'sign-in' } as const,
        onSnapshot: {},
        onDone: [
          { guard: ({ event }) => event.output.ok, target: 'asking' },
          { guard: ({ event }) => !event.output.ok && event.output.failure === 'cancelled', target: 'preparing' },
          { target: 'failed', actions: assign({ ended: ({ event }) => event.output }) },
        ],
        onError: { target: 'failed', actions: assign({ ended: { ok: false, failure: 'client-gone', code: null } }) },
      },
      on: { act: { actions: 'toCard' }, choose: { actions: 'toCard' }, back: { actions: 'toCard' } },
    },
    asking: {
      invoke: {
        src: 'outcome',
        onDone: [
          { guard: ({ event }) => event.output === 'signed-in', target: 'signedIn' },
          { guard: ({ event }) => event.output === 'no-match', target: 'unmatched' },
          {
            guard: ({ event }) => event.output === 'unreachable',
            target: 'failed',
            actions: assign({ ended: { ok: false, failure: 'network', code: null } }),
          },
          { target: 'failed', actions: assign({ ended: { ok: false, failure: 'provider', code: null } }) },
        ],
        onError: { target: 'failed', actions: assign({ ended: { ok: false, failure: 'network', code: null } }) },
      },
    },
    failed: {
      on: {
        retry: 'card',
        back: 'preparing',
        home: 'left',
        done: 'left',
        act: { guard: ({ event }) => event.id === 'counter', target: 'counter' },
      },
    },
    /** No person matches, or more than one: which is not said, and the counter helps. */
    unmatched: { on: { back: 'preparing', home: 'left', done: 'left' } },
    signedIn: { type: 'final', entry: assign({ outcome: 'signed-in' }) },
    left: { type: 'final' },
  },
  output: ({ context }) => context.outcome,
});
