import { type BirpcReturn, createBirpc } from 'birpc';
import type { Channel } from '../host/channel.ts';
import type { Clock } from '../../base/clock.ts';
import type { DeviceClass } from '../config.ts';
import type { DeviceIdentity } from '../driver/driver.ts';
import type { Frame } from '../driver/frames.ts';
import type { HostConfig, HostEvents, HostFunctions } from '../host/contract.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type DeviceStatus, sameStatus } from '../driver/status.ts';
import type { VerbRule } from '../driver/verbs.ts';

/** A device in another process. It outlives that process: while the host is down, its status says so. */
export interface BaseHandle<S extends DeviceStatus = DeviceStatus> {
  readonly class: DeviceClass;
  readonly name: string;
  /** As the host last reported it. */
  status(): S;
  identity(): DeviceIdentity | null;
  onStatus(listener: (status: S) => void): () => void;
  /** The last frames of the wire; empty while the host is down. */
  frames(): Promise<readonly Frame[]>;
  /** Drops the device's link and begins anew; false while the host is down. */
  restart(): Promise<boolean>;
  /**
   * Tests the device's own serial port with a plug that returns what is sent; false where it did not, or there is none.
   */
  loopBack(): Promise<boolean>;
}

/** The rest of the device's client, for the class's `handle.ts`, which gives it types. */
export interface DeviceCalls extends Omit<BaseHandle, 'class'> {
  /**
   * Calls a verb. `not-sent`: the host is down, nothing happened. `lost`: the host ended, hung, or `limit` milliseconds
   * passed; what it did is unknown. `mustFinish`: as long as it runs, the host is not ended for missed heartbeats.
   */
  call<T>(verb: string, args: readonly unknown[], rule: VerbRule): Promise<Result<T, 'not-sent' | 'lost'>>;
  onEvent(listener: (event: unknown) => void): () => void;
  /**
   * Answers the device's demand to keep something on disk. Without one, nothing is ever kept, and the demand answered
   * false.
   */
  onAppendToJournal(append: (entry: unknown) => Promise<boolean>): void;
  /** Something may be left half done in the device; a new host clears it first. */
  interrupted: boolean;
}

const SHORT_LIMIT = 2_000;
/** A restart waits for the job under way. Milliseconds. */
const RESTART_LIMIT = 120_000;
const LOOP_BACK_LIMIT = 30_000;

type Rpc = BirpcReturn<HostFunctions, HostEvents>;

/** One connection to one host process. */
export interface HostConnection {
  /** Sends the configuration; rejects when the host cannot work with it. */
  start(config: HostConfig): Promise<void>;
  /** True when the host answered within `ms`. */
  ping(ms: number): Promise<boolean>;
  /** Asks the host to free its ports; resolves when it has, or after `ms`. */
  stop(ms: number): Promise<void>;
  /** The process is gone: answers all pending calls. */
  lost(): void;
}

export function connectDeviceHost(channel: Channel, clock: Clock, devices: DeviceClients): HostConnection {
  const rpc: Rpc = createBirpc<HostFunctions, HostEvents>(
    {
      status: (name, status, identity) => devices.get(name).told(status, identity),
      event: (name, event) => devices.get(name).emitEvent(event),
      appendToJournal: (name, entry) => devices.get(name).appendToJournal(entry),
    },
    {
      post: (message) => channel.post(message),
      on: (listener) =>
        channel.on((message) => {
          if (typeof message === 'object' && message !== null && 't' in message) listener(message);
        }),
      // Every call has its own limit on the injected clock.
      timeout: -1,
    },
  );
  devices.connected(rpc);
  return {
    start: (config) => rpc.start(config),
    ping: async (ms) => (await limited(clock, ms, rpc.ping())) === 'pong',
    async stop(ms) {
      await limited(clock, ms, rpc.stop());
    },
    lost() {
      devices.disconnected({ state: 'back-off', reason: 'host' });
      rpc.$close();
    },
  };
}

/** The devices by name, across the connections of a host's successive processes. */
export class DeviceClients {
  readonly #clock: Clock;
  readonly #devices = new Map<string, DeviceClient>();
  #rpc: Rpc | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(name: string): DeviceClient {
    let device = this.#devices.get(name);
    if (device === undefined) {
      device = new DeviceClient(name, this.#clock, () => this.#rpc);
      this.#devices.set(name, device);
    }
    return device;
  }

  connected(rpc: Rpc): void {
    this.#rpc = rpc;
  }

  /** Also for good: `status` then says faulted. */
  disconnected(status: DeviceStatus): void {
    this.#rpc = null;
    for (const device of this.#devices.values()) device.told(status, null);
  }

  /** Devices in which something may be half done; the next host clears them first. */
  interrupted(): string[] {
    return [...this.#devices.values()].filter((device) => device.interrupted).map((device) => device.name);
  }

  /** A call is under way that must not be cut off. */
  mustFinish(): boolean {
    return [...this.#devices.values()].some((device) => device.unfinishedCalls > 0);
  }

  /** Some call is under way. */
  works(): boolean {
    return [...this.#devices.values()].some((device) => device.calls > 0);
  }
}

export class DeviceClient implements DeviceCalls {
  readonly name: string;
  interrupted = false;
  /** Calls under way, and those of them that must not be cut off. */
  calls = 0;
  unfinishedCalls = 0;
  readonly #clock: Clock;
  readonly #rpc: () => Rpc | null;
  #status: DeviceStatus = { state: 'opening' };
  #identity: DeviceIdentity | null = null;
  #listeners = new Set<(status: DeviceStatus) => void>();
  #eventListeners = new Set<(event: unknown) => void>();
  #append: (entry: unknown) => Promise<boolean> = async () => false;

  constructor(name: string, clock: Clock, rpc: () => Rpc | null) {
    this.name = name;
    this.#clock = clock;
    this.#rpc = rpc;
  }

  status(): DeviceStatus {
    return this.#status;
  }

  identity(): DeviceIdentity | null {
    return this.#identity;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onEvent(listener: (event: unknown) => void): () => void {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  onAppendToJournal(append: (entry: unknown) => Promise<boolean>): void {
    this.#append = append;
  }

  told(status: DeviceStatus, identity: DeviceIdentity | null): void {
    this.#identity = identity;
    if (sameStatus(status, this.#status)) return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  emitEvent(event: unknown): void {
    for (const listener of [...this.#eventListeners]) listener(event);
  }

  appendToJournal(entry: unknown): Promise<boolean> {
    return this.#append(entry).catch(() => false);
  }

  async call<T>(
    verb: string,
    args: readonly unknown[],
    { limit, mustFinish = false }: VerbRule,
  ): Promise<Result<T, 'not-sent' | 'lost'>> {
    const rpc = this.#rpc();
    // A new host that has not reported this device yet does not have it yet.
    if (rpc === null || ('reason' in this.#status && this.#status.reason === 'host')) return err('not-sent');
    this.calls++;
    if (mustFinish) this.unfinishedCalls++;
    try {
      const answer = await limited(this.#clock, limit, rpc.call(this.name, verb, args));
      return answer === null ? err('lost') : ok(answer as T);
    } finally {
      this.calls--;
      if (mustFinish) this.unfinishedCalls--;
    }
  }

  async frames(): Promise<readonly Frame[]> {
    const rpc = this.#rpc();
    return rpc === null ? [] : ((await limited(this.#clock, SHORT_LIMIT, rpc.frames(this.name))) ?? []);
  }

  async loopBack(): Promise<boolean> {
    const rpc = this.#rpc();
    // It takes the port: never from under something that is under way.
    if (rpc === null || this.calls > 0) return false;
    this.calls += 1;
    try {
      return (await limited(this.#clock, LOOP_BACK_LIMIT, rpc.loopBack(this.name))) === true;
    } finally {
      this.calls -= 1;
    }
  }

  async restart(): Promise<boolean> {
    const rpc = this.#rpc();
    return (
      rpc !== null &&
      (await limited(
        this.#clock,
        RESTART_LIMIT,
        rpc.restart(this.name).then(() => true),
      )) === true
    );
  }
}

/** What the clients of all classes have in common; `S` is the class's own status, which its driver publishes. */
export function common<S extends DeviceStatus>(device: DeviceCalls): Omit<BaseHandle<S>, 'class'> {
  return {
    name: device.name,
    status: () => device.status() as S,
    identity: () => device.identity(),
    onStatus: (listener) => device.onStatus((status) => listener(status as S)),
    frames: () => device.frames(),
    restart: () => device.restart(),
    loopBack: () => device.loopBack(),
  };
}

/** A class's methods with its driver's own types. `not-sent` and `lost` as in {@link DeviceCalls.call}. */
export type Calls<D, R> = {
  readonly [K in keyof R & keyof D]: D[K] extends (...args: infer A) => infer T
    ? (...args: A) => Promise<Result<Awaited<T>, 'not-sent' | 'lost'>>
    : never;
};

export const callsOf = <D, R extends Readonly<Record<string, VerbRule>>>(device: DeviceCalls, rules: R): Calls<D, R> =>
  Object.fromEntries(
    Object.entries(rules).map(([verb, rule]) => [verb, (...args: readonly unknown[]) => device.call(verb, args, rule)]),
  ) as unknown as Calls<D, R>;

/** The status to fail with where the host did not do what it was asked. */
export function hostStatus(
  device: Pick<BaseHandle, 'status'>,
): DeviceStatus & { readonly state: 'faulted' | 'back-off' } {
  const status = device.status();
  return status.state === 'faulted' ? status : { state: 'back-off', reason: 'host' };
}

/**
 * The answer, or null when the host is gone or the time is up. A host that answers with an error has a bug: that is
 * gone too.
 */
function limited<T>(clock: Clock, ms: number, answer: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(null));
    answer.then(
      (value) => {
        cancel();
        resolve(value);
      },
      () => {
        cancel();
        resolve(null);
      },
    );
  });
}
