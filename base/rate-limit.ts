export interface RateLimit {
  /** How many may come at once. */
  readonly burst: number;
  /** How many come back each second. */
  readonly perSecond: number;
}

/**
 * A bucket of tokens: `take` answers whether one more is within the limit. `now`: milliseconds of a clock that never
 * goes back, so that a clock that is set neither opens nor closes it.
 */
export function rateLimit({ burst, perSecond }: RateLimit, now: () => number): { take(): boolean } {
  let tokens = burst;
  let since = now();
  return {
    take() {
      const at = now();
      tokens = Math.min(burst, tokens + ((at - since) / 1_000) * perSecond);
      since = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
