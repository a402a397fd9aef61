/**
 * Control characters that stand in codes: tab, line ends, and the separators of GS1 and ISO/IEC 15434 (04, 1C to 1F).
 * Others come from a disturbed line.
 */
const NOISE = /[\u0000-\u0003\u0005-\u0008\u000b\u000c\u000e-\u001b\u007f-\u009f]/u;

export const withoutNoise = (text: string): string => (NOISE.test(text) ? '' : text);

/**
 * What stands in a code; null where it is no text. UTF-8 with or without a byte order mark, and what is not UTF-8 is
 * Latin-1, the QR code's own default (ISO/IEC 18004, 7.3.5), as long as it has nothing in it that only a disturbed
 * line brings.
 */
export function textOf(bytes: readonly number[]): string | null {
  const text = utf8(bytes) ?? String.fromCharCode(...bytes);
  return NOISE.test(text) ? null : text;
}

function utf8(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    // The decoder throws at what is not UTF-8.
    return null;
  }
}
