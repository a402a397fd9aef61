import { type Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { CHUNK, type Link, type LinkFailure } from './link.ts';

/** What a serial port and a TCP socket have in common, in the few methods that a link needs. */
export interface Wire {
  /** Resolves when open; the failure otherwise. Called once. */
  open(): Promise<Result<void, LinkFailure>>;
  /** Calls back when the piece has left for the device, as far as the operating system can tell. */
  send(piece: Uint8Array, done: (failure: LinkFailure | null) => void): void;
  /** Lets go of the port at once; may be called in any state. */
  destroy(): Promise<void>;
}

/** Milliseconds that opening a port or connecting may take. */
export const OPEN_DEADLINE = 5_000;

/** Milliseconds that closing may take. A driver of the operating system that hangs must not stop the reconnection. */
export const CLOSE_DEADLINE = 2_000;

/**
 * A link over a wire: deadlines, pieces, one write at a time, its end reported once. The wire feeds `received` and
 * `closed`.
 */
export class StreamLink implements Link {
  readonly #clock: Clock;
  readonly #wire: Wire;
  #state: 'new' | 'opening' | 'open' | 'closed' = 'new';
  #closeReason: LinkFailure = { kind: 'closed', code: null };
  #data: ((bytes: Uint8Array) => void)[] = [];
  #close: ((failure: LinkFailure) => void)[] = [];
  #abort = new Set<(failure: LinkFailure) => void>();
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, wire: (link: StreamLink) => Wire) {
    this.#clock = clock;
    this.#wire = wire(this);
  }

  async open(): Promise<Result<void, LinkFailure>> {
    if (this.#state !== 'new') throw new Error('a link is opened once');
    this.#state = 'opening';
    const opened = await this.#within(OPEN_DEADLINE, (done) => void this.#wire.open().then(done));
    if (!opened.ok) {
      await this.#end(opened.error);
      return opened;
    }
    if ((this.#state as string) === 'closed') return err(this.#closeReason);
    this.#state = 'open';
    return ok(undefined);
  }

  write(bytes: Uint8Array, deadline: number): Promise<Result<void, LinkFailure>> {
    const turn = this.#lastWrite.then(() => this.#writeNow(bytes, deadline));
    this.#lastWrite = turn;
    return turn;
  }

  async #writeNow(bytes: Uint8Array, deadline: number): Promise<Result<void, LinkFailure>> {
    const until = this.#clock.now() + deadline;
    for (let from = 0; from < bytes.length; from += CHUNK) {
      if (this.#state !== 'open') return err(this.#closeReason);
      const piece = bytes.subarray(from, from + CHUNK);
      const left = Math.max(0, until - this.#clock.now());
      const sent = await this.#within(left, (done) =>
        this.#wire.send(piece, (failure) => done(failure === null ? ok(undefined) : err(failure))),
      );
      if (!sent.ok) {
        await this.#end(sent.error);
        return sent;
      }
    }
    return ok(undefined);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data.push(listener);
  }

  onClose(listener: (failure: LinkFailure) => void): void {
    this.#close.push(listener);
  }

  close(): Promise<void> {
    return this.#end({ kind: 'closed', code: null });
  }

  /** From the wire. */
  received(bytes: Uint8Array): void {
    if (this.#state === 'closed') return;
    for (const listener of this.#data) listener(bytes);
  }

  /** From the wire: it is gone. */
  closed(failure: LinkFailure): void {
    void this.#end(failure);
  }

  async #end(failure: LinkFailure): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#closeReason = failure;
    for (const abort of [...this.#abort]) abort(failure);
    const listeners = this.#close;
    this.#close = [];
    this.#data = [];
    for (const listener of listeners) listener(failure);
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(CLOSE_DEADLINE, resolve);
      void this.#wire.destroy().then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** One step of the wire: ends with the step, its deadline, or the end of the link, whichever is first. */
  #within(
    deadline: number,
    start: (done: (result: Result<void, LinkFailure>) => void) => void,
  ): Promise<Result<void, LinkFailure>> {
    return new Promise((resolve) => {
      const finish = (result: Result<void, LinkFailure>): void => {
        cancel();
        this.#abort.delete(abort);
        resolve(result);
      };
      const abort = (failure: LinkFailure): void => finish(err(failure));
      const cancel = this.#clock.after(deadline, () => finish(err({ kind: 'timeout', code: null })));
      this.#abort.add(abort);
      start(finish);
    });
  }
}

/** From the operating system's words to ours; unknown ones count as a closed link. */
export function linkFailure(error: unknown): LinkFailure {
  const raw = error as { code?: unknown; message?: unknown } | null;
  const text = typeof raw?.message === 'string' ? raw.message : '';
  // serialport reports errno only in the message: "Error: No such file or directory, cannot open /dev/…"
  const code = typeof raw?.code === 'string' ? raw.code : null;
  if (
    code === 'ENOENT' ||
    code === 'ECONNREFUSED' ||
    code === 'EHOSTUNREACH' ||
    code === 'ENETUNREACH' ||
    code === 'ENOTFOUND' ||
    code === 'EAI_AGAIN' ||
    code === 'ENODEV' ||
    code === 'ENXIO' ||
    /No such (file|device)/i.test(text)
  )
    return { kind: 'absent', code };
  if (code === 'EACCES' || code === 'EPERM' || /Permission denied/i.test(text)) return { kind: 'denied', code };
  if (code === 'EBUSY' || /Cannot lock port|Resource (temporarily unavailable|busy)/i.test(text))
    return { kind: 'locked', code };
  if (code === 'ETIMEDOUT') return { kind: 'timeout', code };
  return { kind: 'closed', code };
}
