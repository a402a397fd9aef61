import type { Clock } from '../../../base/clock.ts';

/**
 * As the register does it for each terminal: so many at once, and then one in so many milliseconds. Numbers are not to
 * be tried out here either.
 */
export function createPace(
  clock: Clock,
  { atOnce, everyMs }: { readonly atOnce: number; readonly everyMs: number },
): () => boolean {
  let left = atOnce;
  let last = clock.now();
  return () => {
    const now = clock.now();
    // A clock that was set back gives nothing, and takes nothing.
    left = Math.min(atOnce, left + Math.max(0, now - last) / everyMs);
    last = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
