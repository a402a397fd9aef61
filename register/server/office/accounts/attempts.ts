/**
 * How often somebody may try to come in. What is counted is failures, so that whoever has the right password is not
 * slowed down, and in three ways, so that nobody can keep somebody else out:
 *
 * - an account from one network: always, also where the account is used every day;
 * - an account from all networks from which it has never come in, together: many machines guess no faster than one;
 * - a network, at all accounts that have never come in from there.
 *
 * So a stranger who guesses at somebody's account shuts out strangers only. In the memory of one server: each server
 * counts for itself, as {@link RateLimit} does, on a clock that nobody sets.
 */
import { elapsedOn, type TimeSource } from '../../../../base/clock.ts';

export interface FailureLimits {
  /** Failures without a wait. */
  readonly free: number;
}
const ACCOUNT: FailureLimits = { free: 5 };
/** Many people may sit behind one address. */
const NETWORK: FailureLimits = { free: 20 };

/** Milliseconds: after the first failure too many, doubled by each further one, and never longer than that. */
export const SHORTEST_LOCK_MS = 5_000;
export const LONGEST_LOCK_MS = 5 * 60_000;
/** Milliseconds without a failure after which one of them is forgotten. Longer than any lock. */
export const FORGET_MS = 10 * 60_000;
const NAMES_AT_MOST = 20_000;

class Failures {
  readonly #counts = new Map<string, { count: number; at: number }>();
  readonly #limits: FailureLimits;
  readonly #now: () => number;

  constructor(limits: FailureLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  isLocked(name: string): boolean {
    const known = this.#counts.get(name);
    if (known === undefined || this.#left(known) < this.#limits.free) return false;
    const lock = SHORTEST_LOCK_MS * 2 ** (known.count - this.#limits.free);
    return this.#now() < known.at + Math.min(LONGEST_LOCK_MS, lock);
  }

  add(name: string): void {
    const known = this.#counts.get(name);
    // More would only have to be forgotten again.
    const most = this.#limits.free + Math.ceil(Math.log2(LONGEST_LOCK_MS / SHORTEST_LOCK_MS));
    const count = Math.min(most, (known === undefined ? 0 : this.#left(known)) + 1);
    // Those of whom nothing was heard for longest come first, and go first.
    this.#counts.delete(name);
    if (this.#counts.size >= NAMES_AT_MOST) for (const [first] of this.#counts) if (this.#counts.delete(first)) break;
    this.#counts.set(name, { count, at: this.#now() });
  }

  takeBack(name: string): void {
    const known = this.#counts.get(name);
    if (known === undefined) return;
    if (known.count <= 1) this.#counts.delete(name);
    else known.count -= 1;
  }

  clear(name: string): void {
    this.#counts.delete(name);
  }

  #left({ count, at }: { readonly count: number; readonly at: number }): number {
    return Math.max(0, count - Math.floor((this.#now() - at) / FORGET_MS));
  }
}

export interface Attempt {
  succeeded(): void;
  /** Nothing was looked at, so it is no failure. */
  withdrawn(): void;
}

export interface Attempts {
  /**
   * Counts as a failure until it has succeeded, so that many at the same moment are counted as well. Null: not now,
   * whatever was typed. `account`: as it was typed; null where nobody names one. `known`: it has come in from there.
   */
  begin(who: { readonly account: string | null; readonly network: string; readonly known: boolean }): Attempt | null;
}

export function createAttempts(clock: TimeSource): Attempts {
  const now = (): number => elapsedOn(clock);
  const pairs = new Failures(ACCOUNT, now);
  const accounts = new Failures(ACCOUNT, now);
  const networks = new Failures(NETWORK, now);
  return {
    begin({ account, network, known }) {
      const pair = account === null ? null : `${account}\0${network}`;
      const counted: [Failures, string][] = [
        ...(pair === null ? [] : [[pairs, pair] satisfies [Failures, string]]),
        ...(account === null || known ? [] : [[accounts, account] satisfies [Failures, string]]),
        ...(known ? [] : [[networks, network] satisfies [Failures, string]]),
      ];
      if (counted.some(([failures, name]) => failures.isLocked(name))) return null;
      for (const [failures, name] of counted) failures.add(name);
      return {
        succeeded() {
          for (const [failures, name] of counted)
            if (failures === pairs) failures.clear(name);
            else failures.takeBack(name);
        },
        withdrawn() {
          for (const [failures, name] of counted) failures.takeBack(name);
        },
      };
    },
  };
}
