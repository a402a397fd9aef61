/** Time, injected so that tests turn it by hand. All spans are milliseconds. */
export type Cancel = () => void;

/** Where the time comes from. */
export interface TimeSource {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Milliseconds of a monotonic clock, which never goes back and cannot be set; its zero is arbitrary. For waiting
   * times that must hold. Not given: {@link now} is used.
   */
  elapsed?(): number;
}

export interface Clock extends TimeSource {
  /** Calls `fn` once after `ms`, 0..2^31-1; the answer cancels it and may be called at any time, also twice. */
  after(ms: number, fn: () => void): Cancel;
}

/** A clock's milliseconds that never go back. */
export const elapsedOn = (clock: TimeSource): number => clock.elapsed?.() ?? clock.now();

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

/** Waits on the clock; for steps in a device's own sequence, never for "until it is probably done". */
export const delay = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

/** True when `wanted` came true within `ms`. */
export function within(clock: Clock, ms: number, wanted: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(false));
    void wanted.then((value) => {
      cancel();
      resolve(value);
    });
  });
}
