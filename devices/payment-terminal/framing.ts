/**
 * The serial line's blocks, PA00P016, 2: `10 02`, the message with each 10 doubled, `10 03`, check sum low byte first.
 * The check sum is not escaped, so a block ends two bytes after its `10 03`, whatever they are.
 */
const DLE = 0x10;
const STX = 0x02;
const ETX = 0x03;
export const ACK = 0x06;
export const NAK = 0x15;

export type Framed =
  | { readonly kind: 'block'; readonly apdu: Uint8Array }
  /** A block whose check sum is wrong, or that is longer than any message. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  /** So many bytes belong to no block. */
  | { readonly kind: 'discarded'; readonly count: number };

/** The longest message: a header of five bytes and 65535 of data. */
const LONGEST = 5 + 0xffff;

/** CRC-16/KERMIT over the message and the closing 03: reflected polynomial 8408, start 0, nothing at the end. */
export function checkSum(apdu: Uint8Array): number {
  let sum = 0;
  const add = (byte: number): void => {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >> 1 : (sum >> 1) ^ 0x8408;
  };
  for (const byte of apdu) add(byte);
  add(ETX);
  return sum;
}

export function frame(apdu: Uint8Array): Uint8Array {
  const sum = checkSum(apdu);
  const body: number[] = [];
  for (const byte of apdu) body.push(byte, ...(byte === DLE ? [DLE] : []));
  return Uint8Array.from([DLE, STX, ...body, DLE, ETX, sum & 0xff, sum >> 8]);
}

type State = 'idle' | 'dle' | 'body' | 'body-dle' | 'sum-low' | 'sum-high';

/**
 * Takes the line apart; any cut of the same bytes into chunks gives the same blocks and answers, and discards as many
 * bytes. Holds at most one message.
 */
export class Deframer {
  #state: State = 'idle';
  #body: number[] = [];
  #low = 0;
  #discarded = 0;

  push(bytes: Uint8Array): Framed[] {
    const found: Framed[] = [];
    for (const byte of bytes) this.#take(byte, found);
    this.#tellDiscarded(found);
    return found;
  }

  /** In the middle of a block: T1 runs. */
  get inBlock(): boolean {
    return this.#state !== 'idle';
  }

  /** T1 is over: what came of the block is noise. */
  reset(): void {
    this.#state = 'idle';
    this.#body = [];
  }

  get held(): number {
    return this.#body.length;
  }

  #take(byte: number, found: Framed[]): void {
    switch (this.#state) {
      case 'idle':
        if (byte === DLE) this.#state = 'dle';
        else if (byte === ACK || byte === NAK) {
          this.#tellDiscarded(found);
          found.push({ kind: byte === ACK ? 'ack' : 'nak' });
        } else this.#discarded++;
        return;
      case 'dle':
        if (byte === STX) {
          this.#body = [];
          this.#state = 'body';
          return;
        }
        // A 10 that begins nothing. What stands behind it may be an answer, or the 10 that does.
        this.#discarded++;
        this.#state = 'idle';
        this.#take(byte, found);
        return;
      case 'body':
        if (byte === DLE) this.#state = 'body-dle';
        else this.#add(byte, found);
        return;
      case 'body-dle':
        if (byte === DLE) {
          this.#state = 'body';
          this.#add(DLE, found);
        } else if (byte === ETX) this.#state = 'sum-low';
        else if (byte === STX) {
          // The other side began anew: what came before is half a block.
          this.#discarded += this.#body.length + 2;
          this.#body = [];
          this.#state = 'body';
        } else this.#break(found);
        return;
      case 'sum-low':
        this.#low = byte;
        this.#state = 'sum-high';
        return;
      case 'sum-high': {
        const apdu = Uint8Array.from(this.#body);
        this.#state = 'idle';
        this.#body = [];
        this.#tellDiscarded(found);
        found.push(checkSum(apdu) === (this.#low | (byte << 8)) ? { kind: 'block', apdu } : { kind: 'broken' });
      }
    }
  }

  #add(byte: number, found: Framed[]): void {
    this.#body.push(byte);
    if (this.#body.length > LONGEST) this.#break(found);
  }

  #break(found: Framed[]): void {
    this.reset();
    this.#tellDiscarded(found);
    found.push({ kind: 'broken' });
  }

  #tellDiscarded(found: Framed[]): void {
    if (this.#discarded === 0) return;
    found.push({ kind: 'discarded', count: this.#discarded });
    this.#discarded = 0;
  }
}
