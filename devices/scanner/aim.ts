import type { Scan, Symbology } from './scanner.ts';

/** The letter of an AIM identifier `]cm` (ISO/IEC 15424): c names the kind of code, m says how it was read. */
const KINDS: Readonly<Record<string, Symbology>> = { Q: 'qr', d: 'data-matrix', z: 'aztec', L: 'pdf417', C: 'code128', A: 'code39', E: 'ean', I: 'interleaved' };

export const symbologyOf = (letter: string): Symbology => (Object.hasOwn(KINDS, letter) ? KINDS[letter] : undefined) ?? 'other';

/** A line as a scanner sends it over a serial port, with or without an AIM identifier in front. */
export function scanOf(line: string): Scan {
  const [, letter, text] = /^\](\p{L})[0-9a-zA-Z](.*)$/su.exec(line) ?? [];
  return letter === undefined || text === undefined ? { text: line, symbology: null } : { text, symbology: symbologyOf(letter) };
}
