import { symbologyOf, withoutEci } from './aim.ts';
import type { Scan } from './scanner.ts';
import { textOf } from './text.ts';

/** Bytes of one code; the largest QR code holds 2953 (ISO/IEC 18004). */
export const LONGEST = 4096;

const REPORT_ID = 0x02;
const BRACKET = 0x5d;
/** Bytes of data in one report. */
const ROOM = 56;
/** Where a report says whether another one of the same code follows. */
const CONTINUED = 63;

/**
 * Input reports of a scanner on the HID POS usage page (0x8C, usage 0x02): report id, length, AIM identifier, data, and
 * at 63 whether more follows. Some makers put one byte before the identifier; its bracket says where it stands.
 */
export class HidPosReports {
  #parts: number[] = [];
  #letter: string | null = null;
  #modifier: string | null = null;
  #dropping = false;

  /**
   * The scan that this report completes; null where more follows, or it is none. `damaged`: something does not fit, and
   * nothing of this code is used.
   */
  push(report: Uint8Array): Scan | 'damaged' | null {
    if (report[0] !== REPORT_ID || report.length < 6) return null;
    const continued = report[CONTINUED] === 1;
    if (this.#dropping) {
      this.#dropping = continued;
      return null;
    }
    const shift = report[2] !== BRACKET && report[3] === BRACKET ? 1 : 0;
    const length = report[1] ?? 0;
    const from = 5 + shift;
    const identifier = report.subarray(2 + shift, from);
    // Without an identifier a scanner leaves its place empty; anything else there is no report of a code.
    const named = identifier[0] === BRACKET;
    if (
      length > ROOM ||
      from + length > report.length ||
      this.#parts.length + length > LONGEST ||
      (!named && identifier.some((byte) => byte !== 0))
    )
      return this.#damaged(continued);
    if (named) {
      const letter = String.fromCharCode(identifier[1] ?? 0);
      // Another code begins in the middle of one: its end was lost.
      if (this.#letter !== null && this.#letter !== letter) this.#parts = [];
      this.#letter = letter;
      this.#modifier = String.fromCharCode(identifier[2] ?? 0);
    }
    this.#parts.push(...report.subarray(from, from + length));
    if (continued) return null;
    const text = textOf(this.#parts);
    if (text === null) return this.#damaged(false);
    const symbology = this.#letter === null ? null : symbologyOf(this.#letter);
    const scan: Scan | null = text === '' ? null : { text: withoutEci(text, this.#letter, this.#modifier), symbology };
    this.forget();
    return scan;
  }

  /** How many bytes of a code without its end are forgotten. */
  forget(): number {
    const lost = this.#parts.length;
    this.#parts.fill(0);
    this.#parts = [];
    this.#letter = null;
    this.#modifier = null;
    this.#dropping = false;
    return lost;
  }

  #damaged(continued: boolean): 'damaged' {
    this.forget();
    // The rest of it would look like a code of its own.
    this.#dropping = continued;
    return 'damaged';
  }
}
