import { LONGEST } from './hid-pos.ts';

const CR = 0x0d;
const LF = 0x0a;
const STX = 0x02;
const ETX = 0x03;

/** Lines of a scanner on a serial port: data and a suffix CR, LF, CR LF or ETX; a prefix STX is left out. */
export class ScannedLines {
  #bytes: number[] = [];
  #dropping = false;

  /** The codes that these bytes complete. */
  push(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    for (const byte of bytes) {
      if (byte === CR || byte === LF || byte === ETX) {
        if (this.#bytes.length > 0 && !this.#dropping) lines.push(new TextDecoder().decode(Uint8Array.from(this.#bytes)));
        this.forget();
      } else if (byte === STX) this.forget();
      else if (this.#bytes.length >= LONGEST) {
        // No code is as long: nothing of it is used, up to its end.
        this.#bytes = [];
        this.#dropping = true;
      } else if (!this.#dropping) this.#bytes.push(byte);
    }
    return lines;
  }

  forget(): void {
    this.#bytes.fill(0);
    this.#bytes = [];
    this.#dropping = false;
  }
}
