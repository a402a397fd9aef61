import { assign, fromPromise, sendTo, setup } from 'xstate';
import {
  groupedSecret,
  readReference,
  SECRET_LENGTH,
  typedReference,
  typedSecret,
  type CaseCode,
  type ReadReference,
} from '../parts/case-number.ts';
import { DELAYS } from '../delays.ts';
import { handOver, type HandOverEvent } from '../parts/hand-over.ts';
import type { CaseAnswer, CaseFailure, CaseOutcome } from '../ports.ts';

/** `unreadable`: a scanned code names no case. */
export type CaseProblem = Extract<ReadReference, { ok: false }>['error'] | 'unreadable';

export type CaseStatusEvent =
  | { type: 'case-read'; read: CaseCode }
  | { type: 'unreadable' }
  | { type: 'key'; key: string }
  | { type: 'erase' }
  | { type: 'clear' }
  | { type: 'submit' }
  | { type: 'retry' }
  | { type: 'print' }
  | { type: 'show-qr' }
  | { type: 'back' }
  | { type: 'done' }
  | { type: 'home' };

export interface CaseStatusContext {
  /** As typed, upper case, without dashes. */
  reference: string;
  secret: string;
  problem: CaseProblem | null;
  answer: CaseAnswer | null;
  failure: CaseFailure | null;
  outcome: 'left' | 'finished';
}

/** S22: what became of a request, by its number and its secret. */
export const caseStatus = setup({
  types: {
    context: {} as CaseStatusContext,
    input: {} as { read?: CaseCode | null },
    events: {} as CaseStatusEvent,
    children: {} as { handOver: 'handOver'; askCase: 'askCase' },
    tags: {} as 'device-at-work',
    output: {} as 'left' | 'finished',
  },
  actors: {
    handOver,
    askCase: fromPromise<CaseOutcome, CaseCode>(() => Promise.reject(new Error('the port askCase is not provided'))),
  },
  delays: DELAYS,
  actions: {
    toHandOver: sendTo('handOver', ({ event }) => event as HandOverEvent),
    editReference: assign({
      reference: ({ context: { reference }, event }) => edited(reference, event, typedReference),
      problem: null,
    }),
    editSecret: assign({
      secret: ({ context: { secret }, event }) => edited(secret, event, typedSecret),
      problem: null,
    }),
    fill: assign(({ event }) =>
      event.type === 'case-read'
        ? { reference: typedReference(event.read.reference), secret: typedSecret(event.read.secret), problem: null }
        : {},
    ),
    check: assign({
      problem: ({ context }) => {
        const read = readReference(context.reference);
        return read.ok ? null : read.error;
      },
    }),
    notReadable: assign({ problem: 'unreadable' }),
    forget: assign({ problem: null }),
  },
  guards: {
    referenceRead: ({ context }) => readReference(context.reference).ok,
    both: ({ context }) => isAsked(context),
  },
}).createMachine({
  id: 'caseStatus',
  context: ({ input: { read } }) => ({
    reference: typedReference(read?.reference ?? ''),
    secret: typedSecret(read?.secret ?? ''),
    problem: null,
    answer: null,
    failure: null,
    outcome: 'left',
  }),
  initial: 'opening',
  states: {
    /** A scanned slip is asked about at once: who holds it has both. */
    opening: { always: [{ guard: 'both', target: 'asking' }, { target: 'typingReference' }] },
    typingReference: {
      on: {
        'case-read': { target: 'asking', actions: 'fill' },
        unreadable: { actions: 'notReadable' },
        key: { actions: 'editReference' },
        erase: { actions: 'editReference' },
        clear: { actions: 'editReference' },
        submit: [{ guard: 'referenceRead', target: 'typingSecret', actions: 'check' }, { actions: 'check' }],
        back: 'left',
        home: 'left',
      },
    },
    typingSecret: {
      on: {
        'case-read': { target: 'asking', actions: 'fill' },
        unreadable: { actions: 'notReadable' },
        key: { actions: 'editSecret' },
        erase: { actions: 'editSecret' },
        clear: { actions: 'editSecret' },
        submit: [
          { guard: 'both', target: 'asking', actions: 'forget' },
          { actions: assign({ problem: 'incomplete' }) },
        ],
        back: { target: 'typingReference', actions: 'forget' },
        home: 'left',
      },
    },
    asking: {
      invoke: {
        id: 'askCase',
        src: 'askCase',
        input: ({ context }) => codeOf(context),
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'answer',
            actions: assign({ answer: ({ event }) => (event.output.ok ? event.output.value : null), failure: null }),
          },
          {
            target: 'failed',
            actions: assign({ failure: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
        onError: { target: 'failed', actions: assign({ failure: { kind: 'unreachable' } }) },
      },
      initial: 'quick',
      states: {
        quick: { after: { slow: 'slow' } },
        slow: { after: { wayOut: 'long' } },
        long: {},
      },
      on: { back: 'typingSecret' },
    },
    answer: {
      on: {
        'case-read': { target: 'asking', actions: 'fill', reenter: true },
        print: 'handingOver',
        'show-qr': 'handingOver',
        back: 'typingSecret',
        done: 'finished',
        home: 'left',
      },
    },
    failed: {
      on: {
        'case-read': { target: 'asking', actions: 'fill', reenter: true },
        retry: 'asking',
        back: 'typingSecret',
        done: 'finished',
        home: 'left',
      },
    },
    handingOver: {
      invoke: {
        id: 'handOver',
        src: 'handOver',
        onSnapshot: {},
        input: ({ context, event }) => {
          if (context.answer === null) throw new Error('nothing to hand over yet');
          return {
            subject: { kind: 'case-status' as const, answer: context.answer },
            by: event.type === 'show-qr' ? ('qr' as const) : ('paper' as const),
          };
        },
        onDone: [{ guard: ({ event }) => event.output === 'done', target: 'finished' }, { target: 'answer' }],
      },
      on: {
        back: { actions: 'toHandOver' },
        done: { actions: 'toHandOver' },
        retry: { actions: 'toHandOver' },
        'show-qr': { actions: 'toHandOver' },
        home: 'left',
      },
    },
    left: { type: 'final' },
    finished: { type: 'final', entry: assign({ outcome: 'finished' }) },
  },
  output: ({ context }) => context.outcome,
});

function edited(now: string, event: CaseStatusEvent, read: (text: string) => string): string {
  switch (event.type) {
    case 'key':
      return read(now + event.key);
    case 'erase':
      return now.slice(0, -1);
    default:
      return '';
  }
}

const isAsked = ({ reference, secret }: Pick<CaseStatusContext, 'reference' | 'secret'>): boolean =>
  readReference(reference).ok && secret.length === SECRET_LENGTH;

function codeOf({ reference, secret }: CaseStatusContext): CaseCode {
  const read = readReference(reference);
  if (!read.ok) throw new Error('asked without a reference');
  return { reference: read.value, secret: groupedSecret(secret) };
}
