import type { Scan } from './scanner.ts';
import { symbologyOf } from './aim.ts';

/** Characters of one code; the largest QR code holds 4296. */
export const LONGEST = 4096;

const REPORT_ID = 0x02;
const BRACKET = 0x5d;
/** Bytes of data in one report. */
const ROOM = 56;

/**
 * Input reports of a scanner on the HID POS usage page (0x8C, usage 0x02): report id, length, AIM identifier, data, and at 63 whether
 * more follows. Some makers put one byte before the identifier; its bracket says where it stands.
 */
export class HidPosReports {
  #parts: number[] = [];
  #letter: string | null = null;

  /** The scan that this report completes; null where more follows, or it is none. `damaged`: something does not fit, and what came so far is dropped. */
  push(report: Uint8Array): Scan | 'damaged' | null {
    if (report[0] !== REPORT_ID || report.length < 6) return null;
    const shift = report[2] !== BRACKET && report[3] === BRACKET ? 1 : 0;
    const length = report[1] ?? 0;
    const from = 5 + shift;
    if (length > ROOM || from + length > report.length || this.#parts.length + length > LONGEST) return this.#damaged();
    if (report[2 + shift] === BRACKET) {
      const letter = String.fromCharCode(report[3 + shift] ?? 0);
      // Another code begins in the middle of one: its end was lost.
      if (this.#letter !== null && this.#letter !== letter) this.#parts = [];
      this.#letter = letter;
    }
    this.#parts.push(...report.subarray(from, from + length));
    if ((report[63] ?? 0) === 1) return null;
    const scan: Scan = { text: new TextDecoder().decode(Uint8Array.from(this.#parts)), symbology: this.#letter === null ? null : symbologyOf(this.#letter) };
    this.forget();
    return scan;
  }

  forget(): void {
    this.#parts.fill(0);
    this.#parts = [];
    this.#letter = null;
  }

  #damaged(): 'damaged' {
    this.forget();
    return 'damaged';
  }
}
