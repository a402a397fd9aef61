import { assign, fromPromise, sendTo, setup } from 'xstate';
import type { Language } from '../register/contract/contract.ts';
import { DELAYS } from './delays.ts';
import type { ReadNumber } from './flows/document-status.ts';
import type { ServiceTerms } from './services/session.ts';
import { INITIAL_SETTINGS, visit, type VisitContext, type VisitEvent } from './visit.ts';

export type OperatorTab = 'overview' | 'unfinished' | 'pick-up' | 'journal' | 'mode';
export type KioskEvent =
  | { type: 'wake' }
  /** Staff locked or unlocked the terminal, or took it out of order, or a cause of its own came or went. */
  | { type: 'blocked'; blocked: boolean }
  | { type: 'staff-gesture' }
  | { type: 'signed-in'; role: 'staff' | 'technician' }
  | { type: 'staff-close' }
  | { type: 'staff-tab'; tab: OperatorTab }
  | { type: 'open-technician' }
  | { type: 'select-device'; name: string }
  | { type: 'open-report' }
  | { type: 'open-enrolment' }
  | { type: 'open-outbox' }
  | { type: 'open-log' }
  | { type: 'open-config' }
  | { type: 'operator-touch' }
  | { type: 'back' }
  | { type: 'reset' }
  | { type: 'visitor'; event: VisitEvent };

export interface KioskContext {
  readNumber: ReadNumber;
  terms: () => ServiceTerms;
  blocked: boolean;
  tab: OperatorTab;
  role: 'staff' | 'technician';
  /** The device that the technician looks at. */
  device: string | null;
  /** How many visits ended here since the start. */
  visits: number;
  /** How the last visit ended. */
  endedBy: EndOfVisit;
}

/** How a visit ended; `bug` where it threw. */
export type EndOfVisit = VisitContext['endedBy'] | 'bug';

/** The terminal as a whole: what it does for visitors, and beside it what staff and technicians do at it. */
export const kiosk = setup({
  types: {
    context: {} as KioskContext,
    input: {} as { readNumber: ReadNumber; terms: () => ServiceTerms },
    events: {} as KioskEvent,
    children: {} as { visit: 'visit' },
  },
  actors: {
    visit,
    reconcile: fromPromise<void>(() => Promise.reject(new Error('the port reconcile is not provided'))),
    purge: fromPromise<void, EndOfVisit>(() => Promise.reject(new Error('the port purge is not provided'))),
  },
  delays: DELAYS,
  actions: {
    /** A visit threw. The kiosk logs where, never the error's message, which may hold what was typed. */
    noteBug: (_, _params: { error: unknown }) => undefined,
    toVisit: sendTo('visit', ({ event }) => (event as Extract<KioskEvent, { type: 'visitor' }>).event),
    holdVisit: ({ self }) => self.getSnapshot().children.visit?.send({ type: 'hold' }),
    releaseVisit: ({ self }) => self.getSnapshot().children.visit?.send({ type: 'release' }),
    resetVisit: ({ self }) => self.getSnapshot().children.visit?.send({ type: 'reset' }),
  },
  guards: { blocked: ({ context }) => context.blocked, free: ({ context }) => !context.blocked },
}).createMachine({
  id: 'kiosk',
  context: ({ input }) => ({
    ...input,
    blocked: false,
    tab: 'overview',
    role: 'staff',
    device: null,
    visits: 0,
    endedBy: 'visitor',
  }),
  type: 'parallel',
  on: { blocked: { actions: assign({ blocked: ({ event }) => event.blocked }) } },
  states: {
    service: {
      initial: 'starting',
      states: {
        /** Start is reconciliation: sensors, open print jobs, obligations, outbox; only then "Willkommen". */
        starting: { invoke: { src: 'reconcile', onDone: 'attract', onError: 'failed' } },
        /** Without the journal nothing may be promised; tried again until it works. */
        failed: { after: { restart: 'starting' } },
        attract: { always: { guard: 'blocked', target: 'outOfOrder' }, on: { wake: 'visiting' } },
        visiting: {
          invoke: {
            id: 'visit',
            src: 'visit',
            onSnapshot: {},
            input: ({ context }) => ({
              language: 'de' as Language,
              readNumber: context.readNumber,
              terms: context.terms,
              settings: INITIAL_SETTINGS,
            }),
            onDone: { target: 'purging', actions: assign({ endedBy: ({ event }) => event.output }) },
            onError: {
              target: 'purging',
              actions: [
                assign({ endedBy: 'bug' }),
                { type: 'noteBug', params: ({ event }) => ({ error: event.error }) },
              ],
            },
          },
          on: { visitor: { actions: 'toVisit' }, reset: { actions: 'resetVisit' } },
          exit: assign({ visits: ({ context }) => context.visits + 1 }),
        },
        purging: {
          invoke: { src: 'purge', input: ({ context }) => context.endedBy, onDone: 'attract', onError: 'unpurged' },
        },
        /** A visitor must never see what another one left; the purge is tried again until it succeeds. */
        unpurged: { after: { restart: 'purging' } },
        /** A visit that runs is finished first; staff can end it. */
        outOfOrder: { always: { guard: 'free', target: 'attract' } },
      },
    },
    operator: {
      initial: 'none',
      states: {
        none: { on: { 'staff-gesture': { target: 'signingIn', actions: 'holdVisit' } } },
        signingIn: {
          after: { operatorIdle: { target: 'none', actions: 'releaseVisit' } },
          on: {
            'signed-in': { target: 'staff', actions: assign({ role: ({ event }) => event.role, tab: 'overview' }) },
            'staff-close': { target: 'none', actions: 'releaseVisit' },
            'operator-touch': { target: 'signingIn', reenter: true },
          },
        },
        staff: {
          after: { operatorIdle: { target: 'none', actions: 'releaseVisit' } },
          on: {
            'staff-tab': { target: 'staff', reenter: true, actions: assign({ tab: ({ event }) => event.tab }) },
            'open-technician': {
              guard: ({ context }) => context.role === 'technician',
              target: 'technician',
            },
            'staff-close': { target: 'none', actions: 'releaseVisit' },
            'operator-touch': { target: 'staff', reenter: true },
          },
        },
        technician: {
          initial: 'devices',
          after: { operatorIdle: { target: 'none', actions: 'releaseVisit' } },
          states: {
            devices: { entry: assign({ device: null }), on: { back: '#kiosk.operator.staff' } },
            /** One device, by the name in the context. */
            device: {},
            report: {},
            enrolment: {},
            /** What is to be sent to the register. */
            outbox: {},
            /** The newest lines of the log. */
            log: {},
            /** Where settings come from. */
            config: {},
            /** The page on which the technician is. */
            shown: { type: 'history', history: 'shallow' },
          },
          on: {
            'select-device': { target: '.device', actions: assign({ device: ({ event }) => event.name }) },
            'open-report': { target: '.report', actions: assign({ device: null }) },
            'open-enrolment': { target: '.enrolment', actions: assign({ device: null }) },
            'open-outbox': { target: '.outbox', actions: assign({ device: null }) },
            'open-log': { target: '.log', actions: assign({ device: null }) },
            'open-config': { target: '.config', actions: assign({ device: null }) },
            back: '.devices',
            'staff-close': { target: 'none', actions: 'releaseVisit' },
            // Begins the time without a touch anew, on the same page.
            'operator-touch': { target: '.shown', reenter: true },
          },
        },
      },
    },
  },
});
