/**
 * The parts of the terminal end in the other order than they were started in. One that does not end keeps neither the
 * others nor the terminal: the service manager starts a terminal that is gone, not one that waits.
 */
import type { Clock } from '../../base/clock.ts';

/** Longer than any part takes by its own limits; five parts of it are shorter than systemd's 90 s. */
const LIMIT_MS = 10_000;

export interface OrderedEnd<Part extends string> {
  /** `part`: its name in the log. */
  add(part: Part, close: () => unknown): void;
  /** Ends all of them, once. What a part throws is not waited for again and stops nothing. */
  run(): Promise<void>;
}

/** `onLate`: a part had not ended after its time, and is left behind. */
export function orderedEnd<Part extends string>(clock: Clock, onLate: (part: Part) => void): OrderedEnd<Part> {
  const parts: { readonly part: Part; readonly close: () => unknown }[] = [];
  let running: Promise<void> | null = null;

  const end = (part: Part, close: () => unknown): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(LIMIT_MS, () => {
        onLate(part);
        resolve();
      });
      const ended = (): void => {
        cancel();
        resolve();
      };
      void Promise.resolve().then(close).then(ended, ended);
    });

  const all = async (): Promise<void> => {
    for (const { part, close } of [...parts].reverse()) await end(part, close);
  };

  return {
    add: (part, close) => void parts.push({ part, close }),
    run: () => (running ??= all()),
  };
}
