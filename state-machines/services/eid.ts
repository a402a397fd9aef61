import { assign, fromCallback, fromPromise, sendTo, setup } from 'xstate';
import { DELAYS } from '../delays.ts';
import type { EidCommand, EidEvent, EidOutcome, EidStep } from './ports.ts';

/** What is asked of the card. */
export type EidTask = { readonly kind: 'sign-in' } | { readonly kind: 'change-pin'; readonly transport: boolean };

/** Of the PIN itself one can have only five digits, or have forgotten it. */
export const isPin = (step: EidStep): boolean => step.step === 'secret' && step.secret === 'pin';

export type ConversationEvent =
  | EidEvent
  | { type: 'act'; id: string }
  | { type: 'choose'; id: string }
  | { type: 'back' }
  | { type: 'card-gone' };

export interface ConversationContext {
  task: EidTask;
  step: EidStep;
  /** Of the optional data, what the visitor leaves chosen. */
  optional: readonly string[];
  /** The visitor said: yes, the last try. */
  lastTryTaken: boolean;
  /** The visitor asks what to do without the PIN; the keys are not shown meanwhile. */
  asksAboutPin: boolean;
  outcome: EidOutcome | null;
}

/**
 * One conversation with one card, from laying it on to taking it away again. The digits of PIN, CAN and PUK pass
 * elsewhere; here it is known only that one is asked. The card's last try is spent only when the visitor says so, and
 * no card is left behind: after the end the screen waits for its removal, and calls.
 */
export const conversation = setup({
  types: {
    context: {} as ConversationContext,
    input: {} as EidTask,
    events: {} as ConversationEvent,
    output: {} as EidOutcome,
    children: {} as { card: 'card'; removal: 'removal' },
  },
  actors: {
    card: fromCallback<EidCommand, EidTask, EidEvent>(() => {
      throw new Error('the port card is not provided');
    }),
    /** Ends when no card lies on the reader. */
    removal: fromPromise<void>(() => Promise.reject(new Error('the port removal is not provided'))),
  },
  delays: DELAYS,
  actions: {
    note: assign(({ context, event }) => {
      if (event.type !== 'eid-step') return {};
      const { step } = event;
      // What is optional is read only where the visitor chose it.
      return {
        step,
        optional: step.step === 'consent' ? [] : context.optional,
        lastTryTaken: step.step === 'secret' && step.lastTry ? context.lastTryTaken : false,
        asksAboutPin: isPin(step) && context.asksAboutPin,
      };
    }),
    toggle: assign({
      optional: ({ context, event }) =>
        event.type !== 'choose'
          ? context.optional
          : context.optional.includes(event.id)
            ? context.optional.filter((one) => one !== event.id)
            : [...context.optional, event.id],
    }),
    accept: sendTo('card', ({ context }): EidCommand => ({ type: 'accept', optional: context.optional })),
    toReader: sendTo('card', { type: 'enter' } satisfies EidCommand),
    end: sendTo('card', { type: 'end' } satisfies EidCommand),
    /** Calls somebody to the card that lies there. */
    callForCard: () => undefined,
  },
  guards: {
    signingIn: ({ context }) => context.task.kind === 'sign-in',
    known: ({ context, event }) =>
      context.step.step === 'consent' && event.type === 'choose' && context.step.optional.includes(event.id),
  },
}).createMachine({
  id: 'conversation',
  context: ({ input }) => ({
    task: input,
    step: { step: 'connecting' },
    optional: [],
    lastTryTaken: false,
    asksAboutPin: false,
    outcome: null,
  }),
  initial: 'going',
  states: {
    going: {
      invoke: {
        id: 'card',
        src: 'card',
        input: ({ context }) => context.task,
        onError: { target: 'taking', actions: assign({ outcome: { ok: false, failure: 'client-gone', code: null } }) },
      },
      on: {
        'eid-step': { actions: 'note' },
        'eid-ended': { target: 'taking', actions: assign({ outcome: ({ event }) => event.outcome }) },
        choose: { guard: 'known', actions: 'toggle' },
        act: [
          {
            guard: ({ event, context }) => event.id === 'accept' && context.step.step === 'consent',
            actions: 'accept',
          },
          { guard: ({ event }) => event.id === 'last-try', actions: assign({ lastTryTaken: true }) },
          {
            guard: ({ event, context }) =>
              event.id === 'to-reader' &&
              context.step.step === 'secret' &&
              context.step.keypad &&
              (!context.step.lastTry || context.step.secret === 'can' || context.lastTryTaken),
            actions: 'toReader',
          },
          {
            guard: ({ event, context }) => event.id === 'about-pin' && isPin(context.step),
            actions: assign({ asksAboutPin: true }),
          },
          { guard: ({ event }) => event.id === 'to-pin', actions: assign({ asksAboutPin: false }) },
          { guard: ({ event }) => event.id === 'end', actions: 'end' },
        ],
        back: [
          { guard: ({ context }) => context.asksAboutPin, actions: assign({ asksAboutPin: false }) },
          { actions: 'end' },
        ],
      },
    },
    /** Long enough to be read where the card is gone already; after that it is called for. */
    taking: {
      invoke: { id: 'removal', src: 'removal', onDone: 'over', onError: 'over' },
      initial: 'asking',
      states: {
        asking: { after: { cardForgotten: 'calling' } },
        calling: {
          entry: 'callForCard',
          // After so long, the person who takes the card may be somebody else: the sign-in is dropped.
          after: {
            cardAbandoned: {
              guard: 'signingIn',
              actions: assign({ outcome: { ok: false, failure: 'timeout', code: null } }),
            },
          },
        },
      },
    },
    over: { type: 'final' },
  },
  output: ({ context }) => context.outcome ?? { ok: false, failure: 'client-gone', code: null },
});
