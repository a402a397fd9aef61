export const ACK = 0x06;
export const NAK = 0x15;
const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;

/** The longest message: `FF lo hi` and 65535 bytes. */
const longest = 5 + 0xffff;

export type Framed =
  | { readonly kind: 'block'; readonly apdu: Uint8Array }
  /** A block with a wrong check sum, or one longer than a message can be. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  /** A byte that belongs to no block. */
  | { readonly kind: 'noise' };

/**
 * CRC-16/KERMIT over the message and the closing 03: polynomial 8408 reflected, start 0, no final exclusive-or
 * (PA00P016).
 */
export function checkSum(apdu: Uint8Array): number {
  let crc = 0;
  for (const byte of [...apdu, ETX]) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}

/** `10 02 | message, each 10 doubled | 10 03 | CRC, low byte first`. */
export function frame(apdu: Uint8Array): Uint8Array {
  const crc = checkSum(apdu);
  const body = [...apdu].flatMap((byte) => (byte === DLE ? [DLE, DLE] : [byte]));
  return Uint8Array.from([DLE, STX, ...body, DLE, ETX, crc & 0xff, crc >> 8]);
}

/** Byte for byte, because the two check bytes are not escaped and may themselves be 10 or 03. */
export class FrameReader {
  #state: 'between' | 'opening' | 'body' | 'escape' | 'crc-low' | 'crc-high' = 'between';
  #body: number[] = [];
  #crcLow = 0;

  /** A block has begun and not ended. */
  get inside(): boolean {
    return this.#state !== 'between';
  }

  reset(): void {
    this.#state = 'between';
    this.#body = [];
  }

  push(bytes: Uint8Array): Framed[] {
    const found: Framed[] = [];
    for (const byte of bytes) {
      const next = this.#take(byte);
      if (next !== null) found.push(next);
    }
    return found;
  }

  #take(byte: number): Framed | null {
    switch (this.#state) {
      case 'between':
        if (byte === ACK) return { kind: 'ack' };
        if (byte === NAK) return { kind: 'nak' };
        if (byte !== DLE) return { kind: 'noise' };
        this.#state = 'opening';
        return null;
      case 'opening':
        if (byte === STX) {
          this.#body = [];
          this.#state = 'body';
          return null;
        }
        if (byte !== DLE) this.#state = 'between';
        return { kind: 'noise' };
      case 'body':
        if (byte === DLE) this.#state = 'escape';
        else return this.#keep(byte);
        return null;
      case 'escape':
        if (byte === DLE) {
          this.#state = 'body';
          return this.#keep(byte);
        }
        if (byte === ETX) {
          this.#state = 'crc-low';
          return null;
        }
        // 10 02 within a block: the sender began anew. Anything else is no block at all.
        this.#state = byte === STX ? 'body' : 'between';
        this.#body = [];
        return { kind: 'broken' };
      case 'crc-low':
        this.#crcLow = byte;
        this.#state = 'crc-high';
        return null;
      case 'crc-high': {
        const apdu = Uint8Array.from(this.#body);
        this.reset();
        return checkSum(apdu) === (this.#crcLow | (byte << 8)) ? { kind: 'block', apdu } : { kind: 'broken' };
      }
    }
  }

  #keep(byte: number): Framed | null {
    if (this.#body.length >= longest) {
      this.reset();
      return { kind: 'broken' };
    }
    this.#body.push(byte);
    return null;
  }
}
