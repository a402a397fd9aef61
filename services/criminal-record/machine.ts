import { assign, sendTo, setup } from 'xstate';
import { DELAYS } from '../../state-machines/delays.ts';
import { graphemes } from '../../state-machines/flows/information.ts';
import { order, type OrderEvent } from '../../state-machines/services/order.ts';
import type { DoneItem, ServiceEnd, ServiceInput } from '../../state-machines/services/ports.ts';
import type { CriminalRecordOrder } from './order.ts';

export type CriminalRecordEvent =
  | OrderEvent
  | { type: 'choose'; id: string }
  | { type: 'key'; key: string }
  | { type: 'erase' }
  | { type: 'clear' }
  | { type: 'submit' };

/** What has to be said of the authority that gets it, in the order in which it is asked. */
export const AUTHORITY_FIELDS = ['name', 'street', 'postalCode', 'city', 'purpose'] as const;
export type AuthorityField = (typeof AUTHORITY_FIELDS)[number];
export const LONGEST_FIELD: Record<AuthorityField, number> = {
  name: 120,
  street: 80,
  postalCode: 5,
  city: 60,
  purpose: 120,
};

export interface CriminalRecordContext {
  cents: number;
  type: 'N' | 'O' | 'P';
  typed: Record<AuthorityField, string>;
  /** Which field is asked. */
  field: number;
  problem: boolean;
  item: DoneItem | null;
  ends: boolean;
  outcome: 'done' | 'left' | 'signed-out';
}

export const fieldOf = ({ field }: Pick<CriminalRecordContext, 'field'>): AuthorityField =>
  AUTHORITY_FIELDS[field] ?? 'name';

/**
 * S8: the application for a certificate of conduct; a case for the Bundesamt für Justiz, paid before it is handed over.
 */
export const criminalRecord = setup({
  types: {
    context: {} as CriminalRecordContext,
    input: {} as ServiceInput,
    events: {} as CriminalRecordEvent,
    children: {} as { order: 'order' },
    output: {} as ServiceEnd,
    tags: {} as 'device-at-work',
  },
  actors: { order },
  delays: DELAYS,
  actions: {
    toOrder: sendTo('order', ({ event }) => event as OrderEvent),
    edit: assign({
      problem: false,
      typed: ({ context, event }) => {
        const field = fieldOf(context);
        const now = context.typed[field];
        const next =
          event.type === 'key'
            ? graphemes(now + event.key)
                .slice(0, LONGEST_FIELD[field])
                .join('')
            : event.type === 'erase'
              ? graphemes(now).slice(0, -1).join('')
              : '';
        return { ...context.typed, [field]: next };
      },
    }),
  },
  guards: {
    last: ({ context }) => context.field === AUTHORITY_FIELDS.length - 1,
    first: ({ context }) => context.field === 0,
    toAuthority: ({ context }) => context.type !== 'N',
  },
}).createMachine({
  id: 'criminalRecord',
  context: ({ input }) => ({
    cents: input.fees['criminal-record'],
    type: 'N',
    typed: { name: '', street: '', postalCode: '', city: '', purpose: '' },
    field: 0,
    problem: false,
    item: null,
    ends: false,
    outcome: 'left',
  }),
  initial: 'choosingType',
  states: {
    choosingType: {
      on: {
        choose: [
          { guard: ({ event }) => event.id === 'N', target: 'preview', actions: assign({ type: 'N' }) },
          {
            guard: ({ event }) => event.id === 'O' || event.id === 'P',
            target: 'typing',
            actions: assign({
              type: ({ event }) => (event.id === 'O' ? ('O' as const) : ('P' as const)),
              field: 0,
              problem: false,
            }),
          },
        ],
        back: 'left',
        home: 'left',
      },
    },
    typing: {
      on: {
        key: { actions: 'edit' },
        erase: { actions: 'edit' },
        clear: { actions: 'edit' },
        submit: [
          { guard: ({ context }) => !isComplete(context), actions: assign({ problem: true }) },
          { guard: 'last', target: 'preview' },
          { actions: assign({ field: ({ context }) => context.field + 1, problem: false }) },
        ],
        back: [
          { guard: 'first', target: 'choosingType' },
          { actions: assign({ field: ({ context }) => context.field - 1, problem: false }) },
        ],
        home: 'left',
      },
    },
    preview: {
      on: {
        act: { guard: ({ event }) => event.id === 'confirm', target: 'ordering' },
        back: [{ guard: 'toAuthority', target: 'typing' }, { target: 'choosingType' }],
        home: 'left',
      },
    },
    ordering: {
      invoke: {
        id: 'order',
        src: 'order',
        onSnapshot: {},
        input: ({ context }) => ({
          spec: { kind: 'criminal-record' as const, order: orderOf(context), cents: context.cents },
        }),
        onDone: [
          {
            guard: ({ event }) => event.output.outcome === 'done',
            target: 'finished',
            actions: assign({ item: ({ event }) => event.output.item, ends: ({ event }) => event.output.ends }),
          },
          {
            guard: ({ event }) => event.output.outcome === 'signed-out',
            target: 'left',
            actions: assign({ outcome: 'signed-out' }),
          },
          { target: 'preview' },
        ],
      },
      on: {
        act: { actions: 'toOrder' },
        back: { actions: 'toOrder' },
        home: { actions: 'toOrder' },
        done: { actions: 'toOrder' },
        retry: { actions: 'toOrder' },
      },
    },
    finished: { type: 'final', entry: assign({ outcome: 'done' }) },
    left: { type: 'final' },
  },
  output: ({ context: { outcome, item, ends } }) => ({ outcome, item, ends }),
});

export const isComplete = (context: Pick<CriminalRecordContext, 'typed' | 'field'>): boolean => {
  const text = context.typed[fieldOf(context)].trim();
  return fieldOf(context) === 'postalCode' ? /^\d{5}$/.test(text) : text !== '';
};

export function orderOf({ type, typed }: Pick<CriminalRecordContext, 'type' | 'typed'>): CriminalRecordOrder {
  if (type === 'N') return { type };
  const { name, street, postalCode, city, purpose } = typed;
  return {
    type,
    authority: { name: name.trim(), street: street.trim(), postalCode: postalCode.trim(), city: city.trim() },
    purpose: purpose.trim(),
  };
}
