import { type KeyboardReport, keyboardReport, PressedKeys } from '../link/boot-keyboard.ts';
import { LONGEST } from './hid-pos.ts';
import { AltCodes, characterOf, typedOnKeypad } from './keypad-keys.ts';
import { withoutNoise } from './text.ts';

export type Layout = 'de' | 'us';

/** Keyboard usages (HID Usage Tables, 10): letters from 0x04, digits from 0x1e. */
const LETTERS = 0x04;
const DIGITS = 0x1e;

/** Enter, Return and Tab end a code, also those of the keypad. */
const ENDS: ReadonlySet<number> = new Set([0x28, 0x58, 0x9e, 0x2b, 0xba]);
/** The same as characters that come by their number. */
const LINE_ENDS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d]);

/** Plain, with shift, with AltGr; by usage from 0x2c. */
const SIGNS: { readonly [L in Layout]: Readonly<Record<number, readonly [string, string, string?]>> } = {
  us: {
    0x2c: [' ', ' '],
    0x2d: ['-', '_'],
    0x2e: ['=', '+'],
    0x2f: ['[', '{'],
    0x30: [']', '}'],
    0x31: ['\\', '|'],
    0x33: [';', ':'],
    0x34: ["'", '"'],
    0x35: ['`', '~'],
    0x36: [',', '<'],
    0x37: ['.', '>'],
    0x38: ['/', '?'],
  },
  de: {
    0x2c: [' ', ' '],
    0x2d: ['ß', '?', '\\'],
    0x2e: ['´', '`'],
    0x2f: ['ü', 'Ü'],
    0x30: ['+', '*', '~'],
    0x31: ['#', "'"],
    0x32: ['#', "'"],
    0x33: ['ö', 'Ö'],
    0x34: ['ä', 'Ä'],
    0x35: ['^', '°'],
    0x36: [',', ';'],
    0x37: ['.', ':'],
    0x38: ['-', '_'],
    0x64: ['<', '>', '|'],
  },
};
const DIGIT_SIGNS: { readonly [L in Layout]: readonly [string, string] } = {
  us: ['!@#$%^&*()', ''],
  de: ['!"§$%&/()=', ' ²³   {[]}'],
};
/** Without a layout a German keyboard has these two the other way round. */
const SWAPPED: Readonly<Record<string, string>> = { y: 'z', z: 'y' };

/** What a key types; null for one that types nothing. */
export function typed(
  usage: number,
  { shift, altGr }: Pick<KeyboardReport, 'shift' | 'altGr'>,
  layout: Layout,
): string | null {
  if (usage >= LETTERS && usage < LETTERS + 26) {
    const plain = String.fromCharCode(0x61 + usage - LETTERS);
    const letter = layout === 'de' ? (SWAPPED[plain] ?? plain) : plain;
    if (altGr && layout === 'de') return { q: '@', e: '€', m: 'µ' }[letter] ?? null;
    return shift ? letter.toUpperCase() : letter;
  }
  if (usage >= DIGITS && usage < DIGITS + 10) {
    const at = usage - DIGITS;
    const [shifted, alternate] = DIGIT_SIGNS[layout];
    if (altGr) return alternate[at]?.trim() || null;
    return shift ? (shifted[at] ?? null) : ('1234567890'[at] ?? null);
  }
  const sign = SIGNS[layout][usage];
  return sign === undefined ? typedOnKeypad(usage, layout) : ((altGr ? sign[2] : shift ? sign[1] : sign[0]) ?? null);
}

/** Codes that a scanner types like a keyboard. */
export class TypedCodes {
  readonly #layout: Layout;
  readonly #pressed = new PressedKeys();
  readonly #altCodes = new AltCodes();
  #text = '';
  #dropping = false;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** The code that this report completes; null where none. */
  push(report: Uint8Array): string | null {
    const read = keyboardReport(report);
    if (read === null) return null;
    let code: string | null = null;
    const pressed = this.#pressed.push(read);
    const { taken, code: byNumber } = this.#altCodes.push(read.alt, pressed);
    if (byNumber !== null) {
      if (LINE_ENDS.has(byNumber.byte)) code = this.#end();
      else this.#add(withoutNoise(characterOf(byNumber)));
    }
    for (const usage of pressed) {
      if (taken.has(usage)) continue;
      if (ENDS.has(usage)) code = this.#end() ?? code;
      else this.#add(typed(usage, read, this.#layout) ?? '');
    }
    return code;
  }

  #end(): string | null {
    const code = this.#text === '' ? null : this.#text;
    this.giveUp();
    return code;
  }

  #add(typed: string): void {
    if (this.#dropping) return;
    if (this.#text.length + typed.length <= LONGEST) this.#text += typed;
    else {
      // No code is as long: nothing of it is used, up to its end.
      this.#text = '';
      this.#dropping = true;
    }
  }

  /** How many characters of a code without its end are forgotten. The keys that are down stay so. */
  giveUp(): number {
    const lost = this.#text.length;
    this.#text = '';
    this.#dropping = false;
    return lost;
  }

  forget(): void {
    this.#pressed.forget();
    this.#altCodes.forget();
    this.giveUp();
  }
}
