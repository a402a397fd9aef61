/** One message of either side, PA00P015, 1: class and instruction, and the data block. */
export interface Apdu {
  /** Class and instruction as one number: 0x0601 is the authorization, 0x8000 the positive acknowledgement. */
  readonly code: number;
  readonly data: Uint8Array;
}

/** The longest data block: its length stands in two bytes after FF. */
const LONGEST = 0xffff;

/** CLASS INSTR LEN data; from 255 bytes on LEN is `FF lo hi`, low byte first. */
export function encodeApdu(code: number, data: ArrayLike<number> = []): Uint8Array {
  if (data.length > LONGEST) throw new Error('a data block has at most 65535 bytes');
  const length = data.length < 0xff ? [data.length] : [0xff, data.length & 0xff, data.length >> 8];
  return Uint8Array.from([code >> 8, code & 0xff, ...length, ...Array.from(data)]);
}

/** The message that fills the bytes exactly, as in a serial block; null where its own length says otherwise. */
export function decodeApdu(bytes: Uint8Array): Apdu | null {
  const size = sizeOf(bytes);
  return size === null || size.header + size.data !== bytes.length
    ? null
    : { code: codeOf(bytes), data: bytes.slice(size.header) };
}

/** Cuts a stream without framing (TCP, PA00P016) into messages. Holds at most one message that is not whole. */
export class ApduStream {
  #held: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): Apdu[] {
    let rest = this.#held.length === 0 ? bytes : concat(this.#held, bytes);
    const found: Apdu[] = [];
    for (;;) {
      const size = sizeOf(rest);
      if (size === null || rest.length < size.header + size.data) break;
      found.push({ code: codeOf(rest), data: rest.slice(size.header, size.header + size.data) });
      rest = rest.subarray(size.header + size.data);
    }
    // A copy: the caller's bytes are not ours to keep, and a part of them would keep the whole.
    this.#held = rest.slice();
    return found;
  }

  /** Bytes of a message that is not whole yet. */
  get held(): number {
    return this.#held.length;
  }
}

const codeOf = (bytes: Uint8Array): number => ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);

function sizeOf(bytes: Uint8Array): { readonly header: number; readonly data: number } | null {
  const [, , short, low, high] = bytes;
  if (short === undefined) return null;
  if (short !== 0xff) return { header: 3, data: short };
  return low === undefined || high === undefined ? null : { header: 5, data: low | (high << 8) };
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
