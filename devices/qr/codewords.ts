/** A text as the codewords of a QR code, error correction M (ISO/IEC 18004, 7.4 to 7.6). */

/** Error correction codewords of each block, and number of blocks, by version (ISO/IEC 18004, table 9, level M). */
const CORRECTION = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
] as const;
const BLOCKS = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35,
  37, 38, 40, 43, 45, 47, 49,
] as const;
export const VERSIONS = BLOCKS.length;

/** ECI designator 26: what follows is UTF-8 (AIM ITS/04-023). */
const ECI_UTF8 = 26;
const MODE = { eci: 0b0111, byte: 0b0100 } as const;
const PADDING = [0xec, 0x11] as const;

/** Bits, the highest first. */
class Bits {
  readonly all: number[] = [];

  add(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.all.push((value >> bit) & 1);
  }
}

export const dataCapacity = (version: number, total: number): number =>
  total - (BLOCKS[version - 1] ?? 0) * (CORRECTION[version - 1] ?? 0);

/**
 * The data codewords, filled up to `capacity` of them; null where the text does not fit. Bytes without a word on
 * their meaning are Latin-1 by the standard, and readers guess, some at Japanese: so what is not ASCII says that it
 * is UTF-8.
 */
export function dataCodewords(text: string, version: number, capacity: number): Uint8Array | null {
  const bytes = new TextEncoder().encode(text);
  const bits = new Bits();
  if (bytes.some((byte) => byte > 0x7f)) {
    bits.add(MODE.eci, 4);
    bits.add(ECI_UTF8, 8);
  }
  bits.add(MODE.byte, 4);
  bits.add(bytes.length, version < 10 ? 8 : 16);
  if (bits.all.length + bytes.length * 8 > capacity * 8) return null;
  for (const byte of bytes) bits.add(byte, 8);
  // The terminator, as much of it as there is room for, and up to a whole codeword.
  bits.add(0, Math.min(4, capacity * 8 - bits.all.length));
  bits.add(0, (8 - (bits.all.length % 8)) % 8);
  for (let at = 0; bits.all.length < capacity * 8; at++) bits.add(PADDING[at % 2] ?? 0, 8);
  const byteAt = (at: number): number => bits.all.slice(at * 8, at * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0);
  return Uint8Array.from({ length: capacity }, (_, at) => byteAt(at));
}

/** With their error correction, the blocks interleaved codeword by codeword. */
export function withCorrection(data: Uint8Array, version: number, total: number): Uint8Array {
  const blocks = BLOCKS[version - 1] ?? 0;
  const correction = CORRECTION[version - 1] ?? 0;
  // The last ones are longer by one codeword.
  const short = Math.floor(total / blocks) - correction;
  const firstLong = blocks - (total % blocks);
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let block = 0; block < blocks; block++) {
    const length = short + (block >= firstLong ? 1 : 0);
    parts.push(data.subarray(from, from + length));
    from += length;
  }
  const divisor = generator(correction);
  const checks = parts.map((part) => remainder(part, divisor));
  const woven: number[] = [];
  for (let at = 0; at <= short; at++) for (const part of parts) if (at < part.length) woven.push(part[at] ?? 0);
  for (let at = 0; at < correction; at++) for (const check of checks) woven.push(check[at] ?? 0);
  return Uint8Array.from(woven);
}

/** Powers of 2 and their exponents in the field of 256 elements with x⁸ + x⁴ + x³ + x² + 1. */
const POWERS = new Uint8Array(255);
const EXPONENTS = new Uint8Array(256);
for (let exponent = 0, power = 1; exponent < 255; exponent++) {
  POWERS[exponent] = power;
  EXPONENTS[power] = exponent;
  power = (power << 1) ^ (power > 0x7f ? 0x11d : 0);
}

const times = (one: number, other: number): number =>
  one === 0 || other === 0 ? 0 : (POWERS[((EXPONENTS[one] ?? 0) + (EXPONENTS[other] ?? 0)) % 255] ?? 0);

/** The coefficients of (x − 2⁰)(x − 2¹)…, without the leading 1. */
function generator(degree: number): Uint8Array {
  let coefficients = [1];
  for (let root = 0; root < degree; root++) {
    // Times x, and minus the same times the root, one place lower.
    const lower = [0, ...coefficients.map((value) => times(value, POWERS[root] ?? 0))];
    coefficients = [...coefficients, 0].map((value, at) => value ^ (lower[at] ?? 0));
  }
  return Uint8Array.from(coefficients.slice(1));
}

function remainder(data: Uint8Array, divisor: Uint8Array): Uint8Array {
  const rest = new Uint8Array(divisor.length);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[rest.length - 1] = 0;
    for (const [at, coefficient] of divisor.entries()) rest[at] = (rest[at] ?? 0) ^ times(coefficient, factor);
  }
  return rest;
}
