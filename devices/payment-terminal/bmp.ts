/**
 * Bitmaps (PA00P015, 8): fields of a data block, each a byte and a value whose length only this table knows. One that
 * is not in the table cannot be skipped: what follows it is not read.
 */
import { decodeTlv, isConstructed, type Tlv, tlvLength } from './tlv.ts';

type Length = number | 'llvar' | 'lllvar' | 'tlv';

/** By bitmap number: bytes, or how the length is written. LLVAR: two bytes `Fx Fy`; LLLVAR: three. */
export const BMP_LENGTH: Readonly<Record<number, Length>> = {
  0x01: 1,
  0x02: 1,
  0x03: 1,
  0x04: 6,
  0x05: 1,
  0x06: 'tlv',
  0x0b: 3,
  0x0c: 3,
  0x0d: 2,
  0x0e: 2,
  0x17: 2,
  0x19: 1,
  0x22: 'llvar',
  0x23: 'llvar',
  0x24: 'lllvar',
  0x27: 1,
  0x29: 4,
  0x2a: 15,
  0x2d: 'llvar',
  0x2e: 'lllvar',
  0x37: 3,
  0x3a: 2,
  0x3b: 8,
  0x3c: 'lllvar',
  0x3d: 3,
  0x49: 2,
  0x60: 'lllvar',
  0x87: 2,
  0x88: 3,
  0x8a: 1,
  0x8b: 'llvar',
  0x8c: 1,
  0x92: 'lllvar',
  0x9a: 'lllvar',
  0xa0: 1,
  0xa7: 'llvar',
  0xaa: 3,
  0xaf: 'lllvar',
  0xba: 5,
  0xd0: 1,
  0xd1: 'llvar',
  0xd2: 1,
  0xd3: 1,
  0xe0: 1,
  0xe1: 'llvar',
  0xe2: 'llvar',
  0xe3: 'llvar',
  0xe4: 'llvar',
  0xe5: 'llvar',
  0xe6: 'llvar',
  0xe7: 'llvar',
  0xe8: 'llvar',
  0xe9: 1,
  0xea: 1,
  0xeb: 8,
  0xf0: 1,
  0xf1: 'llvar',
  0xf2: 'llvar',
  0xf3: 'llvar',
  0xf4: 'llvar',
  0xf5: 'llvar',
  0xf6: 'llvar',
  0xf7: 'llvar',
  0xf8: 'llvar',
  0xf9: 1,
  0xfa: 1,
  0xfb: 1,
  0xfc: 1,
  0xfd: 1,
};

/**
 * Fields in which a card's number can stand: PAN, tracks 1 to 3, chip data. They are masked or dropped here and go no
 * further.
 */
const PAN = 0x22;
const NEVER_KEPT: ReadonlySet<number> = new Set([0x23, 0x24, 0x2d, 0x2e, 0xa7, 0xaf, 0x3a, 0xd1, 0x9a]);
/** TLV objects with a card's number or its holder's name: PAN, tracks, and EMV's own. */
const SECRET_TAGS: ReadonlySet<number> = new Set([
  0x22, 0x23, 0x2d, 0x57, 0x5a, 0x56, 0x5f20, 0x9f0b, 0x9f6b, 0x9f1f, 0x9f20,
]);

export interface Bitmaps {
  readonly fields: ReadonlyMap<number, Uint8Array>;
  readonly tlv: readonly Tlv[];
  /** The bitmap that is in no table, or whose length leads beyond the end; null where all was read. */
  readonly unreadable: number | null;
}

export function decodeBitmaps(data: Uint8Array): Bitmaps {
  const fields = new Map<number, Uint8Array>();
  let tlv: readonly Tlv[] = [];
  for (let at = 0; at < data.length;) {
    const bitmap = data[at] ?? 0;
    const extent = extentOf(data, bitmap, at + 1);
    if (extent === null || extent.end > data.length) return { fields, tlv, unreadable: bitmap };
    const value = data.slice(extent.start, extent.end);
    if (bitmap === 0x06) {
      const read = decodeTlv(value);
      if (read === null) return { fields, tlv, unreadable: bitmap };
      tlv = withoutSecrets(read);
    } else if (bitmap === PAN) fields.set(bitmap, maskedPan(value));
    else if (!NEVER_KEPT.has(bitmap)) fields.set(bitmap, value);
    at = extent.end;
  }
  return { fields, tlv, unreadable: null };
}

function extentOf(
  data: Uint8Array,
  bitmap: number,
  at: number,
): { readonly start: number; readonly end: number } | null {
  const length = BMP_LENGTH[bitmap];
  if (length === undefined) return null;
  if (typeof length === 'number') return { start: at, end: at + length };
  if (length === 'tlv') {
    const size = tlvLength(data, at);
    return size === null ? null : { start: size.start, end: size.start + size.length };
  }
  const digits = length === 'llvar' ? 2 : 3;
  const size = varLength(data, at, digits);
  return size === null ? null : { start: at + digits, end: at + digits + size };
}

/** `Fx Fy` and `Fx Fy Fz`: the decimal digits of the length in the low halves. */
export function varLength(data: Uint8Array, at: number, digits: 2 | 3): number | null {
  let length = 0;
  for (let place = 0; place < digits; place++) {
    const byte = data[at + place];
    if (byte === undefined || (byte & 0xf0) !== 0xf0 || (byte & 0x0f) > 9) return null;
    length = length * 10 + (byte & 0x0f);
  }
  return length;
}

/** Fewer digits than this would be given away by their first six and last four. */
const SHORTEST_WITH_ISSUER = 13;

/**
 * First six and last four digits at most, of a short number only its last four, of fewer than eight none; the
 * terminal's own masks (E) stay. Halves of bytes, F fills the last.
 */
function maskedPan(pan: Uint8Array): Uint8Array {
  const halves = [...pan].flatMap((byte) => [byte >> 4, byte & 0x0f]);
  const end = halves.at(-1) === 0x0f ? halves.length - 1 : halves.length;
  const from = end >= SHORTEST_WITH_ISSUER ? 6 : 0;
  const to = end >= 8 ? end - 4 : end;
  const masked = halves.map((half, at) => (at >= from && at < to && half <= 9 ? 0x0e : half));
  return Uint8Array.from(pan, (_, at) => ((masked[at * 2] ?? 0) << 4) | (masked[at * 2 + 1] ?? 0));
}

const withoutSecrets = (objects: readonly Tlv[]): Tlv[] =>
  objects
    .filter(({ tag }) => !SECRET_TAGS.has(tag))
    .map(({ tag, value, inside }) => {
      const kept = withoutSecrets(inside);
      // A container's bytes are those of what is in it: where something was taken out, or nothing could be read, they
      // go as well.
      const whole =
        inside.length > 0 &&
        kept.length === inside.length &&
        kept.every((one, at) => one.value.length === inside[at]?.value.length);
      return { tag, inside: kept, value: whole || !isConstructed(tag) ? value : new Uint8Array(0) };
    });

/**
 * Packed decimal digits as a number; null where a half is none. At most twelve digits, which a number holds exactly.
 */
export function bcd(bytes: Uint8Array | undefined): number | null {
  if (bytes === undefined) return null;
  let value = 0;
  for (const byte of bytes) {
    if (byte >> 4 > 9 || (byte & 0x0f) > 9) return null;
    value = value * 100 + (byte >> 4) * 10 + (byte & 0x0f);
  }
  return value;
}

/** A whole number as packed decimal digits, filled with zeros from the left. */
export function toBcd(value: number, length: number): number[] {
  const digits = String(value).padStart(length * 2, '0');
  if (!Number.isInteger(value) || value < 0 || digits.length > length * 2)
    throw new Error(`${value} does not fit into ${length} bytes of decimal digits`);
  return Array.from({ length }, (_, at) => (Number(digits[at * 2]) << 4) | Number(digits[at * 2 + 1]));
}

export const llvar = (bytes: ArrayLike<number>): number[] => [
  0xf0 | Math.floor(bytes.length / 10),
  0xf0 | (bytes.length % 10),
  ...Array.from(bytes),
];
