/** A property's runs: many in the nightly tests, few on a developer's machine. */
export const numRuns = (): number => (process.env['CI'] === undefined ? 500 : 10_000);

/** The same bytes in pieces of the lengths given; the rest in one. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  return [...pieces, bytes.slice(at)];
}
