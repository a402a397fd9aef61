import { assign, sendTo, setup } from 'xstate';
import type { SlipSubject } from '../ports.ts';
import { handOver, type HandOverEvent } from '../parts/hand-over.ts';

/** Where in the catalogue the visitor stands. BACK pops the trail, so that it never loses anything. */
export type Place =
  | { readonly kind: 'search' }
  | { readonly kind: 'category'; readonly id: string }
  | { readonly kind: 'service'; readonly id: string }
  | { readonly kind: 'office'; readonly id: string };

export const MAX_QUERY = 60;

export type InformationEvent =
  | { type: 'key'; key: string }
  | { type: 'erase' }
  | { type: 'clear' }
  | { type: 'open-category'; id: string }
  | { type: 'open-service'; id: string }
  | { type: 'open-office'; id: string }
  | { type: 'print' }
  | { type: 'show-qr' }
  | { type: 'back' }
  | { type: 'done' }
  | { type: 'retry' }
  | { type: 'home' };

export interface InformationContext {
  query: string;
  trail: readonly [Place, ...Place[]];
  outcome: 'left' | 'finished';
}

export const place = (context: InformationContext): Place => context.trail.at(-1) ?? { kind: 'search' };

/** S1: search and browse services, offices, opening hours; take it away on paper or by QR. */
export const information = setup({
  types: {
    context: {} as InformationContext,
    events: {} as InformationEvent,
    children: {} as { handOver: 'handOver' },
    output: {} as 'left' | 'finished',
  },
  actors: { handOver },
  actions: {
    toHandOver: sendTo('handOver', ({ event }) => event as HandOverEvent),
    type: assign({
      query: ({ context, event }) =>
        event.type === 'key'
          ? graphemes(context.query + event.key)
              .slice(0, MAX_QUERY)
              .join('')
          : context.query,
    }),
    erase: assign({ query: ({ context }) => graphemes(context.query).slice(0, -1).join('') }),
    clear: assign({ query: '' }),
    go: assign({
      trail: ({ context, event }) => {
        switch (event.type) {
          case 'open-category':
            return [...context.trail, { kind: 'category', id: event.id } as const] as InformationContext['trail'];
          case 'open-service':
            return [...context.trail, { kind: 'service', id: event.id } as const] as InformationContext['trail'];
          case 'open-office':
            return [...context.trail, { kind: 'office', id: event.id } as const] as InformationContext['trail'];
          default:
            return context.trail;
        }
      },
    }),
    return: assign({
      trail: ({ context }) =>
        (context.trail.length > 1 ? context.trail.slice(0, -1) : context.trail) as InformationContext['trail'],
    }),
  },
  guards: {
    searching: ({ context }) => place(context).kind === 'search',
    nested: ({ context }) => context.trail.length > 1,
    printable: ({ context }) => place(context).kind === 'service' || place(context).kind === 'office',
  },
}).createMachine({
  id: 'information',
  context: { query: '', trail: [{ kind: 'search' }], outcome: 'left' },
  initial: 'browsing',
  states: {
    browsing: {
      on: {
        key: { guard: 'searching', actions: 'type' },
        erase: { guard: 'searching', actions: 'erase' },
        clear: { guard: 'searching', actions: 'clear' },
        'open-category': { actions: 'go' },
        'open-service': { actions: 'go' },
        'open-office': { actions: 'go' },
        back: [{ guard: 'nested', actions: 'return' }, { target: 'left' }],
        home: 'left',
        done: 'finished',
        print: { guard: 'printable', target: 'handingOver' },
        'show-qr': { guard: 'printable', target: 'handingOver' },
      },
    },
    handingOver: {
      invoke: {
        id: 'handOver',
        src: 'handOver',
        input: ({ context, event }) => ({
          subject: subjectOf(place(context)),
          by: event.type === 'show-qr' ? ('qr' as const) : ('paper' as const),
        }),
        onDone: [{ guard: ({ event }) => event.output === 'done', target: 'finished' }, { target: 'browsing' }],
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

function subjectOf(at: Place): SlipSubject {
  if (at.kind === 'service' || at.kind === 'office') return { kind: at.kind, id: at.id };
  throw new Error(`nothing to hand over at ${at.kind}`);
}

const segmenter = new Intl.Segmenter('de', { granularity: 'grapheme' });
/** Editing works by what a person calls a letter: DIN 91379 has letters of several code points. */
export const graphemes = (text: string): string[] =>
  [...segmenter.segment(text.normalize('NFC'))].map((part) => part.segment);
