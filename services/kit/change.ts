import { assign, fromPromise, setup } from 'xstate';
import { DELAYS } from '../../state-machines/delays.ts';
import type {
  Answer,
  Change,
  DoneItem,
  Receipt,
  Resident,
  ServiceEnd,
  ServiceFailure,
  ServiceInput,
} from '../../state-machines/services/ports.ts';

export type ChangeEvent =
  | { type: 'choose'; id: string }
  | { type: 'act'; id: string }
  | { type: 'back' }
  | { type: 'home' }
  | { type: 'done' }
  | { type: 'retry' };

export interface ChangeContext {
  kind: Change['kind'];
  /** ISO 8601, the terminal's calendar day. */
  today: string;
  resident: Resident | null;
  failure: ServiceFailure | null;
  /** The home that is given up, and the day of moving out. */
  residence: string | null;
  movedOut: string;
  /** Whose days are shown, ISO 8601 without a day. */
  month: string;
  /** Blocks that shall be set after the change. */
  wanted: readonly string[];
  receipt: Receipt | null;
  item: DoneItem | null;
  ends: boolean;
  outcome: 'done' | 'left' | 'signed-out';
}

const missing = (port: string) => () => Promise.reject(new Error(`the port ${port} is not provided`));
const shift = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const monthOf = (day: string): string => day.slice(0, 7);
const MONTHS: Readonly<Record<string, number>> = { 'month-earlier': -1, 'month-later': 1 };
const shiftMonth = (month: string, months: number): string => {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months)).toISOString().slice(0, 7);
};
/** § 21 (4), § 17 (2) BMG: at the earliest a week before. */
export const EARLIEST_DAYS = 7;
/** Two weeks after moving out it is late: said, and accepted. */
export const LATE_DAYS = 14;

export const isLate = ({ movedOut, today }: Pick<ChangeContext, 'movedOut' | 'today'>): boolean =>
  movedOut < shift(today, -LATE_DAYS);
/** The first and the last day of moving out that can be chosen, ISO 8601; null: none is too early. */
export const daysAllowed = ({
  resident,
  residence,
  today,
}: Pick<ChangeContext, 'resident' | 'residence' | 'today'>): { earliest: string | null; latest: string } => ({
  earliest: resident?.residences.find(({ id }) => id === residence)?.since ?? null,
  latest: shift(today, EARLIEST_DAYS),
});
/** What will be other than it is. */
export const differenceOf = ({
  resident,
  wanted,
}: Pick<ChangeContext, 'resident' | 'wanted'>): { id: string; set: boolean }[] => {
  const now = resident?.blocks ?? [];
  return [
    ...wanted.filter((id) => !now.includes(id)).map((id) => ({ id, set: true })),
    ...now.filter((id) => !wanted.includes(id)).map((id) => ({ id, set: false })),
  ];
};

/** S4 and S5: look, choose, see the difference, confirm, receipt. */
export const change = setup({
  types: {
    context: {} as ChangeContext,
    input: {} as ServiceInput,
    events: {} as ChangeEvent,
    output: {} as ServiceEnd,
  },
  actors: {
    resident: fromPromise<Answer<Resident>>(missing('resident')),
    submit: fromPromise<Answer<Receipt>, Change>(missing('submit')),
  },
  delays: DELAYS,
  actions: {
    toggle: assign({
      wanted: ({ context, event }) =>
        event.type !== 'choose'
          ? context.wanted
          : context.wanted.includes(event.id)
            ? context.wanted.filter((id) => id !== event.id)
            : [...context.wanted, event.id],
    }),
    turn: assign({
      month: ({ context, event }) => {
        const turned = shiftMonth(context.month, event.type === 'act' ? (MONTHS[event.id] ?? 0) : 0);
        const { earliest, latest } = daysAllowed(context);
        return turned > monthOf(latest) || (earliest !== null && turned < monthOf(earliest)) ? context.month : turned;
      },
    }),
  },
  guards: {
    homes: ({ context }) => context.kind === 'secondary-home',
    allowed: ({ context, event }) => {
      const { earliest, latest } = daysAllowed(context);
      return (
        event.type === 'choose' &&
        /^\d{4}-\d{2}-\d{2}$/.test(event.id) &&
        event.id <= latest &&
        (earliest === null || event.id >= earliest)
      );
    },
  },
}).createMachine({
  id: 'change',
  context: ({ input }) => ({
    kind: input.service === 'blocks' ? 'blocks' : 'secondary-home',
    today: input.today,
    resident: null,
    failure: null,
    residence: null,
    movedOut: input.today,
    month: monthOf(input.today),
    wanted: [],
    receipt: null,
    item: null,
    ends: false,
    outcome: 'left',
  }),
  initial: 'loading',
  states: {
    loading: {
      invoke: {
        src: 'resident',
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'choosing',
            actions: assign(({ event }) =>
              event.output.ok ? { resident: event.output.value, failure: null, wanted: event.output.value.blocks } : {},
            ),
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
    choosing: {
      on: {
        choose: [
          {
            guard: ({ context, event }) => context.kind === 'secondary-home' && isOwnHome(context, event.id),
            target: 'choosingDay',
            actions: assign({
              residence: ({ event }) => event.id,
              month: ({ context }) => monthOf(context.movedOut),
            }),
          },
          { guard: ({ context }) => context.kind === 'blocks', actions: 'toggle' },
        ],
        act: {
          guard: ({ context, event }) =>
            event.id === 'next' && context.kind === 'blocks' && differenceOf(context).length > 0,
          target: 'confirming',
        },
        back: 'left',
        home: 'left',
      },
    },
    choosingDay: {
      on: {
        choose: {
          guard: 'allowed',
          actions: assign(({ event }) => ({ movedOut: event.id, month: monthOf(event.id) })),
        },
        act: [{ guard: ({ event }) => event.id === 'next', target: 'confirming' }, { actions: 'turn' }],
        back: 'choosing',
        home: 'left',
      },
    },
    confirming: {
      on: {
        act: { guard: ({ event }) => event.id === 'confirm', target: 'submitting' },
        back: [{ guard: 'homes', target: 'choosingDay' }, { target: 'choosing' }],
        home: 'left',
      },
    },
    submitting: {
      invoke: {
        src: 'submit',
        input: ({ context }) => changeOf(context),
        onDone: [
          {
            guard: ({ event }) => event.output.ok,
            target: 'done',
            actions: assign(({ context, event }) =>
              event.output.ok
                ? {
                    receipt: event.output.value,
                    item: {
                      kind: context.kind,
                      reference: event.output.value.reference,
                      secret: null,
                      holdsFrom: context.kind === 'secondary-home' ? context.movedOut : context.today,
                      cents: 0,
                      paymentReceipt: [],
                    },
                  }
                : {},
            ),
          },
          {
            target: 'notDone',
            actions: assign({ failure: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
        onError: { target: 'notDone', actions: assign({ failure: 'unreachable' }) },
      },
    },
    /** A conflict is looked at anew, with the current data; all else is tried again as it is, under the same key. */
    notDone: {
      on: {
        retry: [
          { guard: ({ context }) => context.failure === 'conflict', target: 'loading' },
          { target: 'submitting' },
        ],
        back: 'confirming',
        home: 'left',
        done: {
          target: 'left',
          actions: assign({ outcome: ({ context }) => (context.failure === 'signed-out' ? 'signed-out' : 'left') }),
        },
      },
    },
    done: {
      on: {
        home: 'finished',
        done: 'finished',
        act: { guard: ({ event }) => event.id === 'end', target: 'finished', actions: assign({ ends: true }) },
      },
    },
    finished: { type: 'final', entry: assign({ outcome: 'done' }) },
    left: { type: 'final' },
  },
  output: ({ context: { outcome, item, ends } }) => ({ outcome, item, ends }),
});

const isOwnHome = (context: ChangeContext, id: string): boolean =>
  context.resident?.residences.some((one) => one.id === id && one.kind === 'secondary') ?? false;

function changeOf(context: ChangeContext): Change {
  const { kind, resident, residence, movedOut } = context;
  if (resident === null) throw new Error('changed before it was read');
  if (kind === 'blocks') return { kind, version: resident.version, changes: differenceOf(context) };
  if (residence === null) throw new Error('no home was chosen');
  return { kind, version: resident.version, residence, movedOut };
}
