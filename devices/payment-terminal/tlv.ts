/** BER-TLV as ZVT uses it (PA00P015, 9): tags of one to four bytes, lengths `7F`, `81 nn`, `82 nn nn`. */
export interface Tlv {
  /** 0x07, 0x1F1F, 0xDF8101 … */
  readonly tag: number;
  readonly value: Uint8Array;
  /** What a constructed tag (bit 6 of its first byte) holds. */
  readonly inside: readonly Tlv[];
}

/** Containers within containers; a real message has three. */
const DEEPEST = 8;
/** Bytes. */
const LONGEST_TAG = 4;

/** The tags we ask for or read. */
export const TAG = {
  line: 0x07,
  attribute: 0x09,
  lineWidth: 0x12,
  characterSet: 0x14,
  displayText: 0x24,
  lines: 0x25,
  permittedCommands: 0x26,
  command: 0x0a,
  /** 1 merchant, 2 customer, 3 administration. */
  receiptType: 0x1f07,
  transactionId: 0x1f1f,
  messageId: 0x1f73,
} as const;

export function encodeTlv(tag: number, value: ArrayLike<number>): number[] {
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  const bytes = [tag >>> 24, (tag >>> 16) & 0xff, (tag >>> 8) & 0xff, tag & 0xff];
  return [...bytes.slice(bytes.findIndex((byte, at) => byte !== 0 || at === 3)), ...size, ...Array.from(value)];
}

/** Where bits 1 to 5 of the first byte are set, more follow, up to the first without its highest bit. */
function tagAt(bytes: Uint8Array, at: number): { readonly tag: number; readonly end: number } | null {
  let tag = bytes[at] ?? 0;
  if ((tag & 0x1f) !== 0x1f) return { tag, end: at + 1 };
  for (let end = at + 1; end < at + LONGEST_TAG; end++) {
    const byte = bytes[end];
    if (byte === undefined) return null;
    tag = ((tag << 8) | byte) >>> 0;
    if ((byte & 0x80) === 0) return { tag, end: end + 1 };
  }
  return null;
}

/** Length and where the value begins; null where the bytes end before that. */
export function tlvLength(bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } | null {
  const [first, second, third] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  if (first === undefined) return null;
  if (first < 0x80) return { length: first, start: at + 1 };
  if (first === 0x81 && second !== undefined) return { length: second, start: at + 2 };
  if (first === 0x82 && second !== undefined && third !== undefined)
    return { length: (second << 8) | third, start: at + 3 };
  return null;
}

/** What is whole in it; `null` where a length leads beyond the end. */
export function decodeTlv(bytes: Uint8Array, depth = 0): Tlv[] | null {
  const found: Tlv[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    // Padding between objects.
    if (first === 0x00 || (first === 0xff && at + 1 === bytes.length)) {
      at += 1;
      continue;
    }
    const named = tagAt(bytes, at);
    const size = named === null ? null : tlvLength(bytes, named.end);
    if (named === null || size === null || size.start + size.length > bytes.length) return null;
    const value = bytes.slice(size.start, size.start + size.length);
    const inside = isConstructed(named.tag) && depth < DEEPEST ? (decodeTlv(value, depth + 1) ?? []) : [];
    found.push({ tag: named.tag, value, inside });
    at = size.start + size.length;
  }
  return found;
}

/** Bit 6 of its first byte: it holds other objects. */
export function isConstructed(tag: number): boolean {
  let first = tag;
  while (first > 0xff) first >>>= 8;
  return (first & 0x20) !== 0;
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
