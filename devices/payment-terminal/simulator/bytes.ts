/** `value` as `length` bytes of packed decimal, high digits first; digits that do not fit are lost, as on the terminal's counters. */
export function toBcd(value: number, length: number): number[] {
  const digits = String(value).padStart(length * 2, '0').slice(-length * 2);
  return Array.from({ length }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
}

/** Null where a half-byte is not a decimal digit. */
export function fromBcd(bytes: Uint8Array): number | null {
  const digits = hex(bytes);
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** LLVAR (`places` 2) and LLLVAR (3): the length in decimal, one digit a byte, each under `F`. */
export function varField(bytes: readonly number[], places: 2 | 3): number[] {
  return [...String(bytes.length).padStart(places, '0')].map((digit) => 0xf0 | Number(digit)).concat(bytes);
}

/** A TLV object; the length takes one byte below 128, `81 nn` or `82 nn nn` above. */
export function tlv(tag: number, value: readonly number[]): number[] {
  const tagBytes = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  return [...tagBytes, ...tlvLength(value.length), ...value];
}

/** BMP 06: a container of TLV objects. */
export const container = (...objects: readonly number[][]): number[] => tlv(0x06, objects.flat());

function tlvLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

export interface TlvObject {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** The objects one after the other; null where one does not end within the bytes. */
export function readTlv(bytes: Uint8Array): TlvObject[] | null {
  const objects: TlvObject[] = [];
  let at = 0;
  while (at < bytes.length) {
    let tag = bytes[at++] ?? 0;
    if ((tag & 0x1f) === 0x1f) {
      const next = bytes[at++];
      if (next === undefined) return null;
      tag = (tag << 8) | next;
    }
    const length = readLength(bytes, at);
    if (length === null || length.next + length.value > bytes.length) return null;
    objects.push({ tag, value: bytes.subarray(length.next, length.next + length.value) });
    at = length.next + length.value;
  }
  return objects;
}

/** A TLV length at `at`, and where its value begins. */
export function readLength(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { value: first, next: at + 1 };
  const second = bytes[at + 1];
  if (first === 0x81 && second !== undefined) return { value: second, next: at + 2 };
  const third = bytes[at + 2];
  if (first === 0x82 && second !== undefined && third !== undefined) return { value: (second << 8) | third, next: at + 3 };
  return null;
}
