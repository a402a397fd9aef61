import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { DocumentStatusRequest, DocumentType } from '../../register/contract/contract.ts';
import type { KnownStatus, LookUpFailure, LookUpOutcome, SlipSubject } from '../ports.ts';
import { DELAYS } from '../delays.ts';
import { handOver, type HandOverEvent } from '../parts/hand-over.ts';

/** `unreadable`: a scanned code or document holds no such number. */
export type NumberProblem = 'incomplete' | 'too-long' | 'character' | 'first-letter' | 'check-digit' | 'unreadable';

/** What a scanner or document reader read; sound in itself. */
export interface ReadDocument {
  readonly document: DocumentType;
  readonly number: string;
}
/** Reads what was typed; the rules stand beside the register's contract and are given in by the kiosk. */
export type ReadNumber = (
  type: DocumentType,
  text: string,
) =>
  | { readonly ok: true; readonly value: { readonly number: string; readonly checked: boolean } }
  | { readonly ok: false; readonly error: Exclude<NumberProblem, 'unreadable'> };

export type DocumentStatusEvent =
  | { type: 'choose-document'; document: DocumentType }
  | { type: 'document-read'; read: ReadDocument }
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

export interface DocumentStatusContext {
  readNumber: ReadNumber;
  type: DocumentType | null;
  /** As typed: upper case, without blanks. */
  typed: string;
  problem: NumberProblem | null;
  request: DocumentStatusRequest | null;
  /** The number had a check digit and it was right. */
  checked: boolean;
  status: KnownStatus | null;
  failure: LookUpFailure | null;
  outcome: 'left' | 'finished';
}

/** Longest number with its check digit. */
export const MAX_NUMBER = 10;

/** S2: the state of an ID document, by the number on the slip. */
export const documentStatus = setup({
  types: {
    context: {} as DocumentStatusContext,
    input: {} as { readNumber: ReadNumber; read?: ReadDocument | null },
    events: {} as DocumentStatusEvent,
    children: {} as { handOver: 'handOver'; lookUp: 'lookUp' },
    tags: {} as 'device-at-work',
    output: {} as 'left' | 'finished',
  },
  actors: {
    handOver,
    lookUp: fromPromise<LookUpOutcome, DocumentStatusRequest>(() =>
      Promise.reject(new Error('the port lookUp is not provided')),
    ),
  },
  delays: DELAYS,
  actions: {
    toHandOver: sendTo('handOver', ({ event }) => event as HandOverEvent),
    // What was typed stays: a visitor who chose the wrong type goes back, chooses again and types nothing twice.
    chooseType: assign({
      type: ({ event, context }) => (event.type === 'choose-document' ? event.document : context.type),
      problem: null,
    }),
    // No number has the letter O; it is shown as the zero that it must be.
    type: assign({
      typed: ({ context, event }) => (event.type === 'key' ? withKey(context.typed, event.key) : context.typed),
      problem: null,
    }),
    fill: assign(({ event }) =>
      event.type === 'document-read' ? { type: event.read.document, typed: event.read.number, problem: null } : {},
    ),
    erase: assign({ typed: ({ context }) => context.typed.slice(0, -1), problem: null }),
    clear: assign({ typed: '', problem: null }),
    read: assign(({ context }) => {
      if (context.type === null) return {};
      const read = context.readNumber(context.type, context.typed);
      return read.ok
        ? { problem: null, request: { type: context.type, number: read.value.number }, checked: read.value.checked }
        : { problem: read.error };
    }),
  },
  guards: {
    /** With its check digit, and that is right: nothing can be missing or mistyped. */
    certain: ({ context, event }) => {
      const read = readWithKey(context, event);
      return read?.ok === true && read.value.checked;
    },
    mistyped: ({ context, event }) => {
      const read = readWithKey(context, event);
      return read?.ok === false && read.error === 'check-digit';
    },
    readable: ({ context }) => context.type !== null && context.readNumber(context.type, context.typed).ok,
  },
}).createMachine({
  id: 'documentStatus',
  context: ({ input: { readNumber, read } }) => ({
    readNumber,
    type: read?.document ?? null,
    typed: read?.number ?? '',
    problem: null,
    request: null,
    checked: false,
    status: null,
    failure: null,
    outcome: 'left',
  }),
  initial: 'opening',
  states: {
    /** Read before the visitor chose anything: straight to the number, to be looked at. */
    opening: {
      always: [{ guard: ({ context }) => context.typed !== '', target: 'typingNumber' }, { target: 'choosingType' }],
    },
    choosingType: {
      on: {
        'document-read': { target: 'typingNumber', actions: 'fill' },
        'choose-document': { target: 'typingNumber', actions: 'chooseType' },
        back: 'left',
        home: 'left',
      },
    },
    typingNumber: {
      on: {
        'document-read': { actions: 'fill' },
        unreadable: { actions: assign({ problem: 'unreadable' }) },
        key: [
          { guard: 'certain', target: 'asking', actions: ['type', 'read'] },
          { guard: 'mistyped', actions: ['type', 'read'] },
          { actions: 'type' },
        ],
        erase: { actions: 'erase' },
        clear: { actions: 'clear' },
        submit: [{ guard: 'readable', target: 'asking', actions: 'read' }, { actions: 'read' }],
        back: 'choosingType',
        home: 'left',
      },
    },
    asking: {
      invoke: {
        id: 'lookUp',
        src: 'lookUp',
        input: ({ context }) => {
          if (context.request === null) throw new Error('asked without a number');
          return context.request;
        },
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'answer',
            actions: assign({ status: ({ event }) => (event.output.ok ? event.output.value : null), failure: null }),
          },
          {
            target: 'failed',
            actions: assign({ failure: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
        onError: { target: 'failed', actions: assign({ failure: 'unreachable' }) },
      },
      initial: 'quick',
      states: {
        quick: { after: { slow: 'slow' } },
        slow: { after: { wayOut: 'long' } },
        long: {},
      },
      on: { back: 'typingNumber' },
    },
    answer: {
      on: {
        'document-read': { target: 'typingNumber', actions: 'fill' },
        print: 'handingOver',
        'show-qr': 'handingOver',
        back: 'typingNumber',
        done: 'finished',
        home: 'left',
      },
    },
    failed: {
      on: {
        'document-read': { target: 'typingNumber', actions: 'fill' },
        retry: 'asking',
        back: 'typingNumber',
        home: 'left',
        done: 'finished',
      },
    },
    handingOver: {
      invoke: {
        id: 'handOver',
        src: 'handOver',
        input: ({ context, event }) => ({
          subject: subjectOf(context),
          by: event.type === 'show-qr' ? ('qr' as const) : ('paper' as const),
        }),
        onDone: [{ guard: ({ event }) => event.output === 'done', target: 'finished' }, { target: 'answer' }],
        onSnapshot: {},
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

const withKey = (typed: string, key: string): string =>
  (typed + key.toUpperCase().replaceAll('O', '0')).slice(0, MAX_NUMBER);

/** What the number would be with this key; null where the key adds nothing. */
function readWithKey(
  { type, typed, readNumber }: DocumentStatusContext,
  event: DocumentStatusEvent,
): ReturnType<ReadNumber> | null {
  if (type === null || event.type !== 'key') return null;
  const longer = withKey(typed, event.key);
  return longer === typed ? null : readNumber(type, longer);
}

function subjectOf(context: DocumentStatusContext): SlipSubject {
  if (context.request === null || context.status === null) throw new Error('nothing to hand over yet');
  return { kind: 'document-status', request: context.request, status: context.status };
}
