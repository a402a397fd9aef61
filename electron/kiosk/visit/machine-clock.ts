import type { Clock } from '../../../base/clock.ts';

/** XState asks for `setTimeout`; the injected clock answers, so that tests turn time by hand. */
export function machineClock(clock: Clock) {
  return {
    setTimeout: (fn: (...args: never[]) => void, ms: number) => clock.after(ms, fn as () => void) as unknown,
    clearTimeout: (cancel: unknown) => (cancel as (() => void) | undefined)?.(),
  } as {
    setTimeout: (fn: (...args: unknown[]) => void, timeout: number) => unknown;
    clearTimeout: (id: unknown) => void;
  };
}

/** Rejects when the work is not done within the limit; a later result is ignored. */
export function withinLimit(work: Promise<void>, milliseconds: number, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => reject(new Error(`not done within ${milliseconds} ms`)));
    work.then(resolve, reject).finally(cancel);
  });
}
