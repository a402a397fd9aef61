/** One message of either side: class, instruction and data block. */
export interface Apdu {
  /** Class and instruction as one number: 0x0601 is the authorization. */
  readonly code: number;
  readonly data: Uint8Array;
}

/** CLASS INSTR LEN data; from 255 bytes on LEN is `FF lo hi`, low byte first. */
export function encodeApdu(code: number, data: readonly number[] = []): Uint8Array {
  const length = data.length < 0xff ? [data.length] : [0xff, data.length & 0xff, data.length >> 8];
  return Uint8Array.from([code >> 8, code & 0xff, ...length, ...data]);
}

/** Cuts a stream without framing (TCP) into messages; holds at most one message and what came with it. */
export class ApduReader {
  #held: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): Apdu[] {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const found: Apdu[] = [];
    for (;;) {
      const size = apduSize(this.#held);
      if (size === null || this.#held.length < size.header + size.data) break;
      found.push({
        code: codeOf(this.#held),
        data: Uint8Array.from(this.#held.subarray(size.header, size.header + size.data)),
      });
      this.#held = this.#held.subarray(size.header + size.data);
    }
    return found;
  }

  reset(): void {
    this.#held = new Uint8Array(0);
  }

  get held(): number {
    return this.#held.length;
  }
}

/**
 * The message that fills the bytes exactly (serial: the frame says where it ends); null where its length says
 * otherwise.
 */
export function decodeApdu(bytes: Uint8Array): Apdu | null {
  const size = apduSize(bytes);
  if (size === null || size.header + size.data !== bytes.length) return null;
  return { code: codeOf(bytes), data: bytes.subarray(size.header) };
}

const codeOf = (bytes: Uint8Array): number => ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);

function apduSize(bytes: Uint8Array): { readonly header: number; readonly data: number } | null {
  const short = bytes[2];
  if (short === undefined) return null;
  if (short !== 0xff) return { header: 3, data: short };
  const low = bytes[3];
  const high = bytes[4];
  return low === undefined || high === undefined ? null : { header: 5, data: low | (high << 8) };
}
