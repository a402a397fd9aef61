import { assign, fromPromise, setup } from 'xstate';
import { graphemes } from '../../state-machines/flows/information.ts';
import type {
  DoneItem,
  FeedbackDraft,
  FeedbackOutcome,
  ServiceEnd,
  ServiceInput,
} from '../../state-machines/services/ports.ts';

export type FeedbackEvent =
  | { type: 'choose'; id: string }
  | { type: 'act'; id: string }
  | { type: 'key'; key: string }
  | { type: 'erase' }
  | { type: 'clear' }
  | { type: 'submit' }
  | { type: 'print' }
  | { type: 'show-qr' }
  | { type: 'retry' }
  | { type: 'back' }
  | { type: 'home' }
  | { type: 'done' };

export const TOPICS = ['praise', 'criticism', 'idea'] as const satisfies readonly FeedbackDraft['topic'][];
/** UTF-16 code units, as the register counts them. */
export const LONGEST = { text: 2_000, contact: 160 } as const;
type Field = keyof typeof LONGEST;

export interface FeedbackContext {
  topic: FeedbackDraft['topic'];
  text: string;
  /** Stays when the visitor decides against an answer, and comes back when they decide for one. */
  contact: string;
  wantsAnswer: boolean;
  /** Something was confirmed before it was there. */
  problem: boolean;
  result: FeedbackOutcome | null;
  item: DoneItem | null;
  outcome: 'done' | 'left';
  /** How the visitor takes number and secret along. */
  by: 'paper' | 'qr' | null;
}

/** A mark that stands alone is drawn on nothing. */
const standsAlone = (key: string, before: string): boolean => /^\p{M}/u.test(key) && !/[\p{L}\p{M}]$/u.test(before);

function edited(now: string, field: Field, event: FeedbackEvent): string {
  switch (event.type) {
    case 'key': {
      const next = (now + event.key).normalize('NFC');
      return /\p{Cc}/u.test(event.key) || standsAlone(event.key, now) || next.length > LONGEST[field] ? now : next;
    }
    case 'erase':
      return graphemes(now).slice(0, -1).join('');
    case 'clear':
      return '';
    default:
      return now;
  }
}

export const isWritten = (text: string): boolean => text.trim() !== '';

/** S17: praise, criticism, ideas. Asks for no name; only the visitor can discard what was written. */
export const feedback = setup({
  types: {
    context: {} as FeedbackContext,
    events: {} as FeedbackEvent,
    input: {} as ServiceInput,
    output: {} as ServiceEnd,
  },
  actors: {
    submitFeedback: fromPromise<FeedbackOutcome, FeedbackDraft>(() =>
      Promise.reject(new Error('the port submitFeedback is not provided')),
    ),
  },
  actions: {
    writeText: assign({ text: ({ context, event }) => edited(context.text, 'text', event), problem: false }),
    writeContact: assign({
      contact: ({ context, event }) => edited(context.contact, 'contact', event),
      problem: false,
    }),
    complain: assign({ problem: true }),
    settle: assign({ problem: false }),
  },
  guards: {
    written: ({ context }) => isWritten(context.text),
    contactWritten: ({ context }) => isWritten(context.contact),
    wantsAnswer: ({ context }) => context.wantsAnswer,
  },
}).createMachine({
  id: 'feedback',
  context: {
    topic: 'praise',
    text: '',
    contact: '',
    wantsAnswer: false,
    problem: false,
    result: null,
    item: null,
    outcome: 'left',
    by: null,
  },
  initial: 'choosingTopic',
  states: {
    choosingTopic: {
      on: {
        choose: {
          guard: ({ event }) => topicOf(event.id) !== undefined,
          target: 'writing',
          actions: assign({ topic: ({ context, event }) => topicOf(event.id) ?? context.topic }),
        },
        back: [{ guard: 'written', target: 'discarding' }, { target: 'left' }],
      },
    },
    writing: {
      on: {
        key: { actions: 'writeText' },
        erase: { actions: 'writeText' },
        submit: [{ guard: 'written', target: 'choosingAnswer', actions: 'settle' }, { actions: 'complain' }],
        back: { target: 'choosingTopic', actions: 'settle' },
      },
    },
    choosingAnswer: {
      on: {
        choose: [
          { guard: ({ event }) => event.id === 'none', target: 'reviewing', actions: assign({ wantsAnswer: false }) },
          {
            guard: ({ event }) => event.id === 'contact',
            target: 'writingContact',
            actions: assign({ wantsAnswer: true }),
          },
        ],
        back: 'writing',
      },
    },
    writingContact: {
      on: {
        key: { actions: 'writeContact' },
        erase: { actions: 'writeContact' },
        clear: { actions: 'writeContact' },
        submit: [{ guard: 'contactWritten', target: 'reviewing', actions: 'settle' }, { actions: 'complain' }],
        back: { target: 'choosingAnswer', actions: 'settle' },
      },
    },
    reviewing: {
      on: {
        act: [
          { guard: ({ event }) => event.id === 'confirm', target: 'sending' },
          { guard: ({ event }) => event.id === 'change', target: 'writing' },
        ],
        back: [{ guard: 'wantsAnswer', target: 'writingContact' }, { target: 'choosingAnswer' }],
      },
    },
    sending: {
      invoke: {
        src: 'submitFeedback',
        input: ({ context }) => draftOf(context),
        onDone: [
          {
            guard: ({ event }) => event.output.state !== 'failed',
            target: 'sent',
            actions: assign(({ context, event }) => ({
              result: event.output,
              item: itemOf(event.output, context.wantsAnswer),
              outcome: 'done' as const,
            })),
          },
          { target: 'failed', actions: assign({ result: ({ event }) => event.output }) },
        ],
        onError: { target: 'failed', actions: assign({ result: { state: 'failed', reason: 'not-kept' } }) },
      },
    },
    /** Nothing is kept anywhere but here: it is sent again as it is, or given up knowingly. */
    failed: { on: { retry: 'sending', back: 'reviewing', home: 'discarding' } },
    sent: {
      on: {
        print: { target: 'finished', actions: assign({ by: 'paper' }) },
        'show-qr': { target: 'finished', actions: assign({ by: 'qr' }) },
        done: 'finished',
      },
    },
    discarding: {
      on: {
        act: [
          { guard: ({ event }) => event.id === 'keep', target: 'writing' },
          { guard: ({ event }) => event.id === 'discard', target: 'left' },
        ],
        back: 'writing',
      },
    },
    finished: { type: 'final' },
    left: { type: 'final' },
  },
  output: ({ context: { outcome, item, by } }) => ({ outcome, item, by }),
});

const topicOf = (id: string): FeedbackDraft['topic'] | undefined => TOPICS.find((one) => one === id);

export const draftOf = ({
  topic,
  text,
  contact,
  wantsAnswer,
}: Pick<FeedbackContext, 'topic' | 'text' | 'contact' | 'wantsAnswer'>): FeedbackDraft => ({
  topic,
  text: text.trim(),
  contact: wantsAnswer ? contact.trim() : null,
});

function itemOf(result: FeedbackOutcome, wantsAnswer: boolean): DoneItem | null {
  if (result.state === 'failed') return null;
  const { secret } = result;
  return {
    kind: 'feedback',
    reference: result.state === 'registered' ? result.reference : result.number,
    secret,
    cents: 0,
    paymentReceipt: [],
    ...(wantsAnswer ? { replies: true as const } : {}),
    ...(result.state === 'queued' ? { queued: true as const } : {}),
  };
}
