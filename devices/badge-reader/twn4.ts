/**
 * ELATEC TWN4 simple protocol: hexadecimal digits and CR, a function's number first in the question, a status first in
 * the answer.
 */

/** Function numbers: search for a tag with at most 16 bytes of id, version, beep. */
export const SEARCH_TAG = '050010';
/** At most 255 characters. */
export const GET_VERSION = '0004FF';
/** Half of full volume, 2400 Hz (little-endian), 60 ms on, 60 ms off. */
export const BEEP = '04073260093C003C00';

/** Status of an answer to a function that this firmware does not have. */
export const UNKNOWN_FUNCTION = 0x01;

/** Characters of one answer; the longest, a version, has 2 + 2 + 510. */
const LONGEST = 1_024;

/** Lines that end with CR; anything but hexadecimal digits is noise and makes its line invalid. */
export class Twn4Lines {
  #text = '';
  #dropping = false;

  /** Answers as bytes; null for a line that is none. */
  push(bytes: Uint8Array): (Uint8Array | null)[] {
    const answers: (Uint8Array | null)[] = [];
    for (const byte of bytes) {
      if (byte === 0x0a) continue;
      if (byte === 0x0d) {
        if (this.#text !== '' || this.#dropping)
          answers.push(
            this.#dropping || !/^([0-9A-Fa-f]{2})+$/.test(this.#text)
              ? null
              : Uint8Array.from(Buffer.from(this.#text, 'hex')),
          );
        this.forget();
      } else if (this.#text.length >= LONGEST) this.#dropping = true;
      else this.#text += String.fromCharCode(byte);
    }
    return answers;
  }

  forget(): void {
    this.#text = '';
    this.#dropping = false;
  }
}

export interface Tag {
  /** 0x80 MIFARE, 0x83 LEGIC, 0x84 iCLASS, 0x40 EM4102, 0x49 HID Prox. */
  readonly kind: number;
  /** Hexadecimal in capitals. */
  readonly id: string;
}

/**
 * The answer to `SEARCH_TAG`: status 00, found 01, kind, bits, bytes of id, id. Null: none there; `invalid`: no such
 * answer.
 */
export function tagOf(answer: Uint8Array): Tag | null | 'invalid' {
  if (answer[0] !== 0x00) return 'invalid';
  if (answer[1] === 0x00) return null;
  const length = answer[4];
  if (answer[1] !== 0x01 || length === undefined || length === 0 || answer.length !== 5 + length) return 'invalid';
  return { kind: answer[2] ?? 0, id: Buffer.from(answer.subarray(5)).toString('hex').toUpperCase() };
}

/**
 * Four bytes that begin with 08 are made up anew each time (ISO/IEC 14443-3, 6.5.4): identity cards and telephones.
 * They identify no person.
 */
export const isRandom = ({ id }: Tag): boolean => id.length === 8 && id.startsWith('08');

/**
 * The answer to `GET_VERSION`: status 00, length, text; null where it is none, as the answer to an earlier question is.
 */
export function versionOf(answer: Uint8Array): string | null {
  const length = answer[1] ?? 0;
  if (answer[0] !== 0x00 || answer.length !== 2 + length || length === 0) return null;
  return new TextDecoder()
    .decode(answer.subarray(2, 2 + length))
    .replace(/[^\x20-\x7e]/g, '')
    .trim();
}
