import type { DeviceIdentity, Driver, DriverSurroundings } from './driver.ts';
import { type Frame, FrameRing } from './frames.ts';
import { ConnectionSupervisor } from './connection-supervisor.ts';
import type { EndReason } from './connection.ts';
import { endReason } from '../link/end-reason.ts';
import type { Link } from '../link/link.ts';
import type { DeviceStatus } from './status.ts';

/** What a class adds to a device that mostly speaks by itself. */
export interface ProtocolHandler {
  /** Bytes or one report, as they came. */
  receive(bytes: Uint8Array): void;
  /**
   * After opening: asks who it is and sets it to work. Anything but null ends the attempt. Called once: a new link
   * gets a new handler.
   */
  begin?(): Promise<EndReason | null>;
  /** Runs as long as the link is open, after `begin`: polls. Its answer ends the attempt. */
  run?(): Promise<EndReason>;
  /** Nothing came for `QUIET`: a message that is half received will never be completed. */
  quiet?(): void;
  /** The link is gone: what waits is answered, what was half received is forgotten. */
  end?(): void;
  identity?(): DeviceIdentity | null;
}

/** What a conversation is held with. */
export interface DeviceContext<E> {
  readonly link: Link;
  readonly ring: FrameRing;
  /** Something happened at the device. */
  readonly tell: (event: E) => void;
  /** What `linked` answers may have changed. */
  readonly changed: () => void;
}

export interface EventDeviceDeps<S extends DeviceStatus, E> extends DriverSurroundings {
  /** A fresh link for every attempt. */
  readonly link: () => Link & { identity?(): DeviceIdentity | null };
  readonly createProtocol: (context: DeviceContext<E>) => ProtocolHandler;
  /** What keeps it from working although it is linked, looked at before each opening: a wrong set-up of the machine. */
  readonly blockedBy?: () => Promise<S | null>;
  /** What the device itself reports while it is linked; ready by default. */
  readonly linked?: () => S;
}

/**
 * Milliseconds without a byte after which the rest of what has begun is lost. The parts of one message follow each
 * other within a few milliseconds on a serial line and within at most 255 between two reports of a HID device (USB 2.0,
 * 9.6.6, bInterval); people are slower.
 */
const QUIET = 500;

/** Milliseconds between two looks whether what hinders is put right. */
const LOOK_AGAIN = 5_000;

/** A driver whose device tells what happens at it. */
export interface EventDriver<S extends DeviceStatus, E> extends Driver<S> {
  onEvent(listener: (event: E) => void): () => void;
}

/**
 * A device that mostly speaks by itself: scanners, readers, keypads, boards. Keeps it linked, and publishes its status.
 */
export class EventDevice<S extends DeviceStatus, E> implements EventDriver<S, E> {
  readonly #deps: EventDeviceDeps<S, E>;
  readonly #listeners = new Set<(event: E) => void>();
  readonly #ring = new FrameRing();
  readonly #supervisor: ConnectionSupervisor<S>;
  #identity: DeviceIdentity | null = null;
  #hindrance: S | null = null;
  #end: (reason: EndReason) => void = () => undefined;

  constructor(deps: EventDeviceDeps<S, E>) {
    this.#deps = deps;
    this.#supervisor = new ConnectionSupervisor<S>({
      ...deps,
      attempt: () => this.#attempt(),
      end: async () => this.#end('link'),
      // Every class's union has the whole life cycle in it.
      linked: () => deps.linked?.() ?? ({ state: 'ready' } as S),
      blockedBy: () => this.#hindrance,
    });
    this.#supervisor.start();
  }

  status(): S {
    return this.#supervisor.status();
  }

  identity(): DeviceIdentity | null {
    return this.#identity;
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: S) => void): () => void {
    return this.#supervisor.onStatus(listener);
  }

  onEvent(listener: (event: E) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  restart(): Promise<void> {
    return this.#supervisor.restart();
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  /** Waits until nothing blocks the opening; the reason where the device was ended before that. */
  async #untilFree(ended: Promise<EndReason>): Promise<EndReason | null> {
    for (;;) {
      this.#hindrance = (await this.#deps.blockedBy?.()) ?? null;
      if (this.#hindrance === null) return null;
      this.#supervisor.opened();
      let cancel = (): void => undefined;
      const waited = new Promise<null>((resolve) => {
        cancel = this.#deps.clock.after(LOOK_AGAIN, () => resolve(null));
      });
      const reason = await Promise.race([ended, waited]);
      cancel();
      if (reason !== null) return reason;
    }
  }

  async #attempt(): Promise<EndReason> {
    let end: (reason: EndReason) => void = () => undefined;
    const ended = new Promise<EndReason>((resolve) => {
      end = resolve;
    });
    this.#end = end;
    const blockedBy = await this.#untilFree(ended);
    if (blockedBy !== null) return blockedBy;
    const link = this.#deps.link();
    link.onClose((failure) => end(endReason(failure)));
    const conversation = this.#deps.createProtocol({
      link,
      ring: this.#ring,
      changed: () => this.#supervisor.changed(),
      tell: (event) => {
        for (const listener of [...this.#listeners]) listener(event);
      },
    });
    let cancelQuiet = (): void => undefined;
    link.onData((bytes) => {
      conversation.receive(bytes);
      cancelQuiet();
      if (conversation.quiet !== undefined) cancelQuiet = this.#deps.clock.after(QUIET, () => conversation.quiet?.());
    });
    const opened = await link.open();
    if (!opened.ok) return endReason(opened.error);
    this.#supervisor.opened();
    // First what ended it: a link that was dropped while it was opened never becomes ready.
    const wrong = await Promise.race([ended, conversation.begin?.() ?? null]);
    this.#identity = conversation.identity?.() ?? link.identity?.() ?? this.#identity;
    if (wrong === null) this.#supervisor.ready();
    const reason =
      wrong ?? (await Promise.race([ended, ...(conversation.run === undefined ? [] : [conversation.run()])]));
    cancelQuiet();
    conversation.end?.();
    await link.close();
    return reason;
  }
}
