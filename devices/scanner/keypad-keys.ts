import iconv from 'iconv-lite';
import type { Layout } from './wedge.ts';

/**
 * What the keys of the numeric keypad type (HID Usage Tables, keyboard page 07), from 54 to 63 and those that
 * keyboards seldom have. Scanners use them to be independent of the layout, and so take no account of Num Lock:
 * digits are digits.
 */
const KEYPAD: Readonly<Record<number, string>> = {
  0x54: '/',
  0x55: '*',
  0x56: '-',
  0x57: '+',
  0x59: '1',
  0x5a: '2',
  0x5b: '3',
  0x5c: '4',
  0x5d: '5',
  0x5e: '6',
  0x5f: '7',
  0x60: '8',
  0x61: '9',
  0x62: '0',
  0x67: '=',
  0x85: ',',
  0x86: '=',
  0xb0: '00',
  0xb1: '000',
  0xb6: '(',
  0xb7: ')',
  0xb8: '{',
  0xb9: '}',
  0xbc: 'A',
  0xbd: 'B',
  0xbe: 'C',
  0xbf: 'D',
  0xc0: 'E',
  0xc1: 'F',
  0xc3: '^',
  0xc4: '%',
  0xc5: '<',
  0xc6: '>',
  0xc7: '&',
  0xc8: '&&',
  0xc9: '|',
  0xca: '||',
  0xcb: ':',
  0xcc: '#',
  0xcd: ' ',
  0xce: '@',
  0xcf: '!',
};

/**
 * Keys that type what the country writes: the decimal separator (63 is a comma on German keyboards), that of
 * thousands, the currency.
 */
const LOCAL: { readonly [L in Layout]: Readonly<Record<number, string>> } = {
  de: { 0x63: ',', 0xb2: '.', 0xb3: ',', 0xb4: '€' },
  us: { 0x63: '.', 0xb2: ',', 0xb3: '.', 0xb4: '$' },
};

export const typedOnKeypad = (usage: number, layout: Layout): string | null =>
  LOCAL[layout][usage] ?? KEYPAD[usage] ?? null;

const [ONE, ZERO] = [0x59, 0x62];
const LONGEST_CODE = 4;

/** A byte, and whether it is one of Windows-1252 or of the code page 850. */
export interface CharacterCode {
  readonly byte: number;
  readonly windows: boolean;
}

/** `taken`: keys that were digits of a number. `code`: what letting go of Alt completes; null where nothing. */
interface AltTaken {
  readonly taken: ReadonlySet<number>;
  readonly code: CharacterCode | null;
}

/**
 * Characters by their number: left Alt is held down, its digits typed on the keypad, and the character comes when Alt
 * is let go. With a zero in front the number is one of Windows-1252, without one of the code page 850, as Windows in
 * Germany has them.
 */
export class AltCodes {
  #digits: string | null = null;

  push(alt: boolean, pressed: readonly number[]): AltTaken {
    const code = alt ? null : this.#end();
    const taken = new Set<number>();
    if (!alt) return { taken, code };
    this.#digits ??= '';
    for (const usage of pressed) {
      if (usage < ONE || usage > ZERO) continue;
      taken.add(usage);
      if (this.#digits.length <= LONGEST_CODE) this.#digits += usage === ZERO ? '0' : String(usage - ONE + 1);
    }
    return { taken, code };
  }

  forget(): void {
    this.#digits = null;
  }

  #end(): CharacterCode | null {
    const digits = this.#digits;
    this.#digits = null;
    if (digits === null || digits === '' || digits.length > LONGEST_CODE) return null;
    const byte = Number(digits);
    return byte > 0xff ? null : { byte, windows: digits.startsWith('0') };
  }
}

export const characterOf = ({ byte, windows }: CharacterCode): string =>
  iconv.decode(Buffer.of(byte), windows ? 'windows-1252' : 'cp850');
