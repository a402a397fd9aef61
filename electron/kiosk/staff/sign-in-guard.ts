/**
 * How long wrong PINs delay the next try. They are counted for each badge that was shown, and together for all tries
 * without a badge, because a PIN alone does not say who typed it. A right PIN does not reset the count without a badge;
 * otherwise staff could use their own PIN to guess at others' again and again. That count falls with time alone, and
 * the wait has a ceiling, so that a stranger never keeps staff out for long.
 */
import { elapsedOn, type Clock } from '../../../base/clock.ts';
import type { AsyncStore } from '../store/client.ts';

/** Wrong ones that cost no wait. */
const FREE_FAILURES = 2;
const FIRST_WAIT_MS = 15_000;
/** At most one guess a minute: at six digits and five PINs 0.7 % for a whole day of nothing else, in a lobby. */
const LONGEST_WAIT_MS = 60_000;
/** One wrong PIN is forgotten. */
const FORGET_MS = 10 * 60_000;
/** More say no more about the wait. */
const MOST_COUNTED = 8;

/** Of whom wrong PINs are counted: a badge's owner by the opaque id, or everybody without one. */
export type Guesser = { readonly badge: string } | 'nobody';

export interface Guard {
  /** Reads what an earlier run counted; a wait that was running starts anew. */
  begin(): Promise<void>;
  waitMs(guesser: Guesser): number;
  /** Counts a wrong PIN; resolves to the new count. */
  failed(guesser: Guesser): Promise<number>;
  passed(guesser: Guesser): Promise<void>;
}

interface Count {
  readonly failures: number;
  readonly at: number;
  readonly until: number;
}

export function createGuard(store: Pick<AsyncStore, 'signInGuard' | 'keepSignInGuard'>, clock: Clock): Guard {
  // A clock that is set ends no wait and makes none longer.
  const now = (): number => elapsedOn(clock);
  const counts = new Map<string, Count>();
  let begun = false;
  const nameOf = (guesser: Guesser): string => (guesser === 'nobody' ? '' : guesser.badge);
  const waitFor = (failures: number): number =>
    failures <= FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES - 1));
  const counted = (name: string): number => {
    const count = counts.get(name);
    return count === undefined ? 0 : Math.max(0, count.failures - Math.floor((now() - count.at) / FORGET_MS));
  };
  const put = (name: string, failures: number): void =>
    void (failures === 0
      ? counts.delete(name)
      : counts.set(name, { failures, at: now(), until: now() + waitFor(failures) }));
  // A journal that fails opens no door and closes none: what was last known counts on.
  const keep = (): Promise<void> =>
    store
      .keepSignInGuard({ failures: Object.fromEntries([...counts.keys()].map((name) => [name, counted(name)])) })
      .catch(() => undefined);

  return {
    async begin() {
      if (begun) return;
      begun = true;
      const kept = await store.signInGuard().catch(() => ({ failures: {} }));
      for (const [name, failures] of Object.entries(kept.failures)) put(name, failures);
    },
    waitMs: (guesser) => Math.max(0, (counts.get(nameOf(guesser))?.until ?? 0) - now()),
    async failed(guesser) {
      const name = nameOf(guesser);
      const failures = Math.min(MOST_COUNTED, counted(name) + 1);
      put(name, failures);
      await keep();
      return failures;
    },
    async passed(guesser) {
      if (guesser === 'nobody') return;
      put(guesser.badge, 0);
      await keep();
    },
  };
}
