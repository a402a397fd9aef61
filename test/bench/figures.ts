/** What a bench says: medians, tails and, beside a named reference, ratios. */
export interface Spread {
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { n: sorted.length, p50: at(0.5), p99: at(0.99), min: at(0), max: at(1) };
}

export interface Measurement {
  readonly name: string;
  readonly unit: 'ms' | 'µs' | '1/s' | 'MB' | 'B/visit';
  readonly ours: Spread;
  readonly reference?: { readonly name: string; readonly spread: Spread };
  readonly note?: string;
}
