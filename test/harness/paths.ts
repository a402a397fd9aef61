/**
 * Every state of a machine by its shortest path, and every event in every state. Each machine is looked at alone; what
 * its actors answer are events like any other. The context is abstracted, so that the graph stays finite.
 */
import {
  getNextSnapshot,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  type SnapshotFrom,
} from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { Intent, type View } from '../../electron/ipc/view.ts';
import { indexCatalogue } from '../../electron/kiosk/catalogue/catalogue-index.ts';
import { isOffered } from '../../electron/kiosk/intents/authorize.ts';
import { present } from '../../electron/kiosk/views/present.ts';
import type { AppState } from '../../electron/kiosk/app-state.ts';
import { parseDocumentNumber } from '../../register/contract/document-number.ts';
import { usualFees } from './services.ts';
import { kiosk } from '../../state-machines/kiosk.ts';
import type { ServiceTerms } from '../../state-machines/services/session.ts';
import { INITIAL_SETTINGS, visit } from '../../state-machines/visit.ts';
import { demoCatalogue } from './catalogue.ts';
import { hoursFrom } from './hours.ts';
import { MONDAY_MORNING, checkView, demoConfig } from './kiosk-harness.ts';
import { READY } from './scripted.ts';

export const demoWorld = (more: Partial<AppState> = {}): AppState => ({
  config: demoConfig(),
  arms: null,
  now: new Date(MONDAY_MORNING),
  known: indexCatalogue(demoCatalogue()),
  hours: (text) => (text === undefined ? null : hoursFrom(text, '2026-11-22', { days: 60 })),
  register: 'reached',
  residents: null,
  devices: [{ class: 'receipt-printer', name: 'receipt', status: READY, identity: null, serial: false }],
  unfinished: [],
  block: { locked: false, outOfOrder: false, text: '' },
  use: {},
  signIn: { digits: 0, badge: 'none', problem: 'none', waitSeconds: 0, busy: false },
  modeSwitch: { now: 'in-service', chosen: 'in-service', text: '', isChanged: false },
  logReading: {
    journal: { filter: 'all', lines: () => [] },
    viewer: { level: 'info', device: null, paused: false, lines: [] },
  },
  replay: null,
  origins: () => ({ files: [], settings: [] }),
  help: [],
  deviceCheck: {
    frames: [],
    filter: 'all',
    test: null,
    action: null,
    records: [],
    report: { state: 'none', file: null },
  },
  around: { near: false, card: null, headset: false, ending: false },
  payments: { outstanding: [], asking: new Set(), progress: null },
  paymentPossible: false,
  undelivered: [],
  counter: { typed: '', complete: false, busy: false, message: null },
  signedIn: null,
  runtime: { software: '0', electron: '0', kind: 'node' },
  deadline: null,
  registerLink: {
    outbox: { waiting: 1, quarantined: 1, oldestAt: 0 },
    jobs: [{ name: 'outbox', running: false, lastAt: 0, ok: false, nextAt: null }],
    statusAsOf: null,
    catalogueOldAsOf: null,
  },
  journal: null,
  outboxAdmin: {
    entries: [
      {
        id: '5d0c2f3e-6f0a-4c57-9a3f-9b4f2b1c7d11',
        sequence: 1,
        kind: 'feedback',
        at: 0,
        attempts: 1,
        state: 'quarantined',
        failure: 'key-reused',
        reason: 'key-reused',
        discarded: null,
        endedAt: null,
        reference: null,
      },
    ],
    chosen: null,
    busy: false,
    message: null,
  },
  machine: [],
  identity: {
    state: 'none',
    name: null,
    terminal: null,
    enrolledAt: null,
    keyStore: null,
    onceClear: false,
    fingerprint: null,
    signingKey: null,
    trouble: null,
    skew: null,
    enrolling: { typed: '', complete: false, busy: false, message: null, failed: false },
  },
  ...more,
});

export const demoTerms = (): ServiceTerms => ({
  fees: usualFees(),
  today: '2026-11-23',
});

type Children = Record<string, { getSnapshot(): AnyMachineSnapshot }>;
const within = <S extends AnyMachineSnapshot>(snapshot: S, children: Children): S =>
  Object.assign(snapshot, { children });

/** A visit that stands in one of its flows, around the flow's own snapshot. */
export function visitWith(
  flow: 'information' | 'documentStatus' | 'caseStatus' | 'services',
  snapshot: AnyMachineSnapshot,
): SnapshotFrom<typeof visit> {
  const around = visit.resolveState({
    value: { going: { flow, attention: 'present', help: 'none' } },
    context: {
      language: 'de',
      settings: INITIAL_SETTINGS,
      readNumber: parseDocumentNumber,
      terms: demoTerms,
      offer: 'certificate',
      topic: 'identity',
      read: null,
      readCase: null,
      helpFrom: 'home',
      helpKey: '',
      legal: 'privacy',
      endedBy: 'visitor',
      working: false,
      owed: false,
      receipt: false,
    },
  });
  return within(around, { [flow]: { getSnapshot: () => snapshot } });
}

/** The terminal with this visit. */
export function kioskWith(snapshot: SnapshotFrom<typeof visit>): SnapshotFrom<typeof kiosk> {
  const around = kiosk.resolveState({
    value: { service: 'visiting', operator: 'none' },
    context: {
      readNumber: parseDocumentNumber,
      terms: demoTerms,
      blocked: false,
      tab: 'overview',
      role: 'staff',
      device: null,
      visits: 0,
      endedBy: 'visitor',
    },
  });
  return within(around, { visit: { getSnapshot: () => snapshot } });
}

export function show(snapshot: SnapshotFrom<typeof kiosk>, appState: AppState): View {
  const view = present(snapshot, appState, 1);
  checkView(view);
  return view;
}

export interface Exploration<M extends AnyStateMachine> {
  readonly machine: M;
  readonly input: unknown;
  readonly events: readonly EventObject[];
  /** What of the context makes another state. */
  readonly abstract: (context: SnapshotFrom<M>['context'], value: SnapshotFrom<M>['value']) => unknown;
  readonly view: (snapshot: SnapshotFrom<M>) => View;
}

/** An actor answers only while it lives, and takes nothing any more when it has ended. */
function possible({ children, status }: AnyMachineSnapshot, { type }: EventObject): boolean {
  if (status !== 'active') return false;
  const id = /^xstate\.(?:done\.actor|error\.actor|snapshot)\.(.+)$/.exec(type)?.[1];
  return id === undefined || children[id] !== undefined;
}

export interface Path {
  readonly steps: readonly EventObject[];
  readonly end: AnyMachineSnapshot;
  readonly view: View | null;
}

/** Shortest path to each state; the View at the end of each that is not final. */
export function explore<M extends AnyStateMachine>({ machine, input, events, abstract, view }: Exploration<M>): Path[] {
  const paths = getShortestPaths(
    machine as AnyStateMachine,
    {
      input,
      events,
      limit: 200_000,
      filterEvents: possible,
      serializeState: (snapshot: AnyMachineSnapshot) =>
        JSON.stringify([snapshot.value, snapshot.status, abstract(snapshot.context, snapshot.value)]),
    } as never,
  );
  return paths.map(({ state, steps }) => {
    const end = state as AnyMachineSnapshot;
    return {
      end,
      steps: steps.map((step) => step.event as EventObject),
      view: end.status === 'active' ? view(end as SnapshotFrom<M>) : null,
    };
  });
}

/** All that a snapshot says, its actors' as well. */
function whole({ value, context, children }: AnyMachineSnapshot): string {
  const actors = Object.entries(children as Children).map(([id, actor]) => {
    const snapshot = actor.getSnapshot() as Partial<AnyMachineSnapshot>;
    return [id, snapshot.value, snapshot.context];
  });
  return JSON.stringify([value, context, actors]);
}

/**
 * Every event in every state: nothing throws, what follows can be shown, and what the screen offers does something.
 * Answers how many pairs there were, and the offers without an effect.
 */
export function everyEvent<M extends AnyStateMachine>(
  { machine, events, view }: Exploration<M>,
  paths: readonly Path[],
): { pairs: number; dead: string[] } {
  const dead: string[] = [];
  // Most events of a state change nothing that is shown: the same snapshot need not be shown a second time.
  const drawn = new Set<string>();
  const intents = new Map(events.map((event) => [event, Intent.safeParse(event)]));
  let pairs = 0;
  for (const { end, view: shown } of paths) {
    if (shown === null) continue;
    for (const event of events) {
      if (!possible(end, event)) continue;
      pairs += 1;
      const next = getNextSnapshot(machine as AnyStateMachine, end, event) as AnyMachineSnapshot;
      if (next.status === 'error') throw new Error(`${JSON.stringify(end.value)} × ${event.type} is an error`);
      const told = whole(next);
      if (next.status === 'active' && !drawn.has(told)) view(next as SnapshotFrom<M>);
      drawn.add(told);
      const intent = intents.get(event);
      // A touch is no button; it is taken everywhere.
      if (intent?.success === true && event.type !== 'touch' && isOffered(shown, intent.data) && !end.can(event))
        dead.push(`${JSON.stringify(end.value)} × ${event.type} on ${shown.screen.kind}`);
    }
  }
  return { pairs, dead: [...new Set(dead)] };
}

/** Event types that the machine reacts to and the exploration does not know. */
export function forgotten(machine: AnyStateMachine, events: readonly EventObject[]): string[] {
  const known = new Set(events.map((event) => event.type));
  return machine.events.filter((type) => !known.has(type));
}
