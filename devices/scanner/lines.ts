import { LONGEST } from './hid-pos.ts';
import { textOf } from './text.ts';

const CR = 0x0d;
const LF = 0x0a;
const STX = 0x02;
const ETX = 0x03;

/** Lines of a scanner on a serial port: data and a suffix CR, LF, CR LF or ETX; a prefix STX is left out. */
export class ScannedLines {
  #bytes: number[] = [];
  #dropping = false;

  /** The codes that these bytes complete; `damaged` for a line that is no text, or longer than any code. */
  push(bytes: Uint8Array): (string | { readonly damaged: true })[] {
    const lines: (string | { readonly damaged: true })[] = [];
    for (const byte of bytes) {
      if (byte === CR || byte === LF || byte === ETX) {
        const text = this.#dropping ? null : textOf(this.#bytes);
        if (text !== '') lines.push(text ?? { damaged: true });
        this.forget();
      } else if (byte === STX) this.forget();
      else if (this.#dropping) continue;
      else if (this.#bytes.length < LONGEST) this.#bytes.push(byte);
      else {
        // No code is as long: nothing of it is used, up to its end.
        this.forget();
        this.#dropping = true;
      }
    }
    return lines;
  }

  /** How many bytes of a line without its end are forgotten. */
  forget(): number {
    const lost = this.#bytes.length;
    this.#bytes.fill(0);
    this.#bytes = [];
    this.#dropping = false;
    return lost;
  }
}
