import { backOff } from './back-off.ts';
import type { Clock } from '../../base/clock.ts';
import type { HotPlug } from './driver.ts';
import {
  INITIAL_CONNECTION,
  type EndReason,
  FLAPPING,
  type LifeEvent,
  type LifeState,
  lifeStatus,
  live,
} from './connection.ts';
import { type DeviceStatus, sameStatus } from './status.ts';

export interface LifeDeps<S extends DeviceStatus> {
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the jitter of the back-off. */
  readonly random: () => number;
  readonly hotPlug?: HotPlug | undefined;
  /**
   * One link, from its opening to its end; the answer is why it ended. Calls `opened` and `ready` on the way. Never
   * rejects but for a bug.
   */
  readonly attempt: (supervisor: ConnectionSupervisor<S>) => Promise<EndReason>;
  /** Ends the attempt that is under way, so that it answers soon. Called when none is, too. */
  readonly end: () => Promise<void>;
  /** What the device itself says, while it is linked. */
  readonly linked: () => S;
  /** What keeps it from becoming ready, while it is being identified: staff may have to act. Null: nothing known. */
  readonly blockedBy?: () => S | null;
}

/**
 * Keeps a device linked, as long as the driver lives: opens, waits longer after each failure, opens at once when
 * something was plugged in, and quarantines a device that drops too often. Publishes the status once for each change.
 */
export class ConnectionSupervisor<S extends DeviceStatus> {
  readonly #deps: LifeDeps<S>;
  #state: LifeState = INITIAL_CONNECTION;
  #shown: S;
  #listeners = new Set<(status: S) => void>();
  #wake: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(deps: LifeDeps<S>) {
    this.#deps = deps;
    this.#shown = this.#status();
  }

  /** Begins; separate from the constructor, so that the driver is whole before its first attempt. */
  start(): void {
    this.#loop = this.#live();
  }

  get phase(): LifeState['phase'] {
    return this.#state.phase;
  }

  status(): S {
    return this.#shown;
  }

  onStatus(listener: (status: S) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The link is open; the device is being asked who it is. */
  opened(): void {
    this.#to({ type: 'opened' });
  }

  ready(): void {
    this.#to({ type: 'ready' });
  }

  /** Not ready again until something is put in order; the link stays. */
  unready(): void {
    this.#to({ type: 'unready' });
  }

  /** What `linked` or `blockedBy` answers may have changed. */
  changed(): void {
    const status = this.#status();
    if (sameStatus(status, this.#shown)) return;
    this.#shown = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  async restart(): Promise<void> {
    this.#to({ type: 'restart' });
    await this.#deps.end();
    this.#wake();
  }

  async close(): Promise<void> {
    this.#to({ type: 'close' });
    await this.#deps.end();
    this.#wake();
    await this.#loop;
  }

  async #live(): Promise<void> {
    while (this.#state.phase !== 'closed') {
      this.#to({ type: 'open' });
      const reason = await this.#deps.attempt(this);
      this.#to({ type: 'lost', reason, at: this.#deps.clock.now() });
      if ((this.#state.phase as string) !== 'closed') await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    const { clock, random, hotPlug } = this.#deps;
    const quarantined = this.#state.phase === 'quarantined';
    await new Promise<void>((resolve) => {
      const cancel = clock.after(quarantined ? FLAPPING.rest : backOff(this.#state.failures, random), () =>
        this.#wake(),
      );
      // What is in quarantine because it comes and goes is not let out by its coming.
      const forget = quarantined ? undefined : hotPlug?.onChange(() => this.#wake());
      this.#wake = () => {
        this.#wake = () => undefined;
        cancel();
        forget?.();
        resolve();
      };
    });
  }

  #to(event: LifeEvent): void {
    this.#state = live(this.#state, event);
    this.changed();
  }

  #status(): S {
    const blockedBy = this.#state.phase === 'identifying' ? (this.#deps.blockedBy?.() ?? null) : null;
    // Every class's union has the whole life cycle in it.
    return blockedBy ?? (lifeStatus(this.#state) as S | null) ?? this.#deps.linked();
  }
}
