/**
 * How often which service was begun at this terminal. Numbers only: nothing says who, or when within the month. What is
 * asked for changes over the year, so that each new month halves what was counted before.
 */
export interface Use {
  /** ISO 8601, "2026-11". */
  readonly month: string;
  readonly counts: Readonly<Record<string, number>>;
}
export const NO_USE: Use = { month: '', counts: {} };

/** `day`: the terminal's calendar day, ISO 8601. */
export function counted({ month, counts }: Use, tile: string, day: string): Use {
  const now = day.slice(0, 7);
  const before = now === month || month === '' ? counts : halved(counts);
  return { month: now, counts: { ...before, [tile]: (before[tile] ?? 0) + 1 } };
}

const halved = (counts: Use['counts']): Use['counts'] =>
  Object.fromEntries(
    Object.entries(counts)
      .map(([tile, count]) => [tile, Math.floor(count / 2)] as const)
      .filter(([, count]) => count > 0),
  );
