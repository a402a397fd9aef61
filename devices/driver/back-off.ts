/**
 * After a failed attempt: 1, 2, 5, 10, then every 30 s, each ± 20 %, so that not all terminals of a town knock at once.
 */
const STEPS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** Milliseconds until the next attempt. `failures` in a row, from 1; `random` answers 0 ≤ x < 1. */
export function backOff(failures: number, random: () => number): number {
  const base = STEPS[Math.min(Math.max(failures, 1), STEPS.length) - 1] ?? 30_000;
  return Math.round(base * (0.8 + 0.4 * random()));
}
