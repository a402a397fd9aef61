import { expect } from 'vitest';
import { type Clock, systemClock } from '../../../../base/clock.ts';
import type { Frame } from '../../../../devices/driver/frames.ts';
import type { DeviceStatus } from '../../../../devices/driver/status.ts';
import type { EventDriver } from '../../../../devices/driver/event-device.ts';

/** What the simulators of the small devices have in common. */
export interface SmallSimulator {
  readonly address: string;
  readonly faults: { clear(): void; active(): readonly unknown[] };
  readonly actions: { unplug(): Promise<void>; plugIn(): Promise<void> };
  violations(): readonly { readonly what: string }[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

export interface Around {
  readonly clock: Clock;
  readonly random: () => number;
  readonly hotPlug: { onChange(listener: () => void): () => void };
}

type LinkInput =
  | { readonly tcp: { readonly host: string; readonly port: number } }
  | { readonly serial: { readonly path: string } };

/** An address of a simulator as the configuration has it. */
export function linkTo(address: string): LinkInput {
  if (!address.startsWith('tcp:')) return { serial: { path: address } };
  const { hostname, port } = new URL(address);
  return { tcp: { host: hostname, port: Number(port) } };
}

type EventOf<D> = D extends { onEvent(listener: (event: infer E) => void): unknown } ? E : never;

/**
 * A real driver on a simulator, in real time. Everything that is awaited is signalled by one of the two, or by a timer
 * of the driver.
 */
export class SmallBench<D extends EventDriver<DeviceStatus, unknown>, M extends SmallSimulator> {
  readonly simulator: M;
  readonly driver: D;
  readonly events: EventOf<D>[] = [];
  readonly statuses: DeviceStatus[] = [];
  /** Resolves when the driver is ready and the simulator has seen a connection: what it sends before that is lost. */
  readonly linked: Promise<void>;
  readonly #wakers = new Set<() => void>();
  readonly #hotPlugs = new Set<() => void>();

  /** `runs`: whether a timer of so many milliseconds runs; one that does not shows what happens without it. */
  constructor(
    simulator: M,
    create: (link: LinkInput, around: Around) => D,
    {
      address = simulator.address,
      runs = () => true,
    }: { readonly address?: string; readonly runs?: (ms: number) => boolean } = {},
  ) {
    this.simulator = simulator;
    const connected = this.#connected();
    this.driver = create(linkTo(address), {
      random: () => 0,
      clock: {
        now: () => systemClock.now(),
        after: (ms, fn) =>
          runs(ms)
            ? systemClock.after(ms, () => {
                fn();
                this.#woken();
              })
            : () => undefined,
      },
      hotPlug: {
        onChange: (listener) => {
          this.#hotPlugs.add(listener);
          return () => void this.#hotPlugs.delete(listener);
        },
      },
    });
    this.driver.onStatus((status) => {
      this.statuses.push(status);
      this.#woken();
    });
    this.driver.onEvent((event) => {
      this.events.push(event as EventOf<D>);
      this.#woken();
    });
    simulator.onChange(() => this.#woken());
    this.linked = Promise.all([this.reached('ready'), connected]).then(() => undefined);
  }

  /** Resolves when `holds` does, looked at whenever anything happened. */
  when(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (holds()) return resolve();
      const look = (): void => {
        if (!holds()) return;
        this.#wakers.delete(look);
        resolve();
      };
      this.#wakers.add(look);
    });
  }

  /** Also one that was passed since `from`, an index into `statuses`. */
  reached(state: DeviceStatus['state'], reason?: string, from = this.statuses.length): Promise<void> {
    const fits = (status: DeviceStatus): boolean =>
      status.state === state &&
      (reason === undefined ||
        ('reason' in status && status.reason === reason) ||
        ('reasons' in status && status.reasons.includes(reason)));
    return this.when(() => fits(this.driver.status()) || this.statuses.slice(from).some(fits));
  }

  /** The next event, if it comes now. */
  async next(): Promise<EventOf<D>> {
    const at = this.events.length;
    await this.when(() => this.events.length > at);
    return this.events[at] as EventOf<D>;
  }

  /** A frame whose meaning has this in it. */
  shown(meaning: string): Promise<void> {
    return this.when(() => this.driver.frames().some((frame) => frame.meaning.includes(meaning)));
  }

  /** Pulls the cable, and waits until the driver has looked again and found nothing. */
  async unplugged(): Promise<void> {
    const gone = this.reached('back-off', 'link');
    await this.simulator.actions.unplug();
    await gone;
    const absent = this.reached('absent');
    this.lookAgain();
    await absent;
  }

  async pluggedIn(): Promise<void> {
    await this.simulator.actions.plugIn();
    const ready = Promise.all([this.reached('ready'), this.#connected()]);
    this.lookAgain();
    await ready;
  }

  /** As udev would: something was plugged in or out. */
  lookAgain(): void {
    for (const listener of [...this.#hotPlugs]) listener();
  }

  async stop(): Promise<void> {
    await this.driver.close();
    await this.simulator.stop();
  }

  #connected(): Promise<void> {
    return new Promise((resolve) => {
      // A serial cable has somebody at its other end as far as the device can know.
      if (!this.simulator.address.startsWith('tcp:')) return resolve();
      const stop = this.simulator.onChange(() => {
        stop();
        resolve();
      });
    });
  }

  #woken(): void {
    for (const waker of [...this.#wakers]) waker();
  }
}

/** None of these texts stands in the frames: not as text, not as bytes, not as bytes of their hexadecimal digits. */
export function expectNothingOf(secrets: readonly string[], frames: readonly Frame[]): void {
  expect(frames.length).toBeGreaterThan(0);
  const meanings = frames
    .map((frame) => frame.meaning)
    .join('\n')
    .toUpperCase();
  const bytes = frames
    .map((frame) => frame.hex.replaceAll(' ', ''))
    .join('')
    .toUpperCase();
  for (const secret of secrets) {
    expect(meanings).not.toContain(secret.toUpperCase());
    expect(bytes).not.toContain(Buffer.from(secret).toString('hex').toUpperCase());
    if (/^([0-9A-F]{2})+$/i.test(secret)) expect(bytes).not.toContain(secret.toUpperCase());
  }
}
