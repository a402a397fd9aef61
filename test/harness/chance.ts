/** Chance that is the same for the same seed, so that what failed once can be played again. */

/** Xorshift (Marsaglia 2003) of 32 bits: whole numbers from 0, below 2³². */
export function xorshift32(seed: number): () => number {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

/** Mulberry32 by Tommy Ettinger: 0 ≤ x < 1. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of them, in the order in which they were drawn. */
export function sample<T>(from: readonly T[], count: number, seed: number): T[] {
  const left = [...from];
  const next = xorshift32(seed);
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(next() % left.length, 1)[0] as T);
}
