/**
 * How the reader puts a document on the line. Desko's papers name SOD and EOD and not their values: 01 and 04 are
 * assumed. Elyctis: IDBOX One Scanner Command Set 1.7. Single bytes, 0–255.
 */
export type Framing =
  /** SOD STX, each line followed by CR, ETX EOD. */
  | {
      readonly kind: 'desko';
      readonly sod?: number;
      readonly stx?: number;
      readonly etx?: number;
      readonly eod?: number;
      readonly separator?: number;
    }
  /** STX, each line followed by CR, ETX. */
  | { readonly kind: 'access-is'; readonly stx?: number; readonly etx?: number; readonly separator?: number }
  /** Elyctis: `49 L1 L2` and so many bytes; each line followed by the separator, by nothing where it is null. */
  | { readonly kind: 'elyctis'; readonly separator?: number | null };

const SOH = 0x01;
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const CR = 0x0d;

/** Answer to the Inquire command and, in continuous reading, a document by itself. */
export const INQUIRE = 0x49;
export const CONTINUOUS = 0x43;

export function frameDocument(framing: Framing, lines: readonly string[]): Uint8Array {
  const separator = framing.separator === undefined ? CR : framing.separator;
  const text = lines.flatMap((line) => [...Buffer.from(line, 'latin1'), ...(separator === null ? [] : [separator])]);
  switch (framing.kind) {
    case 'desko':
      return Uint8Array.of(framing.sod ?? SOH, framing.stx ?? STX, ...text, framing.etx ?? ETX, framing.eod ?? EOT);
    case 'access-is':
      return Uint8Array.of(framing.stx ?? STX, ...text, framing.etx ?? ETX);
    case 'elyctis':
      return message(INQUIRE, text.slice(0, 0xffff));
  }
}

/** Command or answer, the length of its data with the most significant byte first, its data. */
export function message(command: number, data: readonly number[]): Uint8Array {
  return Uint8Array.of(command, data.length >> 8, data.length & 0xff, ...data);
}

export interface Message {
  readonly command: number;
  readonly data: Uint8Array;
}

/** A host has nothing to say that is longer. Bytes. */
const LONGEST = 64;

/**
 * Takes Elyctis commands out of the host's bytes; null stands for a byte that was skipped, since no command is as long
 * as it would have begun.
 */
export class MessageReader {
  #pending: number[] = [];

  push(bytes: Uint8Array): (Message | null)[] {
    const found: (Message | null)[] = [];
    this.#pending.push(...bytes);
    for (;;) {
      const [command, high = 0, low = 0] = this.#pending;
      const length = high * 256 + low;
      if (command === undefined || this.#pending.length < 3) return found;
      if (length > LONGEST) {
        found.push(null);
        this.#pending.shift();
        continue;
      }
      if (this.#pending.length < 3 + length) return found;
      found.push({ command, data: Uint8Array.from(this.#pending.slice(3, 3 + length)) });
      this.#pending = this.#pending.slice(3 + length);
    }
  }

  reset(): void {
    this.#pending = [];
  }
}
