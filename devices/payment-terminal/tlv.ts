/** BER-TLV as ZVT uses it (PA00P015, 9): tags of one or two bytes, lengths `7F`, `81 nn`, `82 nn nn`. */
export interface Tlv {
  /** 0x07, 0x1F1F, 0xFF40 … */
  readonly tag: number;
  readonly value: Uint8Array;
  /** What a constructed tag (bit 6 of its first byte) holds. */
  readonly inside: readonly Tlv[];
}

/** Containers within containers; a real message has three. */
const DEEPEST = 8;

/** The tags we ask for or read. */
export const TAG = {
  line: 0x07, attribute: 0x09, lineWidth: 0x12, characterSet: 0x14, displayText: 0x24, lines: 0x25, permittedCommands: 0x26, command: 0x0a,
  /** 1 merchant, 2 customer, 3 administration. */
  receiptType: 0x1f07,
  transactionId: 0x1f1f, messageId: 0x1f73,
} as const;

export function encodeTlv(tag: number, value: ArrayLike<number>): number[] {
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return [...(tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]), ...size, ...Array.from(value)];
}

/** Length and where the value begins; null where the bytes end before that. */
export function tlvLength(bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } | null {
  const [first, second, third] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  if (first === undefined) return null;
  if (first < 0x80) return { length: first, start: at + 1 };
  if (first === 0x81 && second !== undefined) return { length: second, start: at + 2 };
  if (first === 0x82 && second !== undefined && third !== undefined) return { length: (second << 8) | third, start: at + 3 };
  return null;
}

/** What is whole in it; `null` where a length leads beyond the end. */
export function decodeTlv(bytes: Uint8Array, depth = 0): Tlv[] | null {
  const found: Tlv[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    // Padding between objects.
    if (first === 0x00 || first === 0xff && at + 1 === bytes.length) {
      at += 1;
      continue;
    }
    const long = (first & 0x1f) === 0x1f;
    const tag = long ? (first << 8) | (bytes[at + 1] ?? 0) : first;
    const size = tlvLength(bytes, at + (long ? 2 : 1));
    if (size === null || size.start + size.length > bytes.length) return null;
    const value = bytes.slice(size.start, size.start + size.length);
    const inside = (first & 0x20) !== 0 && depth < DEEPEST ? (decodeTlv(value, depth + 1) ?? []) : [];
    found.push({ tag, value, inside });
    at = size.start + size.length;
  }
  return found;
}

/** The first object with this tag, wherever it is. */
export function findTlv(objects: readonly Tlv[], tag: number): Tlv | null {
  for (const object of objects) {
    if (object.tag === tag) return object;
    const inside = findTlv(object.inside, tag);
    if (inside !== null) return inside;
  }
  return null;
}
