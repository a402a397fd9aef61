import type { Scan, Symbology } from './scanner.ts';

/** The letter of an AIM identifier `]cm` (ISO/IEC 15424): c names the kind of code, m says how it was read. */
const KINDS: Readonly<Record<string, Symbology>> = {
  Q: 'qr',
  d: 'data-matrix',
  z: 'aztec',
  L: 'pdf417',
  C: 'code128',
  A: 'code39',
  E: 'ean',
  I: 'interleaved',
};

/** How it was read says that the scanner follows the ECI protocol (ISO/IEC 15424, annex on option values). */
const WITH_ECI: Readonly<Record<string, string>> = { Q: '246', d: '456', L: '1', z: '3456789ABC' };

export const symbologyOf = (letter: string): Symbology =>
  (Object.hasOwn(KINDS, letter) ? KINDS[letter] : undefined) ?? 'other';

/** ECI designator: the number of a character set, or of another meaning (AIM ITS/04-023). */
const DESIGNATOR = /\\\d{6}/gu;

/**
 * The text without what the ECI protocol puts into it: a backslash and six digits for each designator, and each
 * backslash twice. A scanner that follows the protocol says so in its identifier; one without identifiers is known by
 * a designator in front.
 */
export function withoutEci(text: string, letter: string | null, modifier: string | null): string {
  const follows = letter !== null && modifier !== null && (WITH_ECI[letter] ?? '').includes(modifier);
  if (!follows && !/^\\0000\d\d/u.test(text)) return text;
  // Pairs of backslashes first: a backslash and digits behind one are text.
  return text
    .split('\\\\')
    .map((part) => part.replace(DESIGNATOR, ''))
    .join('\\');
}

/** A line as a scanner sends it over a serial port, with or without an AIM identifier in front. */
export function scanOf(line: string): Scan {
  const [, letter = null, modifier = null, text = null] = /^\](\p{L})([0-9a-zA-Z])(.*)$/su.exec(line) ?? [];
  return {
    text: withoutEci(text ?? line, letter, modifier),
    symbology: letter === null ? null : symbologyOf(letter),
  };
}
