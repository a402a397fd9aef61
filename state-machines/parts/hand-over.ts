import { assign, fromPromise, setup } from 'xstate';
import { DELAYS } from '../delays.ts';
import type { PrintOutcome, SlipSubject } from '../ports.ts';

export type HandOverEvent = { type: 'back' } | { type: 'done' } | { type: 'retry' } | { type: 'show-qr' };

/**
 * Gives the visitor what was found, as a slip or as a QR code. A slip counts as printed only on the printer's proof;
 * everything else says what is known and offers the code.
 */
export const handOver = setup({
  types: {
    context: {} as { subject: SlipSubject; by: 'paper' | 'qr'; outcome: 'back' | 'done' },
    input: {} as { subject: SlipSubject; by: 'paper' | 'qr' },
    events: {} as HandOverEvent,
    output: {} as 'back' | 'done',
    tags: {} as 'device-at-work',
  },
  delays: DELAYS,
  actors: {
    print: fromPromise<PrintOutcome, SlipSubject>(() => Promise.reject(new Error('the port print is not provided'))),
  },
}).createMachine({
  id: 'handOver',
  context: ({ input }) => ({ ...input, outcome: 'back' }),
  initial: 'choosing',
  states: {
    choosing: { always: [{ guard: ({ context }) => context.by === 'qr', target: 'qr' }, { target: 'printing' }] },
    printing: {
      tags: 'device-at-work',
      initial: 'short',
      states: {
        short: { after: { wayOut: 'long' } },
        /**
         * A visitor who does not want to wait for staff takes it along by phone; the printer's proof still settles the
         * slip.
         */
        long: { on: { 'show-qr': '#handOver.qr' } },
      },
      invoke: {
        src: 'print',
        input: ({ context }) => context.subject,
        onDone: [
          { guard: ({ event }) => event.output === 'printed', target: 'printed' },
          { guard: ({ event }) => event.output === 'nothing', target: 'notPrinted' },
          { target: 'unclear' },
        ],
        onError: 'unclear',
      },
    },
    printed: { on: { back: 'back', done: 'done' } },
    /** Nothing came out: trying again is safe. */
    notPrinted: { on: { back: 'back', done: 'done', retry: 'printing', 'show-qr': 'qr' } },
    /** Something may have come out: staff have it on their list; the code is offered, a second print is not. */
    unclear: { on: { back: 'back', done: 'done', 'show-qr': 'qr' } },
    qr: { on: { back: 'back', done: 'done' } },
    back: { type: 'final' },
    done: { type: 'final', entry: assign({ outcome: 'done' }) },
  },
  output: ({ context }) => context.outcome,
});
