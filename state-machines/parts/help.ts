import type { CalledHelp } from '../ports.ts';
import type { VisitContext } from '../visit.ts';

type Visiting = { readonly context: VisitContext };
type Called = { readonly event: { readonly output: CalledHelp } };

const NOTE_CALL = { type: 'noteCall', params: ({ event }: Called) => event.output } as const;

/**
 * Whether help is on its way, beside all that the visitor does: a region of the visit. What is shown can be closed, and
 * that takes nothing back.
 */
export const HELP = {
  initial: 'none',
  states: {
    none: { on: { help: { target: 'calling', actions: 'noteHelp' } } },
    calling: {
      initial: 'shown',
      invoke: {
        src: 'callHelp',
        input: ({ context }: Visiting) => context.helpFrom,
        onDone: [
          {
            guard: ({ event }: Called) => event.output.accepted,
            target: 'open',
            actions: NOTE_CALL,
          },
          { target: 'failed', actions: NOTE_CALL },
        ],
        // An earlier call's key is none of this one.
        onError: { target: 'failed', actions: 'forgetCall' },
      },
      // Closing what is shown takes nothing back.
      states: { shown: { on: { 'close-help': 'unseen' } }, unseen: { on: { help: 'shown' } } },
    },
    /** The register does not have it. Staff at the terminal see it all the same, and may come. */
    failed: {
      initial: 'shown',
      invoke: { src: 'followHelp', input: ({ context }: Visiting) => context.helpKey },
      on: {
        'help-answer': [
          { guard: { type: 'answered', params: 'coming' }, target: '#visit.going.help.open.waiting.coming' },
          { guard: { type: 'answered', params: 'ended' }, target: 'none' },
        ],
      },
      states: {
        shown: { on: { 'close-help': 'unseen' } },
        unseen: { on: { help: { target: '#visit.going.help.calling', actions: 'noteHelp' } } },
      },
    },
    open: {
      initial: 'waiting',
      invoke: { src: 'followHelp', input: ({ context }: Visiting) => context.helpKey },
      // The longest that a visit is kept for it.
      after: { helpLongest: 'none' },
      on: {
        'help-answer': [
          { guard: { type: 'answered', params: 'coming' }, target: '.waiting.coming' },
          { guard: { type: 'answered', params: 'cannot' }, target: '.unanswered.cannot' },
          { guard: { type: 'answered', params: 'ended' }, target: 'none' },
        ],
      },
      states: {
        /** Somebody may come, or comes. */
        waiting: {
          initial: 'called',
          states: {
            called: {
              after: { helpAnswer: '#visit.going.help.open.unanswered.nobody' },
              on: { 'close-help': 'calledUnseen' },
            },
            /** Help was called already: asking again shows that, without a second call. */
            calledUnseen: {
              after: { helpAnswer: '#visit.going.help.open.unanswered.unseen' },
              on: { help: 'called' },
            },
            coming: { on: { 'close-help': 'comingUnseen' } },
            comingUnseen: { on: { help: 'coming' } },
          },
        },
        /** No answer in time, or no clerk can come: it stays open at the office all the same. */
        unanswered: {
          initial: 'nobody',
          states: {
            nobody: { on: { 'close-help': 'unseen' } },
            cannot: { on: { 'close-help': 'unseen' } },
            unseen: { on: { help: { target: '#visit.going.help.calling', actions: 'noteHelp' } } },
          },
        },
      },
    },
  },
} as const;
