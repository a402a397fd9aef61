import { type SimulationClock, systemClock } from './clock.ts';
import type { ActiveFault, FaultBox } from './faults.ts';
import { type SimulatorLink, servePty, serveTcp } from './serve.ts';

/**
 * Where a small simulated device can be reached. `port` 0 takes any free one; `path` is where the serial device's link
 * is made (needs socat).
 */
export type SimulatorPort =
  | { readonly tcp: { readonly port: number; readonly host?: string } }
  | { readonly pty: { readonly path: string; readonly owner?: string } };

export interface PlugEvents {
  bytes(bytes: Uint8Array): void;
  /** The cable was pulled: a device that lives on its USB cable has lost its power with it. */
  powerLost(): void;
  /** A host on the network hung up. */
  hungUp?(): void;
}

/** Where the host broke the protocol. Holds nothing personal. */
export interface Violation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: string;
}

const KEPT_VIOLATIONS = 200;

/** The cable of a small device, and what every simulator of one tells of itself. */
export class Plug {
  readonly clock: SimulationClock;
  readonly #events: PlugEvents;
  readonly #listeners = new Set<() => void>();
  readonly #violations: Violation[] = [];
  #link: SimulatorLink | null = null;
  #inside = true;
  /**
   * On the network, whether a host is connected; a serial cable has somebody at its other end as far as it can know.
   */
  #connected = true;
  // One after the other: the cable is either in or out.
  #turn: Promise<void> = Promise.resolve();

  private constructor(clock: SimulationClock, events: PlugEvents) {
    this.clock = clock;
    this.#events = events;
  }

  static async start(port: SimulatorPort, clock: SimulationClock | undefined, events: PlugEvents): Promise<Plug> {
    const plug = new Plug(clock ?? systemClock, events);
    await plug.#serve(port);
    return plug;
  }

  /** `tcp://HOST:PORT` or the path of the serial device. */
  get address(): string {
    return this.#link?.address ?? '';
  }

  get inside(): boolean {
    return this.#inside;
  }

  get connected(): boolean {
    return this.#inside && this.#connected;
  }

  /** Lost while no host is connected over the network. */
  send(bytes: Uint8Array): void {
    if (this.#inside) this.#link?.send(bytes);
  }

  unplug = (): Promise<void> => (this.#inside ? this.#move(false) : this.#turn);

  plugIn = (): Promise<void> => (this.#inside ? this.#turn : this.#move(true));

  async stop(): Promise<void> {
    this.#listeners.clear();
    await this.#turn;
    await this.#link?.stop();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  violate(what: string): void {
    this.#violations.push({ at: this.clock.now(), what });
    if (this.#violations.length > KEPT_VIOLATIONS) this.#violations.shift();
    this.changed();
  }

  violations(): readonly Violation[] {
    return this.#violations;
  }

  async #serve(port: SimulatorPort): Promise<void> {
    const events = {
      bytes: (bytes: Uint8Array): void => {
        if (this.#inside) this.#events.bytes(bytes);
      },
      secondClient: (): void => this.violate('a second host waits for the first to leave'),
      unplugged: (): void => {
        this.#inside = false;
        this.#events.powerLost();
        this.changed();
      },
      connected: (): void => {
        this.#connected = true;
        this.changed();
      },
      hungUp: (): void => {
        this.#connected = false;
        this.#events.hungUp?.();
        this.changed();
      },
    };
    this.#connected = !('tcp' in port);
    this.#link =
      'tcp' in port
        ? await serveTcp(port.tcp.port, port.tcp.host ?? '127.0.0.1', this.clock, events)
        : await servePty(port.pty.path, events, port.pty.owner);
  }

  #move(inside: boolean): Promise<void> {
    this.#inside = inside;
    if (!inside) this.#events.powerLost();
    this.changed();
    this.#turn = this.#turn.then(() => (inside ? this.#link?.plugIn() : this.#link?.unplug()));
    return this.#turn;
  }
}

/**
 * `unplug` begins at once and stays until `clear` or until somebody plugs in; every other fault waits in the box for
 * its occasion.
 */
export function pullOnFault<F extends { readonly kind: string }>(
  plug: Plug,
  faults: FaultBox<F | { readonly kind: 'unplug' }>,
  { fault, always }: ActiveFault<F | { readonly kind: 'unplug' }>,
): void {
  if (fault.kind === 'unplug') {
    if (!always) faults.take('unplug');
    void plug.unplug();
  }
  plug.changed();
}
