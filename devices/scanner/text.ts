/**
 * Control characters that stand in codes: tab, line ends, and the separators of GS1 and ISO/IEC 15434 (04, 1C to 1F). Others come from
 * a disturbed line.
 */
const NOISE = /[\u0000-\u0003\u0005-\u0008\u000b\u000c\u000e-\u001b\u007f]/u;

/** What stands in a code, UTF-8 with or without a byte order mark; null where it is no text. */
export function textOf(bytes: readonly number[]): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
    return NOISE.test(text) ? null : text;
  } catch {
    // The decoder throws at what is not UTF-8.
    return null;
  }
}
