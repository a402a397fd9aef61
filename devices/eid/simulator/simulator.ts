import { type SimulationClock, systemClock } from '../../simulation/clock.ts';
import { FaultBox, type Faults } from '../../simulation/faults.ts';
import type { Violation } from '../../simulation/plug.ts';
import { App } from './app.ts';
import { FOREIGN_CARD, Reader } from './reader.ts';
import type { IdCard } from './card.ts';
import { type CardName, makeCard } from './cards.ts';
import type { EidFault } from './faults.ts';
import type { Secret } from './secrets.ts';
import { openSocket } from './socket.ts';
import type { EidDelays, State } from './workflow.ts';

export interface EidSimulatorOptions {
  /** 0 takes any free one, which stays the same after the app ended. */
  readonly port?: number;
  /** A loopback address; 127.0.0.1 by default. */
  readonly host?: string;
  readonly clock?: SimulationClock;
  /** 2.3.0 by default; from 1.26.4 on failure codes are sent. */
  readonly version?: string;
  /** Levels of the interface that are offered: [1, 2, 3] by default; 3 came with 2.2.0. */
  readonly levels?: readonly number[];
  /** Names of readers at PC/SC; the cards are laid on the first. */
  readonly readers?: readonly string[];
  /** Whether that reader has a keypad; false by default. */
  readonly keypad?: boolean;
  /** Whether the reader "Simulator" is there as well, as in the real one; true by default. */
  readonly builtIn?: boolean;
  /** Milliseconds. */
  readonly delays?: Partial<EidDelays>;
}

export interface EidSnapshot {
  readonly running: boolean;
  readonly client: boolean;
  readonly reader: boolean;
  readonly keypad: boolean;
  /** The card on the reader, by its name on the simulator console; `other` for one that was passed in. */
  readonly card: CardName | 'foreign' | 'other' | null;
  /** Tries of its PIN. */
  readonly tries: number | null;
  readonly workflow: 'AUTH' | 'CHANGE_PIN' | null;
  readonly state: State | null;
  /** What the reader's keypad waits for. */
  readonly typing: Secret | null;
  readonly level: number;
}

/**
 * The AusweisApp with a reader, as its SDK is described (docs/sdk; BSI TR-03124): the states, counters and words were
 * compared with version 1.26.2.
 */
export interface EidSimulator {
  /** `ws://HOST:PORT/eID-Kernel`. */
  readonly address: string;
  readonly port: number;
  readonly faults: Faults<EidFault>;
  /** What a person does at the reader, and at the machine. */
  readonly actions: {
    /** Replaces the card that lies there. A card of the simulator console keeps its counters until `newCards`. */
    lay(card: CardName | 'foreign' | IdCard): void;
    take(): void;
    /** Resets all cards of the simulator console; the one on the reader is taken away. */
    newCards(): void;
    unplug(): void;
    plugIn(): void;
    keypad(there: boolean): void;
    /** At the reader's keypad, where it waits for a secret: the card's own, another one, or its cancel key. */
    typeRight(): void;
    typeWrong(): void;
    pressCancel(): void;
    endApp(): Promise<void>;
    startApp(): Promise<void>;
  };
  snapshot(): EidSnapshot;
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

const DELAYS: EidDelays = { readers: 300, recognise: 600, connect: 150, pace: 300, step: 250, patience: 10_000 };
const READER = 'Simulated Reader 00 00';
const KEPT_VIOLATIONS = 200;

export async function startEidSimulator(options: EidSimulatorOptions = {}): Promise<EidSimulator> {
  const clock = options.clock ?? systemClock;
  const host = options.host ?? '127.0.0.1';
  const violations: Violation[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const violate = (what: string): void => {
    violations.push({ at: clock.now(), what });
    if (violations.length > KEPT_VIOLATIONS) violations.shift();
    changed();
  };

  // One after the other: the app is either started or ended.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const done = turn.then(act).then(changed);
    turn = done.catch(() => undefined);
    return done;
  };
  const endApp = (): Promise<void> => inTurn(() => socket.close());
  const startApp = (): Promise<void> => inTurn(() => socket.reopen());
  const faults = new FaultBox<EidFault>(
    ({ fault, always }) => {
      if (fault.kind === 'gone') {
        if (!always) faults.take('gone');
        void endApp();
      }
      changed();
    },
    () => void startApp(),
  );

  const [name = READER, ...others] = options.readers ?? [READER];
  const reader = new Reader(name, { keypad: options.keypad ?? false });
  const cards = new Map<CardName, IdCard>();
  const app: App = new App({
    clock,
    faults,
    violate,
    changed,
    delays: { ...DELAYS, ...options.delays },
    version: options.version ?? '2.3.0',
    levels: options.levels ?? [1, 2, 3],
    readers: [reader, ...others.map((other) => new Reader(other))],
    builtIn: options.builtIn ?? true,
    send(message) {
      if (faults.take('unknown-message') !== null) socket.send('{"msg":"SOMETHING_NEW","detail":[1,2]}');
      const text = JSON.stringify(message);
      socket.send(faults.take('garbage') === null ? text : text.slice(0, Math.ceil(text.length / 2)));
      changed();
    },
    cut: () => socket.cut(),
  });
  const socket = await openSocket(options.port ?? 0, host, {
    refuse: () => (faults.take('occupied') === null ? null : 409),
    connected: () => {
      app.connected();
      changed();
    },
    text: (text) => {
      app.receive(text);
      changed();
    },
    disconnected: () => {
      app.disconnected();
      changed();
    },
    violate,
  });

  const cardOf = (wanted: CardName): IdCard => {
    const card = cards.get(wanted) ?? makeCard(wanted);
    cards.set(wanted, card);
    return card;
  };
  const nameOf = (): EidSnapshot['card'] => {
    if (reader.card === null || reader.card === FOREIGN_CARD) return reader.card;
    return [...cards].find(([, card]) => card === reader.card)?.[0] ?? 'other';
  };
  const then = (act: () => void) => (): void => {
    act();
    changed();
  };

  return {
    address: `ws://${host.includes(':') ? `[${host}]` : host}:${socket.port}/eID-Kernel`,
    port: socket.port,
    faults,
    actions: {
      lay(card) {
        if (reader.card !== null) app.take(reader);
        app.lay(reader, typeof card === 'string' && card !== 'foreign' ? cardOf(card) : card);
        changed();
      },
      take: then(() => app.take(reader)),
      newCards: then(() => {
        cards.clear();
        app.take(reader);
      }),
      unplug: then(() => app.attach(reader, false)),
      plugIn: then(() => app.attach(reader, true)),
      keypad(there) {
        reader.keypad = there;
        app.tell(reader);
        changed();
      },
      typeRight: then(() => app.workflow?.typed('right')),
      typeWrong: then(() => app.workflow?.typed('wrong')),
      pressCancel: then(() => app.workflow?.typed('cancel')),
      endApp,
      startApp,
    },
    snapshot: () => ({
      running: socket.open,
      client: socket.client,
      reader: reader.attached,
      keypad: reader.keypad,
      card: nameOf(),
      tries: reader.card === null || reader.card === FOREIGN_CARD ? null : reader.card.tries,
      workflow: app.workflow?.kind ?? null,
      state: app.workflow?.state ?? null,
      typing: app.workflow?.typing ?? null,
      level: app.level,
    }),
    violations: () => violations,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      listeners.clear();
      await turn;
      await socket.close();
    },
  };
}
