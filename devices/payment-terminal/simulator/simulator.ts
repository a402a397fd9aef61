import { type SimulationClock, systemClock } from '../../simulation/clock.ts';
import type { Faults } from '../../simulation/faults.ts';
import { servePty, serveTcp, type SimulatorLink } from '../../simulation/serve.ts';
import { Book, type Sale } from './book.ts';
import { Engine } from './engine.ts';
import type { PaymentTerminalFault, Violation } from './faults.ts';
import { type Line, networkLine, serialLine } from './line.ts';

export interface PaymentTerminalSimulatorOptions {
  /** `port` 0 takes any free one; `path` is where the serial device's link is made (needs socat). */
  readonly link:
    | { readonly tcp: { readonly port: number; readonly host?: string } }
    | { readonly pty: { readonly path: string; readonly owner?: string } };
  readonly clock?: SimulationClock;
  /** Eight digits; 52500041 by default. */
  readonly terminalId?: number;
  /** 000000 by default. */
  readonly password?: string;
  readonly lostAck?: 'reverse' | 'keep';
  /** `automatic`: a valid card is always presented. `hands`, the default: the `actions` present it. */
  readonly patron?: 'automatic' | 'hands';
  /** Milliseconds that the acquirer takes; 800 by default. */
  readonly hostMs?: number;
}

export interface PaymentTerminalSimulator {
  /** `tcp://HOST:PORT` or the path of the serial device. */
  readonly address: string;
  readonly faults: Faults<PaymentTerminalFault>;
  /** What a person does at the terminal. */
  readonly actions: {
    presentCard(): void;
    enterWrongPin(): void;
    pressCancel(): void;
    powerOff(): Promise<void>;
    powerOn(): Promise<void>;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
  };
  snapshot(): {
    readonly powered: boolean;
    readonly registered: boolean;
    readonly display: string;
    readonly running: string | null;
    readonly endOfDayOpen: boolean;
  };
  /** Its book: every sale once, stored or reversed. */
  sales(): readonly Readonly<Sale>[];
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

/** Milliseconds that a connection stays down when it is cut. */
const CUT = 50;

export async function startPaymentTerminalSimulator(
  options: PaymentTerminalSimulatorOptions,
): Promise<PaymentTerminalSimulator> {
  const clock = options.clock ?? systemClock;
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const book = new Book();
  let link: SimulatorLink | null = null;
  let line: Line | null = null;
  let plugged = true;
  /** Whether bytes that arrive belong to a line that still stands: what is read while it goes down died with it. */
  let heard = true;
  const engine = new Engine(
    {
      clock,
      book,
      terminalId: options.terminalId ?? 52_500_041,
      password: options.password ?? '000000',
      lostAck: options.lostAck ?? 'reverse',
      patron: options.patron ?? 'hands',
      hostMs: options.hostMs ?? 800,
    },
    {
      send: (apdu) => {
        if (engine.powered) line?.send(apdu);
      },
      cut() {
        heard = false;
        engine.hungUp();
        line?.reset();
        void link?.unplug().then(() =>
          clock.after(CUT, () => {
            if (plugged && engine.powered) void up();
          }),
        );
      },
    },
    changed,
  );
  const lost = (): void => {
    line?.reset();
    engine.hungUp();
    changed();
  };
  const events = {
    bytes: (bytes: Uint8Array): void => {
      if (engine.powered && heard) line?.push(bytes);
    },
    secondClient: (): void => void engine.violations.push({ at: clock.now(), what: 'a second connection' }),
    unplugged: lost,
    hungUp: lost,
  };
  const deps = {
    write: (bytes: Uint8Array): void => link?.send(bytes),
    receive: (apdu: Parameters<Engine['receive']>[0]): void => engine.receive(apdu),
  };
  if ('tcp' in options.link) {
    line = networkLine(deps);
    link = await serveTcp(options.link.tcp.port, options.link.tcp.host ?? '127.0.0.1', clock, events);
  } else {
    line = serialLine({
      ...deps,
      clock,
      faults: engine.faults,
      violate: (what) => void engine.violations.push({ at: clock.now(), what }),
    });
    link = await servePty(options.link.pty.path, events, options.link.pty.owner);
  }
  const own = link;
  const up = async (): Promise<void> => {
    heard = true;
    await own.plugIn();
    changed();
  };
  const down = async (): Promise<void> => {
    heard = false;
    lost();
    await own.unplug();
    changed();
  };

  return {
    address: own.address,
    faults: engine.faults,
    actions: {
      presentCard: () => engine.hand('card'),
      enterWrongPin: () => engine.hand('wrong-pin'),
      pressCancel: () => engine.hand('cancel'),
      async powerOff() {
        engine.powered = false;
        engine.registered = false;
        await down();
      },
      async powerOn() {
        engine.powered = true;
        if (plugged) await up();
        else changed();
      },
      async unplug() {
        plugged = false;
        await down();
      },
      async plugIn() {
        plugged = true;
        if (engine.powered) await up();
        else changed();
      },
    },
    snapshot: () => ({
      powered: engine.powered,
      registered: engine.registered,
      display: engine.display,
      running: engine.running,
      endOfDayOpen: book.endOfDayOpen,
    }),
    sales: () => book.sales,
    violations: () => engine.violations,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      engine.powered = false;
      engine.hungUp();
      line?.reset();
      await own.stop();
    },
  };
}
