import { assign, fromPromise, setup } from 'xstate';
import { DELAYS } from '../../state-machines/delays.ts';
import type {
  Answer,
  PrintedOutcome,
  Resident,
  ServiceEnd,
  ServiceFailure,
  ServiceInput,
} from '../../state-machines/services/ports.ts';

export type OwnDataEvent =
  | { type: 'show' }
  | { type: 'hide' }
  | { type: 'print' }
  | { type: 'act'; id: string }
  | { type: 'back' }
  | { type: 'home' }
  | { type: 'done' }
  | { type: 'retry' };
export interface OwnDataContext {
  resident: Resident | null;
  failure: ServiceFailure | null;
  shown: boolean;
  outcome: 'left' | 'signed-out';
}

const missing = (port: string) => () => Promise.reject(new Error(`the port ${port} is not provided`));

/**
 * S6: what the register has of the visitor (§ 10 BMG, Art. 15 GDPR). Masked; shown only as long as the visitor holds
 * the button.
 */
export const ownData = setup({
  types: {
    context: {} as OwnDataContext,
    events: {} as OwnDataEvent,
    input: {} as ServiceInput,
    output: {} as ServiceEnd,
    tags: {} as 'device-at-work',
  },
  actors: {
    resident: fromPromise<Answer<Resident>>(missing('resident')),
    printOwnData: fromPromise<PrintedOutcome, Resident>(missing('printOwnData')),
  },
  delays: DELAYS,
}).createMachine({
  id: 'ownData',
  context: { resident: null, failure: null, shown: false, outcome: 'left' },
  initial: 'loading',
  states: {
    loading: {
      invoke: {
        src: 'resident',
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'looking',
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
    looking: {
      // A finger that slips off, or a hold that was never ended, shows nothing for long.
      after: { shown: { actions: assign({ shown: false }), target: 'looking' } },
      on: {
        show: { target: 'looking', reenter: true, actions: assign({ shown: true }) },
        hide: { actions: assign({ shown: false }) },
        print: { target: 'printing', actions: assign({ shown: false }) },
        back: 'left',
        home: 'left',
        done: 'left',
      },
    },
    printing: {
      tags: 'device-at-work',
      invoke: {
        src: 'printOwnData',
        input: ({ context }) => {
          if (context.resident === null) throw new Error('printed before it was read');
          return context.resident;
        },
        onDone: [
          { guard: ({ event }) => event.output === 'printed', target: 'printed' },
          { guard: ({ event }) => event.output === 'nothing', target: 'notPrinted' },
          { target: 'printUnclear' },
        ],
        onError: 'printUnclear',
      },
    },
    printed: { on: { back: 'looking', done: 'left', home: 'left' } },
    notPrinted: { on: { back: 'looking', retry: 'printing', done: 'left', home: 'left' } },
    printUnclear: { on: { back: 'looking', done: 'left', home: 'left' } },
    left: { type: 'final' },
  },
  output: ({ context }) => ({ outcome: context.outcome, item: null }),
});
