import type { Cancel, Clock } from '../../base/clock.ts';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly fn: () => void;
}

/**
 * A clock that moves only by `advance`, which runs what falls due in order of time, and lets promises settle
 * between two timers, so that a chain of awaits and timers plays as it would in real time.
 */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  #due: Due[] = [];

  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): Cancel {
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order++, fn };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }

  /** How many timers wait; a closed driver leaves none. */
  get pending(): number {
    return this.#due.length;
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#due.filter((due) => due.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((due) => due !== next);
      this.#now = next.at;
      next.fn();
      await settle();
    }
    this.#now = until;
  }
}

/** Lets everything that is already resolved run: a turn of the event loop's check phase comes after all microtasks. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
