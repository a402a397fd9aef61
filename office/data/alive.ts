/**
 * Keeps a session whose person works, and says in time that one of whom nothing was heard will end: the register ends
 * it without a request for {@link IDLE_MS}, and then no call is shown here any more.
 */
import type { Clock } from '../../base/clock.ts';
import type { Client } from './client.ts';

/** Milliseconds, as the contract says of a session. */
export const IDLE_MS = 30 * 60_000;
/** Milliseconds before the end, from which on it is said. */
export const WARN_MS = 5 * 60_000;
/** Milliseconds between two requests that only say that somebody works. */
const SAY_MS = 60_000;

/** Milliseconds until the session ends; the sooner of the two ends. */
export const leftOf = ({ askedAt, now, endsAt }: { askedAt: number; now: number; endsAt: number }): number =>
  Math.min(askedAt + IDLE_MS, endsAt) - now;

/** Returns what is to be called when somebody presses a key or moves the mouse. */
export function createSignOfLife(client: Client, clock: Clock): () => void {
  let asking = false;
  let saidAt = clock.now();
  return () => {
    const now = clock.now();
    if (asking || now - saidAt < SAY_MS || client.now() - client.askedAt() < SAY_MS) return;
    asking = true;
    saidAt = now;
    void client.ask('session').finally(() => {
      asking = false;
    });
  };
}
