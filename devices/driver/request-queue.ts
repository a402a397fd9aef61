import type { Cancel, Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';

/** `aborted`: the link ended, or the driver was closed, while the answer was awaited. */
export type AskFailure = 'timeout' | 'aborted';

export interface Question<F, T, E> {
  /** The answer if this frame is it; undefined lets the frame pass to others. */
  readonly match: (frame: F) => T | undefined;
  readonly send: () => Promise<Result<void, E>>;
  /** Milliseconds for the answer, counted from the moment the question has left. */
  readonly timeout: number;
}

/**
 * One lane of commands to a device, one in flight. The matcher stands before the question is sent, since an answer can
 * arrive before the write calls back; the timer starts after, since a slow line is no silent device.
 */
export class RequestQueue<F> {
  readonly #clock: Clock;
  #lock: Promise<unknown> = Promise.resolve();
  #offer: ((frame: F) => boolean) | null = null;
  #abort: (() => void) | null = null;
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A frame from the device; true when it was the awaited answer. */
  offer(frame: F): boolean {
    return this.#offer?.(frame) ?? false;
  }

  ask<T, E>(question: Question<F, T, E>): Promise<Result<T, AskFailure | E>> {
    const turn = this.#lock.then(() => this.#askNow(question));
    this.#lock = turn.catch(() => undefined);
    return turn;
  }

  async #askNow<T, E>(question: Question<F, T, E>): Promise<Result<T, AskFailure | E>> {
    if (this.#ended) return err('aborted');
    let cancel: Cancel = () => undefined;
    try {
      let settle: (result: Result<T, AskFailure>) => void = () => undefined;
      const answer = new Promise<Result<T, AskFailure>>((resolve) => {
        settle = resolve;
      });
      this.#offer = (frame) => {
        const value = question.match(frame);
        if (value === undefined) return false;
        this.#offer = null;
        settle(ok(value));
        return true;
      };
      this.#abort = () => settle(err('aborted'));
      const sent = await question.send();
      if (!sent.ok) return sent;
      cancel = this.#clock.after(question.timeout, () => settle(err('timeout')));
      return await answer;
    } finally {
      cancel();
      this.#offer = null;
      this.#abort = null;
    }
  }

  /** Gives up the question in flight, which is answered `aborted`; the next one may follow. */
  cancel(): void {
    this.#abort?.();
  }

  /** Ends the lane for good: what waits, and what is asked later, is answered `aborted`. */
  end(): void {
    this.#ended = true;
    this.#abort?.();
  }
}
